"""退回单: the sheet on top of a correction copy that lists what is to be mended, where, and by when.

Knows: what it says, the look of its lines, their XML. Must not know: folders, the ledger's tables, the form below it
but for where its answers stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.excel_limits import cut
from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.grid import FIRST, LAST, SHEET, SLIP_SHEET
from toolkit.form.guide import GUIDE_WIDTHS, line_height, line_merges, page_beside, write_line
from toolkit.form.own_notes import WORD
from toolkit.form.stamp import escaped, written
from toolkit.ledger import Submission
from toolkit.plan.model import Period, Plan, Unit

_SMALL, _HEAD = "closing", "guide_head"
_PARTS = re.compile(
    rb'(?P<top>.*<dimension ref=")[^"]*(?P<columns>".*<sheetData>)(?P<rows>.*)(?P<middle></sheetData>.*?)<mergeCells.*?'
    rb"</mergeCells><hyperlinks>.*?</hyperlinks>(?P<end>.*)",
    re.DOTALL,
)
_ROW = re.compile(rb"<row .*?</row>", re.DOTALL)
_STYLE = re.compile(rb'<c r="([A-Z])[0-9]+" s="([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet: the kind of its sample, its texts by column, and the cell that its place leads to."""

    kind: str
    texts: Mapping[str, str]
    leads_to: str = ""
    height: int = 0


def lines(  # noqa: PLR0913 - what a slip says
    plan: Plan,
    catalogue: Catalogue,
    unit: Unit,
    period: Period,
    submission: Submission,
    findings: Sequence[Finding],
    resend_by: date,
    cells: Mapping[str, str],
) -> list[Line]:
    """What the sheet says; ``cells`` are the places of the form's answers by field id."""
    findings = [f for f in findings if f.severity is not Severity.INFO]
    wrong, item = sum(f.severity is Severity.ERROR for f in findings), catalogue.item
    asked = f"有 {wrong} 处要改正" + (f"，{len(findings) - wrong} 处要说明" if len(findings) > wrong else "")
    head = [
        Line("guide_title", {"B": SLIP_SHEET}),
        Line("notice", {"B": f"请于{chinese_date(resend_by)}前改好，把本文件发回{plan.report_to}。"}),
        Line(_SMALL, {"B": f"{unit.name}：{period.name}事项 {item.code}“{item.title}”的填报表{asked}。"}, height=22),
        Line(
            _SMALL,
            {"B": "怎么改：点“位置”一栏的链接到“填报表”；标红的格改正，标黄的格在“说明”栏写明原因。"
                  "鼠标停在格上，可以看到原来填的内容和改法。其余的格已按贵单位填的内容填好，不用再填。"},
            height=36,
        ),
        Line(
            _SMALL,
            {"B": f"收到的文件：{submission.file_name}（{chinese_date(submission.received_on)}）"},
            height=22,
        ),
        Line(_HEAD, {"B": "序号", "C": "栏目", "D": "位置", "E": "原填内容", "G": "问题和改法"}),
    ]  # fmt: skip
    return head + [_line(number, finding, catalogue, cells) for number, finding in enumerate(findings, start=1)]


def _line(number: int, finding: Finding, catalogue: Catalogue, cells: Mapping[str, str]) -> Line:
    field, place = catalogue.field.get(finding.field), cells.get(finding.field, "")
    texts = {
        "B": str(number),
        "C": f"〔{WORD[finding.severity]}〕{field.label if field else '整份表'}",
        "D": place or finding.cell or "—",
        "E": cut(finding.found, 300) or "（空）" if place else cut(finding.found, 300),
        "G": finding.message + finding.remedy,
    }
    return Line("guide_row", texts, place)


def draw_samples(workbook: Workbook, rows: Mapping[str, int]) -> None:
    """Put the sheet in front of a workbook, with one line of each kind: what `Slip` takes the look from."""
    samples = workbook[SAMPLES_SHEET]
    sheet = workbook.create_sheet(SLIP_SHEET, 0)
    assert isinstance(sheet, Worksheet) and isinstance(samples, Worksheet)
    sheet.column_dimensions["A"].width = 2
    for letter, width in GUIDE_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    some = ("guide_title", "notice", _SMALL, _HEAD, "guide_row", "guide_row")
    for number, kind in enumerate(some, start=1):
        write_line(sheet, samples, number, rows[kind], kind, {"B": kind})
    said, place = sheet["B3"], sheet[f"D{len(some)}"]
    assert isinstance(said, Cell) and isinstance(place, Cell)
    said.font = Font(name=said.font.name, size=10.5)
    place.hyperlink = Hyperlink(ref=place.coordinate, location=f"'{SHEET}'!A1", display="A1")
    place.font = Font(name=place.font.name, size=place.font.size, color="1F5FA8", underline="single")
    page_beside(sheet, samples, len(some))
    sheet.print_title_rows = "6:6"


class Slip:
    """The sheet's XML, taken apart: what stands around its lines, and the look of each kind of line."""

    def __init__(self, drawn: bytes, samples: Worksheet, rows: Mapping[str, int]) -> None:
        """``drawn`` is the XML of what `draw_samples` drew."""
        found = _PARTS.fullmatch(drawn)
        assert found
        self._top, self._columns, self._middle, self._end = found.group("top", "columns", "middle", "end")
        title, notice, small, head, plain, linked = (_STYLE.findall(row) for row in _ROW.findall(found["rows"]))
        self._looks = {"guide_title": title, "notice": notice, _SMALL: small, _HEAD: head, "guide_row": plain}
        self._linked = linked
        self._samples, self._rows = samples, rows

    def sheet(self, of: Sequence[Line]) -> bytes:
        """The XML of a sheet that says some lines."""
        merges = [
            b'<mergeCell ref="%s%d:%s%d"/>' % (first.encode(), number, last.encode(), number)
            for number, line in enumerate(of, start=1)
            for first, last in line_merges(line.kind, line.texts)
        ]
        links = [
            b'<hyperlink ref="D%d" location="%s" display="%s"/>'
            % (number, escaped(f"'{SHEET}'!{line.leads_to}"), line.leads_to.encode())
            for number, line in enumerate(of, start=1)
            if line.leads_to
        ]
        return b"".join(
            (
                self._top, f"{FIRST}1:{LAST}{len(of)}".encode(), self._columns,
                *(self._row(number, line) for number, line in enumerate(of, start=1)),
                self._middle, b'<mergeCells count="%d">' % len(merges), *merges, b"</mergeCells>",
                b"<hyperlinks>" * bool(links), *links, b"</hyperlinks>" * bool(links), self._end,
            )
        )  # fmt: skip

    def _row(self, number: int, line: Line) -> bytes:
        height = line.height or line_height(self._samples, self._rows[line.kind], line.kind, line.texts)
        cells = b"".join(
            b'<c r="%s%d" s="%s" t="%s">%s</c>' % (letter, number, style, *written(line.texts.get(letter.decode())))
            for letter, style in (self._linked if line.leads_to else self._looks[line.kind])
        )
        return b'<row r="%d" ht="%d" customHeight="1">%s</row>' % (number, height, cells)
