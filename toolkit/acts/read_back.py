"""The act of reading masters back: what the office wrote goes to the ledger before a new master is written.

Knows: how edits of several copies are merged, what is kept of what was not understood. Must not know: how a master is
read or drawn, what a decision means. An edit of what the toolkit had written counts. Where two copies were edited,
what was decided later counts, then what was saved later; the other is kept and listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.gather import gather
from toolkit.acts.master_files import Found, candidates, own_paths
from toolkit.acts.plans_used import telling
from toolkit.acts.succeeding import office_of
from toolkit.catalogue import catalogues
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.intake.envelope import Member
from toolkit.intake.moments import saved_at
from toolkit.ledger import CellValue, Fate, Ledger, OfficeCell, OfficePlace
from toolkit.plan.model import Period
from toolkit.standing.corrections import correction
from toolkit.standing.decisions import against, not_taken, standing_cells

if TYPE_CHECKING:
    from toolkit.reading.masters.outcome import Doubt, Edit, MasterRead


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is a master, or may be one, and was not understood: where it lies, and what to do, in a sentence."""

    path: Path
    sentence: str


@dataclass(frozen=True, slots=True)
class Unproven:
    """A master whose hidden sheet is gone or was changed: where it lies, and what follows from it, in a sentence."""

    path: Path
    sentence: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What reading the masters came to.

    ``decided`` is how many cells the office had changed. ``seen`` has the hash of every file that was understood, by
    its path: what lies there may be replaced as long as it is that file. ``unread`` may not. Of ``unproven`` ones
    everything was taken for new, because they do not say what had been written.
    """

    decided: int
    seen: Mapping[Path, str]
    unread: tuple[Unread, ...] = ()
    unproven: tuple[Unproven, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    sha256: str
    saved_at: datetime
    read: MasterRead
    own: bool

    @property
    def name(self) -> str:
        """What people know it by."""
        return self.path.name


@dataclass(slots=True)
class _Plans:
    """The plans with which masters are read, each once and only where a new master lies there."""

    folder: Folder
    ledger: Ledger
    _of: dict[str, Folder] = field(default_factory=dict)

    def of(self, period: Period) -> Folder:
        """The folder with the plan that a period is told by."""
        if period.id not in self._of:
            self._of[period.id], _ = telling(self.folder, self.ledger, period, date.max)
        return self._of[period.id]


def read_back(folder: Folder, ledger: Ledger, as_of: date) -> ReadBack:
    """Take what the office wrote into all masters under outbox/.

    Each is read with the plan that its period is told by: that of a closed one is the plan of the day of its closing.
    """
    seen: dict[Path, str] = {}
    unread: list[Unread] = []
    plans = _Plans(folder, ledger)
    files = sorted(_new(plans, as_of, seen, unread), key=lambda file: (file.saved_at, file.sha256))
    changed = 0
    for file in files:
        then = plans.of(folder.plan.period[file.read.period_id])
        office = _office(then, ledger, file.read.period_id)
        standing = standing_cells(office)
        cells = [cell for edit in file.read.edits if (cell := _merged(edit, standing.get(edit.place), file, as_of))]
        cells += _removed(file, standing, as_of)
        cells += _doubted(then, ledger, file, as_of)
        cells += _looked_at(office, file, as_of)
        ledger.record_office(cells, [(file.sha256, file.name)], as_of)
        changed += sum(cell.applied for cell in cells)
    return ReadBack(changed, seen, tuple(unread), tuple(_unproven(files)))


def _office(folder: Folder, ledger: Ledger, period_id: str) -> list[OfficeCell]:
    """What stands in a period's master: what the office wrote there, and in the rows that go on over all periods."""
    if folder.plan.former:
        return [c for c in office_of(folder.plan, ledger) if c.row or c.period_id == period_id]
    return [c for c in ledger.office(period_id) if not c.row] + ledger.office_rows()


