"""Forms that LibreOffice or Gnumeric saves in any of its formats come back as they were."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms
from tests.form.pictures import over, picture
from toolkit import Workspace
from toolkit.form.grid import SHEET

pytestmark = pytest.mark.programs
SHAPES = (("3.1.1", "fuyun"), ("3.2.2", "altay_city"), ("6.2", "kanas"))


def by_libreoffice(sources: list[Path], format: str, folder: Path, profile: Path) -> None:
    """Save the workbooks in a format of LibreOffice's."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed; .ci/run installs it"
    command = [
        soffice, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", format, "--outdir", str(folder), *map(str, sources),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=300, check=True)


def by_gnumeric(sources: list[Path], format: str, folder: Path, profile: Path) -> None:
    """Save the workbooks in a format of Gnumeric's."""
    ssconvert = shutil.which("ssconvert")
    assert ssconvert, "Gnumeric is not installed; .ci/run installs it"
    for source in sources:
        target = folder / source.with_suffix(f".{format}").name
        subprocess.run([ssconvert, str(source), str(target)], capture_output=True, timeout=300, check=True)


@pytest.mark.parametrize("format", ["xls", "ods", "xlsx"])
@pytest.mark.parametrize("save", [by_libreoffice, by_gnumeric])
def test_a_form_in_another_format_is_taken_with_the_same_values(
    save: Callable[[list[Path], str, Path, Path], None],
    format: str,
    workspace: Workspace,
    forms: Forms,
    tmp_path: Path,
) -> None:
    sources = []
    for item, unit in SHAPES:
        sources.append(tmp_path / f"{item}{unit}.xlsx")
        sources[-1].write_bytes(forms.filled(item, unit))
    save(sources, format, workspace.inbox, tmp_path / "profile")
    result = workspace.collect(as_of=date(2021, 1, 28))
    assert (len(result.taken), result.set_aside) == (len(SHAPES), ())
    assert all(taken.accepted for taken in result.taken), [taken.findings for taken in result.taken]
    other = Workspace.init(tmp_path / "另一个", example=True)
    other.key_path.write_bytes(workspace.key_path.read_bytes())
    for source in sources:
        (other.inbox / source.name).write_bytes(source.read_bytes())
    other.collect(as_of=date(2021, 1, 28))
    assert answers(workspace) == answers(other)


@pytest.mark.parametrize("format", ["ods", "xlsx"])
def test_pictures_that_libreoffice_saves_are_kept(
    format: str, workspace: Workspace, forms: Forms, tmp_path: Path
) -> None:
    source, shown = tmp_path / "表.xlsx", {"H12": picture("red"), "G24": picture("blue", "JPEG")}
    source.write_bytes(over(forms.filled("3.1.2", "burqin"), SHEET, shown))
    by_libreoffice([source], format, workspace.inbox, tmp_path / "profile")
    workspace.collect(as_of=date(2021, 1, 28))
    with workspace.ledger() as ledger:
        papers = ledger.evidence()
    kept = {path.read_bytes() for path in workspace.archive.rglob("*") if path.is_file()}
    assert (len(papers), set(shown.values()) - kept) == (2, set())


def test_pictures_in_an_old_format_are_told_with_their_places(
    workspace: Workspace, forms: Forms, tmp_path: Path
) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(over(forms.filled("3.1.2", "burqin"), SHEET, {"H12": picture("red"), "G24": picture("blue")}))
    by_libreoffice([source], "xls", workspace.inbox, tmp_path / "profile")
    (taken,) = workspace.collect(as_of=date(2021, 1, 28)).taken
    (said,) = [one for one in taken.findings if one.code == "form.pictures_lost"]
    assert "H12、G24" in said.message


def answers(workspace: Workspace) -> dict[tuple[str, str], dict[str, object]]:
    with workspace.ledger() as ledger:
        forms = {submission.id: submission.form for submission in ledger.submissions("2021-01")}
        return {forms[id]: {n: v.value for n, v in values.items()} for id, values in ledger.values(forms).items()}
