"""What is drawn in one run is kept for the next, under the plan, the base and the program that it follows from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.small import ISSUED, small_plan
from toolkit import Workspace
from toolkit.acts.kept_drawings import drawings_of
from toolkit.form.drawings import Drawings
from toolkit.form.loaded_base import load_base
from toolkit.form.stamp import Press
from toolkit.planbook.writing import write_plan


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose plan no other test has, so that its forms are drawn here."""
    folder = tmp_path_factory.mktemp("drawn")
    plan = small_plan()
    write_plan(replace(plan, title=f"{plan.title}（另一份）"), folder / "plan.xlsx")
    here = Workspace.init(folder / "工作区", folder / "plan.xlsx")
    here.distribute(as_of=ISSUED)
    return here


def drawn_again(here: Workspace, drawings: Drawings) -> bool:
    """Whether the first form of the plan must be drawn again."""
    plan, base = replace(here.plan), load_base(here.base_path)
    item = plan.items[0]
    unit = plan.unit[item.unit_ids[0]]
    Press(base, plan, here.key, drawings).form(here.catalogues[item.id].of(unit.id), unit, plan.periods[0])
    return drawings.anew


def test_the_next_run_finds_what_this_one_drew(sent: Workspace) -> None:
    assert not drawn_again(sent, drawings_of(sent, load_base(sent.base_path)))


def test_nothing_of_it_is_taken_for_another_base_plan_or_program(
    sent: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = load_base(sent.base_path)
    assert drawn_again(sent, drawings_of(sent, replace(base, sha256="of another file")))
    other = Workspace(sent.root)
    monkeypatch.setitem(other.__dict__, "plan", replace(sent.plan, issuer="另一个办公室"))
    assert drawn_again(sent, drawings_of(other, base))
    monkeypatch.setattr("toolkit.acts.kept_drawings._program", lambda: "the next version")
    assert drawn_again(sent, drawings_of(sent, base))


def test_a_file_that_is_gone_or_anything_else_stops_nothing(sent: Workspace, tmp_path: Path) -> None:
    base, kept = load_base(sent.base_path), sent.drawings_path
    data = kept.read_bytes()
    for spoil in (b"", b"noise", data[:1000], data[::-1]):
        kept.write_bytes(spoil)
        assert drawn_again(sent, drawings_of(sent, base))
    kept.unlink()
    assert drawn_again(sent, drawings_of(sent, base))
    kept.write_bytes(data)
