"""What is gathered of earlier periods: only what counts is read, and all of it counts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import cast

import pytest

from tests.effort import first
from tests.small import ISSUED, small_plan, small_plan_file
from tests.standing.histories import Remembered, at_random
from toolkit import Workspace
from toolkit.acts.gather import gather
from toolkit.ledger import Arrival, ArrivalOutcome, Entry, EventKind, Ledger, Submission, Told
from toolkit.ledger.records import moment
from toolkit.plan.model import Plan
from toolkit.plan.options import Signing
from toolkit.standing.paper_ties import Tie
from toolkit.standing.snapshot import Snapshot

END = date(2021, 12, 1)


def shuffled(made: Remembered, plan: Plan, chance: random.Random) -> Remembered:
    """The same with returns that say what another said, late ones, moments alike, signed pages, papers of the unit."""
    for number, one in enumerate(made.came):
        saved = one.saved_at if chance.random() < 0.6 else None
        known = one.received_on + timedelta(chance.choice([0, 0, 0, 3, 100]))
        says = chance.choice(["", "a", "a", "b"])
        made.came[number] = replace(one, saved_at=saved, known_on=known, says=says)
    for number, paper in enumerate(made.papers):
        known = paper.received_on + timedelta(chance.choice([0, 0, 3, 100]))
        how = chance.choice([paper.how, paper.how, Tie.SIGNED.value, Tie.NUMBER.value])
        item = chance.choice([paper.item_id, paper.item_id, ""])
        made.papers[number] = replace(paper, sha256=f"{number:064}", known_on=known, how=how, item_id=item)
    return made


def kept(made: Remembered, folder: Path) -> Ledger:
    """A ledger with the same facts."""
    ledger = Ledger(folder / "ledger.db")
    for one in made.came:
        entry = Entry(one, tuple(made.answers[one.id].values()), ())
        assert ledger.record([entry], []) == [one.id]
    ledger.record([], [], made.papers)
    ledger.record_office(made.cells, [], END)
    return ledger


def facts(snapshot: Snapshot) -> list[object]:
    """What a snapshot says, but for where the state of a form was read first."""
    return [snapshot.standings, snapshot.previous, [s.id for s in snapshot.submissions], snapshot.values]


@pytest.mark.parametrize("seed", first(1, range(40)))
@pytest.mark.parametrize("signing", [Signing.ASKED, Signing.PAGE])
def test_what_is_not_read_of_earlier_periods_changes_nothing(tmp_path: Path, seed: int, signing: Signing) -> None:
    chance = random.Random(seed)
    plan = small_plan()
    plan = replace(plan, settings=replace(plan.settings, signing=signing))
    if seed % 3 == 0:  # what another form tells
        disclosing = [i.id for i in plan.indicators if i.item_id == "3.1.1"][:2]
        settings = replace(plan.settings, disclosed_items=("3.2.3", "6.2"), disclosures=tuple(disclosing))
        plan = replace(plan, settings=settings)
    made = shuffled(at_random(plan, seed, 4, END), plan, chance)
    with kept(made, tmp_path) as ledger:
        for period in plan.periods:
            for day in _days(period.due_date, chance):
                everything = gather(plan, cast(Ledger, made), period, day, whole=True)
                assert facts(gather(plan, ledger, period, day, whole=True)) == facts(everything)
                asked = gather(plan, ledger, period, day, whole=False)
                assert asked.standings == everything.standings


def _days(due: date, chance: random.Random) -> list[date]:
    return [due, due + timedelta(chance.randint(1, 60)), END]


def came(unit: str, number: int, period: str, day: date, saved: str) -> Submission:
    return Submission(number, "1", unit, period, 1, day, True, "a.xlsx", f"{number:064}", "表", moment(saved), day)


@pytest.mark.parametrize(
    ("returns", "newest"),
    [
        ([("p1", 5, "2021-01-05T10:00:00+00:00"), ("p2", 6, "2021-01-05T09:00:00+00:00")], 1),
        ([("p1", 5, "2021-01-05T10:00:00+00:00"), ("p2", 6, "2021-01-05T10:00:00.5+00:00")], 2),
        ([("p2", 5, ""), ("p1", 6, "2021-01-05T23:00:00+00:00")], 1),
        ([("p2", 5, ""), ("p1", 5, "")], 2),
        ([("p1", 5, "2021-01-05T00:30:00+08:00"), ("p2", 4, "2021-01-04T20:00:00+00:00")], 2),
        ([("p1", 4, "2021-01-04T10:00:00+00:00"), ("p1", 20, "2021-01-20T10:00:00+00:00")], 1),
    ],
    ids=["later", "by less than a second", "no moment of one", "no moment", "other zones", "not yet known"],
)
def test_the_newest_return_of_a_unit_whatever_its_period(
    tmp_path: Path, returns: Sequence[tuple[str, int, str]], newest: int
) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        for number, (period, day, saved) in enumerate(returns, start=1):
            ledger.record([Entry(came("u", number, period, date(2021, 1, day), saved), (), ())], [])
        ledger.record([Entry(came("other", 9, "p1", date(2021, 1, 9), ""), (), ())], [])
        assert {u: s.id for u, s in ledger.newest_of_units(["u", "none"], date(2021, 1, 10)).items()} == {"u": newest}


@pytest.mark.parametrize("seed", range(12))
def test_the_newest_return_is_that_of_everything(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with Ledger(tmp_path / "ledger.db") as ledger:
        for number in range(1, 15):
            received = date(2021, 1, 1) + timedelta(chance.randrange(20))
            known = chance.choice([None, received, received + timedelta(chance.randrange(15))])
            moment_ = datetime.combine(known or received, time(chance.randrange(24)), UTC)
            saved = chance.choice([None, moment_ + timedelta(chance.choice([1, 0, 0, -1, -5, -15]))])
            unit, period = chance.choice("uv"), chance.choice("pq")
            one = Submission(0, "i", unit, period, number, received, True, "表.xlsx", f"{number}", "表", saved, known)
            ledger.record([Entry(one, (), ())], [])
        for days in range(0, 36, 5):
            on = date(2021, 1, 1) + timedelta(days)
            newest = {s.unit_id: s.id for s in ledger.submissions() if (s.known_on or s.received_on) <= on}
            assert {unit: s.id for unit, s in ledger.newest_of_units(["u", "v"], on).items()} == newest


@pytest.mark.parametrize("act", ["remind", "publish", "distribute to one more", "nothing"])
def test_what_changes_nothing_in_a_master_leaves_it(tmp_path: Path, act: str) -> None:
    plan = small_plan_file(tmp_path)
    workspace = Workspace.init(tmp_path / "工作区", plan)
    workspace.distribute(as_of=ISSUED, unit="富蕴县")
    master = workspace.consolidate(as_of=ISSUED).master
    before = master.stat().st_mtime_ns, master.stat().st_ino
    if act == "remind":
        workspace.remind(as_of=ISSUED)
    elif act == "publish":
        workspace.publish(as_of=ISSUED)
    elif act != "nothing":
        workspace.distribute(as_of=ISSUED, unit="福海县")
    workspace.consolidate(as_of=ISSUED)
    assert (master.stat().st_mtime_ns, master.stat().st_ino) == before


def test_what_a_master_shows_is_told_from_the_rest(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db", tmp_path / "history") as ledger:
        assert ledger.shown == 0
        ledger.log(END, EventKind.REMIND, "x")
        ledger.record_office([], [("0", "整改总台账.xlsx")], END)
        assert (ledger.position, ledger.shown) == (2, 0)
        ledger.record([Entry(came("u", 1, "p", END, ""), (), ())], [])
        assert (ledger.position, ledger.shown) == (3, 3)
        ledger.end_run(ledger.begin_run(END))
        assert (ledger.position, ledger.shown) == (5, 3)
        ledger.record([], [Arrival("a.txt", "1", END, ArrivalOutcome.REFUSED, "读不出来。")])
        assert (ledger.position, ledger.shown) == (6, 6)
        ledger.record_told(Told("i", "u", "p", "code", "field", "同上", "请核对。", "附件另报。", "来电"), END)
        assert (ledger.position, ledger.shown) == (7, 7)
        ledger.log(END, EventKind.REASKED, "[]")
        assert (ledger.position, ledger.shown) == (8, 8)
    (tmp_path / "ledger.db").unlink()
    with Ledger(tmp_path / "ledger.db", tmp_path / "history") as again:
        assert (again.position, again.shown) == (8, 8)
