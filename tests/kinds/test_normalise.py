"""What people type, case by case, and what must hold of whatever they type."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.base.numerals import chinese_number
from toolkit.kinds.field import Block, Field
from toolkit.kinds.normalise import Normalised, normalise
from toolkit.kinds.registry import kind_of
from toolkit.plan.model import ValueType

STATUSES = ("未启动", "正在推进", "基本完成", "已完成（自报）", "阶段性完成、长期坚持")


def field(type_: ValueType, measured_in: str = "", choices: tuple[str, ...] = ()) -> Field:
    return Field(
        block=Block.INDICATORS, row="x", column="value", caption="某项", label="某项", type=type_,
        measured_in=measured_in, choices=choices,
    )  # fmt: skip


PEOPLE = field(ValueType.INTEGER, "人")
PLACES = field(ValueType.INTEGER, "所")
SEATS = field(ValueType.INTEGER, "个")
MEETINGS = field(ValueType.INTEGER, "次")
NO_UNIT = field(ValueType.INTEGER)
MONEY = field(ValueType.DECIMAL, "万元")
YUAN = field(ValueType.DECIMAL, "元")
RATE = field(ValueType.PERCENT, "%")
DAY = field(ValueType.DATE)
YES_NO = field(ValueType.BOOLEAN, choices=("是", "否"))
STATUS = field(ValueType.CHOICE, choices=STATUSES)
WORDS = field(ValueType.TEXT)
FIELDS = (PEOPLE, PLACES, SEATS, MEETINGS, NO_UNIT, MONEY, YUAN, RATE, DAY, YES_NO, STATUS, WORDS)

ANY_RAW = st.one_of(
    st.text(max_size=60),
    st.text(
        alphabet="0123456789０１２,，.．。- －—～~约近多余人名个所万亿元%％()（）年月日号零〇一二两三十百千是否无#/√×E",
        max_size=20,
    ),
    st.floats(),
    st.integers(min_value=-(10**20), max_value=10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(["#N/A", "_x000D_\n", "_x000D_\r", "\x00#N/A", "\u200d", "\x00\u200d", "Err:502"]),
)


def problem_of(of: Field, raw: object) -> str:
    """The code of the problem that a cell has, and the proof that no value comes with it."""
    result = normalise(of, raw)
    assert result.problem is not None, f"{raw!r} was read as {result.value!r}"
    assert result.value is None
    assert not result.repair
    return result.problem.code


@pytest.mark.parametrize("of", FIELDS, ids=lambda f: f"{f.type.value}{f.measured_in}")
@pytest.mark.parametrize(
    "raw", [None, "", " ", "   ", "\n", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff", " \u3000\u200b\u00a0\n"]
)
def test_blank_is_no_value_and_no_problem(of: Field, raw: object) -> None:
    assert normalise(of, raw) == Normalised(None)


@pytest.mark.parametrize("of", FIELDS, ids=lambda f: f"{f.type.value}{f.measured_in}")
@pytest.mark.parametrize(
    "raw", ["#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", " #N/A ", "#SPILL!", "Err:502"]
)
def test_formula_errors_are_problems_in_every_field(of: Field, raw: str) -> None:
    assert problem_of(of, raw) == "formula.error"


# -- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"),
    [(30.0, 30), (30, 30), (0.0, 0), (0, 0), (-5.0, -5), (28959.0, 28959), (1e14, 10**14), ("30", 30), (" 30 ", 30),
     ("30\n", 30), ("\u200b30", 30), ("0", 0), ("-5", -5), (29.999999999999996, 30), (30.000000000000004, 30)],
)  # fmt: skip
def test_a_plain_whole_number_is_taken_as_it_stands(raw: object, value: int) -> None:
    result = normalise(PEOPLE, raw)
    assert result == Normalised(value)
    assert type(result.value) is int


@pytest.mark.parametrize(
    ("of", "raw", "value"),
    [
        # widths, spaces, signs
        (PEOPLE, "３０", 30), (PEOPLE, "３０人", 30), (PEOPLE, "　３０　人", 30), (PEOPLE, "－5", -5),
        (PEOPLE, "−5", -5),
        (PEOPLE, "+5", 5), (PEOPLE, "'30", 30), (PEOPLE, "＇30", 30), (PEOPLE, "30.0", 30), (PEOPLE, "30.", 30),
        (PEOPLE, "007", 7),
        # thousands
        (PEOPLE, "1,251", 1251), (PEOPLE, "1，251", 1251), (PEOPLE, "１，２５１", 1251), (PEOPLE, "28,959人", 28959),
        (PEOPLE, "1 251", 1251), (PEOPLE, "1\u3000251", 1251), (PEOPLE, "1,234,567", 1234567),
        (PEOPLE, "-1,251", -1251), (PEOPLE, "1,251.00", 1251),
        # units and other words for the same
        (PEOPLE, "30人", 30), (PEOPLE, "30 人", 30), (PEOPLE, "5名", 5), (PEOPLE, "5位", 5), (PEOPLE, "5个", 5),
        (SEATS, "360个", 360), (SEATS, "360 个", 360), (SEATS, "0个", 0), (PLACES, "3所", 3), (PLACES, "3个", 3),
        (PLACES, "3家", 3), (MEETINGS, "2次", 2), (MEETINGS, "2场", 2), (MONEY, "568.8万元", 568.8),
        (MONEY, "568.8 万元", 568.8), (MONEY, "5万元", 5), (YUAN, "600元", 600), (YUAN, "600.5元", 600.5),
        # Chinese numerals
        (PEOPLE, "零", 0), (PEOPLE, "〇", 0), (PEOPLE, "十", 10), (PEOPLE, "十五", 15), (PEOPLE, "三十二", 32),
        (PEOPLE, "三十二人", 32), (PEOPLE, "一百零五", 105), (PEOPLE, "一百一十五", 115), (PEOPLE, "两千", 2000),
        (PEOPLE, "两千零五", 2005), (PEOPLE, "一万二千", 12000), (PEOPLE, "二万八千九百五十九", 28959),
        (PLACES, "两所", 2), (PLACES, "零所", 0), (MEETINGS, "三次", 3), (MONEY, "五万元", 5),
        # 万 and 亿, where the figure is counted in ones
        (PEOPLE, "1.2万", 12000), (PEOPLE, "１．２万", 12000), (PEOPLE, "3万", 30000), (YUAN, "1.25万", 12500),
        (NO_UNIT, "1.2亿", 120_000_000), (YUAN, "两万", 20000),
        # decimals
        (MONEY, "0.1", 0.1), (MONEY, ".5", 0.5), (MONEY, "1,251.5", 1251.5), (MONEY, "５６８．８", 568.8),
        (MONEY, "-0.5", -0.5), (MONEY, "0", 0),
        # percents
        (RATE, "95.68%", 95.68), (RATE, "95.68％", 95.68), (RATE, "９５．６８％", 95.68), (RATE, "95.68 %", 95.68),
        (RATE, "100%", 100), (RATE, "0%", 0), (RATE, "95.68", 95.68), (RATE, "百分之95.68", 95.68),
        (RATE, "百分之九十五", 95), (RATE, "0.5%", 0.5), (RATE, "1%", 1),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(of: Field, raw: str, value: float) -> None:
    result = normalise(of, raw)
    assert result.problem is None
    assert result.value == value
    shown = str(value)
    assert result.repair == ("" if raw == shown else f"{raw.strip().strip(chr(0x200B))} → {shown}")


@pytest.mark.parametrize(
    ("of", "raw", "code"),
    [
        # nothing, or not counted?
        *((PEOPLE, nothing, "number.none") for nothing in ("无", "没有", "暂无", "/", "／", "-", "－", "—", "——",
            "\\", " 无 ")),
        (MONEY, "无", "number.none"), (RATE, "/", "number.none"),
        # rough figures and ranges
        *((PEOPLE, about, "number.about") for about in (
            "约30", "大约30", "约30人", "近30", "近百人", "30左右", "30人左右", "30多", "30多人", "三十余人",
            "30以上", "不到30",
            "超过30", ">30", "＞30", "≥30", "≈30", "30+", "将近三十", "1.2万人", "两万人")),
        (YUAN, "1.2万元", "number.about"),
        *((PEOPLE, span, "number.range") for span in ("30-35", "30－35", "30—35", "30~35", "30～35人", "30至35",
            "30到35人", "30人-35人")),
        # units that are not the field's
        (MONEY, "12000元", "number.unit"), (MONEY, "12,000元", "number.unit"), (PEOPLE, "30人次", "number.unit"),
        (PEOPLE, "30所", "number.unit"), (PEOPLE, "30元", "number.unit"), (MEETINGS, "3人", "number.unit"),
        (SEATS, "360人", "number.unit"), (NO_UNIT, "30人", "number.unit"), (PEOPLE, "三十所", "number.unit"),
        (PEOPLE, "95%", "number.unit"), (MONEY, "3亿元", "number.unit"), (PEOPLE, "5千", "number.unit"),
        (PEOPLE, "30abc", "number.unit"), (RATE, "5个百分点", "number.unit"), (RATE, "95‰", "number.unit"),
        # two readings
        (MONEY, "1.2万", "number.ambiguous"), (MONEY, "两万", "number.ambiguous"), (MONEY, "1亿", "number.ambiguous"),
        (PEOPLE, "1,25", "number.ambiguous"), (PEOPLE, "1，25", "number.ambiguous"),
        (PEOPLE, "12,5", "number.ambiguous"),
        (PEOPLE, "1,2345", "number.ambiguous"), (PEOPLE, "1,251,3", "number.ambiguous"),
        (PEOPLE, "0,125", "number.ambiguous"), (PEOPLE, "1,251 300", "number.ambiguous"),
        (PEOPLE, "3 0", "number.ambiguous"), (PEOPLE, "30 5", "number.ambiguous"),
        (PEOPLE, "12 34", "number.ambiguous"),
        (PEOPLE, "(5)", "number.ambiguous"), (PEOPLE, "（5）", "number.ambiguous"),
        (PEOPLE, "（1,251）", "number.ambiguous"),
        (RATE, 0.9568, "number.ambiguous"), (RATE, "0.9568", "number.ambiguous"), (RATE, 1.0, "number.ambiguous"),
        (RATE, 1, "number.ambiguous"), (RATE, 0.005, "number.ambiguous"), (RATE, -0.5, "number.ambiguous"),
        # whole numbers only
        (PEOPLE, 30.5, "number.not_integer"), (PEOPLE, "30.5", "number.not_integer"),
        (PEOPLE, "30.5人", "number.not_integer"), (PEOPLE, 0.1, "number.not_integer"),
        (PEOPLE, "1.23456万", "number.not_integer"),
        # not numbers at all
        (PEOPLE, True, "number.unreadable"), (PEOPLE, False, "number.unreadable"),
        (PEOPLE, date(2021, 1, 30), "number.is_date"), (PEOPLE, datetime(2021, 1, 30), "number.is_date"),
        (PEOPLE, time(8, 30), "number.is_date"), (PEOPLE, timedelta(hours=30), "number.is_date"),
        (PEOPLE, "2021-01-30", "number.is_date"), (PEOPLE, "2021年1月30日", "number.is_date"),
        *((PEOPLE, text, "number.unreadable") for text in (
            "待财政局提供", "½", "10²", "①", "Ⅷ", "1e5", "1E+05", "0x1F", "inf", "nan", "--5", "5-", "３人４人",
            "几十", "三五",
            "一百五", "零五", "万", "人", "%", "...", "٣", "1_000", "1" * 16, "1" * 400, "1" * 5000,
            "0." + "0" * 20 + "1",
            "0.1234567890123456", "30人，其中女教师20人", "1000000000000000")),
        (PEOPLE, float("inf"), "number.unreadable"), (PEOPLE, float("-inf"), "number.unreadable"),
        (PEOPLE, float("nan"), "number.unreadable"), (MONEY, 1e300, "number.unreadable"),
        (MONEY, float("1e400"), "number.unreadable"), (PEOPLE, 10**400, "number.unreadable"),
    ],
)  # fmt: skip
def test_what_could_be_read_otherwise_is_a_problem(of: Field, raw: object, code: str) -> None:
    assert problem_of(of, raw) == code


def test_decimals_have_the_fifteen_digits_that_excel_compares() -> None:
    assert normalise(MONEY, 0.1 + 0.2) == Normalised(0.3)


def test_a_fraction_in_a_percent_field_shows_both_readings() -> None:
    problem = normalise(RATE, 0.9568).problem
    assert problem is not None
    assert "0.9568" in problem.message
    assert "95.68%" in problem.message


def _rate(maximum: float | None = None) -> Field:
    return replace(RATE, maximum=maximum)


@pytest.mark.parametrize(("of", "raw", "value"), [
    (_rate(100.0), 1.5, 1.5), (_rate(100.0), 2, 2), (_rate(100.0), 1, None), (_rate(100.0), 0.9568, None),
    (_rate(), 1.5, None), (_rate(), 2, None), (_rate(), -1.5, None), (_rate(), "1.5", None), (_rate(), 2.5, 2.5),
    (_rate(200.0), 1.5, None), (_rate(200.0), 2, None), (_rate(200.0), 150, 150), (_rate(150.0), "1.2", None),
    (_rate(), "1.5%", 1.5), (_rate(), "150%", 150), (_rate(200.0), "0.5%", 0.5), (_rate(100.0), "1%", 1),
    (_rate(), "百分之一百五十", 150), (_rate(), 0, 0),
])  # fmt: skip
def test_a_plain_figure_that_may_be_a_share_is_asked_about_and_one_with_a_sign_is_not(
    of: Field, raw: object, value: object
) -> None:
    read = normalise(of, raw)
    assert read.value == value
    assert (read.problem.code if read.problem else None) == (None if value is not None else "number.ambiguous")


@given(st.sampled_from([_rate(), _rate(100.0), _rate(200.0)]), st.integers(-30_000, 30_000))
def test_what_a_percent_is_is_written_into_a_form_so_that_it_is_read_again(of: Field, hundredths: int) -> None:
    value = hundredths / 100
    assert normalise(of, kind_of(of).typed(of, value)).value == value


def test_a_long_text_is_not_repeated_in_full() -> None:
    problem = normalise(PEOPLE, "待" * 5000).problem
    assert problem is not None
    assert len(problem.message) < 80


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [date(2021, 1, 31), datetime(2021, 1, 31), "2021-01-31", " 2021-01-31 "])
def test_a_plain_date_is_taken_as_it_stands(raw: object) -> None:
    result = normalise(DAY, raw)
    assert result == Normalised(date(2021, 1, 31))
    assert type(result.value) is date


@pytest.mark.parametrize(
    "raw",
    ["2021-1-31", "2021/1/31", "2021/01/31", "2021.1.31", "2021．1．31", "2021。1。31", "2021—1—31", "2021－01－31",
     "2021年1月31日", "2021年01月31日", "2021 年 1 月 31 日", "2021年1月31号", "2021年1月31", "２０２１年１月３１日",
     "２０２１-０１-３１",
     "20210131", "２０２１０１３１", 20210131.0, 20210131, "2021.1.31.", "2021年1月31日。", "'2021-01-31",
     "二〇二一年一月三十一日", "二○二一年一月三十一日", "二零二一年一月三十一日", "二〇二一年一月三十一号",
     "二0二一年一月三十一日",
     "2021-01-31 00:00:00", "2021-01-31 08:30", "2021-01-31T08:30:00", "2021/1/31 8:30", "2021年1月31日 8:30",
     datetime(2021, 1, 31, 8, 30), 44227.0, 44227, 44227.75],
)  # fmt: skip
def test_dates_as_people_write_them(raw: object) -> None:
    result = normalise(DAY, raw)
    assert result.problem is None
    assert result.value == date(2021, 1, 31)
    assert type(result.value) is date
    assert result.repair.endswith(" → 2021-01-31")


@pytest.mark.parametrize(("raw", "value"), [
    (36526.0, date(2000, 1, 1)), (73050.0, date(2099, 12, 31)), ("2020年2月29日", date(2020, 2, 29)),
    ("二〇二〇年十二月二十日", date(2020, 12, 20)), ("二〇二一年十月十日", date(2021, 10, 10)),
    ("2021.12.1", date(2021, 12, 1)),
])  # fmt: skip
def test_other_days(raw: object, value: date) -> None:
    assert normalise(DAY, raw).value == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        *((raw, "date.incomplete") for raw in (
            "2021年1月", "2021.1", "2021-01", "2021/1", "2021年1月底", "2021年1月份", "2021年1月上旬", "2021年",
            "2021", "2021年底",
            2021.1, 2021.0, "二〇二一年一月", "二〇二一年")),
        *((raw, "date.ambiguous") for raw in (
            "1月31日", "1.31", "1/31", "1-31", 1.31, 3.5, "21-1-31", "21.1.31", "21年1月31日", "1/2/2021",
            "3.1.2021")),
        *((raw, "date.impossible") for raw in (
            "2021-02-30", "2021-02-29", "2021-13-01", "2021-00-10", "2021年1月32日", "20210230", 20210230.0,
            "二〇二一年二月三十日")),
        *((raw, "date.none") for raw in ("无", "/", "-", "没有")),
        *((raw, "date.unreadable") for raw in (
            "一月底", "待定", "年底前", "202101", "2021131", 2199.0, 109575.0, 0.0, -1.0, float("nan"),
            float("inf"),
            1e300, True, False, time(8, 30), timedelta(days=3), "13.45", "2021-1-31-1", "21/13/45",
            "2021-01-31至2021-02-05")),
    ],
)  # fmt: skip
def test_what_is_not_a_whole_date_is_a_problem(raw: object, code: str) -> None:
    assert problem_of(DAY, raw) == code


@pytest.mark.parametrize(
    ("raw", "likely"), [("3月5日", "-03-05"), ("3.5", "-03-05"), ("21.3.5", "2021-03-05"), ("19年3月5日", "2019-03-05")]
)
def test_an_incomplete_date_is_answered_with_the_likely_one(raw: str, likely: str) -> None:
    problem = normalise(DAY, raw).problem
    assert problem is not None
    assert likely in problem.remedy


# -- yes/no, choices, texts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"), [("是", True), ("否", False), (True, True), (False, False), (" 是 ", True), ("否\n", False)]
)
def test_a_plain_yes_or_no(raw: object, value: bool) -> None:
    assert normalise(YES_NO, raw) == Normalised(value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [*((raw, True) for raw in ("√", "✓", "✔", "☑", "有", "已", "对", "Y", "y", "Ｙ", "Yes", "YES", "true", "True",
         "TRUE", "是。", "是的", "☑是")),
     *((raw, False) for raw in ("×", "✗", "没有", "无", "N", "n", "No", "no", "false", "False", "否。", "不是",
         "☑否", "未"))],
)  # fmt: skip
def test_yes_and_no_as_people_write_them(raw: str, value: bool) -> None:
    assert normalise(YES_NO, raw) == Normalised(value, f"{raw} → {'是' if value else '否'}")


@pytest.mark.parametrize(
    ("raw", "code"),
    [*((raw, "choice.ambiguous") for raw in (1.0, 0.0, 1, 0, "1", "0", "１", "是/否", "是／否", "是□否□", "□是□否",
         "□是 □否", "是否")),
     *((raw, "choice.unknown") for raw in ("也许", "待定", "是的吧", "/", 2.0, date(2021, 1, 31), "是，但未盖章",
         "√×"))],
)  # fmt: skip
def test_neither_yes_nor_no(raw: object, code: str) -> None:
    assert problem_of(YES_NO, raw) == code


@pytest.mark.parametrize("label", STATUSES)
def test_a_label_is_taken_as_it_stands(label: str) -> None:
    assert normalise(STATUS, label) == normalise(STATUS, f" {label}\n") == Normalised(label)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("已完成(自报)", "已完成（自报）"), ("已完成", "已完成（自报）"), ("已完成 （自报）", "已完成（自报）"),
     ("已 完 成", "已完成（自报）"),
     ("已完成自报", "已完成（自报）"), ("已完成[自报]", "已完成（自报）"), ("阶段性完成", "阶段性完成、长期坚持"),
     ("阶段性完成,长期坚持", "阶段性完成、长期坚持"), ("阶段性完成，长期坚持", "阶段性完成、长期坚持"),
     ("正在推进。", "正在推进"),
     ("“未启动”", "未启动"), ("基本 完成", "基本完成")],
)  # fmt: skip
def test_labels_as_people_write_them(raw: str, value: str) -> None:
    assert normalise(STATUS, raw) == Normalised(value, f"{raw} → {value}")


@pytest.mark.parametrize(
    "raw",
    [
        "完成",
        "未",
        "未完成",
        "已完成（核定）",
        "正在推进中",
        "100%",
        1.0,
        True,
        "/",
        "无",
        "（自报）",
        date(2021, 1, 1),
    ],
)
def test_an_unknown_choice_is_answered_with_the_list(raw: object) -> None:
    problem = normalise(STATUS, raw).problem
    assert problem is not None
    assert problem.code == "choice.unknown"
    assert all(label in problem.remedy for label in STATUSES)


def test_an_abbreviation_of_two_labels_is_ambiguous() -> None:
    of = field(ValueType.CHOICE, choices=("已完成（自报）", "已完成（核定）", "已完成整改"))
    assert problem_of(of, "已完成") == "choice.ambiguous"
    assert normalise(of, "已完成整改").value == "已完成整改"
    assert normalise(of, "已完成（核").value == "已完成（核定）"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("已印发方案", "已印发方案"), ("-已召开会议；\n-已列入重点", "-已召开会议；\n-已列入重点"), ("=1+1", "=1+1"),
     ("@某人", "@某人"),
     ("无", "无"), ("/", "/"), ("0906-0000000", "0906-0000000"), ("  前后空格　", "前后空格"),
     ("末尾换行\n", "末尾换行"),
     ("一行\r\n二行", "一行\n二行"), ("一行_x000D_\n二行", "一行\n二行"), ("一行\r二行", "一行\n二行"),
     ("零\u200b宽", "零宽"),
     ("中  间", "中  间"), ("ＡＢＣ１２３", "ＡＢＣ１２３"), ("制表\t符", "制表\t符"), ("👨\u200d👩", "👨\u200d👩"),
     ("_下划线_", "_下划线_"),
     (3.0, "3"), (20210131.0, "20210131"), (13900000000.0, "13900000000"), (0.5, "0.5"), (0.1 + 0.2, "0.3"),
     (30, "30"), (True, "TRUE"), (False, "FALSE"), (date(2021, 1, 31), "2021-01-31"),
     (datetime(2021, 1, 31), "2021-01-31"),
     (datetime(2021, 1, 31, 8, 30), "2021-01-31 08:30:00"), (time(8, 30), "08:30:00"), ("#1 幼儿园", "#1 幼儿园")],
)  # fmt: skip
def test_texts_are_kept_as_typed(raw: object, value: str) -> None:
    assert normalise(WORDS, raw) == Normalised(value)


@pytest.mark.parametrize(
    ("raw", "value"), [("a\x00b", "ab"), ("a\x07", "a"), ("\u202e反了\u202c", "反了"), ("a\x0bb", "ab"),
    ("\u2066x\u2069", "x")]
)  # fmt: skip
def test_control_characters_are_taken_out_and_said(raw: str, value: str | None) -> None:
    result = normalise(WORDS, raw)
    assert result.value == value
    assert result.repair


# -- Chinese numerals --------------------------------------------------------------------------------------------------


def in_full(value: int) -> str:
    """A number below a hundred million in Chinese, written by the book: another way than the module's own."""

    def below(n: int) -> str:
        text = "".join("零一二三四五六七八九"[int(d)] + mark for d, mark in zip(f"{n:04}", "千百十 ", strict=True))
        text = re.sub("零[千百十]", "零", text.rstrip())
        return re.sub("零+", "零", text).rstrip("零")

    high, low = divmod(value, 10**4)
    text = (below(high).lstrip("零") + "万" if high else "") + below(low)
    return text.lstrip("零") or "零"


