"""指标汇总: every indicator by unit, its total, the document's figure, and the rules that reach over forms.

Knows: indicator rows, reconciled rules, styles. Must not know: where they come from. A unit that owes a figure and
has none accepted is named beside the total; its cell says 未报 or 退回, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import fits
from toolkit.base.findings import Severity
from toolkit.base.rounding import rounded
from toolkit.base.texts import text_lines
from toolkit.kinds.field import NO, YES
from toolkit.kinds.registry import KINDS
from toolkit.ledger import CellValue
from toolkit.master.figure_places import FIRST_UNIT, HEAD
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.style import (
    BAND,
    QUIET,
    across,
    fitting_size,
    fitting_width,
    note_height,
    on_first_page,
    pixels_of,
    print_setup,
    row_height,
    write_value,
)
from toolkit.plan.both_targets import Verdict
from toolkit.plan.excel_target import excel, excel_formula
from toolkit.plan.form_rules import Computed
from toolkit.plan.model import Aggregation, Unit
from toolkit.plan.rule_words import rule_in_words
from toolkit.standing.figures import FigureState, IndicatorRow, computed_indicators, indicator_rows, totals
from toolkit.standing.reconcile import Reconciled, reason, reconcile

_WARN = {"font_color": "#C00000"}


def draw(page: Page) -> None:
    """Draw 指标汇总."""
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    units = snapshot.plan.units
    rows = indicator_rows(snapshot)
    table = _Table(page, rows)
    last = len(table.captions) - 1
    note = "“未报”“退回”和空白都不按 0 计：缺报单位没有计入汇总，红色的汇总数不完整。"
    note += "“／”表示该单位不用填。差异＝汇总－文件数。"
    sheet.set_row(0, 30)
    sheet.set_row(HEAD, 14 * max(text_lines(c, w, 10) for c, w in zip(table.captions, table.widths, strict=True)) + 12)
    for index, (caption, width) in enumerate(zip(table.captions, table.widths, strict=True)):
        sheet.write_string(HEAD, index, caption, styles.head())
        sheet.set_column(index, index, width)
    right = on_first_page(sheet, last)
    sheet.merge_range(0, 0, 0, right, f"{snapshot.period.name}{Sheet.FIGURES}", styles.title())
    sheet.merge_range(1, 0, 1, right, note, styles.small())
    sheet.set_row(1, note_height(sheet, note, 0, right))
    computed, sums = computed_indicators(snapshot), totals(snapshot, rows)
    for row in rows:
        _Row(table, row).draw(computed.get(row.indicator.id), sums.get(row.indicator.id))
    end = HEAD + len(rows)
    sheet.freeze_panes(HEAD + 1, FIRST_UNIT)
    sheet.autofilter(HEAD, 0, end, last)
    letters = table.columns
    ranges = {i: f"${letters[units[0].id]}${n}:${letters[units[-1].id]}${n}" for i, n in table.places.items()}
    end = _draw_rules(page, reconcile(snapshot), ranges, end + 3, right)
    print_setup(sheet, rows=(0, HEAD), last=last, columns=(0, FIRST_UNIT - 1))
    sheet.print_area(0, 0, end, last)


SHEET = MasterSheet(Sheet.FIGURES, 50, draw, table=Table(HEAD + 1, (Column.CODE, Column.INDICATOR)))


class _Table:
    """Where things stand: captions and widths, the column of each unit, the row of each indicator (from 1)."""

    def __init__(self, page: Page, rows: Sequence[IndicatorRow]) -> None:
        units = page.snapshot.plan.units
        self.page = page
        self.captions = (
            Column.CODE, Column.INDICATOR, Column.MEASURED_IN, *(u.area for u in units), Column.TOTAL,
            Column.IN_DOCUMENT, "差异", "缺报单位",
        )  # fmt: skip
        figures = [fitting_width((row.figures[unit.id].value for row in rows), 10.5) for unit in units]
        self.widths = [11.0, 34.0, 9.0, *figures, 12.0, 11.0, 10.0, 24.0]
        self.columns = {unit.id: str(xl_col_to_name(FIRST_UNIT + n)) for n, unit in enumerate(units)}
        self.places = {row.indicator.id: number for number, row in enumerate(rows, start=HEAD + 2)}
        self.total = FIRST_UNIT + len(units)


class _Row:
    """One row of the table, with what its formulas need to know of the others."""

    def __init__(self, table: _Table, row: IndicatorRow) -> None:
        self.sheet, self.styles, self.snapshot = table.page.sheet, table.page.styles, table.page.snapshot
        self.row, self.places, self.columns, self.widths = row, table.places, table.columns, table.widths
        self.column = table.total
        self.total = xl_col_to_name(table.total)
        self.line = table.places[row.indicator.id]
        self.format = KINDS[row.indicator.word].master_format

    def draw(self, computed: Computed | None, total: float | str | None) -> None:
        indicator, index = self.row.indicator, self.line - 1
        write_value(self.sheet, index, 0, self.snapshot.plan.item[indicator.item_id].code, self.styles, align="center")
        write_value(self.sheet, index, 1, indicator.name, self.styles)
        write_value(self.sheet, index, 2, indicator.measured_in, self.styles, align="center")
        for column, unit in enumerate(self.snapshot.plan.units, start=FIRST_UNIT):
            self._figure(index, column, unit, computed)
        column = self.column
        self._total(index, column, computed, total)
        self._document(index, column, total)
        missing = self.row.missing
        text = f"缺 {len(missing)} 家：{'、'.join(u.area for u in missing)}" if missing else ""
        self.sheet.write_string(index, column + 3, text, self.styles.cell(**(_WARN if text else {})))
        values = [figure.value for figure in self.row.figures.values()]
        figures = list(zip(values, self.widths[FIRST_UNIT:], strict=False))
        beside = [(indicator.name, self.widths[1]), (text, self.widths[-1])]
        self.sheet.set_row(index, row_height([*beside, *figures], least=20))

    def _figure(self, index: int, column: int, unit: Unit, computed: Computed | None) -> None:
        figure = self.row.figures[unit.id]
        centre = self.styles.cell(align="center")
        match figure.state:
            case FigureState.NOT_OWED:
                self.sheet.write_string(index, column, "／", self.styles.cell(align="center", font_color=QUIET))
            case FigureState.MISSING:
                self.sheet.write_string(index, column, str(figure.value), self.styles.cell(align="center", **_WARN))
            case FigureState.COMPUTED if computed is not None:
                letter = self.columns[unit.id]
                self._formula(index, column, self._following(computed, letter), figure.value)
            case FigureState.GIVEN if isinstance(figure.value, int | float):
                numbers = self.styles.cell(num_format=self.format, align="right")
                self.sheet.write_number(index, column, figure.value, numbers)
            case FigureState.GIVEN:
                size = fitting_size(figure.value, self.widths[column])
                write_value(self.sheet, index, column, figure.value, self.styles, align="center", font_size=size)
            case _:
                self.sheet.write_blank(index, column, None, centre)

    def _following(self, computed: Computed, letter: str) -> str:
        """The formula of a computed figure in a column; "" where it follows from lists, whose rows stand elsewhere."""
        names = computed.expression.names
        if any(name not in self.places for name in names):
            return ""
        return excel_formula(computed.expression, {name: f"{letter}{self.places[name]}" for name in names})

    def _formula(self, index: int, column: int, formula: str, cached: CellValue) -> None:
        look: dict[str, object] = {"num_format": self.format, "align": "right"}
        if column == self.column:
            look |= {"bold": True, **(_WARN if self.row.missing else {})}  # red: not everybody is in it
        if formula and fits(formula):
            value = "" if cached is None else cached
            self.sheet.write_formula(index, column, f"={formula}", self.styles.cell(**look), value)
        else:  # longer than Excel takes, or of rows: what it comes to, which the next 汇总 brings up to date
            write_value(self.sheet, index, column, cached, self.styles, **look)

    def _total(self, index: int, column: int, computed: Computed | None, cached: float | str | None) -> None:
        letters = list(self.columns.values())
        area = f"{letters[0]}{self.line}:{letters[-1]}{self.line}"
        if computed is not None and self.row.indicator.aggregation is Aggregation.RATIO_OF_SUMS:
            self._formula(index, column, self._following(computed, self.total), cached)
            return
        formula = {
            Aggregation.SUM: f'IF(COUNT({area})=0,"",SUM({area}))',
            Aggregation.MIN_MAX: f'IF(COUNT({area})=0,"",MIN({area})&"—"&MAX({area}))',
            Aggregation.COUNT_TRUE: f'IF(COUNTIF({area},"{YES}")+COUNTIF({area},"{NO}")=0,"",COUNTIF({area},"{YES}"))',
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


@dataclass(frozen=True, slots=True)
class _RuleLine:
    """One rule as it is shown: whose, what it comes to, why, and the formula that says so live."""

    whose: str
    result: Reconciled
    why: str
    formula: str | None = None


def _draw_rules(page: Page, results: Sequence[Reconciled], ranges: Mapping[str, str], start: int, last: int) -> int:
    """The rules over forms: all of those over all units, and those of units that do not hold; returns the last row."""
    whole = page.snapshot.plan.settings.words.whole
    over_all = [
        _RuleLine(whole, r, reason(r), None if r.missing else excel(r.rule.expression, ranges))
        for r in results
        if r.unit is None
    ]
    failed = [
        _RuleLine(r.unit.area, r, reason(r)) for r in results if r.unit is not None and r.verdict is Verdict.FAILED
    ]
    waiting: dict[tuple[str, str], list[Unit]] = {}
    first: dict[tuple[str, str], Reconciled] = {}
    for result in results:
        if result.unit is not None and result.verdict is Verdict.NOT_CHECKED:
            key = result.rule.rule.id, reason(result)
            waiting.setdefault(key, []).append(result.unit)
            first.setdefault(key, result)
    unchecked = [
        _RuleLine(f"{len(units)} 家", first[key], f"{'、'.join(unit.area for unit in units)}：{key[1]}")
        for key, units in waiting.items()
    ]
    row = _band(page, start, last, f"{page.snapshot.plan.settings.words.whole}核对（与文件数字）")
    for line in over_all:
        row = _draw_rule(page, row, last, line)
    row = _band(page, row + 1, last, "跨表核对（同一单位几份表之间）")
    for line in (*failed, *unchecked):
        row = _draw_rule(page, row, last, line)
    closing = f"不符 {len(failed)} 处。" if failed else "没有发现不符。"
    closing += f"还有 {sum(map(len, waiting.values()))} 处没有核对，原因见上。" if waiting else ""
    page.sheet.merge_range(row, 0, row, last, closing, page.styles.cell())
    return row


def _band(page: Page, row: int, last: int, text: str) -> int:
    page.sheet.merge_range(row, 0, row, last, text, page.styles.cell(bold=True, bg_color=BAND))
    return row + 1


def _draw_rule(page: Page, row: int, last: int, line: _RuleLine) -> int:
    """One rule: whose, what it asks, its text, what it comes to, why."""
    sheet, styles, rule, verdict = page.sheet, page.styles, line.result.rule.rule, line.result.verdict
    cells = styles.cell()
    sheet.write_string(row, 0, line.whose, styles.cell(align="center"))
    sheet.write_string(row, 1, rule.message, cells)
    sheet.write_string(row, 2, rule.severity.label, styles.cell(align="center"))
    end = last - 4
    said = rule_in_words(line.result.rule.expression, {i.id: i.name for i in page.snapshot.plan.indicators})
    texts = [
        (rule.message, pixels_of(sheet, 1, 1) / 8), (said, pixels_of(sheet, 3, end) / 8),
        (line.why, pixels_of(sheet, end + 2, last) / 8),
    ]  # fmt: skip
    across(sheet, row, 3, end, said, cells)
    wrong = verdict is Verdict.FAILED and rule.severity is not Severity.INFO
    style = styles.cell(align="center", bold=True, **(_WARN if wrong else {}))
    if line.formula is None or not fits(line.formula):
        sheet.write_string(row, end + 1, verdict.value, style)
    else:
        sheet.write_formula(row, end + 1, f"={line.formula}", style, verdict.value)
    sheet.merge_range(row, end + 2, row, last, line.why, cells)
    sheet.set_row(row, row_height(texts, least=20))
    return row + 1
