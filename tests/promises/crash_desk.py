"""A desk that is killed: in the middle of an act or of an upload, at every change of a file or at random moments.

    python -m tests.promises.crash_desk                  # every act of a page, before each of its changes of a file
    python -m tests.promises.crash_desk random 20        # every act, at as many random moments
    python -m tests.promises.crash_desk every 7 收件     # one act, before every seventh change

Afterwards a new desk is opened by the same double click and the clerk does the same again; what must hold then is what
`tests.promises.crash_acts` says. Where what is dropped twice lies twice for a while, only bytes are compared.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.desk.client import Client
from tests.promises.crash_acts import LATER, Act, main
from tests.small import F1
from toolkit.acts.import_plan import AMENDMENT, DRAFT
from toolkit.desk.jobs import State
from toolkit.desk.serve import Served, begun
from toolkit.intake.spool import digest

Clerk = Callable[[Served, Client], None]


def at_the_desk(clerk: Clerk, day: date = LATER) -> Callable[[Path], None]:
    """What a clerk does, in a desk that is opened for it and ended by its button."""

    def do(root: Path) -> None:
        with begun(root, lambda: day) as served:
            assert isinstance(served, Served), "another desk is there"
            client = Client.of(served)
            assert client.get("/").status == 200
            clerk(served, client)
            assert client.post("/quit").status == 200

    return do


def pressed(served: Served, client: Client, path: str, **fields: object) -> None:
    """Press a button and wait for what it began; that must have been done."""
    assert client.post(path, fields).status == 303, path
    _done(served)


def _done(served: Served, but: str = "\0") -> None:
    """Wait for what was begun; it must have been done, or say why nothing was left to do."""
    while served.desk.jobs.running is not None:
        time.sleep(0.01)
    last = served.desk.jobs.last
    assert last is not None and (last.state is State.DONE or but in last.lines[0]), last


def drop(served: Served, client: Client) -> None:
    """Files are dropped, one by one."""
    for path in sorted((served.desk.root / "寄来").iterdir()):
        assert client.drop(path.name, path.read_bytes()).status == 200


def take_in(served: Served, client: Client) -> None:
    """Files are dropped, looked at and taken."""
    drop(served, client)
    pressed(served, client, "/in/preview")
    page = client.get("/in").text
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark
    pressed(served, client, "/in/accept", mark=mark[1], file=re.findall(r'name="file" value="([0-9a-f]{64})"', page))
    workspace = served.desk.workspace()
    assert [*workspace.inbox.glob("*.*")] == [], "something was left in the inbox"
    with workspace.ledger() as ledger:
        forms = [(s.item_id, s.unit_id, s.period_id, s.sha256) for s in ledger.submissions()]
        assert len(forms) == len(set(forms)), "a form was taken twice"
        assert not ledger.runs(unanswered=True), "an answer is still owed"
    kept = {path.stem for path in workspace.archive.glob("??/*")}
    assert {digest(path.read_bytes()) for path in (served.desk.root / "寄来").iterdir()} <= kept


def claim(served: Served, client: Client) -> None:
    """What was not recognised is claimed, as long as it is there; then the master is made again."""
    path = served.desk.workspace().inbox / "未识别" / "说明.pdf"
    if path.exists():
        period = served.desk.workspace().period().id
        fields = {"id": served.desk.listed.id_of(path), "item": F1[0], "unit": F1[1], "period": period}
        assert client.post("/claim/make", fields).status == 303
        _done(served, "已经登记过")  # where the kill came after that
    assert not path.exists()
    pressed(served, client, "/closure/read")


def read_document(served: Served, client: Client) -> None:
    """A document becomes a draft."""
    data = (served.desk.root / "文件.docx").read_bytes()
    assert client.upload("/plan/read", "document", "文件.docx", data).status == 303
    _done(served, "还有一份没有启用的")  # where the kill came after the draft
    drafts = [path for name in (DRAFT, AMENDMENT) if (path := served.desk.root / name).exists()]
    assert drafts
    for path in drafts:
        load_workbook(BytesIO(path.read_bytes()))  # whole, whenever it is there


def button(path: str, **fields: object) -> Clerk:
    """A button of a page."""
    return lambda served, client: pressed(served, client, path, **fields)


DESK: dict[str, Act] = {
    "放文件": Act(at_the_desk(drop), alike=False),
    "收件": Act(at_the_desk(take_in), alike=False),
    "认领": Act(at_the_desk(claim)),
    "发表": Act(at_the_desk(button("/issue/make", period="2021-04", binding="每项"))),
    "催报": Act(at_the_desk(button("/remind/make"))),
    "读回核定": Act(at_the_desk(button("/closure/read"))),
    "双公开": Act(at_the_desk(button("/publish/make"))),
    "新方案": Act(at_the_desk(read_document)),
    "体检": Act(at_the_desk(button("/health/check"))),
}
"""Every act that a page begins."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], DESK))
