"""What is wrong with the office's own work: decisions that cannot stand, cells that say different things; pure.

Knows: standings with their decisions, office cells. Must not know: how the list is drawn, who is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.base.captions import Column
from toolkit.ledger import CellValue, Fate, OfficeCell
from toolkit.plan.everybody import everybody
from toolkit.plan.model import FormKey, Item, Plan, Unit
from toolkit.standing.decisions import conflicts, not_taken
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.succession import Joined


class Kind(StrEnum):
    """In which way a cell of the office is wrong."""

    WITHOUT_EFFECT = "没有生效"
    DISAGREEING = "填得不一致"
    UNREAD = "没有采用"
    NOT_THEIRS = "改了不生效"
    JOINED = "合并待报"
    UNCLEAR = "看不明白"


@dataclass(frozen=True, slots=True)
class OfficeProblem:
    """One cell of the office that is wrong: whose, under which caption, what stands there, why, and where.

    ``unit`` and ``item`` are None where nobody can tell whose it is.
    """

    kind: Kind
    unit: Unit | None
    item: Item | None
    column: str
    value: CellValue
    reason: str
    decided_by: str | None
    decided_on: date | None
    place: str

    @property
    def area(self) -> str:
        """The name of the unit's area, "" where nobody can tell."""
        return self.unit.area if self.unit else ""

    @property
    def title(self) -> str:
        """The title of the item, "" where nobody can tell."""
        return self.item.title if self.item else ""

    @property
    def code(self) -> str:
        """The code of the item, "" where nobody can tell."""
        return self.item.code if self.item else ""

    @property
    def sentence(self) -> str:
        """What is wrong, where the caption stands beside it."""
        return f"没有采用这个：{self.reason}。" if self.kind is Kind.DISAGREEING else self.reason

    @property
    def whole_sentence(self) -> str:
        """What is wrong, where nothing stands beside it."""
        if self.kind in (Kind.WITHOUT_EFFECT, Kind.JOINED):
            return self.reason
        if self.kind is Kind.DISAGREEING:
            return f"“{self.column}”{self.kind}：{self.reason}。"
        return f"{self.place}“{self.column}”：{self.reason}"

    @property
    def line(self) -> str:
        """What is wrong, and whose where anybody can tell."""
        whose = " ".join(filter(None, (self.area, self.code)))
        return f"{whose}：{self.whole_sentence}" if whose else self.whole_sentence


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
    for line in snapshot.supervised:
        found += [
            OfficeProblem(
                Kind.UNCLEAR, None, None, objection.column, line.row.value(objection.column), objection.sentence,
                line.row.text(Column.HANDLER), line.row.day(Column.WATCHED_ON), line.row.place_of(objection.column),
            )
            for objection in line.objections
        ]  # fmt: skip
    found += _of_steps(snapshot)
    cells = [*snapshot.office, *snapshot.records]
    for conflict in conflicts(cells):
        cell = conflict.cell
        unit, item = snapshot.plan.unit.get(cell.unit_id), snapshot.plan.item.get(cell.item_id)
        found.append(
            OfficeProblem(
                Kind.DISAGREEING, unit, item, cell.column, cell.value, conflict.reason, None, cell.decided_on,
                cell.where,
            )
        )  # fmt: skip
    found += [_not_taken(snapshot, cell) for cell in not_taken(cells) if not _settled(snapshot, cell)]
    return found + [_joined(snapshot.plan, one) for one in snapshot.joined]


def _joined(plan: Plan, one: Joined) -> OfficeProblem:
    """What several units reported before one took their place: nobody can put it together but that one."""
    called = {unit.id: unit.area for unit in everybody(plan)}
    areas = "、".join(called.get(unit, unit) for unit in one.units)
    unit, item = plan.unit[one.form.unit_id], plan.item[one.form.item_id]
    reason = (
        f"{areas}从{one.since.isoformat()}起由{unit.area}填报，以前各有各的报送和核定，都留着，不能合成{unit.area}的。"
        f"请{unit.area}把这个事项合在一起报一次，或者在“整改台账”里核定。"
    )
    return OfficeProblem(Kind.JOINED, unit, item, Column.REPORT_STATE, None, reason, None, None, "")


def _of_steps(snapshot: Snapshot) -> Iterator[OfficeProblem]:
    """What stands beside the steps of 销号 and does not count."""
    for form, chain in snapshot.closings.items():
        unit, item = snapshot.plan.unit[form.unit_id], snapshot.plan.item[form.item_id]
        for one in (*chain.tries, *chain.looks):
            for objection in one.objections if one.row is not None else ():
                assert one.row is not None
                said = f"{one.label}：{objection.sentence}"
                yield OfficeProblem(
                    Kind.WITHOUT_EFFECT, unit, item, objection.column, one.row.value(objection.column), said,
                    one.row.text(Column.HANDLER), one.row.day(Column.STEP_DAY), one.row.place_of(objection.column),
                )  # fmt: skip


def _not_taken(snapshot: Snapshot, cell: OfficeCell) -> OfficeProblem:
    return OfficeProblem(
        Kind.UNREAD if cell.fate is Fate.UNREAD else Kind.NOT_THEIRS,
        snapshot.plan.unit.get(cell.unit_id), snapshot.plan.item.get(cell.item_id), cell.column, cell.value,
        cell.conflict, None, cell.decided_on, cell.where,
    )  # fmt: skip


def _settled(snapshot: Snapshot, cell: OfficeCell) -> bool:
    """Whether a unit has reported anew since somebody typed over what it had reported."""
    standing = snapshot.standing.get(FormKey(cell.item_id, cell.unit_id))
    accepted = standing.accepted if standing else None
    known = accepted.known_on if accepted else None
    return cell.fate is Fate.NOT_THEIRS and known is not None and known > cell.known_on
