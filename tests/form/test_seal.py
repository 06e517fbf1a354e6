from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.base.errors import SealError
from toolkit.form.seal import (
    Identity,
    find_number,
    form_number,
    holds,
    load_key,
    new_key,
    number_holds,
    rotate_key,
    seal,
)
from toolkit.handup import credential

KEY = b"k" * 32
IDENTITY = Identity("p", "3.1.1", "fuyun", "2021-01", 1, "abc")


def test_seal_holds_for_its_identity_only() -> None:
    sealed = seal(IDENTITY, KEY)
    assert holds(IDENTITY, sealed, KEY)
    for change in (
        {"item_id": "3.1.2"},
        {"unit_id": "fuhai"},
        {"period_id": "2021-04"},
        {"version": 2},
        {"digest": "x"},
    ):
        assert not holds(replace(IDENTITY, **change), sealed, KEY)
    assert not holds(IDENTITY, sealed, b"x" * 32)
    assert not holds(IDENTITY, "", KEY)
    assert not holds(IDENTITY, "不是封签", KEY)


def test_fields_cannot_run_into_each_other() -> None:
    one = Identity("p", "3.1", "1fuyun", "2021-01", 1, "abc")
    other = Identity("p", "3.11", "fuyun", "2021-01", 1, "abc")
    assert seal(one, KEY) != seal(other, KEY)


def test_printed_number_is_found_in_a_text_and_proven() -> None:
    number = form_number(IDENTITY, "654322", KEY)
    found = find_number(f"表号：{number}（请勿改动）")
    assert found is not None
    assert (found.period_id, found.item_id, found.unit_code, found.version) == ("2021-01", "3.1.1", "654322", 1)
    assert number_holds(found, "p", KEY)
    assert not number_holds(found, "other", KEY)
    assert not number_holds(replace(found, item_id="3.1.2"), "p", KEY)


@given(st.integers(0, 5), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_check_character_is_noticed(place: int, letter: str) -> None:
    number = form_number(IDENTITY, "654322", KEY)
    head, check = number[:-6], number[-6:]
    spoiled = head + check[:place] + letter + check[place + 1 :]
    found = find_number(spoiled)
    assert found is not None
    assert number_holds(found, "p", KEY) is (spoiled == number)


@pytest.mark.parametrize("text", ["", "表号：", "2021/1/31", "a/b/c/1/ABCDE", "3.1.1/654322/1/ABCDEF"])
def test_other_texts_hold_no_number(text: str) -> None:
    assert find_number(text) is None


def test_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / ".toolkit" / "key"
    key = new_key(path)
    assert load_key(path) == key
    assert len(key) == 32
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        new_key(path)


@pytest.mark.parametrize("content", ["", "zz", "abcd"])
def test_unusable_key_is_said_in_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    with pytest.raises(SealError, match="备份"):
        load_key(path)
    path.write_text(content, encoding="ascii")
    with pytest.raises(SealError, match="备份"):
        load_key(path)


def _rotated(path: Path) -> Path:
    new_key(path)
    rotate_key(path, date(2021, 3, 1))
    return path


def _credential(path: Path) -> Path:
    credential.keep(credential.credential_for("甲地区", b"x" * 32), path)
    return path


def _region(path: Path) -> Path:
    credential.region_key(path)
    return path


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
@pytest.mark.parametrize("made", [_rotated, _credential, _region])
def test_a_key_is_never_readable_by_others(
    tmp_path: Path, made: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even for a moment: every file is looked at as it is synced or takes its place, under the widest mask."""
    seen: list[int] = []
    real = os.fsync

    def look(descriptor: int) -> None:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode):
            seen.append(status.st_mode & 0o777)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    stale = tmp_path / f"key.{os.getpid()}.tmp"
    stale.write_bytes(b"")
    stale.chmod(0o666)
    before = os.umask(0)
    try:
        path = made(tmp_path / "key")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600 and set(seen) <= {0o600}
