"""The dates and periods in a Chinese text that says by when something is to be done.

Knows: how documents write days, months, quarters, years and periods of time, and that working days are counted by
`toolkit.plan.workdays`. Must not know: plans, items, what a date is for (`toolkit.plan.timelimit` says that). A date is
only taken when the text gives it, or the text and the date of issue do; then it is marked as inferred. Whatever looks
like a limit and cannot be read comes back without a date and with a question (query) for a person.

Periods are counted as in the Civil Code (民法典, book one, chapter ten): by the Gregorian calendar (article 200), the
day on which they begin is not counted (201), months and years end on the corresponding day, or on the last day of
the month where there is none (202). Where the last day is a holiday article 203 moves the end to the day after; the
plan has a policy of its own for that (``weekend_policy`` of the register, by default the day stays as it is), which
is what article 204 leaves room for. So nothing is moved here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta
from enum import Enum, auto

from toolkit.base.numerals import chinese_number
from toolkit.plan.workdays import last_of_month, unannounced, workdays_after


class Role(Enum):
    """What a mention of a time is: a limit by the calendar, a period from a start, or no limit at all."""

    CALENDAR = auto()
    RELATIVE = auto()
    ASIDE = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """A time in the text, from ``start`` to ``end``; ``query`` asks what the text leaves open, or is ""."""

    start: int
    end: int
    role: Role
    due_date: date | None = None
    basis: str = ""
    inferred: bool = False
    query: str = ""


@dataclass(frozen=True, slots=True)
class _Point:
    """A form of date as it stands in the text, with the year still open."""

    start: int
    end: int
    form: str
    found: re.Match[str]


_SIGNS = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_INNER_QUOTES = str.maketrans("“”", "‘’")
_CN = "一二三四五六七八九十"
_N = rf"(?:[0-9]+|[{_CN}]{{1,3}})"
_DASH = r"[-—–~～―‐]"
_TO = rf"(?:起|开始)?(?:一?直至|截至|至|到|{_DASH}{{1,2}})"
_WEEKDAY = r"(?:[（(](?:周|星期)[一二三四五六日天][）)])?"
_YEAR = (
    rf"(?:(?:(?<![0-9])(?:19|20)[0-9]{{2}}年?{_TO})?"
    r"(?:(?<![0-9])(?P<year>(?:19|20)[0-9]{2})|(?P<cn_year>[一二][〇零○O九][〇零○O一二三四五六七八九]{2}))年度?"
    r"|(?P<word>(?:今|本|明|次|翌|后|去|同)年度?))"
)
# A month or quarter after a number, a list mark or an unread year (“21年3月”, “3、6月”) is not one to infer a year for.
_NO_YEAR = rf"(?<![年第每0-9.{_CN}])(?<![0-9] )(?<![0-9{_CN}]、)"
_DATED = rf"(?:{_YEAR}|{_NO_YEAR})"
_FORMS = {
    form: re.compile(pattern)
    for form, pattern in {
        "day": rf"{_DATED}(?P<month>{_N})月(?:(?P<first>{_N})[日号]?{_TO})?(?P<day>{_N})[日号]",
        "iso": r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<dot>[./-])(?P<month>[0-9]{1,2})(?P=dot)(?P<day>[0-9]{1,2})"
        r"(?![0-9])日?",
        "month": rf"{_DATED}(?:(?P<first>{_N})月?份?{_TO})?(?P<month>{_N})月(?!{_N}[日号])份?"
        r"(?P<part>[上中下]{1,3}旬|月?[底末])?",
        "quarter": rf"{_DATED}前?(?:第?(?P<first>[一二三四1-4])(?:季度)?(?:{_TO}|、))?第?(?P<quarter>[一二三四1-4])季度"
        r"(?P<part>[底末])?",
        "half": rf"(?:{_YEAR}|(?<![年0-9{_CN}]))(?P<half>[上下])半年(?P<part>[底末])?",
        "year": rf"{_YEAR}(?P<part>年?[底末终])?",
        "year_end": rf"(?<![年每0-9A-Za-z×＊*{_CN}〇零○壹贰叁肆伍陆柒捌玖拾])(?<![当近往历半两几前去数])"
        r"(?P<part>年[底末终内]|岁末)",
        "this_month": r"(?P<word>本|下个?)月(?P<part>[底末内])"
        r"|(?:^|(?<=[，。；、：:;,（(于在至到保]))(?P<bare>月[底末])",
        "next_day": rf"(?P<word>本|下个?)月(?P<day>{_N})[日号]",
        "five_years": r"[“\"'‘「]?十(?P<plan>[二三四五六])五[”\"'’」]?(?:规划)?(?:期间|时期|期?[末内底])末?",
    }.items()
}
_CLOCK = r" ?(?:上午|下午|中午|晚上?)?[0-9零]{1,2}(?:[:：][0-9]{2}|[时点](?:[0-9]{1,2}分|整|半)?)"
_COUNTS = r"[（(]含[^（）()]{0,8}[）)]"
_MARK = re.compile(
    rf"{_WEEKDAY}(?P<counts>{_COUNTS})?(?P<clock>{_CLOCK})?"
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


def squeezed(text: str) -> str:
    """The text without spaces, with ASCII digits. One space is left between digits: “1 2月” may be two numbers."""
    plain = re.sub(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+", " ", text.translate(_SIGNS))
    return re.sub(r"(?<![0-9]) | (?![0-9])", "", plain)


def quoted(words: str) -> str:
    """Words of the text in quotation marks, their own ones single."""
    return f"“{words.translate(_INNER_QUOTES)}”"


def number(text: str) -> int:
    """A number of at most four figures in digits or as 三, 十二, 三十一; -1 if it is none."""
    if text.isascii():
        return int(text) if 0 < len(text) <= 4 else -1
    if "百" in text:
        return 100 if text in ("百", "一百") else -1
    value = chinese_number(text) or -1
    return value if value < 100 and "两" not in text else -1


def calendar_mentions(text: str, issued_on: date | None, *, inclusive: bool) -> list[Mention]:
    """The dates and named periods in a squeezed text, in order."""
    found: list[Mention] = []
    year: tuple[int, bool] | None = None  # of the last limit, and whether it was inferred
    last: date | None = None
    opening: _Point | None = None
    points = _points(text)
    for point, following in zip(points, [*points[1:], None], strict=False):
        if following and re.fullmatch(_WEEKDAY + _TO, text[point.end : following.start]):
            opening = opening or point
            year = _year(point, year, issued_on) or year
            continue
        if found and point.start < found[-1].end:
            continue  # 31日 in “3月31日前（含31日）”
        mention, year_of_it = _mention(text, point, opening, issued_on, year, last, inclusive)
        if mention.role is Role.CALENDAR:
            year, last = year_of_it or year, mention.due_date or last
        found.append(mention)
        opening = None
    return found


def _points(text: str) -> list[_Point]:
    """What looks like a date, the longest where several begin at one place, none inside another."""
    every = [_Point(m.start(), m.end(), form, m) for form, look in _FORMS.items() for m in look.finditer(text)]
    points: list[_Point] = []
    for point in sorted(every, key=lambda p: (p.start, -p.end)):
        if not points or point.start >= points[-1].end:
            points.append(point)
    return points


def _group(point: _Point, name: str) -> str:
    return point.found.groupdict().get(name) or ""


def _year(point: _Point, before: tuple[int, bool] | None, issued_on: date | None) -> tuple[int, bool] | None:
    """The year of a point and whether it is inferred; None where nothing supports one."""
    if plan := _group(point, "plan"):
        return 2015 + 5 * "二三四五六".index(plan), False
    if written := _group(point, "year"):
        return int(written), False
    if written := _group(point, "cn_year"):
        return int("".join(str("〇一二三四五六七八九".index(c)) for c in re.sub("[零○O]", "〇", written))), False
    word = _group(point, "word")[:1]
    if word in ("次", "翌", "同") and before:
        return before[0] + (word != "同"), True
    if before and not word and point.form not in ("this_month", "next_day"):
        return before
    if issued_on is None or word == "同":
        return None
    return issued_on.year + {"明": 1, "次": 1, "翌": 1, "后": 2, "去": -1}.get(word, 0), True


def _end(point: _Point, year: int, issued_on: date | None) -> tuple[date, str]:
    """The last day of the point and how it is found; ValueError if there is no such day."""
    part = _group(point, "part")
    if point.form in ("day", "iso"):
        if (first := _group(point, "first")) and number(first) > number(_group(point, "day")):
            raise ValueError
        return date(year, number(_group(point, "month")), number(_group(point, "day"))), "取文中日期"
    if point.form == "month":
        month = number(_group(point, "month"))
        if (first := _group(point, "first")) and number(first) > month:
            raise ValueError
        day = {"上": 10, "中": 20}.get(part[-2:-1] if part.endswith("旬") else "")
        return (date(year, month, day), f"取当月{day}日") if day else (last_of_month(year, month), "取当月最后一日")
    if point.form == "quarter":
        return last_of_month(year, 3 * number(_group(point, "quarter"))), "取当季最后一日"
    if point.form == "half":
        return last_of_month(year, 6 if _group(point, "half") == "上" else 12), "取半年最后一日"
    if point.form == "five_years":
        return date(year, 12, 31), "取规划期最后一日"
    if point.form in ("this_month", "next_day") and issued_on:
        month = issued_on.month + (_group(point, "word")[:1] == "下")
        year, month = year + month // 13, (month - 1) % 12 + 1
        if point.form == "next_day":
            return date(year, month, number(_group(point, "day"))), "按发文月份推算"
        return last_of_month(year, month), "按发文月份推算，取当月最后一日"
    return date(year, 12, 31), "取当年最后一日"


def _mention(
    text: str,
    point: _Point,
    opening: _Point | None,
    issued_on: date | None,
    before: tuple[int, bool] | None,
    last: date | None,
    inclusive: bool,
) -> tuple[Mention, tuple[int, bool] | None]:
    start = (opening or point).start
    if lead := re.search(rf"(?:[自从]?即日{_TO}|(?:持续|长期)[^，。；、]{{0,4}}(?:至|到))$", text[:start]):
        start = lead.start()
    mark = _MARK.match(text, point.end)
    assert mark  # every part of the pattern may be empty
    words, rest = text[start : mark.end()], text[mark.end() :]
    if _MAY.search(text[:start]):
        question = f"{quoted(words)}是可以延长到的日期，附有条件，不作为期限，请核对。"
        return Mention(start, mark.end(), Role.ASIDE, query=question), None
    if _is_aside(text[:start], mark, rest, opening is None):
        return Mention(start, mark.end(), Role.ASIDE, _written_day(point)), None
    mention = Mention(start, mark.end(), Role.CALENDAR)
    year = _year(point, before, issued_on)
    if _group(point, "bare") and last:
        return replace(mention, query=f"{quoted(words)}是哪一月，请确定日期。"), None
    if question := _unclear(point, mark, rest, words):
        return replace(mention, query=question), year
    if year is None:
        return replace(mention, query=f"{quoted(words)}没有写年份，也没有发文日期可以推断，请确定日期。"), None
    try:
        day, how = _end(point, year[0], issued_on)
        if opening and _starts_later(opening, year[0], issued_on, day, before):
            raise ValueError
        said_to_count = mark["clock"] or mark["counts"] or mark["counts_too"]
        by_day = point.form in ("day", "iso", "next_day") and not said_to_count
        if by_day and not inclusive and _before(mark, rest):
            day, how = day - timedelta(days=1), "不含当日"
    except (ValueError, OverflowError):
        return replace(mention, query=f"{quoted(words)}没有这样的日期，请核对原文。"), None
    basis = f"{quoted(words)}，{how}"
    unwritten = not any(_group(point, name) for name in ("year", "cn_year", "plan"))
    if unwritten:
        basis += f"，年份按发文年份{year[0]}年推断" if year[1] else f"，年份承前文“{year[0]}年”"
        if last and day < last:
            question = f"{quoted(words)}没有写年份，按{year[0]}年算则早于前一时限，请确定年份。"
            return replace(mention, query=question), None
        if year[1] and issued_on and day < issued_on:
            question = f"{quoted(words)}没有写年份，按{year[0]}年推断则早于发文日期，不采用，请确定年份。"
            return replace(mention, query=question), None
    if year[1] and point.form in ("this_month", "next_day"):
        question = f"{quoted(words)}没有写年月，按发文日期推断为{day}，请核对。"
    elif year[1]:
        question = f"{quoted(words)}没有写年份，按发文年份推断为{day.year}年，请核对。"
    elif issued_on and day < issued_on:
        question = f"{quoted(words)}早于发文日期，是否已经完成，请核对。"
    return replace(mention, due_date=day, basis=basis, inferred=year[1], query=question), year


def _starts_later(
    opening: _Point, year: int, issued_on: date | None, day: date, before: tuple[int, bool] | None
) -> bool:
    own = _year(opening, before, issued_on)
    return _end(opening, own[0] if own else year, issued_on)[0] > day


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


def _unclear(point: _Point, mark: re.Match[str], rest: str, words: str) -> str:
    """The question that a date raises which names no last day, or ""."""
    whole = point.form in ("month", "quarter", "half", "year") and not re.search("[底末终旬]$", _group(point, "part"))
    yearless = not any(_group(point, name) for name in ("year", "cn_year", "word"))
    if mark["vague"] or re.match(" ?(?:0|00|零)[时点:：]", mark["clock"] or ""):
        return f"{quoted(words)}没有写明到哪一日，请确定日期。"
    if whole and mark["before"]:
        return f"{quoted(words)}可以指这段时间开始以前，也可以指结束以前，请确定日期。"
    if point.form == "month" and mark["within"] == "内" and yearless:
        return f"{quoted(words)}可以指月份，也可以指几个月以内，请确定日期。"
    noted = not whole and rest[:1] in ("（", "(")
    if not (mark["before"] or mark["within"] or _FOLLOW.match(rest) or noted or point.form == "five_years"):
        following = re.split("[，。；、,;]", rest)[0][:12]
        return f"{quoted(words + following)}是不是完成期限，读不出来，请确定。"
    return ""


_UNITS = {"工作日": "day", "日": "day", "天": "day", "周": "week", "星期": "week", "月": "month", "年": "month"}
_PERIOD = re.compile(
    r"(?P<lead>限期为?|限时|(?:期限|时限)[为:：]*|限)?"
    rf"(?<![0-9.{_CN}百半两个第每近前上满续去年月])(?<![0-9] )(?<!{_DASH})(?<![至到])"
    rf"(?:(?P<half>半个?月|半年)|(?P<n>[0-9]{{1,3}}|[{_CN}百两]{{1,4}})个?(?:自然|公历)?"
    r"(?P<unit>工作日|日|天|周|星期|(?<=个)月|年))(?P<within>(?:时间)?(?:之内|以内|内))?"
)
_DOCUMENT = r"(?:本|该|此)?(?:整改)?(?:方案|通知|文件|本文)?"
_FROM_ISSUE = re.compile(
    rf"(?:^|[，。；、：,;]|自|从|于|在)({_DOCUMENT}(?:印发|发文|下发|发布|公布|出台)(?:之?日)?(?:之后|以后|后|起)?(?:之?日起)?"
    r"|即日起|今日起|今天起)(?:计?算)?[，,]?(?:的|在)?$"
)
_FROM_ELSEWHERE = re.compile(
    r"后|之日|起|以来|前|收到|接到|反馈|到位|批复|批准|验收|发现|立案|开工|开学|竣工|移交|交办|投产|签订|每|召开"
    r"|规定|法定|依法|条例|受理|信访|投诉|举报|申请|公示|送达|责令"
)
_NO_START = re.compile(r"今后|最后|先后|落后|滞后|背后|前期|目前|当前|提前|一起|问题整改到位|起草")


def relative_mentions(text: str, issued_on: date | None, known: list[Mention]) -> list[Mention]:
    """The periods counted from a day, outside what is known already."""
    found: list[Mention] = []
    for period in _PERIOD.finditer(text):
        taken = [m for m in (*known, *found) if m.end <= period.start()]
        opens = max((m.end for m in taken), default=0)
        ahead = re.split("[。；;]", text[opens : period.start()])[-1]
        limited = period["within"] or period["lead"] or _FROM_ISSUE.search(ahead)
        if not (limited or period[0] == text.strip("，。；、,;")) or overlaps(period, known):
            continue
        found.append(_relative(text, period, ahead, taken, issued_on))
    return found


def overlaps(span: re.Match[str], mentions: list[Mention]) -> bool:
    """Whether a match shares a character with one of the mentions."""
    return any(m.start < span.end() and span.start() < m.end for m in mentions)


def _relative(text: str, period: re.Match[str], ahead: str, taken: list[Mention], issued_on: date | None) -> Mention:
    begin, start, said = period.start(), issued_on, "发文"
    if named := _FROM_ISSUE.search(ahead):
        begin -= len(ahead) - named.start(1)
    elif ahead in ("", "计算", "算") and taken and taken[-1].end + len(ahead) == begin:
        given = re.search(r"([^，。；]*?)(?:之日)?起?$", text[: taken[-1].end])
        dates = [p for p in _points(given[1] if given else "") if p.form in ("day", "iso")]
        start = _written_day(dates[-1]) if dates and text[taken[-1].end - 1] == "起" else None
        said = "起算日" if start else ""
    elif _FROM_ELSEWHERE.search(_NO_START.sub("", ahead)) or _goes_on(text, period.start(), taken):
        said = ""
    words = text[begin : period.end()]
    mention = Mention(begin, period.end(), Role.RELATIVE)
    if not said:
        words = (re.split("[，,、](?=.)", ahead)[-1] + words).lstrip("，,、")
        return replace(mention, query=f"{quoted(words)}从哪一日起算，文中没有日期，请确定。")
    if start is None:
        return replace(mention, query=f"{quoted(words)}从发文之日起算，但没有发文日期，请确定。")
    try:
        first, (due_date, how, query) = start + timedelta(days=1), _counted(period, start)
    except (ValueError, OverflowError):
        return replace(mention, query=f"{quoted(words)}期限读不出来，请确定日期。")
    if not (period["within"] or period["lead"]):
        query = query or f"{quoted(words)}没有写“内”，按从发文次日起算的期限计算，请核对。"
    basis = f"{said}次日（{first}）起算{how}"
    return replace(mention, due_date=due_date, basis=basis, inferred=bool(query), query=query)


def _goes_on(text: str, place: int, taken: list[Mention]) -> bool:
    """Whether a date stands before in the sentence: “6月底前清退，并在30日内公示” does not count from the issue."""
    dated = [m for m in taken if m.role is Role.CALENDAR]
    return bool(dated) and not re.search("[。；;]", text[max(m.end for m in dated) : place])


def _written_day(point: _Point) -> date | None:
    year = _year(point, None, None)
    try:
        return _end(point, year[0], None)[0] if year else None
    except ValueError:
        return None


def _counted(period: re.Match[str], start: date) -> tuple[date, str, str]:
    """The last day of a period after ``start``, how it was counted, and a question if a person should look."""
    if half := period["half"]:
        if half == "半年":
            return _months_later(start, 6), "半年（6个月），至对应日", ""
        return start + timedelta(days=15), "半个月（15日）", "“半个月”按15日计算，请核对。"
    amount = number(period["n"].replace("两", "二"))
    unit = period["unit"]
    if not 0 < amount <= (10 if unit == "年" else 1000):
        raise ValueError
    if unit == "工作日":
        day = workdays_after(start, amount)
        open_years = unannounced(range(start.year, day.year + 1))
        note = f"（{open_years[0]}年节假日没有公布的安排，按周一至周五计）" if open_years else ""
        return day, f"{amount}个工作日{note}", ""
    if unit in ("周", "星期"):
        return start + timedelta(weeks=amount), f"{amount}周", ""
    if unit in ("日", "天"):
        return start + timedelta(days=amount), f"{amount}日", ""
    months = amount * (12 if unit == "年" else 1)
    return _months_later(start, months), f"{amount}{'年' if unit == '年' else '个月'}，至对应日", ""


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError
    return min(last_of_month(year, month + 1), date(year, month + 1, 1) + timedelta(days=day.day - 1))
