"""Small wheels and Pythons, made by code, for the tests of what builds a folder."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from base64 import urlsafe_b64encode
from io import BytesIO, StringIO
from pathlib import Path

from portable.folders import Sources
from portable.tree import File, Tree

PINS = "one==1.2\ncompiled==3.0\nonly_there==0.5\n"


def digest(data: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def wheel(
    folder: Path, name: str, version: str, files: dict[str, str], needs: tuple[str, ...] = (), tag: str = "py3-none-any"
) -> Path:
    """A wheel with these files."""
    info = f"{name}-{version}.dist-info"
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", *(f"Requires-Dist: {n}\n" for n in needs)]
    whole = {
        **{path: text.encode() for path, text in files.items()},
        f"{info}/METADATA": "".join(lines).encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n".encode(),
    }
    out = StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerows([path, f"sha256={digest(data)}", len(data)] for path, data in whole.items())
    rows.writerow([f"{info}/RECORD", "", ""])
    target = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in {**whole, f"{info}/RECORD": out.getvalue().encode()}.items():
            archive.writestr(path, data)
    return target


def embeddable() -> Tree:
    """What belongs to an embeddable Python, without its programs."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("json/__init__.pyc", b"")
    names = ("python.exe", "pythonw.exe", "python312.dll", "python312._pth", "select.pyd")
    return {**{name: File(name.encode()) for name in names}, "python312.zip": File(out.getvalue())}


def relocatable() -> Tree:
    """What belongs to a Python for Linux that can be moved, and what is left out of it."""
    names = ("os.py", "json/__init__.py", "lib-dynload/select.cpython-312-x86_64-linux-gnu.so", "test/test_os.py")
    library = {f"python/lib/python3.12/{name}": File(b"") for name in names}
    return {"python/bin/python3.12": File(b"", executable=True), "python/include/Python.h": File(b""), **library}


def sources(root: Path, *, code: str = "import json\nimport one.two\nfrom compiled import fast\n") -> Sources:
    """A repository with a toolkit of one module, and every wheel that it needs, here and there."""
    (root / "cache").mkdir(parents=True)
    (root / "constraints.txt").write_text(PINS, encoding="utf-8")
    (root / "README.zh-CN.md").write_text("# 使用说明\n\n双击。[别的](docs/x.md)\n", encoding="utf-8")
    needs = ("one>=1", "compiled>=3", 'only_there; sys_platform == "win32"', 'never; sys_platform == "cygwin"')
    own = wheel(root, "rectification_toolkit", "0.1.0", {"toolkit/__init__.py": "", "toolkit/work.py": code}, needs)
    cache = root / "cache"
    script = {"one-1.2.data/scripts/one.py": "#!python\n", "one/__init__.py": "", "one/two.py": ""}
    wheel(cache, "one", "1.2", script, ('extra_only; extra == "x"',))
    wheel(cache, "compiled", "3.0", {"compiled/fast.cp312-win_amd64.pyd": "W"}, (), "cp312-cp312-win_amd64")
    wheel(cache, "compiled", "3.0", {"compiled/fast.so": "L"}, (), "cp312-cp312-manylinux_2_17_x86_64")
    wheel(cache, "only_there", "0.5", {"only_there.py": ""})
    return Sources(root, own, cache)
