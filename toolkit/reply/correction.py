"""The correction copy (退回修改件): a fresh form with the county's own answers, every wrong cell marked and explained.

Knows: forms, findings, how a form is stamped. Must not know: folders, the ledger's tables. It is made anew from the
base, never from the county's file: saving that again would lose its dropdowns and formats. What could not stand in its
cell is told in the cell's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base import excel_limits
from toolkit.base.codes import rule_code
from toolkit.base.findings import Finding, Severity
from toolkit.base.opc import parts_of
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.check.one import CONTRADICTS, TO_FILL, UNCONFIRMED
from toolkit.form.grid import CHECK, FIRST, LAST, NOTES_AUTHOR, SLIP_SHEET, value_of
from toolkit.form.layout import Page
from toolkit.form.loaded_base import Base
from toolkit.form.own_notes import ELSEWHERE, ORIGINALLY, REASON, WORD
from toolkit.form.prefill import Prefill
from toolkit.form.stamp import Change, Press, Shape, escaped, outline, packed, put, sealed, shape_of
from toolkit.form.watch import notice
from toolkit.form.writer import Form, form_bytes, make_form, page_widths, typed
from toolkit.kinds.field import SAME, Field
from toolkit.kinds.live import WRONG, literal, text
from toolkit.ledger import CellValue, Submission, Value
from toolkit.plan.model import Period, Plan, Unit
from toolkit.reply.notes import comments_part, drawing_part
from toolkit.reply.slip import Slip, draw_samples, lines

RED, AMBER = "F4B9B9", "FFD966"
_LONGEST_TEXT = 200  # units that are compared as they stand; a format's formula must not get too long
_SLIP, _FORM, _IDENTITY = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 5))
_COMMENTS, _DRAWING, _BOOK = "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml", "xl/workbook.xml"
_NOTICE = "B3"
_END_OF_FORMATS = b"</conditionalFormatting>"
_SLIP_AREA = re.compile(b'(<definedName name="_xlnm.Print_Area" localSheetId="0">)[^<]*')


@dataclass(frozen=True)
class Returned:
    """A return that is sent back: what it said, what is wrong with it, and by when to send it again.

    ``prior`` is what the form showed of the period named ``prior_name``.
    """

    submission: Submission
    values: Mapping[str, Value]
    findings: tuple[Finding, ...]
    resend_by: date
    prior_name: str = ""
    prior: Mapping[str, CellValue] | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """The numbers of an answer cell's styles when it is marked, and of the format that gives it its own colour back."""

    red: int
    amber: int
    calm: int


@dataclass(frozen=True)
class _Frame:
    """A correction copy that was drawn without answers or marks; ``rules`` is how many conditional formats it has."""

    shape: Shape
    book: bytes
    looks: Mapping[str, _Look]
    slip: Slip
    rules: int


@dataclass
class _Mark:
    """What becomes of one cell: its colour, its note, and when it is calm again."""

    colour: str
    note: str
    calm: list[str] = field(default_factory=list)


