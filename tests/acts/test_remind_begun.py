"""A period that has not begun: what makes sense only after its forms went out is refused, and says what to do.

Nothing is counted, listed, reminded, published or handed up for it.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import Forms, new_workspace
from toolkit import Region, Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main

D25, D28 = date(2021, 1, 25), date(2021, 1, 28)
FORM = ("--unit", "富蕴县", "--item", "3.1.1")
LATER = {
    "remind": ("remind", "--period"),
    "publish": ("publish", "--period"),
    "consolidate": ("consolidate", "--period"),
    "run": ("run", "--period"),
    "dossier": ("dossier", "--period"),
    "handup": ("handup", "--period"),
    "trace": ("trace", *FORM, "--field", "填报人", "--period"),
    "period close": ("period", "close", "--by", "办公室"),
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The first period is out, the second is not."""
    workspace = new_workspace(tmp_path_factory.mktemp("发表") / "工作区")
    workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    return workspace


@pytest.mark.parametrize("act", LATER)
def test_acts_for_a_period_that_has_not_begun(begun: Workspace, act: str, capsys: pytest.CaptureFixture[str]) -> None:
    period = begun.plan.periods[1].id
    assert main(["-w", str(begun.root), *LATER[act], period]) == 2
    err = capsys.readouterr().err
    assert "还没有发表" in err and f"toolkit distribute --period {period}" in err
    assert not (begun.outbox / period).exists()


@pytest.mark.parametrize("act", LATER)
def test_acts_for_a_day_before_the_period_began(begun: Workspace, act: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = str(D25 - timedelta(1))
    assert main(["-w", str(begun.root), *LATER[act], begun.plan.periods[0].id, "--as-of", before]) == 2
    assert f"在 {before} 还没有发表" in capsys.readouterr().err
    assert {path.name for path in (begun.outbox / begun.plan.periods[0].id).iterdir()} == {"forms", "mail", "send"}


@pytest.mark.parametrize(("number", "day"), [(1, D28), (0, D25 - timedelta(1))], ids=["never", "not yet"])
def test_the_status_of_a_period_that_has_not_begun_lists_nothing(
    begun: Workspace, number: int, day: date, capsys: pytest.CaptureFixture[str]
) -> None:
    period = begun.plan.periods[number]
    asked = ["-w", str(begun.root), "status", "--period", period.id, "--as-of", str(day)]
    assert main(asked) == 0
    assert capsys.readouterr().out.strip() == f"{period.name}（{period.id}）截至 {day} 还没有发表，没有应报的表。"
    assert main([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["issued"], answer["forms"], answer["papers"], answer["agenda"]) == (False, [], [], [])
    assert begun.status(as_of=day, period=period.id) == []


def test_a_master_before_anything_went_out_counts_nothing(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-w", str(workspace.root), "run", "--as-of", str(D28), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["consolidated"]["forms"] == []


def test_an_office_that_has_not_begun_a_period_is_not_counted_in_a_region(begun: Workspace, tmp_path: Path) -> None:
    region = Region(tmp_path / "全区")
    with pytest.raises(WorkspaceError, match="还没有发表，没有列入"):
        region.rollup([begun.root], as_of=D28, period=begun.plan.periods[1].id)


@pytest.mark.parametrize("command", ["remind", "publish"])
def test_nothing_has_gone_out_at_all(workspace: Workspace, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-w", str(workspace.root), command]) == 2
    assert "还没有发表" in capsys.readouterr().err


@pytest.mark.one_in(2)
@pytest.mark.parametrize("begun", ["distributed", "something came"])
def test_a_period_has_begun_when_forms_went_out_or_came(workspace: Workspace, forms: Forms, begun: str) -> None:
    if begun == "distributed":
        workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    else:
        (workspace.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
        workspace.collect(as_of=D28)
    assert workspace.remind(as_of=D28).bulletin.exists()
    assert workspace.consolidate(as_of=D28, period="2021-01").master.exists()
