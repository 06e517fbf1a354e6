"""指标汇总: every indicator by county, its total, the document's figure, and the rules that reach over forms.

Knows: indicator rows, reconciled rules, styles. Must not know: where they come from. A county that owes a figure and has none
accepted is named beside the total; its cell says 未报 or 退回, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.fields import Computed, catalogues
from toolkit.findings import Severity
from toolkit.master.ledger_sheet import write
from toolkit.master.reconcile import Reconciled, reconcile
from toolkit.master.snapshot import Snapshot
from toolkit.master.style import BAND, QUIET, Styles, print_setup, row_height
from toolkit.master.tables import IndicatorRow, indicator_rows
from toolkit.plan.model import Aggregation, Indicator, RuleScope, Unit, ValueType
from toolkit.plan.targets import Verdict, compute, excel, excel_formula

SHEET = "指标汇总"
_HEAD = 2
_WARN = {"font_color": "#C00000"}


def write_indicators(sheet: Worksheet, styles: Styles, snapshot: Snapshot) -> None:
    """Draw 指标汇总."""
    units = snapshot.plan.units
    rows = indicator_rows(snapshot)
    first_unit, total = 3, 3 + len(units)
    captions = ["事项编号", "指标", "计量单位", *(u.area for u in units), "汇总", "文件数", "差异", "缺报单位"]
    widths = [11.0, 42.0, 10.0, *([11.5] * len(units)), 13.0, 11.0, 10.0, 34.0]
    last = len(captions) - 1
    sheet.merge_range(0, 0, 0, last, f"{snapshot.period.name}指标汇总", styles.title())
    note = "“未报”“退回”不按 0 计：缺报单位没有计入汇总，汇总数不完整。“／”表示该单位不用填。差异＝汇总－文件数。"
    sheet.merge_range(1, 0, 1, last, note, styles.small())
    sheet.set_row(0, 30)
    sheet.set_row(_HEAD, 26)
    for index, (caption, width) in enumerate(zip(captions, widths, strict=True)):
        sheet.write_string(_HEAD, index, caption, styles.head())
        sheet.set_column(index, index, width)
    places = {row.indicator.id: number for number, row in enumerate(rows, start=_HEAD + 2)}
    columns = {unit.id: xl_col_to_name(first_unit + n) for n, unit in enumerate(units)}
    computed = {c.indicator.id: c for cat in catalogues(snapshot.plan).values() for c in cat.computed}
    totals = _totals(rows, computed)
    for row in rows:
        drawn = _Drawn(sheet, styles, snapshot, row, places, columns, xl_col_to_name(total))
        drawn.draw(computed.get(row.indicator.id), totals, widths)
    end = _HEAD + len(rows)
    sheet.freeze_panes(_HEAD + 1, first_unit)
    sheet.autofilter(_HEAD, 0, end, last)
    ranges = {i: f"${columns[units[0].id]}${n}:${columns[units[-1].id]}${n}" for i, n in places.items()}
    end = _write_reconciled(sheet, styles, snapshot, reconcile(snapshot), ranges, end + 3, last)
    print_setup(sheet, rows=(0, _HEAD))
    sheet.print_area(0, 0, end, last)


def _totals(rows: list[IndicatorRow], computed: Mapping[str, Computed]) -> dict[str, float | str | None]:
    """The cached value of every 汇总 cell: sums, ratios of sums, ranges, numbers of 是."""
    totals: dict[str, float | str | None] = {}
    for row in rows:
        values = [f.value for f in row.figures.values() if f.state == "value"]
        numbers = [float(v) for v in values if isinstance(v, int | float)]
        match row.indicator.aggregation:
            case Aggregation.SUM:
                totals[row.indicator.id] = math.fsum(numbers) if numbers else None
            case Aggregation.MIN_MAX:
                totals[row.indicator.id] = f"{min(numbers):g}—{max(numbers):g}" if numbers else None
            case Aggregation.COUNT_TRUE:
                totals[row.indicator.id] = sum(v == "是" for v in values) if values else None
    for row in rows:
        formula = computed.get(row.indicator.id)
        if formula is not None:
            frame = pd.DataFrame({name: [totals.get(name)] for name in formula.expression.names}, dtype="float64")
            value = float(compute(formula.expression, frame).iloc[0])
            totals[row.indicator.id] = None if math.isnan(value) else value
    return totals


class _Drawn:
    """One row of the table, with what its formulas need to know of the others."""

    def __init__(
        self,
        sheet: Worksheet,
        styles: Styles,
        snapshot: Snapshot,
        row: IndicatorRow,
        places: Mapping[str, int],
        columns: Mapping[str, str],
        total: str,
    ) -> None:
        self.sheet, self.styles, self.snapshot, self.row = sheet, styles, snapshot, row
        self.places, self.columns, self.total = places, columns, total
        self.line = places[row.indicator.id]
        self.format = _number_format(row.indicator)

    def draw(
        self, computed: Computed | None, totals: Mapping[str, float | str | None], widths: list[float]
    ) -> None:
        indicator, index = self.row.indicator, self.line - 1
        write(self.sheet, index, 0, self.snapshot.plan.item[indicator.item_id].code, self.styles, align="center")
        write(self.sheet, index, 1, indicator.name, self.styles)
        write(self.sheet, index, 2, indicator.measured_in, self.styles, align="center")
        for column, unit in enumerate(self.snapshot.plan.units, start=3):
            self._figure(index, column, unit, computed)
        column = 3 + len(self.columns)
        self._total(index, column, computed, totals.get(indicator.id))
        self._document(index, column, totals.get(indicator.id))
        missing = self.row.missing
        text = f"缺 {len(missing)} 家：{'、'.join(u.area for u in missing)}" if missing else ""
        self.sheet.write_string(index, column + 3, text, self.styles.cell(**(_WARN if text else {})))
        self.sheet.set_row(index, row_height([(indicator.name, widths[1]), (text, widths[-1])], least=20))

    def _figure(self, index: int, column: int, unit: Unit, computed: Computed | None) -> None:
        figure = self.row.figures[unit.id]
        centre = self.styles.cell(align="center")
        match figure.state:
            case "not_owed":
                self.sheet.write_string(index, column, "／", self.styles.cell(align="center", font_color=QUIET))
            case "missing":
                self.sheet.write_string(index, column, str(figure.value), self.styles.cell(align="center", **_WARN))
            case "computed" if computed is not None:
                letter = self.columns[unit.id]
                refs = {name: f"{letter}{self.places[name]}" for name in computed.expression.names}
                self._formula(index, column, excel_formula(computed.expression, refs), self._of_unit(computed, unit))
            case "value" if isinstance(figure.value, int | float):
                numbers = self.styles.cell(num_format=self.format, align="right")
                self.sheet.write_number(index, column, figure.value, numbers)
            case "value":
                write(self.sheet, index, column, figure.value, self.styles, align="center")
            case _:
                self.sheet.write_blank(index, column, None, centre)

    def _of_unit(self, computed: Computed, unit: Unit) -> float | None:
        standing = next(
            s
            for s in self.snapshot.standings
            if (s.item.id, s.unit.id) == (self.row.indicator.item_id, unit.id)
        )
        values = self.snapshot.accepted_values(standing)
        frame = pd.DataFrame(
            {name: [values[name].value if name in values else None] for name in computed.expression.names},
            dtype="float64",
        )
        value = float(compute(computed.expression, frame).iloc[0])
        return None if math.isnan(value) else value

    def _formula(self, index: int, column: int, formula: str, cached: float | str | None) -> None:
        style = self.styles.cell(num_format=self.format, align="right", bold=column == 3 + len(self.columns))
        self.sheet.write_formula(index, column, f"={formula}", style, "" if cached is None else cached)

    def _total(self, index: int, column: int, computed: Computed | None, cached: float | str | None) -> None:
        letters = list(self.columns.values())
        area = f"{letters[0]}{self.line}:{letters[-1]}{self.line}"
        if computed is not None and self.row.indicator.aggregation is Aggregation.RATIO_OF_SUMS:
            refs = {name: f"{self.total}{self.places[name]}" for name in computed.expression.names}
            self._formula(index, column, excel_formula(computed.expression, refs), cached)
            return
        formula = {
            Aggregation.SUM: f'IF(COUNT({area})=0,"",SUM({area}))',
            Aggregation.MIN_MAX: f'IF(COUNT({area})=0,"",MIN({area})&"—"&MAX({area}))',
            Aggregation.COUNT_TRUE: f'IF(COUNTIF({area},"是")+COUNTIF({area},"否")=0,"",COUNTIF({area},"是"))',
        }.get(self.row.indicator.aggregation)
        if formula is None:
            self.sheet.write_string(index, column, "／", self.styles.cell(align="center", font_color=QUIET))
        else:
            self._formula(index, column, formula, cached)

    def _document(self, index: int, column: int, total: float | str | None) -> None:
        value = self.row.indicator.document_value
        numbers = self.styles.cell(num_format=self.format, align="right")
        if value is None:
            self.sheet.write_blank(index, column + 1, None, numbers)
            self.sheet.write_blank(index, column + 2, None, numbers)
            return
        self.sheet.write_number(index, column + 1, value, numbers)
        digits = 0 if value == int(value) and self.row.indicator.type is ValueType.INTEGER else 2
        mine, theirs = f"{self.total}{self.line}", f"{xl_col_to_name(column + 1)}{self.line}"
        cached = round(total - value, digits) if isinstance(total, int | float) else ""
        formula = f'=IF(ISNUMBER({mine}),ROUND({mine}-{theirs},{digits}),"")'
        style = self.styles.cell(num_format=f"+{self.format};-{self.format};0", align="right")
        self.sheet.write_formula(index, column + 2, formula, style, cached)


def _number_format(indicator: Indicator) -> str:
    return "#,##0" if indicator.type in (ValueType.INTEGER, ValueType.BOOLEAN) else "#,##0.00"


def _write_reconciled(
    sheet: Worksheet,
    styles: Styles,
    snapshot: Snapshot,
    results: list[Reconciled],
    ranges: Mapping[str, str],
    start: int,
    last: int,
) -> int:
    """The rules over forms: all of the prefecture's, and those of units that do not hold; returns the last row."""
    row = _band(sheet, styles, start, last, "全地区核对（与文件数字）")
    prefecture = [r for r in results if r.rule.expression.scope is RuleScope.PREFECTURE]
    for result in prefecture:
        formula = None if result.missing else excel(result.rule.expression, ranges)
        said = f"缺 {'、'.join(u.area for u in result.missing)}，报齐后再核对" if result.missing else ""
        row = _line(sheet, styles, row, last, result, "全地区", said, formula)
    row = _band(sheet, styles, row + 1, last, "跨表核对（同一单位几份表之间）")
    failed = [r for r in results if r.unit is not None and r.verdict is Verdict.FAILED]
    waiting = sum(r.unit is not None and r.verdict is Verdict.NOT_CHECKED for r in results)
    for result in failed:
        said = "；".join(
            f"{o.label} {o.value.raw}（{o.submission.file_name} {o.value.cell}）" for o in result.operands
        )
        row = _line(sheet, styles, row, last, result, result.unit.area if result.unit else "", said, None)
    closing = "没有发现不符。" if not failed else f"不符 {len(failed)} 处。"
    closing += f"另有 {waiting} 处因为有表未报或未接收，还没有核对。" if waiting else ""
    sheet.merge_range(row, 0, row, last, closing, styles.cell())
    return row


