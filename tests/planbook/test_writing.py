"""A plan is written so that it is read back equal, and ready for a clerk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.effort import share
from tests.planbook.plans import SMALL, TEXTS
from toolkit.base.findings import Severity
from toolkit.plan.measures import LimitType, Measure, TimeLimit
from toolkit.plan.model import Aggregation, Indicator, Item, ItemKind, Period, Plan, Unit, ValueType
from toolkit.plan.options import DisclosureSettings, Edition, MailSettings, Rule, Settings
from toolkit.planbook.head import DISCLOSABLE, HEAD
from toolkit.planbook.tables import TABLES, USUAL_CHOICES, Kind
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

# --- written and read back ---


def test_small_plan_is_read_back_equal(written: Path, path: Path) -> None:
    assert read_plan(written) == SMALL
    assert read_plan(path) == SMALL


def test_shipped_plan_is_read_back_equal(plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan


PERHAPS = st.just("") | TEXTS
NUMBERS = st.none() | st.integers(-(10**6), 10**6).map(float) | st.floats(-1e12, 1e12).map(lambda x: round(x, 4))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@st.composite
def items(draw: st.DrawFn, number: int, unit_ids: tuple[str, ...]) -> Item:
    kind = draw(st.sampled_from(ItemKind))
    explains = kind is ItemKind.EXPLANATION
    measures = () if explains else draw(st.lists(st.tuples(TEXTS, PERHAPS), min_size=1, max_size=3).map(tuple))
    limit = draw(st.sampled_from(LimitType))
    due_date = draw(DAYS if limit is LimitType.FIXED else st.none() | DAYS)
    reporting = draw(st.sets(st.sampled_from(unit_ids), min_size=1))
    return Item(
        f"{draw(st.integers(1, 9))}.{number}", draw(TEXTS) + str(number), draw(TEXTS), draw(PERHAPS), draw(PERHAPS),
        draw(PERHAPS), draw(TEXTS), kind, draw(PERHAPS), draw(TEXTS if explains else PERHAPS),
        tuple(Measure(n, text, marker) for n, (text, marker) in enumerate(measures, start=1)),
        tuple(unit for unit in unit_ids if unit in reporting), draw(PERHAPS), draw(st.booleans()), draw(PERHAPS),
        TimeLimit(draw(PERHAPS), limit, due_date), draw(PERHAPS),
    )  # fmt: skip


@st.composite
def indicators(draw: st.DrawFn, number: int, item_ids: list[str]) -> Indicator:
    type_ = draw(st.sampled_from(ValueType))
    values: st.SearchStrategy[float | date | None] = NUMBERS if type_.is_number else st.none()
    if type_ is ValueType.DATE:
        values = st.none() | DAYS
    low, high, soft_low, soft_high = (draw(values) for _ in range(4))
    if low is not None and high is not None:
        low, high = sorted((low, high))
    if soft_low is not None and soft_high is not None:
        soft_low, soft_high = sorted((soft_low, soft_high))
    ways = [Aggregation.NONE]
    ways += [Aggregation.SUM, Aggregation.MIN_MAX] if type_.is_number else []
    ways += [Aggregation.COUNT_TRUE] if type_ is ValueType.BOOLEAN else []
    return Indicator(
        f"figure_{number}", draw(st.sampled_from(item_ids)), draw(TEXTS), type_, draw(PERHAPS), draw(PERHAPS),
        draw(st.booleans()), low, high, soft_low, soft_high, draw(st.sampled_from(ways)), draw(NUMBERS),
        "完成情况" if type_ is ValueType.CHOICE else "", "", draw(PERHAPS),
    )  # fmt: skip


EMAILS = st.sampled_from([(), ("a@example.com",), ("a@example.com", "b.c-d@mail.example.com")])


MAIL = st.builds(
    MailSettings,
    st.sampled_from(["", "smtp.example.com:465", "tls://127.0.0.1:4650"]),
    st.sampled_from(["", "imap.example.com:993", "starttls://localhost:1430"]),
    st.sampled_from(["", "office@example.com"]),
    st.integers(1, 1000),
    st.integers(1, 1000),
)


@st.composite
def disclosures(draw: st.DrawFn, items: list[str]) -> DisclosureSettings:
    def per_edition(choices: Sequence[str]) -> dict[Edition, tuple[str, ...]]:
        chosen = {edition: draw(st.sets(st.sampled_from(choices))) for edition in Edition}
        return {edition: tuple(c for c in choices if c in of) for edition, of in chosen.items() if of}

    return DisclosureSettings(
        per_edition(items), per_edition(DISCLOSABLE), draw(st.sampled_from([(), ("甲某", "乙某")]))
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    units = tuple(
        Unit(f"unit-{n}", f"{draw(TEXTS)}{n}", f"县{n}", tuple(f"别名{n}{i}" for i in range(draw(st.integers(0, 2)))),
             f"6543{n}", draw(PERHAPS), draw(EMAILS), draw(PERHAPS), draw(PERHAPS),
             draw(PERHAPS), draw(st.sampled_from(["", "l@example.com"])))
        for n in range(draw(st.integers(1, 3)))
    )  # fmt: skip
    unit_ids = tuple(unit.id for unit in units)
    its_items = tuple(draw(items(n, unit_ids)) for n in range(1, draw(st.integers(2, 4))))
    figures = [draw(indicators(n, [item.id for item in its_items])) for n in range(draw(st.integers(0, 3)))]
    rules = [
        Rule(f"r{n}", figure.item_id, f"非 filled({figure.id})", draw(st.sampled_from(Severity)), draw(TEXTS))
        for n, figure in enumerate(figures)
    ]
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=3)))
    return Plan(
        draw(TEXTS), draw(TEXTS), draw(TEXTS), draw(TEXTS), draw(DAYS), draw(PERHAPS), draw(TEXTS), draw(PERHAPS),
        draw(PERHAPS),
        draw(st.sampled_from(["", "office@example.com"])), units, its_items, tuple(figures), tuple(rules),
        USUAL_CHOICES, tuple(Period(f"p{n}", draw(TEXTS), day) for n, day in enumerate(days)),
        Settings(
            draw(st.integers(0, 366)), draw(st.integers(0, 366)), ranking=draw(st.booleans()),
            mail=draw(MAIL), disclosure=draw(disclosures([item.id for item in its_items])),
        ),
    )  # fmt: skip


@settings(max_examples=share(8))
@given(plans())
def test_every_plan_is_read_back_equal(tmp_path_factory: pytest.TempPathFactory, made: Plan) -> None:
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    write_plan(made, path)
    assert read_plan(path) == made


# --- how it looks ---


def test_every_column_is_explained_and_ready_for_use(written: Path) -> None:
    workbook = load_workbook(written)
    assert workbook.sheetnames == [*TABLES, "_lists"]
    assert workbook["_lists"].sheet_state == "hidden"
    for name, table in TABLES.items():
        sheet = workbook[name]
        assert [cell.value for cell in sheet[1]] == [column.header for column in table]
        assert all(cell.comment and cell.comment.text for cell in sheet[1])
        assert sheet.freeze_panes and sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    beside = [workbook["方案"].cell(row, 3).value for row in range(2, 2 + len(HEAD))]
    assert beside == [setting.help for setting in HEAD]


def test_closed_lists_are_dropdowns_on_named_ranges_also_below_the_table(written: Path) -> None:
    workbook = load_workbook(written)
    for name, table in TABLES.items():
        sheet = workbook[name]
        found = {}
        for validation in sheet.data_validations.dataValidation:
            assert validation.showErrorMessage and validation.type == "list"
            place = workbook.defined_names[validation.formula1].attr_text
            choices = [cell.value for (cell,) in workbook["_lists"][place.split("!")[1]]]
            area = next(iter(validation.sqref.ranges))
            if name == "方案":  # its lists are for some of its rows alone
                continue
            assert (area.min_row, area.min_col) == (2, area.max_col) and area.max_row > 100
            found[sheet.cell(1, area.min_col).value] = tuple(choices)
        assert found == {column.header: column.choices for column in table if column.choices}


def test_settings_with_few_answers_are_dropdowns_in_their_rows(written: Path) -> None:
    workbook = load_workbook(written)
    found: dict[int, tuple[object, ...]] = {}
    for validation in workbook["方案"].data_validations.dataValidation:
        place = workbook.defined_names[validation.formula1].attr_text
        choices = tuple(cell.value for (cell,) in workbook["_lists"][place.split("!")[1]])
        found |= {row: choices for area in validation.sqref.ranges for row in range(area.min_row, area.max_row + 1)}
    assert found == {row: setting.choices for row, setting in enumerate(HEAD, start=2) if setting.choices}


def test_codes_stay_texts_also_in_new_rows(written: Path) -> None:
    workbook = load_workbook(written)
    for name, table in TABLES.items():
        for index, column in enumerate(table, start=1):
            if column.kind in (Kind.CODE, Kind.MONTH):
                formats = {workbook[name].cell(row, index).number_format for row in (2, 50, 100)}
                assert formats <= {"@", "General"} and workbook[name].cell(100, index).number_format == "@"
                filled = [cell for (cell,) in workbook[name].iter_rows(2, 20, index, index) if cell.value is not None]
                assert all(cell.data_type == "s" and cell.number_format == "@" for cell in filled)


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    odd = replace(SMALL, title="=1+1", contact="-", phone="+86 0906")
    write_plan(odd, tmp_path / "plan.xlsx")
    assert load_workbook(tmp_path / "plan.xlsx")["方案"]["B3"].data_type == "s"
    assert read_plan(tmp_path / "plan.xlsx") == odd
