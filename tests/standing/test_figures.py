from __future__ import annotations

from dataclasses import replace

import pytest

from tests.standing.snapshots import Sent, everything, snapshot_of
from toolkit.plan.model import Aggregation, FormKey, Indicator, Plan, ValueType
from toolkit.standing import figures
from toolkit.standing.figures import FigureState
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState


def row_of(snapshot: Snapshot, indicator: str) -> figures.IndicatorRow:
    return next(row for row in figures.indicator_rows(snapshot) if row.indicator.id == indicator)


def areas(row: figures.IndicatorRow) -> list[str]:
    return [unit.area for unit in row.missing]


def test_a_total_names_who_is_missing_and_counts_nobody_as_zero(plan: Plan) -> None:
    owed = [s for s in everything(plan) if s.item == "3.2.2"]
    sent = [s for s in owed if s.unit not in ("fuyun", "kanas")] + [Sent("3.2.2", "kanas", accepted=False)]
    snapshot = snapshot_of(plan, sent)
    row = row_of(snapshot, "kg_total")
    assert areas(row) == ["富蕴县", "喀纳斯景区"]
    assert (row.figures["fuyun"], row.figures["kanas"]) == (
        figures.Figure(FigureState.MISSING, "未报"), figures.Figure(FigureState.MISSING, "退回"),
    )  # fmt: skip
    assert figures.totals(snapshot, [row])["kg_total"] == 322 - 52 - 4


def test_zero_is_a_figure_and_blank_is_not(plan: Plan) -> None:
    sent = [Sent("3.2.2", "habahe", changes={"kg_private": 0}), Sent("3.2.2", "jeminay", changes={"kg_private": None})]
    snapshot = snapshot_of(plan, sent)
    row = row_of(snapshot, "kg_private")
    assert row.figures["habahe"] == figures.Figure(FigureState.GIVEN, 0)
    assert row.figures["jeminay"] == figures.Figure(FigureState.BLANK, None)
    assert "吉木乃县" in areas(row) and "哈巴河县" not in areas(row)
    assert figures.totals(snapshot, [row])["kg_private"] == 0


def test_nothing_reported_gives_no_total(plan: Plan) -> None:
    snapshot = snapshot_of(plan, [])
    rows = figures.indicator_rows(snapshot)
    assert set(figures.totals(snapshot, rows).values()) == {None}
    assert all(row.missing for row in rows)


def test_a_unit_that_does_not_owe_the_figure_is_not_missing(plan: Plan) -> None:
    row = row_of(snapshot_of(plan, []), "urban_kg_count")
    assert areas(row) == ["阿勒泰市"]
    assert row.figures["fuyun"] == figures.Figure(FigureState.NOT_OWED)


def test_ratios_are_of_the_sums_and_by_unit(plan: Plan) -> None:
    snapshot = snapshot_of(plan, everything(plan))
    row = row_of(snapshot, "enrol_public_share")
    assert row.figures["altay_city"].value == pytest.approx(8790 / 9480 * 100)
    assert figures.totals(snapshot, [row])["enrol_public_share"] is None, "its parts were not given"
    rows = figures.indicator_rows(snapshot)
    assert figures.totals(snapshot, rows)["enrol_public_share"] == pytest.approx(27708 / 28959 * 100)


def test_a_ratio_by_zero_is_nothing(plan: Plan) -> None:
    sent = [Sent("3.2.2", "habahe", changes={"enrol_total": 0, "enrol_public": 0})]
    snapshot = snapshot_of(plan, sent)
    assert row_of(snapshot, "enrol_public_share").figures["habahe"] == figures.Figure(FigureState.COMPUTED, None)
    assert figures.totals(snapshot, figures.indicator_rows(snapshot))["enrol_public_share"] is None


def test_a_ratio_misses_whoever_one_of_its_figures_misses(plan: Plan) -> None:
    sent = [s for s in everything(plan) if (s.item, s.unit) != ("3.2.2", "fuyun")]
    sent.append(Sent("3.2.2", "fuyun", changes={"enrol_public": None}))
    snapshot = snapshot_of(plan, sent)
    assert areas(row_of(snapshot, "enrol_public_share")) == ["富蕴县"]
    assert areas(row_of(snapshot, "enrol_total")) == []


def optional(plan: Plan, **changes: object) -> Plan:
    """The plan with one figure of 3.1.1 changed, and without the rules and figures that rest on others."""
    figure = replace(plan.indicator["rural_kg_count"], required=False, **changes)  # type: ignore[arg-type]
    return replace(plan, indicators=(figure,), rules=())


@pytest.mark.parametrize(
    ("aggregation", "missing"),
    [(Aggregation.SUM, ["福海县"]), (Aggregation.MIN_MAX, ["福海县"]), (Aggregation.NONE, [])],
)
def test_what_may_be_left_blank_is_missing_only_from_a_total(
    plan: Plan, aggregation: Aggregation, missing: list[str]
) -> None:
    changed = optional(plan, aggregation=aggregation)
    sent = [s for s in everything(changed) if s.item == "3.1.1" and s.unit != "fuhai"]
    sent.append(Sent("3.1.1", "fuhai", changes={"rural_kg_count": None}))
    assert areas(row_of(snapshot_of(changed, sent), "rural_kg_count")) == missing


def test_smallest_and_largest_are_written_out_in_full(plan: Plan) -> None:
    changed = optional(plan, aggregation=Aggregation.MIN_MAX)
    given = {"fuyun": 12345678.5, "fuhai": 0, "qinghe": None}
    sent = [Sent("3.1.1", unit, changes={"rural_kg_count": value}) for unit, value in given.items()]
    snapshot = snapshot_of(changed, sent)
    assert figures.totals(snapshot, figures.indicator_rows(snapshot))["rural_kg_count"] == "0—12345678.5"


def test_a_computed_figure_may_be_summed(plan: Plan) -> None:
    double = Indicator(
        "double", "3.1.1", "翻倍", ValueType.INTEGER, aggregation=Aggregation.SUM, formula="rural_kg_count * 2"
    )
    changed = replace(plan, indicators=(plan.indicator["rural_kg_count"], double), rules=())
    snapshot = snapshot_of(changed, [Sent("3.1.1", "fuyun"), Sent("3.1.1", "fuhai")])
    assert figures.totals(snapshot, figures.indicator_rows(snapshot)) == {"rural_kg_count": 67, "double": 134}


def test_yes_is_counted_and_no_is_not(plan: Plan) -> None:
    said = {"fuyun": True, "fuhai": False, "qinghe": True}
    sent = [Sent("3.4.1", unit, changes={"leading_group_established": value}) for unit, value in said.items()]
    snapshot = snapshot_of(plan, sent)
    row = row_of(snapshot, "leading_group_established")
    assert [row.figures[unit].value for unit in said] == ["是", "否", "是"]
    assert figures.totals(snapshot, [row])["leading_group_established"] == 2


def test_what_was_accepted_still_counts_after_a_later_return_is_sent_back(plan: Plan) -> None:
    sent = [
        Sent("3.1.1", "fuyun", changes={"rural_kg_count": 38}),
        Sent("3.1.1", "fuyun", accepted=False, changes={"rural_kg_count": 99}),
    ]
    snapshot = snapshot_of(plan, sent)
    assert snapshot.standing[FormKey("3.1.1", "fuyun")].state is ReportState.RETURNED
    assert row_of(snapshot, "rural_kg_count").figures["fuyun"].value == 38
