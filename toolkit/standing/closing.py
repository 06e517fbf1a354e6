"""销号 in steps: how far each form is on the chain that the plan names, and what that decides; pure.

Knows: the chain, what the office wrote beside its steps, its decisions. Must not know: sheets, how decisions are
judged. Each try at a step is a row of its own: one that was sent back stays as it is, and the next try is another row,
so the chain goes on from there. A decision that sends a form back, lets it go on or reopens it starts the chain anew.
What the last step before 备案 agrees to is 同意销号, what is sent back is 退回, and what a look afterwards finds wrong
is 重新挂号; these are decisions like those of 整改台账, and are judged like them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from toolkit.base.captions import Column
from toolkit.ledger import CellValue, OfficeCell
from toolkit.plan.closing import ClosingStep, StepKind, chain_of
from toolkit.plan.deadlines import last_day
from toolkit.plan.model import FormKey, Item, ItemKind, Plan, Unit
from toolkit.plan.states import CLOSE, GO_ON, REOPEN, RETURN, VERDICTS, ItemState
from toolkit.standing.closing_tries import StepResult, StepState, Try, day_words, objections
from toolkit.standing.decisions import Decision, Objection
from toolkit.standing.office_rows import CLOSING, OfficeRow, office_rows

_TURN = (StepState.NOW, StepState.RUNNING, StepState.OVER)
_DONE = (ItemState.COMPLETED, ItemState.STAGE_COMPLETED)
_RESTARTS = (RETURN.label, GO_ON.label, REOPEN.label)


@dataclass(frozen=True, slots=True)
class Closing:
    """How far a form is on its chain: all tries, the last of them the steps still to be done, and what they decide.

    ``passed`` says by which days which steps had been passed, and when the chain began anew (None). ``looks`` are the
    tries at the look afterwards. ``filed`` is the number under which it was filed, "" where it was not; ``asked``
    whether its unit has to ask first.
    """

    tries: tuple[Try, ...]
    looks: tuple[Try, ...]
    decisions: tuple[Decision, ...]
    passed: tuple[tuple[date, StepKind | None], ...]
    asked: bool
    filed: str = ""

    @property
    def begun(self) -> bool:
        """Whether anything has been written beside its steps."""
        return any(one.row is not None for one in (*self.tries, *self.looks))

    @property
    def current(self) -> Try | None:
        """The step whose turn it is, None where all are done."""
        return next((one for one in self.tries if one.state in _TURN), None)

    def missing(self, day: date | None, until: StepKind | None = StepKind.FILING) -> tuple[str, ...]:
        """The steps before ``until`` that had not been passed on a day (None: now), in words."""
        done: set[StepKind] = set()
        for on, kind in self.passed:
            if day is None or on <= day:
                done = done | {kind} if kind is not None else set()
        kinds = list(dict.fromkeys(one.step.kind for one in self.tries))
        if until in kinds and len(kinds) > 1:
            kinds.remove(until)
        return tuple(self._said(kind) for kind in kinds if kind not in done)

    @property
    def words(self) -> str:
        """How far it is and what is missing, in a sentence without its end; "" where all is done."""
        now = self.current
        if now is None:
            return ""
        done = [kind for kind in dict.fromkeys(one.step.kind for one in self.tries) if kind not in self._open()]
        said = [f"{'、'.join(done)}已通过"] if done else []
        before = next((one for one in reversed(self.tries[: self.tries.index(now)])), None)
        if before is not None and before.state is StepState.SENT_BACK and before.row is not None:
            said.append(f"{before.label}退回（{before.row.text(Column.STEP_NOTE)}）")
        return "；".join([*said, f"还缺{'、'.join(self._said(kind) for kind in self._open())}"])

    def _open(self) -> list[StepKind]:
        return list(dict.fromkeys(one.step.kind for one in self.tries if one.state in (*_TURN, StepState.LATER)))

    def _said(self, kind: StepKind) -> str:
        notice = next((one for one in self.tries if one.step.kind is kind and one.state in _TURN and one.until), None)
        if notice is None or notice.state is StepState.NOW:
            return kind.value
        return f"{kind}（{day_words(notice.until)}{'已' if notice.state is StepState.OVER else ''}期满）"


def steps_of(plan: Plan, item: Item) -> tuple[ClosingStep, ...]:
    """The steps in which an item is closed, () where one decision closes it."""
    return () if item.kind is ItemKind.EXPLANATION else chain_of(plan.settings.chain, item.kind.value)


def must_ask(plan: Plan, item: Item) -> bool:
    """Whether an item is only closed after its unit has asked for it."""
    chain = steps_of(plan, item)
    return not chain or any(step.kind is StepKind.REQUEST for step in chain)


def closings(
    plan: Plan, decisions: Mapping[FormKey, Sequence[Decision]], records: Iterable[OfficeCell], as_of: date
) -> dict[FormKey, Closing]:
    """How far every form with a chain is on a day; nothing where the plan names none."""
    if not plan.settings.chain:
        return {}
    rows: dict[FormKey, dict[str, OfficeRow]] = {}
    for row in office_rows(CLOSING, records):
        item_id, unit_id, *_ = CLOSING.parts(row.key)
        rows.setdefault(FormKey(item_id, unit_id), {})[row.key] = row
    found = {}
    for item, unit in plan.obligations():
        chain = steps_of(plan, item)
        if chain:
            form = FormKey(item.id, unit.id)
            found[form] = _Chain(plan, item, unit, chain, rows.get(form, {}), decisions.get(form, ()), as_of).run()
    return found


def with_closings(
    decisions: Mapping[FormKey, Sequence[Decision]], closings: Mapping[FormKey, Closing]
) -> Mapping[FormKey, Sequence[Decision]]:
    """The office's decisions with those that follow from the steps; the last closing has the number of its filing."""
    found = dict(decisions)
    for form, one in closings.items():
        every = sorted((*decisions.get(form, ()), *one.decisions), key=_when)
        closers = [n for n, made in enumerate(every) if _is_closing(made)]
        if one.filed and closers and not every[closers[-1]].text(Column.FILING_NO):
            last = every[closers[-1]]
            every[closers[-1]] = replace(last, values={**last.values, Column.FILING_NO: one.filed})
        if every:
            found[form] = every
    return found


