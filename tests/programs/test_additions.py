"""What the office adds lives on when the master has been saved by LibreOffice or Gnumeric."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.additions.clerks import carry, drawn, edited, opened
from tests.additions.ways import WAYS
from tests.programs.real import recalculate

pytestmark = pytest.mark.programs


def saved_by(program: str, data: bytes, folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "台账.xlsx"
    path.write_bytes(data)
    if program == "LibreOffice":
        return recalculate([path], folder / "saved")[0].read_bytes()
    if shutil.which("ssconvert") is None:
        pytest.skip("Gnumeric is not installed")
    subprocess.run(["ssconvert", str(path), str(folder / "saved.xlsx")], check=True, capture_output=True)
    return (folder / "saved.xlsx").read_bytes()


@pytest.mark.parametrize("program", ["LibreOffice", "Gnumeric"])
def test_nothing_is_taken_for_an_addition_because_another_program_saved_it(program: str, tmp_path: Path) -> None:
    done = carry(saved_by(program, drawn(), tmp_path))
    assert not done.added and done.data == drawn()


@pytest.mark.parametrize("program", ["LibreOffice", "Gnumeric"])
@pytest.mark.parametrize("times", [1, 2])
def test_every_way_of_adding_lives_on(program: str, times: int, tmp_path: Path) -> None:
    data = edited(drawn(), *(way.add for way in WAYS.values()))
    was = {name: way.seen(opened(data)) for name, way in WAYS.items()}
    for number in range(times):
        data = carry(saved_by(program, data, tmp_path / str(number)), "after" if number else "before").data
    book = opened(data)
    for name, way in WAYS.items():
        now = way.seen(book)
        assert str(now).startswith("=") if "formula" in name else now == was[name], (name, now)


def test_what_comes_out_opens_and_calculates(tmp_path: Path) -> None:
    data = carry(edited(drawn(), *(way.add for way in WAYS.values()))).data
    (tmp_path / "台账.xlsx").write_bytes(data)
    (saved,) = recalculate([tmp_path / "台账.xlsx"], tmp_path / "saved")
    from openpyxl import load_workbook

    book = load_workbook(saved, data_only=True)
    errors = [
        (sheet.title, one.coordinate, one.value)
        for sheet in book
        for row in sheet.iter_rows()
        for one in row
        if isinstance(one.value, str) and one.value.startswith(("#", "Err:"))
    ]
    rows = [row[0].value for row in book["整改台账"]["B5:B20"]]
    assert not errors and book["统计"]["A1"].value == sum(value is not None for value in rows) > 5
