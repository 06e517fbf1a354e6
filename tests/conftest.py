from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.made import looked_at
from toolkit import Workspace, folder
from toolkit.acts import init
from toolkit.base.shipped import shipped_plan_path, shipped_template
from toolkit.catalogue import Catalogue, catalogues
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.form.loaded_base import Base, load_base
from toolkit.form.writer import write_form
from toolkit.intake import spool
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import plan_of_bytes, read_plan

KEY = bytes(range(32))
LEFT_OUT = {"programs": "need LibreOffice or dovecot", "exhaustive": "try many more cases"}

# No deadline and no complaint about slow examples: a busy machine is no fault. The ordinary run tries the same examples
# every time, so that it says the same of the same code; the exhaustive one looks for new ones.
settings.register_profile(
    "ordinary", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile(
    "exhaustive", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], max_examples=400
)
settings.load_profile("ordinary")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = terminalreporter.stats.get("deselected", [])
    for marker, why in LEFT_OUT.items():
        deselected = sum(item.get_closest_marker(marker) is not None for item in left_out)
        if deselected:
            terminalreporter.write_line(
                f"{deselected} tests {why} and were left out; run them with: pytest -m {marker}"
            )


@pytest.fixture(autouse=True, scope="session")
def plans_are_read_once() -> Iterator[None]:
    """A plan workbook of the same bytes gives the same plan: some thousand workspaces of the shipped one read it once.

    A fifth of the time of all tests went into that. What is read of which bytes is tested in tests/planbook.
    """
    plans: dict[bytes, Plan] = {}
    fields: dict[int, tuple[Plan, dict[str, Catalogue]]] = {}

    def read(data: bytes, name: str = "plan.xlsx") -> Plan:
        if data not in plans:
            plans[data] = plan_of_bytes(data, name)
        return plans[data]

    def described(plan: Plan) -> dict[str, Catalogue]:
        if id(plan) not in fields:
            fields[id(plan)] = plan, catalogues(plan)  # with the plan, so that its id stays its own
        return fields[id(plan)][1]

    with pytest.MonkeyPatch.context() as patch:
        for place in (folder, init):
            patch.setattr(place, "plan_of_bytes", read)
        patch.setattr(folder, "catalogues", described)
        yield


@pytest.fixture(scope="session")
def beyond_limits() -> Iterator[list[str]]:
    """What Excel would not take of the workbooks that the toolkit has made in this run."""
    with looked_at() as found:
        yield found


@pytest.fixture(autouse=True)
def nothing_is_beyond_a_limit(beyond_limits: list[str]) -> Iterator[None]:
    """Excel takes every workbook that the test has the toolkit make."""
    yield
    found = [*beyond_limits]
    beyond_limits.clear()
    assert not found, "\n".join(found[:20])


@pytest.fixture(autouse=True)
def nothing_is_being_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a test drops are whole; only the tests of files that are still coming wait for them."""
    monkeypatch.setattr(spool, "PAUSE", 0.0)
    monkeypatch.setattr(spool, "UNFINISHED", 0.0)


@pytest.fixture(scope="session")
def plan() -> Plan:
    return read_plan(shipped_plan_path())


@pytest.fixture(scope="session")
def catalogue_of(plan: Plan) -> dict[str, Catalogue]:
    return catalogues(plan)


@pytest.fixture(scope="session")
def base() -> Base:
    return load_base(shipped_template())


class Forms:
    """Forms of the shipped plan, written once per session and filled on demand."""

    def __init__(self, plan: Plan, catalogue_of: Mapping[str, Catalogue], base: Base) -> None:
        self.plan, self.catalogue_of, self.base = plan, catalogue_of, base
        self._blank: dict[tuple[str, str], bytes] = {}

    def blank(self, item_id: str, unit_id: str) -> bytes:
        if (item_id, unit_id) not in self._blank:
            unit, period = self.plan.unit[unit_id], self.plan.periods[0]
            self._blank[item_id, unit_id] = write_form(
                self.base, self.plan, self.catalogue_of[item_id], unit, period, KEY
            )
        return self._blank[item_id, unit_id]

    def right(self, item_id: str, unit_id: str) -> Mapping[str, object]:
        return answers_of(self.plan, self.catalogue_of[item_id], self.plan.unit[unit_id])

    def filled(self, item_id: str, unit_id: str, changes: Mapping[str, object] = {}) -> bytes:
        answers = {**self.right(item_id, unit_id), **changes}
        return fill_form(self.blank(item_id, unit_id), self.catalogue_of[item_id], answers)


@pytest.fixture(scope="session")
def forms(plan: Plan, catalogue_of: dict[str, Catalogue], base: Base) -> Forms:
    return Forms(plan, catalogue_of, base)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace whose key is the one that `forms` are sealed under."""
    return new_workspace(tmp_path / "工作区")


def new_workspace(root: Path) -> Workspace:
    """The same in a folder of one's own, for fixtures that several tests share."""
    made = Workspace.init(root)
    made.key_path.write_text(KEY.hex() + "\n", encoding="ascii")
    return made


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; these tests fail, and are never skipped, where it is missing."""
    found = shutil.which("soffice")
    assert found, f"LibreOffice is not installed (on {sys.platform}); .ci/run installs it"
    return found
