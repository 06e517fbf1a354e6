"""The grid of a form: its sheets, its columns, its kinds of row, and the ids that rows and cells go by.

Knows: letters and names. Must not know: which row comes where, styles, openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from toolkit.base.captions import Column, Disclosable
from toolkit.base.plan_captions import PlanColumn
from toolkit.kinds.field import NOTE, SAME, Block
from toolkit.workbooks.markup import column_letters

SHEET = "填报表"
GUIDE_SHEET = PlanColumn.GUIDANCE
COVER_SHEET = "封面"
CONTENTS_SHEET = "目录"
SLIP_SHEET = "退回单"
APPENDIX_SHEET = "附页"
IDENTITY_SHEET = "_form"  # forms that went out before each sheet carried its own identity have it
LISTS_SHEET = "_lists"
MARKER, FIRST, LAST, OPEN, WRONG = "A", "B", "H", "I", "J"
READING = tuple("MNOPQRSTUVWXYZ")  # hidden: what the answers of a row are read as
PRIOR = "D"
NOTES_AUTHOR = "整改报送工具"
"""Who signs the notes on a correction copy."""
CHECK = "H"
NOTICE = "B3"
OPEN_ROSTER = "打开明细 →"
TO_FILL_TOTAL, WRONG_TOTAL, ASKED_TOTAL = "$I$3", "$J$3", "$M$3"  # hidden, beside the line under the title
STRUTS = "K"  # beside the page: what holds rows open that grow with what is typed
PARTS = "AA"  # hidden: parts of formulas that are too long for one cell

# Column widths in characters. In landscape an answer of 1,000 characters fits into one row of column G,
# and what is written at 10.5 points is printed at eight.
PORTRAIT = {"B": 5.0, "C": 22.0, "D": 10.0, "E": 12.0, "F": 12.5, "G": 38.0, "H": 15.0}
LANDSCAPE = {"B": 4.5, "C": 29.0, "D": 9.5, "E": 12.0, "F": 12.0, "G": 72.0, "H": 14.5}


class Given(StrEnum):
    """The captions of all rows at the head of a form, which say what it is about; `toolkit.form.unread` knows them."""

    UNIT = PlanColumn.ASKED.value
    PERIOD = "报送期"
    CITED = "依据"
    FINDING = Disclosable.FINDING.value
    EXPLAINED = "文件中的说明"
    TARGET = Column.TARGET.value
    DUTIES = "责任分工"
    PART = "你单位"
    MEASURES = Column.MEASURE.value
    NOTE = "备注"


class Kind(StrEnum):
    """The kinds of row that the base workbook has a sample of."""

    TITLE = "title"
    NUMBER = "number"
    NOTICE = "notice"
    PAIR = "pair"
    CONTEXT = "context"
    HEADING = "heading"
    MEASURES_HEAD = "measures_head"
    MEASURE = "measure"
    INDICATORS_HEAD = "indicators_head"
    INDICATOR = "indicator"
    ANSWERS_HEAD = "answers_head"
    ANSWER = "answer"
    LONG_ANSWER = "long_answer"
    CLOSING = "closing"
    IDS = "ids"


# The columns of each block: column id → letter, for answers; the single-answer blocks have one answer column.
ANSWER_COLUMNS: Mapping[Block, Mapping[str, str]] = {
    Block.MEASURES: {"status": "E", "completed_on": "F", "progress": "G", "evidence": "H"},
    Block.EXPLANATION: {"value": "G"},
    Block.INDICATORS: {SAME: "E", "value": "F", NOTE: "G"},
    Block.ROSTERS: {},
    Block.OVERALL: {"value": "G"},
    Block.SIGNOFF: {"value": "G"},
}
BENEATH: Mapping[Block, Mapping[str, str]] = {Block.MEASURES: {NOTE: "progress"}}
"""What stands in a row of its own below the answers that it is about: its column id → the one under which it stands."""
CAPTIONS: Mapping[Block, Mapping[str, str]] = {
    Block.MEASURES: {"B": "序号", "C": Column.MEASURE, "E": Column.STATUS, "F": Disclosable.DONE_ON,
        "G": Column.PROGRESS, "H": Column.EVIDENCE},
    Block.INDICATORS: {
        "B": "序号", "C": PlanColumn.INDICATOR, "D": "上期值", "E": "同上期", "F": "本期值", "G": "说明", "H": "检查",
    },
    Block.ROSTERS: {},
    Block.EXPLANATION: {"B": "项目", "D": "填写要求", "G": "填写内容", "H": "检查"},
    Block.OVERALL: {"B": "项目", "D": "填写要求", "G": "填写内容", "H": "检查"},
    Block.SIGNOFF: {"B": "项目", "D": "填写要求", "G": "填写内容", "H": "检查"},
}  # fmt: skip
HEADED: Mapping[Block, Mapping[str, str]] = {Block.MEASURES: {"H": f"{Column.EVIDENCE}\n（下格检查）"}}
"""What stands instead over a column that holds two things by turns; forms of before have the caption alone."""


def headings(block: Block) -> dict[str, tuple[str, ...]]:
    """All that may stand over each column of a block, in forms of now and of before."""
    over = HEADED.get(block, {})
    return {letter: (text, *([over[letter]] if letter in over else [])) for letter, text in CAPTIONS[block].items()}


# Given texts that span several columns; answers are never merged.
MERGES: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.TITLE: (("B", "H"),),
    Kind.NUMBER: (("B", "H"),),
    Kind.NOTICE: (("B", "H"),),
    Kind.PAIR: (("B", "C"), ("D", "E"), ("G", "H")),
    Kind.CONTEXT: (("B", "C"), ("D", "H")),
    Kind.HEADING: (("B", "H"),),
    Kind.MEASURES_HEAD: (("C", "D"),),
    Kind.MEASURE: (("C", "D"),),
    Kind.ANSWERS_HEAD: (("B", "C"), ("D", "F")),
    Kind.ANSWER: (("B", "C"), ("D", "F")),
    Kind.LONG_ANSWER: (("B", "C"), ("D", "F")),
    Kind.CLOSING: (("B", "H"),),
}


def prior_of(field_id: str) -> str:
    """The name under which the cell of a figure's 上期值 goes."""
    return f"{field_id}@prior"


