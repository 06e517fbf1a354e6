"""A parsed rule in its two targets: a text over arrays and an Excel formula, which agree on every input.

Knows: the tree that `toolkit.plan.rules` has checked, arrays, Excel's functions. Must not know: forms, cells'
places, wording.

What both targets hold to: a rule with an empty operand (outside filled()) is not checked; nor is one in which a
divisor is zero, or a cell holds the wrong kind of value (a fraction for a whole number, too). Numbers are compared
within 1e-6, spelled out, because Excel and LibreOffice round before they compare and pandas does not. Texts are
compared to the letter, but for their blanks (`toolkit.base.blanks`). Dates are serial numbers (1900 system).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any, assert_never

from toolkit.base.blanks import compared
from toolkit.plan.model import ValueType
from toolkit.plan.rule_tokens import Operand, RuleScope
from toolkit.plan.rules import Expression

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Columns = Mapping[str, Sequence[Any] | pd.Series]
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

    there = {name: frame[name] for name in expression.names if name in frame.columns}
    unread = {} if unreadable is None else {n: unreadable[n].to_numpy(dtype=bool) for n in there if n in unreadable}
    index = pd.RangeIndex(1) if expression.scope is RuleScope.WHOLE else frame.index
    found: list[str] = _verdicts(expression, there, len(frame), unread).tolist()
    return pd.Series(found, index=index, dtype="object")


def verdicts(expression: Expression, columns: Columns, rows: int) -> list[Verdict]:
    """The same for so many ``rows`` of plain values, a column for each operand id; without pandas."""
    return [Verdict(verdict) for verdict in _verdicts(expression, columns, rows, {})]


def computed(expression: Expression, columns: Columns, rows: int) -> list[float | None]:
    """The value of a formula for each of so many ``rows`` of plain values, None where it cannot be computed."""
    arrays, checked = _prepare(expression, columns, rows, {})
    values = _eval(array_text(expression), arrays, len(checked)).astype("float64")
    return [float(value) if good and value == value else None for value, good in zip(values, checked, strict=True)]


def _verdicts(expression: Expression, columns: Columns, rows: int, unread: Mapping[str, Array]) -> Array:
    import numpy as np

    arrays, checked = _prepare(expression, columns, rows, unread)
    holds = _eval(array_text(expression), arrays, len(checked)).astype(bool)
    judged = np.where(holds, Verdict.PASSED.value, Verdict.FAILED.value)
    return np.where(checked, judged, Verdict.NOT_CHECKED.value).astype(object)


def array_text(expression: Expression) -> str:
    """The expression over arrays, as a text that Python evaluates; the names are those that `evaluate` prepares."""
    return _array(expression.tree, expression.types)


def sentence(expression: Expression, names: Mapping[str, Operand]) -> str:
    """The rule written out again with the labels of its operands, for messages."""
    return re.sub(
        r"[A-Za-z_]\w*",
        lambda m: names[m[0]].label if m[0] in names else {"SUM": "合计", "COUNT": "行数"}.get(m[0], m[0]),
        ast.unparse(expression.tree).replace("==", "=").replace("<=", "≤").replace(">=", "≥").replace("!=", "≠"),
    )


@lru_cache(maxsize=1024)
def _compiled(text: str) -> CodeType:
    return compile(text, "<rule>", "eval")


def _eval(text: str, columns: Mapping[str, Array], size: int) -> Array:
    """What a text of `array_text` comes to: `DataFrame.eval` does the same, in fifty times the time."""
    import numpy as np

    with np.errstate(all="ignore"):  # where a divisor is zero, nothing is checked
        try:
            found = eval(_compiled(text), {"__builtins__": {}}, dict(columns))
        except ZeroDivisionError:  # of two constants
            found = np.nan
        return np.broadcast_to(np.asarray(found), size)


def _prepare(
    expression: Expression, columns: Columns, rows: int, unread: Mapping[str, Array]
) -> tuple[dict[str, Array], Array]:
    """The operands as arrays, and which rows can be checked at all."""
    import numpy as np

    whole = expression.scope is RuleScope.WHOLE
    arrays: dict[str, Array] = {}
    checked = np.ones(1 if whole else rows, dtype=bool)
    for name in expression.names:
        column, filled = _column(columns.get(name, [None] * rows), expression.types[name])
        if whole:
            column, filled = np.array([column.sum()]), np.array([filled.any()])
        arrays[name], arrays[f"{name}__filled"] = column, filled
        if name in expression.required:
            checked &= filled
        if expression.types[name] is ValueType.INTEGER and not whole:
            with np.errstate(invalid="ignore"):
                checked &= np.abs(column - np.round(column)) < float(ZERO)
        if name in unread:
            checked &= ~unread[name]
    for divisor in divisors_of(expression.tree):
        value = _eval(_array(divisor, expression.types), arrays, len(checked)).astype("float64")
        checked &= np.abs(value) >= float(ZERO)
    return arrays, checked


def _column(given: Sequence[Any] | pd.Series, type_: ValueType) -> tuple[Array, Array]:
    """One operand, blanks replaced by a harmless value, and which cells are filled."""
    import numpy as np

    match type_:
        case ValueType.INTEGER | ValueType.DECIMAL | ValueType.PERCENT:
            numbers = _numbers(given)
            filled = ~np.isnan(numbers)
            return np.where(filled, numbers, 0.0), filled
        case ValueType.DATE:
            filled = _filled(given)
            days = [float(day.toordinal() - EPOCH) if there else 0.0 for day, there in zip(given, filled, strict=True)]
            return np.array(days, dtype="float64"), filled
        case ValueType.BOOLEAN:
            truths = [value is True or bool(value == 1) for value in given]
            return np.array(truths, dtype=bool), _filled(given)
        case ValueType.TEXT | ValueType.CHOICE:
            pairs = zip(given, _filled(given), strict=True)
            texts = [compared(str(value)) if there else "" for value, there in pairs]
            return np.array(texts, dtype=object), np.array([text != "" for text in texts], dtype=bool)
    assert_never(type_)


def _numbers(given: Sequence[Any] | pd.Series) -> Array:
    """A column of numbers, NaN where there is none."""
    import numpy as np

    if isinstance(given, Sequence):
        return np.array([np.nan if value is None else value for value in given], dtype="float64")
    return given.to_numpy(dtype="float64", na_value=np.nan)


def _filled(given: Sequence[Any] | pd.Series) -> Array:
    """Where a column has a value."""
    import numpy as np

    if isinstance(given, Sequence):
        return np.array([value is not None and value == value for value in given], dtype=bool)
    return given.notna().to_numpy()


def _array(node: ast.expr, types: Mapping[str, ValueType]) -> str:  # noqa: C901, PLR0911, PLR0912 - one for each node
    def go(part: ast.expr) -> str:
        return _array(part, types)

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
            return "(" + " & ".join(_array_pair(*pair, types) for pair in pairs_of(node)) + ")"
        case ast.Call(func=ast.Name(id="date")):
            return str(serial_of(node))
        case ast.Call(func=ast.Name(id="filled"), args=[argument]):
            return f"{name_of(argument)}__filled"
        case ast.Call(func=ast.Name(id="SUM" | "COUNT"), args=[argument]):
            return name_of(argument)
        case ast.Call(args=[condition, consequence]):
            return f"(({go(condition)} == False) | {go(consequence)})"
        case _:
            raise AssertionError(f"unchecked node {ast.dump(node)}")


def _array_pair(left: ast.expr, op: ast.cmpop, right: ast.expr, types: Mapping[str, ValueType]) -> str:
    kinds = {kind_of(left, types), kind_of(right, types)}
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant) and kinds == {"text"}:
        # What eval makes of two constants is not what a program does.
        return str((compared(str(left.value)) == compared(str(right.value))) is isinstance(op, ast.Eq))
    if kinds != {"number"}:
        a, b = (truth_of(side) if "boolean" in kinds else None for side in (left, right))
        left_text, right_text = a or _array(left, types), b or _array(right, types)
        return f"({left_text} {'==' if isinstance(op, ast.Eq) else '!='} {right_text})"
    return comparison(op, _array(left, types), _array(right, types), " & ", "({} == False)")
