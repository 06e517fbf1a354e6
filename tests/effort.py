"""How much a test takes on: a few cases in the ordinary run, all of them in the exhaustive group of .ci/run.

Hypothesis asks for as many examples as its profile says (tests/conftest.py); a test whose every example is dear takes a
share of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy


def first(ordinary: int, cases: Sequence[object]) -> list[Any]:
    """Some cases for `pytest.mark.parametrize`, of which only the first few are run in the ordinary run.

    A case of several arguments is a tuple.
    """
    later = pytest.mark.exhaustive
    return [
        case if n < ordinary else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=later)
        for n, case in enumerate(cases)
    ]


def share(part: int) -> int:
    """One in ``part`` of the examples that the profile asks for, at least one."""
    return max(1, settings().max_examples // part)


def tried(examples: int, test: Callable[..., None], **drawn: SearchStrategy[Any]) -> None:
    """Try a test whose every example is dear on so many of them; with `first` the ordinary run takes the fewest."""

    @settings(max_examples=examples)
    @given(**drawn)
    def trial(**case: Any) -> None:
        test(**case)

    trial()
