"""The lists around the office's work: 核定问题, 重报变更, 佐证材料.

Knows: snapshots, rows. Must not know: how a list is drawn, where snapshots come from.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.catalogue import catalogues
from toolkit.kinds.values import as_read
from toolkit.ledger import Evidence, Submission, Value
from toolkit.master.lists import Cell, write_list
from toolkit.master.rows import RowSheet
from toolkit.master.style import Styles
from toolkit.plan.model import FormKey
from toolkit.reading.papers import listed_in, matched
from toolkit.standing.decisions import conflicts
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing
from toolkit.standing.tables import shown

REVIEW, CHANGES, PAPERS = "核定问题", "重报变更", "佐证材料"
LACKING = "提醒：没有收到文件"


def write_review(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    """核定问题: decisions that cannot stand, and what was written differently in two copies of the master."""
    columns = (
        ("责任单位", 13), ("事项编号", 12), ("事项", 36), ("情况", 15), ("栏目", 11), ("填的内容", 26),
        ("问题和处理", 62), ("核定人", 11), ("核定日期", 13), ("出处", 40),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for standing in snapshot.standings:
        mine = [judged for judged in standing.reviewed.decisions if judged[0].period_id == snapshot.period.id]
        for decision, problems in mine[-1:]:
            rows += [
                (standing.unit.area, standing.item.code, standing.item.title, "没有生效", caption,
                 shown(decision.values.get(caption)), sentence, decision.text("核定人"), decision.decided_on,
                 decision.place)
                for caption, sentence in problems
            ]  # fmt: skip
    for cell, reason in conflicts(snapshot.office):
        item = snapshot.plan.item[cell.item_id]
        rows.append(
            (snapshot.plan.unit[cell.unit_id].area, item.code, item.title, "填得不一致", cell.column,
             shown(cell.value), f"没有采用这个：{reason}。", None, cell.decided_on,
             f"{cell.file_name} {cell.sheet}!{cell.cell}")
        )  # fmt: skip
    note = "核定的内容都保留着。“没有生效”的请在“整改台账”里改正或者补填，再汇总一次。"
    write_list(sheet, styles, f"{snapshot.period.name}核定问题", note, columns, rows, "无：核定的内容没有问题。")


def changes(snapshot: Snapshot) -> list[tuple[Submission, Submission, str, Value | None, Value | None]]:
    """What a county changed when it reported an accepted form anew: (before, after, label, then, now)."""
    catalogue_of = catalogues(snapshot.plan)
    before: dict[FormKey, Submission] = {}
    found = []
    for submission in (s for s in snapshot.submissions if s.accepted):
        earlier = before.get(submission.form)
        before[submission.form] = submission
        if earlier is None:
            continue
        then, now = snapshot.values.get(earlier.id, {}), snapshot.values.get(submission.id, {})
        for field in catalogue_of[submission.item_id].fields:
            old, new = then.get(field.id), now.get(field.id)
            if (old.value if old else None) != (new.value if new else None):
                found.append((earlier, submission, field.label, old, new))
    return found


def write_changes(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    """重报变更: accepted forms that were reported anew, cell by cell."""
    columns = (
        ("责任单位", 13), ("事项编号", 12), ("栏目", 34), ("原来填的", 44), ("现在填的", 44), ("原收件日期", 13),
        ("新收件日期", 13), ("单元格", 9), ("文件", 36),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (snapshot.plan.unit[new.unit_id].area, snapshot.plan.item[new.item_id].code, label, said(then), said(now),
         old.received_on, new.received_on, now.cell if now else None, new.file_name)
        for old, new, label, then, now in changes(snapshot)
    ]  # fmt: skip
    note = "已接收的表又重报的，逐格列出改了什么；台账以最后保存的一份为准。"
    write_list(sheet, styles, f"{snapshot.period.name}重报变更", note, columns, rows, "无：没有已接收后又重报的表。")


def said(value: Value | None) -> str:
    """What a cell says, as people read it."""
    if value is None or value.value is None:
        return "（空）"
    return as_read(shown(value.value))


def write_papers(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    """佐证材料: what the accepted forms list, which files came for it, and what came beside."""
    columns = (
        ("责任单位", 13), ("事项编号", 12), ("措施序号", 9), ("表上写的材料", 44), ("收到的文件", 44), ("情况", 22),
        ("怎么对上的", 22), ("收件日期", 13), ("文件指纹", 16),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    used: set[tuple[str, str]] = set()
    of_unit: dict[str, list[Evidence]] = {}
    for paper in snapshot.evidence:
        of_unit.setdefault(paper.unit_id, []).append(paper)
    for standing in snapshot.standings:
        rows += _papers_of(snapshot, standing, of_unit.get(standing.unit.id, ()), used)
    rows += [
        (snapshot.plan.unit[e.unit_id].area, None, None, None, e.name, "没有对上事项", e.how, e.received_on,
         e.sha256[:12])
        for e in snapshot.evidence
        if not e.item_id and (e.unit_id, e.name) not in used
    ]  # fmt: skip
    note = "表上写了、没有收到文件的，请提醒补发。文件原件在 archive 文件夹，按“文件指纹”可以找到。"
    write_list(sheet, styles, f"{snapshot.period.name}佐证材料", note, columns, rows, "还没有佐证材料。")


def _papers_of(
    snapshot: Snapshot, standing: Standing, papers: Sequence[Evidence], used: set[tuple[str, str]]
) -> list[Sequence[Cell]]:
    """The lines of one form; of its unit's papers, one without an item counts where a form lists it."""
    unit, item = standing.unit, standing.item
    listed = listed_in({name: value.value for name, value in snapshot.accepted_values(standing).items()})
    own = [e for e in papers if e.item_id in (item.id, "")]
    by_name = {e.name: e for e in sorted(own, key=lambda e: e.item_id)}
    found, beside = matched(listed, by_name)
    rows: list[Sequence[Cell]] = []
    for (row, title), names in found.items():
        number = int(row[1:]) if row[1:].isdigit() else None
        if not names:
            rows.append((unit.area, item.code, number, title, None, LACKING, None, None, None))
        for paper in (by_name[name] for name in names):
            used.add((unit.id, paper.name))
            rows.append(
                (unit.area, item.code, number, title, paper.name, "已收", paper.how, paper.received_on,
                 paper.sha256[:12])
            )  # fmt: skip
    rows += [
        (unit.area, item.code, None, None, e.name, "表上没有写", e.how, e.received_on, e.sha256[:12])
        for name in beside
        if (e := by_name[name]).item_id
    ]
    return rows
