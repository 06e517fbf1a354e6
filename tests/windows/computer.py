"""A Windows computer of Debian's wine, as one stands in a Chinese office: code page 936, no Python but the folder's.

Nothing is asked of it but what the folder carries. Wine is not Windows: there is no Defender, no Explorer, no Excel.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.windows import shims, stand_in

ROOT = Path(__file__).parents[2]
WINE = "/usr/lib/wine/wine64"
SERVER = "/usr/lib/wine/wineserver64"
PROGRAMS = (WINE, SERVER, stand_in.COMPILER, "localedef")
BROWSER = "C:\\browser.bat"  # writes down what it is asked to open
MOST = 300  # seconds that a command may take on a busy machine


@dataclass(frozen=True)
class Computer:
    """The drive C, and the folder on it that was unpacked there."""

    prefix: Path
    folder: Path

    @property
    def drive(self) -> Path:
        """C:\\ as it is seen from here."""
        return self.prefix / "drive_c"

    @property
    def environment(self) -> dict[str, str]:
        """What a program there finds set; nothing of this machine's Python."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
        return kept | {
            "WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "LC_ALL": "zh_CN.UTF-8",
            "LOCPATH": str(self.prefix.parent / "locale"),
            "WINEDLLOVERRIDES": "mscoree,mshtml=;bcryptprimitives=n,b", "BROWSER": BROWSER,
        }  # fmt: skip

    def start(self, *command: str, where: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a program of Windows in a folder of the drive."""
        return subprocess.Popen(
            [WINE, *command], cwd=where or self.folder, env=self.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(
        self, *command: str, where: Path | None = None, typed: bytes = b"", most: float = MOST
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program of Windows to its end, for at ``most`` so many seconds."""
        with self.start(*command, where=where) as process:
            try:
                said, errors = process.communicate(typed, timeout=most)
            finally:
                process.kill()
        return subprocess.CompletedProcess(command, process.returncode, said, errors)

    @property
    def python(self) -> str:
        """The folder's Python, wherever the folder lies."""
        return str(self.folder / "program" / "python" / "python.exe")

    def toolkit(self, *arguments: str, where: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run a command of the toolkit."""
        return self.run(self.python, "-m", "toolkit", *arguments, where=where)

    def script(self, text: str) -> str:
        """The path of a script with this text, as the folder's Python is given it."""
        path = self.folder / f"script-{hashlib.sha256(text.encode()).hexdigest()[:8]}.py"
        path.write_text(text, encoding="utf-8")
        return path.name


def set_up(work: Path, cache: Path) -> Computer:
    """A computer with the folder unpacked in a place with Chinese signs and a blank."""
    cache.mkdir(parents=True, exist_ok=True)
    python = stand_in.embeddable(cache)
    digest = hashlib.sha256(python.read_bytes()).hexdigest()
    subprocess.run(
        [sys.executable, ROOT / "packaging" / "build.py", "--out", work, "--cache", cache / "wheels", "windows",
         "--python", python, "--sha256", digest],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    (archive,) = work.glob("*.zip")
    computer = Computer(work / "prefix", work / "prefix" / "drive_c" / "整改报送 工具")
    _plugged_in(computer, cache)
    (computer.drive / "browser.bat").write_bytes(b"@echo %1> C:\\address.txt\r\n")
    unpack(archive, computer.folder)
    shims.put_in(computer.folder / "program" / "python", computer.folder / "program" / "site", cache)
    return computer


def _plugged_in(computer: Computer, cache: Path) -> None:
    """Set the computer up as it comes from the shop, which takes half a minute and is kept for each wine."""
    work = computer.prefix.parent
    said = subprocess.run([WINE, "--version"], capture_output=True, check=True, text=True).stdout
    kept = cache / f"computer-{said.split()[0]}"
    if not kept.exists():
        (work / "locale").mkdir()
        # It warns of what it does not know about the sorting of signs, and exits with 1.
        made: list[str | Path] = ["localedef", "-i", "zh_CN", "-f", "UTF-8", work / "locale" / "zh_CN.UTF-8"]
        subprocess.run(made, check=False, capture_output=True)
        subprocess.run([WINE, "wineboot", "-i"], env=computer.environment, check=True, capture_output=True)
        end(computer)
        subprocess.run([SERVER, "-w"], env=computer.environment, check=True, capture_output=True, timeout=MOST)
        part = kept.with_name(f"{kept.name}.{os.getpid()}")
        for name in ("prefix", "locale"):
            shutil.copytree(work / name, part / name, symlinks=True)
        part.rename(kept)
        return
    for name in ("prefix", "locale"):
        shutil.copytree(kept / name, work / name, symlinks=True)


def unpack(archive: Path, target: Path) -> None:
    """Unpack the one folder of an archive to a place."""
    beside = target.parent / "unpacked"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(beside)
    (top,) = beside.iterdir()
    shutil.move(top, target)
    beside.rmdir()


def end(computer: Computer) -> None:
    """End every program that runs on it."""
    subprocess.run([SERVER, "-k"], env=computer.environment, check=False, capture_output=True)
