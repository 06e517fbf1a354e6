"""Three periods of a unit, its forms one by one and as a book: the same masters, values and findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.effort import first
from tests.small import small_plan_file
from toolkit import Workspace
from toolkit.catalogue import Catalogue
from toolkit.cli.demo import answers_of
from toolkit.form.book import read_book
from toolkit.form.bound import sheet_titles
from toolkit.form.cover import FROM_COVER
from toolkit.form.derived import DERIVED
from toolkit.form.filling import fill_book, fill_form, saved_at
from toolkit.form.grid import SHEET
from toolkit.form.reader import locate
from toolkit.kinds.field import SAME_ALL, TICK
from toolkit.plan.model import Item
from toolkit.plan.options import Binding
from toolkit.workbooks.sheets import OddCell

UNIT = "altay_city"
STEPS: tuple[tuple[str, date, date, Mapping[str, object]], ...] = (
    ("2021-01", date(2021, 1, 20), date(2021, 1, 29), {}),
    ("2021-04", date(2021, 4, 1), date(2021, 4, 28), {}),
    ("2021-07", date(2021, 7, 1), date(2021, 7, 28), {"m1_progress": "第三期新的进展。"}),
)
SHEETS = ("总览", "整改台账", "指标汇总", "未报与逾期")
Came = dict[str, tuple[object, ...]]


def answered(data: bytes, catalogue: Catalogue, sheet: str) -> set[str]:
    """What stands already in a form on a sheet: in formulas nothing does."""
    book = read_book(data)
    assert book is not None
    found = locate(book.of((sheet,)), catalogue).found
    return {name for name, answer in found.items() if not answer.blank and not isinstance(answer.raw, OddCell)}


def came_to(here: Workspace, period_id: str) -> Came:
    """What became of every form: whether it was accepted, its values, what was found."""
    with here.ledger() as ledger:
        submissions = ledger.submissions(period_id)
        values, findings = ledger.values(s.id for s in submissions), ledger.findings(s.id for s in submissions)
    found: Came = {}
    for s in submissions:
        said = {name: value.value for name, value in values[s.id].items()}
        told = sorted((f.code, f.field, f.cell, f.message) for f in findings[s.id])
        found[s.item_id] = s.accepted, said, told
    return found


def to_type(here: Workspace, item: Item, there: set[str], changes: Mapping[str, object]) -> dict[str, object]:
    """What a careful clerk types where some answers stand already."""
    catalogue = here.catalogues[item.id].of(UNIT)
    right = answers_of(here.plan, catalogue, here.plan.unit[UNIT])
    typed: dict[str, object] = {name: value for name, value in right.items() if name not in there}
    return {**typed, **{name: value for name, value in changes.items() if name in catalogue.field}}


def step(here: Workspace, binding: Binding, number: int) -> tuple[Came, dict[str, list[list[object]]]]:
    """One period: sent out, filled in, taken in; what was read and found, and what the master says."""
    period_id, out, back, changes = STEPS[number]
    period, unit = here.plan.period[period_id], here.plan.unit[UNIT]
    here.distribute(as_of=out, period=period_id, unit=UNIT, binding=binding)
    items = [item for item, owing in here.plan.obligations() if owing.id == UNIT]
    signed = {"signoff_leader_signed": "是", "signoff_reported_on": back, **({SAME_ALL: TICK} if number else {})}
    saved = datetime(back.year, back.month, back.day, 9, tzinfo=UTC)
    if binding is Binding.EACH:
        for place, item in enumerate(items):
            blank, catalogue = here.form_path(period, item, unit).read_bytes(), here.catalogues[item.id].of(UNIT)
            there = answered(blank, catalogue, SHEET)
            data = fill_form(blank, catalogue, {**to_type(here, item, there, changes), **signed})
            (here.inbox / f"{place}.xlsx").write_bytes(saved_at(data, saved))
    else:
        book, forms = here.book_path(period, unit).read_bytes(), {}
        cover: dict[str, object] = dict(signed)
        for item, title in zip(items, sheet_titles(items), strict=True):
            catalogue = here.catalogues[item.id].of(UNIT)
            there = answered(book, catalogue, title)
            answers = to_type(here, item, there, changes)
            if not number:
                cover |= {name: answers[name] for name in FROM_COVER if name in answers and name not in signed}
            left = {name: v for name, v in answers.items() if name not in (*FROM_COVER, DERIVED)}
            forms[title] = catalogue, left
        (here.inbox / "一册.xlsx").write_bytes(saved_at(fill_book(book, forms, cover), saved))
    taken = here.collect(as_of=back).taken
    assert len(taken) == len(items)
    master = load_workbook(here.consolidate(as_of=back, period=period_id).master)
    said: dict[str, list[list[object]]] = {name: [list(row) for row in master[name].values] for name in SHEETS}
    for row in said["整改台账"]:  # from which file and sheet a row comes is what differs
        at = [index for index, value in enumerate(row) if str(value).endswith(".xlsx")]
        for index in at:
            row[index : index + 2] = ["", ""]
    return came_to(here, period_id), said


@pytest.mark.exhaustive
@pytest.mark.parametrize("size", first(1, ["three items", "the whole plan"]))
def test_a_book_and_its_forms_come_to_the_same_in_every_period(tmp_path: Path, size: str) -> None:
    plan = small_plan_file(tmp_path) if size == "three items" else None
    ways = {way: Workspace.init(tmp_path / way, plan, example=plan is None) for way in Binding}
    for number in range(len(STEPS)):
        one, other = (step(here, way, number) for way, here in ways.items())
        assert one == other
        assert all(accepted for accepted, _, _ in one[0].values()), one[0]
