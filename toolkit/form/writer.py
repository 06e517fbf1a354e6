"""A form out: the page of `toolkit.form.layout` in the look of the base workbook, as the bytes of an .xlsx.

Knows: openpyxl, the base, the page, the identity to be sealed. Must not know: where forms are kept, who mails them, or
what comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from toolkit.base import excel_limits
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.beside import write_lists
from toolkit.form.grid import (
    APPENDIX_SHEET,
    GUIDE_SHEET,
    LISTS_SHEET,
    SHEET,
    SLIP_SHEET,
)
from toolkit.form.guide import write_guide
from toolkit.form.identity_cells import OWNER, identity_entries, identity_texts, owner
from toolkit.form.layout import page
from toolkit.form.loaded_base import Base
from toolkit.form.locked import digests, locked_texts
from toolkit.form.pages import draw_page, make_room, new_sheet, printed, typed, write_breaks
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.roster_formulas import titles
from toolkit.form.roster_sheet import place_sheet
from toolkit.form.rows import Page
from toolkit.form.seal import Identity, form_number
from toolkit.form.styles import HIDDEN_TEXT
from toolkit.form.untouched import given_digest
from toolkit.form.watch import asked, mark_open, notice, write_notice
from toolkit.kinds.field import Field
from toolkit.kinds.normalise import normalise
from toolkit.kinds.rosters import rows_said
from toolkit.kinds.values import Value
from toolkit.plan.model import Period, Plan, Unit


@dataclass(frozen=True)
class Form:
    """A form in memory, not yet saved: its workbook, with the base's samples still in it, and where everything stands.

    ``cells`` is `Page.cell_of`; ``rows`` the number of rows; ``issued_on`` the day of issue of the plan, which the file
    names as the day of its making, so that the same form is the same file. The sheets of its lists (``rosters``) are
    empty; `toolkit.form.stamp` puts them in.
    """

    workbook: Workbook
    sheet: Worksheet
    base: Base
    cells: Mapping[str, str]
    rows: int
    title: str
    issued_on: date
    rosters: tuple[str, ...] = ()


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
    _finish(form)
    return saved(form.workbook)


def saved(workbook: Workbook) -> bytes:
    """A workbook as the bytes of an .xlsx, without the moment of its saving."""
    out = BytesIO()
    with _Undated(out, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).save()
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
    layout, entries = sealed_page(plan, catalogue, unit, period, key, version, given)
    workbook = base.workbook()
    sheet = new_sheet(workbook, SHEET, layout)
    draw_page(base, sheet, layout, catalogue, given)
    for place, text in {**identity_texts(entries), OWNER: owner(plan.id, unit.id, period.id)}.items():
        sheet[place] = text or None
        sheet[place].number_format = HIDDEN_TEXT
    request = due(period, given)
    write_notice(sheet, len(layout.rows), notice(plan, len(layout.rows), request))
    if given.amended:
        mark_open(sheet, layout)
    make_room(sheet, base, layout, f"{asked(plan, request)}还有 999 项待填，第一处在第 999 行。")
    write_breaks(sheet, layout)
    write_guide(workbook, base.rows, catalogue)
    named = titles(plan)
    rosters = tuple(named[roster.id] for roster in catalogue.rosters)
    for number, name in enumerate(rosters, start=1):
        place_sheet(workbook, name, number)
    write_lists(workbook, lists_of(catalogue.asked))
    title = f"{catalogue.item.code} {catalogue.item.title}"
    return Form(workbook, sheet, base, layout.cell_of(), len(layout.rows), title, plan.issued_on, rosters)


def due(period: Period, given: Prefill = NOTHING) -> str:
    """What the line under the title of a form asks for: by when it is to be filled in, and what of it."""
    by = f"请于{chinese_date(period.due_date)}前"
    if given.amended:
        return f"方案修改了，原来报的已经收到，都填在表里，不用重填；{by}只补填标黄的格"
    return f"{by}填好"


def sealed_page(
    plan: Plan, catalogue: Catalogue, unit: Unit, period: Period, key: bytes, version: int, given: Prefill
) -> tuple[Page, dict[str, str]]:
    """The page of a form, and what its hidden cells say of whose it is."""
    identity = Identity(plan.id, catalogue.item.id, unit.id, period.id, version, catalogue.digest)
    layout = page(plan, catalogue, unit, period, form_number(identity, unit.code or unit.id, key), given)
    answers = as_answered(catalogue, given)
    digest = "" if given.again else given_digest(catalogue, answers, covered=bool(given.covered))
    identity = replace(identity, locked=digests(locked_texts(layout)), given=digest)
    return layout, identity_entries(identity, key)


def as_answered(catalogue: Catalogue, given: Prefill) -> dict[str, Value]:
    """What is given as it will be read when the form comes back."""
    known = ((catalogue.field[name], value) for name, value in given.answers.items() if name in catalogue.field)
    said = {field.id: normalise(field, typed(field, value)).value for field, value in known}
    rows = {roster.id: given.rosters.get(roster.id, ()) for roster in catalogue.rosters}
    return {**said, **{name: rows_said(of) for name, of in rows.items() if of}}


def lists_of(fields: Iterable[Field]) -> list[tuple[str, ...]]:
    """The lists from which some fields' answers are chosen."""
    return [field.choices for field in fields if field.choices]


def _finish(form: Form) -> None:
    for name in form.workbook.sheetnames:
        if name not in (SHEET, GUIDE_SHEET, APPENDIX_SHEET, SLIP_SHEET, LISTS_SHEET, *form.rosters):
            del form.workbook[name]
    printed(form.sheet, form.rows)
    protect(form.sheet)
    undated(form.workbook, form.title, form.issued_on)


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in; rows and columns may be made larger."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False


def undated(workbook: Workbook, title: str, issued_on: date) -> None:
    """Name a workbook, which opens on its first sheet and is calculated then; whenever it is made it is the same."""
    workbook.security = WorkbookProtection()
    workbook.active = 0
    for one in workbook.worksheets:
        one.sheet_view.tabSelected = one is workbook.worksheets[0]
    workbook.calculation.fullCalcOnLoad = True
    workbook.properties.title = excel_limits.cut(title, excel_limits.PROPERTY)
    workbook.properties.creator = "整改报送工具"
    workbook.properties.created = workbook.properties.modified = datetime.combine(issued_on, datetime.min.time())
