"""The versions of the plan: every one that an act works with is kept, with the day from which on it is in force.

Knows: when one begins, what tells one from another. Must not know: what an act does with a plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.acts.plans_used import PlanVersion, of_version, path_of, plan_of, used_last, versions
from toolkit.acts.read_back import read_back
from toolkit.acts.reasked import note_reasked
from toolkit.acts.taking_back import take_back
from toolkit.acts.withdrawn import note_withdrawn
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.plan_captions import PlanColumn
from toolkit.folder import Folder
from toolkit.ledger import EventKind, Ledger
from toolkit.plan.model import FormKey, Plan
from toolkit.plan.succession import now_called
from toolkit.planbook.differences import Difference, Part, differences
from toolkit.planbook.workbook import read_plan

_BEGUN, _DONE = "begun", "done"


@dataclass(frozen=True, slots=True)
class Amended:
    """What tells two versions of the plan apart; ``now`` is None for the workbook as it lies there.

    ``withdrawn`` are forms of the period that went out and are owed no more, ``added`` those that are owed and are not
    out, ``changed`` those that are out with something in them that has been changed; ``closed`` says that the period is
    closed, so that none of them goes out for it.
    """

    then: PlanVersion
    now: PlanVersion | None
    differences: tuple[Difference, ...] = ()
    withdrawn: tuple[FormKey, ...] = ()
    added: tuple[FormKey, ...] = ()
    changed: tuple[FormKey, ...] = ()
    closed: bool = False


def plan_versions(folder: Folder) -> list[PlanVersion]:
    """The versions that were used, oldest first; none before the first act."""
    with folder.ledger() as ledger:
        return versions(ledger)


def note_plan(folder: Folder, ledger: Ledger, on: date, *, present: bool = False) -> int:
    """Keep the plan that an act is about to work with on a day, if it is another than the newest that was used.

    A workbook that was only saved anew is no new version. On a day before the newest one came into force nothing new
    begins, but for an act that is always of the ``present``: then somebody has made a master of a day to come before,
    and what was in force from that day on is from this one. What the office wrote into the masters is read with the
    plan that they were made with, before another one comes into force; gives how many cells these were. The workbook
    is in the archive before the ledger says so.
    """
    known = versions(ledger)
    _take_back(folder, ledger, known)
    if known and on < known[-1].since:
        if present:
            ledger.log(on, EventKind.PLAN, f"{known[-1].number} {known[-1].sha256}")
            return note_plan(folder, ledger, on)
        return 0
    if folder.plan_digest == used_last(ledger):
        return 0
    before = of_version(folder, known[-1]) if known else None
    if before is not None and before.plan == folder.plan:
        ledger.log(on, EventKind.PLAN, f"{known[-1].number} {folder.plan_digest}")
        return 0
    decided = 0
    if before is not None:
        with writing(folder.outbox):
            decided = read_back(before, ledger, on).decided
    folder.put(path_of(folder, folder.plan_digest), folder.plan_bytes)
    if before is not None:
        note_reasked(ledger, len(known) + 1, on, before, folder)
        note_withdrawn(ledger, len(known) + 1, on, before.plan, folder.plan)
        ledger.log(on, EventKind.TAKING_BACK, f"{len(known) + 1} {_BEGUN}")
    ledger.log(on, EventKind.PLAN, f"{len(known) + 1} {folder.plan_digest}")
    _take_back(folder, ledger, versions(ledger))
    return decided


def _take_back(folder: Folder, ledger: Ledger, known: Sequence[PlanVersion]) -> None:
    """Take back what the newest version asks for no more, unless that has been done."""
    if len(known) < 2 or ledger.last(EventKind.TAKING_BACK) != f"{known[-1].number} {_BEGUN}":
        return
    before, now = (of_version(folder, one) for one in known[-2:])
    take_back(before, now, ledger, known[-1].number, known[-1].since)
    ledger.log(known[-1].since, EventKind.TAKING_BACK, f"{known[-1].number} {_DONE}")


def amended(
    folder: Folder, *, then: int | None = None, now: int | None = None, draft: Path | None = None
) -> Amended | None:
    """What tells a version (default: the newest that was used) from another one (default: plan.xlsx now).

    With ``draft`` the other one is the plan in that workbook. None before the first act. Raises `WorkspaceError` where
    there is no such version, `PlanError` where the workbook has faults.
    """
    with folder.ledger() as ledger:
        known = versions(ledger)
        if not known:
            return None
        old = _numbered(known, len(known) if then is None else then)
        new = None if now is None else _numbered(known, now)
        if draft is None and new is None and then is None and folder.plan_digest == used_last(ledger):
            return Amended(old, None)
        period = folder.period()
        out = [FormKey(*key[:2]) for key in ledger.issued(period.id)]
        closed = ledger.period_steps().closed_by(period.id) is not None
    before = plan_of(folder, old)
    after = read_plan(draft) if draft else folder.plan if new is None else plan_of(folder, new)
    found = differences(before, after)
    owed, was_owed = _owed(after), _owed(before)
    items = {one.item_id for one in found if one.part in _ON_THE_FORM and one.column != PlanColumn.ASKED}
    out = list(dict.fromkeys(out))
    return Amended(
        old,
        new,
        found,
        tuple(form for form in out if FormKey(form.item_id, now_called(after.former, form.unit_id)) not in owed),
        tuple(form for form in owed if form not in was_owed and form not in out),
        tuple(form for form in out if form in owed and form.item_id in items),
        closed,
    )


_ON_THE_FORM = frozenset({Part.MEASURE, Part.INDICATOR, Part.ROSTER, Part.RULE, Part.LIMIT, Part.ROLE, Part.TEXT})


def _owed(plan: Plan) -> dict[FormKey, None]:
    return {FormKey(item.id, unit.id): None for item, unit in plan.obligations()}


def _numbered(known: list[PlanVersion], number: int) -> PlanVersion:
    if not 1 <= number <= len(known):
        raise WorkspaceError(f"方案没有第 {number} 版。用过的有第 1 版到第 {len(known)} 版。")
    return known[number - 1]
