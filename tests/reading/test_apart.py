"""A file as a book: small ones here, what could blow up in a process of its own that may die alone."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook as Xlsx

from tests.conftest import Forms
from tests.promises.odd_files import ODD, as_ods
from toolkit.base import apart as base_apart
from toolkit.base.opc import parts_of
from toolkit.form.book import Book
from toolkit.reading import apart
from toolkit.reading.apart import open_apart, open_book
from toolkit.workbooks.sheets import OddCell, Oddity

BROKEN = "文件打不开，可能已经损坏。请让对方用 Excel 或 WPS 打开后重新保存为 .xlsx 再发。"
TOO_MUCH = "文件内容太多，读的时候内存不够用，不是正常的填报表。请用发下去的原表重新填报。"
TOO_LONG = "文件读了 10 秒还没有读完，不是正常的填报表。请用发下去的原表重新填报。"


@pytest.fixture(scope="module")
def form(forms: Forms) -> bytes:
    return forms.filled("3.1.1", "fuyun")


def test_a_form_is_read_here_and_the_same_apart(form: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read_there = open_apart(form)
    monkeypatch.setattr(apart, "open_apart", lambda data: pytest.fail("a small form needs no process"))
    assert open_book(form, "表.xlsx") == read_there
    assert isinstance(read_there, Book)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("kind", ["saved_as_ods", "with_ten_photographs", "a_million_deep", "cells_without_places"])
def test_what_could_blow_up_is_read_apart(kind: str, form: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def noted(data: bytes) -> str:
        asked.append(data)
        return ""

    monkeypatch.setattr(apart, "open_apart", noted)
    name, data = ODD[kind](parts_of(form))
    assert open_book(data, name) == ""
    assert asked == [data]


def test_an_ods_says_the_same_as_the_form_that_it_was(form: bytes) -> None:
    book, saved = open_book(form, "表.xlsx"), open_book(as_ods(form), "表.ods")
    assert isinstance(book, Book) and isinstance(saved, Book)
    assert saved.identity == book.identity
    assert values(saved) == values(book)


def values(book: Book) -> list[list[object]]:
    """What stands on the first sheet, without formulas that nobody has worked out."""
    rows = [["" if isinstance(v, OddCell) else v for v in row] for row in next(iter(book.sheets.values()))]
    return [row[: max((i + 1 for i, v in enumerate(row) if v not in ("", None)), default=0)] for row in rows]


@pytest.mark.one_in(2)
@pytest.mark.parametrize("memory", [2**20, 60 * 2**20])
def test_beyond_its_memory_the_process_ends_and_says_so(memory: int, form: bytes) -> None:
    _, data = ODD["sixty_megabytes_of_empty_cells"](parts_of(form))
    assert open_apart(data, memory=memory) in (TOO_MUCH, BROKEN)


def test_the_memory_is_watched_where_no_limit_can_be_set(
    form: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!{sys.executable}\nimport time\nx = b'x' * (400 * 2**20)\ntime.sleep(600)\n")
    stand_in.chmod(0o755)
    if os.name == "nt":
        pytest.skip("a script cannot stand in for the interpreter")
    monkeypatch.setattr(sys, "executable", str(stand_in))
    assert open_apart(form, seconds=300) == TOO_MUCH  # long before the time is up, however busy the machine is


@pytest.mark.one_in(4)
@pytest.mark.skipif(os.name == "nt", reason="a script cannot stand in for the interpreter")
@pytest.mark.parametrize(
    ("does", "sentence"),
    [
        ("while True: pass", TOO_LONG),
        ("import os; os.abort()", TOO_MUCH),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", BROKEN),
        ("raise SystemExit(1)", BROKEN),
    ],
)
def test_a_process_that_works_for_ever_or_dies_is_a_sentence(
    does: str, sentence: str, form: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!{sys.executable}\n{does}\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    assert open_apart(form, seconds=1.0) == sentence


@pytest.mark.skipif(os.name == "nt", reason="a script cannot stand in for the interpreter")
def test_a_process_that_neither_works_nor_ends_is_a_sentence(
    form: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!{sys.executable}\nimport time; time.sleep(600)\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    monkeypatch.setattr(base_apart, "MOST_WAIT", 1.0)
    assert open_apart(form) == TOO_LONG


def test_what_lies_in_the_current_folder_is_no_module(
    form: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('taken')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert isinstance(open_apart(form), Book)


def test_errors_stand_where_they_are() -> None:
    workbook, out = Xlsx(), BytesIO()
    first = workbook.active
    assert first is not None
    first["B3"], first["AA10"] = "#REF!", "#DIV/0!"
    workbook.create_sheet("第二页")["A1"] = "#N/A"
    workbook.save(out)
    book = open_book(out.getvalue(), "表.xlsx")
    assert isinstance(book, Book)
    odd = {
        (name, row, column): value.text
        for name, grid in book.sheets.items()
        for row, of in enumerate(grid)
        for column, value in enumerate(of)
        if isinstance(value, OddCell) and value.oddity is Oddity.ERROR
    }
    assert odd == {("Sheet", 2, 1): "#REF!", ("Sheet", 9, 26): "#DIV/0!", ("第二页", 0, 0): "#N/A"}
