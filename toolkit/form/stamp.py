"""Many forms of one shape: the first drawn with openpyxl, every further one stamped from its bytes.

Knows: how openpyxl writes a cell, the parts of a form, the page. Must not know: what a form asks. A form that is
stamped is the form that would have been drawn, byte for byte; a test draws every form of the plan both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.opc import parts_of
from toolkit.catalogue import Catalogue
from toolkit.form.appendix import Entry, appendix_lines
from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.cover import FROM_COVER, asks_cover
from toolkit.form.derived import DERIVED
from toolkit.form.drawings import Drawing, Drawings, drawing
from toolkit.form.grid import ANSWER_COLUMNS, APPENDIX_SHEET, GUIDE_SHEET, NOTICE, PRIOR, SHEET, STRUTS
from toolkit.form.identity_cells import OWNER, identity_texts, owner
from toolkit.form.lines import LinePage, draw_lines
from toolkit.form.loaded_base import Base
from toolkit.form.overflow import Overflow, overflowing, references
from toolkit.form.pages import earlier, page_ends, page_widths, row_height, row_strut, typed
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.roster_press import RosterPress
from toolkit.form.rows import Page, Row
from toolkit.form.sheet_xml import (
    BEFORE_BREAKS,
    Change,
    Package,
    breaks_part,
    cell_spans,
    escaped,
    packed,
    put,
    written,
)
from toolkit.form.skeleton import part, with_areas
from toolkit.form.styles import asking_style
from toolkit.form.watch import notice
from toolkit.form.writer import Form, due, form_bytes, make_form, sealed_page
from toolkit.kinds.field import Block
from toolkit.plan.model import Period, Plan, Unit, ValueType

_BREAKS, _ENDS = re.compile(rb"<rowBreaks .*?</rowBreaks>"), re.compile(rb'<brk id="([0-9]+)"')
_HEIGHT = re.compile(rb'<row r="([0-9]+)" ht="([0-9.]+)"')

SHEET_PART, WORKBOOK_PART = "xl/worksheets/sheet1.xml", "xl/workbook.xml"  # of a form that is drawn alone
ASKING = "asking"  # the styles of a drawing in which a formula may ask the cover
_APPENDIX = 3  # the number of 附页 there, behind the form and 填报说明


@dataclass(frozen=True)
class Shape:
    """A page that was drawn with nothing answered: its file, and where its sheet's XML says what.

    ``cells`` and ``heights`` are the spans of the cells (with their style) and of the row heights, ``high`` the
    heights of all rows; ``breaks`` is the span of the page breaks, ``ends`` the rows after which a page ends;
    ``asking`` are the styles of cells in which a formula may ask the cover.
    """

    layout: Page
    package: Package
    sheet: bytes
    cells: Mapping[str, tuple[int, int, bytes]]
    heights: Mapping[int, tuple[int, int]]
    widths: Mapping[str, float]
    high: tuple[float, ...]
    breaks: tuple[int, int]
    ends: tuple[int, ...]
    asking: Mapping[str, bytes]

    def cell(self, place: str, value: object, style: bytes | None = None) -> Change:
        """A value in a cell, None for nothing; with another ``style`` than it was drawn with."""
        start, end, own = self.cells[place]
        return start, end, b'<c r="%s" s="%s" t="%s">%s</c>' % (place.encode(), style or own, *written(value))

    def formula(self, place: str, formula: str, style: bytes | None = None) -> Change:
        """A formula (without its "=") in a cell."""
        start, end, own = self.cells[place]
        said = b'<c r="%s" s="%s"><f>%s</f><v></v></c>' % (place.encode(), style or own, escaped(formula))
        return start, end, said


@dataclass(frozen=True)
class Made:
    """The sheet of a form as XML, the shape that it was stamped from, and what of its texts goes on on 附页."""

    shape: Shape
    xml: bytes
    over: tuple[Overflow, ...] = ()


class Press:
    """Makes the forms of a plan for one key, as `toolkit.form.writer.write_form` does, each shape drawn only once.

    What was drawn before for the same plan and base is in ``drawings``.
    """

    def __init__(self, base: Base, plan: Plan, key: bytes, drawings: Drawings | None = None) -> None:
        self.base, self.plan, self.key = base, plan, key
        self.drawings = drawings or Drawings()
        samples = base.workbook()[SAMPLES_SHEET]
        assert isinstance(samples, Worksheet)
        self.samples = samples
        self.rosters = RosterPress(base, plan, key)
        self._shapes: dict[tuple[object, ...], Shape] = {}

    def form(
        self, catalogue: Catalogue, unit: Unit, period: Period, version: int = 1, given: Prefill = NOTHING
    ) -> bytes:
        """The form of one item, unit and period as a sealed workbook, with what is ``given`` already in it."""
        made = self.sheet(catalogue, unit, period, version, given)
        lists = self.rosters.sheets(catalogue, unit, period, version, given.rosters)
        parts = {SHEET_PART: made.xml, **roster_parts(lists, 2)}
        if made.over:
            entries = [Entry(SHEET, catalogue.item.code, one) for one in made.over]
            parts |= self.appendix(made.shape.package, _APPENDIX + len(lists), entries)
        return packed(made.shape.package, parts)

    def appendix(self, package: Package, number: int, entries: Sequence[Entry]) -> dict[str, bytes]:
        """The parts of a file that has 附页 as the sheet of that ``number``, with what stands there."""
        drawn, lines = parts_of(package.data), appendix_lines(entries)
        page = LinePage(drawn[part(number)], self.samples, self.base.rows)
        areas = {number: (APPENDIX_SHEET, len(lines))}
        return {part(number): page.sheet(lines, headed=True), WORKBOOK_PART: with_areas(drawn[WORKBOOK_PART], areas)}

    def bound(
        self,
        package: Package,
        workbook: bytes,
        parts: Mapping[str, bytes],
        areas: Mapping[int, tuple[str, int]],
        number: int,
        entries: Sequence[Entry],
    ) -> bytes:
        """A file of several sheets and the areas that are printed; where it has ``entries``, 附页 is the last."""
        if entries:
            parts = {**parts, **self.appendix(package, number, entries)}
            workbook = parts[WORKBOOK_PART]
        return packed(package, {**parts, WORKBOOK_PART: with_areas(workbook, areas)})

    def sheet(
        self, catalogue: Catalogue, unit: Unit, period: Period, version: int = 1, given: Prefill = NOTHING
    ) -> Made:
        """The sheet of that form: it is the form in whatever workbook it lies."""
        layout, entries = sealed_page(self.plan, catalogue, unit, period, self.key, version, given)
        widths = page_widths(self.samples, layout)
        over = overflowing(self.samples, self.base, widths, layout, given)
        request = due(period, given)
        # The line that says it has room for a text of this length.
        key = (catalogue.item.id, catalogue.digest, len(request), bool(over), *outline(layout))
        if key not in self._shapes:
            blank = replace(given, answers={}, covered={}, rosters={}, derived=False)

            def draw() -> Drawing:
                drawn = make_form(self.base, self.plan, catalogue, unit, period, self.key, version, blank)
                asking = asking_styles(drawn, catalogue)
                if over:
                    draw_appendix(drawn)
                return drawing(form_bytes(drawn), layout, {ASKING: asking})

            self._shapes[key] = shape_of(self.drawings.drawn((SHEET, *key), draw), SHEET_PART, layout, widths)
        shape = self._shapes[key]
        changes = [*self.changes(shape, layout, given), *whose(shape, self.plan, unit, period, entries)]
        changes.append(shape.formula(NOTICE, notice(self.plan, len(layout.rows), request)[1:]))
        return Made(shape, put(shape.sheet, (*changes, *referring(shape, layout, over))), tuple(over))

    def changes(self, shape: Shape, layout: Page, given: Prefill) -> Iterator[Change]:
        """What is to be put where, in a page of the same shape."""
        high = list(shape.high)
        for number, (old, new) in enumerate(zip(shape.layout.rows, layout.rows, strict=True), start=1):
            if old.texts != new.texts or any(field.id in given.answers for field in new.answers.values()):
                height = row_height(self.samples, self.base, shape.widths, new, given)
                if number in shape.heights:
                    yield *shape.heights[number], b"%d" % height
                    high[number - 1] = height
                if new.answers:
                    yield shape.cell(f"{STRUTS}{number}", row_strut(self.samples, self.base, new, height))
            for letter, text in new.texts.items():
                if old.texts[letter] != text:
                    yield shape.cell(f"{letter}{number}", text)
            yield from _answered(shape, number, new, given)
        ends = page_ends(self.samples, shape.widths, layout, high)
        if tuple(ends) != shape.ends:
            yield *shape.breaks, breaks_part(ends)


def roster_parts(sheets: Iterable[bytes], first: int) -> dict[str, bytes]:
    """The parts of a form's lists, of which the first is that sheet of its workbook."""
    return {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, start=first)}


