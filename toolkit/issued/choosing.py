"""Which nodes of an outline are the items.

Knows: what tells an item from the part that it stands in and from the measures below it. Must not know: what an item
says, files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.issued.brackets import parted
from toolkit.issued.labels import DUTIES, ROLES, TEXTS, Label
from toolkit.issued.nodes import Node, Outline
from toolkit.issued.prose import is_told

KIND_WORDS = ("建议", "审议意见", "要求")
_NO_ITEMS = re.compile(
    "指导思想|总体要求|总体思路|工作思路|基本原则|工作原则|总体目标|整改目标|工作目标|目标任务|主要目标|基本情况|"
    "总体情况|组织领导|保障措施|工作保障|"
    "工作步骤|实施步骤|方法步骤|组织保障|工作机制|进度安排|时间安排|责任分工|编制依据|工作要求|有关要求|相关要求|"
    "几点要求|强化保障|组织实施|"
    "阶段划分|实施阶段|责任追究|明确责任|按时反馈|强化督办|报送要求|整改步骤|工作安排|总体安排|任务目标|领导机构|"
    "监督检查|考核问责"
)
_WRONG = re.compile(
    "存在|现象|弃|不|未|没有|无|缺|少|滞后|薄弱|弱|慢|差|乱|虚|空|假|违|擅自|超|浪费|拖|流失|脱节|偏|漏|欠|混|随意|形式|走过场|"
    "问题|隐患|失|断|破|堵|难|旧|低|"
    "单一|淡化|松懈|有差距|重.+轻|挪用|占用|损|毁|挤占|虚报|套取|截留|私|偷|逾|闲置|老化|污染|扰民|溢|裸露|反弹|停滞|"
    "延误|罚|异味|危险|积压|脏|串换|上锁|锁闭|瘫|塌|裂|锈|脱落|堆放|堆积|积存|残留|渗|冒领|滞留|拥堵|积水|内涝|噪|臭|带病|荒废|扎堆|克扣"
)
EVERYBODY = re.compile(r"各县|各市|各区|各乡镇|各镇|各街道|各地")
ADDRESSED = re.compile(r"(各县（市[^）]{0,12}）(?:、各有关部门（单位）)?|各县市区?)(?=要|应|须|必须|于|将|按|在)")
# A measure's number below an item's: 1. and （1）.
_ITEM_AND_MEASURE = {(item, measure) for item in ("number", "decimal", "problem", "item", "ordinal")
                     for measure in ("bracket", "circle", "half", "letter")}  # fmt: skip
_TO_DO = re.compile(
    "降低|减少|减轻|压缩|消除|破解|遏制|防范|纠正|杜绝|严防|缩短|推行|"
    "完成|更换|拆除|建立|制定|开展|推进|推动|推广|推行|加强|加快|加大|落实|组织|新建|改造|建设|建成|清理|整治|修订|"
    "修复|补齐|筹措|配备|培训|实施|实现|"
    "开通|设立|优化|提升|提高|扩大|压减|规范|健全|完善|深化|启动|督促|协调|研究|打通|解决|妥善|出台|编制|做好|办好|"
    "强化|严格|查处|追回|收回|核查|排查|"
    "引进|培育|举办|新增|增设|增加|改善|改进|免费|发放|支持|引导|探索|试点|创建|打造|为.{2,20}(?:提供|接种|办理|配)"
)
# Words that have a sign of what is wrong in them and say what is wanted, or only that there are problems.
_NOT_WRONG = re.compile(
    "问题|隐患|降低|减少|减轻|不断|不少于|难题|防范.*|化解.*|破解.*|消除.*|最低|低碳|未来|少年|“[^”]*”"
)
_THEME = re.compile("方面|领域|类|板块|部分|工作|情况|环节")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A node that is an item, with the headings above it; whether the nodes below it are its measures."""

    node: Node
    above: tuple[Node, ...]
    has_measures_below: bool = False


