"""What the region's master keeps of each office, and how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from tests.sheets import fits_its_page
from tests.standing.snapshots import Sent, everything, finding, snapshot_of
from toolkit.master.formulas import MARKS
from toolkit.plan.model import Aggregation, Plan
from toolkit.region import counts as pure
from toolkit.region.book import Heading, RegionBook, pieces_of
from toolkit.region.counts import (
    Change,
    FigureId,
    Included,
    ItemId,
    LeftOut,
    OfficeFigure,
    included,
    region_total,
    shared_items,
)
from toolkit.standing.counts import Counts
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Light

D2 = date(2021, 2, 2)
Given = Sequence[tuple[str, Snapshot]]


def book(given: Given, left: Sequence[LeftOut] = (), changes: Sequence[Change] = ()) -> tuple[bytes, list[Included]]:
    heading = Heading("2021年1月", D2, ("进展状态", "进展情况"))
    made = RegionBook(heading, [(name, snapshot.plan) for name, snapshot in given], lambda number, data: "")
    parts = []
    for name, snapshot in given:
        made.add(name, snapshot)
        parts.append(included(name, "文件夹", D2, snapshot))
    return made.finish(parts, left, [], D2, changes), parts


def sheet(data: bytes, name: str) -> list[list[object]]:
    return [[*row] for row in CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(name).to_python()]


def figure(total: float | str | None, **more: object) -> OfficeFigure:
    given: dict[str, object] = {"low": None, "high": None, "operands": {}, "expression": None, "missing": 0, **more}
    return OfficeFigure("三（一）1", total, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "figures", "total"),
    [
        (Aggregation.SUM, [figure(0.1), figure(0.2), figure(None)], 0.30000000000000004),
        (Aggregation.SUM, [figure(None)], None),
        (Aggregation.COUNT_TRUE, [figure(3), figure(4)], 7.0),
        (Aggregation.MIN_MAX, [figure("1—5", low=1, high=5), figure("0.5—3", low=0.5, high=3)], "0.5—5"),
        (Aggregation.MIN_MAX, [figure(None)], None),
        (Aggregation.NONE, [figure(None)], None),
        (Aggregation.RATIO_OF_SUMS, [figure(None)], None),
    ],
)
def test_totals(kind: Aggregation, figures: list[OfficeFigure], total: object) -> None:
    assert region_total(FigureId("a", "甲", "所", kind, ""), figures) == total


def test_a_ratio_is_that_of_the_sums(plan: Plan) -> None:
    few = included("甲", "", None, snapshot_of(plan, [Sent("3.1.1", "fuyun")]))
    many = included("乙", "", None, snapshot_of(plan, everything(plan)))
    (key,) = [key for key in few.figures if key[1] == "农村幼儿园合格率"]
    whole, good = 38 + 222, 33 + 197
    assert region_total(key, [few.figures[key], many.figures[key]]) == pytest.approx(100 * good / whole)
    assert few.figures[key].missing == 6 and many.figures[key].missing == 0


def test_the_worst_light_and_how_many_have_it(plan: Plan) -> None:
    wrong = {"accepted": False, "findings": (finding(),)}
    sent = [Sent("3.1.1", unit) for unit in ("fuyun", "fuhai", "burqin")]
    sent += [Sent("3.1.1", "qinghe", **wrong), Sent("3.1.1", "qinghe", date(2021, 1, 29), **wrong)]  # type: ignore[arg-type]
    part = included("甲", "", None, snapshot_of(plan, sent))
    light = part.items[ItemId("3.1.1", plan.item["3.1.1"].title)]
    assert (light.light, light.units) == (Light.RED, 1)
    part = included("甲", "", None, snapshot_of(plan, sent[:3], date(2021, 1, 29)))
    light = part.items[ItemId("3.1.1", plan.item["3.1.1"].title)]
    assert (light.light, light.units) == (Light.BLUE, 4)
    assert set(pure.WORST) == set(Light)


def test_which_items_are_shared(plan: Plan) -> None:
    items = (replace(plan.items[0], title="别的事项"), *plan.items[1:5])
    own = {item.id for item in items}
    other = replace(plan, items=items, indicators=tuple(i for i in plan.indicators if i.item_id in own), rules=())
    parts = [included(name, "", None, snapshot_of(of, [])) for name, of in (("甲", plan), ("乙", other))]
    assert [key[0] for key, _ in shared_items(parts)] == [item.id for item in plan.items[1:5]]
    assert len(shared_items(parts[:1])) == len(plan.items)


def test_the_matrix_stands_on_the_page(plan: Plan) -> None:
    data, _ = book([("甲地区", snapshot_of(plan, everything(plan))), ("乙地区", snapshot_of(plan, []))])
    rows = sheet(data, "总览")
    head = next(n for n, row in enumerate(rows) if str(row[0]).startswith("上报单位 ＼"))
    of = {str(row[0]): row for row in rows[head:]}
    assert of["甲地区"][1] == f"{MARKS[Light.GREEN]}7" and of["乙地区"][1] == f"{MARKS[Light.YELLOW]}7"
    assert rows[head + 1][1] == "（一）1" and rows[head][1] == "三、整改措施"


def test_too_many_items_leave_the_matrix_out(plan: Plan) -> None:
    base = plan.items[0]
    items = tuple(replace(base, id=f"9.{n}", code=f"九{n}", title=f"事项{n}") for n in range(61))
    wide = replace(plan, items=items, indicators=(), rules=())
    data, parts = book([("甲", snapshot_of(wide, []))])
    assert len(shared_items(parts)) == 61
    assert not any(str(row[0]).startswith("上报单位 ＼") for row in sheet(data, "总览"))


def test_long_texts_are_whole_and_their_rows_fit(plan: Plan) -> None:
    long = "推进整改。" * 700
    given = [("甲", snapshot_of(plan, [Sent("3.1.1", "fuyun", changes={"m1_progress": long})]))]
    data, _ = book(given)
    rows = sheet(data, "整改台账")
    assert any(long in row for row in rows)
    written = load_workbook(BytesIO(data))["整改台账"]
    number = next(n for n, row in enumerate(rows, start=1) if long in row)
    column = get_column_letter(rows[number - 1].index(long) + 1)
    assert written.column_dimensions[column].width > 40 and written.row_dimensions[number].height <= 409


def test_it_is_set_up_for_the_printer(plan: Plan) -> None:
    data, _ = book([("甲", snapshot_of(plan, everything(plan)))])
    workbook = load_workbook(BytesIO(data))
    assert workbook.sheetnames == ["总览", "各单位", "整改台账", "指标汇总", "变动", "未列入", "_drawn"]
    for name, paper in (("总览", 8), ("整改台账", 8), ("各单位", 9)):
        assert workbook[name].page_setup.orientation == "landscape" and workbook[name].page_setup.paperSize == paper
    ledger = workbook["整改台账"]
    assert ledger.auto_filter.ref and ledger.freeze_panes and ledger.print_title_rows == "$2:$4"
    page = workbook["总览"]
    assert fits_its_page(page) and page.page_setup.fitToHeight in (None, 1)


def test_who_is_left_out_is_said_in_red(plan: Plan) -> None:
    left = [LeftOut(f"第{n}地区", "没有这个文件夹。") for n in range(6)]
    data, _ = book([("甲", snapshot_of(plan, []))], left)
    said = [row[0] for row in sheet(data, "总览") if "未列入" in str(row[0])]
    assert len(said) == 5 and "还有 2 个" in str(said[-1])
    workbook = load_workbook(BytesIO(data))["总览"]
    (red,) = {c.font.color.rgb for c in workbook["A"] if "未列入" in str(c.value) and c.font.color}
    assert red == "FFC00000"
    assert len(sheet(data, "未列入")) == 3 + 6


def test_texts_from_outside_are_texts(plan: Plan) -> None:
    hidden = "\u202e=1+1"
    changes = [Change("甲", hidden, "三（一）1", hidden, "=1+1", "")]
    given = [("甲", snapshot_of(plan, [Sent("3.1.1", "fuyun", changes={"m1_progress": hidden})]))]
    data, _ = book(given, [LeftOut(hidden, "=1+1")], changes)
    workbook = load_workbook(BytesIO(data))
    values = [c for ws in workbook for row in ws.iter_rows() for c in row if c.value is not None]
    assert not any("\u202e" in str(c.value) for c in values)
    assert all(c.data_type != "f" or str(c.value).startswith(("=SUM(", "=IF(", "=")) for c in values)
    assert {c.data_type for c in values if "1+1" in str(c.value)} == {"s"}


def test_pieces(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = sum(piece.rows for of in pieces_of([("甲", plan)]) for piece in of)
    assert len(pieces_of([("甲", plan), ("乙", plan)])) == 1
    monkeypatch.setattr("toolkit.standing.volumes.MOST_ROWS", rows)
    assert [[piece.office for piece in of] for of in pieces_of([("甲", plan), ("乙", plan)])] == [["甲"], ["乙"]]
    monkeypatch.setattr("toolkit.standing.volumes.MOST_ROWS", rows // 2)
    units = [unit for of in pieces_of([("甲", plan)]) for piece in of for unit in piece.units]
    assert sorted(units) == sorted(plan.unit)


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3, 4, 5, 6, 7) + Counts(1, 1, 1, 1, 1, 1, 1) == Counts(2, 3, 4, 5, 6, 7, 8)
