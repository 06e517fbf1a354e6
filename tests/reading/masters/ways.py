"""What people and programs do to a master: edited, saved otherwise, damaged, put under another name.

A way is a function; to add one, write it and name it in one of the lists below. It never touches the cells of
`tests.reading.masters.words.WORDS` but where it says so, and does nothing where it finds no table.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import BytesIO
from random import Random

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.reading.masters.words import SPOILED, TOUCHED
from toolkit.base.captions import Column, Sheet, folded
from toolkit.standing.decisions import OFFICE


class After(Enum):
    """What must be true of the words after it: all taken and nothing named, some perhaps only named, or none read."""

    TAKEN = "taken"
    NAMED = "named"
    STAYS = "stays"


@dataclass(frozen=True)
class Way:
    """One way: ``book`` works on a workbook, ``bytes_`` on a file, ``name`` gives the file another name."""

    what: str
    after: After
    book: Callable[[Workbook, Random], None] | None = None
    bytes_: Callable[[bytes, Random], bytes] | None = None
    name: str = ""


def applied(data: bytes, ways: list[Way], random: Random) -> bytes:
    """A master after some ways: those on the workbook first, in one load and save."""
    if any(way.book for way in ways):
        book = load_workbook(BytesIO(data))
        for way in ways:
            if way.book:
                way.book(book, random)
        out = BytesIO()
        book.save(out)
        data = out.getvalue()
    for way in ways:
        if way.bytes_:
            data = way.bytes_(data, random)
    return data


# -- where things stand ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    sheet: Worksheet
    head: int
    columns: Mapping[str, int]

    @property
    def rows(self) -> range:
        return range(self.head + 1, self.sheet.max_row + 1)

    def text(self, row: int, caption: str) -> str:
        return str(self.sheet.cell(row, self.columns[caption]).value or "") if caption in self.columns else ""

    def cell(self, row: int, caption: str) -> Cell:
        found = self.sheet.cell(row, self.columns[caption])
        assert isinstance(found, Cell)
        return found

    def spare(self) -> list[int]:
        """The rows of forms that no word is about."""
        return [row for row in self.rows if self.text(row, Column.KEY) and self.text(row, Column.KEY) not in TOUCHED]

    def of(self, form: tuple[str, str]) -> list[int]:
        return [row for row in self.rows if self.text(row, Column.KEY) == "|".join(form)]


def table_of(book: Workbook) -> Table | None:
    known = {folded(caption): str(caption) for caption in Column}
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(max_row=150, values_only=True), start=1):
            columns = {
                known[folded(v)]: at for at, v in enumerate(row, start=1) if isinstance(v, str) and folded(v) in known
            }
            if Column.VERDICT in columns and Column.UNIT in columns:
                return Table(sheet, number, columns)
    return None


def on_table(do: Callable[[Table, Random], None]) -> Callable[[Workbook, Random], None]:
    def way(book: Workbook, random: Random) -> None:
        table = table_of(book)
        if table is not None:
            do(table, random)

    return way


# -- rows and columns --------------------------------------------------------------------------------------------------


def _values(table: Table) -> list[list[object]]:
    return [[cell.value for cell in row] for row in table.sheet.iter_rows(min_row=table.head + 1)]


def _put(table: Table, rows: list[list[object]], keep: tuple[str, ...] = ()) -> None:
    fixed = {table.columns[caption] for caption in keep if caption in table.columns}
    for number, row in enumerate(rows, start=table.head + 1):
        for at, value in enumerate(row, start=1):
            if at not in fixed:
                table.sheet.cell(number, at).value = value  # type: ignore[assignment]


def reversed_rows(table: Table, _: Random) -> None:
    _put(table, _values(table)[::-1])


def shuffled_rows(table: Table, random: Random) -> None:
    rows = _values(table)
    random.shuffle(rows)
    _put(table, rows)


def sorted_without_keys(table: Table, _: Random) -> None:
    _put(table, _values(table)[::-1], keep=(Column.KEY, Column.ROW_KEY, Column.FIRST))


def duplicated_rows(table: Table, _: Random) -> None:
    for row in _values(table)[:20]:
        table.sheet.append(row)


def deleted_rows(table: Table, random: Random) -> None:
    for row in sorted(random.sample(table.spare(), min(5, len(table.spare()))), reverse=True):
        table.sheet.delete_rows(row)


def emptied_rows(table: Table, random: Random) -> None:
    for row in random.sample(table.spare(), min(5, len(table.spare()))):
        for at in range(1, table.sheet.max_column + 1):
            table.sheet.cell(row, at).value = None


def sums(table: Table, _: Random) -> None:
    last = table.sheet.max_row + 2
    table.sheet.cell(last, table.columns[Column.UNIT]).value = "合计"
    table.sheet.cell(last, table.columns[Column.VERDICT]).value = 12


def sums_in_between(table: Table, _: Random) -> None:
    for row in table.spare()[::-1][:3]:
        table.sheet.insert_rows(row)
        table.sheet.cell(row, table.columns[Column.UNIT]).value = "小计"
        table.sheet.cell(row, table.columns[Column.REMARK]).value = 3


def moved_to_the_end(table: Table, random: Random) -> None:
    caption = random.choice([c for c in OFFICE if c in table.columns])
    column, last = table.columns[caption], table.sheet.max_column + 1
    for row in range(table.head, table.sheet.max_row + 1):
        table.sheet.cell(row, last).value = table.sheet.cell(row, column).value
    table.sheet.delete_cols(column)


def own_column(table: Table, _: Random) -> None:
    at = table.columns[Column.OPINION]
    table.sheet.insert_cols(at)
    table.sheet.cell(table.head, at).value = "科室意见"
    for row in table.rows:
        table.sheet.cell(row, at).value = f"看过{row}"


def second_remark(table: Table, _: Random) -> None:
    table.sheet.cell(table.head, table.sheet.max_column + 1).value = "备注"


def without(*captions: str) -> Callable[[Table, Random], None]:
    def way(table: Table, _: Random) -> None:
        for column in sorted((table.columns[c] for c in captions if c in table.columns), reverse=True):
            table.sheet.delete_cols(column)

    return way


def some_keys_gone(table: Table, random: Random) -> None:
    if Column.ROW_KEY in table.columns:
        for row in table.rows:
            if random.random() < 0.5:
                table.cell(row, Column.ROW_KEY).value = None


def odd_keys(table: Table, random: Random) -> None:
    if Column.ROW_KEY in table.columns:
        for row in table.rows:
            if random.random() < 0.3:
                table.cell(row, Column.ROW_KEY).value = random.choice(["0", "#", "3.1.1", "x|y|z", "44000.5"])


def keys_filled_down(table: Table, _: Random) -> None:
    if Column.ROW_KEY in table.columns:
        first = table.text(table.head + 1, Column.ROW_KEY)
        for row in table.rows:
            table.cell(row, Column.ROW_KEY).value = first


def keys_as_series(table: Table, _: Random) -> None:
    if Column.ROW_KEY in table.columns:
        stem = table.text(table.head + 1, Column.ROW_KEY).rpartition("|")[0]
        for number, row in enumerate(table.rows, start=1):
            table.cell(row, Column.ROW_KEY).value = f"{stem}|{number}"


def merged_codes(table: Table, _: Random) -> None:
    rows = table.of(SPOILED)
    if len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1 and Column.CODE in table.columns:
        column = table.columns[Column.CODE]
        table.sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=column, end_column=column)


def merged_verdict_and_opinion(table: Table, _: Random) -> None:
    rows, first, second = table.of(SPOILED), table.columns[Column.VERDICT], table.columns[Column.OPINION]
    if rows and second == first + 1:
        table.sheet.merge_cells(start_row=rows[0], end_row=rows[0], start_column=first, end_column=second)


def odd_codes(value: object) -> Callable[[Table, Random], None]:
    def way(table: Table, _: Random) -> None:
        for row in table.rows:
            if Column.CODE in table.columns and table.text(row, Column.CODE):
                table.cell(row, Column.CODE).value = value  # type: ignore[assignment]

    return way


def reworded(caption: str, before: str, after: str) -> Callable[[Table, Random], None]:
    def way(table: Table, _: Random) -> None:
        for row in table.rows:
            text = table.text(row, caption)
            if text:
                table.cell(row, caption).value = f"{before}{text}{after}"

    return way


# -- captions ----------------------------------------------------------------------------------------------------------


def recaptioned(make: Callable[[str], str]) -> Callable[[Table, Random], None]:
    def way(table: Table, _: Random) -> None:
        for caption in OFFICE:
            if caption in table.columns:
                table.cell(table.head, caption).value = make(caption)

    return way


def rows_above(number: int, text: str = "") -> Callable[[Table, Random], None]:
    def way(table: Table, _: Random) -> None:
        table.sheet.insert_rows(1, number)
        for row in range(1, number + 1):
            table.sheet.cell(row, 1).value = text or None

    return way


def captions_again(table: Table, _: Random) -> None:
    captions = [cell.value for cell in table.sheet[table.head]]
    middle = table.head + 9
    table.sheet.insert_rows(middle)
    for at, caption in enumerate(captions, start=1):
        table.sheet.cell(middle, at).value = caption


def captions_in_two_rows(table: Table, _: Random) -> None:
    table.sheet.insert_rows(table.head + 1)
    for caption in OFFICE:
        if caption in table.columns:
            table.sheet.cell(table.head + 1, table.columns[caption]).value = table.cell(table.head, caption).value
            table.cell(table.head, caption).value = None


def no_captions(table: Table, _: Random) -> None:
    table.sheet.delete_rows(table.head)


def another_caption(table: Table, _: Random) -> None:
    table.cell(table.head, Column.VERDICT).value = "处理结果"


# -- cells -------------------------------------------------------------------------------------------------------------


def spoiled(value: object, kind: str = "") -> Callable[[Table, Random], None]:
    """The standing 核定结论 of one form overwritten with what is no word of the office's."""

    def way(table: Table, _: Random) -> None:
        for row in table.of(SPOILED)[:1]:
            cell = table.cell(row, Column.VERDICT)
            cell.value = value  # type: ignore[assignment]
            if kind:
                cell.data_type = kind

    return way


