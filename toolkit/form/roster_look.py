"""The look of a list's sheet: drawn with openpyxl from the base's samples, with a row of each kind.

Knows: openpyxl, the base, the columns of a list. Must not know: what stands in a list, whose it is. All styles are
those of a form's indicators, so the sheet may lie in any workbook that was made from the base.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from openpyxl.cell import Cell
from openpyxl.styles import Font, Protection
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.opc import parts_of
from toolkit.form.base import SAMPLES_SHEET
from toolkit.form.beside import list_name
from toolkit.form.grid import LISTS_SHEET, NOTICE
from toolkit.form.loaded_base import Base
from toolkit.form.roster_formulas import (
    FILLED,
    FIRST_ROW,
    HEAD,
    SUMS,
    TO_FILL,
    WRONG,
    check_letter,
    letters_of,
    repeated,
)
from toolkit.form.styles import AMBER, ASKED_INK, GOOD_INK, MISSING, RED, WRONG_INK, answer_style, calm, own_colour
from toolkit.form.watch import validation_at, when
from toolkit.kinds.field import Field
from toolkit.kinds.registry import kind_of
from toolkit.kinds.rosters import AskedRoster
from toolkit.plan.model import ValueType

_PORTRAIT = 95  # units; what is wider is printed across
_NUMBERS, _CHECKS = 5.0, 30.0  # widths


@dataclass(frozen=True)
class RosterLook:
    """How the sheet of a list with so many rows looks."""

    roster: AskedRoster
    rows: int

    @cached_property
    def letters(self) -> dict[str, str]:
        """The letters of the columns."""
        return letters_of(self.roster)

    @cached_property
    def check(self) -> str:
        """The letter of the checks."""
        return check_letter(self.roster)

    @cached_property
    def widths(self) -> dict[str, float]:
        """The widths of the columns."""
        return {name: _width(field) for name, field in self.roster.fields.items()}

    def drawn(self, base: Base) -> tuple[bytes, dict[str, int]]:
        """The sheet as openpyxl writes it, its rows plain, red and amber; by column the format that calms a mark."""
        workbook = base.workbook()
        samples, sheet = workbook[SAMPLES_SHEET], workbook.create_sheet("明细", 0)
        assert isinstance(samples, Worksheet) and isinstance(sheet, Worksheet)
        self._set_up(sheet, samples)
        letters = ("B", *self.letters.values(), self.check)
        looks = {1: ("title", "B"), 2: ("number", "B"), 3: ("notice", "B"), 4: ("closing", "B")}
        for number, (kind, model) in looks.items():
            for letter in letters:
                _like(sheet, f"{letter}{number}", samples, base, kind, model)
            sheet.merged_cells.add(f"B{number}:{self.check}{number}")
        for letter in letters:
            _like(sheet, f"{letter}{HEAD}", samples, base, "indicators_head", "B")
            _like(sheet, f"{letter}{SUMS}", samples, base, "indicator", "B" if letter == "B" else "D")
        calm_ids = {}
        for number, colour in enumerate(("", RED, AMBER), start=FIRST_ROW):
            _like(sheet, f"B{number}", samples, base, "indicator", "B")
            _like(sheet, f"{self.check}{number}", samples, base, "indicator", "H")
            for name, field in self.roster.fields.items():
                cell = _like(sheet, f"{self.letters[name]}{number}", samples, base, "indicator", _sample(field))
                answer_style(cell, kind_of(field).number_format, colour)
                if not colour:
                    style = calm(own_colour(cell))
                    calm_ids[name] = int(workbook._differential_styles.add(style))  # type: ignore[attr-defined]
        for name, field in self.roster.added:
            sheet[f"{self.letters[name]}{SUMS}"].number_format = kind_of(field).computed_format
        self._watch(sheet)
        for name in workbook.sheetnames[1:]:
            if name != LISTS_SHEET:
                del workbook[name]
        out = BytesIO()
        workbook.save(out)
        return parts_of(out.getvalue())["xl/worksheets/sheet1.xml"], calm_ids

    def _set_up(self, sheet: Worksheet, samples: Worksheet) -> None:
        whole = _NUMBERS + sum(self.widths.values()) + _CHECKS
        sheet.page_setup = copy(samples.page_setup)
        sheet.page_setup.orientation = "portrait" if whole <= _PORTRAIT else "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.page_setup.scale = 1, 0, None
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins, sheet.print_options = copy(samples.page_margins), copy(samples.print_options)
        sheet.HeaderFooter = copy(samples.HeaderFooter)
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.tabSelected = False
        sheet.freeze_panes = f"C{FIRST_ROW}"
        sheet.column_dimensions["A"].hidden = True
        sheet.column_dimensions["B"].width, sheet.column_dimensions[self.check].width = _NUMBERS, _CHECKS
        for name, letter in self.letters.items():
            sheet.column_dimensions[letter].width = self.widths[name]
        sheet.protection.sheet = True
        sheet.protection.formatRows = sheet.protection.formatColumns = False

    def _watch(self, sheet: Worksheet) -> None:
        """Dropdowns and what cells take, and the colours of what is wrong."""
        last = FIRST_ROW + self.rows - 1
        for name, field in self.roster.fields.items():
            letter = self.letters[name]
            first, area = f"{letter}{FIRST_ROW}", f"{letter}{FIRST_ROW}:{letter}{last}"
            sheet.add_data_validation(validation_at(field, first, area))
            wrong = kind_of(field).untaken(field, first, list_name)
            if field.unique:
                wrong = f"OR({wrong},{repeated(letter, self.rows)})"
            sheet.conditional_formatting.add(area, when(f"IF(LEN({first})=0,FALSE,{wrong})", fill=MISSING))
        checks, first = f"{self.check}{FIRST_ROW}:{self.check}{last}", f"LEFT(${self.check}{FIRST_ROW},1)"
        for mark, ink in (("✗", WRONG_INK), ("待", ASKED_INK), ("✓", GOOD_INK)):
            sheet.conditional_formatting.add(checks, when(f'{first}="{mark}"', font=Font(color=ink)))
        for cell, ink in ((WRONG, WRONG_INK), (TO_FILL, ASKED_INK), (FILLED, GOOD_INK)):
            test = f"${cell[0]}${cell[1:]}>0"
            sheet.conditional_formatting.add(NOTICE, when(test, font=Font(color=ink)))


def _like(sheet: Worksheet, place: str, samples: Worksheet, base: Base, kind: str, letter: str) -> Cell:
    """Give a cell the look of one of the samples; it is locked."""
    cell, model = sheet[place], samples[f"{letter}{base.rows[kind]}"]
    assert isinstance(cell, Cell)
    cell._style = copy(model._style)  # type: ignore[attr-defined]
    cell.protection = Protection(locked=True)
    return cell


def _sample(field: Field) -> str:
    """The column of the samples whose look answers of such a type have: figures right, what is chosen centred."""
    if field.type.is_number:
        return "F"
    return "G" if field.type is ValueType.TEXT else "E"


def heading(field: Field) -> str:
    """What stands over a column."""
    unit = f"（{field.measured_in}）" if field.measured_in else ""
    return f"{field.caption}{unit}{' *' if field.required else ''}"


def _width(field: Field) -> float:
    least = 20.0 if field.type is ValueType.TEXT else 12.0 if field.type is ValueType.DATE else 10.0
    return max(least, min(2.1 * len(heading(field)) / (2 if len(heading(field)) > 8 else 1) + 3, 24.0))
