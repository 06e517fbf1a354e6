"""What watches over a form while it is filled in: check cells, counter, validations, marks.

Knows: openpyxl, the formulas of `toolkit.form.formulas`, cells. Must not know: styles of the base, identities.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base import excel_limits
from toolkit.base.findings import Severity
from toolkit.catalogue import Catalogue
from toolkit.check.one import ASK
from toolkit.form import formulas, roster_formulas
from toolkit.form.beside import list_name
from toolkit.form.grid import (
    CHECK,
    GUIDE_SHEET,
    NOTICE,
    OPEN,
    PARTS,
    WRONG,
    value_of,
)
from toolkit.form.long_formulas import fitted
from toolkit.form.rows import Page, Row
from toolkit.form.styles import ASKED_INK, GOOD_INK, MISSING, STILL_OPEN, WRONG_INK
from toolkit.kinds import live
from toolkit.kinds.field import Block, Field
from toolkit.kinds.registry import kind_of
from toolkit.kinds.rosters import AskedRoster
from toolkit.plan.both_targets import Verdict
from toolkit.plan.excel_target import excel, excel_formula
from toolkit.plan.model import Plan

_WHOLE = f"（全文见“{GUIDE_SHEET}”。）"


class Parts:
    """Where a form keeps parts of formulas that are too long for one cell: a hidden column of its own."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._places: dict[str, str] = {}

    def put(self, place: str, formula: str) -> None:
        """Write a formula (without its "=") into a cell, parts of it elsewhere where it is too long."""
        self._sheet[place] = "=" + fitted(formula, self._keep)

    def _keep(self, part: str) -> str:
        if part not in self._places:
            place = f"{PARTS}{len(self._places) + 1}"
            self._sheet[place] = f"={part}"
            self._sheet.column_dimensions[PARTS].hidden = True
            self._places[part] = f"${PARTS}${len(self._places) + 1}"
        return self._places[part]


def write_checks(parts: Parts, catalogue: Catalogue, cells: Mapping[str, str], number: int, row: Row) -> None:
    """The hidden cells and the check cell of one row."""
    if row.computed is not None:
        formula = excel_formula(row.computed.expression, formulas.values(cells))
        parts.put(cells[row.computed.indicator.id], formula)
    if row.roster is not None:
        _write_roster_checks(parts, catalogue, cells, number, row.roster, row.sheet)
    if not row.answers:
        return
    for place, formula in formulas.readings(row, number, cells, list_name).items():
        parts.put(place, formula)
    open_answers = formulas.open_answers(tuple(row.answers.values()), catalogue, cells)
    if open_answers:
        parts.put(f"{OPEN}{number}", open_answers)
    unchecked = tuple(row.answers.values())
    if row.checks:
        parts.put(f"{CHECK}{number}", formulas.checks((*row.checks, *unchecked), catalogue, cells))
        # What the check says of the row above is counted there.
        wrong = formulas.wrong_answers(unchecked, catalogue, cells)
        parts.put(f"{WRONG}{number}", f"{wrong}-IF(LEFT({CHECK}{number},1)={live.text(live.WRONG)},1,0)")
        return
    if CHECK not in row.answers:
        main, *rest = unchecked
        parts.put(f"{CHECK}{number}", formulas.check(main, catalogue, cells))
        unchecked = tuple(rest)
    if unchecked:
        parts.put(f"{WRONG}{number}", formulas.wrong_answers(unchecked, catalogue, cells))


def _write_roster_checks(
    parts: Parts, catalogue: Catalogue, cells: Mapping[str, str], number: int, roster: AskedRoster, title: str
) -> None:
    """What a list comes to, and how much of it is left; a rule that names nothing but lists is counted here."""
    for field, formula in zip(roster.totals, roster_formulas.known_totals(roster, title), strict=True):
        parts.put(cells[value_of(field.id)], formula)
    own = {field.id for field in roster.totals}
    tests = {
        f'{excel(rule.expression, formulas.values(cells))}="{Verdict.FAILED}"': rule.rule
        for rule in catalogue.rules
        if rule.shown_at in own
    }
    said = roster_formulas.state(title, NOTICE)
    for test, rule in reversed(tests.items()):
        mark = live.WRONG if rule.severity is Severity.ERROR else ASK
        said = f"IF({test},{live.text(f'{mark} {rule.message}')},{said})"
    parts.put(f"G{number}", said)
    failed = [test for test, rule in tests.items() if rule.severity is Severity.ERROR]
    parts.put(f"{OPEN}{number}", roster_formulas.left(roster, title))
    parts.put(f"{WRONG}{number}", roster_formulas.wrong(title, failed))


