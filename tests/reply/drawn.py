"""The correction copy drawn with openpyxl alone, cell by cell: what a stamped one must look like when it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.excel_limits import cut, units
from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.check.one import TO_FILL
from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.grid import CHECK, SHEET, SLIP_SHEET, value_of
from toolkit.form.guide import GUIDE_WIDTHS, page_beside, write_line
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import Prefill
from toolkit.form.watch import notice
from toolkit.form.writer import Form, form_bytes, make_form
from toolkit.kinds import live
from toolkit.kinds.field import SAME, Field
from toolkit.ledger import Value
from toolkit.plan.model import Period, Plan, Unit, ValueType
from toolkit.reply.correction import AMBER, RED, Returned

_AUTHOR = "整改报送工具"
_LONGEST_TEXT = 200
_WORD = {Severity.ERROR: "要改正", Severity.WARNING: "要说明", Severity.INFO: "供参考"}


def write_correction(  # noqa: PLR0913 - takes what the copy takes
    base: Base,
    plan: Plan,
    catalogue: Catalogue,
    unit: Unit,
    period: Period,
    key: bytes,
    version: int,
    returned: Returned,
) -> bytes:
    """The correction copy of a return as a sealed workbook, as the next version of its form."""
    figures = {name: v for name, v in (returned.prior or {}).items() if _is_figure(catalogue, name)}
    answers = {name: v.value for name, v in returned.values.items() if v.value is not None}
    given = Prefill(returned.prior_name, figures, answers)
    request = f"请于{chinese_date(returned.resend_by)}前把标红的格改好"
    form = make_form(base, plan, catalogue, unit, period, key, version, given)
    form.sheet["B3"] = notice(plan, form.rows, request)
    about = _marks(catalogue, form.cells, returned.findings)
    for name, marks in about.items():
        _mark(form, catalogue, name, marks, returned.values.get(name), about)
    if not about:
        form.sheet["B3"].comment = _note(f"要改的地方见“{SLIP_SHEET}”。")
    _slip(form, plan, catalogue, unit, period, returned)
    return form_bytes(form)


def _is_figure(catalogue: Catalogue, name: str) -> bool:
    return name in catalogue.field and catalogue.field[name].column == "value"


def _marks(catalogue: Catalogue, cells: Mapping[str, str], findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """What is to be said at each cell.

    A rule that does not hold is said at every figure that it compares, a missing or wrong “同上期” also at the tick.
    """
    names_of = {f"rule.{rule.rule.id}": rule.expression.names for rule in catalogue.rules}
    marks: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.INFO:
            continue
        names = names_of.get(finding.code, (finding.field,))
        if finding.code.startswith("same."):
            names = (finding.field, f"{finding.field}_{SAME}")
        for name in names:
            if name in cells and name in catalogue.field:
                marks.setdefault(name, []).append(finding)
    return marks


def _mark(
    form: Form,
    catalogue: Catalogue,
    name: str,
    findings: Sequence[Finding],
    value: Value | None,
    about: Mapping[str, list[Finding]],
) -> None:
    cell, field = form.sheet[form.cells[name]], catalogue.field[name]
    assert isinstance(cell, Cell)
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    original = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else "FFFFFFFF"
    lines = [f"{_WORD[f.severity]}：{f.message}{f.remedy}".replace("\n", " ") for f in findings]
    if value is not None and value.value is None and value.raw.strip():
        lines.insert(0, f"原填：{cut(value.raw.strip(), 300)}")
    cell.fill = PatternFill("solid", fgColor=RED if wrong else AMBER)
    cell.comment = _note("\n".join(lines))
    _calm_when_mended(form, catalogue, name, findings, str(original))
    if not wrong and field.explained_by in form.cells and field.explained_by not in about:
        beside = form.sheet[form.cells[field.explained_by]]
        assert isinstance(beside, Cell)
        tint = str(beside.fill.fgColor.rgb)
        beside.fill = PatternFill("solid", fgColor=AMBER)
        beside.comment = _note(f"请在这里写明原因：{findings[0].message}".replace("\n", " "))
        _calm(form.sheet, beside.coordinate, f"LEN({form.cells[value_of(field.explained_by)]})>0", tint)


def _note(text: str) -> Comment:
    lines = sum(1 + len(line) // 18 for line in text.split("\n"))
    return Comment(text, _AUTHOR, width=290, height=min(max(60, 20 * lines + 20), 900))


def _calm_when_mended(form: Form, catalogue: Catalogue, name: str, findings: Sequence[Finding], original: str) -> None:
    """Give a marked cell its own colour back as soon as it has been changed, or its rule holds."""
    address = form.cells[name]
    rules = {f"rule.{rule.rule.id}": rule.expression.names[0] for rule in catalogue.rules}
    shown_at = [form.cells[rules[f.code]] for f in findings if f.code in rules]
    shown_at += [form.cells[f.field] for f in findings if f.code.startswith("same.")]
    cell = form.sheet[address]
    if shown_at:
        checks = [f"${CHECK}{place.lstrip('ABCDEFGHIJ')}" for place in shown_at]
        open_ = [f'COUNTIF({place},"{mark}*")' for place in checks for mark in (live.WRONG, TO_FILL)]
        test = f"{'+'.join(open_)}=0"
    elif cell.value is None:
        test = f"LEN({form.cells[value_of(name)]})>0"
    elif isinstance(cell.value, str) and units(cell.value) > _LONGEST_TEXT:
        lengths = sorted({len(cell.value), units(cell.value)})
        test = f"AND({','.join(f'LEN({address})<>{length}' for length in lengths)})"
    else:
        test = f"{address}<>{_literal(catalogue.field[name], cell.value)}"
    _calm(form.sheet, address, test, original)


def _literal(field: Field, value: object) -> str:
    if isinstance(value, str):
        return live.text(value)
    assert isinstance(value, int | float | date)
    return live.literal(value) if field.type is ValueType.DATE else repr(value)


def _calm(sheet: Worksheet, address: str, test: str, colour: str) -> None:
    style = DifferentialStyle(fill=PatternFill("solid", bgColor=colour))
    sheet.conditional_formatting.add(address, Rule(type="expression", formula=[test], dxf=style))


# -- 退回单 ------------------------------------------------------------------------------------------------------------


def _slip(form: Form, plan: Plan, catalogue: Catalogue, unit: Unit, period: Period, returned: Returned) -> None:
    """The sheet on top: what is to be mended, where, and by when."""
    samples = form.workbook[SAMPLES_SHEET]
    sheet = form.workbook.create_sheet(SLIP_SHEET, 0)
    assert isinstance(sheet, Worksheet) and isinstance(samples, Worksheet)
    sheet.column_dimensions["A"].width = 2
    for letter, width in GUIDE_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    findings = [f for f in returned.findings if f.severity is not Severity.INFO]
    wrong = sum(f.severity is Severity.ERROR for f in findings)
    submission, item = returned.submission, catalogue.item
    asked = f"有 {wrong} 处要改正" + (f"，{len(findings) - wrong} 处要说明" if len(findings) > wrong else "")
    kinds: list[tuple[str, dict[str, str]]] = [
        ("guide_title", {"B": SLIP_SHEET}),
        ("notice", {"B": f"请于{chinese_date(returned.resend_by)}前改好，把本文件发回{plan.report_to}。"}),
        ("closing", {"B": f"{unit.name}：{period.name}事项 {item.code}“{item.title}”的填报表{asked}。"}),
        ("closing", {"B": "怎么改：点“位置”一栏的链接到“填报表”；标红的格改正，标黄的格在“说明”栏写明原因。"
                          "鼠标停在格上，可以看到原来填的内容和改法。其余的格已按贵单位填的内容填好，不用再填。"}),
        ("closing", {"B": f"收到的文件：{submission.file_name}（{chinese_date(submission.received_on)}）"}),
        ("guide_head", {"B": "序号", "C": "栏目", "D": "位置", "E": "原填内容", "G": "问题和改法"}),
    ]  # fmt: skip
    links: dict[int, str] = {}
    for number, finding in enumerate(findings, start=1):
        field = catalogue.field.get(finding.field)
        place = form.cells.get(finding.field, "")
        kinds.append(
            (
                "guide_row",
                {
                    "B": str(number),
                    "C": f"〔{_WORD[finding.severity]}〕{field.label if field else '整份表'}",
                    "D": place or finding.cell or "—",
                    "E": cut(finding.found, 300) or "（空）" if place else cut(finding.found, 300),
                    "G": finding.message + finding.remedy,
                },
            )
        )
        if place:
            links[len(kinds)] = place
    for number, (kind, texts) in enumerate(kinds, start=1):
        write_line(sheet, samples, number, form.base.rows[kind], kind, texts)
    for number in range(3, 6):
        said = sheet[f"B{number}"]
        assert isinstance(said, Cell)
        said.font = Font(name=said.font.name, size=10.5)
        sheet.row_dimensions[number].height = 22 if number != 4 else 36
    for number, place in links.items():
        cell = sheet[f"D{number}"]
        assert isinstance(cell, Cell)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{SHEET}'!{place}", display=place)
        cell.font = Font(name=cell.font.name, size=cell.font.size, color="1F5FA8", underline="single")
    page_beside(sheet, samples, len(kinds))
    sheet.print_title_rows = "6:6"
