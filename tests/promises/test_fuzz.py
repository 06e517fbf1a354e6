"""Some spoilt files; ``python -m tests.promises.fuzz 20000`` runs in CI, a million was run once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises import fuzz


def test_no_exception_escapes_and_all_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcomes, failures, _ = fuzz.chunk(2_000_000, 160)
    assert failures == []
    assert outcomes["read"] > 50 and outcomes["refused"] > 15 and outcomes["with findings"] > 15


def test_a_failure_is_kept_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fuzz, "identify", lambda *_: 1 / 0)
    _, failures, _ = fuzz.chunk(2_000_000, 20)
    assert failures and "ZeroDivisionError" in failures[0]
    assert len([*tmp_path.iterdir()]) == len(failures)
