from __future__ import annotations

from datetime import date

import pytest

from tests.standing.snapshots import Sent, snapshot_of
from toolkit.catalogue import catalogues
from toolkit.kinds.field import Block
from toolkit.ledger import CellValue
from toolkit.plan.model import Plan
from toolkit.standing import tasks
from toolkit.standing.snapshot import Snapshot


def rows_of(snapshot: Snapshot, item: str, unit: str) -> list[tasks.TaskRow]:
    return [r for r in tasks.task_rows(snapshot) if (r.standing.item.id, r.standing.unit.id) == (item, unit)]


def test_one_row_for_each_measure_of_each_form_and_one_where_there_is_none(plan: Plan) -> None:
    rows = tasks.task_rows(snapshot_of(plan, []))
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
    captions = tasks.reported_captions(catalogues(plan))
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
def test_completion_flag_follows_what_the_unit_reports(
    plan: Plan, item: str, changes: dict[str, CellValue], flag: str
) -> None:
    assert rows_of(snapshot_of(plan, [Sent(item, "fuyun", changes=changes)]), item, "fuyun")[0].completion == flag


@pytest.mark.parametrize(("accepted", "flag"), [(None, "未报"), (False, "退回待改")])
def test_nothing_is_flagged_as_done_that_was_not_accepted(plan: Plan, accepted: bool | None, flag: str) -> None:
    done: dict[str, CellValue] = {"m1_status": "已完成（自报）"}
    sent = [] if accepted is None else [Sent("3.1.1", "fuyun", accepted=False, changes=done)]
    (row,) = rows_of(snapshot_of(plan, sent), "3.1.1", "fuyun")
    assert (row.completion, dict(row.reported), row.source) == (flag, {}, None)


def test_the_calendar_covers_every_day_a_formula_looks_up(plan: Plan) -> None:
    years = tasks.calendar_years(snapshot_of(plan, [Sent("3.1.1", "fuyun", day=date(2019, 12, 31))], date(2022, 1, 1)))
    assert years == range(2019, 2024)
