"""The outline of an issued document: its numbered headings, what is labelled under each, and all other text.

Knows: how Chinese documents number and label (一、（一）1.（1）①, 责任单位：…). Must not know: what a plan makes of it.
Every character of the document ends up in a node, in the head before the first number, or in the tail behind the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from toolkit.issued.pages import Table, Text

_CN = "[一二三四五六七八九十百][零一二三四五六七八九十百]{0,4}"
# In no particular order of depth: a kind's depth is where it first appears under the others.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"({_CN})[、.．]\s*")),
    ("section", re.compile(rf"[（(]({_CN})[）)]\s*[、.．]?\s*")),
    ("number", re.compile(r"(\d{1,3})(?:[.．](?!\d)|、)\s*")),
    ("bracket", re.compile(r"[（(](\d{1,3})[）)]\s*[、.．]?\s*")),
    ("circle", re.compile(r"([①-⑳])\s*")),
    ("problem", re.compile(rf"(?:反馈|存在)?问题\s*({_CN}|\d{{1,3}})\s*[：:、.．]\s*")),
    ("item", re.compile(rf"第({_CN}|\d{{1,3}})(?:项|条|个问题|个)?(?:问题)?\s*[：:、.．]\s*")),
)


class Label(StrEnum):
    """What a label stands for; ``OTHER`` is kept in the item's notes under its own word."""

    FINDING = "反馈问题"
    TARGET = "整改目标"
    MEASURES = "整改措施"
    EXPLANATION = "情况说明"
    UNITS = "责任单位"
    LEAD = "牵头单位"
    LIMIT = "整改时限"
    NUMBER = "序号"
    OTHER = "其他"


