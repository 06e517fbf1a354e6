"""What is wrong with the office's own work: decisions that cannot stand, cells that say different things; pure.

Knows: standings with their decisions, office cells. Must not know: how the list is drawn, who is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.base.captions import Column
from toolkit.ledger import CellValue
from toolkit.plan.model import Item, Unit
from toolkit.standing.decisions import conflicts
from toolkit.standing.snapshot import Snapshot


class Kind(StrEnum):
    """In which way a cell of the office is wrong."""

    WITHOUT_EFFECT = "没有生效"
    DISAGREEING = "填得不一致"


@dataclass(frozen=True, slots=True)
class OfficeProblem:
    """One cell of the office that is wrong: whose, under which caption, what stands there, why, and where."""

    kind: Kind
    unit: Unit
    item: Item
    column: str
    value: CellValue
    reason: str
    decided_by: str | None
    decided_on: date | None
    place: str

    @property
    def sentence(self) -> str:
        """What is wrong, where the caption stands beside it."""
        return f"没有采用这个：{self.reason}。" if self.kind is Kind.DISAGREEING else self.reason

    @property
    def whole_sentence(self) -> str:
        """What is wrong, where nothing stands beside it."""
        return f"“{self.column}”{self.kind}：{self.reason}。" if self.kind is Kind.DISAGREEING else self.reason


def office_problems(snapshot: Snapshot) -> list[OfficeProblem]:
    """What is wrong with the last decision on each form, then what was written differently in two places."""
    found = []
    for standing in snapshot.standings:
        judged = standing.reviewed.last_of(snapshot.period.id)
        if judged is None:
            continue
        decision = judged.decision
        found += [
            OfficeProblem(
                Kind.WITHOUT_EFFECT, standing.unit, standing.item, objection.column,
                decision.values.get(objection.column), objection.sentence, decision.text(Column.REVIEWER),
                decision.decided_on, decision.place,
            )
            for objection in judged.objections
        ]  # fmt: skip
    for conflict in conflicts(snapshot.office):
        cell = conflict.cell
        unit, item = snapshot.plan.unit[cell.unit_id], snapshot.plan.item[cell.item_id]
        found.append(
            OfficeProblem(
                Kind.DISAGREEING, unit, item, cell.column, cell.value, conflict.reason, None, cell.decided_on,
                f"{cell.file_name} {cell.sheet}!{cell.cell}",
            )
        )  # fmt: skip
    return found
