"""What an item says: from a node of the outline and the headings above it to an item of the plan.

Knows: what the parts of an outline mean in a plan. Must not know: files' formats, workbooks, units, what a limit means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toolkit.issued.brackets import of_heading, parted
from toolkit.issued.choosing import ADDRESSED, Chosen, says_wrong, tells
from toolkit.issued.duties import Duty, duties_of
from toolkit.issued.labels import DUTIES, ROLES, Label, label_of
from toolkit.issued.measures import last_limit, leading_duties, own_duties, steps_in
from toolkit.issued.nodes import Node, Step
from toolkit.issued.numbered import by_number
from toolkit.issued.own_measures import measures_apart
from toolkit.issued.phrases import cleaned, limit_said, phrase, units_of_steps, units_said
from toolkit.issued.prose import actors, before_actors, concerned, is_told, limits_told, told_apart
from toolkit.issued.titles import title_of
from toolkit.plan.derived_ids import item_id
from toolkit.plan.measures import Measure, TimeLimit
from toolkit.plan.model import Item, ItemKind

_KINDS = (("建议", ItemKind.SUGGESTION), ("审议意见", ItemKind.DELIBERATION_OPINION), ("要求", ItemKind.REQUIREMENT))
_BY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:之前|以前|前)")
_AFFAIR = re.compile("(?:整改|办理|落实|处置)事项")  # below a heading that is the problem: what is done about it
_ACT = re.compile("(?:完成|建成)(?!整改|销号|办结|任务|全部|所有|验收)[一-鿿]{2,}$")
_INHERITED = (*ROLES, Label.LIMIT, Label.LEADERS)
Steps = list[tuple[str, Step]]


@dataclass
class _Gathered:
    """What is said at an item, from its labels, its columns and the ends of its texts."""

    said: dict[Label, list[str]] = field(default_factory=dict)
    duties: dict[Label, list[str]] = field(default_factory=dict)
    steps: Steps = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_task: bool = False  # whether what is said first is a task, which may itself be the measure

    def take(self, duties: Iterable[Duty]) -> None:
        """Note duties of the item as a whole."""
        for duty in duties:
            self.duties.setdefault(duty.label, []).append(duty.said)


def item_of(one: Chosen, code: str) -> Item:
    """The item that a node is; its id follows from its ``code``, which is the document's own number."""
    node, above = one.node, one.above
    found = _gathered(node)
    below = [child for child in node.walk() if child is not node]
    if one.has_measures_below and any(_duties(child) for child in below):
        steps_below = [step for child in node.children for step in _below(child)]
        steps, for_all = own_duties(steps_below, found.duties, labelled=False)
        found.steps += steps
        found.take(for_all)
        below = []
    heading = _unlabelled(node.heading, found)
    body = _unlabelled("\n".join(_own_lines(node, found)), found)
    kind, first = _kind(found.said, above), found.said.get(Label.FINDING, [])
    whole = heading or (first[0] if first else "")
    if not whole:  # what is to be reached, or the task that is itself the measure
        whole = next((found.said[label][0] for label in (Label.TARGET, Label.MEASURES) if label in found.said), "")
    title, sign, rest = title_of(whole, labelled=bool(found.said or found.steps))
    finding = "".join(first if heading else first[1:] or ([whole] if whole != title and first else []))
    described = [*found.said.get(Label.MEASURES, []), *found.said.get(Label.EXPLANATION, []), *map(_numbered, below)]
    description = "\n".join(described)
    rest += body
    if found.steps or (found.said and (sign != "：" or description)):
        finding += rest
    else:
        told = tells(node) and kind is not ItemKind.REQUIREMENT
        before, description = before_actors(rest + description) if told else ("", rest + description)
        finding += before  # what was found stands before the sentence that asks somebody
    steps = _steps(found, description, title, kind)
    _inherit(found, above)
    units, limit = _who(found, steps, finding), limit_said(found.duties, steps)
    description = cleaned(description)
    if kind is ItemKind.REQUIREMENT and not units and (addressed := ADDRESSED.search(description)):
        units, limit = addressed[1], limit or (by[0] if (by := _BY.search(description)) else "")
    own_section = above[-1] if len(above) > 1 else node if above and node.kind == "section" else None
    return Item(
        id=item_id(code),
        code=code,
        part=above[0].number if above else "",
        part_title=cleaned(parted(above[0].heading).text) if above else "",
        section=_section(own_section),
        section_title=_section_title(own_section, above, node, title),
        title=cleaned(title),
        kind=kind,
        finding=cleaned(finding),
        description=description,
        measures=() if kind is ItemKind.EXPLANATION else _measures(steps),
        units_as_written=units,
        lead_unit=units_said(found.duties, Label.LEAD),
        time_limit=TimeLimit(limit),
        note="\n".join(found.notes),
        target=cleaned("".join(found.said.get(Label.TARGET, []))),
        cooperating=units_said(found.duties, Label.COOPERATING) or units_of_steps(steps, Label.COOPERATING),
        supervising=units_said(found.duties, Label.SUPERVISING),
        accepting=units_said(found.duties, Label.ACCEPTING),
        leaders=phrase("；", found.duties.get(Label.LEADERS, [])),
    )


