"""The look at the inbox before anything is booked: what collecting it would come to.

Knows: how an office's folder is stood in for by a copy. Must not know: what becomes of a file: that is asked of the act
that takes in, on the copy, so that nobody can promise anything else than what will be done.

The copy is .toolkit/preview: links to the files of the inbox, of the history and to the versions of the plan (copies,
where the disk has no links), and a copy of the ledger. Ledger, archive, inbox and outbox stay as they are.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.acts.collected import Collected, NotTaken
from toolkit.acts.gather import gather
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import telling
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole
from toolkit.base.guarded import UnreadableError, hashed, is_plain
from toolkit.base.progress import Progress, no_progress
from toolkit.base.visible import visible
from toolkit.base.workers import Hire, hired
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.intake.headers import plain_name
from toolkit.ledger import Ledger
from toolkit.plan.model import Period
from toolkit.standing.counts import Counts, counts_of


@dataclass(frozen=True, slots=True)
class Lying:
    """A file of the inbox: where it lies, what people call it, its size and the SHA-256 of what was looked at.

    The hash is "" where it could not be read.
    """

    path: Path
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """What collecting the inbox would come to, and how the period in hand stands before and after."""

    files: tuple[Lying, ...]
    collected: Collected
    period: Period
    before: Counts
    after: Counts


def preview(folder: Folder, *, as_of: date, progress: Progress = no_progress, hire: Hire | None = None) -> Previewed:
    """What `toolkit.acts.collect.collect` would come to on ``as_of``; nothing is booked, nobody is answered.

    ``progress`` and ``hire`` as there. Raises `WorkspaceError` as it does.
    """
    from toolkit.acts.take_in import take_in  # only here: what it needs takes longer to load than all the rest

    with folder.locked("看收到的文件", "preview.lock"), _standing_in(folder) as copy, copy.ledger() as ledger:
        period = folder.period()
        before = _counted(folder, ledger, period, as_of)
        note_plan(copy, ledger, as_of, present=True)
        files = tuple(_lying(folder, copy))
        odd = tuple(NotTaken(_name(folder, path), spool.PASSED_OVER) for path in spool.passed_over(folder.inbox))
        with hired(hire, len(files)) as executor:
            collected = take_in(copy, ledger, as_of, period.id, progress, executor)
        after = _counted(copy, ledger, period, as_of)
    return Previewed(files, collected + Collected(left=odd), period, before, after)


def _counted(folder: Folder, ledger: Ledger, period: Period, as_of: date) -> Counts:
    then, chosen = telling(folder, ledger, period, as_of)
    return counts_of(gather(then.plan, ledger, chosen, as_of, whole=False).standings)


def _name(folder: Folder, path: Path) -> str:
    return visible(plain_name(path.relative_to(folder.inbox).as_posix()))


def _lying(folder: Folder, copy: Folder) -> Iterator[Lying]:
    """The files of the inbox as the copy holds them."""
    for path in spool.dropped_files(copy.inbox):
        inside = path.relative_to(copy.inbox)
        try:
            sha256 = hashed(path, "文件", inside=copy.inbox)
        except UnreadableError:
            sha256 = ""
        yield Lying(folder.inbox / inside, _name(copy, path), path.stat().st_size, sha256)


@contextmanager
def _standing_in(folder: Folder) -> Iterator[Folder]:
    """A copy of the folder with all that taking in looks at."""
    root = folder.ledger_path.with_name("preview")
    _cleared(root)
    try:
        with folder.ledger() as ledger:
            copy = Folder(root)
            copy.ledger_path.parent.mkdir(parents=True)
            ledger.copy_to(copy.ledger_path)
        copy.plan_path.write_bytes(folder.plan_bytes)
        copy.__dict__["plan_bytes"] = folder.plan_bytes
        if folder.key_path.exists():
            write_whole(copy.key_path, folder.read(folder.key_path, "工作区密钥"), private=True)
        for place in (copy.inbox, copy.outbox, copy.plans_path, copy.history_path):
            place.mkdir(parents=True)
        for path in spool.dropped_files(folder.inbox):
            _linked(path, copy.inbox / path.relative_to(folder.inbox))
        for there, here in ((folder.plans_path, copy.plans_path), (folder.history_path, copy.history_path)):
            for path in there.rglob("*"):
                if is_plain(path):
                    _linked(path, here / path.relative_to(there))
        yield copy
    except OSError as error:
        raise WorkspaceError(f"看不了收到的文件（{error.strerror}）。请检查磁盘空间和文件夹权限。") from error
    finally:
        with suppress(OSError):
            _cleared(root)


def _cleared(root: Path) -> None:
    if root.is_symlink():
        root.unlink()
    elif root.exists():
        shutil.rmtree(root)


def _linked(path: Path, to: Path) -> None:
    """The same file at another place, or a copy of it with its time; what is gone or locked meanwhile is left out."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, to, follow_symlinks=False)
    except OSError:
        with suppress(OSError):
            shutil.copy2(path, to, follow_symlinks=False)
