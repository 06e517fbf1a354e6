"""A parsed rule in its two targets: a `DataFrame.eval` text and an Excel formula, which agree on every input.

Knows: the tree that `toolkit.plan.rules` has checked, pandas, Excel's functions. Must not know: forms, cells'
places, wording.

What both targets hold to: a rule with an empty operand (outside filled()) is not checked; nor is one in which a
divisor is zero, or a cell holds the wrong kind of value (a fraction for a whole number, too). Numbers are compared
within 1e-6, spelled out, because Excel and LibreOffice round before they compare and pandas does not. Texts are
compared to the letter, but for their blanks (`toolkit.base.blanks`). Dates are serial numbers (1900 system).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, assert_never

from toolkit.base.blanks import compared
from toolkit.plan.model import ValueType
from toolkit.plan.rule_tokens import Operand, RuleScope
from toolkit.plan.rules import Expression

if TYPE_CHECKING:
    import pandas as pd
from toolkit.plan.both_targets import (
    EPOCH,
    SIGNS,
    ZERO,
    Verdict,
    comparison,
    divisors_of,
    kind_of,
    name_of,
    pairs_of,
    serial_of,
    truth_of,
)


def evaluate(expression: Expression, frame: pd.DataFrame, unreadable: pd.DataFrame | None = None) -> pd.Series[str]:
    """The verdict for each row of ``frame`` (columns: operand ids), as a Series of `Verdict` values.

    Numbers are float64 (empty: NaN), dates datetimes or `date`, yes/no True/False/None, texts str/None; a missing
    column is empty. ``unreadable`` (bool, same index) marks cells whose content could not be read. At office
    scope the frame has one row per unit and the result one row.
    """
    import pandas as pd

    prepared, checked = _prepare(expression, frame, unreadable)
    verdicts = pd.Series(Verdict.NOT_CHECKED.value, index=prepared.index, dtype="object")
    holds = _eval(pandas_text(expression), prepared).astype(bool)
    verdicts[checked & holds] = Verdict.PASSED.value
    verdicts[checked & ~holds] = Verdict.FAILED.value
    return verdicts


def compute(expression: Expression, frame: pd.DataFrame) -> pd.Series[float]:
    """The value of a formula for each row of ``frame``, NaN where it cannot be computed."""
    prepared, checked = _prepare(expression, frame, None)
    return _eval(pandas_text(expression), prepared).astype("float64").where(checked)


def pandas_text(expression: Expression) -> str:
    """The expression as a text for `DataFrame.eval`, over the columns that `evaluate` prepares."""
    return _pandas(expression.tree, expression.types)


def sentence(expression: Expression, names: Mapping[str, Operand]) -> str:
    """The rule written out again with the labels of its operands, for messages."""
    return re.sub(
        r"[A-Za-z_]\w*",
        lambda m: names[m[0]].label if m[0] in names else {"SUM": "合计"}.get(m[0], m[0]),
        ast.unparse(expression.tree).replace("==", "=").replace("<=", "≤").replace(">=", "≥").replace("!=", "≠"),
    )


def _eval(text: str, frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    result = frame.eval(text, engine="python")
    return result if isinstance(result, pd.Series) else pd.Series(result, index=frame.index)


def _prepare(
    expression: Expression, frame: pd.DataFrame, unreadable: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.Series]:
    """The operands as columns that eval can take, and which rows can be checked at all."""
    import pandas as pd

    index = pd.RangeIndex(1) if expression.scope is RuleScope.WHOLE else frame.index
    columns: dict[str, pd.Series] = {}
    checked = pd.Series(True, index=index)
    for name in expression.names:
        given = frame[name] if name in frame.columns else pd.Series(None, index=frame.index, dtype="object")
        column, filled = _column(given, expression.types[name])
        if expression.scope is RuleScope.WHOLE:
            filled = pd.Series([bool(filled.any())])
            column = pd.Series([column.sum()])
        columns[name], columns[f"{name}__filled"] = column, filled
        if name in expression.required:
            checked &= filled
        if expression.types[name] is ValueType.INTEGER and expression.scope is not RuleScope.WHOLE:
            checked &= (column - column.round()).abs() < float(ZERO)
        if unreadable is not None and name in unreadable.columns:
            checked &= ~unreadable[name].astype(bool)
    prepared = pd.DataFrame(columns, index=index)
    for divisor in divisors_of(expression.tree):
        value = _eval(_pandas(divisor, expression.types), prepared).astype("float64")
        checked &= value.abs() >= float(ZERO)
    return prepared, checked


def _column(given: pd.Series, type_: ValueType) -> tuple[pd.Series, pd.Series]:
    """One operand as eval takes it, blanks replaced by a harmless value, and which cells are filled."""
    import pandas as pd

    match type_:
        case ValueType.INTEGER | ValueType.DECIMAL | ValueType.PERCENT:
            numbers = given.astype("float64")
            return numbers.fillna(0.0), numbers.notna()
        case ValueType.DATE:
            serials = given.map(lambda day: None if pd.isna(day) else float(day.toordinal() - EPOCH)).astype("float64")
            return serials.fillna(0.0), serials.notna()
        case ValueType.BOOLEAN:
            return given.map(lambda value: value is True or value == 1).astype(bool), given.notna()
        case ValueType.TEXT | ValueType.CHOICE:
            texts = given.map(lambda value: "" if pd.isna(value) else compared(str(value)))
            return texts.astype("object"), (texts != "").astype(bool)
    assert_never(type_)


def _pandas(node: ast.expr, types: Mapping[str, ValueType]) -> str:  # noqa: C901, PLR0911, PLR0912 - one for each node
    def go(part: ast.expr) -> str:
        return _pandas(part, types)

    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=str() as text):
            return repr(compared(text))
        case ast.Constant(value=value):
            return repr(value)
        case ast.BinOp(left=left, op=op, right=right):
            return f"({go(left)} {SIGNS[type(op)]} {go(right)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"({go(operand)} == False)"
        case ast.UnaryOp(op=op, operand=operand):
            return f"(0 - {go(operand)})" if isinstance(op, ast.USub) else go(operand)
        case ast.BoolOp(op=op, values=values):
            return "(" + (" & " if isinstance(op, ast.And) else " | ").join(map(go, values)) + ")"
        case ast.Compare():
            return "(" + " & ".join(_pandas_pair(*pair, types) for pair in pairs_of(node)) + ")"
        case ast.Call(func=ast.Name(id="date")):
            return str(serial_of(node))
        case ast.Call(func=ast.Name(id="filled"), args=[argument]):
            return f"{name_of(argument)}__filled"
        case ast.Call(func=ast.Name(id="SUM"), args=[argument]):
            return name_of(argument)
        case ast.Call(args=[condition, consequence]):
            return f"(({go(condition)} == False) | {go(consequence)})"
        case _:
            raise AssertionError(f"unchecked node {ast.dump(node)}")


def _pandas_pair(left: ast.expr, op: ast.cmpop, right: ast.expr, types: Mapping[str, ValueType]) -> str:
    kinds = {kind_of(left, types), kind_of(right, types)}
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant) and kinds == {"text"}:
        # What eval makes of two constants is not what a program does.
        return str((compared(str(left.value)) == compared(str(right.value))) is isinstance(op, ast.Eq))
    if kinds != {"number"}:
        a, b = (truth_of(side) if "boolean" in kinds else None for side in (left, right))
        left_text, right_text = a or _pandas(left, types), b or _pandas(right, types)
        return f"({left_text} {'==' if isinstance(op, ast.Eq) else '!='} {right_text})"
    return comparison(op, _pandas(left, types), _pandas(right, types), " & ", "({} == False)")
