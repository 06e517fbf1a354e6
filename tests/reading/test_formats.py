"""Formats that forms may come back in: found where they lie, told by content, read apart."""

from __future__ import annotations

import pytest

from tests.conftest import Forms
from toolkit.form.book import Book
from toolkit.intake import guard
from toolkit.reading import apart, formats
from toolkit.reading.format import Format


def test_the_formats_of_office_programs_are_here() -> None:
    assert list(formats.formats()) == ["ods", "xls", "xlsx"]


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "x.xlsx", "xls"),
        (b"", "x.xlsx", None),
        (b"a,b\n1,2\n", "x.csv", None),
        (b"PK\x03\x04", "x.xlsx", None),
        (b"%PDF-1.4", "x.ods", None),
    ],
)
def test_a_format_is_told_by_content_whatever_the_name(data: bytes, name: str, word: str | None) -> None:
    assert formats.format_of(data, name) == word


def test_a_form_is_an_xlsx_under_any_name(forms: Forms) -> None:
    form = forms.blank("3.1.1", "fuyun")
    assert formats.format_of(form, "x.txt") == "xlsx"
    assert formats.formats()["xlsx"].read(form) == apart.open_apart(form) == apart.open_book(form, "x.txt")


@pytest.mark.parametrize(
    "data",
    [b"a,b\n1,2\n" * (guard.MOST_BYTES // 8 + 1), b"PK\x03\x04" + b"a,b\n1,2\n"],
    ids=["too large", "another kind"],
)
def test_no_format_gets_what_the_guard_refuses_for_something_else(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = Format(lambda data, name: name.endswith(".csv"), lambda data: Book({}, {}))
    monkeypatch.setattr(formats, "formats", lambda: {"csv": greedy})
    monkeypatch.setattr(apart, "open_apart", lambda *_, **__: pytest.fail("read"))
    assert isinstance(apart.open_book(data, "x.xlsx"), str)
    if len(data) > guard.MOST_BYTES:
        assert isinstance(apart.open_book(data, "x.csv"), str)
