"""Lists in a form: out, filled in as people do, and back."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.conftest import KEY
from tests.effort import first, share
from tests.rosters import COLUMNS, ITEM, NAME, ROSTER, ROWS, SEATS, STATED, with_roster
from toolkit.acts.entries import reading_of, says
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue, catalogues
from toolkit.check.batch import Reading, check
from toolkit.cli.demo import answers_of
from toolkit.form.bound import Bindery, Leaf
from toolkit.form.filling import fill_form, fill_rows
from toolkit.form.identify import Identified, Unidentified, identify
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.roster_formulas import FIRST_ROW, HEAD, titles
from toolkit.form.stamp import Press
from toolkit.kinds.registry import KINDS
from toolkit.kinds.rosters import RosterRow
from toolkit.plan.model import Plan, ValueType
from toolkit.plan.rosters import id_of
from toolkit.reading.apart import open_book
from toolkit.reading.forms import ReadForm, read_form

UNIT = "fuyun"
TITLE = f"三（一）1 {NAME}"


@dataclass(frozen=True)
class Office:
    """A plan with a list, and what makes its forms."""

    plan: Plan
    catalogue: Catalogue
    press: Press
    right: Mapping[str, object]
    made: dict[str, bytes] = field(default_factory=dict)

    def blank(self, unit: str = UNIT, given: Prefill = NOTHING) -> bytes:
        return self.press.form(self.catalogue, self.plan.unit[unit], self.plan.periods[0], 1, given)

    def filled(self, rows: Sequence[Sequence[object]] = ROWS, count: int | None = None) -> bytes:
        stated = len(rows) if count is None else count
        key = f"{rows}{stated}"
        if key not in self.made:
            answers = {**self.right, STATED: stated}
            self.made[key] = fill_rows(fill_form(self.blank(), self.catalogue, answers), TITLE, rows)
        return self.made[key]

    def read(self, data: bytes) -> ReadForm:
        book = open_book(data, "表.xlsx")
        assert not isinstance(book, str)
        (whose,) = identify(book, self.plan, KEY)
        assert isinstance(whose, Identified), whose
        return read_form(whose, self.catalogue, self.plan)

    def reading(self, data: bytes) -> Reading:
        return reading_of(self.catalogue, self.read(data), date(2021, 1, 28), {})

    def found(self, data: bytes) -> list[Finding]:
        (findings,) = check([self.reading(data)])
        return [one for one in findings if one.severity is not Severity.INFO or one.code.startswith("roster")]

    def codes(self, data: bytes) -> list[tuple[str, str]]:
        return [(one.code, one.cell) for one in self.found(data)]

    def rows(self, data: bytes) -> tuple[RosterRow, ...]:
        return self.read(data).rosters[id_of(ROSTER)].rows


@pytest.fixture(scope="module")
def office(plan: Plan, base: Base) -> Office:
    with_list = with_roster(plan)
    right = dict(answers_of(plan, catalogues(plan)[ITEM].of(UNIT), plan.unit[UNIT]))
    return Office(with_list, catalogues(with_list)[ITEM].of(UNIT), Press(base, with_list, KEY), right)


def said(rows: Sequence[RosterRow]) -> list[list[object]]:
    return [[row.values.get(column.id) for column in COLUMNS] for row in rows]


def edited(data: bytes, *cells: tuple[str, object], sheet: str = TITLE) -> bytes:
    workbook = load_workbook(BytesIO(data))
    for place, value in cells:
        workbook[sheet][place].value = value
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def with_sheet(data: bytes, name: str, rows: Sequence[Sequence[object]], without: str = "") -> bytes:
    """The workbook with a sheet of the unit's own, perhaps instead of another."""
    workbook = load_workbook(BytesIO(data))
    sheet = workbook.create_sheet(name)
    for row in rows:
        sheet.append(list(row))
    if without:
        del workbook[without]
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


# --- what is right ---


