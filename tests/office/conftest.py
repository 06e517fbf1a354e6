from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from tests.small import ISSUED, small_plan
from toolkit import Office, Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.planbook.writing import write_plan

TODAY = date(2021, 2, 8)
A, B = "学前教育", "安全生产"


@dataclass(frozen=True)
class Two:
    """An office with two workspaces whose forms are out; their keys differ."""

    root: Path

    @property
    def office(self) -> Office:
        return Office(self.root)

    def workspace(self, name: str) -> Workspace:
        return Workspace(self.root / name)

    def form(self, name: str, number: int = 0) -> bytes:
        """A form of one of them, as it comes back."""
        workspace = self.workspace(name)
        path = sorted(workspace.outbox.rglob("forms/*/*.xlsx"))[number]
        code, _, _ = path.stem.partition("_")
        item = next(one for one in workspace.plan.items if one.code == code)
        unit = next(one for one in workspace.plan.units if one.area == path.parent.name)
        catalogue = workspace.catalogues[item.id]
        return fill_form(path.read_bytes(), catalogue, answers_of(workspace.plan, catalogue, unit))

    def inbox(self, name: str) -> list[str]:
        return sorted(path.name for path in self.workspace(name).inbox.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("办公室") / "整改"
    plan = small_plan()
    contacts = {A: "张某", B: "李某"}
    for name in (A, B):
        units = tuple(replace(unit, contact=contacts[name], phone="000-0000001") for unit in plan.units)
        left = tuple(unit for unit in units if name == A or unit.id != "burqin")
        items = tuple(
            replace(item, unit_ids=tuple(id_ for id_ in item.unit_ids if id_ in {unit.id for unit in left}))
            for item in plan.items
        )
        own = replace(plan, title=f"{name}问题整改方案", units=left, items=items)
        root.mkdir(exist_ok=True)
        write_plan(own, root / "plan.xlsx")
        workspace = Workspace.init(root / name, root / "plan.xlsx")
        (root / "plan.xlsx").unlink()
        workspace.distribute(as_of=ISSUED)
    office = Office(root)
    office.add(root / A)
    office.add(root / B)
    return root


@pytest.fixture
def two(_made: Path, tmp_path: Path) -> Two:
    shutil.copytree(_made, tmp_path / "整改")
    return Two(tmp_path / "整改")


@pytest.fixture(scope="session")
def seen(_made: Path) -> Two:
    """The same, for tests that change nothing."""
    return Two(_made)
