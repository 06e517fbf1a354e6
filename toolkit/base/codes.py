"""What is said of a form as a whole: every code with its severity, sentence and remedy.

Knows: the words. Must not know: when they are said. A code is stable: it stands at the end of what people read, and in
what programs read. Codes of checks stand in the checks' own files (`toolkit.check.checks`), those of what cannot be
read in the kinds' (`toolkit.kinds`); docs/findings.md lists all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from toolkit.base.findings import Finding, Severity


class Code(StrEnum):
    """What may be odd about a form as a whole."""

    FORM_STRAY = "form.stray"
    FORM_OUTSIDE = "form.outside"
    FORM_COMMENT = "form.comment"
    FORM_TEXT_BOX = "form.text_box"
    FORM_PICTURES = "form.pictures"
    FORM_PICTURES_LOST = "form.pictures_lost"
    FORM_PICTURE_EVIDENCE = "form.picture_evidence"
    FORM_MERGED = "form.merged"
    FORM_MERGED_FIGURES = "form.merged_figures"
    FORM_MERGED_ACROSS = "form.merged_across"
    FORM_ADDED_SHEET = "form.added_sheet"
    FORM_APPENDIX = "form.appendix"
    FORM_SHEET_REFUSED = "form.sheet_refused"
    FORM_OLDER_VERSION = "form.older_version"
    FORM_OTHER_UNITS = "form.other_units"
    FORM_COVER_MISSING = "form.cover_missing"
    FORM_COVER_OTHER = "form.cover_other"
    FORM_COVERS_DIFFER = "form.covers_differ"
    FORM_TWO_COVERS = "form.two_covers"
    FORM_BY_LABELS = "form.by_labels"
    FORM_ROW_MISSING = "form.row_missing"
    PLAN_ADDED = "plan.added"
    PLAN_REWORDED = "plan.reworded"
    PLAN_SUCCEEDED = "plan.succeeded"
    FORM_ROW_TWICE = "form.row_twice"
    FORM_TEXT_CHANGED = "form.text_changed"
    ROSTER_EMPTY = "roster.empty"
    ROSTER_MORE = "roster.more"
    ROSTER_GONE = "roster.gone"
    ROSTER_TWICE = "roster.twice"
    ROSTER_ALONE = "roster.alone"
    ROSTER_OWN_SHEET = "roster.own_sheet"
    ROSTER_NO_HEADING = "roster.no_heading"
    ROSTER_COLUMN_MISSING = "roster.column_missing"
    ROSTER_COLUMN_ADDED = "roster.column_added"
    ROSTER_COLUMN_TWICE = "roster.column_twice"
    ROSTER_SUM_ROW = "roster.sum_row"
    ROSTER_TOO_LONG = "roster.too_long"
    ROSTER_BEYOND = "roster.beyond"
    IDENTITY_BY_NUMBER = "identity.by_number"
    IDENTITY_ASSIGNED = "identity.assigned"
    SENDER_ELSEWHERE = "sender.elsewhere"


def rule_code(rule_id: str) -> str:
    """The code of what is said when a rule of the plan does not hold."""
    return f"rule.{rule_id}"


@dataclass(frozen=True, slots=True)
class Note:
    """How a finding reads: ``message`` and ``remedy`` take words in braces; ``example`` are such words."""

    severity: Severity
    message: str
    remedy: str
    example: Mapping[str, str] = field(default_factory=dict)


NOTES: Mapping[Code, Note] = {
    Code.FORM_STRAY: Note(
        Severity.WARNING, "这一格在增加的行里，填的“{text}”没有读取。",
        "请把内容写到原有的格里；一格写不下可以换行写。", {"text": "另有一所在建"},
    ),
    Code.FORM_OUTSIDE: Note(
        Severity.WARNING, "这一格在表外，写的“{text}”没有读取。",
        "需要报送的请写到表里相应的格；说明性的话可以另附文件。", {"text": "以上数字含新建的"},
    ),
    Code.FORM_COMMENT: Note(
        Severity.WARNING, "这一格的批注“{text}”没有读取。",
        "需要报送的请写到表里相应的格。", {"text": "数字以统计数为准"},
    ),
    Code.FORM_TEXT_BOX: Note(
        Severity.WARNING, "表上的文本框“{text}”没有读取。",
        "需要报送的请写到表里相应的格。", {"text": "另有一所在建"},
    ),
    Code.FORM_PICTURES: Note(
        Severity.WARNING, "表上贴了 {number} 张图片{where}，图片里的字没有读取，图片已作为佐证材料留存。",
        "图片里有需要报送的，请写到表里相应的格。", {"number": "2", "where": "（G14、K20）"},
    ),
    Code.FORM_PICTURES_LOST: Note(
        Severity.WARNING, "表上贴了 {number} 张图片{where}，取不出来，没有读取。",
        "图片里有需要报送的，请写到表里相应的格；作为佐证的，请另存成文件一并报送。",
        {"number": "2", "where": "（G14）"},
    ),
    Code.FORM_PICTURE_EVIDENCE: Note(
        Severity.INFO, "这一格的图片已作为佐证材料“{name}”留存。", "不用再另外报送。",
        {"name": "三（一）1佐证图片3f2a1c"},
    ),
    Code.FORM_MERGED: Note(
        Severity.INFO, "“{labels}”合并成了一格，各格都按“{text}”读取。",
        "下次请不要合并单元格，分别填写。", {"labels": "措施1进展情况、措施2进展情况", "text": "正在推进"},
    ),
    Code.FORM_MERGED_FIGURES: Note(
        Severity.ERROR, "“{labels}”合并成了一格，看不出各是多少。",
        "请取消合并，分别填写。", {"labels": "新建数、改建数"},
    ),
    Code.FORM_MERGED_ACROSS: Note(
        Severity.WARNING, "“{labels}”合并成了一格，只按“{label}”读取。",
        "请取消合并，分别填写。", {"labels": "改建数、改建数的说明", "label": "改建数"},
    ),
    Code.FORM_ADDED_SHEET: Note(
        Severity.INFO, "工作表“{sheet}”是另外增加的，没有读取。",
        "需要报送的内容请写在填报表里，其他材料请作为附件另发。", {"sheet": "Sheet2"},
    ),
    Code.FORM_APPENDIX: Note(
        Severity.WARNING, "写在“附页”上的“{text}”没有读取，按原来那一格填的内容收。",
        "要改的，请到原来的格里改；“附页”只供打印，会跟着变。", {"text": "另有一所在建"},
    ),
    Code.FORM_SHEET_REFUSED: Note(
        Severity.WARNING, "同一个文件里的工作表“{sheet}”没有收。{reason}",
        "其他工作表已照收；这一张请重报。", {"sheet": "三（一）2", "reason": "表号和校验码不符。"},
    ),
    Code.FORM_OLDER_VERSION: Note(
        Severity.INFO, "同一个文件里的工作表“{sheet}”是这份表以前的版本，没有读取。",
        "以新发的一份为准，旧的可以删去。", {"sheet": "三（一）1"},
    ),
    Code.FORM_OTHER_UNITS: Note(
        Severity.WARNING, "同一个文件里还有{others}的表，已经各收各的。",
        "请核实这份表是不是你单位报送的；以后请各单位分别报送。", {"others": "乙单位"},
    ),
    Code.FORM_COVER_MISSING: Note(
        Severity.ERROR, "{labels}填在“封面”上，文件里没有“封面”，取不到。",
        "请把填好的“封面”和这张表放在同一个文件里重报，或者在这张表的这几格里直接填写。",
        {"labels": "填报人、联系电话"},
    ),
    Code.FORM_COVER_OTHER: Note(
        Severity.ERROR, "{labels}填在“封面”上，文件里的封面“{sheet}”不是和这张表一起发下去的，没有采用。",
        "请把同一单位、同一期的“封面”填好，和这张表放在同一个文件里重报，或者在这张表的这几格里直接填写。",
        {"labels": "填报人、联系电话", "sheet": "封面"},
    ),
    Code.FORM_COVERS_DIFFER: Note(
        Severity.ERROR, "文件里有几张封面（{sheets}），{labels}填的不一样，不知道以哪一张为准。",
        "请只留一张填好的封面重报。", {"sheets": "“封面”、“封面 (2)”", "labels": "填报人、联系电话"},
    ),
    Code.FORM_TWO_COVERS: Note(
        Severity.WARNING, "文件里有几张封面（{sheets}），填的不一样，这张表按 {labels} 读取。",
        "请核对；不对的，请只留一张封面重报。", {"sheets": "“封面”、“封面 (2)”", "labels": "填报人（×××）"},
    ),
    Code.FORM_BY_LABELS: Note(
        Severity.INFO, "表里隐藏的定位信息不见了，是按栏目名称对上的。",
        "下次请直接在发下去的原表上填写，不要删除隐藏的行和列。",
    ),
    Code.FORM_ROW_MISSING: Note(
        Severity.ERROR, "表里找不到“{label}”这一格，可能是所在的行或列被删掉了。",
        "请用发下去的原表重新填报，不要删除行和列。", {"label": "总数"},
    ),
    Code.PLAN_ADDED: Note(
        Severity.ERROR, "“{label}”是这份表发出以后方案里新增的，这份表上还没有。",
        "请在退回的新表上补填这一项，其他各项已经照填好了。", {"label": "新建数"},
    ),
    Code.PLAN_REWORDED: Note(
        Severity.ERROR, "“{label}”的要求在这份表发出以后改了：原来是“{before}”，现在是“{after}”。",
        "请在退回的新表上按现在的要求重填这一项；原来填的仍然适用的，请在文字后面或者说明栏写明“仍然适用”。",
        {"label": "措施1进展情况", "before": "2021年3月底前完成", "after": "2021年6月底前完成"},
    ),
    Code.PLAN_SUCCEEDED: Note(
        Severity.ERROR, "这份表是发给{former}的。从{since}起{others}都由{unit}填报，各自的数不能当作{unit}的。",
        "请{unit}在退回的新表上，把这个事项合在一起填报；各单位以前报的都留着。",
        {"former": "甲单位", "since": "2021-06-01", "others": "甲单位、乙单位", "unit": "丙单位"},
    ),
    Code.FORM_ROW_TWICE: Note(
        Severity.ERROR, "“{label}”在表里出现了不止一次，填的内容不一样：{places}。",
        "请只保留正确的一处，删去多出来的行。", {"label": "总数", "places": "F12（38）、F13（40）"},
    ),
    Code.FORM_TEXT_CHANGED: Note(
        Severity.ERROR, "{what}和发下去的不一样，被改动过{now}。",
        "请用退回修改件（文字已恢复原样）核对填报的内容后重报；对文字有意见的，请另外说明，不要在表上改。",
        {"what": "这一行的题目", "now": "（现在是“合计数”）"},
    ),
    Code.ROSTER_EMPTY: Note(
        Severity.ERROR, "“{name}”一行也没有填。", "请逐行填写，或者把自己的表整块粘贴进来。", {"name": "人员名册"},
    ),
    Code.ROSTER_MORE: Note(
        Severity.ERROR, "“{name}”的“{label}”还有 {number} 行有同样的问题：第 {rows} 行。",
        "请照前面几行的说明一并改正。",
        {"name": "人员名册", "label": "年龄", "number": "12", "rows": "31—40、52、60"},
    ),
    Code.ROSTER_GONE: Note(
        Severity.ERROR, "找不到“{name}”的工作表，可能被删掉了，或者没有一起发来。",
        "请用发下去的原表填报，明细的工作表要和填报表在同一个文件里。", {"name": "人员名册"},
    ),
    Code.ROSTER_TWICE: Note(
        Severity.ERROR, "有几张工作表都像是“{name}”，内容不一样：{sheets}。", "请只保留一张正确的。",
        {"name": "人员名册", "sheets": "名册、名册 (2)"},
    ),
    Code.ROSTER_ALONE: Note(
        Severity.WARNING, "工作表“{sheet}”是另一份表的明细，没有和那份填报表放在一起，没有读取。",
        "请把明细和它的填报表放在同一个文件里重报。", {"sheet": "三（一）2 人员名册"},
    ),
    Code.ROSTER_OWN_SHEET: Note(
        Severity.INFO, "“{name}”是按列名从工作表“{sheet}”读取的，共 {number} 行。",
        "请核对行数；以后请填在发下去的工作表里。",
        {"name": "人员名册", "sheet": "Sheet2", "number": "36"},
    ),
    Code.ROSTER_NO_HEADING: Note(
        Severity.ERROR, "“{name}”的列名不见了，不知道哪一列是什么，没有读取。",
        "请用发下去的原表填报；粘贴时连列名一起粘贴也可以。", {"name": "人员名册"},
    ),
    Code.ROSTER_COLUMN_MISSING: Note(
        Severity.ERROR, "“{name}”没有“{label}”这一列。", "请补上这一列，列名要写成“{label}”。",
        {"name": "人员名册", "label": "年龄"},
    ),
    Code.ROSTER_COLUMN_ADDED: Note(
        Severity.INFO, "“{name}”里的“{label}”不是要报的列，没有读取。", "需要报送的请写到相应的列里。",
        {"name": "人员名册", "label": "姓名"},
    ),
    Code.ROSTER_COLUMN_TWICE: Note(
        Severity.ERROR, "“{name}”有两列都叫“{label}”，不知道以哪一列为准。", "请只保留一列。",
        {"name": "人员名册", "label": "年龄"},
    ),
    Code.ROSTER_SUM_ROW: Note(
        Severity.INFO, "“{name}”里这一行是“{text}”，没有当作一行读取；合计由程序计算。", "不用处理。",
        {"name": "人员名册", "text": "合计"},
    ),
    Code.ROSTER_TOO_LONG: Note(
        Severity.ERROR, "“{name}”超过 {most} 行，后面的没有读取。",
        "请核对是不是多复制了；确实有这么多的，请和下发单位联系。",
        {"name": "人员名册", "most": "5000"},
    ),
    Code.ROSTER_BEYOND: Note(
        Severity.INFO, "“{name}”填了 {number} 行，超过表上预留的 {room} 行，已经照收。", "不用处理。",
        {"name": "人员名册", "number": "230", "room": "200"},
    ),
    Code.IDENTITY_BY_NUMBER: Note(
        Severity.INFO, "表里隐藏的身份页不见了，是按表号认出来的。",
        "下次请直接在发下去的原表上填写，不要把内容复制到新工作簿。",
    ),
    Code.IDENTITY_ASSIGNED: Note(
        Severity.INFO, "这份表是人工认领的，不是按表号认出来的。", "下次请直接在发下去的原表上填写。",
    ),
    Code.SENDER_ELSEWHERE: Note(
        Severity.WARNING, "这份{area}的表是从{other}的邮箱 {sender} 发来的。",
        "请核实是不是{area}报送的；不是的，在总台账“核定结论”里选“退回”。",
        {"area": "甲单位", "other": "乙单位", "sender": "office@example.org"},
    ),
}  # fmt: skip


def finding(
    code: Code, on: str = "", cell: str = "", field_id: str = "", found: str = "", **words: str
) -> Finding:  # fmt: skip
    """A finding with its own words put into its sentences; ``on`` is the sheet."""
    note = NOTES[code]
    return Finding(
        code=code, severity=note.severity, sheet=on, cell=cell, field=field_id, found=found,
        message=note.message.format(**words), remedy=note.remedy.format(**words),
    )  # fmt: skip


if missing := set(Code) - set(NOTES):
    raise ImportError(f"codes without words: {missing}")
