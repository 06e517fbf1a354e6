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

from tests.measured import complaints
from tests.sheets import fits_its_page
from tests.standing.snapshots import Sent, everything, snapshot_of
from toolkit.catalogue import COMPLETED, COMPLETION
from toolkit.plan.model import Aggregation, ItemKind, Plan
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


def test_how_far_an_item_is_and_at_how_many_units(plan: Plan) -> None:
    done = next(c.label for c in plan.choices if c.group == COMPLETION and c.id == COMPLETED)
    sent = [Sent("3.1.1", unit, changes={"overall_status": done}) for unit in ("fuyun", "fuhai", "burqin")]
    part = included("甲", "", None, snapshot_of(plan, [*sent, Sent("3.1.1", "qinghe")]))
    stand = part.items[ItemId("3.1.1", plan.item["3.1.1"].title)]
    assert (stand.units, stand.finished, stand.closed, stand.late, stand.done) == (7, 3, 0, 0, False)
    late = included("甲", "", None, snapshot_of(plan, sent, date(2022, 7, 5)))
    assert any(stand.late == stand.units for stand in late.items.values())
    explained = {item.title for item in plan.items if item.kind is ItemKind.EXPLANATION}
    assert explained and not explained & {key.title for key in part.items}
    assert sum(part.progress.values()) == len(snapshot_of(plan, []).standings)


def test_which_items_are_shared(plan: Plan) -> None:
    items = (replace(plan.items[0], title="别的事项"), *plan.items[1:5])
    own = {item.id for item in items}
    other = replace(plan, items=items, indicators=tuple(i for i in plan.indicators if i.item_id in own), rules=())
    parts = [included(name, "", None, snapshot_of(of, [])) for name, of in (("甲", plan), ("乙", other))]
    assert [key[0] for key, _ in shared_items(parts)] == [
        item.id for item in plan.items[1:5] if item.kind is not ItemKind.EXPLANATION
    ]
    assert len(shared_items(parts[:1])) == sum(item.kind is not ItemKind.EXPLANATION for item in plan.items)


def test_every_item_stands_with_every_office(plan: Plan) -> None:
    done = next(c.label for c in plan.choices if c.group == COMPLETION and c.id == COMPLETED)
    units = [unit for item, unit in plan.obligations() if item.id == "3.1.1"]
    sent = [Sent("3.1.1", unit.id, changes={"overall_status": done}) for unit in units]
    data, _ = book([("甲地区", snapshot_of(plan, sent)), ("乙地区", snapshot_of(plan, sent[:2]))])
    head, first, second, *_ = sheet(data, "各事项")[2:]
    assert head == ["编号", "事项", "甲地区", "乙地区", "全完成的"]
    assert first[0] == "三（一）1" and first[2:] == ["7/7", "2/7", "1/2"] and second[2:] == ["0/7", "0/7", "0/2"]


@pytest.mark.exhaustive
def test_any_number_of_items_and_offices_can_be_read(plan: Plan) -> None:
    base = plan.items[0]
    items = tuple(replace(base, id=f"9.{n}", code=f"九{n}", title=f"事项{n}") for n in range(61))
    wide = replace(plan, items=items, indicators=(), rules=(), settings=replace(plan.settings, disclosures=()))
    data, parts = book([(f"第{n}地区", snapshot_of(wide, [])) for n in range(2)])
    assert len(shared_items(parts)) == 61 == len(sheet(data, "各事项")) - 3
    assert complaints(data) == []
    many, _ = book([(f"第{n}自治地区", snapshot_of(plan, [])) for n in range(30)])
    assert complaints(many) == []


def test_a_sheet_that_says_nothing_is_left_out(plan: Plan) -> None:
    change = Change("甲", "乙", "三（一）1", "报送状态", "未报", "已接收")
    bare = replace(plan, indicators=(), rules=(), settings=replace(plan.settings, disclosures=()))
    for given, left, changes, names in (
        (plan, [], [], {"指标汇总"}),
        (plan, [LeftOut("丙", "没有这个文件夹。")], [change], {"指标汇总", "未列入", "变动"}),
        (bare, [], [change], {"变动"}),
    ):  # fmt: skip
        data, _ = book([("甲", snapshot_of(given, []))], left, changes)
        assert (
            set(load_workbook(BytesIO(data)).sheetnames) - {"总览", "各事项", "各单位", "整改台账", "_drawn"} == names
        )


def test_who_lags_comes_first_and_old_facts_are_named(plan: Plan) -> None:
    done = next(c.label for c in plan.choices if c.group == COMPLETION and c.id == COMPLETED)
    sent = [Sent("3.1.1", unit, changes={"overall_status": done}) for unit in ("fuyun", "fuhai")]
    data, _ = book([("甲", snapshot_of(plan, sent)), ("乙", snapshot_of(plan, [], date(2021, 1, 29)))])
    rows = {row[0]: row for row in sheet(data, "总览")}
    assert list(rows)[-20:].index("乙") < list(rows)[-20:].index("甲")
    assert rows["乙"][-1] == "数旧，请重报" and rows["甲"][-1] == ""


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
    assert workbook.sheetnames == ["总览", "各事项", "各单位", "整改台账", "指标汇总", "_drawn"]
    for name, paper in (("总览", 9), ("整改台账", 8), ("各单位", 9)):
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
