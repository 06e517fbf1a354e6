"""指标汇总: every indicator by county, its total, the document's figure, and the rules that reach over forms.

Knows: indicator rows, reconciled rules, styles. Must not know: where they come from. A county that owes a figure and
has none accepted is named beside the total; its cell says 未报 or 退回, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.base.findings import Severity
from toolkit.base.rounding import rounded
from toolkit.catalogue import Computed
from toolkit.kinds import KINDS
from toolkit.ledger import CellValue
from toolkit.master.ledger_sheet import write
from toolkit.master.style import BAND, QUIET, Styles, across, fitting_size, fitting_width, print_setup, row_height
from toolkit.plan.model import Aggregation, Unit
from toolkit.plan.targets import Verdict, excel, excel_formula
from toolkit.standing.reconcile import Reconciled, reason, reconcile
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tables import IndicatorRow, computed_indicators, indicator_rows, totals

SHEET = "指标汇总"
_HEAD = 2
_WARN = {"font_color": "#C00000"}


def write_indicators(sheet: Worksheet, styles: Styles, snapshot: Snapshot) -> None:
    """Draw 指标汇总."""
    units = snapshot.plan.units
    rows = indicator_rows(snapshot)
    first_unit = 3
    captions = ["事项编号", "指标", "计量单位", *(u.area for u in units), "汇总", "文件数", "差异", "缺报单位"]
    figures = [fitting_width((row.figures[unit.id].value for row in rows), 11.5) for unit in units]
    widths = [11.0, 42.0, 10.0, *figures, 13.0, 11.0, 10.0, 34.0]
    last = len(captions) - 1
    sheet.merge_range(0, 0, 0, last, f"{snapshot.period.name}指标汇总", styles.title())
    note = "“未报”“退回”和空白都不按 0 计：缺报单位没有计入汇总，红色的汇总数不完整。"
    note += "“／”表示该单位不用填。差异＝汇总－文件数。"
    sheet.merge_range(1, 0, 1, last, note, styles.small())
    sheet.set_row(0, 30)
    sheet.set_row(_HEAD, 26)
    for index, (caption, width) in enumerate(zip(captions, widths, strict=True)):
        sheet.write_string(_HEAD, index, caption, styles.head())
        sheet.set_column(index, index, width)
    places = {row.indicator.id: number for number, row in enumerate(rows, start=_HEAD + 2)}
    columns = {unit.id: xl_col_to_name(first_unit + n) for n, unit in enumerate(units)}
    computed, sums = computed_indicators(snapshot), totals(snapshot, rows)
    for row in rows:
        drawn = _Drawn(sheet, styles, snapshot, row, places, columns, widths)
        drawn.draw(computed.get(row.indicator.id), sums.get(row.indicator.id))
    end = _HEAD + len(rows)
    sheet.freeze_panes(_HEAD + 1, first_unit)
    sheet.autofilter(_HEAD, 0, end, last)
    ranges = {i: f"${columns[units[0].id]}${n}:${columns[units[-1].id]}${n}" for i, n in places.items()}
    end = _write_reconciled(sheet, styles, snapshot, reconcile(snapshot), ranges, end + 3, last)
    print_setup(sheet, rows=(0, _HEAD))
    sheet.print_area(0, 0, end, last)


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
        widths: list[float],
    ) -> None:
        self.sheet, self.styles, self.snapshot, self.row = sheet, styles, snapshot, row
        self.places, self.columns, self.widths = places, columns, widths
        self.total = xl_col_to_name(3 + len(columns))
        self.line = places[row.indicator.id]
        self.format = KINDS[row.indicator.word].master_format

    def draw(self, computed: Computed | None, total: float | str | None) -> None:
        indicator, index = self.row.indicator, self.line - 1
        write(self.sheet, index, 0, self.snapshot.plan.item[indicator.item_id].code, self.styles, align="center")
        write(self.sheet, index, 1, indicator.name, self.styles)
        write(self.sheet, index, 2, indicator.measured_in, self.styles, align="center")
        for column, unit in enumerate(self.snapshot.plan.units, start=3):
            self._figure(index, column, unit, computed)
        column = 3 + len(self.columns)
        self._total(index, column, computed, total)
        self._document(index, column, total)
        missing = self.row.missing
        text = f"缺 {len(missing)} 家：{'、'.join(u.area for u in missing)}" if missing else ""
        self.sheet.write_string(index, column + 3, text, self.styles.cell(**(_WARN if text else {})))
        figures = [
            (figure.value, width) for figure, width in zip(self.row.figures.values(), self.widths[3:], strict=False)
        ]
        beside = [(indicator.name, self.widths[1]), (text, self.widths[-1])]
        self.sheet.set_row(index, row_height([*beside, *figures], least=20))

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
                self._formula(index, column, excel_formula(computed.expression, refs), figure.value)
            case "value" if isinstance(figure.value, int | float):
                numbers = self.styles.cell(num_format=self.format, align="right")
                self.sheet.write_number(index, column, figure.value, numbers)
            case "value":
                size = fitting_size(figure.value, self.widths[column])
                write(self.sheet, index, column, figure.value, self.styles, align="center", font_size=size)
            case _:
                self.sheet.write_blank(index, column, None, centre)

    def _formula(self, index: int, column: int, formula: str, cached: CellValue) -> None:
        look: dict[str, object] = {"num_format": self.format, "align": "right"}
        if column == 3 + len(self.columns):
            look |= {"bold": True, **(_WARN if self.row.missing else {})}  # red: not everybody is in it
        self.sheet.write_formula(
            index, column, f"={formula}", self.styles.cell(**look), "" if cached is None else cached
        )

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
        kind = KINDS[self.row.indicator.word]
        digits = kind.digits if value == int(value) else 2
        mine, theirs = f"{self.total}{self.line}", f"{xl_col_to_name(column + 1)}{self.line}"
        cached = rounded(total - value, digits) if isinstance(total, int | float) else ""
        formula = f'=IF(ISNUMBER({mine}),ROUND({mine}-{theirs},{digits}),"")'
        style = self.styles.cell(num_format=f"+{self.format};-{self.format};0", align="right")
        self.sheet.write_formula(index, column + 2, formula, style, cached)


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
    for result in results:
        if result.unit is None:
            formula = None if result.missing else excel(result.rule.expression, ranges)
            row = _line(sheet, styles, row, last, result, "全地区", reason(result), formula)
    row = _band(sheet, styles, row + 1, last, "跨表核对（同一单位几份表之间）")
    failed = [r for r in results if r.unit is not None and r.verdict is Verdict.FAILED]
    for result in failed:
        row = _line(sheet, styles, row, last, result, result.unit.area if result.unit else "", reason(result), None)
    waiting: dict[tuple[str, str], list[Reconciled]] = {}
    for result in results:
        if result.unit is not None and result.verdict is Verdict.NOT_CHECKED:
            waiting.setdefault((result.rule.rule.id, reason(result)), []).append(result)
    for (_, why), same in waiting.items():
        areas = "、".join(result.unit.area for result in same if result.unit)
        row = _line(sheet, styles, row, last, same[0], f"{len(same)} 家", f"{areas}：{why}", None)
    closing = f"不符 {len(failed)} 处。" if failed else "没有发现不符。"
    closing += f"还有 {sum(map(len, waiting.values()))} 处没有核对，原因见上。" if waiting else ""
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
    room = 11.5 * (end - 2)
    across(sheet, row, 3, end, result.rule.rule.text, cells)
    wrong = result.verdict is Verdict.FAILED and result.rule.rule.severity is not Severity.INFO
    style = styles.cell(align="center", bold=True, **(_WARN if wrong else {}))
    if formula is None:
        sheet.write_string(row, end + 1, result.verdict.value, style)
    else:
        sheet.write_formula(row, end + 1, f"={formula}", style, result.verdict.value)
    sheet.merge_range(row, end + 2, row, last, said, cells)
    sheet.set_row(
        row, row_height([(result.rule.rule.message, 42.0), (result.rule.rule.text, room), (said, 55.0)], least=20)
    )
    return row + 1
