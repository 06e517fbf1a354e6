"""Cases played in LibreOffice and put beside their receipts: where the two differ, and which differences have a name.

Knows: cases, pages, receipts. Must not know: how checks are made, in the form or on receipt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.programs.alike.cases import Case
from tests.programs.alike.fillings import CLEAR
from tests.programs.alike.forms import (
    READY,
    Difference,
    Fillings,
    Form,
    Mark,
    Page,
    Played,
    Receipt,
    checked_beneath,
    differences,
    has_check,
    play,
    read_back,
    reading,
    receipts,
    row_of,
)
from toolkit.base.findings import Severity
from toolkit.kinds.field import Block, Field
from toolkit.kinds.values import ReadCell


@dataclass(frozen=True)
class Seen:
    """One difference, and where it was seen: the form, what was put in, the page, the receipt."""

    difference: Difference
    form: Form = field(repr=False)
    fillings: Fillings = field(repr=False)
    page: Page = field(repr=False)
    receipt: Receipt = field(repr=False)

    @property
    def at(self) -> Field | None:
        """The field at which it was seen; None for the line under the title."""
        return self.form.catalogue.field[self.difference.at] if self.difference.at else None

    @property
    def row(self) -> list[Field]:
        """The fields of its row."""
        if not self.difference.at:
            return []
        row = row_of(self.form.places[self.difference.at])
        return [self.form.catalogue.field[name] for name, place in self.form.places.items() if row_of(place) == row]

    def cell(self, name: str) -> ReadCell:
        """An answer as it was read."""
        return self.receipt.reading.cells[name]

    @property
    def kind(self) -> str:
        """The kind of it: where, what the form says, what the receipt finds."""
        if self.at is None:
            return f"计数行：{self.difference.form} / {self.difference.receipt}"
        place = (
            self.at.type.value
            if self.at.block is Block.INDICATORS
            else f"{self.at.block}.{self.at.row}.{self.at.column}"
        )
        said = self.page.said(row_of(self.form.places[self.at.id])) if has_check(self.at) else ""
        codes = sorted(
            {
                f.code.partition(".r")[0] if f.code.startswith("rule.") else f.code
                for one in self.row
                for f in self.receipt.of(one.id)
            }
        )
        return f"{place}：{self.difference.form} “{said}” / {self.difference.receipt} {' '.join(codes)}"

    @property
    def what(self) -> str:
        """What was put into the cells of the row."""
        return " ".join(f"{one.column}={self.fillings[one.id]}" for one in self.row if one.id in self.fillings)


@dataclass
class Tally:
    """What came of a comparison: what was looked at, the differences without a name, how often each name was seen."""

    pages: int = 0
    cells: int = 0
    states: Counter[str] = field(default_factory=Counter)
    marks: Counter[Mark] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    unnamed: list[Seen] = field(default_factory=list)
    ready_but_wrong: list[str] = field(default_factory=list)

    def report(self, most: int = 60) -> str:
        """The differences without a name, by kind, each with some of the fillings in which it was seen."""
        kinds: dict[str, list[str]] = {}
        for seen in self.unnamed:
            kinds.setdefault(seen.kind, []).append(seen.what)
        lines = [f"{len(of)} × {kind}　{' ; '.join(dict.fromkeys(of))[:400]}" for kind, of in sorted(kinds.items())]
        return "\n".join(
            [f"{len(self.unnamed)} differences of {len(kinds)} kinds", *self.ready_but_wrong[:10], *lines[:most]]
        )


def compare(cases: Sequence[Case], names: Sequence[Named], folder: Path, soffice: str) -> Tally:
    """Play the cases and put every page beside the receipt of the same cells."""
    tally = Tally()
    for case, played in zip(cases, play([(case.form, case.scenes) for case in cases], folder, soffice), strict=True):
        for page, receipt, fillings in _beside(case, played):
            _look(tally, names, case.form, page, receipt, fillings)
    return tally


def _beside(case: Case, played: Sequence[Played]) -> Iterator[tuple[Page, Receipt, Fillings]]:
    """Every page of a case with its receipt.

    The first two scenes were saved. A later one holds the answers of the first but for some of the second, which the
    program saves in the same way; so its return is put together from the cells of those two.
    """
    day, form = played[0].day, case.form
    right, odd = (read_back(form, one.saved) for one in played[:2])
    readings = [reading(form, right, day), reading(form, odd, day)]
    readings += [reading(form, right, day, {name: odd.cells[name] for name in one}) for one in case.alone]
    fillings = [case.right, {**case.right, **case.together}, *({**case.right, **one} for one in case.alone)]
    return zip((one.page for one in played), receipts(readings), fillings, strict=True)


def _look(tally: Tally, names: Sequence[Named], form: Form, page: Page, receipt: Receipt, fillings: Fillings) -> None:
    tally.pages += 1
    tally.cells += len(form.places)
    tally.states[page.notice[:2]] += 1
    tally.marks.update(
        page.mark(row_of(form.places[f.id])) for f in form.catalogue.fields if f.id in form.places and has_check(f)
    )
    seen = [Seen(one, form, fillings, page, receipt) for one in differences(form, page, receipt)]
    for one in seen:
        name = next((named.name for named in names if named.holds(one)), None)
        if name is None:
            tally.unnamed.append(one)
        else:
            tally.named[name] += 1
    wrong = [f for f in receipt.findings if f.severity is Severity.ERROR]
    if (page.notice == READY) is not (not wrong) and not seen:
        tally.ready_but_wrong.append(f"{page.notice} {[str(f) for f in wrong][:3]}")


# -- differences that have a name --------------------------------------------------------------------------------------

_DAYS_UNSEEN = 61  # numbers below it are taken for days of 1900, which no cell with a date's look is likely to hold


def _is_taken(seen: Seen, name: str) -> bool:
    """Whether the receipt finds no error in what was filled in."""
    return seen.receipt.mark(name) not in (Mark.WRONG, Mark.TO_FILL) or seen.cell(name).normalised.value is not None


def _refused(seen: Seen, name: str) -> bool:
    """Whether the form says that an answer must be changed; unknown, and so not denied, where no check cell is."""
    shown_at = seen.form.catalogue.field[name]
    return not has_check(shown_at) or seen.page.mark(row_of(seen.form.places[name])) is Mark.WRONG


def _respelt(seen: Seen, name: str) -> bool:
    cell = seen.cell(name)
    typed = cell.raw.strip() and cell.normalised.repair  # a figure taken over beside a tick is not typed
    return bool(typed) and _is_taken(seen, name) and _refused(seen, name)


def _padded(seen: Seen, name: str) -> bool:
    most, value = seen.form.catalogue.field[name].max_length, seen.fillings.get(name, CLEAR).value
    read = seen.cell(name).normalised.value
    return isinstance(value, str) and isinstance(read, str) and len(read) <= most < len(value)


def _dated(seen: Seen, name: str) -> bool:
    how, value = seen.fillings.get(name, CLEAR)
    return how == "date" and isinstance(value, int | float) and value < _DAYS_UNSEEN and not _is_taken(seen, name)


def _logical(seen: Seen, name: str) -> bool:
    how, value = seen.fillings.get(name, CLEAR)
    return how == "boolean" or (how == "formula" and value in ("=TRUE()", "=FALSE()"))


@dataclass(frozen=True)
class Named:
    """A difference that has a reason: why it must be so, and at which answers it arises."""

    name: str
    why: str
    arises: Callable[[Seen, str], bool]

    def holds(self, seen: Seen) -> bool:
        """Whether it follows from such an answer: this one, one of its row's, a rule's, or one that it depends on."""
        if seen.at is None:
            return False
        if seen.difference.form.startswith(("open", "wrong")):
            asked = seen.row
            names = [one.id for one in seen.row]
        else:
            asked = [seen.at]
            rules = [r for r in seen.form.catalogue.rules if r.expression.names[0] == seen.at.id]
            names = [seen.at.id, *(name for rule in rules for name in rule.expression.names)]
            names += [one.id for one in checked_beneath(seen.at, seen.form.catalogue)]
        # Whether a field is asked for at all may follow from such an answer too.
        names += [one.required_when.field_id for one in asked if one.required_when is not None]
        return any(self.arises(seen, name) for name in names if name in seen.receipt.reading.cells)


NAMES = (
    Named("respelt", "the form asks for another spelling; the receipt reads this one and tells what it read", _respelt),
    Named("padded", "the form counts blanks around a long text, and what has no width in it", _padded),
    Named("dated", "LibreOffice tells no formula that a small number looks like a date", _dated),
    Named(
        "logical", "LibreOffice tells no formula that a number is TRUE, where the cell has a look of its own", _logical
    ),
)
