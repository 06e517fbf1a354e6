"""The receipt (收件回执) of one unit and run: what came, what became of it, what is still owed.

Knows: what was received, xlsxwriter, the house style. Must not know: folders, the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toolkit.base.captions import RECEIPT, Column
from toolkit.base.excel_limits import PROPERTY, cut
from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.ledger import Arrival, Evidence, Submission, Value
from toolkit.master.rows import TextSheet
from toolkit.master.style import BAND, Styles, across, print_setup, row_height
from toolkit.plan.deadlines import report_due
from toolkit.plan.model import Period, Plan, Unit
from toolkit.standing.status import ReportState

_WIDTHS = (7.0, 13.0, 34.0, 13.0, 36.0, 40.0)
_LAST = len(_WIDTHS) - 1
_LONGEST = 2000  # units of a cell; more would be no page to read
_Line = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """One return of the run: what became of it in words, what was understood otherwise than it stood, what is wrong or
    asked about where it is the newest.
    """

    submission: Submission
    outcome: str
    repairs: Sequence[Value]
    findings: Sequence[Finding]


@dataclass(frozen=True, kw_only=True)
class ReceiptSheet:
    """All that a receipt says.

    ``lacking`` are papers listed and never received (item id, title); ``contradictions`` sentences on figures that do
    not go together; ``owed`` what is still to come: item id and state; ``resend_by`` the day by which
    what is sent back is to be sent again. ``closed_on`` is the day on which the period was closed (关账).
    """

    unit: Unit
    period: Period
    day: date
    resend_by: date
    received: Sequence[Received]
    unidentified: Sequence[Arrival]
    papers: Sequence[Evidence]
    lacking: Sequence[tuple[str, str]]
    contradictions: Sequence[str]
    owed: Sequence[tuple[str, ReportState]]
    closed_on: date | None = None


def write_receipt(plan: Plan, catalogues: Mapping[str, Catalogue], sheet: ReceiptSheet) -> bytes:
    """The receipt as a workbook; the same facts give the same bytes."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties(
        {
            "title": cut(f"{sheet.unit.area}收件回执", PROPERTY),
            "author": "整改报送工具",
            "created": datetime.combine(sheet.day, time.min),
        }
    )
    page = _Page(workbook.add_worksheet(RECEIPT, TextSheet), Styles(workbook))
    _head(page, plan, sheet)
    _to_do(page, plan, catalogues, sheet)
    _came(page, plan, catalogues, sheet)
    page.close()
    workbook.close()
    return out.getvalue()


def _came(page: _Page, plan: Plan, catalogues: Mapping[str, Catalogue], sheet: ReceiptSheet) -> None:
    """What came, what was not recognised, what was understood otherwise than it stood, the papers."""
    page.table(
        "三、本次收到的填报表",
        ("序号", Column.CODE, "事项", "报送期", "文件", "结果"),
        (
            (plan.item[r.submission.item_id].code, plan.item[r.submission.item_id].title,
             plan.period[r.submission.period_id].name, r.submission.file_name, _result(r))
            for r in sheet.received
        ),
    )  # fmt: skip
    if sheet.unidentified:
        page.table(
            "无法识别的文件（没有接收，请按“原因”一栏重报）",
            ("序号", "", "文件", "", "", "原因"),
            (("", r.name, "", "", r.note) for r in sheet.unidentified),
        )
    repairs = [(r.submission, v) for r in sheet.received for v in r.repairs]
    page.table(
        "四、写法不规范、已按原意认定的内容（请核对，认定有误的请重报）",
        ("序号", Column.CODE, "栏目", "单元格", "原填", "认定为"),
        ((plan.item[s.item_id].code, _label(catalogues, s, v), v.cell, v.raw, _taken_as(v)) for s, v in repairs),
        empty="没有。",
    )
    page.table(
        "五、收到的佐证材料",
        ("序号", Column.CODE, "事项", "", "文件", "归入依据"),
        (
            (*_of(plan, e), "", e.name, e.how)
            for e in sheet.papers
        ),
        empty="没有。",
    )  # fmt: skip


