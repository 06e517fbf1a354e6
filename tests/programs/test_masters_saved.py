"""A master saved by a real program says what it said before: no edit where nobody edited, no correction."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.master.masters import with_words
from tests.reading.masters.test_read_ways import DAY, PERIOD, master_of
from tests.reading.masters.ways import BOOK_WAYS, After, Way, applied
from tests.reading.masters.words import STANDING, WORDS
from tests.small import F1, F2, filled, small_workspace
from toolkit import Workspace
from toolkit.reading.masters.outcome import MasterRead, Outcome
from toolkit.reading.masters.read import read_master

pytestmark = pytest.mark.programs
Save = Callable[[Path, Path], Path]
FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods", "xls": "xls:MS Excel 97"}


def by_libreoffice(suffix: str) -> Save:
    def save(path: Path, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                   "--convert-to", FILTERS[suffix], "--outdir", str(folder), str(path)]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=300, check=True)
        return folder / f"{path.stem}.{suffix}"

    return save


def by_gnumeric(suffix: str) -> Save:
    def save(path: Path, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        target = folder / f"{path.stem}.{suffix}"
        subprocess.run(["ssconvert", str(path), str(target)], capture_output=True, timeout=300, check=True)
        return target

    return save


SAVES = {
    "LibreOffice .xlsx": by_libreoffice("xlsx"),
    "LibreOffice .ods": by_libreoffice("ods"),
    "LibreOffice .xls": by_libreoffice("xls"),
    "Gnumeric .xlsx": by_gnumeric("xlsx"),
    "Gnumeric .xls": by_gnumeric("xls"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which something was reported and decided."""
    made = small_workspace(tmp_path_factory.mktemp("保存") / "工作区")
    for form in (F1, F2):
        path = made.form_path(made.period(), made.plan.item[form[0]], made.plan.unit[form[1]])
        (made.inbox / f"{'_'.join(form)}.xlsx").write_bytes(filled(made, path.read_bytes(), form, {}))
    made.run(as_of=DAY)
    path = master_of(made)
    path.write_bytes(with_words(path.read_bytes(), STANDING))
    made.consolidate(as_of=DAY)
    return made


def read(workspace: Workspace, data: bytes, save: Save, folder: Path) -> MasterRead:
    path = folder / "台账.xlsx"
    path.write_bytes(data)
    return read_master(save(path, folder / "saved").read_bytes(), workspace.plan, PERIOD, [workspace.key])


@pytest.mark.parametrize("name", SAVES)
def test_a_master_that_was_only_saved_has_no_edit_and_no_correction(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    found = read(workspace, master_of(workspace).read_bytes(), SAVES[name], tmp_path)
    assert (found.outcome, found.edits, found.doubts) == (Outcome.UNDERSTOOD, (), ())


@pytest.mark.parametrize("name", SAVES)
@pytest.mark.parametrize(
    "way", [way for way in BOOK_WAYS if way.after is After.TAKEN][::6], ids=lambda way: way.what
)  # fmt: skip
def test_what_was_typed_is_read_from_what_a_program_saved(
    workspace: Workspace, tmp_path: Path, name: str, way: Way
) -> None:
    data = applied(with_words(master_of(workspace).read_bytes(), WORDS), [way], Random(1))
    found = read(workspace, data, SAVES[name], tmp_path)
    said = {((e.place.item_id, e.place.unit_id), e.place.column): e.value for e in found.edits}
    words = {(form, caption): value for form, of in WORDS.items() for caption, value in of.items()}
    assert words.items() <= said.items()
    assert not found.doubts