def _who(found: _Gathered, steps: Steps, finding: str) -> str:
    """Who is to answer: whom the item names, else its measures, else whom the matter is about."""
    units = units_said(found.duties, Label.UNITS) or units_of_steps(steps, Label.LEAD, Label.UNITS)
    return units or ("" if Label.LEAD in found.duties else concerned(finding))


def _gathered(node: Node) -> _Gathered:
    found = _Gathered()
    labels = {one.label for one in node.said}
    of_measures = list(dict.fromkeys(one.word for one in node.said if one.label is Label.MEASURES))
    whole, own = measures_apart(node.said) if len(of_measures) == 1 else (node.said, [])
    for one in whole:
        label = one.label
        if (
            label is Label.MEASURES
            and len(of_measures) > 1
            and Label.FINDING not in labels
            and one.word == of_measures[0]
        ):
            label = Label.FINDING if not node.heading else label  # 整改任务 before 整改措施
        if label is Label.TASK:
            is_said = Label.FINDING in labels or bool(node.heading)
            has_measures = Label.MEASURES in labels or bool(node.steps)
            label = Label.FINDING if not is_said else Label.TARGET if has_measures else Label.MEASURES
        elif label is Label.FINDING and _AFFAIR.fullmatch(one.word) and node.heading and Label.MEASURES not in labels:
            label = Label.MEASURES if not node.steps else label
        elif label is Label.REQUIREMENT:
            label = Label.TARGET if Label.MEASURES in labels or node.steps else Label.MEASURES
        if label is Label.LEADERS and one.text:
            same = one.word == Label.LEADERS.value
            found.take([Duty(label, one.text if same else f"{one.word}：{one.text}")])  # 责任人 is not 责任领导
        elif label in DUTIES:
            found.take(duties_of(label, one.text))
        elif label in (Label.OTHER, Label.GROUP, Label.NUMBER):
            found.notes += [f"{one.word}：{one.text}"] if one.text else []
        else:
            found.said.setdefault(label, []).append(one.text)
            found.is_task = found.is_task or label_of(one.word) is Label.TASK
    found.steps = [split for step in (*own, *node.steps) for split in _step(step)]
    return found


def _step(step: Step) -> Steps:
    """A row's measure, cut where it enumerates several; each has the row's duties."""
    return [(marker, Step(one.text, (*one.duties, *step.duties))) for marker, one in steps_in(step.text)]


def _below(child: Node) -> Steps:
    """A numbered line below an item as its measure; of a group of measures each, led in by its heading."""
    if child.children:
        (marker, first), *rest = (step for below in child.children for step in _below(below))
        return [(f"{_marker(child)}", Step(f"{child.heading}{marker}{first.text}", first.duties)), *rest]
    bare = parted("".join([child.heading, *child.body]))
    said = [duty for one in child.said if one.label in DUTIES for duty in duties_of(one.label, one.text)]
    return [(_marker(child), Step(bare.text, (*bare.duties, *said)))]


def _duties(node: Node) -> bool:
    return any(one.label in DUTIES for one in node.said) or bool(parted("".join([node.heading, *node.body])).duties)


def _own_lines(node: Node, found: _Gathered) -> list[str]:
    """The lines below a heading without those that are measures, as each of several has its duties behind it."""
    bearing = [line for line in node.body if parted(line).duties and parted(line).text.strip()]
    if len(bearing) < 2:
        return node.body
    found.steps += [("", Step(parted(line).text, parted(line).duties)) for line in bearing]
    return [line for line in node.body if line not in bearing]


def _unlabelled(text: str, found: _Gathered) -> str:
    """A heading or body without the duties at its end, which hold for the item."""
    bare = parted(text)
    found.take(bare.duties)
    acts = any(duty.label is Label.LIMIT and _ACT.search(duty.said) for duty in bare.duties)
    alone = not (found.said or found.steps) and re.fullmatch("[^。；]+。", bare.text.strip())
    # Where the limit says what is done (11月底前完成补植) and nothing else does, it is the measure as well.
    return text if acts and alone and not text.endswith(("）", ")")) else bare.text


