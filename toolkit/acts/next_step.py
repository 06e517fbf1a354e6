"""The look at where an office stands and what it does next, before anything is done.

Knows: where in the folder what waits lies. Must not know: which step comes before which. Nothing is changed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit.acts.gather import gather
from toolkit.acts.plans_used import telling
from toolkit.acts.ready import not_ready
from toolkit.base.errors import PlanError, WorkspaceError
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.ledger import EventKind
from toolkit.mail.lying import drafts_in
from toolkit.plan.model import FormKey, Period
from toolkit.standing.next_step import Known, NextStep, Step, Waiting, next_step
from toolkit.standing.status import ReportState


def look_out(folder: Folder, *, as_of: date) -> NextStep:
    """Where the office stands on ``as_of``, and what it does next.

    Without a plan, or with one that has faults, that comes first and the rest is not known.
    """
    if not folder.plan_path.exists():
        return NextStep(Step.PLAN, "这里还没有整改方案。先把下发的文件读进来，或者填一份。", as_of)
    try:
        plan = folder.plan
    except PlanError as error:
        number = len(error.faults)
        said = f"还没有填好，还有 {number} 处要填" if error.unfinished else f"有 {number} 处要改正"
        return NextStep(Step.PLAN if error.unfinished else Step.CORRECT, f"整改方案{said}。", as_of)
    except WorkspaceError as error:
        return NextStep(Step.CORRECT, str(error), as_of)
    period = folder.period()
    with folder.ledger() as ledger:
        begun = ledger.has_begun(period.id)
        reminded = any(
            day == as_of and detail.split(" ")[0] == period.id for day, detail in ledger.events(EventKind.REMIND)
        )
        disclosed = any(detail.split(" ")[0] == period.id for _, detail in ledger.events(EventKind.PUBLISH))
        then, chosen = telling(folder, ledger, period, as_of)
        standings = gather(then.plan, ledger, chosen, as_of, whole=False).standings
        out = {FormKey(*key[:2]) for key in ledger.issued(period.id)}
        closed = ledger.period_steps().closed_by(period.id) is not None
    waiting = Waiting(
        to_fill=0 if plan.settings.trial or begun else len(not_ready(folder)),
        files=spool.number_dropped(folder.inbox),
        unclaimed=len(unclaimed(folder)),
        drafts=sum(len(drafts_in(folder.mails_path(one))) for one in plan.periods),
        unsent=sum(s.owed and s.state is ReportState.NOT_RECEIVED and s.form not in out for s in standings if out),
    )
    return next_step(plan, period, Known(standings, begun, reminded, disclosed, closed, waiting), as_of)


def unclaimed(folder: Folder) -> list[Path]:
    """The files that were not recognised and wait in inbox/未识别 for somebody to claim them."""
    return sorted(spool.set_aside_in(folder.inbox))


def reminded(folder: Folder, period: Period) -> dict[str, list[date]]:
    """The days on which each unit was reminded in a period, by its id."""
    found: dict[str, list[date]] = {}
    with folder.ledger() as ledger:
        for day, detail in ledger.events(EventKind.REMIND):
            period_id, _, unit_id = detail.partition(" ")
            if period_id == period.id:
                found.setdefault(unit_id, []).append(day)
    return found