def test_what_is_filled_in_comes_back(office: Office) -> None:
    data = office.filled()
    assert office.found(data) == []
    assert said(office.rows(data)) == [
        ["第一幼儿园", "公办", True, 360, 120.5, date(2020, 9, 1), 65.5, "张三 13800000000"],
        ["第二幼儿园", "公办", False, 330, 80, date(2019, 9, 1), None, None],
        ["金苗幼儿园", "民办", True, 240, 60.25, None, 88, "备注一"],
    ]
    values = {name: cell.normalised.value for name, cell in office.reading(data).cells.items()}
    totals = [values[field.id] for field in office.catalogue.totals]
    assert totals == [3, 930, 260.75]


def test_a_form_and_its_lists_that_nobody_touched_are_not_reported_yet(office: Office) -> None:
    assert office.read(office.blank()).untouched
    rows = office.reading(office.filled()).rosters[id_of(ROSTER)]
    given = Prefill(rosters={id_of(ROSTER): [row.values for row in rows]})
    carried = office.blank(given=given)
    assert office.read(carried).untouched
    assert said(office.rows(carried)) == said(rows)
    assert not office.read(edited(carried, (f"C{FIRST_ROW}", "另一所"))).untouched


def test_the_sheet_of_a_list_is_the_same_alone_and_in_a_book(office: Office) -> None:
    leaf = Leaf(office.catalogue)
    unit, period = office.plan.unit[UNIT], office.plan.periods[0]
    book = load_workbook(BytesIO(Bindery(office.press).book(unit, period, [leaf])))
    alone = load_workbook(BytesIO(office.blank()))
    assert [[c.value for c in row] for row in book[TITLE]] == [[c.value for c in row] for row in alone[TITLE]]


@settings(max_examples=share(25))
@given(data=st.data())
def test_any_right_rows_go_the_whole_way(office: Office, data: st.DataObject) -> None:
    texts = st.text(st.sampled_from("甲乙丙丁ABCabc 0一二三·（）-"), min_size=1, max_size=12)
    names = data.draw(
        st.lists(
            texts.map(lambda t: f"园{t.strip()}").filter(lambda t: not t.isspace()),
            max_size=6, unique_by=lambda t: "".join(t.split()).casefold(),
        )
    )  # fmt: skip
    numbers = st.integers(0, 800)  # six of them within what a rule allows in all
    rows = [
        (
            name, data.draw(st.sampled_from(["公办", "民办"])), data.draw(st.sampled_from(["是", "否"])),
            data.draw(numbers), data.draw(st.integers(0, 10**6)) / 100,
            data.draw(st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2021, 1, 1)))),
            data.draw(st.one_of(st.none(), st.integers(200, 10_000).map(lambda n: n / 100))), None,
        )
        for name in names
    ]  # fmt: skip
    reading = office.reading(office.filled(rows))
    back = said(reading.rosters[id_of(ROSTER)])
    assert [r[:1] + r[3:7] for r in back] == [[r[0], r[3], r[4], r[5], r[6]] for r in rows]
    assert not [one for one in check([reading])[0] if one.severity is Severity.ERROR and rows]


# --- what is wrong: one cell for each kind of value ---

