"""Several returns for one form: each has one outcome, whatever the order in which they come."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Forms
from tests.effort import first
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.form.filling import saved_at
from toolkit.plan.model import FormKey
from toolkit.standing.status import ReportState

ITEM, UNIT, PERIOD = "3.1.1", "fuyun", "2021-01"
RIGHT, OTHER, WRONG = {"rural_kg_count": 38}, {"rural_kg_count": 40}, {"rural_kg_count": None}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_small_workspace(tmp_path / "工作区")


# (hour of saving, day of coming, answers), in the order in which they come; then what `history` says of each, in order
# of saving, what 报送记录 says, the state, and the value that counts.
Case = tuple[
    tuple[tuple[int, date, Mapping[str, object]], ...], tuple[str, ...], tuple[str, ...], ReportState, int | None
]
D28, D29 = date(2021, 1, 28), date(2021, 1, 29)
CASES: dict[str, Case] = {
    "one": (((8, D28, RIGHT),), ("收到并接收",), ("接收",), ReportState.ACCEPTED, 38),
    "sent back": (((8, D28, WRONG),), ("收到并退回（1 处要改正）",), ("退回",), ReportState.RETURNED, None),
    "corrected after it was sent back": (
        ((8, D28, WRONG), (9, D29, RIGHT)), ("收到并退回（1 处要改正）", "收到并接收"), ("退回，已重报", "接收"),
        ReportState.ACCEPTED, 38,
    ),
    "accepted, then changed": (
        ((8, D28, RIGHT), (9, D29, OTHER)), ("收到并接收；已被后来的一份代替", "收到并接收"),
        ("接收，已被新报替代", "接收"), ReportState.ACCEPTED, 40,
    ),
    "accepted, then wrong": (
        ((8, D28, RIGHT), (9, D29, WRONG)), ("收到并接收", "收到并退回（1 处要改正）"), ("接收", "退回"),
        ReportState.RETURNED, 38,
    ),
    "an older one after a newer": (
        ((9, D28, OTHER), (8, D29, RIGHT)), ("收到并接收；比以前收到的旧，没有采用", "收到并接收"),
        ("接收，已被新报替代", "接收"), ReportState.ACCEPTED, 40,
    ),
    "an older wrong one after a newer": (
        ((9, D28, OTHER), (8, D29, WRONG)), ("收到并退回（1 处要改正）；比以前收到的旧，没有采用", "收到并接收"),
        ("退回，已重报", "接收"), ReportState.ACCEPTED, 40,
    ),
}  # fmt: skip


@pytest.mark.one_in(100)
@pytest.mark.parametrize("name", first(4, [*CASES][2:] + [*CASES][:2]))
def test_every_return_has_one_outcome(workspace: Workspace, forms: Forms, name: str) -> None:
    returns, told, recorded, state, value = CASES[name]
    for hour, day, answers in returns:
        data = saved_at(forms.filled(ITEM, UNIT, answers), datetime(2021, 1, 28, hour))
        (workspace.inbox / "表.xlsx").write_bytes(data)
        workspace.collect(as_of=day)
    events = workspace.history(unit=UNIT, item=ITEM)
    with workspace.ledger() as ledger:
        ids = [s.sha256[:12] for s in ledger.submissions(PERIOD)]
    of_file = {e.details[0].partition("指纹 ")[2][:12]: e.what for e in events if e.what.startswith("收到并")}
    assert [of_file[sha] for sha in ids] == list(told)

    done = workspace.consolidate(as_of=D29)
    standing = next(s for s in done.standings if (s.item.id, s.unit.id) == (ITEM, UNIT))
    assert standing.state is state
    snapshot = workspace.snapshot(workspace.period(PERIOD), D29)
    found = snapshot.accepted_values(snapshot.standing[FormKey(ITEM, UNIT)]).get("rural_kg_count")
    assert (found.value if found else None) == value
    rows = list(load_workbook(done.master)["报送记录"].iter_rows(values_only=True))
    outcomes = [cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith(("接收", "退回"))]
    assert sorted(o for o in outcomes if o in recorded) == sorted(recorded)


def test_what_changed_is_told_cell_by_cell(workspace: Workspace, forms: Forms) -> None:
    for hour, answers in ((8, RIGHT), (9, {**OTHER, "overall_difficulty": "缺经费"})):
        data = saved_at(forms.filled(ITEM, UNIT, answers), datetime(2021, 1, 28, hour))
        (workspace.inbox / "表.xlsx").write_bytes(data)
        workspace.collect(as_of=D28)
    *_, last = workspace.history(unit=UNIT, item=ITEM)
    changes = [detail for detail in last.details if detail.startswith("改动：")]
    assert len(changes) == 2
    assert changes[0].endswith("38 → 40")
    assert changes[1].startswith("改动：存在困难")


def test_a_form_of_another_plan_or_key_is_set_aside(workspace: Workspace, forms: Forms) -> None:
    workspace.key_path.write_text("ab" * 32 + "\n", encoding="ascii")
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled(ITEM, UNIT, RIGHT))
    result = workspace.collect(as_of=D28)
    assert result.taken == () and len(result.set_aside) == 1
    assert workspace.history(unit=UNIT, item=ITEM) == []


def test_a_form_of_an_earlier_period_counts_for_that_period(workspace: Workspace, forms: Forms) -> None:
    workspace.distribute(as_of=date(2021, 4, 20), period="2021-04", unit="qinghe")
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled(ITEM, UNIT, RIGHT))
    (taken,) = workspace.collect(as_of=date(2021, 4, 25)).taken
    assert taken.period_id == PERIOD


def test_the_form_as_it_went_out_is_no_return(workspace: Workspace) -> None:
    """A unit that answers a mail sends along what it answers."""
    workspace.distribute(as_of=D28, unit="qinghe")
    blank = next(workspace.outbox.rglob("*.xlsx")).read_bytes()
    with zipfile.ZipFile(workspace.inbox / "回.zip", "w") as archive:
        archive.writestr("原表.xlsx", blank)
    result = workspace.collect(as_of=D29)
    assert (len(result.blank), result.taken, result.set_aside) == (1, (), ())
    assert list(workspace.inbox.iterdir()) == []


def test_the_correction_copy_follows_the_return_that_it_answers(workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled(ITEM, UNIT, WRONG))
    workspace.collect(as_of=D28)
    whats = [event.what for event in workspace.history(unit=UNIT, item=ITEM)]
    assert whats[-2].startswith("收到并退回")
    assert whats[-1].startswith("发出退回修改件")
    copy = next(workspace.outbox.rglob("退回修改*.xlsx"))
    assert load_workbook(BytesIO(copy.read_bytes())).sheetnames[0] == "退回单"
