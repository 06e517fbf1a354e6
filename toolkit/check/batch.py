"""Check a batch of returns and say what is wrong, by cell.

Knows: the catalogue, the schemas, where each value stood. Must not know: Excel, folders, the ledger. Rows of the
same shape go through one pandera call, whatever the number of forms; failures are mapped back to submission, field
and cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pandera.errors

from toolkit.base.findings import Finding, sort_key
from toolkit.catalogue import Catalogue
from toolkit.check import messages
from toolkit.check.checks import CHECKS
from toolkit.check.one import RECEIVED_ON, Case, prior_column
from toolkit.check.schema import RULE, frame_of, schema_of, shape
from toolkit.kinds.field import Block, Field
from toolkit.kinds.rosters import RosterRow
from toolkit.kinds.values import ReadCell, as_read
from toolkit.kinds.values import Value as CellValue
from toolkit.plan.form_rules import FormRule

_OF_PLAN = (Block.INDICATORS, Block.ROSTERS)  # the blocks that the plan's own rules are about


@dataclass(frozen=True)
class Reading:
    """One return, read: its catalogue, its answers by field id, the day of receipt, what reading found.

    ``prior`` is what the form showed of the period before, by field id (`toolkit.form.prefill.remembered`);
    ``rosters`` are the rows of its lists by list id, which are checked already (`toolkit.check.roster_rows`).
    """

    catalogue: Catalogue
    cells: Mapping[str, ReadCell]
    received_on: date
    findings: tuple[Finding, ...] = ()
    prior: Mapping[str, CellValue] = field(default_factory=dict)
    rosters: Mapping[str, tuple[RosterRow, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a frame: which reading it is of, and its fields by column name."""

    reading: int
    fields: Mapping[str, Field]


def check(readings: Sequence[Reading]) -> list[tuple[Finding, ...]]:
    """The findings of each reading, in the order of ``readings``: errors first, then down the page."""
    found: list[list[Finding]] = [list(reading.findings) for reading in readings]
    for number, reading in enumerate(readings):
        found[number] += unreadable(reading.catalogue, reading.cells)
    for rows, rules in _shapes(readings):
        for row, failure in _failures(readings, rows, rules):
            finding = _finding(readings[row.reading], row, failure, rules)
            if finding is not None:
                found[row.reading].append(finding)
    return [tuple(sorted(findings, key=sort_key)) for findings in found]


def _shapes(readings: Sequence[Reading]) -> list[tuple[list[_Row], tuple[FormRule, ...]]]:
    """All rows of the batch by shape; a block of single answers is one row, the measures block one per measure."""
    shapes: dict[object, tuple[list[_Row], tuple[FormRule, ...]]] = {}
    asked: dict[int, list[tuple[list[_Row], dict[str, Field]]]] = {}  # by catalogue: to which shapes its rows go
    for number, reading in enumerate(readings):
        catalogue = reading.catalogue
        if id(catalogue) not in asked:
            asked[id(catalogue)] = goes = []
            for block in catalogue.blocks:
                rules = _rules_of(catalogue, block)
                for fields in _rows_of(catalogue, block):
                    key = (block, shape(fields), tuple(rule.rule for rule in rules if block in _OF_PLAN))
                    goes.append((shapes.setdefault(key, ([], rules))[0], fields))
        for rows, fields in asked[id(catalogue)]:
            rows.append(_Row(number, fields))
    return list(shapes.values())


def _rows_of(catalogue: Catalogue, block: Block) -> list[dict[str, Field]]:
    fields = catalogue.block(block)
    if block in _OF_PLAN:  # what the rows of a list come to stands beside the figures
        fields = (*fields, *catalogue.totals)
    if block is not Block.MEASURES:
        return [{f.id: f for f in fields}]
    rows: dict[str, dict[str, Field]] = {}
    for f in fields:
        rows.setdefault(f.row, {})[f.column] = f
    return list(rows.values())


