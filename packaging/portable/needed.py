"""Which wheels a target needs, at the pinned versions, and where they are had: a cache, else the package index.

Knows: constraints.txt, pip. Must not know: what is made of the wheels. pip alone would not do: it reads the markers of
requirements (``sys_platform == "win32"``) for the machine that it runs on.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import InvalidWheelFilename, NormalizedName, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from portable.errors import BuildError
from portable.target import Target
from portable.wheel import Wheel, opened

_PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.!+_-]+)")


def pins_of(text: str) -> dict[NormalizedName, str]:
    """The versions by name that a file of constraints gives."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return {canonicalize_name(m[1]): m[2] for line in lines if (m := _PIN.fullmatch(line))}


def wheels_for(
    own: Path, pins: Mapping[NormalizedName, str], targets: Iterable[Target], cache: Path
) -> dict[Target, dict[NormalizedName, Path]]:
    """The wheels by name that each target needs so that the wheel ``own`` runs there, that one included.

    Raises `BuildError` that names what has no pinned version, or no wheel.
    """
    return {target: _closure(own, pins, target, cache) for target in targets}


def _closure(own: Path, pins: Mapping[NormalizedName, str], target: Target, cache: Path) -> dict[NormalizedName, Path]:
    first = opened(own)
    found = {first.name: own}
    asked: set[tuple[NormalizedName, str]] = set()  # name and extra
    waiting = _needs(first, {""}, target)
    while waiting:
        new = [one for one in waiting if canonicalize_name(one.name) not in found]
        found |= _had({canonicalize_name(one.name) for one in new}, pins, target, cache)
        following: list[Requirement] = []
        for one in waiting:
            name = canonicalize_name(one.name)
            _fits(one, pins, name)
            if extras := {"", *one.extras} - {extra for of, extra in asked if of == name}:
                asked |= {(name, extra) for extra in extras}
                following += _needs(opened(found[name]), extras, target)
        waiting = following
    return found


def _needs(wheel: Wheel, extras: set[str], target: Target) -> list[Requirement]:
    return [
        one
        for one in wheel.requirements
        if one.marker is None or any(one.marker.evaluate({**target.environment, "extra": extra}) for extra in extras)
    ]


def _fits(one: Requirement, pins: Mapping[NormalizedName, str], name: NormalizedName) -> None:
    if not one.specifier.contains(pins[name], prereleases=True):
        raise BuildError(f"constraints.txt pins {name} at {pins[name]}, but {one} is needed")


def _had(
    names: set[NormalizedName], pins: Mapping[NormalizedName, str], target: Target, cache: Path
) -> dict[NormalizedName, Path]:
    """The wheels of these names in the cache; those that it lacks are fetched into it."""
    if unpinned := sorted(names - pins.keys()):
        raise BuildError(f"constraints.txt has no version of {', '.join(unpinned)}, needed on {target.system}")
    lacking = sorted(name for name in names if _cached(name, pins[name], target, cache) is None)
    if lacking:
        _fetch([f"{name}=={pins[name]}" for name in lacking], target, cache)
    had = {name: _cached(name, pins[name], target, cache) for name in names}
    return {name: path for name, path in had.items() if path is not None}


def _cached(name: NormalizedName, version: str, target: Target, cache: Path) -> Path | None:
    for path in sorted(cache.glob("*.whl")):
        try:
            of, have, _, tags = parse_wheel_filename(path.name)
        except InvalidWheelFilename:
            continue
        if of == name and have == Version(version) and tags & target.tags:
            return path
    return None


def _fetch(what: list[str], target: Target, cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    platforms = [word for platform in target.platforms for word in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--implementation",
               "cp", "--python-version", target.dotted, *platforms, "-d", str(cache), *what]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise BuildError(f"no wheel for {target.system} {target.machine}: {' '.join(why) or done.stderr[-500:]}")
