"""All workspaces of an office on one day: where each stands, what is due within a week, who owes over all plans.

Knows: next steps and standings of several plans, how a unit is known in all of them. Must not know: how one plan's
standings come about, how anything is shown. What cannot be read is a sentence, and keeps none of the others out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from toolkit.acts.gather import gather
from toolkit.acts.next_step import look_out
from toolkit.acts.plans_used import telling
from toolkit.base.errors import ToolkitError
from toolkit.base.texts import plain
from toolkit.intake import spool
from toolkit.office.folder import OfficeFolder
from toolkit.office.members import Member, beside, members
from toolkit.plan.deadlines import period_of, report_due
from toolkit.plan.model import Period
from toolkit.standing.agenda import agenda
from toolkit.standing.counts import Counts
from toolkit.standing.next_step import NextStep
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing

WEEK = timedelta(days=7)


class Due(StrEnum):
    """What is due."""

    REPORT = "报送"
    LIMIT = "整改时限"
    OFFICE = "本级要办"


@dataclass(frozen=True, slots=True)
class DueSoon:
    """One thing that is due within a week, or was due and is not done: by which day, what, in which workspace."""

    day: date
    what: Due
    path: Path
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Debt:
    """What a unit owes of one plan: its period, and how many forms are missing or were sent back."""

    path: Path
    name: str
    period: Period
    missing: int
    returned: int


@dataclass(frozen=True, slots=True)
class Debtor:
    """A unit that owes something, over all plans: one telephone call.

    ``calls`` are the people to ask for, each once: whoever a plan names, with the telephone, "" where there is none.
    """

    area: str
    debts: tuple[Debt, ...]
    calls: tuple[tuple[str, str], ...]

    @property
    def forms(self) -> int:
        """How many forms it owes in all."""
        return sum(debt.missing + debt.returned for debt in self.debts)


@dataclass(frozen=True, slots=True)
class Row:
    """One workspace: where it stands, or why nobody can tell (``trouble``); ``name`` is what people call its folder.

    ``out`` says whether the forms of the period in hand have gone out.
    """

    path: Path
    name: str
    title: str
    now: NextStep | None = None
    trouble: str = ""
    out: bool = False

    @property
    def usable(self) -> bool:
        """Whether there is a plan that can be worked with."""
        return self.now is not None and self.now.period is not None


@dataclass(frozen=True, slots=True)
class Overview:
    """All workspaces of an office on a day, the most urgent first; ``beside`` lie there and are not on the list."""

    as_of: date
    place: Path
    rows: tuple[Row, ...]
    due: tuple[DueSoon, ...]
    debtors: tuple[Debtor, ...]
    waiting: int
    beside: tuple[Path, ...]

    @property
    def counts(self) -> Counts:
        """What is owed, accepted, sent back and missing over all plans."""
        return sum((row.now.counts for row in self.rows if row.now is not None), Counts())


def overview(office: OfficeFolder, *, as_of: date) -> Overview:
    """Where all workspaces of an office stand. Raises `WorkspaceError` where the list cannot be read."""
    rows: list[Row] = []
    due: list[DueSoon] = []
    owing: dict[str, list[tuple[Debt, Sequence[Standing]]]] = defaultdict(list)
    for member in members(office):
        row, snapshot = _look(member, as_of)
        rows.append(row)
        if snapshot is not None and row.now is not None:
            due += _due(row, snapshot)
            for area, debt, of in _debts(row, snapshot):
                owing[plain(area)].append((debt, of))
    waiting = sum(1 for _ in spool.dropped_files(office.inbox))
    return Overview(
        as_of, office.root, tuple(sorted(rows, key=_urgency)), tuple(sorted(due, key=lambda one: (one.day, one.name))),
        tuple(sorted(map(_debtor, owing.values()), key=lambda one: -one.forms)), waiting, tuple(beside(office)),
    )  # fmt: skip


def _look(member: Member, as_of: date) -> tuple[Row, Snapshot | None]:
    if member.trouble:
        return Row(member.path, member.name, member.name, trouble=member.trouble), None
    folder = member.folder
    try:
        now = look_out(folder, as_of=as_of)
        if now.period is None:
            return Row(member.path, member.name, member.name, now), None
        with folder.ledger() as ledger:
            then, period = telling(folder, ledger, now.period, as_of)
            snapshot = gather(then.plan, ledger, period, as_of, whole=False)
            out = ledger.has_begun(period.id, as_of)
        return Row(member.path, member.name, now.title, now, out=out), snapshot
    except (ToolkitError, OSError) as error:
        said = str(error) if isinstance(error, ToolkitError) else f"读不出来（{error.strerror}）。请检查磁盘和网络。"
        return Row(member.path, member.name, member.title, trouble=said), None


def _urgency(row: Row) -> tuple[int, int, str]:
    """What nobody can read first, then what is late or due soonest, then what owes nothing."""
    if row.now is None or row.now.period is None:
        return 0, 0, row.name
    return (1 if row.now.owing_units and not row.now.closed else 2), row.now.left, row.name


def _due(row: Row, snapshot: Snapshot) -> Iterator[DueSoon]:
    """What is due in one workspace by the end of the next seven days."""
    until, period, settings = snapshot.as_of + WEEK, snapshot.period, snapshot.plan.settings
    if row.now is not None and row.out and not row.now.closed:
        days: Counter[date] = Counter()
        units: dict[date, set[str]] = defaultdict(set)
        for one in snapshot.standings:
            day = report_due(period_of(period, settings, one.unit.id), settings)
            if one.owing and day <= until:
                days[day] += 1
                units[day].add(one.unit.id)
        for day, number in days.items():
            about = f"{period.name}，还差 {len(units[day])} 个单位 {number} 份"
            yield DueSoon(day, Due.REPORT, row.path, row.name, about)
    limits: dict[date, list[str]] = defaultdict(list)
    for one in snapshot.standings:
        day_ = one.deadline.due
        if day_ is not None and snapshot.as_of <= day_ <= until and not one.completed and not one.reviewed.closed_on:
            limits[day_].append(f"{one.unit.area} {one.item.code}")
    for day, forms in limits.items():
        more = f"等 {len(forms)} 件" if len(forms) > 3 else ""
        yield DueSoon(day, Due.LIMIT, row.path, row.name, f"{'、'.join(forms[:3])}{more}到期")
    for agendum in agenda(snapshot):
        yield DueSoon(agendum.day, Due.OFFICE, row.path, row.name, f"{agendum.task} {agendum.about}")


def _debts(row: Row, snapshot: Snapshot) -> Iterator[tuple[str, Debt, Sequence[Standing]]]:
    """What each unit owes in a period that is out and not closed."""
    if row.now is None or row.now.closed or not row.out:
        return
    of: dict[str, list[Standing]] = defaultdict(list)
    for one in snapshot.standings:
        if one.owing:
            of[one.unit.id].append(one)
    for standings in of.values():
        returned = sum(one.state is ReportState.RETURNED for one in standings)
        debt = Debt(row.path, row.name, snapshot.period, len(standings) - returned, returned)
        yield standings[0].unit.area, debt, standings


def _debtor(of: Iterable[tuple[Debt, Sequence[Standing]]]) -> Debtor:
    found = list(of)
    units = [standings[0].unit for _, standings in found]
    calls = dict.fromkeys((unit.contact, unit.phone) for unit in units if unit.contact or unit.phone)
    return Debtor(units[0].area, tuple(debt for debt, _ in found), tuple(calls))
