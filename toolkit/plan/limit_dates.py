"""The dates in a Chinese text that says by when something is to be done.

Knows: which of them are limits, which year they mean. Must not know: how they are written
(`toolkit.plan.limit_forms`), plans, periods of time (`toolkit.plan.limit_periods`), items, what a date is for
(`toolkit.plan.timelimit` says that). A date is only taken when the text gives it, or the text and the date of issue do;
then it is marked as inferred. Whatever looks like a limit and cannot be read comes back without a date and with a
question (query) for a person.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from toolkit.plan.limit_feasts import proposal
from toolkit.plan.limit_forms import (
    DAYS,
    FROM_ISSUE,
    TO,
    WEEKDAY,
    WRITTEN_YEARS,
    Point,
    group,
    last_day,
    points_in,
    written_day,
    year_of,
)
from toolkit.plan.limit_words import Mention, Role, quoted

_CLOCK = r" ?(?:上午|下午|中午|晚上?)?(?:下班|[0-9零]{1,2}(?:[:：][0-9]{2}|[时点](?:[0-9]{1,2}分|整|半)?))"
_COUNTS = r"[（(]含[^（）()]{0,8}[）)]"
_MARK = re.compile(
    rf"{WEEKDAY}(?P<counts>{_COUNTS})?(?P<clock>{_CLOCK})?"
    r"(?:(?P<vague>左右|前后|初(?!步)|中期?(?!完))|(?P<aside>之后|以后|以来|后(?!续)|起|开始|的)"
    r"|(?P<before>之前|以前|前(?!期))|(?P<within>之内|以内|内|期间|为止|截止|止))?"
    rf"(?P<counts_too>{_COUNTS})?"
)
# What may follow a date that has no 前 or 内 if the date is to be the limit. Anything else may be an event
# (“2021年春季”) or a reference (“2020年检查”), and is asked about.
_FOLLOW = re.compile(
    r"$|[，。；、,;：:！）)】\]”]"
    r"|全部|全面|完成|整改|整治|基本|初步|彻底|取得|建成|投入|投用|实现|达到|达标|启动|开工|动工|竣工|完工|印发(?!之|后|的)|制定|制订|出台"
    r"|上报|报送|报告|办结|销号|验收|组织|开展|进行|解决|落实|到位|建立|形成|结束(?!之?以?后|时)|交付|并|和|及|与|或|力争|确保|争取|务必"
    r"|须|需|应|要|必须|可|持续|推进|逐步|长期"
)
_LISTED_BEFORE = re.compile(r"[、和及与][^，。；、]{1,12}?(?:之前|以前|前(?!期))")
# The limit is a thing of the past or of another paper: “2020年底前形成的问题”, “按照2020年12月的要求”.
_OTHER_AFTER = re.compile(
    r"(?:[^，。；、]{0,4}?(?:发现|存在|形成|产生|发生|查出|查处|反馈|移交|交办|受理|登记|印发|下发|建成|开工)(?:投用|建设)?的|[^，。；、]{0,8}完成的(?![，。；、]|$)|拖欠|遗留|结束[之以]?后)"
)
_OTHER_BARE = re.compile(
    r"(?!全部|全面|完成|整改|办结|销号)[^，。；、]*?(?:发现|反馈|提出|指出|交办|移交|通报|检查|督查|考核|审计|督察|巡视|巡察|预算|查处)[^，。；、]{0,5}?(?:的|问题|要求|意见)|(?:印发|下发|发文)(?:之|后|的)"
)
_OTHER_BEFORE = re.compile(r"(?:按照|根据|依据|依照|对照|贯彻|落实|针对|对)[^，。；、]{0,4}$")
_MISSED_BEFORE = re.compile(r"(?:未按|未在|未于|未能[按在于]?|没有[按在于])[^，。；、]{0,4}$")
_REPLACED = re.compile(r"(?:原定|原计划|原时限|由|从)[于为在]?$")
_SINCE = re.compile(r"(?:自|从)$")
_NOT_BEFORE = re.compile(r"早于$|(?<!不)(?<!不得)(?<!不能)晚于$")
_MAY = re.compile(r"可以?(?:再|适当|酌情|最长)?(?:延[长期]|放宽|推迟|顺延)(?:到|至)$")
_STATUS = re.compile(r"截[至止]到?$")


def calendar_mentions(
    text: str, issued_on: date | None, *, inclusive: bool, titled: int | None = None
) -> list[Mention]:
    """The dates and named periods in a squeezed text, in order; ``titled`` is the year of the document's title."""
    found: list[Mention] = []
    year: tuple[int, bool] | None = (titled, True) if titled else None  # of the last limit, and whether it was inferred
    last: date | None = None
    opening: Point | None = None
    points = points_in(text)
    for point, following in zip(points, [*points[1:], None], strict=False):
        if following and re.fullmatch(WEEKDAY + TO, text[point.end : following.start]):
            opening = opening or point
            year = year_of(point, year, issued_on) or year
            continue
        if found and point.start < found[-1].end:
            continue  # 31日 in “3月31日前（含31日）”
        mention, year_of_it = _mention(text, point, opening, issued_on, year, last, inclusive)
        if mention.role is Role.CALENDAR:
            year, last = year_of_it or year, mention.due_date or last
        found.append(mention)
        opening = None
    return found


