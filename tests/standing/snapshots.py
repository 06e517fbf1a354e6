"""Snapshots built by hand: who sent what when, without a file or a database."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue, catalogues
from toolkit.cli.demo import answers_of
from toolkit.kinds.field import YES
from toolkit.ledger import Arrival, CellValue, Submission, Value
from toolkit.plan.model import Plan, ValueType
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Reported, reported_in, standings

DUE = date(2021, 1, 31)


@dataclass(frozen=True)
class Sent:
    """One return: right in every answer, but for ``changes`` (field id → value)."""

    item: str
    unit: str
    day: date = date(2021, 1, 28)
    accepted: bool = True
    changes: Mapping[str, CellValue] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def finding(code: str = "number.unreadable", **rest: object) -> Finding:
    given: dict[str, object] = {"severity": Severity.ERROR, "message": "这里不对。", "remedy": "请改正。", **rest}
    return Finding(code=code, **given)  # type: ignore[arg-type]


def snapshot_of(
    plan: Plan,
    sent: Iterable[Sent],
    as_of: date = date(2021, 2, 2),
    *,
    unidentified: tuple[Arrival, ...] = (),
    previous: Sequence[Sent] | None = None,
) -> Snapshot:
    """The snapshot of the plan's first period after these returns, given oldest first."""
    catalogue_of = catalogues(plan)
    submissions, values, findings = [], {}, {}
    for number, one in enumerate(sent, start=1):
        submissions.append(
            Submission(number, one.item, one.unit, plan.periods[0].id, 1, one.day, one.accepted,
                       f"{one.item}_{one.unit}.xlsx", f"{number:064x}", "填报表")
        )  # fmt: skip
        values[number] = _values(plan, catalogue_of[one.item], one)
        findings[number] = one.findings
    before = snapshot_of(plan, previous, as_of).standings if previous is not None else ()
    return Snapshot(
        plan=plan,
        period=plan.periods[0],
        as_of=as_of,
        standings=tuple(standings(plan, plan.periods[0], submissions, _reported(plan, values), as_of)),
        submissions=tuple(submissions),
        values=values,
        findings=findings,
        unidentified=unidentified,
        previous=before,
    )


def _values(plan: Plan, catalogue: Catalogue, one: Sent) -> dict[str, Value]:
    assert set(one.changes) <= set(catalogue.field), "a test changes a field that the form does not have"
    answers = {**answers_of(plan, catalogue, plan.unit[one.unit]), **one.changes}
    found = {}
    for row, f in enumerate(catalogue.fields, start=10):
        answer = answers.get(f.id)
        if f.type is ValueType.BOOLEAN and isinstance(answer, str):
            answer = answer == YES
        if answer is not None:
            found[f.id] = Value(f.id, answer, str(answer), "填报表", f"F{row}")
    return found


def _reported(plan: Plan, values: Mapping[int, Mapping[str, Value]]) -> dict[int, Reported]:
    return {number: reported_in(plan, of) for number, of in values.items()}


def everything(plan: Plan, day: date = date(2021, 1, 28)) -> list[Sent]:
    """Every form of the plan, accepted."""
    return [Sent(item.id, unit.id, day) for item, unit in plan.obligations()]


def at_random(plan: Plan, seed: int, first: date, last: date) -> list[Sent]:
    """Returns of random forms between two days: accepted, sent back once or twice, mended or not; random figures."""
    chance = random.Random(seed)
    labels = [c.label for c in plan.choices if c.group == "完成情况"]
    sent = []
    catalogue_of = catalogues(plan)
    for item, unit in plan.obligations():
        figures = {i.id: i for i in plan.indicators_of(item.id) if i.type.is_number and not i.computed}
        asked = "overall_status" in catalogue_of[item.id].field
        for accepted in chance.choice([(), (True,), (True,), (False,), (False, True), (False, False), (True, False)]):
            changes: dict[str, CellValue] = {}
            for name, indicator in figures.items():
                whole = indicator.type is ValueType.INTEGER
                changes[name] = chance.choice(
                    [0, 1, chance.randint(0, 9999) if whole else chance.randint(0, 99999) / 100]
                )
            if asked:
                changes["overall_status"] = chance.choice(labels)
            day = first + timedelta(chance.randint(0, (last - first).days))
            sent.append(Sent(item.id, unit.id, day, accepted, changes))
    return sorted(sent, key=lambda one: one.day)
