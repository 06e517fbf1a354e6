from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from PIL import Image as Picture

from tests.conftest import KEY, Forms
from tests.effort import first
from tests.sheets import fits_its_page, footer_of
from toolkit.base.errors import TemplateError
from toolkit.base.opc import parts_of
from toolkit.base.shipped import shipped_template
from toolkit.catalogue import Catalogue, catalogues
from toolkit.form.base import ROWS, SAMPLES_SHEET, build_base, main
from toolkit.form.derived import DERIVED
from toolkit.form.filling import answer_cells
from toolkit.form.grid import GUIDE_SHEET, LISTS_SHEET, SHEET
from toolkit.form.loaded_base import Base, load_base
from toolkit.form.writer import write_form
from toolkit.kinds.field import Block
from toolkit.plan.model import ItemKind, Plan, ValueType


@cache
def opened(data: bytes) -> Workbook:
    """A form to look at, not to change."""
    return load_workbook(BytesIO(data))


def all_texts(workbook: Workbook) -> set[str]:
    sheet = workbook[SHEET]
    return {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}


def parts(data: bytes) -> dict[str, str]:
    """The parts of a workbook, but for the time of saving; openpyxl writes XML differently where lxml is installed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name != "docProps/core.xml"]
        return {name: ElementTree.canonicalize(archive.read(name).decode()) for name in names}


def test_committed_base_equals_a_regenerated_one() -> None:
    out = BytesIO()
    build_base().save(out)
    assert parts(shipped_template().read_bytes()) == parts(out.getvalue())


def test_base_generator_refuses_to_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "base.xlsx"
    assert main([str(path)]) == 0
    before = path.read_bytes()
    assert main([str(path)]) == 2
    assert path.read_bytes() == before
    assert "没有覆盖" in capsys.readouterr().err


@pytest.mark.parametrize("kind", list(ItemKind))
def test_each_kind_gets_its_blocks_and_no_others(
    catalogue_of: dict[str, Catalogue], plan: Plan, kind: ItemKind
) -> None:
    for item in plan.items:
        if item.kind is not kind:
            continue
        blocks = set(catalogue_of[item.id].blocks)
        has_indicators = any(not i.computed for i in plan.indicators_of(item.id))
        expected = {Block.SIGNOFF} | ({Block.INDICATORS} if has_indicators else set())
        expected |= {Block.EXPLANATION} if kind is ItemKind.EXPLANATION else {Block.MEASURES, Block.OVERALL}
        assert blocks == expected
        asks_for_closure = "overall_closure" in catalogue_of[item.id].field
        assert asks_for_closure is (kind is ItemKind.RECTIFICATION)


@pytest.mark.parametrize("every", first(1, [4, 1]))
def test_form_holds_the_documents_words(forms: Forms, plan: Plan, every: int) -> None:
    for item in (*{item.kind: item for item in plan.items}.values(), *plan.items[::every]):
        texts = all_texts(opened(forms.blank(item.id, item.unit_ids[0])))
        assert f"{item.code} {item.title}" in texts
        for measure in item.measures:
            assert measure.marker + measure.text in texts
        if item.kind is ItemKind.EXPLANATION:
            assert item.description in texts


def test_answers_are_open_and_everything_else_is_locked(forms: Forms, catalogue_of: dict[str, Catalogue]) -> None:
    for item, unit in (("3.1.2", "burqin"), ("3.2.2", "kanas"), ("6.2", "fuyun")):
        data = forms.blank(item, unit)
        sheet = opened(data)[SHEET]
        answers = {cell for _, cell in answer_cells(data, catalogue_of[item]).values()}
        assert sheet.protection.sheet
        open_cells = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
        assert open_cells == answers
        assert not any(cell in merged for merged in sheet.merged_cells.ranges for cell in answers)


def test_text_answers_are_formatted_as_text(forms: Forms, catalogue_of: dict[str, Catalogue]) -> None:
    data = forms.blank("3.1.2", "burqin")
    sheet = opened(data)[SHEET]
    for field_id, (_, cell) in answer_cells(data, catalogue_of["3.1.2"]).items():
        field = catalogue_of["3.1.2"].field[field_id]
        if field.type in (ValueType.TEXT, ValueType.CHOICE, ValueType.BOOLEAN):
            follows = field_id == DERIVED  # a formula, which programs would show as text in a cell for texts
            assert sheet[cell].number_format == ("General" if follows else "@")
        else:
            assert sheet[cell].number_format != "@"


def test_every_answer_has_a_prompt_and_an_alert(forms: Forms, catalogue_of: dict[str, Catalogue]) -> None:
    for item, unit in (("3.1.3", "fuyun"), ("3.2.1", "altay_city"), ("6.2", "kanas")):
        data = forms.blank(item, unit)
        workbook = opened(data)
        by_cell = {str(v.sqref): v for v in workbook[SHEET].data_validations.dataValidation}
        for field_id, (_, cell) in answer_cells(data, catalogue_of[item]).items():
            field, validation = catalogue_of[item].field[field_id], by_cell[cell]
            assert validation.prompt and len(validation.prompt) <= 255
            assert validation.error and len(validation.error) <= 255
            assert len(validation.promptTitle) <= 32
            if field.choices:
                place = workbook.defined_names[validation.formula1].attr_text
                sheet, cells = place.split("!")
                listed = tuple(row[0].value for row in workbook[sheet.strip("'")][cells.replace("$", "")])
                assert listed == field.choices


def test_hidden_sheets_and_columns(forms: Forms) -> None:
    workbook = opened(forms.blank("3.1.1", "fuyun"))
    assert workbook.sheetnames[:2] == [SHEET, GUIDE_SHEET]
    assert workbook[LISTS_SHEET].sheet_state == "veryHidden"
    assert workbook[SHEET].column_dimensions["A"].hidden
    assert workbook[SHEET].column_dimensions["I"].hidden
    assert set(workbook.sheetnames) == {SHEET, GUIDE_SHEET, LISTS_SHEET}


def test_print_setup(forms: Forms) -> None:
    for item, unit in (("3.1.1", "fuyun"), ("3.4.1", "fuyun"), ("6.2", "kanas")):
        sheet = opened(forms.blank(item, unit))[SHEET]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert fits_its_page(sheet)
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.print_area
        assert "&P" in footer_of(sheet)


@pytest.mark.parametrize("every", first(1, [3, 1]))
def test_rows_are_high_enough_for_their_longest_text(forms: Forms, plan: Plan, every: int) -> None:
    """A rough lower bound, worked out apart from the layout: characters per line by the column's pixels."""
    longest = sorted(plan.items, key=lambda item: max((len(m.text) for m in item.measures), default=0), reverse=True)
    for item in longest[::every]:
        sheet = opened(forms.blank(item.id, item.unit_ids[0]))[SHEET]
        for measure in item.measures:
            cell = next(c for c in sheet["C"] if c.value == measure.marker + measure.text)
            width = sum(sheet.column_dimensions[letter].width for letter in "CD")
            per_line = width * 8 // 14
            lines = len(measure.text) / per_line
            assert sheet.row_dimensions[cell.row].height >= lines * 14
            assert sheet.row_dimensions[cell.row].height < 409


