"""What a plan workbook must not mix up: codes that became numbers, rules under the wrong item, errors of any name.

And that whatever a plan says goes the whole way: texts like the form's own marks, items of one kind only.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.effort import first
from tests.retyped import retyped
from tests.reviewed import published
from toolkit import Workspace
from toolkit.base.errors import PlanError
from toolkit.base.shipped import shipped_plan_path
from toolkit.catalogue import COMPLETION
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.plan.measures import Measure
from toolkit.plan.model import ItemKind, Plan
from toolkit.plan.options import DisclosureSettings
from toolkit.plan.rule_tokens import RuleScope
from toolkit.plan.rules import operands, parse_rule
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
from toolkit.standing.status import ReportState

D25, D28 = date(2021, 1, 25), date(2021, 1, 28)


def edited(tmp_path: Path, cells: Mapping[tuple[str, str], object]) -> Path:
    """The shipped plan with some cells typed over, as in cells that are not formatted as text."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(retyped(shipped_plan_path().read_bytes(), cells, general=True))
    return path


def faults(path: Path) -> dict[tuple[str, str], str]:
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    found: dict[tuple[str, str], str] = {}
    for fault in caught.value.faults:
        found[fault.sheet, fault.cell] = found.get((fault.sheet, fault.cell), "") + fault.message
    return found


def row_of(sheet: str, first: str, column: str = "A") -> int:
    """The row of the shipped plan in which a column holds a text."""
    rows = CalamineWorkbook.from_path(shipped_plan_path()).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return next(number for number, row in enumerate(rows, start=1) if row[ord(column) - ord("A")] == first)


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("sheet", "cell"),
    [("事项", "A2"), ("事项", "B2"), ("事项", "C2"), ("事项", "E2"), ("单位", "A2"), ("单位", "E2"), ("措施", "A2"),
     ("指标", "A2"), ("指标", "B2"), ("规则", "A2"), ("规则", "B2"), ("报送期", "A2"), ("选项", "C2")],
)  # fmt: skip
@pytest.mark.parametrize("number", [3.1, 2021.1, 6.5432219800101e17])
def test_a_code_that_became_a_number_is_a_fault(tmp_path: Path, sheet: str, cell: str, number: float) -> None:
    assert "变成了数字" in faults(edited(tmp_path, {(sheet, cell): number}))[sheet, cell]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", ["方案编号", "销号须双公开", "双公开指标", "党内不公开事项", "社会不公开事项"])
@pytest.mark.parametrize(("value", "said"), [(3.1, "变成了数字 3.1"), (datetime(2021, 1, 2), "变成了日期")])
def test_a_code_in_the_settings_that_became_something_else_is_a_fault(
    tmp_path: Path, name: str, value: object, said: str
) -> None:
    cell = f"B{row_of('方案', name)}"
    assert said in faults(edited(tmp_path, {("方案", cell): value}))["方案", cell]


def test_whole_numbers_are_codes_as_they_were_typed(tmp_path: Path) -> None:
    assert read_plan(edited(tmp_path, {("单位", "E2"): 654301})).units[0].code == "654301"


@pytest.mark.parametrize("period", ["CON", "nul", "com1", "AUX.1", "Prn.2021-01"])
def test_a_period_whose_id_is_a_device_of_windows_is_a_fault(tmp_path: Path, period: str) -> None:
    assert "保留名称" in faults(edited(tmp_path, {("报送期", "A2"): period}))["报送期", "A2"]


def with_error(path: Path, name: str, value: bytes) -> Path:
    """The workbook with an error as content of cell R2 of 事项 (备注), as a program that knows it writes it."""
    out = BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in archive.namelist():
            data = archive.read(part)
            if part == "xl/worksheets/sheet3.xml":
                assert b'<c r="R2"' in data
                start = data.index(b'<c r="R2"')
                end = min(i for i in (data.find(b"</c>", start) + 4, data.find(b"/>", start) + 2) if i > start + 4)
                data = data[:start] + b'<c r="R2" t="e">' + value + b"<v>" + name.encode() + b"</v></c>" + data[end:]
            made.writestr(part, data)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.one_in(4)
@pytest.mark.parametrize("formula", [b"", b"<f>1/0</f>", b'<f t="shared" si="0"/>', b'<f t="array" ref="R2">A1:A3</f>'])
@pytest.mark.parametrize("name", ["#SPILL!", "#CALC!", "#GETTING_DATA", "Err:508", "#N/A", "#REF!", "#没有见过!"])
def test_an_error_of_any_name_is_a_fault_by_its_cell(tmp_path: Path, name: str, formula: bytes) -> None:
    path = with_error(edited(tmp_path, {("事项", "R2"): "x"}), name, formula)
    assert faults(path) == {("事项", "R2"): f"这一格是公式错误 {name}。请改填内容。"}


def of_form(plan: Plan) -> list[tuple[str, str]]:
    """Rules within one form, each with an item that it has nothing to do with."""
    names = operands(plan.indicators)
    return [
        (rule.id, next(item.id for item in plan.items if item.id != rule.item_id))
        for rule in plan.rules
        if parse_rule(rule.text, names).scope is RuleScope.FORM
    ]


