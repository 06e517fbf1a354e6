"""What comes of the same bytes is worked out once in a run of the tests, not for each of some thousand workspaces.

Plans that are read, catalogues, bases that are loaded, shapes of forms that are drawn: a third of the time of all tests
went into these. What comes of which bytes is tested in tests/planbook, tests/form and tests/reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest

from tests.merged import merged_quickly
from toolkit import folder
from toolkit.acts import distribute, init, reply
from toolkit.base.guarded import is_plain
from toolkit.catalogue import Catalogue, catalogues
from toolkit.form import filling
from toolkit.form.drawings import Drawings
from toolkit.form.loaded_base import Base, load_base
from toolkit.form.stamp import Press
from toolkit.handup import package
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import plan_of_bytes
from toolkit.reading import forms
from toolkit.region import offices
from toolkit.reply import drawing
from toolkit.reply.correction import Copies
from toolkit.standing import snapshot

KEPT = 40  # plans of which something is kept
T = TypeVar("T")


class OfPlans(Generic[T]):
    """What was made of a plan, or one of its catalogues, and some bytes, for those that were asked about last."""

    def __init__(self, kept: int = KEPT) -> None:
        self._made: dict[tuple[int, bytes], tuple[object, T]] = {}
        self._kept = kept

    def get(self, plan: object, data: bytes, make: Callable[[], T]) -> T:
        """What was made of them, or what is made now."""
        key = id(plan), data
        # With the plan, so that its id stays its own.
        made = self._made.pop(key, None) or (plan, make())
        self._made[key] = made
        if len(self._made) > self._kept:
            del self._made[next(iter(self._made))]
        return made[1]


def by_bytes() -> Callable[[Path, Path | None], Base]:
    """The reader of bases, to which a file of bytes that it knows is one that it has read; links and pipes are none."""
    known: dict[bytes, Base] = {}

    def reader(path: Path, inside: Path | None = None) -> Base:
        if not is_plain(path):
            return load_base(path, inside)
        data = path.read_bytes()
        if data not in known:
            known[data] = load_base(path, inside)
        return known[data]

    return reader


def plans_by_bytes() -> Callable[[bytes, str], Plan]:
    """The reader of plans, to which bytes that it knows are a plan that it has read."""
    known: dict[bytes, Plan] = {}

    def reader(data: bytes, name: str = "plan.xlsx") -> Plan:
        if data not in known:
            known[data] = plan_of_bytes(data, name)
        return known[data]

    return reader


@contextmanager
def worked_out_once() -> Iterator[None]:
    """While it is entered, a file of the same bytes is read once, and what a plan looks like is drawn once."""
    described = OfPlans[dict[str, Catalogue]]()
    shapes, frames = OfPlans[dict[tuple[object, ...], Any]](), OfPlans[dict[tuple[object, ...], Any]]()
    places = OfPlans[dict[str, tuple[str, str]]](KEPT * 10)
    press, copies, look = Press.__init__, Copies.__init__, filling.answer_cells

    def of_plan(plan: Plan) -> dict[str, Catalogue]:
        return described.get(plan, b"", lambda: catalogues(plan))

    def of_form(data: bytes, catalogue: Catalogue) -> dict[str, tuple[str, str]]:
        return places.get(catalogue, data, lambda: look(data, catalogue))

    # Under any key a plan and a base draw alike, as one press does for many forms.
    def begin_press(self: Press, base: Base, plan: Plan, key: bytes, kept: Drawings | None = None) -> None:
        press(self, base, plan, key, kept)
        self._shapes = shapes.get(plan, base.data, dict)

    def begin_copies(self: Copies, base: Base, plan: Plan, key: bytes, kept: Drawings | None = None) -> None:
        copies(self, base, plan, key, kept)
        self._frames = frames.get(plan, base.data, dict)

    with merged_quickly(), pytest.MonkeyPatch.context() as patch:
        read = plans_by_bytes()
        for place in (folder, init, offices, package):
            patch.setattr(place, "plan_of_bytes", read)
        for place in (distribute, reply):
            patch.setattr(place, "load_base", by_bytes())
        for place in (folder, forms, drawing, snapshot):
            patch.setattr(place, "catalogues", of_plan)
        patch.setattr(filling, "answer_cells", of_form)
        patch.setattr(Press, "__init__", begin_press)
        patch.setattr(Copies, "__init__", begin_copies)
        yield
