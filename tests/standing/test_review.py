from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import share
from toolkit.ledger import CellValue, Evidence, Submission
from toolkit.plan.model import FormKey, Plan
from toolkit.plan.states import SETTLED, ItemState
from toolkit.standing.decisions import Decision
from toolkit.standing.review import Facts, review
from toolkit.standing.status import Reviewed

P1, P2 = "2021-01", "2021-04"
S = ItemState
FORM, OPEN_FORM, EXPLAINED = ("3.2.3", "altay_city"), ("4.1.1", "fuyun"), ("3.2.1", "altay_city")
DISCLOSING = ("6.2", "altay_city")
END = date(2021, 6, 30)
Form = tuple[str, str]
T = TypeVar("T")
Said = Mapping[str, CellValue]

CLOSING: Said = {
    "overall_status": "已完成（自报）", "overall_closure": True, "m1_evidence": "实施方案",
    "signoff_leader_signed": True,
}  # fmt: skip
DISCLOSED: Said = {"party_disclosed_on": date(2021, 1, 28), "public_disclosed_on": date(2021, 1, 29)}


def on(day: int, month: int = 2) -> date:
    return date(2021, month, day)


@dataclass(frozen=True)
class Sent:
    """One return: when it was received, and what it says; ``saved`` is the day on which the unit saved it."""

    day: date
    said: Said
    accepted: bool = True
    form: Form = FORM
    period: str = P1
    saved: date | None = None


@dataclass(frozen=True)
class Decided:
    """One decision, read on the day on which it was made unless ``known`` says when."""

    verdict: str
    day: date | None
    said: Said = field(default_factory=dict)
    form: Form = FORM
    period: str = P1
    known: date | None = None


def facts_of(*given: Sent | Decided | Evidence) -> Facts:
    submissions, said, made = [], {}, {}  # type: ignore[var-annotated]
    for number, one in enumerate(given, start=1):
        if isinstance(one, Sent):
            moment = one.saved or one.day
            submissions.append(
                Submission(
                    number, *one.form, one.period, 1, one.day, one.accepted, "表.xlsx", f"{number:064}", "填报表",
                    datetime(moment.year, moment.month, moment.day, tzinfo=UTC), one.day,
                )
            )  # fmt: skip
            if one.accepted:
                said[number] = one.said
        elif isinstance(one, Decided):
            values: dict[str, CellValue] = {"核定结论": one.verdict, "核定人": "×××", "核定日期": one.day, **one.said}
            known = one.known or one.day or END
            made.setdefault(one.form, []).append(Decision(*one.form, one.period, values, known, "总台账.xlsx"))
    return Facts(submissions, said, [one for one in given if isinstance(one, Evidence)], made)


def stands(plan: Plan, *given: Sent | Decided | Evidence, form: Form = FORM, period: str = P1) -> Reviewed:
    return review(plan, plan.period[period], facts_of(*given), END)[FormKey(*form)]


def paper(day: date, form: Form = FORM) -> Evidence:
    return Evidence("f" * 64, *form, P1, "实施方案.pdf", "", day, day)


ASKED = Sent(on(1), CLOSING)
OPENED = Sent(on(1), DISCLOSED, form=DISCLOSING)
CLOSED = Decided("同意销号", on(5))
REOPENED = Decided("重新挂号", on(10, 5), {"核定意见": "回头看发现反弹"})


def test_nothing_is_known_of_anything(plan: Plan) -> None:
    found = review(plan, plan.periods[0], Facts((), {}, (), {}), END)
    assert set(found) == {(item.id, unit.id) for item, unit in plan.obligations()}
    assert set(found.values()) == {Reviewed(lacking=("已接收的填报表",))}


