"""The top of 总览: the title, 截至日期, one sentence, the tiles that add up.

Knows: counts of items and forms, formulas, styles. Must not know: what stands below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from toolkit.base.captions import AS_OF, Sheet
from toolkit.base.texts import chinese_date
from toolkit.master.counting import counted, in_state
from toolkit.master.overview.said import Said, either, number, words
from toolkit.master.page import Page
from toolkit.master.progress_cells import ProgressCells
from toolkit.master.style import HEI, QUIET, across, note_height, pixels_of
from toolkit.plan.deadlines import report_due
from toolkit.plan.workdays import unannounced
from toolkit.standing.counts import counts_of
from toolkit.standing.progress import Progress
from toolkit.standing.status import ReportState
from toolkit.standing.tasks import calendar_years

TITLE, DATE, SENTENCE, CAPTIONS, NUMBERS, GAP, HEAD = range(7)
GREEN, RED, PAPER = "#1E6B2E", "#A61B1B", "#F7F3E3"
_COLOURS = {Progress.CLOSED: GREEN, Progress.DONE: GREEN, Progress.LATE: RED, Progress.EXPLAINED: QUIET}
_CAPTIONS = {
    Progress.CLOSED: "已销号", Progress.DONE: "完成、待核定", Progress.OPEN: "正在整改", Progress.LATE: "超过时限",
    Progress.EXPLAINED: "情况说明",
}  # fmt: skip
_MOST_NAMED = 5
_LABEL = 62  # pixels that the words beside the date need


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with its caption, over some columns; ``sign`` stands before it where the tiles are a sum."""

    caption: str
    formula: str
    value: int
    columns: tuple[int, int]
    sign: str = ""
    colour: str = "#1A1A1A"

    @property
    def place(self) -> str:
        """The cell of the number."""
        return str(xl_rowcol_to_cell(NUMBERS, self.columns[0]))


def draw_top(
    page: Page, cells: ProgressCells, items: tuple[int, int], forms: tuple[int, int], date_column: int
) -> None:
    """Draw the top: the tiles of the items and of the forms each over the columns from the first to the last given.

    截至日期 stands in ``date_column`` and the one behind it.
    """
    last = forms[1]
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    title = styles(font_name=HEI, font_size=16, align="center")
    sheet.merge_range(TITLE, 0, TITLE, last, f"{snapshot.plan.title}整改情况总览", title)
    sheet.set_row(TITLE, 26)
    _date(page, last, date_column)
    of_items, of_forms = _items(cells, items), _forms(page, forms)
    for tiles in (of_items, of_forms):
        size = min(_fitting(page, tile) for tile in tiles)
        for tile in tiles:
            _draw(page, tile, size)
    sheet.set_row(CAPTIONS, 15)
    sheet.set_row(NUMBERS, 26)
    sheet.set_row(GAP, 4)
    said = _sentence(page, cells, of_items, of_forms)
    style = styles(font_name=HEI, bold=True, font_size=11.5, bg_color=PAPER, indent=1)
    sheet.merge_range(SENTENCE, 0, SENTENCE, last, "", style)
    sheet.write_formula(SENTENCE, 0, f"={said.formula}", style, said.cached)
    sheet.set_row(SENTENCE, note_height(sheet, said.cached, 0, last, 11.5))


