"""日程: a line of 督办记录 that is written down on the page is one that stands in the master."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.desk.client import Client, heading
from tests.desk.conftest import TODAY, serving
from toolkit import Workspace
from toolkit.base.captions import Column
from toolkit.desk.serve import Served
from toolkit.plan.duties import Duty
from toolkit.planbook.writing import write_plan

GOOD = {"way": "约谈", "words": "约谈分管领导", "on": "2021-02-05", "next": "2021-02-10", "by": "×××"}


@pytest.mark.parametrize(("way", "units", "items"), [("约谈", 1, 1), ("通报", 2, 0), ("领导批示", 0, 2)])
def test_what_is_written_down_stands_on_the_page_and_in_the_master(
    served: Served, client: Client, workspace: Workspace, way: str, units: int, items: int
) -> None:
    plan = workspace.plan
    named = {"unit": [one.id for one in plan.units[:units]], "item": [one.id for one in plan.items[:items]]}
    client.post("/dates/supervise", {**GOOD, "way": way, **named})
    assert heading(client.done(served).text) == "登记督办做完了。"
    (line,) = workspace.supervision(as_of=TODAY)
    assert (line.day, line.next_on) == (date(2021, 2, 5), date(2021, 2, 10))
    assert not line.objections and (not units or line.unit_ids == tuple(unit.id for unit in plan.units[:units]))
    page = client.get("/dates").text
    assert "约谈分管领导" in page and "经办人 ×××" in page and heading(page) == "七天内要办的 1 件。"
    sheet = load_workbook(workspace.master_path(workspace.period()))["督办记录"]
    (row,) = [[cell.value for cell in row] for row in sheet.iter_rows() if any(c.value == "约谈分管领导" for c in row)]
    assert way in row


def test_what_came_of_a_line_is_filled_in_on_the_page(served: Served, client: Client, workspace: Workspace) -> None:
    client.post("/dates/supervise", GOOD)
    client.done(served)
    (line,) = workspace.supervision(as_of=TODAY)
    assert f'value="{line.number}"' in client.get("/dates").text
    seen = {"number": line.number, "mark": line.mark}
    client.post("/dates/outcome", {**seen, "outcome": "已整改到位"})
    assert heading(client.done(served).text) == "登记落实情况做完了。"
    page = client.get("/dates").text
    assert "已整改到位" in page and heading(page).startswith("七天内没有")
    client.post("/dates/outcome", {**seen, "outcome": "没有动静"})
    assert "和您看到的不一样了" in client.done(served).text
    assert [one.row.text(Column.OUTCOME) for one in workspace.supervision(as_of=TODAY)] == ["已整改到位"]


@pytest.mark.parametrize("lacking", [{"words": " "}, {"way": ""}, {"on": "2021-02-30"}, {"next": "明天"}])
def test_what_cannot_stand_is_not_written_down(client: Client, workspace: Workspace, lacking: dict[str, str]) -> None:
    assert client.post("/dates/supervise", {**GOOD, **lacking}).status == 400
    assert workspace.supervision(as_of=TODAY) == []


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ([date(2021, 1, 31)], "七天内没有别的要办，有 1 种材料过期没有收齐。"),
        ([date(2021, 1, 31), date(2021, 2, 5)], "七天内没有别的要办，有 2 种材料过期没有收齐。"),
        ([TODAY], "七天内没有要办的。"),
        ([], "七天内没有要办的。"),
    ],
)
def test_papers_that_are_overdue_are_said_where_nothing_else_is_to_be_done(
    workspace: Workspace, due: list[date], said: str
) -> None:
    duties = tuple(Duty(f"材料{number}", (), "", (), day) for number, day in enumerate(due))
    plan = workspace.plan
    write_plan(replace(plan, settings=replace(plan.settings, duties=duties)), workspace.plan_path)
    for served in serving(Workspace(workspace.root)):
        assert heading(Client.of(served).get("/dates").text) == said
