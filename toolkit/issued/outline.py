"""The outline of a part of a document: its numbered headings, what is labelled under each, its tables, all other text.

Knows: how headings follow upon one another, where labels stand in lines. Must not know: what a plan makes of it.
Every character ends up in a node, in the head before the first of them, or in the tail behind the last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.issued.blocks import Block, Table, Text
from toolkit.issued.brackets import ends_with_duties
from toolkit.issued.duties import is_limit, names_units
from toolkit.issued.labels import DUTIES, TEXTS, Label, folded, label_of, text_label
from toolkit.issued.marks import Mark, figure, mark_of
from toolkit.issued.nodes import Node, Outline, Said
from toolkit.issued.table_rows import Band, Columns, Note, Rows, rows_of

_WORD = r"[^\s：:，,；;。、（）()【】“”]{2,12}(?:[（(][^（）()]{1,12}[）)])?"
_LABEL = re.compile(rf"(?:[【\[［]\s*([^】\]］]{{2,12}})\s*[】\]］]\s*[：:]?|(?:^|(?<=[\s；;。，,|]))({_WORD})\s*[：:])\s*")
_BEFORE_BLANK = re.compile(r"(\S{2,10})[ \u3000\t]+(\S.*)", re.DOTALL)
_TAIL = re.compile(r"抄\s*送|附\s*件\s*\d*[：:]|附\s*件\s*[一二三四五1-9]?[：:\d]|.{2,40}\d{1,2}日印发$|主题词|此件|[（(]此[页件]|联系人[：:]")
_DATE_LINE = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{1,3}月.{1,3}日")
_SIGNER = re.compile(r".{2,40}(?:政府|公署|委员会|办公室|党组|党委|局|厅|领导小组|委|县|市|区|联席会议|公司|学校|中心|院|组|专班|指挥部)")
_ENDED = re.compile(r"[。！？；;!?：:]$")
_TITLE = re.compile("方案|清单|台账|一览表|分解表|附件")
_LIST = re.compile("清单|台账|表$|方案$|措施$|分工$")
_BULLET = re.compile(r"^[●○◆◇■□▪▲★☆※➢➤✓•·⚫\-—–*]+\s*(?=\S)")
LINE = 25  # characters; a heading shorter than a printed line was not broken by its end
@dataclass(frozen=True, slots=True)
class _Found:
    """A label in a line: where it begins, what it stands for, its word, where its text begins."""

    begin: int
    label: Label
    word: str
    after: int


_PARTS = ("part", "section", "chapter", "level", "band")
_BELOW = (Label.MEASURES, Label.TARGET, Label.EXPLANATION, Label.UNITS, Label.LEAD, Label.REQUIREMENT)
_HEADS = (Label.MEASURES, Label.TARGET, Label.FINDING, Label.EXPLANATION, Label.REQUIREMENT, Label.TASK)


def outline(blocks: Sequence[Block], carried: Columns | None = None) -> Outline:
    """Take a part of a document apart; ``carried`` are the columns of a table before it that may go on here."""
    return _Builder(blocks, carried).read()


class _Builder:
    """Reads block by block; knows the headings that are open and the label that text belongs to."""

    def __init__(self, blocks: Sequence[Block], carried: Columns | None) -> None:
        self.made = Outline()
        self._blocks = blocks
        self._columns = carried
        self._open: list[Node] = []
        self._labelled = False  # whether text goes to the last label of the open node
        self._sealed = False  # whether the open node has said all that it says
        self._ended = False
        self._counted: dict[str, int] = {}  # the numbers within the text of a label, by kind
        self._tables = 0

    def read(self) -> Outline:
        for at, block in enumerate(self._blocks):
            if isinstance(block, Table):
                self._table(block)
            else:
                self._line(block, at)
        return self.made

    # -- lines ---------------------------------------------------------------------------------------------------------

    def _line(self, line: Text, at: int) -> None:
        text = _BULLET.sub("", line.text) or line.text
        if self._open and (_TAIL.match(text) or self._is_signature(text, at)):
            self._ended = True
        if self._ended:
            self.made.tail.append(line)
            return
        mark = mark_of(text)
        if mark.kind == "bare" and not self._counts_on("bare", mark.number):
            mark = replace(mark, kind="", rest=text)
        labels = list(_labels_in(mark.rest if mark.kind else text))
        if mark.kind and labels and not labels[0].begin and self._open and not self._heads(mark, labels):
            self._labels(mark.rest, labels)  # 1.整改目标：…
        elif mark.kind and not self._is_in_text(mark.kind, mark.number, line, at):
            self._heading(Node(mark.kind, mark.number, "", line.where, line.level), mark.rest)
        elif line.level and not labels:
            self._heading(Node("level", "", "", line.where, line.level), text)
        elif labels and not labels[0].begin:
            self._first_label(line, text, labels)
        elif self._heads_table(text, at):
            self._heading(Node("band", text, "", line.where), "")
        elif self._heads_without_number(text, at):
            self._block(line, re.sub(r"^\d+\s+", "", text))
        elif not self._open:
            self.made.head.append(line)
        elif self._sealed or not self._labelled and self._open[-1].kind == "row":
            self.made.tail.append(line)
        else:
            self._more(text, bool(labels))

    def _heads(self, mark: Mark, labels: list[_Found]) -> bool:
        """Whether a numbered line that begins with a label begins an item or part: 1.问题：…；措施：…"""
        said = {one.label for one in self._open[-1].said}
        if labels[0].label in (Label.FINDING, Label.TASK) or labels[0].label in said and len(labels) > 1:
            return self._counts_on(mark.kind, mark.number)
        return self._is_title(mark, labels)

    def _is_title(self, mark: Mark, labels: list[_Found]) -> bool:
        """Whether a numbered line that is a label and nothing else heads a part: 三、整改任务 behind 二、…."""
        return labels[0].after == len(mark.rest) and not re.search("[：:】]$", mark.rest) and (
            self._counts_on(mark.kind, mark.number) and any(node.kind == mark.kind for node in self._open)
        )

    def _following(self, at: int) -> Text | None:
        following = next(iter(self._blocks[at + 1 :]), None)
        return following if isinstance(following, Text) else None

    def _next_label(self, at: int) -> Label | None:
        following = self._following(at)
        if following is None:
            return None
        text = _BULLET.sub("", following.text)
        mark = mark_of(text)
        labels = list(_labels_in(mark.rest if mark.kind else text))
        if not labels or labels[0].begin or mark.kind and labels[0].after == len(mark.rest) and mark.rest[-1:] not in "：:】":
            return None
        return labels[0].label

    def _counts_on(self, kind: str, number: str) -> bool:
        last = next((node.number for node in reversed(self._open) if node.kind == kind), None)
        return figure(number) == (figure(last) + 1 if last else 1)

    def _is_in_text(self, kind: str, number: str, line: Text, at: int) -> bool:
        """Whether a number belongs to the text of a label, as （1） under 整改措施 does."""
        if not self._labelled or not self._open or self._open[-1].said[-1].label not in TEXTS:
            return False
        open_ones = [node for node in self._open if node.kind == kind and bool(node.level) == bool(line.level)]
        if not open_ones:
            self._counted[kind] = figure(number)
            return not line.level
        counted, wanted = self._counted.get(kind, 0), figure(open_ones[-1].number) + 1
        if figure(number) != counted + 1:
            return False
        if figure(number) == wanted or figure(number) == 1:
            label = self._next_label(at)
            has_duties = any(one.label in DUTIES for one in self._open[-1].said)
            if label in _HEADS or label in DUTIES and has_duties:
                return False
            if figure(number) == wanted and not counted:
                return False
        self._counted[kind] = figure(number)
        return True

    def _heads_table(self, text: str, at: int) -> bool:
        """Whether a short line names the part that the table behind it is about, as each table has one before it."""
        tables = [n for n, block in enumerate(self._blocks) if isinstance(block, Table)]
        if at + 1 not in tables or len(tables) < 2 or (self._open and self._open[-1].kind != "band"):
            return False
        before = [self._blocks[n - 1] for n in tables if n]
        return all(isinstance(one, Text) and _is_band(one.text) for one in before) and len(before) == len(tables) and (
            _is_band(text)
        )

    def _heads_without_number(self, text: str, at: int) -> bool:
        """Whether a line without a number heads what is labelled behind it, or is an item with its duties behind it."""
        before = self._open[-1] if self._open else None
        if ends_with_duties(text) and len(text) > 12:
            return before is None or (
                before.kind in (*_PARTS, "block") and (not before.said and not self._labelled or before.kind == "block")
                and not (before.kind != "block" and not before.children and len(before.heading) > 40)
            )  # fmt: skip
        label = self._next_label(at)
        if label is None or len(text) > 120 or (_ENDED.search(text) and not text.endswith(("。", "；"))):
            return False
        if before is None:
            return label in _BELOW and not _TITLE.search(text)
        if not before.said and not before.body and len(before.heading) >= LINE and not _ENDED.search(before.heading):
            return False  # the rest of a heading that the line's end broke
        said = {one.label for one in before.said}
        if label in said:
            # What the open item has said already is said of another one now.
            return bool(said & {*DUTIES, Label.MEASURES}) and len(text) >= 4
        return before.kind in _PARTS and not before.said and not before.body and label in _BELOW

    def _block(self, line: Text, text: str) -> None:
        """An item without a number begins, beside the open one if that is one."""
        while self._open and self._open[-1].kind not in (*_PARTS, "block") and self._open[-1].said:
            self._open.pop()
        above = next((node for node in reversed(self._open) if node.kind != "block"), None)
        beside = above.children if above else self.made.roots
        self._heading(Node("block", str(len(beside) + 1), "", line.where), text)

    def _heading(self, node: Node, rest: str) -> None:
        cut = next((n for n, one in enumerate(self._open) if _is_beside(one, node)), None)
        if cut is not None:
            del self._open[cut:]
        (self._open[-1].children if self._open else self.made.roots).append(node)
        self._open.append(node)
        self._labelled, self._counted = False, {}
        labels = [one for one in _labels_in(rest) if one.begin or one.after < len(rest) or re.search("[：:】]$", rest)]
        node.heading = rest[: labels[0].begin].strip() if labels else rest
        self._sealed = ends_with_duties(node.heading)
        if labels:
            self._take(node, rest, labels)

    # -- labels --------------------------------------------------------------------------------------------------------

    def _first_label(self, line: Text, text: str, labels: list[_Found]) -> None:
        label = labels[0].label
        node = self._open[-1] if self._open else None
        begins = label in (Label.FINDING, Label.NUMBER)
        again = node is not None and node.kind == "block" and bool(node.said) and label in {one.label for one in node.said}
        if begins and node is None or again and (begins or label is (node.said[0].label if node else None)):
            # No numbers at all: a problem begins where the word stands.
            self._block(line, "")
        elif begins and node is not None and node.kind in ("part", "level", "section", "chapter", "band") and (
            Label.FINDING in {one.label for child in node.children for one in child.said}
        ):
            self._block(line, "")
        if not self._open:
            self.made.head.append(line)
            return
        if label is Label.FINDING and self._open[-1].kind != "block" and any(
            one.label is Label.FINDING for one in self._open[-1].said
        ) and any(one.label in DUTIES for one in self._open[-1].said):
            self._block(line, "")
        self._labels(text, labels)

    def _labels(self, text: str, labels: list[_Found]) -> None:
        self._sealed = False
        self._take(self._open[-1], text, labels)

    def _take(self, node: Node, text: str, labels: list[_Found]) -> None:
        ends = [one.begin for one in labels[1:]] + [len(text)]
        for one, end in zip(labels, ends, strict=True):
            signs = " \u3000\t；;" if one.label in DUTIES else None
            node.said.append(Said(one.label, one.word, text[one.after : end].strip(signs)))
        self._labelled, self._counted = True, {}

    def _more(self, text: str, labelled_within: bool) -> None:
        """Text without a number or label: the rest of a broken line, or another paragraph."""
        node = self._open[-1]
        if self._labelled:
            last = node.said[-1]
            if last.label in DUTIES and last.text and _is_whole(last, text):
                node.body.append(text) if not ends_with_duties(text) else node.said.append(replace(last, text=text))
                self._sealed = True
                return
            between = "\n" if last.text and re.search("[。；;！]$", last.text) else ""
            node.said[-1] = replace(last, text=f"{last.text}{between}{text}")
            if labelled_within:
                labels = list(_labels_in(text))
                self._cut(node, text, labels)
        elif not node.body and len(node.heading) >= LINE and not _ENDED.search(node.heading):
            node.heading += text
        else:
            node.body.append(text)
            self._sealed = ends_with_duties(text)

    def _cut(self, node: Node, text: str, labels: list[_Found]) -> None:
        """Labels behind other text in a line end what was said before."""
        last = node.said[-1]
        node.said[-1] = replace(last, text=last.text[: len(last.text) - len(text) + labels[0].begin].strip())
        self._take(node, text, labels)

    def _is_signature(self, text: str, at: int) -> bool:
        """The issuer's name over the date, or the date, that stand at the end of a document."""
        following = self._following(at)
        if _DATE_LINE.fullmatch(_unspaced(text)):
            return not (self._labelled and self._open[-1].said[-1].label is Label.LIMIT and not self._open[-1].said[-1].text)
        return (
            following is not None and bool(_DATE_LINE.fullmatch(_unspaced(following.text)))
            and bool(_SIGNER.fullmatch(_unspaced(text))) and not mark_of(text).kind and not self._labelled_unit(text)
        )

    def _labelled_unit(self, text: str) -> bool:
        last = self._open[-1].said[-1] if self._labelled and self._open else None
        return last is not None and last.label in DUTIES and not last.text

    # -- tables --------------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        self._tables += 1
        made = rows_of(table, self._columns)
        if isinstance(made, list):
            for text in made:
                if not self._open and not self.made.roots:
                    self.made.head.append(text)
                else:
                    self._line(text, len(self._blocks))
            return
        self._columns = made.columns
        self.made.head += made.above if not self.made.roots else []
        self._attach(made)

    def _attach(self, made: Rows) -> None:
        """The rows of a table become nodes below the heading that is open, or measures of it."""
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.kind != "row" and not made.has_findings and not parent.children and not (
            _LIST.search(parent.heading) or label_of(parent.heading)
        ):
            for row in made.rows:
                if isinstance(row, Node):
                    parent.said += [one for one in row.said if row.kind == "pairs" or one.label not in TEXTS]
                    parent.steps += row.steps
            self._labelled, self._sealed = False, True
            return
        base = [node for node in self._open if node.kind not in ("row", "pairs")]
        self._open = base
        if (band := _band_above(made)) is not None:
            self._heading(Node(band.kind, band.number, "", made.above[-1].where), band.rest)
        for row in made.rows:
            match row:
                case Note():
                    self.made.tail.append(row.text)
                case Band():
                    mark = mark_of(row.text.text)
                    node = Node(mark.kind or "band", mark.number or row.text.text, "", row.text.where)
                    self._heading(node, mark.rest)
                case Node():
                    self._row(row)
        self._open = [node for node in self._open if node.kind not in ("row", "pairs")] if base else []
        self._labelled, self._sealed = False, True

    def _row(self, node: Node) -> None:
        node.table = self._tables
        mark = mark_of(f"{node.number} ")
        if mark.kind and mark.kind not in ("bare", "decimal", "letter"):
            node.kind, node.number = mark.kind, mark.number
        cut = next((n for n, one in enumerate(self._open) if one.kind in (node.kind, "row", "pairs")), None)
        if cut is not None:
            del self._open[cut:]
        (self._open[-1].children if self._open else self.made.roots).append(node)
        self._labelled = False


