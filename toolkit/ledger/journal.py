"""The history: every change of the ledger as a file of its own, from which the ledger can be made anew.

Knows: files of statements, numbered from 1. Must not know: what a statement means. A change is durable when its file is
there; the ledger follows. So a ledger that was lost, damaged, or put back from an older copy catches up by itself.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole

Statement = tuple[str, Sequence[Sequence[Any]]]
"""SQL, and the rows of parameters that it is run with."""
_FOLDER = 1000  # files in one folder


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the version of the tables that it was written for, and its statements.

    ``whole`` says that it is no change but all there was at that time.
    """

    schema: int
    statements: tuple[Statement, ...]
    whole: bool = False


def place(folder: Path, number: int) -> Path:
    """Where a change lies."""
    return folder / f"{number // _FOLDER:04}" / f"{number:08}.json.gz"


def keep(folder: Path, number: int, change: Change) -> None:
    """Write a change, durably. Raises `OSError`."""
    path = place(folder, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {"schema": change.schema, "whole": change.whole, "statements": change.statements}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    write_whole(path, gzip.compress(text.encode("utf-8", "surrogatepass"), 1, mtime=0))


def read(folder: Path, number: int) -> Change | None:
    """A change, or None where there is none of this number.

    Raises `WorkspaceError` when it is damaged.
    """
    path = place(folder, number)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path.name, error) from error
    return parsed(data, path.name)


def parsed(data: bytes, name: str) -> Change:
    """A change from the bytes of its file ``name``. Raises `WorkspaceError` when it is damaged."""
    try:
        said = json.loads(gzip.decompress(data).decode("utf-8", "surrogatepass"))
        statements = tuple((str(sql), rows) for sql, rows in said["statements"])
        return Change(int(said["schema"]), statements, bool(said["whole"]))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: BaseException) -> WorkspaceError:
    return WorkspaceError(
        f"archive/history 里的 {name} 读不出来（{type(error).__name__}）。请从备份恢复 archive 文件夹。"
    )


def replace_ledger(fresh: Path, ledger: Path) -> Path | None:
    """Put a ledger in another's place; the old one is kept beside it. Raises `OSError`."""
    number = 1
    while (kept := ledger.with_name(f"ledger.old{number}.db")).exists():
        number += 1
    there = ledger.exists()
    for suffix in ("-wal", "-shm", ""):  # what SQLite keeps beside a database belongs to that database
        beside = ledger.with_name(ledger.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))
    fresh.replace(ledger)
    return kept if there else None


def bounds(folder: Path) -> tuple[int, int]:
    """The numbers of the oldest and the newest change, 0 when there are none."""
    names = (path.name[:8] for path in folder.glob("[0-9]*/[0-9]*.json.gz"))
    numbers = [int(name) for name in names if name.isdigit()]
    return min(numbers, default=0), max(numbers, default=0)
