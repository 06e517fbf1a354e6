"""Whatever is added in whatever order, with saving and writing in between: it is still there, and nothing grows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.additions.clerks import carry, drawn, edited, opened
from tests.additions.ways import WAYS
from tests.effort import share

STEP = st.one_of(st.sampled_from(sorted(WAYS)), st.sampled_from(["write", "write with more", "save"]))


@settings(max_examples=share(6))
@given(st.lists(STEP, min_size=1, max_size=7, unique=True))
def test_everything_added_lives_on(steps: list[str]) -> None:
    data = drawn()
    said: dict[str, object] = {}
    for step in [*steps, "write"]:
        match step:
            case "write":
                data = carry(data).data
            case "write with more":
                data = carry(data, "after").data
            case "save":
                data = edited(data)
            case _:
                data = edited(data, WAYS[step].add)
                said = {name: WAYS[name].seen(opened(data)) for name in {*said, step}}
        book = opened(data)
        for name, was in said.items():
            assert _same(name, WAYS[name].seen(book), was), (name, step)


def _same(name: str, now: object, was: object) -> bool:
    """Formulas go along with their rows and columns; everything else says what it said."""
    return str(now).startswith("=") if "formula" in name else now == was
