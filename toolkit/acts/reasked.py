"""Which answers were given to questions that an amended plan asks otherwise: they answer nothing that is asked now.

Knows: what two versions of the plan ask in each row of a form, how the ledger keeps what differs. Must not know: how
versions are kept, what an answer means.

When a version comes into force the ledger notes, item by item, the fields that it asks otherwise, and the number of the
last return that answered the old questions. From that day on these answers are neither shown, summed, carried over nor
compared; they stay in the ledger, and every day before is told with them. A choice that is only worded otherwise is the
same answer in the new words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.catalogue import Catalogue
from toolkit.folder import Folder
from toolkit.kinds.field import Block, Field
from toolkit.ledger import CellValue, EventKind, Issued, Ledger, Value
from toolkit.plan.model import Plan

Values = dict[int, dict[str, Value]]
"""Values by the id of their return and by field id."""


@dataclass(frozen=True, slots=True)
class Reasked:
    """What version ``number`` asks otherwise of an item since a day; returns up to ``until`` answer the old question.

    ``gone`` are the fields asked otherwise, ``words`` the new wording of choices, by field id and old wording.
    """

    number: int
    since: date
    until: int
    item_id: str
    gone: frozenset[str]
    words: Mapping[str, Mapping[str, str]]


def note_reasked(ledger: Ledger, number: int, on: date, before: Folder, now: Folder) -> None:
    """Note what version ``number`` of the plan asks otherwise than the one ``before``, where it asks anything so."""
    items = {}
    for item_id, catalogue in now.catalogues.items():
        then = before.catalogues.get(item_id)
        if then is None:
            continue
        gone, words = _otherwise(then, catalogue), words_of(before.plan, then, now.plan, catalogue)
        if gone or words:
            items[item_id] = [sorted(gone), {name: of for name, of in words.items() if name not in gone}]
    if items:
        until = max((s.id for s in ledger.submissions()), default=0)
        ledger.log(on, EventKind.REASKED, json.dumps([number, until, items], ensure_ascii=False))


def reasked(ledger: Ledger, on: date) -> list[Reasked]:
    """What was asked otherwise by the versions of the plan up to a day, oldest first."""
    noted = ledger.events(EventKind.REASKED)
    if not noted:
        return []
    since: dict[int, date] = {}
    for day, detail in ledger.events(EventKind.PLAN):
        version = int(detail.split(" ")[0])
        since[version] = min(day, since.get(version, day))
    found = []
    for day, detail in noted:
        number, until, items = json.loads(detail)
        first = since.get(number, day)
        if first <= on:
            found += [
                Reasked(number, first, until, item, frozenset(gone), words) for item, (gone, words) in items.items()
            ]
    return found


def newest_asked(ledger: Ledger, on: date) -> dict[str, int]:
    """The version that asked something of an item otherwise last, by item id; an answer to it says something new."""
    return {one.item_id: one.number for one in reasked(ledger, on) if one.gone}


def answers(ledger: Ledger, items: Mapping[int, str], on: date, fields: Sequence[str] = ()) -> Values:
    """The values of returns (id → item id) as far as they answer what is asked on a day; of some ``fields`` only."""
    values = ledger.values(items, fields)
    changed = reasked(ledger, on)
    for number, item_id in items.items() if changed else ():
        mine = [one for one in changed if one.item_id == item_id and number <= one.until]
        if mine:
            values[number] = dict(_answered(values[number], mine))
    return values


def still_asked(
    given: Mapping[str, CellValue], item_id: str, issued_on: date, changed: Iterable[Reasked]
) -> dict[str, CellValue]:
    """What a form showed of the period before, as far as that is asked in the same way since it went out."""
    gone = {name for one in changed if one.item_id == item_id and one.since >= issued_on for name in one.gone}
    return {name: value for name, value in given.items() if name not in gone}


def asked_otherwise_since(changed: Iterable[Reasked], form: Issued) -> bool:
    """Whether something of a form is asked otherwise since it went out."""
    return any(one.item_id == form.item_id and one.gone and one.since > form.issued_on for one in changed)


def _answered(values: Mapping[str, Value], changed: Sequence[Reasked]) -> Iterator[tuple[str, Value]]:
    for name, value in values.items():
        if any(name in one.gone for one in changed):
            continue
        for one in changed:
            said = one.words.get(name, {}).get(str(value.value))
            value = replace(value, value=said) if said is not None else value
        yield name, value


def asked_at(catalogue: Catalogue, one: Field) -> Sequence[str]:
    """What is asked in the row of a field, in the plan's words: as far as another wording is another question."""
    item = catalogue.item
    if one.block is Block.MEASURES:
        return (next((measure.text for measure in item.measures if f"m{measure.no}" == one.row), ""),)
    if one.block is Block.INDICATORS:
        value = catalogue.field.get(one.row, one)
        return value.caption, value.type.value, value.kind, value.measured_in, value.guidance
    if one.block is Block.EXPLANATION:
        return item.finding, item.description
    return ()


def _otherwise(then: Catalogue, now: Catalogue) -> set[str]:
    """The fields that are asked otherwise now; those of one row together."""
    both = [one for one in now.fields if one.id in then.field]
    return {one.id for one in both if asked_at(then, then.field[one.id]) != asked_at(now, one)}


def words_of(before: Plan, then: Catalogue, after: Plan, now: Catalogue) -> dict[str, dict[str, str]]:
    """The new wording of choices that are the same, by field id and old wording."""
    old = {labels: group for group in _groups(before) if (labels := before.choice_labels(group))}
    ids = {(c.group, c.label): c.id or c.label for c in before.choices}
    new = {(c.group, c.id or c.label): c.label for c in after.choices}
    found: dict[str, dict[str, str]] = {}
    for one in now.fields:
        was = then.field.get(one.id)
        if was is None or was.choices == one.choices or (group := old.get(was.choices)) is None:
            continue
        words = {label: new.get((group, ids[group, label]), label) for label in was.choices}
        if changed := {label: word for label, word in words.items() if label != word}:
            found[one.id] = changed
    return found


def _groups(plan: Plan) -> Iterable[str]:
    return dict.fromkeys(choice.group for choice in plan.choices)
