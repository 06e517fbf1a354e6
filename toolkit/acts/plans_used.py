"""The plans that were used: which versions there are, which was in force on a day, by which one a period is told.

Knows: where they lie, how they are read. Must not know: when a version begins, what an act does with a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.folder import Folder
from toolkit.intake.spool import digest
from toolkit.ledger import EventKind, Ledger
from toolkit.plan.model import Period, Plan
from toolkit.planbook.differences import Difference, differences
from toolkit.planbook.opened import read_plan_bytes
from toolkit.planbook.workbook import plan_of_bytes


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of the plan: its number from 1, the day from which on it is in force, the SHA-256 of its workbook."""

    number: int
    since: date
    sha256: str

    def __str__(self) -> str:
        return f"第{self.number}版（{self.since} 起用）"


def versions(ledger: Ledger) -> list[PlanVersion]:
    """The versions that a ledger knows, oldest first."""
    found: dict[int, PlanVersion] = {}
    for day, detail in ledger.events(EventKind.PLAN):
        number, sha256 = detail.split(" ")
        first = found.setdefault(int(number), PlanVersion(int(number), day, sha256))
        if day < first.since:
            found[first.number] = replace(first, since=day)
    return list(found.values())


def version_on(known: Sequence[PlanVersion], on: date) -> PlanVersion | None:
    """The version that was in force on a day, of an earlier day the first; None before the first act."""
    return next((one for one in reversed(known) if one.since <= on), known[0] if known else None)


def telling_day(ledger: Ledger, period: Period, on: date) -> date:
    """The day whose plan a period is told by: the one asked about, of a period closed by then that of its closing."""
    closed = ledger.period_steps().closed_by(period.id, on)
    return closed.day if closed else on


def telling_version(ledger: Ledger, period: Period, on: date) -> PlanVersion | None:
    """The version of the plan that a period is told by on a day; None before the first act."""
    return version_on(versions(ledger), telling_day(ledger, period, on))


def telling(folder: Folder, ledger: Ledger, period: Period, on: date) -> tuple[Folder, Period]:
    """The folder with the plan that a period is told by on a day, and the period as it stands there.

    That is the plan which lies there, unless a newer one came later; of a closed one never a plan that no act has
    worked with. Raises `WorkspaceError` where the plan of that day does not have the period yet.
    """
    closed = ledger.period_steps().closed_by(period.id, on)
    then = in_force(folder, ledger, closed.day if closed else on, lying=closed is None)
    if period.id not in then.plan.period:
        raise WorkspaceError(
            f"{on} 的方案里还没有{period.name}（{period.id}）这个报送期。请核对截至日期（--as-of）和报送期。"
        )
    return then, then.plan.period[period.id]


def in_force(folder: Folder, ledger: Ledger, on: date, *, lying: bool = True) -> Folder:
    """The folder with the plan that was in force on a day: the one that lies there, unless a newer one came later.

    Without ``lying`` a plan that lies there and has not been worked with is none.
    """
    known = versions(ledger)
    version = version_on(known, on)
    newest = version is None or (version == known[-1] and (lying or folder.plan_digest == used_last(ledger)))
    return folder if version is None or newest else of_version(folder, version)


def of_versions(folder: Folder, ledger: Ledger) -> Iterator[Folder]:
    """The folder with the plan as it lies there, then with each other that was ever in force, the newest first."""
    yield folder
    known = versions(ledger)
    others = known[:-1] if folder.plan_digest == used_last(ledger) else known
    yield from (of_version(folder, one) for one in reversed(others))


def of_version(folder: Folder, version: PlanVersion) -> Folder:
    """The folder with the plan of a version. Raises `WorkspaceError` where that is not in the archive as it was."""
    then = Folder(folder.root)
    then.__dict__["plan_bytes"] = _bytes(folder, version)
    return then


def plan_of(folder: Folder, version: PlanVersion) -> Plan:
    """The plan of a version. Raises `WorkspaceError` where that is not in the archive as it was."""
    return plan_of_bytes(_bytes(folder, version))


def amendments(folder: Folder, ledger: Ledger) -> Iterator[tuple[PlanVersion, tuple[Difference, ...]]]:
    """What each version of the plan changed of the one before, oldest first."""
    for before, after in pairwise(versions(ledger)):
        yield after, differences(plan_of(folder, before), plan_of(folder, after))


def used_last(ledger: Ledger) -> str:
    """The hash of the workbook that an act worked with last, "" before the first."""
    return (ledger.last(EventKind.PLAN) or "").rpartition(" ")[2]


def _bytes(folder: Folder, version: PlanVersion) -> bytes:
    """The workbook of a version. Raises `WorkspaceError` where it is not in the archive as it was."""
    path = path_of(folder, version.sha256)
    what = f"archive/plans 里的方案第 {version.number} 版"
    if not path.exists():
        raise WorkspaceError(f"{what}不见了。请从备份恢复 archive 文件夹。")
    data = read_plan_bytes(path, folder.root)
    if digest(data) != version.sha256:
        raise WorkspaceError(f"{what}被改动过，和登记的不一致。请从备份恢复 archive 文件夹。")
    return data


def path_of(folder: Folder, sha256: str) -> Path:
    """Where the workbook of a version with this hash lies."""
    return folder.plans_path / f"{sha256}.xlsx"
