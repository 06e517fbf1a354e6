"""The same list written otherwise is the same plan: every change that keeps the meaning keeps what is read.

A list is written in one of several ways and changed at random: spaces in labels, other words for them, broken and
joined lines, page numbers, heads of two rows, repeated heads, blank rows, other formats of file. What is compared is
what the plan says: titles, measures, roles, limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

import docx
import openpyxl
import pytest
from hypothesis import strategies as st

from tests.effort import first, tried
from tests.issued.documents import in_paragraphs, packed
from toolkit.issued.document import read_document
from toolkit.plan.model import Plan

TITLE = "望川县教育督导反馈问题整改方案"
SYNONYMS = {
    "问题": ("存在问题", "问题描述", "反馈问题", "具体问题", "主要问题", "问题表现"),
    "措施": ("整改措施", "具体措施", "整改举措", "工作措施", "治理措施", "主要措施"),
    "牵头": ("牵头单位", "牵头部门", "牵头责任单位"),
    "责任": ("责任单位", "责任部门", "承办单位", "整改责任单位", "责任主体"),
    "配合": ("配合单位", "协办单位", "协助单位", "参与单位"),
    "时限": ("整改时限", "完成时限", "完成时间", "办结时限", "整改期限", "完成期限"),
}
FIELDS = tuple(SYNONYMS)


@dataclass(frozen=True)
class Entry:
    """An item of the list."""

    problem: str
    measures: tuple[str, ...]
    lead: str
    responsible: str
    cooperating: str
    limit: str

    def field(self, name: str) -> str:
        """What stands under a label; measures are numbered where there are several."""
        texts = dict(zip(FIELDS[2:], (self.lead, self.responsible, self.cooperating, self.limit), strict=True))
        several = len(self.measures) > 1
        said = [f"（{n}）{text}" if several else text for n, text in enumerate(self.measures, 1)]
        return {"问题": self.problem, "措施": "".join(said), **texts}[name]


ENTRIES = (
    Entry("部分农村学校实验室设备闲置，实验开出率不达标", ("修订实验教学计划，按月检查。", "培训实验教师40人。"),
          "县教育局", "各乡镇中心学校", "县财政局", "2026年9月底前"),
    Entry("城区两所小学大班额没有消除", ("新建教学楼1栋，调整招生范围。",), "县教育局", "县自然资源局", "城关镇政府",
          "2027年8月31日前"),
    Entry("校园周边餐饮摊点管理混乱", ("划定经营区域。", "每周联合巡查一次。", "公布举报电话。"), "县市场监督管理局",
          "县城市管理局", "县教育局、县公安局", "立行立改"),
    Entry("教师培训经费没有足额安排", ("按规定比例列入年度预算。",), "县财政局", "县教育局", "县审计局", "长期坚持"),
)  # fmt: skip


@dataclass(frozen=True)
class Way:
    """How the list is written."""

    words: tuple[int, ...]
    spaced: bool = False
    colon: str = "："
    numbers: str = "{n}."
    blank_lines: bool = False
    page_numbers: bool = False
    order: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    two_rows: bool = False
    repeated_head: bool = False
    blank_rows: bool = False
    by_measure: bool = False
    split_runs: bool = False
    attached: bool = False
    around: str = ""  # the brackets around labels, in place of a colon
    strewn: str = ""  # a sign without meaning in every line

    def word(self, name: str) -> str:
        """The label of a field."""
        words = SYNONYMS[name]
        return words[self.words[FIELDS.index(name)] % len(words)]


NUMBERS = (
    *(
        "{n}.",
        "{n}、",
        "（{c}）",
        "{c}、",
        "问题{n}：",
        "第{c}项 ",
        "{n}．",
        "({n})",
        "{n}) ",
        "（问题{n}）",
        "【问题{n}】",
    ),
    *("反馈问题第{n}条：", "No.{n} ", "{n}：", "{o}", "{b}", "{s}", "{d}", "{f}", "0{n}. "),
)
ways = st.builds(
    Way,
    words=st.tuples(*(st.integers(0, 5) for _ in FIELDS)),
    spaced=st.booleans(),
    colon=st.sampled_from(["：", ":", "： ", ": ", " ：", "∶", "﹕", "——"]),
    numbers=st.sampled_from(NUMBERS),
    blank_lines=st.booleans(),
    page_numbers=st.booleans(),
    order=st.permutations(range(6)).map(tuple),
    two_rows=st.booleans(),
    repeated_head=st.booleans(),
    blank_rows=st.booleans(),
    by_measure=st.booleans(),
    split_runs=st.booleans(),
    attached=st.booleans(),
    around=st.sampled_from(["", "", "", "【】", "[]", "〔〕"]),
    strewn=st.sampled_from(["", "", "", "\u200b", "\ufeff", "\u00ad"]),
)
CHINESE = "一二三四"
SIGNS = {"o": 0x2460, "b": 0x2474, "s": 0x3220, "d": 0x2488, "f": 0x2776}  # ① ⑴ ㈠ ⒈ ❶


def front(way: Way) -> list[str]:
    """What stands before the list."""
    if not way.attached:
        return [TITLE]
    return [
        f"关于印发《{TITLE}》的通知", "各乡镇人民政府：", f"现将《{TITLE}》印发给你们，请认真抓好落实。",
        f"附件：{TITLE}",
        "望川县人民政府办公室", "2026年3月6日", "附件", TITLE,
    ]  # fmt: skip


def lines_of(way: Way) -> list[str]:
    """The list as lines."""
    made = front(way)
    rest = [FIELDS[n] for n in way.order if n]
    for n, entry in enumerate(ENTRIES, 1):
        signs = {name: chr(first + n - 1) for name, first in SIGNS.items()}
        made.append(way.numbers.format(n=n, c=CHINESE[n - 1], **signs) + entry.problem)
        made += [f"{_label(way, name)}{entry.field(name)}" for name in rest]
        made += [f"— {n} —"] * way.page_numbers
        made += [""] * way.blank_lines
    return [line[:3] + way.strewn + line[3:] for line in made]


def _label(way: Way, name: str) -> str:
    """A label with what parts it from its text; spaced as a narrow page has it."""
    word = way.word(name)
    if way.spaced and not way.around:
        word = f"{word[:2]} {word[2:]}"
    return f"{way.around[0]}{word}{way.around[1]}" if way.around else word + way.colon


def rows_of(way: Way) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """The list as a table, and its merged cells."""
    names = [FIELDS[n] for n in way.order]
    words = [way.word(name) for name in names]
    if way.spaced:
        words = [f"{word[:2]}\n{word[2:]}" if len(word) > 3 else word for word in words]
    head, merged = [["序号", *words]], []
    if way.two_rows:
        head = [["序号", *words], [""] * 7]
        merged += [(0, at, 1, at) for at in range(7)]
    rows = [*head]
    for n, entry in enumerate(ENTRIES, 1):
        if way.repeated_head and n == 3:
            rows.append(["序号", *words])
        rows += [[""] * 7] * (way.blank_rows and n > 1)
        if not way.by_measure:
            rows.append([str(n), *(entry.field(name) for name in names)])
            continue
        begin = len(rows)
        for text in entry.measures:
            rows.append([str(n), *(text if name == "措施" else entry.field(name) for name in names)])
        if len(entry.measures) > 1:
            merged += [(begin, 0, len(rows) - 1, 0)]
            merged += [(begin, at, len(rows) - 1, at) for at, name in enumerate(names, 1) if name != "措施"]
    return rows, merged


def as_text(way: Way) -> tuple[bytes, str]:
    return "\n".join(lines_of(way)).encode(), "方案.txt"


def as_paragraphs(way: Way) -> tuple[bytes, str]:
    return in_paragraphs("\n".join(lines_of(way))), "方案.docx"


def as_word_table(way: Way) -> tuple[bytes, str]:
    rows, merged = rows_of(way)
    document = docx.Document()
    for text in front(way):
        document.add_paragraph(text)
    table = document.add_table(len(rows), 7)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for top, left, bottom, right in merged:
        for n in range(top + 1, bottom + 1):
            table.cell(n, left).text = ""
        table.cell(top, left).merge(table.cell(bottom, right))
    return packed(document), "方案.docx"


def as_workbook(way: Way) -> tuple[bytes, str]:
    rows, merged = rows_of(way)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([TITLE])
    for row in rows:
        sheet.append([text or None for text in row])
    for top, left, bottom, right in merged:
        sheet.merge_cells(start_row=top + 2, start_column=left + 1, end_row=bottom + 2, end_column=right + 1)
    held = BytesIO()
    book.save(held)
    return held.getvalue(), "清单.xlsx"


def as_tabs(way: Way) -> tuple[bytes, str]:
    rows, _ = rows_of(replace(way, spaced=False, two_rows=False, by_measure=False))
    return "\n".join([TITLE, "", *("\t".join(row) for row in rows if any(row))]).encode(), "清单.txt"


def as_bars(way: Way) -> tuple[bytes, str]:
    rows, _ = rows_of(
        replace(way, spaced=False, two_rows=False, by_measure=False, repeated_head=False, blank_rows=False)
    )
    made = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"# {TITLE}", "", made[0], "|" + "---|" * 7, *made[1:]]).encode(), "清单.md"


WRITTEN: tuple[Callable[[Way], tuple[bytes, str]], ...] = (
    as_text, as_paragraphs, as_word_table, as_workbook, as_tabs, as_bars,
)  # fmt: skip


def bare(text: str) -> str:
    return re.sub(r"[\s，。；、]", "", text)


def said(plan: Plan) -> list[tuple[str, ...]]:
    """What a plan says, item by item."""
    return [
        (
            bare(item.finding or item.title),
            *(bare(measure.text) for measure in item.measures),
            bare(item.lead_unit), bare(item.units_as_written), bare(item.cooperating), item.time_limit.as_written,
        )
        for item in plan.items
    ]  # fmt: skip


WANTED = [
    (bare(e.problem), *map(bare, e.measures), *(bare(text) for text in (e.lead, e.responsible, e.cooperating)), e.limit)
    for e in ENTRIES
]
PLAIN = Way((0,) * 6)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("write", WRITTEN)
def test_every_format_of_a_list_is_the_same_plan(write: Callable[[Way], tuple[bytes, str]]) -> None:
    assert said(read_document(*write(PLAIN)).plan) == WANTED


def same(way: Way, write: Callable[[Way], tuple[bytes, str]]) -> None:
    data, name = write(way)
    plan = read_document(data, name).plan
    assert said(plan) == WANTED, data.decode() if not name.endswith("x") else way
    assert plan.title == TITLE


@pytest.mark.parametrize("examples", first(1, [10, 60]))
def test_a_list_of_text_in_any_way_is_the_same_plan(examples: int) -> None:
    tried(examples, same, way=ways, write=st.sampled_from([as_text, as_tabs, as_bars]))


@pytest.mark.exhaustive
def test_a_list_in_any_way_and_format_is_the_same_plan() -> None:
    tried(80, same, way=ways, write=st.sampled_from(WRITTEN))
