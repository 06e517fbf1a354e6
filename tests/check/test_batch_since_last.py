"""What is said of a return that does not go with the one accepted in the period before."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.form.answers import values_of
from tests.small import filled, small_workspace
from toolkit import Workspace
from toolkit.base.findings import Severity
from toolkit.form.filling import answer_cells, fill_form
from toolkit.form.prefill import prefill
from toolkit.kinds.field import SAME, SAME_ALL, TICK

FORM, FIGURE = ("3.1.1", "fuyun"), "rural_kg_count"
APRIL = date(2021, 4, 20)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which 38 was accepted in January, and the form of April has gone out."""
    workspace = small_workspace(tmp_path_factory.mktemp("上期") / "工作区")
    blank = workspace.form_path(
        workspace.period("2021-01"), workspace.plan.item[FORM[0]], workspace.plan.unit[FORM[1]]
    ).read_bytes()
    (workspace.inbox / "表.xlsx").write_bytes(filled(workspace, blank, FORM, {FIGURE: 38}))
    assert [t.accepted for t in workspace.collect(as_of=date(2021, 1, 28)).taken] == [True]
    workspace.distribute(as_of=APRIL, period="2021-04")
    return workspace.root


def april(workspace: Workspace, changes: Mapping[str, object]) -> bytes:
    """The form of April, everything ticked and told anew but for ``changes``."""
    item, unit = workspace.plan.item[FORM[0]], workspace.plan.unit[FORM[1]]
    blank = workspace.form_path(workspace.period("2021-04"), item, unit).read_bytes()
    catalogue = workspace.catalogues[FORM[0]]
    answers: dict[str, object] = {n: TICK for n in answer_cells(blank, catalogue) if n.endswith(f"_{SAME}")}
    answers |= {f.id: "四月已调度推进。" for f in catalogue.fields if f.column == "progress"}
    answers |= {"overall_closure": "否", "signoff_leader_signed": "是", "signoff_reported_on": APRIL}
    return fill_form(blank, catalogue, {**answers, **changes})


TICKED = f"{FIGURE}_{SAME}"
# Answers → (accepted, codes about the figure or the progress, the value that counts).
CASES: dict[str, tuple[Mapping[str, object], bool, set[str], object]] = {
    "ticked": ({}, True, set(), 38),
    "ticked, the figure cleared": ({FIGURE: None}, True, set(), 38),
    "ticked, the same typed again": ({FIGURE: "38所"}, True, set(), 38),
    "not ticked, unchanged": ({TICKED: None}, True, {"same.unconfirmed"}, 38),
    "not ticked, the same typed again": ({TICKED: None, FIGURE: "38所"}, True, {"same.unconfirmed"}, 38),
    "not ticked, unchanged, but all the rest is": ({TICKED: None, SAME_ALL: TICK}, True, set(), 38),
    "not ticked, cleared, but all the rest is": ({TICKED: None, FIGURE: None, SAME_ALL: TICK}, True, set(), 38),
    "changed, the rest is not": ({TICKED: None, FIGURE: 40, SAME_ALL: TICK}, True, set(), 40),
    "changed a lot, the rest is not": ({TICKED: None, FIGURE: 60, SAME_ALL: TICK}, True, {"period.jumps"}, 60),
    "not ticked, cleared": ({TICKED: None, FIGURE: None}, False, {"required.blank"}, None),
    "changed and ticked": ({FIGURE: 40}, False, {"same.contradicts"}, 40),
    "changed a little": ({TICKED: None, FIGURE: 40}, True, set(), 40),
    "changed a lot": ({TICKED: None, FIGURE: 60}, True, {"period.jumps"}, 60),
    "changed a lot and explained": (
        {TICKED: None, FIGURE: 60, f"{FIGURE}_note": "新建一批"}, True, {"period.jumps"}, 60,
    ),
}  # fmt: skip


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", CASES)
def test_what_is_said(start: Path, tmp_path: Path, name: str) -> None:
    changes, accepted, codes, value = CASES[name]
    shutil.copytree(start, tmp_path / "工作区")
    workspace = Workspace(tmp_path / "工作区")
    (workspace.inbox / "四月.xlsx").write_bytes(april(workspace, changes))
    (taken,) = workspace.collect(as_of=APRIL).taken
    mine = [f for f in taken.findings if f.field == FIGURE]
    assert {f.code for f in mine} - {"repair"} == codes
    assert taken.accepted is accepted
    severities = {f.severity.value for f in mine if f.code == "period.jumps"}
    assert severities <= ({"info"} if "explained" in name else {"warning"})
    with workspace.ledger() as ledger:
        (submission,) = ledger.submissions("2021-04")
        assert ledger.values([submission.id])[submission.id][FIGURE].value == value


