"""A return that was sent back comes once more as it was: it is judged anew where something else is found by now."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acts.test_plan_versions import amended, with_item
from tests.conftest import Forms, copy_of
from tests.small import ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.acts.collected import Collected
from toolkit.base.errors import WorkspaceError
from toolkit.plan.model import Plan
from toolkit.standing.status import ReportState

FORM, FIGURE = ("3.1.1", "fuyun"), "rural_kg_count"
AHEAD, BEFORE, BETWEEN, AFTER = date(2021, 2, 10), date(2021, 1, 28), date(2021, 2, 1), date(2021, 2, 11)
FUTURE = {
    "m1_status": "已完成（自报）", "m1_completed_on": AHEAD, "m1_evidence": "实施方案",
    "overall_status": "已完成（自报）", "overall_completed_on": AHEAD, "overall_closure": "否",
}  # fmt: skip
Wrap = Callable[[bytes], tuple[str, bytes]]


def plain(data: bytes) -> tuple[str, bytes]:
    return "表.xlsx", data


def zipped(data: bytes) -> tuple[str, bytes]:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("富蕴县/表.xlsx"), data)
        archive.writestr(zipfile.ZipInfo("富蕴县/三（一）1 实施方案.pdf"), b"%PDF-1.4 " + b"x" * 99)
    return "富蕴县.zip", out.getvalue()


def mailed(data: bytes) -> tuple[str, bytes]:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "报送"
    mail.set_content("报送。")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="表.xlsx")
    return "报送.eml", mail.as_bytes()


def saved_anew(data: bytes) -> bytes:
    """The same answers in other bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            again = f"<!-- {hash(data)} --></coreProperties>".encode()
            after.writestr(zipfile.ZipInfo(name), part.replace(b"</coreProperties>", again))
    return out.getvalue()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = new_small_workspace(tmp_path_factory.mktemp("再报") / "工作区")
    workspace.distribute(as_of=ISSUED)
    return workspace


@pytest.fixture
def workspace(out: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(out, tmp_path)


def drop(workspace: Workspace, day: date, name: str, data: bytes) -> Collected:
    (workspace.inbox / name).write_bytes(data)
    done = workspace.collect(as_of=day)
    assert not done.left and not done.set_aside
    return done


def state(workspace: Workspace, day: date) -> ReportState:
    return next(one.state for one in workspace.status(as_of=day) if one.form == FORM)


@pytest.mark.parametrize("wrap", [plain, zipped, mailed], ids=lambda wrap: wrap.__name__)
def test_a_date_that_lay_ahead_has_come(workspace: Workspace, forms: Forms, wrap: Wrap) -> None:
    name, data = wrap(forms.filled(*FORM, FUTURE))
    (first,) = drop(workspace, BEFORE, name, data).taken
    assert not first.accepted and {f.code for f in first.findings if f.severity.value == "error"} == {"date.future"}
    with workspace.ledger() as ledger:
        known, papers = (ledger.shown, ledger.originals()), ledger.evidence()
    same = drop(workspace, BETWEEN, name, data)
    assert not same.taken and len(same.duplicates) == 1
    with workspace.ledger() as ledger:
        assert (ledger.shown, ledger.originals()) == known
    (second,) = drop(workspace, AFTER, name, data).taken
    assert second.accepted and state(workspace, AFTER) is ReportState.ACCEPTED
    assert state(workspace, BETWEEN) is ReportState.RETURNED
    assert not drop(workspace, AFTER, name, data).taken
    assert not list(workspace.outbox.rglob("退回修改_*"))
    with workspace.ledger() as ledger:
        assert ledger.evidence() == papers and bool(papers) == (wrap is zipped)


@pytest.mark.parametrize("what", ["saved anew", "the correction copy as it was"])
def test_the_same_answers_in_another_file(workspace: Workspace, forms: Forms, what: str) -> None:
    data = forms.filled(*FORM, FUTURE)
    drop(workspace, BEFORE, "表.xlsx", data)
    if what != "saved anew":
        (copy,) = workspace.outbox.rglob("退回修改_*.xlsx")
        data = copy.read_bytes()
        assert not drop(workspace, AFTER, "附回来的.xlsx", data).taken  # a mail that is answered carries it along
    data = saved_anew(data)
    (second,) = drop(workspace, AFTER, "又报.xlsx", data).taken
    assert second.accepted and state(workspace, AFTER) is ReportState.ACCEPTED


def lower(plan: Plan) -> Plan:
    """A figure may be one at most."""
    return replace(plan, indicators=(*(replace(i, maximum=1) if i.id == FIGURE else i for i in plan.indicators),))


def higher(plan: Plan) -> Plan:
    """The limit is moved."""
    return replace(plan, indicators=(*(replace(i, maximum=900) if i.id == FIGURE else i for i in plan.indicators),))


def shorter(plan: Plan) -> Plan:
    """A measure that was added is taken out again."""
    return with_item(plan, FORM[0], measures=plan.item[FORM[0]].measures[:-1])


def more(plan: Plan) -> Plan:
    measures = plan.item[FORM[0]].measures
    return with_item(plan, FORM[0], measures=(*measures, replace(measures[-1], no=measures[-1].no + 1, text="再做。")))


@pytest.mark.parametrize("change", ["a limit moved", "a measure taken out"])
def test_what_the_plan_asks_has_changed(workspace: Workspace, forms: Forms, change: str) -> None:
    if change == "a limit moved":
        workspace, then = amended(workspace, lower), higher
    else:
        workspace, then = amended(workspace, more), shorter
    data = forms.filled(*FORM)
    (first,) = drop(workspace, BEFORE, "表.xlsx", data).taken
    assert not first.accepted
    workspace = amended(workspace, then)
    (second,) = drop(workspace, BETWEEN, "表.xlsx", data).taken
    assert second.accepted


def test_what_was_claimed_by_hand(workspace: Workspace, forms: Forms, tmp_path: Path) -> None:
    book = load_workbook(BytesIO(forms.filled(*FORM, FUTURE)))
    for sheet in book:
        sheet.delete_cols(1)
        sheet.insert_cols(1)
    stranger = tmp_path / "无名.xlsx"
    book.save(stranger)
    asked = {"unit": "富蕴县", "item": FORM[0]}
    first = workspace.assign(stranger, **asked, as_of=BEFORE)
    assert first.taken is not None and not first.taken.accepted
    with pytest.raises(WorkspaceError, match="已经登记过"):
        workspace.assign(stranger, **asked, as_of=BETWEEN)
    second = workspace.assign(stranger, **asked, as_of=AFTER)
    assert second.taken is not None and second.taken.accepted


def test_what_was_reported_otherwise_since_stays(workspace: Workspace, forms: Forms) -> None:
    data = forms.filled(*FORM, FUTURE)
    drop(workspace, BEFORE, "表.xlsx", data)
    drop(workspace, BETWEEN, "改.xlsx", forms.filled(*FORM))
    assert not drop(workspace, AFTER, "表.xlsx", data).taken
    assert state(workspace, AFTER) is ReportState.ACCEPTED


def test_the_life_of_the_form_tells_both(workspace: Workspace, forms: Forms) -> None:
    data = forms.filled(*FORM, FUTURE)
    for day in (BEFORE, AFTER):
        drop(workspace, day, "表.xlsx", data)
    told = [event.what for event in workspace.history(unit="富蕴县", item=FORM[0])]
    assert [what.partition("（")[0] for what in told] == ["发出填报表", "收到并退回", "发出退回修改件", "收到并接收"]
