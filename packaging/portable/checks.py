"""What is looked at in a folder before it is given away, whoever put it together; each fault is a sentence.

Knows: how a folder is laid out. Must not know: how it was made.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from portable.errors import BuildError
from portable.imports import unresolved
from portable.launchers import DESK, INSTALL, PACKAGE
from portable.manual import NAME
from portable.target import Target
from portable.tree import File, Tree, below
from portable.wheel import Wheel, left_out_of_record, of_files, opened, record_faults

LONGEST = 150  # of the 260 that Windows allows: what is left is for where somebody unpacks it
_NOT_IN_NAMES = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)', re.IGNORECASE
)
_PLACE = re.compile(r"\w+://|(?<![\w])[A-Za-z]:[\\/]|/(home|root|tmp|work|Users|var|opt)/")
_NAMED = re.compile(r'"(?:%~dp0)?([^"%$&|]*\.(?:exe|bat|sh)|[^"%$&|]*/python[0-9.]*)"')
_BUILT = (f"{PACKAGE}-", "toolkit/")


def faults(tree: Tree, targets: tuple[Target, ...]) -> list[str]:
    """Everything that is wrong with a folder for these targets (several where it holds wheels only)."""
    found = [*_names(tree), *_starters(tree), *_places(tree)]
    if wheels := below(tree, "wheels"):
        return [*found, *_wheels(wheels, targets)]
    (target,) = targets
    site = site_of(tree, target)
    return [*found, *_site(site, target), *unresolved(site, below(tree, "program/python"), target)]


def site_of(tree: Mapping[str, File], target: Target) -> Tree:
    """The modules that lie in a folder for one target."""
    if target.system == "windows":
        return below(tree, "program/site")
    return below(tree, f"program/python/lib/python{target.dotted}/site-packages")


def _names(tree: Tree) -> Iterator[str]:
    """Names that Windows or a program that unpacks would not take as they are."""
    seen: dict[str, str] = {}
    for path in tree:
        if _NOT_IN_NAMES.search(path) or path.startswith("/") or ".." in path.split("/"):
            yield f"{path} is no name for a file everywhere"
        if len(path) > LONGEST:
            yield f"{path} has {len(path)} characters, more than {LONGEST}"
        if path != unicodedata.normalize("NFC", path):
            yield f"{path} is not written in composed characters"
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            yield f"{path} and {other} are one file on Windows"


def _starters(tree: Tree) -> Iterator[str]:
    """The starters are there, for whoever reads them, and name only what lies in the folder."""
    starters = {path: file.data for path, file in tree.items() if path.endswith((".bat", ".sh", ".desktop"))}
    starters = {
        path: data for path, data in starters.items() if not path.startswith(("program/python", "program/site"))
    }
    ending = ".bat" if any(path.endswith(".bat") for path in starters) else ".sh"
    wanted = [f"{DESK}{ending}", *([f"{INSTALL}{ending}"] if below(tree, "wheels") else []), NAME]
    yield from (f"{path} is missing" for path in wanted if path not in tree)
    for path, data in starters.items():
        yield from _starter(tree, path, data)


def _starter(tree: Tree, path: str, data: bytes) -> Iterator[str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        yield f"{path} is not written in UTF-8"
        return
    if data.startswith(b"\xef\xbb\xbf"):
        yield f"{path} begins with a mark that is taken for a command"
    if path.endswith(".bat"):
        yield from _batch(path, text)
    elif "\r" in text:
        yield f"{path} has lines that sh does not read"
    elif not path.endswith(".desktop") and (not text.startswith("#!/bin/sh\n") or not tree[path].executable):
        yield f"{path} cannot be started"
    for named in _NAMED.findall(text):
        inside = named.replace("\\", "/").removeprefix("../").removeprefix("./")
        if inside not in tree and not inside.startswith(".venv/") and "/" in inside:
            yield f"{path} names {named}, which is not in the folder"


def _batch(path: str, text: str) -> Iterator[str]:
    if not text.endswith("\r\n") or re.search(r"(?<!\r)\n|\r(?!\n)", text):
        yield f"{path} has lines that do not end as cmd.exe wants them"
    before, said, _ = text.partition("chcp 65001 >nul\r\n")
    if not before.isascii() or (not said and not text.isascii()):
        yield f"{path} has Chinese before it says that it is UTF-8"
    commands = [line for line in text.split("\r\n") if not line.lstrip().startswith(("echo ", "title "))]
    if not all(line.isascii() for line in commands):
        yield f"{path} has Chinese in a command; where UTF-8 cannot be had it is misread"
    if re.search(r"(?im)^\s*(goto|call)\b|^:", text):
        yield f"{path} jumps; cmd.exe loses its place behind Chinese"


def _places(tree: Tree) -> Iterator[str]:
    """No host and no place of the machine that built it, in what is not somebody else's."""
    own = {
        path: file
        for path, file in tree.items()
        if not path.startswith(("program/python/", "program/site/", "wheels/"))
    }
    own |= {path: file for path, file in tree.items() if path.endswith("._pth")}
    for path, file in own.items():
        if found := _PLACE.search(re.sub(r"data:image/png;base64,[\w+/=]+", "", file.data.decode(errors="replace"))):
            yield f"{path} names a host or a place: {found[0]}"
    built_in = str(Path(__file__).resolve().parents[2]).encode()
    for path, file in tree.items():
        if path.endswith(("/direct_url.json", ".egg-link", ".pth")):
            yield f"{path} leads out of the folder"
        if built_in in file.data:
            yield f"{path} names a place of the machine that built it"


def _site(site: Tree, target: Target) -> Iterator[str]:
    """Every file belongs to a wheel, every wheel is whole, runs there, and has what it needs."""
    infos = [path.removesuffix("/METADATA") for path in site if path.count("/") == 1 and path.endswith("/METADATA")]
    for info in infos:
        yield from record_faults(site, info)
    yield from left_out_of_record(site, infos)
    yield from _together([of_files(info, site) for info in infos], target)


def _together(wheels: list[Wheel], target: Target) -> Iterator[str]:
    """Wheels that run on a target and need nothing that is not among them."""
    versions = {wheel.name: wheel.version for wheel in wheels}
    if PACKAGE not in versions:
        yield f"{PACKAGE} is missing"
    for wheel in wheels:
        if not wheel.tags & target.tags:
            yield f"{wheel.name} {wheel.version} does not run on {target.system} {target.machine} {target.dotted}"
        for need in wheel.requirements:
            if need.marker is not None and not need.marker.evaluate({**target.environment, "extra": ""}):
                continue
            name = need.name.lower().replace("_", "-").replace(".", "-")
            have = versions.get(name)  # type: ignore[call-overload]
            if have is None or not need.specifier.contains(have, prereleases=True):
                yield f"{wheel.name} needs {need}, there is {have or 'none'}"


def _wheels(files: Tree, targets: tuple[Target, ...]) -> Iterator[str]:
    wheels: list[Wheel] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, file in files.items():
            path = Path(folder, name)
            path.write_bytes(file.data)
            try:
                wheels.append(opened(path))
            except BuildError as error:
                yield str(error)
    for target in targets:
        yield from _together([wheel for wheel in wheels if wheel.tags & target.tags], target)
    yield from (
        f"{wheel.name} {wheel.version} runs on none of the machines"
        for wheel in wheels
        if not any(wheel.tags & target.tags for target in targets)
    )
