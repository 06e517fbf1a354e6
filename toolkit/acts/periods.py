"""The reporting periods: which are planned, open or closed (关账), and the acts of closing one and opening it again.

Knows: which step may follow which. Must not know: what a closing does to returns (the ledger knows which came after),
how anything is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.acts.plan_versions import note_plan
from toolkit.acts.withdraw import withdraw
from toolkit.base.errors import WorkspaceError
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.ledger import Ledger, PeriodStep, PeriodSteps
from toolkit.plan.model import Period


class PeriodState(StrEnum):
    """How far a reporting period is."""

    PLANNED = "未发表"
    OPEN = "报送中"
    CLOSED = "已关账"


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """Where a period stands: since when it is out (None where something came without that), and what was done since.

    ``supplied`` is the number of returns that came after it was closed (补报), ``waiting`` how many files lie in inbox/
    while it is closed.
    """

    period: Period
    state: PeriodState
    issued_on: date | None
    steps: tuple[PeriodStep, ...] = ()
    supplied: int = 0
    waiting: int = 0

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self.state is PeriodState.CLOSED


def periods_of(folder: Folder) -> list[PeriodStanding]:
    """Where every period of the plan stands, in its order."""
    with folder.ledger() as ledger:
        known = ledger.period_steps()
        return [_standing(folder, ledger, known, period) for period in folder.plan.periods]


def close_period(folder: Folder, *, period: str, by: str, as_of: date, reason: str = "") -> PeriodStanding:
    """Close a period: what comes for it from now on is 补报, and changes nothing that was published.

    Raises `WorkspaceError` where it was not issued, is closed already, or nobody is named.
    """
    return _step(folder, folder.period(period), by, as_of, reason, close=True)


def reopen_period(folder: Folder, *, period: str, by: str, as_of: date, reason: str) -> PeriodStanding:
    """Open a closed period again: what came in the meantime counts from that day on.

    Raises `WorkspaceError` where it is not closed, or nobody and no reason is named.
    """
    if not reason.strip():
        raise WorkspaceError("没有写原因。请用 --reason 写明为什么重新开账。")
    return _step(folder, folder.period(period), by, as_of, reason, close=False)


def _step(folder: Folder, period: Period, by: str, as_of: date, reason: str, *, close: bool) -> PeriodStanding:
    doing = "关账" if close else "重新开账"
    if not by.strip():
        raise WorkspaceError(f"没有写谁决定{doing}。请用 --by 写明姓名或职务。")
    with folder.locked(doing), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        folder.check_begun(ledger, period, doing, as_of)
        known = ledger.period_steps()
        steps, closed = known.of(period.id), known.closed_by(period.id)
        if close and closed:
            raise WorkspaceError(f"{period.name}（{period.id}）已经在 {closed.day} 由{closed.who}关账了，不用再关。")
        if not close and not closed:
            raise WorkspaceError(f"{period.name}（{period.id}）没有关账，不用重新开账。")
        if steps and as_of < steps[-1].day:
            raise WorkspaceError(
                f"{period.name}上一次关账、开账是 {steps[-1].day}，不能倒回 {as_of} {doing}。请核对 --as-of 的日期。"
            )
        (ledger.close_period if close else ledger.reopen_period)(period.id, as_of, by.strip(), reason.strip())
        for unit in folder.plan.units if close else ():
            withdraw(folder, period, unit)  # nobody is reminded of a closed period
        return _standing(folder, ledger, ledger.period_steps(), period)


def _standing(folder: Folder, ledger: Ledger, known: PeriodSteps, period: Period) -> PeriodStanding:
    steps = tuple(known.of(period.id))
    closed = known.closed_by(period.id) is not None
    begun = ledger.has_begun(period.id)
    state = PeriodState.CLOSED if closed else PeriodState.OPEN if begun else PeriodState.PLANNED
    supplied = sum(known.is_supplied(s) for s in ledger.submissions(period.id)) if closed else 0
    waiting = spool.number_dropped(folder.inbox) if closed else 0
    return PeriodStanding(period, state, ledger.begun_on(period.id), steps, supplied, waiting)


def check_open(ledger: Ledger, period: Period, doing: str, on: date = date.max) -> None:
    """Raises `WorkspaceError` where a period is closed on a day, so that an act would come after what was published."""
    closed = ledger.period_steps().closed_by(period.id, on)
    if closed:
        raise WorkspaceError(
            f"{period.name}（{period.id}）已经在 {closed.day} 关账，不能再{doing}；报来的表照收，按补报登记。"
            f"确实要{doing}的，请先运行 toolkit period reopen {period.id}，写明谁决定、为什么。"
        )
