"""Explanations where the plan is amended, units become one, or the period was closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.acts.test_explain import D28, D29, ITEM, PERIOD, UNIT, WORDS, come
from tests.acts.test_plan_versions import amended, with_item
from tests.acts.test_succeeding import FUYUN, NEW, gone_into
from tests.conftest import Forms
from tests.small import filled
from toolkit import Workspace
from toolkit.base.findings import Severity
from toolkit.form.filling import saved_at
from toolkit.plan.model import Plan, Unit

LATER = date(2021, 2, 9)
ASKED, SETTLED = Severity.WARNING, Severity.INFO


def said_of(made: Workspace, unit: str, field: str, as_of: date) -> list[Severity]:
    """What is said of an answer in all returns of the form, oldest first."""
    snapshot = made.snapshot(made.period(PERIOD), as_of)
    mine = [s for s in (*snapshot.submissions, *snapshot.supplied) if s.form == (ITEM, unit)]
    return [one.severity for s in mine for one in snapshot.findings[s.id] if one.field == field]


def twice(plan: Plan) -> Plan:
    """Renamed, and renamed again."""
    again = Unit("again", "某某新区管委会", "某某新区", emails=("again@example.com",))
    return gone_into(gone_into(plan, (UNIT,), NEW, D29), (NEW.id,), again, D29)


@pytest.mark.parametrize("by_form", [True, False])
@pytest.mark.parametrize(
    ("change", "unit"),
    [
        (lambda plan: gone_into(plan, (UNIT,), NEW, D29), NEW.id),
        (lambda plan: gone_into(plan, (UNIT,), plan.unit[FUYUN], D29), FUYUN),
        (twice, "again"),
    ],
    ids=["renamed", "into another", "renamed twice"],
)
def test_what_a_unit_explained_goes_on_where_its_returns_do(
    workspace: Workspace, forms: Forms, change: object, unit: str, *, by_form: bool
) -> None:
    come(workspace, forms, {"m1_progress": "见附件", "m1_note": WORDS if by_form else None})
    if not by_form:
        workspace.explain(WORDS, unit=UNIT, item=ITEM, at="m1_progress", how="来电", as_of=D28)
    come(workspace, forms, {"m1_progress": "见附件", "overall_difficulty": "缺经费"}, 9)
    workspace = amended(workspace, change)  # type: ignore[arg-type]
    workspace.consolidate(as_of=D29)
    assert said_of(workspace, unit, "m1_progress", D29)[-1] is SETTLED


def test_what_another_unit_explained_settles_nothing_where_both_reported(workspace: Workspace, forms: Forms) -> None:
    come(workspace, forms, {"m1_progress": "见附件", "m1_note": WORDS})
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled(ITEM, FUYUN, {"m1_progress": "见附件"}))
    workspace.collect(as_of=D28)
    workspace = amended(workspace, lambda plan: gone_into(plan, (UNIT,), plan.unit[FUYUN], D29))
    workspace.consolidate(as_of=D29)
    assert said_of(workspace, FUYUN, "m1_progress", D29) == [ASKED]


def test_the_unit_that_stands_there_now_explains_what_the_former_reported(workspace: Workspace, forms: Forms) -> None:
    come(workspace, forms, {"m1_progress": "见附件"})
    workspace = amended(workspace, lambda plan: gone_into(plan, (UNIT,), NEW, D29))
    workspace.explain(WORDS, unit=NEW.area, item=ITEM, how="来电", as_of=D29)
    assert said_of(workspace, NEW.id, "m1_progress", D29) == [SETTLED]


@pytest.mark.parametrize("by_form", [True, False])
def test_what_was_explained_answers_no_question_that_is_asked_otherwise_since(
    workspace: Workspace, forms: Forms, *, by_form: bool
) -> None:
    asked = {"m1_progress": "见附件", "overall_next_step": "同上"}
    come(workspace, forms, {**asked, "m1_note": WORDS if by_form else None})
    for at in ["overall_next_step"] if by_form else asked:
        workspace.explain(WORDS, unit=UNIT, item=ITEM, at=at, how="来电", as_of=D28)

    def reworded(plan: Plan) -> Plan:
        measures = plan.item[ITEM].measures
        return with_item(plan, ITEM, measures=(replace(measures[0], text="另一件事。"), *measures[1:]))

    workspace = amended(workspace, reworded)
    workspace.distribute(as_of=D29, unit=UNIT, item=ITEM)
    plan = workspace.plan
    blank = workspace.form_path(plan.period[PERIOD], plan.item[ITEM], plan.unit[UNIT]).read_bytes()
    data = filled(workspace, blank, (ITEM, UNIT), {**asked, "m1_note": None})
    (workspace.inbox / "新表.xlsx").write_bytes(data)
    (taken,) = workspace.collect(as_of=D29).taken
    assert taken.accepted
    assert said_of(workspace, UNIT, "m1_progress", D29)[-1] is ASKED
    assert said_of(workspace, UNIT, "overall_next_step", D29)[-1] is SETTLED
    assert said_of(workspace, UNIT, "m1_progress", D28) == [SETTLED]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("day", [D29, LATER])
@pytest.mark.parametrize("came_on", [D29, LATER])
def test_what_came_after_the_closing_explains_nothing_of_what_was_closed(
    workspace: Workspace, forms: Forms, day: date, came_on: date
) -> None:
    come(workspace, forms, {"m1_progress": "见附件"}, 9)
    before = workspace.consolidate(as_of=D29).master.read_bytes()
    workspace.close_period(period=PERIOD, by="办公室", as_of=D29)
    data = forms.filled(ITEM, UNIT, {"m1_progress": "见附件", "m1_note": WORDS})
    (workspace.inbox / "表.xlsx").write_bytes(saved_at(data, datetime(2021, 1, 28, 8)))
    workspace.collect(as_of=came_on)
    if day == D29:
        assert workspace.consolidate(as_of=D29).master.read_bytes() == before
    assert said_of(workspace, UNIT, "m1_progress", day)[0] is ASKED