def _band(sheet: Worksheet, styles: Styles, row: int, last: int, text: str) -> int:
    sheet.merge_range(row, 0, row, last, text, styles.cell(bold=True, bg_color=BAND))
    return row + 1


def _line(
    sheet: Worksheet,
    styles: Styles,
    row: int,
    last: int,
    result: Reconciled,
    whose: str,
    said: str,
    formula: str | None,
) -> int:
    """One rule: whose, what it asks, its text, what it comes to, why."""
    cells = styles.cell()
    sheet.write_string(row, 0, whose, styles.cell(align="center"))
    sheet.write_string(row, 1, result.rule.rule.message, cells)
    sheet.write_string(row, 2, result.rule.rule.severity.label, styles.cell(align="center"))
    end = last - 4
    sheet.merge_range(row, 3, row, end, result.rule.rule.text, cells)
    wrong = result.verdict is Verdict.FAILED and result.rule.rule.severity is not Severity.INFO
    style = styles.cell(align="center", bold=True, **(_WARN if wrong else {}))
    if formula is None:
        sheet.write_string(row, end + 1, result.verdict.value, style)
    else:
        sheet.write_formula(row, end + 1, f"={formula}", style, result.verdict.value)
    sheet.merge_range(row, end + 2, row, last, said, cells)
    sheet.set_row(row, row_height([(result.rule.rule.message, 42.0), (said, 55.0)], least=20))
    return row + 1
