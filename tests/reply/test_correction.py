"""A correction copy is stamped, and looks to whoever opens it like one that openpyxl has drawn cell by cell."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.conftest import KEY, Forms
from tests.effort import first
from tests.looks import same_looks
from tests.reply.drawn import write_correction
from toolkit.acts.entries import values_of
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading, check
from toolkit.form.writer import Base
from toolkit.kinds.field import Field
from toolkit.kinds.normalise import normalise
from toolkit.kinds.values import ReadCell
from toolkit.ledger import CellValue, Submission
from toolkit.plan.model import Plan, ValueType
from toolkit.reply.correction import Copies, Returned

DAY = date(2021, 1, 29)
ITEMS = (("3.1.1", "fuyun"), ("3.1.2", "burqin"), ("3.4.1", "qinghe"), ("6.2", "kanas"), ("3.1.3", "fuyun"))
TYPED = (
    "",
    "  ",
    "待统计",
    "12万元左右",
    "<&>\"'",
    "=1+1",
    "两行\n第二行",
    "𠮷" * 300,
    "九" * 1200,
    0,
    -5,
    99999,
    1 / 3,
    "是",
)


@pytest.fixture(scope="module")
def copies(base: Base, plan: Plan) -> Copies:
    return Copies(base, plan, KEY)


def returned(
    catalogue: Catalogue, unit_id: str, answers: Mapping[str, object], prior: Mapping[str, CellValue]
) -> Returned:
    """What checking says of some answers, wherever they stood."""
    cells = {
        field.id: ReadCell(
            "填报表", f"F{number}", str(answers.get(field.id, "")), normalise(field, answers.get(field.id))
        )
        for number, field in enumerate(catalogue.fields, start=5)
    }
    reading = Reading(catalogue, cells, DAY, (), prior)
    (findings,) = check([reading])
    moment = datetime(2021, 1, 28, tzinfo=UTC)
    submission = Submission(
        1, catalogue.item.id, unit_id, "2021-01", 1, DAY, False, "表 <1>.xlsx", "0" * 64, "填报表", moment, DAY, 1
    )
    values = {value.field_id: value for value in values_of(reading)}
    return Returned(submission, values, findings, date(2021, 2, 3), "2020年12月", prior)


def spoilt(field: Field, dice: random.Random) -> object:
    return date(1999, 1, 1) if field.type is ValueType.DATE and dice.random() < 0.5 else dice.choice(TYPED)


@pytest.mark.parametrize("seed", first(6, range(60)))
def test_a_stamped_copy_looks_like_a_drawn_one(seed: int, copies: Copies, base: Base, plan: Plan, forms: Forms) -> None:
    dice = random.Random(seed)
    item_id, unit_id = dice.choice(ITEMS)
    catalogue, unit, period = forms.catalogue_of[item_id], plan.unit[unit_id], dice.choice(plan.periods)
    answers = dict(forms.right(item_id, unit_id))
    for field in dice.sample(catalogue.fields, dice.randint(1, 8)):
        answers[field.id] = spoilt(field, dice)
    figures = [f for f in catalogue.fields if f.has_prior and f.type.is_number]
    prior: dict[str, CellValue] = {f.id: dice.choice((0, 5, 1000)) for f in figures} if dice.random() < 0.5 else {}
    what, version = returned(catalogue, unit_id, answers, prior), dice.randint(2, 12)
    stamped = copies.copy(catalogue, unit, period, version, what)
    same_looks(stamped, write_correction(base, plan, catalogue, unit, period, KEY, version, what))


def test_what_is_wrong_with_no_cell_is_said_on_the_slip(copies: Copies, base: Base, plan: Plan, forms: Forms) -> None:
    catalogue = forms.catalogue_of["3.1.1"]
    what = returned(catalogue, "fuyun", forms.right("3.1.1", "fuyun"), {})
    said = Finding(
        code="form.text_changed",
        severity=Severity.ERROR,
        sheet="填报表",
        cell="C9",
        message="题目被改动过。",
        remedy="请恢复。",
    )
    what = Returned(what.submission, what.values, (said,), what.resend_by)
    given = catalogue, plan.unit["fuyun"], plan.periods[0]
    stamped = copies.copy(*given, 2, what)
    same_looks(stamped, write_correction(base, plan, *given, KEY, 2, what))
    book = load_workbook(BytesIO(stamped))
    assert "题目被改动过。请恢复。" in [cell.value for cell in book["退回单"]["G"]]
    assert book["填报表"]["B3"].comment.text == "要改的地方见“退回单”。"


def test_the_same_return_gives_the_same_bytes(base: Base, plan: Plan, forms: Forms) -> None:
    catalogue, unit = forms.catalogue_of["3.1.1"], plan.unit["fuyun"]
    answers = {**forms.right("3.1.1", "fuyun"), "rural_kg_count": None}
    what = returned(catalogue, "fuyun", answers, {})
    first, second = Copies(base, plan, KEY), Copies(base, plan, KEY)
    other = returned(catalogue, "fuhai", {**answers, "overall_status": None}, {})
    second.copy(catalogue, plan.unit["fuhai"], plan.periods[1], 3, other)  # what was drawn first makes no difference
    assert first.copy(catalogue, unit, plan.periods[0], 2, what) == second.copy(
        catalogue, unit, plan.periods[0], 2, what
    )