def _answered(shape: Shape, number: int, row: Row, given: Prefill) -> Iterator[Change]:
    """What is given in a row."""
    for letter, field in row.answers.items():
        value = typed(field, given.answers.get(field.id))
        if letter in row.defaults:
            place = f"{letter}{number}"
            yield shape.formula(place, row.defaults[letter], shape.asking[place])
        elif value is not None:
            yield shape.cell(f"{letter}{number}", value)
        elif field.id in given.covered:
            place = f"{letter}{number}"
            yield shape.formula(place, asks_cover(field, given.covered[field.id]), shape.asking.get(place))
        if row.prior is not None and letter == ANSWER_COLUMNS[Block.INDICATORS]["value"]:
            yield shape.cell(f"{PRIOR}{number}", earlier(field, row.prior))


def whose(shape: Shape, plan: Plan, unit: Unit, period: Period, entries: Mapping[str, str]) -> Iterator[Change]:
    """What the hidden cells of a form say of whose it is."""
    for place, text in identity_texts(entries).items():
        yield shape.cell(place, text or None)
    yield shape.cell(OWNER, owner(plan.id, unit.id, period.id))


def draw_appendix(form: Form) -> None:
    """Put 附页 into the workbook of a drawn form, behind 填报说明."""
    behind = form.workbook.index(form.workbook[GUIDE_SHEET]) + 1
    draw_lines(form.workbook, APPENDIX_SHEET, behind, form.base.rows)


