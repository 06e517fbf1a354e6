"""A page on its sheet: the rows of `toolkit.form.layout` in the look of the base workbook, with their live checks.

Knows: openpyxl, the base, the page. Must not know: whose form it is, identities, what else is in a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font, Protection
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base import excel_limits
from toolkit.catalogue import Catalogue
from toolkit.form.base import LETTERS, SAMPLES_SHEET
from toolkit.form.cover import asks_cover
from toolkit.form.grid import (
    ANSWER_COLUMNS,
    FIRST,
    LAST,
    MARKER,
    NOTICE,
    OPEN,
    PORTRAIT,
    PRIOR,
    READING,
    STRUTS,
    WRONG,
    Kind,
    place_on,
)
from toolkit.form.guide import room_of
from toolkit.form.heights import height_of, lines_in, strut
from toolkit.form.loaded_base import Base
from toolkit.form.page_breaks import breaks
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.rows import Page, Row
from toolkit.form.styles import ASKED_INK, GOOD_INK, WRONG_INK, Looks, answer_style, join, strut_style
from toolkit.form.watch import Parts, marks, validations, when, write_checks
from toolkit.kinds.field import NO, SAME, TICK, YES, Block, Field
from toolkit.kinds.registry import KINDS, kind_of
from toolkit.plan.model import ValueType


def new_sheet(workbook: Workbook, title: str, layout: Page) -> Worksheet:
    """A sheet in front of the others, with the page settings, column widths and pictures of the samples."""
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
    sheet.column_dimensions[STRUTS].width = 1
    for image in samples._images:  # type: ignore[attr-defined]
        sheet.add_image(copy(image))
    return sheet


def _samples(sheet: Worksheet) -> Worksheet:
    """The base's samples, in the workbook of a sheet."""
    workbook = sheet.parent
    assert workbook is not None
    samples = workbook[SAMPLES_SHEET]
    assert isinstance(samples, Worksheet)
    return samples


def draw_page(base: Base, sheet: Worksheet, layout: Page, catalogue: Catalogue, given: Prefill = NOTHING) -> None:
    """The rows of a page on its sheet, with their live checks; ``catalogue`` has the fields that it asks for."""
    samples = _samples(sheet)
    cells, widths, parts, looks = layout.cell_of(), page_widths(samples, layout), Parts(sheet), Looks()
    for number, row in enumerate(layout.rows, start=1):
        _write_row(samples, base, sheet, number, row, given, looks)
        if row.answers:
            height = row_height(samples, base, widths, row, given)
            sheet.row_dimensions[number] = _Growing(sheet, index=number, ht=height)
            hold = sheet[f"{STRUTS}{number}"]
            assert isinstance(hold, Cell)
            hold.value = row_strut(samples, base, row, height)
            looks.put(hold, None, strut_style)
        elif row.kind is not Kind.IDS:
            sheet.row_dimensions[number].height = row_height(samples, base, widths, row)
        write_checks(parts, catalogue, cells, number, row)
        if row.roster is not None:
            sheet[f"D{number}"].hyperlink = Hyperlink(ref=f"D{number}", location=place_on(row.sheet, "A1"))
            for column, ink in ((WRONG, WRONG_INK), (OPEN, ASKED_INK)):
                sheet.conditional_formatting.add(f"G{number}", when(f"${column}{number}>0", font=Font(color=ink)))
    good = when(f'RIGHT(${NOTICE[0]}${NOTICE[1:]},5)="可以报送。"', font=Font(color=GOOD_INK))
    sheet.conditional_formatting.add(NOTICE, good)
    validations(sheet, cells, catalogue)
    marks(sheet, cells, catalogue, len(layout.rows))


def write_breaks(sheet: Worksheet, layout: Page) -> None:
    """End the pages of a sheet where `page_breaks` says, when all its rows have their heights."""
    samples = _samples(sheet)
    for after in page_ends(samples, page_widths(samples, layout), layout, heights_of(sheet, layout)):
        sheet.row_breaks.append(Break(id=after))


def heights_of(sheet: Worksheet, layout: Page) -> list[float]:
    """How high the rows of a page are that has been drawn."""
    rows = range(1, len(layout.rows) + 1)
    return [0 if sheet.row_dimensions[n].hidden else float(sheet.row_dimensions[n].height or 15) for n in rows]


def page_ends(samples: Worksheet, widths: Mapping[str, float], layout: Page, heights: Sequence[float]) -> list[int]:
    """The rows after which a page ends on paper; none where it is no A4, of which nobody knows how much it shows."""
    room = room_of(samples, widths, landscape=layout.landscape)
    return breaks(layout.rows, heights, room) if room else []


def make_room(sheet: Worksheet, base: Base, layout: Page, said: str) -> None:
    """Make the line under the title high enough for what it may say."""
    samples, line = _samples(sheet), sheet.row_dimensions[int(NOTICE[1:])]
    widths = page_widths(samples, layout)
    line.height = max(line.height or 0, 34)
    if lines_in(said, sum(widths[letter] for letter in LETTERS), 11) > 2:
        line.height = max(line.height, row_height(samples, base, widths, Row(Kind.NOTICE, {"B": said})))


