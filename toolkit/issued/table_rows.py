"""The rows of a table as nodes: an item a row, or a row a measure, under bands and groups; and tables of one item each.

Knows: merged and repeated cells, bands, totals, notes, sub-rows, tables of labels and values. Must not know: headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.issued.blocks import Table, Text
from toolkit.issued.duties import Duty, duties_of
from toolkit.issued.labels import DUTIES, TEXTS, Label, folded, label_of
from toolkit.issued.line_labels import labels_in
from toolkit.issued.marks import figure, mark_of
from toolkit.issued.nodes import Node, Said, Step
from toolkit.issued.table_columns import Columns
from toolkit.issued.table_ditto import without_ditto
from toolkit.issued.table_heads import columns_of, is_head_again
from toolkit.issued.table_pairs import pairs_of
from toolkit.issued.table_periods import with_periods
from toolkit.issued.table_turns import upright
from toolkit.issued.ticks import Legend, without_ticks

_NOTE = re.compile(
    r"(?:注|说明|备注|填表说明|附注|填报说明|备 注)\s*[：:\d]|[（(]?注[）)]?[：:]|(?:填表人|制表人|审核人|填报人|"
    r"单位负责人|联系人)[：:]"
)
_COUNTING = {"part", "section", "number", "bracket", "problem", "item", "square", "half"}
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计.{0,8}")


@dataclass(frozen=True, slots=True)
class Band:
    """A row that heads those below it."""

    text: Text


@dataclass(frozen=True, slots=True)
class Note:
    """A row that says something about the table."""

    text: Text


@dataclass(frozen=True, slots=True)
class Rows:
    """A table taken apart: its columns, the lines above its head, its rows; whether any says what was found."""

    columns: Columns | None
    above: tuple[Text, ...]
    rows: tuple[Node | Band | Note, ...]
    has_findings: bool

    @property
    def goes_on(self) -> bool:
        """Whether it has the head of the table before it."""
        return self.columns is not None and self.columns.last < 0


def rows_of(table: Table, carried: Columns | None, legend: Legend) -> Rows | list[Text]:
    """The rows of a table; its lines as texts where it is no list of items.

    ``legend`` says what ticks mean. ``carried`` are the columns of the table before it: a table without a head goes on
    with them if it is as wide.
    """
    before, table = upright(table)
    if (pairs := pairs_of(table)) is not None:
        found = any(one.label is Label.FINDING for node in pairs.nodes for one in node.said)
        return Rows(carried, pairs.above, (*pairs.nodes, *map(Note, pairs.others)), found)
    columns = columns_of(table)
    if (
        columns is None
        and carried is not None
        and len(table.rows[0]) == len(carried.columns)
        and _goes_on(table, carried)
    ):
        columns = Columns(carried.columns, carried.key, -1, -1)
    if columns is None:
        return [
            Text(line, table.where)
            for row in table.rows
            if (line := " ".join(dict.fromkeys(filter(None, map(str.strip, row)))))
        ]
    inside = (
        line
        for n, row in enumerate(table.rows[: max(columns.first, 0)])
        for line in dict.fromkeys(map(str.strip, row))
        if line and not (n == columns.first - 1 and _is_upper_head(table, n))
    )
    above = tuple(Text(line, table.where) for line in (*before, *inside))
    rows = _Reader(*with_periods(*without_ticks(table, columns, legend))).read()
    return Rows(columns, above, tuple(rows), bool(columns.of(Label.FINDING)))


def _is_upper_head(table: Table, n: int) -> bool:
    """Whether a row groups the columns that the next one names: 问题清单, 任务清单, 责任清单."""
    texts = [text.strip() for text in dict(zip(table.cells[n], table.rows[n], strict=True)).values() if text.strip()]
    return len(texts) > 1 and all(len(text) <= 10 for text in texts)


def _goes_on(table: Table, columns: Columns) -> bool:
    number = columns.number
    if number is None:
        return True
    cells = [row[number].strip() for row in table.rows if row[number].strip()]
    return sum(bool(re.search(r"\d|^[一二三四五六七八九十]+$", cell)) for cell in cells) >= len(cells) / 2


class _Reader:
    """Reads row by row; knows the item that is open and the groups it is in."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self._table = without_ditto(table, columns)
        self._columns = columns
        self._rows: list[list[int] | Band | Note] = []  # an item is the list of its rows
        self._item: list[int] = []
        self._groups: dict[int, str] = {}
        self._counted = self._is_counted()

    def read(self) -> list[Node | Band | Note]:
        for n in range(self._columns.last + 1, len(self._table.rows)):
            row = self._table.rows[n]
            filled = [cell for cell in row if cell.strip()]
            if not filled or is_head_again(row, self._columns):
                continue
            where = self._table.row(n)
            if (line := self._alone(n)) is not None:
                self._close()
                text = Text(line, where)
                if _TOTAL.fullmatch(line.strip()):
                    continue
                is_note = _NOTE.match(line) or len(line) > 60 or self._is_last_text(n, line)
                self._rows.append(Note(text) if is_note else Band(text))
            elif any(_TOTAL.fullmatch(folded(cell)) for cell in row[:3] if cell.strip()):
                self._close()
            elif _NOTE.match(filled[0]) and len(dict.fromkeys(filled)) <= 2:
                self._close()
                self._rows.append(Note(Text(" ".join(dict.fromkeys(filled)), where)))
            elif self._item and self._belongs(n):
                self._item.append(n)
            else:
                self._close()
                self._grouped(n, where)
                self._item = [n]
        self._close()
        by_measure = self._table.by_measure or any(
            isinstance(row, list) and self._has_rows_of_measures(row) for row in self._rows
        )
        return [self._node(row, by_measure) if isinstance(row, list) else row for row in self._rows]

    def _is_counted(self) -> bool:
        """Whether the texts that begin items begin with numbers that count on."""
        column = self._columns.columns[self._columns.key]
        at, rows = self._columns.key, range(self._columns.last + 1, len(self._table.rows))
        cells = dict.fromkeys(self._table.rows[n][at].strip() for n in rows if self._alone(n) is None)
        marks = [mark_of(text) for text in cells if text and label_of(text) is not column.label]
        kinds = {mark.kind for mark in marks}
        figures = [figure(mark.number) for mark in marks]
        return column.label is Label.FINDING and len(marks) > 1 and kinds <= _COUNTING and figures == [
            figures[0] + n for n in range(len(figures))
        ]  # fmt: skip

    def _alone(self, n: int) -> str | None:
        """The text of a row that has one cell only: merged over the table, or the first of it."""
        cells, row = self._table.cells[n], self._table.rows[n]
        filled = {cells[a]: a for a in range(len(row) - 1, -1, -1) if row[a].strip()}
        if len(row) > 2 and len(set(row)) == 1 and row[0].strip():
            return row[0].strip()  # merged, as a format without merged cells has it
        if len(filled) != 1:
            return None
        ((cell, at),) = filled.items()
        width = sum(1 for one in cells if one == cell)
        if width > 1 and width >= 0.6 * len(row):
            return row[at].strip()
        is_first = at == 0 or (at == 1 and not row[0].strip())
        if is_first and len(row) > 2 and not re.fullmatch(r"[\d.\-]+", row[at].strip()) and at != self._columns.key:
            return row[at].strip()
        return None

    def _is_last_text(self, n: int, line: str) -> bool:
        return n >= len(self._table.rows) - 2 and len(line) > 24 and bool(re.search("。", line))

    def _belongs(self, n: int) -> bool:
        """Whether a row goes on with the open item: the same cell, or none where a new item would have its text."""
        row, cells = self._table.rows[n], self._table.cells[n]
        last = self._item[-1]
        key, number = self._columns.key, self._columns.number
        if cells[key] == self._table.cells[last][key] and self._columns.columns[key].label is Label.FINDING:
            return True
        if number is not None and row[number].strip() and cells[number] != self._table.cells[last][number]:
            same = row[number].strip() == self._table.rows[last][number].strip()
            by_measure = self._columns.columns[key].label is not Label.FINDING
            return same and (by_measure or row[key].strip() in ("", self._table.rows[last][key].strip()))
        if number is not None and row[number].strip() and cells[number] == self._table.cells[last][number]:
            return (
                not row[key].strip()
                or self._columns.columns[key].label is not Label.FINDING
                or (row[key] == self._table.rows[last][key])
            )
        return not row[key].strip()

    def _grouped(self, n: int, where: str) -> None:
        """Bands for the groups of a row that are not those of the row before."""
        row = self._table.rows[n]
        for at in self._columns.of(Label.GROUP):
            text = row[at].strip()
            if text and self._groups.get(at) != text:
                self._groups[at] = text
                self._rows.append(Band(Text(text, where)))

    def _close(self) -> None:
        if self._item:
            self._rows.append(self._item)
        self._item = []

    def _has_rows_of_measures(self, rows: Sequence[int]) -> bool:
        """Whether an item has a row for each of its measures."""
        measures = self._columns.of(Label.MEASURES)
        return len(rows) > 1 and any(len({self._table.cells[n][at] for n in rows}) > 1 for at in measures)

    def _node(self, rows: Sequence[int], by_measure: bool) -> Node:
        """An item; ``by_measure`` is whether rows of this table are of measures, of which an item may have one only."""
        first = rows[0]
        number = self._columns.number
        node = Node(
            "row", self._table.rows[first][number].strip() if number is not None else "", "",
            self._table.row(first),
        )  # fmt: skip
        measures = self._columns.of(Label.MEASURES)
        by_row = self._has_rows_of_measures(rows)
        apart = {at for at in self._columns.of(*DUTIES) if by_row and self._is_apart(at, rows)}
        if not any(len({self._table.rows[n][at].strip() for n in rows} - {""}) > 1 for at in apart):
            apart = set()  # the same in every row, which is no less of the item for being written again
        for at, column in enumerate(self._columns.columns):
            if (
                at == number
                or column.label in (Label.GROUP, Label.NUMBER)
                or at in apart
                or (by_row and at in measures)
            ):
                continue
            cells = {self._table.cells[n][at]: self._table.rows[n][at].strip() for n in rows}
            for text in dict.fromkeys(filter(None, cells.values())):
                node.said += self._said(node, at, text)
        if by_row:
            node.steps = self._steps(rows, measures, sorted(apart))
        elif by_measure:
            node.steps = self._steps(rows, measures, self._columns.of(*DUTIES))
            node.said = [one for one in node.said if one.label is not Label.MEASURES]
        return node

    def _said(self, node: Node, at: int, text: str) -> list[Said]:
        """What a cell says: under the column's label, or under labels of its own; its number is the item's."""
        column = self._columns.columns[at]
        label = column.label or Label.OTHER
        if at == self._columns.key and self._counted:
            mark = mark_of(text)
            text = mark.rest
            node.number = node.number or mark.number
        found = labels_in(text) if label in (*TEXTS, Label.OTHER) else []
        if not found or found[0].begin or (len(found) == 1 and found[0].label is not label):
            return [Said(label, column.word or "备注", text)]
        ends = [*(one.begin for one in found[1:]), len(text)]
        return [Said(one.label, one.word, text[one.after : end].strip()) for one, end in zip(found, ends, strict=True)]

    def _is_apart(self, at: int, rows: Sequence[int]) -> bool:
        """Whether a column of duties says something for each measure, and not for the item as a whole."""
        filled = {self._table.cells[n][at] for n in rows if self._table.rows[n][at].strip()}
        return len(filled) > 1

    def _steps(self, rows: Sequence[int], measures: Sequence[int], apart: Sequence[int]) -> list[Step]:
        steps: list[Step] = []
        before: dict[int, int] = {}
        for n in rows:
            cells, row = self._table.cells[n], self._table.rows[n]
            text = "\n".join(row[at].strip() for at in measures if row[at].strip() and before.get(at) != cells[at])
            duties: list[Duty] = []
            for at in apart:
                column = self._columns.columns[at]
                if row[at].strip() and column.label is not None:
                    duties += duties_of(column.label, row[at])
            if text:
                steps.append(Step(text, tuple(duties)))
            elif steps and duties:
                steps[-1] = Step(steps[-1].text, (*steps[-1].duties, *duties))
            before = {at: cells[at] for at in measures}
        return steps
