"""What a time limit means: the words of the document → its type, its dates, and how they came about.

Knows: how Chinese documents state time limits (register: ``deadlines``). Must not know: items, workbooks, which day it
is. It never gives a date that the text, or the text and the day of issue, does not support: what cannot be read stays
`LimitType.UNSTATED` with the text kept, and what was inferred is said in ``queries`` for a person to decide.

The order of matching is the register's: completed first, then dates, then single words, put together at the end;
“2020年12月底已完成整改” would be misread if its date came first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from toolkit.plan.limit_dates import Found, dates_in, plain
from toolkit.plan.model import LimitType

_DONE = re.compile(r"已(?:经|于[^,;。]{0,20}|全部|全面)*(?:整改|完成|办结|落实|解决|整治|销号|到位)")
_DONE_ON = re.compile(r"已(?:经)?于[^,;。]{0,20}(?:完成|整改|办结|到位|解决|销号)")
# Done in part, not yet, or still to be done by some day.
_NOT_DONE = re.compile(
    r"未(?:完成|整改|办结|落实|予)|没有(?:完成|整改)|待(?:完成|整改)|"
    r"已(?:经)?(?:基本|部分|大部分?|初步|阶段性)|完成(?:率|\d|[了到]?\d|一半|部分|大部|前期|立项|设计|招标|方案|初稿)|"
    r"(?:前|底|末|内|旬)(?!已)[^已,;。]{0,8}(?:完成|办结|到位)"
)
_AT_ONCE = re.compile(
    r"[立边即](?:查|行|知|改|整|说)[立边即](?:改|行|查|整改)|立即(?:整改|改正|落实|执行|办理|完成)?|马上(?:整改|改正|就办)|"
    r"即日起?|即知即改|边查边改|即查即改|当即整改"
)
_ONGOING = re.compile(
    r"长期(?:坚持|整改|推进|任务|工作|落实|保持|开展)?|持续(?:推进|整改|坚持|深化|开展|落实|改进|用力|发力|加强|抓好|巩固)?|"
    r"常态化?|经常性?|常抓不懈|不断(?:推进|完善|加强)|始终坚持|坚持不懈"
)
_CADENCE = re.compile(
    r"每(半)?个?(周|月|季度|季|年|学期)|每([23两二三])个?月|按(半)?(周|月|季度|季|学期)|按(半)年|"
    r"(?<![\d本今当全上下次])([周月季])报|(半)年报"
)
# Within a clause on what is done time and again, a date is no time limit: 每年6月底前, 每月5日.
_EVERY = re.compile(r"每(?:半?个?(?:周|月|季度?|年|学期)|[23两二三]个?月)[^,;。]*")
_STAGE_ONLY = re.compile(
    r"阶段性?|初步|明显|显著|取得[^,;。]{0,4}(?:成效|进展|突破)|启动|开工|动工|制定|出台|印发|方案|见效|初见|\d+%"
)
_WHOLE = re.compile(r"完成整改|整改完成|整改到位|全[部面]|彻底|销号|办结|100%|报送|上报")
_VAGUE = re.compile(
    r"尽快|尽早|适时|近期|限期|按(?:上级)?要求|视情|择机|抓紧|早日|[寒暑]假|开学|学期|学年|春节|国庆|元旦|五一|节前|会前"
)
_CADENCES = {"学期": "每学期", "周": "每周", "月": "每月", "季度": "每季度", "季": "每季度", "年": "每年"}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step with a date: its words, the last day that is in time, how that came about, whether it was inferred.

    ``complete`` says that the whole thing is to be finished by then, not only begun, reported or advanced.
    """

    text: str
    due_date: date
    basis: str
    inferred: bool
    complete: bool


@dataclass(frozen=True)
class Reading:
    """A time limit as read.

    ``due_date`` is the day by which all must be completed, None where the text supports none. ``cadence`` is how often
    a report is due (每月, 每季度, …) or "". ``completed_on`` is the day by which what is done was done, as far as the
    text says. ``queries`` are sentences for a person to decide.
    """

    as_written: str
    type: LimitType
    due_date: date | None = None
    stages: tuple[Stage, ...] = ()
    ongoing: bool = False
    cadence: str = ""
    basis: str = ""
    queries: tuple[str, ...] = ()
    completed_on: date | None = None


