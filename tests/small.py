"""Three items and five units of the shipped plan, for tests that take a workspace through a long story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import KEY
from toolkit import Workspace
from toolkit.base.shipped import shipped_plan_path
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

ISSUED = date(2021, 1, 25)
ITEMS, UNITS = ("3.1.1", "3.2.3", "6.2"), ("altay_city", "burqin", "fuyun", "fuhai", "qinghe")
F1, F2, F3 = ("3.1.1", "fuyun"), ("3.2.3", "altay_city"), ("6.2", "qinghe")
Form = tuple[str, str]


def small_plan() -> Plan:
    """The shipped plan with three of its items, five of its units, what belongs to them, and no rules."""
    plan = read_plan(shipped_plan_path())
    figures = tuple(i for i in plan.indicators if i.item_id in ITEMS)
    own = {i.id for i in figures}
    return replace(
        plan,
        units=tuple(u for u in plan.units if u.id in UNITS),
        items=tuple(
            replace(i, unit_ids=tuple(u for u in i.unit_ids if u in UNITS)) for i in plan.items if i.id in ITEMS
        ),
        indicators=figures,
        rules=(),
        settings=replace(
            plan.settings,
            disclosed_items=tuple(i for i in plan.settings.disclosed_items if i in ITEMS),
            disclosures=tuple(d for d in plan.settings.disclosures if d in own),
        ),
    )


@cache
def small_plan_bytes() -> bytes:
    """The same as a plan workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        write_plan(small_plan(), path)
        return path.read_bytes()


def small_plan_file(folder: Path) -> Path:
    """The same as a plan workbook in a folder."""
    path = folder / "plan.xlsx"
    path.write_bytes(small_plan_bytes())
    return path


def new_small_workspace(root: Path) -> Workspace:
    """A workspace of the small plan, whose key is the one that the forms of the fixture are sealed under.

    Its forms are those of the shipped plan; nothing has gone out yet.
    """
    made = Workspace.init(root, small_plan_file(root.parent))
    made.key_path.write_text(KEY.hex() + "\n", encoding="ascii")
    return made


def small_workspace(folder: Path) -> Workspace:
    """A workspace of the small plan, for speed."""
    workspace = Workspace.init(folder, small_plan_file(folder.parent))
    workspace.distribute(as_of=ISSUED)
    workspace.consolidate(as_of=ISSUED)
    return workspace


def filled(workspace: Workspace, blank: bytes, form: Form, changes: Mapping[str, object]) -> bytes:
    catalogue = workspace.catalogues[form[0]]
    answers = answers_of(workspace.plan, catalogue, workspace.plan.unit[form[1]])
    return fill_form(blank, catalogue, {**answers, **changes})
