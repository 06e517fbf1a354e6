"""What waits for the office's decision, form by form: what was said, whose turn it is, what may be chosen; pure.

Knows: standings, the steps of 销号, office cells. Must not know: where a decision is written down, sheets, pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.ledger import CellValue, OfficeCell, OfficePlace
from toolkit.plan.closing import StepKind
from toolkit.plan.model import FormKey
from toolkit.plan.states import SETTLED, Verdict, allowed
from toolkit.standing.closing import Closing, must_ask, waited_for
from toolkit.standing.closing_tries import Try
from toolkit.standing.decisions import OF_FORM, mark_of, standing_cells
from toolkit.standing.next_step import WAITS_FOR_THE_OFFICE
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing


@dataclass(frozen=True, slots=True)
class Matter:
    """One form as the office decides about it.

    ``choices`` are the decisions that may be made now. ``turn`` is the try at a step of 销号 whose turn it is, None
    where there are no steps, they have not begun, or all are done. ``said`` is what stands in the period's 核定
    columns, ``mark`` tells it, and what stands beside the steps, from anything else that might stand there.
    """

    standing: Standing
    chain: Closing | None
    turn: Try | None
    choices: tuple[Verdict, ...]
    mark: str
    said: Mapping[str, CellValue] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether the next move is the office's."""
        return self.standing.reviewed.state in WAITS_FOR_THE_OFFICE or self.turn is not None


def matter_of(snapshot: Snapshot, form: FormKey) -> Matter:
    """One form as the office decides about it."""
    return _matter(snapshot, form, [cell for cell in _cells(snapshot) if (cell.item_id, cell.unit_id) == form])


def matters(snapshot: Snapshot) -> list[Matter]:
    """Every form as the office decides about it, in plan order."""
    cells: dict[FormKey, list[OfficeCell]] = {}
    for cell in _cells(snapshot):
        cells.setdefault(FormKey(cell.item_id, cell.unit_id), []).append(cell)
    return [_matter(snapshot, form, cells.get(form, ())) for form in snapshot.standing]


def _matter(snapshot: Snapshot, form: FormKey, cells: Iterable[OfficeCell]) -> Matter:
    standing, chain = snapshot.standing[form], snapshot.closings.get(form)
    choices = allowed(standing.item, standing.reviewed.state, asked=must_ask(snapshot.plan, standing.item))
    said = {place: cell.value for place, cell in standing_cells(cells).items() if cell.value is not None}
    of_form = {place.column: value for place, value in said.items() if not place.row}
    return Matter(standing, chain, _turn(standing, chain), choices, _mark(said), of_form)


def _cells(snapshot: Snapshot) -> Iterator[OfficeCell]:
    """What the office wrote about forms as a whole, and beside their steps."""
    for cell in (*snapshot.office, *snapshot.records):
        if cell.row or cell.column in OF_FORM:
            yield cell


def _turn(standing: Standing, chain: Closing | None) -> Try | None:
    """The try at a step whose turn it is; of a closed form the filing, then the look afterwards."""
    state = standing.reviewed.state
    if chain is None or not waited_for(chain, state):
        return None
    now = chain.current
    if now is not None and (state not in SETTLED or now.step.kind is StepKind.FILING):
        return now
    look = chain.looks[-1] if chain.looks else None
    return look if look is not None and look.day is None and standing.reviewed.closed_on else None


def _mark(said: Mapping[OfficePlace, CellValue]) -> str:
    return mark_of(repr(sorted((tuple(place), str(value)) for place, value in said.items())))
