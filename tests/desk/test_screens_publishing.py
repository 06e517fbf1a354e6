"""公开审看 on the page: what is chosen goes into the record of the workbook, what is decided there is told."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import pytest

from tests.acts.test_review_settled import WHO, asks, path_of, stands, types
from tests.desk.client import Client, heading
from tests.desk.conftest import TODAY
from tests.reviewed import HIDDEN, PUBLIC
from toolkit import Workspace
from toolkit.acts.publish import Published
from toolkit.acts.review import decisions_of
from toolkit.desk.serve import Served
from toolkit.publish.passages import Found, Passage, Why
from toolkit.publish.review_book import rows_of

LINES = "住\n迎宾路 <5> 号"
ASKED = (*WHO[:2], LINES)


@pytest.fixture(autouse=True)
def asking(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishing that asks about some passages; `tests.acts.test_review` has the real one."""
    asks(workspace)

    def publish(workspace: Workspace, **_: object) -> Published:
        with workspace.ledger() as ledger:
            decisions = decisions_of(ledger)
        found = [Found(Passage(Why.NAME, words), "党内公开版", "B3", "由", words, "负责") for words in ASKED]
        rows = rows_of(found, decisions)
        undecided = sum(row.open for row in rows)
        return Published(
            workspace.period(), TODAY, (), (), (), (), path_of(workspace), undecided, len(rows) - undecided,
            rows=tuple(rows),
        )  # fmt: skip

    monkeypatch.setattr(Workspace, "publish", publish)


def asked(served: Served, client: Client) -> str:
    client.post("/publish/make")
    client.done(served)
    return client.get("/publish").text


def fields(page: str, chosen: Mapping[str, str], words: Mapping[str, str] = {}) -> dict[str, str]:
    """The form as a browser sends it, with what somebody has chosen for which words."""
    sent = {}
    for tag in re.findall(r'<input type="(?:hidden|text)"[^>]*>|<input id="w[^>]*>', page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            sent[name[1]] = html.unescape(value[1]).replace("\n", "\r\n")
    for number in range(sum(name.startswith("shown") for name in sent)):
        shown = sent[f"shown{number}"].replace("\r\n", "\n")
        if shown in chosen:
            sent[f"verdict{number}"] = chosen[shown]
        if shown in words:
            sent[f"words{number}"] = words[shown]
    return sent


def test_passages_are_decided_with_their_sentences(served: Served, client: Client, workspace: Workspace) -> None:
    page = asked(served, client)
    assert heading(page) == "还有 3 处字请您定：可以公开，还是隐去。" and "由<mark>梁启明</mark>负责" in page
    assert "<mark>住\n迎宾路 &lt;5&gt; 号</mark>" in page
    chosen = {WHO[0]: HIDDEN, LINES: PUBLIC}
    client.post("/publish/decide", fields(page, chosen))
    assert "记下 2 处" in client.done(served).text
    assert stands(workspace) == chosen
    page = client.get("/publish").text
    assert heading(page) == "还有 1 处字请您定：可以公开，还是隐去。" and WHO[0] not in page
    client.post("/publish/decide", fields(page, {WHO[1]: HIDDEN}, {WHO[1]: " 张三丰同志 "}) | {"verdict9": "x"})
    client.done(served)
    assert stands(workspace) == {**chosen, "张三丰同志": HIDDEN}


def test_what_was_decided_in_the_workbook_meanwhile_is_told(
    served: Served, client: Client, workspace: Workspace
) -> None:
    page = asked(served, client)
    types(workspace, WHO[0], PUBLIC)
    client.post("/publish/decide", fields(page, {WHO[0]: HIDDEN, WHO[1]: PUBLIC}))
    told = client.done(served).text
    assert "记下 1 处" in told and "“梁启明”没有记：公开审看里另有人定为“可以公开”" in told
    assert stands(workspace) == {WHO[0]: PUBLIC, WHO[1]: PUBLIC}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("odd", [{"why0": "x"}, {"verdict0": "x"}, {"why0": ""}])
def test_what_nobody_can_choose_is_not_written_down(
    served: Served, client: Client, workspace: Workspace, odd: dict[str, str]
) -> None:
    client.post("/publish/decide", fields(asked(served, client), {WHO[0]: HIDDEN}) | odd)
    assert "记下 0 处" in client.done(served).text and stands(workspace) == {}
