"""A plan that waits for signed pages: what is asked, what is tied, what is still to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import KEY
from tests.small import F1, ISSUED, filled, new_small_workspace, small_plan
from toolkit import Workspace
from toolkit.acts.gather import gather
from toolkit.cli.demo import answers_of
from toolkit.form.cover import cover_number
from toolkit.form.filling import fill_form
from toolkit.form.seal import Identity, form_number
from toolkit.plan.options import Signing
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
from toolkit.standing.papers import PaperState, paper_lines, unsigned
from toolkit.standing.snapshot import Snapshot

ITEM, UNIT = F1
DAY = date(2021, 1, 29)


@pytest.fixture
def waiting(tmp_path: Path) -> Workspace:
    """A small plan that waits for signed pages, of which one form has been accepted."""
    path = tmp_path / "plan.xlsx"
    plan = small_plan()
    write_plan(replace(plan, settings=replace(plan.settings, signing=Signing.PAGE)), path)
    assert read_plan(path).settings.signing is Signing.PAGE
    made = Workspace.init(tmp_path / "工作区", path)
    made.key_path.write_text(KEY.hex() + "\n", encoding="ascii")
    here = Workspace(made.root)
    here.distribute(as_of=ISSUED, unit=UNIT)
    period, item, unit = here.plan.periods[0], here.plan.item[ITEM], here.plan.unit[UNIT]
    assert "signoff_leader_signed" not in here.catalogues[ITEM].field
    blank = here.form_path(period, item, unit).read_bytes()
    catalogue = here.catalogues[ITEM]
    data = fill_form(blank, catalogue, answers_of(here.plan, catalogue, unit))
    (here.inbox / "表.xlsx").write_bytes(data)
    (taken,) = here.collect(as_of=DAY).taken
    assert taken.accepted, taken.findings
    return here


def snapshot_of(here: Workspace) -> Snapshot:
    with here.ledger() as ledger:
        return gather(here.plan, ledger, here.plan.periods[0], DAY, whole=True)


def to_come(here: Workspace) -> list[tuple[str, str]]:
    return [(s.item.id, s.unit.id) for s in unsigned(snapshot_of(here))]


def test_the_page_is_waited_for_and_named(waiting: Workspace) -> None:
    assert to_come(waiting) == [F1]
    sheet = load_workbook(waiting.consolidate(as_of=DAY).master)["未报与逾期"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][-1] == "签字件" and [row[0] for row in rows[1:] if row[-1] == "未到"] == ["富蕴县"]


@pytest.mark.one_in(100)
@pytest.mark.parametrize("of", ["the form", "the cover"])
def test_a_scan_that_is_named_by_its_number_is_the_signed_page(waiting: Workspace, of: str) -> None:
    plan = waiting.plan
    unit, period = plan.unit[UNIT], plan.periods[0]
    number = form_number(Identity(plan.id, ITEM, UNIT, period.id, 1, ""), unit.code, KEY)
    if of == "the cover":
        number = cover_number(plan, unit, period, KEY)
    name = f"{number.replace('/', '-')}.pdf"
    (waiting.inbox / name).write_bytes(b"%PDF-1.4 " + b"x" * 50)
    (paper,) = waiting.collect(as_of=DAY).papers
    assert paper.how == "签字件：文件名里的表号" and to_come(waiting) == []
    states = {line.paper.name: line.state for line in paper_lines(snapshot_of(waiting)) if line.paper}
    assert states[name] is PaperState.SIGNED
    with waiting.ledger() as ledger:
        assert [e.name for e in ledger.evidence()] == [name]


def test_another_paper_is_not_taken_for_it(waiting: Workspace) -> None:
    (waiting.inbox / "富蕴县三（一）1实施方案.pdf").write_bytes(b"%PDF-1.4 " + b"y" * 50)
    waiting.collect(as_of=DAY)
    assert to_come(waiting) == [F1]


def test_a_plan_that_asks_waits_for_no_page(tmp_path: Path) -> None:
    here = new_small_workspace(tmp_path / "工作区")
    here.distribute(as_of=ISSUED, unit=UNIT)
    blank = here.form_path(here.plan.periods[0], here.plan.item[ITEM], here.plan.unit[UNIT]).read_bytes()
    (here.inbox / "表.xlsx").write_bytes(filled(here, blank, F1, {}))
    here.collect(as_of=DAY)
    assert to_come(here) == []


def test_a_page_that_has_not_come_is_asked_for_in_every_letter(waiting: Workspace) -> None:
    done = waiting.remind(as_of=date(2021, 2, 3))
    (reminder,) = (r for r in done.reminders if r.unit.id == UNIT)
    assert [s.item.id for s in reminder.owing if s.state.value == "已接收"] == [ITEM]
    assert done.chat is not None and done.phones is not None
    assert "签字件未到：三（一）1" in done.chat.read_text(encoding="utf-8-sig")
    listed = [str(value) for row in load_workbook(done.phones).worksheets[0].values for value in row if value]
    assert any("签字件未到" in text for text in listed)
