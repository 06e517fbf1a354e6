"""What comes next is said at every stage of a period, and asking changes nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.ready import ready
from tests.small import F1, ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.acts.launchers import launchers
from toolkit.cli.parser import main
from toolkit.planbook.writing import write_plan
from toolkit.standing.next_step import Step

LATE = date(2021, 2, 8)


def step_of(workspace: Workspace, day: date = LATE) -> Step:
    return Workspace(workspace.root).next_step(as_of=day).step


def bytes_of(root: Path) -> Mapping[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and path.suffix != ".lock"}


def test_each_stage_of_a_period_has_its_step(tmp_path: Path, forms: Forms) -> None:
    workspace = new_small_workspace(tmp_path / "工作区")
    assert step_of(workspace) is Step.DISTRIBUTE
    workspace.distribute(as_of=ISSUED)
    assert step_of(workspace, ISSUED) is Step.WAIT
    assert step_of(workspace) is Step.REMIND
    workspace.remind(as_of=LATE)
    assert step_of(workspace) is Step.WAIT
    assert step_of(workspace, date(2021, 2, 9)) is Step.REMIND
    (workspace.inbox / "看不懂.xlsx").write_bytes(b"PK\x03\x04junk")
    before = bytes_of(workspace.root)
    assert step_of(workspace) is Step.TAKE_IN
    assert bytes_of(workspace.root) == before
    workspace.run(as_of=LATE)
    assert step_of(workspace) is Step.CLAIM
    for path in (workspace.inbox / "未识别").iterdir():
        path.unlink()
    for number, (item, unit) in enumerate(workspace.plan.obligations()):
        (workspace.inbox / f"表{number}.xlsx").write_bytes(forms.filled(item.id, unit.id))
    workspace.run(as_of=LATE)
    found = Workspace(workspace.root).next_step(as_of=LATE)
    assert found.step in (Step.DECIDE, Step.PUBLISH)
    assert (found.counts.accepted, found.owing_units) == (found.counts.owed, 0)


@pytest.mark.parametrize(
    ("period", "came", "step"),
    [("2021-01", False, Step.PUBLISH), ("2021-01", True, Step.PUBLISH), ("2021-10", False, Step.PUBLISH)],
    ids=["nothing came", "something came", "the last period"],
)
def test_nobody_is_sent_to_remind_of_a_period_that_is_closed(
    tmp_path: Path, forms: Forms, period: str, came: bool, step: Step
) -> None:
    workspace = new_small_workspace(tmp_path / "工作区")
    due = workspace.plan.period[period].due_date
    workspace.distribute(as_of=due, period=period)
    if came:
        (workspace.inbox / "表.xlsx").write_bytes(forms.filled(*F1))
        workspace.run(as_of=due)
    late = due + timedelta(9)
    assert step_of(workspace, late) is Step.REMIND
    workspace.close_period(period=period, by="×××", as_of=late)
    found = Workspace(workspace.root).next_step(as_of=late + timedelta(1))
    assert (found.step, found.closed, found.to_remind) == (step, True, 0)
    assert "已经关账" in found.sentence and found.owing_units


def test_nobody_is_sent_to_remind_of_forms_that_have_not_gone_out(tmp_path: Path) -> None:
    workspace = new_small_workspace(tmp_path / "工作区")
    for day in (ISSUED, LATE):
        found = Workspace(workspace.root).next_step(as_of=day)
        assert (found.begun, found.to_remind) == (False, 0) and found.owing_units
    workspace.distribute(as_of=ISSUED)
    found = Workspace(workspace.root).next_step(as_of=ISSUED)
    assert found.begun and found.to_remind == found.owing_units


def one_unit_first(workspace: Workspace) -> None:
    workspace.distribute(as_of=ISSUED, unit="富蕴县")


def one_item_first(workspace: Workspace) -> None:
    workspace.distribute(as_of=ISSUED, item="3.1.1")


def an_item_added(workspace: Workspace) -> None:
    plan = workspace.plan
    write_plan(
        replace(plan, items=(*plan.items[:-1], replace(plan.items[-1], unit_ids=("fuyun",)))), workspace.plan_path
    )
    Workspace(workspace.root).distribute(as_of=ISSUED)
    write_plan(plan, workspace.plan_path)


@pytest.mark.parametrize("part", [one_unit_first, one_item_first, an_item_added])
def test_what_is_owed_and_was_never_sent_comes_before_waiting(
    tmp_path: Path, part: Callable[[Workspace], None]
) -> None:
    workspace = new_small_workspace(tmp_path / "工作区")
    part(workspace)
    found = Workspace(workspace.root).next_step(as_of=ISSUED)
    with workspace.ledger() as ledger:
        sent = {key[:2] for key in ledger.issued()}
    open_ = found.counts.owed - len(sent)
    assert open_ and (found.step, found.waiting.unsent) == (Step.DISTRIBUTE, open_)
    assert found.sentence == f"2021年1月还有 {open_} 份表没有发。"
    workspace = Workspace(workspace.root)
    workspace.distribute(as_of=ISSUED)
    assert step_of(workspace, ISSUED) is Step.WAIT


@pytest.mark.parametrize(
    ("what", "step"),
    [("none", Step.PLAN), ("empty", Step.PLAN), ("odd", Step.CORRECT), ("wrong", Step.CORRECT), ("open", Step.FILL)],
)
def test_a_plan_that_cannot_go_out_comes_first(tmp_path: Path, what: str, step: Step) -> None:
    workspace = Workspace(tmp_path / "工作区")
    if what == "empty":
        Workspace.init(workspace.root)
    elif what != "none":
        workspace = new_small_workspace(tmp_path / "工作区")
    if what == "odd":
        workspace.plan_path.write_bytes(b"no workbook")
    elif what == "wrong":
        write_plan(replace(workspace.plan, periods=workspace.plan.periods[:1] * 2), workspace.plan_path)
    elif what == "open":
        write_plan(replace(ready(workspace.plan), contact="×××"), workspace.plan_path)
    assert step_of(workspace) is step
    assert Workspace(workspace.root).next_step(as_of=LATE).sentence.endswith("。")


@pytest.mark.parametrize("typed", [[], ["next"], ["next", "--json"]])
def test_toolkit_alone_says_what_comes_next(
    tmp_path: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = new_small_workspace(tmp_path / "工作区")
    assert main(["-w", str(workspace.root), *typed]) == 0
    said = capsys.readouterr().out
    if "--json" in typed:
        assert json.loads(said)["step"] == "distribute"
    else:
        assert len(said.splitlines()) == 5
        assert "下一步" in said and "toolkit distribute" in said and "toolkit desk" in said


def test_every_step_has_its_command() -> None:
    from toolkit.cli.commands.desk import HOW

    assert set(HOW) == {*Step}


def exec_words(line: str) -> list[str]:
    """The arguments of an Exec line, whose backslashes are doubled as in every string of such a file."""
    found = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', line.replace("\\\\", "\\"))
    return [re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for quoted, plain in found]


@pytest.mark.parametrize("name", ["程序/python", "a b/python", 'a$b`c"d\\e%f/python'])
def test_a_launcher_opens_the_desk_of_its_folder_also_after_a_move(tmp_path: Path, name: str) -> None:
    """Run as a desktop runs it: the Exec line unquoted after the Desktop Entry Specification.

    The program stays where it was, or is moved together with the folder.
    """
    program, made, moved = tmp_path / name, tmp_path / "原来 的", tmp_path / "后来$的"
    together = tmp_path / "一起"
    together.mkdir()
    program.parent.mkdir()
    program.write_text('#!/bin/sh\npwd > "$OUT"\necho "$@" >> "$OUT"\n')
    program.chmod(0o755)
    made.mkdir()
    _, mac, linux = launchers(made, str(program))
    for folder in (made, moved, together / "原来 的"):
        folder.mkdir(exist_ok=True)
        if together in folder.parents:
            shutil.move(program.parent, together / program.parent.name)
        out = folder / "said"
        for one in (mac, linux):
            (folder / one.name).write_bytes(one.data)
            (folder / one.name).chmod(0o755)
            command = [str(folder / one.name)]
            if one is linux:
                line = next(x for x in one.data.decode().splitlines() if x.startswith("Exec="))[5:]
                words = exec_words(line)
                command = [w.replace("%%", "%") if w != "%k" else str(folder / one.name) for w in words]
            subprocess.run(command, env={"OUT": str(out), "PATH": "/usr/bin:/bin"}, cwd="/", check=True)
            assert out.read_text().splitlines() == [str(folder), "-m toolkit desk"]


def test_the_launcher_for_windows_has_no_window_where_it_can() -> None:
    windows = launchers(Path("x"), r"C:\Program Files\python.exe")[0].data.decode()
    assert 'set "PROGRAM=C:\\Program Files\\python.exe"' in windows and "\r\n" in windows
    assert 'set "QUIET=%PROGRAM:python.exe=pythonw.exe%"' in windows