def referring(shape: Shape, layout: Page, over: Sequence[Overflow]) -> Iterator[Change]:
    """The headings of a page over texts that go on on 附页."""
    for place, formula in references(layout, over).items():
        yield shape.formula(place, formula)


def outline(layout: Page) -> tuple[object, ...]:
    """What makes two pages be drawn alike but for their texts and values."""
    return tuple(map(_outline, layout.rows))


def _outline(row: Row) -> tuple[object, ...]:
    fields = tuple((letter, field.id) for letter, field in row.answers.items())
    computed = row.computed.indicator.id if row.computed else ""
    return (
        row.kind,
        row.marker,
        fields,
        computed,
        row.prior is None,
        row.answered,
        row.wide,
        tuple(row.texts),
        tuple(row.shows),
    )


def asking_styles(form: Form, catalogue: Catalogue) -> dict[str, int]:
    """The styles of the cells of a drawn form in which a formula may give a text, by place."""
    fields = (catalogue.field[name] for name in (*FROM_COVER, DERIVED) if name in form.cells)
    places = [form.cells[field.id] for field in fields if field.type is not ValueType.DATE]
    return {place: asking_style(form.workbook, form.sheet[place]) for place in places}


def shape_of(drawn: Drawing, part: str, layout: Page, widths: Mapping[str, float]) -> Shape:
    """The shape that a drawn page gives, of the outline of ``layout``; ``part`` is that of its sheet."""
    package = Package.of(drawn.data)
    sheet = parts_of(drawn.data)[part]
    found = {int(m[1]): m for m in _HEIGHT.finditer(sheet)}
    high = tuple(float(found[n][2]) if n in found else 0.0 for n in range(1, len(layout.rows) + 1))
    heights = {number: match.span(2) for number, match in found.items()}
    broken = _BREAKS.search(sheet)
    ends = tuple(int(number) for number in _ENDS.findall(broken[0])) if broken else ()
    after = [match.end() for match in BEFORE_BREAKS.finditer(sheet)]
    breaks = broken.span() if broken else (after[-1], after[-1])
    asking = {place: b"%d" % style for place, style in drawn.styles.get(ASKING, {}).items()}
    return Shape(drawn.on(layout), package, sheet, cell_spans(sheet), heights, widths, high, breaks, ends, asking)
