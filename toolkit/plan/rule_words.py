"""A rule as an office would say it: with the names of its indicators, without functions and operators of programs.

Knows: the tree of a rule. Must not know: where it is shown. The plan keeps the rule as it is; this is for reading.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import date

from toolkit.base.texts import chinese_date
from toolkit.plan.rules import Expression

_COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Lt: " < ", ast.LtE: " ≤ ", ast.Gt: " > ", ast.GtE: " ≥ ", ast.Eq: " ＝ ", ast.NotEq: " ≠ ",
}  # fmt: skip
_COUNTED: Mapping[type[ast.operator], str] = {ast.Add: "＋", ast.Sub: "－", ast.Mult: "×", ast.Div: "÷"}
_JOINED: Mapping[type[ast.boolop], str] = {ast.And: "，并且", ast.Or: "，或者"}


def rule_in_words(rule: Expression, names: Mapping[str, str]) -> str:
    """A rule in words; ``names`` are those of the indicators, by id."""
    return _said(rule.tree, names)


def _said(node: ast.expr, names: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return names[name]
        case ast.Constant(value=value):
            return f"“{value}”" if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"不是“{_said(operand, names)}”"
        case ast.UnaryOp(op=op, operand=operand):
            return f"{'－' if isinstance(op, ast.USub) else ''}{_inside(operand, names)}"
        case ast.BinOp(left=left, op=op, right=right):
            return f"{_inside(left, names, op, node)}{_COUNTED[type(op)]}{_inside(right, names, op)}"
        case ast.BoolOp(op=op, values=values):
            return _JOINED[type(op)].join(_inside(value, names) for value in values)
        case ast.Compare(left=left, ops=ops, comparators=others):
            pairs = zip(ops, others, strict=True)
            return _said(left, names) + "".join(f"{_COMPARED[type(op)]}{_said(one, names)}" for op, one in pairs)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return _called(function, arguments, names)
        case _:
            raise AssertionError(ast.dump(node))  # the rule was checked when it was read


def _called(function: str, arguments: list[ast.expr], names: Mapping[str, str]) -> str:
    if function == "date":
        assert isinstance(arguments[0], ast.Constant)
        return chinese_date(date.fromisoformat(str(arguments[0].value)))
    said = [_said(argument, names) for argument in arguments]
    match function:
        case "filled":
            return f"填了{said[0]}"
        case "SUM":
            return f"{said[0]}合计"
        case "COUNT":
            return f"{said[0]}的行数"
        case _:
            return f"如果{said[0]}，那么{said[1]}"


def _inside(
    node: ast.expr, names: Mapping[str, str], op: ast.operator | None = None, whole: ast.BinOp | None = None
) -> str:
    """A part, in brackets where it would be read otherwise without them."""
    said = _said(node, names)
    if isinstance(node, ast.BoolOp) or (isinstance(node, ast.Call) and said.startswith("如果")):
        return f"（{said}）"
    if not isinstance(node, ast.BinOp):
        return said
    sums = isinstance(node.op, ast.Add | ast.Sub)
    alike = sums == isinstance(op, ast.Add | ast.Sub)
    plain = (whole is not None and (alike or not sums)) or (whole is None and not sums and alike is False)
    return said if plain else f"（{said}）"