REPORTED: dict[str, tuple[Form, tuple[Sent, ...], S]] = {
    "not started": (FORM, (Sent(on(1), {"overall_status": "未启动"}),), S.NOT_STARTED),
    "in progress": (FORM, (Sent(on(1), {"overall_status": "正在推进"}),), S.IN_PROGRESS),
    "basically": (FORM, (Sent(on(1), {"overall_status": "基本完成"}),), S.BASICALLY_COMPLETED),
    "completed": (FORM, (Sent(on(1), {**CLOSING, "overall_closure": False}),), S.COMPLETED),
    "by stages": (FORM, (Sent(on(1), {"overall_status": "阶段性完成、长期坚持"}),), S.STAGE_COMPLETED),
    "to be closed": (FORM, (ASKED,), S.CLOSURE_REQUESTED),
    "says nothing of it": (FORM, (Sent(on(1), {}),), S.UNREPORTED),
    "sent back": (FORM, (Sent(on(1), CLOSING, accepted=False),), S.UNREPORTED),
    "of another": (FORM, (replace(ASKED, form=DISCLOSING),), S.UNREPORTED),
    "anew": (FORM, (ASKED, Sent(on(2), {"overall_status": "正在推进"})), S.IN_PROGRESS),
    "anew, sent back": (FORM, (ASKED, Sent(on(2), {}, accepted=False)), S.CLOSURE_REQUESTED),
    "an older one comes late": (
        FORM, (ASKED, Sent(on(9), {"overall_status": "正在推进"}, saved=date(2021, 1, 20))), S.CLOSURE_REQUESTED,
    ),
    "of the next period, saved before": (
        FORM, (ASKED, Sent(on(20, 4), {"overall_status": "正在推进"}, period=P2, saved=date(2021, 1, 20))),
        S.IN_PROGRESS,
    ),
    "explained": (
        EXPLAINED, (Sent(on(1), {"explanation_check": "情况属实，说明仍然成立"}, form=EXPLAINED),), S.EXPLAINED,
    ),
    "explained with a change": (
        EXPLAINED, (Sent(on(1), {"explanation_check": "情况有变化，需补充说明"}, form=EXPLAINED),), S.EXPLAINED,
    ),
    "explained no more": (
        EXPLAINED, (Sent(on(1), {"explanation_check": "说明不成立，需转为整改"}, form=EXPLAINED),), S.REJECTED,
    ),
    "explained again after that: the newest counts": (
        EXPLAINED,
        (Sent(on(1), {"explanation_check": "说明不成立，需转为整改"}, form=EXPLAINED),
         Sent(on(2), {"explanation_check": "情况属实，说明仍然成立"}, form=EXPLAINED)),
        S.EXPLAINED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REPORTED)
def test_state_after_returns(plan: Plan, case: str) -> None:
    form, sent, state = REPORTED[case]
    assert stands(plan, *sent, form=form).state is state


HOLDS = Sent(on(1), {"explanation_check": "情况属实，说明仍然成立"}, form=EXPLAINED)
DECIDED: dict[str, tuple[Form, tuple[Sent | Decided, ...], S]] = {
    "closed": (FORM, (ASKED, OPENED, CLOSED), S.CLOSED),
    "closed and filed": (FORM, (ASKED, OPENED, replace(CLOSED, said={"备案号": "1 号"})), S.FILED),
    "made lasting": (
        FORM, (ASKED, OPENED, Decided("转入长效机制", on(5), {"核定意见": "制度已建立"})), S.CLOSED,
    ),
    "to go on": (FORM, (ASKED, Decided("继续整改", on(5))), S.IN_PROGRESS),
    "turned down": (FORM, (ASKED, Decided("退回", on(5), {"核定意见": "材料不全"})), S.RETURNED),
    "turned down, asked again": (
        FORM, (ASKED, Decided("退回", on(5), {"核定意见": "材料不全"}), Sent(on(9), CLOSING)), S.CLOSURE_REQUESTED,
    ),
    "asked again, not accepted": (
        FORM, (ASKED, Decided("退回", on(5), {"核定意见": "材料不全"}), Sent(on(9), CLOSING, accepted=False)),
        S.RETURNED,
    ),
    "closed, then reported anew": (
        FORM, (ASKED, OPENED, CLOSED, Sent(on(9), {"overall_status": "正在推进"})), S.CLOSED,
    ),
    "reopened": (FORM, (ASKED, OPENED, CLOSED, replace(REOPENED, period=P1)), S.REOPENED),
    "filed, reopened": (
        FORM, (ASKED, OPENED, replace(CLOSED, said={"备案号": "1 号"}), REOPENED), S.REOPENED,
    ),
    "reopened, what came while it was closed does not count": (
        FORM, (ASKED, OPENED, CLOSED, Sent(on(9), CLOSING), REOPENED), S.REOPENED,
    ),
    "reopened, closed again": (
        FORM, (ASKED, OPENED, CLOSED, REOPENED, Sent(on(20, 5), CLOSING), Decided("同意销号", on(1, 6))),
        S.CLOSED,
    ),
    "a return of the same day counts first": (FORM, (replace(ASKED, day=on(5)), OPENED, CLOSED), S.CLOSED),
    "holds": (EXPLAINED, (HOLDS, Decided("说明成立", on(5), form=EXPLAINED)), S.FILED),
    "does not hold": (
        EXPLAINED, (HOLDS, Decided("说明不成立", on(5), {"核定意见": "与实地不符"}, EXPLAINED)), S.REJECTED,
    ),
    "does not hold after all": (
        EXPLAINED,
        (HOLDS, Decided("说明成立", on(5), form=EXPLAINED),
         Decided("说明不成立", on(9), {"核定意见": "与实地不符"}, EXPLAINED)),
        S.REJECTED,
    ),
    "does not hold, the unit says it does": (
        EXPLAINED,
        (HOLDS, Decided("说明不成立", on(5), {"核定意见": "与实地不符"}, EXPLAINED), replace(HOLDS, day=on(9))),
        S.REJECTED,
    ),
    "does not hold, to be rectified": (
        EXPLAINED,
        (HOLDS, Decided("说明不成立", on(5), {"核定意见": "与实地不符"}, EXPLAINED),
         Decided("继续整改", on(9), form=EXPLAINED)),
        S.IN_PROGRESS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DECIDED)
@pytest.mark.parametrize("backwards", [False, True])
def test_state_after_decisions_in_the_order_of_their_dates(plan: Plan, case: str, backwards: bool) -> None:
    form, given, state = DECIDED[case]
    found = stands(plan, *(given[::-1] if backwards else given), form=form)
    assert found.state is state
    assert all(one.stands for one in found.decisions)
    days = [one.decision.decided_on for one in found.decisions]
    assert days == sorted(one.day for one in given if isinstance(one, Decided) and one.day)
    assert (found.closed_on is not None) == (state in SETTLED)
    assert found.closed_on in (None, days[-1])


WRONG: dict[str, tuple[tuple[Sent | Decided, ...], str, S]] = {
    "nothing reported": ((CLOSED,), "整改状态是“尚未报送”", S.UNREPORTED),
    "reported later": ((replace(ASKED, day=on(9)), CLOSED), "整改状态是“尚未报送”", S.CLOSURE_REQUESTED),
    "not asked for": (
        (Sent(on(1), {"overall_status": "正在推进"}), CLOSED), "整改状态是“正在推进”", S.IN_PROGRESS,
    ),
    "withdrawn before": (
        (ASKED, OPENED, Sent(on(3), {"overall_status": "基本完成"}), CLOSED), "整改状态是“基本完成”",
        S.BASICALLY_COMPLETED,
    ),
    "of another kind": ((ASKED, Decided("说明成立", on(5))), "不能“说明成立”", S.CLOSURE_REQUESTED),
    "unknown": ((ASKED, Decided("同意", on(5))), "没有“同意”这个核定结论", S.CLOSURE_REQUESTED),
    "no verdict": ((ASKED, Decided("", on(5))), "“核定结论”没有填", S.CLOSURE_REQUESTED),
    "no date": ((ASKED, OPENED, replace(CLOSED, day=None)), "“核定日期”没有填", S.CLOSURE_REQUESTED),
    "no date that can be read": (
        (ASKED, OPENED, replace(CLOSED, day=None, said={"核定日期": "二月初"})), "不是日期", S.CLOSURE_REQUESTED,
    ),
    "a day that has not come": (
        (ASKED, OPENED, replace(CLOSED, known=on(4))), "晚于读取台账的日期", S.CLOSURE_REQUESTED,
    ),
    "no name": ((ASKED, OPENED, replace(CLOSED, said={"核定人": None})), "“核定人”没有填", S.CLOSURE_REQUESTED),
    "a blank name": ((ASKED, OPENED, replace(CLOSED, said={"核定人": " "})), "“核定人”没有填", S.CLOSURE_REQUESTED),
    "no word for returning": ((ASKED, Decided("退回", on(5))), "“退回”要在“核定意见”写明理由", S.CLOSURE_REQUESTED),
    "no word for making it lasting": (
        (ASKED, OPENED, Decided("转入长效机制", on(5))), "“转入长效机制”要在“核定意见”写明理由", S.CLOSURE_REQUESTED,
    ),
    "no word for reopening": (
        (ASKED, OPENED, CLOSED, replace(REOPENED, said={})), "“重新挂号”要在“核定意见”写明理由", S.CLOSED,
    ),
    "closed twice": (
        (ASKED, OPENED, CLOSED, replace(CLOSED, day=on(9))), "整改状态是“已销号”，不能“同意销号”", S.CLOSED,
    ),
    "not disclosed": ((ASKED, CLOSED), "还不能“同意销号”：缺党内公开日期、社会公开日期", S.CLOSURE_REQUESTED),
    "not filed by a number alone": (
        (ASKED, CLOSED, replace(CLOSED, day=on(6), said={"备案号": "1 号"})), "还不能“同意销号”",
        S.CLOSURE_REQUESTED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_decision_that_breaks_a_rule_moves_nothing_and_stays_listed(plan: Plan, case: str) -> None:
    given, said, state = WRONG[case]
    found = stands(plan, *given)
    assert found.state is state
    made = [one for one in given if isinstance(one, Decided)]
    assert [judged.decision.verdict for judged in found.decisions] == [one.verdict for one in made]
    assert any(said in one.sentence for one in found.decisions[-1].objections), found.decisions[-1]


def test_a_wrong_decision_between_two_returns_changes_nothing(plan: Plan) -> None:
    no_more, again = (
        Sent(day, {"explanation_check": said}, form=EXPLAINED)
        for day, said in ((on(1), "说明不成立，需转为整改"), (on(9), "情况属实，说明仍然成立"))
    )
    nameless = Decided("继续整改", on(5), {"核定人": None}, EXPLAINED)
    assert stands(plan, no_more, nameless, form=EXPLAINED).state is S.REJECTED
    assert stands(plan, no_more, nameless, again, form=EXPLAINED).state is S.EXPLAINED


def test_a_wrong_decision_does_not_stand_in_the_way_of_a_right_one(plan: Plan) -> None:
    found = stands(plan, ASKED, CLOSED, replace(OPENED, day=on(6)), replace(CLOSED, day=on(9)))
    assert [one.stands for one in found.decisions] == [False, True]
    assert (found.state, found.closed_on) == (S.CLOSED, on(9))


UNTOLD: Said = {**CLOSING, "m1_evidence": None}
UNSIGNED: Said = {**CLOSING, "signoff_leader_signed": False}
CONDITIONS: dict[str, tuple[Form, tuple[Sent | Evidence, ...], tuple[str, ...]]] = {
    "all there": (FORM, (ASKED, OPENED), ()),
    "a paper instead of a title": (FORM, (Sent(on(1), UNTOLD), OPENED, paper(on(2))), ()),
    "nothing accepted": (FORM, (OPENED, paper(on(2))), ("已接收的填报表",)),
    "sent back": (FORM, (Sent(on(1), CLOSING, accepted=False), OPENED), ("已接收的填报表",)),
    "sent back again": (FORM, (ASKED, OPENED, Sent(on(2), CLOSING, accepted=False)), ("改正退回的填报表",)),
    "sent back and mended": (
        FORM, (Sent(on(1), CLOSING, accepted=False), Sent(on(2), CLOSING), OPENED), (),
    ),
    "no paper": (FORM, (Sent(on(1), UNTOLD), OPENED), ("佐证材料",)),
    "the paper of another form": (
        FORM, (Sent(on(1), UNTOLD), OPENED, paper(on(2), DISCLOSING), paper(on(2), ("", FORM[1]))), ("佐证材料",),
    ),
    "told before, not now": (FORM, (ASKED, Sent(on(2), UNTOLD), OPENED), ("佐证材料",)),
    "not signed": (FORM, (Sent(on(1), UNSIGNED), OPENED), ("主要领导签字",)),
    "nothing said of the signature": (
        FORM, (Sent(on(1), {**CLOSING, "signoff_leader_signed": None}), OPENED), ("主要领导签字",),
    ),
    "nothing disclosed": (FORM, (ASKED,), ("党内公开日期", "社会公开日期")),
    "disclosed to the public alone": (
        FORM, (ASKED, replace(OPENED, said={"public_disclosed_on": on(1)})), ("党内公开日期",),
    ),
    "disclosed by another unit": (
        FORM, (ASKED, replace(OPENED, form=("6.2", "fuyun"))), ("党内公开日期", "社会公开日期"),
    ),
    "disclosed, and sent back": (
        FORM, (ASKED, replace(OPENED, accepted=False)), ("党内公开日期", "社会公开日期"),
    ),
    "disclosed in another period": (FORM, (ASKED, replace(OPENED, period=P2, day=on(20, 4))), ()),
    "need not be disclosed": (OPEN_FORM, (replace(ASKED, form=OPEN_FORM),), ()),
    "everything at once": (
        FORM, (Sent(on(1), {"overall_closure": True}), Sent(on(2), {}, accepted=False)),
        ("改正退回的填报表", "佐证材料", "主要领导签字", "党内公开日期", "社会公开日期"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONDITIONS)
def test_what_closing_still_asks_for(plan: Plan, case: str) -> None:
    form, given, lacking = CONDITIONS[case]
    assert stands(plan, *given, form=form).lacking == lacking
    if form == FORM and any(isinstance(one, Sent) and one.accepted and one.form == FORM for one in given):
        (judged,) = stands(plan, *given, replace(CLOSED, day=on(1, 6)), form=form).decisions
        assert judged.stands is not bool(lacking)
        assert all(condition in judged.objections[0].sentence for condition in lacking)


def test_conditions_are_those_of_the_day_of_the_decision(plan: Plan) -> None:
    found = stands(plan, Sent(on(1), UNTOLD), OPENED, CLOSED, paper(on(6)))
    assert "缺佐证材料" in found.decisions[0].objections[0].sentence
    assert (found.state, found.lacking) == (S.CLOSURE_REQUESTED, ())
    assert stands(plan, Sent(on(1), UNTOLD), OPENED, CLOSED, paper(on(5))).state is S.CLOSED


@pytest.mark.parametrize(
    ("setting", "given"),
    [
        ({"closure_evidence": False}, (Sent(on(1), UNTOLD), OPENED)),
        ({"closure_signed": False}, (Sent(on(1), UNSIGNED), OPENED)),
        ({"disclosed_items": ()}, (ASKED,)),
        ({"disclosures": ("party_disclosed_on",)}, (ASKED, replace(OPENED, said={"party_disclosed_on": on(1)}))),
    ],
)
def test_what_the_plan_does_not_ask_for_is_not_lacking(
    plan: Plan, setting: Mapping[str, object], given: tuple[Sent, ...]
) -> None:
    before = stands(plan, *given, CLOSED)
    assert before.lacking and before.state is S.CLOSURE_REQUESTED
    changed = replace(plan, settings=replace(plan.settings, **setting))  # type: ignore[arg-type]
    after = stands(changed, *given, CLOSED)
    assert (after.lacking, after.state) == ((), S.CLOSED)


BEFORE: dict[str, tuple[tuple[Sent | Decided, ...], ItemState, bool]] = {
    "closed in the period before": ((ASKED, OPENED, CLOSED), S.CLOSED, True),
    "closed in this one": ((ASKED, OPENED, replace(CLOSED, period=P2)), S.CLOSED, False),
    "not closed": ((ASKED, OPENED, replace(CLOSED, verdict="继续整改")), S.IN_PROGRESS, False),
    "reopened in this one": ((ASKED, OPENED, CLOSED, replace(REOPENED, period=P2)), S.REOPENED, False),
    "reopened in the period before": ((ASKED, OPENED, CLOSED, REOPENED), S.REOPENED, False),
    "not reopened for want of a word": (
        (ASKED, OPENED, CLOSED, replace(REOPENED, period=P2, said={})), S.CLOSED, True,
    ),
    "reopened and closed again in this one": (
        (ASKED, OPENED, CLOSED, replace(REOPENED, period=P2), Sent(on(20, 5), CLOSING, period=P2),
         replace(CLOSED, day=on(1, 6), period=P2)),
        S.CLOSED, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BEFORE)
def test_what_was_settled_before_the_period(plan: Plan, case: str) -> None:
    given, state, before = BEFORE[case]
    found = stands(plan, *given, period=P2)
    assert (found.state, found.settled_before) == (state, before)


FORMS = (FORM, EXPLAINED, DISCLOSING)
SAID_AT_RANDOM = st.fixed_dictionaries(
    {},
    optional={
        "overall_status": st.sampled_from(["未启动", "正在推进", "基本完成", "已完成（自报）", "阶段性完成、长期坚持"]),
        "overall_closure": st.booleans(),
        "signoff_leader_signed": st.booleans(),
        "m1_evidence": st.sampled_from(["实施方案", None]),
        "party_disclosed_on": st.just(on(1)),
        "public_disclosed_on": st.just(on(1)),
        "explanation_check": st.sampled_from(["情况属实，说明仍然成立", "说明不成立，需转为整改"]),
    },
)
DAYS = st.dates(date(2021, 1, 26), date(2021, 6, 20))
SENT = st.builds(
    Sent, DAYS, SAID_AT_RANDOM, st.booleans() | st.just(True), st.sampled_from(FORMS), st.sampled_from([P1, P2]),
    st.none() | DAYS,
)  # fmt: skip
VERDICTS = ["同意销号", "转入长效机制", "继续整改", "退回", "重新挂号", "说明成立", "说明不成立", "同意", ""]
DECIDED_AT_RANDOM = st.builds(
    Decided, st.sampled_from(VERDICTS), DAYS,
    st.fixed_dictionaries({}, optional={"核定意见": st.just("×"), "备案号": st.just("1 号"), "核定人": st.none()}),
    st.sampled_from(FORMS), st.sampled_from([P1, P2]), st.none() | DAYS,
)  # fmt: skip


@settings(max_examples=share(4))
@given(
    sent=st.lists(SENT, max_size=8),
    # Of one form there is one decision a day, else it is the order of writing that tells.
    decided=st.lists(DECIDED_AT_RANDOM, max_size=6, unique_by=lambda one: (one.form, one.day)),
    papers=st.lists(st.builds(paper, DAYS, st.sampled_from(FORMS)), max_size=2),
    seed=st.integers(0, 9999),
)
def test_the_order_in_which_facts_are_given_changes_nothing(
    plan: Plan, sent: list[Sent], decided: list[Decided], papers: list[Evidence], seed: int
) -> None:
    chance = random.Random(seed)
    facts = facts_of(*sent, *decided, *papers)

    def shuffled(given: Sequence[T]) -> list[T]:
        return chance.sample(given, len(given))

    other = Facts(
        shuffled(facts.submissions),
        {number: facts.answers[number] for number in shuffled(list(facts.answers))},
        shuffled(facts.evidence),
        {form: shuffled(facts.decisions[form]) for form in shuffled(list(facts.decisions))},
    )
    for period in plan.periods[:2]:
        found = review(plan, period, facts, END)
        assert review(plan, period, other, END) == found
        for form, made in facts.decisions.items():
            judged = found[form].decisions
            assert sorted(map(id, made)) == sorted(id(one.decision) for one in judged), "none is lost"
            if not any(one.stands for one in judged):
                without = review(plan, period, replace(facts, decisions={}), END)[FormKey(*form)]
                assert found[form].state is without.state, "none that breaks a rule moves anything"
