"""The return loop in LibreOffice: mended on the correction copy and accepted; the office's word, saved again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.form.answers import values_of
from tests.master.masters import with_word
from tests.programs.real import edit_in_office, recalculate
from toolkit import Workspace
from toolkit.acts.collected import Taken
from toolkit.cli.demo import answers_of
from toolkit.form.filling import answer_cells, fill_form
from toolkit.form.grid import READING, SHEET, SLIP_SHEET
from toolkit.form.styles import AMBER, RED
from toolkit.kinds.field import SAME, TICK
from toolkit.standing.status import ReportState

pytestmark = pytest.mark.programs

D25, D29, D2 = date(2021, 1, 25), date(2021, 1, 29), date(2021, 2, 2)
FORM = ("3.1.1", "fuyun")
# Ten slips of ten kinds, each in a cell of its own: field → what is typed, what must be said of it.
PLANTED: Mapping[str, tuple[object, str]] = {
    "m1_status": ("搞完了", "choice.unknown"),
    "m1_completed_on": (date(1999, 1, 1), "range.below"),
    "m1_progress": ("长" * 1001, "text.too_long"),
    "rural_kg_count": ("还没统计", "number.unreadable"),
    "rural_kg_qualified_count": (500, "range.above"),
    "overall_leader": (None, "required.blank"),
    "overall_own_date": ("下个月底", "date.unreadable"),
    "overall_status": ("已完成（自报）", ""),
    "overall_completed_on": (None, "required.when"),
    "signoff_leader_signed": ("否", "rule.signed"),
    "signoff_reported_on": (date(2021, 6, 1), "date.future"),
}
MENDED: Mapping[str, object] = {"m1_completed_on": date(2021, 1, 20), "overall_own_date": date(2021, 6, 30),
                                "overall_completed_on": date(2021, 1, 28)}  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """What a unit sees marked on a correction copy: field id → colour, and the note."""

    colours: Mapping[str, str]
    notes: Mapping[str, str]


def marked_on(workspace: Workspace, path: Path, item: str) -> Marked:
    places = answer_cells(path.read_bytes(), workspace.catalogues[item])
    sheet = load_workbook(path)[SHEET]
    colours, notes = {}, {}
    for name, (_, address) in places.items():
        cell = sheet[address]
        assert isinstance(cell, Cell)
        if (colour := str(cell.fill.fgColor.rgb)[-6:]) in (RED, AMBER):
            colours[name] = colour
            notes[name] = cell.comment.text if cell.comment else ""
    return Marked(colours, notes)


def typed(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def mend(workspace: Workspace, path: Path, item: str, answers: Mapping[str, object], soffice: str) -> bytes:
    """Type answers into a correction copy in LibreOffice, and save it."""
    places = answer_cells(path.read_bytes(), workspace.catalogues[item])
    target = workspace.root / "改好.xlsx"
    cells = [[*places[name], typed(value)] for name, value in answers.items()]
    edit_in_office([{"source": str(path), "target": str(target), "typed": cells}], workspace.root / "uno", soffice)
    data = target.read_bytes()
    target.unlink()
    return data


def drop(workspace: Workspace, data: bytes, day: date) -> Taken:
    (workspace.inbox / "表.xlsx").write_bytes(data)
    (taken,) = workspace.collect(as_of=day).taken
    return taken


def correction_of(workspace: Workspace) -> Path:
    (path,) = workspace.outbox.rglob("退回修改*.xlsx")
    return path


def test_ten_slips_are_mended_on_the_correction_copy_alone(workspace: Workspace, soffice: str) -> None:
    blank = workspace.distribute(as_of=D25, item="3.1.1", unit="富蕴县").forms[0].read_bytes()
    catalogue = workspace.catalogues["3.1.1"]
    right = answers_of(workspace.plan, catalogue, workspace.plan.unit["fuyun"])
    slips = {name: typed_ for name, (typed_, _) in PLANTED.items()}
    taken = drop(workspace, fill_form(blank, catalogue, {**right, **slips}), D29)
    expected = {name: code for name, (_, code) in PLANTED.items() if code}
    assert len(set(expected.values())) == 10
    assert {f.field: f.code for f in taken.findings} == expected

    copy = correction_of(workspace)
    marked = marked_on(workspace, copy, "3.1.1")
    assert marked.colours == dict.fromkeys(expected, RED)
    assert all("要改正" in note for note in marked.notes.values())
    assert "还没统计" in marked.notes["rural_kg_count"] and "下个月底" in marked.notes["overall_own_date"]

    mended = mend(workspace, copy, "3.1.1", {name: MENDED.get(name, right.get(name)) for name in expected}, soffice)
    again = drop(workspace, mended, D2)
    assert (again.accepted, again.findings) == (True, ())
    assert not list(workspace.outbox.rglob("退回修改*.xlsx"))
    standing = next(s for s in workspace.status(as_of=D2) if (s.item.id, s.unit.id) == FORM)
    assert (standing.state, standing.accepted and standing.accepted.version) == (ReportState.ACCEPTED, 2)


def test_what_is_as_before_is_ticked_on_the_correction_copy(workspace: Workspace, soffice: str) -> None:
    catalogue, unit = workspace.catalogues["3.1.1"], workspace.plan.unit["fuyun"]
    right = answers_of(workspace.plan, catalogue, unit)
    first = workspace.distribute(as_of=D25, item="3.1.1", unit="富蕴县").forms[0].read_bytes()
    assert drop(workspace, fill_form(first, catalogue, right), D29).accepted
    april = date(2021, 4, 20)
    blank = workspace.distribute(as_of=april, period="2021-04", item="3.1.1", unit="富蕴县").forms[0].read_bytes()
    there = values_of(blank, catalogue)[0]
    rest = {name: value for name, value in right.items() if name not in there} | {"m1_progress": "本季度开展督导。"}
    # One figure is left as it was and not ticked, the other is changed by a half and ticked.
    slips = {"rural_kg_qualified_count": 18, f"rural_kg_qualified_count_{SAME}": TICK}
    taken = drop(workspace, fill_form(blank, catalogue, {**rest, **slips}), april)
    assert {(f.field, f.code) for f in taken.findings} >= {
        ("rural_kg_count", "same.unconfirmed"), ("rural_kg_qualified_count", "same.contradicts"),
    }  # fmt: skip
    marked = marked_on(workspace, correction_of(workspace), "3.1.1")
    figures = ("rural_kg_count", "rural_kg_qualified_count")
    assert {name for name in marked.colours if not name.endswith("_note")} == {
        *figures, *(f"{name}_{SAME}" for name in figures),
    }  # fmt: skip
    mended = mend(
        workspace, correction_of(workspace), "3.1.1",
        {f"rural_kg_count_{SAME}": TICK, "rural_kg_qualified_count": 33}, soffice,
    )  # fmt: skip
    assert drop(workspace, mended, april).findings == ()


def test_a_marked_cell_calms_down_when_it_is_mended(workspace: Workspace, soffice: str, tmp_path: Path) -> None:
    """The conditional format of every marked cell is true in LibreOffice once the cell is right, and not before."""
    blank = workspace.distribute(as_of=D25, item="3.1.1", unit="富蕴县").forms[0].read_bytes()
    catalogue = workspace.catalogues["3.1.1"]
    right = answers_of(workspace.plan, catalogue, workspace.plan.unit["fuyun"])
    slips = {name: typed_ for name, (typed_, _) in PLANTED.items()}
    drop(workspace, fill_form(blank, catalogue, {**right, **slips}), D29)
    copy = correction_of(workspace)
    expected = [name for name, (_, code) in PLANTED.items() if code]
    answers = {name: MENDED.get(name, right.get(name)) for name in expected}
    mended = tmp_path / "改好.xlsx"
    mended.write_bytes(fill_form(copy.read_bytes(), catalogue, answers))
    for path, calm in ((copy, False), (mended, True)):
        workbook = load_workbook(path)
        sheet = workbook[SHEET]
        assert isinstance(sheet, Worksheet)
        places = answer_cells(path.read_bytes(), catalogue)
        probes = workbook.create_sheet("试算")
        for number, name in enumerate(expected, start=1):
            address = places[name][1]
            (rule,) = [r for area in sheet.conditional_formatting for r in area.rules
                       if str(area.sqref) == address and r.dxf is not None and r.type == "expression"][-1:]  # fmt: skip
            formula = str(rule.formula[0])
            for column in ("E", "F", "G", "H", "I", *READING):
                formula = formula.replace(f"${column}", column)
            beside = {f"{column}{row}" for column in ("H", *READING) for row in range(1, sheet.max_row + 1)}
            for place in {places[n][1] for n in places} | beside:
                formula = _on_sheet(formula, place)
            probes.cell(number, 1).value = f"={formula}"
        probe = tmp_path / f"{calm}.xlsx"
        workbook.save(probe)
        (saved,) = recalculate([probe], tmp_path / f"saved{calm}", soffice)
        values = [row[0] for row in load_workbook(saved, data_only=True)["试算"].iter_rows(values_only=True)]
        assert values == [calm] * len(expected), dict(zip(expected, values, strict=True))


def _on_sheet(formula: str, place: str) -> str:
    """A formula that names a cell of the form, as it reads on another sheet."""

    return re.sub(rf"(?<![A-Z!'0-9]){place}(?![0-9])", f"'{SHEET}'!{place}", formula)


def test_the_office_word_survives_libreoffice(workspace: Workspace, soffice: str, tmp_path: Path) -> None:
    blank = workspace.distribute(as_of=D25, item="3.1.1", unit="富蕴县").forms[0].read_bytes()
    catalogue = workspace.catalogues["3.1.1"]
    right = answers_of(workspace.plan, catalogue, workspace.plan.unit["fuyun"])
    assert drop(workspace, fill_form(blank, catalogue, right), D29).accepted
    master = workspace.consolidate(as_of=D29).master
    said = {
        "核定结论": "继续整改",
        "核定意见": "按季度调度，\n年底再核",
        "核定人": "×××",
        "核定日期": D2,
        "备注": "000123",
    }
    edited = tmp_path / master.name
    edited.write_bytes(with_word(master.read_bytes(), FORM, said))
    (saved,) = recalculate([edited], tmp_path / "saved", soffice)
    master.write_bytes(saved.read_bytes())
    done = workspace.consolidate(as_of=D2)
    assert (done.decided, done.problems) == (len(said), ())
    with workspace.ledger() as ledger:
        assert {c.column: c.value for c in ledger.office("2021-01")} == said
    # The master that LibreOffice has only opened and saved again says nothing new.
    (saved,) = recalculate([done.master], tmp_path / "again", soffice)
    done.master.write_bytes(saved.read_bytes())
    assert workspace.consolidate(as_of=D2).decided == 0


def test_the_slip_stands_on_top_and_leads_to_the_cells(workspace: Workspace, soffice: str, tmp_path: Path) -> None:
    blank = workspace.distribute(as_of=D25, item="3.1.1", unit="富蕴县").forms[0].read_bytes()
    catalogue = workspace.catalogues["3.1.1"]
    drop(workspace, fill_form(blank, catalogue, {"overall_person": "×××"}), D29)
    (saved,) = recalculate([correction_of(workspace)], tmp_path / "saved", soffice)
    workbook = load_workbook(saved)
    assert workbook.sheetnames[0] == SLIP_SHEET
    links = [cell.hyperlink for row in workbook[SLIP_SHEET].iter_rows() for cell in row if cell.hyperlink]
    asked = {f.id for f in catalogue.fields if f.required}
    places = {places[1] for name, places in answer_cells(saved.read_bytes(), catalogue).items() if name in asked}
    assert places <= {str(link.location).rpartition("!")[2].replace("$", "") for link in links}
