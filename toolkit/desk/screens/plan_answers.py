"""新方案, one thing after another: how what is to be decided is shown, and what a form that is sent back means.

Knows: questions of a plan workbook and the document's words beside them, forms of the desk. Must not know: how a cell
is typed into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from toolkit.acts.plan_draft import PlanInHand
from toolkit.base.errors import WorkspaceError
from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.plan.deadlines import MONTHS, periods_from
from toolkit.plan.roles import units_named
from toolkit.planbook.tables import Kind
from toolkit.planbook.to_decide import Place, Question
from toolkit.workspace import Workspace

_TEXTS = (
    PlanColumn.PART_TITLE, PlanColumn.SECTION_TITLE, PlanColumn.TITLE, PlanColumn.FINDING, PlanColumn.BODY,
)  # fmt: skip
_LABELLED = (
    PlanColumn.LEAD, PlanColumn.UNITS_WRITTEN, PlanColumn.COOPERATING, PlanColumn.SUPERVISING, PlanColumn.LIMIT,
)  # fmt: skip
_A_YEAR = 12  # months for which periods are made


class Way(StrEnum):
    """How an answer is given."""

    UNITS = "units"
    CHOICE = "choice"
    DAY = "day"
    LINE = "line"
    TEXT = "text"
    MEASURES = "measures"
    PERIODS = "periods"


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it is shown.

    ``passage`` are the document's words, ``missing`` what it does not say; ``chosen`` are the units that stand there
    now, ``alike`` the other open questions that ask the same of other rows.
    """

    question: Question
    way: Way
    passage: str
    missing: str
    chosen: frozenset[str]
    alike: tuple[Question, ...]


def shown(found: PlanInHand, question: Question) -> Shown:
    """A question with the document's words beside it."""
    row = question.row
    measures = found.measures.get(row.get(PlanColumn.ITEM, "")) or found.measures.get(
        row.get(PlanColumn.NUMBER, ""), ()
    )
    passage = [*dict.fromkeys(row[name] for name in _TEXTS if row.get(name))]
    passage += [f"措施：{text}" for text in measures if text not in row.get(PlanColumn.BODY, "")]
    labelled = [f"{name}：{row[name]}" for name in _LABELLED if row.get(name)]
    missing = ""
    if question.place.sheet == PlanSheet.ITEMS:
        lacks = [PlanColumn.MEASURE_UNITS.value] * (
            not row.get(PlanColumn.UNITS_WRITTEN) and not row.get(PlanColumn.LEAD)
        )
        lacks += ["时限"] * (not row.get(PlanColumn.LIMIT))
        missing = f"（没有写{'，没有写'.join(lacks)}）" if lacks else ""
    alike = [
        one
        for one in found.questions
        if one.place != question.place and (one.column, one.sentence) == (question.column, question.sentence)
    ]
    chosen = frozenset(units_named(question.now, found.units).unit_ids)
    return Shown(question, way_of(question), "\n".join(passage + labelled), missing, chosen, tuple(alike))


def way_of(question: Question) -> Way:
    """How a question is answered."""
    if question.place.sheet == PlanSheet.PERIODS and not question.row.get(PlanColumn.PERIOD_ID):
        return Way.PERIODS
    if question.place.sheet == PlanSheet.ITEMS and question.column == PlanColumn.TITLE and question.now:
        return Way.MEASURES
    if question.column in (PlanColumn.ASKED, PlanColumn.MEASURE_UNITS):
        return Way.UNITS
    if question.choices:
        return Way.CHOICE
    if question.kind is Kind.DATE:
        return Way.DAY
    return Way.TEXT if question.column in (*_TEXTS, PlanColumn.MEASURE) else Way.LINE


def answered(workspace: Workspace, found: PlanInHand, question: Question, form: MultiDict[str, str]) -> None:
    """Type what a form says into the plan in hand. Raises `WorkspaceError` where the form says nothing of use."""
    seen, way = form.get("seen", ""), way_of(question)
    if way is Way.PERIODS:
        workspace.add_to_plan(PlanSheet.PERIODS, _periods(form), answered=[question.place], seen=seen)
    elif way is Way.MEASURES:
        texts = [line.strip() for line in form.get("answer", "").splitlines() if line.strip()]
        called = question.row.get(PlanColumn.ITEM) or question.row[PlanColumn.NUMBER]
        rows = [
            {PlanColumn.ITEM.value: called, PlanColumn.MEASURE_NO.value: str(no), PlanColumn.MEASURE.value: text}
            for no, text in enumerate(texts, start=1)
        ]
        workspace.add_to_plan(PlanSheet.MEASURES, rows, answered=[question.place], seen=seen)
    else:
        answer = _units(found, question, form) if way is Way.UNITS else form.get("answer", "")
        places = [question.place, *(one.place for one in shown(found, question).alike if form.get("alike"))]
        workspace.answer_plan(dict.fromkeys(places, answer), seen=seen)


def _units(found: PlanInHand, question: Question, form: MultiDict[str, str]) -> str:
    """The units that are chosen, as a clerk would write them; the words that stand there, where they mean the same."""
    chosen = {unit for unit in form.getlist("unit") if unit}
    if not chosen:
        raise WorkspaceError("还没有选单位。请选由谁填报，再点“就这样”。")
    if question.now and chosen == {*units_named(question.now, found.units).unit_ids}:
        return question.now
    return "、".join(unit.area for unit in found.units if unit.id in chosen)


def _periods(form: MultiDict[str, str]) -> list[Mapping[str, str]]:
    """A year of periods from the first day and how often."""
    cadence = form.get("cadence", "")
    try:
        first = date.fromisoformat(form.get("answer", ""))
        periods = periods_from(first, cadence, _A_YEAR // MONTHS[cadence])
    except (ValueError, KeyError):
        raise WorkspaceError("第一期的应报日期没有选好。请选日期，再点“就这样”。") from None
    return [
        {
            PlanColumn.PERIOD_ID.value: one.id,
            PlanColumn.PERIOD_NAME.value: one.name,
            PlanColumn.REPORT_DUE.value: one.due_date.isoformat(),
        }
        for one in periods
    ]


def units_typed(form: MultiDict[str, str]) -> list[Mapping[str, str]]:
    """The rows of 单位 for units that are typed a line each, of one kind. Raises `WorkspaceError` for none."""
    names = dict.fromkeys(line.strip() for line in form.get("names", "").splitlines() if line.strip())
    if not names:
        raise WorkspaceError("还没有写单位。请一行写一个全称，再点“加上”。")
    kind = form.get("kind", "").strip()
    return [{PlanColumn.UNIT_NAME.value: name, PlanColumn.CATEGORY.value: kind} for name in names]


def place_asked(found: PlanInHand, text: str) -> Question | None:
    """The open question of a cell; the first one for "", None where that is not open any more."""
    if not text:
        return found.questions[0] if found.questions else None
    place = Place.of(text)
    return next((one for one in found.questions if one.place == place), None)