def _unproven(files: Iterable[_File]) -> Iterator[Unproven]:
    from toolkit.reading.masters.outcome import UNPROVEN

    for file in files:
        if file.read.proof in UNPROVEN:
            yield Unproven(file.path, f"{file.name} {UNPROVEN[file.read.proof]}")


def unread_in(folder: Folder, ledger: Ledger, as_of: date) -> tuple[Unread, ...]:
    """The files in outbox/ that are masters, or may be, and are not understood; nothing is read back or archived."""
    unread: list[Unread] = []
    for _ in _new(_Plans(folder, ledger), as_of, {}, unread, keep=False):
        pass
    return tuple(unread)


def _new(
    plans: _Plans, as_of: date, seen: dict[Path, str], unread: list[Unread], *, keep: bool = True
) -> Iterator[_File]:
    """The masters that were not read before, once their bytes are in the archive."""
    folder = plans.folder
    known, keys = plans.ledger.masters_read(), folder.keys(as_of)
    elsewhere = {path.name for period in folder.plan.periods for path in own_paths(folder, period)}
    for period in folder.plan.periods:
        own = {path: path.name for path in own_paths(folder, period)}
        for found in candidates(folder, period):
            # Of another period's master that lies under this one's name it is said below.
            if found.sha256 in known and not (found.path in own and known[found.sha256] in elsewhere - {*own.values()}):
                seen[found.path] = found.sha256
                continue
            read = _read(plans, period, found, keys, own=found.path in own)
            if read.reason is not None:
                unread.append(Unread(found.path, f"{found.path.name} {read.sentence}"))
                continue
            if found.data is None or not read.period_id:
                continue  # certainly no master
            seen[found.path] = found.sha256
            if keep:
                # What was decided can be traced to the very file in which it was written.
                spool.archive(folder.archive, found.data, found.sha256, spool.suffix_of(found.path.name))
            moment = saved_at(Member(found.path.name, found.data), found.changed_at, as_of, folder.plan.issued_on)
            yield _File(found.path, found.sha256, moment, read, found.path in own)


def _read(plans: _Plans, period: Period, found: Found, keys: Collection[bytes], *, own: bool) -> MasterRead:
    """A file as it is understood, also by where it lies; ``own`` says that it is to be replaced by a new master."""
    # Only here: it takes longer to load than all the rest.
    from toolkit.reading.masters.baseline import Proof
    from toolkit.reading.masters.outcome import NO_MASTER, Outcome, Reason, not_understood
    from toolkit.reading.masters.read import read_master

    if found.trouble is not None:
        return not_understood(found.trouble) if own or found.may_be_one else NO_MASTER
    assert found.data is not None
    read = read_master(found.data, plans.of(period).plan, period.id, keys)
    its = plans.folder.plan.period.get(read.period_id, period)
    if plans.of(its).plan != plans.of(period).plan:  # of another period, which is told by another plan
        read = read_master(found.data, plans.of(its).plan, period.id, keys)
    if read.outcome is Outcome.NO_MASTER and own:
        return not_understood(Reason.STRANGER)
    if read.reason is None and read.outcome is not Outcome.NO_MASTER:
        if read.period_id not in plans.folder.plan.period:
            return not_understood(Reason.FOREIGN_PLAN)
        # What says of another period without a proof is not filed there, wherever it lies.
        if (own or read.proof is not Proof.HOLDS) and read.period_id != period.id:
            return not_understood(Reason.OTHER_PERIOD)
    return read


def _cell(thing: Edit | Doubt, file: _File, as_of: date) -> OfficeCell:
    item_id, unit_id, measure_no, caption, row = thing.place
    return OfficeCell(
        item_id, unit_id, file.read.period_id, measure_no, caption, thing.value, thing.decided_on, file.saved_at, as_of,
        file.name, thing.sheet, thing.cell, row=row,
    )  # fmt: skip


