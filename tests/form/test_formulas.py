"""What a form says beside an answer: where it stands, and by which limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from toolkit.base.findings import Severity
from toolkit.catalogue import catalogues
from toolkit.form import formulas
from toolkit.form.layout import page
from toolkit.kinds.field import shown
from toolkit.kinds.live import literal
from toolkit.plan.model import Indicator, Plan, ValueType
from toolkit.plan.options import Rule


@pytest.mark.parametrize(
    ("limit", "written", "said"),
    [(12345.67, "12345.67", "12345.67"), (1234567.125, "1234567.125", "1234567.125"), (0.1, "0.1", "0.1"),
     (123456789012345, "123456789012345", "123456789012345"), (-0.000123456789, "-0.000123456789", "-0.000123456789"),
     (5000, "5000", "5000"), (5000.0, "5000", "5000"), (99999.99, "99999.99", "99999.99"),
     (date(2021, 1, 25), "DATE(2021,1,25)", "2021-01-25")],
)  # fmt: skip
def test_limits_stand_in_a_form_to_the_last_digit(limit: float | date, written: str, said: str) -> None:
    assert (literal(limit), shown(limit)) == (written, said)


OPTIONAL = tuple(
    Indicator(f"kind_{n}", "3.1.1", f"{word}项", type_, required=False)
    for n, (word, type_) in enumerate(
        (("甲", ValueType.INTEGER), ("乙", ValueType.INTEGER), ("丙", ValueType.TEXT), ("丁", ValueType.DATE))
    )
)


@pytest.mark.parametrize(
    ("text", "shown_when_blank"),
    [("filled([甲项]) 或 filled([乙项])", True), ("filled([丙项]) 或 [乙项] > 0", True), ("非 filled([丁项])", True),
     ("implies(filled([甲项]), [乙项] > 0)", True), ("[甲项] > 0 或 filled([乙项])", False),
     ("[甲项] ≤ [乙项]", False)],
)  # fmt: skip
@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.WARNING])
def test_a_rule_speaks_beside_a_blank_that_it_does_not_need(
    plan: Plan, text: str, shown_when_blank: bool, severity: Severity
) -> None:
    rule = Rule("new", "3.1.1", text, severity, "两项至少填一项")
    changed = replace(plan, indicators=(*plan.indicators, *OPTIONAL), rules=(*plan.rules, rule))
    catalogue = catalogues(changed)["3.1.1"]
    cells = page(changed, catalogue, changed.unit["fuyun"], changed.periods[0], "").cell_of()
    first = catalogue.field[next(r for r in catalogue.rules if r.rule.id == "new").expression.names[0]]
    formula = formulas.check(first, catalogue, cells)
    assert formula.count("两项至少填一项") == (2 if shown_when_blank else 1)


def test_no_hidden_cell_is_used_twice_in_a_row(plan: Plan) -> None:
    for catalogue in catalogues(plan).values():
        unit = plan.unit[catalogue.item.unit_ids[0]]
        for number, row in enumerate(page(plan, catalogue, unit, plan.periods[0], "").rows, start=1):
            places = [place for places in row.reading(number).values() for place in places]
            assert len(set(places)) == len(places) == row.hidden
