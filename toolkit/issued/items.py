"""The items of a document: which nodes of its outline they are, and what each says.

Knows: what the parts of an outline mean in a plan. Must not know: files' formats, workbooks, units, time limits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.base.numerals import chinese_number, circled
from toolkit.issued.measures import split_measures
from toolkit.issued.outline import LABELS, Label, Node, Outline
from toolkit.issued.pages import Text
from toolkit.plan.model import Item, ItemKind, Measure, TimeLimit

_QUOTED = re.compile(r"(?:关于)?“(.+?)”\s*(?:这一|等)?(的问题|问题|的方面|方面)\s*([，,：:。]?)(.*)", re.DOTALL)
_KINDS = (("建议", ItemKind.SUGGESTION), ("审议意见", ItemKind.DELIBERATION_OPINION), ("要求", ItemKind.REQUIREMENT))
_NO_ITEMS = re.compile(
    "指导思想|总体要求|基本原则|工作原则|总体目标|整改目标|工作目标|目标任务|主要目标|基本情况|总体情况|组织领导|保障措施|"
    "工作步骤|实施步骤|组织保障|工作机制|进度安排|时间安排|责任分工|编制依据"
)
_ADDRESSED = re.compile(r"(各县（市[^）]{0,12}）(?:、各有关部门（单位）)?|各县市区?)(?=要|应|须|必须|于|将|按|在)")
_BY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:之前|以前|前)")


# -- which headings are items ------------------------------------------------------------------------------------------

_Chosen = list[tuple[Node, tuple[Node, ...]]]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A text of the document that is in no item, and where it stands."""

    where: str
    text: str


def items_of(made: Outline) -> _Chosen:
    """The nodes that are items, each with the headings above it."""
    labelled_somewhere = any(_own_labels(node) for node in made.nodes())
    only_top = all(not root.children for root in made.roots)
    found: _Chosen = []

    def visit(node: Node, above: tuple[Node, ...]) -> None:
        below = [child for child in node.walk() if child is not node]
        if _own_labels(node) and not any(_own_labels(child) for child in below):
            found.append((node, above))
        elif node.children:
            for child in node.children:
                visit(child, (*above, node))
        elif _is_bare_item(node, above, labelled_somewhere, only_top):
            found.append((node, above))

    for root in made.roots:
        visit(root, ())
    return found


def _own_labels(node: Node) -> bool:
    return any(LABELS.get(word) not in (None, Label.OTHER, Label.NUMBER) for word, _ in node.labelled)


def _is_bare_item(node: Node, above: tuple[Node, ...], labelled_somewhere: bool, only_top: bool) -> bool:
    """Whether a heading without labels or children is an item: it depends on the part it stands in."""
    if not above and not only_top:
        return False
    titles = "".join(one.heading.split("。")[0] for one in above)
    if _NO_ITEMS.search(titles):
        return False
    if any(word in titles for word, _ in _KINDS):
        return True
    return not labelled_somewhere and not _NO_ITEMS.search(node.heading.split("。")[0])


def left_over(made: Outline, chosen: _Chosen) -> list[LeftOver]:
    """The text of the numbered parts that is in no item."""
    inside = {id(one) for node, _ in chosen for one in node.walk()}
    titles = {id(one) for _, above in chosen for one in above}
    left = []
    for node in made.nodes():
        if id(node) in inside:
            continue
        texts = [f"{word}：{said}" for word, said in node.labelled] + node.body
        if id(node) not in titles:
            texts.insert(0, node.heading)
        left += [LeftOver(node.where, text) for text in texts if text]
    return left + [LeftOver(page.where, page.text) for page in made.tail if isinstance(page, Text)]


# -- one item ----------------------------------------------------------------------------------------------------------


def item_of(node: Node, above: tuple[Node, ...], taken: dict[str, int]) -> Item:
    """The item that a node is; ``above`` are the nodes over it, ``taken`` counts the codes that were given."""
    said, notes = _said(node, above)
    numbered = [_numbered(child) for child in node.walk() if child is not node]
    first = said.get(Label.FINDING, [])
    heading = node.heading or (first[0] if first else "")
    title, separator, rest = _title(heading, labelled=bool(said))
    kind = _kind(said, above)
    finding = "".join(first if node.heading else first[1:] or ([heading] if heading != title else []))
    description = "".join([*said.get(Label.MEASURES, []), *said.get(Label.EXPLANATION, []), *numbered])
    rest += "".join(node.body)
    if said and (separator != "：" or description):
        finding += rest
    else:
        description = rest + description
    code, id_ = _code(node, above, taken)
    part, section = (above[0] if above else node), (above[1] if len(above) > 1 else None)
    own_section = node if section is None and above and node.kind == "section" else section
    as_written, limit = _phrase("、", said.get(Label.UNITS, [])), _phrase("；", said.get(Label.LIMIT, []))
    description = _clean(description)
    if kind is ItemKind.REQUIREMENT and not as_written:
        addressed, by = _ADDRESSED.search(description), _BY.search(description)
        as_written, limit = addressed[1] if addressed else "", limit or (by[0] if by else "")
    return Item(
        id=id_,
        code=code,
        part=part.number if above else "",
        part_title=_clean(part.heading) if above else "",
        section=f"（{own_section.number}）" if own_section else "",
        section_title=_section_title(own_section, node, title),
        title=_clean(title),
        kind=kind,
        finding=_clean(finding),
        description=description,
        measures=() if kind is ItemKind.EXPLANATION else _measures(said.get(Label.MEASURES, []), description),
        units_as_written=as_written,
        lead_unit=_phrase("、", said.get(Label.LEAD, [])),
        time_limit=TimeLimit(limit),
        note="\n".join(notes),
    )


