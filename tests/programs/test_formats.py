"""Forms that LibreOffice saves as .xls or .ods come back as they were."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Forms
from toolkit import Workspace

pytestmark = pytest.mark.programs
SHAPES = (("3.1.1", "fuyun"), ("3.2.2", "altay_city"), ("6.2", "kanas"))


@pytest.mark.parametrize("format", ["xls", "ods"])
def test_a_form_in_another_format_is_taken_with_the_same_values(
    format: str, workspace: Workspace, forms: Forms, tmp_path: Path, soffice: str
) -> None:
    sources = []
    for item, unit in SHAPES:
        sources.append(tmp_path / f"{item}{unit}.xlsx")
        sources[-1].write_bytes(forms.filled(item, unit))
    command = [
        soffice, "--headless", "--norestore", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to", format, "--outdir", str(workspace.inbox), *map(str, sources),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    result = workspace.collect(as_of=date(2021, 1, 28))
    assert (len(result.taken), result.set_aside) == (len(SHAPES), ())
    assert all(taken.accepted for taken in result.taken), [taken.findings for taken in result.taken]
    other = Workspace.init(tmp_path / "另一个", example=True)
    other.key_path.write_bytes(workspace.key_path.read_bytes())
    for source in sources:
        (other.inbox / source.name).write_bytes(source.read_bytes())
    other.collect(as_of=date(2021, 1, 28))
    assert answers(workspace) == answers(other)


def answers(workspace: Workspace) -> dict[tuple[str, str], dict[str, object]]:
    with workspace.ledger() as ledger:
        forms = {submission.id: submission.form for submission in ledger.submissions("2021-01")}
        return {forms[id]: {n: v.value for n, v in values.items()} for id, values in ledger.values(forms).items()}
