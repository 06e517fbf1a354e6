"""What a file that is double-clicked begins with on Windows, and how it finds the program that runs it.

Knows: cmd.exe. Must not know: what the program is asked to do.
"""

from __future__ import annotations

import os
from pathlib import Path

_GONE = "找不到程序，可能已经移走或者卸载了。请在工具所在的文件夹里重新建一个工作区，用那里的同名文件换掉这一个。"


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
        f"  echo {_GONE}",
        "  pause",
        "  exit /b 2",
        ")",
        *commands,
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _places(folder: Path, program: Path) -> list[str]:
    absolute = str(program)
    try:
        relative = os.path.relpath(absolute, folder.resolve())
    except ValueError:  # on another drive
        return [_literal(absolute)]
    return [f"%~dp0{_literal(relative)}", _literal(absolute)]


def _literal(path: str) -> str:
    return path.replace("%", "%%")
