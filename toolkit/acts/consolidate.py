"""The act of consolidating: what the office wrote is read first, then the master is written, in volumes if need be.

Knows: the order of the steps, which files make up a master. Must not know: how a sheet is drawn or read, how a file is
replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import __version__
from toolkit.acts import master_files
from toolkit.acts.additions import LeftBeside, kept_beside, remember, with_additions
from toolkit.acts.earlier import earlier_points
from toolkit.acts.fingerprints import fingerprint, is_made, note
from toolkit.acts.gather import gather
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import PlanVersion, telling, telling_version, versions
from toolkit.acts.read_back import ReadBack, Unproven, Unread, read_back
from toolkit.acts.succeeding import asked_before
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.guarded import hashed
from toolkit.folder import Folder
from toolkit.ledger import NOT_FILED, Ledger, Value
from toolkit.plan.model import FormKey, Period, Unit
from toolkit.standing.objections import OfficeProblem, office_problems
from toolkit.standing.status import Standing
from toolkit.standing.volumes import plan_of, rows_of, volume_path, volumes, volumes_beside

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot

_ROUNDS = 20  # in which somebody saves a master while the new one is made, before a sentence asks to stop


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The files that were written, and where the forms stand on that day.

    ``decided`` is how many cells the office had changed since the last time, ``problems`` what is wrong with its
    decisions. ``volumes`` are the files of a master that is too long for one; ``master`` is then their index.
    ``unread`` are the files in outbox/ that were not understood; of those that are to be written the new one was
    not (``not_written``). ``beside`` are the office's own files of which not everything could be carried over,
    ``unproven`` the masters that do not say what had been written, so that all decisions in them are new. ``under`` is
    the version of the plan by which the period is told on the day, None for the newest; ``begun`` is whether it was
    issued by then.
    """

    period: Period
    as_of: date
    master: Path
    standings: tuple[Standing, ...]
    decided: int = 0
    problems: tuple[OfficeProblem, ...] = ()
    volumes: tuple[Path, ...] = ()
    unread: tuple[Unread, ...] = ()
    not_written: tuple[Path, ...] = ()
    beside: tuple[LeftBeside, ...] = ()
    unproven: tuple[Unproven, ...] = ()
    under: PlanVersion | None = None
    begun: bool = True

    @property
    def needs_a_person(self) -> bool:
        """Whether something has to be looked at or done."""
        return bool(self.problems or self.unread or self.beside or self.unproven)


def consolidate(folder: Folder, *, as_of: date, period: str | None = None) -> Consolidated:
    """Write the master workbook of a period as it stands on ``as_of``.

    What the office wrote into the masters under outbox/ since the last time is read first and kept. The master of a
    past day is made with the plan of that day, that of a closed period with the plan of the day of its closing. A
    master of which nothing has changed is left as it is, and so is one that is not understood.
    """
    chosen = folder.period(period)
    with folder.locked("汇总"), folder.ledger() as ledger:
        if period is not None:  # what nobody has asked for is the first period, before anything has gone out
            folder.check_begun(ledger, chosen, "汇总", as_of)
        decided = note_plan(folder, ledger, as_of)
        then, chosen = telling(folder, ledger, chosen, as_of)
        done = _consolidate(folder, then, ledger, chosen, as_of)
        under = telling_version(ledger, chosen, as_of)
        under = None if under == versions(ledger)[-1] else under
        begun = ledger.has_begun(chosen.id, as_of)
        return replace(done, decided=done.decided + decided, under=under, begun=begun)


def _consolidate(folder: Folder, then: Folder, ledger: Ledger, period: Period, as_of: date) -> Consolidated:
    """Read what the office wrote into all masters, and write this one with the plan that it is told by (``then``)."""
    path = folder.master_path(period)
    parts = volumes(then.plan)
    paths = [path] if len(parts) == 1 else [volume_path(path, number) for number in range(1, len(parts) + 1)]
    every = paths if len(parts) == 1 else [path, *paths]
    decided = 0
    unproven: list[Unproven] = []
    master_files.put_aside_again(folder, ledger)
    for _ in range(_ROUNDS):
        with writing(path):
            back = read_back(folder, ledger, as_of)
        decided += back.decided
        unproven += back.unproven
        lying = [back.seen.get(one, "") for one in every]
        made = all(lying) and is_made(folder.fingerprints_path, path.name, _made_of(then, ledger, period, as_of, lying))
        making = _Making(then, ledger, period, as_of, back, made)
        snapshot = making.volumes(path, list(zip(paths, parts, strict=True))) if len(parts) > 1 else making.whole(path)
        if snapshot is None or not making.without(set(volumes_beside(path)) - set(every)):
            continue  # somebody saved the old one in the meantime; that is read as well
        if not made and not making.blocked:
            lying = [hashed(one, "总台账", inside=folder.root) for one in every]
            note(folder.fingerprints_path, path.name, _made_of(then, ledger, period, as_of, lying))
        break
    else:
        raise WorkspaceError(f"{path.name} 正在被别的程序反复改写，没有重写。请关闭它再汇总一次。")
    of_volumes = tuple(paths) if len(parts) > 1 else ()
    return Consolidated(
        period, as_of, path, snapshot.standings, decided, tuple(office_problems(snapshot)), of_volumes, back.unread,
        tuple(making.blocked), tuple(making.beside), tuple(unproven),
    )  # fmt: skip


