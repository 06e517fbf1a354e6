"""The plain lists of a region's master: 各单位, 指标汇总, 变动, 未列入, 分册目录.

Knows: parts, rows, how a list is drawn. Must not know: where they come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.base.rounding import percent, rounded
from toolkit.base.visible import visible
from toolkit.master.lists import Cell, write_list
from toolkit.master.page import Table
from toolkit.master.rows import ROW, Formula, RowSheet
from toolkit.master.style import A4, Styles
from toolkit.plan.model import Aggregation
from toolkit.region.counts import Change, FigureId, Included, LeftOut, OfficeFigure, region_total
from toolkit.region.ledger_sheet import AREA
from toolkit.region.packages import SetAside

UNITS, CHANGES, LEFT_OUT = "各单位", "变动", "未列入"
TABLES: Mapping[str, Table] = {
    UNITS: Table(key=(AREA, Column.UNIT)),
    Sheet.INDEX: Table(key=("文件",)),
    Sheet.FIGURES: Table(key=(Column.CODE, Column.INDICATOR, Column.MEASURED_IN)),
    CHANGES: Table(key=(AREA, Column.UNIT, Column.CODE, "变动内容", "原来", "现在")),
    LEFT_OUT: Table(key=("类别", "上报单位或文件")),
}
"""How the rows of each list are known again."""
COUNTS = ("应报", "已接收", "退回待改", "未报", "逾期未报", Column.CLOSURE, "已销号")


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume of 整改台账: its file's name, what stands in it in words, how many rows."""

    name: str
    whose: str
    rows: int


def write_units(sheet: RowSheet, styles: Styles, offices: Sequence[Included], period: str) -> None:
    """各单位: the counts of every unit."""
    columns = ((AREA, 18), (Column.UNIT, 18), *((name, 11.0) for name in COUNTS), ("接收率（%）", 12))
    rows: list[Sequence[Cell]] = []
    for one in offices:
        for area, c in one.units:
            numbers = (c.owed, c.accepted, c.returned, c.missing, c.late, c.asked, c.closed)
            share = percent(c.accepted, c.owed)
            rows.append((one.name, visible(area), *numbers, "／" if share is None else share))
    note = "点列标上的筛选箭头，可以只看逾期未报或者退回待改的单位。"
    sheet.set_paper(A4)
    write_list(sheet, styles, f"{period}各单位报送情况", note, columns, rows, "没有单位。")


def write_figures(sheet: RowSheet, styles: Styles, offices: Sequence[Included], period: str) -> None:
    """指标汇总: every indicator over all offices, and what it comes to in each."""
    columns = (
        (Column.CODE, 12), (Column.INDICATOR, 44), (Column.MEASURED_IN, 10), ("合计", 14),
        *((one.name, 14.0) for one in offices), ("缺报单位数", 11), ("缺报情况", 40),
    )  # fmt: skip
    lines: dict[FigureId, list[OfficeFigure | None]] = {}
    for number, one in enumerate(offices):
        for key, figure in one.figures.items():
            lines.setdefault(key, [None] * len(offices))[number] = figure
    rows: list[Sequence[Cell]] = []
    first, last = xl_col_to_name(4), xl_col_to_name(3 + len(offices))
    for key, figures in lines.items():
        there = [figure for figure in figures if figure is not None]
        total: Cell = region_total(key, there)
        if key.aggregation in (Aggregation.SUM, Aggregation.COUNT_TRUE) and isinstance(total, int | float):
            total = Formula(f"SUM({first}{ROW}:{last}{ROW})", total)
        elif key.aggregation is Aggregation.NONE:
            total = "／"
        elif isinstance(total, float):
            total = rounded(total, 2)
        in_each: list[Cell] = [
            "／" if f is None or key.aggregation is Aggregation.NONE else _rounded(f) for f in figures
        ]
        gaps = [f"{one.name} {f.missing}" for one, f in zip(offices, figures, strict=True) if f and f.missing]
        missing = sum(figure.missing for figure in there)
        said = f"缺 {missing} 家：{'、'.join(gaps)}" if missing else ""
        rows.append((there[0].code, visible(key.name), visible(key.measured_in), total, *in_each, missing, said))
    note = (
        "合计只加已接收的数，有缺报单位的不完整；空白不按 0 计，“／”表示方案里没有这个指标或不汇总。"
        "指标名称或计量单位不一样的，分行列出，不相加。"
    )
    write_list(sheet, styles, f"{period}指标汇总（各上报单位）", note, columns, rows, "方案里没有指标。")


def _rounded(figure: OfficeFigure) -> float | str | None:
    """What an indicator comes to in an office; of a ratio two decimals, as there."""
    ratio = figure.expression is not None
    return rounded(figure.total, 2) if ratio and isinstance(figure.total, float) else figure.total


def write_changes(sheet: RowSheet, styles: Styles, day: date, changes: Sequence[Change], period: str) -> None:
    """变动: what is different from the last time, which was up to a ``day``."""
    columns = ((AREA, 18), (Column.UNIT, 18), (Column.CODE, 13), ("变动内容", 36), ("原来", 30), ("现在", 30))
    rows: list[Sequence[Cell]] = [
        (c.office, *map(visible, (c.unit, c.item, c.what)), *(visible(v) or "（空）" for v in (c.before, c.now)))
        for c in changes
    ]
    note = f"和上一次汇总（截至 {day}）相比，变动 {len(rows)} 处。"
    sheet.set_paper(A4)
    write_list(sheet, styles, f"{period}变动", note, columns, rows, "没有变动。")


def write_left_out(sheet: RowSheet, styles: Styles, left_out: Sequence[LeftOut], aside: Sequence[SetAside]) -> None:
    """未列入: the offices that are not in this master, the packages that were set aside."""
    columns = (("类别", 14), ("上报单位或文件", 36), ("日期", 13), ("原因和处理办法", 100))
    rows: list[Sequence[Cell]] = [("没有列入", visible(one.name), None, visible(one.reason)) for one in left_out]
    rows += [("文件没有采用", visible(one.name), one.day, visible(one.reason)) for one in aside]
    note = "合计里没有它们的数。没有采用的文件在收件文件夹的“未识别”里，处理好以后放回收件文件夹，再汇总一次。"
    sheet.set_paper(A4)
    write_list(sheet, styles, "未列入的上报单位和文件", note, columns, rows, "无：各上报单位都已列入。")


def write_index(sheet: RowSheet, styles: Styles, volumes: Sequence[Volume], period: str) -> None:
    """分册目录: which offices' rows stand in which file."""
    columns = (("分册", 8), ("文件", 44), (AREA, 70), ("台账行数", 11))
    rows: list[Sequence[Cell]] = [(n, v.name, v.whose, v.rows) for n, v in enumerate(volumes, start=1)]
    note = (
        "整改台账太长，放在一个工作簿里打开和排序都太慢，所以按上报单位分成几册。"
        "点文件名打开，分册和本文件要放在同一个文件夹里。"
    )
    sheet.set_paper(A4)
    write_list(sheet, styles, f"{period}整改台账分册目录", note, columns, rows, "没有分册。")
    for number, volume in enumerate(volumes, start=3):
        sheet.add_link(number, 1, f"external:{volume.name}", volume.name)
