"""Files that a program holds open, as Windows has it: they can be read, and neither taken away nor replaced.

What must go is said by name with what to do, nothing is lost, and the next time everything is as it would have been.
tests/windows tries the same with files that are really open.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.effort import first
from tests.small import filled, new_small_workspace
from toolkit import Workspace
from toolkit.base import guarded
from toolkit.base.errors import WorkspaceError
from toolkit.base.guarded import Trouble, UnreadableError
from toolkit.cli.parser import main
from toolkit.plan.options import Binding

D25, D29, D30 = date(2021, 1, 25), date(2021, 1, 29), date(2021, 1, 30)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_small_workspace(tmp_path / "工作区")


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """As Excel holds a workbook."""
    real = {name: getattr(Path, name) for name in ("unlink", "rename", "replace")}

    def refusing(name: str) -> Callable[..., object]:
        def act(self: Path, *rest: object, **options: object) -> object:
            if path in (self, *rest):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return real[name](self, *rest, **options)

        return act

    assert path.is_file()
    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(Path, name, refusing(name))
        yield


def returned(workspace: Workspace, forms: Forms) -> None:
    workspace.distribute(as_of=D25, item="3.1.1")
    (workspace.inbox / "错.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", {"rural_kg_count": None}))
    workspace.run(as_of=D29)
    (copy,) = (workspace.outbox / "2021-01" / "returns").rglob("退回修改_*.xlsx")
    (workspace.inbox / "对.xlsx").write_bytes(filled(workspace, copy.read_bytes(), ("3.1.1", "fuyun"), {}))


def sent_bound(workspace: Workspace, forms: Forms) -> None:
    workspace.distribute(as_of=D25, binding=Binding.BOOK)


def sent_singly(workspace: Workspace, forms: Forms) -> None:
    workspace.distribute(as_of=D25, binding=Binding.EACH)


def reminded(workspace: Workspace, forms: Forms) -> None:
    workspace.distribute(as_of=D25)
    workspace.remind(as_of=D30)
    for unit in workspace.plan.units:
        for item in workspace.plan.items:
            if unit.id in item.unit_ids:
                (workspace.inbox / f"{item.id}{unit.id}.xlsx").write_bytes(forms.filled(item.id, unit.id))
        (workspace.inbox / f"{unit.area}整改方案.pdf").write_bytes(b"%PDF-1.4 " + unit.id.encode())
    workspace.collect(as_of=D30)


@pytest.mark.parametrize(
    ("before", "which", "command"),
    first(3, [
        (returned, "2021-01/returns/*/退回修改_*.xlsx", ["run", "--as-of", "2021-01-30"]),
        (sent_bound, "2021-01/forms/富蕴县/*.xlsx", ["distribute", "--as", "每项"]),
        (sent_bound, "2021-01/send/富蕴县填报表.xlsx", ["distribute", "--as", "每项"]),
        (sent_singly, "2021-01/forms/富蕴县/*.xlsx", ["distribute", "--as", "一册"]),
        (sent_singly, "2021-01/send/富蕴县填报表.zip", ["distribute", "--as", "一册"]),
        (reminded, "2021-01/remind/群消息_*.txt", ["remind", "--as-of", "2021-01-30"]),
        (reminded, "2021-01/remind/电话单_*.xlsx", ["remind", "--as-of", "2021-01-30"]),
    ]),
)  # fmt: skip
def test_what_must_go_and_is_held_open_is_said(
    before: Callable[[Workspace, Forms], None],
    which: str,
    command: list[str],
    workspace: Workspace,
    forms: Forms,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before(workspace, forms)
    held = next(workspace.outbox.glob(which))
    here = ["-w", str(workspace.root)]
    with held_open(held):
        assert main([*here, *command]) == 2
    said = capsys.readouterr().err
    assert held.name in said and "Excel" in said and "请关闭" in said, said
    assert main([*here, *command]) in (0, 1)
    assert not held.exists()


def test_a_return_that_is_held_open_is_taken_once(workspace: Workspace, forms: Forms) -> None:
    workspace.distribute(as_of=D25, item="3.1.1")
    path = workspace.inbox / "开着.xlsx"
    path.write_bytes(forms.filled("3.1.1", "fuyun"))
    with held_open(path):
        assert len(workspace.collect(as_of=D29).taken) == 1
        assert workspace.collect(as_of=D29).duplicates == ("开着.xlsx",)
    assert path.exists() and not workspace.collect(as_of=D29).taken
    assert not path.exists()


@pytest.mark.parametrize("what", ["开着.xlsx", "开着.xlsx.说明.txt"])
def test_what_is_filed_by_hand_and_held_open_is_filed(what: str, workspace: Workspace) -> None:
    (workspace.inbox / "开着.xlsx").write_bytes(b"%PDF-1.4 nothing that is known")
    workspace.collect(as_of=D29)
    (aside,) = workspace.inbox.rglob("开着.xlsx")
    with held_open(aside.with_name(what)):
        workspace.assign(aside, unit="富蕴县", item="3.1.1", as_of=D29)
    with workspace.ledger() as ledger:
        assert [one.unit_id for one in ledger.evidence()] == ["fuyun"]


@pytest.mark.parametrize("which", ["forms/富蕴县/*.xlsx", "returns/富蕴县/退回修改_*.xlsx"])
def test_no_letter_goes_without_what_it_speaks_of(
    which: str, workspace: Workspace, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that is locked while a reminder is written does not silently stay behind."""
    workspace.distribute(as_of=D25, item="3.1.1")
    if which.startswith("returns"):
        (workspace.inbox / "错.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", {"rural_kg_count": None}))
        workspace.run(as_of=D29)
    locked = next((workspace.outbox / "2021-01").glob(which))
    real = guarded.read_guarded

    def refusing(path: Path, what: str, **options: object) -> bytes:
        if path == locked:
            raise UnreadableError(Trouble.DENIED, f"{what} {path.name}")
        return real(path, what, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, pytest.raises(WorkspaceError, match="正被占用"):
        patch.setattr("toolkit.folder.read_guarded", refusing)
        workspace.remind(as_of=D30)
    assert workspace.remind(as_of=D30).reminders
