"""The head of a table: which row names the columns, and what each column holds.

Knows: heads of one and of two rows, what a column's word stands for. Must not know: what stands in the rows below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.issued.blocks import Table
from toolkit.issued.labels import DUTIES, ROLES, Label, folded, label_of
from toolkit.issued.marks import mark_of
from toolkit.issued.table_columns import Column, Columns
from toolkit.issued.ticks import ticked

_TELLING = (
    Label.UNITS, Label.LEAD, Label.LIMIT, Label.MEASURES, Label.FINDING, Label.TASK, Label.REQUIREMENT, Label.TARGET,
    Label.EXPLANATION,
)  # fmt: skip
_SAYING = (Label.FINDING, Label.MEASURES, Label.TARGET, Label.EXPLANATION)
_DEEPEST = 3  # further rows that a head may have
_SEARCHED = 12  # rows from the top in which the head is looked for
_START = re.compile("开始|启动|起始|发现|开工")
_WHEN = re.compile(r"\d\s*[年月日./-]|[一二三四五六七八九十]月|[底末]前?|长期|立即|立行")
_SHARE = 0.5  # of the words of a head that must be known


def columns_of(table: Table) -> Columns | None:
    """The columns of a table that has a head; None where no row names what the plan knows."""
    for n, row in enumerate(table.rows[:_SEARCHED]):
        if _is_head(table, n):
            last, words = n, list(row)
            while last - n < _DEEPEST and _has_second(table, last):
                last += 1
                words = _two(words, table.rows[last])
            ticks = ticked(table, last)
            heads = [
                Column(None, "", re.sub(r"\s", "", table.rows[last][at]))
                if at in ticks
                else Column(Label.LIMIT if _is_stage(table, n, last, at) else label_of(word), folded(word))
                for at, word in enumerate(words)
            ]
            found = _resolved(_looked_into(heads, table, last), table, n, last)
            return found if found.of(*_SAYING) or _says_who(found) else None
    return None


def _says_who(columns: Columns) -> bool:
    """Whether a table says nothing but who does it by when, and its numbers say what: the last of three lists."""
    return columns.number is not None and len({one.label for one in columns.columns} & {*DUTIES}) > 1


def begins_table(table: Table, n: int, columns: Columns) -> bool:
    """Whether a row is the head of another table than the one with ``columns``, with a row of it below."""
    known = sum(label_of(cell) is not None for cell in _distinct(table, n))
    return known > 2 and _is_head(table, n) and not is_head_again(table.rows[n], columns)


def is_head_again(row: Sequence[str], columns: Columns) -> bool:
    """Whether a row repeats the head, as on every page, or numbers the columns."""
    filled = [(folded(cell), column.word) for cell, column in zip(row, columns.columns, strict=False) if folded(cell)]
    same = sum(1 for cell, word in filled if cell and (cell == word or word.startswith(f"{cell}的") or cell in word))
    known = sum(1 for cell, _ in filled if label_of(cell))
    if same >= max(2, 0.7 * len(filled)) and known >= 2:
        return True
    figures = [re.sub(r"[()（）\s]", "", cell) for cell in row]
    counted = [str(n + 1) for n in range(len(figures))]
    return len(figures) > 2 and figures in (counted, [chr(ord("A") + n) for n in range(len(figures))])


def _distinct(table: Table, n: int) -> list[str]:
    """The filled cells of a row, each merged one once."""
    seen = dict(zip(table.cells[n], table.rows[n], strict=True))
    return [text for text in seen.values() if text.strip()]


def _is_head(table: Table, n: int) -> bool:
    cells = _distinct(table, n)
    labels = [label_of(cell) for cell in cells if len(cell) <= 24]
    known = [label for label in labels if label is not None]
    named = len(known) + sum(1 for at in ticked(table, n) if label_of(table.rows[n][at]) is None)
    return (
        len(set(known)) >= 2 and any(label in _TELLING for label in known) and named >= _SHARE * len(cells)
        and (len(cells) > 2 or len(table.rows[n]) == 2)
    )  # fmt: skip


def _has_second(table: Table, n: int) -> bool:
    """Whether the next row goes on with the head: under merged words, beside words that go down into it."""
    if n + 1 >= len(table.rows):
        return False
    upper, lower = table.cells[n], table.cells[n + 1]
    texts, below = table.rows[n], table.rows[n + 1]
    across = {cell for a, (cell, after) in enumerate(pairwise(upper)) if cell == after and texts[a]}
    # A word that is merged over columns, or stands before blanks, has its own words below it.
    opened = [
        a for a in range(len(texts))
        if upper[a] in across or (not texts[a].strip() and below[a].strip() and a and texts[a - 1].strip())
    ]  # fmt: skip
    fresh = [a for a in range(len(texts)) if below[a].strip() and lower[a] != upper[a]]
    if not opened or not fresh:
        return False
    if any(re.search(r"[\d。]", below[a]) or len(below[a]) > 14 for a in fresh):
        return False
    return all(
        upper[a] in across or not texts[a].strip() or a + 1 in opened or (label_of(texts[a]) and label_of(below[a]))
        for a in fresh
    )


def _is_stage(table: Table, first: int, last: int, at: int) -> bool:
    """Whether a column below a merged head of limits says by when a stage ends, whatever its own word is."""
    if last == first or label_of(table.rows[first][at]) is not Label.LIMIT:
        return False
    if _START.search(table.rows[last][at]):
        return False
    cells = [row[at] for row in table.rows[last + 1 :] if row[at].strip()]
    return 2 * sum(bool(_WHEN.search(cell)) for cell in cells) > len(cells)


def _two(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The words of a head of two rows: the lower where it says something, else both."""
    words, over = [], ""
    for above, below in zip(upper, lower, strict=True):
        over = above.strip() or over
        if not below.strip() or below == above:
            words.append(above)
        elif (label_of(below) is not None and label_of(below) is not Label.UNITS) or label_of(over) in (
            None,
            Label.OTHER,
        ):
            words.append(below)
        else:
            words.append(over)
    return words


