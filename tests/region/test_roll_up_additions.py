"""What a region's office adds to its master lives on in the next one, at its row, whatever else has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import PatternFill
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from tests.region.offices import ALTAY, D2, D8, TACHENG, office, plan_for, send
from toolkit import Workspace
from toolkit.base.captions import Column, Sheet
from toolkit.region import lists
from toolkit.region.facade import Region
from toolkit.region.ledger_sheet import AREA
from toolkit.region.roll_up import RolledUp
from toolkit.standing import volumes

RED = "FFFF9999"


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region of two offices that has been rolled up once."""
    root = tmp_path_factory.mktemp("region")
    altay = office(root / "a", ALTAY, plan_for(ALTAY, ("3.1.1", "3.1.2"), 4))
    send(altay, ("3.1.1", "fuyun"))
    send(office(root / "t", TACHENG, plan_for(TACHENG, ("3.1.1", "3.1.2"), 3)), ("3.1.1", "fuyun"))
    roll(root)
    return root


@pytest.fixture
def root(templates: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(templates, tmp_path / "全部"))


def roll(root: Path) -> RolledUp:
    return Region(root / "全区").rollup([root / "a", root / "t"], as_of=D2)


def master_of(root: Path) -> Path:
    return Region(root / "全区").folder.master_path("2021-01")


def edit(path: Path, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(BytesIO(path.read_bytes()))
    change(book)
    book.save(path)
    return path.read_bytes()


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def head_of(sheet: Worksheet) -> int:
    return next(n for n in range(1, 15) if AREA in [cell.value for cell in sheet[n]])


def row_of(sheet: Worksheet, *words: str) -> int:
    """The first row that has all of some words."""
    return next(
        n for n in range(1, sheet.max_row + 1) if set(words) <= {str(cell.value) for cell in sheet[n] if cell.value}
    )


def own_column(name: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, name)
        at, head = sheet.max_column + 1, head_of(sheet)
        sheet.cell(head, at, "处室跟踪")
        sheet.cell(row_of(sheet, TACHENG), at, "塔城这一行")

    return change


def has_column(name: str) -> Callable[[Workbook], bool]:
    def there(book: Workbook) -> bool:
        sheet = sheet_of(book, name)
        at = [cell.value for cell in sheet[head_of(sheet)]].index("处室跟踪")
        said = [row[at].value for row in sheet.iter_rows() if row[at].value == "塔城这一行"]
        return len(said) == 1 and sheet.cell(row_of(sheet, TACHENG), at + 1).value == "塔城这一行"

    return there


def own_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("处室记事", 1)
    sheet["B2"], sheet["B3"] = "记一笔", "=1+2"
    sheet.column_dimensions["B"].width = 33
    sheet["B2"].comment = Comment("批注", "处室")


def has_sheet(book: Workbook) -> bool:
    sheet = sheet_of(book, "处室记事")
    assert sheet["B2"].comment is not None
    width = sheet.column_dimensions["B"].width
    return (sheet["B2"].value, sheet["B3"].value, sheet["B2"].comment.text, round(width)) == (
        "记一笔", "=1+2", "批注", 33
    )  # fmt: skip


def note(book: Workbook) -> None:
    sheet = sheet_of(book, lists.UNITS)
    sheet.cell(row_of(sheet, TACHENG), 2).comment = Comment("催过一次", "处室")


def has_note(book: Workbook) -> bool:
    sheet = sheet_of(book, lists.UNITS)
    found = sheet.cell(row_of(sheet, TACHENG), 2).comment
    return found is not None and "催过一次" in found.text


def colour(book: Workbook) -> None:
    sheet = sheet_of(book, Sheet.LEDGER)
    for cell in sheet[row_of(sheet, TACHENG)]:
        cell.fill = PatternFill("solid", fgColor=RED)


def has_colour(book: Workbook) -> bool:
    sheet = sheet_of(book, Sheet.LEDGER)
    return bool(sheet.cell(row_of(sheet, TACHENG), 3).fill.fgColor.rgb == RED)


WAYS: dict[str, tuple[Callable[[Workbook], None], Callable[[Workbook], bool]]] = {
    "a column beside the rows": (own_column(Sheet.LEDGER), has_column(Sheet.LEDGER)),
    "a column beside the units": (own_column(lists.UNITS), has_column(lists.UNITS)),
    "a sheet": (own_sheet, has_sheet),
    "a note": (note, has_note),
    "a coloured row": (colour, has_colour),
}


@pytest.mark.one_in(5)
@pytest.mark.parametrize("way", WAYS)
def test_it_lives_on_when_returns_have_come(root: Path, way: str) -> None:
    change, there = WAYS[way]
    edited = edit(master_of(root), change)
    send(Workspace(root / "a"), ("3.1.2", "fuhai"))
    done = roll(root)
    written = done.master.read_bytes()
    assert there(load_workbook(BytesIO(written))) and done.beside == ()
    assert any(one.read_bytes() == edited for one in Region(root / "全区").folder.archive.glob("??/*"))
    roll(root)
    assert done.master.read_bytes() == written
    send(Workspace(root / "t"), ("3.1.2", "fuyun"))
    assert there(load_workbook(roll(root).master))


def test_all_of_it_lives_on_together(root: Path) -> None:
    for change, _ in WAYS.values():
        edit(master_of(root), change)
    send(Workspace(root / "a"), ("3.1.2", "fuhai"))
    book = load_workbook(roll(root).master)
    assert all(there(book) for _, there in WAYS.values())


def test_what_cannot_be_carried_is_named_and_the_file_stays_beside(root: Path) -> None:
    picture = BytesIO()
    Picture.new("RGB", (4, 4)).save(picture, "PNG")
    edited = edit(master_of(root), lambda book: sheet_of(book, lists.UNITS).add_image(Image(picture), "K3"))
    done = roll(root)
    (left,) = done.beside
    assert left.beside.read_bytes() == edited and "图片" in left.sentences[0] and done.needs_a_person


def test_in_volumes_it_stays_with_its_rows(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "MOST_ROWS", 20)
    send(Workspace(root / "t"), ("3.1.2", "fuyun"))
    done = roll(root)
    assert len(done.volumes) > 1

    def change(book: Workbook) -> None:
        sheet = sheet_of(book, Sheet.LEDGER)
        at = sheet.max_column + 1
        sheet.cell(head_of(sheet), at, "处室跟踪")
        sheet.cell(head_of(sheet) + 1, at, "第一行")

    for path in done.volumes:
        edit(path, change)
    send(Workspace(root / "a"), ("3.1.2", "fuhai"))
    again = Region(root / "全区").rollup([root / "a", root / "t"], as_of=D8)
    for path in again.volumes:
        sheet = sheet_of(load_workbook(path), Sheet.LEDGER)
        assert [cell.value for cell in sheet[head_of(sheet) + 1]][-1] == "第一行"
        assert Column.CODE in [cell.value for cell in sheet[head_of(sheet)]]