WRONG = {
    "文字": ("C8", "6.5432219800101E17", "text.digits_lost"),
    "选择": ("D8", "国有", "choice.unknown"),
    "是否": ("E8", "快了", "choice.unknown"),
    "整数": ("F8", "约30", "number.about"),
    "金额": ("G8", "12元", "number.unit"),
    "日期": ("H8", "2021-2-29", "date.impossible"),
    "百分数": ("I8", 0.95, "number.ambiguous"),
}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("word", first(4, [*WRONG]))
def test_each_kind_is_told_by_row_and_cell(office: Office, word: str) -> None:
    cell, value, code = WRONG[word]
    data = edited(office.filled(), (cell, value))
    (one,) = office.found(data)
    assert (one.code, one.cell, one.sheet) == (code, cell, TITLE)
    assert f"“{NAME}”第 2 行（{cell}）" in one.message


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("cell", "value", "code"),
    first(6, [
        ("C8", None, "required.blank"), ("F7", -1, "range.below"), ("C8", "第一幼儿园", "roster.repeated"),
        ("H8", date(1949, 1, 1), "range.below"), ("F7", 2001, "range.above"), ("C9", "第 一幼儿园 ", "roster.repeated"),
        ("F9", None, "required.blank"), ("D7", "  ", "required.blank"), ("I9", 101, "range.above"),
        ("F8", 30.5, "number.not_integer"), ("G8", "#REF!", "formula.error"),
    ]),
)  # fmt: skip
def test_each_check_holds_in_every_row(office: Office, cell: str, value: object, code: str) -> None:
    found = office.found(edited(office.filled(), (cell, value)))
    assert [(one.cell, one.severity) for one in found] == [(cell, Severity.ERROR)]
    if code != "formula.error":
        assert found[0].code == code


def test_while_a_row_is_wrong_a_list_comes_to_nothing(office: Office) -> None:
    """A rule over it is not checked, as on the form."""
    data = edited(office.filled(count=7), ("F8", "约30"))
    assert [code for code, _ in office.codes(data)] == ["number.about"]
    assert [code for code, _ in office.codes(office.filled(count=7))] == ["rule.list-count"]
    values = office.reading(data).cells
    assert {values[field.id].normalised.value for field in office.catalogue.totals} == {None}


def test_many_wrong_rows_are_told_together(office: Office) -> None:
    rows = [(f"第{n}园", "公办", "是", "约3", 1, None, None, None) for n in range(100)]
    found = office.found(office.filled(rows))
    assert len(found) == 21
    (more,) = (one for one in found if one.code == "roster.more")
    assert "还有 80 行" in more.message and "21—100" in more.message and more.severity is Severity.ERROR


# --- tables of people's own ---

_CAPTIONS = [column.name for column in COLUMNS]


def own_table(order: Sequence[int], captions: Sequence[str] = _CAPTIONS) -> list[list[object]]:
    return [[captions[i] for i in order], *([row[i] for i in order] for row in ROWS)]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    "captions",
    [
        _CAPTIONS,
        ["园 名", "性质（必填）", "普惠*", "学位（个）", "投资\n（万元）", "开园日期", "达标率", "说明"],
        ["园名：", "性 质", "普　惠", "学位", "投资(万元)", "开园日期（年月日）", "达标率%", "说明"],
    ],
    ids=["plain", "folded", "signs"],
)
@pytest.mark.parametrize("order", first(1, [[3, 0, 5, 1, 7, 2, 6, 4], list(range(8)), list(range(7, -1, -1))]))
def test_columns_are_found_by_heading_in_any_order(office: Office, order: list[int], captions: list[str]) -> None:
    rows: list[list[object]] = [["某县幼儿园名册"], [], *own_table(order, captions), [None] * 8, ["合计"]]
    data = with_sheet(office.filled(rows=()), "我们的名册", rows)
    read = office.read(edited(data, (f"F{FIRST_ROW}", None)))
    roster = read.rosters[id_of(ROSTER)]
    assert roster.sheet == "我们的名册"
    assert said(roster.rows) == said(office.rows(office.filled()))
    assert {one.code for one in roster.findings} == {"roster.own_sheet", "roster.sum_row"}