def _is_closing(decision: Decision) -> bool:
    verdict = VERDICTS.get(decision.verdict)
    return verdict is not None and verdict.closing


def waited_for(closing: Closing, state: ItemState) -> bool:
    """Whether a form in a state is on its chain: it was asked for, or need not be, or something was written there."""
    ready = (ItemState.CLOSURE_REQUESTED,) if closing.asked else (*_DONE, ItemState.CLOSURE_REQUESTED)
    return closing.begun or state in ready


class _Chain:
    """One form while its steps are gone through."""

    def __init__(
        self, plan: Plan, item: Item, unit: Unit, chain: Sequence[ClosingStep], rows: Mapping[str, OfficeRow],
        decided: Sequence[Decision], as_of: date,
    ) -> None:  # fmt: skip
        self.plan, self.item, self.unit, self.rows, self.as_of = plan, item, unit, rows, as_of
        self.steps = [step for step in chain if step.kind not in (StepKind.REQUEST, StepKind.REVISIT)]
        self.look = next((step for step in chain if step.kind is StepKind.REVISIT), None)
        self.asked = any(step.kind is StepKind.REQUEST for step in chain)
        self.closers = [_when(decision) for decision in decided if _is_closing(decision)]
        self.restarts = sorted(_when(d) for d in decided if d.verdict in _RESTARTS)
        self.used = dict.fromkeys(StepKind, 0)
        self.tries: list[Try] = []
        self.decisions: list[Decision] = []
        self.passed: list[tuple[date, StepKind | None]] = []
        self.filed = ""

    def run(self) -> Closing:
        """The look afterwards first, because what it finds amiss starts the chain anew."""
        looks = self._looks()
        self._through()
        self.tries += self._others({one.key for one in (*self.tries, *looks)})
        return Closing(
            tuple(self.tries), looks, tuple(self.decisions), tuple(self.passed), self.asked, self.filed
        )  # fmt: skip

    def _through(self) -> None:
        at, last = 0, date.min
        restarts = list(self.restarts)
        while True:
            step = self.steps[at] if at < len(self.steps) else None
            one = self._try(step, last) if step is not None else None
            if restarts and (one is None or one.day is None or one.day > restarts[0]):
                day = restarts.pop(0)
                self.passed.append((day, None))
                at, last, self.filed = 0, day, ""
                continue
            if step is None or one is None:
                break
            self.tries.append(one)
            if one.day is None or one.row is None:
                break
            self.used[step.kind] += 1
            last = one.day
            if one.state is StepState.SENT_BACK:
                self._decide(RETURN.label, one, one.row.text(Column.STEP_NOTE))
                continue
            self.passed.append((one.day, step.kind))
            at += 1
            if step.kind is StepKind.FILING:
                self.filed = one.row.text(Column.STEP_PAPER) or step.kind.value
            until = restarts[0] if restarts else date.max
            if self._closes(at) and not any(one.day <= day <= until for day in self.closers):
                self._decide(CLOSE.label, one, one.row.text(Column.STEP_NOTE))
        self.tries += [self._later(step) for step in self.steps[at + 1 :]]

    def _closes(self, at: int) -> bool:
        """Whether the step before ``at`` is that which closes: the last, or the last before 备案."""
        left = [step.kind for step in self.steps[at:]]
        if not left:
            return at == 1 or self.steps[at - 1].kind is not StepKind.FILING
        return left == [StepKind.FILING]

    def _looks(self) -> tuple[Try, ...]:
        if self.look is None:
            return ()
        found = []
        for _ in count():
            one = self._try(self.look, date.min)
            found.append(one)
            if one.day is None or one.row is None:
                break
            self.used[StepKind.REVISIT] += 1
            if one.state is StepState.SENT_BACK:
                self._decide(REOPEN.label, one, one.row.text(Column.STEP_NOTE))
                self.restarts = sorted((*self.restarts, one.day))
            elif not any(day >= one.day for day in self.restarts):
                break
        return tuple(found)

    def _key(self, step: ClosingStep, number: int) -> str:
        return CLOSING.key(self.item.id, self.unit.id, step.kind.value, str(number))

    def _by(self, step: ClosingStep) -> str:
        """Who does a step: whom the plan names, of an acceptance whom the item names, else the office itself."""
        accepting = self.item.accepting if step.kind is StepKind.ACCEPTANCE else ""
        return step.by or accepting or self.plan.settings.words.office

    def _later(self, step: ClosingStep) -> Try:
        number = self.used[step.kind] + 1
        key = self._key(step, number)
        row = self.rows.get(key)
        said = "前面的环节还没有通过，这一步先不算。"
        wrong = (Objection(Column.STEP_RESULT, said),) if row is not None and row.text(Column.STEP_RESULT) else ()
        return Try(step, number, key, self._by(step), row, StepState.LATER, objections=wrong)

    def _others(self, shown: Collection[str]) -> Iterator[Try]:
        """Rows that say something and whose turn never comes: the try before was cleared, or the plan changed."""
        for key, row in sorted(self.rows.items()):
            if key not in shown:
                *_, name, number = CLOSING.parts(key)
                kind = StepKind(name)
                step = next((one for one in self.steps if one.kind is kind), ClosingStep(kind))
                wrong = Objection(Column.STEP_RESULT, "这一行接不上方案的销号环节或者前一次办理，先不算。请核对。")
                yield Try(step, int(number), key, self._by(step), row, StepState.LATER, objections=(wrong,))

    def _try(self, step: ClosingStep, last: date) -> Try:
        number = self.used[step.kind] + 1
        key = self._key(step, number)
        row = self.rows.get(key)
        by = self._by(step)
        if row is None:
            return Try(step, number, key, by, None, StepState.NOW)
        day, until = row.day(Column.STEP_DAY), None
        if step.kind is StepKind.NOTICE and step.length is not None and day is not None:
            until = last_day(step.length, day)
        wrong = objections(step, row, last, until, self.as_of)
        result = row.text(Column.STEP_RESULT)
        if wrong or not result:
            state = StepState.NOW
            if until is not None:
                state = StepState.OVER if self.as_of > until else StepState.RUNNING
            return Try(step, number, key, by, row, state, until=until, objections=wrong)
        if result == StepResult.SENT_BACK:
            known = row.cells[Column.STEP_RESULT].known_on
            return Try(step, number, key, by, row, StepState.SENT_BACK, known if until else day, until)
        return Try(step, number, key, by, row, StepState.PASSED, until or day, until)

    def _decide(self, verdict: str, one: Try, opinion: str) -> None:
        assert one.row is not None
        result = one.row.cells[Column.STEP_RESULT]
        values: dict[str, CellValue] = {
            Column.VERDICT: verdict, Column.OPINION: opinion or one.label,
            Column.REVIEWER: one.row.text(Column.HANDLER), Column.DECIDED_ON: one.day,
        }  # fmt: skip
        known = max(one.day or date.min, *(cell.known_on for cell in one.row.cells.values()))
        decision = Decision(self.item.id, self.unit.id, result.period_id, values, known, one.row.place)
        self.decisions.append(decision)


def _when(decision: Decision) -> date:
    return decision.decided_on or decision.known_on
