"""A form out: the page of `toolkit.form.layout` in the look of the base workbook, as the bytes of an .xlsx.

Knows: openpyxl, the base, the page, the identity to be sealed. Must not know: where forms are kept, who mails them, or
what comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, assert_never
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from toolkit.base import excel_limits
from toolkit.base.errors import TemplateError
from toolkit.base.opc import parts_of
from toolkit.base.texts import chinese_date, text_lines
from toolkit.catalogue import Catalogue
from toolkit.check.one import ASK
from toolkit.form import formulas
from toolkit.form.base import LETTERS, ROWS, SAMPLES_SHEET
from toolkit.form.beside import Beside
from toolkit.form.guide import write_guide
from toolkit.form.layout import (
    ANSWER_COLUMNS,
    CHECK,
    FIRST,
    GUIDE_SHEET,
    IDENTITY_SHEET,
    LAST,
    LISTS_SHEET,
    MARKER,
    OPEN,
    PORTRAIT,
    PRIOR,
    READING,
    SHEET,
    SLIP_SHEET,
    WRONG,
    Kind,
    Page,
    Row,
    page,
)
from toolkit.form.locked import digests, locked_texts
from toolkit.form.long_formulas import fitted
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.seal import Identity, form_number, seal
from toolkit.kinds import live
from toolkit.kinds.field import NO, SAME, TICK, YES, Block, Field
from toolkit.kinds.registry import KINDS, kind_of
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.targets import excel_formula

_RED = PatternFill("solid", bgColor="F8D7DA")
_MERGES = re.compile(rb"<mergeCells\b.*?</mergeCells>", re.DOTALL)
_WHOLE = f"（全文见“{GUIDE_SHEET}”。）"
_LINE = 1.38  # line height in ems of the CJK fonts in use, LibreOffice's substitutes included


@dataclass(frozen=True)
class Base:
    """The base workbook, read: its bytes and the sample row of each kind."""

    data: bytes
    rows: Mapping[str, int]


def load_base(path: Path) -> Base:
    """Read the base of all forms.

    Raises `TemplateError` when it is not a workbook or a sample row is missing.
    """
    try:
        data = path.read_bytes()
        workbook = load_workbook(BytesIO(data))
    except FileNotFoundError:
        raise TemplateError(f"找不到表样 {path.name}。请把 templates/report_template.xlsx 放回工作区。") from None
    except PermissionError:
        raise TemplateError(f"表样 {path.name} 正被占用。请在 Excel 或 WPS 里关闭它再试。") from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise TemplateError(f"表样 {path.name} 打不开。请换回原来的文件，或从备份恢复。") from None
    if SAMPLES_SHEET not in workbook.sheetnames:
        raise TemplateError(f"表样 {path.name} 里没有“{SAMPLES_SHEET}”工作表。请换回原来的文件。")
    sheet = workbook[SAMPLES_SHEET]
    rows = {str(cell.value): cell.row for cell in sheet["A"] if cell.value in ROWS and cell.row}
    missing = [kind for kind in ROWS if kind not in rows]
    if missing:
        raise TemplateError(f"表样 {path.name} 的 A 列缺少这些行：{'、'.join(missing)}。请换回原来的文件。")
    return Base(_without_merges(data), rows)


def _without_merges(data: bytes) -> bytes:
    """The base without the merged cells of its samples, whose borders openpyxl would draw anew for every form.

    Excel and WPS keep the borders of each cell of a merged area; the form merges its rows itself.
    """
    parts = parts_of(data)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, _MERGES.sub(b"", part) if name.startswith("xl/worksheets/") else part)
    return out.getvalue()


@dataclass(frozen=True)
class Form:
    """A form in memory, not yet saved: its workbook, with the base's samples still in it, and where everything stands.

    ``cells`` is `Page.cell_of`; ``rows`` the number of rows; ``issued_on`` the day of issue of the plan, which the file
    names as the day of its making, so that the same form is the same file.
    """

    workbook: Workbook
    sheet: Worksheet
    base: Base
    cells: Mapping[str, str]
    rows: int
    title: str
    issued_on: date


def write_form(  # noqa: PLR0913 - what a form is made of
    base: Base,
    plan: Plan,
    catalogue: Catalogue,
    unit: Unit,
    period: Period,
    key: bytes,
    version: int = 1,
    given: Prefill = NOTHING,
) -> bytes:
    """The form of one item, unit and period as a sealed workbook, with what is ``given`` already in it."""
    return form_bytes(make_form(base, plan, catalogue, unit, period, key, version, given))


def form_bytes(form: Form) -> bytes:
    """A form as the bytes of an .xlsx; the same form gives the same bytes whenever it is made."""
    _finish(form.workbook, form.sheet, form.rows, form.title, form.issued_on)
    out = BytesIO()
    with _Undated(out, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(form.workbook, archive).save()
    return out.getvalue()


class _Undated(ZipFile):
    """A zip in which every part has the same date."""

    def writestr(self, name: str | ZipInfo, data: str | bytes, *_: object) -> None:  # type: ignore[override]
        info = ZipInfo(name if isinstance(name, str) else name.filename, (2021, 1, 1, 0, 0, 0))
        super().writestr(info, data, ZIP_DEFLATED)

    def write(self, filename: str, arcname: str = "", *_: object) -> None:  # type: ignore[override]
        self.writestr(arcname or filename, Path(filename).read_bytes())


def make_form(  # noqa: PLR0913 - what a form is made of
    base: Base,
    plan: Plan,
    catalogue: Catalogue,
    unit: Unit,
    period: Period,
    key: bytes,
    version: int = 1,
    given: Prefill = NOTHING,
) -> Form:
    """The form of one item, unit and period, not yet saved."""
    identity = Identity(plan.id, catalogue.item.id, unit.id, period.id, version, catalogue.digest)
    number = form_number(identity, unit.code or unit.id, key)
    layout = page(plan, catalogue, unit, period, number, given)
    identity = replace(identity, locked=digests(locked_texts(layout)))

    workbook = load_workbook(BytesIO(base.data))
    sheet = _new_sheet(workbook, SHEET, layout)
    beside = Beside(workbook)
    beside.enter([field.choices for field in catalogue.fields if field.choices])
    cells, widths = layout.cell_of(), page_widths(workbook[SAMPLES_SHEET], layout)
    for row_number, row in enumerate(layout.rows, start=1):
        _write_row(workbook, base, sheet, row_number, row, given)
        if row.kind is not Kind.IDS:
            sheet.row_dimensions[row_number].height = row_height(workbook[SAMPLES_SHEET], base, widths, row)
        _write_checks(sheet, catalogue, cells, row_number, row, beside)
    sheet["B3"] = notice(plan, len(layout.rows), f"请于{chinese_date(period.due_date)}前填好")
    sheet.row_dimensions[3].height = max(sheet.row_dimensions[3].height or 0, 34)
    said = f"{_asked(plan, f'请于{chinese_date(period.due_date)}前填好')}还有 999 项待填。"
    if text_lines(said, sum(widths[letter] for letter in LETTERS), 11) > 2:
        needed = row_height(workbook[SAMPLES_SHEET], base, widths, Row(Kind.NOTICE, {"B": said}))
        sheet.row_dimensions[3].height = max(sheet.row_dimensions[3].height or 0, needed)
    sheet.conditional_formatting.add("B3", _when('RIGHT($B$3,5)="可以报送。"', font=Font(color="2E7D32")))
    _validations(sheet, cells, catalogue, beside)
    _marks(sheet, cells, catalogue, len(layout.rows))
    write_guide(workbook, base.rows, catalogue)
    _identity(workbook, identity, key)
    title = f"{catalogue.item.code} {catalogue.item.title}"
    return Form(workbook, sheet, base, cells, len(layout.rows), title, plan.issued_on)


def _new_sheet(workbook: Workbook, title: str, layout: Page) -> Worksheet:
    """A sheet with the page settings, column widths and pictures of the samples."""
    samples = workbook[SAMPLES_SHEET]
    sheet = workbook.create_sheet(title, 0)
    assert isinstance(sheet, Worksheet) and isinstance(samples, Worksheet)
    sheet.page_setup = copy(samples.page_setup)
    sheet.page_setup.orientation = "landscape" if layout.landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.scale = None
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = copy(samples.page_margins)
    sheet.print_options = copy(samples.print_options)
    sheet.HeaderFooter = copy(samples.HeaderFooter)
    sheet.sheet_view.showGridLines = False
    for letter, width in page_widths(samples, layout).items():
        sheet.column_dimensions[letter].width = width
    for letter in (MARKER, OPEN, WRONG, *READING[: max((row.hidden + 1 for row in layout.rows), default=0)]):
        sheet.column_dimensions[letter].hidden = True
    for image in samples._images:  # type: ignore[attr-defined]
        sheet.add_image(copy(image))
    return sheet


def page_widths(samples: Worksheet, layout: Page) -> dict[str, float]:
    """The page's widths, stretched as far as staff have changed the samples' widths."""
    return {
        letter: width * (samples.column_dimensions[letter].width or PORTRAIT[letter]) / PORTRAIT[letter]
        for letter, width in layout.widths.items()
    }


def _write_row(workbook: Workbook, base: Base, sheet: Worksheet, number: int, row: Row, given: Prefill) -> None:
    samples = workbook[SAMPLES_SHEET]
    sheet[f"{MARKER}{number}"] = row.marker or None
    if row.kind is Kind.IDS:
        for letter, column in row.ids.items():
            sheet[f"{letter}{number}"] = f"@{column}"
        sheet.row_dimensions[number].hidden = True
        return
    sample = base.rows[row.kind.value]
    for letter in LETTERS:
        cell, model = sheet[f"{letter}{number}"], samples[f"{letter}{sample}"]
        assert isinstance(cell, Cell)
        cell._style = copy(model._style)  # type: ignore[attr-defined]
        field = row.answers.get(letter)
        cell.protection = Protection(locked=field is None)
        if field is not None:
            cell.number_format = kind_of(field).number_format
            put_answer(cell, field, given.answers.get(field.id))
        elif letter in row.texts:
            cell.value = excel_limits.cell_text(row.texts[letter])
            cell.data_type = "s"
    if row.computed is not None:
        value, note = (sheet[f"{ANSWER_COLUMNS[Block.INDICATORS][column]}{number}"] for column in ("value", "note"))
        value._style = copy(samples[f"{PRIOR}{sample}"]._style)
        note._style = copy(samples[f"C{sample}"]._style)
        value.number_format = KINDS[row.computed.indicator.word].computed_format
    if row.kind is Kind.INDICATOR:
        _write_prior(sheet, samples, number, sample, row)
    for first, last in row.merges:
        # Not merge_cells(): it redraws borders that the sample row already has, at half the cost of a form.
        sheet.merged_cells.add(f"{first}{number}:{last}{number}")


def put_answer(cell: Cell, field: Field, value: Any) -> None:
    """Write an answer as the county would have typed it; nothing for None."""
    value = typed(field, value)
    if value is None:
        return
    if isinstance(value, str):
        cell.value = excel_limits.cell_text(value)
        cell.data_type = "s"
    else:
        cell.value = value


def typed(field: Field, value: Any) -> Any:
    """A value as the county would type it into a field's cell."""
    if not isinstance(value, bool):
        return value
    return (TICK if field.column == SAME else YES) if value else NO if field.column != SAME else None


