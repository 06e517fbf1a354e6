"""What is too long for one workbook, in volumes (分册) by unit: which units stand in which, and the plan of each.

Knows: plans, how many rows a form takes, what a master and volumes are called. Must not know: sheets, what is in a
file. Excel takes 1,048,576 rows and 16,384 columns;
office computers sort and recalculate far fewer with comfort, which is what sets the limit here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from toolkit.plan.form_rules import wider_rules
from toolkit.plan.model import Item, ItemKind, Plan, Unit
from toolkit.plan.rule_tokens import RuleScope

_ORIGINAL = "（办公室原件 "
MOST_ROWS = 25_000  # of 整改台账: a file of some 12 MB that opens in seconds
MOST_TOLD = 5_000  # of an edition, which anybody opens on whatever there is
MOST_UNITS = 500  # 总览 and 指标汇总 have a line or a column for each


def master_name(period_id: str) -> str:
    """The name of the master of a period."""
    return f"整改总台账_{period_id}.xlsx"


def original_name(stem: str, as_of: date) -> str:
    """The name under which the office's own file stays beside the master that took its place."""
    return f"{stem}{_ORIGINAL}{as_of.isoformat()}）.xlsx"


def is_original(name: str) -> bool:
    """Whether a file is one that stays beside: nobody reads it as a master."""
    return _ORIGINAL in name


def volume_path(master: Path, number: int) -> Path:
    """Where a volume of a master, or of an edition, lies; ``number`` counts from 1."""
    return master.with_name(f"{master.stem}_分册{number:02}.xlsx")


def volumes_beside(master: Path) -> list[Path]:
    """The volumes that lie beside a master or an edition, in their order."""
    return sorted(path for path in master.parent.glob(f"{master.stem}_分册*.xlsx") if not is_original(path.name))


def volumes(plan: Plan, most_rows: int | None = None) -> list[tuple[Unit, ...]]:
    """The units of each volume, in official order; one volume with all units where that is enough.

    ``most_rows`` is how many rows a volume has, about, where that is not what a master has.
    """
    most_rows = most_rows or MOST_ROWS
    rows = {unit.id: 0 for unit in plan.units}
    for item, unit in plan.obligations():
        rows[unit.id] += rows_of(item)
    total = sum(rows.values())
    number = max(-(-total // most_rows), -(-len(rows) // MOST_UNITS), 1)
    # A unit stays whole, so that the volumes come out nearly alike.
    found: list[list[Unit]] = [[] for _ in range(number)]
    before = 0
    for unit in plan.units:
        found[min(before * number // max(total, 1), number - 1)].append(unit)
        before += rows[unit.id]
    return [tuple(units) for units in found if units] or [()]


def rows_of(item: Item) -> int:
    """How many rows of 整改台账 one form of an item takes."""
    return 1 if item.kind is ItemKind.EXPLANATION else max(1, len(item.measures))


def plan_of(plan: Plan, units: tuple[Unit, ...]) -> Plan:
    """The plan as one volume has it: its units only, and nothing that is compared over all units."""
    over_all = {rule.rule.id for rule in wider_rules(plan) if rule.expression.scope is RuleScope.WHOLE}
    return replace(
        plan,
        units=units,
        indicators=tuple(replace(indicator, document_value=None) for indicator in plan.indicators),
        rules=tuple(rule for rule in plan.rules if rule.id not in over_all),
    )
