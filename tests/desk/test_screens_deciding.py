"""核定 on the page: what is typed goes the way of the master, what could not stand is said where it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.acts.test_decide import master, shown, typed
from tests.acts.test_read_back_closing import CHAIN, FORM, Office
from tests.acts.test_read_back_supervision import CALL, NOTE, TALK, edit
from tests.acts.test_read_back_supervision import typed as rows
from tests.conftest import Forms, copy_of
from tests.desk.client import Client, heading
from tests.desk.conftest import serving
from toolkit import Workspace
from toolkit.base.captions import Column
from toolkit.desk.serve import Served
from toolkit.plan.closing import ClosingStep
from toolkit.plan.states import ItemState

DAY = date(2021, 2, 1)
WHOSE = {"unit": FORM.unit_id, "item": FORM.item_id, "period": "2021-01"}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> dict[str, Workspace]:
    """Workspaces whose unit has asked for 销号: with one decision, and in steps."""
    chains: dict[str, tuple[ClosingStep, ...]] = {"核定": (), "环节": CHAIN}
    return {
        name: Office(tmp_path_factory.mktemp(name) / "工作区", forms, chain, {}).workspace
        for name, chain in chains.items()
    }


@pytest.fixture
def workspace(asking: dict[str, Workspace], tmp_path: Path, request: pytest.FixtureRequest) -> Workspace:
    return copy_of(asking[getattr(request, "param", "核定")], tmp_path)


@pytest.fixture
def served(workspace: Workspace) -> Iterator[Served]:
    yield from serving(workspace, DAY)


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', page)
    assert found, page
    return found[1]


def state(workspace: Workspace) -> ItemState:
    return next(one for one in workspace.status(as_of=DAY) if one.form == FORM).reviewed.state


def test_a_decision_is_written_down_and_stands_in_the_master(
    workspace: Workspace, served: Served, client: Client
) -> None:
    page = client.get("/closure").text
    assert heading(page) == "1 件等您核定，其中条件齐了的 1 件。" and "同意销号" in page
    fields = {**WHOSE, "mark": mark(page), "do": "decide", "verdict": "退回", "on": "2021-02-01", "by": "×××"}
    wrong = client.post("/closure/decide", fields)
    assert wrong.status == 400 and "“退回”要在“核定意见”写明理由" in wrong.text and 'value="×××"' in wrong.text
    assert 'value="退回" checked' in wrong.text and state(workspace) is ItemState.CLOSURE_REQUESTED
    client.post("/closure/decide", {**fields, "opinion": "<b>材料</b>不全"})
    told = client.done(served).text
    assert "登记核定做完了" in heading(told) and "退回整改，记下了" in told and "总台账也更新好了" in told
    assert shown(workspace) == {
        Column.VERDICT: "退回", Column.OPINION: "<b>材料</b>不全", Column.REVIEWER: "×××"
    }  # fmt: skip
    page = client.get("/closure").text
    assert heading(page) == "没有等着核定的。" and "核定过的 1 件" in page
    page = client.get(f"/closure?unit={FORM.unit_id}&item={FORM.item_id}").text
    assert "&lt;b&gt;材料&lt;/b&gt;不全" in page
    client.post("/closure/decide", {**WHOSE, "mark": mark(page), "do": "back"})
    client.done(served)
    assert state(workspace) is ItemState.CLOSURE_REQUESTED and not any(shown(workspace).values())


@pytest.mark.one_in(3)
@pytest.mark.parametrize("lacking", ["verdict", "by", "on", "unit", "mark"])
def test_what_is_missing_or_does_not_fit_is_a_sentence(workspace: Workspace, client: Client, lacking: str) -> None:
    fields = {
        **WHOSE, "mark": mark(client.get("/closure").text), "do": "decide", "verdict": "继续整改", "on": "2021-02-01",
        "by": "×××",
    }  # fmt: skip
    answer = client.post("/closure/decide", {**fields, lacking: "x" if lacking in ("unit", "mark") else ""})
    assert answer.status == 400 and heading(answer.text).endswith("。") and "请" in answer.text
    assert "Error" not in answer.text and state(workspace) is ItemState.CLOSURE_REQUESTED


def test_what_was_typed_into_the_master_meanwhile_is_told_and_not_lost(
    workspace: Workspace, served: Served, client: Client
) -> None:
    before = mark(client.get("/closure").text)
    typed(workspace, {Column.VERDICT: "同意销号", Column.REVIEWER: "张×", Column.DECIDED_ON: DAY})
    fields = {"mark": before, "do": "decide", "verdict": "退回", "opinion": "不全", "on": "2021-02-01", "by": "×××"}
    answer = client.post("/closure/decide", {**WHOSE, **fields})
    assert answer.status == 400 and "另有人填过，已经读进来" in answer.text and "张×" in answer.text
    assert state(workspace) is ItemState.CLOSED
    page = client.get(f"/closure?unit={FORM.unit_id}&item={FORM.item_id}").text
    client.post("/closure/decide", {**WHOSE, "mark": mark(page), "do": "file", "filing_no": "备1号"})
    client.done(served)
    assert state(workspace) is ItemState.FILED


@pytest.mark.parametrize("workspace", ["环节"], indirect=True)
def test_steps_are_written_down_one_after_the_other(workspace: Workspace, served: Served, client: Client) -> None:
    page = client.get("/closure").text
    assert heading(page) == "1 件等您核定，在销号环节上的 1 件。" and "轮到现场核查" in page
    fields = {**WHOSE, "step": "现场核查", "on": "2021-02-01", "by": "×××", "mark": mark(page)}
    assert "“办理结果”没有填" in client.post("/closure/decide", fields).text
    for label, more in (("现场核查", {}), ("验收", {"paper": "报告1号"}), ("公示", {"result": ""})):
        page = client.get("/closure").text
        assert f"轮到{label}" in page
        passed = {**fields, "step": label, "result": "通过", **more, "mark": mark(page)}
        if label == "验收":
            assert "要有验收报告" in client.post("/closure/decide", {**passed, "paper": ""}).text
        client.post("/closure/decide", passed)
        assert "登记核定做完了" in heading(client.done(served).text)
    assert "公示到 2021-02-04 期满" in client.get("/closure").text
    assert state(workspace) is ItemState.CLOSURE_REQUESTED
    assert heading(client.get("/dates").text) == "七天内要办的 1 件。"
    edit(workspace, rows(TALK, CALL, (*NOTE[:3], "某某乡", *NOTE[4:])))
    client.post("/closure/read")
    client.done(served)
    page = client.get("/dates").text
    assert heading(page) == "七天内要办的 2 件。" and "约谈：约谈分管领导" in page and "2月4日" in page
    assert "看全部日程" in (home := client.get("/").text) and "公示期满 富蕴县 三（一）1" in home
    assert "催报填报表" in page and "认不出是哪个单位：某某乡" in page and "整改方案" in page


def test_where_the_master_cannot_be_written_the_decision_stands(
    workspace: Workspace, served: Served, client: Client
) -> None:
    page = client.get("/closure").text
    path = master(workspace)
    path.unlink()
    path.mkdir()
    fields = {"do": "decide", "verdict": "继续整改", "on": "2021-02-01", "by": "×××", "mark": mark(page)}
    client.post("/closure/decide", {**WHOSE, **fields})
    assert "总台账" in client.done(served).text and state(workspace) is ItemState.IN_PROGRESS
