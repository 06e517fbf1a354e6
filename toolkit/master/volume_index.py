"""The index of a master in volumes: what stands where, how each unit stands, and what is counted over all units.

Knows: standings, volumes, how a list is drawn. Must not know: where they come from, what is in a volume.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import PROPERTY, cut
from toolkit.base.rounding import percent, rounded
from toolkit.master.drawn import draw_shapes
from toolkit.master.lists import TOP, Cell, write_list
from toolkit.master.page import Table
from toolkit.master.rows import ROW, Formula, RowSheet
from toolkit.master.style import A4, Styles
from toolkit.plan.model import Aggregation, Unit
from toolkit.standing.counts import Counts, by_unit, counts_of
from toolkit.standing.figures import indicator_rows, totals
from toolkit.standing.reconcile import reason, reconcile
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing

UNITS, RULES, UNKNOWN = "各单位", "合计核对", "未识别"
_TABLES = {
    Sheet.INDEX: Table(key=("文件",)), UNITS: Table(key=(Column.UNIT,)),
    Sheet.FIGURES: Table(key=(Column.CODE, Column.INDICATOR)), RULES: Table(key=("要求",)),
    UNKNOWN: Table(key=("文件", Column.RECEIVED)),
}  # fmt: skip
_COUNTS = ("应报", "已接收", "退回待改", "未报", "逾期未报", "已销号")


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume: its file's name, its units, the rows of its 整改台账."""

    name: str
    units: tuple[Unit, ...]
    rows: int


def index_bytes(snapshot: Snapshot, volumes: Sequence[Volume]) -> bytes:
    """The index as the bytes of an .xlsx; ``snapshot`` has all units, and of values only the indicators'."""
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": cut(f"{snapshot.plan.title}整改总台账（{snapshot.period.name}）分册目录", PROPERTY),
            "author": "整改报送工具",
            "created": datetime.combine(snapshot.as_of, time.min),
        }
    )
    styles = Styles(book)
    sheets = {name: book.add_worksheet(name, RowSheet) for name in (Sheet.INDEX, UNITS, Sheet.FIGURES, RULES, UNKNOWN)}
    of_unit = by_unit(snapshot.standings, snapshot.plan.unit)
    _write_index(sheets[Sheet.INDEX], styles, snapshot, volumes, of_unit)
    _write_units(sheets[UNITS], styles, snapshot, volumes, of_unit)
    _write_figures(sheets[Sheet.FIGURES], styles, snapshot)
    _write_rules(sheets[RULES], styles, snapshot)
    _write_unknown(sheets[UNKNOWN], styles, snapshot)
    draw_shapes(book, _TABLES)
    book.close()
    return out.getvalue()


def _numbers(counts: Counts) -> tuple[int, ...]:
    """The counts in the order of their captions."""
    return counts.owed, counts.accepted, counts.returned, counts.missing, counts.late, counts.closed