def _date(page: Page, last: int, place: int) -> None:
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    due = report_due(snapshot.period, snapshot.plan.settings)
    said = f"{snapshot.period.name}报送　应报日期 {due:%Y-%m-%d}"
    said += f"　{snapshot.closed_on:%Y-%m-%d} 关账" if snapshot.closed_on else ""
    label = place - 1 if pixels_of(sheet, place - 1, place - 1) >= _LABEL else place - 2
    sheet.merge_range(DATE, 0, DATE, label - 1, said, styles(bold=True, text_wrap=False))
    across(sheet, DATE, label, place - 1, AS_OF, styles(align="right", text_wrap=False))
    style = styles(num_format="yyyy-mm-dd", bold=True, bg_color="#FFF9E3", border=1, align="center")
    sheet.merge_range(DATE, place, DATE, place + 1, "", style)
    sheet.write_datetime(DATE, place, snapshot.as_of, style)
    cell = xl_rowcol_to_cell(DATE, place, row_abs=True, col_abs=True)
    page.book.define_name(AS_OF, f"='{Sheet.OVERVIEW}'!{cell}")
    years = calendar_years(snapshot)
    # Beyond the calendar the formulas would count no working days and say nothing.
    sheet.data_validation(
        DATE, place, DATE, place,
        {
            "validate": "date", "criteria": "between", "ignore_blank": False,
            "minimum": date(years[0], 1, 1), "maximum": date(years[-1], 12, 31),
            "input_title": AS_OF, "input_message": "可以改成别的日期，如 2021-01-31。",
            "error_title": "日期不能用",
            "error_message": f"请填 {years[0]} 年到 {years[-1]} 年之间的日期；再往后的日期请重新汇总。",
        },
    )  # fmt: skip
    note = "改这个日期，本页会重新算；收到什么、名单和先后仍是汇总时的。"
    guessed = unannounced(years)
    if guessed:
        note += f"{'、'.join(map(str, guessed))} 年节假日安排程序里没有，按周一至周五计算。"
    across(sheet, DATE, place + 2, last, note, styles(font_color=QUIET, indent=1, text_wrap=False))
    sheet.set_row(DATE, 18)


def _items(cells: ProgressCells, columns: tuple[int, int]) -> list[Tile]:
    """The items by progress: all are the sum of the others."""
    shown = _shown(cells)
    spans = _spans(columns, len(shown), 2)
    number_of = len(cells.overall.items)
    total = Tile("整改事项（项）", str(number_of), number_of, (columns[0], columns[0] + 1))
    found = [total]
    for place, (progress, span) in enumerate(zip(shown, spans, strict=True)):
        counted_ = cells.items_in(progress)
        colour = _COLOURS.get(progress, total.colour)
        formula, value, sign = counted_.text.removeprefix("="), int(str(counted_.cached)), "＋" if place else "＝"
        found.append(Tile(_CAPTIONS[progress], formula, value, span, sign, colour))
    return found


def _forms(page: Page, columns: tuple[int, int]) -> list[Tile]:
    """The forms by what became of them: all are the sum of the others."""
    now, placed = counts_of(page.snapshot.standings), page.placed
    numbers = (
        ("应报（份）", counted(placed), now.owed, "", "#1A1A1A"),
        ("已接收", counted(placed, in_state(ReportState.ACCEPTED)), now.accepted, "＝", "#1A1A1A"),
        ("退回待改", counted(placed, in_state(ReportState.RETURNED)), now.returned, "＋", RED),
        ("未报", counted(placed, in_state(ReportState.NOT_RECEIVED)), now.missing, "＋", RED),
    )
    spans = _spans(columns, len(numbers), 0)
    return [Tile(c, f, v, span, sign, colour) for (c, f, v, sign, colour), span in zip(numbers, spans, strict=True)]


def _spans(columns: tuple[int, int], number: int, taken: int) -> list[tuple[int, int]]:
    """The columns from the first (after those ``taken``) to the last, shared out among some tiles."""
    first, last = columns[0] + taken, columns[1]
    wide, more = divmod(last - first + 1, number)
    found = []
    for tile in range(number):
        end = first + wide + (tile < more) - 1
        found.append((first, end))
        first = end + 1
    return found


def _fitting(page: Page, tile: Tile) -> int:
    """At how many points a tile's number is narrower than its cell; what is wider is shown as ####."""
    return int(min(17, max(11, pixels_of(page.sheet, *tile.columns) / (len(str(tile.value)) + 2.5) / 1.1)))