def _to_do(page: _Page, plan: Plan, catalogues: Mapping[str, Catalogue], sheet: ReceiptSheet) -> None:
    """What the unit has to do: what to mend and to explain, in the plan's order; what is still to come."""
    order = {item.id: number for number, item in enumerate(plan.items)}
    found = [
        (r.submission, finding)
        for r in sorted(sheet.received, key=lambda r: order[r.submission.item_id])
        for finding in r.findings
    ]
    by = chinese_date(sheet.resend_by)
    page.table(
        f"一、请你单位办理的（要改正的，请于{by}前用“退回修改”的表改好发回）",
        ("序号", Column.CODE, "栏目", "位置", "问题和改法", "怎么办"),
        (
            (plan.item[s.item_id].code, _about(catalogues, s, f), f.cell or "—", f.message + f.remedy, _how(s, f, by))
            for s, f in found
        ),
        empty="没有要改正、要说明的。",
    )
    if sheet.lacking:
        page.table(
            "表里写了、还没有收到文件的佐证材料（请补发）",
            ("序号", Column.CODE, "事项", "", "材料名称", ""),
            ((plan.item[i].code, plan.item[i].title, "", said, "") for i, said in _by_item(sheet.lacking)),
        )
    if sheet.contradictions:
        page.sentences("几份表之间不一致的数（请核对，填错的请改正重报）", sheet.contradictions)
    due = report_due(sheet.period, plan.settings)
    page.table(
        f"二、{sheet.period.name}还要报送的",
        ("序号", Column.CODE, "事项", Column.REPORT_DUE, "情况", ""),
        (
            (plan.item[i].code, plan.item[i].title, due.isoformat(), _still(state, sheet.day, due), "")
            for i, state in sheet.owed
        ),
        empty="本期已经关账，不再催报。" if sheet.closed_on else "没有，已经全部接收。",
    )


def _head(page: _Page, plan: Plan, sheet: ReceiptSheet) -> None:
    accepted = sum(r.submission.accepted for r in sheet.received)
    counted = Counter(r.submission.sha256 for r in sheet.received)
    bound = [number for number in counted.values() if number > 1]
    books = f"（其中 {len(bound)} 册，共 {sum(bound)} 份）" if bound else ""
    back = len(sheet.received) - accepted
    parts = [f"收到填报表 {len(sheet.received)} 份{books}，接收 {accepted} 份，退回 {back} 份"]
    if sheet.unidentified:
        parts.append(f"无法识别 {len(sheet.unidentified)} 份")
    if sheet.papers:
        parts.append(f"佐证材料 {len(sheet.papers)} 件")
    said = f"{sheet.unit.name}：{chinese_date(sheet.day)}{'，'.join(parts)}。"
    if sheet.closed_on:
        said += f"{sheet.period.name}已于{chinese_date(sheet.closed_on)}关账，以后报的作补报归档，不改变已公布的数据。"
    else:
        said += f"{sheet.period.name}还有 {len(sheet.owed)} 份没有接收。" if sheet.owed else "本期已经全部接收。"
    page.head(said, f"{plan.report_to}　{chinese_date(sheet.day)}")


def _result(received: Received) -> str:
    wrong = sum(finding.severity is Severity.ERROR for finding in received.findings)
    asked = len(received.findings) - wrong
    more = [f"{wrong} 处要改正"] * bool(wrong) + [f"{asked} 处请说明"] * bool(asked)
    return received.outcome + (f"（{'，'.join(more)}）" if more else "")


def _about(catalogues: Mapping[str, Catalogue], submission: Submission, finding: Finding) -> str:
    field = catalogues[submission.item_id].of(submission.unit_id).field.get(finding.field)
    return field.label if field else "整份表"


def _how(submission: Submission, finding: Finding, by: str) -> str:
    """What the unit does about a finding; an accepted form need not be sent again to explain it."""
    if finding.severity is Severity.ERROR:
        return f"改正，{by}前重报"
    if not submission.accepted:
        return "核对；确实如此的，在“说明”栏写明原因，一并重报"
    return "表已接收，不用重报。确实如此的，直接回复邮件或者来电说明；填错的，改好重报"


