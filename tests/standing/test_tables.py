from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.standing.snapshots import Sent, everything, finding, snapshot_of
from toolkit.base.findings import Severity
from toolkit.catalogue import catalogues
from toolkit.kinds.field import Block
from toolkit.ledger import CellValue
from toolkit.plan.model import Aggregation, Indicator, Plan, ValueType
from toolkit.standing import tables
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState


def rows_of(snapshot: Snapshot, item: str, unit: str) -> list[tables.TaskRow]:
    return [r for r in tables.task_rows(snapshot) if (r.standing.item.id, r.standing.unit.id) == (item, unit)]


def row_of(snapshot: Snapshot, indicator: str) -> tables.IndicatorRow:
    return next(row for row in tables.indicator_rows(snapshot) if row.indicator.id == indicator)


def areas(row: tables.IndicatorRow) -> list[str]:
    return [unit.area for unit in row.missing]


def test_one_row_for_each_measure_of_each_form_and_one_where_there_is_none(plan: Plan) -> None:
    rows = tables.task_rows(snapshot_of(plan, []))
    expected = [
        (item.id, unit.id, measure)
        for item, unit in plan.obligations()
        for measure in (item.measures if item.kind.value != "情况说明" else ()) or (None,)
    ]
    assert [(r.standing.item.id, r.standing.unit.id, r.measure) for r in rows] == expected
    assert sum(row.first for row in rows) == len(plan.obligations())


def test_a_row_holds_what_was_reported_of_its_own_measure(plan: Plan) -> None:
    changes = {"m1_progress": "做了甲", "m2_progress": "做了乙"}
    first, second = rows_of(snapshot_of(plan, [Sent("3.1.2", "fuyun", changes=changes)]), "3.1.2", "fuyun")
    assert (first.reported["进展情况"], second.reported["进展情况"]) == ("做了甲", "做了乙")
    assert first.reported["责任领导"] == second.reported["责任领导"] != None  # noqa: E711
    assert first.source is not None and second.source is not None
    assert (first.source.raw, second.source.raw) == ("做了甲", "做了乙")
    assert first.source.cell != second.source.cell


def test_every_caption_of_the_catalogue_has_a_place(plan: Plan) -> None:
    captions = tables.reported_captions(catalogues(plan))
    blocks = (Block.MEASURES, Block.EXPLANATION, Block.OVERALL)
    for catalogue in catalogues(plan).values():
        assert {f.master for f in catalogue.fields if f.block in blocks} <= set(captions)
    assert len(captions) == len(set(captions))


@pytest.mark.parametrize(
    ("item", "changes", "flag"),
    [
        ("3.1.1", {"m1_status": "未启动"}, "未完成"),
        ("3.1.1", {"m1_status": "正在推进"}, "未完成"),
        ("3.1.1", {"m1_status": "基本完成"}, "未完成"),
        ("3.1.1", {"m1_status": "已完成（自报）"}, "已完成"),
        ("3.1.1", {"m1_status": "阶段性完成、长期坚持"}, "阶段完成"),
        ("3.1.1", {"m1_status": "正在推进", "overall_status": "已完成（自报）"}, "未完成"),
        ("3.4.2", {"explanation_check": "情况属实，说明仍然成立"}, "已说明"),
        ("3.4.2", {"explanation_check": "情况有变化，需补充说明"}, "情况有变"),
        ("3.4.2", {"explanation_check": "说明不成立，需转为整改"}, "转为整改"),
    ],
)
def test_completion_flag_follows_what_the_county_reports(
    plan: Plan, item: str, changes: dict[str, CellValue], flag: str
) -> None:
    assert rows_of(snapshot_of(plan, [Sent(item, "fuyun", changes=changes)]), item, "fuyun")[0].flag == flag


@pytest.mark.parametrize(("accepted", "flag"), [(None, "未报"), (False, "退回待改")])
def test_nothing_is_flagged_as_done_that_was_not_accepted(plan: Plan, accepted: bool | None, flag: str) -> None:
    done: dict[str, CellValue] = {"m1_status": "已完成（自报）"}
    sent = [] if accepted is None else [Sent("3.1.1", "fuyun", accepted=False, changes=done)]
    (row,) = rows_of(snapshot_of(plan, sent), "3.1.1", "fuyun")
    assert (row.flag, dict(row.reported), row.source) == (flag, {}, None)


def test_what_was_accepted_still_counts_after_a_later_return_is_sent_back(plan: Plan) -> None:
    sent = [
        Sent("3.1.1", "fuyun", changes={"rural_kg_count": 38}),
        Sent("3.1.1", "fuyun", accepted=False, changes={"rural_kg_count": 99}),
    ]
    snapshot = snapshot_of(plan, sent)
    assert rows_of(snapshot, "3.1.1", "fuyun")[0].standing.state is ReportState.RETURNED
    assert row_of(snapshot, "rural_kg_count").figures["fuyun"].value == 38


def test_a_total_names_who_is_missing_and_counts_nobody_as_zero(plan: Plan) -> None:
    owed = [s for s in everything(plan) if s.item == "3.2.2"]
    sent = [s for s in owed if s.unit not in ("fuyun", "kanas")] + [Sent("3.2.2", "kanas", accepted=False)]
    snapshot = snapshot_of(plan, sent)
    row = row_of(snapshot, "kg_total")
    assert areas(row) == ["富蕴县", "喀纳斯景区"]
    assert (row.figures["fuyun"], row.figures["kanas"]) == (
        tables.Figure("missing", "未报"), tables.Figure("missing", "退回"),
    )  # fmt: skip
    assert tables.totals(snapshot, [row])["kg_total"] == 322 - 52 - 4


