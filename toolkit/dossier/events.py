"""What happened to an item day by day (办理经过): what went out, came, was sent back, decided, put off; pure.

Knows: the facts of a dossier. Must not know: layout. What happened to several units on a day stands in one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from toolkit.base.captions import Column
from toolkit.base.grouped import counted
from toolkit.dossier.facts import Facts
from toolkit.ledger import said_anew

_NAMED = 10  # units of one line


class Happened(NamedTuple):
    """One thing that happened to one unit: the day, the order within a day, what it was."""

    day: date
    order: int
    what: str
    unit_id: str


class Event(NamedTuple):
    """One line: the day, what happened, to whom."""

    day: date
    what: str
    whom: str


def events_of(facts: Facts) -> list[Event]:
    """The lines, oldest first."""
    found: dict[tuple[date, int, str], list[str]] = {}
    for one in sorted(
        {*_went_out(facts), *_came(facts), *_decided(facts), *_put_off(facts), *_followed(facts), *_steps(facts)}
    ):
        found.setdefault((one.day, one.order, one.what), []).append(one.unit_id)
    order = {unit.id: number for number, unit in enumerate(facts.plan.units)}
    every = [form.unit.id for form in facts.progress.standings]
    lines = []
    for (day, _, what), units in found.items():
        known = sorted((unit for unit in units if unit in order), key=lambda unit: order[unit])
        names = [facts.plan.unit[unit].area for unit in known]
        whole = (len(names) > 1 and set(every) <= set(known)) or "" in units
        lines.append(Event(day, what, f"各{facts.kind}" if whole else counted(names, _NAMED, facts.kind)))
    return lines


def _went_out(facts: Facts) -> Iterator[Happened]:
    yield Happened(facts.plan.issued_on, 0, f"印发{facts.plan.cited}", "")
    for version in facts.revised:
        yield Happened(version.since, 0, f"方案第{version.number}版起用：{'；'.join(version.what)}", "")
    for form in facts.issued:
        name = _period(facts, form.period_id)
        if form.basis:
            yield Happened(form.issued_on, 4, f"退回修改{name}填报表", form.unit_id)
        else:
            yield Happened(form.issued_on, 1, f"发出{name}填报表", form.unit_id)


def _came(facts: Facts) -> Iterator[Happened]:
    for one in said_anew(facts.returns):
        name, way = _period(facts, one.period_id), "补报" if one.id in facts.supplied else "报送"
        if one.accepted:
            yield Happened(one.received_on, 3, f"{way}{name}填报表，接收", one.unit_id)
        else:
            many = facts.wrong.get(one.id, 0)
            yield Happened(one.received_on, 2, f"{way}{name}填报表，有{many}处要改正，退回", one.unit_id)
    papers: dict[tuple[date, str], int] = {}
    for paper in facts.papers:
        papers[paper.received_on, paper.unit_id] = papers.get((paper.received_on, paper.unit_id), 0) + 1
    for (day, unit), number in papers.items():
        yield Happened(day, 5, f"收到佐证材料{number}件", unit)


def _decided(facts: Facts) -> Iterator[Happened]:
    for form in facts.progress.standings:
        for judged in form.reviewed.decisions:
            one = judged.decision
            if not judged.stands or not one.verdict:
                continue
            opinion = f"：{one.text(Column.OPINION)}" if one.text(Column.OPINION) else ""
            who = f"（核定人：{one.text(Column.REVIEWER)}）" if one.text(Column.REVIEWER) else ""
            day = one.decided_on or one.known_on
            yield Happened(day, 6, f"核定“{one.verdict}”{opinion}{who}", form.unit.id)


def _put_off(facts: Facts) -> Iterator[Happened]:
    for one in facts.plan.extensions:
        if one.item_id == facts.item.id and one.approved_on <= facts.snapshot.as_of:
            reason = f"（{one.reason}）" if one.reason else ""
            yield Happened(one.approved_on, 7, f"批准延期到{one.new_due.isoformat()}{reason}", one.unit_id)


def _steps(facts: Facts) -> Iterator[Happened]:
    """The steps of 销号 that were passed, or sent back, by whom and with which paper."""
    for form in facts.progress.standings:
        chain = facts.snapshot.closings.get(form.form)
        for one in (*chain.tries, *chain.looks) if chain is not None else ():
            if one.day is not None and one.row is not None:
                told = (Column.HANDLER, Column.STEP_PAPER, Column.STEP_NOTE)
                said = "；".join(filter(None, (one.by, *(one.row.text(column) for column in told))))
                yield Happened(one.day, 5, f"{one.label}，{one.row.text(Column.STEP_RESULT)}（{said}）", form.unit.id)


def _followed(facts: Facts) -> Iterator[Happened]:
    """What the office did about the item, or about one of its units as a whole."""
    for one in facts.snapshot.supervised:
        outcome = one.row.text(Column.OUTCOME)
        what = f"督办，{one.said}" + (f"（{Column.OUTCOME}：{outcome}）" if outcome else "")
        for form in facts.progress.standings:
            if one.concerns(form.item.id, form.unit.id):
                yield Happened(one.day, 8, what, form.unit.id)


def _period(facts: Facts, period_id: str) -> str:
    period = facts.plan.period.get(period_id)
    return period.name if period else period_id
