"""What an amended plan asks for no more is taken back with a letter; what it asks anew goes out alone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.acts.test_plan_versions import D25, D28, D29, FREE, UNIT, amended, with_item, without_item, without_unit
from tests.conftest import Forms, copy_of, new_workspace
from toolkit import Workspace
from toolkit.acts import plan_versions
from toolkit.intake.spool import digest
from toolkit.plan.model import Plan
from toolkit.plan.options import Binding


def without_row(plan: Plan) -> Plan:
    """The unit is not in the plan any more."""
    plan = without_unit(plan)
    return replace(plan, units=tuple(u for u in plan.units if u.id != UNIT))


def not_of_unit(plan: Plan) -> Plan:
    """One item is asked of others only."""
    return with_item(plan, FREE, unit_ids=tuple(u for u in plan.item[FREE].unit_ids if u != UNIT))


WITHDRAWN: dict[str, tuple[Callable[[Plan], Plan], int]] = {
    "an item": (without_item, 1),
    "an item of one unit": (not_of_unit, 1),
    "all items of a unit": (without_unit, 25),
    "a unit": (without_row, 25),
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """Forms of one unit went out, one came back, the others were asked for."""
    workspace = new_workspace(tmp_path_factory.mktemp("撤销") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县")
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", UNIT))
    workspace.run(as_of=D28)
    workspace.remind(as_of=D28)
    return workspace


@pytest.fixture
def workspace(sent: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(sent, tmp_path)


def text_of(path: Path) -> str:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']}\n{body.get_content()}"


def attached(path: Path) -> set[str]:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return {part.get_filename() or "" for part in mail.iter_attachments()}


def mails(workspace: Workspace) -> Path:
    return workspace.mails_path(workspace.period())


@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", WITHDRAWN)
def test_what_is_withdrawn_is_taken_back_with_a_letter(workspace: Workspace, name: str) -> None:
    change, number = WITHDRAWN[name]
    lay = {path.name: path.read_bytes() for path in workspace.forms_path(workspace.period()).rglob("*.xlsx")}
    workspace = amended(workspace, change)
    workspace.consolidate(as_of=D29)
    back = {path.name: path.read_bytes() for path in (workspace.outbox / "2021-01" / "withdrawn").rglob("*_*.xlsx")}
    left = {path.name: path.read_bytes() for path in workspace.forms_path(workspace.period()).rglob("*.xlsx")}
    assert len(back) == number
    assert back.items() <= lay.items()
    assert {**left, **back} == lay
    letter = text_of(mails(workspace) / "富蕴县_不再报送（第2版）.eml")
    assert "从2021年1月29日起" in letter
    assert f"下面{number}项不再由你单位报送" in letter
    assert "三（四）2" in letter
    assert ("其他 24 项照旧报送" in letter) == (number == 1)
    assert not list(mails(workspace).glob("富蕴县_提醒*"))
    waiting = mails(workspace) / "富蕴县_填报表.eml"
    assert waiting.exists() == (number == 1)
    if number == 1:
        assert not [name for name in attached(waiting) if name.startswith("三（四）2")]
        with zipfile.ZipFile(workspace.outbox / "2021-01" / "send" / "富蕴县填报表.zip") as packed:
            assert len(packed.namelist()) == 24
    told = [event.what for event in workspace.history(unit="富蕴县", item="3.1.1")]
    assert "收到并接收" in told


def test_what_a_person_has_changed_is_moved_as_it_is(workspace: Workspace) -> None:
    form = next(workspace.forms_path(workspace.period()).rglob("三（四）2_*.xlsx"))
    reminder, forms = mails(workspace) / "富蕴县_提醒.eml", mails(workspace) / "富蕴县_填报表.eml"
    changed = {}
    for path in (form, reminder, forms):
        path.write_bytes(path.read_bytes() + b"\n")
        changed[path.name] = digest(path.read_bytes())
    workspace = amended(workspace, without_item)
    workspace.consolidate(as_of=D29)
    back = {path.name: digest(path.read_bytes()) for path in (workspace.outbox / "2021-01" / "withdrawn").rglob("*")
            if path.is_file()}  # fmt: skip
    assert changed.items() <= back.items()
    assert not form.exists()
    assert not reminder.exists()
    assert forms.exists()  # made anew, without the item
    assert digest(forms.read_bytes()) != changed[forms.name]


def test_what_was_cut_off_is_made_good_by_the_next_act(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    workspace = amended(workspace, without_item)
    with monkeypatch.context() as patch:
        patch.setattr(plan_versions, "take_back", cut_off)
        with pytest.raises(KeyboardInterrupt):
            workspace.consolidate(as_of=D29)
    assert not (mails(workspace) / "富蕴县_不再报送（第2版）.eml").exists()
    Workspace(workspace.root).consolidate(as_of=D29)
    letter = mails(workspace) / "富蕴县_不再报送（第2版）.eml"
    assert letter.exists()
    letter.unlink()
    Workspace(workspace.root).consolidate(as_of=D29)
    assert not letter.exists()


@pytest.mark.one_in(2)
@pytest.mark.parametrize("answered", [True, False], ids=["answered", "cut off before the answer"])
def test_a_book_comes_back_after_one_of_its_items_was_withdrawn(
    workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    """What was sent back of it is nothing that anybody is to mend."""

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    workspace.distribute(as_of=D28, unit="富蕴县", binding=Binding.BOOK)
    (workspace.inbox / "错.xlsx").write_bytes(forms.filled(FREE, UNIT, {"signoff_phone": None}))
    with monkeypatch.context() as patch:
        if answered:
            workspace.run(as_of=D28)
        else:
            patch.setattr("toolkit.acts.reply.reply", cut_off)
            with pytest.raises(KeyboardInterrupt):
                workspace.run(as_of=D28)
    workspace = amended(workspace, without_item)
    (workspace.inbox / "二.xlsx").write_bytes(forms.filled("3.1.2", UNIT))
    (taken,) = workspace.run(as_of=D29)[0].taken
    assert taken.item_code == "三（一）2"
    assert not list(workspace.outbox.rglob("退回修改_*三（四）2*"))


def one_more(plan: Plan) -> Plan:
    item = replace(plan.item[FREE], id="9.9.9", code="九（九）9", title="新增的一项")
    return replace(plan, items=(*plan.items, item))


@pytest.mark.one_in(2)
@pytest.mark.parametrize("binding", [Binding.EACH, Binding.BOOK])
def test_an_item_that_is_added_goes_out_alone(workspace: Workspace, binding: Binding) -> None:
    workspace.distribute(as_of=D28, unit="富蕴县", binding=binding)
    (mails(workspace) / "富蕴县_填报表.eml").unlink()  # it has been sent from a mail program
    book = workspace.book_path(workspace.period(), workspace.plan.unit[UNIT])
    before = book.read_bytes() if binding is Binding.BOOK else b""
    workspace = amended(workspace, one_more)
    done = workspace.distribute(as_of=D29, unit="富蕴县", binding=binding)
    assert done.number == 1
    assert [path.name for path in done.forms] == ["九（九）9_新增的一项_富蕴县.xlsx"]
    assert attached(mails(workspace) / "富蕴县_填报表.eml") == {"九（九）9_新增的一项_富蕴县.xlsx"}
    assert "这次只发新增或者改动的 1 项（九（九）9）" in text_of(mails(workspace) / "富蕴县_填报表.eml")
    assert [one.file.name for one in done.bundles] == ["富蕴县填报表（新增）.xlsx"]
    assert not before or book.read_bytes() == before


def test_an_item_that_is_added_goes_with_what_was_never_sent(workspace: Workspace) -> None:
    workspace = amended(workspace, one_more)
    assert workspace.distribute(as_of=D29, unit="富蕴县").number == 1
    assert len(attached(mails(workspace) / "富蕴县_填报表.eml")) == 26


def test_what_was_taken_back_and_is_asked_again_goes_out_again(workspace: Workspace) -> None:
    first = workspace.plan_path.read_bytes()
    amended(workspace, without_item).consolidate(as_of=D28)
    workspace.plan_path.write_bytes(first)
    workspace = Workspace(workspace.root)
    done = workspace.distribute(as_of=D29, unit="富蕴县")
    assert [path.name for path in done.forms] == [f"三（四）2_{workspace.plan.item[FREE].title}_富蕴县.xlsx"]
