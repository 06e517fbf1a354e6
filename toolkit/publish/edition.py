"""What an edition (党内公开, 社会公开) tells, as rows: items and columns as the plan allows, every text masked.

Knows: snapshots, the plan's settings about disclosure. Must not know: xlsxwriter, where the secrets come from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.base.captions import Column, Disclosable
from toolkit.kinds.registry import KINDS
from toolkit.ledger import CellValue
from toolkit.plan.measures import Measure
from toolkit.plan.model import Indicator, Item, ItemKind, Unit
from toolkit.plan.options import Edition
from toolkit.plan.states import SETTLED
from toolkit.planbook.settings import columns_of
from toolkit.publish.masking import Secrets
from toolkit.standing.figures import FigureState, Sums, computed_indicators, indicator_rows, totals
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing
from toolkit.standing.tasks import TaskRow, task_rows

# Which of the columns belong to the item, the measure, one unit's measure, one unit's form.
OF_ITEM = (Disclosable.CODE, Disclosable.ITEM, Disclosable.FINDING, Disclosable.LIMIT)
OF_MEASURE = (Disclosable.MEASURE,)
OF_UNIT = (Disclosable.UNIT, Disclosable.STATUS, Disclosable.PROGRESS, Disclosable.DONE_ON, Disclosable.EVIDENCE)
OF_FORM = (Disclosable.LEAD, Disclosable.DIFFICULTY, Disclosable.NEXT_STEPS, Disclosable.VERDICT, Disclosable.CLOSED_ON)
# What is told of each unit in its own words; an edition that tells none of this needs no tables of units.
_DETAILS = (Disclosable.PROGRESS, Disclosable.DONE_ON, Disclosable.EVIDENCE)
AT_WORK, NO_FIGURE, NOT_CONCERNED = "正在整改", "—", "／"
Row = Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's line under a measure: ``item`` and ``measure`` tell what it stands under."""

    item: int
    measure: int
    cells: Row


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One indicator: its item's code, name, unit of measurement, the units' figures, and the total of all units."""

    code: str
    name: str
    measured_in: str
    figures: Mapping[str, CellValue]
    total: CellValue
    whole: bool


@dataclass(frozen=True)
class EditionTables:
    """All that an edition tells: three tables with the columns that they have, empty where there are none."""

    edition: Edition
    items: tuple[Item, ...]
    units: tuple[Unit, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    form_columns: tuple[str, ...]
    forms: tuple[Row, ...]
    figures: tuple[FigureLine, ...]


def items_of(snapshot: Snapshot, edition: Edition) -> tuple[Item, ...]:
    """The items that an edition may show, in the plan's order."""
    withheld = snapshot.plan.settings.disclosure.withheld.get(edition, ())
    return tuple(item for item in snapshot.plan.items if item.id not in withheld)


def edition_tables(snapshot: Snapshot, edition: Edition, secrets: Secrets) -> EditionTables:
    """What an edition tells of a snapshot."""
    items = items_of(snapshot, edition)
    asked = _asked(snapshot, edition)
    columns = tuple(c for c in (*OF_ITEM[:3], *OF_MEASURE, OF_ITEM[3], *OF_UNIT) if c in asked)
    of_form = tuple(c for c in OF_FORM if c in asked)
    shown = {item.id for item in items}
    rows = [row for row in task_rows(snapshot) if row.standing.item.id in shown]
    heads = tuple(c for c in (Disclosable.CODE, Disclosable.ITEM, Disclosable.UNIT) if c in asked)
    return EditionTables(
        edition,
        items,
        tuple(u for u in snapshot.plan.units if any(u.id in item.reporting for item in items)),
        columns,
        tuple(_lines(snapshot, rows, columns, secrets)) if columns else (),
        (*heads, *of_form) if of_form else (),
        tuple(_forms(snapshot, rows, (*heads, *of_form), secrets)) if of_form else (),
        tuple(_figures(snapshot, shown, secrets)) if Disclosable.FIGURES in asked else (),
    )


def _asked(snapshot: Snapshot, edition: Edition) -> tuple[str, ...]:
    """The columns that an edition tells unit by unit, none where it tells nothing in their own words."""
    asked = columns_of(snapshot.plan.settings.disclosure, edition)
    return asked if set(asked) & {*_DETAILS, *OF_FORM} else ()


def _masked(cells: Mapping[str, CellValue], columns: Sequence[str], secrets: Secrets) -> Row:
    return {column: hidden(cells.get(column), secrets) for column in columns}


def hidden(value: CellValue, secrets: Secrets) -> CellValue:
    """A value with what must not be disclosed crossed out, also where a number is a telephone number."""
    if isinstance(value, bool) or value is None or isinstance(value, date):
        return value
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    masked = secrets.masked(text)
    return value if masked == text else masked


def _lines(snapshot: Snapshot, rows: Sequence[TaskRow], columns: Sequence[str], secrets: Secrets) -> list[Line]:
    """Items in order, measures within, units within: a measure is read once, then what each unit did."""
    places = {item.id: number for number, item in enumerate(snapshot.plan.items)}

    def place(row: TaskRow) -> tuple[int, int]:
        return places[row.standing.item.id], row.measure.no if row.measure else 0

    return [Line(*place(row), _masked(_told_of(snapshot, row), columns, secrets)) for row in sorted(rows, key=place)]