def _resolved(columns: list[Column], table: Table, first: int, last: int) -> Columns:
    """The columns where each holds one thing: what is problem, what measure, follows from what else there is."""

    def has(label: Label) -> bool:
        return any(column.label is label for column in columns)

    def turn(old: Label, new: Label) -> None:
        columns[:] = [Column(new, one.word) if one.label is old else one for one in columns]

    if not has(Label.MEASURES):
        turn(Label.REQUIREMENT, Label.MEASURES)
    turn(Label.REQUIREMENT, Label.OTHER if has(Label.TARGET) else Label.TARGET)
    if has(Label.TASK) and has(Label.FINDING) and has(Label.MEASURES) and not has(Label.TARGET):
        turn(Label.TASK, Label.TARGET)
    tasks = [n for n, column in enumerate(columns) if column.label is Label.TASK]
    if len(tasks) > 1 and not has(Label.MEASURES) and re.search("内容", columns[tasks[-1]].word):
        columns[tasks[-1]] = Column(Label.MEASURES, columns[tasks[-1]].word)  # 具体内容 beside 任务
    if has(Label.TASK):
        turn(
            Label.TASK,
            Label.FINDING if not has(Label.FINDING) else Label.MEASURES if not has(Label.MEASURES) else Label.OTHER,
        )
    measures = [n for n, column in enumerate(columns) if column.label is Label.MEASURES]
    if not has(Label.FINDING) and len(measures) > 1:
        task = next((n for n in measures if re.search("任务|事项|内容", columns[n].word)), measures[0])
        columns[task] = Column(Label.FINDING, columns[task].word)  # 工作任务 beside 主要措施
    if not has(Label.FINDING):
        surely = (has(Label.LIMIT) and any(map(has, ROLES))) or has(Label.MEASURES)
        if surely and (longest := _unknown(columns, table, last)) is not None:
            columns[longest] = Column(Label.FINDING, columns[longest].word)
    findings = [n for n, column in enumerate(columns) if column.label is Label.FINDING]
    if len(findings) > 1:
        findings = _coarse_to_group(columns, findings, table, last)
    key = findings[-1] if findings else next((n for n, c in enumerate(columns) if c.label is Label.MEASURES), 0)
    return Columns(tuple(columns), key, first, last)


def _looked_into(columns: Sequence[Column], table: Table, last: int) -> list[Column]:
    """The columns as far as what stands in them says what they hold."""
    found = [
        Column(Label.OTHER, one.word) if one.label is Label.MEASURES and _is_kind(one, table, n, last) else one
        for n, one in enumerate(columns)
    ]
    has_number = any(one.label is Label.NUMBER for one in found)
    if not has_number and found[0].label is None and _is_numbered(table, last):
        found[0] = Column(Label.NUMBER, found[0].word)
    return found


def _is_numbered(table: Table, last: int) -> bool:
    """Whether the first column holds numbers, whatever its head says."""
    cells = [row[0].strip() for row in table.rows[last + 1 :] if row[0].strip()]
    return len(cells) > 1 and all(
        len(cell) <= 8 and mark_of(f"{cell} ").kind and not mark_of(f"{cell} ").rest for cell in cells
    )


def _is_kind(column: Column, table: Table, at: int, last: int) -> bool:
    """Whether 整改方式 and the like name a kind (立行立改, 分阶段整改) and no measure."""
    cells = {row[at].strip() for row in table.rows[last + 1 :] if row[at].strip()}
    return column.word.endswith("方式") and bool(cells) and all(len(cell) <= 8 for cell in cells)


def _unknown(columns: Sequence[Column], table: Table, last: int) -> int | None:
    """The column without a known head that has the longest texts, if it reads like sentences."""
    sizes = {
        n: sum(len(row[n]) for row in table.rows[last + 1 :]) / max(1, len(table.rows) - last - 1)
        for n, column in enumerate(columns)
        if column.label is None and column.word
    }
    longest = max(sizes, key=lambda n: sizes[n], default=None)
    return longest if longest is not None and sizes[longest] >= 4 else None


def _coarse_to_group(columns: list[Column], findings: list[int], table: Table, last: int) -> list[int]:
    """Of several columns of problems the one with the most cells begins items; one merged over several groups them."""
    distinct = {n: len({row[n] for row in table.cells[last + 1 :]}) for n in findings}
    most = max(distinct.values())
    for n in findings:
        if distinct[n] < most:
            columns[n] = Column(Label.GROUP, columns[n].word)
    return [n for n in findings if distinct[n] == most]
