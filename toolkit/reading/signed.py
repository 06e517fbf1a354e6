"""The signed page that comes back as a scan: by the number in its name, or by what it is called.

Knows: printed numbers and how they are written into a file's name, words for a signature, what came together. Must not
know: folders, the ledger's tables, what is printed on a scan: no text is read out of pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.form.cover import COVER_ITEM
from toolkit.form.seal import PrintedNumber, number_holds
from toolkit.plan.model import Plan
from toolkit.reading.guess import named_items, named_units
from toolkit.standing.paper_ties import Tie

_BETWEEN = re.compile(r"[\s_/／\\:：+–—-]+")  # what people and programs put for the strokes of a number
_REST = re.compile(r"-([0-9]{1,4})-([0-9A-HJKMNP-TV-Z]{6})(?![0-9A-Z])")
_SIGNED = re.compile("签字|签章|盖章|签批|签名|签发|红头|封面")


@dataclass(frozen=True, slots=True)
class Page:
    """A form whose signed page a file is; ``item_id`` "" for the cover of a unit's book."""

    item_id: str
    unit_id: str
    period_id: str
    how: Tie


@dataclass(frozen=True, slots=True)
class Beside:
    """A form that came together with a file, and the workbook in which it did."""

    item_id: str
    unit_id: str
    period_id: str
    workbook: str


def named_by_number(plan: Plan, name: str, keys: Sequence[bytes]) -> Page | None:
    """The form or cover whose printed number is in a file's name; None where there is none, or it is not proven."""
    found = set(_numbers(plan, name, keys))
    if len(found) != 1:
        return None
    item_id, unit_id, period_id = found.pop()
    return Page("" if item_id == COVER_ITEM else item_id, unit_id, period_id, Tie.NUMBER)


def _numbers(plan: Plan, name: str, keys: Sequence[bytes]) -> Iterator[tuple[str, str, str]]:
    stem = _BETWEEN.sub("-", name.rpartition(".")[0] or name).upper()
    if not _REST.search(stem):
        return
    items = (*(item.id for item in plan.items), COVER_ITEM)
    for unit in plan.units:
        for period in plan.periods:
            for item_id in items:
                for code in dict.fromkeys((unit.code or unit.id, unit.id)):
                    before = _BETWEEN.sub("-", f"{period.id}/{item_id}/{code}").upper()
                    at = stem.find(before)
                    match = _REST.match(stem, at + len(before)) if at >= 0 else None
                    if match is None:
                        continue
                    number = PrintedNumber(period.id, item_id, code, int(match[1]), match[2])
                    if any(number_holds(number, plan.id, key) for key in keys):
                        yield item_id, unit.id, period.id


def signed_page(
    plan: Plan, name: str, around: Sequence[str], beside: Sequence[Beside], period_id: str, keys: Sequence[bytes]
) -> tuple[Page, ...]:
    """The forms whose signed page a scan is; none where it is not called one, or nobody can tell whose.

    ``around`` are the names of the mail, zip or folder in which it came, ``beside`` the forms that came there too,
    ``period_id`` the period that counts where no form says one. A cover counts for all forms of its unit.
    """
    by_number = named_by_number(plan, name, keys)
    if by_number is not None:
        return (by_number,)
    if not _SIGNED.search(name):
        return ()
    units = {one.unit_id for one in beside}
    if len(units) != 1:
        units = {unit.id for text in (name, *around) for unit in named_units(plan.units, text)}
    if len(units) != 1:
        return ()
    (unit_id,) = units
    period = beside[0].period_id if beside else period_id
    items = [item for item in named_items(plan, name) if unit_id in plan.owing[item]]
    if items:
        return tuple(Page(item, unit_id, period, Tie.SIGNED) for item in items)
    if len(beside) == 1:
        return (Page(beside[0].item_id, unit_id, period, Tie.SIGNED),)
    if beside and len({one.workbook for one in beside}) == 1:  # a book, of which only the cover is signed
        return (Page("", unit_id, period, Tie.SIGNED),)
    return ()