def _told_of(snapshot: Snapshot, row: TaskRow) -> dict[str, CellValue]:
    item, standing = row.standing.item, row.standing
    reported = row.reported
    overall = snapshot.accepted_values(standing).get("overall_completed_on")
    return {
        Disclosable.CODE: item.code,
        Disclosable.ITEM: item.title,
        Disclosable.FINDING: item.finding,
        Disclosable.MEASURE: _measure(item, row.measure),
        Disclosable.LIMIT: item.time_limit.as_written,
        Disclosable.UNIT: standing.unit.area,
        Disclosable.STATUS: _state(standing, reported.get(Column.STATUS)),
        Disclosable.PROGRESS: reported.get(Column.PROGRESS),
        Disclosable.DONE_ON: reported.get(Column.MEASURE_DONE) or (overall.value if overall else None),
        Disclosable.EVIDENCE: reported.get(Column.EVIDENCE),
    }


def _measure(item: Item, measure: Measure | None) -> str:
    if measure is not None and item.kind is not ItemKind.EXPLANATION:
        return f"{measure.marker}{measure.text}"
    explains = item.kind is ItemKind.EXPLANATION
    return f"（情况说明）{item.description}" if explains and item.description else ""


def _state(standing: Standing, reported: CellValue) -> CellValue:
    """How far it is; where nothing was reported the item is not done yet, and more is not told."""
    if standing.reviewed.state in SETTLED:
        return standing.reviewed.state.value
    return reported or AT_WORK


def _forms(snapshot: Snapshot, rows: Sequence[TaskRow], columns: Sequence[str], secrets: Secrets) -> list[Row]:
    found = []
    for row in rows:
        standing = row.standing
        if not row.first or standing.item.kind is ItemKind.EXPLANATION:
            continue  # the form of an explanation asks for nothing of this
        stands = [judged.decision for judged in standing.reviewed.decisions if judged.stands]
        cells: dict[str, CellValue] = {
            Disclosable.CODE: standing.item.code,
            Disclosable.ITEM: standing.item.title,
            Disclosable.UNIT: standing.unit.area,
            **{
                name: row.reported.get(name)
                for name in (Disclosable.LEAD, Disclosable.DIFFICULTY, Disclosable.NEXT_STEPS)
            },
            Disclosable.VERDICT: stands[-1].verdict if stands else None,
            Disclosable.CLOSED_ON: standing.reviewed.closed_on,
        }
        found.append(_masked(cells, columns, secrets))
    return found


def _figures(snapshot: Snapshot, shown: Collection[str], secrets: Secrets) -> list[FigureLine]:
    """The indicators of the items shown, with the figures of all units and their total."""
    rows = {row.indicator.id: row for row in indicator_rows(snapshot)}
    total = totals(snapshot, rows.values())
    instead = {FigureState.NOT_OWED: NOT_CONCERNED, FigureState.MISSING: NO_FIGURE}
    found = []
    for indicator in _told(snapshot, shown):
        row = rows[indicator.id]
        figures = {
            unit_id: instead.get(figure.state) or hidden(figure.value, secrets)
            for unit_id, figure in row.figures.items()
        }
        found.append(_figure_line(snapshot, indicator, figures, None if row.missing else total[indicator.id], secrets))
    return found


def figure_totals(snapshot: Snapshot, sums: Sums, edition: Edition, secrets: Secrets) -> tuple[FigureLine, ...]:
    """The indicators that an edition in volumes tells, with their totals over all units; of ``snapshot`` the plan."""
    if Disclosable.FIGURES not in _asked(snapshot, edition):
        return ()
    total, shown = sums.totals(snapshot), {item.id for item in items_of(snapshot, edition)}
    return tuple(
        _figure_line(snapshot, one, {}, None if one.id in sums.missing else total[one.id], secrets)
        for one in _told(snapshot, shown)
    )


def _told(snapshot: Snapshot, shown: Collection[str]) -> list[Indicator]:
    """The indicators of the items shown; one that is computed from an item that is not shown is left out too."""
    indicators = snapshot.plan.indicator
    formulas = computed_indicators(snapshot)
    found = []
    for one in snapshot.plan.indicators:
        names = formulas[one.id].expression.names if one.computed else ()
        # What the rows of a list come to is of the item whose form has the list.
        if {one.item_id, *(indicators[name].item_id for name in names if name in indicators)} <= {*shown}:
            found.append(one)
    return found


def _figure_line(
    snapshot: Snapshot, indicator: Indicator, figures: Mapping[str, CellValue], total: CellValue, secrets: Secrets
) -> FigureLine:
    return FigureLine(
        snapshot.plan.item[indicator.item_id].code,
        secrets.masked(indicator.name),
        indicator.measured_in,
        figures,
        hidden(total, secrets),
        KINDS[indicator.word].counts,
    )
