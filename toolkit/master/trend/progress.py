"""趋势, first part: how many items were how far in each period.

Knows: points, the cells of progress. Must not know: how a row or a chart is put on the page.
"""

from __future__ import annotations

from toolkit.master.overview.said import Said, either, number, words
from toolkit.master.progress_cells import COUNTED
from toolkit.master.rows import Formula
from toolkit.master.trend.layout import HEAD, MEASURED, NAME, ROW, TrendPage
from toolkit.standing.progress import Progress

_WORDS = {
    Progress.CLOSED: "已销号", Progress.DONE: "完成、待核定", Progress.OPEN: "正在整改", Progress.LATE: "超过时限",
    Progress.EXPLAINED: "情况说明",
}  # fmt: skip
_FILLS: dict[Progress, dict[str, object]] = {
    Progress.CLOSED: {"fill": {"color": "#1E6B2E"}},
    Progress.DONE: {"fill": {"color": "#8FC08F"}},
    Progress.OPEN: {"fill": {"color": "#E6E6E6"}},
    Progress.LATE: {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#A61B1B", "bg_color": "white"}},
    Progress.EXPLAINED: {"fill": {"color": "#FFFFFF"}},
}
_LABELS = {"value": True, "font": {"size": 10}, "num_format": "[>=2]0;;"}
_DARK = {**_LABELS, "font": {"size": 10, "color": "#FFFFFF"}}
_CHART = 176.0  # points


def draw_progress(on: TrendPage, row: int) -> int:
    """Draw the part from a row on; returns the row below."""
    top = on.band(row, "一、整改进度（项）")
    every = [p for p in Progress if p in COUNTED or any(point.items.get(p) for point in on.points)]
    rows = {progress: top + 1 + number for number, progress in enumerate(every)}
    on.sentence(top, _said(on, rows))
    for progress, line in rows.items():
        now = on.page.progress.items_in(progress)
        past = [point.items.get(progress, 0) for point in on.points[:-1]]
        _row(on, line, _WORDS[progress], [*past, now], last=False)
    below = top + 1 + len(every)
    sums = [
        Formula(f"=SUM({on.cell(top + 1, column)}:{on.cell(below - 1, column)})", sum(point.items.values()))
        for column, point in enumerate(on.points, start=on.first)
    ]
    _row(on, below, "合计", list(sums), last=True)
    chart = on.page.book.add_chart({"type": "column", "subtype": "stacked"})
    for progress, line in rows.items():
        chart.add_series(
            {
                "name": [on.page.sheet.get_name(), line, NAME],
                "categories": on.periods(HEAD),
                "values": on.periods(line),
                "border": {"color": "#595959", "width": 0.5},
                "gap": 60,
                "data_labels": _DARK if progress is Progress.CLOSED else _LABELS,
                **_FILLS[progress],
            }
        )
    on.axes(chart)
    on.draw_chart(top, _CHART, chart, "整改进度（项）")
    return on.below(top, below + 1, _CHART)


def _row(on: TrendPage, row: int, name: str, values: list[int | Formula], *, last: bool) -> None:
    middle = on.style(bold=last, last=last, align="right", indent=1, num_format='0;-0;"·"')
    on.put(row, NAME, name, on.style(bold=last, last=last))
    on.put(row, MEASURED, "项", on.style(last=last, align="center", font_color="#595959"))
    for column, value in enumerate(values, start=on.first):
        on.put(row, column, value, middle)
    now, before = on.cell(row, on.now), on.cell(row, on.now - 1)
    values_of = [int(str(v.cached)) if isinstance(v, Formula) else v for v in values[-2:]]
    moved = Formula(f"={now}-{before}", values_of[1] - values_of[0])
    style = on.style(bold=True, last=last, align="right", indent=1, num_format='+0;-0;"·"')
    on.put(row, on.moved, moved, style)
    on.page.sheet.set_row(row, ROW)


def _said(on: TrendPage, rows: dict[Progress, int]) -> Said:
    """How many items are finished, closed and late, and how many more or fewer than in the period before."""
    then, now = on.points[-2].items, on.points[-1].items

    def cells(column: int, of: tuple[Progress, ...]) -> str:
        return "+".join(on.cell(rows[p], column) for p in of)

    def counted(of: tuple[Progress, ...], unit: str) -> Said:
        new, old = (sum(at.get(p, 0) for p in of) for at in (now, then))
        here, there = (f"({cells(column, of)})" for column in (on.now, on.now - 1))
        more = words("比上期多 ") + number(f"({here}-{there})", new - old) + words(f" {unit}")
        less = words("比上期少 ") + number(f"({there}-{here})", old - new) + words(f" {unit}")
        moved = either(
            f"{here}={there}", new == old, words("和上期一样"), either(f"{here}>{there}", new > old, more, less)
        )
        return number(here, new) + words(f" {unit}，") + moved

    return (
        words(f"到{on.points[-1].period.name}，{sum(now.values())} 项里已完成 ")
        + counted((Progress.CLOSED, Progress.DONE), "项") + words("；其中已销号 ")
        + counted((Progress.CLOSED,), "项") + words("；超过时限 ") + counted((Progress.LATE,), "项") + words("。")
    )  # fmt: skip
