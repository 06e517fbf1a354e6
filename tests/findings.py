"""docs/findings.md: every finding with its code, severity, sentence, remedy and an example (see `tests.references`)."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.base.codes import NOTES, Code, finding
from toolkit.base.findings import Finding
from toolkit.check.checks import CHECKS
from toolkit.check.messages import failed, unreadable
from toolkit.check.one import Case, Check
from toolkit.kinds.field import Block, Field, When
from toolkit.kinds.kind import Kind
from toolkit.kinds.normalise import normalise
from toolkit.kinds.registry import KINDS
from toolkit.plan.model import ValueType
from toolkit.workbooks.sheets import OddCell, Oddity

_ODD = (
    OddCell(Oddity.ERROR, "#N/A"), OddCell(Oddity.UNCALCULATED, "=F12+F13"), OddCell(Oddity.PICTURE, ""),
    OddCell(Oddity.STRUCK, "138", "1"),
)  # fmt: skip
_HEAD = """# Findings

<!-- Made by `python -m tests.references`; do not edit. -->

What is said of a return, by code. The code stands at the end of every sentence that a unit reads, and in
`toolkit collect --json`. An error sends the form back; a warning asks for a word in 说明, with which it becomes a
note.
"""
_RULES = """
## Rules of the plan

`rule.ID` is said when a rule of the plan workbook does not hold: its severity (程度) and its sentence (提示语) are the
plan's, and every figure that it compares is named with its cell. `rule.signed` and `rule.closure` hold in every plan.
"""


def findings_page() -> str:
    """The page as Markdown."""
    lines = [_HEAD, "## Answers that can be read", "", *_table(_checks()), "", "## Answers that cannot be read", ""]
    lines += [*_table(_problems()), _RULES, "## The form as a whole", "", *_table(_notes())]
    return "\n".join(lines) + "\n"


def _table(rows: Iterator[tuple[str, Finding]]) -> list[str]:
    lines = ["| code | severity | example | sentence | remedy |", "|---|---|---|---|---|"]
    for example, said in rows:
        cells = (f"`{said.code}`", said.severity.label, example, said.message, said.remedy)
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return lines


def _sample(type_: ValueType, **more: object) -> Field:
    given = {"block": Block.INDICATORS, "row": "x", "column": "value", "caption": "某项", "label": "某项", **more}
    return Field(type=type_, **given)  # type: ignore[arg-type]


_ROW = {
    "value": _sample(
        ValueType.INTEGER, label="幼儿园总数", minimum=5, maximum=500, soft_minimum=10, soft_maximum=400, required=True,
        basis="时点", explained_by="note",
    ),
    "grown": _sample(ValueType.INTEGER, label="新增学位数", basis="累计"),
    "note": _sample(ValueType.TEXT, label="说明", max_length=10),
    "status": _sample(ValueType.CHOICE, row="m1", column="status", label="进展状态", choices=("正在推进", "已完成")),
    "completed_on": _sample(
        ValueType.DATE, row="m1", column="completed_on", label="完成日期", past=True,
        required_when=When("m1_status", ("已完成",)),
    ),
    "progress": _sample(
        ValueType.TEXT, block=Block.MEASURES, row="m1", column="progress", label="进展情况", required=True
    ),
    "name": _sample(ValueType.TEXT, block=Block.ROSTERS, row="l", column="name", label="园名", unique=True),
}  # fmt: skip


def _checks() -> Iterator[tuple[str, Finding]]:
    for check in sorted(CHECKS, key=lambda check: check.code):
        yield check.example or "（空）", _failed(check)


def _failed(check: Check) -> Finding:
    field = next(field for field in _ROW.values() if check.parameters(field, _ROW) is not None)
    case = Case(field, check.example, "56", "进展状态", "已完成")
    return failed(check, case, "", "", "")


def _problems() -> Iterator[tuple[str, Finding]]:
    seen: set[str] = set()
    for kind in KINDS.values():
        for raw in kind.refused:
            said = _refused(kind, raw)
            if said.code not in seen:
                seen.add(said.code)
                yield f"{kind.word}：{raw}", said
    for odd in _ODD:
        problem = normalise(_ROW["value"], odd).problem
        if problem is not None and problem.code not in seen:
            yield f"（{odd.oddity.value}）", unreadable(_ROW["value"], "", "", odd.text, problem)


def _refused(kind: Kind, raw: str) -> Finding:
    field = _sample(
        kind.type, kind=kind.word, measured_in="人", max_length=kind.max_length,
        choices=kind.choices(("已完成（自报）", "已完成（核定）")),
    )  # fmt: skip
    problem = normalise(field, raw).problem
    if problem is None:
        raise AssertionError(f"{kind.word} does not refuse {raw!r}")
    return unreadable(field, "", "", raw, problem)


def _notes() -> Iterator[tuple[str, Finding]]:
    for code in Code:
        yield "", finding(code, **NOTES[code].example)
