"""The act of rolling up: packages are taken in, offices gathered one by one, the region's master written.

Knows: the order of the steps, which offices count and from where. Must not know: how a sheet is drawn, how a
history or a package is read. What is wrong with one office is said and keeps none of the others out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from toolkit import __version__
from toolkit.acts.additions import LeftBeside, kept_beside, remember, with_additions
from toolkit.acts.fingerprints import fingerprint, is_made, note
from toolkit.acts.gather import gather
from toolkit.acts.master_files import ROUNDS, put_over, put_over_seen, rewritten, seen_of
from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.files import writing
from toolkit.base.guarded import hashed
from toolkit.base.progress import Progress
from toolkit.catalogue import catalogues
from toolkit.handup.credential import key_under, region_key
from toolkit.handup.package import sound
from toolkit.ledger import Ledger
from toolkit.plan.model import Period
from toolkit.region import changes
from toolkit.region.book import Heading, RegionBook
from toolkit.region.changes import Since, known, since_last
from toolkit.region.counts import Included, LeftOut, included
from toolkit.region.folder import RegionFolder
from toolkit.region.ledger_sheet import reported_in_any
from toolkit.region.offices import Office, sentence, told
from toolkit.region.packages import TakenIn, handed, set_aside, take_in
from toolkit.region.sources import Sources
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tasks import reported_captions
from toolkit.standing.volumes import volume_path

_FORGOTTEN = "以前汇总过，这次没有写它的文件夹，也没有它的上报包。要列入的，请写上文件夹再运行一次，或者请它上报。"


@dataclass(frozen=True)
class RolledUp:
    """What a roll-up came to.

    ``left_out`` are the offices that are not included and why; ``notes`` say which of two sources counts,
    ``doubts`` where it is not the one that was asked for; ``changes`` is how many things differ from the last time,
    None where there was none. ``beside`` are the region's own files of which not everything could be carried over.
    """

    period: Period
    as_of: date
    master: Path
    included: tuple[Included, ...]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    changes: int | None = None
    volumes: tuple[Path, ...] = ()
    taken: TakenIn = field(default_factory=TakenIn)
    beside: tuple[LeftBeside, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether an office or its folder is not included, or something was not taken, or could not be kept."""
        return bool(self.left_out or self.doubts or self.beside or self.taken.set_aside or self.taken.waiting)


def roll_up(
    folder: RegionFolder, folders: Sequence[Path], as_of: date, today: date, period_id: str | None, progress: Progress
) -> RolledUp:
    """Take in what was handed up and write the region's master of a period as it stands on a day.

    Raises `WorkspaceError` when no office can be included, or two of ``folders`` are one's.
    """
    with folder.locked("汇总各上报单位"), folder.ledger() as ledger:
        key = region_key(folder.key_path)
        key_of = partial(key_under, key)
        taken = take_in(folder.inbox, folder.archive, ledger, key_of, today)
        refused = [LeftOut(one.name, one.reason) for one in taken.set_aside]
        refused += [LeftOut(one.name, one.reason) for one in taken.waiting]
        sources = Sources(folder.mirrors, folder.archive, as_of, refused, key_of)
        sources.add_folders(folders)
        sources.add_packages(handed(ledger))
        period = sources.period(period_id)
        sources.settle(period)
        there = {*(one.name for one in sources.good), *(one.name for one in sources.left_out)}
        forgotten = [name for name in known(folder.state_path(period.id)) if name not in there]
        sources.left_out += [LeftOut(name, _FORGOTTEN) for name in forgotten]
        return _Master(folder, ledger, sources, period, as_of).write(taken, progress)


