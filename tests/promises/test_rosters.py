"""Lists the whole way: out, back, sent back with what is wrong marked, mended, in the master, in the next period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import new_workspace
from tests.effort import first
from tests.rosters import COLUMNS, ITEM, NAME, ROSTER, ROWS, SEATS, STATED, Row, with_roster
from toolkit import Workspace
from toolkit.acts.secrets import secrets_of
from toolkit.catalogue import catalogues
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form, fill_rows
from toolkit.form.roster_formulas import FIRST_ROW
from toolkit.form.styles import RED
from toolkit.kinds import person, telephone
from toolkit.ledger import ListRow
from toolkit.plan.model import Plan, ValueType
from toolkit.plan.options import Binding
from toolkit.plan.rosters import id_of
from toolkit.planbook.writing import write_plan

UNIT = "fuyun"
TITLE = f"三（一）1 {NAME}"
WRONG = [list(row) for row in ROWS]
WRONG[0][1], WRONG[1][4], WRONG[2][3] = "国有", None, "约30"
PEOPLE = (
    replace(COLUMNS[0], id="c_head", name="园长", kind=person.KIND.word, unique=False),
    replace(COLUMNS[0], id="c_phone", name="电话", kind=telephone.KIND.word, unique=False, type=ValueType.TEXT),
)


@dataclass(frozen=True)
class Office:
    made: Workspace
    right: Mapping[str, object]

    @property
    def plan(self) -> Plan:
        return self.made.plan

    def fill(self, data: bytes, rows: Sequence[Row], title: str = TITLE) -> bytes:
        catalogue = self.made.catalogues[ITEM].of(UNIT)
        return fill_rows(fill_form(data, catalogue, {**self.right, STATED: len(rows)}), title, rows)

    def drop(self, data: bytes, name: str) -> None:
        (self.made.inbox / name).write_bytes(data)

    def kept(self) -> dict[int, dict[str, tuple[ListRow, ...]]]:
        with self.made.ledger() as ledger:
            return ledger.list_rows(s.id for s in ledger.submissions())

    def copies(self) -> list[Path]:
        return sorted(self.made.root.glob("outbox/*/returns/*/退回修改*.xlsx"))


@pytest.fixture
def office(tmp_path: Path, plan: Plan) -> Office:
    made = new_workspace(tmp_path / "工作区")
    write_plan(with_roster(plan, replace(ROSTER, columns=(*COLUMNS, *PEOPLE))), made.root / "plan.xlsx")
    right = dict(answers_of(plan, catalogues(plan)[ITEM].of(UNIT), plan.unit[UNIT]))
    return Office(Workspace(made.root), right)


def with_people(rows: Sequence[Row]) -> list[Row]:
    return [(*row, f"张{'甲乙丙'[n]}某", f"0906-000000{n}") for n, row in enumerate(rows)]


def test_a_list_goes_the_whole_way(office: Office) -> None:
    made, day = office.made, date(2021, 1, 28)
    (path,) = made.distribute(as_of=date(2021, 1, 25), item=ITEM, unit=UNIT).forms
    office.drop(office.fill(path.read_bytes(), with_people(WRONG)), "一.xlsx")
    taken = made.run(as_of=day)[0].taken[0]
    assert not taken.accepted
    assert sorted(one.cell for one in taken.findings if one.code != "identity") == ["D7", "F9", "G8"]
    # Every row is kept as it came, the wrong ones too.
    ((rows,),) = (of.values() for of in office.kept().values())
    assert [row.number for row in rows] == [1, 2, 3]
    assert [rows[2].cells[COLUMNS[3].id].raw, rows[0].cells[COLUMNS[0].id].value] == ["约30", "第一幼儿园"]
    # The correction copy has them, what is wrong is marked, 退回单 leads to it.
    (copy,) = office.copies()
    workbook = load_workbook(copy)
    sheet, slip = workbook[TITLE], workbook["退回单"]
    assert [cell.value for cell in sheet[FIRST_ROW]][2:6] == ["第一幼儿园", "国有", "是", 360]
    assert sheet["F9"].value == "约30" and sheet["G8"].value is None
    marked = {c.coordinate for row in sheet.iter_rows() for c in row if str(c.fill.fgColor.rgb).endswith(RED)}
    assert marked == {"D7", "G8", "F9"}
    links = {cell.hyperlink.location for row in slip.iter_rows() for cell in row if cell.hyperlink}
    assert {f"'{TITLE}'!{cell}" for cell in marked} <= links
    # Mended and sent again it is accepted; its rows are the ones that count.
    sheet["D7"], sheet["G8"], sheet["F9"] = "公办", 80, 240
    out = BytesIO()
    workbook.save(out)
    office.drop(out.getvalue(), "二.xlsx")
    again, written = made.run(as_of=date(2021, 1, 29))
    assert [one.accepted for one in again.taken] == [True], again.taken[0].findings
    master = load_workbook(written.master, data_only=True)
    listed = [[c.value for c in row] for row in master[f"明细 {TITLE}"].iter_rows(min_row=4)]
    assert [row[:4] for row in listed] == [["三（一）1", "富蕴县", n + 1, ROWS[n][0]] for n in range(3)]
    (seats,) = (row for row in master["指标汇总"].iter_rows(values_only=True) if row[1] == "学位合计")
    assert 930 in seats
    # What is asked for as names and numbers is known to the public editions.
    with made.ledger() as ledger:
        secrets = secrets_of(office.plan, ledger)
    assert {"张甲某", "张丙某"} <= set(secrets.names) and any("09060000001" in number for number in secrets.phones)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("way", "carried"), [(Binding.BOOK, True), *first(0, [(Binding.EACH, True), (Binding.EACH, False)])]
)
def test_the_next_period_begins_with_the_rows_of_the_last(office: Office, way: Binding, carried: bool) -> None:
    made = office.made
    if not carried:
        roster = replace(office.plan.rosters[0], carried=False)
        write_plan(replace(office.plan, rosters=(roster,)), made.root / "plan.xlsx")
        made = Workspace(made.root)
    (path,) = made.distribute(as_of=date(2021, 1, 25), item=ITEM, unit=UNIT).forms
    office.drop(office.fill(path.read_bytes(), with_people(ROWS)), "一.xlsx")
    assert made.collect(as_of=date(2021, 1, 28)).taken[0].accepted
    later = made.plan.periods[1].id
    forms = made.distribute(as_of=date(2021, 2, 1), period=later, unit=UNIT, binding=way).forms
    (with_list,) = (f for f in forms if TITLE in load_workbook(f, read_only=True).sheetnames)
    workbook = load_workbook(with_list)
    sheet = workbook[TITLE]
    names = [sheet[f"C{FIRST_ROW + n}"].value for n in range(4)]
    assert names == ([*(row[0] for row in ROWS), None] if carried else [None] * 4)
    out = BytesIO()
    workbook.save(out)  # looked at and saved again, but not filled in
    office.drop(out.getvalue(), "二.xlsx")
    assert made.collect(as_of=date(2021, 2, 2)).taken == ()


def test_figures_follow_from_lists_on_the_form(office: Office) -> None:
    (path,) = office.made.distribute(as_of=date(2021, 1, 25), item=ITEM, unit=UNIT).forms
    form = load_workbook(path)["填报表"]
    (row,) = (r for r in form.iter_rows() if r[0].value == f"@indicators.{SEATS}")
    assert any(str(cell.value).startswith("=IFERROR(") for cell in row)
    (of_list,) = (r for r in form.iter_rows() if r[0].value == f"@rosters.{id_of(ROSTER)}")
    assert of_list[3].hyperlink is not None and of_list[3].hyperlink.location == f"'{TITLE}'!A1"
