"""A period that has not begun: what makes sense only after its forms went out is refused, and says what to do."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import Forms
from toolkit import Workspace
from toolkit.cli.parser import main

D25, D28 = date(2021, 1, 25), date(2021, 1, 28)
LATER = ["remind", "publish", "consolidate", "run"]


@pytest.mark.parametrize("command", LATER)
def test_acts_for_a_period_that_has_not_begun(
    workspace: Workspace, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    period = workspace.plan.periods[1].id
    assert main(["-w", str(workspace.root), command, "--period", period]) == 2
    err = capsys.readouterr().err
    assert "还没有发表" in err and f"toolkit distribute --period {period}" in err
    assert not (workspace.outbox / period).exists()


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
