"""The look at what was not recognised: whose each file most likely is, and how many cells of which form it has.

Knows: the files set aside, how a form is read whose identity a person gives. Must not know: how a claim is filed
(`toolkit.acts.assign`). Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.acts.arriving import COMING
from toolkit.acts.next_step import unclaimed
from toolkit.base.guarded import UnreadableError
from toolkit.folder import Folder
from toolkit.form.book import Book
from toolkit.form.identify import Identified
from toolkit.form.seal import Identity
from toolkit.intake import spool
from toolkit.ledger import NOT_FILED
from toolkit.plan.model import Item, Period, Unit
from toolkit.reading import papers
from toolkit.reading.apart import open_book
from toolkit.reading.forms import read_form
from toolkit.reading.guess import Guess, guess


@dataclass(frozen=True, slots=True)
class Match:
    """How well a workbook fits the form of an item: cells that were found in it, those that are filled, all it has."""

    item: Item
    found: int
    filled: int
    asked: int


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A file that waits to be claimed.

    ``said`` is why it was not recognised; ``paper`` tells a scan or letter from a workbook; ``guess`` is whose it may
    be; ``matches`` are the items whose forms it fits, the best first, none for a paper and for what cannot be read.
    """

    path: Path
    said: str
    paper: bool
    guess: Guess
    matches: tuple[Match, ...] = ()


def claims(folder: Folder) -> list[Unclaimed]:
    """The files that wait in inbox/未识别, with how well each fits which form."""
    with folder.ledger() as ledger:
        reasons = {one.sha256: one.note for one in ledger.arrivals(*NOT_FILED)}
    period = folder.period()
    return [_looked_at(folder, path, period, reasons) for path in unclaimed(folder)]


def _looked_at(folder: Folder, path: Path, period: Period, reasons: Mapping[str, str]) -> Unclaimed:
    try:
        dropped = spool.take(path, folder.inbox)
    except UnreadableError as error:
        return Unclaimed(path, str(error), False, Guess())
    except spool.StillComingError:
        return Unclaimed(path, COMING, False, Guess())
    data, said = dropped.data, reasons.get(dropped.sha256, "")
    if papers.is_paper(data, path.name):
        return Unclaimed(path, said, True, guess(folder.plan, None, [path.name]))
    book = open_book(data, path.name)
    if isinstance(book, str):
        return Unclaimed(path, said or book, False, guess(folder.plan, None, [path.name]))
    may_be = guess(folder.plan, book, [path.name])
    unit = folder.plan.unit.get(may_be.unit_id)
    matches = [_match(folder, book, item, unit, period) for item in folder.plan.items if item.unit_ids]
    found = sorted((one for one in matches if one.found), key=lambda one: (-one.filled, -one.found / one.asked))
    return Unclaimed(path, said, False, may_be, tuple(found))


def _match(folder: Folder, book: Book, item: Item, unit: Unit | None, period: Period) -> Match:
    """How well a workbook fits an item's form, that of a unit where it is known and owes it."""
    unit_id = unit.id if unit is not None and unit.id in item.unit_ids else item.unit_ids[0]
    catalogue = folder.catalogues[item.id].of(unit_id)
    identity = Identity(folder.plan.id, item.id, unit_id, period.id, 1, catalogue.digest)
    form = read_form(Identified(identity, next(iter(book.sheets), ""), book, ()), catalogue, folder.plan)
    filled = sum(bool(cell.raw.strip()) for cell in form.cells.values())
    return Match(item, len(form.cells), filled, len(catalogue.fields))
