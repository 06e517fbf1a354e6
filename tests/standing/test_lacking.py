"""What is missing: by unit, who lacks most first, and by item; what is missing alike is said once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.standing.snapshots import Sent, everything, finding, snapshot_of
from toolkit.ledger import Evidence
from toolkit.plan.model import Plan
from toolkit.plan.states import ItemState
from toolkit.standing.lacking import Lacking, gaps_of
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Reviewed

DAY = date(2021, 1, 28)


def with_papers(snapshot: Snapshot, *papers: tuple[str, str, str]) -> Snapshot:
    """The snapshot with papers: whose, of which item, called what."""
    return replace(
        snapshot,
        evidence=tuple(
            Evidence(f"{n:064x}", item, unit, snapshot.period.id, name, "文件名", DAY)
            for n, (unit, item, name) in enumerate(papers)
        ),
    )


def test_reports_and_returns_are_one_line_a_unit_and_who_lacks_most_is_first(plan: Plan) -> None:
    wrong = Sent("3.1.1", "fuhai", accepted=False, findings=(finding(),))
    of: dict[str, list[Sent]] = {}
    for one in everything(plan):
        of.setdefault(one.unit, []).append(one)
    sent = [*of["qinghe"][3:], *(s for s in of["fuhai"] if s.item != "3.1.1"), wrong, wrong]
    sent += [s for unit in ("altay_city", "burqin", "fuyun", "habahe", "kanas") for s in of[unit]]
    gaps = gaps_of(snapshot_of(plan, sent))
    reports = [lack for lack in gaps.units if lack.kind is Lacking.REPORT]
    assert {lack.unit.id: lack.number for lack in reports} == {"jeminay": 25, "qinghe": 3}
    totals: dict[str, int] = {}
    for lack in gaps.units:
        totals[lack.unit.id] = totals.get(lack.unit.id, 0) + lack.number
    assert list(totals.values()) == sorted(totals.values(), reverse=True)
    (jeminay,) = (lack for lack in reports if lack.unit.id == "jeminay")
    assert jeminay.where.split("、")[0] == "三（一）1" and jeminay.where.count("、") == 24
    (mending,) = (lack for lack in gaps.units if lack.kind is Lacking.MENDING)
    assert (mending.unit.id, mending.number, mending.where) == ("fuhai", 1, "三（一）1（退回 2 次）")
    assert gaps.number(Lacking.REPORT) == 28 and gaps.number(Lacking.MENDING) == 1


def test_papers_that_are_missing_in_many_places_are_said_once(plan: Plan) -> None:
    mine = [s for s in everything(plan) if s.unit == "fuyun"]
    gaps = gaps_of(snapshot_of(plan, mine))
    papers = [lack for lack in gaps.units if lack.kind is Lacking.PAPER]
    assert len(papers) == 1 and papers[0].what == "实施方案、会议纪要" and papers[0].where.endswith(" 处")
    assert papers[0].number == gaps.listed and gaps.received == 0
    assert len([lack for lack in gaps.units if lack.unit.id == "fuyun"]) == 1


def test_what_came_is_not_missing_and_a_measure_is_named_where_others_have_it(plan: Plan) -> None:
    item = next(i for i in plan.items if len(i.measures) == 3 and "fuyun" in i.unit_ids)
    changes = {"m2_evidence": "验收报告", "m1_evidence": "实施方案", "m3_evidence": "实施方案"}
    sent = [Sent(item.id, "fuyun", changes=changes)]
    gaps = gaps_of(with_papers(snapshot_of(plan, sent), ("fuyun", item.id, "实施方案.pdf")))
    (lack,) = (lack for lack in gaps.units if lack.kind is Lacking.PAPER)
    assert (lack.number, lack.where) == (1, f"{item.code}（措施2）：验收报告")
    (of_item,) = (one for one in gaps.items if one.item.id == item.id)
    assert of_item.where.endswith("缺佐证：富蕴县 1 件")


def test_what_is_asked_to_be_closed_comes_first(plan: Plan) -> None:
    snapshot = snapshot_of(plan, [s for s in everything(plan) if s.unit == "fuyun"])
    asked = tuple(
        replace(s, reviewed=Reviewed(ItemState.CLOSURE_REQUESTED)) if s.form == ("3.1.1", "fuyun") else s
        for s in snapshot.standings
    )
    papers = [lack for lack in gaps_of(replace(snapshot, standings=asked)).units if lack.kind is Lacking.PAPER]
    assert papers[0].what == "先补：申请销号的" and papers[0].where.startswith("三（一）1：实施方案")


def test_where_everything_came_nothing_is_missing(plan: Plan) -> None:
    sent = everything(plan)
    names = ("实施方案.pdf", "会议纪要.pdf")
    papers = [(s.unit, s.item, name) for s in sent for name in names]
    gaps = gaps_of(with_papers(snapshot_of(plan, sent), *papers))
    assert gaps.units == () and gaps.items == () and gaps.listed == gaps.received > 100