class Copies:
    """Makes the correction copies of a plan for one key; every shape of page is drawn only once."""

    def __init__(self, base: Base, plan: Plan, key: bytes) -> None:
        self._press = Press(base, plan, key)
        self._frames: dict[tuple[object, ...], _Frame] = {}

    def copy(self, catalogue: Catalogue, unit: Unit, period: Period, version: int, returned: Returned) -> bytes:
        """The correction copy of a return as a sealed workbook, as the next version of its form."""
        plan = self._press.plan
        figures = {name: v for name, v in (returned.prior or {}).items() if _is_figure(catalogue, name)}
        answers = {name: v.value for name, v in returned.values.items() if v.value is not None}
        given = Prefill(returned.prior_name, figures, answers)
        layout, entries = self._press.page(catalogue, unit, period, version, given)
        frame = self._frame(catalogue, unit, period, version, layout, given)
        shape, cells = frame.shape, layout.cell_of()
        marks = _marked(catalogue, cells, returned.findings, returned.values, answers)
        changes = {change[0]: change for change in self._press.changes(shape, layout, given)}
        for change in _marks(frame, catalogue, cells, marks, answers):
            changes[change[0]] = change
        request = notice(plan, len(layout.rows), f"请于{chinese_date(returned.resend_by)}前把标红的格改好")
        start, end, style = shape.cells[_NOTICE]
        formula = b'<c r="%s" s="%s"><f>%s</f><v></v></c>' % (_NOTICE.encode(), style, escaped(request[1:]))
        changes[start] = (start, end, formula)
        said = lines(plan, catalogue, unit, period, returned.submission, returned.findings, returned.resend_by, cells)
        notes = {place: mark.note for place, mark in marks.items()} or {_NOTICE: f"{ELSEWHERE}“{SLIP_SHEET}”。"}
        area = f"'{SLIP_SHEET}'!${FIRST}$1:${LAST}${len(said)}"
        return packed(
            shape,
            {
                _SLIP: frame.slip.sheet(said),
                _FORM: put(shape.sheet, changes.values()),
                _IDENTITY: sealed(shape, entries),
                _COMMENTS: comments_part(notes),
                _DRAWING: drawing_part(notes),
                _BOOK: _SLIP_AREA.sub(lambda found: found[1] + area.encode(), frame.book),
            },
        )

    def _frame(
        self, catalogue: Catalogue, unit: Unit, period: Period, version: int, layout: Page, given: Prefill
    ) -> _Frame:
        key = (catalogue.item.id, catalogue.digest, *outline(layout))
        if key not in self._frames:
            press = self._press
            blank = replace(given, answers={})
            form = make_form(press.base, press.plan, catalogue, unit, period, press.key, version, blank)
            self._frames[key] = _drawn(form, catalogue, layout, press.samples)
        return self._frames[key]


def _is_figure(catalogue: Catalogue, name: str) -> bool:
    return name in catalogue.field and catalogue.field[name].column == "value"


# -- drawing what is stamped -------------------------------------------------------------------------------------------


def _drawn(form: Form, catalogue: Catalogue, layout: Page, samples: Worksheet) -> _Frame:
    looks = {place: _look(form, place) for name, place in form.cells.items() if name in catalogue.field}
    form.sheet[_NOTICE].comment = Comment("", NOTES_AUTHOR)  # so that there are parts for notes
    draw_samples(form.workbook, form.base.rows)
    data = form_bytes(form)
    shape = shape_of(data, (_FORM, _IDENTITY), layout, page_widths(samples, layout))
    parts = parts_of(data)
    slip = Slip(parts[_SLIP], samples, form.base.rows)
    return _Frame(shape, parts[_BOOK], looks, slip, shape.sheet.count(b"<cfRule "))


def _look(form: Form, place: str) -> _Look:
    """Enter the styles that a marked cell will need into the workbook."""
    cell, book = form.sheet[place], form.workbook
    assert isinstance(cell, Cell)
    own = str(cell.fill.fgColor.rgb) if cell.fill.fill_type == "solid" else "FFFFFFFF"

    def filled(colour: str) -> int:
        style = copy(cell._style)  # type: ignore[attr-defined]
        style.fillId = book._fills.add(PatternFill("solid", fgColor=colour))  # type: ignore[attr-defined]
        return int(book._cell_styles.add(style))  # type: ignore[attr-defined]

    calm = DifferentialStyle(fill=PatternFill("solid", bgColor=own))
    return _Look(filled(RED), filled(AMBER), book._differential_styles.add(calm))  # type: ignore[attr-defined]


def _marks(
    frame: _Frame,
    catalogue: Catalogue,
    cells: Mapping[str, str],
    marks: Mapping[str, _Mark],
    answers: Mapping[str, CellValue],
) -> Iterator[Change]:
    """The marked cells in the form's XML, and the formats that calm them."""
    named = {place: name for name, place in cells.items()}
    rules, number = [], frame.rules
    for place, mark in marks.items():
        name, look = named[place], frame.looks[place]
        style = look.red if mark.colour == RED else look.amber
        value = typed(catalogue.field[name], answers.get(name))
        yield frame.shape.cell(place, value, str(style).encode())
        for test in mark.calm:
            number += 1
            rules.append(
                b'<conditionalFormatting sqref="%s"><cfRule type="expression" priority="%d" dxfId="%d"><formula>%s'
                b"</formula></cfRule></conditionalFormatting>" % (place.encode(), number, look.calm, escaped(test))
            )
    at = frame.shape.sheet.rindex(_END_OF_FORMATS) + len(_END_OF_FORMATS)
    yield at, at, b"".join(rules)


