"""What is looked at before it is booked: it is what will be booked, and looking changes nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from tests.acts.test_next_step import LATE, bytes_of
from tests.conftest import Forms
from tests.small import F1, F2, F3, ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.acts.collected import Collected, Replies
from toolkit.cli.parser import main
from toolkit.planbook.writing import write_plan

BAD = {"rural_kg_count": "很多"}


def zipped(*files: tuple[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return made.getvalue()


@pytest.fixture
def sent_out(tmp_path: Path) -> Workspace:
    workspace = new_small_workspace(tmp_path / "工作区")
    workspace.distribute(as_of=ISSUED)
    return workspace


Drop = Callable[[Workspace, Forms], None]


def good_and_bad(workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / "好.xlsx").write_bytes(forms.filled(*F2))
    (workspace.inbox / "错.xlsx").write_bytes(forms.filled(*F1, BAD))


def of_one_name(workspace: Workspace, forms: Forms) -> None:
    for folder, form in (("甲", F1), ("乙", F3)):
        (workspace.inbox / folder).mkdir()
        (workspace.inbox / folder / "表.xlsx").write_bytes(forms.filled(*form))


def wrapped(workspace: Workspace, forms: Forms) -> None:
    inside = zipped(("一.xlsx", forms.filled(*F1)), ("二.xlsx", forms.filled(*F3)), ("证明.pdf", b"%PDF-1.4"))
    (workspace.inbox / "打包.zip").write_bytes(inside)


def odd(workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / "看不懂.xlsx").write_bytes(b"PK\x03\x04junk")
    plan = workspace.plan
    blank = workspace.form_path(plan.periods[0], plan.item[F1[0]], plan.unit[F1[1]])
    (workspace.inbox / "空表.xlsx").write_bytes(blank.read_bytes())
    (workspace.inbox / "坏.zip").write_bytes(b"PK\x05\x06no")


def again(workspace: Workspace, forms: Forms) -> None:
    good_and_bad(workspace, forms)
    workspace.run(as_of=LATE)
    good_and_bad(workspace, forms)
    (workspace.inbox / "改好.xlsx").write_bytes(forms.filled(*F1))


def under_another_plan(workspace: Workspace, forms: Forms) -> None:
    good_and_bad(workspace, forms)
    write_plan(replace(workspace.plan, contact="换了人"), workspace.plan_path)


@pytest.mark.parametrize("drop", [good_and_bad, of_one_name, wrapped, odd, again, under_another_plan])
def test_what_is_previewed_is_what_is_booked_and_looking_changes_nothing(
    sent_out: Workspace, forms: Forms, drop: Drop
) -> None:
    drop(sent_out, forms)
    workspace = Workspace(sent_out.root)
    with workspace.ledger():
        pass
    before = bytes_of(workspace.root)
    seen = workspace.preview(as_of=LATE)
    assert bytes_of(workspace.root) == before
    assert not (workspace.root / ".toolkit" / "preview").exists()
    workspace = Workspace(sent_out.root)
    booked = workspace.collect(as_of=LATE)
    assert as_said(seen.collected) == as_said(booked)
    assert seen.after == workspace.next_step(as_of=LATE).counts
    assert {one.file for one in seen.collected.taken} <= {one.name for one in seen.files}


def as_said(collected: Collected) -> Collected:
    """Without the answers, which are not drawn for a preview."""
    return replace(collected, replies=Replies())


@pytest.mark.parametrize("left", [0, 1, 2])
def test_what_is_left_stays_and_what_changed_is_not_booked(sent_out: Workspace, forms: Forms, left: int) -> None:
    for name, form in (("甲.xlsx", F1), ("乙.xlsx", F2), ("丙.xlsx", F3)):
        (sent_out.inbox / name).write_bytes(forms.filled(*form))
    files = sent_out.preview(as_of=LATE).files
    chosen = [one for number, one in enumerate(files) if number != left]
    chosen[0].path.write_bytes(forms.filled(*F1, {"m1_progress": "看过以后又改了"}))
    collected = Workspace(sent_out.root).collect(as_of=LATE, only=[one.sha256 for one in chosen])
    assert [one.file for one in collected.taken] == [chosen[1].name]
    assert {path.name for path in sent_out.inbox.iterdir()} == {files[left].name, chosen[0].name}


def test_the_command_gives_hashes_and_takes_them(
    sent_out: Workspace, forms: Forms, capsys: pytest.CaptureFixture[str]
) -> None:
    good_and_bad(sent_out, forms)
    at = ["-w", str(sent_out.root), "collect", "--as-of", "2021-02-08"]
    assert main([*at, "--preview", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["accepted"], said["returned"], said["preview"]["after"]["accepted"]) == (1, 1, 1)
    assert main([*at, "--preview"]) == 1
    assert "还没有登记" in capsys.readouterr().out
    hashes = {one["file"]: one["sha256"] for one in said["preview"]["files"]}
    assert main([*at, "--only", hashes["好.xlsx"]]) == 0
    assert [path.name for path in sent_out.inbox.iterdir()] == ["错.xlsx"]
