"""Opens things for the person in front: a page in a browser of its own window, a file with its program.

Knows: where browsers lie on each system, which kinds of files may be opened. Must not know: what is in them. What came
from elsewhere may be a program, so only kinds that are documents are opened.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import webbrowser
from pathlib import Path

from toolkit.base.errors import WorkspaceError

_ENDINGS = "xlsx xls et ods docx doc wps odt pdf txt eml html png jpg jpeg zip"
DOCUMENTS = frozenset(f".{ending}" for ending in _ENDINGS.split())
_WINDOWS = (r"Microsoft\Edge\Application\msedge.exe", r"Google\Chrome\Application\chrome.exe")
_MAC = (
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_LINUX = ("microsoft-edge", "google-chrome", "chromium", "chromium-browser")


def open_page(address: str) -> bool:
    """Open a page in a window of its own where Edge or Chrome is, else in the default browser; False if none is there.

    Who has set BROWSER gets that one.
    """
    program = None if os.environ.get("BROWSER") else _with_window()
    if program is not None:
        try:
            subprocess.Popen([program, f"--app={address}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            pass
        else:
            return True
    return webbrowser.open(address)


def _with_window() -> str | None:
    if sys.platform == "win32":
        roots = [os.environ.get(name) for name in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")]
        found = (str(Path(root) / tail) for tail in _WINDOWS for root in roots if root)
    elif sys.platform == "darwin":
        found = iter(_MAC)
    else:
        found = (path for name in _LINUX if (path := shutil.which(name)))
    return next((path for path in found if Path(path).exists()), None)


def open_desk(root: Path) -> None:
    """Open the desk of another workspace, in a process of its own, which opens its page.

    Raises `WorkspaceError` where no process can be had.
    """
    if sys.platform == "win32":
        flags, apart = subprocess.DETACHED_PROCESS, False
    else:
        flags, apart = 0, True
    nothing = subprocess.DEVNULL
    try:
        subprocess.Popen(
            [sys.executable, "-m", "toolkit", "-w", str(root), "desk"], stdin=nothing, stdout=nothing, stderr=nothing,
            creationflags=flags, start_new_session=apart,
        )  # fmt: skip
    except OSError as error:
        raise WorkspaceError(
            f"{root.name} 的工作台打不开（{error.strerror}）。请双击它里面的“打开整改工作台”。"
        ) from error


def open_file(path: Path) -> None:
    """Open a document with the program that the system has for it, or show a folder.

    Raises `WorkspaceError` for what is no document, and where nothing opens it.
    """
    if not path.is_dir() and path.suffix.lower() not in DOCUMENTS:
        raise WorkspaceError(f"{path.name} 不是文档，工作台不打开它。要看的，请到文件夹里自己打开。")
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            subprocess.Popen([opener, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise WorkspaceError(f"{path.name} 打不开（{error.strerror}）。请到文件夹里自己打开。") from error
