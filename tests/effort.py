"""How much a test takes on: a few cases in the ordinary run, all of them in the exhaustive group of .ci/run.

Hypothesis asks for as many examples as its profile says (tests/conftest.py); a test whose every example is dear takes a
share of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import settings


def first(ordinary: int, cases: Sequence[object]) -> list[Any]:
    """Some cases for `pytest.mark.parametrize`, of which only the first few are run in the ordinary run.

    A tuple holds a value for each of several parameters.
    """
    rest = [case if isinstance(case, tuple) else (case,) for case in cases[ordinary:]]
    return [*cases[:ordinary], *(pytest.param(*values, marks=pytest.mark.exhaustive) for values in rest)]


def share(part: int) -> int:
    """One in ``part`` of the examples that the profile asks for, at least one."""
    return max(1, settings().max_examples // part)
