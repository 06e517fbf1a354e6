"""The outline of a part of a document: its headings, what is labelled under each, its tables, other text.

Knows: what a line does to the headings that are open. Must not know: what a plan makes of it. Every character ends up
in a node, in the head before the first of them, or in the tail behind the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.issued.ahead import (
    ENDED,
    LINE,
    TAIL,
    asks_for_reports,
    bare,
    begins_again,
    goes_on_with_labels,
    heads_table,
    is_date,
    is_item_line,
    is_only_title,
    is_signature,
    is_whole,
    label_behind,
    marked_labels,
)
from toolkit.issued.blocks import Block, Table, Text
from toolkit.issued.brackets import ends_with_duties, only_duties
from toolkit.issued.choosing import heads_lines
from toolkit.issued.labels import DUTIES, TEXTS, Label
from toolkit.issued.line_labels import Found, is_label_alone, labels_in
from toolkit.issued.list_heads import HEAD_OF_LIST
from toolkit.issued.marks import Mark, figure
from toolkit.issued.nodes import Node, Outline, Said
from toolkit.issued.open_nodes import PARTS, ROWS, OpenNodes
from toolkit.issued.table_columns import Columns
from toolkit.issued.table_nodes import attach
from toolkit.issued.table_rows import Rows, rows_of
from toolkit.issued.ticks import Legend

_TITLE = re.compile("方案|清单|台账|一览表|分解表|附件")
_TITLES = 4  # lines at the top of which one may be a title set as a heading
_HEADLINE = 120  # characters; what is longer heads nothing
_BELOW = (Label.MEASURES, Label.TARGET, Label.EXPLANATION, Label.UNITS, Label.LEAD, Label.REQUIREMENT)


def outline(blocks: Sequence[Block], carried: Columns | None = None, legend: Legend | None = None) -> Outline:
    """Take a part of a document apart.

    ``carried`` are the columns of a table before it that may go on here, ``legend`` says what ticks mean.
    """
    return _Builder(blocks, carried, legend or {}).read()


class _Builder:
    """Reads block by block; knows the headings that are open and the label that text belongs to."""

    def __init__(self, blocks: Sequence[Block], carried: Columns | None, legend: Legend) -> None:
        self._made = Outline()
        self._blocks = blocks
        self._legend = legend
        self._columns = carried
        self._open = OpenNodes()
        self._labelled = False  # whether text goes to the last label of the open node
        self._sealed = False  # whether the open node has said all that it says
        self._ended = False
        self._counted: dict[str, int] = {}  # the numbers within the text of a label, by kind
        self._measures: dict[str, int] = {}  # those of the measures of the open item, with their duties between them
        self._tables = 0

    def read(self) -> Outline:
        for at, block in enumerate(self._blocks):
            if isinstance(block, Table):
                self._table(block)
            else:
                self._line(block, at)
        self._made.roots = self._open.roots
        return self._made

    # -- lines ---------------------------------------------------------------------------------------------------------

    def _line(self, line: Text, at: int) -> None:
        text, last = bare(line.text), self._open.last
        self._ended = self._ended or (last is not None and self._ends(text, at))
        if self._ended:
            self._made.tail.append(line)
            return
        mark, labels = marked_labels(text)
        if mark.kind == "bare" and not self._open.counts_on("bare", mark.number):
            mark, labels = Mark("", "", text), labels_in(text)
        if not (mark.kind and self._numbered(line, mark, labels, at)):
            self._unnumbered(line, text, labels, at)

    def _numbered(self, line: Text, mark: Mark, labels: list[Found], at: int) -> bool:
        """A line with a number; false where the number belongs to the text of a label."""
        last = self._open.last
        if labels and not labels[0].begin and last is not None and not self._heads(mark, labels, at):
            self._take(self._open.owner(mark.kind, mark.number) or last, mark.rest, labels)  # 1.整改目标：…
        elif last is not None and self._is_next_measure(last, mark):
            self._next_measure(last, mark, line.text)
        elif not self._is_in_text(mark, line, at):
            self._heading(Node(mark.kind, mark.number, "", line.where, line.level), mark.rest)
        else:
            return False
        return True

    def _unnumbered(self, line: Text, text: str, labels: list[Found], at: int) -> None:
        """A line without a number, or with one that counts for nothing here."""
        last = self._open.last
        if line.level == 1 and at < _TITLES and not self._open.nodes and is_only_title(self._blocks):
            self._made.head.append(line)
        elif line.level and (not labels or line.level == HEAD_OF_LIST):
            self._heading(Node("level", "", "", line.where, line.level), text)
        elif labels and not labels[0].begin:
            self._first_label(line, text, labels, at)
        elif last is not None and (duties := only_duties(text)):
            last.said += [Said(duty.label, duty.label.value, duty.said) for duty in duties]
            self._labelled, self._sealed = False, True
        elif (last is None or last.kind == "band") and heads_table(self._blocks, at, text):
            self._heading(Node("band", text, "", line.where), "")
        elif self._heads_without_number(text, at):
            self._fill(self._open.block(line.where), re.sub(r"^\d+\s+", "", text))
        elif last is None:
            self._made.head.append(line)
        elif self._sealed and last.body and last.kind not in ROWS and ends_with_duties(text):
            last.body.append(text)  # the next measure
        elif self._sealed or (not self._labelled and last.kind == "row") or asks_for_reports(text):
            self._made.tail.append(line)
        else:
            self._more(last, text, labels)

    def _ends(self, text: str, at: int) -> bool:
        """Whether a line ends the numbered parts: a signature, a copy line, an attachment's name."""
        if TAIL.match(text):
            return True
        said = self._open.last.said[-1] if self._labelled and self._open.last else None
        waits = said is not None and said.label in DUTIES and not said.text  # 责任单位： on a line of its own
        if waits and (said is None or said.label is Label.LIMIT or not is_date(text)):
            return False
        return is_signature(self._blocks, at, text)

    def _heads(self, mark: Mark, labels: list[Found], at: int) -> bool:
        """Whether a numbered line that begins with a label begins an item or part: 1.问题：…；措施：…"""
        last = self._open.last
        said = {one.label for one in last.said} if last else set()
        begins = labels[0].label in (Label.FINDING, Label.TASK) or (labels[0].label in said and len(labels) > 1)
        if begins and (len(labels) > 1 or not goes_on_with_labels(self._blocks, at, mark)):
            return self._open.counts_on(mark.kind, mark.number)
        # 三、整改任务 behind 二、… heads a part.
        same = any(node.kind == mark.kind for node in self._open.nodes)
        return same and is_label_alone(mark.rest, labels) and self._open.counts_on(mark.kind, mark.number)

    def _is_next_measure(self, last: Node, mark: Mark) -> bool:
        """Whether a number goes on with the measures behind the duties of the one before."""
        behind_duties = bool(last.said) and last.said[-1].label in DUTIES and bool(last.texts(Label.MEASURES))
        return behind_duties and self._measures.get(mark.kind) == figure(mark.number) - 1 and figure(mark.number) > 1

    def _next_measure(self, last: Node, mark: Mark, text: str) -> None:
        word = next(one.word for one in last.said if one.label is Label.MEASURES)
        last.said.append(Said(Label.MEASURES, word, text))
        self._labelled, self._sealed = True, False
        self._counted = {mark.kind: figure(mark.number)}
        self._measures[mark.kind] = figure(mark.number)

    def _is_in_text(self, mark: Mark, line: Text, at: int) -> bool:
        """Whether a number belongs to the text of a label, as （1） under 整改措施 does."""
        last = self._open.last
        if not self._labelled or last is None or last.said[-1].label not in TEXTS:
            return False
        if last.said[-1].label is Label.FINDING and ends_with_duties(mark.rest):
            return False  # what is to be done about it, by whom
        number, kind = figure(mark.number), mark.kind
        alike = [node for node in self._open.nodes if node.kind == kind and bool(node.level) == bool(line.level)]
        if not alike:
            self._counted[kind] = number
            if last.said[-1].label is Label.MEASURES:
                self._measures[kind] = number
            return not line.level
        counted, wanted = self._counted.get(kind, 0), figure(alike[-1].number) + 1
        if number != counted + 1:
            return False
        if number in (wanted, 1):
            label = label_behind(self._blocks, at)
            has_duties = any(one.label in DUTIES for one in last.said)
            if label in TEXTS or (label in DUTIES and has_duties) or (number == wanted and not counted):
                return False
        self._counted[kind] = number
        if last.said[-1].label is Label.MEASURES:
            self._measures[kind] = number
        return True

    def _heads_without_number(self, text: str, at: int) -> bool:
        """Whether a line without a number heads what is labelled behind it, or is an item with its duties behind it."""
        before = self._open.last
        if is_item_line(text):
            if before is None or before.kind == "block":
                return True
            return before.kind in PARTS and not before.said and not self._labelled and not heads_lines(before)
        label = label_behind(self._blocks, at)
        if label is None or len(text) > _HEADLINE or (ENDED.search(text) and not text.endswith(("。", "；"))):
            return False
        if before is None:
            return label in _BELOW and not _TITLE.search(text)
        if not before.said and not before.body and len(before.heading) >= LINE and not ENDED.search(before.heading):
            return False  # the rest of a heading that the line's end broke
        said = {one.label for one in before.said}
        if label in said:
            # What the open item has said already is said of another one now.
            return bool(said & {*DUTIES, Label.MEASURES}) and len(text) >= 4
        return before.kind in PARTS and not before.said and not before.body and label in _BELOW

    def _heading(self, node: Node, rest: str) -> None:
        self._open.heading(node)
        self._fill(node, rest)

    def _fill(self, node: Node, rest: str) -> None:
        """The text of a new heading: what stands before its first label, and the labels."""
        labels = labels_in(rest)
        labels = [] if labels and is_label_alone(rest, labels) else labels
        self._labelled, self._counted, self._measures = False, {}, {}
        node.heading = rest[: labels[0].begin].strip() if labels else rest
        self._sealed = ends_with_duties(node.heading)
        if labels:
            self._take(node, rest, labels)

    # -- labels --------------------------------------------------------------------------------------------------------

    def _first_label(self, line: Text, text: str, labels: list[Found], at: int) -> None:
        """A line that begins with a label: of the open item, or of a new one that has no number."""
        if self._begins_item(labels[0].label, at):
            self._open.block(line.where)
        if self._open.last is None:
            self._made.head.append(line)
            return
        self._take(self._open.last, text, labels)

    def _begins_item(self, label: Label, at: int) -> bool:
        node = self._open.last
        begins = label in (Label.FINDING, Label.NUMBER)
        if node is None:
            return begins or label is Label.TASK
        said = {one.label for one in node.said}
        if node.kind == "block":
            return label in said and (begins or label is node.said[0].label)
        of_children = {one.label for child in node.children for one in child.said}
        if begins and node.kind in PARTS and (Label.FINDING in of_children or begins_again(self._blocks, at, label)):
            return True
        return label is Label.FINDING and label in said and bool(said & set(DUTIES))

    def _take(self, node: Node, text: str, labels: list[Found]) -> None:
        ends = [one.begin for one in labels[1:]] + [len(text)]
        for one, end in zip(labels, ends, strict=True):
            signs = " \u3000\t；;" if one.label in DUTIES else None
            node.said.append(Said(one.label, one.word, text[one.after : end].strip(signs)))
        self._labelled, self._sealed, self._counted = True, False, {}

    def _more(self, node: Node, text: str, labels: list[Found]) -> None:
        """Text without a number or label: the rest of a broken line, or another paragraph."""
        if not self._labelled:
            if not node.body and len(node.heading) >= LINE and not ENDED.search(node.heading):
                node.heading += text
            else:
                node.body.append(text)
                self._sealed = ends_with_duties(text)
            return
        last = node.said[-1]
        if last.label in DUTIES and last.text and is_whole(last, text):
            if ends_with_duties(text):
                node.said.append(replace(last, text=text))
            else:
                node.body.append(text)
            self._sealed = True
            return
        between = "\n" if last.text and re.search("[。；;！]$", last.text) else ""
        ahead = text[: labels[0].begin].strip() if labels else text
        node.said[-1] = replace(last, text=f"{last.text}{between}{ahead}")
        if labels:
            self._take(node, text, labels)

    # -- tables --------------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        made = rows_of(table, self._columns, self._legend)
        self._tables += not (self._tables and isinstance(made, Rows) and made.goes_on)
        if isinstance(made, list):
            for line in made:
                if self._open.roots or self._open.nodes:
                    self._line(line, len(self._blocks))
                else:
                    self._made.head.append(line)
            return
        self._columns = made.columns
        if not self._open.roots:
            self._made.head += made.above
        self._made.tail += attach(made, self._open, self._tables)
        self._labelled, self._sealed = False, True
