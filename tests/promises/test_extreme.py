"""The longest texts that people can write, the whole way: plan, form, correction copy, receipt, master, phone list.

That each workbook keeps to Excel's limits is looked at after every test; here is what must be in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import copy_of, new_workspace
from tests.effort import first
from tests.extreme import FACE, PARTS, extreme, item_id, message
from toolkit import Workspace
from toolkit.form.filling import fill_form
from toolkit.form.grid import SHEET, SLIP_SHEET
from toolkit.plan.model import Plan
from toolkit.plan.options import Settings
from toolkit.planbook.writing import write_plan

DAY = date(2021, 1, 28)
LONG = {"face": FACE * 16_383, "quotes": '"' * 32_767, "字": "字" * 32_767, "lines": "行\n" * 16_000}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> Workspace:
    """A workspace whose plan is one extreme item of two units, distributed."""
    workspace = new_workspace(tmp_path_factory.mktemp("极长") / "工作区")
    made = extreme(plan)
    item = made.item[item_id(made)]
    units = tuple(made.unit[unit] for unit in item.unit_ids[:2])
    plan_of_two = replace(
        made,
        units=units,
        items=(replace(item, unit_ids=tuple(unit.id for unit in units)),),
        indicators=made.indicators_of(item.id),
        rules=made.rules_of(item.id),
        extensions=(),
        settings=Settings(trial=True),
    )
    write_plan(plan_of_two, workspace.root / "plan.xlsx")
    far = Workspace(workspace.root)
    far.distribute(as_of=DAY)
    return far


@pytest.fixture
def far(issued: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(issued, tmp_path)


def filled(far: Workspace, total: int, words: str) -> bytes:
    plan, period = far.plan, far.plan.periods[0]
    item, unit = plan.obligations()[0]
    catalogue = far.catalogues[item.id]
    answers: dict[str, object] = dict.fromkeys(PARTS, 1) | {"total": total, "kind": plan.choices[-1].label}
    for field in catalogue.fields:
        if field.id not in answers and field.max_length:
            answers[field.id] = words
    return fill_form(far.form_path(period, item, unit).read_bytes(), catalogue, answers)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("words", first(2, [*LONG]))
def test_long_answers_go_back_and_into_the_master(far: Workspace, words: str) -> None:
    (far.inbox / "表.xlsx").write_bytes(filled(far, 10, LONG[words]))
    far.collect(as_of=DAY)
    (copy,) = far.root.glob("outbox/*/returns/*/退回修改*.xlsx")
    book = load_workbook(copy)
    said = [str(cell.value) for row in book[SLIP_SHEET].iter_rows() for cell in row if cell.value]
    assert any(message(0).partition("：")[2][:200] in text for text in said)
    kept = [str(cell.value) for row in book[SHEET].iter_rows() for cell in row if cell.value]
    assert LONG[words].strip() in kept  # nothing that a unit wrote is cut
    far.consolidate(as_of=DAY)
    master = load_workbook(far.master_path(far.plan.periods[0]))
    listed = [str(row[4].value) for row in master["退回与问题"].iter_rows(min_row=4)]
    assert any(text.endswith("…") and text[:-1] in LONG[words] for text in listed)


def test_reminders_and_the_plan_workbook(far: Workspace) -> None:
    far.remind(as_of=date(2021, 2, 20))
    assert list(far.root.rglob("*电话单*.xlsx"))
    header = load_workbook(far.root / "plan.xlsx")["事项"].oddHeader
    assert header is not None and str(header.center.text).endswith("…")
    title = load_workbook(BytesIO(Path(far.root / "plan.xlsx").read_bytes()))["方案"]["B3"].value
    assert title == far.plan.title and len(title) > 300