def _write_prior(sheet: Worksheet, samples: Any, number: int, sample: int, row: Row) -> None:
    """The figure of the period before; without one, neither it nor the tick has anything to ask."""
    column = ANSWER_COLUMNS[Block.INDICATORS]
    if row.prior is None:
        sheet[f"{column[SAME]}{number}"]._style = copy(samples[f"{PRIOR}{sample}"]._style)
        return
    cell, field = sheet[f"{PRIOR}{number}"], row.answers[column["value"]]
    assert isinstance(cell, Cell)
    cell.number_format = kind_of(field).number_format
    put_answer(cell, field, row.prior)


def row_height(samples: Worksheet, base: Base, widths: Mapping[str, float], row: Row) -> float:
    """High enough for the given texts and for what will be typed, at least the sample's height, at most Excel's."""
    sample = base.rows[row.kind.value]
    needed = float(samples.row_dimensions[sample].height or 15)
    spans = dict(row.merges)
    for letter, text in row.texts.items():
        size = float(samples[f"{letter}{sample}"].font.size or 11)
        last = spans.get(letter, letter)
        width = sum(widths[chr(c)] for c in range(ord(letter), ord(last) + 1))
        needed = max(needed, text_lines(text, width, size) * size * _LINE + 6)
    for letter, field in row.answers.items():
        size = float(samples[f"{letter}{sample}"].font.size or 11)
        needed = max(needed, field.lines * size * _LINE + 6)
    return min(round(needed), 409)


