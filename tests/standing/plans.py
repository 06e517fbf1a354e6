"""Plans of any size, built from the shipped one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from toolkit.plan.measures import LimitType
from toolkit.plan.model import ItemKind, Plan, Unit

_PARTS = "一二三四五"


def large(plan: Plan, items: int, units: int) -> Plan:
    """A plan of so many items in five parts and so many units, sections and schools mixed, without figures.

    Every second item has a date in 2021; each is asked of some six units in ten.
    """
    kinds = [item for item in plan.items if item.kind is not ItemKind.EXPLANATION]
    of = tuple(_unit(number) for number in range(units))
    chance = random.Random(units)
    every = []
    for number in range(items):
        item = kinds[number % len(kinds)]
        asked = tuple(unit.id for unit in of if chance.random() < 0.6) or (of[number % units].id,)
        due = date(2021, 1, 10) + timedelta(chance.randint(0, 300))
        limit = item.time_limit if number % 2 else replace(item.time_limit, type=LimitType.FIXED, due_date=due)
        measures = tuple(replace(measure, unit_ids=()) for measure in item.measures)
        part = _PARTS[number * len(_PARTS) // items]
        item = replace(item, id=f"i{number}", code=f"{number + 1}", part=part, part_title="加强基础工作方面")
        every.append(replace(item, unit_ids=asked, measures=measures, time_limit=limit))
    return replace(plan, units=of, items=tuple(every), indicators=(), rules=(), extensions=())


def _unit(number: int) -> Unit:
    area = f"第{number}中学" if number % 3 else f"市教育和体育局{number}科"
    return Unit(f"u{number}", area, area, (), "", "学校" if number % 3 else "科室", ())