def test_a_heading_that_was_pasted_along_is_no_row(office: Office) -> None:
    order = [3, 0, 1, 2, 4, 5, 6, 7]
    table = own_table(order)
    cells = [(f"{'CDEFGHIJ'[c]}{FIRST_ROW + r}", v) for r, row in enumerate(table) for c, v in enumerate(row)]
    assert said(office.rows(edited(office.filled(rows=(), count=3), *cells))) == said(office.rows(office.filled()))


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ([("K5", "园长"), ("K7", "李四")], ["roster.column_added"]),
        ([("F5", "座位"), ("F7", 1)], ["roster.column_added", "roster.column_missing"]),
        ([("J5", "学位")], ["roster.column_twice"]),
        ([("L8", "旁边写的")], ["roster.column_added"]),
        ([("C10", "合计"), ("F10", 930)], ["roster.sum_row"]),
        ([("C10", " 小 计 "), ("F10", 930)], ["roster.sum_row"]),
        ([(f"{letter}{HEAD}", None) for letter in "CDEFGHIJ"], ["roster.no_heading"]),
    ],
)  # fmt: skip
def test_what_has_no_place_is_told(office: Office, change: list[tuple[str, object]], codes: list[str]) -> None:
    found = office.found(edited(office.filled(), *change))
    assert sorted({one.code for one in found if one.code.startswith("roster")}) == codes


def test_blank_rows_between_are_none_and_rows_beyond_the_room_are_taken(office: Office) -> None:
    gap = edited(office.filled(), *((f"{letter}20", value) for letter, value in zip("CDEFG", ROWS[0][:5], strict=True)))
    gap = edited(gap, ("C20", "第九园"))
    assert [row.number for row in office.rows(gap)] == [1, 2, 3, 4]
    beyond = [[*own_table(range(8))[0]], *([f"第{n}园", "公办", "是", 1, 1] for n in range(230))]
    data = with_sheet(office.filled(rows=(), count=230), "名册", beyond)
    assert {one.code for one in office.found(data)} == {"roster.own_sheet", "roster.beyond"}
    assert len(office.rows(data)) == 230


def test_a_merged_cell_holds_for_its_rows_but_a_figure_does_not(office: Office) -> None:
    workbook = load_workbook(BytesIO(office.filled()))
    workbook[TITLE].merge_cells("D7:D9")
    workbook[TITLE].merge_cells("F8:F9")
    out = BytesIO()
    workbook.save(out)
    found = office.found(out.getvalue())
    assert [row.values[COLUMNS[1].id] for row in office.rows(out.getvalue())] == ["公办"] * 3
    assert "form.merged_figures" in {one.code for one in found}


# --- sheets that are gone, copied, another's ---


def test_a_list_that_is_gone_is_told(office: Office) -> None:
    data = with_sheet(office.filled(), "空", [], without=TITLE)
    assert ("roster.gone", "") in office.codes(data)


def test_two_sheets_of_one_list_must_say_one_thing(office: Office) -> None:
    workbook = load_workbook(BytesIO(office.filled()))
    workbook.copy_worksheet(workbook[TITLE])
    out = BytesIO()
    workbook.save(out)
    assert "roster.twice" not in {code for code, _ in office.codes(out.getvalue())}
    twice = edited(out.getvalue(), ("C9", "别的园"), sheet=f"{TITLE} Copy")
    assert "roster.twice" in {code for code, _ in office.codes(twice)}


@pytest.mark.one_in(4)
@pytest.mark.parametrize("how", ["unit", "key", "changed", "pieces"])
def test_a_list_of_somebody_else_is_never_read(office: Office, base: Base, how: str) -> None:
    """Another unit's, another office's, one whose entry was changed, one with two entries."""
    unit, period = office.plan.unit["fuhai"], office.plan.periods[0]
    key = bytes(32) if how == "key" else KEY
    other = Press(base, office.plan, key).form(
        office.catalogue, unit if how != "key" else office.plan.unit[UNIT], period
    )
    entry = load_workbook(BytesIO(other))[TITLE]["A1"].value
    mine = load_workbook(BytesIO(office.blank()))[TITLE]["A1"].value
    assert isinstance(entry, str) and isinstance(mine, str)
    forged = {"unit": entry, "key": entry, "changed": mine.replace(UNIT, "fuhai"), "pieces": mine}[how]
    cells = [("A1", forged), *([("A9", entry)] if how == "pieces" else [])]
    data = edited(office.filled(), *cells)
    read = office.read(data)
    assert read.rosters[id_of(ROSTER)].rows == ()
    codes = {one.code for one in read.findings}
    assert codes & {"roster.alone", "form.sheet_refused"}, codes
    assert "roster.gone" in {code for code, _ in office.codes(data)}


