"""The versions of the plan: every one that an act worked with is kept, with the day from which on it is in force.

Knows: where they lie, what tells one from another. Must not know: what an act does with a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from toolkit.acts.read_back import read_back
from toolkit.acts.reasked import note_reasked
from toolkit.acts.taking_back import take_back
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.plan_captions import PlanColumn
from toolkit.folder import Folder
from toolkit.intake.spool import digest
from toolkit.ledger import EventKind, Ledger
from toolkit.plan.model import FormKey, Plan
from toolkit.plan.succession import now_called
from toolkit.planbook.differences import Difference, Part, differences
from toolkit.planbook.opened import read_plan_bytes
from toolkit.planbook.workbook import plan_of_bytes, read_plan

_BEGUN, _DONE = "begun", "done"


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of the plan: its number from 1, the day from which on it is in force, the SHA-256 of its workbook."""

    number: int
    since: date
    sha256: str

    def __str__(self) -> str:
        return f"第{self.number}版（{self.since} 起用）"


@dataclass(frozen=True, slots=True)
class Amended:
    """What tells two versions of the plan apart; ``now`` is None for the workbook as it lies there.

    ``withdrawn`` are forms of the period that went out and are owed no more, ``added`` those that are owed and are not
    out, ``changed`` those that are out with something in them that has been changed.
    """

    then: PlanVersion
    now: PlanVersion | None
    differences: tuple[Difference, ...] = ()
    withdrawn: tuple[FormKey, ...] = ()
    added: tuple[FormKey, ...] = ()
    changed: tuple[FormKey, ...] = ()


def plan_versions(folder: Folder) -> list[PlanVersion]:
    """The versions that were used, oldest first; none before the first act."""
    with folder.ledger() as ledger:
        return versions(ledger)


def versions(ledger: Ledger) -> list[PlanVersion]:
    """The versions that a ledger knows, oldest first."""
    found: dict[int, PlanVersion] = {}
    for day, detail in ledger.events(EventKind.PLAN):
        number, sha256 = detail.split(" ")
        first = found.setdefault(int(number), PlanVersion(int(number), day, sha256))
        if day < first.since:
            found[first.number] = replace(first, since=day)
    return list(found.values())


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
    if folder.plan_digest == _used_last(ledger):
        return 0
    before = of_version(folder, known[-1]) if known else None
    if before is not None and before.plan == folder.plan:
        ledger.log(on, EventKind.PLAN, f"{known[-1].number} {folder.plan_digest}")
        return 0
    decided = 0
    if before is not None:
        with writing(folder.outbox):
            decided = read_back(before, ledger, on).decided
    folder.put(_path(folder, folder.plan_digest), folder.plan_bytes)
    if before is not None:
        note_reasked(ledger, len(known) + 1, on, before, folder)
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


def version_on(known: Sequence[PlanVersion], on: date) -> PlanVersion | None:
    """The version that was in force on a day, of an earlier day the first; None before the first act."""
    return next((one for one in reversed(known) if one.since <= on), known[0] if known else None)


def in_force(folder: Folder, ledger: Ledger, on: date) -> Folder:
    """The folder with the plan that was in force on a day: the one that lies there, unless a newer one came later."""
    known = versions(ledger)
    version = version_on(known, on)
    if version is None or version == known[-1]:
        return folder
    return of_version(folder, version)


def of_versions(folder: Folder, ledger: Ledger) -> Iterator[Folder]:
    """The folder with the plan as it lies there, then with each other that was ever in force, the newest first."""
    yield folder
    known = versions(ledger)
    others = known[:-1] if folder.plan_digest == _used_last(ledger) else known
    yield from (of_version(folder, one) for one in reversed(others))


def of_version(folder: Folder, version: PlanVersion) -> Folder:
    """The folder with the plan of a version. Raises `WorkspaceError` where that is not in the archive as it was."""
    then = Folder(folder.root)
    then.__dict__["plan_bytes"] = _bytes(folder, version)
    return then


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
        if draft is None and new is None and then is None and folder.plan_digest == _used_last(ledger):
            return Amended(old, None)
        out = [FormKey(*key[:2]) for key in ledger.issued(folder.period().id)]
    before = _read(folder, old)
    after = read_plan(draft) if draft else folder.plan if new is None else _read(folder, new)
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
    )


def amendments(folder: Folder, ledger: Ledger) -> Iterator[tuple[PlanVersion, tuple[Difference, ...]]]:
    """What each version of the plan changed of the one before, oldest first."""
    for before, after in pairwise(versions(ledger)):
        yield after, differences(_read(folder, before), _read(folder, after))


_ON_THE_FORM = frozenset({Part.MEASURE, Part.INDICATOR, Part.ROSTER, Part.RULE, Part.LIMIT, Part.ROLE, Part.TEXT})


def _owed(plan: Plan) -> dict[FormKey, None]:
    return {FormKey(item.id, unit.id): None for item, unit in plan.obligations()}


def _used_last(ledger: Ledger) -> str:
    """The hash of the workbook that an act worked with last, "" before the first."""
    return (ledger.last(EventKind.PLAN) or "").rpartition(" ")[2]


def _numbered(known: list[PlanVersion], number: int) -> PlanVersion:
    if not 1 <= number <= len(known):
        raise WorkspaceError(f"方案没有第 {number} 版。用过的有第 1 版到第 {len(known)} 版。")
    return known[number - 1]


def _read(folder: Folder, version: PlanVersion) -> Plan:
    return plan_of_bytes(_bytes(folder, version))


def _bytes(folder: Folder, version: PlanVersion) -> bytes:
    """The workbook of a version. Raises `WorkspaceError` where it is not in the archive as it was."""
    path = _path(folder, version.sha256)
    what = f"archive/plans 里的方案第 {version.number} 版"
    if not path.exists():
        raise WorkspaceError(f"{what}不见了。请从备份恢复 archive 文件夹。")
    data = read_plan_bytes(path, folder.root)
    if digest(data) != version.sha256:
        raise WorkspaceError(f"{what}被改动过，和登记的不一致。请从备份恢复 archive 文件夹。")
    return data


def _path(folder: Folder, sha256: str) -> Path:
    return folder.plans_path / f"{sha256}.xlsx"
