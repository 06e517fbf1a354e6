"""What the wheels ask of Windows and Debian's wine (8.0) has not; for the tests only, never in what is given away.

Complex functions of its C library, one function that gives random bytes, and ``python3.dll``, which the embeddable
Python has and the stand-in not.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.windows.stand_in import COMPILER, SHORT

_MATH = b"api-ms-win-crt-math-l1-1-0.dll"
_OURS = b"zpi" + _MATH[3:]
_COMPLEX = ("cabs", "carg", "cimag", "creal", "ccos", "ccosh", "cexp", "cpow", "csin", "csinh", "ctan", "ctanh")
_RANDOM = """
#include <windows.h>
BOOLEAN WINAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }
"""


def put_in(python: Path, site: Path, work: Path) -> None:
    """Put the stand-ins beside ``python.exe``, and let the modules under ``site`` ask them."""
    asked = _redirected(site)
    _math(python / _OURS.decode(), asked, work)
    (work / "random.c").write_text(_RANDOM, encoding="ascii")
    _library(python / "bcryptprimitives.dll", [work / "random.c", "-ladvapi32"])
    _stable(python / "python3.dll", python / f"python{SHORT}.dll", work)


def _redirected(site: Path) -> set[str]:
    """The functions of the missing library that the modules name, which are made to name ours."""
    asked: set[str] = set()
    for path in [*site.rglob("*.pyd"), *site.rglob("*.dll")]:
        data = path.read_bytes()
        if _MATH in data:
            asked |= _imports(path)
            path.write_bytes(data.replace(_MATH, _OURS))
    return asked


def _imports(path: Path) -> set[str]:
    said = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", path], capture_output=True, text=True, check=True).stdout
    block = said.partition(f"DLL Name: {_MATH.decode()}\n")[2].partition("DLL Name:")[0]
    return set(re.findall(r"^\s+[0-9a-f]+\s+(?:<none>\s+)?[0-9a-f]+\s+(\w+)\s*$", block, re.MULTILINE))


def _math(target: Path, asked: set[str], work: Path) -> None:
    """Complex functions are the compiler's own; every other one is handed on."""
    lines, ours = ["EXPORTS"], set()
    for name in sorted(asked):
        plain = name.removesuffix("l").removesuffix("f") if name.startswith("c") else name
        if plain in _COMPLEX:
            # A long double is a double there.
            own = plain if name == f"{plain}l" else name
            ours.add(own)
            lines.append(f"{name} = {own}" if own != name else name)
        else:
            lines.append(f"{name} = ucrtbase.{name}")
    source, exports = work / "math.c", work / "math.def"
    used = "".join(f"void *use_{name} = (void *)&{name};\n" for name in sorted(ours))
    source.write_text(f"#include <complex.h>\n{used}", encoding="ascii")
    exports.write_text("\n".join(lines) + "\n", encoding="ascii")
    _library(target, [source, exports])


def _stable(target: Path, real: Path, work: Path) -> None:
    """Every function of the stable interface is handed on to the library of this version."""
    said = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", real], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^\s*\[\s*\d+\]\s+(?:\+base\[\s*\d+\]\s+[0-9a-f]+\s+)?(\w+)\s*$", said, re.MULTILINE)
    exports = work / "stable.def"
    lines = [f"{name} = {real.stem}.{name}" for name in sorted(set(names)) if name.startswith(("Py", "_Py"))]
    exports.write_text("\n".join(["LIBRARY python3.dll", "EXPORTS", *lines, ""]), encoding="ascii")
    _library(target, [exports])


def _library(target: Path, what: list[str | Path]) -> None:
    subprocess.run([COMPILER, "-shared", "-static-libgcc", "-O1", "-s", "-o", target, *what], check=True)
