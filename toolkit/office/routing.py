"""The act of giving what came to the workspaces to which it belongs: whoever's key proves a form has it.

Knows: the office's inbox, what is in an envelope, which keys there are. Must not know: what a workspace makes of it.
The order that loses nothing: a file lies in 办公室/inbox until it lies whole in the inbox of each workspace that it is
for; one that is parted is archived first. Again with the same bytes changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from toolkit.acts.drop import put_beside, put_in_inbox
from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.files import holds, writing
from toolkit.base.progress import Progress, no_progress
from toolkit.base.visible import visible
from toolkit.form.book import Book
from toolkit.form.whose import proven
from toolkit.intake import spool
from toolkit.intake.envelope import Member as Part
from toolkit.intake.envelope import Opened, open_envelope
from toolkit.intake.headers import plain_name
from toolkit.intake.spool import Dropped
from toolkit.office.folder import OfficeFolder
from toolkit.office.members import Member, members
from toolkit.office.parting import parted
from toolkit.reading.apart import open_book
from toolkit.reading.signed import named_by_number

_UNPROVEN = "里面没有哪个方案发出的表。知道是哪个方案的，请指明方案；都不是的，请退给对方，或者删去。"
_NOBODY = "办公室里还没有可以用的工作区，不知道该分给谁。请先把各个方案的工作区加进来。"
_COMING = "还没有复制完，或者没有存完。请等它完了再分一次。"


@dataclass(frozen=True, slots=True)
class Given:
    """A file that was put into the inbox of a workspace, ``name`` being what that is called.

    ``forms`` of its parts were proven, 0 where a person said to whom it goes.
    """

    file: str
    path: Path
    name: str
    forms: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What nobody was given: the sentence why, with what to do; ``path`` is where it lies, None within another file."""

    file: str
    reason: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """What giving out came to; ``parted`` are the files that held forms of several plans, archived as they came."""

    given: tuple[Given, ...] = ()
    kept: tuple[Kept, ...] = ()
    parted: tuple[str, ...] = ()

    def __add__(self, other: Routed) -> Routed:
        return Routed(self.given + other.given, self.kept + other.kept, self.parted + other.parted)


def route(
    office: OfficeFolder, files: Sequence[Path] = (), *, to: Path | None = None, progress: Progress = no_progress
) -> Routed:
    """Give what lies in 办公室/inbox, and copies of ``files``, to the workspaces whose keys prove it.

    With ``to`` only ``files`` are given, to that workspace, because a person says so. What cannot be read is told, and
    keeps nothing else back. Stops between two files where ``progress`` asks for it. Raises `WorkspaceError` where there
    is no workspace that can be worked with, or ``to`` is none of them.
    """
    with office.locked("分件"):
        good = [one for one in members(office) if not one.trouble]
        if not good:
            raise WorkspaceError(_NOBODY)
        chosen = _named(office, good, to) if to is not None else None
        found, mine = _taken(office, files)
        lying = mine if chosen else list(spool.dropped_files(office.inbox))
        for number, path in enumerate(lying, start=1):
            found += _routed(office, path, good, chosen)
            if progress("分件", number, len(lying)):
                break
        odd = [] if chosen else list(spool.passed_over(office.inbox))
        return found + Routed(kept=tuple(Kept(_shown(office, path), spool.PASSED_OVER) for path in odd))


def lying(office: OfficeFolder) -> list[Path]:
    """The files in 办公室/inbox, oldest first."""
    return list(spool.dropped_files(office.inbox))


def put(office: OfficeFolder, name: str, data: IO[bytes]) -> Path:
    """Put a file into 办公室/inbox under a name of somebody else's; gives its path.

    Raises `WorkspaceError` as `toolkit.acts.drop.put_beside` does.
    """
    office.check_inside(office.inbox / "x")
    return put_beside(office.inbox, name, data)


def _named(office: OfficeFolder, good: Sequence[Member], to: Path) -> Member:
    """The workspace that a person has named, by its path or the name of its folder."""
    said = office.said_of(to)
    found = [one for one in good if said == one.entry.said] or [
        one for one in good if str(to) in (one.name, one.path.name)
    ]
    if len(found) != 1:
        known = "、".join(one.name for one in good)
        raise WorkspaceError(f"办公室里没有“{visible(str(to))}”这个可以用的工作区。现有：{known}。")
    return found[0]


def _taken(office: OfficeFolder, files: Sequence[Path]) -> tuple[Routed, list[Path]]:
    """Files that a person has named, in 办公室/inbox: copies, but for those that lie there; and what cannot be had."""
    kept, mine = [], []
    for path in files:
        try:
            if path.resolve().is_relative_to(office.inbox.resolve()):
                mine.append(path)
                continue
            dropped = spool.take(path)
            mine.append(_put(office.inbox, path.name, dropped.data, dropped.changed_at, office=office))
        except spool.StillComingError:
            kept.append(Kept(visible(path.name), _COMING, path))
        except (ToolkitError, OSError) as error:
            kept.append(Kept(visible(path.name), _said(error), path))
    return Routed(kept=tuple(kept)), mine


