"""What correction copies of one form are stamped into: drawn once, with the styles of marked cells, and the marks.

Knows: openpyxl, how a form is drawn and stamped, colours. Must not know: what is wrong with a return, who gets a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from toolkit.base.opc import parts_of
from toolkit.catalogue import Catalogue
from toolkit.form.cover import asks_cover
from toolkit.form.drawings import Drawing, drawing
from toolkit.form.grid import NOTES_AUTHOR, NOTICE, SLIP_SHEET
from toolkit.form.lines import LinePage, draw_lines
from toolkit.form.pages import page_widths, typed
from toolkit.form.prefill import Prefill
from toolkit.form.rows import Page
from toolkit.form.sheet_xml import Change, escaped
from toolkit.form.stamp import ASKING, Press, Shape, asking_styles, shape_of
from toolkit.form.styles import AMBER, RED, asking_style, calm, own_colour
from toolkit.form.writer import Form, form_bytes
from toolkit.plan.model import ValueType
from toolkit.reply.marks import Mark
from toolkit.reply.slip import TITLE_ROWS

SLIP_PART, FORM_PART = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2))
BOOK_PART = "xl/workbook.xml"
_ASKS, _CALM = "asks ", "calm"  # uses of a style, beside the colour of its mark
_END_OF_FORMATS = b"</conditionalFormatting>"


@dataclass(frozen=True)
class Frame:
    """A correction copy that was drawn without answers or marks: ``looks`` are the numbers of the styles of its answer
    cells when they are marked, by place and use; ``rules`` is how many conditional formats it has.
    """

    shape: Shape
    book: bytes
    looks: Mapping[str, Mapping[str, int]]
    slip: LinePage
    rules: int


def draw_copy(form: Form, catalogue: Catalogue, layout: Page) -> Drawing:
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


def frame_of(drawn: Drawing, layout: Page, press: Press) -> Frame:
    """What copies are stamped into, of a drawing."""
    shape = shape_of(drawn, FORM_PART, layout, page_widths(press.samples, layout))
    parts = parts_of(drawn.data)
    slip = LinePage(parts[SLIP_PART], press.samples, press.base.rows)
    looks = {place: look for place, look in drawn.styles.items() if place != ASKING}
    return Frame(shape, parts[BOOK_PART], looks, slip, shape.sheet.count(b"<cfRule "))


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


def marks_on(
    frame: Frame,
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
