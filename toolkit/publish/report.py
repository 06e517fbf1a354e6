"""The text report of an edition: what became of the plan, with the figures filled in and the rest left to a person.

Knows: the wording, the layout of official documents. Must not know: who is in the ledger (texts come masked).
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Disclosable
from toolkit.base.numerals import in_chinese
from toolkit.base.rounding import rounded, share
from toolkit.base.texts import chinese_date
from toolkit.official import Block, Heading, Paragraph, Table, write_official
from toolkit.plan.model import Item, ItemKind
from toolkit.plan.options import Edition
from toolkit.publish.edition import EditionTables, Progress, progress_of, reported_share
from toolkit.publish.masking import Secrets
from toolkit.standing.snapshot import Snapshot

_TO_BE_WRITTEN = {
    "problems": "（请写：整改中还存在的主要困难和问题。）",
    "next": "（请写：下一步的措施、责任单位和完成时间。）",
    "contact": "（请写：接受监督的联系方式和公开的起止日期；只写可以公开的电话和邮箱。）",
}


def write_report(snapshot: Snapshot, tables: EditionTables, secrets: Secrets) -> bytes:
    """The draft of the report as a .docx; what a person has still to write is marked."""
    plan = snapshot.plan
    return write_official(
        secrets.masked(f"关于《{plan.title}》\n落实情况的通报"),
        "",
        [_masked(block, secrets) for block in _blocks(snapshot, tables)],
        secrets.masked(plan.report_to),
        chinese_date(snapshot.as_of),
    )


def _masked(block: Block, secrets: Secrets) -> Block:
    match block:
        case Heading():
            return Heading(secrets.masked(block.text), block.level)
        case Paragraph():
            return Paragraph(secrets.masked(block.text), block.open_)
        case Table():
            rows = [[secrets.masked(text) for text in row] for row in block.rows]
            return Table(secrets.masked(block.caption), block.header, rows, block.widths, block.centred)


def _blocks(snapshot: Snapshot, tables: EditionTables) -> list[Block]:
    plan, items = snapshot.plan, tables.items
    progress = {item.id: progress_of(snapshot, item) for item in items}
    accepted, owed = reported_share([s for s in snapshot.standings if s.item.id in progress])
    feedback = f"根据{plan.feedback_body}的反馈意见，" if plan.feedback_body else ""
    complete = sum(p.complete for p in progress.values())
    measures = sum(len(item.measures) for item in items)
    return [
        Paragraph(
            f"{feedback}{plan.issuer}于{chinese_date(plan.issued_on)}印发{plan.cited}。"
            f"现将截至{chinese_date(snapshot.as_of)}的落实情况{_audience(tables.edition)}如下。"
        ),
        Heading("一、总体情况"),
        Paragraph(
            f"本次公开的事项{len(items)}项、整改措施{measures}条，涉及{len(tables.units)}个单位。"
            f"{snapshot.period.name}应报整改情况{owed}份，已接收{accepted}份，占{share(accepted, owed)}。"
            f"各责任单位均已完成的事项{complete}项，还在推进的事项{len(items) - complete}项。"
        ),
        _parts(items, progress),
        Heading("二、各事项落实情况"),
        *_items(snapshot, tables, progress),
        Heading("三、存在的困难和问题"),
        Paragraph(_TO_BE_WRITTEN["problems"], open_=True),
        Heading("四、下一步打算"),
        Paragraph(_TO_BE_WRITTEN["next"], open_=True),
        Paragraph(_TO_BE_WRITTEN["contact"], open_=True),
    ]


def _audience(edition: Edition) -> str:
    return "向社会公开" if edition is Edition.PUBLIC else "在党内通报"


def _parts(items: Sequence[Item], progress: dict[str, Progress]) -> Table:
    rows = []
    for part in dict.fromkeys(item.part for item in items):
        its = [item for item in items if item.part == part]
        done = sum(progress[item.id].complete for item in its)
        title = its[0].part_title or its[0].title
        rows.append(["、".join(filter(None, (part, title))), str(len(its)), str(done), str(len(its) - done)])
    totals = [str(sum(int(row[n]) for row in rows)) for n in (1, 2, 3)]
    header = ["部分", "事项", "各单位均已完成", "还在推进"]
    return Table("各部分落实情况", header, [*rows, ["合计", *totals]], [50, 14, 22, 14], frozenset((1, 2, 3)))


def _items(snapshot: Snapshot, tables: EditionTables, progress: dict[str, Progress]) -> list[Block]:
    blocks: list[Block] = []
    heading = ""
    number = sections = 0
    for item in tables.items:
        title = item.section_title or item.part_title
        if title != heading:
            heading, number, sections = title, 0, sections + 1
            blocks.append(Heading(f"（{in_chinese(sections)}）{title}", 2))
        number += 1
        if item.title != title:
            blocks.append(Heading(f"{number}. {item.title}", 3))
        blocks.append(Paragraph(_sentences(snapshot, tables, item, progress[item.id])))
    return blocks


def _sentences(snapshot: Snapshot, tables: EditionTables, item: Item, progress: Progress) -> str:
    """What became of one item, as far as the edition may say it."""
    limit = (
        f"整改时限：{item.time_limit.as_written}。"
        if item.time_limit.as_written and Disclosable.LIMIT in tables.columns
        else ""
    )
    done = "说明情况" if item.kind is ItemKind.EXPLANATION else "完成"
    if progress.complete:
        said = f"{'、'.join(progress.done)}{'均' if len(progress.done) > 1 else ''}已{done}。"
    else:
        named = (
            (f"已{done}的有", progress.done),
            ("正在推进的有", progress.at_work),
            ("尚未报送的有", progress.silent),
        )
        said = "；".join(f"{words}{'、'.join(areas)}" for words, areas in named if areas) + "。"
    figures = [
        f"{line.name}{_number(line.total)}{line.measured_in}" + (f"（{line.note}）" if line.note else "")
        for line in tables.figures
        if line.code == item.code and isinstance(line.total, int | float)
    ]
    return limit + said + (f"主要数据：{'，'.join(figures)}。" if figures else "")


def _number(value: int | float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{rounded(value, 2):,.2f}"
