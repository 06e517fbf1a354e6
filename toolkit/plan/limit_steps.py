"""The steps of a time limit: each mention of a time, with the words around it.

Knows: which words mean complete, which mean a beginning or a paper. Must not know: how dates are found, how a limit is
called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.plan.limit_feasts import proposal
from toolkit.plan.limit_periods import overlaps
from toolkit.plan.limit_words import Mention, Role, quoted


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a limit in its own words; ``basis`` says how the date came about, "" where there is none."""

    text: str
    due_date: date | None
    basis: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A mention of a time with the words around it; those of its ``clause`` say what is to be done by then."""

    text: str
    clause: str
    mention: Mention


_ENDS = "，。；;,、（）()"
_BREAKS = "，。；;,、"

DONE = r"完成|整改|整治|办结|销号|解决|落实|到位|完结|结案|完工|竣工|建成|清零|清退|退还|收回|拆除|关闭|取缔|补齐"
_PROGRESS = re.compile(r"阶段性|初步|过半|一半|部分|(?<![0-9.])(?!100[%％])[0-9]+(?:\.[0-9]+)?[%％]|百分之|序时进度")
_WHOLE = re.compile(
    r"(?:全部|全面)(?:完成|整改|解决|到位|销号|办结|建成|达标|清零|落实)|整改到位|整改完毕|整改任务|彻底|销号|办结|"
    r"清零|整改完成"
    r"|完成(?:全部|所有|各项)?(?:问题)?(?:整改|整治)(?!方案|报告|台账|情况|清单|计划)"
)
_BEGINNING = re.compile(r"成效|进展|启动|开工|动工|招标|前期|立项|动员|部署|取得")
_PAPER = re.compile(
    r"方案|制定|制订|印发|出台|编制|计划|排查|摸底|摸清|自查|报送|上报|报告|备案|台账|清单|总结"
    r"|抽查|检查|督[查导]|回头看|评估|通报"
)
SAYS_DONE = re.compile(rf"{DONE}|达标|达到|实现|结束|投用|投入使用|完毕")

# Limits that no calendar gives: (what stands there, whether it is a step of its own).
_UNITS = "年月日号季周天时旬./-"
_RUN = re.compile(
    r"[0-9一二三四五六七八九十〇零○两半][0-9一二三四五六七八九十〇零○两半年月日号度季周天旬上中下个小时工作./、 -]*"
    r"(?P<mark>底前?|末前?|之前|以前|前(?!期)|之内|以内|内|初)?(?=$|[，。；、,;)）]|完成|全部|全面|整改|报)"
)
_EVENT = re.compile(
    r"[^，。；、,;#（(]{0,8}?(?:(?:开学|学期|学年|寒假|暑假|假期|春节|国庆|元旦|五一|七一|中秋|古尔邦节|节|高考|中考|"
    r"清明|端午|汛期|采暖[期季]|供暖[期季]?"
    r"|入冬|封冻|两会|党代会|年|会议|检查|验收|考核|督察|换届|月|周|[本下]周[一二三四五六日天]?)"
    r"(?:召开|结束|到来|来临|开始)?(?:之前|以前|前(?!期|后|往|列|提)|之后|期间|[内末初底]|后(?=$|[，。；、]))|"
    r"[春秋]季(?:学期)?(?:开学)?(?:之前|以前|前(?!期|后))?|[寒暑]假|春节|本周|下周)"
)
_VAGUE = re.compile(
    r"近期|尽快|尽早|及早|适时|择[机期]|早日|逐步|限期|视情|待定|另行|适当时候|条件成熟|下一步|短期|中长?期|不?定期|"
    r"分步|按期|按时|如期|及时"
    r"|[按根依][照据]?[^，。；、]{0,12}(?:要求|规定|计划|进度|时限|节点|部署|安排|方案)[^，。；、]*"
)


def masked_out(text: str, spans: Iterable[Mention | re.Match[str]]) -> str:
    """The text with every span as a row of #, so that places stay the same and words in dates are not read again."""
    for span in spans:
        start, end = (span.start, span.end) if isinstance(span, Mention) else span.span()
        text = text[:start] + "#" * (end - start) + text[end:]
    return text


def unread_times(masked: str, issued_on: date | None, year: int | None = None) -> list[Mention]:
    """What looks like a limit and is in no form that can be read; of 汛期前 and the like the usual day is proposed."""
    found: list[Mention] = []
    for look in (_RUN, _EVENT):
        for run in look.finditer(masked):
            explains = re.search(r"#[（(]$", masked[: run.start()])  # “8月20日前（开学前）”: the day stands there
            if explains or overlaps(run, found) or (look is _RUN and not _is_run(run)):
                continue
            query = f"{quoted(run[0])}{proposal(run[0], year, issued_on) or '读不出日期，请确定。'}"
            found.append(Mention(run.start(), run.end(), Role.CALENDAR, query=query))
    return found


def _is_run(run: re.Match[str]) -> bool:
    return any(unit in run[0] for unit in _UNITS) and (bool(run["mark"]) or len(run[0]) > 3)


