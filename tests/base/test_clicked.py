"""Files for a double click on Windows. That cmd.exe finds the program by them is tried in tests/windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.base.clicked import batch


def lines(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    return data.decode().removesuffix("\r\n").split("\r\n")


@pytest.mark.parametrize(
    ("folder", "program", "relative"),
    [
        ("/u/盘/workspace/河湖", "/u/盘/program/python/python.exe", "../../program/python/python.exe"),
        ("/u/盘/workspace", "/u/盘/.venv/Scripts/python.exe", "../.venv/Scripts/python.exe"),
        ("/u/盘", "/usr/bin/python", "../../usr/bin/python"),
        ("/u/100%", "/u/100%/p%q%", "p%%q%%"),
    ],
)
def test_the_program_is_looked_for_from_where_the_file_lies_first(folder: str, program: str, relative: str) -> None:
    data = batch(Path(folder), Path(program), "题", '"%PROGRAM%" -m toolkit watch')
    found = [line for line in lines(data) if "if exist" in line]
    doubled = program.replace("%", "%%")
    assert [line.partition('"')[2].partition('"')[0] for line in found] == [f"%~dp0{relative}", doubled]
    assert lines(data)[-1] == '"%PROGRAM%" -m toolkit watch'


def test_the_code_page_is_said_before_the_first_chinese_sign() -> None:
    data = batch(Path("/甲"), Path("/乙/python.exe"), "题", "pause")
    before, said, _ = data.partition(b"chcp 65001 >nul\r\n")
    assert said and before.isascii()
    assert not any(line.startswith(":") or "goto" in line for line in lines(data))
