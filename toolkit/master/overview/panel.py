"""What stands beside the grid of 总览: whom to ask today, what falls due, what waits for the office, the units' bars.

Knows: counts, progress, styles, charts. Must not know: the grid. The names and their order are those of the writing,
the numbers follow 截至日期.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from toolkit.base.captions import AS_OF, Column, Sheet
from toolkit.base.texts import text_width
from toolkit.master.counting import Condition, counted, in_state
from toolkit.master.formulas import workdays_past
from toolkit.master.overview.grid import short_name, short_title
from toolkit.master.overview.said import Said, either, words
from toolkit.master.page import Page
from toolkit.master.progress_cells import COUNTED, ProgressCells
from toolkit.master.style import HEI, SONG, across, pixels_of
from toolkit.plan.deadlines import report_due
from toolkit.plan.model import Unit
from toolkit.plan.workdays import workdays_between
from toolkit.standing.agenda import Task, agenda, waiting
from toolkit.standing.counts import counts_of
from toolkit.standing.progress import Progress, progress_of, without_limit
from toolkit.standing.status import ReportState
from toolkit.standing.upcoming import upcoming

_LISTS = {Task.FOLLOW_UP: Sheet.SUPERVISION, Task.NOTICE: Sheet.CLOSING, Task.REVISIT: Sheet.CLOSING}
_EM = 40 / 3  # pixels of a character of ten points
LIMITS = "时限"  # the sheet that lists all that falls due
_FILLS: dict[Progress, dict[str, object]] = {
    Progress.CLOSED: {"fill": {"color": "#1E6B2E"}},
    Progress.DONE: {"fill": {"color": "#8FC08F"}},
    Progress.OPEN: {"fill": {"color": "#E6E6E6"}},
    Progress.LATE: {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#A61B1B", "bg_color": "white"}},
}


@dataclass(frozen=True, slots=True)
class Beside:
    """Where the panel stands: its columns, and the height of its rows in points."""

    first: int
    last: int
    height: float


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit that is to be asked: how many forms of it are missing and sent back, how many items are late."""

    unit: Unit
    missing: int
    returned: int
    late: int


def owing(page: Page) -> list[Owing]:
    """The units that are to be asked, most forms first, then most items late, then in official order."""
    found = []
    for unit in page.snapshot.plan.units:
        forms = page.progress.forms_of(unit)
        counts = counts_of(forms)
        late = sum(progress_of(form) is Progress.LATE for form in forms)
        if counts.missing or counts.returned or late:
            found.append(Owing(unit, counts.missing, counts.returned, late))
    return sorted(found, key=lambda one: (-one.missing - one.returned, -one.late))


