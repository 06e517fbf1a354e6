"""What stands before and after the list: heads, notices, addressees, seals, dates, sections that are no items.

Knows: a plan's front matter. Must not know: how items are written, formats.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.issued.composed.blocks import Line, PageBreak, Paper, lines
from tests.issued.composed.numbers import chinese
from tests.issued.composed.plans import Plan

_GENERAL = (
    ("总体要求", ["坚持问题导向、目标导向、结果导向，以务实举措推动整改走深走实。"]),
    ("指导思想", ["全面贯彻上级决策部署，坚持标本兼治、系统施治，确保整改取得实效。"]),
    ("工作目标", ["通过集中整改，做到问题清仓见底、机制健全完善、群众满意认可。"]),
    ("基本原则", ["坚持实事求是、分类施策。", "坚持立足当前、着眼长远。"]),
)
_DEMANDS = (
    ("组织领导", ["成立工作专班，主要负责同志负总责，统筹调度整改工作。"]),
    ("工作要求", ["压实主体责任，做到件件有着落、事事有回音。", "严格督导问责，对敷衍应付的严肃处理。"]),
    ("保障措施", ["加强经费和人员保障，及时研究解决困难问题。", "注重宣传引导，营造良好氛围。"]),
)


def dated(day: date, random: Random) -> str:
    """A day as it stands under a document."""
    if random.random() < 0.25:
        digits = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
        return f"{digits}年{chinese(day.month)}月{chinese(day.day)}日"
    return f"{day.year}年{day.month}月{day.day}日"


def report_line(plan: Plan, random: Random) -> str:
    """The sentence that says by when units report; "" where the plan does not."""
    day = plan.report_by
    if not day:
        return ""
    written = f"{day.year}年{day.month}月{day.day}日"
    return random.choice(
        [
            f"请各责任单位于{written}前将整改落实情况报送{plan.issuer}。",
            f"各责任单位要于{written}前报送首次进展情况，此后每季度末报送一次。",
            f"有关单位务必在{written}之前书面反馈整改进展。",
        ]
    )


def seal(plan: Plan, random: Random) -> Paper:
    """Issuer and date as they stand at the end of a letter."""
    below = [plan.issuer, dated(plan.issued_on, random)] if plan.issued_on else [plan.issuer]
    return lines(filter(None, below), "right")


def notice(plan: Plan, random: Random, *, attached: bool) -> Paper:
    """A notice with head, number, addressees and seal; the list follows in the document or as its 附件."""
    named = f"《{plan.title}》"
    paper: Paper = []
    if random.random() < 0.6:
        paper.append(Line(f"{plan.issuer}文件", "centre"))
    if plan.number:
        paper.append(Line(plan.number, "centre"))
    title = random.choice([f"{plan.issuer}关于印发{named}的通知", f"关于印发{named}的通知"])
    # A long title stands in two lines.
    broken = title.find("《") if random.random() < 0.3 else 0
    paper += lines(filter(None, [title[:broken], title[broken:]]), "centre")
    paper += [Line(f"{plan.addressees}：")]
    paper.append(Line(f"{named}已经研究同意，现印发给你们，请结合实际认真抓好落实。{report_line(plan, random)}"))
    if attached:
        paper.append(Line(f"附件：{plan.title}"))
    paper += seal(plan, random)
    if attached:
        paper += [PageBreak(), Line(random.choice(["附件", "附件：", "附件1"]))]
    return [*paper, Line(plan.title, "centre")]


def bare(plan: Plan, random: Random) -> Paper:
    """The title with one line under it that says who made the list and when."""
    day = f"{plan.issued_on:%Y}年{plan.issued_on.month}月{plan.issued_on.day}日" if plan.issued_on else ""
    who = random.choice(["填报单位", "制表单位", "编制单位", "填表单位"])
    when = random.choice(["填报日期", "制表日期", "填报时间"])
    return [Line(plan.title, "centre"), Line(f"{who}：{plan.issuer}    {when}：{day}")]


def bare_plan(plan: Plan) -> Plan:
    """The plan as `bare` can show it."""
    return replace(plan, number="", report_by=None)


def preamble(plan: Plan) -> Paper:
    return [Line(f"为切实抓好{plan.subject}有关整改工作，结合实际，制定本方案。")]


def numbered_sections(plan: Plan, random: Random, body: Paper, heading: str = "") -> Paper:
    """General sections around a body, which stands under a heading of its own."""
    before = random.sample(_GENERAL, random.randint(1, 2))
    after = random.sample(_DEMANDS, random.randint(1, 2))
    heading = heading or random.choice(["整改任务", "整改内容及措施", "重点任务", "主要问题及整改措施"])
    paper = preamble(plan)
    for number, (name, texts) in enumerate(before, start=1):
        paper += [Line(f"{chinese(number)}、{name}", level=1), *lines(texts)]
    paper += [Line(f"{chinese(len(before) + 1)}、{heading}", level=1), *body]
    for number, (name, texts) in enumerate(after, start=len(before) + 2):
        paper.append(Line(f"{chinese(number)}、{name}", level=1))
        paper += lines(f"（{chinese(n)}）{text}" for n, text in enumerate(texts, start=1))
    return paper


def tail(plan: Plan, random: Random) -> Paper:
    """What stands at the foot of an issued document: who gets copies, who printed it and when, whom to call."""
    assert plan.issued_on
    printed = plan.issued_on + timedelta(random.randint(0, 3))
    day = f"{printed.year}年{printed.month}月{printed.day}日"
    said = [
        "（此件公开发布）",
        "（联系人：×××，联系电话：000-0000000）",
        f"抄送：{plan.place}纪委监委，{plan.place}委办公室。",
        f"{plan.issuer}              {day}印发",
    ]
    return lines(line for line in said if random.random() < 0.5)


def fronted(plan: Plan, random: Random, body: Paper) -> Paper:
    """The body behind a notice, as its attachment, or under its title with the seal at the end."""
    if plan.number and random.random() < 0.75:
        return [*notice(plan, random, attached=random.random() < 0.6), *body, *tail(plan, random)]
    paper: Paper = [Line(plan.title, "centre")]
    if plan.number:
        paper.append(Line(plan.number, "centre"))
    paper.append(Line(f"为做好{plan.subject}相关工作，制定本方案。{report_line(plan, random)}"))
    return [*paper, *body, *seal(plan, random)]
