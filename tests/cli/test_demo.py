from __future__ import annotations

import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.sheets import columns_of
from toolkit.base.errors import WorkspaceError
from toolkit.base.findings import Severity
from toolkit.base.progress import no_progress
from toolkit.cli.commands.demo import shown_lines
from toolkit.cli.demo.play import SECOND_DAY, Shown, drop_first_round, run_demo
from toolkit.cli.demo.slips import FAULTS, LATE, MISSING, RENAMED, REPAIRS, ROW_INSERTED, SENT_ANEW, SENT_TWICE
from toolkit.form.filling import answer_cells
from toolkit.plan.model import FormKey
from toolkit.standing.status import ReportState
from toolkit.workspace import Workspace


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return run_demo(tmp_path_factory.mktemp("demo") / "演示", lambda *_: None)


def test_every_planted_fault_is_found_at_its_cell_and_nothing_else(shown: Shown) -> None:
    found = {
        (next(i.id for i in shown.workspace.plan.items if i.code == t.item_code), t.unit.id, f.cell, f.code)
        for t in (*shown.first.taken, *shown.second.taken)
        for f in t.findings
    }
    forms = {
        (f.item_id, f.unit_id): next(
            p.read_bytes()
            for p in (shown.workspace.outbox / "2021-01" / "forms").rglob("*.xlsx")
            if p.parent.name == shown.workspace.plan.unit[f.unit_id].area
            and p.name.startswith(f"{shown.workspace.plan.item[f.item_id].code}_")
        )
        for f in FAULTS
    }
    planted = {
        (f.item_id, f.unit_id,
         answer_cells(forms[f.item_id, f.unit_id], shown.workspace.catalogues[f.item_id])[f.field_id][1], f.code)
        for f in FAULTS
    }  # fmt: skip
    assert found == planted


def test_what_became_of_everything(shown: Shown) -> None:
    plan = shown.workspace.plan
    assert shown.forms == len(plan.obligations()) == 182
    # a newer version came too; one file came twice; one was somebody's own table
    assert len(shown.first.taken) == 182 - len(LATE) - len(MISSING) + 1
    assert shown.first.duplicates == ("福海县-再发一次.xlsx",)
    assert [one.name for one in shown.first.set_aside] == ["青河县幼儿园情况统计.xlsx"]
    assert sum(not t.accepted for t in shown.first.taken) == len(FAULTS)
    assert sum(t.repairs for t in shown.first.taken) == len(REPAIRS)
    states = [s.state for s in shown.done.standings]
    assert states.count(ReportState.RETURNED) == 2
    assert states.count(ReportState.NOT_RECEIVED) == len(MISSING)
    assert {(s.item.id, s.unit.id) for s in shown.done.standings if s.state is ReportState.NOT_RECEIVED} == MISSING


def test_repairs_are_kept_with_what_was_typed(shown: Shown) -> None:
    with shown.workspace.ledger() as ledger:
        submissions = ledger.submissions("2021-01")
        values = ledger.values(s.id for s in submissions)
    repaired = {
        (s.item_id, s.unit_id, name): (v.raw, v.value)
        for s in submissions
        for name, v in values[s.id].items()
        if v.repair
    }
    assert repaired["3.3.3", "fuhai", "rural_20y_teacher_count"] == ("30人", 30)
    assert repaired["3.2.2", "habahe", "enrol_total"] == ("３６５０", 3650)
    assert repaired["3.2.2", "altay_city", "enrol_total"] == ("9,480", 9480)
    assert len(repaired) == len(REPAIRS)


def test_newer_version_counts(shown: Shown) -> None:
    snapshot = shown.workspace.snapshot(shown.done.period, SECOND_DAY)
    standing = next(s for s in snapshot.standings if (s.item.id, s.unit.id) == SENT_ANEW)
    assert snapshot.accepted_values(standing)["per_child_fund_paid"].value == 160


def test_totals_are_the_documents(shown: Shown) -> None:
    sheet = load_workbook(shown.done.master, data_only=True)["指标汇总"]
    head = columns_of(sheet, 3)
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=4) if row[1].value}
    for name, total in (("幼儿园总数", 322), ("民办幼儿园数", 8), ("在园幼儿总数", 28959), ("民办园在园幼儿数", 1251)):
        assert rows[name][head["汇总"] - 1].value == total
        assert rows[name][head["差异"] - 1].value == 0
    assert rows["公办幼儿园在园幼儿占比"][head["汇总"] - 1].value == pytest.approx(95.68, abs=0.005)
    missing = rows["本年度生均公用经费实际拨付数"]
    assert missing[head["缺报单位"] - 1].value == "缺 1 家：富蕴县"
    assert missing[head["富蕴县"] - 1].value == "退回"


def test_it_says_what_happened_in_a_few_lines(shown: Shown) -> None:
    lines = shown_lines(shown)
    assert len(lines) < 40
    assert any(str(shown.done.master) in line for line in lines)
    assert shown.done.master.exists()
    assert all(f.severity is not Severity.WARNING for t in shown.first.taken for f in t.findings)


def test_what_comes_in_is_the_same_whenever_it_is_made(shown: Shown, tmp_path: Path) -> None:
    """Neither the clock nor what is drawn by lot goes into a file: two demonstrations take the same, in one order."""
    workspace = Workspace(shown.workspace.root)
    plan, period = workspace.plan, shown.done.period
    some = SENT_TWICE, SENT_ANEW, RENAMED, ROW_INSERTED, FormKey("3.3.2", "burqin"), FormKey("3.2.2", "habahe")
    forms = {
        form: workspace.form_path(period, plan.item[form[0]], plan.unit[form[1]]).read_bytes() for form in some
    }  # fmt: skip
    made = []
    for name in ("one", "two"):
        workspace.inbox = tmp_path / name
        workspace.inbox.mkdir()
        drop_first_round(workspace, forms, no_progress)
        made.append({path.name: (path.read_bytes(), path.stat().st_mtime) for path in workspace.inbox.iterdir()})
        time.sleep(1.1)  # what is saved now would say so by the second
    assert made[0] == made[1]


def test_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="不是空文件夹"):
        run_demo(tmp_path, lambda *_: None)
