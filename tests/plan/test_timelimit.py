"""Time limits as documents write them. The day of issue is Monday, 25 January 2021, if nothing else is said."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.plan.model import LimitType as T
from toolkit.plan.model import Plan
from toolkit.plan.timelimit import Reading, read_limit

ISSUED = date(2021, 1, 25)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read(text: str) -> Reading:
    return read_limit(text, ISSUED)


# (text, the day by which all must be completed): one date, stated in full, nothing to ask.
FIXED = [
    ("2021年1月31日前", "2021-01-31"), ("2021年1月31日之前", "2021-01-31"), ("2021年1月31日以前", "2021-01-31"),
    ("2021年1月31日", "2021-01-31"), ("2021年1月31日前完成", "2021-01-31"), ("于2021年3月15日前整改到位",
    "2021-03-15"),
    ("2021年03月05日前", "2021-03-05"), ("2021年3月5号前", "2021-03-05"), ("2021.3.31", "2021-03-31"),
    ("2021.03.31前", "2021-03-31"), ("2021-03-31", "2021-03-31"), ("2021/3/31前", "2021-03-31"),
    ("20211231", "2021-12-31"), ("２０２１年６月３０日前", "2021-06-30"), ("2021年 6 月 30 日前", "2021-06-30"),
    ("2021年6月\n30日前", "2021-06-30"), ("二〇二一年三月三十一日前", "2021-03-31"), ("二○二一年三月底前",
    "2021-03-31"),
    ("二零二一年十二月底", "2021-12-31"), ("2021年6月底前", "2021-06-30"), ("2021年6月底", "2021-06-30"),
    ("2021年6月末", "2021-06-30"), ("2021年6月", "2021-06-30"), ("2021年6月前", "2021-06-30"),
    ("2021年6月份", "2021-06-30"), ("2021年6月内", "2021-06-30"), ("2021年2月底前", "2021-02-28"),
    ("2024年2月底前", "2024-02-29"), ("2021.12", "2021-12-31"), ("2021-12", "2021-12-31"), ("2021/6", "2021-06-30"),
    ("2021年3月上旬", "2021-03-10"), ("2021年3月中旬前", "2021-03-20"), ("2021年3月下旬", "2021-03-31"),
    ("2021年3月份下旬前", "2021-03-31"), ("2021年第一季度", "2021-03-31"), ("2021年一季度末", "2021-03-31"),
    ("2021年第二季度前", "2021-06-30"), ("2021年三季度内", "2021-09-30"), ("2021年第四季度底", "2021-12-31"),
    ("2021年第1季度", "2021-03-31"), ("2021年1季度", "2021-03-31"), ("2021年上半年", "2021-06-30"),
    ("2021年下半年", "2021-12-31"), ("2021年上半年前完成", "2021-06-30"), ("2021年底前", "2021-12-31"),
    ("2021年年底前", "2021-12-31"), ("2021年底", "2021-12-31"), ("2021年末", "2021-12-31"), ("2021年内",
    "2021-12-31"),
    ("2021年", "2021-12-31"), ("2021年完成", "2021-12-31"), ("2021年前", "2021-12-31"), ("2022年底前", "2022-12-31"),
    ("“十四五”期间", "2025-12-31"), ("“十四五”末", "2025-12-31"), ("十四五期末前", "2025-12-31"),
    ("十五五期间完成", "2030-12-31"), ("2021年1月至3月", "2021-03-31"), ("2021年1—6月", "2021-06-30"),
    ("2021年1-6月", "2021-06-30"), ("2021年1月至2021年3月", "2021-03-31"), ("2021年至2023年", "2023-12-31"),
    ("自2021年1月起至2021年12月", "2021-12-31"), ("2021年1月25日至2021年4月30日", "2021-04-30"),
    ("2021年1月底至2月底", "2021-02-28"), ("1.2021年3月底前", "2021-03-31"), ("（一）2021年3月底前", "2021-03-31"),
    ("①2021年3月底前", "2021-03-31"), ("整改时限：2021年3月底前", "2021-03-31"), ("2021年3月底前全部完成整改",
    "2021-03-31"),
    ("2021年12月底前建成并投入使用", "2021-12-31"), ("尚未完成，2021年6月底前完成", "2021-06-30"),
    ("已印发方案，2021年3月底前完成", "2021-03-31"), ("2021年1月31日前报送", "2021-01-31"),
    ("2021年3月底前出台办法并完成整改", "2021-03-31"),
]  # fmt: skip

# One date whose year (or more) follows from the day of issue: a person is asked.
INFERRED = [
    ("6月底前", "2021-06-30"), ("年底前", "2021-12-31"), ("年底", "2021-12-31"), ("年末", "2021-12-31"),
    ("年内", "2021-12-31"), ("今年底前", "2021-12-31"), ("今年年底", "2021-12-31"), ("今年6月底前", "2021-06-30"),
    ("本年度", "2021-12-31"), ("本年度内完成", "2021-12-31"), ("明年3月底前", "2022-03-31"), ("明年底", "2022-12-31"),
    ("次年6月底前", "2022-06-30"), ("3月上旬", "2021-03-10"), ("三月下旬", "2021-03-31"), ("3月15日前", "2021-03-15"),
    ("三月三十一日前", "2021-03-31"), ("二季度末前", "2021-06-30"), ("第一季度", "2021-03-31"), ("上半年",
    "2021-06-30"),
    ("下半年完成", "2021-12-31"), ("6月内", "2021-06-30"), ("12月31日前", "2021-12-31"), ("1-3月", "2021-03-31"),
    ("十二月底", "2021-12-31"), ("本月底前", "2021-01-31"), ("下月10日前", "2021-02-10"), ("下个月底前",
    "2021-02-28"),
    ("1月15日前", "2021-01-15"),
]  # fmt: skip

# Periods that run from the day after issue.
RELATIVE = [
    ("一个月内", "2021-02-25"), ("1个月内", "2021-02-25"), ("两个月内", "2021-03-25"), ("三个月之内", "2021-04-25"),
    ("3个月以内完成", "2021-04-25"), ("六个月内", "2021-07-25"), ("十二个月内", "2022-01-25"), ("半年内",
    "2021-07-25"),
    ("一年内", "2022-01-25"), ("三年内", "2024-01-25"), ("半个月内", "2021-02-09"), ("一个季度内", "2021-04-25"),
    ("30日内", "2021-02-24"), ("30天内", "2021-02-24"), ("二十日内", "2021-02-14"), ("10个自然日内", "2021-02-04"),
    ("15日内", "2021-02-09"), ("两周内", "2021-02-08"), ("一星期内", "2021-02-01"), ("15个工作日内", "2021-02-19"),
    ("十五个工作日内", "2021-02-19"), ("3个工作日内", "2021-01-28"), ("10工作日内", "2021-02-07"),
    ("自方案印发之日起30日内", "2021-02-24"), ("印发之日起15个工作日内", "2021-02-19"), ("发文后一个月内",
    "2021-02-25"),
]  # fmt: skip

# A period that begins on a day that nobody can know yet: no date.
OPEN = [
    "资金到位后3个月内", "收到通知后10日内", "接到反馈之日起15个工作日内", "批复后一年内", "验收合格后30日内",
    "1个半月内",
]  # fmt: skip

COMPLETED = [
    "2020年12月底已完成整改", "已完成整改", "已完成", "已整改", "已整改到位", "已全部完成整改", "已于2020年11月完成",
    "已于2020年12月31日前全部整改到位", "2020年12月底前已完成整改", "已经完成", "已办结", "已落实", "已销号",
    "2020年已完成",
]  # fmt: skip

IMMEDIATE = ["立查立改", "立行立改", "立即整改", "即知即改", "边查边改", "立整立改", "立说立行", "即日起", "马上整改"]

BOTH = [
    "立查立改、长期坚持", "立查立改，长期坚持", "立行立改并长期坚持", "立行立改、持续推进", "即知即改，常态化推进",
    "立即整改，持续整改", "立查立改 长期坚持", "即日起长期坚持",
]  # fmt: skip

# (text, how often a report is due)
ONGOING = [
    ("长期坚持", ""), ("长期", ""), ("持续推进", ""), ("持续整改", ""), ("常态化", ""), ("常态化推进", ""),
    ("常抓不懈", ""),
    ("每季度", "每季度"), ("每季报送", "每季度"), ("按季度报送", "每季度"), ("季报", "每季度"), ("每月", "每月"),
    ("按月报送", "每月"), ("每个月报送一次", "每月"), ("月报", "每月"), ("每半年", "每半年"), ("半年报", "每半年"),
    ("每年", "每年"), ("每年年底前", "每年"), ("每年6月底前报送", "每年"), ("每周", "每周"), ("每半个月", "每半月"),
    ("每两个月", "每两月"), ("每三个月", "每季度"), ("每学期", "每学期"), ("每月5日前报送进展", "每月"),
    ("长期坚持，每季度末报送", "每季度"), ("持续推进，按季度报送进展", "每季度"),
]  # fmt: skip

# (text, all completed by, dates of all stages, whether it goes on)
STAGED = [
    ("立行立改，2021年3月底前完成", "2021-03-31", ["2021-03-31"], False),
    ("立即整改，30日内完成", "2021-02-24", ["2021-02-24"], False),
    ("即日起至2021年3月31日", "2021-03-31", ["2021-03-31"], False),
    ("2021年底前取得阶段性成效，长期坚持", "", ["2021-12-31"], True),
    ("2021年6月底前取得明显成效，并长期坚持", "", ["2021-06-30"], True),
    ("2021年12月31日前完成，之后长期坚持", "2021-12-31", ["2021-12-31"], True),
    ("2021年5月底，并持续推进", "2021-05-31", ["2021-05-31"], True),
    ("2021年1月31日前，以后每季度报送", "2021-01-31", ["2021-01-31"], True),
    ("“十四五”期间持续推进", "", ["2025-12-31"], True),
    ("2021年3月底前完成方案，2021年底前全部完成", "2021-12-31", ["2021-03-31", "2021-12-31"], False),
    ("2021年2月底前制定方案，6月底前完成整改", "2021-06-30", ["2021-02-28", "2021-06-30"], False),
    ("①2021年3月底前完成方案；②2021年底前完成整改", "2021-12-31", ["2021-03-31", "2021-12-31"], False),
    ("2021年3月15日、6月15日前", "2021-06-15", ["2021-03-15", "2021-06-15"], False),
    ("2021年3月开工，2022年9月投入使用", "2022-09-30", ["2021-03-31", "2022-09-30"], False),
    ("2021年6月底前整改率达到80%，12月底前整改率达到100%", "2021-12-31", ["2021-06-30", "2021-12-31"], False),
    ("2021年2月底前制定方案", "", ["2021-02-28"], False),
    ("2021年12月底前（其中校舍建设2022年8月底前）", "2022-08-31", ["2021-12-31", "2022-08-31"], False),
    ("力争2021年6月底前完成，确保2021年9月底前完成", "2021-09-30", ["2021-06-30", "2021-09-30"], False),
]  # fmt: skip

UNREADABLE = [
    "尽快", "适时", "近期完成", "限期整改", "按上级要求", "寒假前", "2021年秋季学期开学前", "春节前", "3.5",
    "30前", "待定",
    "视情况而定", "见附件", "2021年1月31日后", "2021年3月起", "2021年2月30日前", "2021年13月底前",
    "2021年02月29日", "投入2000人",
    "2021年第3次会议", "1251万元", "党代会前", "/", "无", "整改完成", "按年度计划推进", "已基本完成", "尚未完成",
]  # fmt: skip


@pytest.mark.parametrize(("text", "due"), FIXED)
def test_a_date_stated_in_full(text: str, due: str) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date) == (T.FIXED, day(due))
    assert [stage.due_date for stage in reading.stages] == [day(due)]
    assert not reading.queries and not reading.ongoing
    assert reading.basis


@pytest.mark.parametrize(("text", "due"), INFERRED)
def test_what_is_inferred_from_the_day_of_issue_is_asked(text: str, due: str) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date) == (T.FIXED, day(due))
    assert reading.stages[0].inferred
    assert "推断" in reading.queries[0]
    nameless = read_limit(text, None)
    assert (nameless.due_date, nameless.stages) == (None, ())
    assert "发文日期" in nameless.queries[0]


@pytest.mark.parametrize(("text", "due"), RELATIVE)
def test_periods_run_from_the_day_after_issue(text: str, due: str) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date, reading.queries) == (T.RELATIVE, day(due), ())
    nameless = read_limit(text, None)
    assert (nameless.type, nameless.due_date) == (T.RELATIVE, None)
    assert nameless.queries


@pytest.mark.parametrize(
    ("text", "on"), [("2020年12月底已完成整改", "2020-12-31"), ("已于2020年11月5日完成", "2020-11-05"), ("已完成", "")]
)
def test_the_day_on_which_it_was_done(text: str, on: str) -> None:
    assert read(text).completed_on == day(on)


def test_a_month_without_the_corresponding_day_ends_on_its_last() -> None:
    assert read_limit("一个月内", date(2021, 1, 31)).due_date == date(2021, 2, 28)
    assert read_limit("一年内", date(2020, 2, 29)).due_date == date(2021, 2, 28)


@pytest.mark.parametrize("text", OPEN)
def test_a_period_from_an_unknown_day_has_no_date(text: str) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date, reading.stages) == (T.RELATIVE, None, ())
    assert reading.queries


@pytest.mark.parametrize("text", COMPLETED)
def test_what_is_done_has_no_deadline(text: str) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date, reading.stages, reading.queries) == (T.COMPLETED, None, (), ())


@pytest.mark.parametrize("text", IMMEDIATE)
def test_at_once_is_no_date(text: str) -> None:
    assert read(text) == Reading(text, T.IMMEDIATE, basis="从发文之日起就改，文件没有给完成日期。")


@pytest.mark.parametrize("text", BOTH)
def test_at_once_and_for_good(text: str) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date, reading.ongoing) == (T.IMMEDIATE_THEN_ONGOING, None, True)
    assert not reading.queries


@pytest.mark.parametrize(("text", "cadence"), ONGOING)
def test_what_goes_on_is_reported_and_never_due(text: str, cadence: str) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date, reading.stages) == (T.ONGOING, None, ())
    assert (reading.ongoing, reading.cadence, reading.queries) == (True, cadence, ())


@pytest.mark.parametrize(("text", "due", "stages", "ongoing"), STAGED)
def test_several_limits_in_one_text(text: str, due: str, stages: list[str], ongoing: bool) -> None:
    reading = read(text)
    assert (reading.type, reading.due_date, reading.ongoing) == (T.STAGED, day(due), ongoing)
    assert [stage.due_date.isoformat() for stage in reading.stages] == stages
    assert bool(reading.queries) == (not due and not ongoing)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_kept_and_asked(text: str) -> None:
    reading = read(text)
    assert (reading.as_written, reading.type, reading.due_date, reading.stages) == (text, T.UNSTATED, None, ())
    assert reading.queries


@pytest.mark.parametrize("text", ["", "  ", "\n", "　"])
def test_nothing_written_is_unstated_without_a_question(text: str) -> None:
    assert read(text) == Reading(text, T.UNSTATED)


def test_enough_texts() -> None:
    tables = (FIXED, INFERRED, RELATIVE, OPEN, COMPLETED, IMMEDIATE, BOTH, ONGOING, STAGED, UNREADABLE)
    assert sum(map(len, tables)) >= 220


@pytest.mark.parametrize(
    ("text", "due"),
    [("2021年1月31日前", "2021-01-30"), ("2021年3月1日之前", "2021-02-28"), ("2021年1月31日", "2021-01-31"),
     ("2021年6月底前", "2021-06-30"), ("2021.3.1以前", "2021-02-28")],
)  # fmt: skip
def test_before_a_day_without_the_day(text: str, due: str) -> None:
    assert read_limit(text, ISSUED, inclusive=False).due_date == day(due)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2020年12月底前", "早于发文日期"),
        ("2021年9月底前完成，2021年6月底前完成", "对不上"),
        ("已完成60%，2021年3月底前全部完成", "一部分"),
    ],
)
def test_what_does_not_fit_together_is_asked(text: str, words: str) -> None:
    assert any(words in query for query in read(text).queries)


def test_the_real_plan_reads_as_the_register_has_it(plan: Plan) -> None:
    for item in plan.items:
        limit = item.time_limit
        if limit.type is T.NOT_APPLICABLE:
            continue
        reading = read_limit(limit.as_written, plan.issued_on)
        assert reading.type is limit.type, item.code
        if limit.type is T.FIXED:
            assert reading.due_date == limit.due_date


# -- what must hold of everything --------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    "2021", "2020", "年", "月", "日", "底", "末", "前", "之前", "后", "起", "至", "3", "12", "31", "第", "一",
    "二", "十", "季度", "上", "中", "下", "旬", "半年", "个", "工作日", "内", "每", "今", "明", "立行立改",
    "长期坚持", "已", "完成", "整改", "阶段性", "“十四五”", "期间", "，", "、", "（", "）", "①", "30", "0", ".",
    "-", "/", "二〇二一", "收到", "印发", "本月", "持续", "已于", "学期",
])  # fmt: skip
TEXTS = st.text() | st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS, st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.booleans())
def test_any_text_is_read_or_unstated(text: str, issued_on: date | None, inclusive: bool) -> None:
    reading = read_limit(text, issued_on, inclusive=inclusive)
    assert reading.as_written == text
    if reading.type in (T.UNSTATED, T.COMPLETED, T.IMMEDIATE, T.ONGOING, T.IMMEDIATE_THEN_ONGOING):
        assert (reading.due_date, reading.stages) == (None, ())
    assert reading.due_date is None or reading.due_date in {s.due_date for s in reading.stages if s.complete}
    assert all(query.endswith("。") for query in reading.queries)


@given(TEXTS)
def test_no_date_without_a_year_in_the_text_or_the_day_of_issue(text: str) -> None:
    reading = read_limit(text, None)
    digits = "".join(str("〇一二三四五六七八九".find(c)) if c in "〇一二三四五六七八九" else c for c in text)
    digits = digits.translate(str.maketrans("０１２３４５６７８９零○", "012345678900"))
    years = {int(year) for year in re.findall(r"(?=(\d{4}))", re.sub(r"\s", "", digits))}
    years |= {2015, 2020, 2025, 2030, 2035} if re.search("十[二三四五六]五", re.sub(r"\s", "", text)) else set()
    assert all({stage.due_date.year, stage.due_date.year + 1} & years for stage in reading.stages)


@given(TEXTS)
def test_spaces_and_widths_make_no_difference(text: str) -> None:
    wide = text.translate({ord("0") + n: ord("０") + n for n in range(10)})
    plain, other = read(text), read(f"  {wide}　\n")
    assert (plain.type, plain.due_date, plain.ongoing) == (other.type, other.due_date, other.ongoing)