def draw_panel(page: Page, cells: ProgressCells, beside: Beside, top: int, last_row: int) -> None:
    """Draw the panel from one row to another (from 0)."""
    rows = last_row - top + 1
    most = max(4, min(8, rows // 4))
    row = draw_owing(page, cells, beside, top, most)
    row = draw_upcoming(page, beside, row + 1, max(3, min(5, rows // 6)))
    row = draw_waiting(page, cells, beside, row + 1, max(3, min(6, rows // 6)))
    _bars(page, cells, beside, row + 1, last_row)


def draw_owing(page: Page, cells: ProgressCells, beside: Beside, top: int, most: int) -> int:
    """Who is to be asked today; returns the row below."""
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    due = report_due(snapshot.period, snapshot.plan.settings)
    past = Said(workdays_past(f"DATE({due.year},{due.month},{due.day})"), str(max(0, _past(page))))
    said = either(
        f"{AS_OF}>DATE({due.year},{due.month},{due.day})", snapshot.as_of > due,
        words("今天催谁（过应报日 ") + past + words(" 个工作日）"),
        words(f"还没有报的单位（应报日 {due.month}月{due.day}日）"),
    )  # fmt: skip
    _heading(page, beside, top, said)
    ends = _quarters(beside)
    for (first, last), caption in zip(ends, ("单位", "未报", "退回", "超时限"), strict=True):
        style = styles(font_color="#595959", align="left" if first == beside.first else "center")
        across(sheet, top + 1, first, last, caption, style)
    every = owing(page)
    for row, one in enumerate(every[:most], start=top + 2):
        _line(page, cells, row, beside, one)
    row = top + 2 + min(len(every), most)
    open_ = Counter(one.duty.name for one in page.snapshot.duties if one.owing)
    if open_:
        names = "、".join(f"{name} {number} 份" for name, number in open_.items())
        _text(page, beside, row, f"没有收到：{names}", Sheet.OWING)
        row += 1
    if not every and not open_:
        _text(page, beside, row, "没有要催的。")
    elif len(every) > most:
        _text(page, beside, row, f"另有 {len(every) - most} 个单位，见“{Sheet.OWING}”。", Sheet.OWING)
    else:
        return row
    return row + 1


def _line(page: Page, cells: ProgressCells, row: int, beside: Beside, one: Owing) -> None:
    ends = _quarters(beside)
    of = Condition(Column.UNIT, one.unit.area)
    numbers = (
        (counted(page.placed, of, in_state(ReportState.NOT_RECEIVED)), one.missing),
        (counted(page.placed, of, in_state(ReportState.RETURNED)), one.returned),
        (cells.unit_number(one.unit, Progress.LATE), one.late),
    )
    across(
        page.sheet,
        row,
        *ends[0],
        short_name(one.unit.area, 6.5 if beside.last - beside.first < 5 else 15),
        page.styles(bold=True, text_wrap=False),
    )
    style = page.styles(align="center", num_format='0;-0;"·"')
    for (first, last), (formula, value) in zip(ends[1:], numbers, strict=True):
        across(page.sheet, row, first, last, "", style)
        page.sheet.write_formula(row, first, f"={formula}", style, value)


def draw_upcoming(page: Page, beside: Beside, top: int, most: int) -> int:
    """What falls due next; returns the row below."""
    sheet, styles = page.sheet, page.styles
    _heading(page, beside, top, words("接下来到期"))
    every = upcoming(page.snapshot)
    for row, one in enumerate(every[:most], start=top + 1):
        day = f"{one.day.month}月{one.day.day}日" if one.day.year == page.snapshot.as_of.year else f"{one.day:%Y-%m-%d}"
        about, left = f"（{one.about}）" if one.about else "", f"　差 {one.units} 家"
        room = (pixels_of(sheet, beside.first, beside.last) - 6) / _EM - text_width(f"{day}　{about}{left}")
        said = f"{day}　{short_title(one.item.title, room)}{about}{left}"
        across(sheet, row, beside.first, beside.last, said, styles(text_wrap=False))
    row = top + 1 + min(len(every), most)
    if not every:
        _text(page, beside, row, "没有定了日期、还没到期的事项。")
    elif len(every) > most:
        _text(page, beside, row, f"以后还有 {len(every) - most} 个到期日，见“{LIMITS}”。", LIMITS)
    else:
        return row
    return row + 1


def draw_waiting(page: Page, cells: ProgressCells, beside: Beside, top: int, most: int) -> int:
    """What waits for the office's decision, and what it has to do in the coming week; returns the row below."""
    _heading(page, beside, top, words("等您定"))
    done = cells.overall.of_forms[Progress.DONE]
    asked = counts_of(page.snapshot.standings).asked
    unsettled = len(without_limit(cells.overall.items))
    lines: list[tuple[str, str]] = (
        [(f"{done} 份报已完成，等您核定" + (f"（{asked} 份申请销号）" if asked else ""), Sheet.LEDGER)] if done else []
    )
    lines += [(f"{unsettled} 项没有写完成日期，请定时限", LIMITS)] if unsettled else []
    turns = "、".join(f"{kind} {number} 份" for kind, number in waiting(page.snapshot).items())
    lines += [(f"{Sheet.CLOSING}等办：{turns}", Sheet.CLOSING)] if turns else []
    for one in agenda(page.snapshot):
        said = f"{one.when(page.snapshot.as_of)}　{one.task} "
        room = (pixels_of(page.sheet, beside.first, beside.last) - 6) / _EM - text_width(said)
        lines.append((said + short_title(one.about, room), _LISTS[one.task]))
    if len(lines) > most:
        place = lines[most - 1][1]
        lines[most - 1 :] = [(f"另有 {len(lines) - most + 1} 件要办的，见“{place}”等", place)]
    for row, (text, place) in enumerate(lines, start=top + 1):
        _text(page, beside, row, text, place)
    if not lines:
        _text(page, beside, top + 1, "没有等您核定的。")
    return top + 1 + max(len(lines), 1)


def _bars(page: Page, cells: ProgressCells, beside: Beside, top: int, last_row: int) -> None:
    """How far the items of each unit are, as stacked bars down to a row."""
    height = int((last_row - top - 1) * beside.height * 4 / 3)
    units = page.snapshot.plan.units
    if height < 40 + 16 * len(units):
        return  # the bars could not be told apart; the sums below the grid say the same
    _heading(page, beside, top, words("各单位整改进度（项）"))
    width = pixels_of(page.sheet, beside.first, beside.last)
    chart = progress_chart(page, cells)
    chart.set_size({"width": width - 4, "height": height})
    page.sheet.insert_chart(top + 1, beside.first, chart, {"object_position": 2, "description": "各单位整改进度"})


def progress_chart(page: Page, cells: ProgressCells) -> Any:
    """Stacked bars of the units' items by progress; the numbers stand on the hidden sheet."""
    chart = page.book.add_chart({"type": "bar", "subtype": "stacked"})
    units = page.snapshot.plan.units
    first, last = units[0], units[-1]
    for progress in COUNTED:
        row, begin = cells.unit_place(first, progress)
        end = cells.unit_place(last, progress)[1]
        chart.add_series(
            {
                "name": progress.value,
                "categories": [Sheet.PROGRESS.value, 0, begin, 0, end],
                "values": [Sheet.PROGRESS.value, row, begin, row, end],
                "border": {"color": "#595959", "width": 0.5},
                "gap": 45,
                **_FILLS[progress],
            }
        )
    font = {"name": SONG, "size": 10}
    chart.set_x_axis({"num_font": font, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}})
    chart.set_y_axis({"num_font": font, "reverse": True})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    chart.show_hidden_data()
    return chart


def _heading(page: Page, beside: Beside, row: int, said: Said) -> None:
    style = page.styles(font_name=HEI, bold=True, top=2, bottom=1, text_wrap=False)
    across(page.sheet, row, beside.first, beside.last, "", style)
    page.sheet.write_formula(row, beside.first, f"={said.formula}", style, said.cached)


def _text(page: Page, beside: Beside, row: int, text: str, place: str = "") -> None:
    style = page.styles(text_wrap=False, underline=0, font_color="#1A1A1A")
    across(page.sheet, row, beside.first, beside.last, text, style)
    if place:
        page.sheet.write_url(row, beside.first, f"internal:'{place}'!A1", style, text)


def _quarters(beside: Beside) -> list[tuple[int, int]]:
    """The columns of the panel in four: the first takes what is left over."""
    wide = max((beside.last - beside.first + 1) // 4, 1)
    ends = [(beside.last - wide * n - wide + 1, beside.last - wide * n) for n in (2, 1, 0)]
    return [(beside.first, ends[0][0] - 1), *ends]


def _past(page: Page) -> int:
    return workdays_between(report_due(page.snapshot.period, page.snapshot.plan.settings), page.snapshot.as_of)
