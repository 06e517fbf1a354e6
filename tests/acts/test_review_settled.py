"""公开审看 without the workbook: the same record, and neither a workbook nor a page takes the other's word back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import copy_of
from tests.reviewed import FIRST, HIDDEN, PUBLIC, VERDICT, WORDS, asked
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.acts.review import ask, decisions_of, review_path, take_in_reviews
from toolkit.base.errors import WorkspaceError
from toolkit.publish.passages import Decision, Found, Passage, Verdict, Why
from toolkit.publish.review_book import ReviewRow

DAY = date(2021, 2, 2)
WHO = ("梁启明", "张三丰", "住迎宾路5号")


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = new_small_workspace(tmp_path_factory.mktemp("审看") / "工作区")
    asks(made)
    return made


@pytest.fixture
def workspace(new: Workspace, tmp_path: Path) -> Workspace:
    """A workspace whose 公开审看 asks about three passages."""
    return copy_of(new, tmp_path)


def said(words: str, verdict: Verdict | None, remark: str = "") -> Decision:
    return Decision(Passage(Why.NAME, words), verdict, remark)


def path_of(workspace: Workspace) -> Path:
    return review_path(workspace, workspace.period())


def asks(workspace: Workspace) -> None:
    """What publishing asks: every passage with what stands about it."""
    with workspace.ledger() as ledger:
        known = decisions_of(ledger)
        found = [Found(Passage(Why.NAME, words), "党内公开版", "B3", "由", words, "负责") for words in WHO]
        rows = [ReviewRow(one, known.get(one.passage)) for one in found]
        ask(workspace, ledger, workspace.period(), rows, DAY)


def types(workspace: Workspace, words: str, verdict: str | None, data: bytes | None = None) -> None:
    """Somebody chooses in the workbook (or in the copy that is open, ``data``) and saves it."""
    path = path_of(workspace)
    if data is not None:
        path.write_bytes(data)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for row in range(FIRST, sheet.max_row + 1):
        if sheet.cell(row, WORDS).value == words:
            sheet.cell(row, VERDICT).value = verdict
    book.save(path)


def stands(workspace: Workspace) -> dict[str, str]:
    with workspace.ledger() as ledger:
        take_in_reviews(workspace, ledger, DAY)
        return {p.words: one.verdict or "" for p, one in decisions_of(ledger).items()}


def settled(workspace: Workspace, *decisions: Decision, seen: Sequence[Decision] | None = None) -> tuple[int, int]:
    known = None if seen is None else {one.passage: one.verdict for one in seen}
    done = workspace.settle(decisions, as_of=DAY, seen=known)
    return done.written, len(done.otherwise)


def test_what_is_decided_here_is_the_record_that_the_workbook_shows(workspace: Workspace) -> None:
    assert settled(workspace, said(WHO[0], Verdict.HIDDEN), said(WHO[1], Verdict.PUBLIC), said(WHO[2], None)) == (2, 0)
    assert settled(workspace, said(WHO[0], Verdict.HIDDEN)) == (0, 0)
    assert stands(workspace) == {WHO[0]: HIDDEN, WHO[1]: PUBLIC}
    asks(workspace)
    assert asked(path_of(workspace)) == {WHO[0]: HIDDEN, WHO[1]: PUBLIC, WHO[2]: ""}
    types(workspace, WHO[1], HIDDEN)  # a change of mind in the workbook counts
    assert stands(workspace)[WHO[1]] == HIDDEN
    types(workspace, WHO[0], None)  # and so does an emptied cell
    assert stands(workspace)[WHO[0]] == ""


@pytest.mark.one_in(3)
@pytest.mark.parametrize("words", WHO)
def test_what_was_typed_into_the_workbook_is_read_first_and_told(workspace: Workspace, words: str) -> None:
    types(workspace, words, PUBLIC)
    done = workspace.settle([said(words, Verdict.HIDDEN)], as_of=DAY)
    assert done.written == 0 and [one.verdict for one in done.otherwise] == [Verdict.PUBLIC]
    assert stands(workspace) == {words: PUBLIC}
    assert settled(workspace, said(words, Verdict.HIDDEN), seen=[said(words, Verdict.PUBLIC)]) == (1, 0)
    assert stands(workspace) == {words: HIDDEN}


@pytest.mark.one_in(2)
@pytest.mark.parametrize("typed", [None, PUBLIC, HIDDEN])
@pytest.mark.parametrize("here", [Verdict.PUBLIC, Verdict.HIDDEN])
def test_a_workbook_that_was_open_meanwhile_takes_nothing_back(
    workspace: Workspace, typed: str | None, here: Verdict
) -> None:
    """``typed`` was read before ``here`` was decided; then the same workbook is saved again with another row filled."""
    if typed:
        types(workspace, WHO[0], typed)
        stands(workspace)
    opened = path_of(workspace).read_bytes()
    before = said(WHO[0], Verdict(typed) if typed else None)
    settled(workspace, said(WHO[0], here), seen=[before])
    asks(workspace)
    types(workspace, WHO[1], PUBLIC, opened)
    assert stands(workspace) == {WHO[0]: here, WHO[1]: PUBLIC}


def test_what_is_typed_into_an_open_workbook_afterwards_is_a_later_word(workspace: Workspace) -> None:
    opened = path_of(workspace).read_bytes()
    settled(workspace, said(WHO[0], Verdict.PUBLIC))
    types(workspace, WHO[0], HIDDEN, opened)
    assert stands(workspace) == {WHO[0]: HIDDEN}


def test_in_a_workbook_made_since_the_old_word_may_be_chosen_again(workspace: Workspace) -> None:
    types(workspace, WHO[0], PUBLIC)
    stands(workspace)
    settled(workspace, said(WHO[0], Verdict.HIDDEN), seen=[said(WHO[0], Verdict.PUBLIC)])
    path_of(workspace).unlink()
    asks(workspace)
    types(workspace, WHO[0], PUBLIC)
    assert stands(workspace) == {WHO[0]: PUBLIC}


def test_where_the_workbook_is_not_understood_nothing_is_written_down(workspace: Workspace) -> None:
    types(workspace, WHO[0], "也许")
    with pytest.raises(WorkspaceError, match="看不懂"):
        settled(workspace, said(WHO[1], Verdict.HIDDEN))
    path_of(workspace).write_bytes(b"PK")
    with pytest.raises(WorkspaceError, match="看不懂"):
        settled(workspace, said(WHO[1], Verdict.HIDDEN))
