"""The history: every change of the ledger as a file of its own, from which the ledger can be made anew.

Knows: files of statements, numbered from 1 without gaps, each with the hash of the one before and the seal of who wrote
it (`toolkit.ledger.sealing`). Must not know: what a statement means. A change is durable when its file is there; the
ledger follows. So a ledger that was lost, damaged, or put back from an older copy catches up by itself; a history that
does not hang together is followed by nobody.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import settle, write_whole
from toolkit.base.guarded import Trouble, UnreadableError, hashed, read_guarded
from toolkit.base.unpacked import TooMuchError, gunzip, parsed_json
from toolkit.ledger.sealing import Seals, with_seal, without_seal

Statement = tuple[str, Sequence[Sequence[Any]]]
"""SQL, and the rows of parameters that it is run with."""
_FOLDER = 1000  # files in one folder
_WHAT = "archive/history 里的"
_FREE, _FREE_VALUES = 64 * 2**20, 1_000_000  # what any change may come to
_NAME = re.compile(r"([0-9]{8})\.json\.gz")
REMEDY = (
    "请从最新的备份恢复 archive 文件夹；没有备份、台账数据库完好的，运行 toolkit rebuild --from ledger，"
    "以台账为准重新开始记录。"
)


NOT_OURS = (
    "请从最新的备份恢复 archive 和 .toolkit 文件夹；没有备份、台账数据库完好的，运行 toolkit rebuild --from ledger，"
    "以台账为准重新开始记录；查明来历、确实要以记录为准的，运行 toolkit rebuild --from history。"
)


class HistoryError(WorkspaceError):
    """A history that does not hang together: ``what`` is wrong, and after it what the operator can do."""

    def __init__(self, what: str, remedy: str = REMEDY) -> None:
        self.what = what
        super().__init__(what + remedy)


class UnprovenError(HistoryError):
    """A change that this workspace did not write, or not in this place."""

    def __init__(self, what: str) -> None:
        super().__init__(what, NOT_OURS)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the version of the tables that it was written for, and its statements.

    ``whole`` says that it is no change but all there was at that time. ``before`` is the SHA-256 of the file of the
    change before, "" where there is none, None on a change from before there was such a thing.
    """

    schema: int
    statements: tuple[Statement, ...]
    whole: bool = False
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A change as it was read, the SHA-256 of its file, what its seal is over, and the seal, "" where it has none."""

    change: Change
    sha256: str
    body: str = field(default="", repr=False)
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The numbers that a history has: the oldest, the newest, and ``start``, from which on none is missing.

    All are 0 where there is none. ``missing`` is the newest number that is not there, 0 for none after the oldest;
    ``strays`` are files that look like changes and lie where no change lies, such as copies.
    """

    oldest: int = 0
    start: int = 0
    newest: int = 0
    missing: int = 0
    strays: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Most:
    """How much a change may come to: bytes ``packed``, and below inflated, rows, values.

    A bomb is told by its ratio: the history that this office wrote must always be readable, however long a change is,
    but no change of rows packs better than ``ratio`` to one, or has a value for less than two bytes. What comes from
    another office has a ``limit`` of bytes and ``most_values`` as well.
    """

    packed: int
    rows: int
    ratio: int = 200
    limit: int | None = None
    most_values: int | None = None

    def inflated(self, packed: int) -> int:
        """The bytes that so many packed ones may come to."""
        most = max(_FREE, self.ratio * packed)
        return most if self.limit is None else min(most, self.limit)

    def values(self, text: int) -> int:
        """The values that a text of so many characters may hold."""
        most = max(_FREE_VALUES, text // 2)
        return most if self.most_values is None else min(most, self.most_values)


OWN = Most(packed=2**30, rows=20_000_000)
# A period of the shipped plan has 7,500 values of forms and comes to 1.5 MB.
BELOW = Most(packed=32 * 2**20, rows=1_000_000, limit=128 * 2**20, most_values=8_000_000)


def place(folder: Path, number: int) -> Path:
    """Where a change lies."""
    return folder / f"{number // _FOLDER:04}" / f"{number:08}.json.gz"


def keep(folder: Path, number: int, change: Change, key: bytes | None = None) -> str:
    """Write a change, durably, sealed under a ``key`` where there is one; gives the SHA-256 of its file.

    Raises `OSError`, and `HistoryError` where there is one of this number: nothing is ever written over.
    """
    path = place(folder, number)
    if path.exists():
        raise HistoryError(f"archive/history 里已经有第 {number} 号记录，没有覆盖。")
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        settle(folder)
    said = {"schema": change.schema, "whole": change.whole, "before": change.before, "statements": change.statements}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    if key is not None:
        text = with_seal(number, text, key)
    data = gzip.compress(text.encode("utf-8", "surrogatepass"), 1, mtime=0)
    write_whole(path, data)
    return hashlib.sha256(data).hexdigest()


def read(folder: Path, number: int, most: Most | None = None) -> Kept | None:
    """A change, or None where there is none of this number; ``most`` is what it may come to, by default as its own.

    Raises `WorkspaceError` when it is damaged, or comes to more.
    """
    path = place(folder, number)
    try:
        # The folder lies in archive/ of a workspace, out of which no link is followed.
        data = read_guarded(path, _WHAT, most=(most or OWN).packed, inside=folder.parents[1])
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING and not os.path.lexists(path):
            return None
        raise HistoryError(f"{error.wrong}。") from error
    text = _text(data, path.name, most or OWN)
    return Kept(_said(text, path.name, most or OWN), hashlib.sha256(data).hexdigest(), *without_seal(text))


def parsed(data: bytes, name: str, most: Most) -> Change:
    """A change from the bytes of its file ``name``. Raises `WorkspaceError` when it is damaged or comes to too much."""
    return _said(_text(data, name, most), name, most)


def _text(data: bytes, name: str, most: Most) -> str:
    try:
        return gunzip(data, most.inflated(len(data))).decode("utf-8", "surrogatepass")
    except (TooMuchError, MemoryError) as error:
        raise _too_much(name) from error
    except (EOFError, zlib.error, ValueError) as error:
        raise _unreadable(name, error) from error


def _said(text: str, name: str, most: Most) -> Change:
    try:
        said = parsed_json(text, most.values(len(text)))
        statements = tuple((str(sql), rows) for sql, rows in said["statements"])
        if sum(len(rows) for _, rows in statements) > most.rows:
            raise TooMuchError
        before = said.get("before")
        return Change(int(said["schema"]), statements, bool(said["whole"]), None if before is None else str(before))
    except (TooMuchError, MemoryError) as error:
        raise _too_much(name) from error
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise _unreadable(name, error) from error


def _too_much(name: str) -> HistoryError:
    return HistoryError(f"archive/history 里的 {name} 展开后太大，不像是正常的记录，没有读取。")


def _unreadable(name: str, error: BaseException) -> HistoryError:
    return HistoryError(f"archive/history 里的 {name} 读不出来（{type(error).__name__}）。")


def sha256_of(folder: Path, number: int) -> str:
    """The SHA-256 of the file of a change, "" where there is none. Raises `HistoryError` when it cannot be read."""
    try:
        return hashed(place(folder, number), _WHAT, inside=folder.parents[1])
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING:
            return ""
        raise HistoryError(f"{error.wrong}。") from error


def check_link(number: int, change: Change, before: str, *, chained: bool) -> None:
    """Prove that a change follows the one before: its file's hash is ``before`` ("" where it is not there).

    Raises `HistoryError` where it follows another one: two histories lie in one folder. A change from before there was
    the hash says nothing, but it cannot follow one that has it (``chained``).
    """
    if chained if change.before is None else before and change.before != before:
        raise HistoryError(
            f"archive/history 里第 {number} 号记录接不上第 {number - 1} 号，可能混进了另一份记录，或者有一号被换过。"
        )


def check_seal(number: int, kept: Kept, seals: Seals, before: int) -> int:
    """Prove that this workspace wrote a change; gives the age of its key, which is none greater than ``before``.

    Raises `UnprovenError` where it did not, or where a change that it wrote before was under a newer key.
    """
    age = seals.age(number, kept.body, kept.seal)
    if age is None or age > before:
        wrong = "没有封印，前面的却有" if kept.seal == "" else "封印不对，不是用这个工作区现在的密钥写的"
        raise UnprovenError(f"archive/history 里第 {number} 号记录{wrong}，可能是别人放进去的。")
    return age


def age_of(folder: Path, number: int, seals: Seals, most: Most | None = None) -> int:
    """The age of the key of a change that was proven before; as from before there were seals where there is none."""
    kept = read(folder, number, most) if number else None
    age = seals.age(number, kept.body, kept.seal) if kept is not None else None
    return seals.unsealed if age is None else age


def listed(folder: Path) -> Listed:
    """What lies in a history's folder. Raises `HistoryError` when it cannot be listed."""
    numbers: set[int] = set()
    strays: list[Path] = []
    try:
        for root, folders, names in os.walk(folder, onerror=_raise):
            folders.sort()
            for name in names:
                path = Path(root, name)
                match = _NAME.fullmatch(name)
                if match and int(match[1]) and path == place(folder, int(match[1])):
                    numbers.add(int(match[1]))
                elif ".json" in name and not name.endswith(".tmp"):
                    strays.append(path)
    except FileNotFoundError:
        return Listed()
    except OSError as error:
        raise HistoryError(f"archive/history 读不出来（{error.strerror}）。", "请检查网络和文件夹权限。") from error
    if not numbers:
        return Listed(strays=tuple(sorted(strays)))
    oldest, newest = min(numbers), max(numbers)
    # A file that somebody adds while the folder is listed may be left out, and a later one not.
    gaps = (n for n in range(newest, oldest, -1) if n not in numbers and not os.path.lexists(place(folder, n)))
    missing = next(gaps, 0)
    return Listed(oldest, missing + 1 if missing else oldest, newest, missing, tuple(sorted(strays)))


def _raise(error: OSError) -> None:
    raise error


def check_start(folder: Path, found: Listed, most: Most | None = None) -> None:
    """Prove that a history can be repeated from its start on: it is the first change, or holds everything.

    Raises `HistoryError` with the number that is missing.
    """
    if found.start <= 1:
        return
    first = read(folder, found.start, most)
    if first is None or not first.change.whole:
        raise gap(found)


def gap(found: Listed) -> HistoryError:
    """The error that says which change is missing."""
    return HistoryError(f"archive/history 缺第 {found.missing or found.oldest - 1} 号记录。")