def _write_checks(
    sheet: Worksheet, catalogue: Catalogue, cells: Mapping[str, str], number: int, row: Row, beside: Beside
) -> None:
    def put(place: str, formula: str) -> None:
        sheet[place] = "=" + fitted(formula, beside.formula)

    if row.computed is not None:
        put(cells[row.computed.indicator.id], excel_formula(row.computed.expression, formulas.values(cells)))
    if not row.answers:
        return
    for place, formula in formulas.readings(row, number, cells, beside.name).items():
        put(place, formula)
    open_answers = formulas.open_answers(tuple(row.answers.values()), catalogue, cells)
    if open_answers:
        put(f"{OPEN}{number}", open_answers)
    unchecked = tuple(row.answers.values())
    if CHECK not in row.answers:
        main, *rest = unchecked
        put(f"{CHECK}{number}", formulas.check(main, catalogue, cells))
        unchecked = tuple(rest)
    if unchecked:
        put(f"{WRONG}{number}", formulas.wrong_answers(unchecked, catalogue, cells))


def notice(plan: Plan, last: int, request: str) -> str:
    """The formula of the line under the title of a form with so many rows: what to do, and what is left to fill."""
    return "=" + formulas.notice(
        _asked(plan, request), *(f"{letter}4:{letter}{last}" for letter in (OPEN, CHECK, WRONG))
    )