def _said(error: ToolkitError | OSError) -> str:
    return str(error) if isinstance(error, ToolkitError) else f"读写出错（{error.strerror}）。请检查磁盘和文件夹权限。"


def _put(
    inbox: Path, name: str, data: bytes, changed: datetime, *, office: OfficeFolder, its: Member | None = None
) -> Path:
    """Put bytes into an inbox, once, with the time at which they were saved."""
    target = inbox / safe_name(name)
    if not holds(target, data):
        stream = BytesIO(data)
        target = put_in_inbox(its.folder, name, stream) if its is not None else put(office, name, stream)
    with suppress(OSError):
        os.utime(target, (changed.timestamp(), changed.timestamp()))
    return target


def _shown(office: OfficeFolder, path: Path) -> str:
    return visible(plain_name(path.relative_to(office.inbox).as_posix()))


def _routed(office: OfficeFolder, path: Path, good: Sequence[Member], chosen: Member | None) -> Routed:
    """What becomes of one file of the office's inbox."""
    shown = _shown(office, path)
    try:
        dropped = spool.take(path, office.inbox)
        if chosen is not None:
            return _given_whole(office, dropped, [(chosen, 0)])
        opened = open_envelope(path.name, dropped.data)
        whose = [_whose(part, good) for part in opened.members]
        owners = [one for one in good if any(one in of for of in whose)]
        if not owners:
            said = [f"{visible(one.name)}：{one.sentence}" for one in opened.problems[:1]]
            return Routed(kept=(Kept(shown, "".join([*said, _UNPROVEN]), path),))
        alone = len(opened.members) == 1 and not opened.members[0].path
        if len(owners) == 1 or alone:
            return _given_whole(office, dropped, [(one, sum(one in of for of in whose)) for one in owners])
        return _given_in_parts(office, dropped, opened, whose, owners)
    except spool.StillComingError:
        return Routed(kept=(Kept(shown, _COMING, path),))
    except (ToolkitError, OSError) as error:
        return Routed(kept=(Kept(shown, _said(error), path),))


def _whose(part: Part, good: Sequence[Member]) -> Collection[Member]:
    """The workspaces whose key proves a file: a form in it, or the number in the name of a scan."""
    book = open_book(part.data, part.name)
    if isinstance(book, Book):
        return [one for one in good if proven(book, one.plan_id, one.keys)]
    readable = (one for one in good if one.plan_id)
    return [one for one in readable if named_by_number(one.folder.plan, part.name, one.keys) is not None]


def _given_whole(office: OfficeFolder, dropped: Dropped, to: Sequence[tuple[Member, int]]) -> Routed:
    """A file put as it is into the inbox of each of some workspaces, and then taken out of the office's."""
    given = []
    for one, forms in to:
        path = _put(one.folder.inbox, dropped.path.name, dropped.data, dropped.changed_at, office=office, its=one)
        given.append(Given(_shown(office, dropped.path), path, one.name, forms))
    spool.remove(dropped.path, office.inbox, dropped.stamp)
    return Routed(tuple(given))


def _given_in_parts(
    office: OfficeFolder,
    dropped: Dropped,
    opened: Opened,
    whose: Sequence[Collection[Member]],
    owners: Sequence[Member],
) -> Routed:
    """An envelope with forms of several plans: to each workspace its own, the rest stays; the whole is archived."""
    name, shown = dropped.path.name, _shown(office, dropped.path)
    office.check_inside(office.archive / "x")
    with writing(office.archive):
        spool.archive(office.archive, dropped.data, dropped.sha256, spool.suffix_of(name))
    given = []
    for one in owners:
        mine = [part for part, of in zip(opened.members, whose, strict=True) if one in of]
        for called, data in parted(name, mine):
            path = _put(one.folder.inbox, called, data, dropped.changed_at, office=office, its=one)
            given.append(Given(shown, path, one.name, len(mine)))
    rest = [part for part, of in zip(opened.members, whose, strict=True) if not of]
    kept = list(_left(office, dropped, rest)) if rest else []
    kept += [Kept(f"{shown} › {visible(one.name)}", one.sentence) for one in opened.problems]
    spool.remove(dropped.path, office.inbox, dropped.stamp)
    return Routed(tuple(given), tuple(kept), (shown,))


def _left(office: OfficeFolder, dropped: Dropped, rest: Sequence[Part]) -> Iterator[Kept]:
    """What no key proves of an envelope, as a file of its own in the office's inbox."""
    stem = dropped.path.stem
    for called, data in parted(f"{stem}（其余）.x", rest):
        path = _put(office.inbox, called, data, dropped.changed_at, office=office)
        names = "、".join(visible(part.name) for part in rest[:5])
        yield Kept(_shown(office, path), f"{names}：{_UNPROVEN}", path)
