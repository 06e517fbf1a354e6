"""The act of consolidating: what the office wrote is read first, then the master is written, in volumes if need be.

Knows: the order of the steps, which files make up a master. Must not know: how a sheet is drawn or read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import __version__
from toolkit.acts.fingerprints import fingerprint, is_made, note
from toolkit.acts.gather import gather
from toolkit.acts.read_back import read_back
from toolkit.base.files import writing
from toolkit.folder import Folder
from toolkit.intake.spool import digest
from toolkit.ledger import NOT_FILED, Ledger, Value
from toolkit.plan.model import FormKey, Period, Unit
from toolkit.standing.objections import OfficeProblem, office_problems
from toolkit.standing.status import Standing
from toolkit.standing.volumes import plan_of, rows_of, volume_path, volumes, volumes_beside

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The files that were written, and where the forms stand on that day.

    ``decided`` is how many cells the office had changed since the last time, ``problems`` what is wrong with its
    decisions. ``volumes`` are the files of a master that is too long for one; ``master``
    is then their index.
    """

    period: Period
    as_of: date
    master: Path
    standings: tuple[Standing, ...]
    decided: int = 0
    problems: tuple[OfficeProblem, ...] = ()
    volumes: tuple[Path, ...] = ()


def consolidate(folder: Folder, *, as_of: date, period: str | None = None) -> Consolidated:
    """Write the master workbook of a period as it stands on ``as_of``.

    What the office wrote into the masters under outbox/ since the last time is read first and kept. A master of which
    nothing has changed is left as it is.
    """
    chosen = folder.period(period)
    with folder.locked("汇总"), folder.ledger() as ledger:
        if period is not None:  # what nobody has asked for is the first period, before anything has gone out
            folder.check_begun(ledger, chosen, "汇总")
        return _consolidate(folder, ledger, chosen, as_of)


def _consolidate(folder: Folder, ledger: Ledger, period: Period, as_of: date) -> Consolidated:
    path = folder.master_path(period)
    parts = volumes(folder.plan)
    paths = [path] if len(parts) == 1 else [volume_path(path, number) for number in range(1, len(parts) + 1)]
    every = paths if len(parts) == 1 else [path, *paths]
    decided = 0
    while True:
        before = [_stamp(one) for one in every]
        with writing(path):
            decided += read_back(folder, ledger, as_of)
        made = is_made(folder.fingerprints_path, path.name, _made_of(folder, ledger, period, as_of, every))
        snapshot: Snapshot | None
        if len(parts) > 1:
            snapshot = _volumes(folder, ledger, period, as_of, list(zip(paths, parts, strict=True)), before, made)
        else:
            snapshot = gather(folder.plan, ledger, period, as_of, whole=not made)
            if not made:
                from toolkit.master.workbook import master_bytes

                data = master_bytes(snapshot)
                if [_stamp(one) for one in every] == before:
                    _put(folder, ledger, path, data, as_of)
                else:
                    snapshot = None
        if snapshot is None:
            continue  # somebody saved the old one in the meantime; that is read as well
        if not made:
            for old in sorted(set(volumes_beside(path)) - set(every)):
                with writing(old):
                    old.unlink()  # read back above; its units stand elsewhere now
            note(folder.fingerprints_path, path.name, _made_of(folder, ledger, period, as_of, every))
        break
    of_volumes = tuple(paths) if len(parts) > 1 else ()
    return Consolidated(period, as_of, path, snapshot.standings, decided, tuple(office_problems(snapshot)), of_volumes)


def _volumes(
    folder: Folder,
    ledger: Ledger,
    period: Period,
    as_of: date,
    parts: list[tuple[Path, tuple[Unit, ...]]],
    before: list[tuple[int, int] | None],
    made: bool,
) -> Snapshot | None:
    """Write the volumes and their index, one after the other, unless they are made; gives where all forms stand.

    None where an old one was saved in the meantime. Only one volume is in memory at a time.
    """
    from toolkit.standing.snapshot import Snapshot

    written: list[tuple[Path, tuple[Unit, ...], int]] = []
    found: dict[FormKey, Standing] = {}
    figures: dict[int, dict[str, Value]] = {}
    indicators = frozenset(folder.plan.indicator)
    for (path, units), stamp in zip(parts, before[1:], strict=True):
        plan = plan_of(folder.plan, units)
        snapshot = gather(plan, ledger, period, as_of, whole=not made, only=frozenset(plan.unit))
        found |= snapshot.standing
        if made:
            continue
        if not _write_volume(folder, ledger, path, snapshot, stamp):
            return None
        written.append((path, units, sum(rows_of(item) for item, _ in plan.obligations())))
        for standing in snapshot.standings:
            if standing.accepted is not None:
                values = snapshot.values[standing.accepted.id]
                figures[standing.accepted.id] = {name: values[name] for name in indicators & values.keys()}
    whole = Snapshot(
        plan=folder.plan,
        period=period,
        as_of=as_of,
        standings=tuple(found[FormKey(item.id, unit.id)] for item, unit in folder.plan.obligations()),
        values=figures,
        unidentified=tuple(ledger.arrivals(*NOT_FILED, on=as_of)),
        office=tuple(cell for cell in ledger.office(period.id) if cell.known_on <= as_of),
    )
    return whole if made or _write_index(folder, ledger, whole, written, before[0]) else None


def _write_volume(
    folder: Folder, ledger: Ledger, path: Path, snapshot: Snapshot, stamp: tuple[int, int] | None
) -> bool:
    from toolkit.master.workbook import master_bytes

    data = master_bytes(snapshot)
    if _stamp(path) != stamp:
        return False
    _put(folder, ledger, path, data, snapshot.as_of)
    return True


def _write_index(
    folder: Folder,
    ledger: Ledger,
    whole: Snapshot,
    written: list[tuple[Path, tuple[Unit, ...], int]],
    stamp: tuple[int, int] | None,
) -> bool:
    from toolkit.master.volume_index import Volume, index_bytes

    data = index_bytes(whole, [Volume(path.name, units, rows) for path, units, rows in written])
    path = folder.master_path(whole.period)
    if _stamp(path) != stamp:
        return False
    _put(folder, ledger, path, data, whole.as_of)
    return True


def _put(folder: Folder, ledger: Ledger, path: Path, data: bytes, as_of: date) -> None:
    folder.put(path, data)
    ledger.record_office([], [(digest(data), path.name)], as_of)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells whether a file has changed."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def _made_of(folder: Folder, ledger: Ledger, period: Period, as_of: date, paths: list[Path]) -> str:
    """The fingerprint of a master and of all that it is made of; "" while there is none."""
    if not all(path.exists() for path in paths):
        return ""
    files = [digest(path.read_bytes()) for path in paths]
    return fingerprint(__version__, period.id, as_of, *files, folder.plan_digest, ledger.position)