def test_zero_is_a_figure_and_blank_is_not(plan: Plan) -> None:
    sent = [Sent("3.2.2", "habahe", changes={"kg_private": 0}), Sent("3.2.2", "jeminay", changes={"kg_private": None})]
    snapshot = snapshot_of(plan, sent)
    row = row_of(snapshot, "kg_private")
    assert row.figures["habahe"] == tables.Figure("value", 0)
    assert row.figures["jeminay"] == tables.Figure("blank", None)
    assert "吉木乃县" in areas(row) and "哈巴河县" not in areas(row)
    assert tables.totals(snapshot, [row])["kg_private"] == 0


def test_nothing_reported_gives_no_total(plan: Plan) -> None:
    snapshot = snapshot_of(plan, [])
    rows = tables.indicator_rows(snapshot)
    assert set(tables.totals(snapshot, rows).values()) == {None}
    assert all(row.missing for row in rows)


def test_a_unit_that_does_not_owe_the_figure_is_not_missing(plan: Plan) -> None:
    row = row_of(snapshot_of(plan, []), "urban_kg_count")
    assert areas(row) == ["阿勒泰市"]
    assert row.figures["fuyun"] == tables.Figure("not_owed")


def test_ratios_are_of_the_sums_and_by_unit(plan: Plan) -> None:
    snapshot = snapshot_of(plan, everything(plan))
    row = row_of(snapshot, "enrol_public_share")
    assert row.figures["altay_city"].value == pytest.approx(8790 / 9480 * 100)
    assert tables.totals(snapshot, [row])["enrol_public_share"] is None, "its parts were not given"
    rows = tables.indicator_rows(snapshot)
    assert tables.totals(snapshot, rows)["enrol_public_share"] == pytest.approx(27708 / 28959 * 100)


def test_a_ratio_by_zero_is_nothing(plan: Plan) -> None:
    sent = [Sent("3.2.2", "habahe", changes={"enrol_total": 0, "enrol_public": 0})]
    snapshot = snapshot_of(plan, sent)
    assert row_of(snapshot, "enrol_public_share").figures["habahe"] == tables.Figure("computed", None)
    assert tables.totals(snapshot, tables.indicator_rows(snapshot))["enrol_public_share"] is None


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
    figures = {"fuyun": 12345678.5, "fuhai": 0, "qinghe": None}
    sent = [Sent("3.1.1", unit, changes={"rural_kg_count": value}) for unit, value in figures.items()]
    snapshot = snapshot_of(changed, sent)
    assert tables.totals(snapshot, tables.indicator_rows(snapshot))["rural_kg_count"] == "0—12345678.5"


def test_a_computed_figure_may_be_summed(plan: Plan) -> None:
    double = Indicator(
        "double", "3.1.1", "翻倍", ValueType.INTEGER, aggregation=Aggregation.SUM, formula="rural_kg_count * 2"
    )
    changed = replace(plan, indicators=(plan.indicator["rural_kg_count"], double), rules=())
    snapshot = snapshot_of(changed, [Sent("3.1.1", "fuyun"), Sent("3.1.1", "fuhai")])
    assert tables.totals(snapshot, tables.indicator_rows(snapshot)) == {"rural_kg_count": 67, "double": 134}


def test_yes_is_counted_and_no_is_not(plan: Plan) -> None:
    said = {"fuyun": True, "fuhai": False, "qinghe": True}
    sent = [Sent("3.4.1", unit, changes={"leading_group_established": value}) for unit, value in said.items()]
    snapshot = snapshot_of(plan, sent)
    row = row_of(snapshot, "leading_group_established")
    assert [row.figures[unit].value for unit in said] == ["是", "否", "是"]
    assert tables.totals(snapshot, [row])["leading_group_established"] == 2


def test_open_findings_are_those_of_the_newest_return_and_errors_come_first(plan: Plan) -> None:
    sent = [
        Sent("3.1.1", "fuyun", accepted=False, findings=(finding("old"),)),
        Sent("3.1.1", "fuyun", findings=(finding("soft", severity=Severity.WARNING),)),
        Sent("5.2", "qinghe", accepted=False, findings=(finding("hard"),)),
    ]
    rows = tables.open_findings(snapshot_of(plan, sent))
    assert [row.finding.code for row in rows] == ["hard", "soft"]
    assert [row.standing.unit.area for row in rows] == ["青河县", "富蕴县"]


def test_owing_lists_what_is_not_in_order_by_unit(plan: Plan) -> None:
    late, missing = ("6.2", "kanas"), ("3.1.1", "jeminay")
    sent = [s for s in everything(plan) if (s.item, s.unit) not in (late, missing)]
    sent.append(Sent(*late, day=date(2021, 2, 2)))
    sent.append(Sent("3.1.2", "altay_city", accepted=False))
    found = [(s.item.id, s.unit.id) for s in tables.owing(snapshot_of(plan, sent))]
    assert found == [("3.1.2", "altay_city"), missing, late]
    assert tables.owing(snapshot_of(plan, everything(plan))) == []


def test_a_superseded_return_says_so(plan: Plan) -> None:
    sent = [
        Sent("3.1.1", "fuyun"), Sent("3.1.1", "fuyun", accepted=False), Sent("3.1.1", "fuyun"), Sent("3.1.1", "fuhai"),
    ]  # fmt: skip
    snapshot = snapshot_of(plan, sent)
    results = list(tables.results(snapshot).values())
    assert results == ["接收，已被新报替代", "退回，已重报", "接收", "接收"]


def test_the_calendar_covers_every_day_a_formula_looks_up(plan: Plan) -> None:
    years = tables.calendar_years(snapshot_of(plan, [Sent("3.1.1", "fuyun", day=date(2019, 12, 31))], date(2022, 1, 1)))
    assert years == range(2019, 2024)