def _asked(plan: Plan, request: str) -> str:
    return f"{request}，经主要领导签字后报{plan.report_to}。带 * 的必须填写。"


def _validations(sheet: Worksheet, cells: Mapping[str, str], catalogue: Catalogue, beside: Beside) -> None:
    for field in (field for field in catalogue.fields if field.id in cells):
        validation = _validation(field, cells[field.id], beside)
        validation.promptTitle = excel_limits.cut(field.label, excel_limits.PROMPT_TITLE)
        validation.prompt = excel_limits.whole_sentences(field.guidance, excel_limits.PROMPT, _WHOLE)
        validation.showInputMessage = validation.showErrorMessage = True
        validation.errorTitle = "请核对"
        refused = f"“{excel_limits.cut(field.label, 60)}”{kind_of(field).refusal(field)}"
        validation.error = excel_limits.cut(refused, excel_limits.ERROR)
        validation.allow_blank = True
        validation.add(cells[field.id])
        sheet.add_data_validation(validation)


def _validation(field: Field, cell: str, beside: Beside) -> DataValidation:
    """What may be typed. What may still be meant rightly is asked about ("warning"), the rest refused."""
    validation = kind_of(field).validation(field, cell)
    match validation.type:
        case "list":
            return DataValidation(type="list", formula1=beside.name(field.choices), errorStyle="warning")
        case "textLength":
            return DataValidation(
                type="textLength", operator="lessThanOrEqual", formula1=validation.formula, errorStyle="warning"
            )
        case "custom":
            return DataValidation(type="custom", formula1=validation.formula)
    assert_never(validation.type)


def _when(formula: str, **style: Any) -> Rule:
    return Rule(type="expression", formula=[formula], dxf=DifferentialStyle(**style))


def _marks(sheet: Worksheet, cells: Mapping[str, str], catalogue: Catalogue, last: int) -> None:
    """Red only for what is missing or wrong; amber where a word is asked for."""
    area = f"{CHECK}4:{CHECK}{last}"
    first = f"LEFT(${CHECK}4,1)"
    for mark, colour in ((live.WRONG, "C00000"), (ASK, "B45F06"), (formulas.GOOD, "2E7D32")):
        sheet.conditional_formatting.add(area, _when(f"{first}={live.text(mark)}", font=Font(color=colour)))
    for field in (field for field in catalogue.fields if field.id in cells):
        cell = cells[field.id]
        if field.required_when is not None:
            sheet.conditional_formatting.add(cell, _when(formulas.missing(field, catalogue, cells), fill=_RED))
        if field.block is Block.MEASURES or field.column != "value":
            sheet.conditional_formatting.add(
                cell, _when(formulas.wrong_answers((field,), catalogue, cells) + ">0", fill=_RED)
            )
        else:
            test = f"LEFT(${CHECK}{cell.lstrip('ABCDEFGH')},1)={live.text(live.WRONG)}"
            sheet.conditional_formatting.add(cell, _when(test, fill=_RED))


def _identity(workbook: Workbook, identity: Identity, key: bytes) -> None:
    sheet = workbook.create_sheet(IDENTITY_SHEET)
    sheet.sheet_state = "veryHidden"
    for row, (name, value) in enumerate(identity_entries(identity, key).items(), start=1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, value).data_type = "s"
        sheet.cell(row, 2).number_format = "@"


def identity_entries(identity: Identity, key: bytes) -> dict[str, str]:
    """What the hidden sheet says, row by row."""
    return {
        "plan": identity.plan_id,
        "item": identity.item_id,
        "unit": identity.unit_id,
        "period": identity.period_id,
        "version": str(identity.version),
        "digest": identity.digest,
        "locked": identity.locked,
        "seal": seal(identity, key),
    }


def _finish(workbook: Workbook, sheet: Worksheet, last: int, title: str, issued_on: date) -> None:
    for name in workbook.sheetnames:
        if name not in (SHEET, GUIDE_SHEET, SLIP_SHEET, LISTS_SHEET, IDENTITY_SHEET):
            del workbook[name]
    sheet.print_area = f"{FIRST}1:{LAST}{last}"
    sheet.print_title_rows = "1:2"
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False
    for row in sheet.iter_rows(min_row=1, max_row=last, min_col=1, max_col=1):
        for cell in row:
            cell.protection = Protection(locked=True)
    workbook.security = WorkbookProtection()
    workbook.active = 0
    for one in workbook.worksheets:
        one.sheet_view.tabSelected = one is workbook.worksheets[0]
    workbook.calculation.fullCalcOnLoad = True
    workbook.properties.title = excel_limits.cut(title, excel_limits.PROPERTY)
    workbook.properties.creator = "整改报送工具"
    workbook.properties.created = workbook.properties.modified = datetime.combine(issued_on, datetime.min.time())
