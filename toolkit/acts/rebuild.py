"""The act of rebuilding: ledger and history brought together again, from the one of them that is whole.

Knows: where ledger, history and originals lie, which locks are needed. Must not know: what a change means. Nothing is
thrown away: what is replaced lies beside it afterwards, under a name that says “old”.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from toolkit.acts.examining import unproven
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import settle, writing
from toolkit.folder import Folder
from toolkit.intake.originals import whole_originals
from toolkit.ledger import EventKind, Ledger
from toolkit.ledger.journal import HistoryError, UnprovenError, listed

AGAIN = "存档原件"  # the folder of the inbox into which the originals go to be read again


class Source(StrEnum):
    """What is believed: the history, the ledger as it is, or nothing but the originals."""

    HISTORY = "history"
    LEDGER = "ledger"
    ORIGINALS = "originals"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was made from what: the number of changes that the history has now, and what lies beside as old.

    ``originals`` is how many originals there are in the archive. ``missing`` are the names of those that the ledger
    knows and the archive has not, or not as they came; ``unaccounted`` the names of those in the archive that the
    ledger does not know. ``unproven`` are the numbers of the changes that were believed though their seals are wrong.
    """

    source: Source
    changes: int
    kept: tuple[Path, ...]
    originals: int
    missing: tuple[str, ...] = ()
    unaccounted: tuple[str, ...] = ()
    unproven: tuple[int, ...] = ()


def rebuild(folder: Folder, *, today: date, source: Source | None = None) -> Rebuilt:
    """Make the ledger anew from archive/history, or the history anew from the ledger, or both from the originals.

    Without a ``source`` the history is repeated, and only if the ledger has nothing that the history lacks. From the
    originals: they are put into the inbox again, and the office runs `toolkit run`.

    Raises `WorkspaceError` when what it is to be made from is not there, or damaged; then everything stays as it is.
    """
    with folder.locked("重建台账数据库"), folder.mail_locked("重建台账数据库"), writing(folder.ledger_path):
        if source is Source.LEDGER:
            kept = _history_anew(folder)
        elif source is Source.ORIGINALS:
            kept = _all_anew(folder, today)
        else:
            kept = _ledger_anew(folder, today, certain=source is Source.HISTORY)
        with folder.ledger() as ledger:
            known, met = ledger.originals(), ledger.met()
        originals, damaged = whole_originals(folder.archive)
        found = listed(folder.history_path)
    missing = tuple(dict.fromkeys(name for sha256, name in known.items() if sha256 not in originals))
    unaccounted = () if source is Source.ORIGINALS else tuple(
        path.name for sha256, path in originals.items() if sha256 not in met
    )  # fmt: skip
    return Rebuilt(
        source or Source.HISTORY,
        found.newest - found.start + 1 if found.newest else 0,
        kept,
        len(originals) + len(damaged),
        missing,
        unaccounted,
        unproven(folder.history_path, folder.seals()) if source is Source.HISTORY else (),
    )


def _ledger_anew(folder: Folder, today: date, *, certain: bool) -> tuple[Path, ...]:
    """Repeat the history into a new ledger; one that knows more is only replaced if that is ``certain``."""
    if not listed(folder.history_path).newest:
        raise WorkspaceError(
            "archive/history 里没有记录，不能照它重建。请从备份恢复 archive 文件夹；没有备份的，台账数据库完好就运行 "
            "toolkit rebuild --from ledger，只剩存档原件就运行 toolkit rebuild --from originals。"
        )
    more = _has_more(folder)
    if more is not None and not certain:
        raise WorkspaceError(
            f"{more.what}照记录重建会丢掉后来的内容，没有改动。请从最新的备份恢复 archive 文件夹；没有备份的，"
            "运行 toolkit rebuild --from ledger，以台账为准；确实要以记录为准的，运行 toolkit rebuild --from history。"
        )
    fresh = folder.ledger_path.with_name("rebuilt.db")
    for path in fresh.parent.glob(f"{fresh.name}*"):
        path.unlink()
    with Ledger(fresh, folder.history_path, folder.seals(believing=certain)):
        pass
    kept = _move_aside(folder.ledger_path)
    fresh.replace(folder.ledger_path)
    if more is not None:
        with folder.ledger() as ledger:  # goes another way from here on, which whoever follows the history must see
            ledger.log(today, EventKind.REBUILD, Source.HISTORY)
    return (kept,) if kept else ()


