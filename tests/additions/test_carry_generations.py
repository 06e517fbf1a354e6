"""Whatever is added in whatever order, with saving and writing in between: it is still there, and nothing grows."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from tests.additions.clerks import carry, drawn, opened, saved
from tests.additions.ways import WAYS
from tests.effort import first, tried

STEP = st.one_of(st.sampled_from(sorted(WAYS)), st.sampled_from(["write", "write with more", "save"]))


@pytest.mark.exhaustive
@pytest.mark.parametrize("examples", first(1, [3, 20]))
def test_everything_added_lives_on(examples: int) -> None:
    tried(examples, everything_lives_on, steps=st.lists(STEP, min_size=1, max_size=7, unique=True))


def everything_lives_on(steps: list[str]) -> None:
    data = drawn()
    book = opened(data)
    said: dict[str, object] = {}
    for step in [*steps, "write"]:
        match step:
            case "write":
                data = carry(data).data
            case "write with more":
                data = carry(data, "after").data
            case "save":
                data = saved(book)
            case _:
                WAYS[step].add(book)
                data = saved(book)
        book = opened(data)
        if step in WAYS:
            said = {name: WAYS[name].seen(book) for name in {*said, step}}
        for name, was in said.items():
            assert _same(name, WAYS[name].seen(book), was), (name, step)


def _same(name: str, now: object, was: object) -> bool:
    """Formulas go along with their rows and columns; everything else says what it said."""
    return str(now).startswith("=") if "formula" in name else now == was
