"""The live checks of a form, as Excel formulas.

Knows: the catalogue, cell addresses, and the rule language's Excel target. Must not know: openpyxl, styles. Uses only
functions that Excel 2010, WPS and LibreOffice share. What a check cell says begins with ✗ (must be mended), ！ (asks
for a word of explanation), ✓, or 待填; the check on receipt (`toolkit.check`) says the same at more length.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.base.findings import Severity
from toolkit.catalogue import JUMP, JUMP_SHARE, Catalogue, FormRule
from toolkit.form.layout import prior_of
from toolkit.kinds import kind_of
from toolkit.kinds.field import SAME, TICK, Field, shown
from toolkit.kinds.live import blank, literal, one_of, text
from toolkit.plan.targets import excel

TO_FILL, WRONG, ASK, GOOD = "待填", "✗", "！", "✓"


def asked_for(field: Field, cells: Mapping[str, str]) -> str:
    """A test that says whether a field must be filled now; "" when it never must."""
    if field.required:
        return "TRUE"
    if field.required_when is None:
        return ""
    return one_of(cells[field.required_when.field_id], field.required_when.labels)


def open_answers(fields: tuple[Field, ...], cells: Mapping[str, str]) -> str:
    """How many of a row's answers are still to fill, as a formula without its "="; "" for none ever."""
    parts = []
    for field in fields:
        asked = asked_for(field, cells)
        if asked:
            tests = [asked, blank(cells[field.id])]
            if prior_of(field.id) in cells:
                tests.append(f"NOT({_ticked(field.id, cells)})")
            parts.append(f"IF(AND({','.join(tests)}),1,0)")
        if field.column == SAME:
            parts.append(f"IF({_unconfirmed(field.row, cells)},1,0)")
    return "+".join(parts)


def wrong_answers(fields: tuple[Field, ...], cells: Mapping[str, str]) -> str:
    """How many of a row's answers cannot stand as they are, as a formula without its "="."""
    parts = []
    for field in fields:
        cell = cells[field.id]
        tests = ",".join(test for test, _ in kind_of(field).live(field, cell))
        parts.append(f"IF({blank(cell)},0,IF(OR({tests}),1,0))")
    return "+".join(parts)


def check(field: Field, catalogue: Catalogue, cells: Mapping[str, str]) -> str:
    """What the check cell beside an answer says, as a formula without its "="."""
    cell = cells[field.id]
    asked = asked_for(field, cells)
    when_blank = f'IF({asked},{text(TO_FILL)},"")' if asked else '""'
    good = text(GOOD)
    if prior_of(field.id) in cells:
        when_blank = f"IF({_ticked(field.id, cells)},{good},{when_blank})"  # the tick says it all
    rules = [rule for rule in catalogue.rules if rule.expression.names[0] == field.id]
    for test, message in _soft_limits(field, cell):
        good = _ask(field, cells, test, message, good)
    # What must be mended is said before what asks for a word.
    for severity in (Severity.WARNING, Severity.ERROR):
        for rule in reversed([rule for rule in rules if rule.rule.severity is severity]):
            good = _rule(rule, field, cells, good)
        if prior_of(field.id) in cells:
            good = _since(field, cells, severity, good)
    for test, message in reversed(kind_of(field).live(field, cell)):
        good = f"IF({test},{text(f'{WRONG} {message}')},{good})"
    return f"IF({blank(cell)},{when_blank},{good})"


def notice(before: str, open_range: str, check_range: str, wrong_range: str) -> str:
    """The first line under the title: what to do, and how much is still to fill."""
    wrong = f'(COUNTIF({check_range},"{WRONG}*")+SUM({wrong_range}))'
    rest = (
        f'IF(SUM({open_range})>0,"还有 "&SUM({open_range})&" 项待填。",'
        f'IF({wrong}>0,"有 "&{wrong}&" 处需要改正，见标红的地方。","已填完，可以报送。"))'
    )
    return f"{text(before)}&{rest}"


def _rule(rule: FormRule, field: Field, cells: Mapping[str, str], otherwise: str) -> str:
    failed = f'{excel(rule.expression, cells)}="不符"'
    if rule.rule.severity is Severity.ERROR:
        return f"IF({failed},{text(f'{WRONG} {rule.rule.message}')},{otherwise})"
    return _ask(field, cells, failed, rule.rule.message, otherwise)


def _ask(field: Field, cells: Mapping[str, str], test: str, message: str, otherwise: str) -> str:
    """A request for a word of explanation, which goes away when the word is there."""
    if not field.explained_by:
        return f"IF({test},{text(f'{ASK} {message}')},{otherwise})"
    said = text(f"{ASK} {message}，请在说明栏写明原因")
    return f"IF(AND({test},{blank(cells[field.explained_by])}),{said},{otherwise})"


def _since(field: Field, cells: Mapping[str, str], severity: Severity, otherwise: str) -> str:
    """What the figure of the period before says to this one (register: ``generic_rules`` g2, g3)."""
    cell, prior = cells[field.id], cells[prior_of(field.id)]
    if severity is Severity.WARNING:
        otherwise = f"IF({_unconfirmed(field.id, cells)},{text(f'{TO_FILL}：同上期请选{TICK}')},{otherwise})"
        if field.type.is_number and not field.cumulative:
            test = f"AND(ABS({cell}-{prior})>{JUMP},ABS({cell}-{prior})>{JUMP_SHARE}*ABS({prior}))"
            return _ask(field, cells, test, "和上期相差较大", otherwise)
        return otherwise
    said = text(f"{WRONG} 选了{TICK}，但和上期值不一样")
    otherwise = f"IF(AND({_ticked(field.id, cells)},{cell}<>{prior}),{said},{otherwise})"
    if field.cumulative:
        return f"IF({cell}<{prior}-0.000001,{text(f'{WRONG} 累计数比上期少')},{otherwise})"
    return otherwise


def _ticked(name: str, cells: Mapping[str, str]) -> str:
    """A test for a figure that is said to be as before."""
    return f"{cells[f'{name}_{SAME}']}={text(TICK)}"


def _unconfirmed(name: str, cells: Mapping[str, str]) -> str:
    """A test for a figure that is as before and not yet ticked."""
    cell, prior = cells[name], cells[prior_of(name)]
    return f"AND(NOT({blank(cell)}),{cell}={prior},NOT({_ticked(name, cells)}))"


def _soft_limits(field: Field, cell: str) -> list[tuple[str, str]]:
    tests = []
    if field.soft_minimum is not None:
        tests.append((f"{cell}<{literal(field.soft_minimum)}", f"低于通常的 {shown(field.soft_minimum)}"))
    if field.soft_maximum is not None:
        tests.append((f"{cell}>{literal(field.soft_maximum)}", f"高于通常的 {shown(field.soft_maximum)}"))
    return tests