def _rules_of(catalogue: Catalogue, block: Block) -> tuple[FormRule, ...]:
    """The rules that belong to a block: where the first name of each stands."""
    return tuple(r for r in catalogue.rules if catalogue.field[r.shown_at].block is block)


def unreadable(catalogue: Catalogue, cells: Mapping[str, ReadCell]) -> list[Finding]:
    """A finding for each answer that nobody can read, by field id."""
    return [
        messages.unreadable(catalogue.field[name], cell.sheet, cell.cell, cell.raw, problem)
        for name, cell in cells.items()
        if (problem := cell.normalised.problem) is not None
    ]


def _failures(readings: Sequence[Reading], rows: Sequence[_Row], rules: Sequence[FormRule]) -> list[tuple[_Row, str]]:
    """The failed checks of one shape: (row, name of the check in its schema), each once."""
    fields = rows[0].fields
    values: dict[int, dict[str, object]] = {}
    spoiled: dict[int, dict[str, bool]] = {}
    for number, row in enumerate(rows):
        reading = readings[row.reading]
        cells = {name: reading.cells.get(field.id) for name, field in row.fields.items()}
        values[number] = {name: cell.normalised.value if cell else None for name, cell in cells.items()}
        values[number][RECEIVED_ON] = reading.received_on
        values[number] |= {prior_column(n): reading.prior.get(f.id) for n, f in row.fields.items() if f.has_prior}
        # A cell that is gone or could not be parsed has a finding of its own and is not "blank" as well.
        spoiled[number] = {n: cell is None or cell.normalised.problem is not None for n, cell in cells.items()}
    not_read = pd.DataFrame.from_dict(spoiled, orient="index", columns=list(fields), dtype=bool)
    known = {n for n in fields if any(row.get(prior_column(n)) is not None for row in values.values())}
    schema = schema_of(fields, rules, not_read, known)
    try:
        schema.validate(frame_of(fields, values), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    # A failing check of the whole row is reported once per column of the frame.
    failed = dict.fromkeys((int(index), str(name)) for name, index in zip(cases["check"], cases["index"], strict=True))
    return [(rows[index], name) for index, name in failed if not spoiled[index].get(name.partition(":")[2], False)]


def _finding(reading: Reading, row: _Row, failure: str, rules: Sequence[FormRule]) -> Finding | None:
    which, _, name = failure.partition(":")
    if which == RULE:
        return _rule_finding(reading, next(rule for rule in rules if rule.rule.id == name))
    check, field = CHECKS[int(which)], row.fields[name]
    cell = reading.cells.get(field.id)
    if cell is None:
        return None
    prior = reading.prior.get(field.id)
    other, chosen = "", ""
    if field.required_when is not None and field.required_when.field_id in reading.cells:
        other = reading.catalogue.field[field.required_when.field_id].label
        chosen = str(reading.cells[field.required_when.field_id].normalised.value)
    raw = "" if cell.normalised.value is None else cell.raw
    case = Case(field, raw, "" if prior is None else as_read(prior), other, chosen)
    return messages.failed(check, case, cell.sheet, cell.cell, _explanation(reading, field))


def _rule_finding(reading: Reading, rule: FormRule) -> Finding:
    names = rule.expression.names
    operands = [
        (reading.catalogue.field[name].label, cell.cell, cell.raw)
        for name in names
        if name in reading.catalogue.field and (cell := reading.cells.get(name)) is not None
    ]
    field = reading.catalogue.field[rule.shown_at]
    cell = reading.cells[field.id]
    return messages.rule_failed(
        rule.rule, field, cell.sheet, cell.cell, cell.raw, operands, _explanation(reading, field)
    )


def _explanation(reading: Reading, field: Field) -> str:
    """What the unit wrote beside a figure, or ""."""
    cell = reading.cells.get(field.explained_by) if field.explained_by else None
    return str(cell.normalised.value or "") if cell else ""
