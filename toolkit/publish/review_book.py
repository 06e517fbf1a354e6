"""公开审看.xlsx: every passage that could name somebody, a row each, for a person to decide.

Knows: xlsxwriter, the house style, what a person needs in order to decide. Must not know: how passages are found, where
decisions are kept. `toolkit.publish.review_read` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.base.visible import visible
from toolkit.master.style import Styles, print_setup, row_height
from toolkit.publish.passages import Decision, Found, Passage, Verdict

SHEET = "公开审看"
NUMBER, WHERE, CONTEXT, WORDS, WHY, VERDICT, REMARK = "序号", "出处", "原文", "要看的字", "为什么列出", "处理", "备注"
BASE = "原样"
"""The hidden column that says what was written in a row, so that what was typed can be told from what stood there."""
CAPTIONS: Mapping[str, float] = {NUMBER: 6, WHERE: 18, CONTEXT: 52, WORDS: 16, WHY: 18, VERDICT: 12, REMARK: 16}
HOW = (
    "公开版里下面这些字可能是人的姓名、电话、账号、住址，请逐行在“处理”栏选“可以公开”或“隐去”（同样的字只列一行，选一次都算）。"
    "不是个人信息的选“可以公开”。“隐去”的字换成“×××”；框得太长、太短的，可以把“要看的字”改成要隐去的字。"
    "全部选好、保存、关闭后重新做公开版。以后改主意，改这里再重做，以后改的为准。"
)
_HEAD = 3  # rows above the first passage, from 0
_PLACES = 2  # places that are named; of the others there is the number
_LEAST = 200  # rows that have the dropdown, so that rows can be added


@dataclass(slots=True)
class ReviewRow:
    """One passage: the first place where it stands, the first of its places in words, how many there are.

    ``decision`` is what has been decided about it. Places that follow each other in one cell or paragraph are one.
    """

    first: Found
    decision: Decision | None = None
    where: list[str] = field(default_factory=list)
    number: int = 0
    _last: str = ""

    @property
    def passage(self) -> Passage:
        """What is decided about."""
        return self.first.passage

    @property
    def open(self) -> bool:
        """Whether somebody has still to decide."""
        return self.decision is None or self.decision.verdict is None

    def stands(self, one: Found) -> None:
        """Note one more place."""
        named = f"{one.file} {one.place}"
        if named != self._last:
            self.where += [named] * (len(self.where) < _PLACES)
            self.number, self._last = self.number + 1, named


def rows_of(found: Iterable[Found], decisions: Mapping[Passage, Decision]) -> list[ReviewRow]:
    """A row for each passage, those that are open first, in the order in which they stand."""
    rows: dict[Passage, ReviewRow] = {}
    for one in found:
        if (row := rows.get(one.passage)) is None:
            row = rows[one.passage] = ReviewRow(one, decisions.get(one.passage))
        row.stands(one)
    return sorted(rows.values(), key=lambda row: not row.open)


def write_review(rows: Sequence[ReviewRow], title: str, as_of: date) -> bytes:
    """The workbook as bytes; the same rows give the same bytes."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties({"created": datetime.combine(as_of, time.min)})
    styles = Styles(workbook)
    sheet = workbook.add_worksheet(SHEET)
    last = len(CAPTIONS) - 1
    sheet.merge_range(0, 0, 0, last, f"公开审看　{title}", styles.title())
    sheet.merge_range(1, 0, 1, last, HOW, styles.small(align="left"))
    sheet.set_row(0, 30)
    sheet.set_row(1, 42)
    sheet.set_row(2, 24)
    for index, (caption, width) in enumerate(CAPTIONS.items()):
        sheet.write_string(2, index, caption, styles.head())
        sheet.set_column(index, index, width)
    sheet.write_string(2, last + 1, BASE, styles.head())
    sheet.set_column(last + 1, last + 1, 8, None, {"hidden": True})
    for number, row in enumerate(rows):
        _write(sheet, styles, _HEAD + number, row, number + 1)
    below = _HEAD + max(len(rows), 1) - 1
    column = [*CAPTIONS].index(VERDICT)
    sheet.data_validation(
        _HEAD, column, max(below, _HEAD + _LEAST), column,
        {"validate": "list", "source": [v.value for v in Verdict], "error_title": "请选择",
         "error_message": "请选“可以公开”或“隐去”。"},
    )  # fmt: skip
    sheet.conditional_format(
        _HEAD, column, below, column, {"type": "blanks", "format": workbook.add_format({"bg_color": "#FFF2CC"})}
    )
    sheet.autofilter(2, 0, below, last + 1)  # sorting takes the hidden column along
    sheet.freeze_panes(_HEAD, 0)
    print_setup(sheet, rows=(0, 2), paper=9)
    sheet.print_area(0, 0, below, last)
    workbook.close()
    return out.getvalue()


def _write(sheet: Worksheet, styles: Styles, at: int, row: ReviewRow, number: int) -> None:
    first = row.first
    left, centred = styles.cell(align="left", indent=1), styles.cell(align="center")
    typed = styles.cell(align="left", indent=1, num_format="@")
    where = _where(row)
    sheet.write_number(at, 0, number, centred)
    sheet.write_string(at, 1, where, left)
    _marked(sheet, at, 2, first, styles, left)
    sheet.write_string(at, 3, row.passage.words, typed)
    sheet.write_string(at, 4, row.passage.why.value, left)
    verdict = row.decision.verdict if row.decision else None
    sheet.write_string(at, 5, verdict.value if verdict else "", centred)
    sheet.write_string(at, 6, row.decision.remark if row.decision else "", typed)
    sheet.write_string(at, len(CAPTIONS), (row.decision or Decision(row.passage, None)).digest, centred)
    context = f"{first.before}【{first.written}】{first.after}"
    widths = [*CAPTIONS.values()]
    texts = [(where, widths[1] - 2), (context, widths[2] - 2), (row.passage.words, widths[3] - 2),
             (row.passage.why.value, widths[4] - 2)]  # fmt: skip
    sheet.set_row(at, row_height(texts, least=22))


def _marked(sheet: Worksheet, row: int, column: int, found: Found, styles: Styles, style: Format) -> None:
    """The sentence with its passage in brackets, red and bold, so that it is seen on paper too."""
    plain, red = styles(), styles(bold=True, font_color="#C00000")
    before, after = visible(found.before), visible(found.after)
    pieces: list[object] = [plain, before] if before else []
    pieces += [red, f"【{visible(found.written)}】"]
    pieces += [plain, after] if after else []
    if len(pieces) > 2:
        sheet.write_rich_string(row, column, *pieces, style)
    else:
        sheet.write_string(row, column, f"【{visible(found.written)}】", style)


def _where(row: ReviewRow) -> str:
    more = f"\n等{row.number}处" if row.number > _PLACES else ""
    return "\n".join(row.where) + more
