"""A history into which somebody has put a change by hand: it is noticed, whatever it says, and there are ways out."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms, copy_of, new_workspace
from toolkit import Workspace
from toolkit.acts.rebuild import Source
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.ledger import EventKind
from toolkit.ledger.journal import UnprovenError, listed, place
from toolkit.ledger.sealing import Seals, with_seal, without_seal

D25, D28, D29 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29)
LIE = ["INSERT INTO event (day, kind, detail) VALUES (?, ?, ?)", [["2021-01-29", "distribute", "假的"]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    workspace = new_workspace(tmp_path_factory.mktemp("封印") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    (workspace.inbox / "富蕴.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    workspace.collect(as_of=D28)
    return workspace


@pytest.fixture
def lived(made: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(made, tmp_path)


def newest(workspace: Workspace) -> int:
    return listed(workspace.history_path).newest


def text_of(workspace: Workspace, number: int) -> str:
    return gzip.decompress(place(workspace.history_path, number).read_bytes()).decode("utf-8", "surrogatepass")


def put(workspace: Workspace, number: int, text: str) -> None:
    path = place(workspace.history_path, number)
    path.write_bytes(gzip.compress(text.encode("utf-8", "surrogatepass"), 1, mtime=0))


def sha256(workspace: Workspace, number: int) -> str:
    return hashlib.sha256(place(workspace.history_path, number).read_bytes()).hexdigest()


def lie_after(workspace: Workspace, number: int) -> str:
    """A change that follows another as the chain wants it."""
    said = json.loads(without_seal(text_of(workspace, number))[0])
    said |= {"whole": False, "before": sha256(workspace, number), "statements": [LIE]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def appended(workspace: Workspace) -> int:
    number = newest(workspace) + 1
    put(workspace, number, lie_after(workspace, number - 1))
    return number


def appended_under_another_key(workspace: Workspace) -> int:
    number = newest(workspace) + 1
    put(workspace, number, with_seal(number, lie_after(workspace, number - 1), bytes(32)))
    return number


def appended_with_the_seal_of_another(workspace: Workspace) -> int:
    number = newest(workspace) + 1
    _, seal = without_seal(text_of(workspace, number - 1))
    put(workspace, number, f'{lie_after(workspace, number - 1)[:-1]},"seal":"{seal}"}}')
    return number


def a_true_one_again(workspace: Workspace) -> int:
    """One that the workspace wrote, under another number: what was done once would be done twice."""
    number = newest(workspace) + 1
    body, seal = without_seal(text_of(workspace, 1))
    said = json.loads(body) | {"before": sha256(workspace, number - 1)}
    put(workspace, number, f'{json.dumps(said, ensure_ascii=False, separators=(",", ":"))[:-1]},"seal":"{seal}"}}')
    return number


def last_changed(workspace: Workspace) -> int:
    number = newest(workspace)
    put(workspace, number, lie_after(workspace, number - 1))
    return number


def all_from_the_middle_anew(workspace: Workspace) -> int:
    """One is changed, and every later one is made to follow it."""
    first = newest(workspace) - 1
    put(workspace, first, lie_after(workspace, first - 1))
    body, seal = without_seal(text_of(workspace, first + 1))
    said = json.loads(body) | {"before": sha256(workspace, first)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    put(workspace, first + 1, f'{text[:-1]},"seal":"{seal}"}}')
    return first


ADDED = (appended, appended_under_another_key, appended_with_the_seal_of_another, a_true_one_again)
CHANGED = (last_changed, all_from_the_middle_anew)


def lose_ledger(workspace: Workspace) -> None:
    for path in workspace.ledger_path.parent.glob("ledger.db*"):
        path.unlink()


@pytest.mark.one_in(100)
@pytest.mark.parametrize("forge", ADDED, ids=lambda forge: forge.__name__)
def test_a_change_put_in_by_hand_is_not_followed(lived: Workspace, forge: Callable[[Workspace], int]) -> None:
    number = forge(lived)
    with pytest.raises(UnprovenError, match=f"第 {number} 号记录.*可能是别人放进去的。.*rebuild --from ledger"):
        lived.consolidate(as_of=D29)
    lived.rebuild(today=D29, source=Source.LEDGER)  # the way out that it names
    with Workspace(lived.root).ledger() as ledger:
        assert ledger.last(EventKind.DISTRIBUTE) == "2021-01" and len(ledger.submissions()) == 1
    assert [one.what for one in Workspace(lived.root).doctor(today=D29) if "封印" in one.said and not one.good] == []


@pytest.mark.one_in(100)
@pytest.mark.parametrize("forge", [*ADDED, *CHANGED], ids=lambda forge: forge.__name__)
def test_a_forged_history_makes_no_ledger_until_somebody_says_so(
    lived: Workspace, forge: Callable[[Workspace], int], capsys: pytest.CaptureFixture[str]
) -> None:
    lose_ledger(lived)
    number = forge(lived)
    with pytest.raises(UnprovenError, match=f"第 {number} 号"):
        lived.rebuild(today=D29)
    assert main(["-w", str(lived.root), "doctor"]) == 1
    assert f"存档记录：archive/history 里第 {number} 号记录" in capsys.readouterr().out
    assert main(["-w", str(lived.root), "rebuild", "--from", "history"]) == 1
    assert "封印不对（第" in capsys.readouterr().out
    with Workspace(lived.root).ledger() as ledger:
        ledger.log(D29, EventKind.DISTRIBUTE, "2021-01")  # work goes on
    lived.rebuild(today=D29, source=Source.LEDGER)
    lose_ledger(lived)
    assert lived.rebuild(today=D29).unproven == ()


def without_seals(workspace: Workspace) -> int:
    """The history as programs of before wrote it."""
    before = ""
    for number in range(1, newest(workspace) + 1):
        body, _ = without_seal(text_of(workspace, number))
        said = json.loads(body) | {"before": before}
        put(workspace, number, json.dumps(said, ensure_ascii=False, separators=(",", ":")))
        before = sha256(workspace, number)
    return newest(workspace)


def test_a_history_of_before_is_read_and_goes_on_under_seal(lived: Workspace) -> None:
    old = without_seals(lived)
    lose_ledger(lived)
    lived.rebuild(today=D29)
    with lived.ledger() as ledger:
        ledger.log(D29, EventKind.DISTRIBUTE, "2021-01")
        assert len(ledger.submissions()) == 1
    assert without_seal(text_of(lived, old + 1))[1]
    (said,) = [one for one in lived.doctor(today=D29) if one.what == "存档记录"]
    assert said.good and f"前 {old} 步是以前的程序写的，没有封印，封印都对。" in said.said
    number = appended(lived)  # but after the first seal none goes without
    with pytest.raises(UnprovenError, match=f"第 {number} 号记录没有封印，前面的却有"), lived.ledger():
        pass


@pytest.mark.parametrize("lost", [False, True])
def test_a_history_of_several_keys_is_read(lived: Workspace, lost: bool) -> None:
    for day in (D28, D29):
        lived.rotate_key(until=day)
        with lived.ledger() as ledger:
            ledger.log(day, EventKind.DISTRIBUTE, "2021-01")
    keys = lived.seals().keys
    assert len(keys) == 3
    if lost:
        lose_ledger(lived)
        lived.rebuild(today=date(2021, 6, 1))
    (said,) = [one for one in lived.doctor(today=D29) if one.what == "存档记录"]
    assert said.good
    number = newest(lived) + 1  # whoever has an old key writes nothing any more
    put(lived, number, with_seal(number, lie_after(lived, number - 1), keys[1]))
    with pytest.raises(UnprovenError), lived.ledger():
        pass


def test_without_a_key_the_history_is_read_and_not_written(lived: Workspace) -> None:
    lived.key_path.unlink()
    lose_ledger(lived)
    with Workspace(lived.root).ledger() as ledger:
        assert len(ledger.submissions()) == 1
        with pytest.raises(WorkspaceError, match="没有工作区密钥"):
            ledger.log(D29, EventKind.DISTRIBUTE, "2021-01")


def test_a_seal_is_of_one_number_and_one_text() -> None:
    text, key = '{"schema":1,"statements":[]}', bytes(range(32))
    seals = Seals((bytes(32), key))
    body, seal = without_seal(with_seal(3, text, key))
    assert body == text and seals.age(3, body, seal) == 1 and seals.age(3, body, "") == 2
    assert seals.age(4, body, seal) is None and seals.age(3, f"{body} ", seal) is None
    assert without_seal('{"a":",\\"seal\\":\\"00\\"}"}')[1] == ""