@dataclass(slots=True)
class _Making:
    """One round of writing the files of a master: from what was read back, until somebody saves one meanwhile.

    ``blocked`` are the files over which nothing was written, because they were not understood; ``beside`` those of
    which not everything could be carried over.
    """

    folder: Folder
    ledger: Ledger
    period: Period
    as_of: date
    back: ReadBack
    made: bool
    blocked: list[Path] = field(default_factory=list)
    beside: list[LeftBeside] = field(default_factory=list)

    def whole(self, path: Path) -> Snapshot | None:
        """Write the master in one workbook; gives what it shows, None where the old one was saved in the meantime."""
        snapshot = gather(self.folder.plan, self.ledger, self.period, self.as_of, whole=not self.made)
        return snapshot if self._drawn(path, snapshot, None) else None

    def volumes(self, index: Path, parts: list[tuple[Path, tuple[Unit, ...]]]) -> Snapshot | None:
        """Write the volumes and their index, one after the other; gives where all forms stand.

        None where an old one was saved in the meantime. Only one volume is in memory at a time.
        """
        from toolkit.standing.figures import figure_fields
        from toolkit.standing.snapshot import Snapshot

        written: list[tuple[Path, tuple[Unit, ...], int]] = []
        found: dict[FormKey, Standing] = {}
        figures: dict[int, Mapping[str, Value]] = {}
        whole_plan = self.folder.plan
        asked = frozenset(figure_fields(whole_plan))
        closed_on: date | None = None
        for path, units in parts:
            plan = plan_of(whole_plan, units)
            only = frozenset(plan.unit)
            snapshot = gather(plan, self.ledger, self.period, self.as_of, whole=not self.made, only=only)
            found |= snapshot.standing
            closed_on = snapshot.closed_on
            if not self._drawn(path, snapshot, only):
                return None
            written.append((path, units, sum(rows_of(item) for item, _ in plan.obligations())))
            for standing in () if self.made else snapshot.standings:
                if standing.accepted is not None:
                    values = snapshot.values[standing.accepted.id]
                    figures[standing.accepted.id] = {name: values[name] for name in asked & values.keys()}
        whole = Snapshot(
            plan=whole_plan,
            period=self.period,
            as_of=self.as_of,
            standings=tuple(found[FormKey(item.id, unit.id)] for item, unit in whole_plan.obligations()),
            values=figures,
            unidentified=tuple(self.ledger.arrivals(*NOT_FILED, on=self.as_of)),
            office=tuple(cell for cell in self.ledger.office(self.period.id) if cell.known_on <= self.as_of),
            closed_on=closed_on,
        )
        return whole if self._indexed(index, whole, written) else None

    def without(self, old: set[Path]) -> bool:
        """Take volumes away that the master no longer has; False where one was saved in the meantime.

        What the office wrote there was read back; their units stand elsewhere now.
        """
        if self.made:
            return True
        return all(self._stays(path) or self._removed(path) for path in sorted(old))

    def _removed(self, path: Path) -> bool:
        return path in self.back.seen and master_files.remove(self.folder, path, self.back.seen[path])

    def _drawn(self, path: Path, snapshot: Snapshot, only: frozenset[str] | None) -> bool:
        if self.made or self._stays(path):
            return True
        from toolkit.master.workbook import master_bytes

        earlier = earlier_points(snapshot, self.ledger, only)
        return self._put(path, master_bytes(snapshot, self.folder.key, earlier))

    def _indexed(self, path: Path, whole: Snapshot, written: list[tuple[Path, tuple[Unit, ...], int]]) -> bool:
        if self.made or self._stays(path):
            return True
        from toolkit.master.volume_index import Volume, index_bytes

        return self._put(path, index_bytes(whole, [Volume(one.name, units, rows) for one, units, rows in written]))

    def _stays(self, path: Path) -> bool:
        """Whether a file is not to be touched, because nobody knows what is in it."""
        if any(path == one.path for one in self.back.unread):
            self.blocked.append(path)
            return True
        return False

    def _put(self, path: Path, data: bytes) -> bool:
        """Every file of the master is written here; False where another lies there than the one that was read."""
        seen = self.back.seen.get(path)
        done = with_additions(self.folder, path, data, seen, self.as_of)
        if done is None:
            return False
        with kept_beside(self.folder, done) as kept:
            kept.stays = master_files.replace(self.folder, self.ledger, path, done.data, seen, self.as_of)
        if not kept.stays:
            return False
        remember(self.folder, path, done)
        if done.left is not None:
            self.beside.append(done.left)
        return True


def _made_of(folder: Folder, ledger: Ledger, period: Period, as_of: date, files: list[str]) -> str:
    """The fingerprint of a master, by the hashes of its files, and of all that it is made of."""
    # What went out is shown by no master, but tells whose is what units reported that are no more.
    out = [(one.item_id, one.unit_id, one.issued_on) for one in asked_before(folder.plan, ledger)]
    return fingerprint(__version__, period.id, as_of, *files, folder.plan_digest, ledger.shown, sorted(out))
