"""Plans composed at random from a seed, within what a build can show.

Knows: topics, offices, limits. Must not know: how a plan is written out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from tests.issued.composed.limits import some_limit
from tests.issued.composed.plans import Item, Measure, Plan
from tests.issued.composed.topics import INSIDE, PROBLEMS, WORK, Finding, Topic
from tests.issued.composed.words import OFFICES, VILLAGES, Office

_FIRM = Office("临渚矿业集团有限公司", "", (), "各所属单位", "临渚矿业集团有限公司", "临矿")
_COLLEGE = Office("临渚理工学院", "", (), "各二级学院", "临渚理工学院", "临理")
_BUILDER = Office("泊澜建设投资集团有限公司", "", (), "各子公司", "泊澜建设投资集团有限公司", "泊投")
_HOUSES = {
    "巡察反馈问题": (_FIRM, _COLLEGE, _BUILDER),
    "安全环保检查问题": (_FIRM, _BUILDER),
    "本科教学审核评估问题": (_COLLEGE,),
}
SUPERVISED = ("responsible+supervising", "lead+responsible+supervising", "lead+cooperating+accepting")
ROLES = ("lead+cooperating", "responsible", "responsible+cooperating", "lead+responsible+cooperating")


@dataclass(frozen=True)
class Wants:
    """What a build can show: which facts the plan has."""

    kind: str = "any"  # findings of governments, inside houses, tasks
    parts: bool | None = None
    targets: bool | None = None
    roles: tuple[str, ...] = ROLES
    leaders: bool = False
    own: str = ""  # "units", "limits" or both, of measures
    items: tuple[int, int] = (4, 9)
    measures: bool = True
    report_by: bool | None = None
    number: bool | None = None
    plain_limits: bool = False
    missing_limits: bool = False
    title: str = ""  # the word that ends the title


LEADERS = ("×××", "张某某", "李某", "王某某", "分管负责同志")
_FINDINGS = ("整改方案", "整改工作方案", "整改落实方案", "问题清单", "整改清单", "整改台账", "整改任务清单")
_TASKS = ("重点任务分工方案", "任务分解表", "责任分工", "工作任务清单", "任务责任分解方案", "重点工作台账")


def compose(random: Random, wants: Wants = Wants()) -> Plan:
    """A plan of a random topic and office with the facts that are wanted."""
    kind = random.choice(["findings", "findings", "house", "tasks"]) if wants.kind == "any" else wants.kind
    topic = random.choice({"findings": PROBLEMS, "house": INSIDE, "tasks": WORK}[kind])
    office = random.choice(_HOUSES[topic.subject] if kind == "house" else OFFICES)
    issued = date(random.randint(2022, 2027), random.randint(1, 11), random.randint(1, 28))
    chosen = _chosen(random, topic, _number(random, topic, wants))
    parts = _parts(random, topic, len(chosen)) if _maybe(random, wants.parts) else [""] * len(chosen)
    targets = _maybe(random, wants.targets)
    roles = random.choice(wants.roles)
    items = tuple(
        _item(random, office, finding, part, roles, issued, replace(wants, targets=targets))
        for finding, part in zip(chosen, parts, strict=True)
    )
    word = wants.title or random.choice(_TASKS if kind == "tasks" else _FINDINGS)
    title = _title(random, office, topic, word, issued.year, kind)
    return Plan(
        title,
        items,
        issuer=_issuer(random, office, kind),
        number=f"{office.mark}{random.choice(['发', '办', '办发', '函'])}〔{issued.year}〕{random.randint(2, 90)}号"
        if _maybe(random, wants.number)
        else "",
        issued_on=issued,
        report_by=issued + timedelta(random.randint(10, 40)) if _maybe(random, wants.report_by) else None,
        addressees="各部门、各单位" if kind == "house" else f"{office.all_below}，有关部门",
        subject=topic.subject,
        place=office.place,
    )


def _number(random: Random, topic: Topic, wants: Wants) -> int:
    """How many items: seldom more than the topic has findings, unless the build asks for many."""
    number = random.randint(*wants.items)
    return number if wants.items[0] > 6 or random.random() < 0.3 else min(number, len(topic.findings))


def _maybe(random: Random, wanted: bool | None) -> bool:
    return random.random() < 0.6 if wanted is None else wanted


def _title(random: Random, office: Office, topic: Topic, word: str, year: int, kind: str) -> str:
    if kind == "tasks":
        return random.choice([f"{office.place}{year}年{topic.subject}{word}", f"{office.place}{topic.subject}{word}"])
    if kind == "house":
        return random.choice(
            [f"{office.place}落实{topic.source}反馈意见{word}", f"{office.place}{topic.subject}{word}"]
        )
    if topic.source in ("人大常委会", "政协提案委员会"):
        return f"{office.place}{topic.subject}{random.choice(['方案', '工作方案', '任务分工'])}"
    return random.choice([f"{office.place}{topic.subject}{word}", f"{office.place}落实{topic.source}反馈意见{word}"])


def _issuer(random: Random, office: Office, kind: str) -> str:
    if kind == "house":
        return random.choice([office.government, f"中共{office.place}委员会"])
    return random.choice([office.government, f"{office.government}办公室"])


def _chosen(random: Random, topic: Topic, number: int) -> list[Finding]:
    """Findings of the topic, with their numbers filled in; where more are wanted than it has, at more villages."""
    found = []
    for _, place in zip(range(-(-number // len(topic.findings))), ["", *random.sample(VILLAGES, 18)], strict=False):
        order = random.sample(topic.findings, len(topic.findings))
        for finding in order:
            numbers = {"n": str(random.randint(11, 68)), "m": str(random.randint(2, 9))}
            filled = [_fill(text, numbers) for text in (finding.text, finding.target, *finding.measures)]
            text = f"{place}片区{filled[0]}" if place else filled[0]
            found.append(Finding(text, filled[1], filled[2:], finding.units))
    return found[:number]


def _fill(text: str, numbers: dict[str, str]) -> str:
    for name, number in numbers.items():
        text = text.replace("{" + name + "}", number)
    return text


def _parts(random: Random, topic: Topic, number: int) -> list[str]:
    """The part of each item, in order; every part has one at least."""
    parts = topic.parts[: max(1, min(len(topic.parts), number // 2))]
    cuts = sorted(random.sample(range(1, number), len(parts) - 1))
    sizes = [high - low for low, high in pairwise([0, *cuts, number])]
    return [part for part, size in zip(parts, sizes, strict=True) for _ in range(size)]


def _item(random: Random, office: Office, finding: Finding, part: str, roles: str, issued: date, wants: Wants) -> Item:
    title, _, detail = finding.text.partition("，")
    units = list(dict.fromkeys(office.unit(name) for name in finding.units))
    measures = [Measure(text) for text in finding.measures]
    if not wants.measures:  # a task is itself what is to be done
        measures = [Measure(finding.text)] if wants.kind == "tasks" else []
    item = Item(title, detail, part, finding.target if wants.targets else "", tuple(measures))
    if not (wants.missing_limits and random.random() < 0.2) and "limits" not in wants.own:
        item = replace(item, limit=some_limit(random, issued, plain=wants.plain_limits))
    if wants.own:
        item = replace(item, measures=tuple(_owned(random, measure, units, issued, wants) for measure in measures))
    if "units" in wants.own:
        return item
    leader = random.choice(LEADERS) if wants.leaders else ""
    item = replace(item, leader=leader, **_roles(units, roles))
    if item.cooperating and random.random() < 0.15:
        others = random.choice(["各有关单位", "有关部门", f"{office.prefix}直各单位"])
        item = replace(item, cooperating=(*item.cooperating, others))
    return item


def _owned(random: Random, measure: Measure, units: list[str], issued: date, wants: Wants) -> Measure:
    named = tuple(random.sample(units, min(len(units), random.choice([1, 1, 2])))) if "units" in wants.own else ()
    limit = some_limit(random, issued, plain=wants.plain_limits) if "limits" in wants.own else None
    return Measure(measure.text, named, limit)


def _roles(units: list[str], roles: str) -> dict[str, Any]:
    """Units by role: the first leads, the last ones cooperate."""
    names = roles.split("+")
    if len(names) == 1:
        return {names[0]: tuple(units)}
    if len(names) == 2:
        return {names[0]: (units[0],), names[1]: tuple(units[1:])}
    return {names[0]: (units[0],), names[1]: tuple(units[1:2]), names[2]: tuple(units[2:])}
