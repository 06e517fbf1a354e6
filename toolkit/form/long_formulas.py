"""Formulas that are too long for one cell, or nested too deep, in several.

Knows: how a formula is written, what Excel takes. Must not know: what a formula asks, where its pieces are kept. A
function with its arguments says the same wherever it stands, so it may stand in a cell of its own and be named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.base.excel_limits import FORMULA, NESTING, fits, tokens, units

_ROOM = FORMULA // 3  # units; a part that stands elsewhere is a formula of its own, and may have to give up parts too
_DEEP = NESTING // 2
_SHORT = 40  # units; less is not worth a cell
_GROUPED = ("AND(", "OR(")


@dataclass(frozen=True)
class _Call:
    """A function or a bracket: how it begins, and its arguments, each of them texts and calls in a row."""

    name: str
    arguments: list[list[str | _Call]] = field(default_factory=lambda: [[]])


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an argument as it is written; a call may be moved."""

    text: str
    depth: int = 0
    call: bool = False


def fitted(formula: str, put: Callable[[str], str]) -> str:
    """A formula (without its "=") that Excel takes; ``put`` keeps a part of it in another cell and names that cell."""
    if fits(formula):
        return formula
    return _written(_parsed(formula), put).text


def _parsed(formula: str) -> _Call:
    top = _Call("")
    open_ = [top]
    for token in tokens(formula):
        if token.endswith("(") and token[0] not in "\"'":
            call = _Call(token)
            open_[-1].arguments[-1].append(call)
            open_.append(call)
        elif token == ")":
            open_.pop()
        elif token == "," and len(open_) > 1:
            open_[-1].arguments.append([])
        else:
            open_[-1].arguments[-1].append(token)
    return top


def _written(call: _Call, put: Callable[[str], str]) -> _Piece:
    """A call as it is written when its longest and deepest parts stand elsewhere."""
    arguments = [
        [_Piece(part) if isinstance(part, str) else _written(part, put) for part in argument]
        for argument in call.arguments
    ]
    piece = _together(call.name, arguments)
    while units(piece.text) > _ROOM or piece.depth > _DEEP:
        longest = units(piece.text) > _ROOM
        movable = [
            (units(part.text) if longest else part.depth, number, place)
            for number, argument in enumerate(arguments)
            for place, part in enumerate(argument)
            if part.call and units(part.text) > _SHORT
        ]
        if movable:
            _, number, place = max(movable)
            arguments[number][place] = _Piece(put(arguments[number][place].text))
        elif call.name in _GROUPED and len(arguments) > 1:
            middle = len(arguments) // 2
            halves = (call.arguments[:middle], call.arguments[middle:])
            arguments = [[_Piece(put(_written(_Call(call.name, half), put).text))] for half in halves]
        else:
            break
        piece = _together(call.name, arguments)
    return piece


def _together(name: str, arguments: list[list[_Piece]]) -> _Piece:
    text = name + ",".join("".join(part.text for part in argument) for argument in arguments) + ")" * bool(name)
    depth = max((part.depth for argument in arguments for part in argument), default=0)
    return _Piece(text, depth + bool(name), bool(name))
