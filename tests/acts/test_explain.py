"""What a unit has explained, on its form or otherwise, is kept with the question and not asked again."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from tests.conftest import Forms
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Finding, Severity
from toolkit.form.filling import fill_form, saved_at

ITEM, UNIT, PERIOD, NEXT = "3.1.2", "burqin", "2021-01", "2021-04"
D28, D29, APRIL = date(2021, 1, 28), date(2021, 1, 29), date(2021, 4, 20)
WORDS = "批复本月才到，附件另报。"
QUESTIONS = {"m1_progress": "见附件", "overall_next_step": "同上", "overall_leader": "待定"}
"""Answers about which something is asked, by field."""


def come(made: Workspace, forms: Forms, answers: dict[str, object], hour: int = 8, on: date = D28) -> None:
    data = saved_at(forms.filled(ITEM, UNIT, answers), datetime(on.year, on.month, on.day, hour))
    (made.inbox / "表.xlsx").write_bytes(data)
    made.collect(as_of=on)


def about(made: Workspace, field: str, as_of: date = D29) -> list[Finding]:
    """What is said of an answer in the newest return."""
    snapshot = made.snapshot(made.period(PERIOD), as_of)
    latest = next(s.latest for s in snapshot.standings if (s.item.id, s.unit.id) == (ITEM, UNIT))
    assert latest is not None
    return [one for one in snapshot.findings[latest.id] if one.field == field]


def on_master(made: Workspace, as_of: date) -> str:
    sheet = load_workbook(made.consolidate(as_of=as_of, period=PERIOD).master)["退回与问题"]
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


@pytest.mark.parametrize("field", QUESTIONS)
def test_what_is_taken_down_stands_with_its_question_in_ledger_master_and_history(
    workspace: Workspace, forms: Forms, field: str
) -> None:
    come(workspace, forms, {field: QUESTIONS[field]})
    assert [one.severity for one in about(workspace, field)] == [Severity.WARNING]
    told = workspace.explain(WORDS, unit=UNIT, item=ITEM, how="来电", as_of=D29)
    assert (told.field, told.words) == (field, WORDS)
    (one,) = about(workspace, field)
    assert one.severity is Severity.INFO and WORDS in one.remedy
    assert WORDS in on_master(workspace, D29)
    assert [one.severity for one in about(workspace, field, D28)] == [Severity.WARNING]  # nobody knew it then
    last = workspace.history(unit=UNIT, item=ITEM)[-1]
    assert WORDS in last.what and one.message in "".join(last.details)
    # The history brings it back.
    before = on_master(workspace, D29)
    workspace.ledger_path.unlink()
    workspace.rebuild(today=D29)
    assert on_master(workspace, D29) == before


@pytest.mark.parametrize("by_form", [True, False])
def test_the_same_value_is_not_asked_about_again_and_another_is(
    workspace: Workspace, forms: Forms, *, by_form: bool
) -> None:
    come(workspace, forms, {"m1_progress": "见附件", "m1_note": WORDS if by_form else None})
    if not by_form:
        workspace.explain(WORDS, unit=UNIT, item=ITEM, at="措施1进展情况", how="来信", as_of=D28)
    come(workspace, forms, {"m1_progress": "见附件", "overall_difficulty": "缺经费"}, 9)
    assert [one.severity for one in about(workspace, "m1_progress")] == [Severity.INFO]
    receipts = [*workspace.outbox.rglob("*回执*.xlsx")]
    said = "\n".join(
        str(v) for row in load_workbook(max(receipts)).worksheets[0].iter_rows(values_only=True) for v in row if v
    )
    assert "没有要改正、要说明的" in said
    come(workspace, forms, {"m1_progress": "详见附件", "overall_difficulty": "缺经费"}, 10)
    assert [one.severity for one in about(workspace, "m1_progress")] == [Severity.WARNING]


def test_an_explanation_on_a_later_form_says_nothing_of_an_earlier_one(workspace: Workspace, forms: Forms) -> None:
    come(workspace, forms, {"m1_progress": "见附件", "m1_note": WORDS}, 9)
    come(workspace, forms, {"m1_progress": "见附件"}, 8)
    snapshot = workspace.snapshot(workspace.period(PERIOD), D29)
    first, second = [s for s in snapshot.submissions if s.form == (ITEM, UNIT)]
    said = [[one.severity for one in snapshot.findings[s.id] if one.field == "m1_progress"] for s in (first, second)]
    assert said == [[Severity.WARNING], [Severity.INFO]]


def test_a_question_that_cannot_be_told_is_refused_with_what_is_open(workspace: Workspace, forms: Forms) -> None:
    with pytest.raises(WorkspaceError, match="还没有收到"):
        workspace.explain(WORDS, unit=UNIT, item=ITEM, how="来电", as_of=D28)
    come(workspace, forms, {"m1_progress": "见附件", "overall_next_step": "同上"})
    with pytest.raises(WorkspaceError, match=r"等着说明的有：.*--at"):
        workspace.explain(WORDS, unit=UNIT, item=ITEM, how="来电", as_of=D28)
    with pytest.raises(WorkspaceError, match="没有“Z99”这一处"):
        workspace.explain(WORDS, unit=UNIT, item=ITEM, at="Z99", how="来电", as_of=D28)
    for nothing in ("", "—", "见附件", "无"):
        with pytest.raises(WorkspaceError, match="请写明原因"):
            workspace.explain(nothing, unit=UNIT, item=ITEM, at="m1_progress", how="来电", as_of=D28)
    workspace.explain(WORDS, unit=UNIT, item=ITEM, at="m1_progress", how="来电", as_of=D28)
    workspace.explain(WORDS, unit=UNIT, item=ITEM, how="来电", as_of=D28)  # one is left
    with pytest.raises(WorkspaceError, match="没有等着说明的提醒"):
        workspace.explain(WORDS, unit=UNIT, item=ITEM, how="来电", as_of=D28)


@pytest.mark.parametrize(("by_form", "answered"), [(True, True), (False, True), (None, False)])
def test_the_next_form_asks_about_a_figure_as_it_was_only_where_nothing_was_said(
    workspace: Workspace, forms: Forms, by_form: bool | None, answered: bool
) -> None:
    item, figure = "3.2.2", "kg_private"
    right = forms.right(item, UNIT)
    changes = {figure: 12, "kg_total": right["kg_public"] + 12, f"{figure}_note": WORDS if by_form else None}  # type: ignore[operator]
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled(item, UNIT, changes))
    workspace.collect(as_of=D28)
    if by_form is False:
        workspace.explain(WORDS, unit=UNIT, item=item, at=figure, how="来电", as_of=D28)
    workspace.distribute(as_of=APRIL, period=NEXT, unit=UNIT, item=item)
    path = workspace.form_path(workspace.period(NEXT), workspace.plan.item[item], workspace.plan.unit[UNIT])
    sheet = load_workbook(path).worksheets[0]
    row = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value == f"@indicators.{figure}")
    (asked,) = (part for part in sheet[f"H{row}"].value.split("IF(") if "-(8)>=0.000001" in part)
    assert ("=0)" in asked) is answered
    # On receipt the same is said: a figure that has not changed is not asked about again.
    (workspace.inbox / "表.xlsx").write_bytes(
        fill_form(
            path.read_bytes(),
            forms.catalogue_of[item],
            {
                "explanation_check": right["explanation_check"],
                "signoff_unchanged": "√",
                "signoff_leader_signed": "是",
                "signoff_reported_on": APRIL,
            },
        )
    )
    (taken,) = workspace.collect(as_of=APRIL).taken
    assert taken.accepted, taken.findings
    snapshot = workspace.snapshot(workspace.period(NEXT), APRIL)
    (newest,) = (s for s in snapshot.submissions if s.form == (item, UNIT))
    (said,) = (one for one in snapshot.findings[newest.id] if one.field == figure)
    assert said.severity is (Severity.INFO if answered else Severity.WARNING)
