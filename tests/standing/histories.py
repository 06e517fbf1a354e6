"""Random histories over several periods, kept in memory: what came, what was sent back, decided, reopened, put off."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import cast

from toolkit.acts.earlier import earlier_points
from toolkit.acts.gather import gather
from toolkit.base.captions import Column
from toolkit.base.findings import Finding
from toolkit.catalogue import Catalogue, catalogues
from toolkit.cli.demo.answers import FIGURES, UNITS, answers_of
from toolkit.kinds.field import YES
from toolkit.ledger import (
    Arrival,
    CellValue,
    EventKind,
    Evidence,
    Ledger,
    ListRow,
    OfficeCell,
    PeriodSteps,
    Submission,
    Value,
)
from toolkit.plan.model import Item, Period, Plan, Unit, ValueType
from toolkit.plan.options import Extension
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.trend import Point

VERDICTS = ("同意销号", "继续整改", "退回", "重新挂号", "说明成立", "说明不成立")
STATUSES = ("not_started", "in_progress", "basically_completed", "completed_claimed")


@dataclass
class Remembered:
    """A ledger without a database, as far as a master asks one."""

    came: list[Submission] = field(default_factory=list)
    answers: dict[int, dict[str, Value]] = field(default_factory=dict)
    cells: list[OfficeCell] = field(default_factory=list)
    papers: list[Evidence] = field(default_factory=list)

    def submissions(self, period_id: str, *, units: Collection[str] | None = None) -> list[Submission]:
        found = [s for s in self.came if s.period_id == period_id and (units is None or s.unit_id in units)]
        return sorted(found, key=lambda s: s.order)

    def values(self, ids: Iterable[int], fields: Sequence[str] = ()) -> dict[int, dict[str, Value]]:
        shapes = [name.replace("%", "*") for name in fields]
        return {
            number: {
                name: value
                for name, value in self.answers.get(number, {}).items()
                if not fields or any(fnmatchcase(name, shape) for shape in shapes)
            }
            for number in ids
        }

    def events(self, kind: EventKind) -> list[tuple[date, str]]:
        return []

    def list_rows(self, ids: Iterable[int]) -> dict[int, dict[str, tuple[ListRow, ...]]]:
        return {number: {} for number in ids}

    def findings(self, ids: Iterable[int]) -> dict[int, tuple[Finding, ...]]:
        return dict.fromkeys(ids, ())

    def period_steps(self) -> PeriodSteps:
        return PeriodSteps()

    def last_words(
        self, periods: Sequence[str], on: date, *, units: Collection[str] | None = None, **more: object
    ) -> list[Submission]:
        """All that came in the periods before the last: what nothing follows from does no harm."""
        every = [s for period in periods[:-1] for s in self.submissions(period, units=units)]
        return [s for s in every if (s.known_on or s.received_on) <= on]

    def first_papers(
        self, periods: Sequence[str], on: date, *, units: Collection[str] | None = None, **more: object
    ) -> list[Evidence]:
        every = [paper for period in periods[:-1] for paper in self.evidence(period)]
        return [e for e in every if (e.known_on or e.received_on) <= on and (units is None or e.unit_id in units)]

    def office(self, period_id: str | None = None) -> list[OfficeCell]:
        return [cell for cell in self.cells if period_id in (None, cell.period_id)]

    def office_rows(self) -> list[OfficeCell]:
        return []

    def evidence(self, period_id: str | None = None) -> list[Evidence]:
        return [paper for paper in self.papers if period_id in (None, paper.period_id)]

    def arrivals(self, *outcomes: object, on: date | None = None) -> list[Arrival]:
        return []

    def shown(self, plan: Plan, period: Period, as_of: date) -> tuple[Snapshot, tuple[Point, ...]]:
        """What the master of a period shows on a day, with the periods before."""
        ledger = cast(Ledger, self)
        snapshot = gather(plan, ledger, period, as_of, whole=True)
        return snapshot, earlier_points(snapshot, ledger)


@dataclass
class _Maker:
    plan: Plan
    chance: random.Random
    made: Remembered
    catalogue_of: Mapping[str, Catalogue]
    status: dict[tuple[str, str], int] = field(default_factory=dict)

    def period(self, period: Period, until: date) -> None:
        """What happens to every form of one period."""
        for item, unit in self.plan.obligations():
            if self.chance.random() < 0.05:
                continue  # never reported
            for accepted in self.chance.choice([(True,)] * 5 + [(False,), (False, True), (False, False), (True, True)]):
                early = timedelta(self.chance.randint(-8, 1)) if self.chance.random() < 0.85 else timedelta(9)
                self.send(item, unit, period, min(period.due_date + early, until), accepted)
            if self.chance.random() < 0.6:
                self.decide(item, unit, period, min(period.due_date + timedelta(self.chance.randint(3, 20)), until))

    def send(self, item: Item, unit: Unit, period: Period, day: date, accepted: bool) -> None:
        number = len(self.made.came) + 1
        now = self.status.get((item.id, unit.id), 1)
        now = min(max(now + self.chance.choice([-1, 0, 0, 1, 1]), 0), 3)
        self.status[item.id, unit.id] = now
        catalogue = self.catalogue_of[item.id]
        answers = self.answers(catalogue, unit, period, now)
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=number)
        self.made.came.append(
            Submission(number, item.id, unit.id, period.id, 1, day, accepted, f"{unit.area}_{item.code}.xlsx",
                       f"{number:064x}", "填报表", moment, day)
        )  # fmt: skip
        self.made.answers[number] = {
            name: Value(name, value, str(value), "填报表", f"G{row}")
            for row, (name, value) in enumerate(answers.items(), start=9)
            if value is not None
        }
        for name in ("实施方案.pdf", "会议纪要.pdf"):
            if accepted and self.chance.random() < 0.5:
                digest = f"{number * 2 + len(name) % 2:063x}"
                self.made.papers.append(
                    Evidence(
                        "e" + digest, item.id, unit.id, period.id, f"{unit.area}{item.code}{name}", "文件名", day, day
                    )
                )

    def answers(self, catalogue: Catalogue, unit: Unit, period: Period, now: int) -> dict[str, CellValue]:
        alike = unit if unit.id in UNITS else replace(unit, id=UNITS[0])
        known = {name: value for name, value in answers_of(self.plan, catalogue, alike).items() if name not in FIGURES}
        label = {c.id: c.label for c in self.plan.choices}
        found: dict[str, CellValue] = {**known}
        if "overall_status" in catalogue.field:
            found["overall_status"] = label[STATUSES[now]]
            found["overall_closure"] = now == 3 and self.chance.random() < 0.7
        for name, f in catalogue.field.items():
            if f.type is ValueType.BOOLEAN and isinstance(found.get(name), str):
                found[name] = found[name] == YES
        when = self.plan.periods.index(period)
        for indicator in self.plan.indicators_of(catalogue.item.id):
            if indicator.computed or indicator.id not in FIGURES:
                continue
            of = FIGURES[indicator.id]
            value = of[UNITS.index(unit.id)] if unit.id in UNITS[: len(of)] else of[0]
            if isinstance(value, int | float) and not isinstance(value, bool):
                grown = value * (1 + when * self.chance.choice([0, 0, 0.01, 0.04, 0.3, -0.02]))
                value = round(grown) if indicator.type is ValueType.INTEGER else round(grown, 1)
            if indicator.type is ValueType.BOOLEAN and value is not None:
                value = self.chance.random() < 0.9
            found[indicator.id] = None if self.chance.random() < 0.01 else value
        return found

    def decide(self, item: Item, unit: Unit, period: Period, day: date) -> None:
        verdict = self.chance.choice(VERDICTS)
        said: dict[str, CellValue] = {
            Column.VERDICT: verdict, Column.OPINION: "请按要求继续抓好落实。", Column.REVIEWER: "×××",
            Column.DECIDED_ON: day,
        }  # fmt: skip
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        self.made.cells += [
            OfficeCell(item.id, unit.id, period.id, 0, caption, value, day, moment, day, "台账.xlsx", "整改台账", "A1")
            for caption, value in said.items()
        ]  # fmt: skip


def at_random(plan: Plan, seed: int, periods: int, until: date) -> Remembered:
    """What happened in the first periods of a plan up to a day."""
    maker = _Maker(plan, random.Random(seed), Remembered(), catalogues(plan))
    for period in plan.periods[:periods]:
        maker.period(period, until)
    return maker.made


def extended(plan: Plan, seed: int) -> Plan:
    """The plan with some limits put off, for one unit or for all."""
    chance = random.Random(seed)
    dated = [item for item in plan.items if item.time_limit.due_date]
    found = []
    for item in chance.sample(dated, min(4, len(dated))):
        due = item.time_limit.due_date
        assert due is not None
        whom = chance.choice(["", chance.choice(item.unit_ids)])
        asked, approved = due - timedelta(chance.randint(1, 20)), due + timedelta(chance.randint(-9, 9))
        found.append(Extension(item.id, whom, asked, approved, due + timedelta(chance.randint(10, 90)), "疫情影响"))
    return replace(plan, extensions=tuple(found))
