"""The checks as pandera schemas: one schema per shape of row, for all forms of a batch together.

Knows: pandera, how a check and a rule are asked. Must not know: cells, sheets, wording, Excel, any one check. Values
arrive parsed (see `toolkit.kinds.normalise`), so nothing is coerced. A failure finds its way home by the name of its
check: the name of the check's file and the column, or ``rule:ID``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

import pandas as pd
import pandera.pandas as pa

from toolkit.check.checks import CHECKS
from toolkit.check.one import RECEIVED_ON, Check, Parameters, prior_column
from toolkit.kinds.field import Field
from toolkit.plan.both_targets import Verdict
from toolkit.plan.form_rules import FormRule
from toolkit.plan.targets import evaluate

RULE = "rule"


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


def asked(fields: Mapping[str, Field]) -> tuple[tuple[str, int, Parameters], ...]:
    """Every check of a row of fields: (column, which of `CHECKS`, its parameters).

    With the columns' types this is the row's shape: a check knows nothing else of a field.
    """
    return tuple(
        (name, number, parameters)
        for name, field in fields.items()
        for number, check in enumerate(CHECKS)
        if (parameters := check.parameters(field, fields)) is not None
    )


def shape(fields: Mapping[str, Field]) -> tuple[object, ...]:
    """What two rows must have in common to be checked together."""
    return tuple((name, f.type.is_number, f.has_prior) for name, f in fields.items()), asked(fields)


def schema_of(
    fields: Mapping[str, Field],
    rules: Sequence[FormRule],
    unreadable: pd.DataFrame | None = None,
    known: Collection[str] | None = None,
) -> pa.DataFrameSchema:
    """The schema of one shape of row: ``fields`` by column name, ``rules`` over those columns.

    ``unreadable`` marks the cells whose content could not be parsed; rules over them are not checked. ``known`` are the
    columns of which anything is known of the period before (None: all); the others are not compared with it.
    """
    checks = [_named(f"{RULE}:{rule.rule.id}", _rule_holds(rule, unreadable)) for rule in rules]
    for name, number, parameters in asked(fields):
        if CHECKS[number].compares and known is not None and name not in known:
            continue
        checks.append(_named(f"{number}:{name}", _holds(CHECKS[number], name, parameters)))
    columns: dict[str, pa.Column] = {}
    for name, field in fields.items():
        dtype = float if field.type.is_number else object
        for column in (name, prior_column(name)) if field.has_prior else (name,):
            columns[column] = _column(dtype)
    columns[RECEIVED_ON] = _column(object)
    return pa.DataFrameSchema(columns, checks=checks, strict=True, ordered=True)


@lru_cache
def _column(dtype: type) -> pa.Column:
    return pa.Column(dtype, nullable=True)


def _named(name: str, test: Callable[..., object]) -> pa.Check:
    return pa.Check(test, name=name, error=name, ignore_na=False)


def _holds(check: Check, name: str, parameters: Parameters) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: check.holds(frame, name, *parameters).astype(bool)


def _rule_holds(rule: FormRule, unreadable: pd.DataFrame | None) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: evaluate(rule.expression, frame, unreadable) != Verdict.FAILED
