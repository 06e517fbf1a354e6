"""The catalogue as pandera schemas: one schema per shape of row, for all forms of a batch together.

Knows: the catalogue, pandera, the rule language. Must not know: cells, sheets, wording, Excel. Values arrive parsed
(see `toolkit.intake.normalise`), so nothing is coerced. Every check carries a name of its own, by which a failure
finds its way home: ``minimum``, ``choices`` … on a column; ``required_when:COLUMN``, ``past:COLUMN``, ``rule:ID``
on a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd
import pandera.pandas as pa

from toolkit.fields import Field, FormRule
from toolkit.plan.model import ValueType
from toolkit.plan.targets import Verdict, evaluate

RECEIVED_ON = "_received_on"


def frame_of(fields: Mapping[str, Field], rows: Mapping[int, Mapping[str, object]]) -> pd.DataFrame:
    """A frame with one column per field and one row per entry of ``rows`` (index → column → value).

    Numbers are float64 (empty: NaN); dates, texts, choices and yes/no are objects (empty: None).
    """
    index = pd.Index(list(rows), dtype="int64")
    columns: dict[str, pd.Series] = {}
    for name, field in fields.items():
        values = [row.get(name) for row in rows.values()]
        dtype = "float64" if field.type.is_number else "object"
        columns[name] = pd.Series(values, index=index, dtype=dtype)
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
    columns = {name: _column(field) for name, field in fields.items()}
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


def _not_after_receipt(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    def holds(frame: pd.DataFrame) -> pd.Series:
        pairs = zip(frame[name], frame[RECEIVED_ON], strict=True)
        return pd.Series([day is None or day <= received for day, received in pairs], index=frame.index)

    return holds