def write_notice(sheet: Worksheet, last: int, formula: str) -> None:
    """The line under the title of a page with so many rows, and what it counts."""
    sheet[NOTICE] = formula
    for place, total in formulas.totals(last).items():
        sheet[place.replace("$", "")] = f"={total}"


def notice(plan: Plan, last: int, request: str) -> str:
    """The formula of the line under the title of a form with so many rows: what to do, and what is left to fill."""
    return "=" + formulas.notice(asked(plan, request), last)


def asked(plan: Plan, request: str) -> str:
    """What the line under the title asks for, before what is left to fill."""
    return f"{request}，经主要领导签字后报{plan.report_to}。带 * 的必须填写。"


def mark_open(sheet: Worksheet, layout: Page) -> None:
    """Colour what must be filled in and is blank, where a form holds all that its unit has said already."""
    for number, row in enumerate(layout.rows, start=1):
        for letter, field in row.answers.items():
            if field.required:
                cell = f"{letter}{number}"
                sheet.conditional_formatting.add(cell, when(f"LEN({cell})=0", fill=STILL_OPEN))


def validations(sheet: Worksheet, cells: Mapping[str, str], catalogue: Catalogue) -> None:
    """What each answer cell takes, and what is said when one goes there."""
    for field in (field for field in catalogue.fields if field.id in cells):
        sheet.add_data_validation(validation_at(field, cells[field.id], cells[field.id]))


def validation_at(field: Field, first: str, area: str) -> DataValidation:
    """What the cells of an area take, of which ``first`` is the first, and what is said when one goes there."""
    validation = _validation(field, first)
    validation.promptTitle = excel_limits.cut(field.label, excel_limits.PROMPT_TITLE)
    validation.prompt = excel_limits.whole_sentences(field.guidance, excel_limits.PROMPT, _WHOLE)
    validation.showInputMessage = validation.showErrorMessage = True
    validation.errorTitle = "请核对"
    refused = f"“{excel_limits.cut(field.label, 60)}”{kind_of(field).refusal(field)}"
    validation.error = excel_limits.cut(refused, excel_limits.ERROR)
    validation.allow_blank = True
    validation.add(area)
    return validation


def _validation(field: Field, cell: str) -> DataValidation:
    """What may be typed. What may still be meant rightly is asked about ("warning"), the rest refused."""
    validation = kind_of(field).validation(field, cell)
    match validation.type:
        case "list":
            return DataValidation(type="list", formula1=list_name(field.choices), errorStyle="warning")
        case "textLength":
            return DataValidation(
                type="textLength", operator="lessThanOrEqual", formula1=validation.formula, errorStyle="warning"
            )
        case "custom":
            return DataValidation(type="custom", formula1=validation.formula)
    assert_never(validation.type)


def when(formula: str, **style: Any) -> Rule:
    """A style that holds while a formula is true."""
    return Rule(type="expression", formula=[formula], dxf=DifferentialStyle(**style))


def marks(sheet: Worksheet, cells: Mapping[str, str], catalogue: Catalogue, last: int) -> None:
    """Red only for what is missing or wrong; amber where a word is asked for."""
    area = f"{CHECK}4:{CHECK}{last}"
    first = f"LEFT(${CHECK}4,1)"
    for mark, colour in ((live.WRONG, WRONG_INK), (ASK, ASKED_INK), (formulas.GOOD, GOOD_INK)):
        sheet.conditional_formatting.add(area, when(f"{first}={live.text(mark)}", font=Font(color=colour)))
    for field in (field for field in catalogue.fields if field.id in cells):
        cell = cells[field.id]
        if field.required_when is not None:
            sheet.conditional_formatting.add(cell, when(formulas.missing(field, catalogue, cells), fill=MISSING))
        if field.block is Block.MEASURES or field.column != "value":
            sheet.conditional_formatting.add(
                cell, when(formulas.wrong_answers((field,), catalogue, cells) + ">0", fill=MISSING)
            )
        else:
            test = f"LEFT(${CHECK}{cell.lstrip('ABCDEFGH')},1)={live.text(live.WRONG)}"
            sheet.conditional_formatting.add(cell, when(test, fill=MISSING))
