"""The plan and its workspace: ``init``, ``plan check``, ``plan import``.

Knows: the words for what a plan holds, what a draft asks of a person. Must not know: how a plan or a document is read.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.base.errors import PlanError
from toolkit.cli.amended import not_in_force_yet
from toolkit.cli.command import DONE_ONLY, Argument, Command, Group, file
from toolkit.cli.context import workspace_of
from toolkit.cli.outcome import ExitStatus, FailureJson, Outcome, failure

if TYPE_CHECKING:
    from toolkit.issued.document import PlanDraft
    from toolkit.plan.model import Plan
    from toolkit.plan.review import Remark

PLAN = Group("plan", "整改方案")


class InitJson(TypedDict):
    """A new workspace."""

    workspace: Annotated[str, "its path"]


class RemarkJson(TypedDict):
    """One thing in the plan that is worth a look."""

    code: Annotated[str, "stable code of the kind of remark"]
    sheet: Annotated[str, "name of the sheet of the plan workbook"]
    about: Annotated[str, "what it is about there"]
    message: str


class PlanCheckJson(TypedDict):
    """What a plan without faults holds."""

    items: int
    measures: int
    units: int
    indicators: Annotated[int, "indicators that are reported"]
    computed_indicators: Annotated[int, "indicators that are computed of others"]
    rules: int
    forms: Annotated[int, "forms that are owed in a period"]
    items_with_proposed_units: Annotated[int, "items for which the document names no unit"]
    remarks: list[RemarkJson]


class PartJson(TypedDict):
    """One part of a document."""

    part: Annotated[str, "its title"]
    items: int
    measures: int


class QuestionJson(TypedDict):
    """What a person must decide."""

    item_id: Annotated[str, "id of the item; empty for the plan as a whole"]
    header: Annotated[str, "column of the plan workbook, or line of its settings"]
    sentence: Annotated[str, "what to decide"]


class RepairJson(TypedDict):
    """A name that was taken for another."""

    item_id: str
    written: str
    taken_as: str


class InferenceJson(TypedDict):
    """What the document does not say in so many words."""

    sheet: str
    row: Annotated[str, "id of the item, unit or period"]
    sentence: Annotated[str, "what was inferred from what"]


class LeftOverJson(TypedDict):
    """A text of the document that is in no field of the plan."""

    where: str
    text: str


class PlanImportJson(TypedDict):
    """A draft plan made from a document."""

    plan: Annotated[str, "path of the draft"]
    items: int
    measures: int
    parts: list[PartJson]
    questions: list[QuestionJson]
    repairs: list[RepairJson]
    inferred: list[InferenceJson]
    not_understood: list[LeftOverJson]


def init(options: argparse.Namespace) -> Outcome[InitJson]:
    """A new workspace."""
    from toolkit.workspace import Workspace

    workspace = Workspace.init(options.folder or options.workspace, options.plan, example=options.example)
    place = str(workspace.root.resolve())
    ready = options.example or options.plan is not None
    lines = [
        f"工作区建好了：{place}",
        "  plan.xlsx 是整改方案，可以用 Excel 或 WPS 修改；改后运行 toolkit plan check 检查。"
        if ready
        else "  plan.xlsx 是一份空的整改方案，打开的第一页说明怎么填。",
        "  templates/report_template.xlsx 是表样，可以改字体、颜色和行高。",
        "下一步：运行 toolkit distribute 生成填报表。"
        if ready
        else "下一步：有下发文件的，运行 toolkit plan import 文件名；"
        "没有的，填好 plan.xlsx，再运行 toolkit plan check。",
    ]
    return Outcome(ExitStatus.DONE, {"workspace": place}, lines)


def check(options: argparse.Namespace) -> Outcome[PlanCheckJson] | Outcome[FailureJson]:
    """What the plan holds, or its faults; and what is worth a look."""
    from toolkit.acts.ready import PLACEHOLDER

    workspace = workspace_of(options)
    try:
        remarks = workspace.check_plan()
    except PlanError as error:  # its faults are what was asked for
        status = ExitStatus.FINDINGS if error.unfinished else ExitStatus.FAILED
        return Outcome(status, failure(error), [str(error)])
    plan = workspace.plan
    to_fill = [remark for remark in remarks if remark.code == PLACEHOLDER]
    status = ExitStatus.FINDINGS if to_fill and not plan.settings.trial else ExitStatus.DONE
    lines = [*_checked_lines(plan), *_to_fill_lines(to_fill, trial=plan.settings.trial)]
    lines += remark_lines([remark for remark in remarks if remark.code != PLACEHOLDER]) + not_in_force_yet(workspace)
    return Outcome(status, _checked_json(plan, remarks), lines)


def _checked_json(plan: Plan, remarks: Sequence[Remark]) -> PlanCheckJson:
    reported = sum(not indicator.computed for indicator in plan.indicators)
    return {
        "items": len(plan.items),
        "measures": sum(len(item.measures) for item in plan.items),
        "units": len(plan.units),
        "indicators": reported,
        "computed_indicators": len(plan.indicators) - reported,
        "rules": len(plan.rules),
        "forms": len(plan.obligations()),
        "items_with_proposed_units": sum(item.units_proposed for item in plan.items),
        "remarks": [{"code": r.code, "sheet": r.sheet, "about": r.about, "message": r.message} for r in remarks],
    }


def _checked_lines(plan: Plan) -> list[str]:
    counts = _checked_json(plan, ())
    proposed = counts["items_with_proposed_units"]
    return [
        f"{plan.cited}没有发现问题。",
        f"  事项 {counts['items']} 项，措施 {counts['measures']} 条，单位 {counts['units']} 个，"
        f"指标 {counts['indicators']} 个（另有自动计算的 {counts['computed_indicators']} 个），"
        f"校核规则 {counts['rules']} 条。",
        f"  每期要发 {counts['forms']} 份填报表"
        + (f"；其中 {proposed} 个事项文件没有写明责任单位，填报单位是建议的，请核定。" if proposed else "。"),
    ]


def _to_fill_lines(to_fill: Sequence[Remark], *, trial: bool) -> list[str]:
    if trial:
        return [
            "这是试用方案：可以发表、收表，邮件一封也不发。正式用的时候，请把联系人、电话、邮箱换成真的，再改“试用方案”。"
        ]
    if not to_fill:
        return []
    lines = [f"  {one.sheet}!{one.about}：{one.message}" for one in to_fill]
    return [f"发表以前还有 {len(to_fill)} 处要定下来：", *lines]


def remark_lines(remarks: Sequence[Remark]) -> list[str]:
    """Remarks for people: the same sentence once, with everything that it is about."""
    about: dict[tuple[str, str], list[str]] = {}
    for remark in remarks:
        about.setdefault((remark.sheet, remark.message), []).append(remark.about)
    lines = [f"  〔{sheet}〕{'、'.join(names)}：{message}" for (sheet, message), names in about.items()]
    return [f"有 {len(lines)} 点请留意（不影响使用）：", *lines] if lines else []


def import_(options: argparse.Namespace) -> Outcome[PlanImportJson]:
    """A draft plan workbook from an issued document."""
    from toolkit.issued.draft import counts

    draft, path = workspace_of(options).import_plan(
        options.document, options.output, units=options.units, anyway=options.anyway
    )
    parts = counts(draft)
    open_ends = draft.questions or draft.repairs or draft.not_understood
    answer: PlanImportJson = {
        "plan": str(path),
        "items": len(draft.plan.items),
        "measures": sum(measures for _, _, measures in parts),
        "parts": [{"part": part, "items": items, "measures": measures} for part, items, measures in parts],
        "questions": [{"item_id": q.item_id, "header": q.header, "sentence": q.sentence} for q in draft.questions],
        "repairs": [{"item_id": r.item_id, "written": r.written, "taken_as": r.taken_as} for r in draft.repairs],
        "inferred": [{"sheet": one.sheet, "row": one.row, "sentence": one.sentence} for one in draft.inferred],
        "not_understood": [{"where": one.where, "text": one.text} for one in draft.not_understood],
    }
    lines = _imported_lines(draft, path, parts)
    return Outcome(ExitStatus.FINDINGS if open_ends else ExitStatus.DONE, answer, lines)


def _imported_lines(draft: PlanDraft, path: Path, parts: Sequence[tuple[str, int, int]]) -> list[str]:
    from toolkit.acts.import_plan import AMENDMENT

    lines = [
        f"《{draft.plan.title}》：读到事项 {len(draft.plan.items)} 项，措施 {sum(n for _, _, n in parts)} 条。",
        *(f"  {part}：事项 {items} 项，措施 {measures} 条" for part, items, measures in parts),
    ]
    if draft.questions:
        lines.append(f"要由人决定的有 {len(draft.questions)} 处，在草稿里已标红：")
        about: dict[str, list[str]] = {}
        for question in draft.questions:
            item = draft.plan.item.get(question.item_id)
            about.setdefault(question.sentence, []).append(item.code if item else "方案")
        lines += [f"  {'、'.join(names)}：{sentence}" for sentence, names in about.items()]
    if draft.repairs:
        lines.append("按原意认的名称，在草稿里已标黄，请核对：")
        lines += [f"  {draft.plan.item[r.item_id].code}：“{r.written}”认作“{r.taken_as}”" for r in draft.repairs]
    if draft.not_understood:
        lines.append(
            f"没有列入方案的文字有 {len(draft.not_understood)} 段，列在草稿的“导入说明”里，请看有没有漏掉事项。"
        )
    if draft.unread:
        lines.append(f"文件里隐藏、划掉或在版心以外的内容有 {len(draft.unread)} 处，没有读入，列在草稿的“导入说明”里。")
    about_inferred: dict[str, int] = {}
    for one in draft.inferred:
        about_inferred[one.sentence] = about_inferred.get(one.sentence, 0) + 1
    if about_inferred:
        lines.append("推断的内容，在草稿里已标黄，请核对：")
        lines += [f"  {sentence}（{count} 处）" for sentence, count in about_inferred.items()]
    if path.name == AMENDMENT:
        return [
            *lines,
            f"修改稿在 {path}：和现在的方案不同的地方都标蓝，列在第一页。",
            "现在的方案没有动；看过、定好以后，运行 toolkit plan adopt 才起用。",
        ]
    lines.append("收表的联系人、联系电话文件里没有，请在“方案”工作表里填写。")
    return [*lines, f"草稿在 {path}；处理好以后运行 toolkit plan check。"]


COMMANDS = (
    Command(
        name="init",
        help="建立工作区",
        run=init,
        answer=InitJson,
        arguments=(
            Argument(names=("folder",), metavar="文件夹", help="默认当前文件夹", read=Path, count="?"),
            Argument(names=("--plan",), metavar="方案工作簿", help="用这份方案；默认是一份空方案", read=Path),
            Argument(names=("--example",), help="用自带的示例方案，只作试用"),
        ),
        statuses=DONE_ONLY,
        place=10,
    ),
    Command(
        name="check",
        group=PLAN,
        help="检查方案工作簿，列出全部问题",
        run=check,
        answer=PlanCheckJson,
        statuses={
            ExitStatus.DONE: "方案没有问题；请留意的几点不影响使用",
            ExitStatus.FINDINGS: "方案还没有填好，或者有没有定的联系人、电话、邮箱，还不能发表",
        },
        place=20,
    ),
    Command(
        name="import",
        group=PLAN,
        help="把下发的文件（.docx、.txt、.md）读成方案草稿，标出要由人决定的地方",
        run=import_,
        answer=PlanImportJson,
        arguments=(
            file("document", "文件", "下发的整改方案"),
            Argument(names=("-o", "--output"), metavar="方案工作簿", help="默认工作区的 plan.xlsx", read=Path),
            Argument(
                names=("--units",), metavar="单位名单", help="有“单位”工作表的工作簿；默认工作区的 plan.xlsx", read=Path
            ),
            Argument(names=("--anyway",), help="不像整改方案的文件也照样读成草稿"),
        ),
        statuses={ExitStatus.DONE: "草稿做好了", ExitStatus.FINDINGS: "草稿做好了，有要由人决定或者核对的地方"},
        place=21,
    ),
)
