"""The Python that a folder carries: the file that is given for it, and what of it is taken.

Knows: how the embeddable Python for Windows and a relocatable one for Linux are laid out. Must not know: where such a
file is had; who builds has it, with the checksum that its publisher names.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from portable.errors import BuildError
from portable.target import Target
from portable.tree import File, Tree, read_archive

SITE = "../site"
_DLL = re.compile(r"python3(\d+)\.dll")
_PROGRAM = re.compile(r"(?:.+/)?bin/python3\.(\d+)")
# Of the standard library, what no program needs at an office.
_LEFT_OUT = re.compile(
    r"(^|/)(__pycache__|tests?|idlelib|turtledemo|tkinter|ensurepip|lib2to3|config-[^/]*|site-packages|_test\w*)(/|$)"
    r"|\.a$|(^|/)_tkinter\.|(^|/)_test\w+\."
)


def given(path: Path, sha256: str) -> Tree:
    """The files of the archive at ``path``. Raises `BuildError` where its checksum is another."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BuildError(f"{path} cannot be read: {error.strerror}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != sha256.strip().lower():
        raise BuildError(f"{path.name} has the SHA-256 {found}, not {sha256}: it is another file, or damaged")
    return read_archive(path)


def for_windows(files: Tree) -> tuple[Target, Tree]:
    """The target that an embeddable Python makes, and its files with the paths of modules set to `SITE`.

    The paths are relative to the program, so that the folder may be moved; with them Python asks neither the registry
    nor the environment.
    """
    minors = [int(m[1]) for path in files if (m := _DLL.fullmatch(path))]
    if len(minors) != 1 or not {"python.exe", "pythonw.exe"} <= files.keys():
        raise BuildError(
            "this is no embeddable Python for Windows: python.exe, pythonw.exe, python3xx.dll belong to it"
        )
    target = Target("windows", "amd64", (3, minors[0]))
    library = f"python{target.short}.zip"
    if library not in files:
        raise BuildError(f"this is no embeddable Python for Windows: {library} is not in it")
    paths = "".join(f"{line}\r\n" for line in (library, ".", SITE.replace("/", "\\")))
    return target, {**files, f"python{target.short}._pth": File(paths.encode())}


def for_linux(files: Tree, machine: str) -> tuple[Target, Tree, str]:
    """The target that a relocatable Python makes, its files without what nobody needs, and the path of its program."""
    programs = [(path, int(m[1])) for path in sorted(files) if (m := _PROGRAM.fullmatch(path))]
    if len(programs) != 1:
        raise BuildError("this is no Python for Linux: there is not one bin/python3.x in it")
    program, minor = programs[0]
    top = program.removesuffix(f"bin/python3.{minor}")
    library = f"{top}lib/python3.{minor}/"
    if f"{library}os.py" not in files:
        raise BuildError(f"this is no Python for Linux: {library}os.py is not in it")
    kept = {
        path.removeprefix(top): file
        for path, file in files.items()
        if path == program
        or (path.startswith(library) and not _LEFT_OUT.search(path.removeprefix(library)))
        or re.fullmatch(rf"{re.escape(top)}lib/lib[^/]+\.so[.0-9]*", path)
    }
    return Target("linux", machine, (3, minor)), kept, program.removeprefix(top)
