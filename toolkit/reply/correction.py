"""The correction copy (退回修改件): a fresh form with the unit's own answers, every wrong cell marked and explained.

Knows: forms, findings, how a form is stamped. Must not know: folders, the ledger's tables. It is made anew from the
base, never from the unit's file: saving that again would lose its dropdowns and formats. What could not stand in its
cell is told in the cell's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from toolkit.base.findings import Finding
from toolkit.base.opc import parts_of
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.appendix import Entry
from toolkit.form.cover import asks_cover, beside_cover
from toolkit.form.drawings import Drawing, Drawings, drawing
from toolkit.form.grid import FIRST, LAST, NOTES_AUTHOR, NOTICE, SHEET, SLIP_SHEET
from toolkit.form.lines import LinePage, draw_lines
from toolkit.form.loaded_base import Base
from toolkit.form.overflow import Overflow, overflowing
from toolkit.form.own_notes import ELSEWHERE
from toolkit.form.pages import page_widths, typed
from toolkit.form.prefill import Prefill
from toolkit.form.rows import Page
from toolkit.form.sheet_xml import Change, escaped, packed, put
from toolkit.form.stamp import (
    ASKING,
    Press,
    Shape,
    asking_styles,
    draw_appendix,
    outline,
    referring,
    roster_parts,
    shape_of,
    whose,
)
from toolkit.form.styles import AMBER, RED, asking_style, calm, own_colour
from toolkit.form.watch import notice
from toolkit.form.writer import Form, form_bytes, make_form, sealed_page
from toolkit.ledger import CellValue, ListRow, Submission, Value
from toolkit.plan.model import Period, Plan, Unit, ValueType
from toolkit.reply.marks import Mark, marked
from toolkit.reply.notes import comments_at, comments_part, drawing_at, drawing_part
from toolkit.reply.roster_marks import returned_rosters
from toolkit.reply.slip import TITLE_ROWS, Told, lines

_SLIP, _FORM = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2))
_BOOK, _APPENDIX = "xl/workbook.xml", 4  # 附页 stands behind 退回单, the form and 填报说明
_ASKS, _CALM = "asks ", "calm"  # uses of a style, beside the colour of its mark
_END_OF_FORMATS = b"</conditionalFormatting>"
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
class _Frame:
    """A correction copy that was drawn without answers or marks: ``looks`` are the numbers of the styles of its answer
    cells when they are marked, by place and use; ``rules`` is how many conditional formats it has.
    """

    shape: Shape
    book: bytes
    looks: Mapping[str, Mapping[str, int]]
    slip: LinePage
    rules: int


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

    frame: _Frame
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
        self._frames: dict[tuple[object, ...], _Frame] = {}

    def copy(self, catalogue: Catalogue, unit: Unit, period: Period, version: int, returned: Returned) -> bytes:
        """The correction copy of a return as a sealed workbook, as the next version of its form."""
        stamped = self.sheet(catalogue, unit, period, version, returned)
        frame = stamped.frame
        told = Told(catalogue, returned.submission, returned.findings, stamped.places(SHEET))
        said = lines(self.press.plan, unit, period, [told], returned.resend_by)
        area = f"'{SLIP_SHEET}'!${FIRST}$1:${LAST}${len(said)}"
        parts = {
            _SLIP: frame.slip.sheet(said),
            _FORM: stamped.sheet,
            comments_at(1): comments_part(stamped.notes),
            drawing_at(1): drawing_part(stamped.notes),
            **roster_parts(stamped.lists, 3),
        }
        book, package = frame.book, frame.shape.package
        if stamped.over:
            entries = [Entry(SHEET, catalogue.item.code, one) for one in stamped.over]
            parts |= self.press.appendix(package, _APPENDIX + len(stamped.lists), entries)
            book = parts[_BOOK]
        parts[_BOOK] = _SLIP_AREA.sub(lambda found: found[1] + area.encode(), book)
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
        given = beside_cover(Prefill(returned.prior_name, figures, answers, again=True), cover.answers, cover.cells)
        layout, entries = sealed_page(plan, catalogue, unit, period, self.press.key, version, given)
        press = self.press
        over = tuple(overflowing(press.samples, press.base, page_widths(press.samples, layout), layout, given))
        frame = self._frame(catalogue, unit, period, version, layout, given, appended=bool(over))
        shape, cells = frame.shape, layout.cell_of()
        marks = marked(catalogue, cells, returned.findings, returned.values, answers)
        own = (*self.press.changes(shape, layout, given), *whose(shape, plan, unit, period, entries))
        changes = {change[0]: change for change in own}
        for change in _marks(frame, catalogue, cells, marks, given):
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
    ) -> _Frame:
        key = (catalogue.item.id, catalogue.digest, appended, *outline(layout))
        if key not in self._frames:
            press = self.press
            blank = replace(given, answers={}, covered={}, derived=False)

            def draw() -> Drawing:
                form = make_form(press.base, press.plan, catalogue, unit, period, press.key, version, blank)
                if appended:
                    draw_appendix(form)
                return _drawn(form, catalogue, layout)

            self._frames[key] = _frame_of(press.drawings.drawn((SLIP_SHEET, *key), draw), layout, press)
        return self._frames[key]


def _is_figure(catalogue: Catalogue, name: str) -> bool:
    return name in catalogue.field and catalogue.field[name].column == "value"


# -- drawing what is stamped -------------------------------------------------------------------------------------------


def _drawn(form: Form, catalogue: Catalogue, layout: Page) -> Drawing:
    """The copy of a form, with the styles that marked cells will need entered into its workbook."""
    known: dict[tuple[int, ...], dict[str, int]] = {}
    styles: dict[str, dict[str, int]] = {}
    for place in (place for name, place in form.cells.items() if name in catalogue.field):
        style = tuple(form.sheet[place]._style)
        if style not in known:
            known[style] = _look(form, place)
        styles[place] = known[style]
    form.sheet[NOTICE].comment = Comment("", NOTES_AUTHOR)  # so that there are parts for notes
    draw_lines(form.workbook, SLIP_SHEET, 0, form.base.rows)
    form.workbook[SLIP_SHEET].print_title_rows = TITLE_ROWS
    styles[ASKING] = asking_styles(form, catalogue)
    return drawing(form_bytes(form), layout, styles)


def _frame_of(drawn: Drawing, layout: Page, press: Press) -> _Frame:
    shape = shape_of(drawn, _FORM, layout, page_widths(press.samples, layout))
    parts = parts_of(drawn.data)
    slip = LinePage(parts[_SLIP], press.samples, press.base.rows)
    looks = {place: look for place, look in drawn.styles.items() if place != ASKING}
    return _Frame(shape, parts[_BOOK], looks, slip, shape.sheet.count(b"<cfRule "))


def _look(form: Form, place: str) -> dict[str, int]:
    """Enter the styles that a marked cell will need into the workbook; gives their numbers: of the cell by colour, of
    one in which a formula asks the cover, of the format that gives it its own colour back.
    """
    cell, book = form.sheet[place], form.workbook
    assert isinstance(cell, Cell)

    def filled(colour: str) -> int:
        style = copy(cell._style)  # type: ignore[attr-defined]
        style.fillId = book._fills.add(PatternFill("solid", fgColor=colour))  # type: ignore[attr-defined]
        return int(book._cell_styles.add(style))  # type: ignore[attr-defined]

    back = book._differential_styles.add(calm(own_colour(cell)))  # type: ignore[attr-defined]
    asking = {_ASKS + colour: asking_style(book, cell, colour) for colour in (RED, AMBER)}
    return {RED: filled(RED), AMBER: filled(AMBER), **asking, _CALM: back}


def _marks(
    frame: _Frame,
    catalogue: Catalogue,
    cells: Mapping[str, str],
    marks: Mapping[str, Mark],
    given: Prefill,
) -> Iterator[Change]:
    """The marked cells in the form's XML, and the formats that calm them."""
    named = {place: name for name, place in cells.items()}
    rules, number = [], frame.rules
    for place, mark in marks.items():
        name, look = named[place], frame.looks[place]
        its = catalogue.field[name]
        value, cover = typed(its, given.answers.get(name)), given.covered.get(name)
        if value is None and cover is not None:
            style = look[mark.colour if its.type is ValueType.DATE else _ASKS + mark.colour]
            yield frame.shape.formula(place, asks_cover(its, cover), b"%d" % style)
        else:
            yield frame.shape.cell(place, value, b"%d" % look[mark.colour])
        for test in mark.calm:
            number += 1
            rules.append(
                b'<conditionalFormatting sqref="%s"><cfRule type="expression" priority="%d" dxfId="%d"><formula>%s'
                b"</formula></cfRule></conditionalFormatting>" % (place.encode(), number, look[_CALM], escaped(test))
            )
    at = frame.shape.sheet.rindex(_END_OF_FORMATS) + len(_END_OF_FORMATS)
    yield at, at, b"".join(rules)
