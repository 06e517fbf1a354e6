"""Any bytes that the system allows in a name: in the inbox, also while it is watched, in outbox/, in a region."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.small import small_plan
from toolkit import Workspace
from toolkit.acts import watch
from toolkit.acts.watch import watch_inbox
from toolkit.base.file_names import distinct_name
from toolkit.cli.parser import main
from toolkit.intake.spool import dropped_files
from toolkit.planbook.writing import write_plan
from toolkit.region.facade import Region

posix = pytest.mark.skipif(os.name != "posix", reason="other systems do not allow these names")
D28 = "2021-01-28"
NAMES = (
    "a\udcff.xlsx", "\udc80\udc81", "两\n行.xlsx", "\n", "a\r.xlsx", "\x01\x7f.xlsx", "\u202exslx.exe", "结尾点.",
    " 前后 ", "CON", "nul.xlsx", "aux.2021.xlsx", "COM1.zip", "a" * 255, "表" * 85, "‮.eml", "-rf", "--help", "*?.xlsx",
    "a\\b.xlsx",
    "é.xlsx", "e\u0301.xlsx", "É.xlsx", "ＡＢ.xlsx", "AB.xlsx", "ab.xlsx", "😀.xlsx", "\ufeff.xlsx", "%s%n.xlsx",
    "$(x).xlsx",
)  # fmt: skip


@posix
def test_names_of_any_bytes_are_taken_and_told_apart(
    workspace: Workspace, forms: Forms, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, name in enumerate(NAMES):
        (workspace.inbox / name).write_bytes(b"no form %d" % number)
    folder = workspace.inbox / "夹\udcfe\n"
    folder.mkdir()
    (folder / "好\udcff.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    assert main(["-w", str(workspace.root), "run", "--as-of", D28, "--json"]) == 1
    out, err = capsys.readouterr()
    assert "Traceback" not in err and out.encode("utf-8")
    with workspace.ledger() as ledger:
        assert len(ledger.submissions()) == 1
    left = [path for path in workspace.inbox.rglob("*") if path.is_file()]
    assert all("未识别" in path.parts for path in left)
    kept = {path.read_bytes() for path in left}
    assert {b"no form %d" % number for number in range(len(NAMES))} <= kept  # none was written over another
    assert main(["-w", str(workspace.root), "doctor"]) == 0


@posix
@pytest.mark.parametrize("polling", [False, True])
def test_the_inbox_is_watched_whatever_the_names(
    tmp_path: Path, polling: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "QUIET", 200)
    monkeypatch.setattr(watch, "AGAIN", 500)
    monkeypatch.setattr(watch, "POLL", 100)
    monkeypatch.setattr(watch, "on_a_share", lambda folder: polling)
    stop, taken = threading.Event(), set[str]()

    def work() -> bool:
        for path in list(dropped_files(tmp_path)):
            taken.add(path.name)
            path.unlink()
        return False

    thread = threading.Thread(target=watch_inbox, args=(tmp_path, work, stop), daemon=True)
    thread.start()
    wanted = ("a\udcff.xlsx", "两\n行.xlsx", "a" * 250 + ".zip", "\u202ex.xlsx", "好.xlsx")
    for name in wanted:
        (tmp_path / name).write_bytes(b"x")
    for _ in range(600):
        if taken >= set(wanted):
            break
        time.sleep(0.1)
    stop.set()
    thread.join(60)
    assert taken == set(wanted) and not thread.is_alive()


@posix
def test_watch_from_the_command_line_survives_a_name_that_is_no_text(workspace: Workspace, forms: Forms) -> None:
    (workspace.inbox / "好\udcff.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    (workspace.inbox / "坏\udcff\n.xlsx").write_bytes(b"x")
    words = [sys.executable, "-m", "toolkit", "-w", str(workspace.root), "watch"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for _ in range(900):
            if not list(dropped_files(workspace.inbox)):
                break
            time.sleep(0.1)
        assert process.poll() is None
        process.terminate()
        _, err = process.communicate(timeout=60)
    assert b"Traceback" not in err and not list(dropped_files(workspace.inbox))


@posix
def test_odd_names_in_outbox_harm_nobody(workspace: Workspace, forms: Forms) -> None:
    workspace.distribute(as_of=workspace.plan.issued_on, item="3.1.1")
    of_period = workspace.outbox / "2021-01"
    for folder in (of_period, of_period / "mail", of_period / "forms"):
        for name in ("a\udcff.xlsx", "两\n行.xlsx", "a\udcff.eml", "x" * 250, "~$整改.xlsx"):
            (folder / name).write_bytes(b"x")
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    for words in (("run", "--as-of", D28), ("mail", "send", "--dry-run"), ("status",), ("remind", "--as-of", D28)):
        assert main(["-w", str(workspace.root), *words]) in (0, 1)


@posix
def test_odd_names_in_a_regions_inbox_are_told_apart(
    tmp_path: Path, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    region = Region(tmp_path / "全\udcff区")
    (region.folder.inbox).mkdir(parents=True)
    for number, name in enumerate(NAMES):
        (region.folder.inbox / name).write_bytes(b"no package %d" % number)
    workspace.distribute(as_of=workspace.plan.issued_on, item="6.2")
    words = ["-w", str(region.folder.root), "rollup", str(workspace.root), "--as-of", D28, "--json"]
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert "Traceback" not in err and out.encode()
    kept = {path.read_bytes() for path in region.folder.inbox.rglob("*") if path.is_file()}
    assert {b"no package %d" % number for number in range(len(NAMES))} <= kept


@pytest.mark.one_in(100)
@pytest.mark.parametrize("title", ["a/b", "CON", "x" * 300, "点. ", "a\nb", "ＡＢ", "ab", "AB", "é", "e\u0301"])
def test_the_items_code_is_always_in_the_name(tmp_path: Path, title: str) -> None:
    plan = small_plan()
    items = tuple(replace(item, title=title, unit_ids=("fuyun",)) for item in plan.items if item.id in ("6.2", "3.1.1"))
    figures = tuple(one for one in plan.indicators if one.item_id == "3.1.1")
    none = replace(plan.settings, disclosed_items=(), disclosures=())
    write_plan(replace(plan, items=items, indicators=figures, settings=none), tmp_path / "plan.xlsx")
    made = Workspace.init(tmp_path / "neu", tmp_path / "plan.xlsx")
    forms = made.distribute(as_of=plan.issued_on).forms
    assert len({path.name.casefold() for path in forms}) == len(forms) == len(set(forms))
    for code in ("三（一）1", "六（二）"):
        assert sum(code in path.name for path in forms) >= 1
    assert all(path.exists() and len(path.name.encode()) <= 255 for path in forms)


def test_names_that_agree_after_cleaning_have_a_sign_of_their_own() -> None:
    names = [
        "甲/乙",
        "甲_乙",
        "甲:乙",
        "CON",
        "_CON",
        "ＡＢ",
        "AB",
        "ab",
        "é",
        "e\u0301",
        "a\udcff",
        "a\ufffd",
        "x" * 300,
        "x" * 301,
    ]
    made = [distinct_name(name) for name in names]
    assert len({name.casefold() for name in made}) == len(names)
    assert all(len(name.encode()) <= 200 for name in made)