# -- what is marked ----------------------------------------------------------------------------------------------------


def _marked(
    catalogue: Catalogue,
    cells: Mapping[str, str],
    findings: Sequence[Finding],
    values: Mapping[str, Value],
    answers: Mapping[str, CellValue],
) -> dict[str, _Mark]:
    """What becomes of each cell about which something is to be said, by its place."""
    marks: dict[str, _Mark] = {}
    about = _about(catalogue, cells, findings)
    for name, said in about.items():
        place, its = cells[name], catalogue.field[name]
        wrong = any(finding.severity is Severity.ERROR for finding in said)
        note = [" ".join(f"{WORD[f.severity]}：{f.message}{f.remedy}".split("\n")) for f in said]
        value = values.get(name)
        if value is not None and value.value is None and value.raw.strip():
            note.insert(0, f"{ORIGINALLY}{excel_limits.cut(value.raw.strip(), 300)}")
        test = _mended(catalogue, cells, name, said, typed(its, answers.get(name)))
        marks[place] = _Mark(RED if wrong else AMBER, "\n".join(note), [test])
        beside = cells.get(its.explained_by, "")
        if not wrong and beside and its.explained_by not in about:
            reason = " ".join(f"{REASON}{said[0].message}".split("\n"))
            marks[beside] = _Mark(AMBER, reason, [f"LEN({cells[value_of(its.explained_by)]})>0"])
    return marks


def _about(catalogue: Catalogue, cells: Mapping[str, str], findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """What is to be said at each answer.

    A rule that does not hold is said at every figure that it compares, a missing or wrong “同上期” also at the tick.
    """
    names_of = {rule_code(rule.rule.id): rule.expression.names for rule in catalogue.rules}
    about: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.INFO:
            continue
        names = names_of.get(finding.code, (finding.field,))
        if finding.code in (UNCONFIRMED, CONTRADICTS):
            names = (finding.field, f"{finding.field}_{SAME}")
        for name in names:
            if name in cells and name in catalogue.field:
                about.setdefault(name, []).append(finding)
    return about


def _mended(
    catalogue: Catalogue, cells: Mapping[str, str], name: str, findings: Sequence[Finding], value: object
) -> str:
    """The test that gives a marked cell its own colour back: it has been changed, or its rule holds."""
    address = cells[name]
    rules = {rule_code(rule.rule.id): rule.expression.names[0] for rule in catalogue.rules}
    shown_at = [cells[rules[f.code]] for f in findings if f.code in rules]
    shown_at += [cells[f.field] for f in findings if f.code in (UNCONFIRMED, CONTRADICTS)]
    if shown_at:
        checks = [f"${CHECK}{place.lstrip('ABCDEFGHIJ')}" for place in shown_at]
        open_ = [f'COUNTIF({place},"{mark}*")' for place in checks for mark in (WRONG, TO_FILL)]
        return f"{'+'.join(open_)}=0"
    if value is None:
        return f"LEN({cells[value_of(name)]})>0"
    if isinstance(value, str) and excel_limits.units(value) > _LONGEST_TEXT:
        # Programs count a character beyond the first plane as two or as one.
        lengths = sorted({len(value), excel_limits.units(value)})
        return f"AND({','.join(f'LEN({address})<>{length}' for length in lengths)})"
    return f"{address}<>{_literal(catalogue.field[name], value)}"


def _literal(its: Field, value: object) -> str:
    if isinstance(value, str):
        return text(value)
    assert isinstance(value, int | float | date)
    return literal(value) if isinstance(value, date) else repr(value)