def test_forms_follow_a_restyled_base(tmp_path: Path, plan: Plan, catalogue_of: dict[str, Catalogue]) -> None:
    workbook = load_workbook(shipped_template())
    sheet = workbook[SAMPLES_SHEET]
    row = {kind: number for number, kind in enumerate(ROWS, start=1)}
    sheet[f"B{row['title']}"].font = Font(name="微软雅黑", size=22, color="C00000")
    sheet.row_dimensions[row["title"]].height = 60
    sheet[f"G{row['answer']}"].fill = PatternFill("solid", fgColor="E0F0FF")
    sheet[f"C{row['measure']}"].font = Font(name="仿宋", size=22)
    sheet.column_dimensions["G"].width = sheet.column_dimensions["G"].width * 1.5
    assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
    sheet.oddFooter.center.text = "教育工作领导小组办公室 &P"
    sheet.page_margins.left = 1.0
    logo = tmp_path / "logo.png"
    Picture.new("RGB", (40, 40), "navy").save(logo)
    sheet.add_image(Image(str(logo)), "B1")
    path = tmp_path / "base.xlsx"
    workbook.save(path)

    made = write_form(load_base(path), plan, catalogue_of["3.1.2"], plan.unit["fuyun"], plan.periods[0], KEY)
    before = write_form(
        load_base(shipped_template()), plan, catalogue_of["3.1.2"], plan.unit["fuyun"], plan.periods[0], KEY
    )
    form, old = opened(made)[SHEET], opened(before)[SHEET]
    assert (form["B1"].font.name, form["B1"].font.size, form["B1"].font.color.rgb) == ("微软雅黑", 22, "00C00000")
    assert form.row_dimensions[1].height == 60
    cells = answer_cells(made, catalogue_of["3.1.2"])
    assert form[cells["overall_leader"][1]].fill.fgColor.rgb == "00E0F0FF"
    measure = next(c for c in form["C"] if str(c.value).startswith("一是"))
    assert (measure.font.name, measure.font.size) == ("仿宋", 22)
    assert form.row_dimensions[measure.row].height > old.row_dimensions[measure.row].height
    assert form.column_dimensions["G"].width == pytest.approx(old.column_dimensions["G"].width * 1.5)
    assert "领导小组办公室" in footer_of(form)
    assert form.page_margins.left == 1.0
    assert [name for name in parts_of(made) if name.startswith("xl/media/")] == ["xl/media/image1.png"]
    # the answers and their checks are where they were
    assert cells == answer_cells(before, catalogue_of["3.1.2"])


def test_unusable_base_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "report_template.xlsx"
    with pytest.raises(TemplateError, match="找不到表样"):
        load_base(path)
    path.write_bytes(b"not a workbook")
    with pytest.raises(TemplateError, match="打不开"):
        load_base(path)
    Workbook().save(path)
    with pytest.raises(TemplateError, match="没有“表样”"):
        load_base(path)
    workbook = build_base()
    workbook[SAMPLES_SHEET]["A5"] = None
    workbook.save(path)
    with pytest.raises(TemplateError, match="缺少这些行"):
        load_base(path)


def test_a_clerks_text_never_becomes_a_formula(base: Base, plan: Plan) -> None:
    first = replace(plan.items[0], finding="=1+1", title="-清单")
    plan = replace(plan, items=(first, *plan.items[1:]))
    data = write_form(base, plan, catalogues(plan)[first.id], plan.unit["fuyun"], plan.periods[0], KEY)
    cells = [c for row in opened(data)[SHEET].iter_rows() for c in row if c.value == "=1+1"]
    assert cells and all(cell.data_type == "s" for cell in cells)
