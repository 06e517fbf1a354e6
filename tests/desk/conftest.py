from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import copy_of
from tests.desk.client import Client
from tests.small import ISSUED, new_small_workspace
from toolkit import Workspace
from toolkit.desk.desk import Desk
from toolkit.desk.serve import Served

TODAY = date(2021, 2, 8)


@pytest.fixture(scope="session")
def sent_out(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose forms are out, to begin with."""
    made = new_small_workspace(tmp_path_factory.mktemp("desk") / "工作区")
    made.distribute(as_of=ISSUED)
    return made


@pytest.fixture
def workspace(sent_out: Workspace, tmp_path: Path) -> Workspace:
    """The same in a folder of one's own."""
    return copy_of(sent_out, tmp_path)


@pytest.fixture
def served(workspace: Workspace) -> Iterator[Served]:
    """A desk that listens."""
    yield from serving(workspace)


def serving(workspace: Workspace, today: date = TODAY) -> Iterator[Served]:
    """A desk that listens until it is asked for once more."""
    found = Served(Desk(workspace.root, lambda: today))
    thread = found.begin()
    yield found
    found.end()
    thread.join(10)


@pytest.fixture
def client(served: Served) -> Client:
    """Somebody who has opened a page of it."""
    return Client.of(served)