def broken_date(table: Table, _: Random) -> None:
    for row in table.of(SPOILED)[:1]:
        table.cell(row, Column.DECIDED_ON).value = "2月30日"


def typed_over(table: Table, random: Random) -> None:
    row = random.choice(table.spare() or [table.head + 1])
    if Column.PROGRESS in table.columns:
        table.cell(row, Column.PROGRESS).value = "已全部整改到位（改）"


def notes_and_colours(table: Table, _: Random) -> None:
    for row in table.spare()[:4]:
        table.cell(row, Column.UNIT).fill = PatternFill("solid", "FFFF00")
        table.cell(row, Column.UNIT).comment = Comment("问过了", "办公室")


def wider_blanks(table: Table, _: Random) -> None:
    for row in table.rows:
        for caption in (Column.OPINION, Column.REMARK):
            if caption in table.columns and table.text(row, caption):
                table.cell(row, caption).value = f"  {table.text(row, caption)}　\n"


def numbered_anew(table: Table, _: Random) -> None:
    if Column.NUMBER in table.columns:
        for number, row in enumerate(table.rows, start=1):
            table.cell(row, Column.NUMBER).value = 1000 + number


# -- the workbook ------------------------------------------------------------------------------------------------------


def renamed_sheet(book: Workbook, _: Random) -> None:
    if table := table_of(book):
        table.sheet.title = "台账（核定用）"