@given(st.integers(min_value=0, max_value=10**8 - 1))
def test_numbers_written_in_full_are_read(value: int) -> None:
    assert chinese_number(in_full(value)) == value


@given(st.text(alphabet="零〇一二两三九十百千万亿", min_size=1, max_size=8))
def test_what_is_read_is_written_in_full(text: str) -> None:
    value = chinese_number(text)
    if value is not None and value < 10**8:
        plain = text.replace("〇", "零").replace("两", "二")
        assert plain in (in_full(value), in_full(value).removeprefix("一"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "一百五",
        "三五",
        "二〇二一",
        "零五",
        "一百零",
        "十零五",
        "一零五",
        "百",
        "万",
        "两十",
        "十两",
        "一万二",
        "一百百",
        "30",
        "壹",
    ],
)
def test_what_is_not_written_in_full_is_not_read(text: str) -> None:
    assert chinese_number(text) is None


# -- what must hold of everything --------------------------------------------------------------------------------------


@given(st.sampled_from(FIELDS), ANY_RAW)
def test_every_cell_has_a_value_or_a_problem_or_is_blank(of: Field, raw: object) -> None:
    result = normalise(of, raw)
    if result.problem is not None:
        assert result.value is None
        assert not result.repair
        assert result.problem.code.partition(".")[0] in ("number", "date", "choice", "formula")
        assert result.problem.message.endswith("。")
        assert result.problem.remedy.endswith("。")
    elif result.value is not None:
        wanted = {ValueType.DATE: date, ValueType.BOOLEAN: bool, ValueType.CHOICE: str, ValueType.TEXT: str}
        assert type(result.value) in (wanted[of.type],) if of.type in wanted else type(result.value) in (int, float)


