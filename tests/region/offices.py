"""Offices made by code: the shipped plan under other issuers, with some forms filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from toolkit import Workspace
from toolkit.base.shipped import shipped_plan_path
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

D25, D28, D29, D2, D8 = (date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29), date(2021, 2, 2), date(2021, 2, 8))
ALTAY, TACHENG, HAMI = "阿勒泰地区", "塔城地区", "哈密市"
Answers = Mapping[str, object]
NOTHING: Answers = {}
ITEMS = ("3.1.1", "3.1.2", "3.1.3", "3.3.3", "4.1.1", "6.2")


def plan_for(name: str, items: Sequence[str] = ITEMS, units: int = 8) -> Plan:
    """The shipped plan as another office would have it, cut down to some items."""
    plan = read_plan(shipped_plan_path())
    kept = tuple(replace(u, area=f"{name[:2]}{u.area}" if name != ALTAY else u.area) for u in plan.units[:units])
    ids = {unit.id for unit in kept}
    indicators = tuple(i for i in plan.indicators if i.item_id in items)
    gone = [f"[{i.name}]" for i in plan.indicators if i.item_id not in items]
    gone += [f"[{i.id}]" for i in plan.indicators if i.item_id not in items]
    return replace(
        plan,
        id=f"plan-{hashlib.sha256(name.encode()).hexdigest()[:6]}",
        issuer=f"新疆维吾尔自治区{name}行政公署办公室",
        units=kept,
        items=tuple(
            replace(item, unit_ids=tuple(u for u in item.unit_ids if u in ids))
            for item in plan.items
            if item.id in items
        ),
        indicators=indicators,
        rules=tuple(rule for rule in plan.rules if rule.item_id in items and not any(n in rule.text for n in gone)),
        settings=replace(plan.settings, disclosed_items=(), disclosures=()),
    )


def office(root: Path, name: str, plan: Plan | None = None) -> Workspace:
    """A workspace that has distributed its first period."""
    root.mkdir(parents=True)
    write_plan(plan or plan_for(name), root.with_suffix(".xlsx"))
    workspace = Workspace.init(root, root.with_suffix(".xlsx"))
    workspace.distribute(as_of=D25)
    return workspace


def fill(workspace: Workspace, item: str, unit: str, changes: Answers = NOTHING) -> bytes:
    """One form of the first period, filled in."""
    plan = workspace.plan
    path = workspace.form_path(plan.periods[0], plan.item[item], plan.unit[unit])
    answers = answers_of(plan, workspace.catalogues[item], plan.unit[unit])
    return fill_form(path.read_bytes(), workspace.catalogues[item], {**answers, **changes})


def send(workspace: Workspace, *forms: tuple[str, str] | tuple[str, str, Answers], on: date = D28) -> None:
    """Forms (item, unit, changes) come back and are collected."""
    for number, (item, unit, *changes) in enumerate(forms):
        data = fill(workspace, item, unit, *changes)
        (workspace.inbox / f"{number}_{item}_{unit}.xlsx").write_bytes(data)
    workspace.collect(as_of=on)


def listing(root: Path) -> dict[str, tuple[str, int, int]]:
    """Everything in a folder: hash, size, time of change; folders as well."""
    return {
        path.relative_to(root).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_size if path.is_file() else 0,
            path.stat().st_mtime_ns,
        )
        for path in sorted(root.rglob("*"))
    }


def struck(work: Callable[[], object], step: int) -> bool:
    """Do something that is stopped before its step-th renaming of a file, from 0; whether it was."""
    real, seen = Path.replace, 0

    def strike(path: Path, target: Path) -> Path:
        nonlocal seen
        seen += 1
        if seen == step + 1:
            raise KeyboardInterrupt
        return real(path, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", strike)
        try:
            work()
        except KeyboardInterrupt:
            return True
    return False