def _said(node: Node, above: tuple[Node, ...]) -> tuple[dict[Label, list[str]], list[str]]:
    """What is labelled at an item, by label; and as notes what the plan has no column for.

    Units and limits of a whole section hold for its items, unless they say otherwise.
    """
    said: dict[Label, list[str]] = {}
    notes: list[str] = []
    for one in (node, *reversed(above)):
        own: dict[Label, list[str]] = {}
        for word, text in one.labelled:
            label = LABELS.get(word, Label.OTHER)
            if label in (Label.OTHER, Label.TARGET):
                notes.append(f"{word}：{text}")
            elif one is node or label in (Label.UNITS, Label.LEAD, Label.LIMIT):
                own.setdefault(label, []).append(text)
        said = {**own, **said}
    return said, notes


def _measures(texts: Sequence[str], description: str) -> tuple[Measure, ...]:
    """The measures; each row of a table has measures of its own."""
    if len(texts) < 2:
        return split_measures(description)
    found = [measure for text in texts for measure in split_measures(_clean(text))]
    return tuple(replace(measure, no=no) for no, measure in enumerate(found, start=1))


def _phrase(between: str, texts: Sequence[str]) -> str:
    return between.join(dict.fromkeys(_clean(text).rstrip("；;。，,、") for text in texts))


def _numbered(node: Node) -> str:
    mark = {"part": "{}、", "section": "（{}）", "number": "{}.", "bracket": "（{}）"}.get(node.kind, "{}")
    return mark.format(node.number) + node.heading + "".join(node.body)


def _section_title(section: Node | None, node: Node, title: str) -> str:
    if section is None:
        return ""
    return _clean(title if section is node else section.heading).rstrip("。")


def _title(heading: str, *, labelled: bool) -> tuple[str, str, str]:
    """The title in a heading, the sign behind it, and the rest of the heading."""
    match = _QUOTED.match(heading)
    if match:
        return match[1], match[3].replace(":", "："), match[4]
    sentence, stop, rest = heading.partition("。")
    if not labelled and "：" in sentence[:40]:
        sentence, _, more = sentence.partition("：")
        return sentence, "：", more + stop + rest
    return sentence.rstrip("；：:;"), stop, rest


def _kind(said: dict[Label, list[str]], above: tuple[Node, ...]) -> ItemKind:
    if Label.EXPLANATION in said and Label.MEASURES not in said:
        return ItemKind.EXPLANATION
    part = above[0].heading.split("。")[0] if above else ""
    for word, kind in _KINDS:
        # 要求 stands in many headings; only where nothing is labelled it makes a requirement of an item.
        if word in part and (kind is not ItemKind.REQUIREMENT or Label.MEASURES not in said):
            return kind
    return ItemKind.RECTIFICATION


def _code(node: Node, above: tuple[Node, ...], taken: dict[str, int]) -> tuple[str, str]:
    """The code as the document has it, and in figures; a second one of the same number gets a letter's worth more."""
    chain = [one for one in (*above, node) if one.kind != "band"]
    shown = {"section": "（{}）", "bracket": "（{}）"}
    code = "".join(shown.get(one.kind, "{}").format(one.number) for one in chain)
    id_ = ".".join(str(_figure(one.number)) for one in chain)
    taken[id_] = taken.get(id_, 0) + 1
    if taken[id_] > 1:
        code, id_ = f"{code}-{taken[id_]}", f"{id_}-{taken[id_]}"
    return code, id_


def _figure(number: str) -> int:
    """The number of a mark in figures; 0 for a row's own numbering that is none."""
    if number.isdecimal():
        return int(number)
    if re.fullmatch("[①-⑳]", number):
        return circled(number)
    return chinese_number(number) or 0


def _clean(text: str) -> str:
    """Text without the spaces and breaks of the page; those between Latin words and figures stay."""
    return re.sub(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])", "", text)
