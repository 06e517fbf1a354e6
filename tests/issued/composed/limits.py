"""Time limits in many writings, with the last day that follows from each by construction.

Knows: how offices write limits. Must not know: how the toolkit reads them.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.issued.composed.plans import Limit

_DIGITS = "〇一二三四五六七八九"
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _later(random: Random, issued: date) -> date:
    """A month end at least a month after the issue, within a year and a half."""
    months = issued.month + random.randint(1, 17)
    return month_end(issued.year + (months - 1) // 12, (months - 1) % 12 + 1)


def _day(random: Random, issued: date) -> date:
    end = _later(random, issued)
    return end if random.random() < 0.4 else end.replace(day=random.choice([5, 10, 15, 20, 25, 28]))


def _month_end_before(random: Random, issued: date) -> Limit:
    due = _later(random, issued)
    end = random.choice(["底前", "底前", "底前", "底", "末前", "底之前"])
    return Limit(f"{due.year}年{due.month}月{end}", due)


def _day_before(random: Random, issued: date) -> Limit:
    due = _day(random, issued)
    return Limit(f"{due.year}年{due.month}月{due.day}日{random.choice(['前', '前', '', '之前'])}", due)


def _punctuated(random: Random, issued: date) -> Limit:
    due = _day(random, issued)
    mark = random.choice("..-/")
    return Limit(f"{due.year}{mark}{due.month}{mark}{due.day}", due)


def _month_alone(random: Random, issued: date) -> Limit:
    due = _later(random, issued)
    return Limit(random.choice([f"{due.year}年{due.month}月", f"{due.year}.{due.month:02}"]), due)


def _half(random: Random, issued: date) -> Limit:
    due = date(issued.year + 1, 6, 30) if issued.month > 5 else date(issued.year, random.choice([6, 12]), 30)
    due = month_end(due.year, due.month)
    return Limit(f"{due.year}年{'上' if due.month == 6 else '下'}半年", due, (None,))


def _quarter(random: Random, issued: date) -> Limit:
    quarter = random.choice([3, 4]) if issued.month < 9 else 4
    due = month_end(issued.year, quarter * 3)
    if random.random() < 0.5:
        return Limit(f"{due.year}年第{_MONTHS[quarter - 1]}季度末", due)
    return Limit(f"{_MONTHS[quarter - 1]}季度末前", due, (None,))


def _year(random: Random, issued: date) -> Limit:
    due = date(issued.year, 12, 31)
    written = random.choice([f"{due.year}年底前", f"{due.year}年年底前", f"{due.year}年12月底前", "年底前", "年内"])
    return Limit(written, due, () if written[0] == "2" else (None,))


def _at_once(random: Random, issued: date) -> Limit:
    return Limit(random.choice(["立行立改", "即知即改", "立即整改", "边查边改"]))


def _for_ever(random: Random, issued: date) -> Limit:
    return Limit(random.choice(["长期坚持", "持续推进", "常态化推进", "长期整改", "持续坚持"]))


def _then_for_ever(random: Random, issued: date) -> Limit:
    due = _later(random, issued)
    mark = random.choice(["，", "，", "并", "，并"])
    return Limit(f"{due.year}年{due.month}月底前{mark}{random.choice(['长期坚持', '持续推进'])}", due, (None,))


def _at_once_and_by(random: Random, issued: date) -> Limit:
    due = _later(random, issued)
    return Limit(f"立行立改，{due.year}年{due.month}月底前完成", due)


def _third_of_month(random: Random, issued: date) -> Limit:
    due = _later(random, issued)
    name, day = random.choice([("上", 10), ("中", 20)])
    return Limit(f"{due.year}年{due.month}月{name}旬前", due.replace(day=day), (None,))


def _yearless(random: Random, issued: date) -> Limit:
    month = random.randint(issued.month + 1, 12) if issued.month < 12 else 12
    due = month_end(issued.year, month)
    return Limit(f"{month}月底前", due, (None,))


def _stages(random: Random, issued: date) -> Limit:
    first = _later(random, issued)
    last = date(first.year + 1, random.choice([3, 6, 9]), 30)
    last = month_end(last.year, last.month)
    return Limit(
        f"{first.year}年{first.month}月底前取得阶段性成效，{last.year}年{last.month}月底前全面完成",
        last,
        (first,),
    )


def _numerals(random: Random, issued: date) -> Limit:
    due = _later(random, issued)
    year = "".join(_DIGITS[int(digit)] for digit in str(due.year))
    return Limit(f"{year}年{_MONTHS[due.month - 1]}月底前", due)


def _days(random: Random, issued: date) -> Limit:
    days = random.choice([15, 30, 60])
    return Limit(f"{random.choice(['', '印发之日起'])}{days}日内", None, (issued + timedelta(days),))


def _every_year(random: Random, issued: date) -> Limit:
    month = random.randint(6, 12)
    due = month_end(issued.year + (month <= issued.month), month)
    return Limit(f"每年{month}月底前", None, (due,))


def _range(random: Random, issued: date) -> Limit:
    due = _later(random, issued)
    first = max(1, due.month - random.randint(1, 4))
    written = [f"{due.year}年{first}月至{due.month}月", f"{due.year}年{first}月—{due.year}年{due.month}月"]
    return Limit(random.choice(written), due)


def _shares(random: Random, issued: date) -> Limit:
    year = issued.year + 1
    return Limit(f"{year}年6月底前完成60%，{year}年12月底前全部完成", date(year, 12, 31), (date(year, 6, 30),))


def _event(random: Random, issued: date) -> Limit:
    """By an event whose day the text does not say."""
    return Limit(random.choice(["汛期来临前", "秋季学期开学前", "收到通知后10个工作日内"]), None)


Writing = Callable[[Random, date], Limit]
PLAIN: tuple[Writing, ...] = (_month_end_before, _month_end_before, _month_end_before, _day_before, _day_before)
USUAL: tuple[Writing, ...] = (*PLAIN, *PLAIN, _at_once, _for_ever, _year, _then_for_ever, _at_once_and_by)
RARE: tuple[Writing, ...] = (
    *(_punctuated, _month_alone, _half, _quarter, _third_of_month, _yearless, _stages, _numerals, _days, _every_year),
    *(_range, _shares, _event),
)


def some_limit(random: Random, issued: date, *, plain: bool = False) -> Limit:
    """A limit in a random writing; ``plain`` keeps to months and days with their year."""
    writings = PLAIN if plain else RARE if random.random() < 0.3 else USUAL
    return random.choice(writings)(random, issued)
