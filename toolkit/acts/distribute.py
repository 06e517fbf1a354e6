"""The act of distributing: which forms go out, in which version, with what already in them.

Knows: the order of the steps. Must not know: how a form is drawn or what a value means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit.acts.bundles import Bundle, bundles, said_of_new, since_last
from toolkit.acts.drafts import form_drafts
from toolkit.acts.explained import answered_in
from toolkit.acts.gather import gather
from toolkit.acts.kept_drawings import drawings_of, keep
from toolkit.acts.only_new import Told, only_new, told_already, told_by_former
from toolkit.acts.other_way import clear_other_way
from toolkit.acts.periods import check_open
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.ready import check_ready
from toolkit.acts.reasked import answers, asked_otherwise_since, reasked
from toolkit.acts.succeeding import returns_of
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Severity
from toolkit.base.progress import Progress, no_progress
from toolkit.catalogue import PHONE, REPORTER, Catalogue
from toolkit.folder import Folder
from toolkit.form.bound import Bindery, Leaf
from toolkit.form.loaded_base import load_base
from toolkit.form.prefill import NOTHING, Prefill, prefill, prefilled_rosters, remembered, told_last
from toolkit.form.stamp import Press
from toolkit.intake.spool import digest
from toolkit.ledger import CellValue, EventKind, Issued, Ledger, Submission, rows_by_value
from toolkit.plan.deadlines import period_of
from toolkit.plan.model import FormKey, Item, Period, Plan, Unit
from toolkit.plan.options import Binding


@dataclass(frozen=True, slots=True)
class Distributed:
    """What was written: the files' paths, the folder they are in, how many closed forms were left out.

    ``number`` is how many forms there are in the files, ``made`` how many of them were not out like that before;
    ``drafts`` the mails that carry them, one for each unit,
    ``bundles`` what is handed over by hand.
    """

    period: Period
    folder: Path
    forms: tuple[Path, ...]
    closed: int = 0
    drafts: tuple[Path, ...] = ()
    number: int = 0
    binding: Binding = Binding.EACH
    bundles: tuple[Bundle, ...] = ()
    made: int = 0


def distribute(
    folder: Folder,
    *,
    as_of: date,
    period: str | None = None,
    unit: str | None = None,
    item: str | None = None,
    binding: Binding | None = None,
    progress: Progress = no_progress,
) -> Distributed:
    """Write the forms of a period to outbox/PERIOD/forms/UNIT/, of all units and items or of those named.

    The mails that carry them go to outbox/PERIOD/mail/ as drafts. What was accepted in an earlier period already
    stands in the forms; what has been closed needs none. ``unit`` is a unit's id, area or name, ``item`` an item's
    id or code, ``binding`` whether each form is a workbook or each unit's forms are one; the plan says it otherwise.
    Files of the other way that nobody has changed are taken away. Where ``progress`` asks to stop the units after that
    get nothing: neither forms nor mails. Raises `WorkspaceError` when there is no such unit or
    item, or none that owes a form, when one item is to be a book, or the plan still holds places for what is to be
    printed.
    """
    check_ready(folder, "发表")
    if item is not None and binding is Binding.BOOK:
        raise WorkspaceError("“一册”是一个单位的全部事项，不能只发一个事项。请去掉 --item，或者改用 --as 每项。")
    way = binding or (folder.plan.settings.binding if item is None else Binding.EACH)
    chosen, plan = folder.period(period), folder.plan
    asked = folder.owed(unit, item)
    with folder.locked("发表"), folder.ledger() as ledger:
        check_open(ledger, chosen, "发表")
        note_plan(folder, ledger, as_of, present=True)
        standings = gather(plan, ledger, chosen, as_of, whole=False).standings
        told = told_already(folder.catalogues, ledger, chosen, standings, as_of)
        closed = {s.form for s in standings if not s.owed or told_by_former(plan, ledger, chosen, s)}
        every = [(i, u) for i, u in plan.obligations() if FormKey(i.id, u.id) not in closed]
        owed = [(i, u) for i, u in asked if FormKey(i.id, u.id) not in closed]
        open_ones = [(i, u) for i, u in owed if (key := FormKey(i.id, u.id)) not in told or not told[key].whole]
        forms = [_with_answers(f, told) for f in outgoing(plan, folder.catalogues, ledger, open_ones, chosen, as_of)]
        went_out = {form.sha256 for form in ledger.issued(chosen.id).values()}
        new = only_new(folder, chosen, way, [(f.item, f.unit, f.issued) for f in forms])
        forms = [form for form in forms if form.item in new.get(form.unit.id, (form.item,))]
        written = _write_forms(folder, chosen, forms, way, new, progress)
        late = {form.unit.id for form in forms} - {form.unit_id for form, _ in written}
        whole = [form for form in forms if form.unit.id not in {*new, *late}]
        clear_other_way(folder, chosen, [(f.item, f.unit) for f in whole], went_out, way, whole=item is None)
        ledger.issue([form for form, _ in written])
        if written or not late:
            ledger.log(as_of, EventKind.DISTRIBUTE, chosen.id)
        units = [u for u in plan.units if u.id not in late and any(unit.id == u.id for _, unit in owed)]
        its = {u.id: [item for item, unit in every if unit.id == u.id] for u in units}
        changes = {
            u.id: said_of_new(new[u.id], len(its[u.id]) - len(new[u.id]))
            if u.id in new
            else since_last(folder.catalogues, ledger, plan.periods, chosen, u, its[u.id])
            for u in units
        }
        drafts = form_drafts(folder, ledger, chosen, units, its, changes, new)
        by_hand = bundles(folder, chosen, units, its, changes, new)
    paths = tuple(dict.fromkeys(path for _, path in written))
    made = sum(form.sha256 not in went_out for form, _ in written)
    rest = (len(asked) - len(owed), drafts, len(written), way, by_hand, made)
    return Distributed(chosen, folder.forms_path(chosen), paths, *rest)


def _write_forms(
    folder: Folder,
    period: Period,
    forms: Sequence[Outgoing],
    binding: Binding,
    new: Mapping[str, Sequence[Item]],
    progress: Progress,
) -> list[tuple[Issued, Path]]:
    """Draw the forms and put them where they go out; gives the record and the path of each.

    What is ``new`` to a unit that has its book never goes into it, since somebody may be filling that in. A unit gets
    all of its forms or, once ``progress`` has asked to stop, none.
    """
    base = load_base(folder.base_path, folder.root)
    press = Press(base, folder.plan, folder.key, drawings_of(folder, base))
    bindery = Bindery(press)
    written: list[tuple[Issued, Path]] = []
    together: dict[str, list[Outgoing]] = {}
    ways = {form.unit.id: Binding.EACH if form.unit.id in new else binding for form in forms}
    order = {unit.id: number for number, unit in enumerate(folder.plan.units)}
    for form in sorted(forms, key=lambda form: order[form.unit.id]):
        book = ways[form.unit.id] is Binding.BOOK
        together.setdefault(form.unit.id if book else f"{form.unit.id} {form.item.id}", []).append(form)
    begun = ""
    for of in together.values():
        unit = of[0].unit
        if progress("正在生成填报表", len(written), len(forms)) and unit.id != begun:
            break
        begun = unit.id
        asked = period_of(period, folder.plan.settings, unit.id)
        way = ways[unit.id]
        if way is Binding.BOOK:
            leaves = [Leaf(folder.catalogues[f.item.id].of(unit.id), f.issued.version, f.given) for f in of]
            path = folder.put(folder.book_path(period, unit), data := bindery.book(unit, asked, leaves))
        else:
            (form,) = of
            catalogue = folder.catalogues[form.item.id].of(unit.id)
            data = press.form(catalogue, unit, asked, form.issued.version, form.given)
            path = folder.put(folder.form_path(period, form.item, unit), data)
        sha256 = digest(data)
        written += [(replace(f.issued, sha256=sha256, in_book=way is Binding.BOOK), path) for f in of]
    progress("正在生成填报表", len(written), len(forms))
    keep(folder, press.drawings)
    place = {(form.item.id, form.unit.id): number for number, form in enumerate(forms)}
    return sorted(written, key=lambda one: place[one[0].item_id, one[0].unit_id])


@dataclass(frozen=True)
class Outgoing:
    """A form about to go out: its record for the ledger, and what already stands in it."""

    item: Item
    unit: Unit
    issued: Issued
    given: Prefill


def _with_answers(form: Outgoing, told: Mapping[FormKey, Told]) -> Outgoing:
    """A form with what its unit has said in the period already, so that only what was amended is left to fill in."""
    said = told.get(FormKey(form.item.id, form.unit.id))
    if said is None:
        return form
    answers = {**form.given.answers, **said.answers}
    return replace(form, given=replace(form.given, answers=answers, again=True, amended=True))


def outgoing(
    plan: Plan,
    catalogues: Mapping[str, Catalogue],
    ledger: Ledger,
    owed: Sequence[tuple[Item, Unit]],
    period: Period,
    on: date,
) -> list[Outgoing]:
    """The forms of a period with their versions and what they take over from the last returns: figures from those that
    were accepted, words also from a later one that was sent back.

    The same form made again keeps its version; one whose questions or figures have changed since gets the next. Who
    fills in a unit's forms, and how to reach them, is not asked again where the unit has said so in another form.
    """
    earlier_returns = returns_before(plan, ledger, period)
    newest = newest_accepted(plan, earlier_returns)
    before = _values_of(ledger, newest, on)
    rows = ledger.list_rows(number for _, number in newest.values()) if plan.rosters else {}
    said = last_said(ledger, earlier_returns, on)
    people = people_of(before)
    answered = answered_in(plan, ledger, {number for _, number in newest.values()}, on)
    issued, changed = ledger.issued(period.id), reasked(ledger, on)
    forms = []
    for item, unit in owed:
        earlier, values = before.get(FormKey(item.id, unit.id), (None, {}))
        catalogue = catalogues[item.id].of(unit.id)
        given = prefill(catalogue, period, earlier, values) if earlier else NOTHING
        given = told_last(catalogue, given, said.get(FormKey(item.id, unit.id), {}))
        asked = {name: v for name, v in people.get(unit.id, {}).items() if name in catalogue.field}
        number = newest[FormKey(item.id, unit.id)][1] if earlier else 0
        given = replace(given, answers={**asked, **given.answers}, answered=answered.get(number, frozenset()))
        if earlier and catalogue.rosters:
            before_rows = rows_by_value(rows.get(number, {}))
            given = replace(given, rosters=prefilled_rosters(catalogue, before_rows))
        prior = remembered(catalogue, given)
        mine = [form for key, form in issued.items() if key[:2] == (item.id, unit.id)]
        same = [f for f in mine if not f.basis and f.digest == catalogue.digest and f.prior == prior]
        same = [f for f in same if not asked_otherwise_since(changed, f)]
        version = same[-1].version if same else max((f.version for f in mine), default=0) + 1
        prior_period = earlier.id if earlier else ""
        record = Issued(item.id, unit.id, period.id, version, catalogue.digest, on, "", prior_period, prior)
        forms.append(Outgoing(item, unit, same[-1] if same else record, given))
    return forms


def people_of(before: Mapping[FormKey, tuple[Period, Mapping[str, CellValue]]]) -> dict[str, dict[str, CellValue]]:
    """What most of a unit's last accepted returns say of who fills them in, by unit id and field id.

    Where as many say one thing as another, the newest of them is right. ``before`` begins with the oldest.
    """
    counted: dict[str, dict[str, Counter[CellValue]]] = {}
    for key, (_, values) in reversed([*before.items()]):
        for name in (REPORTER, PHONE):
            if (value := values.get(name)) is not None:
                counted.setdefault(key.unit_id, {}).setdefault(name, Counter())[value] += 1
    return {
        unit: {name: of.most_common(1)[0][0] for name, of in said.items()} for unit, said in sorted(counted.items())
    }


def returns_before(plan: Plan, ledger: Ledger, period: Period) -> list[Submission]:
    """The returns of the periods before one, as far as they say what a form last said; period by period, oldest first.

    Where units stand in the place of others all of them, since what counts for whom is told from all.
    """
    before = plan.periods[: plan.periods.index(period)]
    if plan.former:
        returns = returns_of(plan, ledger, before)
        return [submission for earlier in before for submission in returns[earlier.id]]
    # The ledger tells what was said before the last of the periods that it is asked about: "" is after all of them.
    return ledger.last_words([*(earlier.id for earlier in before), ""], date.max)


def newest_accepted(plan: Plan, returns: Iterable[Submission]) -> dict[FormKey, tuple[Period, int]]:
    """For each form, the nearest earlier period in which a return was accepted, and that return's id; oldest first."""
    newest: dict[FormKey, tuple[Period, int]] = {}
    for submission in returns:
        if submission.accepted:
            newest.pop(submission.form, None)
            newest[submission.form] = plan.period[submission.period_id], submission.id
    return newest


def _values_of(
    ledger: Ledger, newest: Mapping[FormKey, tuple[Period, int]], on: date
) -> dict[FormKey, tuple[Period, Mapping[str, CellValue]]]:
    values = answers(ledger, {number: form.item_id for form, (_, number) in newest.items()}, on)
    return {
        form: (earlier, {name: value.value for name, value in values[number].items()})
        for form, (earlier, number) in newest.items()
    }


def last_said(ledger: Ledger, returns: Iterable[Submission], on: date) -> dict[FormKey, Mapping[str, CellValue]]:
    """What was said in the last return of an earlier period that was sent back after the last accepted one.

    By form and field id; what had to be mended is left out.
    """
    newest: dict[FormKey, int] = {}
    for submission in returns:
        if submission.accepted:
            newest.pop(submission.form, None)
        else:
            newest[submission.form] = submission.id
    values = answers(ledger, {number: form.item_id for form, number in newest.items()}, on)
    findings = ledger.findings(newest.values())
    wrong = {number: {f.field for f in of if f.severity is Severity.ERROR} for number, of in findings.items()}
    return {
        form: {name: v.value for name, v in values[number].items() if name not in wrong.get(number, ())}
        for form, number in newest.items()
    }
