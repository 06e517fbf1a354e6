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
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from toolkit.base.blanks import compared
from toolkit.plan.model import ValueType
from toolkit.plan.rule_tokens import Operand, RuleScope
from toolkit.plan.rules import BOOLEAN, DATE, NUMBER, TEXT, Expression, continues, said_type

if TYPE_CHECKING:
    import pandas as pd

WITHIN = "0.000001"
_ZERO = "0.000000001"
_EPOCH = date(1899, 12, 30).toordinal()
_YES, _NO = "是", "否"


class Verdict(StrEnum):
    """What a rule comes to; the values are what forms and the master show."""

    PASSED = "通过"
    FAILED = "不符"
    NOT_CHECKED = "未核验"


def evaluate(expression: Expression, frame: pd.DataFrame, unreadable: pd.DataFrame | None = None) -> pd.Series[str]:
    """The verdict for each row of ``frame`` (columns: operand ids), as a Series of `Verdict` values.

    Numbers are float64 (empty: NaN), dates datetimes or `date`, yes/no True/False/None, texts str/None; a missing
    column is empty. ``unreadable`` (bool, same index) marks cells whose content could not be read. At prefecture
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


def excel(expression: Expression, refs: Mapping[str, str]) -> str:
    """A rule as an Excel formula without its "=", giving 通过, 不符 or 未核验.

    ``refs`` says where each operand stands: a cell ("F12"), or a range for names inside SUM().
    """
    body = f'IF({_excel(expression.tree, expression.types, refs)},"{Verdict.PASSED}","{Verdict.FAILED}")'
    return _guarded(expression, refs, body, f'"{Verdict.NOT_CHECKED}"')


def excel_formula(expression: Expression, refs: Mapping[str, str]) -> str:
    """A formula as an Excel formula without its "=", giving the number, or "" where it cannot be computed."""
    return _guarded(expression, refs, _excel(expression.tree, expression.types, refs), '""')


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

    index = pd.RangeIndex(1) if expression.scope is RuleScope.PREFECTURE else frame.index
    columns: dict[str, pd.Series] = {}
    checked = pd.Series(True, index=index)
    for name in expression.names:
        given = frame[name] if name in frame.columns else pd.Series(None, index=frame.index, dtype="object")
        column, filled = _column(given, expression.types[name])
        if expression.scope is RuleScope.PREFECTURE:
            filled = pd.Series([bool(filled.any())])
            column = pd.Series([column.sum()])
        columns[name], columns[f"{name}__filled"] = column, filled
        if name in expression.required:
            checked &= filled
        if expression.types[name] is ValueType.INTEGER and expression.scope is not RuleScope.PREFECTURE:
            checked &= (column - column.round()).abs() < float(_ZERO)
        if unreadable is not None and name in unreadable.columns:
            checked &= ~unreadable[name].astype(bool)
    prepared = pd.DataFrame(columns, index=index)
    for divisor in _divisors(expression.tree):
        value = _eval(_pandas(divisor, expression.types), prepared).astype("float64")
        checked &= value.abs() >= float(_ZERO)
    return prepared, checked


def _column(given: pd.Series, type_: ValueType) -> tuple[pd.Series, pd.Series]:
    """One operand as eval takes it, blanks replaced by a harmless value, and which cells are filled."""
    import pandas as pd

    match type_:
        case ValueType.INTEGER | ValueType.DECIMAL | ValueType.PERCENT:
            numbers = given.astype("float64")
            return numbers.fillna(0.0), numbers.notna()
        case ValueType.DATE:
            serials = given.map(lambda day: None if pd.isna(day) else float(day.toordinal() - _EPOCH)).astype("float64")
            return serials.fillna(0.0), serials.notna()
        case ValueType.BOOLEAN:
            return given.map(lambda value: value is True or value == 1).astype(bool), given.notna()
        case ValueType.TEXT | ValueType.CHOICE:
            texts = given.map(lambda value: "" if pd.isna(value) else compared(str(value)))
            return texts.astype("object"), (texts != "").astype(bool)
    assert_never(type_)


def _divisors(tree: ast.expr) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield node.right


def _serial(node: ast.Call) -> int:
    constant = node.args[0]
    assert isinstance(constant, ast.Constant)
    return date.fromisoformat(str(constant.value)).toordinal() - _EPOCH


def _name(node: ast.expr) -> str:
    assert isinstance(node, ast.Name)
    return node.id


def _kind(node: ast.expr, types: Mapping[str, ValueType]) -> str:
    """Whether a checked node is "number" (dates too), "text" or "boolean"."""
    match node:
        case ast.Name(id=name):
            return {NUMBER: "number", DATE: "number", BOOLEAN: "boolean", TEXT: "text"}[said_type(types[name])]
        case ast.Constant(value=str()):
            return "text"
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return "boolean"
        case ast.Call(func=ast.Name(id="filled" | "implies")):
            return "boolean"
        case _:
            return "number"


def _pairs(node: ast.Compare) -> list[tuple[ast.expr, ast.cmpop, ast.expr]]:
    sides = [node.left, *node.comparators]
    return [(sides[n], op, sides[n + 1]) for n, op in enumerate(node.ops)]


_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


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
            return f"({go(left)} {_SIGNS[type(op)]} {go(right)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"({go(operand)} == False)"
        case ast.UnaryOp(op=op, operand=operand):
            return f"(0 - {go(operand)})" if isinstance(op, ast.USub) else go(operand)
        case ast.BoolOp(op=op, values=values):
            return "(" + (" & " if isinstance(op, ast.And) else " | ").join(map(go, values)) + ")"
        case ast.Compare():
            return "(" + " & ".join(_pandas_pair(*pair, types) for pair in _pairs(node)) + ")"
        case ast.Call(func=ast.Name(id="date")):
            return str(_serial(node))
        case ast.Call(func=ast.Name(id="filled"), args=[argument]):
            return f"{_name(argument)}__filled"
        case ast.Call(func=ast.Name(id="SUM"), args=[argument]):
            return _name(argument)
        case ast.Call(args=[condition, consequence]):
            return f"(({go(condition)} == False) | {go(consequence)})"
        case _:
            raise AssertionError(f"unchecked node {ast.dump(node)}")


def _pandas_pair(left: ast.expr, op: ast.cmpop, right: ast.expr, types: Mapping[str, ValueType]) -> str:
    kinds = {_kind(left, types), _kind(right, types)}
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant) and kinds == {"text"}:
        # What eval makes of two constants is not what a program does.
        return str((compared(str(left.value)) == compared(str(right.value))) is isinstance(op, ast.Eq))
    if kinds != {"number"}:
        a, b = (_truth(side) if "boolean" in kinds else None for side in (left, right))
        left_text, right_text = a or _pandas(left, types), b or _pandas(right, types)
        return f"({left_text} {'==' if isinstance(op, ast.Eq) else '!='} {right_text})"
    return _within(op, _pandas(left, types), _pandas(right, types), " & ", "({} == False)")


def _truth(node: ast.expr) -> str | None:
    """A yes/no literal compared with a yes/no operand."""
    if isinstance(node, ast.Constant) and node.value in (_YES, _NO):
        return str(node.value == _YES)
    return None


def _within(op: ast.cmpop, left: str, right: str, both: str, negated: str) -> str:
    """A comparison of numbers within the tolerance, the same text for both targets but for its connectives."""
    not_above = f"(({left})-({right})<{WITHIN})"
    not_below = f"(({right})-({left})<{WITHIN})"
    equal = f"AND({not_above},{not_below})" if both == "," else f"({not_above}{both}{not_below})"
    match op:
        case ast.LtE():
            return not_above
        case ast.GtE():
            return not_below
        case ast.Lt():
            return negated.format(not_below)
        case ast.Gt():
            return negated.format(not_above)
        case ast.Eq():
            return equal
        case _:
            return negated.format(equal)


def _excel(node: ast.expr, types: Mapping[str, ValueType], refs: Mapping[str, str]) -> str:  # noqa: C901, PLR0911, PLR0912 - one each
    def go(part: ast.expr) -> str:
        return _excel(part, types, refs)

    match node:
        case ast.Name(id=name):
            kind = _kind(node, types)
            if kind == "boolean":
                return f'({refs[name]}="{_YES}")'
            return f"TRIM({refs[name]})" if kind == "text" else refs[name]
        case ast.Constant(value=str() as text):
            escaped = compared(text).replace('"', '""')
            return f'"{escaped}"'
        case ast.Constant(value=value):
            return repr(value)
        case ast.BinOp():
            return f"({_excel_chain(node, go)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"NOT({go(operand)})"
        case ast.UnaryOp(op=op, operand=operand):
            return f"(0-{go(operand)})" if isinstance(op, ast.USub) else go(operand)
        case ast.BoolOp(op=op, values=values):
            return f"{'AND' if isinstance(op, ast.And) else 'OR'}({','.join(map(go, values))})"
        case ast.Compare():
            parts = [_excel_pair(*pair, types, refs) for pair in _pairs(node)]
            return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"
        case ast.Call(func=ast.Name(id="date")):
            return str(_serial(node))
        case ast.Call(func=ast.Name(id="filled"), args=[argument]):
            return f"(LEN(TRIM({refs[_name(argument)]}))>0)"
        case ast.Call(func=ast.Name(id="SUM"), args=[argument]):
            return f"SUM({refs[_name(argument)]})"
        case ast.Call(args=[condition, consequence]):
            return f"OR(NOT({go(condition)}),{go(consequence)})"
        case _:
            raise AssertionError(f"unchecked node {ast.dump(node)}")


def _excel_chain(node: ast.BinOp, go: Callable[[ast.expr], str]) -> str:
    """甲+乙-丙 without a bracket for each sign: what is calculated from left to right needs none."""
    signs, left = [f"{_SIGNS[type(node.op)]}{go(node.right)}"], node.left
    while continues(left, node):
        signs.append(f"{_SIGNS[type(left.op)]}{go(left.right)}")
        left = left.left
    return go(left) + "".join(reversed(signs))


def _excel_pair(
    left: ast.expr, op: ast.cmpop, right: ast.expr, types: Mapping[str, ValueType], refs: Mapping[str, str]
) -> str:
    kinds = {_kind(left, types), _kind(right, types)}
    if kinds == {"number"}:
        return _within(op, _excel(left, types, refs), _excel(right, types, refs), ",", "NOT({})")
    if "boolean" in kinds:
        sides = [
            f"({truth}=1)".replace("True", "1").replace("False", "0")
            if (truth := _truth(side))
            else _excel(side, types, refs)
            for side in (left, right)
        ]
        equal = f"({sides[0]}={sides[1]})"
    else:
        equal = f"EXACT({_excel(left, types, refs)},{_excel(right, types, refs)})"
    return equal if isinstance(op, ast.Eq) else f"NOT({equal})"


def _guarded(expression: Expression, refs: Mapping[str, str], body: str, otherwise: str) -> str:
    """``body``, if every operand holds what it should and no divisor is zero; else ``otherwise``; never an error."""
    zero = ",".join(f"ABS({_excel(divisor, expression.types, refs)})<{_ZERO}" for divisor in _divisors(expression.tree))
    if zero:
        body = f"IF(OR({zero}),{otherwise},{body})"
    usable = ",".join(_usable(name, expression, refs[name]) for name in expression.names)
    return f"IFERROR(IF(AND({usable}),{body},{otherwise}),{otherwise})"


def _usable(name: str, expression: Expression, ref: str) -> str:
    if expression.scope is RuleScope.PREFECTURE:
        return f"COUNT({ref})>0"
    match expression.types[name]:
        case ValueType.INTEGER:
            right = f"IF(ISNUMBER({ref}),ABS({ref}-ROUND({ref},0))<{_ZERO},FALSE)"
        case ValueType.DECIMAL | ValueType.PERCENT | ValueType.DATE:
            right = f"ISNUMBER({ref})"
        case ValueType.BOOLEAN:
            right = f'{ref}="{_YES}",{ref}="{_NO}"'
        case ValueType.TEXT | ValueType.CHOICE:
            return f"ISTEXT({ref}),LEN(TRIM({ref}))>0" if name in expression.required else f"NOT(ISNUMBER({ref}))"
        case never:
            assert_never(never)
    blank = "" if name in expression.required else f",LEN(TRIM({ref}))=0"
    return f"OR({right}{blank})"
