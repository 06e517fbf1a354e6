"""总览: what a leader reads there, for plans of all sizes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY
from tests.standing.plans import large
from tests.standing.snapshots import Sent, at_random, everything, snapshot_of
from toolkit.catalogue import COMPLETED, COMPLETION
from toolkit.master.workbook import master_bytes
from toolkit.plan.model import Item, ItemKind, Plan
from toolkit.plan.states import ItemState
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Reviewed, Standing

AFTER = date(2021, 7, 5)
STATES = ("已销号", "待核定", "整改中", "超时限", "情况说明")


def overview(snapshot: Snapshot) -> Worksheet:
    return load_workbook(BytesIO(master_bytes(snapshot, KEY)), data_only=True)["总览"]


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def grid(sheet: Worksheet, plan: Plan) -> dict[tuple[str, str], object]:
    """What the grid shows, by an item's number and what stands above it."""
    head = next(cell.row for cell in sheet["A"] if cell.value == "编号")
    captions = {cell.column: str(cell.value) for cell in sheet[head] if cell.value}
    rows = range(head + 1, head + 1 + len(plan.items))
    return {
        (str(sheet.cell(row, 1).value), caption): sheet.cell(row, column).value
        for row in rows
        for column, caption in captions.items()
    }


def tiles(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): int(str(sheet.cell(5, cell.column).value)) for cell in sheet[4] if cell.value}


def mark_of(standing: Standing, as_of: date, due: date) -> str:
    """What the grid must show for a form, told slowly."""
    if standing.item.kind is ItemKind.EXPLANATION:
        mark = "－"
    elif standing.reviewed.state in (ItemState.CLOSED, ItemState.FILED):
        mark = "●"
    elif standing.completed:
        mark = "◎"
    else:
        mark = f"超{standing.overdue_workdays}" if standing.overdue_workdays else "○"
    missing = standing.state is ReportState.NOT_RECEIVED and as_of > due
    if standing.state is ReportState.RETURNED:
        return "超退" if mark[0] == "超" else "退回"
    if missing:
        return "超未" if mark[0] == "超" else "未报"
    return mark


def state_of(item: Item, standings: list[Standing]) -> str:
    """How far an item is, told slowly from its units."""
    marks = {mark_of(replace(s, state=ReportState.ACCEPTED), AFTER, AFTER)[0] for s in standings}
    if item.kind is ItemKind.EXPLANATION:
        return "情况说明"
    if marks == {"●"}:
        return "已销号"
    if marks <= {"●", "◎"}:
        return "待核定"
    return "超时限" if "超" in marks else "整改中"


def closing(snapshot: Snapshot) -> Snapshot:
    """The snapshot with what the office has closed, every third form."""
    closed = tuple(
        replace(s, reviewed=Reviewed(ItemState.CLOSED), overdue_workdays=0) if n % 3 == 0 or s.item.id < "3.1.3" else s
        for n, s in enumerate(snapshot.standings)
    )
    return replace(snapshot, standings=closed)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("as_of", [date(2021, 1, 29), AFTER])
def test_the_grid_and_the_tiles_say_what_the_forms_say(plan: Plan, seed: int, as_of: date) -> None:
    snapshot = snapshot_of(plan, at_random(plan, seed, date(2021, 1, 20), date(2021, 1, 28)), as_of)
    snapshot = closing(snapshot) if seed % 2 else snapshot
    sheet = overview(snapshot)
    shown = grid(sheet, plan)
    states = []
    for item in plan.items:
        mine = [s for s in snapshot.standings if s.item is item]
        for unit in plan.units:
            standing = snapshot.standing.get(mine[0].form._replace(unit_id=unit.id))
            expected = mark_of(standing, as_of, date(2021, 1, 31)) if standing else None
            assert shown[item.code, unit.area] == expected
        states.append(state_of(item, mine))
        assert shown[item.code, "整改状态"] == states[-1]
    numbers, counted = tiles(sheet), Counter(states)
    assert numbers["整改事项（项）"] == len(plan.items) == sum(counted.values())
    names = {
        "已销号": "已销号",
        "完成、待核定": "待核定",
        "正在整改": "整改中",
        "超过时限": "超时限",
        "情况说明": "情况说明",
    }
    assert {caption: numbers[caption] for caption in names} == {c: counted[name] for c, name in names.items()}
    assert numbers["应报（份）"] == numbers["已接收"] + numbers["退回待改"] + numbers["未报"] == len(snapshot.standings)


