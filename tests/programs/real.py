"""LibreOffice at work: recalculating workbooks, and filling forms cell by cell as a person would."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_HERE = Path(__file__).parent


def recalculate(paths: Sequence[Path], folder: Path, soffice: str = "soffice") -> list[Path]:
    """Let LibreOffice load, calculate and save workbooks; returns the saved copies in order."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").resolve().as_uri()
    said = b""
    for start in range(0, len(paths), 100):  # LibreOffice gives up at some 250 files in one go
        command = [
            soffice, "--headless", "--norestore", f"-env:UserInstallation={profile}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder),
            *map(str, paths[start : start + 100]),
        ]  # fmt: skip
        said += subprocess.run(command, capture_output=True, timeout=300, check=False).stderr
    saved = [folder / path.with_suffix(".xlsx").name for path in paths]
    assert all(path.exists() for path in saved), said.decode(errors="replace")
    return saved


def printed(path: Path, folder: Path, soffice: str = "soffice") -> list[str]:
    """What a workbook or document says on paper, page by page (LibreOffice to PDF, then pdftotext)."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").resolve().as_uri()
    command = [
        soffice, "--headless", "--norestore", f"-env:UserInstallation={profile}",
        "--convert-to", "pdf", "--outdir", str(folder), str(path),
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, timeout=300, check=False).stderr
    pdf = folder / path.with_suffix(".pdf").name
    assert pdf.exists(), said.decode(errors="replace")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout
    return text.decode("utf-8").rstrip("\f").split("\f")


def system_python() -> str:
    """The Python that has LibreOffice's bridge (Debian's python3-uno goes with the system's own Python)."""
    for candidate in ("/usr/bin/python3", sys.executable, shutil.which("python3") or ""):
        if (
            candidate
            and subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False).returncode == 0
        ):
            return candidate
    raise AssertionError("LibreOffice's Python bridge (python3-uno) is not installed; .ci/run installs it")


def edit_in_office(jobs: Sequence[Mapping[str, object]], folder: Path, soffice: str = "soffice") -> None:
    """Open, edit and save workbooks through UNO; see uno_edit.py for what a job may hold."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = folder / "jobs.json"
    todo.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    command = [system_python(), str(_HERE / "uno_edit.py"), soffice, str((folder / "profile").resolve()), str(todo)]
    done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
