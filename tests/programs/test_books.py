"""Books that other programs have worked out and saved read as what was filled in."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from tests.conftest import Forms
from tests.form.books import ITEMS, book, filled_book
from tests.form.test_bound import read_in, right, said
from tests.programs.test_formats import by_gnumeric, by_libreoffice

pytestmark = pytest.mark.programs
UNIT = "fuyun"


@pytest.mark.parametrize("format", ["xlsx", "ods", "xls"])
def test_a_book_saved_by_libreoffice_reads_the_same(forms: Forms, tmp_path: Path, format: str) -> None:
    sources = [tmp_path / "填好.xlsx", tmp_path / "没有填.xlsx"]
    sources[0].write_bytes(filled_book(forms, UNIT, fill=ITEMS[:2]))
    sources[1].write_bytes(book(forms, UNIT))
    by_libreoffice(sources, format, tmp_path / "另存", tmp_path / "profile")
    filled, blank = (read_in(forms, (tmp_path / "另存" / f"{path.stem}.{format}").read_bytes()) for path in sources)
    assert [filled[item, UNIT].untouched for item in ITEMS] == [False, False, True]
    for item in ITEMS[:2]:
        assert said(filled[item, UNIT]) == right(forms, item) and not filled[item, UNIT].findings
    assert all(form.untouched for form in blank.values())


def test_a_book_saved_by_gnumeric_reads_the_same(forms: Forms, tmp_path: Path) -> None:
    source = tmp_path / "填好.xlsx"
    source.write_bytes(filled_book(forms, UNIT))
    (tmp_path / "另存").mkdir()
    by_gnumeric([source], "xlsx", tmp_path / "另存", tmp_path / "profile")
    found = read_in(forms, (tmp_path / "另存" / "填好.xlsx").read_bytes())
    assert {item: said(form) for (item, _), form in found.items()} == {item: right(forms, item) for item in ITEMS}


def test_a_book_of_all_items_is_filled_in_saved_and_printed_by_libreoffice(forms: Forms, tmp_path: Path) -> None:
    unit = "altay_city"
    items = [item.id for item, owing in forms.plan.obligations() if owing.id == unit]
    assert len(items) == 28
    source = tmp_path / "一册.xlsx"
    source.write_bytes(filled_book(forms, unit, items))
    by_libreoffice([source], "xlsx", tmp_path / "另存", tmp_path / "profile")
    found = read_in(forms, (tmp_path / "另存" / source.name).read_bytes())
    assert {item: said(form) for (item, _), form in found.items()} == {item: right(forms, item, unit) for item in items}
    assert not [finding for form in found.values() for finding in form.findings]
    by_libreoffice([source], "pdf", tmp_path / "打印", tmp_path / "profile")
    with pdfplumber.open(tmp_path / "打印" / "一册.pdf") as printed:
        pages = [page.extract_text() for page in printed.pages]
    text = "".join("".join(pages).split())
    assert not [error for error in ("#REF!", "#NAME?", "#VALUE!", "Err:") if error in text]
    assert "都已填完，可以报送。" in text and text.count("✓已填完") >= len(items)
    assert all("".join(forms.plan.item[item].title.split())[:12] in text for item in items)
    assert len(pages) < 4 * len(items)
