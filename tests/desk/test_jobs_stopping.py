"""A job is stopped between two files or forms: what is done counts, the rest is left, and the page says both."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.desk.client import Client, heading
from tests.desk.conftest import TODAY, serving
from tests.small import ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.desk.jobs import Jobs, State, Told, Watch
from toolkit.desk.serve import Served
from toolkit.plan.options import Binding


@dataclass
class Held:
    """An act held at its first step until somebody has asked for it to stop."""

    jobs: Jobs
    begun: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, watch: Watch, doing: str, done: int, total: int) -> bool:
        self.begun.set()
        assert self.go.wait(20)
        return HEARD(watch, doing, done, total)


HEARD = Watch.__call__


@pytest.fixture
def held(served: Served, monkeypatch: pytest.MonkeyPatch) -> Held:
    found = Held(served.desk.jobs)
    monkeypatch.setattr(Watch, "__call__", lambda *said: found(*said))
    return found


def stopped(held: Held, served: Served, client: Client) -> str:
    """Press the button on the page of the job that runs; gives the page on which its end is told."""
    assert held.begun.wait(20)
    page = client.get("/job").text
    number = re.search(r'name="job" value="(\d+)"', page)
    assert number and "做完这一份就停" in page
    client.post("/job/stop", {"job": number[1]})
    page = client.get("/job").text
    assert "正在停" in page and "做完这一份就停</button>" not in page
    held.go.set()
    return client.done(served).text


def test_taking_in_is_stopped_and_the_rest_stays_in_the_inbox(
    held: Held, served: Served, client: Client, workspace: Workspace, forms: Forms
) -> None:
    (workspace.inbox / "一.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    seen = workspace.preview(as_of=TODAY)
    client.post("/in/accept", {"mark": "", "file": [one.sha256 for one in seen.files]})
    page = stopped(held, served, client)
    assert heading(page) == "收件按您说的停下了。" and "其余 1 个文件没有收，都还在收件箱里" in page
    assert [path.name for path in workspace.inbox.glob("*.xlsx")] == ["一.xlsx"]
    assert workspace.next_step(as_of=TODAY).counts.accepted == 0
    client.post("/in/accept", {"mark": "", "file": [one.sha256 for one in seen.files]})
    assert heading(client.done(served).text) == "收件做完了。", "the rest can be taken afterwards"
    assert workspace.next_step(as_of=TODAY).counts.accepted == 1


def test_looking_is_stopped_and_nothing_is_said_of_what_was_not_looked_at(
    held: Held, served: Served, client: Client, workspace: Workspace
) -> None:
    (workspace.inbox / "一.pdf").write_bytes(b"%PDF-1.4")
    client.post("/in/preview")
    page = stopped(held, served, client)
    assert heading(page) == "看收到的文件按您说的停下了。" and "什么也没有登记" in page
    assert heading(client.get("/in").text) == "收到 1 个文件，还没有登记。先看一遍，再收下。"


@pytest.mark.one_in(2)
@pytest.mark.parametrize("after", [1, 0])
@pytest.mark.parametrize("binding", ["每项", "一册"])
def test_whoever_is_reached_before_a_stop_gets_all_of_their_forms(tmp_path: Path, binding: str, after: int) -> None:
    workspace = new_small_workspace(tmp_path / "工作区")
    owed: dict[str, int] = {}
    for _, unit in workspace.plan.obligations():
        owed[unit.area] = owed.get(unit.area, 0) + 1
    enough = sum(list(owed.values())[:after]) if binding == "一册" else 1
    done = workspace.distribute(
        as_of=ISSUED, binding=Binding(binding), progress=lambda doing, done, total: after == 0 or done >= enough
    )
    got = {path.parent.name: 0 for path in done.forms}
    drafts = len(done.drafts)
    if after == 0:
        assert not done.forms and not drafts and not workspace.forms_path(done.period).exists()
        assert "还没有发" in workspace.next_step(as_of=ISSUED).sentence
        return
    assert 0 < len(got) < len(owed) and drafts == len(got) == len(done.bundles)
    assert done.number == sum(owed[name] for name in got)
    left = workspace.next_step(as_of=ISSUED)
    assert left.waiting.unsent == sum(owed.values()) - done.number
    whole = workspace.distribute(as_of=ISSUED, binding=Binding(binding))
    assert whole.number == sum(owed.values()) and workspace.next_step(as_of=ISSUED).waiting.unsent == 0


def test_what_was_stopped_and_made_again_is_what_was_never_stopped(tmp_path: Path) -> None:
    made = [new_small_workspace(tmp_path / name) for name in ("a", "b")]
    made[0].distribute(as_of=ISSUED)
    made[1].key_path.write_bytes(made[0].key_path.read_bytes())
    made[1].distribute(as_of=ISSUED, progress=lambda doing, done, total: done > 0)
    made[1].distribute(as_of=ISSUED)
    first, second = (
        {path.relative_to(one.outbox): path.read_bytes() for path in one.outbox.rglob("*") if path.is_file()}
        for one in made
    )
    assert first == second


def test_what_cannot_be_stopped_says_so(served: Served, client: Client) -> None:
    go = threading.Event()

    def act(watch: Watch) -> Told:
        assert go.wait(20)
        return Told(["好了。"])

    job = served.desk.jobs.start("读回核定", act)
    page = client.get("/job").text
    assert "要一口气做完" in page and "就停</button>" not in page
    refused = client.post("/job/stop", {"job": job.number})
    assert refused.status == 400 and heading(refused.text) == "读回核定要一口气做完，不能停在半路。请稍等。"
    for odd in ("", "x", "-1", "²", str(job.number + 1)):
        assert client.post("/job/stop", {"job": odd}).status == 400, odd
    go.set()
    assert heading(client.done(served).text) == "读回核定做完了。"
    assert client.post("/job/stop", {"job": job.number}).status == 400


def test_whoever_asks_after_the_last_one_has_stopped_nothing(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs.json", str)
    go = threading.Event()

    def act(watch: Watch) -> Told:
        watch("收", 2, 2)
        assert go.wait(20)
        return Told(["好了。"])

    job = jobs.start("收件", act, stops=True)
    jobs.stop(job.number)
    go.set()
    while jobs.running:
        pass
    assert jobs.last is not None and jobs.last.state is State.DONE


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[Workspace, Served, Client]]:
    workspace = new_small_workspace(tmp_path / "新")
    for served in serving(workspace):
        yield workspace, served, Client.of(served)


def test_sending_out_is_stopped_from_the_page(
    fresh: tuple[Workspace, Served, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, served, client = fresh
    held = Held(served.desk.jobs)
    monkeypatch.setattr(Watch, "__call__", lambda *said: held(*said))
    client.post("/issue/make", {"period": workspace.plan.periods[0].id})
    page = stopped(held, served, client)
    assert heading(page) == "发表按您说的停下了。" and "没有做，也没有拟邮件" in page
