"""Copies and receipts drawn: what can be done anywhere, by any process that has the plan.

Knows: which kind of answer is drawn how. Must not know: folders, the ledger, who does the drawing.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from toolkit.catalogue import Catalogue, catalogues
from toolkit.form.drawings import Drawings
from toolkit.form.loaded_base import Base
from toolkit.plan.deadlines import period_of
from toolkit.plan.model import Plan
from toolkit.reply.correction import Copies, Returned
from toolkit.reply.correction_book import CopyBooks, Mended
from toolkit.reply.receipt import ReceiptSheet, write_receipt


@dataclass(frozen=True, slots=True)
class CopyOf:
    """A correction copy to be drawn: whose, as which version of the form, of which return."""

    item_id: str
    unit_id: str
    period_id: str
    version: int
    returned: Returned


@dataclass(frozen=True, slots=True)
class BookOf:
    """The correction copies of one unit and period in one workbook."""

    copies: tuple[CopyOf, ...]


Wanted = CopyOf | BookOf | ReceiptSheet


@dataclass(frozen=True)
class Board:
    """What is needed to draw: the plan, the key under which forms are sealed; for copies also the base of all forms,
    and what has been drawn before.
    """

    plan: Plan
    key: bytes
    base: Base | None = None
    drawings: Drawings | None = None

    @cached_property
    def catalogues(self) -> dict[str, Catalogue]:
        """The catalogue of every item, by item id."""
        return catalogues(self.plan)

    @cached_property
    def copies(self) -> Copies:
        """What makes the copies."""
        assert self.base is not None
        return Copies(self.base, self.plan, self.key, self.drawings)

    @cached_property
    def books(self) -> CopyBooks:
        """What binds them."""
        return CopyBooks(self.copies)

    def packed(self) -> bytes:
        """The board as bytes, for `draw_packed`."""
        return zlib.compress(pickle.dumps(Board(self.plan, self.key, self.base, self.drawings)), 1)


def draw(board: Board, wanted: Sequence[Wanted]) -> list[bytes]:
    """The workbooks that are wanted, in their order."""
    return [_draw(board, one) for one in wanted]


def draw_packed(board: bytes, wanted: Sequence[Wanted]) -> list[bytes]:
    """The same in another process: ``board`` is what `Board.packed` gave."""
    return draw(_unpack(board), wanted)


@lru_cache(maxsize=2)
def _unpack(board: bytes) -> Board:
    unpacked: Board = pickle.loads(zlib.decompress(board))  # from this program's own process
    return unpacked


def _draw(board: Board, wanted: Wanted) -> bytes:
    if isinstance(wanted, ReceiptSheet):
        return write_receipt(board.plan, board.catalogues, wanted)
    if isinstance(wanted, BookOf):
        first = wanted.copies[0]
        of = [Mended(board.catalogues[c.item_id].of(c.unit_id), c.version, c.returned) for c in wanted.copies]
        asked = period_of(board.plan.period[first.period_id], board.plan.settings, first.unit_id)
        return board.books.book(board.plan.unit[first.unit_id], asked, of)
    plan, catalogue = board.plan, board.catalogues[wanted.item_id].of(wanted.unit_id)
    unit, period = plan.unit[wanted.unit_id], period_of(plan.period[wanted.period_id], plan.settings, wanted.unit_id)
    return board.copies.copy(catalogue, unit, period, wanted.version, wanted.returned)