def chosen(made: Outline) -> list[Chosen]:
    """The nodes that are items."""
    duties_somewhere = any(_bears(node) for node in made.nodes())
    only_top = all(not root.children for root in made.roots)
    everybody = _asks_everybody(made)
    found: list[Chosen] = []

    def visit(node: Node, above: tuple[Node, ...]) -> None:
        below = [child for child in node.walk() if child is not node]
        if not node.children:
            surely = _is_item(node) and not _is_general(node, above)
            if surely or _is_bare(node, above, duties_somewhere, only_top, everybody):
                found.append(Chosen(node, above))
            return
        if (_is_item(node) and not any(_bears(child) for child in below)) or _heads_measures(node):
            found.append(Chosen(node, above, has_measures_below=True))
        else:
            for child in node.children:
                visit(child, (*above, node))

    for root in made.roots:
        visit(root, ())
    return _with_siblings(found, made) if duties_somewhere else found


def bears_duties(node: Node) -> bool:
    """Whether a node says who answers or by when, under a label or at the end of its text."""
    return (
        any(one.label in (*ROLES, Label.LIMIT) for one in node.said) or any(step.duties for step in node.steps)
        or any(parted(text).duties for text in (node.heading, *node.body[-1:])) or tells(node)
    )  # fmt: skip


def tells(node: Node) -> bool:
    """Whether running text says who is to do what: behind a heading, or under a label where none names who answers."""
    if node.steps or node.children or node.kind in ("row", "pairs"):
        return False
    if any(one.label in ROLES for one in node.said):
        return False
    if node.said:
        return any(map(is_told, node.texts(Label.MEASURES, Label.REQUIREMENT)))
    text = "".join([node.heading, *node.body])
    return bool(text) and not parted(text).duties and is_told(text)


def _is_general(node: Node, above: tuple[Node, ...]) -> bool:
    """Whether running text asks for something in a part under which no items stand: 各镇于5月底前成立专班."""
    titles = [one.heading.split("。")[0] for one in above]
    return not node.said and tells(node) and (any(map(_is_general_title, titles)) or is_no_part_of_items(node.heading))


def _is_general_title(title: str) -> bool:
    """Whether a part asks for something in general, and does not say what is wrong and what is asked about it."""
    return is_no_part_of_items(title) or ("要求" in title and not re.search("问题|事项|任务", title))


def _bears(node: Node) -> bool:
    return bears_duties(node) or _is_item(node)


def _is_item(node: Node) -> bool:
    """Whether a node says what only an item says."""
    labels = {one.label for one in node.said}
    if labels & set(TEXTS) or node.steps:
        return True
    if node.kind in ("row", "pairs"):
        return bool(labels - {Label.OTHER, Label.GROUP, Label.NUMBER})
    return bool(node.heading or node.body) and bears_duties(node)


def _heads_measures(node: Node) -> bool:
    """Whether a heading is a problem and what stands below it are its measures, each with duties of its own."""
    children = node.children
    if any(child.children for child in children):
        return _heads_groups(node)
    if any(child.table or any(one.label not in DUTIES for one in child.said) for child in children):
        return False
    if not any(bears_duties(child) for child in children):
        return False
    if {one.label for one in node.said} & {Label.MEASURES, Label.TARGET, Label.FINDING}:
        return True
    bare = parted(node.heading).text
    if _bears_roles(node) and not any(map(_bears_roles, children)):
        return says_wrong(bare) and is_problem(bare)
    if bears_duties(node):
        return False
    return (node.kind, children[0].kind) in _ITEM_AND_MEASURE or _is_mended_by(node, children)


def _is_mended_by(node: Node, children: Sequence[Node]) -> bool:
    """Whether a heading says what is wrong, and what stands below it does not."""
    if 2 * sum(says_wrong(child.heading) for child in children) > len(children):
        return False
    if is_problem(node.heading) and node.kind not in ("part", "chapter", "band"):
        return True
    # Who answers and by when is said of each, and the heading says what is wrong, however short.
    return _is_wrong(node.heading) and all(map(_bears_roles, children))


def _heads_groups(node: Node) -> bool:
    """Whether a heading is a problem, and what is to be done stands in groups below it, each with duties of its own."""
    inner = [one for one in node.walk() if one.children and one is not node]
    leaves = [one for one in node.walk() if not one.children]
    if any(one.said or says_wrong(one.heading) for one in inner) or any(one.table for one in leaves):
        return False
    if any(one.texts(*TEXTS) or says_wrong(one.heading) for one in leaves) or not all(map(bears_duties, leaves)):
        return False
    is_part = node.kind in ("part", "chapter", "band") or bears_duties(node)
    return not is_part and bool(_WRONG.search(node.heading)) and is_problem(node.heading)


