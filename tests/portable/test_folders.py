"""Folders that run without an installation: what is put in, what a look at one finds, the same bytes each time."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from portable import folders, interpreter
from portable.checks import faults, site_of
from portable.errors import BuildError
from portable.launchers import batch
from portable.needed import pins_of
from portable.target import Target
from portable.tree import File, Tree, read_archive, write_tar, write_zip
from portable.wheel import opened

from tests.portable.made import embeddable, relocatable, sources, wheel

WINDOWS, LINUX = Target("windows", "amd64", (3, 12)), Target("linux", "x86_64", (3, 12))
DESK = "打开整改工作台"


def windows(root: Path) -> Tree:
    return folders.windows(sources(root), embeddable())[1]


def linux(root: Path) -> Tree:
    return folders.linux(sources(root), relocatable(), "x86_64")[1]


def wheels_of_windows(root: Path) -> Tree:
    return folders.wheelhouse(sources(root), (WINDOWS,))


def wheels_of_linux(root: Path) -> Tree:
    return folders.wheelhouse(sources(root), (LINUX,))


KINDS = [(windows, WINDOWS), (linux, LINUX), (wheels_of_windows, WINDOWS), (wheels_of_linux, LINUX)]
Make = Callable[[Path], Tree]


@pytest.mark.parametrize(("make", "target"), KINDS)
def test_what_is_built_is_in_order(make: Make, target: Target, tmp_path: Path) -> None:
    assert faults(make(tmp_path / "r"), (target,)) == []


@pytest.mark.parametrize(("make", "target"), KINDS)
@pytest.mark.parametrize(("write", "ending"), [(write_zip, ".zip"), (write_tar, ".tar.gz")])
def test_the_same_bytes_each_time(
    make: Make, target: Target, write: Callable[..., None], ending: str, tmp_path: Path
) -> None:
    archives = [tmp_path / f"{n}{ending}" for n in range(2)]
    tree = make(tmp_path / "r")
    for archive, order in zip(archives, (tree.items(), reversed(tree.items())), strict=True):
        write(archive, dict(order), "整改", 1_795_745_198)
    one, other = (archive.read_bytes() for archive in archives)
    assert one == other
    assert read_archive(archives[0]) == {f"整改/{path}": file for path, file in tree.items()}


def test_chinese_names_are_said_to_be_utf_8(tmp_path: Path) -> None:
    write_zip(tmp_path / "x.zip", windows(tmp_path / "r"), "整改", 0)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert all(entry.flag_bits & 0x800 for entry in archive.infolist())


@pytest.mark.parametrize(("make", "there"), [(windows, True), (linux, False)])
def test_needs_are_read_for_the_target(make: Make, there: bool, tmp_path: Path) -> None:
    """Of this machine's system is only what the target needs as well."""
    tree = make(tmp_path / "r")
    found = "program/site/only_there.py" in tree
    assert found is there
    assert not any("runxlrd" in path or ".data/" in path for path in tree)


def test_a_python_for_windows_looks_nowhere_else(tmp_path: Path) -> None:
    paths = windows(tmp_path / "r")["program/python/python312._pth"].data.decode()
    assert paths == "python312.zip\r\n.\r\n..\\site\r\n"


def put(path: str, data: bytes) -> Callable[[Tree], object]:
    return lambda tree: tree.update({path: File(data)})


def without(path: str) -> Callable[[Tree], object]:
    return lambda tree: tree.pop(path)


