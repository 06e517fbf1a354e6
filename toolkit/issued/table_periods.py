"""Columns that say by when in parts: the year beside the month, or a goal for each quarter.

Knows: how such columns are headed. Must not know: what a limit means, documents. What they say becomes the text of one
limit: 2026年6月底前; 一季度：完成排查；二季度：全部完成.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.issued.blocks import Table
from toolkit.issued.labels import Label
from toolkit.issued.table_columns import Column, Columns

_WHEN = r"(?:整改|完成|办结|计划|预计|要求|目标|拟)*(?:时限|时间|期限)?[（(]?"
_YEAR = re.compile(rf"{_WHEN}年[份度]?[）)]?")
_MONTH = re.compile(rf"{_WHEN}月[份度]?[）)]?")
_YEAR_SAID = re.compile(r"(20[0-9]{2})(?:\.0)?年?度?")
_MONTH_SAID = re.compile(r"([0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:\.0)?月?份?(.{0,12})")
_PERIOD = re.compile(
    r"(?P<period>(?:20[0-9]{2}年?|[今明]年)?(?:(?:第?[一二三四1-4]季度?|[上下]半年|[0-9]{1,2}(?:[-—至~][0-9]{1,2})?月)[末底]?前?"
    r"|20[0-9]{2}年[底末]?前?))"
    r"(?:阶段性?|工作|推进|完成|重点|形象|整改|节点|计划|任务|目标|进度|安排|内容|要求|措施|情况|成效)*"
)
_TICK = re.compile("[√✓✔●★■▲○]")


def with_periods(table: Table, columns: Columns) -> tuple[Table, Columns]:
    """The table with such columns as columns of limits."""
    heads = [re.sub(r"\s", "", text) for text in table.rows[columns.last]] if columns.last >= 0 else []
    rows = [list(row) for row in table.rows]
    found = list(columns.columns)
    for at in range(len(heads) - 1):
        if _YEAR.fullmatch(heads[at]) and _MONTH.fullmatch(heads[at + 1]):
            _join_month(rows, found, columns.last, at)
    periods = {at: match["period"] for at, head in enumerate(heads) if (match := _PERIOD.fullmatch(head))}
    if len(periods) > 1:
        for at, period in periods.items():
            found[at] = Column(Label.LIMIT, found[at].word or period)
            for row in rows[columns.last + 1 :]:
                row[at] = _goal(period, row[at].strip())
    return replace(table, rows=tuple(map(tuple, rows))), replace(columns, columns=tuple(found))


def _join_month(rows: Sequence[list[str]], found: list[Column], last: int, at: int) -> None:
    """Bring the year into the column of the month, where every cell is one."""
    pairs = [(row, _YEAR_SAID.fullmatch(row[at].strip()), _MONTH_SAID.fullmatch(row[at + 1].strip()))
             for row in rows[last + 1 :] if row[at].strip() or row[at + 1].strip()]  # fmt: skip
    if not pairs or 2 * sum(bool(year and month) for _, year, month in pairs) < len(pairs):
        return
    found[at], found[at + 1] = Column(None, found[at].word), Column(Label.LIMIT, found[at + 1].word)
    for row, year, month in pairs:
        if year:
            said = f"{month[1]}月{month[2]}" if month else row[at + 1].strip()
            row[at], row[at + 1] = "", f"{year[1]}年{said}"


def _goal(period: str, said: str) -> str:
    """A goal behind its period; nothing where none stands there, the period alone where it is only ticked."""
    if not said or re.fullmatch(r"[/—-]+|无", said):
        return ""
    return period if _TICK.fullmatch(said) else f"{period}：{said}".replace("\n", "").rstrip("。；;")