def other_sheets_gone(book: Workbook, _: Random) -> None:
    table = table_of(book)
    for sheet in book.worksheets:
        if table and sheet.title not in (table.sheet.title, Sheet.WRITTEN):
            book.remove(sheet)


def hidden_sheet_gone(book: Workbook, _: Random) -> None:
    if Sheet.WRITTEN in book.sheetnames:
        book.remove(book[Sheet.WRITTEN])


def hidden_sheet_shown(book: Workbook, _: Random) -> None:
    for sheet in book.worksheets:
        sheet.sheet_state = "visible"


def own_sheet(book: Workbook, _: Random) -> None:
    sheet = book.create_sheet("我的统计", 0)
    sheet.append(["核定结论", "数量"])
    sheet.append(["继续整改", 3])


def own_extract(book: Workbook, _: Random) -> None:
    sheet = book.create_sheet("给领导看")
    sheet.append(["事项编号", "责任单位", "核定结论"])
    sheet.append(["三（一）1", "富蕴县", "退回"])


def tabs_turned(book: Workbook, _: Random) -> None:
    for sheet in book.worksheets[::-1]:
        book.move_sheet(sheet, len(book.worksheets))


def told(what: str) -> Callable[[Workbook, Random], None]:
    def way(book: Workbook, _: Random) -> None:
        if Sheet.WRITTEN in book.sheetnames:
            row = 1 if what == "plan" else 2
            book[Sheet.WRITTEN].cell(row, 2).value = "另一个"

    return way


