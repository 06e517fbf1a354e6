"""What is marked on a correction copy: which cells, in which colour, with which note, and when the mark goes.

Knows: findings, cells, live checks. Must not know: how a copy is drawn, folders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from toolkit.base import excel_limits
from toolkit.base.codes import rule_code
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.check.one import ASK, CONTRADICTS, TO_FILL, UNCONFIRMED
from toolkit.form.grid import CHECK, value_of
from toolkit.form.own_notes import ORIGINALLY, REASON, WORD
from toolkit.form.pages import typed
from toolkit.form.styles import AMBER, RED
from toolkit.kinds.field import SAME, Field
from toolkit.kinds.live import WRONG, literal, text
from toolkit.ledger import CellValue, Value

_LONGEST_TEXT = 200  # units that are compared as they stand; a format's formula must not get too long


@dataclass
class Mark:
    """What becomes of one cell: its colour, its note, and when it is calm again."""

    colour: str
    note: str
    calm: list[str] = field(default_factory=list)


def marked(
    catalogue: Catalogue,
    cells: Mapping[str, str],
    findings: Sequence[Finding],
    values: Mapping[str, Value],
    answers: Mapping[str, CellValue],
) -> dict[str, Mark]:
    """What becomes of each cell about which something is to be said, by its place."""
    marks: dict[str, Mark] = {}
    about = _about(catalogue, cells, findings)
    for name, said in about.items():
        place, its = cells[name], catalogue.field[name]
        wrong = any(finding.severity is Severity.ERROR for finding in said)
        note = [" ".join(f"{WORD[f.severity]}：{f.message}{f.remedy}".split("\n")) for f in said]
        value = values.get(name)
        if value is not None and value.value is None and value.raw.strip():
            note.insert(0, f"{ORIGINALLY}{excel_limits.cut(value.raw.strip(), 300)}")
        test = _mended(catalogue, cells, name, said, typed(its, answers.get(name)))
        marks[place] = Mark(RED if wrong else AMBER, "\n".join(note), [test])
        beside = cells.get(its.explained_by, "")
        if not wrong and beside and its.explained_by not in about:
            reason = " ".join(f"{REASON}{said[0].message}".split("\n"))
            marks[beside] = Mark(AMBER, reason, [f"LEN({cells[value_of(its.explained_by)]})>0"])
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
    rules = {rule_code(rule.rule.id): rule.shown_at for rule in catalogue.rules}
    shown_at = [cells[rules[f.code]] for f in findings if f.code in rules]
    shown_at += [cells[f.field] for f in findings if f.code in (UNCONFIRMED, CONTRADICTS)]
    if shown_at:
        marks = (WRONG, TO_FILL, *([ASK] if any(f.code == UNCONFIRMED for f in findings) else ()))
        checks = [f"${CHECK}{place.lstrip('ABCDEFGHIJ')}" for place in shown_at]
        open_ = [f'COUNTIF({place},"{mark}*")' for place in checks for mark in marks]
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
