"""Whatever address changes something, on whatever screen, does so only for a form of ours."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.desk.client import Client, ask, request
from tests.desk.test_gate import state
from toolkit.desk.app import application
from toolkit.desk.desk import Desk
from toolkit.desk.serve import Served


def changing(served: Served) -> list[str]:
    rules = application(Desk(served.desk.root)).url_map.iter_rules()
    return sorted({rule.rule for rule in rules if rule.methods and "POST" in rule.methods})


@pytest.mark.parametrize("kind", ["origin", "cookie", "token", "get"])
def test_every_address_that_changes_something_is_kept(served: Served, client: Client, kind: str) -> None:
    paths = changing(served)
    assert {"/office/route", "/office/add", "/health/backup", "/period/close", "/in/accept"} <= {*paths}
    client.get("/")
    before = state(served.desk.root.parent)
    for path in paths:
        headers = {
            **client.headers,
            "Origin": "http://evil.test" if kind == "origin" else f"http://127.0.0.1:{client.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if kind == "cookie":
            headers["Cookie"] = "x=y"
        body = urlencode({"token": "x" if kind == "token" else client.token}).encode()
        if kind == "get":
            client.get(path)  # some are pages, too
        else:
            assert ask(client.port, request("POST", path, headers, body)).status == 403, path
    assert state(served.desk.root.parent) == before
