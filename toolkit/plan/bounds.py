"""Whether a rule can fail or pass at all, given what its operands may be.

Knows: the checked tree of a rule, interval arithmetic. Must not know: forms, data. It errs on the side of “it can”: an
outcome is ruled out only where no answer within the indicators' limits could bring it about.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from datetime import date

from toolkit.plan.model import Indicator
from toolkit.plan.rules import Expression

_Span = tuple[float, float]
_ALL: _Span = (-math.inf, math.inf)
_BOTH = frozenset({True, False})


def outcomes(expression: Expression, indicators: Mapping[str, Indicator]) -> frozenset[bool]:
    """The results that a rule can have once all its operands are filled in: {True}, {False} or both."""
    return _truths(expression.tree, indicators)


def _truths(node: ast.expr, indicators: Mapping[str, Indicator]) -> frozenset[bool]:
    match node:
        case ast.Constant(value=bool() as value):
            return frozenset({value})
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return frozenset(not truth for truth in _truths(operand, indicators))
        case ast.BoolOp(op=op, values=values):
            return _joined([_truths(value, indicators) for value in values], isinstance(op, ast.And))
        case ast.Call(func=ast.Name(id="implies"), args=[condition, then]):
            denied = frozenset(not truth for truth in _truths(condition, indicators))
            return _joined([denied, _truths(then, indicators)], every=False)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [left, *comparators]
            pairs = zip(sides, ops, comparators, strict=False)
            return _joined([_compared(a, op, b, indicators) for a, op, b in pairs], every=True)
        case _:
            return _BOTH


def _joined(parts: list[frozenset[bool]], every: bool) -> frozenset[bool]:
    """What 且 (``every``) or 或 of several parts can come to, the parts taken as independent."""
    decisive, other = not every, every
    found = {decisive} if any(decisive in part for part in parts) else set()
    return frozenset(found | ({other} if all(other in part for part in parts) else set()))


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr, indicators: Mapping[str, Indicator]) -> frozenset[bool]:
    if ast.dump(left) == ast.dump(right):
        return frozenset({isinstance(op, ast.Eq | ast.LtE | ast.GtE)})
    (low, high), (floor, ceiling) = _span(left, indicators), _span(right, indicators)
    match op:
        case ast.Lt():
            always, never = high < floor, low >= ceiling
        case ast.LtE():
            always, never = high <= floor, low > ceiling
        case ast.Gt():
            always, never = low > ceiling, high <= floor
        case ast.GtE():
            always, never = low >= ceiling, high < floor
        case _:
            apart = high < floor or low > ceiling
            same = low == high == floor == ceiling
            always, never = (same, apart) if isinstance(op, ast.Eq) else (apart, same)
    return frozenset({True}) if always else frozenset({False}) if never else _BOTH


def _span(node: ast.expr, indicators: Mapping[str, Indicator]) -> _Span:
    """The least and the greatest value that a part of a rule can have; everything where that is not known."""
    match node:
        case ast.Constant(value=bool() | str()):
            return _ALL
        case ast.Constant(value=int() | float() as value):
            return (float(value), float(value))
        case ast.Call(func=ast.Name(id="date"), args=[ast.Constant(value=text)]):
            day = float(date.fromisoformat(str(text)).toordinal())
            return (day, day)
        case ast.Call(func=ast.Name(id="SUM"), args=[ast.Name(id=name)]) if name in indicators:
            low, high = _limits(indicators[name])
            return (0.0 if low >= 0 else -math.inf, 0.0 if high <= 0 else math.inf)
        case ast.Name(id=name):
            return _limits(indicators[name])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            low, high = _span(operand, indicators)
            return (-high, -low)
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(_span(left, indicators), op, _span(right, indicators))
        case _:
            return _ALL


def _limits(indicator: Indicator) -> _Span:
    def number(limit: float | date | None, otherwise: float) -> float:
        if limit is None:
            return otherwise
        return float(limit.toordinal()) if isinstance(limit, date) else float(limit)

    return number(indicator.minimum, -math.inf), number(indicator.maximum, math.inf)


def _combined(left: _Span, op: ast.operator, right: _Span) -> _Span:
    (a, b), (c, d) = left, right
    match op:
        case ast.Add():
            return (a + c, b + d)
        case ast.Sub():
            return (a - d, b - c)
        case ast.Mult():
            corners = [_times(x, y) for x in left for y in right]
            return (min(corners), max(corners))
        case ast.Div() if c > 0 and math.isfinite(d):
            corners = [x / y for x in left for y in right]
            return (min(corners), max(corners))
        case ast.Div() if a >= 0 and c >= 0:
            return (0.0, math.inf)
        case _:  # a quotient can be anything when the divisor comes near zero
            return _ALL


def _times(x: float, y: float) -> float:
    return 0.0 if x == 0 or y == 0 else x * y