def test_progress_told_in_the_same_words_asks_for_more(start: Path, tmp_path: Path) -> None:
    shutil.copytree(start, tmp_path / "工作区")
    workspace = Workspace(tmp_path / "工作区")
    with workspace.ledger() as ledger:
        (submission,) = ledger.submissions("2021-01")
        told = ledger.values([submission.id])[submission.id]["m1_progress"].value
    (workspace.inbox / "四月.xlsx").write_bytes(april(workspace, {"m1_progress": told}))
    (taken,) = workspace.collect(as_of=APRIL).taken
    assert taken.accepted
    assert [f.field for f in taken.findings if f.code == "progress.retold"] == ["m1_progress"]


def test_one_tick_says_that_nothing_else_has_changed(start: Path, tmp_path: Path) -> None:
    """Neither figures nor what is told of measures is asked about, and nothing else is taken for said."""
    shutil.copytree(start, tmp_path / "工作区")
    workspace = Workspace(tmp_path / "工作区")
    with workspace.ledger() as ledger:
        (submission,) = ledger.submissions("2021-01")
        told = ledger.values([submission.id])[submission.id]["m1_progress"].value
    catalogue = workspace.catalogues[FORM[0]]
    nothing = {f"{f.id}_{SAME}": None for f in catalogue.fields if f"{f.id}_{SAME}" in catalogue.field}
    (workspace.inbox / "四月.xlsx").write_bytes(april(workspace, {**nothing, "m1_progress": told, SAME_ALL: TICK}))
    (taken,) = workspace.collect(as_of=APRIL).taken
    assert taken.accepted and not [f for f in taken.findings if f.severity is not Severity.INFO]


def test_what_stands_in_the_next_form_and_what_must_be_said_anew(start: Path) -> None:
    workspace = Workspace(start)
    item, unit = workspace.plan.item[FORM[0]], workspace.plan.unit[FORM[1]]
    catalogue = workspace.catalogues[FORM[0]]
    there = values_of(workspace.form_path(workspace.period("2021-04"), item, unit).read_bytes(), catalogue)[0]
    assert there[FIGURE] == 38
    for name in ("m1_progress", "overall_lead_department", "overall_leader", "signoff_reporter", "signoff_phone"):
        assert there[name], name
    for name in ("overall_closure", "signoff_leader_signed", "signoff_reported_on", f"{FIGURE}_note", TICKED):
        assert name not in there, name


def test_a_yearly_figure_is_not_taken_into_another_year(start: Path) -> None:
    workspace = Workspace(start)
    catalogue = workspace.catalogues[FORM[0]]
    yearly = replace(catalogue, fields=tuple(
        replace(f, basis="年度累计") if f.id == FIGURE else f for f in catalogue.fields
    ))  # fmt: skip
    first, second = workspace.plan.periods[:2]
    assert prefill(yearly, second, first, {FIGURE: 38}).prior == {FIGURE: 38}
    later = replace(second, due_date=date(2022, 1, 31))
    assert prefill(yearly, later, first, {FIGURE: 38}).prior == {}
    assert prefill(catalogue, later, first, {FIGURE: 38}).prior == {FIGURE: 38}


@pytest.mark.parametrize("value", ["三十八", True, date(2021, 1, 1)])
def test_what_no_longer_fits_its_field_is_not_taken_over(start: Path, value: str | bool | date) -> None:
    workspace = Workspace(start)
    first, second = workspace.plan.periods[:2]
    assert prefill(workspace.catalogues[FORM[0]], second, first, {FIGURE: value}).prior == {}