def _inherit(found: _Gathered, above: Sequence[Node]) -> None:
    """Duties of a whole section hold for its items, unless they say otherwise."""
    for node in reversed(above):
        duties = [duty for one in node.said if one.label in _INHERITED for duty in duties_of(one.label, one.text)]
        duties += parted(node.heading).duties or of_heading(node.heading or node.number)
        said = {label for label in found.duties if label in ROLES}
        if said and (Label.LEAD in said or said & {duty.label for duty in duties}):
            duties = [duty for duty in duties if duty.label not in ROLES]
        elif said:  # who answers is said here, who leads at the heading
            duties = [duty for duty in duties if duty.label is not Label.UNITS]
        own = set(found.duties)
        found.take(duty for duty in duties if duty.label not in own)


# -- measures ----------------------------------------------------------------------------------------------------------


def _steps(found: _Gathered, description: str, title: str, kind: ItemKind) -> Steps:
    """The measures with what each has of its own; what the last says for all goes to the item."""
    if found.steps:
        return found.steps
    texts = found.said.get(Label.MEASURES, [])
    apart = told_apart(description, surely=bool(texts)) if len(texts) < 2 else []
    steps = [step for text in (texts if len(texts) > 1 else apart or [description]) for step in steps_in(text)]
    steps, for_all = own_duties(steps, found.duties, labelled=bool(texts))
    found.take(for_all)
    is_task = not found.said or (found.is_task and set(found.said) == {Label.FINDING})
    if not steps and kind is not ItemKind.EXPLANATION and is_task and title and not _is_opinion(title):
        steps = [("", Step(title))]  # the task is itself the measure
    named = any(duty.label in ROLES for _, step in steps for duty in step.duties)
    if not named and not any(label in ROLES for label in found.duties):
        steps = _led_in(found, steps)
    if Label.LIMIT not in found.duties and not any(d.label is Label.LIMIT for _, step in steps for d in step.duties):
        steps = [(marker, Step(step.text, (*step.duties, *_by_when(step.text, kind)))) for marker, step in steps]
    return by_number(steps, found.duties)


def _is_opinion(title: str) -> bool:
    """Whether a title says what is wrong or what somebody asks for, and not what is done."""
    return says_wrong(title) or bool(re.search("(?:意见|建议|提案|诉求|问题)$", title))


def _led_in(found: _Gathered, steps: Steps) -> Steps:
    """The steps with the duties with which their texts begin, where nothing else says who answers."""
    told = any(is_told(step.text) for _, step in steps)
    made = [(marker, Step(step.text, (*step.duties, *_leading(step.text, told=told)))) for marker, step in steps]
    if len(made) == 1:
        found.take(made[0][1].duties)
        return steps
    return made


def _by_when(text: str, kind: ItemKind) -> tuple[Duty, ...]:
    """The times that the text of a measure names; of a general requirement the last alone."""
    return (() if kind is ItemKind.REQUIREMENT else limits_told(text)) or last_limit(text)


def _leading(text: str, *, told: bool) -> tuple[Duty, ...]:
    """The duties of those with whom the text of a measure begins; ``told`` is whether such texts ask anybody."""
    found = actors(text) if told else None
    return found.duties if found else leading_duties(text)


def _measures(steps: Steps) -> tuple[Measure, ...]:
    made = []
    for no, (marker, step) in enumerate(steps, start=1):
        units = phrase("、", [duty.said for duty in step.duties if duty.label in (Label.LEAD, Label.UNITS)])
        helping = phrase("、", [duty.said for duty in step.duties if duty.label is Label.COOPERATING])
        limit = phrase("，", [duty.said for duty in step.duties if duty.label is Label.LIMIT])
        written = f"{units}（配合：{helping}）" if units and helping else units or helping
        made.append(Measure(no, cleaned(step.text), marker, written, limit))
    return tuple(made)


def _marker(child: Node) -> str:
    return {"part": "{}、", "section": "（{}）", "number": "{}.", "bracket": "（{}）"}.get(child.kind, "{}").format(
        child.number
    )


def _numbered(node: Node) -> str:
    return _marker(node) + node.heading + "".join(node.body)


def _section(section: Node | None) -> str:
    if section is None or section.kind in ("level", "band", "block", "row"):
        return ""
    return f"（{section.number}）" if section.kind in ("section", "bracket") else section.number


def _section_title(section: Node | None, above: Sequence[Node], node: Node, title: str) -> str:
    if section is None:
        return ""
    between = [one.heading or one.number for one in above[1:]] if section is not node else [title]
    return "／".join(cleaned(text).rstrip("。") for text in between)


def _kind(said: dict[Label, list[str]], above: tuple[Node, ...]) -> ItemKind:
    if Label.EXPLANATION in said and Label.MEASURES not in said:
        return ItemKind.EXPLANATION
    part = above[0].heading.split("。")[0] if above else ""
    for word, kind in _KINDS:
        # 要求 stands in many headings; only where nothing is labelled it makes a requirement of an item.
        general = kind is ItemKind.REQUIREMENT
        if word in part and not (general and (Label.MEASURES in said or re.search("问题|隐患|事项", part))):
            return kind
    return ItemKind.RECTIFICATION
