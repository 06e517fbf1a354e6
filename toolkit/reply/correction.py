"""The correction copy (退回修改件): a fresh form with the unit's own answers, every wrong cell marked and explained.

Knows: forms, findings, how a form is stamped. Must not know: folders, the ledger's tables. It is made anew from the
base, never from the unit's file: saving that again would lose its dropdowns and formats. What could not stand in its
cell is told in the cell's note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.appendix import Entry
from toolkit.form.cover import beside_cover
from toolkit.form.drawings import Drawing, Drawings
from toolkit.form.grid import FIRST, LAST, NOTICE, SHEET, SLIP_SHEET
from toolkit.form.loaded_base import Base
from toolkit.form.overflow import Overflow, overflowing
from toolkit.form.own_notes import ELSEWHERE
from toolkit.form.pages import page_widths
from toolkit.form.prefill import Prefill
from toolkit.form.rows import Page
from toolkit.form.sheet_xml import packed, put
from toolkit.form.stamp import (
    Press,
    draw_appendix,
    outline,
    referring,
    roster_parts,
    whose,
)
from toolkit.form.watch import notice
from toolkit.form.writer import make_form, sealed_page
from toolkit.ledger import CellValue, ListRow, Submission, Value
from toolkit.plan.model import Period, Plan, Unit
from toolkit.reply.correction_frame import BOOK_PART, FORM_PART, SLIP_PART, Frame, draw_copy, frame_of, marks_on
from toolkit.reply.marks import marked
from toolkit.reply.notes import comments_at, comments_part, drawing_at, drawing_part
from toolkit.reply.roster_marks import returned_rosters
from toolkit.reply.slip import Told, lines

_APPENDIX = 4  # 附页 stands behind 退回单, the form and 填报说明
_SLIP_AREA = re.compile(b'(<definedName name="_xlnm.Print_Area" localSheetId="0">)[^<]*')


@dataclass(frozen=True)
class Returned:
    """A return that is sent back: what it said, what is wrong with it, and by when to send it again.

    ``prior`` is what the form showed of the period named ``prior_name``; ``rows`` are those of its lists, by list id.
    """

    submission: Submission
    values: Mapping[str, Value]
    findings: tuple[Finding, ...]
    resend_by: date
    prior_name: str = ""
    prior: Mapping[str, CellValue] | None = None
    rows: Mapping[str, Sequence[ListRow]] = field(default_factory=dict)


@dataclass(frozen=True)
class Covering:
    """What the cover of a book says, and in which of its cells, by field id."""

    answers: Mapping[str, CellValue] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stamped:
    """The sheet of a correction copy: its XML, the notes on its cells, where its answers stand, what it holds, and what
    of that goes on on 附页.

    ``lists`` are the sheets of its lists, ``in_lists`` where findings in them are mended, by field and cell as found.
    """

    frame: Frame
    sheet: bytes
    notes: Mapping[str, str]
    cells: Mapping[str, str]
    given: Prefill
    over: tuple[Overflow, ...] = ()
    lists: Sequence[bytes] = ()
    in_lists: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def places(self, sheet: str) -> dict[tuple[str, str], tuple[str, str]]:
        """Where each finding is mended, by its field and cell ("" for any), the form's answers on a ``sheet``."""
        return {**{(name, ""): (sheet, cell) for name, cell in self.cells.items()}, **self.in_lists}


def answers_of(returned: Returned) -> dict[str, CellValue]:
    """What of a return could be read, by field id."""
    return {name: v.value for name, v in returned.values.items() if v.value is not None}


