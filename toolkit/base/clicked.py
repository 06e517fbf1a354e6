"""How a file that is double-clicked finds the program that runs it, and what it begins with on Windows.

Knows: cmd.exe. Must not know: what the program is asked to do.
"""

from __future__ import annotations

import os
from pathlib import Path

GONE = "找不到程序，可能已经移走或者卸载了。请在工具所在的文件夹里重新建一个工作区，用那里的同名文件换掉这一个。"


def batch(folder: Path, program: Path, title: str, *commands: str) -> bytes:
    """A file for cmd.exe in ``folder`` whose commands may name the program as ``%PROGRAM%``.

    The program is looked for from where the file lies, so that both may be moved together, then where it was when the
    file was made. The code page comes before the first Chinese sign.
    """
    lines = (
        "@echo off",
        "chcp 65001 >nul",
        f"title {title}",
        'pushd "%~dp0"',  # gives a folder of the network a letter; cd cannot go there
        'set "PROGRAM="',
        *(f'if not defined PROGRAM if exist "{path}" set "PROGRAM={path}"' for path in _places(folder, program)),
        "if not defined PROGRAM (",
        f"  echo {GONE}",
        "  pause",
        "  exit /b 2",
        ")",
        *commands,
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def from_here(folder: Path, program: Path) -> str | None:
    """Where a program lies, from a folder; None where there is no such way (another drive of Windows)."""
    try:
        return os.path.relpath(program, folder.resolve())
    except ValueError:
        return None


def _places(folder: Path, program: Path) -> list[str]:
    absolute, relative = str(program), from_here(folder, program)
    return [*([f"%~dp0{_literal(relative)}"] if relative is not None else []), _literal(absolute)]


def _literal(path: str) -> str:
    return path.replace("%", "%%")
