"""Items as numbered text: where labels, measures, units and limits may stand.

Knows: a plan's items and how offices write them as text. Must not know: fronts, files' formats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.issued.composed.blocks import Line, Paper
from tests.issued.composed.numbers import OFFICIAL, Scheme, circled
from tests.issued.composed.plans import Item, Limit, Measure, Plan
from tests.issued.composed.words import wording

ROLES = ("lead", "responsible", "cooperating", "supervising", "accepting")
# What stands before, between and behind the labels at the end of an item.
BRACKETS = (
    *[("（", "；", "）")] * 4, ("（", "，", "）"), ("（", " ", "）"), ("[", "；", "]"), ("【", "；", "】"),
    ("(", ";", ")"), ("〔", "；", "〕"), ("", "；", "。"), ("", "，", ""),
)  # fmt: skip
_FIRST = ["一是", "二是", "三是", "四是", "五是"]


@dataclass(frozen=True)
class ListStyle:
    """How a list is written.

    ``label`` says how a label and its text meet, ``measures`` how measures stand, ``ending`` where units and limit go.
    """

    scheme: Scheme = OFFICIAL
    label: str = "colon"  # colon, bracket, blank, tab, own line, numbered
    measures: str = "inline"  # inline, spoken, lines, none
    ending: str = "labels"  # labels, bracket, led, by, one line, by number, none
    one_paragraph: bool = False  # all that an item says, one label after the other
    listed: bool = False  # numbers are Word's own
    headings: bool = False  # heading styles, no numbers


class ListWriter:
    """Writes the items of a plan in one style, with one choice of words."""

    def __init__(self, random: Random, style: ListStyle) -> None:
        self.random, self.style = random, style
        self.words = wording(random)
        self.brackets = random.choice(BRACKETS)

    def paper(self, plan: Plan) -> Paper:
        """All parts and items."""
        made: Paper = []
        number = 0
        for p, part in enumerate(plan.parts, start=1):
            if part:
                made.append(self._heading(self.style.scheme.of_part(p), part + self.after_part(plan, part), 1))
                made += self.under_part(plan, part)
            for item in plan.of_part(part):
                number += 1
                made += self.item(item, number, p, 2 if part else 1)
            if not self.style.scheme.through:
                number = 0
        return made

    def after_part(self, plan: Plan, part: str) -> str:
        """What the heading of a part says beside its title."""
        return ""

    def under_part(self, plan: Plan, part: str) -> Paper:
        """What stands between the heading of a part and its first item."""
        return []

    def item(self, item: Item, number: int, part: int = 1, level: int = 1) -> Paper:
        """One item with everything that it says."""
        ending = self.style.ending
        mark = self.style.scheme.of_item(number, part)
        if ending in ("bracket", "led", "by"):
            return [self._heading(mark, self._in_one(item), level)]
        head = self._heading(mark, item.finding, level)
        said: Paper = []
        if item.targets:
            said += self._labelled("targets", item.targets)
        if item.measures and self.style.measures != "none":
            said += self._measures(item)
        said += self._roles(item)
        if self.style.label == "numbered":
            said = [Line(f"{n}.{line.text}") for n, line in enumerate(said, 1) if isinstance(line, Line)]
        if self.style.one_paragraph:
            texts = [
                line.text if line.text.endswith("。") else f"{line.text}。" for line in said if isinstance(line, Line)
            ]
            return [head, Line("".join(texts))]
        return [head, *said]

    def _heading(self, mark: str, text: str, level: int) -> Line:
        if self.style.headings:
            return Line(text, level=level)
        if self.style.listed:
            return Line(text, listed=level)
        return Line(mark + text)

    def _labelled(self, field: str, text: str) -> Paper:
        word = self.words[field]
        if self.style.label == "own line":
            return [Line(word), *(Line(part) for part in text.split("\n"))]
        meets = {"bracket": f"【{word}】", "blank": f"{word}  ", "tab": f"{word}\t"}
        return [Line(meets.get(self.style.label, f"{word}：") + text)]

    def _measures(self, item: Item) -> Paper:
        texts = [measure.text for measure in item.measures]
        of_measure = self.style.scheme.of_measure
        if item.has_own and self.style.ending != "by number":
            texts = [f"{measure.text}{self._own(measure)}" for measure in item.measures]
        if self.style.measures == "lines":
            if item.has_own or len(texts) > 1:
                texts = [of_measure(n) + text for n, text in enumerate(texts, start=1)]
            head = self._labelled("measures", "")[:1]
            return [*(Line(line.text.rstrip()) for line in head if isinstance(line, Line)), *map(Line, texts)]
        if self.style.measures == "spoken" and len(texts) > 1:
            return self._labelled("measures", "".join(f"{_FIRST[n]}{text}" for n, text in enumerate(texts)))
        if len(texts) > 1:
            texts = [of_measure(n) + text for n, text in enumerate(texts, start=1)]
        return self._labelled("measures", "".join(texts))

    def _own(self, measure: Measure) -> str:
        words = [
            f"{self.words['responsible']}：{'、'.join(measure.units)}" if measure.units else "",
            f"{self.words['limit']}：{measure.limit.written}" if measure.limit else "",
        ]
        return f"（{'；'.join(filter(None, words))}）"

    def _fields(self, item: Item) -> list[tuple[str, str]]:
        """Roles, leader and limit with their texts, in the order of their words."""
        own_units = any(measure.units for measure in item.measures)
        fields = [(role, "、".join(getattr(item, role))) for role in ROLES if not own_units]
        fields.insert(1 if fields else 0, ("leader", item.leader))
        if item.limit and not any(measure.limit for measure in item.measures):
            fields.append(("limit", item.limit.written))
        return [(field, text) for field, text in fields if text]

    def _roles(self, item: Item) -> Paper:
        if self.style.ending == "none":
            return []
        if self.style.ending == "by number" and item.has_own:
            return self._by_number(item)
        if self.style.ending == "one line":
            texts = [f"{self.words[field]}：{text}" for field, text in self._fields(item)]
            return [Line("    ".join(texts[:2])), *([Line("    ".join(texts[2:]))] if texts[2:] else [])]
        return [line for field, text in self._fields(item) for line in self._labelled(field, text)]

    def _by_number(self, item: Item) -> Paper:
        """Units and limits of measures under the item's labels, told by the measures' numbers."""
        units = ["、".join(measure.units) for measure in item.measures]
        limits = [measure.limit.written if measure.limit else "" for measure in item.measures]
        joined = [
            "；".join(f"{self.style.scheme.of_measure(n)}{text}" for n, text in enumerate(texts, 1))
            for texts in (units, limits)
        ]
        return [*self._labelled("responsible", joined[0]), *self._labelled("limit", joined[1])]

    def _in_one(self, item: Item) -> str:
        """Finding, measures, units and limit in one paragraph."""
        texts = [measure.text for measure in item.measures]
        if len(texts) > 1:
            # Never the mark of the items themselves.
            mark = circled if "（{n}）" in self.style.scheme.item else "（{}）".format
            texts = [f"{mark(n)}{text}" for n, text in enumerate(texts, start=1)]
        finding = item.finding if item.finding.endswith("。") else f"{item.finding}。"
        endings: dict[str, Callable[[Item], str]] = {"bracket": self._bracket, "led": self._led, "by": _by}
        return finding + "".join(texts) + endings[self.style.ending](item)

    def _led(self, item: Item) -> str:
        return _led(item, self.random)

    def _bracket(self, item: Item) -> str:
        left, mark, right = self.brackets
        return left + mark.join(f"{self.words[field]}：{text}" for field, text in self._fields(item)) + right


def by_when(limit: Limit | None) -> str:
    """A limit with 完成 behind it, where it has a day."""
    if not limit:
        return ""
    return limit.written if not limit.due or limit.written.endswith("完成") else f"{limit.written}完成"


def _led(item: Item, random: Random) -> str:
    """（X牵头，Y负责，Z配合，…前完成）, with 按职责分工负责 where several share, or ：before the names."""
    responsible = random.choice(["负责", "负责", "按职责分工负责"]) if len(item.responsible) > 1 else "负责"
    said = {"lead": "牵头", "responsible": responsible, "cooperating": "配合", "supervising": "督导"}
    texts = [f"{'、'.join(getattr(item, role))}{verb}" for role, verb in said.items() if getattr(item, role)]
    mark = random.choice(["，", "，", "；"])
    return f"（{mark.join(filter(None, [*texts, by_when(item.limit)]))}）"


def _by(item: Item) -> str:
    """由X牵头，Y配合，于…前完成。"""
    first = item.lead or item.responsible
    texts = [f"由{'、'.join(first)}{'牵头' if item.lead else '负责'}"]
    if item.lead and item.responsible:
        texts.append(f"{'、'.join(item.responsible)}负责")
    if item.cooperating:
        texts.append(f"{'、'.join(item.cooperating)}配合")
    if item.limit:
        texts.append(("于" if item.limit.written[:1] == "2" else "") + by_when(item.limit))
    return f"{'，'.join(texts)}。"


class SectionWriter(ListWriter):
    """Writes units and limit once, at the heading of each part: in brackets behind it or as lines below it."""

    below = False

    def _said(self, plan: Plan, part: str) -> list[tuple[str, str]]:
        return self._fields(plan.of_part(part)[0])

    def after_part(self, plan: Plan, part: str) -> str:
        return (
            "" if self.below else f"（{'；'.join(f'{self.words[f]}：{text}' for f, text in self._said(plan, part))}）"
        )

    def under_part(self, plan: Plan, part: str) -> Paper:
        return [line for f, text in self._said(plan, part) for line in self._labelled(f, text)] if self.below else []


def shared_by_part(plan: Plan) -> Plan:
    """The plan with the units and limit of each part's first item at all of its items."""
    first = {part: plan.of_part(part)[0] for part in plan.parts}
    names = (*ROLES, "leader", "limit")
    items = [replace(item, **{name: getattr(first[item.part], name) for name in names}) for item in plan.items]
    return replace(plan, items=tuple(items))
