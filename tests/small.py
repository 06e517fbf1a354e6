"""Three items of the shipped plan, for tests that take a workspace through a long story."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from toolkit.base.shipped import shipped_plan_path
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

ITEMS = ("3.1.1", "3.2.3", "6.2")


def small_plan() -> Plan:
    """The shipped plan with three of its items, what belongs to them, and no rules."""
    plan = read_plan(shipped_plan_path())
    figures = tuple(i for i in plan.indicators if i.item_id in ITEMS)
    own = {i.id for i in figures}
    return replace(
        plan,
        items=tuple(i for i in plan.items if i.id in ITEMS),
        indicators=figures,
        rules=(),
        settings=replace(
            plan.settings,
            disclosed_items=tuple(i for i in plan.settings.disclosed_items if i in ITEMS),
            disclosures=tuple(d for d in plan.settings.disclosures if d in own),
        ),
    )


def small_plan_file(folder: Path) -> Path:
    """The same as a plan workbook in a folder."""
    path = folder / "plan.xlsx"
    write_plan(small_plan(), path)
    return path
