"""Builds that only Word has: numbers in cells, tracked changes, content controls, frames, running heads."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from random import Random
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.issued.composed.blocks import Grid, Line, Paper, grid
from tests.issued.composed.builds import Written, build
from tests.issued.composed.builds_of_lists import listed
from tests.issued.composed.builds_of_tables import in_word, table_writer
from tests.issued.composed.front import bare, bare_plan, fronted
from tests.issued.composed.odd_tables import SHARED, in_runs
from tests.issued.composed.plain import as_text
from tests.issued.composed.plans import Plan
from tests.issued.composed.tables import TableWriter, simple
from tests.issued.composed.word import as_word
from tests.issued.documents import numbering, packed, set_number


@build("自动序号列", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """The numbers in the first column are Word's own, so that the cells are empty."""
    writer = table_writer(random, plan)
    writer.plain_headers = True
    table = simple(writer)
    rows = [("" if n else row[0], *row[1:]) for n, row in enumerate(table.rows)]
    document = docx.Document(BytesIO(as_word([*bare(plan, random), Grid(tuple(rows))])))
    number = numbering(document, [("decimal", "%1")])
    for row in document.tables[0].rows[1:]:
        set_number(row.cells[0].paragraphs[0], number, 0)
    return packed(document), bare_plan(plan)


@build("单元格自动编号", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """The measures in a cell are paragraphs with Word's own numbers."""
    writer = table_writer(random, plan)
    writer.plain_headers = True
    table = simple(writer)
    column = writer.columns.index("measures")
    rows = [list(row) for row in table.rows]
    for row, item in zip(rows[1:], plan.items, strict=True):
        row[column] = "\n".join(measure.text for measure in item.measures)
    document = docx.Document(BytesIO(as_word([*bare(plan, random), grid(rows)])))
    number = numbering(document, [("decimal", "%1.")])
    for shown, item in zip(document.tables[0].rows[1:], plan.items, strict=True):
        if len(item.measures) > 1:
            for paragraph in shown.cells[column].paragraphs:
                set_number(paragraph, number, 0)
    return packed(document), bare_plan(plan)


@build("同上", ".docx", parts=False, items=(5, 9))
def _(random: Random, plan: Plan) -> Written:
    """同上 or a ditto mark where units or limit are those of the row above."""
    plan = in_runs(plan)
    writer = table_writer(random, plan)
    rows = [list(row) for row in simple(writer).rows]
    mark = random.choice(["同上", "同上", "〃", "同上。"])
    for column, name in enumerate(writer.columns):
        if name not in SHARED:
            continue
        texts = [row[column] for row in rows]
        for n in range(2, len(rows)):
            if texts[n] and texts[n] == texts[n - 1]:
                rows[n][column] = mark
    return in_word(random, plan, [grid(rows)])


@build("修订痕迹", ".docx")
def _(random: Random, plan: Plan) -> Written:
    """Words that were struck out and words that were put in, with changes tracked."""
    document = docx.Document(BytesIO(as_word(fronted(plan, random, listed(random, plan)))))
    for paragraph in document.paragraphs[4:]:
        if random.random() < 0.4 and paragraph.runs:
            _track(paragraph, random)
    return packed(document), plan


def _track(paragraph: Any, random: Random) -> None:
    """The run becomes one that was put in; behind it stands one that was taken out."""
    run = paragraph.runs[-1]._r
    inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
    for number, element in enumerate((inserted, deleted), start=random.randint(100, 9000)):
        element.set(qn("w:id"), str(number))
        element.set(qn("w:author"), "×××")
    run.addprevious(inserted)
    gone = deepcopy(run)
    inserted.append(run)
    for text in gone.findall(qn("w:t")):
        text.tag = qn("w:delText")
        text.text = "此处原有表述已删去"
    deleted.append(gone)
    inserted.addnext(deleted)


@build("内容控件", ".docx")
def _(random: Random, plan: Plan) -> Written:
    """Paragraphs inside of content controls, as in a template that is filled in."""
    document = docx.Document(BytesIO(as_word(fronted(plan, random, listed(random, plan)))))
    for paragraph in document.paragraphs:
        if random.random() < 0.3:
            control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
            paragraph._p.addprevious(control)
            content.append(paragraph._p)
            control.append(OxmlElement("w:sdtPr"))
            control.append(content)
    return packed(document), plan


@build("版头表格", ".docx", number=True)
def _(random: Random, plan: Plan) -> Written:
    """The head of the document is a table without lines: issuer and number in its cells."""
    paper = fronted(plan, random, listed(random, plan))
    head = grid([[f"{plan.issuer}文件"], [plan.number]])
    left = [
        block for block in paper if not (isinstance(block, Line) and block.text in (plan.number, f"{plan.issuer}文件"))
    ]
    return as_word([head, *left]), plan


@build("整页框表", ".docx", parts=False)
def _(random: Random, plan: Plan) -> Written:
    """The whole list stands in a table of one cell, which only draws a frame."""
    lines = [block.text for block in listed(random, plan) if isinstance(block, Line)]
    return as_word([*bare(plan, random), grid([["\n".join(lines)]])]), bare_plan(plan)


@build("页眉混入", ".txt")
def _(random: Random, plan: Plan) -> Written:
    """Copied from pages: each begins with the running head and ends with its number; labels are spaced out."""
    text = as_text(fronted(plan, random, listed(random, plan, measures=random.choice(["inline", "lines"]))))
    lines = [line.strip() for line in text.split("\n")]
    made: list[str] = []
    for n, line in enumerate(lines):
        if n % 25 == 24:
            page = n // 25 + 1
            made += [random.choice([f"第{page}页 共{len(lines) // 25 + 1}页", f"{page}"]), "\f" + plan.title]
        word, colon, rest = line.partition("：")
        spaced = colon and 3 < len(word) < 7 and word.endswith(("单位", "时限", "措施", "期限", "时间"))
        made.append(f"{' '.join(word)} ： {rest}" if spaced else line)
    return "\n".join(made).encode(), plan


@build("两列单位同名", ".docx", parts=False, roles=("lead+responsible",))
def _(random: Random, plan: Plan) -> Written:
    """Who leads stands in bold in a column of its own, headed 牵头; the others under 参与."""
    writer: TableWriter = table_writer(random, plan)
    writer.words |= {"lead": random.choice(["牵头", "牵头（主责）", "牵头单位（部门）"])}
    writer.words |= {"responsible": random.choice(["责任", "责任单位（部门）", "具体责任单位"])}
    body: Paper = [simple(writer)]
    return in_word(random, plan, body)
