"""The files that open the desk by a double click: one for each kind of system, beside the plan.

Knows: what Windows, macOS and Linux desktops start by a double click. Must not know: what the desk is. The program is
the one that made the workspace; a folder that has moved is found by each of them by itself.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

NAME = "打开整改工作台"


@dataclass(frozen=True, slots=True)
class Launcher:
    """One file: its name, what stands in it, and whether the system has to be told that it may be run."""

    name: str
    data: bytes
    runs: bool


def launchers(root: Path, program: str = sys.executable) -> tuple[Launcher, ...]:
    """The files for a workspace, whose desk ``program`` (a Python) opens."""
    return (
        Launcher(f"{NAME}.bat", _windows(program), runs=False),
        Launcher(f"{NAME}.command", _mac(program), runs=True),
        Launcher(f"{NAME}.desktop", _linux(root, program), runs=True),
    )


def _windows(program: str) -> bytes:
    """Without a window of its own where there is a pythonw.exe: people close black windows."""
    quiet = program[: -len("python.exe")] + "pythonw.exe" if program.lower().endswith("python.exe") else program
    lines = [
        "@echo off",
        "chcp 65001 >nul",
        'cd /d "%~dp0"',
        f'if exist "{_percent(quiet)}" (start "" "{_percent(quiet)}" -m toolkit desk)'
        f' else ("{_percent(program)}" -m toolkit desk)',
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def _percent(path: str) -> str:
    return path.replace("%", "%%")


def _mac(program: str) -> bytes:
    return f'#!/bin/sh\ncd "$(dirname "$0")" || exit 1\nexec {shlex.quote(program)} -m toolkit desk\n'.encode()


def _linux(root: Path, program: str) -> bytes:
    """The folder is where the file lies (%k), on a desktop that does not say so where it was made."""
    where = _in_exec(str(root.resolve()))
    script = 'cd "$1" 2>/dev/null; cd "$(dirname "${2:-$PWD/.}")" 2>/dev/null; exec "$0" -m toolkit desk'
    run = f'sh -c "{_in_exec(script)}" "{_in_exec(program)}" "{where}" %k'
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={NAME}",
        "Exec=" + run.replace("\\", "\\\\"),
        "Terminal=false",
        "Categories=Office;",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _in_exec(text: str) -> str:
    """A path as it is quoted within an Exec line (Desktop Entry Specification, "The Exec key")."""
    for sign in ("\\", '"', "`", "$"):
        text = text.replace(sign, "\\" + sign)
    return text.replace("%", "%%")