def _bears_roles(node: Node) -> bool:
    """Whether a node says who answers, and not only by when."""
    duties = [duty.label for text in (node.heading, *node.body[-1:]) for duty in parted(text).duties]
    return any(label in ROLES for label in (*duties, *(one.label for one in node.said)))


def is_problem(heading: str) -> bool:
    """Whether a heading says what is wrong, and not what a part is about."""
    said = heading.rstrip("。；;：:")
    if len(said) > 40:
        return True
    if _THEME.search(said[-3:]) and not re.search("[，,；;]", said):
        return False
    return len(said) >= 8 and (bool(_WRONG.search(said)) or bool(re.search("[，。；]", said)))


def _is_wrong(heading: str) -> bool:
    """Whether a heading says that something is wrong, and does not only name problems as a theme."""
    said = _NOT_WRONG.sub("", heading.rstrip("。；;：:"))
    return len(said) >= 4 and bool(_WRONG.search(said)) and not _THEME.search(said[-3:]) and not _TO_DO.match(said)


def heads_lines(node: Node) -> bool:
    """Whether what stands in lines without numbers below a heading is to be done about it, and is no item each."""
    return not node.children and (len(node.heading) > 40 or _is_wrong(node.heading))


def says_wrong(text: str) -> bool:
    """Whether a text says that something is wrong, and not what is to be done."""
    return bool(_WRONG.search(text)) and not _TO_DO.match(text)


def is_no_part_of_items(title: str) -> bool:
    """Whether a heading is one under which no items stand (总体要求, 组织领导 …)."""
    first = re.split("[。：:]", title)[0]
    return bool(_NO_ITEMS.search(first)) and len(first) <= 16


def _is_bare(node: Node, above: tuple[Node, ...], duties_somewhere: bool, only_top: bool, everybody: bool) -> bool:
    """Whether a heading without labels or children is an item: it depends on the part it stands in."""
    if not above and not only_top:
        return False
    titles = [one.heading.split("。")[0] for one in above]
    if any("要求" in title and title[-4:] != "总体要求" for title in titles):
        # What is required in general is an item only where it is asked of those who answer for all the others.
        return everybody if duties_somewhere else not is_no_part_of_items(titles[-1])
    if any(is_no_part_of_items(title) for title in titles):
        return False
    if any(word in "".join(titles) for word in KIND_WORDS):
        return True
    return not duties_somewhere and not is_no_part_of_items(node.heading)


def _asks_everybody(made: Outline) -> bool:
    """Whether the items are asked of all units of a kind (各县（市）), and general requirements of the same."""
    asked = [text for node in made.nodes() for text in node.texts(Label.UNITS)]
    if not asked or sum(bool(EVERYBODY.search(text)) for text in asked) < len(asked) / 2:
        return False
    said = [f"{node.heading}{''.join(node.body)}" for node in made.nodes()]
    return any(ADDRESSED.search(text) for text in said)


def _with_siblings(found: list[Chosen], made: Outline) -> list[Chosen]:
    """Beside items of one kind under one heading, what is numbered alike is an item, too, if nothing is said of it."""
    items = {id(one.node) for one in found}
    added: list[Chosen] = []

    def visit(nodes: Sequence[Node], above: tuple[Node, ...]) -> None:
        kinds = {
            node.kind for node in nodes if id(node) in items and node.kind not in ("row", "pairs", "level", "block")
        }
        titles = "".join(one.heading.split("。")[0] for one in above)
        for node in nodes:
            if id(node) in items:
                continue
            beside = sum(1 for one in nodes if id(one) in items and one.kind == node.kind)
            alike = (
                node.kind in kinds and beside >= 2 and 2 * beside >= sum(1 for one in nodes if one.kind == node.kind)
            )
            inside = any(id(one) in items for one in node.walk())
            if alike and not inside and not is_no_part_of_items(node.heading) and not _NO_ITEMS.search(titles):
                added.append(Chosen(node, above, bool(node.children)))
            else:
                visit(node.children, (*above, node))

    visit(made.roots, ())
    if not added:
        return found
    order = {id(node): n for n, node in enumerate(made.nodes())}
    return sorted([*found, *added], key=lambda one: order[id(one.node)])
