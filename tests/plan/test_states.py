from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.plan.model import Item, ItemKind, Plan
from toolkit.plan.states import SETTLED, VERDICTS, ItemState, Verdict, allowed, verdicts_of

S = ItemState
RECTIFIED = tuple(kind for kind in ItemKind if kind is not ItemKind.EXPLANATION)
# What may be decided in each state: on what is to be rectified, and on what was explained.
ALLOWED: dict[ItemState, tuple[set[str], set[str]]] = {
    S.UNREPORTED: (set(), set()),
    S.NOT_STARTED: ({"继续整改"}, {"继续整改"}),
    S.IN_PROGRESS: ({"继续整改"}, {"继续整改"}),
    S.BASICALLY_COMPLETED: ({"继续整改", "退回"}, {"继续整改"}),
    S.COMPLETED: ({"继续整改", "退回"}, {"继续整改"}),
    S.STAGE_COMPLETED: ({"继续整改", "退回"}, {"继续整改"}),
    S.CLOSURE_REQUESTED: ({"同意销号", "转入长效机制", "继续整改", "退回"}, {"继续整改"}),
    S.RETURNED: ({"继续整改"}, {"继续整改"}),
    S.CLOSED: ({"重新挂号"}, set()),
    S.FILED: ({"重新挂号"}, {"说明不成立"}),
    S.REOPENED: ({"继续整改"}, {"继续整改"}),
    S.EXPLAINED: (set(), {"说明成立", "说明不成立"}),
    S.REJECTED: ({"继续整改"}, {"继续整改"}),
}
# Verdict: the state it leads to, whether it asks for the conditions of 销号, whether it asks for a word.
MEANS: dict[str, tuple[ItemState, bool, bool]] = {
    "同意销号": (S.CLOSED, True, False),
    "转入长效机制": (S.CLOSED, True, True),
    "继续整改": (S.IN_PROGRESS, False, False),
    "退回": (S.RETURNED, False, True),
    "重新挂号": (S.REOPENED, False, True),
    "说明成立": (S.FILED, False, False),
    "说明不成立": (S.REJECTED, False, True),
}


def item_of(plan: Plan, kind: ItemKind) -> Item:
    return replace(plan.items[0], kind=kind)


def labels(verdicts: tuple[Verdict, ...]) -> set[str]:
    return {verdict.label for verdict in verdicts}


def test_the_table_names_every_state() -> None:
    assert list(ALLOWED) == list(ItemState)


@pytest.mark.parametrize("state", ALLOWED)
def test_what_may_be_decided(plan: Plan, state: ItemState) -> None:
    rectified, explained = ALLOWED[state]
    for kind in RECTIFIED:
        assert labels(allowed(item_of(plan, kind), state)) == rectified, kind
    assert labels(allowed(item_of(plan, ItemKind.EXPLANATION), state)) == explained


def test_what_verdicts_mean() -> None:
    assert {label: (v.to, v.closing, v.reasoned) for label, v in VERDICTS.items()} == MEANS


@pytest.mark.parametrize("kind", ItemKind)
def test_every_verdict_can_be_made_and_leads_on_or_settles(plan: Plan, kind: ItemKind) -> None:
    item = item_of(plan, kind)
    for verdict in verdicts_of(item):
        assert any(verdict in allowed(item, state) for state in ItemState), verdict
        assert verdict.to in SETTLED or allowed(item, verdict.to), verdict


@pytest.mark.parametrize("kind", ItemKind)
def test_what_is_settled_can_be_taken_up_again(plan: Plan, kind: ItemKind) -> None:
    item = item_of(plan, kind)
    for state in {verdict.to for verdict in verdicts_of(item)} & set(SETTLED):
        again = allowed(item, state)
        assert again and all(v.reasoned and v.to not in SETTLED for v in again), state


@pytest.mark.parametrize("kind", ItemKind)
def test_nothing_but_a_closing_verdict_closes(plan: Plan, kind: ItemKind) -> None:
    for verdict in verdicts_of(item_of(plan, kind)):
        assert (verdict.to is S.CLOSED) == verdict.closing, verdict
