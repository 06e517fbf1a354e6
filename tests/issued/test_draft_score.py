"""The scorer that judges drafts: a perfect one has 1, and every single fault costs something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.issued.composed.plans import Item, Json, Limit, Measure, Plan, expected
from tests.issued.score import score

UNTIL = Limit("2026年6月底前", date(2026, 6, 30))
FIRST = Item(
    "河道堆物没有清理",
    "影响行洪",
    "水利方面",
    "河道畅通",
    (Measure("清运堆物并复绿", ("县水利局",), UNTIL), Measure("竖立警示牌")),
    lead=("县水利局",),
    cooperating=("县财政局",),
    limit=UNTIL,
)
SECOND = Item("桥梁护栏锈蚀", measures=(Measure("更换护栏"),), responsible=("县交通运输局",), limit=Limit("长期坚持"))
PLAN = Plan(
    "望川县河道整治整改方案",
    (FIRST, SECOND),
    issuer="望川县人民政府",
    number="望政发〔2026〕3号",
    issued_on=date(2026, 3, 2),
    report_by=date(2026, 4, 5),
)
Rows = list[list[object]]
Sheets = dict[str, Rows]


def perfect() -> Sheets:
    """The sheets of a draft that says what the plan says."""
    plan: Rows = [["项目", "内容"], ["方案名称", PLAN.title], ["文号", PLAN.number], ["发文单位", PLAN.issuer]]
    captions = ["事项编号", "标题", "问题描述", "部分标题", "整改目标"]
    first = ["1", "河道堆物没有清理", "影响行洪", "水利方面", "河道畅通"]
    return {
        "方案": [*plan, ["发文日期", date(2026, 3, 2)]],
        "报送期": [["编号", "应报日期"], ["2026-04", date(2026, 4, 5)]],
        "事项": [
            [*captions, "时限原文", "截止日期", "责任单位原文", "牵头单位", "配合单位"],
            [*first, "2026年6月底前完成", date(2026, 6, 30), "", "县水利局", "县财政局"],
            ["2", "桥梁护栏锈蚀", "", "", "", "长期坚持", None, "县交通运输局", "", ""],
        ],
        "措施": [
            ["事项编号", "措施内容", "责任单位", "完成时限"],
            ["1", "清运堆物并复绿", "县水利局", "2026年6月底前"],
            ["1", "竖立警示牌", "", ""],
            ["2", "更换护栏", "", ""],
        ],
    }


def written(sheets: Sheets, path: Path) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def truth() -> Json:
    return expected(PLAN)


def test_a_perfect_draft_has_one(tmp_path: Path) -> None:
    one = score(written(perfect(), tmp_path / "draft.xlsx"), truth())
    assert (one.f1, one.role_share, one.faults) == (1.0, 1.0, [])


def _cell(sheet: str, row: int, column: str, value: object) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        rows = sheets[sheet]
        rows[row][rows[0].index(column)] = value

    return change


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "damage",
    [
        _cell("方案", 1, "内容", "另一个方案"),
        _cell("方案", 4, "内容", date(2026, 3, 3)),
        _cell("报送期", 1, "应报日期", date(2026, 4, 6)),
        _cell("事项", 1, "标题", "桥下堆物"),
        _cell("事项", 1, "部分标题", ""),
        _cell("事项", 1, "整改目标", ""),
        _cell("事项", 2, "整改目标", "护栏完好"),
        _cell("事项", 1, "时限原文", "2026年7月底前"),
        _cell("事项", 1, "截止日期", date(2026, 6, 29)),
        _cell("事项", 2, "截止日期", date(2026, 6, 30)),
        _cell("事项", 1, "牵头单位", ""),
        _cell("事项", 1, "配合单位", "县审计局"),
        _cell("事项", 2, "责任单位原文", "县交通运输局" * 30),
        _cell("措施", 1, "措施内容", "复绿"),
        _cell("措施", 1, "责任单位", "县财政局"),
        _cell("措施", 1, "完成时限", ""),
        lambda sheets: sheets["事项"].pop(),
        lambda sheets: sheets["措施"].append(["2", "多出的措施", "", ""]),
        lambda sheets: sheets["事项"].append(["3", "多出的事项", *[""] * 8]),
    ],
)
def test_every_fault_costs_something(damage: Callable[[Sheets], object], tmp_path: Path) -> None:
    sheets = perfect()
    damage(sheets)
    one = score(written(sheets, tmp_path / "draft.xlsx"), truth())
    assert one.f1 < 1.0
    assert one.faults


def test_units_in_another_column_are_found_but_not_their_role(tmp_path: Path) -> None:
    sheets = perfect()
    _cell("事项", 1, "牵头单位", "")(sheets)
    _cell("事项", 1, "责任单位原文", "县水利局、县财政局")(sheets)
    one = score(written(sheets, tmp_path / "draft.xlsx"), truth())
    assert one.f1 == 1.0
    assert one.role_share < 1.0
