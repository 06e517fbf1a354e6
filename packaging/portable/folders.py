"""The folders that are given away: what lies where in each.

Knows: which pieces a folder is put together of. Must not know: how a wheel, a starter or an archive is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import NormalizedName

from portable import interpreter, launchers
from portable.manual import NAME, manual
from portable.needed import pins_of, wheels_for
from portable.target import Target
from portable.tree import File, Tree, put
from portable.wheel import installed, opened

PYTHON, SITE, WHEELS = "program/python", "program/site", "wheels"


@dataclass(frozen=True)
class Sources:
    """What a folder is made of: the repository, the toolkit's own wheel, and where wheels are kept between builds."""

    root: Path
    own: Path
    cache: Path

    @property
    def constraints(self) -> str:
        """The pinned versions, as they are written."""
        return (self.root / "constraints.txt").read_text(encoding="utf-8")

    @property
    def manual(self) -> File:
        """The manual as one page."""
        return manual(self.root / "README.zh-CN.md")


def windows(sources: Sources, python: Tree) -> tuple[Target, Tree]:
    """A folder for Windows around an embeddable Python."""
    target, files = interpreter.for_windows(python)
    tree: Tree = {NAME: sources.manual, **launchers.windows_starters(PYTHON, launchers.UNPACK)}
    _put_all(tree, PYTHON, files)
    _put_all(tree, SITE, _site(sources, target))
    return target, tree


def linux(sources: Sources, python: Tree, machine: str) -> tuple[Target, Tree]:
    """A folder for Linux around a Python that can be moved."""
    target, files, program = interpreter.for_linux(python, machine)
    tree: Tree = {NAME: sources.manual, **launchers.linux_starters(f"{PYTHON}/{program}", launchers.UNPACK)}
    _put_all(tree, PYTHON, files)
    _put_all(tree, f"{PYTHON}/lib/python{target.dotted}/site-packages", _site(sources, target))
    return target, tree


def wheelhouse(sources: Sources, targets: tuple[Target, ...]) -> Tree:
    """The wheels for machines of one system that have one of several versions of Python, and what installs them."""
    versions = tuple(target.dotted for target in targets)
    starters = launchers.installing_on_windows if targets[0].system == "windows" else launchers.installing_on_linux
    pins = pins_of(sources.constraints)
    found = wheels_for(sources.own, pins, targets, sources.cache)
    wheels = {path.name: path for of_target in found.values() for path in of_target.values()}
    names = {name for of_target in found.values() for name in of_target}
    versions_of = "".join(f"{name}=={pins[name]}\n" for name in sorted(names) if name in pins)
    return {
        NAME: sources.manual,
        **starters(versions),
        "constraints.txt": File(versions_of.encode()),
        **{f"{WHEELS}/{name}": File(path.read_bytes()) for name, path in wheels.items()},
    }


def _site(sources: Sources, target: Target) -> Tree:
    site: Tree = {}
    wheels: Mapping[NormalizedName, Path] = wheels_for(
        sources.own, pins_of(sources.constraints), (target,), sources.cache
    )[target]
    for _, path in sorted(wheels.items()):
        _put_all(site, "", installed(opened(path), target))
    return site


def _put_all(tree: Tree, folder: str, files: Tree) -> None:
    for path, file in files.items():
        put(tree, f"{folder}/{path}" if folder else path, file)
