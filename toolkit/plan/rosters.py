"""Lists in a form (明细): the ids of a list and its columns, and the names by which rules may call what they come to.

Knows: what a plan says of such a list. Must not know: workbooks, forms, how a value is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.plan.derived_ids import ROSTER_ID, roster_id
from toolkit.plan.model import Roster, RosterColumn, ValueType
from toolkit.plan.rule_tokens import Counted, Operand

MOST_ROWS = 5_000
USUAL_ROWS = 200
MOST_COLUMNS = 20
MOST_TOTALS = 12  # columns; a form keeps what each comes to in a hidden cell of one row


def id_of(roster: Roster) -> str:
    """The id of a list, which follows from its item and name; also that of the number of its rows."""
    return roster_id(roster.item_id, roster.name)


def total_id(roster: Roster, column: RosterColumn) -> str:
    """The id of what a column comes to."""
    return f"{id_of(roster)}_{column.id}_sum"


def is_of_roster(name: str) -> bool:
    """Whether an id is that of a list, of one of its columns, or of what one comes to."""
    return name.startswith(ROSTER_ID)


def names_under(names: Mapping[str, Operand], rosters: Iterable[Roster], item_id: str) -> Mapping[str, Operand]:
    """The names that a rule or formula of an item may use: ``names``, and the item's own lists.

    A list stands in COUNT() and filled(), a column of one in SUM().
    """
    own = [operand for roster in rosters if roster.item_id == item_id for operand in _operands(roster)]
    return {**names, **{operand.id: operand for operand in own}} if own else names


def _operands(roster: Roster) -> tuple[Operand, ...]:
    rows = Operand(id_of(roster), roster.name, ValueType.INTEGER, roster.item_id, Counted.ROWS)
    return rows, *(
        Operand(
            total_id(roster, one), f"{roster.name}.{one.name}", one.type, roster.item_id,
            Counted.COLUMN if one.total else Counted.NOT_ADDED,
        )
        for one in roster.columns
    )  # fmt: skip
