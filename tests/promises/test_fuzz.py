"""Some spoilt files; ``python -m tests.promises.fuzz 20000`` runs in CI, a million was run once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises import fuzz
from tests.promises.fuzz_others import KINDS


def test_no_exception_escapes_and_all_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcomes, failures, _ = fuzz.chunk(2_000_000, 80)
    assert failures == []
    assert outcomes["read"] > 25 and outcomes["refused"] > 7 and outcomes["with findings"] > 7


LEAST = {  # of 30 files, what becomes of some at least, so that the ways go somewhere
    "plan": {"read": 1, "refused": 5},
    "master": {"read": 2, "refused": 1},
    "history": {"followed": 1, "refused": 4},
    "package": {"believed": 1, "refused": 4},
    "document": {"read": 1, "refused": 5},
    "mail": {"opened": 5},
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("what", KINDS)
def test_what_else_comes_from_people_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcomes, failures, _ = fuzz.chunk(2_000_000, 30, what)
    assert failures == [] and sum(outcomes.values()) == 30
    for outcome, least in LEAST[what].items():
        assert outcomes[outcome] >= least, outcomes


def test_a_failure_is_kept_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fuzz, "identify", lambda *_: 1 / 0)
    _, failures, _ = fuzz.chunk(2_000_000, 20)
    assert failures and "ZeroDivisionError" in failures[0]
    assert len([*tmp_path.iterdir()]) == len(failures)
