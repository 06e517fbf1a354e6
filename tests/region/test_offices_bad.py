"""One bad office is named with the reason, and the others go on, whatever is wrong with it."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.effort import first
from tests.planbook.plans import edited, put
from tests.region.offices import ALTAY, D2, TACHENG, office, plan_for, send
from toolkit import Workspace
from toolkit.ledger import journal
from toolkit.ledger.journal import listed, place, sha256_of
from toolkit.planbook.writing import write_plan
from toolkit.region.sources import Sources

posix = pytest.mark.skipif(os.name != "posix", reason="these kinds of file are posix's")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("offices")
    send(office(root / "a", ALTAY, plan_for(ALTAY, ("3.1.1",), 3)), ("3.1.1", "fuyun"))
    office(root / "t", TACHENG, plan_for(TACHENG, ("3.1.1",), 2))
    return root


@pytest.fixture
def bad(template: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(template / "a", tmp_path / "坏的"))


def _no_key(name: str) -> bytes:
    return b""


def looked_at(template: Path, bad: Path, region: Path) -> Sources:
    """What a roll-up finds of a bad office and a good one."""
    sources = Sources(region / "mirrors", region / "archive", D2, [], _no_key)
    sources.add_folders([bad, template / "t"])
    return sources


def said(history: Path, *statements: tuple[str, object], **more: object) -> None:
    """Add a change that follows the one before, whatever it says."""
    newest = listed(history).newest
    change = {"schema": 4, "whole": False, "before": sha256_of(history, newest), "statements": statements, **more}
    place(history, newest + 1).write_bytes(gzip.compress(json.dumps(change).encode()))


def raw(history: Path, data: bytes) -> None:
    place(history, listed(history).newest + 1).write_bytes(data)


def file_in_place(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"x")


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


EVENT = "INSERT INTO event (day, kind, detail) VALUES (?, ?, ?)"
TWICE = "UPDATE event SET detail = detail || detail"
JOINED = "INSERT INTO event (day, kind, detail) SELECT a.day, b.kind, c.detail FROM event a, event b, event c, event d"
DEAR = {"rows that are joined with themselves", "millions of lists"}  # tried in the test of memory as well
HISTORIES: dict[str, Callable[[Path], object]] = {
    "221 bytes that double a text": lambda h: said(h, (TWICE, [[]] * 40)),
    "rows that are joined with themselves": lambda h: said(h, (JOINED, [[]] * 20)),
    "a text that is too long": lambda h: said(h, (EVENT, [["2021-01-28", "x", "y" * 2_000_000]])),
    "four gigabytes of blanks": lambda h: raw(h, gzip.compress(b" " * 140_000_000)),
    "many members": lambda h: raw(h, gzip.compress(b" " * 2**20) * 200),
    "lists without an end": lambda h: raw(h, gzip.compress(b"[" * 1_000_000)),
    "millions of lists": lambda h: raw(h, gzip.compress(b'{"a":[' + b"[]," * 20_000_000 + b"[]]}")),
    "no gzip": lambda h: raw(h, b"{}"),
    "cut off": lambda h: raw(h, gzip.compress(b'{"schema": 4}' * 100)[:-9]),
    "no JSON": lambda h: raw(h, gzip.compress(b"\xff\xfe")),
    "a number": lambda h: raw(h, gzip.compress(b"5")),
    "statements that are a number": lambda h: said(h, statements=5),
    "rows that are a number": lambda h: said(h, (EVENT, 5)),
    "rows that are texts": lambda h: said(h, (EVENT, ["2021"])),
    "rows that are objects": lambda h: said(h, (EVENT, [{"day": 1}])),
    "a schema that is a text": lambda h: said(h, schema="vier"),
    "a schema that is endless": lambda h: raw(h, gzip.compress(b'{"schema": 1e999}')),
    "a schema of the future": lambda h: said(h, schema=999),
    "half a pair": lambda h: said(h, (EVENT, [["2021-01-28", "distribute", "\ud800"]])),
    "a day that is none": lambda h: said(h, (EVENT, [["gestern", "distribute", "2021-01"]])),
    "another number missing": lambda h: place(h, 2).unlink(),
    "empty": lambda h: place(h, 2).write_bytes(b""),
    "all of it gone": shutil.rmtree,
    "a file in its place": file_in_place,
}
FILES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link in circles": lambda path: path.symlink_to(path),
    "a link out": lambda path: path.symlink_to(path.parents[2] / "elsewhere"),
    "huge": huge,
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("kind", [kind for kind in HISTORIES if kind not in DEAR])
def test_a_history_that_cannot_be_followed(template: Path, bad: Workspace, tmp_path: Path, kind: str) -> None:
    HISTORIES[kind](bad.archive / "history")
    sources = looked_at(template, bad.root, tmp_path)
    (left,) = sources.left_out
    assert [one.name for one in sources.good] == [TACHENG]
    assert left.name == ALTAY and "请" in left.reason and left.reason.endswith("。") and "\n" not in left.reason


@pytest.mark.one_in(4)
@posix
@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("where", ["plan.xlsx", "archive/history/0000/00000002.json.gz", "archive/history", "archive"])
def test_a_file_that_is_none(template: Path, bad: Workspace, tmp_path: Path, where: str, kind: str) -> None:
    path = bad.root / where
    path.rename(bad.root / "weg")
    FILES[kind](path)
    sources = looked_at(template, bad.root, tmp_path)
    (left,) = sources.left_out
    assert [one.name for one in sources.good] == [TACHENG]
    assert "请" in left.reason and left.reason.endswith("。")


@posix
def test_what_lies_elsewhere_is_not_taken_for_ones_own(template: Path, bad: Workspace, tmp_path: Path) -> None:
    """An office whose archive is a link to another's would report that one's facts."""
    shutil.rmtree(bad.archive)
    bad.archive.symlink_to(template / "t" / "archive")
    (left,) = looked_at(template, bad.root, tmp_path).left_out
    assert "链接" in left.reason


PLANS: dict[str, Callable[[Workspace], object]] = {
    "no workbook": lambda w: w.plan_path.write_bytes(b"x"),
    "faults": lambda w: edited(w.plan_path, put("单位", "B2", None)),
    "a far cell": lambda w: edited(w.plan_path, put("规则", "XFD1048576", 1)),
    "an error": lambda w: edited(w.plan_path, put("单位", "B2", "#REF!")),
    "an issuer that is a date": lambda w: edited(w.plan_path, put("方案", "B4", 1e300)),
    "gone": lambda w: w.plan_path.unlink(),
    "the folder gone": lambda w: shutil.rmtree(w.root),
    "the folder a file": lambda w: file_in_place(w.root),
}


@pytest.mark.one_in(2)
@pytest.mark.parametrize("kind", PLANS)
def test_a_plan_that_cannot_be_used(template: Path, bad: Workspace, tmp_path: Path, kind: str) -> None:
    PLANS[kind](bad)
    sources = looked_at(template, bad.root, tmp_path)
    assert TACHENG in [one.name for one in sources.good]
    for left in sources.left_out:
        assert "请" in left.reason and left.reason.endswith("。")
    assert sources.left_out or len(sources.good) == 2


@pytest.mark.parametrize(
    "error",
    [
        RecursionError(), ZeroDivisionError(), UnicodeEncodeError("utf-8", "\ud800", 0, 1, "x"), MemoryError(),
        OSError(5, "I/O"), sqlite3.DatabaseError("x"),
    ],
)  # fmt: skip
def test_whatever_is_raised_costs_nobody_else(
    template: Path, bad: Workspace, tmp_path: Path, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = journal.read

    def raising(history: Path, *rest: object) -> object:
        if bad.root in history.parents:
            raise error
        return real(history, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("toolkit.ledger.mirror.read", raising)
    sources = looked_at(template, bad.root, tmp_path)
    assert [one.name for one in sources.good] == [TACHENG] and "请" in sources.left_out[0].reason


def test_a_folder_whose_name_is_no_text(template: Path, tmp_path: Path) -> None:
    for name in ("a\udcff", "两\n行", "\u202exslx"):
        shutil.copytree(template / "a", tmp_path / name)
        sources = looked_at(template, tmp_path / name, tmp_path)
        assert len(sources.good) == 2
        assert all(one.where.encode() and "\n" not in one.where for one in sources.good)
        (tmp_path / name / "plan.xlsx").unlink()
        (left,) = looked_at(template, tmp_path / name, tmp_path).left_out
        assert left.name.encode() and "\n" not in left.name


def test_two_offices_never_come_to_one_path(template: Path, tmp_path: Path) -> None:
    """Names that agree after cleaning, or but for case and width, have mirrors of their own."""
    folders = []
    for number, issuer in enumerate(
        ("甲/乙办公室", "甲_乙办公室", "甲:乙办公室", "ＡＢ办公室", "AB办公室", "ab办公室")
    ):
        plan = replace(plan_for(TACHENG, ("3.1.1",), 2), issuer=issuer)
        folder = shutil.copytree(template / "t", tmp_path / str(number))
        write_plan(plan, folder / "plan.xlsx")
        folders.append(folder)
    sources = Sources(tmp_path / "mirrors", tmp_path / "archive", D2, [], _no_key)
    sources.add_folders(folders)
    assert len(sources.good) == len(folders)
    assert len({path.name.casefold() for path in (tmp_path / "mirrors").iterdir()}) == len(folders)


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit the memory of a process so")
@pytest.mark.parametrize("kind", first(1, [*sorted(DEAR), "four gigabytes of blanks", "many members"]))
def test_the_memory_has_a_bound(template: Path, bad: Workspace, tmp_path: Path, kind: str) -> None:
    """The whole roll-up, in a process that cannot have more than 2 GB."""
    HISTORIES[kind](bad.archive / "history")
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30));"
        "from toolkit.cli.parser import main; sys.exit(main(sys.argv[1:]))"
    )
    words = ["-w", tmp_path / "全区", "rollup", bad.root, template / "t", "--as-of", D2, "--json"]
    done = subprocess.run(
        [sys.executable, "-c", limited, *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert [one["name"] for one in answer["offices"]] == [TACHENG]
    assert [one["name"] for one in answer["not_included"]] == [ALTAY]
