"""The base of all forms, templates/report_template.xlsx: the office's own look.

Knows: the kinds of row (`layout.Kind`), the house style, openpyxl. Must not know: plans, units, answers. The base has
one sheet 表样 with one styled sample row per kind, named in column A. Staff restyle fonts, colours, borders, heights,
widths, margins, header, footer and may add a logo; the forms follow. Run as ``python -m toolkit.form.base PATH`` to
write the house style anew (it refuses to overwrite a file).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.captions import Column, Disclosable
from toolkit.base.plan_captions import PlanColumn
from toolkit.form.grid import LAST, MERGES, PORTRAIT, Kind

SAMPLES_SHEET = "表样"
HELP_SHEET = "怎样改样式"
LETTERS = tuple("BCDEFGH")
GUIDE_KINDS = ("guide_title", "guide_head", "guide_row")
ROWS = (*(kind.value for kind in Kind if kind is not Kind.IDS), *GUIDE_KINDS)
GUIDE_MERGES = {"guide_title": (("B", "H"),), "guide_head": (("E", "F"), ("G", "H")),
                "guide_row": (("E", "F"), ("G", "H"))}  # fmt: skip

_SONG, _HEI = "宋体", "黑体"
_GRID, _GREY, _TINT, _INK, _QUIET = "A6A6A6", "F2F2F2", "FFF9E3", "000000", "595959"


@dataclass(frozen=True, slots=True)
class Look:
    """How the cells of one kind of row look by default; ``answers`` are the letters that take the tint.

    ``top`` are those whose texts begin at the top: what does not fit must not lose its beginning.
    """

    height: float
    size: float = 10.5
    font: str = _SONG
    bold: bool = False
    colour: str = _INK
    align: Mapping[str, str] | str = "left"
    given: str = ""
    answers: str = ""
    grid: bool = True
    sample: Mapping[str, str] | None = None
    small: str = ""
    top: str = ""


_LOOKS: Mapping[str, Look] = {
    "title": Look(34, 18, _HEI, align="center", grid=False, sample={"B": "2021年1月整改情况填报表"}),
    "number": Look(15, 9, colour=_QUIET, align="right", grid=False, sample={"B": "表号：…"}),
    "notice": Look(34, 10.5, _HEI, sample={"B": "请于……前填好……。还有 5 项待填。"}),
    "pair": Look(20, given="BCF", align={"B": "center", "F": "center"},
                 sample={"B": PlanColumn.ASKED, "D": "×××单位", "F": Column.LIMIT, "G": "立查立改、长期坚持"}),
    "context": Look(20, given="BC", top="D", align={"B": "center"}, sample={"B": Disclosable.FINDING, "D": "文件原文"}),
    "heading": Look(24, 12, _HEI, grid=False, sample={"B": "一、整改措施进展"}),
    "measures_head": Look(20, bold=True, given="BCDEFGH", align="center", sample={"C": Column.MEASURE}),
    "measure": Look(82, given="BCD", answers="EFGH", top="CDGH", align={"B": "center", "E": "center", "F": "center"},
                    sample={"B": "1", "C": "文件中的措施原文", "E": "正在推进", "G": "填写的进展情况"}),
    "indicators_head": Look(20, bold=True, given="BCDEFGH", align="center", sample={"C": PlanColumn.INDICATOR}),
    "indicator": Look(26, given="BCD", answers="EFG", small="H", sample={"C": "总数（个）", "D": "56", "F": "58"},
                      align={"B": "center", "D": "right", "E": "center", "F": "right"}),
    "answers_head": Look(20, bold=True, given="BCDEFGH", align="center", sample={"B": "项目"}),
    "answer": Look(25, given="BCDEF", answers="G", small="DEFH", sample={"B": Column.LEAD, "G": "填写内容"}),
    "long_answer": Look(52, given="BCDEF", answers="G", small="DEFH", top="G",
                        sample={"B": Column.DIFFICULTY, "G": "填写内容"}),
    "closing": Look(24, 9, colour=_QUIET, grid=False, sample={"B": "每一格怎么填，见“填报说明”工作表。"}),
    "guide_title": Look(32, 16, _HEI, align="center", grid=False, sample={"B": PlanColumn.GUIDANCE}),
    "guide_head": Look(20, bold=True, given="BCDEFGH", align="center", sample={"C": "栏目", "G": "怎么填"}),
    "guide_row": Look(30, 10, align={"B": "center", "D": "center"}, sample={"C": "本期值", "G": "填整数"}),
}  # fmt: skip

_HELP = (
    "这个工作簿决定所有填报表的样子。",
    "“表样”工作表里每一行是一种行的样子，A 列写着行的种类：A 列请不要改动，也不要删行。",
    "可以改：字体、字号、颜色、底色、边框、对齐、行高、列宽、页边距、页眉页脚；可以在标题行插入单位标志图片。",
    "行高是最低高度，文字多的行会自动加高。表样里的文字只是示意，发出的表会换成方案里的内容。",
    "改好后保存（仍为 .xlsx），以后发出的表就是新的样子。",
)


def build_base() -> Workbook:
    """The base workbook in the house style."""
    workbook = Workbook()
    # Programs measure the width of columns by the digits of this font, and so does `toolkit.base.texts`.
    usual = Font(name=_SONG, size=11)
    workbook._fonts = IndexedList([usual])  # type: ignore[attr-defined]
    workbook._named_styles["Normal"].font = usual  # type: ignore[attr-defined]
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SAMPLES_SHEET
    sheet.column_dimensions["A"].width = 16
    for letter, width in PORTRAIT.items():
        sheet.column_dimensions[letter].width = width
    for number, kind in enumerate(ROWS, start=1):
        _sample_row(sheet, number, kind)
    _page(sheet)
    help_sheet = workbook.create_sheet(HELP_SHEET)
    help_sheet.column_dimensions["A"].width = 100
    for number, line in enumerate(_HELP, start=1):
        cell = help_sheet.cell(number, 1, line)
        cell.font = Font(name=_HEI if number == 1 else _SONG, size=14 if number == 1 else 11)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        help_sheet.row_dimensions[number].height = 28
    # A fixed date, so that the same code writes the same file.
    workbook.properties.creator = "整改报送工具"
    workbook.properties.created = workbook.properties.modified = datetime(2021, 1, 25)
    return workbook


def _sample_row(sheet: Worksheet, number: int, kind: str) -> None:
    look = _LOOKS[kind]
    sheet.row_dimensions[number].height = look.height
    sheet.cell(number, 1, kind).font = Font(name="Consolas", size=9, color=_QUIET)
    side = Side(style="thin", color=_GRID)
    for column, letter in enumerate(LETTERS, start=2):
        cell = sheet.cell(number, column)
        assert isinstance(cell, Cell)
        small = letter in look.small
        cell.font = Font(name=look.font, size=9 if small else look.size, bold=look.bold,
                         color=_QUIET if small else look.colour)  # fmt: skip
        across = look.align if isinstance(look.align, str) else look.align.get(letter, "left")
        indent = 1 if across == "left" and look.grid else 0
        down = "top" if letter in look.top else "center"
        cell.alignment = Alignment(horizontal=across, vertical=down, wrap_text=True, indent=indent)
        if look.grid:
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        if letter in look.answers:
            cell.fill = PatternFill("solid", fgColor=_TINT)
            cell.protection = Protection(locked=False)
        elif letter in look.given:
            cell.fill = PatternFill("solid", fgColor=_GREY)
        if look.sample and letter in look.sample:
            cell.value = look.sample[letter]
    merges = GUIDE_MERGES[kind] if kind in GUIDE_KINDS else MERGES.get(Kind(kind), ())
    for first, last in merges:
        sheet.merge_cells(f"{first}{number}:{last}{number}")


def _page(sheet: Worksheet) -> None:
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "portrait"
    sheet.sheet_properties.pageSetUpPr = None
    margins = sheet.page_margins
    margins.left = margins.right = 0.47
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    assert sheet.oddFooter is not None
    footer = sheet.oddFooter.center
    assert footer is not None
    footer.text, footer.size = "第 &P 页 共 &N 页", 9
    sheet.sheet_view.showGridLines = False
    sheet.print_area = f"A1:{LAST}{len(ROWS)}"


def main(arguments: list[str]) -> int:
    """Write the house style to the path given; refuses to overwrite."""
    path = Path(arguments[0])
    if path.exists():
        print(f"{path} 已存在，没有覆盖；确要重做请先删除它。", file=sys.stderr)
        return 2
    build_base().save(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
