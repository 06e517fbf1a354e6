"""Folders for Linux desktops as they are given away: unpacked, installed where they must be, moved, and used."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.programs
BUILD = Path(__file__).parents[2] / "packaging" / "build.py"
DOTTED = f"3.{sys.version_info.minor}"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rectification-toolkit" / "wheels"
# Nothing of this machine's Python, and no way to the index.
OFFLINE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "VIRTUAL"))} | {
    "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull,
}  # fmt: skip


def built(out: Path, *arguments: str) -> Path:
    """The archive that a build makes; the second time it has the same bytes."""
    made = []
    for n in range(2):
        done = subprocess.run(
            [sys.executable, BUILD, "--out", out / str(n), "--cache", CACHE, *arguments],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        made.append(Path(done.stdout.strip()))
    one, other = (hashlib.sha256(path.read_bytes()).hexdigest() for path in made)
    assert one == other
    return made[0]


def unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    (top,) = folder.iterdir()
    return top


def used(folder: Path, name: str) -> None:
    """The folder's own command makes a workspace, and its Python finds nothing but what lies there."""
    toolkit = folder / "program" / "toolkit"
    work = folder.parent / name
    work.mkdir()

    def said(*words: str) -> bytes:
        done = subprocess.run([toolkit, *words], cwd=work, env=OFFLINE, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    said("init", "--example", "试")
    said("-w", "试", "distribute")
    assert sum(form["owed"] for form in json.loads(said("-w", "试", "status", "--json"))["forms"]) == 182


def relocatable(folder: Path) -> Path:
    """This machine's Python as an archive, laid out as one that can be moved."""
    target = folder / "python.tar.gz"
    program = Path(sys.base_prefix, "bin", f"python{DOTTED}").resolve()
    library = Path(sysconfig.get_path("stdlib"))
    with tarfile.open(target, "w:gz", compresslevel=1) as tar:
        tar.add(program, f"python/bin/python{DOTTED}")
        for path in sorted(library.rglob("*")):
            within = path.relative_to(library)
            if path.is_file() and not {"site-packages", "test", "__pycache__"} & set(within.parts):
                tar.add(path.resolve(), f"python/lib/python{DOTTED}/{within.as_posix()}")
    return target


def test_a_folder_with_its_own_python(tmp_path: Path) -> None:
    python = relocatable(tmp_path)
    digest = hashlib.sha256(python.read_bytes()).hexdigest()
    folder = unpacked(built(tmp_path / "out", "linux", "--python", str(python), "--sha256", digest), tmp_path / "u")
    used(folder, "一")
    used(folder.rename(tmp_path / "u" / "搬走 了"), "二")


def test_wheels_that_are_installed_by_a_click(tmp_path: Path) -> None:
    folder = unpacked(built(tmp_path / "out", "linux-wheels", "--for", DOTTED), tmp_path / "u")
    before = subprocess.run([folder / "打开整改工作台.sh"], input=b"\n", capture_output=True, env=OFFLINE, check=False)
    assert before.returncode == 2 and "请先双击“安装”" in before.stdout.decode()
    done = subprocess.run([folder / "安装.sh"], input=b"\n", capture_output=True, env=OFFLINE, check=False)
    assert done.returncode == 0 and "装好了" in done.stdout.decode(), done.stderr.decode()
    used(folder, "一")
    used(folder.rename(tmp_path / "u" / "搬走 了"), "二")
