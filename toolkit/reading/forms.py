"""From a file's bytes to the form in it: what can be done anywhere, by any process that has the plan.

Knows: opening, identity, answers, normalising, the best guess at what is no form. Must not know: folders, the ledger,
what the period before said. What it gives back is small and travels well.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from toolkit.base.findings import Finding
from toolkit.catalogue import Catalogue, catalogues
from toolkit.form.appended import typed_over
from toolkit.form.covered import completed
from toolkit.form.derived import settled
from toolkit.form.duties import measure_label
from toolkit.form.identify import Identified, Unidentified, identify
from toolkit.form.identity_cells import owner
from toolkit.form.locked import changed_from_plan
from toolkit.form.pasted import Pasted
from toolkit.form.reader import locate
from toolkit.form.roster_reader import read_roster
from toolkit.form.seal import Identity
from toolkit.form.unread import lying_over
from toolkit.form.untouched import BY_COVER, is_untouched
from toolkit.kinds.field import SAME_ALL
from toolkit.kinds.normalise import Normalised, normalise
from toolkit.kinds.rosters import ReadRoster, rows_said
from toolkit.kinds.values import ReadCell, Value
from toolkit.plan.model import Plan
from toolkit.plan.succession import now_called
from toolkit.reading.apart import open_book
from toolkit.reading.guess import Guess, guess
from toolkit.reading.pictures import with_pictures

_Packed = tuple[str, str, str, str, Value, str, object]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: its bytes, its name, and the names of what it came in, the nearest first."""

    data: bytes
    name: str
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A form as read: whose it is, where its number stands, its answers by field id, what was odd about it.

    ``rosters`` are its lists as read, by list id. ``untouched`` says that it has the answers with which it went out,
    and no others; ``pictures`` are those that somebody put on it.
    """

    identity: Identity
    sheet: str
    cells: Mapping[str, ReadCell]
    findings: tuple[Finding, ...]
    untouched: bool = False
    rosters: Mapping[str, ReadRoster] = field(default_factory=dict)
    pictures: tuple[Pasted, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        # Plain tuples: a tenth of the time that the objects themselves would take between two processes.
        packed = [
            (name, c.sheet, c.cell, c.raw, c.normalised.value, c.normalised.repair, c.normalised.problem)
            for name, c in self.cells.items()
        ]
        rest = (self.findings, self.untouched, self.rosters, self.pictures)
        return _unpacked, (astuple(self.identity), self.sheet, packed, *rest)


def _unpacked(
    identity: tuple[str, str, str, str, int, str, str, str],
    sheet: str,
    packed: Sequence[_Packed],
    findings: tuple[Finding, ...],
    untouched: bool,
    rosters: Mapping[str, ReadRoster],
    pictures: tuple[Pasted, ...],
) -> ReadForm:
    cells = {
        name: ReadCell(on, cell, raw, Normalised(value, repair, problem))  # type: ignore[arg-type]
        for name, on, cell, raw, value, repair, problem in packed
    }
    return ReadForm(Identity(*identity), sheet, cells, findings, untouched, rosters, pictures)


@dataclass(frozen=True, slots=True)
class NoForm:
    """Why a file is no form, as a sentence that says what to do, and whose it most likely is."""

    reason: str
    may_be: Guess


@dataclass(frozen=True)
class Desk:
    """What a reader needs to know: the plan and the keys whose forms are good."""

    plan: Plan
    keys: tuple[bytes, ...]

    @cached_property
    def catalogues(self) -> dict[str, Catalogue]:
        """The catalogue of every item, by item id."""
        return catalogues(self.plan)

    def packed(self) -> bytes:
        """The desk as bytes, for `read_packed`."""
        return zlib.compress(pickle.dumps(Desk(self.plan, self.keys)), 1)


Found = tuple[ReadForm, ...] | NoForm
"""What is in a file: forms, one or many, or why there is none."""


def read(desk: Desk, sources: Sequence[Source]) -> list[Found]:
    """What is in each file, in the order of ``sources``. Never raises on what is in them."""
    return [_read(desk, source) for source in sources]


def read_packed(desk: bytes, sources: Sequence[Source]) -> list[Found]:
    """The same in another process: ``desk`` is what `Desk.packed` gave."""
    return read(_unpack(desk), sources)


@lru_cache(maxsize=4)
def _unpack(desk: bytes) -> Desk:
    unpacked: Desk = pickle.loads(zlib.decompress(desk))  # from this program's own process
    return unpacked


def _read(desk: Desk, source: Source) -> Found:
    book = open_book(source.data, source.name)
    names = (source.name, *source.around)
    if isinstance(book, str):
        return NoForm(book, guess(desk.plan, None, names))
    forms = []
    for whose in identify(book, desk.plan, *desk.keys):
        if isinstance(whose, Unidentified):
            return NoForm(whose.reason, guess(desk.plan, book, names))
        unit = now_called(desk.plan.former, whose.identity.unit_id)
        catalogue = desk.catalogues[whose.identity.item_id].of(unit)
        forms.append(read_form(whose, catalogue, desk.plan))
    return tuple(forms)


def read_form(whose: Identified, catalogue: Catalogue, plan: Plan) -> ReadForm:
    """The answers of a form, each understood, beside what was odd about whose it is and where they stand."""
    rosters = {r.id: read_roster(whose.book, r, whose.rosters.get(r.id, ()), whose.loose) for r in catalogue.rosters}
    lists = {*chain(*whose.rosters.values()), *(roster.sheet for roster in rosters.values())}
    answers = locate(whose.book.of(sheet for sheet in whose.book.sheets if sheet not in lists), catalogue)
    written = tuple(chain.from_iterable(lying_over(whose.book, sheet) for sheet in whose.book.sheets if sheet in lists))
    found = settled(answers.found, catalogue)
    its = whose.identity
    beside = completed(
        found,
        catalogue,
        whose.book.covers,
        owner(its.plan_id, its.unit_id, its.period_id),
        bound=its.given[:1] in ("", BY_COVER),
    )
    words = tuple(changed_from_plan(whose.book, whose.sheet, plan, catalogue, whose.identity))
    cells = {
        name: ReadCell(answer.sheet, answer.cell, answer.text, normalise(catalogue.field[name], answer.raw))
        for name, answer in beside.found.items()
    }
    told = (answer.text for answer in beside.found.values())
    given = (measure_label(measure) for measure in catalogue.item.measures)
    over = typed_over(whose.book.appended, catalogue.item.code, (*told, *given))
    findings = (*whose.findings, *words, *answers.findings, *beside.findings, *over, *written)
    said = {
        name: cell.raw if cell.normalised.problem else cell.normalised.value
        for name, cell in cells.items()
        if not (beside.found if name == SAME_ALL else found)[name].blank
    }
    said |= {name: rows_said(row.values for row in roster.rows) for name, roster in rosters.items() if roster.rows}
    odd = written or any(roster.findings for roster in rosters.values())
    # Whoever wrote beside a form, or below it, has something to say.
    untouched = not answers.findings and not odd and is_untouched(catalogue, whose.identity.given, said)
    cells = with_pictures(cells, answers.pictures, catalogue)
    return ReadForm(whose.identity, whose.sheet, cells, findings, untouched, rosters, answers.pictures)
