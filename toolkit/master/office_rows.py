"""A sheet on which the office keeps rows over all periods: how it is drawn, what may be chosen on it.

Knows: which columns are the office's, xlsxwriter. Must not know: what a row means, how it is read back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from xlsxwriter.utility import xl_rowcol_to_cell

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import cell_text
from toolkit.master.lists import Cell, Link
from toolkit.master.office_columns import TINT, WRONG
from toolkit.master.page import LIST_HEAD, Page, Table
from toolkit.master.progress_cells import COUNTED
from toolkit.master.rows import Formula
from toolkit.master.style import A3, note_height, on_first_page, print_setup, row_height
from toolkit.standing.decisions import Objection
from toolkit.standing.office_rows import RowSheet

Choices = Mapping[Column, Sequence[str] | str]
"""What may be chosen under a caption: words, or the range in which they stand."""
SPARE = 20  # rows without anything, for what people add


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row: its key, what stands in it by caption, what is wrong with it."""

    key: str
    cells: Mapping[str, Cell]
    objections: Sequence[Objection] = field(default_factory=tuple)


def table_of(kept: RowSheet) -> Table:
    """How the rows of such a sheet are known again; where they have no key yet by the words that stand in them."""
    return Table(key=(Column.RECORD_KEY,), also=kept.told_by, own_key=True)


def draw_office_rows(
    page: Page,
    kept: RowSheet,
    title: str,
    note: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Drawn],
    choices: Choices,
) -> None:
    """Draw a title, a note, the captions with the hidden key before them, the rows, and room for more."""
    sheet, styles = page.sheet, page.styles
    every = ((Column.RECORD_KEY, 8.0), *columns)
    last = len(every) - 1
    for index, (caption, width) in enumerate(every):
        sheet.write_string(LIST_HEAD - 1, index, caption, styles.head())
        sheet.set_column(index, index, width, None, {} if index else {"hidden": True})
    right = on_first_page(sheet, last)
    sheet.merge_range(0, 1, 0, right, title, styles.title())
    sheet.merge_range(1, 1, 1, right, note, styles.small())
    sheet.set_row(0, 30)
    sheet.set_row(1, note_height(sheet, note, 1, right))
    sheet.set_row(LIST_HEAD - 1, 26)

    @cache
    def look(caption: str, wide: bool, colour: str) -> int:
        filled = {"bg_color": colour} if colour else {}
        return styles.number(is_date=caption in kept.days, **({} if wide else {"align": "center"}), **filled)

    drawn = [*rows, *[Drawn("", {})] * (SPARE if kept.adds else 0)]
    for number, one in enumerate(drawn, start=LIST_HEAD):
        wrong = {objection.column: objection.sentence for objection in one.objections}
        cells = {Column.RECORD_KEY: one.key, **one.cells}
        out: list[tuple[int, object]] = []
        texts = []
        for caption, width in every:
            value = cells.get(caption)
            colour = WRONG if caption in wrong else TINT if caption in kept.columns else ""
            shown = value.text if isinstance(value, Link) else value
            out.append((look(caption, width > 14, colour), shown))
            text = shown.cached if isinstance(shown, Formula) else shown
            texts.append((text if isinstance(text, str) and caption != Column.RECORD_KEY else None, width))
        sheet.add_row(number, out, row_height(texts, least=24))  # type: ignore[arg-type]
        for index, (caption, _) in enumerate(every):
            if isinstance(link := cells.get(caption), Link):
                sheet.add_link(number, index, f"internal:{link.place}", link.text)
            if caption in wrong:
                options = {"author": "", "x_scale": 2, "y_scale": 1.2}
                sheet.write_comment(number, index, cell_text(wrong[caption]), options)
    end = LIST_HEAD + max(len(drawn), 1) - 1
    _draw_choices(page, kept, [caption for caption, _ in every], end, choices)
    sheet.autofilter(LIST_HEAD - 1, 0, end, last)
    sheet.freeze_panes(LIST_HEAD, 3)
    print_setup(sheet, rows=(0, LIST_HEAD - 1), last=last, paper=A3)
    sheet.print_area(0, 1, end, last)


def _draw_choices(page: Page, kept: RowSheet, captions: Sequence[str], end: int, choices: Choices) -> None:
    """The dropdowns, and what is asked of days; another word than those of a list may be typed."""
    for index, caption in enumerate(captions):
        if caption in kept.days:
            rule = {
                "validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_type": "warning",
                "error_title": "请核对", "error_message": "请填日期，如 2021-02-05。",
            }  # fmt: skip
        elif caption in choices:
            rule = {"validate": "list", "source": choices[Column(caption)], "show_error": False}
        else:
            continue
        page.sheet.data_validation(LIST_HEAD, index, end, index, rule)


def unit_choices(page: Page) -> str:
    """Where the names of the units stand, for a dropdown."""
    units = page.snapshot.plan.units
    first = page.progress.unit_place(units[0], COUNTED[0])[1]
    begin, end = (xl_rowcol_to_cell(0, column, True, True) for column in (first, first + len(units) - 1))
    return f"='{Sheet.PROGRESS}'!{begin}:{end}"
