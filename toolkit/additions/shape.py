"""What the toolkit drew on a sheet, as a hidden sheet of the same workbook remembers it.

Knows: captions, keys of rows, looks of columns, and how they are packed. Must not know: what the sheets are about. What
differs from this later is the office's.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from toolkit.additions.styles import Look
from toolkit.base.excel_limits import CELL

OWN_SHEET, SHAPE = "own", "shape"
_LENGTH = 6  # characters of a digest
_PIECE = CELL - 7
_BETWEEN = "\x1f"
_FIRST = "\x1e"  # before a text that is no key


@dataclass(frozen=True)
class Shape:
    """One sheet as the toolkit drew it.

    ``head`` is the row of the captions, from 1. ``key`` are the columns by which a row is known, from 0; ``also`` those
    that say the same in words, where the key is gone. ``grows`` says that columns and rows of the office's may stand
    among the toolkit's. ``rows`` are the digests of its keys, None where a row that has a key is the toolkit's;
    ``notes`` those of its notes; ``looks`` are those of each column's cells; ``taken`` are the cells
    that it has written: of a sheet that grows those above the captions. ``widths`` are those of its columns, in
    characters, ``hidden`` the columns that it does not show, ``frozen`` how many rows and columns stand still; None
    where the file is from before these were written down.
    """

    sheet: str
    head: int
    captions: tuple[str, ...]
    key: tuple[int, ...]
    also: tuple[int, ...] = ()
    grows: bool = True
    rows: frozenset[str] | None = None
    notes: frozenset[str] = frozenset()
    looks: tuple[tuple[Look, ...], ...] = ()
    taken: frozenset[str] = frozenset()
    widths: tuple[float, ...] | None = None
    hidden: frozenset[int] = frozenset()
    frozen: tuple[int, int] = (0, 0)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its columns."""
        return tuple(numbered(self.captions))


def folded(text: str) -> str:
    """A caption or a key as it is compared: without blanks."""
    return "".join(text.split())


def numbered(captions: Iterable[str]) -> Iterator[str]:
    """The ids of columns: their captions, and of several alike which it is."""
    seen: Counter[str] = Counter()
    for caption in map(folded, captions):
        seen[caption] += 1
        yield caption if seen[caption] == 1 else f"{caption}{_BETWEEN}{seen[caption]}"


def key_of(texts: Sequence[str]) -> str:
    """The key of a row of which these are the texts; "" where there is none."""
    found = [folded(text) for text in texts]
    return _BETWEEN.join(found) if any(found) else ""


def key_at(texts: Mapping[int, str], columns: Sequence[int], *, any_text: bool) -> str:
    """The key of a row with these texts by column; with ``any_text`` a row without a key is known by its first text."""
    key = key_of([texts.get(column, "") for column in columns])
    if key or not any_text:
        return key
    first = next((folded(texts[column]) for column in sorted(texts) if folded(texts[column])), "")
    return f"{_FIRST}{first}" if first else ""


def words_of(key: str) -> str:
    """A key for people."""
    return "　".join(filter(None, key.removeprefix(_FIRST).split(_BETWEEN)))


def digest_of(text: str) -> str:
    """A short digest of a key or a note, whatever blanks a program has put into it."""
    found = hashlib.blake2b(folded(text).encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return base64.b64encode(found).decode()[:_LENGTH]


def packed(shape: Shape) -> list[str]:
    """A shape as the texts of a row of cells."""
    text = json.dumps(
        {
            "head": shape.head,
            "captions": shape.captions,
            "key": shape.key,
            "also": shape.also,
            "grows": shape.grows,
            "rows": None if shape.rows is None else "".join(sorted(shape.rows)),
            "notes": "".join(sorted(shape.notes)),
            "taken": " ".join(sorted(shape.taken)),
            "widths": shape.widths,
            "hidden": sorted(shape.hidden),
            "frozen": shape.frozen,
            "looks": [[astuple(look) for look in looks] for looks in shape.looks],
        },
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return [shape.sheet, SHAPE, *(text[start : start + _PIECE] for start in range(0, len(text), _PIECE))]


def unpacked(cells: Sequence[str]) -> Shape | None:
    """The shape that a row of cells holds; None where it holds none."""
    if len(cells) < 3 or cells[1] != SHAPE:
        return None
    try:
        said = json.loads("".join(cells[2:]))
        return Shape(
            cells[0],
            int(said["head"]),
            tuple(said["captions"]),
            tuple(said["key"]),
            tuple(said["also"]),
            bool(said["grows"]),
            None if said["rows"] is None else _apart(said["rows"]),
            _apart(said["notes"]),
            tuple(tuple(Look(*look) for look in looks) for looks in said["looks"]),
            frozenset(said["taken"].split()),
            tuple(map(float, widths)) if (widths := said.get("widths")) is not None else None,
            frozenset(map(int, said.get("hidden", ()))),
            _pair(said.get("frozen", (0, 0))),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _pair(said: Sequence[int]) -> tuple[int, int]:
    rows, columns = said
    return int(rows), int(columns)


def _apart(digests: str) -> frozenset[str]:
    return frozenset(digests[start : start + _LENGTH] for start in range(0, len(digests), _LENGTH))
