"""One reader of dates for units and office: whole dates are read however they are written, others are asked about."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.base.numerals import in_chinese
from toolkit.kinds.written_dates import read_date

DAY = date(2021, 1, 28)  # a Thursday


@pytest.mark.parametrize(
    "written",
    [
        # from other programs
        "2021-01-28T00:00:00.000Z", "2021-01-28T09:30:00+08:00", "2021-01-28T09:30+0800", "2021-01-28Z",
        "2021-01-28+08:00", "2021-01-28 00:00:00.000000", "Thu Jan 28 2021 00:00:00 GMT+0800 (中国标准时间)",
        "2021-01-28 24:00", "Jan 28, 2021", "28-Jan-2021", "January 28th, 2021", "28/1/2021", "1/28/2021 9:30:00 AM",
        # midnight in Beijing
        "2021-01-27T16:00:00.000Z", "2021-01-27T16:00:00Z", "2021-01-27 16:00:00 UTC",
        # a weekday, the time of day
        "2021年1月28日 星期四", "2021年1月28日（星期四）", "2021年1月28日(周四)上午10时", "2021年1月28日礼拜四",
        "2021-01-28 Thursday", "2021年1月28号上午", "2021年1月28日下午3点半", "2021年1月28日9时30分", "2021.1.28 晚上",
        # Chinese numerals, old and new
        "2021年元月28日", "2021年元月廿八日", "二零二一年1月28日", "二〇二一年元月二十八日", "二0二一年一月廿八日",
        "二○二一.一.二十八", "两千零二十一年一月二十八日", "2021年一月28日", "公元二〇二一年一月二十八日",
        "2021年〇一月二十八日",
        # signs
        "2021、1、28", "2021，1，28", "2021. 1. 28", "2021 1 28", "2021·1·28", "2021/01-28", "2021\\1\\28",
        "2021_01_28", "２０２１、１、２８", "“2021-01-28”", "'2021-01-28", "2021——1——28", "2021.01.28日",
        # Excel's number of the day, as a text
        "44224", "44224.0", "44224.5",
    ],
)  # fmt: skip
def test_whole_dates_are_read(written: str) -> None:
    read = read_date(written)
    assert read.value == DAY, read.problem
    assert read.repair.endswith("→ 2021-01-28") or written.strip("'") == "2021-01-28"


@pytest.mark.parametrize(("written", "code"), [
    ("21.1.28", "date.ambiguous"), ("21-1-28", "date.ambiguous"), ("二一年一月二十八日", "date.unreadable"),
    ("1/2/2021", "date.ambiguous"), ("2021年1月28日 星期三", "date.ambiguous"), ("2021-01-28 周日", "date.ambiguous"),
    ("2021年1月底", "date.incomplete"), ("二〇二一年元月", "date.incomplete"), ("2021年上半年", "date.incomplete"),
    ("2021年2月29日", "date.impossible"), ("二〇二一年二月卅日", "date.impossible"), ("2021.13.1", "date.impossible"),
    ("2021-01-28 25:00", "date.impossible"), ("2021年1月28日至29日", "date.unreadable"),
    ("2021.1.28-2.3", "date.unreadable"), ("2021128", "date.unreadable"), ("2021年腊月廿八", "date.unreadable"),
    ("农历2021年1月28日", "date.unreadable"), ("2021一1一28", "date.unreadable"),
    ("约2021年1月28日", "date.unreadable"),
    ("二〇二一年一月二八日", "date.unreadable"), ("2021-01-28前", "date.unreadable"), ("138000", "date.unreadable"),
])  # fmt: skip
def test_what_is_not_one_day_is_asked_about(written: str, code: str) -> None:
    read = read_date(written)
    assert read.problem is not None, read.value
    assert (read.problem.code, read.value) == (code, None)


@pytest.mark.parametrize(
    "written", ["1月28日", "元月廿八日", "1.28", "1-28", "1月28号上午", "一月二十八日", "1月28日（周四）"]
)
def test_a_day_without_its_year_takes_it_where_only_one_fits(written: str) -> None:
    within = date(2020, 12, 20), date(2021, 3, 1)
    assert read_date(written, within).value == DAY
    for years in (None, (date(2020, 1, 1), date(2021, 12, 31)), (date(2021, 2, 1), date(2021, 12, 31))):
        read = read_date(written, years)
        assert read.value is None
        assert read.problem is not None
        assert read.problem.code == "date.ambiguous"
    assert read_date("12月30日", within).value == date(2020, 12, 30)
    assert read_date("1月28日 星期五", within).problem is not None
    assert read_date(1.3, within).value is None  # a number: 1.30 as well as 1.3


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 1, 1)), st.sampled_from("-/.、，·_ "))
def test_every_day_is_read_in_every_writing(day: date, sign: str) -> None:
    y, m, d = day.year, day.month, day.day
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(y))
    week = "一二三四五六日"[day.weekday()]
    midnight = datetime(y, m, d) - timedelta(hours=8)
    for written in (
        f"{y}{sign}{m}{sign}{d}",
        f"{y}年{m}月{d}日 星期{week}",
        f"{year}年{in_chinese(m)}月{in_chinese(d)}日",
        f"{y}年{in_chinese(m).replace('一', '元') if m == 1 else m}月{in_chinese(d).replace('二十', '廿')}号",
        f"{midnight.isoformat()}.000Z",
        f"{day.isoformat()}T23:59:59+08:00",
    ):
        assert read_date(written).value == day, written
    assert read_date(f"{y}年{m}月{d}日 星期{'二三四五六日一'[day.weekday()]}").value is None


@given(st.text(alphabet="0123456789年月日号-/. 星期周一二三十〇元廿TZ:+", max_size=25))
def test_whatever_is_written_has_an_answer(written: str) -> None:
    read = read_date(written, (date(2020, 12, 20), date(2021, 3, 1)))
    assert (read.value is None) is (read.problem is not None)