@pytest.mark.parametrize("number", range(3))
def test_a_rule_under_an_item_whose_figures_it_does_not_use_is_a_fault(tmp_path: Path, plan: Plan, number: int) -> None:
    rule, item = of_form(plan)[number]
    cell = f"B{row_of('规则', rule)}"
    message = faults(edited(tmp_path, {("规则", cell): item}))["规则", cell]
    its = plan.item[next(r.item_id for r in plan.rules if r.id == rule)].code
    assert f"请把这一格改成 {its}" in message


def two_of(plan: Plan) -> dict[str, str]:
    """One indicator each of two items."""
    first: dict[str, str] = {}
    for indicator in plan.indicators:
        if indicator.type.is_number and not indicator.computed:
            first.setdefault(indicator.item_id, indicator.id)
    return first


@pytest.mark.one_in(3)
@pytest.mark.parametrize("text", ["{0} + {1} >= 0", "SUM({0}) >= 0", "SUM({0}) + SUM({1}) >= 0"])
def test_a_wider_rule_may_stand_under_any_item(tmp_path: Path, plan: Plan, text: str) -> None:
    indicators = list(two_of(plan).values())
    other = next(item.id for item in plan.items if item.id not in list(two_of(plan))[:2])
    row = row_of("规则", plan.rules[0].id)
    path = edited(tmp_path, {("规则", f"B{row}"): other, ("规则", f"C{row}"): text.format(*indicators)})
    Workspace.init(tmp_path / "w", path).run(as_of=D28)


def narrowed(plan: Plan, kind: ItemKind) -> Plan:
    """Two items of one kind alone, with the indicators that they have."""
    items = [item for item in plan.items if item.kind is kind] or [replace(plan.items[0], kind=kind)]
    items = [replace(i, unit_ids=(i.unit_ids or (plan.units[0].id,))[:2]) for i in items[:2]]
    ids = {item.id for item in items}
    indicators = tuple(i for i in plan.indicators if i.item_id in ids and not i.computed)
    bare = replace(plan.settings, disclosed_items=(), disclosures=(), disclosure=DisclosureSettings())
    units = tuple(unit for unit in plan.units if any(unit.id in item.unit_ids for item in items))
    return replace(plan, units=units, items=tuple(items), indicators=indicators, rules=(), extensions=(), settings=bare)


def filled(workspace: Workspace) -> None:
    """Every form that was distributed, filled in rightly and dropped into the inbox."""
    for number, (item, unit) in enumerate(workspace.plan.obligations()):
        path = workspace.form_path(workspace.plan.periods[0], item, unit)
        catalogue = workspace.catalogues[item.id]
        answers = answers_of(workspace.plan, catalogue, unit)
        (workspace.inbox / f"{number}.xlsx").write_bytes(fill_form(path.read_bytes(), catalogue, answers))


def lived(tmp_path: Path, plan: Plan) -> Workspace:
    """A workspace of a plan in which every form went out and came back."""
    write_plan(plan, tmp_path / "plan.xlsx")
    workspace = Workspace.init(tmp_path / "w", tmp_path / "plan.xlsx")
    workspace.distribute(as_of=D25)
    filled(workspace)
    collected, _ = workspace.run(as_of=D28)
    assert [t.findings for t in collected.taken if not t.accepted] == []
    return workspace


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("kind", "figures"), first(len(ItemKind) + 1, [(kind, figures) for figures in (True, False) for kind in ItemKind])
)
def test_a_plan_of_one_kind_of_items_goes_the_whole_way(
    tmp_path: Path, plan: Plan, kind: ItemKind, figures: bool
) -> None:
    odd = narrowed(plan, kind)
    workspace = lived(tmp_path, odd if figures else replace(odd, indicators=()))
    assert {standing.state for standing in workspace.status(as_of=D28)} == {ReportState.ACCEPTED}
    assert published(workspace, D28).editions and workspace.remind(as_of=D28).bulletin.exists()


@pytest.mark.one_in(100)
@pytest.mark.parametrize("sign", first(3, ["#", "@所", "@indicators.", "#1楼", "@", "#measures 的"]))
def test_texts_that_begin_like_a_mark_are_texts(tmp_path: Path, plan: Plan, sign: str) -> None:
    odd = narrowed(plan, ItemKind.RECTIFICATION)
    first, *others = odd.indicators
    item, *items = odd.items
    measures = tuple(Measure(m.no, f"{sign}{m.text}", "") for m in item.measures)
    item = replace(item, title=f"{sign}{item.title}", finding=f"{sign}问题", measures=measures)
    choices = tuple(
        replace(c, label=f"{sign}{c.label}") if c.group == COMPLETION else c for c in plan.choices
    )  # fmt: skip
    made = replace(
        odd, indicators=(replace(first, name=f"{sign}幼儿数"), *others), items=(item, *items), choices=choices
    )
    workspace = lived(tmp_path, made)
    assert {standing.state for standing in workspace.status(as_of=D28)} == {ReportState.ACCEPTED}