def printed(sheet: Worksheet, last: int) -> None:
    """What of a page with so many rows is printed."""
    sheet.print_area = f"{FIRST}1:{LAST}{last}"
    sheet.print_title_rows = "1:2"


def page_widths(samples: Worksheet, layout: Page) -> dict[str, float]:
    """The page's widths, stretched as far as staff have changed the samples' widths."""
    return {
        letter: width * (samples.column_dimensions[letter].width or PORTRAIT[letter]) / PORTRAIT[letter]
        for letter, width in layout.widths.items()
    }


def _write_row(samples: Any, base: Base, sheet: Worksheet, number: int, row: Row, given: Prefill, looks: Looks) -> None:
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
        field = row.answers.get(letter)
        if field is not None:
            looks.put(cell, model, answer_style, kind_of(field).number_format)
            _write_answer(cell, field, row.defaults.get(letter, ""), given)
            continue
        looks.put(cell, model, _locked)
        if letter in row.texts:
            cell.value = excel_limits.cell_text(row.texts[letter])
            cell.data_type = "s"
        elif letter in row.shows:
            cell.value = "=" + row.shows[letter]
    if row.computed is not None:
        value, note = (sheet[f"{ANSWER_COLUMNS[Block.INDICATORS][column]}{number}"] for column in ("value", "note"))
        value._style = copy(samples[f"{PRIOR}{sample}"]._style)
        note._style = copy(samples[f"C{sample}"]._style)
        value.number_format = KINDS[row.computed.indicator.word].computed_format
    if row.kind is Kind.INDICATOR:
        _write_prior(sheet, samples, number, sample, row)
    for first, last in row.merges:
        join(sheet, f"{first}{number}:{last}{number}")


def _locked(cell: Cell) -> None:
    cell.protection = Protection(locked=True)


def _write_answer(cell: Cell, field: Field, default: str, given: Prefill) -> None:
    """What stands in an answer's cell: what follows from others, what is given, what the cover says."""
    if default:
        cell.value, cell.number_format = "=" + default, "General"
        return
    put_answer(cell, field, given.answers.get(field.id))
    if cell.value is None and field.id in given.covered:
        cell.value = "=" + asks_cover(field, given.covered[field.id])
        if field.type is not ValueType.DATE:
            cell.number_format = "General"


def put_answer(cell: Cell, field: Field, value: Any) -> None:
    """Write an answer as the unit would have typed it; nothing for None."""
    put(cell, typed(field, value))


def put(cell: Cell, value: Any) -> None:
    """Write what was typed; nothing for None."""
    if value is None:
        return
    if isinstance(value, str):
        cell.value = excel_limits.cell_text(value)
        cell.data_type = "s"
    else:
        cell.value = value


def typed(field: Field, value: Any) -> Any:
    """A value as the unit would type it into a field's cell."""
    if not isinstance(value, bool):
        return kind_of(field).typed(field, value)
    if TICK in field.choices:
        return TICK if value else None
    return YES if value else NO


def earlier(field: Field, value: Any) -> Any:
    """A figure of the period before as it stands beside its cell: numbers stay numbers there, to be compared with."""
    return typed(field, value) if isinstance(value, bool) else value


def _write_prior(sheet: Worksheet, samples: Any, number: int, sample: int, row: Row) -> None:
    """The figure of the period before; without one, neither it nor the tick has anything to ask."""
    column = ANSWER_COLUMNS[Block.INDICATORS]
    if row.prior is None:
        sheet[f"{column[SAME]}{number}"]._style = copy(samples[f"{PRIOR}{sample}"]._style)
        return
    cell, field = sheet[f"{PRIOR}{number}"], row.answers[column["value"]]
    assert isinstance(cell, Cell)
    cell.number_format = kind_of(field).number_format
    put(cell, earlier(field, row.prior))


def row_height(samples: Worksheet, base: Base, widths: Mapping[str, float], row: Row, given: Prefill = NOTHING) -> int:
    """High enough for given texts and answers and for what will be typed, at least the sample's height."""
    sample = base.rows[row.kind.value]
    needed = max(float(samples.row_dimensions[sample].height or 15), row.least)
    spans = dict(row.merges)
    for letter, text in row.texts.items():
        size, last = font_size(samples, sample, letter), spans.get(letter, letter)
        width = sum(widths[chr(c)] for c in range(ord(letter), ord(last) + 1))
        needed = max(needed, height_of(lines_in(text, width, size), size))
    for letter, field in row.answers.items():
        size, said = font_size(samples, sample, letter), given.answers.get(field.id)
        needed = max(needed, height_of(field.lines, size))
        if isinstance(said, str):
            needed = max(needed, height_of(lines_in(said, widths[letter], size), size))
    return round(needed)


def font_size(samples: Worksheet, sample: int, letter: str) -> float:
    """The size of the texts in a cell of a sample row, in points."""
    return float(samples[f"{letter}{sample}"].font.size or 11)


def row_strut(samples: Worksheet, base: Base, row: Row, height: float) -> str:
    """What holds a row open that takes answers: it grows with them, and never becomes lower than it went out."""
    letter = next(iter(row.answers))
    return strut(height, font_size(samples, base.rows[row.kind.value], letter))


class _Growing(RowDimension):
    """A row that becomes higher when more is typed into it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        """Whether the height is to stay as it is."""
        return False
