"""What came from some units in a run, and beside it all that ever came from them of the periods concerned.

Knows: which facts an answer rests on, where answers lie. Must not know: how they are kept, what is said about them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.acts.succeeding import under_now
from toolkit.folder import Folder
from toolkit.ledger import NOT_FILED, Arrival, Evidence, Ledger, Run, Submission, said_anew
from toolkit.plan.deadlines import resend_due
from toolkit.plan.model import FormKey, Period, Plan, Unit
from toolkit.plan.succession import formers_of, now_called


@dataclass(frozen=True)
class Group:
    """Some units that something came from in a run, and what came.

    ``every`` are all returns that ever came from them for the periods of the run and said something new, by form and
    period, oldest first; ``papers`` all their evidence by unit; ``number`` counts the runs of a day from 0.
    """

    run: Run
    number: int
    units: Sequence[Unit]
    submissions: Sequence[Submission]
    every: Mapping[tuple[FormKey, str], Sequence[Submission]]
    unknown: Sequence[Arrival]
    papers: Mapping[str, Sequence[Evidence]]


def group_of(plan: Plan, ledger: Ledger, run: Run, units: Sequence[Unit], periods: Collection[str]) -> Group:
    """What came from some units of a plan in a run, and from those in whose place they stand.

    ``periods`` are those for which anything came in the run.
    """
    ids = {unit.id for unit in units}
    every: dict[tuple[FormKey, str], list[Submission]] = {}
    theirs = {*ids, *formers_of(plan.former, ids)}
    every_one = under_now(plan, [s for period in periods for s in ledger.submissions(period, units=theirs)])
    # Of what the plan has no more the units have been told; nothing of it is to be mended.
    came = [s for s in every_one if s.unit_id in plan.owing.get(s.item_id, ()) and s.period_id in plan.period]
    came.sort(key=lambda s: s.order)
    for s in said_anew(came):
        every.setdefault((s.form, s.period_id), []).append(s)
    submissions = [s for s in came if s.run_id == run.id]
    papers: dict[str, list[Evidence]] = {}
    for paper in ledger.evidence():
        if (unit := now_called(plan.former, paper.unit_id)) in ids and (
            not paper.item_id or paper.item_id in plan.item
        ):
            papers.setdefault(unit, []).append(replace(paper, unit_id=unit))
    unknown = [r for r in ledger.arrivals(*NOT_FILED) if r.run_id == run.id and r.unit_id in ids]
    number = [r.id for r in ledger.runs() if r.day == run.day].index(run.id)
    return Group(run, number, units, submissions, every, unknown, papers)


def outcome(group: Group, submission: Submission) -> str:
    """What became of a return, as the unit reads it."""
    every = group.every[submission.form, submission.period_id]
    others = [s for s in every if s.id != submission.id]
    if any(s.order > submission.order for s in others):
        return "旧稿，以后保存的一份为准"
    if len(others) == len(every):
        return "和上次报的一样" if submission.accepted else "和上次报的一样，还没有改正，请用“退回修改”的表改正"
    if not submission.accepted:
        return "退回，请用“退回修改”的表改正"
    return "已接收，代替以前报的" if any(s.accepted for s in others) else "已接收"


def resend_by(folder: Folder, period: Period, on: date) -> date:
    """The day by which what is sent back on a day is to be sent again."""
    return resend_due(period, folder.plan.settings, on)