def _mention(  # noqa: C901, PLR0911, PLR0912 - one branch for each way of naming a day
    text: str,
    point: Point,
    opening: Point | None,
    issued_on: date | None,
    before: tuple[int, bool] | None,
    last: date | None,
    inclusive: bool,
) -> tuple[Mention, tuple[int, bool] | None]:
    start = (opening or point).start
    if lead := re.search(rf"(?:[自从]?即日{TO}|(?:持续|长期)[^，。；、]{{0,4}}(?:至|到))$", text[:start]):
        start = lead.start()
    mark = _MARK.match(text, point.end)
    assert mark  # every part of the pattern may be empty
    words, rest = text[start : mark.end()], text[mark.end() :]
    if _MAY.search(text[:start]):
        question = f"{quoted(words)}是可以延长到的日期，附有条件，不作为期限，请核对。"
        return Mention(start, mark.end(), Role.ASIDE, query=question), None
    if _is_aside(text[:start], mark, rest, opening is None):
        return Mention(start, mark.end(), Role.ASIDE, written_day(point)), None
    mention = Mention(start, mark.end(), Role.CALENDAR)
    year = year_of(point, before, issued_on)
    if group(point, "bare") and last:
        return replace(mention, query=f"{quoted(words)}是哪一月，请确定日期。"), None
    if question := _unclear(point, mark, rest, words):
        return replace(mention, query=question), year
    if year is None:
        return replace(mention, query=f"{quoted(words)}没有写年份，也没有发文日期可以推断，请确定日期。"), None
    try:
        day, how = last_day(point, year[0], issued_on)
        if opening and _starts_later(opening, year[0], issued_on, day, before):
            raise ValueError
        said_to_count = mark["clock"] or mark["counts"] or mark["counts_too"]
        by_day = point.form in (*DAYS, "next_day") and not said_to_count
        if by_day and not inclusive and _before(mark, rest):
            day, how = day - timedelta(days=1), "不含当日"
    except (ValueError, OverflowError):
        return replace(mention, query=f"{quoted(words)}没有这样的日期，请核对原文。"), None
    basis = f"{quoted(words)}，{how}"
    unwritten = not any(group(point, name) for name in WRITTEN_YEARS)
    if unwritten:
        basis += f"，年份按{_source(issued_on)}{year[0]}年推断" if year[1] else f"，年份承前文“{year[0]}年”"
        if last and day < last:
            question = f"{quoted(words)}没有写年份，按{year[0]}年算则早于前一时限，请确定年份。"
            return replace(mention, query=question), None
        if year[1] and issued_on and day < issued_on:
            question = f"{quoted(words)}没有写年份，按{year[0]}年推断则早于发文日期，不采用，请确定年份。"
            return replace(mention, query=question), None
    if year[1] and point.form in FROM_ISSUE:
        question = f"{quoted(words)}没有写年月，按发文日期推断为{day}，请核对。"
    elif year[1]:
        question = f"{quoted(words)}没有写年份，按{_source(issued_on)}推断为{day.year}年，请核对。"
    elif issued_on and day < issued_on:
        question = f"{quoted(words)}早于发文日期，是否已经完成，请核对。"
    return replace(mention, due_date=day, basis=basis, inferred=year[1], query=question), year


def _source(issued_on: date | None) -> str:
    return "发文年份" if issued_on else "标题或开头的年份"


def _starts_later(
    opening: Point, year: int, issued_on: date | None, day: date, before: tuple[int, bool] | None
) -> bool:
    own = year_of(opening, before, issued_on)
    return last_day(opening, own[0] if own else year, issued_on)[0] > day


def _before(mark: re.Match[str], rest: str) -> bool:
    """Whether 前 stands after the date, or after the last of a list that it opens (“3月15日、6月15日前”)."""
    return bool(mark["before"] or (mark.end() == mark.start() and _LISTED_BEFORE.match(rest)))


def _is_aside(ahead: str, mark: re.Match[str], rest: str, single: bool) -> bool:
    """Whether a date only says since when, or belongs to another paper, to the past or to a report of progress."""
    bare = not (mark["before"] or mark["within"])
    return bool(
        mark["aside"]
        or _OTHER_AFTER.match(rest)
        or _MISSED_BEFORE.search(ahead)
        or _NOT_BEFORE.search(ahead)
        or (bare and single and _SINCE.search(ahead))
        or rest.startswith("已")
        or (bare and (_OTHER_BEFORE.search(ahead) or _OTHER_BARE.match(rest) or re.match("每[周月季半年]", rest)))
        or (_STATUS.search(ahead) and re.match(r"[^。；]*?(?:已|尚|仍|累计|未完成)", rest))
        or (_REPLACED.search(ahead) and re.match(r"[^。；]*?(?:调整|延[期长]|推迟|顺延|变更|改为)", rest))
    )


def _unclear(point: Point, mark: re.Match[str], rest: str, words: str) -> str:
    """The question that a date raises which names no last day, or ""."""
    whole = point.form in ("month", "year_month", "quarter", "half", "year") and not re.search(
        "[底末终旬]$", group(point, "part")
    )
    yearless = not any(group(point, name) for name in (*WRITTEN_YEARS, "word"))
    if mark["vague"] or re.match(" ?(?:0|00|零)[时点:：]", mark["clock"] or ""):
        return f"{quoted(words)}没有写明到哪一日，请确定日期。"
    if whole and mark["before"]:
        return f"{quoted(words)}可以指这段时间开始以前，也可以指结束以前，请确定日期。"
    if point.form == "month" and mark["within"] == "内" and yearless:
        return f"{quoted(words)}可以指月份，也可以指几个月以内，请确定日期。"
    noted = not whole and rest[:1] in ("（", "(")
    if not (mark["before"] or mark["within"] or _FOLLOW.match(rest) or noted or point.form == "five_years"):
        following = re.split("[，。；、,;]", rest)[0][:12]
        written = year_of(point, None, None)
        usual = proposal(following, written[0], None) if written and point.form in ("year", "short_year") else ""
        return f"{quoted(words + following)}{usual or '是不是完成期限，读不出来，请确定。'}"
    return ""
