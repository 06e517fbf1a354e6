"""Where things stand on a sheet: the row of its captions, its columns by id, its rows by key.

Knows: shapes, rows. Must not know: what the office has added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.additions.cells import Row
from toolkit.additions.records import RowId, RowKind
from toolkit.additions.shape import Shape, digest_of, folded, key_at, numbered, words_of

_HEADING = 60  # rows in which the captions are looked for


@dataclass
class Layout:
    """One sheet: ``columns`` by place (from 0), ``rows`` by number (from 1); ``last`` is the last row of its table."""

    sheet: str
    head: int
    columns: dict[int, str]
    rows: dict[int, RowId] = field(default_factory=dict)
    last: int = 0

    @property
    def width(self) -> int:
        """The number of columns with a caption."""
        return max(self.columns, default=-1) + 1

    @property
    def place(self) -> dict[str, int]:
        """The place of each column by id."""
        return {name: column for column, name in self.columns.items()}


def heading(rows: Iterable[Row]) -> list[Row]:
    """The rows among which the captions are looked for."""
    found = []
    for row in rows:
        if row.number > _HEADING:
            break
        found.append(row)
    return found


def head_of(rows: Iterable[Row], shape: Shape) -> tuple[int, dict[int, str]] | None:
    """The row that holds the captions of a shape, and the ids of its columns; None where there is none."""
    wanted = Counter(map(folded, filter(None, shape.captions)))
    best: tuple[int, int, dict[int, str]] | None = None
    above: dict[int, str] = {}
    for row in rows:
        texts = {column: text for column, text in row.texts.items() if text.strip()}
        if 0 not in texts and 0 in above:
            texts[0] = above[0]  # merged with the cell above
        found = Counter(map(folded, texts.values()))
        score = (found & wanted).total()
        if best is None or score > best[0]:
            places = sorted(texts)
            ids = dict(zip(places, numbered(texts[place] for place in places), strict=True))
            best = score, row.number, ids
        above = row.texts
    enough = max((wanted.total() + 1) // 2, min(2, wanted.total()))
    if best is None or best[0] < enough:
        return None
    return best[1], best[2]


class Keys:
    """Gives each row of a sheet its id as the rows come by."""

    def __init__(self, shape: Shape, columns: Mapping[int, str], head: int, alias: Mapping[str, str]) -> None:
        """``alias`` gives the key for what a row says in words."""
        place = {name: column for column, name in columns.items()}
        ids = shape.ids
        self._key = [place.get(ids[at], -1) for at in shape.key]
        self._also = [place.get(ids[at], -1) for at in shape.also]
        self._head, self._alias = head, alias
        self._seen: Counter[str] = Counter()
        self._own = 0
        self.written = shape.rows
        self.unknown = 0

    def words(self, row: Row) -> str:
        """What a row says of itself, as a key."""
        texts = row.texts
        return key_at(texts, self._also, any_text=False)

    def shown(self, row: Row) -> str:
        """What a row is to a reader."""
        return words_of(self.words(row) if self._also else self.key(row))

    def key(self, row: Row) -> str:
        """The key of a row, "" where it has none."""
        texts = row.texts
        key = key_at(texts, self._key, any_text=self.written is not None)
        return key or (self._alias.get(self.words(row), "") if self._also else "")

    def identify(self, row: Row, known: frozenset[str] | None, *, sure: bool = True) -> RowId | None:
        """The id of a row; None for one that is empty. ``known`` are the keys that the toolkit writes now.

        Where it is not ``sure`` what the toolkit had written, a row with a key is taken for the toolkit's, and counted.
        """
        if row.number <= self._head:
            return RowId(RowKind.HEADING, "", row.number - self._head)
        key = self.key(row)
        if not key and all(cell.value.empty for cell in row.cells):
            return None
        mine = bool(key) and (
            known is None
            or key in known
            or (self.written is None and bool(self._also))
            or (self.written is not None and digest_of(key) in self.written)
        )
        if not mine and key and not sure:
            self.unknown += 1
            mine = True
        if mine:
            self._seen[key] += 1
            return RowId(RowKind.KEYED, key, self._seen[key])
        self._own += 1
        return RowId(RowKind.OWN, "", self._own)


def layout_of(rows: Iterator[Row], shape: Shape) -> tuple[Layout, dict[str, str]]:
    """Where things stand on a sheet that the toolkit has just drawn; also the key for what each row says in words."""
    columns = dict(enumerate(shape.ids))
    found = Layout(shape.sheet, shape.head, columns)
    keys = Keys(shape, columns, shape.head, {})
    alias: dict[str, str] = {}
    for row in rows:
        if row.number > shape.head:
            found.last = max(found.last, row.number)
        identity = keys.identify(row, None)
        if identity is not None and (identity.kind is RowKind.HEADING or identity.key):
            found.rows[row.number] = identity
            if identity.kind is RowKind.KEYED and shape.also:
                alias.setdefault(keys.words(row), identity.key)
    found.last = max(found.last, shape.head)
    return found, alias
