"""A wheel: what it says of itself, whether it is whole, and how its files lie once they are installed.

Knows: the format of wheels (PEP 427, PEP 376). Must not know: where a wheel comes from.
"""

from __future__ import annotations

import csv
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import compat32
from functools import cache
from io import StringIO
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, parse_tag
from packaging.utils import NormalizedName, canonicalize_name

from portable.errors import BuildError
from portable.target import Target
from portable.tree import File, Tree, put, read_archive

_UNSIGNED = ("RECORD", "RECORD.jws", "RECORD.p7s")
_SITE = ("purelib", "platlib")


@dataclass(frozen=True)
class Wheel:
    """An opened wheel: the folder of what it says of itself, and all its files."""

    name: NormalizedName
    version: str
    info: str
    files: Tree

    @property
    def tags(self) -> frozenset[Tag]:
        """Where it says that it runs (the file WHEEL)."""
        says = BytesParser(policy=compat32).parsebytes(self.files[f"{self.info}/WHEEL"].data)
        return frozenset(tag for line in says.get_all("Tag", []) for tag in parse_tag(str(line)))

    @property
    def requirements(self) -> list[Requirement]:
        """What it needs (Requires-Dist), under whatever markers."""
        says = BytesParser(policy=compat32).parsebytes(self.files[f"{self.info}/METADATA"].data)
        return [Requirement(str(line)) for line in says.get_all("Requires-Dist", [])]


def opened(path: Path) -> Wheel:
    """The wheel in a file. Raises `BuildError` for what is none, or not whole."""
    state = path.stat()
    return _opened(path, state.st_mtime_ns, state.st_size)


@cache
def _opened(path: Path, *state: int) -> Wheel:
    """The same; what needs it, what it is unpacked for and what is looked over read it once."""
    files = read_archive(path)
    found = [name.removesuffix("/METADATA") for name in files if name.endswith(".dist-info/METADATA")]
    found = [info for info in found if "/" not in info]
    if len(found) != 1 or f"{found[0]}/WHEEL" not in files:
        raise BuildError(f"{path.name} is no wheel")
    wheel = of_files(found[0], files)
    if faults := [*record_faults(files, wheel.info), *left_out_of_record(files, [wheel.info])]:
        raise BuildError(f"{path.name} is not whole: {faults[0]}")
    return wheel


def of_files(info: str, files: Tree) -> Wheel:
    """The wheel whose METADATA lies in the folder ``info``."""
    says = BytesParser(policy=compat32).parsebytes(files[f"{info}/METADATA"].data)
    return Wheel(canonicalize_name(str(says["Name"])), str(says["Version"]), info, files)


def _recorded(files: Mapping[str, File], info: str) -> dict[str, str]:
    """The hash by path that RECORD gives."""
    record = files.get(f"{info}/RECORD")
    text = record.data.decode() if record else ""
    return {row[0]: row[1] for row in csv.reader(StringIO(text, newline="")) if len(row) == 3}


def record_faults(files: Mapping[str, File], info: str) -> Iterator[str]:
    """What is not as the RECORD in the folder ``info`` says: missing files, other bytes, no RECORD."""
    recorded = _recorded(files, info)
    if not recorded:
        yield f"{info}/RECORD is missing or empty"
    for path, digest in recorded.items():
        if path.rpartition("/")[2] in _UNSIGNED and path.startswith(f"{info}/"):
            continue
        if path not in files:
            yield f"{path} is missing"
        elif digest != f"sha256={_digest(files[path].data)}":
            yield f"{path} has other bytes than RECORD says"


def left_out_of_record(files: Mapping[str, File], infos: list[str]) -> Iterator[str]:
    """The files that no RECORD of these folders names."""
    known = {path for info in infos for path in _recorded(files, info)}
    known |= {f"{info}/{name}" for info in infos for name in _UNSIGNED}
    yield from (f"{path} stands in no RECORD" for path in files if path not in known)


def _digest(data: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def installed(wheel: Wheel, target: Target) -> Tree:
    """The wheel's files as they lie in a folder of modules; scripts and headers, which nothing needs, are left out.

    Raises `BuildError` where the wheel does not run on the target.
    """
    if not wheel.tags & target.tags:
        raise BuildError(f"{wheel.name} {wheel.version} does not run on {target.system} {target.machine}")
    tree: Tree = {}
    beside = f"{wheel.info.removesuffix('.dist-info')}.data/"
    for path, file in wheel.files.items():
        if path.startswith(beside):
            scheme, _, rest = path.removeprefix(beside).partition("/")
            if scheme in _SITE:
                put(tree, rest, file)
        elif path.rpartition("/")[2] not in _UNSIGNED or not path.startswith(wheel.info):
            put(tree, path, file)
    tree[f"{wheel.info}/RECORD"] = File(_record(tree, f"{wheel.info}/RECORD"))
    return tree


def _record(tree: Tree, own: str) -> bytes:
    out = StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    for path, file in sorted(tree.items()):
        rows.writerow((path, f"sha256={_digest(file.data)}", len(file.data)))
    rows.writerow((own, "", ""))
    return out.getvalue().encode()
