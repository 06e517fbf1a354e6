from __future__ import annotations

from dataclasses import replace

import pytest

from tests.standing.snapshots import Sent, everything, snapshot_of
from toolkit.ledger import CellValue
from toolkit.plan.both_targets import Verdict
from toolkit.plan.model import Plan
from toolkit.standing.reconcile import Reconciled, contradictions, reason, reconcile


def result(plan: Plan, sent: list[Sent], rule: str, unit: str | None = None) -> Reconciled:
    found = reconcile(snapshot_of(plan, sent))
    return next(r for r in found if r.rule.rule.id == rule and (r.unit.id if r.unit else None) == unit)


def but(
    plan: Plan, item: str, unit: str, changes: dict[str, CellValue] | None = None, *, accepted: bool = True
) -> list[Sent]:
    """Everything right but one form: with changes, or sent back."""
    rest = [s for s in everything(plan) if (s.item, s.unit) != (item, unit)]
    return [*rest, Sent(item, unit, accepted=accepted, changes=changes or {})]


def test_the_right_figures_pass_every_rule(plan: Plan) -> None:
    found = reconcile(snapshot_of(plan, everything(plan)))
    assert {r.verdict for r in found} == {Verdict.PASSED}
    assert {reason(r) for r in found} == {""}
    assert sum(r.unit is None for r in found) == 5


def test_a_total_that_differs_says_what_it_comes_to(plan: Plan) -> None:
    failed = result(plan, but(plan, "3.2.2", "fuyun", {"kg_total": 53}), "3.2.2-r6")
    assert failed.verdict is Verdict.FAILED
    assert reason(failed) == "幼儿园总数合计 323"


@pytest.mark.parametrize(
    ("changes", "accepted"), [({}, False), ({"kg_total": None}, True)], ids=["sent back", "left blank"]
)
def test_a_total_is_not_compared_while_somebody_is_missing(
    plan: Plan, changes: dict[str, CellValue], accepted: bool
) -> None:
    waiting = result(plan, but(plan, "3.2.2", "fuyun", changes, accepted=accepted), "3.2.2-r6")
    assert waiting.verdict is Verdict.NOT_CHECKED
    assert [unit.area for unit in waiting.missing] == ["富蕴县"]
    assert reason(waiting) == "缺 富蕴县，报齐后再核对（目前幼儿园总数合计 270）"


def test_a_total_that_happens_to_fit_without_a_unit_still_does_not_pass(plan: Plan) -> None:
    sent = [s for s in everything(plan) if (s.item, s.unit) not in {("3.2.2", "fuyun"), ("3.2.2", "kanas")}]
    sent.append(Sent("3.2.2", "kanas", changes={"kg_total": 56}))
    assert result(plan, sent, "3.2.2-r6").verdict is Verdict.NOT_CHECKED


def test_zero_counts_and_is_nobody_missing(plan: Plan) -> None:
    sent = but(plan, "3.2.2", "kanas", {"kg_private": 0})
    assert result(plan, sent, "3.2.2-r7").verdict is Verdict.PASSED


def test_figures_of_two_forms_that_do_not_fit_are_shown_with_their_cells(plan: Plan) -> None:
    failed = result(plan, but(plan, "3.1.1", "fuyun", {"rural_kg_count": 60}), "3.1.1-r2", "fuyun")
    assert failed.verdict is Verdict.FAILED
    assert [(o.label, o.value.value) for o in failed.operands] == [("农村幼儿园数", 60), ("幼儿园总数", 52)]
    said = reason(failed)
    for operand in failed.operands:
        assert f"{operand.label} {operand.value.raw}（{operand.submission.file_name} {operand.value.cell}）" in said


def test_forms_are_not_compared_until_both_are_there(plan: Plan) -> None:
    waiting = result(plan, but(plan, "3.2.2", "fuyun", accepted=False), "3.1.1-r2", "fuyun")
    assert (waiting.verdict, [u.area for u in waiting.missing]) == (Verdict.NOT_CHECKED, ["富蕴县"])
    others = [r for r in reconcile(snapshot_of(plan, but(plan, "3.2.2", "fuyun", accepted=False))) if r.unit]
    assert {r.verdict for r in others if r.unit and r.unit.id != "fuyun"} == {Verdict.PASSED}


def test_a_unit_that_owes_only_one_of_the_forms_is_not_asked(plan: Plan) -> None:
    asked = {r.unit.id for r in reconcile(snapshot_of(plan, [])) if r.unit and r.rule.rule.id == "3.1.1-r2"}
    assert "kanas" not in asked and "fuyun" in asked


# A rule that says something of blanks as well, over a form of 3.1.1 and one of 3.2.2.
OF_BLANKS = {
    "one or the other": "filled([农村幼儿园数]) 或 filled([幼儿园总数])",
    "both": "filled([农村幼儿园数]) 且 filled([幼儿园总数])",
    "neither": "非 filled([幼儿园总数]) 且 非 filled([农村幼儿园数])",
    "if the one, then the other": "implies(filled([农村幼儿园数]), filled([幼儿园总数]))",
}


def with_rule(plan: Plan, text: str) -> Plan:
    rule = next(rule for rule in plan.rules if rule.id == "3.1.1-r2")
    return replace(plan, rules=(replace(rule, text=text),))


@pytest.mark.one_in(4)
@pytest.mark.parametrize("text", OF_BLANKS.values(), ids=OF_BLANKS)
@pytest.mark.parametrize("awaited", ["3.1.1", "3.2.2"])
@pytest.mark.parametrize("accepted", [None, False], ids=["not there", "sent back"])
def test_a_rule_about_blanks_waits_for_every_form_that_it_names(
    plan: Plan, text: str, awaited: str, accepted: bool | None
) -> None:
    changed = with_rule(plan, text)
    rest = [s for s in everything(changed) if (s.item, s.unit) != (awaited, "fuyun")]
    sent = rest if accepted is None else [*rest, Sent(awaited, "fuyun", accepted=False)]
    waiting = result(changed, sent, "3.1.1-r2", "fuyun")
    assert waiting.verdict is Verdict.NOT_CHECKED
    assert [unit.id for unit in waiting.missing] == ["fuyun"] and "报齐后再核对" in reason(waiting)
    assert "fuyun" not in {found.unit_id for found in contradictions(snapshot_of(changed, sent))}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (OF_BLANKS["one or the other"], Verdict.PASSED),
        (OF_BLANKS["both"], Verdict.FAILED),
        (OF_BLANKS["if the one, then the other"], Verdict.FAILED),
        ("[农村幼儿园数] <= [幼儿园总数]", Verdict.NOT_CHECKED),
    ],
)
def test_a_blank_in_an_accepted_form_is_judged_and_nobody_is_waited_for(
    plan: Plan, text: str, verdict: Verdict
) -> None:
    changed = with_rule(plan, text)
    found = result(changed, but(changed, "3.2.2", "fuyun", {"kg_total": None}), "3.1.1-r2", "fuyun")
    assert (found.verdict, found.missing) == (verdict, ())
    assert "报齐" not in reason(found)