def same_of(field_id: str) -> str:
    """The name under which the hidden cell goes that says whether a figure is its 上期值."""
    return f"{field_id}@same"


def answered_of(field_id: str) -> str:
    """The name under which that cell goes too where what may be asked of the figure has been explained before."""
    return f"{field_id}@answered"


def value_of(field_id: str) -> str:
    """The name under which the hidden cell goes that holds what an answer is read as."""
    return f"{field_id}@value"


def marker(block: Block, row: str, beneath: str = "") -> str:
    """What the hidden column says of an answer row, or of the one below it that takes the answer ``beneath``."""
    return f"@{block}.{row}" + (f".{beneath}" if beneath else "")


_BLOCKS = "|".join(block.value for block in Block)
_ROW_MARKER = re.compile(rf"#(?:{_BLOCKS})|@(?:{_BLOCKS})\.[a-z0-9_]+(?:\.{NOTE})?")
ROW_SIGNS = ("#", "@")
"""What every text begins with that marks a row."""
HIDDEN_SIGN = "§"
"""What every text of the hidden cells begins with that say what a sheet is."""
_COLUMN_MARKERS = frozenset(f"@{column}" for columns in ANSWER_COLUMNS.values() for column in columns)


def marks_row(text: str) -> bool:
    """Whether a text marks a row; a text of the plan's or an answer may well begin with the same sign."""
    return text[:1] in ROW_SIGNS and _ROW_MARKER.fullmatch(text) is not None


def marks_column(text: str) -> bool:
    """Whether a text in a block's first row says which answers stand below it."""
    return text in _COLUMN_MARKERS


def address(row: int, index: int) -> str:
    """The A1 address of a row (from 1) and a column index (from 0)."""
    return f"{column_letters(index)}{row}"


def place_on(sheet: str, cell: str) -> str:
    """A cell of a sheet as links and formulas name it."""
    return "'" + sheet.replace("'", "''") + f"'!{cell}"
