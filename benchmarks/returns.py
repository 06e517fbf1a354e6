"""Filled returns in any number: the shipped plan's forms with answers in them, for as many units as needed.

One in ten has a slip that people make, one in twenty came twice (a unit sent it again with something changed), and
they are spread over three periods. To the toolkit they are forms like any others: sealed, distinct, checked in full.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from toolkit import Workspace
from toolkit.catalogue import Catalogue
from toolkit.cli.demo import answers_of
from toolkit.form.loaded_base import load_base
from toolkit.form.prefill import Prefill
from toolkit.form.stamp import Press
from toolkit.kinds.values import Value
from toolkit.plan.model import Item, Period, Plan, Unit, ValueType
from toolkit.planbook.writing import write_plan

FAULTY, AGAIN, PERIODS = 0.1, 0.05, 3
BY_LIBREOFFICE = 40
_SLIPS: Mapping[ValueType, Value] = {
    ValueType.INTEGER: "待统计",
    ValueType.DECIMAL: "12万元左右",
    ValueType.DATE: date(1999, 1, 1),
}
_FIRST = 1_611_900_000  # when the first file was saved, in seconds; each a second later


def make_workspace(root: Path, number: int, periods: int = PERIODS) -> Workspace:
    """A workspace with ``number`` filled returns in its inbox, of as many units as that takes."""
    workspace = Workspace.init(root, example=True)
    shipped = workspace.plan
    forms = len(shipped.obligations()) * periods * (1 + AGAIN)
    write_plan(with_more_units(shipped, -int(-number // forms)), workspace.plan_path)
    workspace = Workspace(root)
    for count, (name, data) in zip(range(number), _files(workspace, shipped, periods), strict=False):
        path = workspace.inbox / name
        path.write_bytes(data)
        os.utime(path, (_FIRST + count, _FIRST + count))
    return workspace


def _files(workspace: Workspace, shipped: Plan, periods: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file, as they come: whole units, one period after the other."""
    plan, dice = workspace.plan, random.Random(1)
    press = Press(load_base(workspace.base_path), plan, workspace.key)
    for period in plan.periods[:periods]:
        for unit in plan.units:
            model = model_of(shipped, unit.id)
            for item in plan.items:
                if unit.id not in item.unit_ids:
                    continue
                times = 2 if dice.random() < AGAIN else 1
                for time in range(times):
                    answers = _answers(shipped, workspace.catalogues[item.id], model, dice, again=time > 0)
                    name = f"{item.code}{unit.area}{period.id}{'（重报）' * time}.xlsx"
                    yield name, _form(press, workspace, item, unit, period, answers)


def _form(
    press: Press, workspace: Workspace, item: Item, unit: Unit, period: Period, answers: dict[str, Value]
) -> bytes:
    return press.form(workspace.catalogues[item.id], unit, period, 1, Prefill("", {}, answers, again=True))


def save_some_anew(inbox: Path) -> None:
    """Let LibreOffice save some of the files, where it is installed: many units fill their forms in with it."""
    program = shutil.which("soffice")
    if program is None:
        return
    every = sorted(inbox.glob("*.xlsx"))
    some = every[:: max(1, len(every) // BY_LIBREOFFICE)][:BY_LIBREOFFICE]
    with tempfile.TemporaryDirectory() as folder:
        home = f"-env:UserInstallation={(Path(folder) / 'home').as_uri()}"
        command = [program, home, "--headless", "--convert-to", "xlsx", "--outdir", folder, *map(str, some)]
        subprocess.run(command, check=True, capture_output=True)
        for path in some:
            when = path.stat()
            path.write_bytes((Path(folder) / path.name).read_bytes())
            os.utime(path, ns=(when.st_atime_ns, when.st_mtime_ns))


def with_more_units(plan: Plan, copies: int) -> Plan:
    """The plan with every unit so many times, each with a name of its own."""
    units = [
        unit if n == 0 else replace(unit, id=_copy_id(unit, n), name=f"{unit.name}{n}", area=f"{unit.area}{n}",
                                    aliases=(), code="")
        for n in range(copies)
        for unit in plan.units
    ]  # fmt: skip
    items = [
        replace(item, unit_ids=tuple(_copy_id(plan.unit[u], n) for n in range(copies) for u in item.unit_ids))
        for item in plan.items
    ]
    return replace(plan, units=tuple(units), items=tuple(items))


def model_of(plan: Plan, unit_id: str) -> Unit:
    """The unit of the shipped plan that one of `with_more_units` is a copy of."""
    copied, _, number = unit_id.rpartition("_")
    return plan.unit[copied if number.isdigit() else unit_id]


def _copy_id(unit: Unit, number: int) -> str:
    return f"{unit.id}_{number}" if number else unit.id


def _answers(plan: Plan, catalogue: Catalogue, unit: Unit, dice: random.Random, *, again: bool) -> dict[str, Value]:
    """Right answers, in one form of ten with a slip; in one that is sent again another word of progress."""
    answers: dict[str, Value] = {**answers_of(plan, catalogue, unit)}
    if dice.random() < FAULTY:
        name = dice.choice([field.id for field in catalogue.fields if field.required])
        answers[name] = _SLIPS.get(catalogue.field[name].type)
    if again:
        name = next(f.id for f in catalogue.fields if f.type is ValueType.TEXT and not f.choices and answers.get(f.id))
        answers[name] = f"{answers[name]}（补充）"
    return answers
