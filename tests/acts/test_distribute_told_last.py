"""The next period's form after a return that was sent back: accepted figures, and the words that were said last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.form.answers import values_of
from tests.small import F1, ISSUED, filled, new_small_workspace
from toolkit import Workspace

ITEM, UNIT = F1
NEXT = "2021-04"


def next_form(here: Workspace) -> dict[str, object]:
    here.distribute(as_of=date(2021, 4, 1), period=NEXT, unit=UNIT)
    path = here.form_path(here.plan.period[NEXT], here.plan.item[ITEM], here.plan.unit[UNIT])
    return values_of(path.read_bytes(), here.catalogues[ITEM])[0]


@pytest.mark.one_in(100)
@pytest.mark.parametrize("before", ["accepted", "never accepted"])
@pytest.mark.parametrize("wrong", ["rural_kg_count", "overall_person", "signoff_phone"])
def test_words_said_last_stand_beside_what_was_accepted(tmp_path: Path, before: str, wrong: str) -> None:
    here = new_small_workspace(tmp_path / "工作区")
    here.distribute(as_of=ISSUED, unit=UNIT)
    blank = here.form_path(here.plan.periods[0], here.plan.item[ITEM], here.plan.unit[UNIT]).read_bytes()
    if before == "accepted":
        (here.inbox / "1.xlsx").write_bytes(filled(here, blank, F1, {}))
        (taken,) = here.collect(as_of=date(2021, 1, 28)).taken
        assert taken.accepted
    changes: dict[str, object] = {"m1_progress": "新近的说法。", "rural_kg_count": 41, "overall_closure": None}
    changes |= {wrong: "????"}
    (here.inbox / "2.xlsx").write_bytes(filled(here, blank, F1, changes))
    (taken,) = here.collect(as_of=date(2021, 1, 29)).taken
    assert not taken.accepted
    said = next_form(here)
    assert said["m1_progress"] == "新近的说法。"
    assert said.get("rural_kg_count") == (38 if before == "accepted" else None)
    if wrong != "rural_kg_count":
        assert said.get(wrong) != "????" and ((wrong in said) == (before == "accepted"))


def test_what_was_accepted_after_all_counts(tmp_path: Path) -> None:
    here = new_small_workspace(tmp_path / "工作区")
    here.distribute(as_of=ISSUED, unit=UNIT)
    blank = here.form_path(here.plan.periods[0], here.plan.item[ITEM], here.plan.unit[UNIT]).read_bytes()
    for number, (progress, phone) in enumerate((("先说的。", None), ("后说的。", "0906-0000000"))):
        changes = {"m1_progress": progress, "signoff_phone": phone}
        (here.inbox / f"{number}.xlsx").write_bytes(filled(here, blank, F1, changes))
        here.collect(as_of=date(2021, 1, 28 + number))
    assert next_form(here)["m1_progress"] == "后说的。"
