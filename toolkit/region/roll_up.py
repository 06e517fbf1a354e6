"""The act of rolling up: packages are taken in, prefectures gathered one by one, the region's master written.

Knows: the order of the steps, which prefectures count and from where. Must not know: how a sheet is drawn, how a
history or a package is read. What is wrong with one prefecture is said and keeps none of the others out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import __version__
from toolkit.acts.fingerprints import fingerprint, is_made, note
from toolkit.acts.gather import gather
from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.files import write_whole, writing
from toolkit.catalogue import catalogues
from toolkit.handup.credential import credential_for, region_key
from toolkit.handup.package import sound
from toolkit.intake.spool import digest
from toolkit.ledger import Ledger
from toolkit.plan.model import Period
from toolkit.region.book import Heading, RegionBook
from toolkit.region.changes import known, remember, since_last
from toolkit.region.counts import Left, Part, part_of
from toolkit.region.ledger_sheet import reported_in_any
from toolkit.region.packages import TakenIn, handed, set_aside, take_in
from toolkit.region.prefectures import Prefecture, sentence
from toolkit.region.sources import Sources
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tables import reported_captions

if TYPE_CHECKING:
    from toolkit.base.progress import Progress
    from toolkit.region.facade import Region

_FORGOTTEN = "以前汇总过，这次没有写它的文件夹，也没有它的上报包。要列入的，请写上文件夹再运行一次，或者请它上报。"


@dataclass(frozen=True)
class RolledUp:
    """What a roll-up came to.

    ``left`` are the prefectures that are not included and why; ``notes`` say which of two sources counts, ``doubts``
    where it is not the one that was asked for; ``changes`` is how many things differ from the last time, None where
    there was none.
    """

    period: Period
    as_of: date
    master: Path
    parts: tuple[Part, ...]
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    changes: int | None = None
    volumes: tuple[Path, ...] = ()
    taken: TakenIn = field(default_factory=TakenIn)

    @property
    def needs_a_person(self) -> bool:
        """Whether a prefecture or its folder is not included, or something in the inbox was not taken."""
        return bool(self.left or self.doubts or self.taken.set_aside or self.taken.left)


def rollup(
    region: Region,
    ledger: Ledger,
    folders: Sequence[Path],
    as_of: date,
    today: date,
    period_id: str | None,
    progress: Progress,
) -> RolledUp:
    """Take in what was handed up and write the region's master of a period as it stands on a day."""
    key = region_key(region.key_path)
    taken = take_in(region.inbox, region.archive, ledger, lambda name: _key_for(name, key), today)
    refused = [Left(name, why) for name, why in (*taken.set_aside, *taken.left)]
    sources = Sources(region.mirrors, region.archive, as_of, refused)
    sources.add_folders(folders)
    sources.add_packages(handed(ledger))
    period = sources.period(period_id)
    sources.settle(period)
    return _written(region, ledger, sources, taken, period, as_of, progress)


def _key_for(name: str, key: bytes) -> bytes:
    return credential_for(name, key).key


def _written(
    region: Region,
    ledger: Ledger,
    sources: Sources,
    taken: TakenIn,
    period: Period,
    as_of: date,
    progress: Progress,
) -> RolledUp:
    path = region.master_path(period.id)
    state_path = region.states / f"{safe_name(period.id)}.json.gz"
    there = {*(one.name for one in sources.good), *(one.name for one in sources.left)}
    sources.left += [Left(name, _FORGOTTEN) for name in known(state_path) if name not in there]
    facts = [f"{one.name} {one.where} {one.as_of} {one.mark}" for one in sources.good]
    facts += [f"{one.name} {one.reason}" for one in sources.left]
    written: list[Path] = []

    def put(number: int, data: bytes) -> str:
        written.append(path.with_name(f"{path.stem}_分册{number:02}.xlsx"))
        _put(written[-1], data)
        return written[-1].name

    def made_of() -> str:
        """The fingerprint of the master and of all that it is made of; "" while there is none."""
        if not path.exists():
            return ""
        files = [digest(one.read_bytes()) for one in (path, *_volumes(path))]
        return fingerprint(__version__, period.id, as_of, ledger.position, *facts, *files)

    plans = [(one.name, one.plan) for one in sources.good]
    reported = reported_in_any(reported_captions(catalogues(plan)) for _, plan in plans)
    made = is_made(region.notes, path.name, made_of())
    book = None if made else RegionBook(Heading(period.name, as_of, reported), plans, put)
    parts: list[Part] = []
    for done, one in enumerate(sources.good):
        progress("正在汇总各地区", done, len(sources.good))
        try:
            snapshot, part = _looked_at(one, period.id)
        except ToolkitError as error:
            sources.left.append(Left(one.name, sentence(error)))
            continue
        parts.append(part)
        if book is not None:
            book.add(one.name, snapshot)
    progress("正在汇总各地区", len(sources.good), len(sources.good))
    if not parts:
        raise sources.nothing()
    since = since_last(state_path, {part.name: part.state for part in parts}, as_of)
    if book is not None:
        data = book.finish(parts, sources.left, set_aside(ledger), since.day, since.changes)
        _put(path, data)
        for old in set(_volumes(path)) - set(written):
            with writing(old):
                old.unlink()
        remember(state_path, since)
        note(region.notes, path.name, made_of())
    changes = None if since.day is None else len(since.changes)
    return RolledUp(
        period, as_of, path, tuple(parts), tuple(sources.left), tuple(sources.notes), tuple(sources.doubts), changes,
        tuple(_volumes(path)), taken,
    )  # fmt: skip


def _volumes(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.stem}_分册*.xlsx"))


def _looked_at(one: Prefecture, period_id: str) -> tuple[Snapshot, Part]:
    """What one prefecture's own master shows, and what the region's keeps of it.

    Raises `WorkspaceError` where its ledger holds what cannot be.
    """
    try:
        with one.open() as ledger:
            snapshot = gather(one.plan, ledger, one.plan.period[period_id], one.as_of, whole=True)
        if not all(sound(value.value) for of in snapshot.values.values() for value in of.values()):
            raise ValueError("no number")
        return snapshot, part_of(one.name, one.where, one.newest, snapshot)
    except (ToolkitError, OSError):
        raise
    except Exception as error:  # rows from outside may fail anywhere: where they are parsed, compared, summed
        raise WorkspaceError(
            f"台账里有读不懂的内容（{type(error).__name__}）。请该地区运行 toolkit doctor 检查，处理好以后再汇总。"
        ) from error


def _put(path: Path, data: bytes) -> None:
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