def _draw(page: Page, tile: Tile, size: int) -> None:
    sheet, styles = page.sheet, page.styles
    caption = styles(font_color=QUIET, align="center", top=2, text_wrap=False)
    across(sheet, CAPTIONS, *tile.columns, tile.caption, caption)
    look: dict[str, Any] = {"font_name": HEI, "font_size": size, "bold": True, "align": "center", "bottom": 2}
    if tile.sign:
        look["num_format"] = f'"{tile.sign} "0'
    colour = tile.colour if tile.value or tile.colour == QUIET else "#1A1A1A"
    style = styles(**look, font_color=colour, text_wrap=False)
    across(sheet, NUMBERS, *tile.columns, "", style)
    sheet.write_formula(NUMBERS, tile.columns[0], f"={tile.formula}", style, tile.value)


# -- the sentence ------------------------------------------------------------------------------------------------------


def _sentence(page: Page, cells: ProgressCells, items: Sequence[Tile], forms: Sequence[Tile]) -> Said:
    """How far the items are, and what is still to come in this period."""
    of = cells.overall.of_items
    place = dict(zip(_shown(cells), items[1:], strict=True))
    closed, done, open_, late = (place[p].place for p in (Progress.CLOSED, Progress.DONE, Progress.OPEN, Progress.LATE))
    finished = of[Progress.CLOSED] + of[Progress.DONE]
    some = Said(f"({closed}+{done})", str(finished)) + words(" 项已完成（") + either(
        f"{closed}=0", of[Progress.CLOSED] == 0, words("都还没有销号"),
        words("其中 ") + number(closed, of[Progress.CLOSED]) + words(" 项已销号"),
    ) + words("）")  # fmt: skip
    said = (
        words(f"{len(cells.overall.items)} 项中，")
        + either(f"{closed}+{done}=0", finished == 0, words("还没有完成的"), some)
        + words("，")
        + number(open_, of[Progress.OPEN])
        + words(" 项正在整改，")
        + either(
            f"{late}=0", of[Progress.LATE] == 0, words("没有超过时限的"),
            number(late, of[Progress.LATE]) + words(" 项超过时限"),
        )
    )  # fmt: skip
    if Progress.EXPLAINED in place:
        said += words(f"，{of[Progress.EXPLAINED]} 项为情况说明")
    return said + words("。") + _reports(page, forms)


def _shown(cells: ProgressCells) -> list[Progress]:
    return [p for p in Progress if p is not Progress.EXPLAINED or cells.overall.of_items[p]]


def _reports(page: Page, forms: Sequence[Tile]) -> Said:
    """What of this period's reports is there and who is to be asked first; the names are those of the writing."""
    _, accepted, returned, missing = forms
    lacking = Said(f"({returned.place}+{missing.place})", str(returned.value + missing.value))
    due = report_due(page.snapshot.period, page.snapshot.plan.settings)
    before = (
        words("本期报表已收 ") + number(accepted.place, accepted.value) + words(" 份，还有 ") + lacking
        + words(f" 份，应报日是{chinese_date(due)}。")
    )  # fmt: skip
    after = words("本期报表还差 ") + lacking + words(f" 份，先催{_named(page)}。")
    day = f"{AS_OF}>DATE({due.year},{due.month},{due.day})"
    late = either(day, page.snapshot.as_of > due, after, before)
    said = either(f"{lacking.formula}=0", lacking.cached == "0", words("本期报表已经收齐。"), late)
    return said + words(_last_time(page)) if page.snapshot.previous else said


def _last_time(page: Page) -> str:
    """How many reports there were on the same day of the period before."""
    before = counts_of(page.snapshot.previous)
    return f"上期同日收了 {before.accepted} 份，差 {before.returned + before.missing} 份。"


def _named(page: Page) -> str:
    """Who owes most, by name, and how many others there are."""
    owing = Counter(s.unit.area for s in page.snapshot.standings if s.owing)
    named = "、".join(f"{area}（{n} 份）" for area, n in owing.most_common(_MOST_NAMED))
    more = len(owing) - _MOST_NAMED
    return f"{named}等 {len(owing)} 个单位" if more > 0 else named
