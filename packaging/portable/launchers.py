"""What is clicked on: the starters of a folder, and what installs from its wheels.

Knows: how cmd.exe and sh find a folder that has been moved, and how they are to be written. Must not know: what lies in
the folder besides the files that a starter names.

cmd.exe reads a file by the code page that is in force, so the first line sets UTF-8. Where that fails Chinese signs are
read as others, which may swallow the sign behind them; so they stand in sentences only, never in a path or in quotes.
Labels are not used: older editions look for them by counting bytes and lose their place behind Chinese. A folder of the
network has no letter, so ``pushd`` gives it one.
"""

from __future__ import annotations

from portable.tree import File

WORK = "workspace"
DESK, SHELL, INSTALL = "打开整改工作台", "命令行", "安装"
_TITLE = "整改报送工具"
UNPACK = "文件不全。请先把压缩包全部解压到一个文件夹里，再从那里双击打开。"
_NOT_INSTALLED = "还没有安装。请先双击“安装”，装好以后再打开。"
_NO_PYTHON = "没有找到合用的 Python。请先安装 {versions}（64 位）中的一个，再双击“安装”。"
_FAILED = "没有装好。请检查这个文件夹能不能写入、磁盘空间够不够，再双击“安装”。"
_INSTALLED = "装好了。以后双击“打开整改工作台”就行；这个文件夹可以整个移动。"
_COMMANDS = "可以输入 toolkit 命令了，例如：toolkit status。写法见“使用说明”。"
_ANSWER = "按回车键关闭。"


def batch(*lines: str) -> File:
    """A file for cmd.exe: UTF-8 without a mark, said before the first Chinese sign, and lines that end as there."""
    begin = ("@echo off", "chcp 65001 >nul", f"title {_TITLE}", 'pushd "%~dp0"')
    return File("".join(f"{line}\r\n" for line in (*begin, *lines)).encode())


def script(*lines: str) -> File:
    """A file for sh that works in the folder in which it lies."""
    begin = ("#!/bin/sh", 'cd "$(dirname "$0")" || exit 2')
    return File("".join(f"{line}\n" for line in (*begin, *lines)).encode(), executable=True)


def _unless(path: str, sentence: str) -> tuple[str, ...]:
    return (f'if not exist "{path}" (', f"  echo {sentence}", "  pause", "  exit /b 2", ")")


def _unless_sh(path: str, sentence: str) -> tuple[str, ...]:
    return (f'if [ ! -x "{path}" ]; then', f'  echo "{sentence}"', "  read -r _", "  exit 2", "fi")


def windows_starters(python: str, lacking: str) -> dict[str, File]:
    """The starters for cmd.exe; ``python`` is where ``python.exe`` and ``pythonw.exe`` lie in the folder."""
    there = python.replace("/", "\\")
    enter = (*_unless(f"{there}\\pythonw.exe", lacking), f'if not exist "{WORK}" mkdir "{WORK}"')
    return {
        # Without a window: people close black ones, and with them what runs there.
        f"{DESK}.bat": batch(*enter, f'cd "{WORK}"', f'start "" "..\\{there}\\pythonw.exe" -m toolkit desk'),
        f"{SHELL}.bat": batch(*enter, 'set "PATH=%CD%\\program;%PATH%"', f'cd "{WORK}"', f"echo {_COMMANDS}", "cmd /k"),
        # No `batch`: it works in the folder of whoever calls it.
        "program/toolkit.bat": File(f'@"%~dp0..\\{there}\\python.exe" -m toolkit %*\r\n'.encode()),
    }


def linux_starters(python: str, lacking: str) -> dict[str, File]:
    """The starters for sh and for desktops; ``python`` is where the program lies in the folder."""
    here = (
        *_unless_sh(python, lacking),
        f'mkdir -p "{WORK}"',
        f'cd "{WORK}" || exit 2',
    )
    failed = (f'if [ "$status" -gt 0 ]; then echo "{_ANSWER}"; read -r _; fi', 'exit "$status"')
    # %k is where the entry itself lies; a quoted word of Exec escapes quotes and dollars twice.
    start = f'cd \\\\"\\\\$(dirname \\\\"\\\\$1\\\\")\\\\" && exec ./{DESK}.sh'
    entry = ("[Desktop Entry]", "Type=Application", f"Name={DESK}", "Terminal=true", f'Exec=sh -c "{start}" sh %k')
    return {
        f"{DESK}.sh": script(*here, f'"../{python}" -I -m toolkit desk', "status=$?", *failed),
        f"{DESK}.desktop": File("".join(f"{line}\n" for line in entry).encode(), executable=True),
        "program/toolkit": File(
            f'#!/bin/sh\nexec "$(dirname "$0")/../{python}" -I -m toolkit "$@"\n'.encode(), executable=True
        ),
    }


_PIP = "-m pip install --no-index --find-links wheels --disable-pip-version-check -q -c constraints.txt"
PACKAGE = "rectification-toolkit"


def installing_on_windows(versions: tuple[str, ...]) -> dict[str, File]:
    """What installs the wheels on a machine that has one of these versions of Python, and the starters over that."""
    python = ".venv/Scripts"
    candidates = [*(f"py -{version}" for version in versions), "python"]
    known = " or ".join(f"v == '{version}'" for version in versions)
    is_known = f"import sys; v = '%%d.%%d' %% sys.version_info[:2]; sys.exit(not (sys.maxsize > 2**32 and ({known})))"
    lines = [
        *_unless("wheels", UNPACK),
        'set "PYTHON="',
        *(
            f'if not defined PYTHON {one} -c "{is_known}" >nul 2>nul && set "PYTHON={one}"'
            for one in candidates
        ),
        "if not defined PYTHON (", f"  echo {_NO_PYTHON.format(versions='、'.join(versions))}", "  pause",
        "  exit /b 2", ")",
        f'%PYTHON% -m venv --clear .venv && .venv\\Scripts\\python.exe {_PIP} {PACKAGE}',
        "if errorlevel 1 (", f"  echo {_FAILED}", "  pause", "  exit /b 2", ")",
        f"echo {_INSTALLED}",
        "pause",
    ]  # fmt: skip
    return {f"{INSTALL}.bat": batch(*lines), **windows_starters(python, _NOT_INSTALLED)}


def installing_on_linux(versions: tuple[str, ...]) -> dict[str, File]:
    """See `installing_on_windows`."""
    python = ".venv/bin/python"
    names = " ".join(f"python{version}" for version in versions)
    lines = [
        f'if [ ! -d wheels ]; then echo "{UNPACK}"; read -r _; exit 2; fi',
        "python=",
        f"for one in {names}; do",
        '  if [ -z "$python" ] && "$one" -c "" 2>/dev/null; then python=$one; fi',
        "done",
        f'if [ -z "$python" ]; then echo "{_NO_PYTHON.format(versions="、".join(versions))}"; read -r _; exit 2; fi',
        f'if "$python" -m venv --clear .venv && {python} {_PIP} {PACKAGE}; then',
        f'  echo "{_INSTALLED}"',
        "else",
        f'  echo "{_FAILED}"',
        "  read -r _",
        "  exit 2",
        "fi",
    ]
    return {f"{INSTALL}.sh": script(*lines), **linux_starters(python, _NOT_INSTALLED)}
