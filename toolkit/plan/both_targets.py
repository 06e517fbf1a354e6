"""What both targets of a rule share: verdicts, how near is equal, and what the nodes of a checked tree are.

Knows: the tree that `toolkit.plan.rules` has checked. Must not know: pandas, Excel's functions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from toolkit.plan.model import ValueType
from toolkit.plan.rules import BOOLEAN, DATE, NUMBER, TEXT, said_type

if TYPE_CHECKING:
    pass

YES, NO = "是", "否"
WITHIN = "0.000001"
ZERO = "0.000000001"
EPOCH = date(1899, 12, 30).toordinal()


class Verdict(StrEnum):
    """What a rule comes to; the values are what forms and the master show."""

    PASSED = "通过"
    FAILED = "不符"
    NOT_CHECKED = "未核验"


def divisors_of(tree: ast.expr) -> Iterator[ast.expr]:
    """What is divided by anywhere in a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield node.right


def serial_of(node: ast.Call) -> int:
    """The day of a checked date(…), as Excel numbers days."""
    constant = node.args[0]
    assert isinstance(constant, ast.Constant)
    return date.fromisoformat(str(constant.value)).toordinal() - EPOCH


def name_of(node: ast.expr) -> str:
    """The name that a checked node is."""
    assert isinstance(node, ast.Name)
    return node.id


def kind_of(node: ast.expr, types: Mapping[str, ValueType]) -> str:
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


def pairs_of(node: ast.Compare) -> list[tuple[ast.expr, ast.cmpop, ast.expr]]:
    """A chain of comparisons as its pairs."""
    sides = [node.left, *node.comparators]
    return [(sides[n], op, sides[n + 1]) for n, op in enumerate(node.ops)]


SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def truth_of(node: ast.expr) -> str | None:
    """A yes/no literal compared with a yes/no operand."""
    if isinstance(node, ast.Constant) and node.value in (YES, NO):
        return str(node.value == YES)
    return None


def comparison(op: ast.cmpop, left: str, right: str, both: str, negated: str) -> str:
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
