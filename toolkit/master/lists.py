"""The plain lists of the master: 未报与逾期, 时限, 退回与问题, 报送记录.

Knows: rows and styles. Must not know: where the rows come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.findings import Severity
from toolkit.catalogue import catalogues
from toolkit.kinds.field import Block
from toolkit.ledger import CellValue
from toolkit.master import formulas
from toolkit.master.ledger_sheet import SHEET as LEDGER
from toolkit.master.ledger_sheet import LedgerSheet
from toolkit.master.rows import Formula, RowSheet
from toolkit.master.style import Styles, colour_lights, print_setup, row_height
from toolkit.plan.deadlines import report_due
from toolkit.standing.limits import limit_lines
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState
from toolkit.standing.tables import basis_of, open_findings, owing, results, shown, signoff_captions

OWING, LIMITS, FINDINGS, RECORD = "未报与逾期", "时限", "退回与问题", "报送记录"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another place in the workbook."""

    place: str
    text: str


Cell = CellValue | Formula | Link


def write_list(
    sheet: RowSheet,
    styles: Styles,
    title: str,
    note: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Cell]],
    empty: str,
) -> int:
    """Draw a titled list; returns the number of its last row, from 1."""
    last = len(columns) - 1
    sheet.merge_range(0, 0, 0, last, title, styles.title())
    sheet.merge_range(1, 0, 1, last, note, styles.small())
    sheet.set_row(0, 30)
    for index, (caption, width) in enumerate(columns):
        sheet.write_string(2, index, caption, styles.head())
        sheet.set_column(index, index, width)
    sheet.set_row(2, 24)

    @cache
    def look(centred: bool, is_date: bool, linked: bool) -> int:
        aligned = {"align": "center"} if centred else {}
        blue = {"font_color": "#1F5FA8", "underline": 1} if linked else {}
        return styles.number(is_date=is_date, **aligned, **blue)

    number = 2
    for number, cells in enumerate(rows, start=3):
        row = []
        for index, (cell, (_, width)) in enumerate(zip(cells, columns, strict=True)):
            shown = cell.text if isinstance(cell, Link) else cell
            row.append((look(width <= 14, isinstance(cell, date), isinstance(cell, Link)), shown))
            if isinstance(cell, Link):
                sheet.add_link(number, index, f"internal:{cell.place}", cell.text)
        texts = [(v, width) for (_, v), (_, width) in zip(row, columns, strict=True) if isinstance(v, str)]
        sheet.add_row(number, row, row_height(texts, least=20))
    if number == 2:
        sheet.merge_range(3, 0, 3, last, empty, styles.cell(align="center"))
        number = 3
    sheet.autofilter(2, 0, number, last)
    sheet.freeze_panes(3, 2)
    print_setup(sheet, rows=(0, 2))
    sheet.print_area(0, 0, number, last)
    return number + 1


def write_owing(sheet: RowSheet, styles: Styles, snapshot: Snapshot, placed: LedgerSheet) -> None:
    """未报与逾期: who has not reported, has not mended what was sent back, or was late."""
    columns = (
        ("责任单位", 13), ("事项编号", 12), ("事项", 44), ("应报日期", 13), ("报送状态", 11), ("收件日期", 13),
        ("迟报工作日", 11), ("退回次数", 9), ("灯", 9), ("联系人", 14), ("联系电话", 18), ("责任单位依据", 13),
    )  # fmt: skip
    letters = {caption: xl_col_to_name(index) for index, (caption, _) in enumerate(columns)}
    rows: list[Sequence[Cell]] = []
    for number, standing in enumerate(owing(snapshot), start=4):
        place = placed.rows[f"{standing.item.id}|{standing.unit.id}"]
        late = formulas.late_workdays(
            f"{letters['报送状态']}{number}", f"{letters['收件日期']}{number}", f"{letters['应报日期']}{number}"
        )
        key = f"{standing.item.id}|{standing.unit.id}"
        light = f'=INDEX({placed.range("灯")},MATCH("{key}",{placed.range("键")},0))'
        rows.append(
            (
                standing.unit.area,
                Link(f"'{LEDGER}'!{placed.columns['事项编号']}{place}", standing.item.code),
                standing.item.title,
                report_due(snapshot.period, snapshot.plan.settings),
                standing.state.value,
                standing.latest.received_on if standing.latest else None,
                Formula(late, standing.late_workdays),
                standing.returned_times,
                Formula(light, formulas.light_text(standing.light)),
                standing.unit.contact,
                standing.unit.phone,
                basis_of(standing.item),
            )
        )
    missing = sum(s.state is ReportState.NOT_RECEIVED for s in snapshot.standings)
    note = f"未报 {missing} 份；退回后没有改好的、接收时已经迟报的也列在这里。"
    note += "迟报天数按工作日计算。点事项编号可以看台账。"
    last = write_list(sheet, styles, f"{snapshot.period.name}未报与逾期", note, columns, rows, "无：全部按期报送。")
    colour_lights(sheet, f"{letters['灯']}4:{letters['灯']}{last}", styles, formulas.MARKS)