def _band_above(made: Rows) -> Mark | None:
    """The mark of the line above the head of a table that names its first part, where bands name the others."""
    kinds = {mark_of(row.text.text).kind for row in made.rows if isinstance(row, Band)} - {""}
    mark = mark_of(made.above[-1].text) if made.above else None
    return mark if mark and mark.kind in kinds else None


def _is_band(text: str) -> bool:
    return len(text) <= 24 and not re.search(r"[。；：:]|^[（(]?[表附]\s*\d|清单|台账|日期|\d{4}年", text) and not mark_of(text).kind


def _is_whole(last: Said, more: str) -> bool:
    """Whether a duty has been said, and what follows is no rest of a broken line."""
    if _ENDED.search(last.text) or len(more) > LINE:
        return True
    if last.label is Label.LIMIT:
        return is_limit(last.text) and not is_limit(more)
    return names_units(last.text) and not last.text.endswith("、") and not names_units(more)


def _is_beside(one: Node, node: Node) -> bool:
    """Whether a new heading ends an open one: of its own kind, or set as a heading no higher."""
    if node.level and one.level:
        return one.level >= node.level
    if node.kind == "level" or one.kind == "level":
        return False
    return one.kind == node.kind and bool(one.level) == bool(node.level)


def _labels_in(text: str) -> Iterator[_Found]:
    """The labels in a line: where each begins, what it stands for, its word, where its text begins."""
    found = False
    for match in _LABEL.finditer(text):
        word = match[1] or match[2]
        label = text_label(word)
        if label is None or (match.start() and text[match.start() - 1] in "，," and label not in DUTIES):
            continue
        if match[1] is None and _inside_bracket(text, match.start()):
            continue
        found = True
        yield _Found(match.start(), label, folded(word), match.end())
    if found:
        return
    label = text_label(text) if len(folded(text)) <= 10 else None
    if label is not None:
        yield _Found(0, label, folded(text), len(text))
        return
    match = _BEFORE_BLANK.match(text)
    if match and (label := text_label(match[1])) is not None and (
        label in DUTIES or re.search("整改|措施|举措|目标|问题|办法", match[1])
    ):
        if label is not Label.LIMIT or is_limit(match[2]):
            yield _Found(0, label, folded(match[1]), match.start(2))


def _inside_bracket(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")


def _unspaced(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
