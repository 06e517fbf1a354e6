"""The packages that offices handed up: taken out of the region's inbox, kept, and the newest of each found.

Knows: the order of the steps of intake, which package counts. Must not know: what is in a package beyond its manifest,
how a master is drawn. The order is that of `toolkit.intake.spool`: archive, ledger, and only then the inbox. The newest
package of an office is the one known up to the later day; of one day, the one with more changes behind it, then the
one made later, and the hash decides where all are the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.acts.collected import NotTaken
from toolkit.base.guarded import Trouble, UnreadableError
from toolkit.base.visible import visible
from toolkit.handup.package import OFFICE, Manifest, NoPackageError, is_package, unpack
from toolkit.intake import spool
from toolkit.intake.envelope import open_envelope
from toolkit.ledger import Arrival, ArrivalOutcome, EventKind, Ledger

_NOT_ONE = (
    "这不是上报包，没有汇总。填报表和佐证材料请放到收表的工作区的 inbox 里；"
    "上报请用 toolkit handup 做好的“上报_单位_报送期.zip”。"
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One package that was taken in: what it says of itself, its hash, and the name it came under."""

    manifest: Manifest
    sha256: str
    file_name: str

    @property
    def order(self) -> tuple[object, ...]:
        """Its place among those of its office."""
        return *self.manifest.order, self.sha256


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that is no package, or cannot be believed: its name, why, and the day on which it was set aside."""

    name: str
    reason: str
    day: date


@dataclass
class TakenIn:
    """What became of the inbox: packages taken, names of what was there already, what is set aside or still waits."""

    taken: list[Handed] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    waiting: list[NotTaken] = field(default_factory=list)


def take_in(inbox: Path, archive: Path, ledger: Ledger, key_of: Callable[[str], bytes], today: date) -> TakenIn:
    """Take every package in the inbox; what is none, or cannot be believed, is set aside.

    A package of a day that has not come yet would be the newest for ever, so it is not believed either.
    """
    found = TakenIn()
    paths = list(spool.dropped_files(inbox))
    coming = spool.growing(paths)
    known = {one.sha256 for one in handed(ledger)}
    for path in paths:
        name = visible(path.relative_to(inbox).as_posix())
        try:
            if path in coming:
                raise spool.StillComingError
            dropped = spool.take(path, inbox)
        except spool.StillComingError:
            found.waiting.append(NotTaken(name, "文件好像还在复制，没有收。等复制完再运行一次。"))
        except UnreadableError as error:
            if error.trouble is not Trouble.MISSING:  # else somebody has taken it away again
                found.waiting.append(NotTaken(name, str(error)))
        else:
            _take(inbox, archive, ledger, dropped, key_of, today, known, found)
    found.waiting += [
        NotTaken(visible(path.relative_to(inbox).as_posix()), spool.PASSED_OVER) for path in spool.passed_over(inbox)
    ]
    return found


def _take(  # noqa: PLR0913 - where a package comes from and goes
    inbox: Path,
    archive: Path,
    ledger: Ledger,
    dropped: spool.Dropped,
    key_of: Callable[[str], bytes],
    today: date,
    known: set[str],
    found: TakenIn,
) -> None:
    """Take one dropped file: a package, or a mail or zip with packages in it."""
    opened = open_envelope(dropped.path.name, dropped.data)
    keep = [(dropped.data, dropped.sha256, spool.suffix_of(dropped.path.name))]
    good: list[Handed] = []
    aside: list[tuple[str, bytes, str]] = [(label, dropped.data, why) for label, why in opened.problems]
    for member in opened.members:
        sha256 = spool.digest(member.data)
        label = visible(" › ".join((*member.path, member.name)))
        if sha256 in known:
            found.duplicates.append(label)
            continue
        try:
            if not is_package(member.data):
                raise NoPackageError(_NOT_ONE)
            manifest = unpack(member.data, key_of).manifest
            if manifest.as_of > today:
                raise NoPackageError(
                    f"上报包的截至日期 {manifest.as_of} 还没有到，可能是{manifest.office}的电脑日期不对。"
                    "请对方核对日期后重做。"
                )
            good.append(Handed(manifest, sha256, label))
            known.add(sha256)
        except NoPackageError as error:
            aside.append((label, member.data, str(error)))
        keep.append((member.data, sha256, spool.suffix_of(member.name)))
    spool.archive_all(archive, keep)
    for label, data, why in aside:
        spool.set_aside(inbox, label.rpartition(" › ")[2], data, why)
    if aside:
        arrivals = [
            Arrival(label, spool.digest(data), today, ArrivalOutcome.UNIDENTIFIED, why, known_on=today)
            for label, data, why in aside
        ]
        ledger.record([], arrivals)
    for one in good:
        ledger.log(today, EventKind.PACKAGE, _packed(one))
    spool.forget_note(inbox, dropped.path.name)
    with suppress(PermissionError):  # one that is open elsewhere stays, and changes nothing the next time
        spool.remove(dropped.path, inbox, dropped.stamp)
    found.taken += good
    found.set_aside += [SetAside(label, why, today) for label, _, why in aside]


def handed(ledger: Ledger) -> list[Handed]:
    """All packages that were ever taken in, in the order in which they came."""
    found: dict[str, Handed] = {}
    for _, detail in ledger.events(EventKind.PACKAGE):
        said = json.loads(detail)
        days = date.fromisoformat(said["as_of"]), date.fromisoformat(said["made_on"])
        manifest = Manifest(said[OFFICE], said["plan_id"], said["period_id"], days[0], said["position"], days[1])
        found.setdefault(said["sha256"], Handed(manifest, said["sha256"], said["file_name"]))
    return list(found.values())


def set_aside(ledger: Ledger) -> list[SetAside]:
    """What was set aside and has not been taken since."""
    taken = {one.sha256 for one in handed(ledger)}
    arrivals = ledger.arrivals(ArrivalOutcome.UNIDENTIFIED)
    return [SetAside(one.name, one.note, one.received_on) for one in arrivals if one.sha256 not in taken]


def newest(packages: Iterable[Handed]) -> dict[str, list[Handed]]:
    """The packages of each office, the newest first."""
    found: dict[str, list[Handed]] = {}
    for one in packages:
        found.setdefault(one.manifest.office, []).append(one)
    return {name: sorted(of, key=lambda one: one.order, reverse=True) for name, of in found.items()}


def _packed(one: Handed) -> str:
    said = {**one.manifest.said(), "sha256": one.sha256, "file_name": one.file_name}
    return json.dumps(said, ensure_ascii=False)