def write_limits(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    """时限: what is late, what falls due in the next 30 days, what has no limit yet and needs a person."""
    columns = (
        ("情况", 18), ("责任单位", 38), ("事项编号", 12), ("事项", 50), ("整改时限", 24), ("截止日期", 13),
        ("原定截止", 13), ("剩余天数", 10), ("超期工作日", 11), ("自报状态", 18),
    )  # fmt: skip
    letters = {caption: xl_col_to_name(index) for index, (caption, _) in enumerate(columns)}
    rows: list[Sequence[Cell]] = []
    lines = limit_lines(snapshot)
    for number, line in enumerate(lines, start=4):
        due = f"{letters['截止日期']}{number}"
        rows.append(
            (
                line.situation,
                line.units,
                line.item.code,
                line.item.title,
                line.item.time_limit.as_written or "未写明",
                line.due,
                line.was,
                Formula(f"={due}-{formulas.AS_OF}", (line.due - snapshot.as_of).days) if line.due else None,
                Formula(f"={formulas.workdays_past(due)}", line.overdue_workdays) if line.due else None,
                line.status,
            )
        )
    counted = Counter(line.situation for line in lines)
    note = "；".join(f"{situation} {number} 条" for situation, number in counted.items())
    note = f"{note or '没有要处理的时限'}。长期坚持的事项只判迟报；县（市）自定了完成日期的，过期也列在这里。"
    write_list(
        sheet,
        styles,
        f"{snapshot.period.name}时限",
        note,
        columns,
        rows,
        "没有已经超期、30 天内到期或者没有时限的事项。",
    )


def write_findings(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    """退回与问题: what is still to be mended or explained, and the files that nobody recognised."""
    columns = (
        ("责任单位", 13), ("事项编号", 12), ("程度", 7), ("单元格", 9), ("填报内容", 22), ("问题", 62), ("怎么改", 46),
        ("工作表", 12), ("文件", 36), ("收件日期", 13), ("代码", 22),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (
            row.standing.unit.area, row.standing.item.code, row.finding.severity.label, row.finding.cell,
            row.finding.found[:200], row.finding.message, row.finding.remedy, row.finding.sheet,
            row.submission.file_name, row.submission.received_on, row.finding.code,
        )
        for row in open_findings(snapshot)
    ]  # fmt: skip
    rows += [
        (
            "（未识别）",
            None,
            Severity.ERROR.label,
            None,
            None,
            receipt.note,
            "文件在 inbox/未识别，处理后放回 inbox。",
            None,
            receipt.name,
            receipt.received_on,
            None,
        )
        for receipt in snapshot.unidentified
    ]
    note = "“错误”已退回，改正后重报；“提醒”请说明；“提示”不用处理。只列每份表最近一次报送的问题。"
    write_list(sheet, styles, f"{snapshot.period.name}退回与问题", note, columns, rows, "无：没有待改的问题。")


def write_record(sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> None:
    """报送记录: every return of the period, oldest first."""
    catalogue_of = catalogues(snapshot.plan)
    captions = signoff_captions(catalogue_of)
    columns = (
        ("收件日期", 13), ("责任单位", 13), ("事项编号", 12), ("表的版本", 9), ("结果", 18),
        ("错误", 7), ("提醒", 7), ("修正", 7),
        *((caption, 14.0) for caption in captions), ("文件", 44), ("文件指纹", 16),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    result = results(snapshot)
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
                result[submission.id],
                sum(f.severity is Severity.ERROR for f in findings),
                sum(f.severity is Severity.WARNING for f in findings),
                sum(bool(value.repair) for value in values.values()),
                *(signed.get(caption) for caption in captions),
                submission.file_name,
                submission.sha256[:12],
            )
        )
    note = (
        "按保存先后排列；同一份表报了几次的，以最后保存的一份为准。“修正”是写法不规范、已按原意读取的格数；"
        "“文件指纹”可以用来核对原件（存在 archive 文件夹）。"
    )
    write_list(sheet, styles, f"{snapshot.period.name}报送记录", note, columns, rows, "还没有收到报送。")
