"""The act of filing by hand: a person says whose a file is that the toolkit did not recognise.

Knows: the order of the steps. Must not know: how a form is read or a rule is checked. What a person filed is checked
like any other return, and is recorded as filed by hand.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.collected import Taken
from toolkit.acts.entries import is_accepted, reading_of, rows_of, says, values_of
from toolkit.acts.judged_anew import judged_as_before
from toolkit.acts.pictures import kept
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.reasked import newest_asked
from toolkit.acts.reply import reply
from toolkit.acts.withdraw import withdraw
from toolkit.base.codes import Code, finding
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Severity
from toolkit.check.batch import check
from toolkit.folder import Folder
from toolkit.form.identify import Identified, Unidentified, identify
from toolkit.form.seal import Identity, find_number
from toolkit.intake import spool
from toolkit.intake.envelope import Member
from toolkit.intake.moments import saved_at
from toolkit.ledger import Arrival, ArrivalOutcome, Entry, Evidence, Ledger, Submission
from toolkit.plan.model import Item, Period, Unit
from toolkit.plan.succession import now_called
from toolkit.reading import papers
from toolkit.reading.apart import open_book
from toolkit.reading.forms import ReadForm, read_form

if TYPE_CHECKING:
    from toolkit.form.book import Book


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of a file that was filed by hand: a return, or a paper."""

    taken: Taken | None
    paper: Evidence | None


def assign(folder: Folder, file: Path, *, unit: str, item: str, period: str | None = None, as_of: date) -> Assigned:
    """File by hand what was not recognised, as the form or a paper of an item, unit and period.

    Raises `WorkspaceError` when the unit does not owe the item, when the file cannot be read, is no workbook or paper,
    has been filed before, is a form of another unit or item, or holds no answer, and when a return that was accepted
    would give way to one that is older or has errors.
    """
    chosen = folder.period(period)
    (its_item, its_unit), *_ = folder.owed(unit, item)
    with folder.locked("认领"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of, present=True)
        reply(folder, ledger)  # to a claim that was cut off
        assigned = _file(folder, ledger, file, its_item, its_unit, chosen, as_of)
        withdraw(folder, chosen, its_unit)
        reply(folder, ledger)
    return assigned


def _file(folder: Folder, ledger: Ledger, path: Path, item: Item, unit: Unit, period: Period, as_of: date) -> Assigned:
    try:
        dropped = spool.take(path)
    except spool.StillComingError:
        raise WorkspaceError(f"{path.name} 好像还在复制。请等复制完再认领。") from None
    if dropped.sha256 in ledger.filed() - ledger.sent_back():
        # A claim that was cut off has left it here.
        spool.archive(folder.archive, dropped.data, dropped.sha256, spool.suffix_of(dropped.path.name))
        _clear(folder, path)
        raise _filed_before(path)
    if papers.is_paper(dropped.data, path.name):
        run = _begun(folder, ledger, dropped, as_of)
        paper = Evidence(dropped.sha256, item.id, unit.id, period.id, path.name, "人工认领", as_of, as_of, run)
        arrival = Arrival(
            path.name, dropped.sha256, as_of, ArrivalOutcome.FILED, "人工认领为佐证材料", unit.id, as_of, run
        )
        ledger.record([], [arrival], [paper])
        _clear(folder, path)
        return Assigned(None, paper)
    form, entry = read_claim(folder, ledger, dropped, (item, unit, period), as_of)
    if judged_as_before(ledger, entry):
        raise _filed_before(path)
    check_claim(ledger, entry, unit, item, len(folder.catalogues[item.id].of(unit.id).fields))
    run = _begun(folder, ledger, dropped, as_of)
    entry = replace(entry, submission=replace(entry.submission, run_id=run))
    arrival = Arrival(path.name, dropped.sha256, as_of, ArrivalOutcome.FILED, "人工认领", unit.id, as_of, run)
    of = Evidence("", item.id, unit.id, period.id, "", "", as_of, as_of, run)
    ledger.record([entry], [arrival], kept(folder, dropped.data, form.pictures, of))
    _clear(folder, path)
    s = entry.submission
    newest = ledger.submissions(period.id, form=s.form)[-1]
    repairs = sum(bool(value.repair) for value in entry.values)
    older, supplied = s.order < newest.order, ledger.period_steps().is_supplied(s)
    taken = Taken(unit, item.code, period.id, path.name, s.accepted, entry.findings, repairs, older, supplied=supplied)
    return Assigned(taken, None)


def _filed_before(path: Path) -> WorkspaceError:
    return WorkspaceError(f"{path.name} 已经登记过，没有再收。用 toolkit history 可以查看。")