def _by_item(lacking: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The papers that are missing, together for each item."""
    titles: dict[str, list[str]] = {}
    for item_id, title in lacking:
        titles.setdefault(item_id, []).append(title)
    return [(item_id, "、".join(of)) for item_id, of in titles.items()]


def _of(plan: Plan, paper: Evidence) -> tuple[str, str]:
    """The item that a paper belongs to."""
    item = plan.item.get(paper.item_id)
    return (item.code, item.title) if item else ("", "没有找到对应的事项")


def _label(catalogues: Mapping[str, Catalogue], submission: Submission, value: Value) -> str:
    field = catalogues[submission.item_id].of(submission.unit_id).field.get(value.field_id)
    return field.label if field else value.field_id


def _taken_as(value: Value) -> str:
    return value.repair.rpartition(" → ")[2] or value.repair


def _still(state: ReportState, day: date, due: date) -> str:
    late = "，已过应报日期" if day > due else ""
    return ("退回待改" if state is ReportState.RETURNED else "未报送") + late


class _Page:
    """The one sheet, written from top to bottom."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0
        for index, width in enumerate(_WIDTHS):
            sheet.set_column(index, index, width)

    def head(self, said: str, small: str) -> None:
        self.sheet.merge_range(0, 0, 0, _LAST, RECEIPT, self.styles.title())
        self.sheet.set_row(0, 32)
        self.sheet.merge_range(1, 0, 1, _LAST, said, self.styles(font_size=11))
        self.sheet.set_row(1, row_height([(said, sum(_WIDTHS))], least=24, size=11))
        self.sheet.merge_range(2, 0, 2, _LAST, small, self.styles.small(align="right"))
        self.row = 3

    def table(self, title: str, captions: Sequence[str], lines: Iterable[_Line], empty: str = "没有收到。") -> None:
        """A titled table; the first column counts its lines. A column without a caption is joined to the one before."""
        self._band(title)
        lines = list(lines)
        if not lines:
            across(self.sheet, self.row, 0, _LAST, empty, self.styles.cell())
            self.sheet.set_row(self.row, 20)
            self.row += 1
            return
        self._line(captions, captions, head=True)
        for number, line in enumerate(lines, start=1):
            self._line(captions, (number, *line), head=False)

    def sentences(self, title: str, sentences: Iterable[str]) -> None:
        """A titled list of sentences."""
        self._band(title)
        for number, sentence in enumerate(sentences, start=1):
            text = f"{number}. {sentence}"
            across(self.sheet, self.row, 0, _LAST, text, self.styles.cell())
            self.sheet.set_row(self.row, row_height([(text, sum(_WIDTHS))], least=20))
            self.row += 1

    def _band(self, title: str) -> None:
        across(self.sheet, self.row, 0, _LAST, title, self.styles.cell(bold=True, bg_color=BAND))
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def _line(self, captions: Sequence[str], line: Sequence[object], *, head: bool) -> None:
        texts = []
        for first, last in _spans(captions):
            text = "" if line[first] is None else cut(str(line[first]), _LONGEST)
            width = sum(_WIDTHS[first : last + 1])
            look = {"align": "center"} if width <= 14 else {"indent": 1}
            style = self.styles.head() if head else self.styles.cell(**look)
            across(self.sheet, self.row, first, last, text, style)
            texts.append((text, width))
        self.sheet.set_row(self.row, row_height(texts, least=20))
        self.row += 1

    def close(self) -> None:
        print_setup(self.sheet, rows=None, paper=9)
        self.sheet.print_area(0, 0, self.row - 1, _LAST)


def _spans(captions: Sequence[str]) -> list[tuple[int, int]]:
    starts = [index for index, caption in enumerate(captions) if caption or index == 0]
    return [(start, end - 1) for start, end in zip(starts, [*starts[1:], len(captions)], strict=True)]
