"""What a screen is: its place in the menu, how much waits there, its addresses.

Knows: the shape. Must not know: any one screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Blueprint

    from toolkit.desk.desk import Desk
    from toolkit.standing.next_step import NextStep


def nothing(found: NextStep) -> int:
    """Of a screen on which nothing waits."""
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One screen.

    ``url`` is its first address, ``title`` how the menu calls it ("" where it is not in the menu), ``place`` orders the
    menu. ``register`` adds its addresses; what it does is asked of the desk, which is given too.
    ``without_plan`` says that it is of use before there is a plan.
    """

    url: str
    title: str
    place: int
    register: Callable[[Blueprint, Desk], None]
    waiting: Callable[[NextStep], int] = nothing
    without_plan: bool = False
