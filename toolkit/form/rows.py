"""The rows of a page, and where the answers in them stand: the one place that does row and column arithmetic.

Knows: kinds of row, the form's grid, fields. Must not know: which row comes where, styles, openpyxl, keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from toolkit.form.grid import ANSWER_COLUMNS, MERGES, PRIOR, READING, Kind, answered_of, prior_of, same_of, value_of
from toolkit.kinds.field import Block, Field
from toolkit.kinds.registry import kind_of
from toolkit.kinds.rosters import AskedRoster
from toolkit.plan.form_rules import Computed


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the form.

    ``texts`` and ``answers`` are by column letter; ``computed`` is a figure shown in the value column; ``marker``
    goes to the hidden column; ``ids`` (column letter → column id) makes the hidden row that heads a block. ``prior``
    is the figure of the period before, shown in its column, and ``answered`` says that what may be asked of it has been
    explained; a ``wide`` row has no such column, its name takes the room. ``shows`` are formulas (without "=") by
    column letter, ``defaults`` those of answers that follow from others; ``checks`` are the answers of the row above
    for which this one has 检查 and 说明. ``least`` is the least height in points; a ``signed`` row is laid out for pen
    and stamp. Of a ``roster`` the row says how far it is on its own ``sheet``, and keeps its totals.
    """

    kind: Kind
    texts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Field] = field(default_factory=dict)
    computed: Computed | None = None
    marker: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    prior: object = None
    answered: bool = False
    wide: bool = False
    shows: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Field, ...] = ()
    least: float = 0
    signed: bool = False
    roster: AskedRoster | None = None
    sheet: str = ""

    @property
    def merges(self) -> tuple[tuple[str, str], ...]:
        """The spans of given texts in this row."""
        return (("C", "E"),) if self.wide else MERGES.get(self.kind, ())

    @property
    def hidden(self) -> int:
        """How many hidden cells the row's answers are read in."""
        return sum(kind_of(f).cells for f in self.answers.values()) + (len(self.roster.totals) if self.roster else 0)

    def reading(self, number: int) -> dict[str, tuple[str, ...]]:
        """The hidden cells in which each answer of the row is read, the value as read in the last, by field id."""
        letters = iter(READING)
        return {
            f.id: tuple(f"{letter}{number}" for letter in islice(letters, kind_of(f).cells))
            for f in self.answers.values()
        }


@dataclass(frozen=True, slots=True)
class Page:
    """A whole form: ``rows[0]`` is row 1; ``widths`` by column letter."""

    rows: tuple[Row, ...]
    widths: Mapping[str, float]
    landscape: bool

    def cell_of(self) -> dict[str, str]:
        """The A1 address of every answer cell and computed figure, by field id, and of what they are read as."""
        cells = {}
        for number, row in enumerate(self.rows, start=1):
            cells.update({f.id: f"{letter}{number}" for letter, f in row.answers.items()})
            cells.update({value_of(name): places[-1] for name, places in row.reading(number).items()})
            if row.roster is not None:
                kept = zip(row.roster.totals, READING, strict=False)
                cells.update({value_of(f.id): f"{letter}{number}" for f, letter in kept})
            if row.computed is not None:
                column = ANSWER_COLUMNS[Block.INDICATORS]["value"]
                cells[row.computed.indicator.id] = f"{column}{number}"
            if row.prior is not None:
                name = row.marker.partition(".")[2]
                cells[prior_of(name)] = f"{PRIOR}{number}"
                cells[same_of(name)] = f"{READING[row.hidden]}{number}"
                if row.answered:
                    cells[answered_of(name)] = cells[same_of(name)]
        return cells
