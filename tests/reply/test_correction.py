"""What a person sees who opens a correction copy: what is marked and why, when a mark goes, what stands as it was."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY, Forms
from tests.effort import first
from toolkit.acts.entries import values_of
from toolkit.base.codes import rule_code
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading, check
from toolkit.form.filling import answer_cells
from toolkit.form.grid import SHEET, SLIP_SHEET
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import Prefill
from toolkit.form.stamp import Press
from toolkit.kinds.field import SAME, SAME_ALL, Field
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


RED, AMBER = "F4B9B9", "FFD966"


@pytest.fixture(scope="module")
def press(base: Base, plan: Plan) -> Press:
    return Press(base, plan, KEY)


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


# -- what a person sees of a copy --------------------------------------------------------------------------------------


def flat(text: object) -> str:
    """A text without its blanks and breaks, which a note has elsewhere than a sentence."""
    return "".join(str(text or "").split())


def colour(cell: Cell) -> str:
    return str(cell.fill.fgColor.rgb)[2:] if cell.fill.fill_type == "solid" else "FFFFFF"


def looks_but_for_colour(cell: Cell) -> list[str]:
    return [repr(look) for look in (cell.number_format, cell.font, cell.alignment, cell.border, cell.protection)]


def sheet_in(data: bytes, name: str = SHEET) -> Worksheet:
    sheet = load_workbook(BytesIO(data))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def calmed(sheet: Worksheet, place: str) -> list[tuple[str, str]]:
    """The formulas that give a cell another colour, and the colour."""
    return [
        (str(rule.formula[0]), str(rule.dxf.fill.bgColor.rgb)[2:])
        for area in sheet.conditional_formatting
        if str(area.sqref) == place
        for rule in area.rules
        if rule.dxf is not None and rule.dxf.fill is not None
    ]


def holds(formula: str, there: Mapping[str, object]) -> bool:
    """Whether a formula that calms a cell is true where cells hold something; what it can be is read literally."""
    sums = re.fullmatch(r"((?:\+?COUNTIF\([^()]*\))+)=0", formula)
    if sums:
        marks = re.findall(r'COUNTIF\(\$?([A-Z]+)\$?(\d+),"([^"]*)\*"\)', formula)
        assert marks and formula.count("COUNTIF") == len(marks)
        return not any(str(there.get(f"{column}{row}") or "").startswith(mark) for column, row, mark in marks)
    if formula.startswith(("LEN(", "AND(LEN(")):
        tests = re.findall(r"LEN\(([A-Z]+\d+)\)(>|<>)(\d+)", formula)
        assert tests
        lengths = {place: len(str(there.get(place) or "")) for place, _, _ in tests}
        return all(lengths[at] > int(n) if sign == ">" else lengths[at] != int(n) for at, sign, n in tests)
    place, _, literal = formula.partition("<>")
    assert re.fullmatch(r"[A-Z]+\d+", place), formula
    value = there.get(place)
    if isinstance(value, datetime | date):
        return literal != f"DATE({value.year},{value.month},{value.day})"
    if isinstance(value, str):
        return "".join(re.findall(r'"((?:[^"]|"")*)"', literal)).replace('""', '"') != value
    return value is None or float(literal) != value


def faults_at(sheet: Worksheet, place: str) -> list[str]:
    """What the live check in a cell can say of a fault."""
    return [word for word in re.findall(r'"((?:[^"]|"")*)"', str(sheet[place].value)) if word[:1] in "✗！待"]


@dataclass(frozen=True)
class Opened:
    """A copy and the empty form as they look when they are opened, and what was to be said."""

    sheet: Worksheet
    fresh: Worksheet
    slip: Worksheet
    places: Mapping[str, str]
    catalogue: Catalogue
    what: Returned

    @classmethod
    def of(cls, data: bytes, blank: bytes, catalogue: Catalogue, what: Returned) -> Opened:
        places = {name: place for name, (_, place) in answer_cells(data, catalogue).items()}
        return cls(sheet_in(data), sheet_in(blank), sheet_in(data, SLIP_SHEET), places, catalogue, what)

    @property
    def listed(self) -> list[Finding]:
        """What somebody has to do something about."""
        return [one for one in self.what.findings if one.severity is not Severity.INFO]

    def about(self) -> Mapping[str, list[Finding]]:
        """What is to be said at each answer; of a rule, at every figure that it compares."""
        compared = {rule_code(one.rule.id): one.expression.names for one in self.catalogue.rules}
        found: dict[str, list[Finding]] = {}
        for one in self.listed:
            for name in compared.get(one.code, (one.field,)):
                if name in self.places:
                    found.setdefault(name, []).append(one)
        return found

    def cell(self, name: str, sheet: Worksheet | None = None) -> Cell:
        found = (sheet or self.sheet)[self.places[name]]
        assert isinstance(found, Cell)
        return found


def see(copy: Opened) -> None:
    """Every finding is marked and explained at its cell and listed; nothing else is marked or changed."""
    about = copy.about()
    for name, said in about.items():
        see_mark(copy, name, said, about)
    for name in copy.places:
        see_answer(copy, name)
        if copy.cell(name).comment is None:
            assert colour(copy.cell(name)) == colour(copy.cell(name, copy.fresh)) and name not in about, name
        else:
            see_calm(copy, name)
    see_slip(copy)


def see_mark(copy: Opened, name: str, said: list[Finding], about: Mapping[str, object]) -> None:
    """The colour and the note of a cell, and where its reason belongs."""
    cell, value = copy.cell(name), copy.what.values.get(name)
    assert cell.comment is not None, name
    wrong = any(one.severity is Severity.ERROR for one in said)
    assert colour(cell) == (RED if wrong else AMBER), name
    note = flat(cell.comment.text)
    assert all(flat(one.message + one.remedy) in note for one in said), name
    if value is not None and value.value is None and value.raw.strip():
        assert note.startswith(flat(f"原填：{value.raw.strip()[:100]}")), name
    beside = copy.catalogue.field[name].explained_by
    if not wrong and beside in copy.places and beside not in about:
        explained = copy.cell(beside)
        assert explained.comment is not None and explained.comment.text.startswith("请在这里写明原因")
        assert colour(explained) == AMBER


def see_answer(copy: Opened, name: str) -> None:
    """What was readable stands as it was, and every cell looks as in the form but for its colour."""
    cell, value = copy.cell(name), copy.what.values.get(name)
    given = value.value if value is not None else None
    assert cell.value is None if given is None else shown(cell.value) == shown(given), name
    assert looks_but_for_colour(cell) == looks_but_for_colour(copy.cell(name, copy.fresh)), name


def see_calm(copy: Opened, name: str) -> None:
    """A marked cell has its own colour again as soon as it is mended, and not before."""
    place, own = copy.places[name], colour(copy.cell(name, copy.fresh))
    there = {cell.coordinate: cell.value for row in copy.sheet.iter_rows() for cell in row if cell.data_type != "f"}
    added = [one for one in calmed(copy.sheet, place) if one not in calmed(copy.fresh, place)]
    assert added and all(tint == own for _, tint in added), name
    tests = [formula for formula, _ in added]
    counted = [f"{column}{row}" for one in tests for column, row in re.findall(r"\$([A-Z]+)(\d+)", one)]
    faulty = {**there, **{at: word for at in counted for word in faults_at(copy.sheet, at)[:1]}}
    assert not any(holds(formula, faulty) for formula in tests), name
    typed = {at for one in tests for at in re.findall(r"LEN\(([A-Z]+\d+)\)", one)} | {place}
    mended = {**there, **dict.fromkeys(counted, ""), **dict.fromkeys(typed, "改好的内容")}
    assert all(holds(formula, mended) for formula in tests), name


def see_slip(copy: Opened) -> None:
    """The slip lists everything with a link to its cell."""
    rows = [row for row in copy.slip.iter_rows(min_row=7) if row[1].value]
    assert [flat(row[6].value) for row in rows] == [flat(one.message + one.remedy) for one in copy.listed]
    for row, one in zip(rows, copy.listed, strict=True):
        place = copy.places.get(one.field)
        assert row[3].value == (place or one.cell)
        assert (row[3].hyperlink.location if row[3].hyperlink else None) == (place and f"'{SHEET}'!{place}")


def shown(value: object) -> object:
    """A value as a form shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.date() if isinstance(value, datetime) else value


