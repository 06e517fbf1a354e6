from __future__ import annotations

import gc
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.made import looked_at
from tests.once import worked_out_once
from toolkit import Workspace
from toolkit.base.shipped import shipped_plan_path, shipped_template
from toolkit.catalogue import Catalogue, catalogues
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.form.loaded_base import Base, load_base
from toolkit.form.stamp import Press
from toolkit.intake import spool
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import read_plan

KEY = bytes(range(32))
LEFT_OUT = {
    "programs": "need LibreOffice, Gnumeric or dovecot",
    "windows": "need wine",
    "exhaustive": "try many more cases",
}

# No deadline and no complaint about slow examples: a busy machine is no fault. The ordinary run tries the same examples
# every time, so that it says the same of the same code; the exhaustive one looks for new ones.
settings.register_profile(
    "ordinary", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile(
    "exhaustive", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], max_examples=400
)
settings.load_profile("ordinary")
# The collector of circles looks often at the many objects that openpyxl makes: a tenth of the time of all tests.
gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test of many dear cases (`one_in`) all but every n-th are left to the exhaustive group."""
    cases: Counter[str] = Counter()
    for item in items:
        if (part := item.get_closest_marker("one_in")) is None:
            continue
        test = item.nodeid.partition("[")[0]
        if cases[test] % part.args[0]:
            item.add_marker(pytest.mark.exhaustive)
        cases[test] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = terminalreporter.stats.get("deselected", [])
    for marker, why in LEFT_OUT.items():
        deselected = sum(item.get_closest_marker(marker) is not None for item in left_out)
        if deselected:
            terminalreporter.write_line(
                f"{deselected} tests {why} and were left out; run them with: pytest -m {marker}"
            )


@pytest.fixture(autouse=True, scope="session")
def nothing_is_worked_out_twice() -> Iterator[None]:
    """See `tests.once`."""
    with worked_out_once():
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


@pytest.fixture(autouse=True, scope="session")
def nothing_is_being_copied() -> Iterator[None]:
    """Files that a test drops are whole; only the tests of files that are still coming wait for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "PAUSE", 0.0)
        patch.setattr(spool, "UNFINISHED", 0.0)
        yield


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
        self._press = Press(base, plan, KEY)  # gives what `write_form` gives (tests/form/test_stamp.py)

    def blank(self, item_id: str, unit_id: str) -> bytes:
        if (item_id, unit_id) not in self._blank:
            unit, period = self.plan.unit[unit_id], self.plan.periods[0]
            self._blank[item_id, unit_id] = self._press.form(self.catalogue_of[item_id], unit, period)
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
    made = Workspace.init(root, example=True)
    made.key_path.write_text(KEY.hex() + "\n", encoding="ascii")
    return made


def copy_of(made: Workspace, folder: Path) -> Workspace:
    """A workspace that several tests begin with, in a folder of one's own."""
    shutil.copytree(made.root, folder / "工作区")
    return Workspace(folder / "工作区")


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; these tests fail, and are never skipped, where it is missing."""
    found = shutil.which("soffice")
    assert found, f"LibreOffice is not installed (on {sys.platform}); .ci/run installs it"
    return found