def _has_more(folder: Folder) -> HistoryError | None:
    """What the ledger as it is has and the history has not; None where the history has everything, or no ledger is."""
    if not folder.ledger_path.exists():
        return None
    try:
        with folder.ledger():
            return None
    except UnprovenError:
        return None  # it is the history that has more, of somebody's
    except HistoryError as error:
        try:
            with Ledger(folder.ledger_path) as ledger:
                return error if ledger.position and not ledger.faults() else None
        except WorkspaceError:
            return None
    except WorkspaceError:
        return None  # damaged: that is what rebuilding is for


def _history_anew(folder: Folder) -> tuple[Path, ...]:
    """Begin the history anew with everything that the ledger holds; the old one is kept beside it."""
    if not folder.ledger_path.exists():
        raise WorkspaceError("没有台账数据库，不能照它重新开始记录。请从备份恢复 .toolkit 和 archive 文件夹。")
    with suppress(HistoryError), folder.ledger():
        pass  # what it can still follow it has now
    path, fresh = folder.history_path, folder.history_path.with_name("history.new")
    with Ledger(folder.ledger_path, seals=folder.seals()) as ledger:
        if faults := ledger.faults():
            raise WorkspaceError(
                f"台账数据库有损坏（{faults[0]}），不能照它重新开始记录。请从备份恢复 .toolkit 文件夹。"
            )
        if not ledger.position:
            raise WorkspaceError(
                "台账数据库是空的，不能照它重新开始记录。请从备份恢复 .toolkit 和 archive 文件夹；都没有备份的，"
                "运行 toolkit rebuild --from originals，把存档原件重新收一遍。"
            )
        # A number of its own: whoever has followed the old history does not take it for a part of that.
        newest = max((listed(old).newest for old in path.parent.glob("history*") if old != fresh), default=0)
        if fresh.exists():
            shutil.rmtree(fresh)
        ledger.keep_everything(fresh, max(newest, ledger.position) + 1)
    kept = _move_aside(path)
    fresh.replace(path)
    settle(path.parent)
    return (kept,) if kept else ()


def _all_anew(folder: Folder, today: date) -> tuple[Path, ...]:
    """Put the originals into the inbox to be read again, with an empty ledger and a history that says so."""
    originals, _ = whole_originals(folder.archive)
    if not originals:
        raise WorkspaceError("archive 里没有存档原件，不能重新收。请从备份恢复 archive 文件夹。")
    again = folder.inbox / AGAIN
    again.mkdir(parents=True, exist_ok=True)
    for path in originals.values():
        # With its time, which tells the order where nothing in the file does.
        shutil.copy2(path, again / path.name)
    kept = tuple(filter(None, (_move_aside(folder.ledger_path), _move_aside(folder.history_path))))
    with Ledger(folder.ledger_path, folder.history_path, folder.seals()) as ledger:
        ledger.log(today, EventKind.REBUILD, Source.ORIGINALS)
    return kept


def _move_aside(path: Path) -> Path | None:
    """Put a ledger or a history beside its place, under a name that nothing has; None where there is none.

    Raises `OSError`.
    """
    number = 1
    while (kept := path.with_name(f"{path.stem}.old{number}{path.suffix}")).exists():
        number += 1
    there = path.exists()
    for suffix in ("-wal", "-shm", ""):  # what SQLite keeps beside a database belongs to that database
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))
    return kept if there else None