def test_a_list_alone_is_no_form(office: Office) -> None:
    data = with_sheet(office.filled(), "空", [], without="填报表")
    book = open_book(data, "表.xlsx")
    assert not isinstance(book, str)
    (found,) = identify(book, office.plan, KEY)
    assert isinstance(found, Unidentified) and "明细" in found.reason


# --- what it costs, and what it is made of ---


def test_what_a_list_says_tells_returns_apart(office: Office) -> None:
    one, same = office.reading(office.filled()), office.reading(office.filled())
    assert says(one) == says(same)
    assert says(one) != says(office.reading(edited(office.filled(), ("C9", "别的园"))))


@pytest.mark.exhaustive
def test_the_cost_of_a_list_is_linear(office: Office) -> None:
    """By the calls that reading it takes, not by the clock."""
    took = []
    for number in (1000, 5000):
        rows = [[f"第{n}园", "公办", "是", 1, 1, None, None, None] for n in range(number)]
        data = with_sheet(office.filled(rows=(), count=number), "名册", [_CAPTIONS, *rows])
        calls = Counter[str]()
        before = sys.getprofile()
        sys.setprofile(lambda frame, event, argument, calls=calls: calls.update([event]))  # type: ignore[misc]
        try:
            reading = office.reading(data)
        finally:
            sys.setprofile(before)
        took.append(calls.total())
        assert len(reading.rosters[id_of(ROSTER)]) == number
        assert reading.cells[id_of(ROSTER)].normalised.value == number
    assert took[1] < 5.5 * took[0]


def test_names_of_sheets_are_told_apart(plan: Plan) -> None:
    long = "很" * 20
    twins = [replace(ROSTER, name=name) for name in (long + "甲", long + "乙", "甲:乙", "甲?乙")]
    named = titles(replace(plan, rosters=tuple(replace(r, name=r.name * 2) for r in twins))).values()
    assert len({name.casefold() for name in named}) == 4
    assert all(len(name) <= 31 for name in named)


def test_every_kind_can_be_a_column(plan: Plan, base: Base) -> None:
    columns = tuple(
        replace(
            COLUMNS[0], id=f"c_{n}", name=f"列{word}", type=kind.type, kind=word if word != kind.type.value else "",
            unique=False, required=n == 0, choices="性质" if kind.type is ValueType.CHOICE else "",
        )
        for n, (word, kind) in enumerate(KINDS.items())
    )  # fmt: skip
    with_all = replace(with_roster(plan), rosters=(replace(ROSTER, columns=columns),), rules=plan.rules,
                       indicators=plan.indicators)  # fmt: skip
    catalogue = catalogues(with_all)[ITEM].of(UNIT)
    data = Press(base, with_all, KEY).form(catalogue, with_all.unit[UNIT], with_all.periods[0])
    heads = [cell.value for cell in load_workbook(BytesIO(data))[TITLE][HEAD]][2:-1]
    assert [str(head).rstrip(" *") for head in heads] == [f"列{word}" for word in KINDS]


def test_a_workbook_of_any_program_can_be_copied_in(office: Office) -> None:
    """Values only, as they come when cells are copied into a new workbook beside the form's."""
    source = load_workbook(BytesIO(office.filled()))
    workbook = Workbook()
    del workbook["Sheet"]
    for name in ("填报表", TITLE):
        sheet = workbook.create_sheet(name)
        for row in source[name].iter_rows():
            for cell in row:
                if cell.value is not None and not str(cell.value).startswith("="):
                    sheet[cell.coordinate] = cell.value
    out = BytesIO()
    workbook.save(out)
    assert said(office.rows(out.getvalue())) == said(office.rows(office.filled()))


def test_figures_that_follow_from_a_list_are_named(office: Office) -> None:
    (seats,) = office.catalogue.computed[-1:]
    assert seats.indicator.id == SEATS