@pytest.mark.exhaustive
def test_an_item_is_as_far_as_its_leading_unit_where_the_plan_says_so(plan: Plan) -> None:
    completed = next(c.label for c in plan.choices if c.group == COMPLETION and c.id == COMPLETED)
    lead, other = plan.units[0], plan.units[1]
    item = replace(next(i for i in plan.items if len(i.unit_ids) > 3), lead_unit=lead.name)
    items = tuple(item if one.id == item.id else one for one in plan.items)
    for decides, unit, expected in ((False, lead, "整改中"), (True, lead, "待核定"), (True, other, "整改中")):
        asked = replace(plan, items=items, settings=replace(plan.settings, lead_decides=decides))
        done = Sent(item.id, unit.id, changes={"overall_status": completed})
        assert grid(overview(snapshot_of(asked, [done])), asked)[item.code, "整改状态"] == expected


@pytest.mark.exhaustive
def test_one_sentence_says_how_far_all_is_and_whom_to_ask(plan: Plan) -> None:
    sent = [s for s in everything(plan) if s.unit != "jeminay"] + [Sent("3.1.1", "fuyun", accepted=False)]
    (said,) = [t for t in texts(overview(snapshot_of(plan, sent))) if t.startswith("30 项中")]
    assert said.endswith("本期报表还差 26 份，先催吉木乃县（25 份）、富蕴县（1 份）。")
    before = texts(overview(snapshot_of(plan, sent[:50], date(2021, 1, 29))))
    assert any(t.endswith("本期报表已收 50 份，还有 132 份，应报日是2021年1月31日。") for t in before)
    assert any(t.endswith("本期报表已经收齐。") for t in texts(overview(snapshot_of(plan, everything(plan)))))


def test_of_many_units_it_says_how_many_there_are(plan: Plan) -> None:
    snapshot = snapshot_of(large(plan, 6, 70), [], AFTER)
    owing = len({standing.unit.id for standing in snapshot.standings})
    said = texts(overview(snapshot))
    assert owing > 60 and any(f"等 {owing} 个单位。" in t for t in said)
    assert any(f"另有 {owing - 12} 个单位，见“未报与逾期”。" in t for t in said)


def test_the_same_day_of_the_period_before_stands_beside_this_one(plan: Plan) -> None:
    now = everything(plan)
    first = texts(overview(snapshot_of(plan, now)))
    second = texts(overview(snapshot_of(plan, now, previous=now[:100])))
    assert not any("上期同日" in t for t in first)
    assert any("上期同日收了 100 份，差 82 份。" in t for t in second)


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("items", "units", "sheets"),
    [
        (3, 1, []), (50, 20, []), (51, 20, ["事项进度", "单位进度", "对照表"]),
        (10, 60, ["事项进度", "单位进度", "对照表"]), (5, 61, ["事项进度", "单位进度"]),
    ],
)  # fmt: skip
def test_what_a_page_cannot_show_stands_on_sheets_of_its_own(
    plan: Plan, items: int, units: int, sheets: list[str]
) -> None:
    several = large(plan, items, units)
    snapshot = snapshot_of(several, at_random(several, 1, date(2021, 1, 20), date(2021, 2, 1)), AFTER)
    book = load_workbook(BytesIO(master_bytes(snapshot, KEY)), data_only=True)
    assert book.sheetnames[1 : 1 + len(sheets)] == sheets and book.sheetnames[1 + len(sheets)] == "整改台账"
    if sheets:
        codes = [row[1].value for row in book["事项进度"].iter_rows(min_row=4)]
        assert sorted(map(str, codes), key=int) == [item.code for item in several.items]
        assert {row[0].value for row in book["单位进度"].iter_rows(min_row=4)} == {u.area for u in several.units}


@pytest.mark.one_in(2)
@pytest.mark.parametrize("units", [8, 1])
def test_the_chart_overlaps_nothing_and_lies_on_the_printed_page(plan: Plan, units: int) -> None:
    sheet = overview(snapshot_of(replace(plan, units=plan.units[:units]), []))
    _, _, right, bottom = range_boundaries(sheet.print_area.split("!")[1].replace("$", ""))
    ((start, end),) = [(c.anchor._from, c.anchor.to) for c in sheet._charts]  # type: ignore[attr-defined]  # noqa: SLF001 - of openpyxl
    assert end.row < bottom and end.col < right
    covered = sheet.iter_rows(start.row + 1, end.row + 1, start.col + 1, end.col + 1)
    assert [c.coordinate for row in covered for c in row if c.value is not None] == []