STARTER = f"{DESK}.bat"
SITE = "program/site"
SPOILT: list[tuple[Callable[[Tree], object], str]] = [
    # names
    (put("a?.txt", b""), "is no name"),
    (put("con.txt", b""), "is no name"),
    (put("../out.txt", b""), "is no name"),
    (put("docs./x", b""), "is no name"),
    (put("x" * 151, b""), "characters"),
    (put("Program/toolkit.bat", batch("x").data), "one file on Windows"),
    (put("e\u0301.txt", b""), "composed"),
    # starters
    (without(STARTER), "is missing"),
    (without("使用说明.html"), "is missing"),
    (put(STARTER, batch("echo 好").data.replace(b"\r\n", b"\n")), "do not end as cmd.exe"),
    (put(STARTER, "@echo 好\r\nchcp 65001 >nul\r\n".encode()), "Chinese before"),
    (put(STARTER, "@echo 好\r\n".encode()), "Chinese before"),
    (put(STARTER, "@echo off\r\nchcp 65001 >nul\r\necho 好\r\n".encode("gb18030")), "not written in UTF-8"),
    (put(STARTER, b"\xef\xbb\xbf" + batch("echo x").data), "begins with a mark"),
    (put(STARTER, batch('cd "工作区"').data), "Chinese in a command"),
    (put(STARTER, batch("goto end", ":end").data), "jumps"),
    (put(STARTER, batch('"..\\program\\python\\gone.exe" -m toolkit').data), "not in the folder"),
    (put(STARTER, batch('"C:\\Python\\python.exe" -m toolkit').data), "names a host or a place"),
    (put(STARTER, batch('"/home/me/python" -m toolkit').data), "names a host or a place"),
    # hosts and places
    (put("使用说明.html", b"see http://x.example/"), "names a host or a place"),
    (put("program/python/python312._pth", b"C:\\Python\\Lib"), "names a host or a place"),
    (put(f"{SITE}/one/two.py", str(Path(folders.__file__).parents[2]).encode()), "machine that built it"),
    (put(f"{SITE}/easy.pth", b""), "leads out"),
    (put(f"{SITE}/one-1.2.dist-info/direct_url.json", b""), "leads out"),
    # wheels
    (put(f"{SITE}/one/two.py", b"x"), "has other bytes"),
    (without(f"{SITE}/one/two.py"), "two.py is missing"),
    (without(f"{SITE}/one-1.2.dist-info/RECORD"), "RECORD is missing"),
    (put(f"{SITE}/more.py", b""), "stands in no RECORD"),
    (put(f"{SITE}/one-1.2.dist-info/METADATA", b"Name: one\nVersion: 0.9\n"), "needs one>=1, there is 0.9"),
    (put(f"{SITE}/one-1.2.dist-info/METADATA", b"Name: two\nVersion: 1.2\n"), "needs one>=1, there is none"),
    (put(f"{SITE}/one-1.2.dist-info/WHEEL", b"Tag: cp311-cp311-win_amd64\n"), "does not run on windows amd64 3.12"),
    (put(f"{SITE}/one-1.2.dist-info/WHEEL", b"Tag: cp312-cp312-macosx_11_0_arm64\n"), "does not run on"),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_a_fault_of_a_folder_is_named(spoil: Callable[[Tree], object], said: str, tmp_path: Path) -> None:
    tree = windows(tmp_path / "r")
    spoil(tree)
    assert any(said in fault for fault in faults(tree, (WINDOWS,))), faults(tree, (WINDOWS,))


IMPORTS = {
    "import nowhere": True,
    "import one.three": True,
    "from nowhere import x": True,
    "from toolkit.gone import x": True,
    "def f():\n    import nowhere.deep": True,
    "import email": True,  # of the standard library, and not in this Python
    "import select, sys, nt": False,
    "from . import other": False,
    "try:\n    import nowhere\nexcept ImportError:\n    pass": False,
    "from contextlib2 import suppress": True,
    "from json import TYPE_CHECKING\nif TYPE_CHECKING:\n    from nowhere import X": False,
    "if DEBUG:\n    import nowhere": True,
    "with suppress(ImportError, OSError):\n    import nowhere": False,
}


@pytest.mark.parametrize(("code", "told"), IMPORTS.items())
def test_an_import_that_nothing_answers_is_named(code: str, told: bool, tmp_path: Path) -> None:
    found = faults(folders.windows(sources(tmp_path / "r", code=code), embeddable())[1], (WINDOWS,))
    assert bool(found) is told, found
    assert all(" imports " in fault for fault in found)


@pytest.mark.parametrize(
    ("pins", "said"),
    [
        ("one==1.2\ncompiled==3.0\n", "no version of only-there"),
        ("one==0.9\ncompiled==3.0\nonly_there==0.5\n", "pins one at 0.9, but one>=1 is needed"),
        ("compiled==3.0\n", "no version of one, only-there"),
    ],
)
def test_what_has_no_fitting_pin_stops_a_build(pins: str, said: str, tmp_path: Path) -> None:
    made = sources(tmp_path / "r")
    (made.root / "constraints.txt").write_text(pins, encoding="utf-8")
    wheel(made.cache, "one", "0.9", {})
    with pytest.raises(BuildError, match=said):
        folders.windows(made, embeddable())


def test_a_lock_of_pins_is_read_as_pip_reads_it() -> None:
    assert pins_of("# all\nPillow==1.0 # why\nruamel.yaml==2\nx>=1\n") == {"pillow": "1.0", "ruamel-yaml": "2"}


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize("spoil", [cut, lambda data: b"", lambda data: data.replace(b"import json", b"import yson")])
def test_a_wheel_that_is_not_whole_stops_a_build(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = sources(tmp_path / "r").own
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BuildError):
        opened(path)


def test_a_python_is_taken_by_its_checksum_only(tmp_path: Path) -> None:
    path = tmp_path / "python.zip"
    write_zip(path, embeddable(), "x", 0)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert interpreter.given(path, f" {digest.upper()}\n")
    for wrong in ("", "0" * 64, digest[:-1]):
        with pytest.raises(BuildError, match="SHA-256"):
            interpreter.given(path, wrong)


@pytest.mark.parametrize("gone", ["python.exe", "pythonw.exe", "python312.dll", "python312.zip"])
def test_what_is_no_embeddable_python_is_refused(gone: str) -> None:
    with pytest.raises(BuildError, match="no embeddable Python"):
        interpreter.for_windows({path: file for path, file in embeddable().items() if path != gone})


@pytest.mark.parametrize("gone", ["python/bin/python3.12", "python/lib/python3.12/os.py"])
def test_what_is_no_python_for_linux_is_refused(gone: str) -> None:
    with pytest.raises(BuildError, match="no Python for Linux"):
        interpreter.for_linux({path: file for path, file in relocatable().items() if path != gone}, "x86_64")


def test_what_no_office_needs_of_a_python_is_left_out() -> None:
    _, kept, program = interpreter.for_linux(relocatable(), "x86_64")
    assert program == "bin/python3.12" and "lib/python3.12/os.py" in kept
    assert not any("test" in path or "include" in path for path in kept)


STUB = """#!/bin/sh
case "$*" in *desk) echo "$PWD|$*" ;; *) echo "$*" ;; esac
"""


@pytest.mark.parametrize("place", ["简单", "有 空格", "引'号", "美元$HOME", "百分%20号"])
def test_starters_find_a_folder_that_was_moved(place: str, tmp_path: Path) -> None:
    tree = linux(tmp_path / "r")
    program = "program/python/bin/python3.12"
    tree[program] = File(STUB.encode(), executable=True)
    folder = tmp_path / place
    for path, file in tree.items():
        if path == program or not path.startswith("program/python/"):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
            target.chmod(0o755 if file.executable else 0o644)
    done = subprocess.run([folder / f"{DESK}.sh"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"{folder / 'workspace'}|-I -m toolkit desk\n"
    done = subprocess.run([folder / "program" / "toolkit", "run", "a b"], capture_output=True, text=True, check=True)
    assert done.stdout == "-I -m toolkit run a b\n"
    entry = (folder / f"{DESK}.desktop").read_text(encoding="utf-8")
    (line,) = re.findall(r"(?m)^Exec=(.*)$", entry)
    # As a desktop reads it: the escapes of the file, then those of a quoted word; then what %k stands for.
    script = re.fullmatch(r'sh -c "(.*)" sh %k', line.replace("\\\\", "\\"))
    assert script is not None
    said = ["sh", "-c", re.sub(r'\\(["`$\\])', r"\1", script[1]), "sh", str(folder / f"{DESK}.desktop")]
    assert subprocess.run(said, capture_output=True, text=True, check=True).stdout.startswith(f"{folder}/workspace|")


def test_a_folder_that_is_not_whole_says_what_to_do(tmp_path: Path) -> None:
    starter = linux(tmp_path / "r")[f"{DESK}.sh"]
    (tmp_path / "x.sh").write_bytes(starter.data)
    done = subprocess.run(["sh", tmp_path / "x.sh"], input="\n", capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "全部解压" in done.stdout


def test_the_manual_leads_nowhere(tmp_path: Path) -> None:
    page = windows(tmp_path / "r")["使用说明.html"].data.decode()
    assert "<h1>使用说明</h1>" in page and "别的" in page and "href" not in page


def test_a_folder_of_modules_is_found(tmp_path: Path) -> None:
    assert "one/two.py" in site_of(linux(tmp_path / "r"), LINUX)
