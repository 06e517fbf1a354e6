"""还缺什么: what every unit still owes, reports and papers, who owes most first; then the same by item.

Knows: gaps, how a list is drawn. Must not know: how they are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.base.captions import Column, Sheet
from toolkit.base.texts import chinese_date
from toolkit.master.lists import Cell, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.style import A4
from toolkit.plan.deadlines import report_due
from toolkit.standing.lacking import Gaps, Lacking, gaps_of

_BY_ITEM = "按事项"
_WHAT = "缺什么"
_COLUMNS = (
    (Column.UNIT, 15),
    ("类别", 8),
    (_WHAT, 28),
    ("数量", 8),
    ("在哪里（事项编号；只缺几条措施的写明措施）", 70),
)
_LONGEST = 1200  # characters of a cell: more would not fit into the highest row


def draw(page: Page) -> None:
    """Draw 还缺什么."""
    snapshot = page.snapshot
    gaps = gaps_of(snapshot)
    due = report_due(snapshot.period, snapshot.plan.settings)
    reports = f"表：未报 {gaps.number(Lacking.REPORT)} 份（应报日期 {chinese_date(due)}），"
    reports += f"退回没有改好 {gaps.number(Lacking.MENDING)} 份。"
    papers = f"佐证：表上写了 {gaps.listed} 件，收到 {gaps.received} 件，还缺 {gaps.listed - gaps.received} 件。"
    owed = gaps.number(Lacking.DUTY)
    others = f"{Lacking.DUTY}：应报没有报的 {owed} 件。" if snapshot.plan.settings.duties else ""
    note = f"{reports}{others}{papers}缺得多的单位在前；后面按事项再列一遍。"
    title = f"{snapshot.period.name}{Sheet.GAPS}"
    page.sheet.set_paper(A4)
    write_list(page.sheet, page.styles, title, note, _COLUMNS, list(_rows(gaps)), "都齐了，没有缺的。")


def _rows(gaps: Gaps) -> Iterator[Sequence[Cell]]:
    for lack in gaps.units:
        for number, where in enumerate(_pieces(lack.where)):
            what = lack.what + ("（续）" if number else "")
            yield lack.unit.area, lack.kind.value, what, None if number else lack.number, where
    for item in gaps.items:
        title = f"{item.item.code}　{item.item.title}"
        for number, where in enumerate(_pieces(item.where)):
            yield _BY_ITEM, "", title + ("（续）" if number else ""), None if number else item.number, where


def _pieces(text: str) -> list[str]:
    """A text in pieces that a row can show, cut behind a mark."""
    found = []
    while len(text) > _LONGEST:
        end = max(text.rfind(mark, 0, _LONGEST) for mark in "、；：") + 1 or _LONGEST
        found.append(text[:end])
        text = text[end:]
    return [*found, text]


SHEET = MasterSheet(Sheet.GAPS, 28, draw, table=Table(key=(Column.UNIT, "类别", _WHAT)))
