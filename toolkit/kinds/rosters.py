"""A list of a form (明细) as fields: what stands in each column of a row, and what the rows come to.

Knows: the plan's lists, kinds of value. Must not know: sheets, cells, how a form asks. The number of rows and the sums
are fields too, which nobody fills in: rules and figures name them like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.base.findings import Finding
from toolkit.kinds import registry
from toolkit.kinds.field import Block, Field
from toolkit.kinds.values import ReadCell, Value
from toolkit.plan.model import Roster, RosterColumn, ValueType
from toolkit.plan.rosters import id_of, total_id

RowValues = Mapping[str, Value]
"""What a row says, by the ids of its columns; what it does not say is not there."""


@dataclass(frozen=True)
class AskedRoster:
    """A list as it is asked for: ``fields`` are its columns by column id, ``totals`` what they come to."""

    roster: Roster
    fields: Mapping[str, Field]
    totals: tuple[Field, ...]

    @cached_property
    def id(self) -> str:
        """The id of the list, and of the number of its rows."""
        return id_of(self.roster)

    @cached_property
    def fields_by_id(self) -> dict[str, Field]:
        """The columns by the ids of their fields."""
        return {field.id: field for field in self.fields.values()}

    @property
    def name(self) -> str:
        """What people call it."""
        return self.roster.name

    @property
    def added(self) -> tuple[tuple[str, Field], ...]:
        """The columns that are added up, each with the field of its sum."""
        return tuple(zip((c.id for c in self.roster.columns if c.total), self.totals[1:], strict=True))


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row as it was read: its ``number`` among the filled ones as people count, and its cells by column id."""

    number: int
    cells: Mapping[str, ReadCell]

    @property
    def values(self) -> dict[str, Value]:
        """What it says, as far as it could be read."""
        return {name: c.normalised.value for name, c in self.cells.items() if c.normalised.value is not None}


@dataclass(frozen=True)
class ReadRoster:
    """A list as it was read: where it stands ("" for nowhere), its rows, and what was odd about it.

    ``whole`` says that all that stood there could be taken; else what it comes to is not known.
    """

    sheet: str
    rows: tuple[RosterRow, ...]
    findings: tuple[Finding, ...] = ()
    whole: bool = True


def asked_roster(roster: Roster, labels: Callable[[str], tuple[str, ...]]) -> AskedRoster:
    """The fields of a list; ``labels`` gives the entries of a group of choices."""
    fields = {column.id: _field(roster, column, labels(column.choices)) for column in roster.columns}
    rows = Field(
        block=Block.ROSTERS, row=id_of(roster), column="value", caption=roster.name, label=f"{roster.name}的行数",
        type=ValueType.INTEGER,
    )  # fmt: skip
    sums = (
        Field(
            block=Block.ROSTERS, row=total_id(roster, column), column="value", caption=column.name,
            label=f"{roster.name}的{column.name}合计", type=column.type, kind=column.kind,
            measured_in=column.measured_in,
        )
        for column in roster.columns
        if column.total
    )  # fmt: skip
    return AskedRoster(roster, fields, (rows, *sums))


def _field(roster: Roster, column: RosterColumn, labels: tuple[str, ...]) -> Field:
    kind = registry.KINDS[column.word]
    return Field(
        block=Block.ROSTERS, row=id_of(roster), column=column.id, caption=column.name, label=column.name,
        type=column.type, kind=column.kind, required=column.required, choices=kind.choices(labels),
        minimum=column.minimum, maximum=column.maximum, measured_in=column.measured_in, max_length=kind.max_length,
        guidance=f"{kind.how}。{'各行不能重复。' * column.unique}{column.definition}", unique=column.unique,
    )  # fmt: skip


def rows_said(rows: Iterable[RowValues]) -> str:
    """What rows say as one text, the same for the same values in the same order, whatever program has kept them."""
    return "\x1e".join("\x1f".join(f"{name}={_kept(v)}" for name, v in sorted(row.items())) for row in rows)


def _kept(value: Value) -> str:
    return f"{value:.12g}" if isinstance(value, int | float) and not isinstance(value, bool) else repr(value)


def carried(asked: AskedRoster, rows: Iterable[RowValues]) -> tuple[RowValues, ...]:
    """The rows of an earlier period that still fit: what a column can no longer hold is left out of its row."""

    def fits(name: str, value: Value) -> bool:
        field = asked.fields.get(name)
        return field is not None and registry.kind_of(field).fits(field, value)

    kept = ({name: value for name, value in row.items() if fits(name, value)} for row in rows)
    return tuple(row for row in kept if row)