def _begun(folder: Folder, ledger: Ledger, dropped: spool.Dropped, as_of: date) -> int:
    """Begin a run and keep the original; in this order, so that no original lies beside a ledger that knows nothing."""
    run = ledger.begin_run(as_of)
    spool.archive(folder.archive, dropped.data, dropped.sha256, spool.suffix_of(dropped.path.name))
    return run


def check_claim(ledger: Ledger, entry: Entry, unit: Unit, item: Item, asked: int) -> None:
    """Refuse a claim of what is no return, and one that would displace a better return.

    ``asked`` is how many cells the form has. Raises `WorkspaceError`.
    """
    said = entry.submission
    filled = sum(bool(value.raw.strip()) for value in entry.values)
    if not filled:
        raise WorkspaceError(
            f"{said.file_name} 和{unit.area} {item.code} 的填报表对得上 {len(entry.values)}/{asked} 格，一格也没有填，"
            "没有登记。请核对单位和事项，或者请对方用发下去的表填报。"
        )
    accepted = [s for s in ledger.submissions(said.period_id, form=said.form) if s.accepted]
    if not accepted:
        return
    newest = accepted[-1]
    if said.order <= newest.order:
        raise WorkspaceError(
            f"{unit.area} {item.code} 已经收下了一份更新的（{newest.file_name}），{said.file_name} 没有登记。"
        )
    if not said.accepted:
        errors = sum(finding.severity is Severity.ERROR for finding in entry.findings)
        raise WorkspaceError(
            f"{unit.area} {item.code} 已经收下了一份（{newest.file_name}）；{said.file_name} 有 {errors} 处错误，"
            "登记了会变成退回，没有登记。请对方改好后再报。"
        )


def read_claim(
    folder: Folder, ledger: Ledger, dropped: spool.Dropped, whose: tuple[Item, Unit, Period], as_of: date
) -> tuple[ReadForm, Entry]:
    """A workbook as the form of an item and unit, and what the ledger would hold of it.

    Raises `WorkspaceError` when it cannot be read, or is known for a form of another item or unit.
    """
    item, unit, _ = whose
    name = dropped.path.name
    book = open_book(dropped.data, name)
    if isinstance(book, str):
        raise WorkspaceError(f"{name} 不能认领：{book}")
    for known in identify(book, folder.plan, *folder.keys(as_of)):
        if isinstance(known, Unidentified):
            continue
        unit_id = now_called(folder.plan.former, known.identity.unit_id)
        if (known.identity.item_id, unit_id) == (item.id, unit.id):
            continue
        its = folder.plan.unit[unit_id].area, folder.plan.item[known.identity.item_id].code
        raise WorkspaceError(f"{name} 是{its[0]} {its[1]} 的填报表，认得出来，不能认领给别的表。请放进 inbox 收取。")
    return _entry(folder, ledger, book, dropped, whose, as_of)


def _entry(
    folder: Folder,
    ledger: Ledger,
    book: Book,
    dropped: spool.Dropped,
    whose: tuple[Item, Unit, Period],
    as_of: date,
) -> tuple[ReadForm, Entry]:
    """The form as it is read, and what the ledger would hold of it."""
    item, unit, period = whose
    catalogue = folder.catalogues[item.id].of(unit.id)
    issued = ledger.issued(period.id)
    versions = [form.version for key, form in issued.items() if key[:2] == (item.id, unit.id)]
    texts = (str(v) for grid in book.sheets.values() for row in grid for v in row if v)
    number = next((n for text in texts if (n := find_number(text))), None)
    version = number.version if number and number.version in versions else max(versions, default=1)
    identity = Identity(folder.plan.id, item.id, unit.id, period.id, version, catalogue.digest)
    sheet = next(iter(book.sheets), "")
    note = finding(Code.IDENTITY_ASSIGNED, sheet)
    form = read_form(Identified(identity, sheet, book, (note,)), catalogue, folder.plan)
    reading = reading_of(catalogue, form, as_of, issued)
    (findings,) = check([reading])
    member = Member(dropped.path.name, dropped.data)
    moment = saved_at(member, dropped.changed_at, as_of, folder.plan.issued_on)
    submission = Submission(
        0, item.id, unit.id, period.id, version, as_of, is_accepted(findings), dropped.path.name, dropped.sha256,
        sheet, moment, as_of, 0, True, says=says(reading, newest_asked(ledger, as_of).get(item.id, 0)),
    )  # fmt: skip
    return form, Entry(submission, values_of(reading), findings, rows_of(reading))


def _clear(folder: Folder, path: Path) -> None:
    """Take the file and its note out of the inbox; a file that lies elsewhere stays there."""
    if folder.inbox.resolve() in path.resolve().parents:
        with suppress(PermissionError):
            # What is open elsewhere stays; the file is a duplicate the next time.
            path.with_name(path.name + spool.NOTE_SUFFIX).unlink(missing_ok=True)
            spool.remove(path.resolve(), folder.inbox.resolve())
