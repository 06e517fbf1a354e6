"""What the toolkit wrote into a master, as the master itself says on its hidden sheet.

Knows: the hidden sheet, how a value is told from another by a few signs. Must not know: where cells stand. The sheet is
drawn by `toolkit.master.sheets.written` with the functions of this module, so both agree.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache

from toolkit.base.blanks import compared
from toolkit.base.captions import Column
from toolkit.base.excel_limits import cell_text
from toolkit.base.seals import Sealed, same_seal, seal_of
from toolkit.kinds.values import as_read
from toolkit.kinds.written_dates import read_date
from toolkit.ledger import CellValue
from toolkit.ledger.records import unpack
from toolkit.standing.decisions import OF_FORM, OFFICE

HEAD = ("plan", "period", "as_of", "seal")
CAPTIONS, SIGNS, LISTED, UNITS, FIGURES = "captions", "signs", "listed", "units", "figures"
"""What a row of the sheet is, in its second column, where the third is empty."""
SIGN = 4  # characters for each cell
_BLANK = "-" * SIGN  # no sign of any text; programs take outer blanks away

_SEAL = HEAD.index("seal")
_NEVER = {Column.KEY, Column.ROW_KEY, Column.FIRST, Column.NUMBER, *OFFICE}


def signed(captions: Iterable[str]) -> list[str]:
    """Those of some captions whose cells have a sign: all but the office's, the hidden ones, and the mere number."""
    return [caption for caption in captions if caption not in _NEVER]


def sign(value: object) -> str:
    """A few characters that tell a cell from what it was: alike for what reads alike in whatever program saved it."""
    if value is None or value == "":
        return _BLANK
    return _of_text(value if isinstance(value, str) else as_read(value))


@lru_cache(maxsize=65536)
def _of_text(text: str) -> str:
    text = compared(cell_text(text))
    if not text:
        return _BLANK
    return base64.b64encode(zlib.crc32(text.encode("utf-8", "replace")).to_bytes(4, "big")[:3]).decode()


def same(value: object, before: str) -> bool:
    """Whether a cell still reads as it did when it had a sign; a day may have become the number that it is."""
    if sign(value) == before:
        return True
    if isinstance(value, int | float) and not isinstance(value, bool):
        day = read_date(value).value
        return isinstance(day, date) and sign(day) == before
    return False


class Proof(Enum):
    """Whether the hidden sheet says what the toolkit wrote: its seal holds, it is not there, or somebody changed it."""

    HOLDS = "holds"
    MISSING = "missing"
    CHANGED = "changed"


def seal(rows: Iterable[Sequence[object]], key: bytes) -> str:
    """The seal of the sheet, whatever stands in the row of the seal; alike in whatever program saved it."""
    lines = ([compared(cell_text(str(value))) if value is not None else "" for value in row] for row in rows)
    sealed = (_filled(line) for n, line in enumerate(lines) if n != _SEAL)
    return seal_of(Sealed.MASTER, filter(None, sealed), key)


def _filled(line: list[str]) -> list[str]:
    """A row up to the last cell that says something."""
    while line and not line[-1]:
        line.pop()
    return line


@dataclass(frozen=True)
class Baseline:
    """What was written: the office's cells by row key and caption, the signs of the other cells by row key,
    and those of figures by indicator and unit.

    Where the seal does not hold nobody can say what is an edit: then there is nothing but the plan and the period that
    the sheet names. ``listed`` are the cells that the list of problems of that master named.
    """

    proof: Proof = Proof.MISSING
    plan: str | None = None
    period: str | None = None
    office: Mapping[tuple[str, str], CellValue] = field(default_factory=dict)
    of_form: Mapping[tuple[str, str], CellValue] = field(default_factory=dict)
    signs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    figures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    listed: frozenset[tuple[str, str]] = frozenset()

    @property
    def known(self) -> bool:
        """Whether it is known what was written."""
        return self.proof is Proof.HOLDS

    def before(self, form: str, row_key: str, caption: str) -> CellValue:
        """What was written for a row under one of the office's captions."""
        return self.of_form.get((form, caption)) if caption in OF_FORM else self.office.get((row_key, caption))


def read_baseline(rows: Sequence[Sequence[object]], keys: Iterable[bytes]) -> Baseline:
    """The hidden sheet of a master; one that was not sealed under any of the ``keys`` says nothing that counts."""
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    head = {row[0]: row[1] for row in texts[: len(HEAD)] if len(row) > 1 and row[0] in HEAD}
    if not any(map(any, texts)):
        return Baseline()
    if not any(same_seal(seal(texts, key), head.get("seal", "")) for key in keys):
        return Baseline(Proof.CHANGED, head.get("plan"), head.get("period"))
    return _baseline(texts, head)


def _baseline(rows: Sequence[Sequence[str]], head: Mapping[str, str]) -> Baseline:
    office: dict[tuple[str, str], CellValue] = {}
    signs: dict[str, dict[str, str]] = {}
    listed: set[tuple[str, str]] = set()
    figures: dict[str, dict[str, str]] = {}
    captions: list[str] = []
    units: list[str] = []
    for key, caption, *rest in (row for row in rows[len(HEAD) :] if len(row) > 2):
        if rest[0]:
            office[key, caption] = unpack("".join(rest))
        elif caption == CAPTIONS:
            captions = [text for text in rest[1:] if text]
        elif caption == UNITS:
            units = [text for text in rest[1:] if text]
        elif caption == SIGNS:
            signs[key] = _of(captions, rest[1])
        elif caption == FIGURES:
            figures[key] = _of(units, rest[1])
        elif caption == LISTED:
            listed.add((key, rest[1]))
    of_form = {
        (key.rpartition("|")[0], caption): value for (key, caption), value in office.items() if caption in OF_FORM
    }
    return Baseline(Proof.HOLDS, head["plan"], head["period"], office, of_form, signs, figures, frozenset(listed))


def _of(names: Sequence[str], joined: str) -> dict[str, str]:
    """The signs of a row by their names; none where somebody has changed them."""
    pieces = [joined[at : at + SIGN] for at in range(0, len(joined), SIGN)]
    return dict(zip(names, pieces, strict=True)) if len(pieces) == len(names) else {}


def is_date(value: CellValue) -> bool:
    """Whether a value is a day."""
    return isinstance(value, date)