@given(st.sampled_from(FIELDS), ANY_RAW)
def test_what_has_been_understood_is_understood_the_same_again(of: Field, raw: object) -> None:
    value = normalise(of, raw).value
    if of is RATE and isinstance(value, int | float) and 0 < abs(value) <= 2:
        return  # "0.5%" is clear, but the number 0.5 alone is not
    again = normalise(of, value)
    assert again == Normalised(value)
    assert type(again.value) is type(value)


@given(
    st.sampled_from([PEOPLE, PLACES, MONEY, YUAN, NO_UNIT]),
    st.text(alphabet="0123456789０５,，. 　-－+'’人名个所元万约~%()", min_size=1, max_size=18),
)
def test_no_digit_is_lost_when_a_number_is_read(of: Field, raw: str) -> None:
    value = normalise(of, raw).value
    if value is None:
        return
    assert isinstance(value, int | float)
    digits = "".join(str(int(c)) if c.isdigit() else "." if c == "." else "" for c in raw)
    scale = 10**4 if "万" in raw.replace("万元", "") else 1
    assert abs(Decimal(repr(value))) == Decimal(digits) * scale


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_a_whole_number_survives_every_way_of_writing(value: int) -> None:
    wide = str(value).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    for raw in (value, float(value), str(value), f"{value:,}", f"{value:,}".replace(",", "，"), wide, f" {value}人"):
        assert normalise(PEOPLE, raw).value == value


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_survives_every_way_of_writing(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    # A cell that is shown as a day before 1906 or after 2199 holds a number that means something else.
    shown = [day, datetime(y, m, d)] if 1907 <= y < 2200 else []
    for raw in (
        *shown,
        day.isoformat(),
        f"{y}年{m}月{d}日",
        f"{y}.{m}.{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y} 年 {m} 月 {d} 日",
    ):
        assert normalise(DAY, raw).value == day
    if 2000 <= y <= 2099:
        assert normalise(DAY, float((day - date(1899, 12, 30)).days)).value == day
        assert normalise(DAY, f"{day:%Y%m%d}").value == day


@given(st.text())
def test_texts_lose_nothing_that_can_be_seen(raw: str) -> None:
    result = normalise(WORDS, raw)
    if result.problem is not None:
        return

    def visible(text: object) -> str:
        return "".join(c for c in str(text or "").replace("_x000D_", "") if c.isprintable() and not c.isspace())

    assert visible(result.value) == visible(raw)


@pytest.mark.parametrize("typed", ["'", "…", "-", "。", "×××", "\ufffd"])
@pytest.mark.parametrize("choices", [("*", "有", "无"), ("—", "甲", "乙"), ("√", "×")])
def test_a_sign_is_never_taken_for_an_entry_made_of_signs(typed: str, choices: tuple[str, ...]) -> None:
    read = normalise(field(ValueType.CHOICE, choices=choices), typed)
    assert read.value is None and read.problem is not None


def test_the_tick_that_the_form_asks_for_is_no_repair() -> None:
    """In the column 同上期 the list offers “√”; elsewhere 是 is asked for, and a tick is read as it."""
    offered = replace(YES_NO, choices=("√",))
    for raw in ("√", " √ ", True):
        assert normalise(offered, raw) == Normalised(True)
    assert normalise(offered, "✓").repair and normalise(offered, "是").value is True
    assert normalise(YES_NO, "√") == Normalised(True, "√ → 是")
