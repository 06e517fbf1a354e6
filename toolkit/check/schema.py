"""The catalogue as pandera schemas: one schema per shape of row, for all forms of a batch together.

Knows: the catalogue, pandera, the rule language. Must not know: cells, sheets, wording, Excel. Values arrive parsed
(see `toolkit.kinds.normalise`), so nothing is coerced. Every check carries a name of its own, by which a failure
finds its way home: ``minimum``, ``choices`` … on a column; ``required_when:COLUMN``, ``past:COLUMN``, ``rule:ID``
on a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd
import pandera.pandas as pa

from toolkit.catalogue import JUMP, JUMP_SHARE, FormRule
from toolkit.kinds import kind_of
from toolkit.kinds.field import SAME, Field
from toolkit.plan.model import ValueType
from toolkit.plan.targets import Verdict, evaluate

TOLERANCE = 1e-6  # as in rules: Excel and LibreOffice round before they compare

RECEIVED_ON = "_received_on"


def prior_column(name: str) -> str:
    """The column that holds what was reported of a field in the period before."""
    return f"{name}@prior"


def frame_of(fields: Mapping[str, Field], rows: Mapping[int, Mapping[str, object]]) -> pd.DataFrame:
    """A frame with one column per field and one row per entry of ``rows`` (index → column → value).

    Numbers are float64 (empty: NaN); dates, texts, choices and yes/no are objects (empty: None). Beside a field that
    is compared with the period before stands what was reported then.
    """
    index = pd.Index(list(rows), dtype="int64")
    columns: dict[str, pd.Series] = {}
    for name, field in fields.items():
        dtype = "float64" if field.type.is_number else "object"
        for column in (name, prior_column(name)) if field.has_prior else (name,):
            values = [row.get(column) for row in rows.values()]
            columns[column] = pd.Series(values, index=index, dtype=dtype)
    received = [row[RECEIVED_ON] for row in rows.values()]
    columns[RECEIVED_ON] = pd.Series(received, index=index, dtype="object")
    return pd.DataFrame(columns, index=index)


def schema_of(
    fields: Mapping[str, Field], rules: Sequence[FormRule], unreadable: pd.DataFrame | None = None
) -> pa.DataFrameSchema:
    """The schema of one shape of row: ``fields`` by column name, ``rules`` over those columns.

    ``unreadable`` marks the cells whose content could not be parsed; rules over them are not checked.
    """
    names = {field.id: name for name, field in fields.items()}
    row_checks = [_named(f"rule:{rule.rule.id}", _rule_holds(rule, unreadable)) for rule in rules]
    for name, field in fields.items():
        if field.required_when is not None:
            other, labels = names[field.required_when.field_id], field.required_when.labels
            row_checks.append(_named(f"required_when:{name}", _asked_and_filled(name, other, labels)))
        if field.past:
            row_checks.append(_named(f"past:{name}", _not_after_receipt(name)))
        if field.has_prior:
            row_checks += _since_last(name, fields)
    columns = {}
    for name, field in fields.items():
        columns[name] = _column(field)
        if field.has_prior:
            columns[prior_column(name)] = pa.Column(float if field.type.is_number else object, nullable=True)
    columns[RECEIVED_ON] = pa.Column(object, nullable=False)
    return pa.DataFrameSchema(columns, checks=row_checks, strict=True, ordered=True)


def _column(field: Field) -> pa.Column:
    checks = []
    if field.choices and field.type is not ValueType.BOOLEAN:
        checks.append(_named("choices", lambda s: s.isin(field.choices)))
    if field.max_length:
        checks.append(_named("max_length", lambda s: s.str.len() <= field.max_length))
    for name, limit, below in (
        ("minimum", field.minimum, False),
        ("maximum", field.maximum, True),
        ("soft_minimum", field.soft_minimum, False),
        ("soft_maximum", field.soft_maximum, True),
    ):
        if limit is not None:
            checks.append(_named(name, _within(limit, below)))
    return pa.Column(float if field.type.is_number else object, checks, nullable=not field.required)


def _named(name: str, test: Callable[..., object]) -> pa.Check:
    return pa.Check(test, name=name, error=name, ignore_na=True)


def _within(limit: float | date, below: bool) -> Callable[[pd.Series], pd.Series]:
    return lambda values: values <= limit if below else values >= limit


def _rule_holds(rule: FormRule, unreadable: pd.DataFrame | None) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: evaluate(rule.expression, frame, unreadable) != Verdict.FAILED


def _asked_and_filled(name: str, other: str, labels: tuple[str, ...]) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: ~(frame[other].isin(labels) & frame[name].isna())


def _since_last(name: str, fields: Mapping[str, Field]) -> list[pa.Check]:
    """The checks of one field against the period before; without a value then or now nothing is checked."""
    field = fields[name]
    if field.column == "progress":
        completed = next((f.required_when for f in fields.values() if f.column == "completed_on"), None)
        return [_named(f"retold:{name}", _told_anew(name, field, completed.labels if completed else ()))]
    ticked = f"{name}_{SAME}"
    checks = [
        _named(f"unconfirmed:{name}", lambda f: ~(_as_before(f, name, field) & ~_is_true(f[ticked]))),
        _named(f"ticked:{name}", lambda f: ~(_compared(f, name) & ~_as_before(f, name, field) & _is_true(f[ticked]))),
    ]
    if field.cumulative:
        checks.append(_named(f"falls:{name}", lambda f: ~(f[name] < f[prior_column(name)] - TOLERANCE)))
    elif field.type.is_number:
        checks.append(_named(f"jumps:{name}", lambda f: ~_jumps(f[name], f[prior_column(name)])))
    return checks


def _compared(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name].notna() & frame[prior_column(name)].notna()


def _as_before(frame: pd.DataFrame, name: str, field: Field) -> pd.Series:
    kind, pairs = kind_of(field), zip(frame[name], frame[prior_column(name)], strict=True)
    return _compared(frame, name) & pd.Series([kind.as_before(now, then) for now, then in pairs], index=frame.index)


def _is_true(column: pd.Series) -> pd.Series:
    return pd.Series([value is True for value in column], index=column.index)


def _jumps(now: pd.Series, then: pd.Series) -> pd.Series:
    moved = (now - then).abs()
    return (moved > JUMP) & (moved - JUMP_SHARE * then.abs() > TOLERANCE)


def _told_anew(name: str, field: Field, completed: tuple[str, ...]) -> Callable[[pd.DataFrame], pd.Series]:
    """Nothing new need be told of a measure that is completed."""
    return lambda frame: ~(_as_before(frame, name, field) & ~frame["status"].isin(completed))


def _not_after_receipt(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    def holds(frame: pd.DataFrame) -> pd.Series:
        pairs = zip(frame[name], frame[RECEIVED_ON], strict=True)
        return pd.Series([day is None or day <= received for day, received in pairs], index=frame.index)

    return holds
