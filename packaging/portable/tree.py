"""A folder in memory, and archives of it that are the same bytes whenever they are made.

Knows: zip and tar. Must not know: what the files are.
"""

from __future__ import annotations

import gzip
import stat
import tarfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from portable.errors import BuildError

_EARLIEST = 315_532_800  # 1980-01-01: a zip knows no day before


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of a file and whether it is a program."""

    data: bytes
    executable: bool = False


Tree = dict[str, File]
"""Files by their path below the folder, with ``/``."""


def put(tree: Tree, path: str, file: File) -> None:
    """Put a file where none is yet. Raises `BuildError` where one lies."""
    if path in tree:
        raise BuildError(f"two files would lie at {path}")
    tree[path] = file


def write_zip(target: Path, tree: Mapping[str, File], top: str, moment: int) -> None:
    """Write ``tree`` as a zip with one folder ``top``; every file has the ``moment`` (seconds since 1970).

    Names that are not ASCII are marked as UTF-8, which Explorer reads since Windows 8.
    """
    when = time.gmtime(max(moment, _EARLIEST))[:6]
    with _whole(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, file in sorted(tree.items()):
            entry = zipfile.ZipInfo(f"{top}/{path}", when)
            entry.create_system = 3  # of Unix, wherever it is made
            entry.external_attr = (stat.S_IFREG | _mode(file)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.data)


def write_tar(target: Path, tree: Mapping[str, File], top: str, moment: int) -> None:
    """Write ``tree`` as a .tar.gz with one folder ``top``; see `write_zip`."""
    with (
        _whole(target) as part,
        part.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, file in sorted(tree.items()):
            entry = tarfile.TarInfo(f"{top}/{path}")
            entry.size, entry.mtime, entry.mode = len(file.data), moment, _mode(file)
            archive.addfile(entry, BytesIO(file.data))


def _mode(file: File) -> int:
    return 0o755 if file.executable else 0o644


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A path beside the target, which takes its place when everything is written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def read_archive(path: Path) -> Tree:
    """The files of a zip or a .tar.gz by their path in it; links in a tar are followed. Raises `BuildError`."""
    try:
        return _unzipped(path) if zipfile.is_zipfile(path) else _untarred(path)
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise BuildError(f"{path.name} cannot be read: {error}") from error


def _unzipped(path: Path) -> Tree:
    tree: Tree = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                put(tree, entry.filename, File(archive.read(entry), bool(entry.external_attr >> 16 & 0o100)))
    return tree


def _untarred(path: Path) -> Tree:
    tree: Tree = {}
    with tarfile.open(path) as archive:
        for entry in archive:
            if entry.isdir():
                continue
            data = archive.extractfile(entry)
            if data is None:
                raise BuildError(f"{path.name}: {entry.name} is no file")
            put(tree, entry.name.removeprefix("./"), File(data.read(), bool(entry.mode & 0o100)))
    return tree


def below(tree: Mapping[str, File], folder: str) -> Tree:
    """The files below a folder, by their path there."""
    return {path.removeprefix(f"{folder}/"): file for path, file in tree.items() if path.startswith(f"{folder}/")}
