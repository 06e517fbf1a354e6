"""The files that open the desk by a double click: one for each kind of system, beside the plan.

Knows: what Windows, macOS and Linux desktops start by a double click. Must not know: what the desk is. The program is
the one that made the workspace, looked for from where the file lies first; a folder that has moved is found by each of
them by itself.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from toolkit.base.clicked import GONE, batch, from_here

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
        Launcher(f"{NAME}.bat", _windows(root, program), runs=False),
        Launcher(f"{NAME}.command", _mac(root, program), runs=True),
        Launcher(f"{NAME}.desktop", _linux(root, program), runs=True),
    )


def _windows(root: Path, program: str) -> bytes:
    """Without a window of its own where there is a pythonw.exe: people close black windows."""
    return batch(
        root, Path(program), "整改报送工具",
        'set "QUIET=%PROGRAM:python.exe=pythonw.exe%"',
        'if exist "%QUIET%" (start "" "%QUIET%" -m toolkit desk) else ("%PROGRAM%" -m toolkit desk)',
    )  # fmt: skip


def _mac(root: Path, program: str) -> bytes:
    places = " ".join(map(shlex.quote, _places(root, program)))
    lines = [
        "#!/bin/sh",
        'cd "$(dirname "$0")" || exit 1',
        f'for program in {places}; do [ -x "$program" ] && exec "$program" -m toolkit desk; done',
        f"echo {shlex.quote(GONE)}",
        "exit 2",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _linux(root: Path, program: str) -> bytes:
    """The folder is where the file lies (%k), on a desktop that does not say so where it was made."""
    where, there = _in_exec(str(root.resolve())), _in_exec(_places(root, program)[0])
    script = (
        'cd "$1" 2>/dev/null; cd "$(dirname "${3:-$PWD/.}")" 2>/dev/null; '
        '[ -x "$2" ] && exec "$2" -m toolkit desk; exec "$0" -m toolkit desk'
    )
    run = f'sh -c "{_in_exec(script)}" "{_in_exec(program)}" "{where}" "{there}" %k'
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={NAME}",
        "Exec=" + run.replace("\\", "\\\\"),
        "Terminal=false",
        "Categories=Office;",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _places(root: Path, program: str) -> tuple[str, ...]:
    """From where the file lies, so that both may be moved together; else where the program was."""
    relative = from_here(root, Path(program))
    return (program,) if relative is None else (relative, program)


def _in_exec(text: str) -> str:
    """A path as it is quoted within an Exec line (Desktop Entry Specification, "The Exec key")."""
    for sign in ("\\", '"', "`", "$"):
        text = text.replace(sign, "\\" + sign)
    return text.replace("%", "%%")