LABELS: dict[str, Label] = {
    **dict.fromkeys(("反馈问题", "问题描述", "存在问题", "存在的问题", "具体问题", "问题表现", "具体表现", "主要问题",
                     "反馈意见", "问题清单", "审计发现问题", "发现问题", "审计查出问题", "问题"), Label.FINDING),
    **dict.fromkeys(("整改目标", "工作目标", "目标要求", "整改要求", "整改标准", "目标"), Label.TARGET),
    **dict.fromkeys(("整改措施", "整改举措", "工作措施", "具体措施", "主要措施", "整改落实措施", "整改任务", "整改内容",
                     "整改意见", "整改建议", "审计建议", "工作举措", "措施"), Label.MEASURES),
    **dict.fromkeys(("情况说明", "有关说明", "说明"), Label.EXPLANATION),
    **dict.fromkeys(("整改单位", "责任单位", "整改责任单位", "责任部门", "责任主体", "整改主体", "主责单位", "承办单位",
                     "整改责任部门"), Label.UNITS),
    **dict.fromkeys(("牵头单位", "牵头部门", "牵头责任单位", "牵头责任部门"), Label.LEAD),
    **dict.fromkeys(("整改时限", "完成时限", "整改期限", "时限要求", "完成时间", "整改完成时限", "整改时间", "完成期限",
                     "整改完成时间", "时限", "期限"), Label.LIMIT),
    **dict.fromkeys(("序号", "编号"), Label.NUMBER),
    **dict.fromkeys(("配合单位", "配合部门", "协办单位", "责任领导", "牵头领导", "包抓领导", "包案领导",
                     "分管领导", "责任人", "整改责任人", "具体责任人", "联系人", "联系电话", "督导单位",
                     "督导部门", "督办单位", "验收单位", "验收部门", "验收标准", "完成情况", "整改情况",
                     "整改进展", "进展情况", "整改结果", "整改状态", "备注", "责任处室", "责任科室", "问题类型",
                     "问题性质", "问题来源", "类别"), Label.OTHER),
}  # fmt: skip
_BELOW_A_HEADING = (Label.MEASURES, Label.TARGET, Label.EXPLANATION, Label.UNITS)
_TEXTS = (Label.FINDING, Label.TARGET, Label.MEASURES, Label.EXPLANATION)
_WORDS = "|".join(r"\s*".join(word) for word in sorted(LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"(?:[【\[]\s*({_WORDS})\s*[】\]]\s*[：:]?|(?:^|(?<=[\s；;。]))({_WORDS})\s*[：:])\s*")
_TAIL = re.compile(r"抄\s*送|附\s*件[：:\d一二三]|.{2,30}\d{1,2}日印发$|主题词|此件(?:公开|主动)|（此页无正文")
_DECIMAL = re.compile(rf"^\d+(?:\.\d+)+\s+(?=(?:{_WORDS})\s*[：:])")  # 1.1 整改措施：…
_TITLE = re.compile("方案|清单|台账|一览表|分解表|附件")
_DATE_LINE = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{1,3}月.{1,3}日")
_SIGNER = re.compile(r".{2,30}(?:政府|委员会|办公室|党组|局|厅|领导小组|委|县|市)")
_ENDED = re.compile(r"[。！？；;!?：:]$")
LINE = 25  # characters; a heading shorter than a printed line was not broken by its end


@dataclass(eq=False)
class Node:
    """A numbered heading: its mark, its text, what is labelled below it, other text, and its children."""

    kind: str
    number: str
    heading: str
    where: str
    labelled: list[tuple[str, str]] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in the document's order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Outline:
    """A document taken apart: ``head`` and ``tail`` are the lines before and behind the numbered parts."""

    head: list[Text] = field(default_factory=list)
    roots: list[Node] = field(default_factory=list)
    tail: list[Text] = field(default_factory=list)

    def nodes(self) -> list[Node]:
        """All nodes in the document's order."""
        return [node for root in self.roots for node in root.walk()]


def outline(pages: Sequence[Text | Table]) -> Outline:
    """Take a document apart."""
    builder = _Builder()
    texts = [page for page in pages if isinstance(page, Text)]
    following = {id(one): two.text for one, two in pairwise(texts)}
    for page in pages:
        if isinstance(page, Table):
            builder.table(page)
        else:
            builder.line(page, following.get(id(page), ""))
    return builder.made


class _Builder:
    """Reads line by line; knows the headings that are open and the label that text belongs to."""

    def __init__(self) -> None:
        self.made = Outline()
        self._open: list[Node] = []
        self._labelled = False  # whether text goes to the last label of the open node
        self._ended = False
        self._rows = 0

    def line(self, page: Text, following: str) -> None:
        text = page.text
        if self._open and (_TAIL.match(text) or _is_signature(text, following)):
            self._ended = True
        if self._ended:
            self.made.tail.append(page)
            return
        text = _DECIMAL.sub("", text)
        kind, number, rest = _mark(text)
        if _LABEL.match(rest) and kind and self._open:
            self._labels(page, rest)  # 1.整改目标：…
        elif kind and not self._is_enumeration(kind):
            self._heading(Node(kind, number, "", page.where), rest)
        elif _LABEL.match(text):
            self._labels(page, text)
        elif self._is_bare_heading(text, following):
            self._heading(Node("block", str(len(self.made.roots) + 1), "", page.where), re.sub(r"^\d+\s+", "", text))
        elif not self._open:
            self.made.head.append(page)
        else:
            self._more(text)

    def _is_bare_heading(self, text: str, following: str) -> bool:
        """Whether a line without a number heads the labels behind it, in a document that has no numbers at all."""
        label = _LABEL.match(_mark(_DECIMAL.sub("", following))[2])
        if label is None or _ENDED.search(text) or len(text) > 60:
            return False
        if LABELS[re.sub(r"\s", "", label[1] or label[2])] not in _BELOW_A_HEADING:
            return False
        if not self._open:
            return not _TITLE.search(text)
        words = {LABELS[word] for word, _ in self._open[-1].labelled}
        return self._open[-1].kind == "block" and Label.MEASURES in words and len(words) > 1

    def _is_enumeration(self, kind: str) -> bool:
        """Whether a number belongs to the text of a label, as （1） under 整改措施 does."""
        if not self._labelled or any(node.kind == kind for node in self._open):
            return False
        return LABELS[self._open[-1].labelled[-1][0]] in _TEXTS

    def _heading(self, node: Node, rest: str) -> None:
        kinds = [one.kind for one in self._open]
        if node.kind in kinds:
            del self._open[kinds.index(node.kind) :]
        (self._open[-1].children if self._open else self.made.roots).append(node)
        self._open.append(node)
        self._labelled = False
        before = _LABEL.search(rest)
        node.heading = rest[: before.start()].strip() if before else rest
        if before:
            self._take_labels(node, rest[before.start() :])

    def _labels(self, page: Text, text: str) -> None:
        first = _LABEL.match(text)
        assert first
        label = LABELS[re.sub(r"\s", "", first[1] or first[2])]
        node = self._open[-1] if self._open else None
        if label is Label.FINDING and (node is None or (node.kind == "block" and node.labelled)):
            # No numbers at all: a problem begins where the word stands.
            self._heading(Node("block", str(len(self.made.roots) + 1), "", page.where), "")
            node = self._open[-1]
        if node is None:
            self.made.head.append(page)
            return
        self._take_labels(node, text)

    def _take_labels(self, node: Node, text: str) -> None:
        matches = list(_LABEL.finditer(text))
        ends = [match.start() for match in matches[1:]] + [len(text)]
        for match, end in zip(matches, ends, strict=True):
            word = re.sub(r"\s", "", match[1] or match[2])
            node.labelled.append((word, text[match.end() : end].strip()))
        self._labelled = True

    def _more(self, text: str) -> None:
        """Text without a number or label: the rest of a broken line, or another paragraph."""
        node = self._open[-1]
        if self._labelled:
            word, said = node.labelled[-1]
            node.labelled[-1] = (word, f"{said}{text}" if said else text)
        elif not node.body and len(node.heading) >= LINE and not _ENDED.search(node.heading):
            node.heading += text
        else:
            node.body.append(text)

    def table(self, table: Table) -> None:
        header = next((n for n, row in enumerate(table.rows[:4]) if _labels_in(row) >= 2), None)
        if header is None:
            for row in table.rows:
                self.line(Text(" ".join(dict.fromkeys(filter(None, row))), table.where), "")
            return
        for row in table.rows[:header]:
            self.made.head.append(Text(" ".join(dict.fromkeys(filter(None, row))), table.where))
        words = [re.sub(r"[\s*（(].*|\s", "", re.sub(r"\s", "", cell)) for cell in table.rows[header]]
        finding = next((n for n, word in enumerate(words) if LABELS.get(word) is Label.FINDING), None)
        numbers = next((n for n, word in enumerate(words) if LABELS.get(word) is Label.NUMBER), None)
        previous: dict[int, int] = {}
        node: Node | None = None
        for n, row in enumerate(table.rows[header + 1 :], start=header + 1):
            cells = dict(enumerate(table.cells[n]))
            if len(set(cells.values())) == 1 and len(cells) > 1:
                self._band(Text(row[0], f"{table.where}第{n + 1}行"))
                node, previous = None, {}
                continue
            key = finding if finding is not None else 0
            goes_on = node is not None and (cells[key] == previous.get(key) or not row[key].strip())
            if not goes_on or node is None:
                number = row[numbers].strip() if numbers is not None else ""
                node = self._row_node(f"{table.where}第{n + 1}行", number)
            for index, (word, cell) in enumerate(zip(words, row, strict=True)):
                if cell.strip() and index != numbers and not (goes_on and cells[index] == previous.get(index)):
                    node.labelled.append((word or "备注", cell.strip()))
            previous = cells

    def _row_node(self, where: str, number: str) -> Node:
        """A row of a table; its number may say that it stands beside a section (（五）) and not in the last one."""
        kind, written, _ = _mark(f"{number} ")
        self._rows += 1
        if not kind:
            kind, written = "row", number or str(self._rows)
        node = Node(kind, written, "", where)
        kinds = [one.kind for one in self._open]
        if kind in kinds:
            del self._open[kinds.index(kind) :]
        (self._open[-1].children if self._open else self.made.roots).append(node)
        self._labelled = False
        return node

    def _band(self, page: Text) -> None:
        """A row merged over the whole table heads the rows below it."""
        kind, number, rest = _mark(page.text)
        self._heading(Node(kind or "band", number or page.text, "", page.where), rest)


def _labels_in(row: Sequence[str]) -> int:
    return len({LABELS[word] for cell in row if (word := re.sub(r"[（(].*|\s", "", cell)) in LABELS})


def _mark(text: str) -> tuple[str, str, str]:
    """The kind and number of a heading and the text behind it; ("", "", text) for none."""
    for kind, pattern in _MARKS:
        match = pattern.match(text)
        if match:
            return kind, match[1], text[match.end() :].strip()
    return "", "", text


def _is_signature(text: str, following: str) -> bool:
    """The issuer's name over the date, or the date, that stand at the end of a document."""
    return bool(_DATE_LINE.fullmatch(text)) or (
        bool(_DATE_LINE.fullmatch(following)) and bool(_SIGNER.fullmatch(text)) and not _mark(text)[0]
    )