def _write_index(
    sheet: RowSheet,
    styles: Styles,
    snapshot: Snapshot,
    volumes: Sequence[Volume],
    of_unit: dict[str, list[Standing]],
) -> None:
    columns = (
        ("分册", 8), ("文件", 40), ("单位", 40), ("单位数", 10), ("台账行数", 11), *((name, 11.0) for name in _COUNTS),
        ("接收率（%）", 12),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    total = Counts()
    rate = f'IF(F{ROW}=0,"",ROUND(100*G{ROW}/F{ROW},1))'
    for number, volume in enumerate(volumes, start=1):
        counts = counts_of([s for unit in volume.units for s in of_unit[unit.id]])
        total += counts
        first, last = volume.units[0].area, volume.units[-1].area
        whose = first if first == last else f"{first}—{last}"
        share = Formula(rate, _share(counts))
        rows.append((number, volume.name, whose, len(volume.units), volume.rows, *_numbers(counts), share))
    letters = [xl_col_to_name(index) for index in range(3, 5 + len(_COUNTS))]
    units, lines = sum(len(v.units) for v in volumes), sum(v.rows for v in volumes)
    sums = [
        Formula(f"SUM({letter}{TOP}:{letter}{TOP + len(volumes) - 1})", value)
        for letter, value in zip(letters, (units, lines, *_numbers(total)), strict=True)
    ]
    rows.append(("合计", None, None, *sums, Formula(rate, _share(total))))
    closed = f"，{snapshot.closed_on} 已经关账" if snapshot.closed_on else ""
    note = (
        f"截至 {snapshot.as_of}，应报日期 {snapshot.period.due_date}{closed}。整改台账共 {lines} 行，放在一个工作簿里"
        f"打开和排序都太慢，所以按单位分成几册；每册都和平常的总台账一样，可以在里面核定。"
        f"{snapshot.plan.settings.words.whole}的合计在本文件。"
    )
    title = f"{snapshot.plan.title}整改总台账（{snapshot.period.name}）"
    sheet.set_paper(A4)
    write_list(sheet, styles, title, note, columns, rows, "")
    for number, volume in enumerate(volumes, start=TOP - 1):
        sheet.add_link(number, 1, f"external:{volume.name}", volume.name)
    sheet.activate()


def _share(counts: Counts) -> float | str:
    share = percent(counts.accepted, counts.owed)
    return "" if share is None else share


def _write_units(
    sheet: RowSheet,
    styles: Styles,
    snapshot: Snapshot,
    volumes: Sequence[Volume],
    of_unit: dict[str, list[Standing]],
) -> None:
    columns = (("分册", 8), (Column.UNIT, 24), *((name, 11.0) for name in _COUNTS))
    rows: list[Sequence[Cell]] = [
        (number, unit.area, *_numbers(counts_of(of_unit[unit.id])))
        for number, volume in enumerate(volumes, start=1)
        for unit in volume.units
    ]
    note = "点列标上的筛选箭头，可以只看逾期未报或者退回待改的单位。"
    write_list(sheet, styles, f"{snapshot.period.name}各单位报送情况", note, columns, rows, "")


def _write_figures(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    columns = (
        (Column.CODE, 12), (Column.INDICATOR, 48), (Column.MEASURED_IN, 10), (Column.TOTAL, 14),
        (Column.IN_DOCUMENT, 12), ("差异", 12), ("缺报单位数", 12),
    )  # fmt: skip
    figures = indicator_rows(snapshot)
    found = totals(snapshot, figures)
    rows: list[Sequence[Cell]] = []
    for row in figures:
        indicator, total = row.indicator, found.get(row.indicator.id)
        document = indicator.document_value
        difference = rounded(total - document, 2) if isinstance(total, int | float) and document is not None else None
        code = snapshot.plan.item[indicator.item_id].code
        total = "／" if indicator.aggregation is Aggregation.NONE else total
        rows.append((code, indicator.name, indicator.measured_in, total, document, difference, len(row.missing)))
    note = "各单位的数在各分册里。有缺报单位的，汇总数不完整；空白不按 0 计。差异＝汇总－文件数。"
    write_list(sheet, styles, f"{snapshot.period.name}指标汇总（全部单位）", note, columns, rows, "方案里没有指标。")


def _write_rules(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    columns = (("要求", 60), ("程度", 8), ("结果", 10), ("说明", 70))
    rows: list[Sequence[Cell]] = []
    for result in reconcile(snapshot):
        if result.unit is None:
            rule = result.rule.rule
            why = reason(result) if len(result.missing) <= 20 else f"缺 {len(result.missing)} 家，报齐后再核对"
            rows.append((rule.message, rule.severity.label, result.verdict.value, why))
    whole = snapshot.plan.settings.words.whole
    note = "与文件数字的核对；同一单位几份表之间的核对在各分册的“指标汇总”里。"
    write_list(sheet, styles, f"{snapshot.period.name}{whole}核对", note, columns, rows, f"方案里没有{whole}的核对。")


def _write_unknown(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    """The files of which nobody knows the unit; of the others the volumes tell."""
    columns = (("文件", 60), (Column.RECEIVED, 13), ("问题", 90))
    rows: list[Sequence[Cell]] = [
        (arrival.name, arrival.received_on, arrival.note)
        for arrival in snapshot.unidentified
        if arrival.unit_id not in snapshot.plan.unit
    ]
    note = "文件在收件文件夹的“未识别”里，处理后放回收件文件夹。看得出是哪个单位的，列在那一册的“退回与问题”里。"
    write_list(sheet, styles, f"{snapshot.period.name}认不出的文件", note, columns, rows, "无：没有认不出的文件。")