def steps_of(text: str, mentions: Sequence[Mention]) -> list[Step]:
    """Each mention with its own words: from the last break before it to the first break that lets the next begin."""
    steps, start = [], 0
    for mention, following in zip(mentions, [*mentions[1:], None], strict=False):
        end = len(text)
        if following:
            between = text[mention.end : following.start]
            strong = re.search("[。；;]", between)
            weak = max(between.rfind(sign) for sign in "，,、）)")
            end = mention.end + (strong.end() if strong else weak + 1 if weak >= 0 else len(between))
        else:
            end = mention.end + len(re.split("[。；;]", text[mention.end :])[0])
        begin = max(start, max(text.rfind(sign, 0, mention.start) for sign in "。；;") + 1)
        clause = _clause(text[begin : mention.start], text[mention.end : end])
        steps.append(Step(_own_words(text[begin:end]), clause, mention))
        start = end
    for place in range(len(steps) - 2, -1, -1):
        # “6月15日、9月15日前报送” says once what is to be done on both.
        if re.fullmatch("[、和及与]?", text[steps[place].mention.end : steps[place + 1].mention.start]):
            steps[place] = replace(steps[place], clause=steps[place + 1].clause)
    return steps


IMMEDIATE = re.compile(
    r"(?<!不能)(?:立[查行整知说改][立即]?[改行查]|即[知查]即改|[边随即][查督整学知][边随即]改|立即|即时|即刻|即行|"
    r"马上|当场|现场整改|即日起(?:整改)?)"
    r"|(?:^|(?<=[，。；、;,（(]))(?:立改|即改|立整立改|随时整改|随改|随到随改|发现即改|随发现随整改)(?=$|[，。；、;,）)])"
)
ONGOING = re.compile(
    r"(?<!中)长期(?!存在|以来|拖欠|闲置|未|性|的|规划|空置|占用)|(?<!可)持续(?!性|时间|\d)|常态化(?!疫情|的|"
    r"[^，。；]{0,6}(?:机制|制度|体系))"
    r"|长抓不懈|常抓不懈|久久为功|坚持不懈|持之以恒|一以贯之|永久坚持|经常性(?:开展|工作|坚持)|贯穿(?:始终|全年|全过程)|滚动推进|动态推进|长效坚持|永久|日常(?:坚持|"
    r"监管|工作)$"
)
# 立行立改 and 长期坚持 are no part of the words of the step beside them.
_WORDS_ALONE = re.compile(
    rf"(?:^|[，；;,、])(?:并|且|同时)?(?:{IMMEDIATE.pattern}|{ONGOING.pattern})[^，；;,、0-9]{{0,4}}(?=$|[，；;,、])"
)


def _own_words(text: str) -> str:
    whole = text.strip(_BREAKS)
    own = _WORDS_ALONE.sub("", whole).strip(_BREAKS + "和及与") or whole
    return own.strip("（）()") if own.count("（") + own.count("(") != own.count("）") + own.count(")") else own


def _clause(ahead: str, behind: str) -> str:
    """What the words around a date ask for: those of its own clause, or of the next if there are none."""
    before = re.split("[，,]", ahead)[-1]
    behind = re.sub("[（(]已[^（）()]*[）)]", "", behind)
    after = [part for part in re.split("[，,]", behind) if part.strip(_ENDS)]
    own = re.split("[，,]", behind)[0].strip(_ENDS)
    return before + "#" + (own or ("" if before else "".join(after[:1])))


def vague_times(masked: str) -> list[Step]:
    """Words like 尽快 that set no day, where no date stands in the same clause."""
    found = []
    for words in _VAGUE.finditer(masked):
        start = max(masked.rfind(sign, 0, words.start()) for sign in _ENDS) + 1
        end = min((i for sign in _ENDS if (i := masked.find(sign, words.end())) >= 0), default=len(masked))
        if "#" not in masked[start:end]:
            query = f"{quoted(words[0])}没有写明日期，请确定。"
            found.append(Step(masked[start:end], masked[start:end], Mention(start, end, Role.CALENDAR, query=query)))
    return found


# “12月底前，长期坚持”, “12月底并长期坚持”: done by then and kept up afterwards; “长期坚持至12月底” is another matter.
_BY_THEN = re.compile(
    r"(?:于|在)?[0-9年月日号底末中上下旬季度半一二三四五六七八九十〇零./ -]+(?:(?:之|以)?前(?:[并且，；;、]*(?:长期|"
    r"持续|常态).{0,6})?|[，；;、]?[并且](?:长期|持续|常态).{0,6})"
)


def due_of(steps: Sequence[Step], ongoing: bool) -> date | None:
    """The latest date that means completion; None if one of the steps that mean it has no date."""
    ends = [step for step in steps if meaning_of(step.clause, ongoing) == "end" or _is_by_then(step, ongoing)]
    if not ends and not ongoing and all(_is_all_paper(step, ongoing) for step in steps):
        ends = list(steps)
    if not ends or ends[-1].mention.due_date is None:
        return None
    dates = [step.mention.due_date for step in ends if step.mention.due_date]
    return max(dates)


def _is_by_then(step: Step, ongoing: bool) -> bool:
    return meaning_of(step.clause, ongoing) == "unclear" and bool(_BY_THEN.fullmatch(step.text))


def _is_all_paper(step: Step, ongoing: bool) -> bool:
    """Whether a paper is all that a step asks for; “6月底前制定台账，逐项销号” asks for more, without a date."""
    return meaning_of(step.clause, ongoing) == "paper" and not _WHOLE.search(step.text)


def meaning_of(text: str, ongoing: bool) -> str:
    """Whether the step is the end of the matter, a paper on the way to it, a beginning, or unclear.

    A bare date beside 长期坚持 may be the day until which something goes on.
    """
    if _PROGRESS.search(text):
        return "beginning"
    if _WHOLE.search(text):
        return "end"
    if _BEGINNING.search(text):
        return "beginning"
    if _PAPER.search(text):
        return "paper"
    return "unclear" if ongoing and not SAYS_DONE.search(text) else "end"
