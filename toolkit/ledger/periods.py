"""What became of the reporting periods: which were closed (关账) and opened again, when and by whom.

Knows: SQL, which returns and papers came after a closing. Must not know: what is said of them, who may close a period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from toolkit.ledger.records import EventKind, Evidence, Submission
from toolkit.ledger.store import Store


@dataclass(frozen=True, slots=True)
class PeriodStep:
    """A period was closed, or opened again: on which day, by ``who``, why; ``run`` is the last that had taken anything.

    What was taken in by a later run came after it, on whatever day that counts as received.
    """

    period_id: str
    closed: bool
    day: date
    who: str
    reason: str
    run: int


@dataclass(frozen=True, slots=True)
class Supplied:
    """Runs after a period was closed on a day: what they took for it is 补报; up to ``until`` where it was reopened."""

    period_id: str
    closed_on: date
    after: int
    until: int | None = None

    def holds(self, one: Submission | Evidence) -> bool:
        """Whether a return or paper was taken in by one of these runs, for this period."""
        later = one.run_id > self.after and (self.until is None or one.run_id <= self.until)
        return later and one.period_id == self.period_id


@dataclass(frozen=True)
class PeriodSteps:
    """The steps of some periods, oldest first, and what follows from them of what came."""

    steps: Sequence[PeriodStep] = ()

    def of(self, period_id: str) -> list[PeriodStep]:
        """The steps of one period."""
        return [step for step in self.steps if step.period_id == period_id]

    def closed_by(self, period_id: str, on: date = date.max) -> PeriodStep | None:
        """The step by which a period is closed on a day; it stays open to the end of the day on which it is closed."""
        steps = [step for step in self.of(period_id) if step.day < on or (not step.closed and step.day <= on)]
        return steps[-1] if steps and steps[-1].closed else None

    @cached_property
    def supplied(self) -> dict[str, list[Supplied]]:
        """The runs after each closing, by period; what came after one that was taken back on its own day is none."""
        found: dict[str, list[Supplied]] = {}
        for period_id in dict.fromkeys(step.period_id for step in self.steps):
            steps = self.of(period_id)
            for step, after in zip(steps, [*steps[1:], None], strict=True):
                if step.closed and (after is None or after.day > step.day):
                    of = Supplied(period_id, step.day, step.run, after.run if after else None)
                    found.setdefault(period_id, []).append(of)
        return found

    def known_on(self, one: Submission | Evidence) -> date:
        """The day from which on something that came is known: what came after a closing never on its day."""
        known = one.known_on or one.received_on
        of_period = self.supplied.get(one.period_id, ())
        return max([known, *(of.closed_on + timedelta(1) for of in of_period if of.holds(one))])

    def left_out(self, period_id: str, on: date) -> list[Supplied]:
        """What counts for nothing in a period on a day: its own 补报, and what came after closings that are to come."""
        found = [of for every in self.supplied.values() for of in every if of.closed_on >= on]
        closed = self.closed_by(period_id, on)
        return [*found, Supplied(period_id, closed.day, closed.run)] if closed else found

    def is_supplied(self, one: Submission | Evidence, on: date = date.max) -> bool:
        """Whether a return or paper is 补报 on a day: its period is closed, and it came after that."""
        closed = self.closed_by(one.period_id, on)
        return closed is not None and one.run_id > closed.run


class Periods(Store):
    """The reporting periods in the ledger."""

    def period_steps(self) -> PeriodSteps:
        """Which periods were closed and opened again."""
        rows = self._rows("SELECT period_id, closed, day, who, reason, run FROM period_step ORDER BY id")
        return PeriodSteps(
            tuple(
                PeriodStep(period, bool(closed), date.fromisoformat(day), who, reason, run)
                for period, closed, day, who, reason, run in rows
            )
        )

    def close_period(self, period_id: str, on: date, who: str, reason: str) -> None:
        """Close a period: what later runs take for it is 补报."""
        self._step(period_id, on, who, reason, closed=True)

    def reopen_period(self, period_id: str, on: date, who: str, reason: str) -> None:
        """Open a closed period again."""
        self._step(period_id, on, who, reason, closed=False)

    def _step(self, period_id: str, on: date, who: str, reason: str, *, closed: bool) -> None:
        with self._sentences(), self._transaction():
            # Of runs only those stay that have taken something.
            ((run,),) = self._rows(
                "SELECT max(run_id) FROM (SELECT run_id FROM submission UNION ALL SELECT run_id FROM evidence"
                " UNION ALL SELECT run_id FROM receipt)"
            )
            self._write(
                "INSERT INTO period_step (period_id, closed, day, who, reason, run) VALUES (?, ?, ?, ?, ?, ?)",
                (period_id, int(closed), on.isoformat(), who, reason, run or 0),
            )

    def begun_on(self, period_id: str) -> date | None:
        """The day on which the forms of a period first went out, None where they have not."""
        rows = self._rows(
            "SELECT min(day) FROM (SELECT day FROM event WHERE kind = ?2 AND detail = ?1"
            " UNION ALL SELECT issued_on FROM issued WHERE period_id = ?1)",
            (period_id, EventKind.DISTRIBUTE),
        )
        return date.fromisoformat(rows[0][0]) if rows[0][0] else None
