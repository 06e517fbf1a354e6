"""Every field of the catalogue stands in form, schema, master and 填报说明, and they agree."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import Forms
from toolkit.base.shipped import shipped_plan_path
from toolkit.catalogue import Catalogue, catalogues
from toolkit.check.checks import CHECKS
from toolkit.check.schema import asked, frame_of, schema_of
from toolkit.form.filling import answer_cells
from toolkit.form.grid import GUIDE_SHEET, SHEET
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.writer import write_form
from toolkit.kinds.field import SAME, SAME_ALL, Block, Field, requirement
from toolkit.kinds.registry import kind_of
from toolkit.plan.form_rules import wider_rules
from toolkit.plan.model import Plan, ValueType
from toolkit.plan.rule_tokens import RuleScope
from toolkit.planbook.workbook import read_plan
from toolkit.standing.tasks import reported_captions, signoff_captions

_PLAN = read_plan(shipped_plan_path())
_SHAPES: dict[object, tuple[str, str, str]] = {}
for _item in _PLAN.items:
    for _field in catalogues(_PLAN)[_item.id].fields:
        _name = _field.id if _field.block is not Block.MEASURES else _field.column
        _SHAPES.setdefault(_name, (_item.id, _item.unit_ids[0], _field.id))


_DRAWN: dict[tuple[str, str, str], tuple[Workbook, dict[str, tuple[str, str]]]] = {}


def drawn(forms: Forms, item_id: str, unit_id: str, given: Prefill) -> tuple[Workbook, dict[str, tuple[str, str]]]:
    """The form of an item as openpyxl reads it, and where its answers stand; each form is drawn once."""
    key = item_id, unit_id, ",".join((given.prior_name, *given.prior))
    if key not in _DRAWN:
        plan, catalogue = forms.plan, forms.catalogue_of[item_id]
        data = write_form(forms.base, plan, catalogue, plan.unit[unit_id], plan.periods[0], b"k" * 32, 1, given)
        _DRAWN[key] = load_workbook(BytesIO(data)), answer_cells(data, catalogue)
    return _DRAWN[key]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("item_id,unit_id,field_id", _SHAPES.values(), ids=map(str, _SHAPES))
def test_field_stands_everywhere(forms: Forms, item_id: str, unit_id: str, field_id: str) -> None:
    catalogue = forms.catalogue_of[item_id]
    field = catalogue.field[field_id]
    # The ticks stand only where something is known of the period before.
    tick = field.column == SAME or field.id == SAME_ALL
    given = Prefill("上期", {field.row: 1} if field.column == SAME else {}) if tick else NOTHING
    workbook, cells = drawn(forms, item_id, unit_id, given)
    assert cells[field_id][0] == SHEET
    by_cell = {str(v.sqref): v for v in workbook[SHEET].data_validations.dataValidation}
    validation = by_cell[cells[field_id][1]]
    if tick:
        assert validation.type == "list"
        assert any(field.caption in str(row[1].value) for row in workbook[GUIDE_SHEET].iter_rows())
        return
    guide = {row[2].value: row for row in workbook[GUIDE_SHEET].iter_rows() if row[2].value}
    row = guide[field.label]
    assert (row[3].value, row[4].value, row[6].value) == (
        requirement(field),
        kind_of(field).allowed(field),
        field.guidance,
    )

    columns = {
        f.column if f.block is Block.MEASURES else f.id: f
        for f in catalogue.block(field.block)
        if f.block is not Block.MEASURES or f.row == field.row
    }
    name = field.column if field.block is Block.MEASURES else field_id
    codes = {CHECKS[number].code for column, number, _ in asked(columns) if column == name}
    assert ("required.blank" in codes) is field.required
    for code, limit in (("range.below", field.minimum), ("range.above", field.maximum)):
        assert (code in codes) is (limit is not None)
        if limit is not None and not field.past:
            assert all(
                part in validation.formula1 for part in str(limit).removesuffix(".0").replace("-0", "-").split("-")
            )
    if field.choices:
        assert validation.type == "list"
        assert ("choice.unknown" in codes) is (field.type is not ValueType.BOOLEAN)
        assert " / ".join(field.choices) == row[4].value
    if field.max_length:
        assert validation.formula1 == str(field.max_length)
        assert "text.too_long" in codes

    if field.block is Block.INDICATORS:
        assert field.column == "note" or field_id in forms.plan.indicator
    elif field.block is Block.SIGNOFF:
        assert field.master in signoff_captions(forms.catalogue_of)
    else:
        assert field.master in reported_captions(forms.catalogue_of)


def test_field_ids_are_unique_identifiers(catalogue_of: dict[str, Catalogue]) -> None:
    for catalogue in catalogue_of.values():
        ids = [field.id for field in catalogue.fields]
        assert len(set(ids)) == len(ids)
        assert all(i.isidentifier() for i in ids)


def test_digest_changes_with_the_questions(plan: Plan) -> None:
    from dataclasses import replace

    before = catalogues(plan)["3.1.1"].digest
    assert catalogues(plan)["3.1.1"].digest == before
    first, *others = plan.indicators
    for changed in (replace(first, maximum=99), replace(first, measured_in="个"), replace(first, required=False)):
        assert catalogues(replace(plan, indicators=(changed, *others)))["3.1.1"].digest != before


def test_a_new_indicator_and_rule_change_all_four(plan: Plan, forms: Forms) -> None:
    """The idea the house stands on: nothing but the plan is touched."""
    from dataclasses import replace

    from toolkit.base.findings import Severity
    from toolkit.plan.model import Aggregation, Indicator
    from toolkit.plan.options import Rule

    new = Indicator("new_seats", "3.1.1", "新增学位数", ValueType.INTEGER, "个", maximum=500, minimum=0,
                    aggregation=Aggregation.SUM)  # fmt: skip
    rule = Rule("new-1", "3.1.1", "[新增学位数] ≤ [农村幼儿园数] * 100", Severity.ERROR, "新增学位数过多")
    changed = replace(plan, indicators=(*plan.indicators, new), rules=(*plan.rules, rule))
    catalogue = catalogues(changed)["3.1.1"]
    data = write_form(forms.base, changed, catalogue, changed.unit["fuyun"], changed.periods[0], b"k" * 32)
    sheet = load_workbook(BytesIO(data))[SHEET]
    _, cell = answer_cells(data, catalogue)["new_seats"]
    assert "新增学位数过多" in str(sheet[f"H{cell[1:]}"].value)
    field = catalogue.field["new_seats"]
    fields: dict[str, Field] = {f.id: f for f in catalogue.block(Block.INDICATORS)}
    assert "new_seats" in list(schema_of(fields, catalogue.rules[:1]).columns)
    assert [name for name in frame_of(fields, {}) if "@" not in str(name)] == [*fields, "_received_on"]
    assert kind_of(field).allowed(field) == "整数，0—500，单位：个"


def test_scopes_of_the_shipped_rules(plan: Plan) -> None:
    scopes = [rule.expression.scope for rule in wider_rules(plan)]
    assert scopes.count(RuleScope.WHOLE) == 5
    assert scopes.count(RuleScope.UNIT) == 8
