"""What the toolkit wrote into a master, as the master itself says on its hidden sheet.

Knows: the hidden sheet, how a value is told from another by a few signs. Must not know: where cells stand. The sheet is
drawn by `toolkit.master.sheets.written` with the functions of this module, so both agree.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from toolkit.base.blanks import compared
from toolkit.base.captions import Column
from toolkit.base.excel_limits import cell_text
from toolkit.kinds.values import as_read
from toolkit.ledger import CellValue
from toolkit.ledger.records import unpack
from toolkit.standing.decisions import OF_FORM, OFFICE

HEAD = ("plan", "period", "as_of")
CAPTIONS, SIGNS, LISTED = "captions", "signs", "listed"
"""What a row of the sheet is, in its second column, where the third is empty."""
SIGN = 4  # characters for each cell
_BLANK = "-" * SIGN  # no sign of any text; programs take outer blanks away

_NEVER = {Column.KEY, Column.ROW_KEY, Column.FIRST, Column.NUMBER, *OFFICE}


def signed(captions: Iterable[str]) -> list[str]:
    """Those of some captions whose cells have a sign: all but the office's, the hidden ones, and the mere number."""
    return [caption for caption in captions if caption not in _NEVER]


def sign(value: object) -> str:
    """A few characters that tell a cell from what it was: alike for what reads alike in whatever program saved it."""
    if value is None or value == "":
        return _BLANK
    if isinstance(value, datetime) and value.time() != time.min:
        text = value.isoformat()
    else:
        text = compared(as_read(cell_text(value) if isinstance(value, str) else value))
    if not text:
        return _BLANK
    return base64.b64encode(zlib.crc32(text.encode("utf-8", "replace")).to_bytes(4, "big")[:3]).decode()


@dataclass(frozen=True)
class Baseline:
    """What was written: the office's cells by row key and caption, the signs of the other cells by row key.

    ``known`` is false where the sheet is gone or damaged; then nobody can say what is an edit. ``listed`` are the
    cells that the list of problems of that master named.
    """

    known: bool = False
    plan: str | None = None
    period: str | None = None
    office: Mapping[tuple[str, str], CellValue] = field(default_factory=dict)
    of_form: Mapping[tuple[str, str], CellValue] = field(default_factory=dict)
    signs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    listed: frozenset[tuple[str, str]] = frozenset()

    def before(self, form: str, row_key: str, caption: str) -> CellValue:
        """What was written for a row under one of the office's captions."""
        return self.of_form.get((form, caption)) if caption in OF_FORM else self.office.get((row_key, caption))


def read_baseline(rows: Sequence[Sequence[object]]) -> Baseline:
    """The hidden sheet of a master; one that somebody changed is as good as none."""
    try:
        return _baseline([[("" if value is None else str(value)) for value in row] for row in rows])
    except Exception:  # cells of a sheet that people may have typed into
        return Baseline()


def _baseline(rows: Sequence[Sequence[str]]) -> Baseline:
    head = {row[0]: row[1] for row in rows[: len(HEAD)] if len(row) > 1 and row[0] in HEAD}
    if "plan" not in head or "period" not in head:
        return Baseline()
    office: dict[tuple[str, str], CellValue] = {}
    signs: dict[str, dict[str, str]] = {}
    listed: set[tuple[str, str]] = set()
    captions: list[str] = []
    for key, caption, *rest in (row for row in rows[len(HEAD) :] if len(row) > 2):
        if rest[0]:
            office[key, caption] = unpack("".join(rest))
        elif caption == CAPTIONS:
            captions = [text for text in rest[1:] if text]
        elif caption == SIGNS:
            joined = rest[1]
            pieces = [joined[at : at + SIGN] for at in range(0, len(joined), SIGN)]
            signs[key] = dict(zip(captions, pieces, strict=False)) if len(pieces) == len(captions) else {}
        elif caption == LISTED:
            listed.add((key, rest[1]))
    of_form = {
        (key.rpartition("|")[0], caption): value for (key, caption), value in office.items() if caption in OF_FORM
    }
    return Baseline(True, head["plan"], head["period"], office, of_form, signs, frozenset(listed))


def is_date(value: CellValue) -> bool:
    """Whether a value is a day."""
    return isinstance(value, date)