# -- bytes -------------------------------------------------------------------------------------------------------------


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", how) as target:
        for info in source.infolist():
            part = change(info.filename, source.read(info))
            if part is not None:
                target.writestr(info.filename, part)
    return out.getvalue()


def inline(data: bytes, _: Random) -> bytes:
    """Every shared text in its cell, as some programs write it."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        if "xl/sharedStrings.xml" not in source.namelist():
            return data
        texts = re.findall(rb"<si>(.*?)</si>|<si/>", source.read("xl/sharedStrings.xml"), re.DOTALL)

    def change(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        cell = re.compile(rb'(<c [^>]*?)t="s"([^>]*)><v>([0-9]+)</v></c>')
        return cell.sub(lambda m: m[1] + b't="inlineStr"' + m[2] + b"><is>" + texts[int(m[3])] + b"</is></c>", part)

    return repacked(data, change)


def without_properties(data: bytes, _: Random) -> bytes:
    return repacked(data, lambda name, part: None if name.startswith("docProps/") else part)


def stored(data: bytes, _: Random) -> bytes:
    return repacked(data, lambda name, part: part, zipfile.ZIP_STORED)


def macro_enabled(data: bytes, _: Random) -> bytes:
    old, new = b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    return repacked(
        data, lambda name, part: part.replace(b"application/vnd.openxmlformats-officedocument." + old,
                                              b"application/vnd." + new) if name == "[Content_Types].xml" else part
    )  # fmt: skip


def cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(1, len(data) - 30)]


def flipped(data: bytes, random: Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as book:
        info = max(book.infolist(), key=lambda one: one.compress_size)
    at = info.header_offset + 60 + random.randrange(info.compress_size - 40)
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def zeroed(data: bytes, _: Random) -> bytes:
    return bytes(512) + data[512:]


def password(data: bytes, random: Random) -> bytes:
    """A workbook with a password is an OLE file with a stream of this name."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + random.randbytes(900)
    )


def far_cell(data: bytes, _: Random) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return repacked(
        data, lambda name, part: part.replace(b"</sheetData>", far, 1) if name.endswith("sheet2.xml") else part
    )


def web_page(data: bytes, _: Random) -> bytes:
    return b"<html><body><table><tr><td>\xe6\xa0\xb8\xe5\xae\x9a</td></tr></table></body></html>"


def another_workbook(data: bytes, _: Random) -> bytes:
    out = BytesIO()
    book = Workbook()
    book.active.append(["值班表", "电话"])  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def _book(what: str, after: After, do: Callable[[Workbook, Random], None]) -> Way:
    return Way(what, after, book=do)


def _table(what: str, after: After, do: Callable[[Table, Random], None]) -> Way:
    return Way(what, after, book=on_table(do))


TAKEN, NAMED, STAYS = After.TAKEN, After.NAMED, After.STAYS
_KEYS = (Column.KEY, Column.ROW_KEY, Column.FIRST)

