"""Whatever lies in the place of a file of the workspace: each command ends, with a sentence and without a traceback."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.base.test_guarded_files import huge, put_socket
from tests.conftest import copy_of
from tests.effort import first
from tests.small import F1, filled, small_plan_file
from toolkit import Workspace
from toolkit.cli.parser import main

pytestmark = pytest.mark.skipif(os.name != "posix", reason="these kinds of file are posix's")
PLACES = (
    "plan.xlsx", "templates/report_template.xlsx", "templates/mail/回复.txt", ".toolkit/key",
    ".toolkit/ledger.db", ".toolkit/made.json", ".toolkit/drawings", ".toolkit/lock", ".toolkit/lock.holder",
    ".toolkit/mail.lock", "archive/history/0000/00000002.json.gz",
    "outbox/2021-01/整改总台账_2021-01.xlsx", "outbox/2021-01/mail/富蕴县_填报表.eml", "inbox/表.xlsx",
    "inbox/来信.eml",
)  # fmt: skip
ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link in circles": lambda path: path.symlink_to(path),
    "a folder": lambda path: path.mkdir(),
    "a socket": put_socket,
    "a link out": lambda path: path.symlink_to("/proc/self/environ"),
    "a dangling link": lambda path: path.symlink_to("weg"),
    "huge": huge,
    "empty": lambda path: path.touch(),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "a zip cut short": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(60)),
}
COMMANDS = (("run", "--as-of", "2021-02-02"), ("status",), ("doctor",), ("mail", "send", "--dry-run"))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("stellen")
    workspace = Workspace.init(folder / "工作区", small_plan_file(folder))
    workspace.distribute(as_of=workspace.plan.issued_on, item="3.1.1")
    blank = workspace.form_path(workspace.period(), workspace.plan.item[F1[0]], workspace.plan.unit[F1[1]])
    (workspace.inbox / "一.xlsx").write_bytes(filled(workspace, blank.read_bytes(), F1, {}))
    workspace.run(as_of=workspace.plan.issued_on)
    return workspace


@pytest.fixture
def nobody_waits() -> Iterator[None]:
    """A command that waits for ever is ended."""

    def ended(*_: object) -> None:
        raise AssertionError("it waits for ever")

    before = signal.signal(signal.SIGALRM, ended)
    signal.alarm(240)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.one_in(100)
@pytest.mark.parametrize("kind", first(2, [*ODD]))
@pytest.mark.parametrize("place", PLACES)
def test_every_command_ends_with_a_sentence(
    lived: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], nobody_waits: None, place: str, kind: str
) -> None:
    workspace = copy_of(lived, tmp_path / "工作区")
    path = workspace.root / place
    if path.exists():
        path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    ODD[kind](path)
    before = os.lstat(path)
    for words in COMMANDS:
        status = main(["-w", str(workspace.root), *words])
        out, err = capsys.readouterr()
        assert status in (0, 1, 2) and "Traceback" not in out + err, (words, err)
        assert status != 2 or ("请" in err and err.strip().endswith("。")), (words, err)
    if kind in ("a pipe", "a link to a device", "a link in circles", "a socket") and place.startswith("inbox"):
        assert os.lstat(path).st_ino == before.st_ino  # nobody took it away, and `run` has named it
