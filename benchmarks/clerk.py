"""What a clerk's script does today: pandas.read_excel for each file, one pandera call for each, concat, to_excel.

It takes answers from fixed addresses and checks columns one by one; it neither archives, nor proves whose form it is,
nor repairs, nor explains. It is the least that a script must do to end with one table of checked answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from toolkit import Workspace
from toolkit.catalogue import Catalogue
from toolkit.form.filling import answer_cells
from toolkit.form.loaded_base import load_base
from toolkit.form.writer import write_form

Engine = Literal["openpyxl", "calamine"]


class Sheet:
    """One item's form as the script knows it: where each answer stands, and what it must be."""

    def __init__(self, workspace: Workspace, catalogue: Catalogue) -> None:
        plan = workspace.plan
        unit = plan.unit[catalogue.item.unit_ids[0]]
        blank = write_form(
            load_base(workspace.base_path), plan, catalogue, unit, plan.periods[0], workspace.key
        )  # the addresses are written down once, so this is not timed
        self.cells = {name: _position(cell) for name, (_, cell) in answer_cells(blank, catalogue).items()}
        self.schema = pa.DataFrameSchema(
            {field.id: _column(field) for field in catalogue.fields if field.id in self.cells}
        )


def _position(cell: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z])(\d+)", cell)
    assert match
    return int(match[2]) - 1, ord(match[1]) - 65


def _column(field) -> pa.Column:  # type: ignore[no-untyped-def]
    checks = []
    if field.choices:
        checks.append(pa.Check.isin(field.choices))
    if field.type.is_number and field.minimum is not None:
        checks.append(pa.Check.ge(field.minimum))
    if field.type.is_number and field.maximum is not None:
        checks.append(pa.Check.le(field.maximum))
    return pa.Column(float if field.type.is_number else object, checks, nullable=not field.required, coerce=True)


def consolidate(paths: list[Path], sheets: Mapping[str, Sheet], target: Path, engine: Engine = "openpyxl") -> int:
    """Read, check and put together all files; returns how many were refused."""
    frames, refused = [], 0
    for path in paths:
        grid = pd.read_excel(path, sheet_name="填报表", header=None, engine=engine)
        item = grid.iat[1, 1].split("/")[1] if isinstance(grid.iat[1, 1], str) else ""
        sheet = sheets[item]
        rows, columns = grid.shape
        answers = {n: grid.iat[r, c] if r < rows and c < columns else None for n, (r, c) in sheet.cells.items()}
        frame = pd.DataFrame([answers]).astype(object)
        frame = frame.where(frame.notna(), None)
        try:
            frames.append(sheet.schema.validate(frame, lazy=True).assign(file=path.name))
        except pandera.errors.SchemaErrors:
            refused += 1
    pd.concat([frame.astype(object) for frame in frames]).to_excel(target, index=False)
    return refused
