"""Whatever act is killed, wherever: nothing of the office's is lost, and what people get is the same in the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.effort import first
from tests.promises.crash_acts import ACTS, Post, Trial, post_office, prepare
from tests.promises.crash_desk import DESK

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="processes are not forked there"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    with post_office(tmp_path_factory.mktemp("post")) as post:
        yield post


@pytest.fixture(scope="module")
def template(post: Post, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, frozenset[str]]:
    root = tmp_path_factory.mktemp("acts") / "工作区"
    return root, prepare(root, post)


@pytest.mark.parametrize("name", first(1, [*ACTS]))
def test_an_act_that_is_killed_loses_nothing_of_the_office(
    post: Post, template: tuple[Path, frozenset[str]], tmp_path: Path, name: str, request: pytest.FixtureRequest
) -> None:
    """At some places; `python -m tests.promises.crash_acts` takes every one."""
    killed(Trial.of(ACTS[name], *template, post, tmp_path), 9, request)


@pytest.mark.parametrize("name", first(1, [*DESK]))
def test_a_desk_that_is_killed_loses_nothing_of_the_office(
    post: Post, template: tuple[Path, frozenset[str]], tmp_path: Path, name: str, request: pytest.FixtureRequest
) -> None:
    """At some places; `python -m tests.promises.crash_desk` takes every one."""
    killed(Trial.of(DESK[name], *template, post, tmp_path), 25, request)


def killed(trial: Trial, every: int, request: pytest.FixtureRequest) -> None:
    """At one place in the ordinary run, before every so manieth change in the exhaustive one."""
    if request.node.get_closest_marker("exhaustive"):
        assert trial.steps(every) >= 1
    else:
        assert trial.one(step=9)
