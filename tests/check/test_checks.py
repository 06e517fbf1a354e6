"""A check is declared once: what a field's checks are, which rows share a schema, and a new check in one file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import toolkit
from tests.check.test_batch import codes, reading
from toolkit.base.findings import Severity
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading, check
from toolkit.check.checks import CHECKS
from toolkit.check.one import TO_FILL, WRONG, Live
from toolkit.check.schema import shape
from toolkit.kinds.field import Block, Field, When
from toolkit.kinds.normalise import normalise
from toolkit.kinds.values import ReadCell
from toolkit.plan.model import Item, ItemKind, ValueType

FIGURE = Field(
    block=Block.INDICATORS, row="x", column="value", caption="甲", label="甲", type=ValueType.INTEGER, basis="时点"
)  # fmt: skip
OTHERS = {
    "a lower limit": {"minimum": 3},
    "an upper limit": {"maximum": 9},
    "a lower limit for reminders": {"soft_minimum": 3},
    "an upper limit for reminders": {"soft_maximum": 9},
    "must be filled": {"required": True},
    "must be filled when": {"required_when": When("x_same", ("是",))},
    "can only grow": {"basis": "累计"},
    "another type": {"type": ValueType.TEXT, "max_length": 9},
    "another kind": {"type": ValueType.DECIMAL, "kind": "金额"},
    "past": {"type": ValueType.DATE, "past": True},
    "a list": {"type": ValueType.CHOICE, "choices": ("一类", "二类")},
    "another list": {"type": ValueType.CHOICE, "choices": ("一类", "三类")},
}


@pytest.mark.parametrize("first", OTHERS)
@pytest.mark.parametrize("second", OTHERS)
def test_rows_share_a_schema_exactly_if_they_are_checked_alike(first: str, second: str) -> None:
    same = Field(block=Block.INDICATORS, row="x", column="same", caption="", label="", type=ValueType.BOOLEAN)
    rows = [{"x": replace(FIGURE, **OTHERS[name]), "x_same": same} for name in (first, second)]  # type: ignore[arg-type]
    assert (shape(rows[0]) == shape(rows[1])) is (first == second)


@pytest.mark.parametrize("limit", [0, 1, 5, 12345.67, 123456789012345])
def test_two_limits_are_each_judged_by_their_own(limit: float) -> None:
    """Two forms that differ in one limit, in one batch."""
    item = Item("1", "一", "一", "", "", "", "", ItemKind.RECTIFICATION)
    readings = []
    for maximum in (limit, limit + 2):
        field = replace(FIGURE, maximum=maximum, type=ValueType.DECIMAL)
        cell = ReadCell("表", "F1", str(limit + 1), normalise(field, limit + 1))
        note = ReadCell("表", "E1", "", normalise(field, None))
        same = replace(FIGURE, column="same", type=ValueType.BOOLEAN)
        catalogue = Catalogue(item, (field, same), (), ())
        readings.append(Reading(catalogue, {"x": cell, "x_same": note}, date(2021, 1, 29)))
    found = check(readings)
    assert [[f.code for f in findings] for findings in found] == [["range.above"], []]


def test_what_sends_a_form_back_is_said_on_the_form() -> None:
    """A form asks every check that can fail on receipt; those on lists are the kind's own, and the list's sheet's."""
    at = Live("F1", "M1", "D1", "N1", "O1", "P1")
    field = replace(
        FIGURE, minimum=1, maximum=2, soft_minimum=1, soft_maximum=2, max_length=3, past=True, required=True,
        required_when=When("y", ("是",)), choices=("一",), type=ValueType.INTEGER,
    )  # fmt: skip
    for one in CHECKS:
        if one.severity is Severity.ERROR and one.code not in ("choice.unknown", "roster.repeated"):
            assert one.live(field, at), one.code
            assert one.mark in (TO_FILL, WRONG)


NEW = '''"""A figure that is odd.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.check.one import Check, Said, if_filled


@dataclass(frozen=True, kw_only=True)
class OddFigure(Check):
    """See the module."""

    def parameters(self, field, row):
        return () if field.type.is_number else None

    def holds(self, frame, name, *parameters):
        return if_filled(frame[name], lambda figures: figures % 2 == 0)

    def said(self, case):
        return Said(f"{case.label}填的是 {case.raw}，是单数。", "请填双数。")

    def live(self, field, at):
        return f"MOD({at.value},2)=1"

    def short(self, field):
        return "请填双数"


CHECK = OddFigure(code="figure.odd", example="3")
'''
ASK = """
from datetime import date
from toolkit.base.shipped import shipped_plan_path
from toolkit.catalogue import catalogues
from toolkit.check.batch import Reading, check
from tests.findings import findings_page
from toolkit.form import formulas
from toolkit.form.layout import page
from toolkit.kinds.normalise import normalise
from toolkit.kinds.values import ReadCell
from toolkit.planbook.workbook import read_plan
plan = read_plan(shipped_plan_path())
catalogue = catalogues(plan)["3.1.1"]
raw = {"rural_kg_count": 37.0}
cells = {f.id: ReadCell("表", "G1", str(raw.get(f.id, "")), normalise(f, raw.get(f.id))) for f in catalogue.fields}
(found,) = check([Reading(catalogue, cells, date(2021, 1, 29))])
print([str(f) for f in found if f.code == "figure.odd"])
cells = page(plan, catalogue, plan.unit["fuyun"], plan.periods[0], "").cell_of()
live = formulas.check(catalogue.field["rural_kg_count"], catalogue, cells)
print("请填双数" in live, "figure.odd" in findings_page())
"""


def test_a_new_check_is_one_file(tmp_path: Path) -> None:
    package = Path(toolkit.__file__).parent
    shutil.copytree(package, tmp_path / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "toolkit" / "check" / "checks" / "odd_figure.py").write_text(NEW, encoding="utf-8")
    beside = {**os.environ, "PYTHONPATH": str(package.parent)}  # for the tests; the copy of the package comes first
    asked = [sys.executable, "-c", ASK]
    said = subprocess.run(asked, cwd=tmp_path, env=beside, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["['G1：“农村幼儿园数”填的是 37.0，是单数。请填双数。（figure.odd）']", "True True"]


def test_a_figure_moves_far_by_more_than_five_and_a_fifth(plan: object, catalogue_of: dict[str, Catalogue]) -> None:
    catalogue = catalogue_of["3.1.1"]
    for then, now, far in (
        (30, 36, False),
        (30, 37, True),
        (10, 15, False),
        (10, 16, True),
        (0, 5, False),
        (0, 6, True),
    ):
        one = replace(
            reading(plan, catalogue, "fuyun", rural_kg_count=now, rural_kg_qualified_count=0),  # type: ignore[arg-type]
            prior={"rural_kg_count": then},
        )
        (found,) = check([one])
        assert ("period.jumps" in [code for code, *_ in codes(found)]) is far, (then, now)
