"""What an edition tells in front: results in words, the fewer units named, figures only where all have given them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.publish.editions import front_of
from tests.standing.snapshots import Sent, everything, snapshot_of
from toolkit.base.grouped import FEW, grouped
from toolkit.catalogue import catalogues
from toolkit.ledger import CellValue, Submission, Value
from toolkit.plan.measures import Measure
from toolkit.plan.model import Plan
from toolkit.plan.options import Edition
from toolkit.publish.masking import Secrets
from toolkit.publish.results import Results, results_of
from toolkit.publish.wording import done_about, problem
from toolkit.standing.carried import carried, last_accepted

A, B, C, D, E, F = "甲县", "乙县", "丙县", "丁县", "戊县", "己县"
D2 = date(2021, 2, 2)


@pytest.mark.parametrize(
    ("done", "left", "said"),
    [
        ((), (), ""),
        ((A,), (), "甲县已完成"),
        ((), (A,), "甲县正在整改"),
        ((A, B, C), (), "各县均已完成"),
        ((), (A, B), "各县正在整改"),
        ((A,), (B,), "甲县已完成，乙县正在整改"),
        ((A, B, C, D), (E,), "除戊县外，各县均已完成"),
        ((A,), (B, C, D, E, F), "甲县已完成，其余正在整改"),
        ((A, B, C, D, E), tuple("子丑寅卯辰"), "5个县已完成，5个县正在整改"),
    ],
)
def test_the_fewer_are_named(done: tuple[str, ...], left: tuple[str, ...], said: str) -> None:
    assert grouped(done, left, "县") == said


@given(st.integers(0, 60), st.integers(0, 60))
def test_whoever_is_named_is_on_the_right_side(done: int, left: int) -> None:
    """Every unit is named, one of the others, or counted; few are named, and never more than there are."""
    names = [f"单位{n:02}" for n in range(done + left)]
    said = grouped(names[:done], names[done:], "单位")
    shown = [name for name in names if name in said]
    assert len(shown) <= FEW
    if "除" in said:
        assert shown == names[done:]
    elif "其余" in said:
        assert shown == names[:done]
    elif not shown and done and left:
        assert said == f"{done}个单位已完成，{left}个单位正在整改"
    else:
        assert len(shown) in (0, done + left)


@pytest.mark.parametrize(
    ("measures", "summary", "said"),
    [
        (("健全机制，明确分工。其余从略。",), "", "健全机制，明确分工"),
        (("按照上级《办法》要求，建立制度，按月检查。",), "", "建立制度，按月检查"),
        (("根据实际。",), "", "根据实际"),
        (("一条", "两条", "三条"), "", "一条等3条措施"),
        (("一条",), "新建了两处", "新建了两处"),
        ((), "", ""),
        (("很长的一句" * 20 + "，后面还有",), "", "很长的一句" * 20),
    ],
)
def test_what_is_done_in_one_phrase(plan: Plan, measures: tuple[str, ...], summary: str, said: str) -> None:
    its = tuple(Measure(n, text) for n, text in enumerate(measures, start=1))
    assert done_about(replace(plan.items[0], measures=its, summary=summary)) == said


@pytest.mark.parametrize(
    ("title", "short"),
    [("短的问题", "短的问题"), ("前半句，后半句", "前半句，后半句"), ("前" * 20 + "，" + "后" * 20, "前" * 20)],
)
def test_a_problem_is_shortened_at_a_comma(plan: Plan, title: str, short: str) -> None:
    assert problem(replace(plan.items[0], title=title)) == short


DONE: dict[str, CellValue] = {"overall_status": "已完成（自报）", "overall_completed_on": D2}
OPEN: dict[str, CellValue] = {"overall_status": "正在推进"}


def _told(plan: Plan, sent: list[Sent], edition: Edition = Edition.PUBLIC) -> Results:
    return results_of(front_of(snapshot_of(plan, sent, date(2021, 2, 8))), edition, Secrets())


def _lines(results: Results, heading: str) -> list[tuple[str, ...]]:
    return [line for section in results.sections if heading in section.heading for line in section.lines]


@pytest.mark.parametrize("silent", ["altay_city", "fuyun", "jeminay"])
def test_figures_are_told_where_every_unit_has_given_them(plan: Plan, silent: str) -> None:
    """One unit without its figure, and the sum is no result; whose it is stands nowhere."""
    every = everything(plan)
    assert ("农村幼儿园合格率", "88.7%") in _lines(_told(plan, every), "主要数据")
    results = _told(plan, [one for one in every if (one.item, one.unit) != ("3.1.1", silent)])
    assert "农村幼儿园合格率" not in str(results.sections)
    (line,) = [line for line in _lines(results, "还没有完成") if "农村和城市幼儿园发展不均衡" in line[0]]
    assert plan.unit[silent].area not in str(line) and "各县（市）正在整改" in line


@pytest.mark.one_in(4)
@pytest.mark.parametrize("seed", range(4))
def test_nothing_open_is_called_done_and_the_items_add_up(plan: Plan, seed: int) -> None:
    chance = random.Random(seed)
    every = [
        replace(one, changes=DONE if chance.random() < 0.9 else OPEN)
        if "overall_status" in fields_of(plan, one)
        else one
        for one in everything(plan)
    ]
    results = _told(plan, every)
    left = {item.id for item in plan.items if any(one.item == item.id and one.changes != DONE for one in every)}
    done, open_ = _lines(results, "已经完成的"), _lines(results, "还没有完成的")
    assert {problem(i) for i in plan.items if i.id not in left} == {line[0] for line in done}
    assert sum(number for _, number in results.counts) == len(plan.items)
    assert len(done) + len(open_) + 4 == len(plan.items)  # four ask for an explanation
    whole = next(section for section in results.sections if section.total).lines[-1]
    assert int(whole[1]) == len(plan.items) == sum(int(number) for number in whole[2:])
    for line in open_:
        assert line[2] != "各县（市）均已完成"


def test_what_has_changed_since_the_first_period_is_told(plan: Plan) -> None:
    first = snapshot_of(plan, everything(plan))
    more = {"rural_kg_qualified_count": 38}
    sent = [replace(s, changes=more) if (s.item, s.unit) == ("3.1.1", "fuyun") else s for s in everything(plan)]
    results = results_of(front_of(snapshot_of(plan, sent), first), Edition.PUBLIC, Secrets())
    assert _lines(results, "主要变化") == [
        ("农村幼儿园中合格园数", "197所", "202所", "增加5所"),
        ("农村幼儿园合格率", "88.7%", "91.0%", "提高2.3个百分点"),
    ]


def fields_of(plan: Plan, one: Sent) -> set[str]:
    return set(catalogues(plan)[one.item].field)


def test_what_was_said_in_an_earlier_period_is_carried(plan: Plan) -> None:
    snapshot = replace(snapshot_of(plan, {}), period=plan.periods[1])
    form = snapshot.standings[0].form
    older = _return(1, *form, plan.periods[0].id)
    last = last_accepted(snapshot, [older, replace(older, id=2, accepted=False)])
    assert last == {form: older}
    told = carried(snapshot, last, {1: {"x": Value("x", 3, "3", "表", "A1")}})
    assert told.accepted_values(told.standing[form])["x"].value == 3
    assert told.accepted_values(told.standings[1]) == {}


def _return(number: int, item: str, unit: str, period: str) -> Submission:
    return Submission(number, item, unit, period, 1, D2, True, "表.xlsx", f"{number:064}", "表")