class _Master:
    """The region's master of a period while it is written."""

    def __init__(self, folder: RegionFolder, ledger: Ledger, sources: Sources, period: Period, as_of: date) -> None:
        self._folder, self._ledger, self._sources, self._period, self._as_of = folder, ledger, sources, period, as_of
        self._path = folder.master_path(period.id)
        self._written: list[Path] = []
        self.beside: list[LeftBeside] = []
        self._facts = [f"{one.name} {one.where} {one.as_of} {one.mark}" for one in sources.good]
        self._facts += [f"{one.name} {one.reason}" for one in sources.left_out]

    def write(self, taken: TakenIn, progress: Progress) -> RolledUp:
        """Write it, unless nothing has changed since it was written. Raises `WorkspaceError` when it would be empty."""
        sources, period, as_of = self._sources, self._period, self._as_of
        book = None if is_made(self._folder.fingerprints_path, self._path.name, self._made_of()) else self._begun()
        found = self._gathered(book, progress)
        if not found:
            raise sources.nothing()
        since = since_last(self._folder.state_path(period.id), {one.name: one.state for one in found}, as_of)
        if book is not None:
            self._finish(book, found, since)
        return RolledUp(
            period, as_of, self._path, tuple(found), tuple(sources.left_out), tuple(sources.notes),
            tuple(sources.doubts), None if since.day is None else len(since.changes),
            tuple(self._folder.volumes(period.id)), taken, tuple(self.beside),
        )  # fmt: skip

    def _begun(self) -> RegionBook:
        plans = [(one.name, one.plan) for one in self._sources.good]
        reported = reported_in_any(reported_captions(catalogues(plan)) for _, plan in plans)
        return RegionBook(Heading(self._period.name, self._as_of, reported), plans, self._put_volume)

    def _gathered(self, book: RegionBook | None, progress: Progress) -> list[Included]:
        """What is kept of every office; one that cannot be read is left out. Each is drawn as it is gathered."""
        good, found = self._sources.good, []
        for done, one in enumerate(good):
            progress("正在汇总各上报单位", done, len(good))
            try:
                snapshot, kept = _looked_at(one, self._period.id)
            except ToolkitError as error:
                self._sources.left_out.append(LeftOut(one.name, sentence(error)))
                continue
            found.append(kept)
            if book is not None:
                book.add(one.name, snapshot)
        progress("正在汇总各上报单位", len(good), len(good))
        return found

    def _finish(self, book: RegionBook, found: Sequence[Included], since: Since) -> None:
        """Write the workbook, take old volumes away, and note what it was made of."""
        data = book.finish(found, self._sources.left_out, set_aside(self._ledger), since.day, since.changes)
        self._put(self._path, data)
        for old in set(self._folder.volumes(self._period.id)) - set(self._written):
            self._put(old, None)
        changes.remember(self._folder.state_path(self._period.id), since)
        note(self._folder.fingerprints_path, self._path.name, self._made_of())

    def _put_volume(self, number: int, data: bytes) -> str:
        self._written.append(volume_path(self._path, number))
        self._put(self._written[-1], data)
        return self._written[-1].name

    def _put(self, path: Path, data: bytes | None) -> None:
        """Write a file, or take it away, once what somebody may have saved there is in the archive.

        What the office has added to it goes into the new one.
        """
        folder = self._folder
        if data is None:
            put_over(path, None, folder.archive, folder.fingerprints_path)
            return
        for _ in range(ROUNDS):
            with writing(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                seen = seen_of(path, folder.archive)
                done = with_additions(folder, path, data, seen, self._as_of)
                if done is None:
                    continue
                with kept_beside(folder, done) as kept:
                    kept.stays = put_over_seen(path, done.data, seen, folder.archive, folder.fingerprints_path)
            if kept.stays:
                remember(folder, path, done)
                self.beside += [done.left] if done.left is not None else []
                return
        raise rewritten(path)

    def _made_of(self) -> str:
        """The fingerprint of the master and of all that it is made of; "" while there is none."""
        if not self._path.exists():
            return ""
        paths = (self._path, *self._folder.volumes(self._period.id))
        files = [hashed(one, "汇总台账", inside=self._folder.root) for one in paths]
        return fingerprint(__version__, self._period.id, self._as_of, self._ledger.position, *self._facts, *files)


def _looked_at(one: Office, period_id: str) -> tuple[Snapshot, Included]:
    """What one office's own master shows, and what the region's keeps of it.

    Raises `WorkspaceError` where it has not issued the period, or its ledger holds what cannot be.
    """
    with told():
        period = one.plan.period[period_id]
        with one.open() as ledger:
            if not ledger.has_begun(period_id, one.as_of):
                raise WorkspaceError(f"{period.name}（{period_id}）截至 {one.as_of} 还没有发表，没有列入。")
            snapshot = gather(one.plan, ledger, period, one.as_of, whole=True, seen_on=one.planned_on)
        if not all(sound(value.value) for of in snapshot.values.values() for value in of.values()):
            raise ValueError("no number")
        return snapshot, included(one.name, one.where, one.newest, snapshot)
