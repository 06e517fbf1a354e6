"""How large 总览 gets: on one page where it can be read there, else a first page and sheets beside it.

Knows: how many items and units a page takes. Must not know: how anything is drawn.
"""

from __future__ import annotations

from toolkit.plan.model import Plan

_MOST_ITEMS, _MOST_UNITS = 50, 20
_MOST_HEADS = 60  # units across the table of items and units
_MOST_BESIDE = 12  # items beside the units, where there are too many units to stand across


def on_one_page(plan: Plan) -> bool:
    """Whether all items and units are shown on one page."""
    return len(plan.items) <= _MOST_ITEMS and len(plan.units) <= _MOST_UNITS


def in_pages(plan: Plan) -> bool:
    """Whether there are sheets beside 总览 for what it cannot show."""
    return not on_one_page(plan)


def has_matrix(plan: Plan) -> bool:
    """Whether one of them shows every item at every unit."""
    return in_pages(plan) and len(plan.units) <= _MOST_HEADS


def has_items_beside(plan: Plan) -> bool:
    """Whether the sheet of the units shows the items beside them."""
    return in_pages(plan) and not has_matrix(plan) and len(plan.items) <= _MOST_BESIDE
