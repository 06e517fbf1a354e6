"""The act of handing up (上报): what the office decided is read first, then the sealed package is written.

Knows: the order of the steps, what goes into a package. Must not know: how it is sealed, what a region does with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import telling
from toolkit.acts.read_back import Unread, read_back
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.opc import bare
from toolkit.folder import Folder
from toolkit.handup import credential
from toolkit.handup.package import Manifest, NoPackageError, checked_plan, pack
from toolkit.ledger import Ledger
from toolkit.ledger.rows import Row
from toolkit.plan.model import Period, Plan
from toolkit.plan.succession import now_called
from toolkit.planbook.writing import plan_workbook


@dataclass(frozen=True, slots=True)
class HandedUp:
    """What was written: whose package, up to which period and day, how many returns are in it."""

    office: str
    period: Period
    as_of: date
    path: Path
    returns: int
    decided: int
    unread: tuple[Unread, ...] = ()


def hand_up(folder: Folder, *, as_of: date, made_on: date, period: str | None = None) -> HandedUp:
    """Write the sealed package (上报包) of a period for the region, as everything stood on ``as_of``.

    ``made_on`` is the day it is made. What the office wrote into the masters is read first.

    Raises `SealError` when there is no credential, `WorkspaceError` when the plan cannot travel or the day is not yet.
    """
    chosen = folder.period(period)
    with folder.locked("做上报包"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        folder.check_begun(ledger, chosen, "上报", as_of)
        return _hand_up(folder, ledger, chosen, as_of, made_on)


def _hand_up(folder: Folder, ledger: Ledger, period: Period, as_of: date, made_on: date) -> HandedUp:
    if as_of > made_on:
        raise WorkspaceError(f"截至日期 {as_of} 还没有到，不能上报。请核对 --as-of 和电脑的日期。")
    mine = credential.kept(folder.credential_path)
    with writing(folder.master_path(period)):
        back = read_back(folder, ledger, as_of)
    then, period = telling(folder, ledger, period, as_of)
    plan = then.plan
    data = _travelling(plan)
    try:
        checked_plan(data)
    except NoPackageError as error:
        raise WorkspaceError(str(error)) from error
    until = [p.id for p in plan.periods[: plan.periods.index(period) + 1]]
    rows = {table: _known(plan, table, of) for table, of in ledger.taken_out(until, as_of).items()}
    returns = {row[0] for row in rows["submission"]}
    for table in ("value", "finding"):
        rows[table] = [row for row in rows[table] if row[0] in returns]
    manifest = Manifest(mine.office, plan.id, period.id, as_of, ledger.position, made_on)
    path = folder.of_period(period) / f"上报_{mine.office}_{period.id}.zip"
    folder.put(path, pack(manifest, data, rows, mine.key))
    return HandedUp(mine.office, period, as_of, path, len(returns), back.decided, back.unread)


def _travelling(plan: Plan) -> bytes:
    """The plan as it goes up: what it says, without the office's own notes, comments and sheets."""
    out = BytesIO()
    plan_workbook(replace(plan, items=tuple(replace(item, note="") for item in plan.items))).save(out)
    return bare(out.getvalue())


def _known(plan: Plan, table: str, rows: list[Row]) -> list[Row]:
    """The rows about what the plan (still) has; of what it has not, nobody is asked any more."""
    at = {"submission": (1, 2), "evidence": (1, 2), "office": (1, 2), "issued": (0, 1)}.get(table)
    if at is None:
        return rows
    items = {*plan.item, *([""] if table == "evidence" else [])}
    units = {*plan.unit, *(one.id for one in plan.former)}
    if table == "issued":  # who was asked matters only where a unit has gone into another
        units = {one for former in plan.former for one in (former.id, now_called(plan.former, former.id))}
    return [row for row in rows if row[at[0]] in items and row[at[1]] in units]
