"""What falls due next: items, measures with a day of their own, stages; not what is finished or past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.standing.snapshots import Sent, snapshot_of
from toolkit.catalogue import COMPLETED, COMPLETION
from toolkit.plan.measures import LimitType, TimeLimit
from toolkit.plan.model import Item, Plan
from toolkit.plan.stages import Stage
from toolkit.standing.upcoming import upcoming

DAY = date(2021, 2, 2)


def only(plan: Plan, item: Item, **changes: object) -> Plan:
    """The plan with one item alone."""
    settings = replace(plan.settings, disclosed_items=(), disclosures=())
    given: dict[str, object] = {"items": (item,), "indicators": (), "rules": (), "settings": settings, **changes}
    return replace(plan, **given)  # type: ignore[arg-type]


def due(plan: Plan, day: date) -> Item:
    item = next(i for i in plan.items if len(i.measures) == 3)
    limit = TimeLimit("限期", LimitType.FIXED, day)
    return replace(item, unit_ids=item.unit_ids[:3], time_limit=limit)


def told(plan: Plan, sent: list[Sent] | None = None) -> list[tuple[date, int, str]]:
    return [(one.day, one.units, one.about) for one in upcoming(snapshot_of(plan, sent or [], DAY))]


def test_an_item_stands_once_for_each_of_its_days(plan: Plan) -> None:
    item = due(plan, date(2021, 3, 1))
    assert told(only(plan, item)) == [(date(2021, 3, 1), 3, "")]
    assert told(only(plan, due(plan, DAY))) == [(DAY, 3, "")]
    assert told(only(plan, due(plan, date(2021, 2, 1)))) == []


def test_measures_and_stages_have_days_of_their_own(plan: Plan) -> None:
    item = due(plan, date(2021, 6, 30))
    early = TimeLimit("2月底", LimitType.FIXED, date(2021, 2, 28))
    measures = (replace(item.measures[0], time_limit=early), *item.measures[1:])
    stages = (
        Stage(item.id, 0, "第一阶段", date(2021, 3, 31)), Stage(item.id, 2, "摸底", date(2021, 4, 15)),
        Stage(item.id, 0, "已过", date(2021, 1, 15)), Stage(item.id, 0, "同日", date(2021, 6, 30)),
    )  # fmt: skip
    expected = [
        (date(2021, 2, 28), 3, "措施1"), (date(2021, 3, 31), 3, "阶段"), (date(2021, 4, 15), 3, "措施2阶段"),
        (date(2021, 6, 30), 3, ""),
    ]  # fmt: skip
    assert told(only(plan, replace(item, measures=measures), stages=stages)) == expected


def test_who_has_finished_does_not_count(plan: Plan) -> None:
    item = due(plan, date(2021, 3, 1))
    done = next(c.label for c in plan.choices if c.group == COMPLETION and c.id == COMPLETED)
    sent = [Sent(item.id, unit, changes={"overall_status": done}) for unit in item.unit_ids]
    stages = (Stage(item.id, 0, "第一阶段", date(2021, 2, 20)),)
    plan = only(plan, item, stages=stages)
    assert told(plan, sent[:1]) == [(date(2021, 2, 20), 2, "阶段"), (date(2021, 3, 1), 2, "")]
    assert told(plan, sent) == []
