"""报送记录: every return of the period, oldest first.

Knows: returns, the sign-off's captions, how a list is drawn. Must not know: what became of a return, and why.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column
from toolkit.base.findings import Severity
from toolkit.kinds.field import Block
from toolkit.master.lists import Cell, archived, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.standing.returns import outcomes
from toolkit.standing.tasks import shown, signoff_captions

CAPTION = "报送记录"


def draw(page: Page) -> None:
    """Draw 报送记录."""
    snapshot = page.snapshot
    catalogue_of = snapshot.catalogues
    captions = signoff_captions(catalogue_of)
    columns = (
        (Column.RECEIVED, 13), (Column.UNIT, 13), (Column.CODE, 12), ("表的版本", 9), ("结果", 18),
        ("错误", 7), ("提醒", 7), ("修正", 7),
        *((caption, 14.0) for caption in captions), ("文件", 44), ("文件指纹", 16),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    outcome = outcomes(snapshot)
    for submission in snapshot.submissions:
        values = snapshot.values.get(submission.id, {})
        findings = snapshot.findings.get(submission.id, ())
        fields = catalogue_of[submission.item_id].block(Block.SIGNOFF)
        signed = {f.master: shown(values[f.id].value) for f in fields if f.id in values}
        rows.append(
            (
                submission.received_on,
                snapshot.plan.unit[submission.unit_id].area,
                snapshot.plan.item[submission.item_id].code,
                submission.version,
                str(outcome[submission.id]),
                sum(f.severity is Severity.ERROR for f in findings),
                sum(f.severity is Severity.WARNING for f in findings),
                sum(bool(value.repair) for value in values.values()),
                *(signed.get(caption) for caption in captions),
                archived(submission.file_name, submission.sha256),
                submission.sha256[:12],
            )
        )
    note = (
        "按保存先后排列；同一份表报了几次的，以最后保存的一份为准。“修正”是写法不规范、已按原意读取的格数；"
        "点文件名打开存档的原件（本表要在工作区里打开）。"
    )
    write_list(page.sheet, page.styles, f"{snapshot.period.name}{CAPTION}", note, columns, rows, "还没有收到报送。")
    page.sheet.set_column(len(columns) - 1, len(columns) - 1, 16, None, {"hidden": True})  # the link leads there


SHEET = MasterSheet(CAPTION, 100, draw, table=Table(key=(Column.UNIT, Column.CODE, "文件指纹")))