def read_limit(text: str, issued_on: date | None, *, inclusive: bool = True) -> Reading:
    """Read a time limit. Never raises.

    ``issued_on`` is the day of issue, from which missing years are inferred and periods run; ``inclusive`` says
    whether “1月31日前” takes in the 31st itself (a setting of the plan; the register's default is yes).
    """
    said = plain(text)
    if not said:
        return Reading(text, LimitType.UNSTATED)
    if _DONE_ON.search(said) or (_DONE.search(said) and not _NOT_DONE.search(said)):
        days = [one.day for one in dates_in(said, None, inclusive)[0] if one.day and not one.relative]
        basis = "文件写明已经完成，不设截止日期。"
        return Reading(text, LimitType.COMPLETED, basis=basis, completed_on=max(days, default=None))
    once = _EVERY.sub(lambda match: "□" * len(match[0]), said)
    found, queries = dates_in(once, issued_on, inclusive)
    at_once, ongoing = bool(_AT_ONCE.search(said)), bool(_ONGOING.search(said))
    cadence = _cadence(said)
    stages = tuple(_stages(said, found))
    queries += _doubts(stages, issued_on)
    due = _due(stages)
    if stages and due is None and not ongoing:
        queries.append("只写了阶段性的时间，没有写全部完成的时间，请人工确定。")
    if "已" in said and _DONE.search(said.replace("基本", "").replace("部分", "")):
        queries.append("像是完成了一部分，请核对还要不要定时限。")
    type_ = _type(found, stages, due, at_once, ongoing or bool(cadence))
    if type_ is LimitType.UNSTATED:
        queries.append("写的不是能算出日期的时限，请人工确定。" if _VAGUE.search(said) else "读不出时限，请人工确定。")
    return Reading(
        text,
        type_,
        due,
        stages,
        ongoing or bool(cadence) or type_ is LimitType.IMMEDIATE_THEN_ONGOING,
        cadence,
        _basis(type_, stages, at_once),
        tuple(dict.fromkeys(queries)),
    )


def _stages(said: str, found: list[Found]) -> list[Stage]:
    """The dated steps; a step is only a stage where its own clause says so."""
    stages = []
    for number, one in enumerate(found):
        if one.day is None:
            continue
        end = found[number + 1].start if number + 1 < len(found) else len(said)
        clause = re.split(r"[，,；;。]|(?<=完成)、", said[one.start : end])[0]
        # What goes on until then need not be finished then: “十四五”期间持续推进.
        going_on = bool(_ONGOING.search(clause)) and "完成" not in clause
        partial = going_on or (bool(_STAGE_ONLY.search(clause)) and not _WHOLE.search(clause))
        stages.append(Stage(one.text, one.day, one.basis, one.inferred, complete=not partial))
    return stages


def _due(stages: tuple[Stage, ...]) -> date | None:
    days = [stage.due_date for stage in stages if stage.complete]
    return max(days, default=None)


def _type(found: list[Found], stages: tuple[Stage, ...], due: date | None, at_once: bool, ongoing: bool) -> LimitType:
    kinds = sum((bool(stages), at_once, ongoing))
    if len(stages) > 1 or (stages and kinds > 1) or (stages and due is None):
        return LimitType.STAGED
    if stages:
        return LimitType.RELATIVE if found[0].relative else LimitType.FIXED
    if any(one.relative for one in found):
        return LimitType.RELATIVE
    if at_once:
        return LimitType.IMMEDIATE_THEN_ONGOING if ongoing else LimitType.IMMEDIATE
    return LimitType.ONGOING if ongoing else LimitType.UNSTATED


def _doubts(stages: tuple[Stage, ...], issued_on: date | None) -> list[str]:
    doubts = [
        f"“{stage.text}”（{stage.due_date}）早于发文日期 {issued_on}，请核对。"
        for stage in stages
        if issued_on is not None and stage.due_date < issued_on
    ]
    days = [stage.due_date for stage in stages if stage.complete]
    if any(earlier > later for earlier, later in pairwise(days)):
        doubts.append("写了几个时限，先后对不上，请核对。")
    return doubts


def _cadence(said: str) -> str:
    match = _CADENCE.search(said)
    if match is None:
        return ""
    half, unit, several, half_by, by, half_year, report, half_report = match.groups()
    if several:
        return "每季度" if several in "3三" else "每两月"
    if half_year or half_report or (half and unit == "年"):
        return "每半年"
    if half or half_by:
        return "每半月" if (unit or by) == "月" else ""
    return _CADENCES[unit or by or report]


def _basis(type_: LimitType, stages: tuple[Stage, ...], at_once: bool) -> str:
    parts = [stage.basis for stage in stages]
    if at_once:
        parts.insert(0, "从发文之日起就改，文件没有给完成日期。")
    if type_ in (LimitType.ONGOING, LimitType.IMMEDIATE_THEN_ONGOING):
        parts.append("没有完成截止日期，按报送期报进展。")
    return "".join(parts)
