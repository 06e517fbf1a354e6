"""Build what offices without the internet are given: ``python packaging/build.py --help``.

Knows: the command line, the repository. Must not know: what lies in a folder.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from portable import folders
from portable.checks import faults
from portable.errors import BuildError
from portable.interpreter import given
from portable.target import Target
from portable.tree import Tree, write_tar, write_zip
from portable.wheel import opened

ROOT = Path(__file__).resolve().parents[1]
TITLE = "整改报送工具"
PYTHONS = ("3.13", "3.12", "3.11")


def main(arguments: list[str] | None = None) -> int:
    """Build what is asked for, look it over, and print its path and checksum; 2 with a sentence where that fails."""
    options = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            moment = _moment()
            own = own_wheel(Path(folder), moment)
            target = build(options, folders.Sources(ROOT, own, options.cache), moment)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    print(target)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Folders that run without an installation, and offline wheels.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the archive is put (dist/)")
    parser.add_argument(
        "--cache", type=Path, default=ROOT / "build" / "wheels", help="where wheels are kept (build/wheels/)"
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, what in (("windows", "an embeddable Python (.zip)"), ("linux", "a relocatable Python (.tar.gz)")):
        folder = kinds.add_parser(kind, help=f"a folder around {what}")
        folder.add_argument("--python", type=Path, required=True, help=f"the file of {what}")
        folder.add_argument("--sha256", required=True, help="its checksum, as its publisher names it")
    for kind in ("windows-wheels", "linux-wheels"):
        wheels = kinds.add_parser(kind, help="wheels for machines that have Python, installed by a double click")
        wheels.add_argument("--for", dest="pythons", action="append", metavar="3.X", help=f"({', '.join(PYTHONS)})")
    for kind in ("linux", "linux-wheels"):
        kinds.choices[kind].add_argument("--machine", choices=("x86_64", "aarch64"), default="x86_64")
    return parser


def build(options: argparse.Namespace, sources: folders.Sources, moment: int) -> Path:
    """Put the folder together, look it over, and write it. Raises `BuildError`."""
    system, _, wheels = options.kind.partition("-")
    machine = getattr(options, "machine", "amd64")
    if wheels:
        targets = tuple(_target(system, machine, python) for python in options.pythons or PYTHONS)
        tree = folders.wheelhouse(sources, targets)
        found = faults(tree, targets)
    else:
        python = given(options.python, options.sha256)
        target, tree = (
            folders.windows(sources, python) if system == "windows" else folders.linux(sources, python, machine)
        )
        found = faults(tree, (target,))
    if found:
        raise BuildError("\n".join(["what was built is not in order:", *found[:20]]))
    version = opened(sources.own).version
    named = [
        TITLE,
        version,
        {"windows": "Windows", "linux": f"Linux-{machine}"}[system],
        *(["离线安装"] if wheels else []),
    ]
    return _written(options.out / "-".join(named), tree, f"{TITLE}-{version}", moment, system)


def _target(system: str, machine: str, python: str) -> Target:
    major, _, minor = python.partition(".")
    if major != "3" or not minor.isdigit():
        raise BuildError(f"{python} is no version of Python such as {PYTHONS[0]}")
    return Target(system, machine, (3, int(minor)))


def _written(path: Path, tree: Tree, top: str, moment: int, system: str) -> Path:
    write, ending = (write_zip, ".zip") if system == "windows" else (write_tar, ".tar.gz")
    target = path.with_name(path.name + ending)
    write(target, tree, top, moment)
    return target


def own_wheel(folder: Path, moment: int) -> Path:
    """The toolkit's own wheel, built from the repository. Raises `BuildError`."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)],
        capture_output=True, text=True, check=False, env=os.environ | {"SOURCE_DATE_EPOCH": str(moment)},
    )  # fmt: skip
    if done.returncode:
        raise BuildError(f"the toolkit's own wheel cannot be built: {done.stderr[-500:]}")
    (wheel,) = folder.glob("*.whl")
    return wheel


def _moment() -> int:
    """The time of all files: SOURCE_DATE_EPOCH, else the last commit's, so that a build has the same bytes again.

    A later version must have a later one: Python takes a compiled module for that of any source of its time and size.
    """
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(said)
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError("this is no git repository; set SOURCE_DATE_EPOCH to the time of the version")
    return int(done.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
