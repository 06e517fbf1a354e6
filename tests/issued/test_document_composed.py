"""Documents that the importer was not written after, read into drafts and scored against what they say.

A build is a way of writing plans; each is tried with fresh texts, places, words and numbers. The mean over all of them
must be 0.95 at least, none may be below 0.8, every plan is read and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.effort import first
from tests.issued.composed.builds import BUILDS, Document, document
from tests.issued.composed.collection import by_hand
from tests.issued.composed.no_plans import no_plans
from tests.issued.composed.plans import expected
from tests.issued.score import Score, score, table
from toolkit import Workspace
from toolkit.base.errors import ToolkitError

MEAN, EACH, ROLES = 0.95, 0.8, 0.9
SEEDS = (1, 2)
HAND = {made.name: made for made in by_hand()}
ALL = [(name, seed) for name in BUILDS for seed in SEEDS]
NO_PLANS = no_plans()
# Every eighteenth build tells at once whether something is badly broken: these come first.
ORDINARY = 18
SPREAD = [name for start in range(ORDINARY) for name in list(BUILDS)[start::ORDINARY]]


def imported(made: Document) -> Score:
    """The score of a document, read into a draft in an empty folder."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / made.name).write_bytes(made.data)
        _, draft = Workspace(folder / "w").import_plan(folder / made.name, folder / "draft.xlsx")
        return score(draft, expected(made.plan))


@cache
def scored(build: str, seed: int) -> Score:
    return imported(document(build, seed))


@cache
def scored_by_hand(name: str) -> Score:
    return imported(HAND[name])


def judged(scores: Iterable[tuple[str, Score]]) -> None:
    """The mean of the scores and of the shares of units in the columns of their roles."""
    listed = list(scores)
    mean = sum(one.f1 for _, one in listed) / len(listed)
    roles = sum(one.roles_right for _, one in listed) / max(1, sum(one.roles for _, one in listed))
    said = table(sorted(listed, key=lambda pair: pair[1].f1))
    assert mean >= MEAN, f"mean {mean:.3f}\n{said}"
    assert roles >= ROLES, f"roles {roles:.3f}\n{said}"


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", first(len(BUILDS) // ORDINARY, SPREAD))
def test_a_plan_of_every_build_is_read(name: str) -> None:
    one = scored(name, SEEDS[0])
    assert one.f1 >= EACH, table([(name, one)])


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "seed"), [pair for pair in ALL if pair[1] != SEEDS[0]])
def test_other_plans_of_every_build_are_read(name: str, seed: int) -> None:
    one = scored(name, seed)
    assert one.f1 >= EACH, table([(name, one)])


@pytest.mark.exhaustive
def test_plans_of_all_builds_are_read_well() -> None:
    judged((f"{name}-{seed}", scored(name, seed)) for name, seed in ALL)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", first(2, list(HAND)))
def test_a_plan_written_by_hand_is_read(name: str) -> None:
    one = scored_by_hand(name)
    assert one.f1 >= EACH, table([(name, one)])


@pytest.mark.exhaustive
def test_plans_written_by_hand_are_read_well() -> None:
    judged((name, scored_by_hand(name)) for name in HAND)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", first(len(NO_PLANS) // 2, [*list(NO_PLANS)[::2], *list(NO_PLANS)[1::2]]))
def test_what_is_no_plan_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(NO_PLANS[name])
    with pytest.raises(ToolkitError) as refusal:
        Workspace(tmp_path / "w").import_plan(tmp_path / name, tmp_path / "draft.xlsx")
    assert len(re.findall(r"[\u4e00-\u9fff]", str(refusal.value))) > 10
    assert not (tmp_path / "draft.xlsx").exists()
