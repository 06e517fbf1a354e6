"""A few bytes of gzip or JSON never come to more than they may."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.base.unpacked import TooMuchError, gunzip, parsed_json


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_what_was_packed_comes_out(pieces: list[bytes]) -> None:
    assert gunzip(b"".join(map(gzip.compress, pieces))) == b"".join(pieces)


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(bytes(50_000_000)),
        b"".join([gzip.compress(bytes(1_000_000))] * 50),
        gzip.compress(bytes(9_999_990)) + gzip.compress(bytes(11)),
    ],
    ids=["one", "many members", "one too many"],
)
def test_a_bomb_is_told_before_it_is_unpacked(bomb: bytes) -> None:
    with pytest.raises(TooMuchError):
        gunzip(bomb, 10_000_000)


def test_as_much_as_is_allowed_passes() -> None:
    assert len(gunzip(gzip.compress(bytes(10_000_000)), 10_000_000)) == 10_000_000


@pytest.mark.parametrize("cut", [1, 5, 9, 12, 30])
def test_what_has_no_end_is_told(cut: int) -> None:
    with pytest.raises((EOFError, zlib.error)):
        gunzip(gzip.compress(b"statements" * 100)[:-cut])


@pytest.mark.parametrize("text", ["[" * 20_000 + "]" * 20_000, "[" + "[]," * 9 + "[]]", "[" + "0," * 20 + "0]"])
def test_many_values_are_told_before_they_are_made(text: str) -> None:
    with pytest.raises(TooMuchError):
        parsed_json(text, 9)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[NaN]", "[Infinity]", "{", "", "1" * 10_000])
def test_what_is_no_json_or_too_deep_is_one_error(text: str) -> None:
    with pytest.raises(ValueError):
        parsed_json(text)


def test_json_is_read() -> None:
    said = {"名": ["值", 1, 2.5, None, True]}
    assert parsed_json(json.dumps(said)) == said