@pytest.mark.one_in(100)
@pytest.mark.parametrize("seed", first(6, range(60)))
def test_every_finding_is_seen_at_its_cell_and_nothing_else(
    seed: int, copies: Copies, press: Press, plan: Plan, forms: Forms
) -> None:
    dice = random.Random(seed)
    item_id, unit_id = dice.choice(ITEMS)
    catalogue, unit, period = forms.catalogue_of[item_id], plan.unit[unit_id], dice.choice(plan.periods)
    answers = dict(forms.right(item_id, unit_id))
    figures = [f for f in catalogue.fields if f.has_prior and f.type.is_number]
    prior: dict[str, CellValue] = {f.id: dice.choice((0, 5, 1000)) for f in figures} if dice.random() < 0.5 else {}
    asked = [f for f in catalogue.fields if f.id != SAME_ALL and (f.column != SAME or f.row in prior)]
    for field in dice.sample(asked, dice.randint(1, 8)):
        answers[field.id] = spoilt(field, dice)
    what, version = returned(catalogue, unit_id, answers, prior), dice.randint(2, 12)
    blank = press.form(catalogue, unit, period, version, Prefill(what.prior_name, prior, derived=False))
    see(Opened.of(copies.copy(catalogue, unit, period, version, what), blank, catalogue, what))


@pytest.mark.one_in(2)
@pytest.mark.parametrize("prior", [{}, {"rural_kg_count": 38, "rural_kg_qualified_count": 29}], ids=["first", "next"])
def test_a_rule_that_does_not_hold_is_marked_until_it_does(
    copies: Copies, press: Press, plan: Plan, forms: Forms, prior: Mapping[str, CellValue]
) -> None:
    catalogue = forms.catalogue_of["3.1.1"]
    answers = {**forms.right("3.1.1", "fuyun"), "rural_kg_qualified_count": 99}
    what = returned(catalogue, "fuyun", answers, prior)
    assert any(one.code.startswith("rule.") for one in what.findings)
    given = catalogue, plan.unit["fuyun"], plan.periods[0]
    blank = press.form(*given, 2, Prefill(what.prior_name, prior, derived=False))
    opened = Opened.of(copies.copy(*given, 2, what), blank, catalogue, what)
    see(opened)
    for name in ("rural_kg_count", "rural_kg_qualified_count"):
        assert colour(opened.cell(name)) == RED
        assert any("COUNTIF" in formula for formula, _ in calmed(opened.sheet, opened.places[name]))


def test_what_is_wrong_with_no_cell_is_said_on_the_slip(copies: Copies, press: Press, plan: Plan, forms: Forms) -> None:
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
    what = replace(what, findings=(said,))
    given = catalogue, plan.unit["fuyun"], plan.periods[0]
    stamped = copies.copy(*given, 2, what)
    see(Opened.of(stamped, press.form(*given, 2, Prefill(what.prior_name, derived=False)), catalogue, what))
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
