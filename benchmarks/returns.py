"""Filled returns in any number: the shipped plan's forms, filled in, and stamped anew for as many units as needed.

Writing and filling a form takes some 80 ms with openpyxl, so that 2,000 would take minutes. Each form of the shipped
plan is therefore made once, and copies for further units get another identity, seal and form number in the packed
XML. To the toolkit they are forms like any others: sealed, distinct, and checked in full.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from toolkit import Workspace
from toolkit.demo import answers_of
from toolkit.fields import Catalogue, ValueType
from toolkit.form.filling import fill_form
from toolkit.form.seal import Identity, form_number, seal
from toolkit.form.writer import load_base, write_form
from toolkit.plan.model import Item, Plan, Unit
from toolkit.plan.writing import write_plan

FAULTY = 0.1  # the share of returns with a fault in them


def make_workspace(root: Path, number: int) -> Workspace:
    """A workspace with ``number`` filled returns in its inbox, of as many units as that takes."""
    workspace = Workspace.init(root)
    shipped = workspace.plan
    copies = -(-number // len(shipped.obligations()))
    write_plan(_with_more_units(shipped, copies), workspace.plan_path)
    workspace = Workspace(root)
    base, left = load_base(workspace.base_path), number
    for item, unit in shipped.obligations():
        wanted = [workspace.plan.unit[_copy_id(unit, n)] for n in range(min(copies, left))]
        left -= len(wanted)
        if not wanted:
            break
        catalogue, period = workspace.catalogues[item.id], workspace.plan.periods[0]
        blank = write_form(base, workspace.plan, catalogue, unit, period, workspace.key)
        filled = fill_form(blank, catalogue, _answers(shipped, catalogue, unit))
        for its_unit in wanted:
            data = _stamped(filled, workspace, item, unit, its_unit)
            (workspace.inbox / f"{item.code}{its_unit.area}.xlsx").write_bytes(data)
    return workspace


def _with_more_units(plan: Plan, copies: int) -> Plan:
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


def _copy_id(unit: Unit, number: int) -> str:
    return f"{unit.id}_{number}" if number else unit.id


def _answers(plan: Plan, catalogue: Catalogue, unit: Unit) -> Mapping[str, object]:
    """Right answers, in one form of ten with a slip that people make."""
    random_ = random.Random(f"{catalogue.item.id}{unit.id}")
    answers = answers_of(plan, catalogue, unit)
    if random_.random() < FAULTY:
        name = random_.choice([field.id for field in catalogue.fields if field.required])
        slips = {ValueType.INTEGER: "待统计", ValueType.DECIMAL: "12万元左右", ValueType.DATE: date(1999, 1, 1)}
        answers[name] = slips.get(catalogue.field[name].type, "")
    return answers


def _as_written(text: str) -> str:
    """A cell's text as openpyxl writes it: in ASCII."""
    return f"<t>{text.encode('ascii', 'xmlcharrefreplace').decode()}</t>"


def _stamped(data: bytes, workspace: Workspace, item: Item, unit: Unit, other: Unit) -> bytes:
    """The same form with another unit's identity."""
    if unit.id == other.id:
        return data
    plan, key, period = workspace.plan, workspace.key, workspace.plan.periods[0]
    digest = workspace.catalogues[item.id].digest
    old, new = (Identity(plan.id, item.id, u.id, period.id, 1, digest) for u in (unit, other))
    changes = {
        f"<t>{unit.id}</t>": f"<t>{other.id}</t>",
        _as_written(unit.name): _as_written(other.name),
        seal(old, key): seal(new, key),
        form_number(old, unit.code or unit.id, key): form_number(new, other.code or other.id, key),
    }
    out, left = BytesIO(), set(changes)
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename.startswith("xl/worksheets/"):
                text = part.decode()
                left -= {before for before in changes if before in text}
                for before, after in changes.items():
                    text = text.replace(before, after)
                part = text.encode()
            target.writestr(info.filename, part)
    assert not left, f"not stamped: {left}"
    return out.getvalue()
