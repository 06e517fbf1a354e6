"""A Word table whose cells hold tables of measures.

Knows: python-docx, plans. Must not know: other builds.
"""

from __future__ import annotations

from random import Random

import docx

from tests.issued.composed.blocks import Line
from tests.issued.composed.front import bare
from tests.issued.composed.plans import Plan
from tests.issued.documents import packed


def nested(random: Random, plan: Plan) -> bytes:
    """A row an item: number, problem, and a table of its measures with units and limits."""
    document = docx.Document()
    for line in bare(plan, random):
        if isinstance(line, Line):
            document.add_paragraph(line.text)
    table = document.add_table(1 + len(plan.items), 3, style="Table Grid")
    for cell, word in zip(table.rows[0].cells, ("序号", "存在问题", "整改措施及责任分工"), strict=True):
        cell.text = word
    for row, (number, item) in zip(table.rows[1:], enumerate(plan.items, 1), strict=True):
        row.cells[0].text, row.cells[1].text = str(number), item.finding
        inner = row.cells[2].add_table(1 + len(item.measures), 3)
        for cell, word in zip(inner.rows[0].cells, ("整改措施", "责任单位", "完成时限"), strict=True):
            cell.text = word
        for line, measure in zip(inner.rows[1:], item.measures, strict=True):
            written = measure.limit.written if measure.limit else ""
            for cell, text in zip(line.cells, (measure.text, "、".join(measure.units), written), strict=True):
                cell.text = text
    return packed(document)