BOOK_WAYS = [
    _book("nothing but saved", TAKEN, lambda book, random: None),
    _table("rows the other way round", TAKEN, reversed_rows),
    _table("rows sorted with their keys", TAKEN, shuffled_rows),
    _table("rows there twice", TAKEN, duplicated_rows),
    _table("rows deleted", TAKEN, deleted_rows),
    _table("rows emptied", TAKEN, emptied_rows),
    _table("a sum at the end", TAKEN, sums),
    _table("sums in between", TAKEN, sums_in_between),
    _table("a column moved to the end", TAKEN, moved_to_the_end),
    _table("an own column", TAKEN, own_column),
    _table("a second column 备注", TAKEN, second_remark),
    _table("a column in front", TAKEN, lambda table, random: table.sheet.insert_cols(1)),
    _table("columns in the middle", TAKEN, lambda table, random: table.sheet.insert_cols(9, 2)),
    _table("blank rows in between", TAKEN, lambda table, random: table.sheet.insert_rows(table.head + 4, 2)),
    _table("keys deleted", TAKEN, without(*_KEYS)),
    _table("some keys deleted", TAKEN, some_keys_gone),
    _table("odd keys", TAKEN, odd_keys),
    _table("the column of codes deleted", TAKEN, without(Column.CODE)),
    _table("codes and titles deleted", TAKEN, without(Column.CODE, Column.ITEM)),
    _table("source columns deleted", TAKEN, without(Column.SOURCE_FILE, Column.SOURCE_SHEET, Column.SOURCE_CELL)),
    _table("codes merged over a form", TAKEN, merged_codes),
    _table("captions with a line break", TAKEN, recaptioned(lambda text: f"{text[:2]}\n{text[2:]}")),
    _table("captions with blanks", TAKEN, recaptioned(lambda text: f" {text[:2]}\u00a0{text[2:]}\u3000")),
    _table("captions that ask", TAKEN, recaptioned(lambda text: f"*{text}（必填）")),
    _table("captions with a colon", TAKEN, recaptioned(lambda text: f"【{text}】：")),
    _table("captions with a note", TAKEN, recaptioned(lambda text: f"{text}(由地区填写，\n必填）")),
    _table("title rows above", TAKEN, rows_above(3, "阿勒泰地区整改台账")),
    _table("70 rows above", TAKEN, rows_above(70, "说明")),
    _table("captions again in the middle", TAKEN, captions_again),
    _table("captions in two rows", TAKEN, captions_in_two_rows),
    _table("notes and colours", TAKEN, notes_and_colours),
    _table("blanks around words", TAKEN, wider_blanks),
    _table("numbered anew", TAKEN, numbered_anew),
    _book("the sheet renamed", TAKEN, renamed_sheet),
    _book("other sheets deleted", TAKEN, other_sheets_gone),
    _book("hidden sheet deleted", TAKEN, hidden_sheet_gone),
    _book("hidden sheets shown", TAKEN, hidden_sheet_shown),
    _book("an own sheet", TAKEN, own_sheet),
    _book("an own extract", TAKEN, own_extract),
    _book("tabs the other way round", TAKEN, tabs_turned),
    _table("codes turned into days", NAMED, odd_codes(datetime(2003, 1, 1))),
    _table("codes turned into numbers", NAMED, odd_codes(3.1)),
    _table("units reworded", NAMED, reworded(Column.UNIT, "", "（重点督办）")),
    _table("titles reworded", NAMED, reworded(Column.ITEM, "★", "。")),
    _table("sorted without keys", NAMED, sorted_without_keys),
    _table("keys filled down", NAMED, keys_filled_down),
    _table("keys as a series", NAMED, keys_as_series),
    _table("verdict and opinion merged", NAMED, merged_verdict_and_opinion),
    _table("an error", NAMED, spoiled("#N/A", "e")),
    _table("a new error", NAMED, spoiled("#SPILL!", "e")),
    _table("an error while waiting", NAMED, spoiled("#GETTING_DATA", "e")),
    _table("an error of LibreOffice", NAMED, spoiled("Err:508", "e")),
    _table("a formula without a result", NAMED, spoiled("=A1&B1")),
    _table("a logical value", NAMED, spoiled(True)),
    _table("a broken date", NAMED, broken_date),
    _table("progress typed over", NAMED, typed_over),
    _table("no captions", STAYS, no_captions),
    _table("another caption", STAYS, another_caption),
    _table("keys, codes and units deleted", STAYS, without(*_KEYS, Column.CODE, Column.UNIT)),
    _book("another plan", STAYS, told("plan")),
    _book("another period", STAYS, told("period")),
]
BYTES_WAYS = [
    Way("texts in their cells", TAKEN, bytes_=inline),
    Way("without properties", TAKEN, bytes_=without_properties),
    Way("not packed", TAKEN, bytes_=stored),
    Way("with macros", TAKEN, bytes_=macro_enabled, name="整改总台账_2021-01.xlsm"),
    Way("cut off", STAYS, bytes_=cut_off),
    Way("a byte changed", STAYS, bytes_=flipped),
    Way("its beginning lost", STAYS, bytes_=zeroed),
    Way("nothing in it", STAYS, bytes_=lambda data, random: b""),
    Way("a password", STAYS, bytes_=password),
    Way("a cell far away", STAYS, bytes_=far_cell),
    Way("a web page", STAYS, bytes_=web_page),
    Way("another workbook", STAYS, bytes_=another_workbook),
]
NAME_WAYS = [
    Way("a copy", TAKEN, name="整改总台账_2021-01 - 副本.xlsx"),
    Way("a download", TAKEN, name="整改总台账_2021-01(1).xlsx"),
    Way("somebody's copy", TAKEN, name="李科长改.xlsx"),
    Way("a template", TAKEN, name="总台账.xltx"),
]
EVERY_WAY = [*BOOK_WAYS, *BYTES_WAYS, *NAME_WAYS]
