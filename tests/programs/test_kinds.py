"""Every kind of value × every filling: what a form reads in a cell is what the office reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.programs.real import recalculate
from tests.promises.test_kinds_whole_way import GOOD, asking
from toolkit.catalogue import catalogues
from toolkit.form.book import read_book
from toolkit.form.filling import answer_cells, fill_form
from toolkit.form.grid import SHEET
from toolkit.form.loaded_base import Base
from toolkit.form.writer import write_form
from toolkit.kinds import live
from toolkit.kinds.field import TICK, Block, Field
from toolkit.kinds.normalise import normalise
from toolkit.kinds.registry import KINDS, kind_of
from toolkit.plan.model import Plan, ValueType

pytestmark = pytest.mark.programs

LABELS = (
    "正在推进",
    "已完成（自报）",
    "已完成（核定）",
    "已完成整改",
    "A类",
    "a类",
    "未启动",
    "情况有变化，需补充说明",
)
BLANKS = (None, "", " ", "\u3000", "\xa0", "\n", "\t", "\u200b", "\ufeff", "\u2003", "\xad", "\u2028", " \u3000\xa0\n",
          "\x85", "\u202e", "\x7f", ("=", '=""'))  # fmt: skip
NUMBERS = (
    0, 1, 32, -5, 29.999999999999996, 30.0000001, 30.00001, 0.5, 0.95, 1.05, 95.68, 100, 1e15, -1e15, 999999999999999,
    123456789012345, 1e-16, 2021, 20210128, 20210132, 44224, 44224.5, 2199, 2200, 36525, 36526, 73050, 109574, 109575,
    61, 60, "32", " 32 ", "３２", "32人", "32 人", "30名", "人", "3人2", "30平方米", "30 平方米", "1,251",
    "1，251", "12,51",
    "0,123", "1,251,000", "-1,251", "1,251.5", "1,251.5,6", "+5", "-5", "1.", ".", ".5", "5.5.5", "1e5", "1/2", "50%",
    "95%", "95.68％", "0.5%", "０.５％", "百分之95", "百分之95%", "3万", "约30", "3 2", "无", "-", "—", "0", "0.95",
    "123456789012345", "1234567890123456", "12万元", "万元", "12元", "$5", "5-", "--5", "1:30", "¥30",
    "￥ 1,251.5", "¥",
)  # fmt: skip
DATES = (
    "2021-01-28", "2021-1-28", "2021/1/28", "2021.1.28", "2021年1月28日", "2021年1月28号", "2021年1月28", "2021年1月",
    "2021-13-01", "2021-02-29", "2020-02-29", "20210128", "20210128日", "2021-1日-28", "2021月1年28", "1月28日",
    "21-1-28", "28/1/2021", "1900-03-01", "1987-09-01", "2021-1-2 8", "２０２１－０１－２８", "9999-12-31",
    "0000-01-01",
    "2021--1-28", "日", "202101281", "44224", date(2021, 1, 28), date(1987, 9, 1), date(1900, 1, 5),
    date(9999, 12, 31), datetime(2021, 1, 28, 13, 0),
)  # fmt: skip
WORDS = (
    True, False, "是", "否", "√", "✓", "×", "x", "有", "无", "YES", "y", "Ｙ", "是 ", "不是", "是/否", "1",
    "☑是", "已", "未签",
    "正在推进", "正在", "正", "已完成", "已完成（自报", "已完成(自报)", "已完成（自报）", "已完成整", "A类",
    "a类", "未启动",
    " 未启动", "未启动\u3000", "情况有变化", "*", "?", "已*", "~", "甲乙丙", "甲" * 20, "甲" * 21, "甲  乙",
    "甲\u202e乙",
    "𠮷" * 11, "a\nb", "\x7f甲", "#N/A", " #N/A ", "Err:508", "Err:50x", "err:508", "#1楼", "13800000000",
    13800000000,
    "0906-2100000", "张某", "张某 13800000000", "１３８００００００００", "123456",
)  # fmt: skip
FORMULAS = tuple(("=", text) for text in ("=1/0", "=NA()", "=30", '="30人"', '="#N/A"', "=TRUE()", "=1=1"))
FORMATS = (
    ("yyyy-mm-dd", 30), ("yyyy-mm-dd", 44224), ("0.00%", 0.95), ("General", 31000), ("General", 44224), ("@", 30),
    ('yyyy"年"m"月"d"日"', 44224), ('yyyy"年"m"月"d"日"', 31000), ("m/d/yyyy", 30), ("General", 0.5), ("0", 40000),
)  # fmt: skip
# What a form cannot see (`toolkit.kinds.live.UNSEEN`).
UNSEEN = (("yyyy-mm-dd", 0), ("yyyy-mm-dd", 60), ("yyyy-mm-dd", -5), ("h:mm", 0.5), time(13, 0))
# What is taken without a word on receipt and refused on the form (`toolkit.kinds.live.STRICTER`).
STRICT = {("整数", ("General", 44224)), ("小数", ("General", 44224)), ("百分数", ("General", 44224)),
          ("金额", ("General", 44224)), ("日期", "1900-02-28")}  # fmt: skip


def _field(type_: ValueType, column: str = "value", **more: object) -> Field:
    given = {"block": Block.INDICATORS, "row": "x", "caption": "甲", "label": "甲", **more}
    return Field(type=type_, column=column, **given)  # type: ignore[arg-type]


FIELDS = (
    *(_field(ValueType.INTEGER, measured_in=unit) for unit in ("", "人", "平方米")),
    _field(ValueType.DECIMAL, measured_in="万元"),
    _field(ValueType.PERCENT, measured_in="%"),
    _field(ValueType.DATE),
    _field(ValueType.BOOLEAN, choices=("是", "否")),
    _field(ValueType.BOOLEAN, "same", choices=(TICK,)),
    _field(ValueType.CHOICE, choices=LABELS),
    _field(ValueType.TEXT, max_length=20),
    _field(ValueType.TEXT, "note", max_length=20),
    *(_field(k.type, kind=k.word, max_length=k.max_length) for k in KINDS.values() if k.word != k.type.value),
)


def _fillings(field: Field) -> Iterator[object]:
    for filling in (*BLANKS, *NUMBERS, *DATES, *WORDS, *FORMULAS, *FORMATS):
        # python-calamine cannot read a number of that size that is shown as a date.
        if field.type is not ValueType.DATE or not isinstance(filling, int | float) or abs(filling) < 1e11:
            yield filling


def _verdict(field: Field, raw: object) -> tuple[str, object, str]:
    read = normalise(field, raw)
    if read.problem or (field.max_length and len(str(read.value or "")) > field.max_length):
        return "wrong", None, read.repair
    return ("blank" if read.value is None else "good"), read.value, read.repair


def test_what_a_form_says_of_every_kind(plan: Plan, base: Base, tmp_path: Path, soffice: str) -> None:
    """Filled rightly the check beside an answer is content, and content no more when something else stands there."""
    changed = asking(plan)
    catalogue = catalogues(changed)["3.1.1"]
    blank = write_form(base, changed, catalogue, changed.unit["fuyun"], changed.periods[0], b"k" * 32)
    names = {f"kind_{number}": word for number, word in enumerate(KINDS)}
    places = {word: f"H{answer_cells(blank, catalogue)[name][1][1:]}" for name, word in names.items()}
    right = {name: GOOD[word] for name, word in names.items()}
    paths = [tmp_path / f"{name}.xlsx" for name in ("right", "wrong", "blank")]
    wrong = {name: KINDS[word].refused[0] for name, word in names.items() if KINDS[word].refused}
    typed: list[dict[str, object]] = [right, dict(wrong), {}]
    for path, answers in zip(paths, typed, strict=True):
        path.write_bytes(fill_form(blank, catalogue, answers))
    said = [
        {word: str(load_workbook(path, data_only=True)[SHEET][place].value or "") for word, place in places.items()}
        for path in recalculate(paths, tmp_path / "out", soffice)
    ]
    assert {word: text for word, text in said[0].items() if text != "✓"} == {}
    assert {word for word, text in said[1].items() if text.startswith("✗")} == {names[name] for name in wrong}
    assert {word: text for word, text in said[2].items() if not text.startswith("待填")} == {}


def test_a_form_reads_as_the_office_reads(tmp_path: Path, soffice: str) -> None:
    workbook = Workbook()
    sheet, lists = workbook.worksheets[0], workbook.create_sheet("_lists")
    names: dict[tuple[str, ...], str] = {}
    for labels in ((live.BLANKS,), *dict.fromkeys(field.choices for field in FIELDS if field.choices)):
        names[labels] = f"list_{len(names)}" if names else live.BLANKS_NAME
        for row, label in enumerate(labels, start=1):
            lists.cell(row, len(names), label).data_type = "s"
        letter = lists.cell(1, len(names)).column_letter
        place = f"'_lists'!${letter}$1:${letter}${len(labels)}"
        workbook.defined_names[names[labels]] = DefinedName(names[labels], attr_text=place)
    for last in live.COUNTS:
        name = live.counted_name(last)
        workbook.defined_names[name] = DefinedName(name, attr_text=f"'_lists'!$A$1:$A${last}")
    asked: list[tuple[Field, object]] = []
    for field in FIELDS:
        for filling in _fillings(field):
            asked.append((field, filling))
            row, kind = len(asked), kind_of(field)
            cell = sheet.cell(row, 2)
            cell.number_format = kind.number_format
            value = filling
            if isinstance(filling, tuple):
                value = filling[1]
                cell.number_format = kind.number_format if filling[0] == "=" else filling[0]
            cell.value = value  # type: ignore[assignment]
            if isinstance(filling, str):
                cell.data_type = "s"
            at = [f"{letter}{row}" for letter in "MNOPQRST"[: kind.cells]]
            for place, formula in zip(at, kind.reads(field, f"B{row}", at, names.__getitem__), strict=True):
                sheet[place] = f"={formula}"
            wrong = [kind.unread(at[-1])[0], *(test for test, _ in kind.limits(field, f"B{row}", at[-1]))]
            if field.max_length:
                wrong.append(f"LEN(B{row})>{field.max_length}")
            tests = "".join(f'IF({test},"wrong",' for test in wrong) + '"good"' + ")" * len(wrong)
            sheet[f"C{row}"] = f'=IF(LEN({at[-1]})=0,"blank",{tests})'
    path = tmp_path / "kinds.xlsx"
    workbook.save(path)
    (saved,) = recalculate([path], tmp_path / "out", soffice)
    book = read_book(saved.read_bytes())
    assert book is not None
    grid = next(iter(book.sheets.values()))
    stricter = 0
    for (field, filling), line in zip(asked, grid, strict=False):
        on_form, (verdict, _, repair) = line[2], _verdict(field, line[1])
        word = kind_of(field).word
        if on_form == verdict or filling in UNSEEN or (word, filling) == ("电话", date(9999, 12, 31)):
            continue
        assert on_form == "wrong", (word, field.measured_in, filling, on_form, verdict)
        long = field.max_length and len(str(filling)) * 2 > field.max_length
        assert repair or (word, filling) in STRICT or long, (word, field.measured_in, filling, on_form, verdict)
        stricter += 1
    assert len(asked) > 3000
    assert stricter < len(asked) // 40
