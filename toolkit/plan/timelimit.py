"""What a time limit (整改时限) in a document's words means: its type, its stages, the date by which it ends.

Knows: the words by which Chinese documents set limits, and the order in which they are matched (completed, then
compound, then dates, then single words: “2020年12月底已完成整改” is no due date). Must not know: workbooks, items, what
becomes of a limit. How dates and periods are found and counted, and by which articles of the Civil Code, stands in
`toolkit.plan.limit_dates` and `toolkit.plan.limit_periods`.

The rule above all others: no date that the text, or the text and the date of issue, does not support. What cannot be
read keeps its text and gets a query, a Chinese sentence for the person who decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from toolkit.plan.limit_dates import calendar_mentions
from toolkit.plan.limit_periods import relative_mentions
from toolkit.plan.limit_steps import (
    DONE,
    IMMEDIATE,
    ONGOING,
    SAYS_DONE,
    Stage,
    Step,
    due_of,
    masked_out,
    meaning_of,
    steps_of,
    unread_times,
    vague_times,
)
from toolkit.plan.limit_words import Mention, Role, quoted, squeezed
from toolkit.plan.measures import LimitType


@dataclass(frozen=True, slots=True)
class LimitReading:
    """A time limit as it reads.

    ``due_date`` is the day by which the thing must be complete; stages that mean less (“取得阶段性成效”) have dates of
    their own. A FIXED reading always has a due date, an UNSTATED one has no dates at all. ``cadence`` is
    每周, 每半月, 每月, 每两月, 每季度, 每半年, 每年 or "". ``completed_on`` is the day by which a COMPLETED thing was
    done, as far as the text says.
    """

    as_written: str
    type: LimitType
    due_date: date | None
    stages: tuple[Stage, ...]
    ongoing: bool
    cadence: str
    basis: str
    queries: tuple[str, ...]
    completed_on: date | None = None


_LONGEST = 2000  # characters; the patterns take as long as the square of a text that repeats what they look for
_AT_ONCE = ("立即", "即时", "即刻", "即行", "马上", "当场")
_CADENCES = {
    "每周": r"每个?(?:周|星期)|一周一(?=[报调通研会次])|按周"
    r"|(?<![每两半一二三四五六七八九十0-9本上下个])周(?:调度|报制|例会)",
    "每半月": r"每半个?月|半月一(?=[报调通研会次])",
    "每月": r"每个?月|一月一(?=[报调通研会次])|[按逐]月"
    r"|(?<![0-9一二三四五六七八九十个本下上半每当次该两])月(?:调度|通报|报制|例会)",
    "每两月": r"每[两二2]个?月|双月",
    "每季度": r"每[个一]?季度?|每[三3]个月|按季度?|逐季度?|一?季度?一(?=[报调通研会次])"
    r"|(?<![一二三四1234本上下每])季度?(?:调度|通报|报制)",
    "每半年": r"每个?半年|每[六6]个月|按半年|半年一(?=[报调通研会次])",
    "每年": r"每一?年度?|一年一(?=[报调通研会次])|按年度",
}
_OTHER_CADENCE = re.compile(r"每(?:日|天|旬|学期|学年|[0-9二两三四五六七八九十]+个?(?:日|天|周|星期|月|季度|年))")
# The words that a cadence takes with it, so that “每年6月底、12月底前报送” sets no limit of its own.
_RECURS = r"[^，。；;,（(、]*(?:、(?![^，。；;,、]*(?:完成|到位|整改|解决|销号))[^，。；;,（(、]*)*"
_COMPLETED = re.compile(
    r"(?P<scope>[^，。；;,、（）()]*?)(?:已经?|业已)(?:#|于|在|按[期时]|按(?:要求|规定|计划)|如期|全部|全面|均|都|提前|整体|彻底|得到|予以|有效)*"
    rf"(?:{DONE})(?:全部|全面|整改|整治|任务|工作|到位|完毕|完成|结束|落实|投用|投入使用|销号|验收|解决|了)*"
    r"(?:#)?(?=$|[，。；;,、（）()！]|并|且)"
)
_NOT_WHOLE = re.compile(
    r"未|没|不|否|如|若|凡|待|应|须|需|拟|预计|计划|争取|将|等|除|确保|力争|部分|大部|个别|其中|其余|第[一二三四五]批|[一二三]期|前期"
    r"|阶段|基本|(?<!#)[0-9一二三四五六七八九十]+[个项件家所处名条人]"
)
_WHOLE_ALONE = re.compile(
    r"(?:#|于|在|截[至止]|目前|现|该|此|本|项|问题|整改|任务|工作|事项|立行立改|立查立改|立即|均|都|全部|[:：]|情况|时限|完成)*"
)

_UNDATED = {
    LimitType.RELATIVE: "是相对期限，起算的日期文中没有。",
    LimitType.IMMEDIATE: "要求立即整改，没有写完成日期，不推定。",
    LimitType.IMMEDIATE_THEN_ONGOING: "要求立即整改并长期坚持，没有完成日期。",
    LimitType.ONGOING: "要求长期坚持或定期报送，没有完成日期。",
    LimitType.STAGED: "分阶段，没有可以推算的完成日期。",
}


def read_limit(text: str, issued_on: date | None, *, inclusive: bool = True, year: int | None = None) -> LimitReading:
    """What the words of a time limit support, read with the date of the document; never raises.

    ``inclusive`` is whether the day counts in “1月31日前”; 底前 and 末前 always mean the last day.
    ``year`` is the one in the title of a document without a date: in it are days without a year, with a query.
    """
    plain = squeezed(text)
    if len(plain) > _LONGEST:
        begun = read_limit(plain[:_LONGEST], issued_on, inclusive=inclusive, year=year)
        said = f"有 {len(plain)} 个字，不像是时限，只读了前 {_LONGEST} 个字，请确定。"
        return replace(begun, as_written=text, queries=(said, *begun.queries))
    return _read(text, plain, issued_on, inclusive=inclusive, year=None if issued_on else year)


def _read(text: str, plain: str, issued_on: date | None, *, inclusive: bool, year: int | None) -> LimitReading:
    recurring, cadence, queries = _cadence(plain)
    dates = calendar_mentions(plain, issued_on, inclusive=inclusive, titled=year)
    dates = [m for m in dates if not _swallowed(plain, m, recurring)]
    dates += [
        m
        for m in relative_mentions(plain, issued_on, dates)
        if not any(span.start() <= m.start < span.end() for span in recurring)
    ]
    dates.sort(key=lambda mention: mention.start)
    masked = masked_out(plain, dates)
    ongoing = bool(ONGOING.search(masked))
    if done := _completed(masked):
        return _as_completed(text, plain, done, dates, issued_on, ongoing, cadence, queries)
    partly = [m.span() for m in _COMPLETED.finditer(masked)]
    dates = [m for m in dates if not any(a <= m.start < b for a, b in partly)]
    if partly:
        queries = [*queries, "文中写有“已完成”，但看不出是否全部完成，请确定。"]
    asides = [m for m in dates if m.role is Role.ASIDE]
    limits = [m for m in dates if m.role is not Role.ASIDE]
    undated = {m.end for m in limits if m.due_date is None}
    unread = [m for m in unread_times(masked_out(masked, recurring), issued_on, year) if m.start not in undated]
    limits = sorted([*limits, *unread], key=lambda mention: mention.start)
    immediate = list(IMMEDIATE.finditer(masked))
    steps = steps_of(plain, limits)
    vague = vague_times(masked_out(masked_out(masked, recurring), limits))
    if any(m.due_date for m in limits):
        # Beside a date, 尽快 and the like only matter where the end comes after the dated steps.
        vague = [v for v in vague if v.mention.start > limits[-1].end and SAYS_DONE.search(v.text)]
        steps += vague
    due_date = due_of(steps, ongoing)
    ongoing = ongoing or bool(recurring and not limits)
    kind = _type(steps, bool(immediate), ongoing, due_date)
    queries += _questions(plain, kind, steps, vague, asides, due_date, ongoing, queries)
    stages = [Stage(s.text, s.mention.due_date, s.mention.basis, s.mention.inferred) for s in steps]
    if immediate and kind is LimitType.STAGED:
        first = immediate[0]
        place = sum(step.mention.start < first.start() for step in steps)
        words = first[0]
        if words in _AT_ONCE:
            words = re.split(r"[，。；;,、（(#]", masked[first.start() :])[0].rstrip("的")
        stages.insert(place, Stage(words, None, "立即整改，文中没有另写完成日期", False))
    return LimitReading(
        text,
        kind,
        due_date,
        tuple(stages),
        ongoing,
        cadence,
        _basis(kind, stages),
        tuple(dict.fromkeys(queries)),
    )


def _cadence(text: str) -> tuple[list[re.Match[str]], str, list[str]]:
    """Where something recurs, how often at the least, and what is to be asked about it."""
    spans = {name: list(re.finditer(rf"(?:{words})(?![0-9]+元){_RECURS}", text)) for name, words in _CADENCES.items()}
    names = [name for name, found in spans.items() if found]
    others = list(re.finditer(_OTHER_CADENCE.pattern + _RECURS, text))
    found = [span for name in names for span in spans[name]]
    queries = []
    if len(names) > 1:
        queries.append(f"写有几种报送周期（{'、'.join(names)}），暂取最密的“{names[0]}”，请核对。")
    others = [other for other in others if not any(a.start() == other.start() for a in found)]
    if others:
        queries.append(f"{quoted(others[0][0])}的报送周期不在可选范围内，请确定。")
    return [*found, *others], names[0] if names else "", queries


def _swallowed(text: str, mention: Mention, recurring: Sequence[re.Match[str]]) -> bool:
    """Whether a date recurs with a cadence; one that names its year does not."""
    inside = any(span.start() <= mention.start < span.end() for span in recurring)
    return inside and not re.search(r"(?:19|20)[0-9]{2}|[〇零○]", text[mention.start : mention.end])


def _completed(masked: str) -> re.Match[str] | None:
    """The words that say the whole is done, if nothing in them or after them takes that back."""
    for done in _COMPLETED.finditer(masked):
        alone = not re.search(r"#", masked[: done.start()] + masked[done.end() :])
        if not _NOT_WHOLE.search(done["scope"]) and (alone or _WHOLE_ALONE.fullmatch(done["scope"])):
            return done
    return None


def _as_completed(  # noqa: PLR0913 - what was read of a limit, piece by piece
    text: str,
    plain: str,
    done: re.Match[str],
    dates: Sequence[Mention],
    issued_on: date | None,
    ongoing: bool,
    cadence: str,
    queries: list[str],
) -> LimitReading:
    basis, completed_on = "文中写明已完成，不设截止日期", None
    for mention in dates:
        inside = done.start() <= mention.start < done.end()
        words = plain[mention.start : mention.end]
        late = issued_on is not None and mention.due_date is not None and mention.due_date > issued_on
        if inside:
            basis += f"；完成时间为{quoted(words)}"
            completed_on = None if mention.inferred else mention.due_date
        open_ended = not inside and mention.role is not Role.ASIDE and mention.due_date is None
        if (late and not mention.inferred) or open_ended:
            queries = [*queries, f"文中写明已完成，又有{quoted(words)}，请核对。"]
    asked = tuple(dict.fromkeys(queries))
    return LimitReading(text, LimitType.COMPLETED, None, (), ongoing, cadence, basis + "。", asked, completed_on)


def _type(steps: Sequence[Step], immediate: bool, ongoing: bool, due_date: date | None) -> LimitType:
    if steps and (immediate or ongoing):
        return LimitType.STAGED
    if immediate:
        return LimitType.IMMEDIATE_THEN_ONGOING if ongoing else LimitType.IMMEDIATE
    if ongoing:
        return LimitType.ONGOING
    roles = {step.mention.role for step in steps}
    dates = {step.mention.due_date for step in steps}
    if len(dates) == 1 and len(roles) == 1:
        if roles == {Role.RELATIVE}:
            return LimitType.RELATIVE
        if dates == {None}:
            return LimitType.UNSTATED
        return LimitType.FIXED if due_date else LimitType.STAGED
    return LimitType.STAGED if steps else LimitType.UNSTATED


def _questions(  # noqa: PLR0913 - what was read of a limit, piece by piece
    plain: str,
    kind: LimitType,
    steps: Sequence[Step],
    vague: Sequence[Step],
    asides: Sequence[Mention],
    due_date: date | None,
    ongoing: bool,
    queries: Sequence[str],
) -> list[str]:
    asked = [mention.query for mention in (*(step.mention for step in (*steps, *vague)), *asides) if mention.query]
    dated = [step.mention.due_date for step in steps if step.mention.due_date]
    if any(later < earlier for earlier, later in pairwise(dated)):
        asked.append("后面的时限早于前面的时限，请核对。")
    meanings = {meaning_of(step.clause, ongoing) for step in steps}
    if dated and not due_date and (not ongoing or "unclear" in meanings):
        asked.append("文中的日期不是全部完成的日期，完成时限请确定。")
    if asides and kind is LimitType.UNSTATED:
        words = plain[asides[0].start : asides[0].end]
        asked.append(f"文中的{quoted(words)}不是完成期限，时限请确定。")
    if kind is LimitType.UNSTATED and not asked and not queries:
        number_of_day = (
            date(1899, 12, 30) + timedelta(int(plain)) if re.fullmatch("[34][0-9]{4}|5[0-4][0-9]{3}", plain) else None
        )
        if number_of_day:
            asked.append(f"{quoted(plain)}像是表格里的日期序号（{number_of_day}），请改写成日期。")
        else:
            asked.append(f"{quoted(plain)}读不出时限，请人工确定。" if plain else "没有写时限，请人工确定。")
    return asked


def _basis(kind: LimitType, stages: Sequence[Stage]) -> str:
    bases = [stage.basis for stage in stages if stage.basis]
    if bases:
        return "；".join(bases) + "。"
    return _UNDATED.get(kind, "")