def _merged(edit: Edit, current: OfficeCell | None, file: _File, as_of: date) -> OfficeCell | None:
    """An edit as it goes to the ledger, None where it says nothing new."""
    cell = _cell(edit, file, as_of)
    now = current.value if current else None
    if current is None or edit.base == now:
        return None if edit.value == now else cell
    if not edit.known_base and cell.rank[:2] >= current.rank[:2]:
        return None if edit.value == now else cell  # nobody can say what it was made from, but it is not older
    wins = cell.rank > current.rank
    if edit.value == now:
        return cell if wins else None  # the same said again and later: it stands against what lies between
    return replace(cell, fate=Fate.APPLIED if wins else Fate.LOST, conflict=against(cell, current))


def _removed(file: _File, standing: Mapping[OfficePlace, OfficeCell], as_of: date) -> Iterator[OfficeCell]:
    """What stood in rows that were deleted from the master itself, and was not changed since in another copy.

    In a copy that somebody has made for a purpose of his own a row that is gone says nothing.
    """
    of_row: dict[str, list[Edit]] = {}
    for edit in file.read.removed if file.own else ():
        of_row.setdefault(edit.place.row, []).append(edit)
    for edits in of_row.values():
        now = {place: cell.value for place, cell in standing.items() if place.row == edits[0].place.row}
        if {edit.place: edit.base for edit in edits} == {place: v for place, v in now.items() if v is not None}:
            yield from (_cell(edit, file, as_of) for edit in edits)


def _doubted(folder: Folder, ledger: Ledger, file: _File, as_of: date) -> Iterator[OfficeCell]:
    """What of a master was not taken, as it goes to the ledger: kept, shown, without effect."""
    from toolkit.reading.masters.outcome import Why

    theirs: dict[str, dict[str, CellValue]] | None = None
    reported: tuple[str, ...] = ()
    for doubt in file.read.doubts:
        cell = _cell(doubt, file, as_of)
        if doubt.why is Why.OTHER_ROW:
            yield replace(cell, fate=Fate.LOST, conflict=doubt.sentence)
        elif doubt.why is not Why.NOT_THEIRS:
            yield replace(cell, fate=Fate.UNREAD, conflict=doubt.sentence)
        else:
            if theirs is None:
                theirs, reported = _written(folder, ledger, folder.plan.period[file.read.period_id], as_of)
            before = theirs.get(f"{cell.item_id}|{cell.unit_id}|{cell.measure_no}", {}).get(cell.column)
            area = folder.plan.unit[cell.unit_id].area
            said = correction(cell.column, before, reported, area)
            yield replace(cell, fate=Fate.NOT_THEIRS, conflict=said)


def _written(
    folder: Folder, ledger: Ledger, period: Period, as_of: date
) -> tuple[dict[str, dict[str, CellValue]], tuple[str, ...]]:
    """What the cells of a master say now, by row key and caption or indicator, and which of these the units report."""
    from toolkit.standing.figures import indicator_rows
    from toolkit.standing.tasks import reported_captions, row_values, task_rows

    snapshot = gather(folder.plan, ledger, period, as_of, whole=True)
    office = standing_cells(snapshot.office)
    rows = {
        task.row_key: row_values(task, number, snapshot, office)
        for number, task in enumerate(task_rows(snapshot), start=1)
    }
    for figures in indicator_rows(snapshot):
        for unit_id, figure in figures.figures.items():
            form = f"{figures.indicator.item_id}|{unit_id}|0"
            rows.setdefault(form, {})[figures.indicator.name] = figure.value
    names = (indicator.name for indicator in folder.plan.indicators)
    return rows, (*reported_captions(catalogues(folder.plan)), *names)


def _looked_at(office: list[OfficeCell], file: _File, as_of: date) -> Iterator[OfficeCell]:
    """What was not taken before, was listed in this very master, and is not there any more: the office has seen it."""
    again = {doubt.place for doubt in file.read.doubts}
    for cell in not_taken(office):
        if cell.place not in again and (cell.key, cell.column) in file.read.listed:
            yield replace(
                cell, value=None, saved_at=file.saved_at, known_on=as_of, file_name=file.name, fate=Fate.SEEN,
                conflict="",
            )  # fmt: skip
            again.add(cell.place)