class Copies:
    """Makes the correction copies of a plan for one key; every shape of page is drawn only once."""

    def __init__(self, base: Base, plan: Plan, key: bytes, drawings: Drawings | None = None) -> None:
        self.press = Press(base, plan, key, drawings)
        self._frames: dict[tuple[object, ...], Frame] = {}

    def copy(self, catalogue: Catalogue, unit: Unit, period: Period, version: int, returned: Returned) -> bytes:
        """The correction copy of a return as a sealed workbook, as the next version of its form."""
        stamped = self.sheet(catalogue, unit, period, version, returned)
        frame = stamped.frame
        told = Told(catalogue, returned.submission, returned.findings, stamped.places(SHEET))
        said = lines(self.press.plan, unit, period, [told], returned.resend_by)
        area = f"'{SLIP_SHEET}'!${FIRST}$1:${LAST}${len(said)}"
        parts = {
            SLIP_PART: frame.slip.sheet(said),
            FORM_PART: stamped.sheet,
            comments_at(1): comments_part(stamped.notes),
            drawing_at(1): drawing_part(stamped.notes),
            **roster_parts(stamped.lists, 3),
        }
        book, package = frame.book, frame.shape.package
        if stamped.over:
            entries = [Entry(SHEET, catalogue.item.code, one) for one in stamped.over]
            parts |= self.press.appendix(package, _APPENDIX + len(stamped.lists), entries)
            book = parts[BOOK_PART]
        parts[BOOK_PART] = _SLIP_AREA.sub(lambda found: found[1] + area.encode(), book)
        return packed(package, parts)

    def sheet(
        self,
        catalogue: Catalogue,
        unit: Unit,
        period: Period,
        version: int,
        returned: Returned,
        cover: Covering = Covering(),
    ) -> Stamped:
        """The sheet of a correction copy, which is the copy in whatever workbook it lies."""
        plan = self.press.plan
        answers = answers_of(returned)
        rosters = returned_rosters(catalogue, returned.rows, returned.findings)
        figures = {name: v for name, v in (returned.prior or {}).items() if _is_figure(catalogue, name)}
        given = beside_cover(
            Prefill(returned.prior_name, figures, answers, again=True, answered=_answered(returned.findings)),
            cover.answers,
            cover.cells,
        )
        layout, entries = sealed_page(plan, catalogue, unit, period, self.press.key, version, given)
        press = self.press
        over = tuple(overflowing(press.samples, press.base, page_widths(press.samples, layout), layout, given))
        frame = self._frame(catalogue, unit, period, version, layout, given, appended=bool(over))
        shape, cells = frame.shape, layout.cell_of()
        marks = marked(catalogue, cells, returned.findings, returned.values, answers)
        own = (*self.press.changes(shape, layout, given), *whose(shape, plan, unit, period, entries))
        changes = {change[0]: change for change in own}
        for change in marks_on(frame, catalogue, cells, marks, given):
            changes[change[0]] = change
        request = notice(plan, len(layout.rows), f"请于{chinese_date(returned.resend_by)}前把标红的格改好")
        for change in (shape.formula(NOTICE, request[1:]), *referring(shape, layout, over)):
            changes[change[0]] = change
        notes = {place: mark.note for place, mark in marks.items()} or {NOTICE: f"{ELSEWHERE}“{SLIP_SHEET}”。"}
        of_lists = self.press.rosters
        lists = of_lists.sheets(catalogue, unit, period, version, rosters.rows, rosters.marks)
        named = dict(zip((roster.id for roster in catalogue.rosters), of_lists.titles(catalogue), strict=True))
        in_lists = {key: (named[roster], cell) for key, (roster, cell) in rosters.places.items()}
        return Stamped(frame, put(shape.sheet, changes.values()), notes, cells, given, over, lists, in_lists)

    def _frame(
        self,
        catalogue: Catalogue,
        unit: Unit,
        period: Period,
        version: int,
        layout: Page,
        given: Prefill,
        *,
        appended: bool,
    ) -> Frame:
        key = (catalogue.item.id, catalogue.digest, appended, *outline(layout))
        if key not in self._frames:
            press = self.press
            blank = replace(given, answers={}, covered={}, derived=False)

            def draw() -> Drawing:
                form = make_form(press.base, press.plan, catalogue, unit, period, press.key, version, blank)
                if appended:
                    draw_appendix(form)
                return draw_copy(form, catalogue, layout)

            self._frames[key] = frame_of(press.drawings.drawn((SLIP_SHEET, *key), draw), layout, press)
        return self._frames[key]


def _answered(findings: Sequence[Finding]) -> frozenset[str]:
    """The answers about which nothing is asked any more."""
    asked = {one.field for one in findings if one.severity is Severity.WARNING}
    return frozenset(one.field for one in findings if one.severity is Severity.INFO) - asked


def _is_figure(catalogue: Catalogue, name: str) -> bool:
    return name in catalogue.field and catalogue.field[name].column == "value"
