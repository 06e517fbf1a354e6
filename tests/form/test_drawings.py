"""What was drawn in an earlier run is taken where it is proven, and makes no difference to what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from tests.conftest import KEY
from toolkit.catalogue import Catalogue
from toolkit.form.drawings import Drawing, Drawings
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.stamp import Press
from toolkit.plan.model import Plan

OTHER_KEY = bytes(32)


@dataclass(frozen=True)
class Kept:
    """What is kept of the form of one item, and that form."""

    packed: bytes
    form: bytes


@pytest.fixture(scope="module")
def make(base: Base, plan: Plan, catalogue_of: dict[str, Catalogue]) -> Callable[[Drawings, str, Prefill], bytes]:
    def form(drawings: Drawings, unit: str, given: Prefill) -> bytes:
        press = Press(base, replace(plan), KEY, drawings)  # a plan of its own: tests draw what they know once
        return press.form(catalogue_of["3.1.1"], plan.unit[unit], plan.periods[0], given=given)

    return form


@pytest.fixture(scope="module")
def kept(make: Callable[[Drawings, str, Prefill], bytes]) -> Kept:
    drawings = Drawings("plan")
    form = make(drawings, "fuyun", NOTHING)
    assert drawings.anew
    return Kept(drawings.packed(KEY), form)


@pytest.mark.parametrize("unit", ["fuyun", "fuhai"])
@pytest.mark.parametrize("given", [NOTHING, Prefill(answers={"progress": "已开工。" * 300})])
def test_a_kept_drawing_gives_the_same_bytes(
    make: Callable[[Drawings, str, Prefill], bytes], kept: Kept, unit: str, given: Prefill
) -> None:
    again = Drawings("plan", kept.packed, KEY)
    assert make(again, unit, given) == make(Drawings(), unit, given)


def test_nothing_is_drawn_that_is_kept(make: Callable[[Drawings, str, Prefill], bytes], kept: Kept) -> None:
    again = Drawings("plan", kept.packed, KEY)
    assert make(again, "fuyun", NOTHING) == kept.form
    assert not again.anew
    assert again.packed(KEY) == kept.packed


@pytest.mark.parametrize(
    ("of", "spoil", "key"),
    [
        ("another plan", lambda data: data, KEY),
        ("plan", lambda data: data, OTHER_KEY),
        ("plan", lambda data: data[:-1], KEY),
        ("plan", lambda data: data[:3000] + bytes([data[3000] ^ 1]) + data[3001:], KEY),
        ("plan", lambda data: bytes([data[0] ^ 1]) + data[1:], KEY),
        ("plan", lambda data: b"", KEY),
        ("plan", lambda data: b"PK\x03\x04" * 100, KEY),
    ],
)
def test_what_is_not_proven_is_drawn_again(
    make: Callable[[Drawings, str, Prefill], bytes], kept: Kept, of: str, spoil: Callable[[bytes], bytes], key: bytes
) -> None:
    again = Drawings(of, spoil(kept.packed), key)
    assert make(again, "fuyun", NOTHING) == kept.form
    assert again.anew


def test_of_two_plans_both_are_kept_and_the_oldest_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.form.drawings._MOST", 2)
    packed = b""
    for name in ("one", "two", "three"):
        drawings = Drawings("plan", packed, KEY)
        drawings.drawn((name,), lambda: Drawing(b"data", []))
        packed = drawings.packed(KEY)
    last = Drawings("plan", packed, KEY)
    for name in ("three", "two"):
        last.drawn((name,), lambda: Drawing(b"other", []))
    assert not last.anew
    last.drawn(("one",), lambda: Drawing(b"other", []))
    assert last.anew
