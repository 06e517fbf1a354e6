"""Lists that say parts of the same items under equal numbers: 一、问题 1.2.3. 二、措施 1.2.3. 三、责任 1.2.3.

Knows: that equal numbers in lists beside each other belong together. Must not know: tables' cells, what an item says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.issued.choosing import is_no_part_of_items
from toolkit.issued.duties import duties_in
from toolkit.issued.labels import DUTIES, Label, label_of
from toolkit.issued.nodes import Node, Outline, Said

_MEASURES = (Label.MEASURES, Label.REQUIREMENT, Label.TASK)
_LISTED = 0.8  # of the numbers that must be the same
_HEADS = re.compile("(?:清单|情况|内容|及.*|和.*)$")


def join_parallel(made: Outline) -> None:
    """Bring what lists under different headings say of the same numbers to the nodes of the first."""
    for node in made.nodes():
        if len(node.children) > 1 and all(label_of(child.heading) for child in node.children):
            _join(node.children, fewest=1)  # 一、… （一）存在问题 （二）整改措施
            node.children = [child for child in node.children if child.kind != _TAKEN]
    _join(made.roots, fewest=2)
    made.roots = [root for root in made.roots if root.kind != _TAKEN]
    for root in made.roots:
        root.children = [child for child in root.children if child.kind != _TAKEN]


def _join(roots: Sequence[Node], fewest: int) -> None:
    """Join the lists below some nodes; ``fewest`` is how many entries a list has at least."""
    groups = [group for group in _groups(roots) if len(group.nodes) >= fewest]
    for n, base in enumerate(groups):
        of_table = base.heading is None and bool(base.nodes) and bool(base.nodes[0].table)
        if not base.nodes or not (base.label in (Label.FINDING, Label.TASK) or of_table):
            continue
        for other in groups[n + 1 :]:
            if other.heading and other.label is Label.REQUIREMENT and is_no_part_of_items(other.heading.heading):
                continue  # 三、工作要求 is of everybody, however many there are
            label = other.label or (Label.MEASURES if _lacks_measures(base) and other.alone else None)
            if (
                label in (*_MEASURES, *DUTIES)
                and _same_numbers(base, other)
                and other.nodes
                and label is not base.label
            ):
                _take(base, other, label)


_TAKEN = "taken"


class _Group:
    """Nodes beside each other that count from one, and what their heading says of them."""

    def __init__(self, heading: Node | None, nodes: list[Node]) -> None:
        self.heading, self.nodes = heading, nodes
        title = _HEADS.sub("", heading.heading.rstrip("。：:")) if heading else ""
        self.label = (label_of(heading.heading) or label_of(title)) if heading else None
        self.alone = heading is None and not nodes[0].table if nodes else False


def _groups(roots: Sequence[Node]) -> list[_Group]:
    """The lists below headings, and those that stand without one."""
    found: list[_Group] = []
    run: list[Node] = []
    for root in roots:
        if root.children:
            found.append(_Group(root, root.children))
        if run and (root.kind != run[-1].kind or root.table != run[-1].table or root.children):
            found.append(_Group(None, run))
            run = []
        if not root.children:
            run.append(root)
    return [*found, _Group(None, run)] if run else found


def _lacks_measures(base: _Group) -> bool:
    """Whether a table says what is wrong or to be done, and not how; a column of tasks alone is no measure."""
    return bool(base.nodes and base.nodes[0].table) and not any(
        (node.texts(Label.MEASURES) and node.texts(Label.FINDING)) or node.steps for node in base.nodes
    )


def _same_numbers(base: _Group, other: _Group) -> bool:
    mine, theirs = {_number(node) for node in base.nodes}, {_number(node) for node in other.nodes}
    return bool(mine) and len(mine & theirs) >= _LISTED * max(len(mine), len(theirs))


def _number(node: Node) -> str:
    return node.number.strip("（）() .、").lstrip("0")


def _take(base: _Group, other: _Group, label: Label) -> None:
    by_number = {_number(node): node for node in base.nodes}
    for node in other.nodes:
        mine = by_number.get(_number(node))
        if mine is None:
            continue
        if mine.children and node.children:
            inner = _Group(mine, mine.children), _Group(node, node.children)
            if _same_numbers(*inner):
                _take(*inner, label)
                continue
        if label in _MEASURES and not mine.texts(Label.FINDING):
            mine.said = [replace(one, label=Label.FINDING) if one.label is Label.MEASURES else one for one in mine.said]
        text = "".join([node.heading, *node.body])
        below = [_shown(child) for child in node.children]
        if label in _MEASURES:
            mine.said += (
                [Said(Label.MEASURES, "整改措施", "\n".join(filter(None, [text, *below])))] if text or below else []
            )
        else:
            duties = duties_in(text)
            mine.said += [Said(duty.label, duty.label.value, duty.said) for duty in duties] or [
                Said(label, label.value, text)
            ]
        mine.said += node.said
        mine.steps += node.steps
    for node in other.nodes:
        node.kind = _TAKEN
    if other.heading is not None:
        other.heading.kind = _TAKEN


def _shown(child: Node) -> str:
    mark = {"bracket": "（{}）", "number": "{}.", "circle": "{}"}.get(child.kind, "{}、").format(child.number)
    return f"{mark}{child.heading}{''.join(child.body)}"
