"""A parsed rule as an Excel formula, which says the same as its other target (`toolkit.plan.targets`).

Knows: the tree that `toolkit.plan.rules` has checked, functions that Excel, WPS and LibreOffice share. Must not know:
forms, which cell means what.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, assert_never

from toolkit.base.blanks import compared
from toolkit.plan.both_targets import NO, YES
from toolkit.plan.model import ValueType
from toolkit.plan.rule_tokens import RuleScope
from toolkit.plan.rules import Expression, continues

if TYPE_CHECKING:
    pass
from toolkit.plan.both_targets import (
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


def excel(expression: Expression, refs: Mapping[str, str]) -> str:
    """A rule as an Excel formula without its "=", giving 通过, 不符 or 未核验.

    ``refs`` says where each operand stands: a cell ("F12"), or a range for names inside SUM().
    """
    body = f'IF({_excel(expression.tree, expression.types, refs)},"{Verdict.PASSED}","{Verdict.FAILED}")'
    return _guarded(expression, refs, body, f'"{Verdict.NOT_CHECKED}"')


def excel_formula(expression: Expression, refs: Mapping[str, str]) -> str:
    """A formula as an Excel formula without its "=", giving the number, or "" where it cannot be computed."""
    return _guarded(expression, refs, _excel(expression.tree, expression.types, refs), '""')


def _excel(node: ast.expr, types: Mapping[str, ValueType], refs: Mapping[str, str]) -> str:  # noqa: C901, PLR0911, PLR0912 - one each
    def go(part: ast.expr) -> str:
        return _excel(part, types, refs)

    match node:
        case ast.Name(id=name):
            kind = kind_of(node, types)
            if kind == "boolean":
                return f'({refs[name]}="{YES}")'
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
            parts = [_excel_pair(*pair, types, refs) for pair in pairs_of(node)]
            return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"
        case ast.Call(func=ast.Name(id="date")):
            return str(serial_of(node))
        case ast.Call(func=ast.Name(id="filled"), args=[argument]):
            return f"(LEN(TRIM({refs[name_of(argument)]}))>0)"
        case ast.Call(func=ast.Name(id="SUM"), args=[argument]):
            return f"SUM({refs[name_of(argument)]})"
        case ast.Call(func=ast.Name(id="COUNT"), args=[argument]):
            return refs[name_of(argument)]
        case ast.Call(args=[condition, consequence]):
            return f"OR(NOT({go(condition)}),{go(consequence)})"
        case _:
            raise AssertionError(f"unchecked node {ast.dump(node)}")


def _excel_chain(node: ast.BinOp, go: Callable[[ast.expr], str]) -> str:
    """甲+乙-丙 without a bracket for each sign: what is calculated from left to right needs none."""
    signs, left = [f"{SIGNS[type(node.op)]}{go(node.right)}"], node.left
    while continues(left, node):
        signs.append(f"{SIGNS[type(left.op)]}{go(left.right)}")
        left = left.left
    return go(left) + "".join(reversed(signs))


def _excel_pair(
    left: ast.expr, op: ast.cmpop, right: ast.expr, types: Mapping[str, ValueType], refs: Mapping[str, str]
) -> str:
    kinds = {kind_of(left, types), kind_of(right, types)}
    if kinds == {"number"}:
        return comparison(op, _excel(left, types, refs), _excel(right, types, refs), ",", "NOT({})")
    if "boolean" in kinds:
        sides = [
            f"({truth}=1)".replace("True", "1").replace("False", "0")
            if (truth := truth_of(side))
            else _excel(side, types, refs)
            for side in (left, right)
        ]
        equal = f"({sides[0]}={sides[1]})"
    else:
        equal = f"EXACT({_excel(left, types, refs)},{_excel(right, types, refs)})"
    return equal if isinstance(op, ast.Eq) else f"NOT({equal})"


def _guarded(expression: Expression, refs: Mapping[str, str], body: str, otherwise: str) -> str:
    """``body``, if every operand holds what it should and no divisor is zero; else ``otherwise``; never an error."""
    zero = ",".join(
        f"ABS({_excel(divisor, expression.types, refs)})<{ZERO}" for divisor in divisors_of(expression.tree)
    )
    if zero:
        body = f"IF(OR({zero}),{otherwise},{body})"
    usable = ",".join(_usable(name, expression, refs[name]) for name in expression.names)
    return f"IFERROR(IF(AND({usable}),{body},{otherwise}),{otherwise})"


def _usable(name: str, expression: Expression, ref: str) -> str:
    if expression.scope is RuleScope.WHOLE:
        return f"COUNT({ref})>0"
    match expression.types[name]:
        case ValueType.INTEGER:
            right = f"IF(ISNUMBER({ref}),ABS({ref}-ROUND({ref},0))<{ZERO},FALSE)"
        case ValueType.DECIMAL | ValueType.PERCENT | ValueType.DATE:
            right = f"ISNUMBER({ref})"
        case ValueType.BOOLEAN:
            right = f'{ref}="{YES}",{ref}="{NO}"'
        case ValueType.TEXT | ValueType.CHOICE:
            return f"ISTEXT({ref}),LEN(TRIM({ref}))>0" if name in expression.required else f"NOT(ISNUMBER({ref}))"
        case never:
            assert_never(never)
    blank = "" if name in expression.required else f",LEN(TRIM({ref}))=0"
    return f"OR({right}{blank})"
