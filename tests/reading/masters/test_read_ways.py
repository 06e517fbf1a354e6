"""Whatever people do to a master: no decision is lost or filed for another, no byte is gone, nothing goes unsaid."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.effort import first, share
from tests.master.masters import with_words
from tests.reading.masters.ways import BOOK_WAYS, BYTES_WAYS, EVERY_WAY, NAME_WAYS, After, Way, applied
from tests.reading.masters.words import EXPECTED, STANDING, WORDS
from tests.small import Form, small_workspace
from toolkit import Workspace
from toolkit.acts.consolidate import Consolidated
from toolkit.intake.originals import whole_originals
from toolkit.reading.masters.outcome import Outcome
from toolkit.reading.masters.read import read_master
from toolkit.standing.decisions import standing_cells
from toolkit.standing.objections import Kind

PERIOD, DAY = "2021-01", date(2021, 2, 10)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which something is decided already."""
    workspace = small_workspace(tmp_path_factory.mktemp("改法") / "工作区")
    path = master_of(workspace)
    path.write_bytes(with_words(path.read_bytes(), STANDING))
    workspace.consolidate(as_of=DAY)
    return workspace.root


@pytest.fixture(scope="module")
def worded(start: Path) -> bytes:
    """Its master with new words typed into it."""
    return with_words(master_of(Workspace(start)).read_bytes(), WORDS)


def master_of(workspace: Workspace) -> Path:
    return workspace.master_path(workspace.period(PERIOD))


def kept(workspace: Workspace) -> dict[tuple[Form, str], object]:
    with workspace.ledger() as ledger:
        standing = standing_cells(ledger.office(PERIOD))
    return {((place[0], place[1]), place[3]): cell.value for place, cell in standing.items() if cell.value is not None}


def said(done: Consolidated) -> bool:
    """Whether the outcome says of something that it was not taken."""
    return bool(done.unread) or any(one.kind is not Kind.WITHOUT_EFFECT for one in done.problems)


def play(start: Path, root: Path, worded: bytes, ways: list[Way], seed: int) -> tuple[Workspace, Consolidated]:
    """Change the master in these ways, consolidate, and check what must hold whatever they are."""
    shutil.copytree(start, root)
    workspace = Workspace(root)
    path = master_of(workspace)
    data = applied(worded, ways, Random(seed))
    name = next((way.name for way in ways if way.name), path.name)
    path.with_name(name).write_bytes(data)
    done = workspace.consolidate(as_of=DAY)

    before = {(form, caption): value for form, of in STANDING.items() for caption, value in of.items()}
    for place, value in kept(workspace).items():
        assert value in (EXPECTED.get(place), before.get(place)), f"{place} holds {value}, which nobody wrote there"
    lost = {place for place in before if place not in kept(workspace)}
    assert not lost, f"standing decisions are lost: {lost}"
    if not said(done):
        assert kept(workspace) == EXPECTED, "what was not taken is not said"
    originals, damaged = whole_originals(root / "archive")
    lying = {hashlib.sha256(one.read_bytes()).hexdigest() for one in path.parent.iterdir() if one.is_file()}
    assert hashlib.sha256(data).hexdigest() in {*originals, *lying}, "bytes of the office's are gone"
    assert not damaged
    for blocked in done.not_written:
        assert blocked.read_bytes() == data, "a file that nobody understands was overwritten"
    again = workspace.consolidate(as_of=DAY)
    assert again.decided == 0
    assert said(again) or not done.unread
    return workspace, done


@pytest.mark.one_in(100)
@pytest.mark.parametrize("way", first(24, [*BYTES_WAYS, *BOOK_WAYS[::-1]]), ids=lambda way: way.what)
def test_each_way_is_understood_as_far_as_it_can_be(start: Path, worded: bytes, way: Way) -> None:
    data = applied(worded, [way], Random(1))
    read = read_master(data, Workspace(start).plan, PERIOD, [Workspace(start).key])
    if way.after is After.STAYS:
        assert read.outcome in (Outcome.NOT_UNDERSTOOD, Outcome.NO_MASTER) or read.period_id != PERIOD
        return
    assert read.outcome in (Outcome.UNDERSTOOD, Outcome.EXCEPT_CELLS), read.sentence
    if way.after is After.TAKEN:
        assert not read.doubts
        new = {((e.place[0], e.place[1]), e.place[3]): e.value for e in read.edits}
        words = {(form, caption): value for form, of in WORDS.items() for caption, value in of.items()}
        assert {place: value for place, value in new.items() if EXPECTED.get(place) != value} == {}
        assert words.items() <= new.items()


@pytest.mark.parametrize("way", first(2, NAME_WAYS + EVERY_WAY), ids=lambda way: way.what)
def test_each_way_goes_the_whole_way(start: Path, worded: bytes, tmp_path: Path, way: Way) -> None:
    workspace, done = play(start, tmp_path / "工作区", worded, [way], 1)
    if way.after is After.TAKEN:
        assert kept(workspace) == EXPECTED
        assert not said(done)
    if way.after is After.STAYS:
        assert done.not_written == (master_of(workspace),)


@given(
    ways=st.tuples(
        st.lists(st.sampled_from(BOOK_WAYS), max_size=4),
        st.lists(st.sampled_from(BYTES_WAYS), max_size=1),
        st.lists(st.sampled_from(NAME_WAYS), max_size=1),
    ),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=share(25), suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.explicit])
def test_ways_at_random_lose_nothing(
    start: Path,
    worded: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    ways: tuple[list[Way], list[Way], list[Way]],
    seed: int,
) -> None:
    root = tmp_path_factory.mktemp("改") / "工作区"
    play(start, root, worded, [way for of in ways for way in of], seed)
    shutil.rmtree(root)
