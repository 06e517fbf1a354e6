"""The live checks of a form, as Excel formulas.

Knows: the catalogue, cell addresses, and the rule language's Excel target. Must not know: openpyxl, styles. Uses only
functions that Excel 2010, WPS and LibreOffice share. What a check cell says begins with ✗ (must be mended), ！ (asks
for a word of explanation), ✓, or 待填; the check on receipt (`toolkit.check`) says the same at more length. All of them
look at what the answers are read as, not at what was typed (`toolkit.kinds.live`).
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.base.findings import Severity
from toolkit.catalogue import JUMP, JUMP_SHARE, Catalogue, FormRule
from toolkit.form.layout import Row, prior_of, same_of, value_of
from toolkit.kinds import kind_of
from toolkit.kinds.field import SAME, TICK, YES, Field, shown
from toolkit.kinds.kind import ListName
from toolkit.kinds.live import WITHIN, WRONG, blank, empty, literal, one_of, text
from toolkit.plan.targets import excel

TO_FILL, ASK, GOOD = "待填", "！", "✓"


def readings(row: Row, number: int, cells: Mapping[str, str], lists: ListName) -> dict[str, str]:
    """The formulas of the hidden cells of a row, by address: what each answer is read as, and is it as before."""
    found: dict[str, str] = {}
    places = row.reading(number)
    for field in row.answers.values():
        *steps, value = kind_of(field).reads(field, cells[field.id], places[field.id], lists)
        if prior_of(field.id) in cells:
            value = _as_before(field, cells, value)
        found.update(zip(places[field.id], (*steps, value), strict=True))
        if same_of(field.id) in cells:
            value, prior = cells[value_of(field.id)], cells[prior_of(field.id)]
            found[cells[same_of(field.id)]] = f"IF({empty(value)},0,IF({kind_of(field).same(value, prior)},1,0))"
    return found


def _as_before(field: Field, cells: Mapping[str, str], value: str) -> str:
    """What a figure is read as: left blank beside a tick, it is the one of the period before, as it is on receipt."""
    cell = cells[field.id]
    prior = kind_of(field).prior_value(cells[prior_of(field.id)])
    return f'IF(ISERROR({cell}),{value},IF({blank(cell)},IF({_ticked(field.id, cells)},{prior},""),{value}))'


def asked_for(field: Field, cells: Mapping[str, str]) -> str:
    """A test that says whether a field must be filled now; "" when it never must."""
    if field.required:
        return "TRUE"
    if field.required_when is None:
        return ""
    return one_of(cells[value_of(field.required_when.field_id)], field.required_when.labels)


def missing(field: Field, cells: Mapping[str, str]) -> str:
    """A test for an answer that must be filled in and is not; "" when it never must."""
    asked = asked_for(field, cells)
    return f"AND({asked},{empty(cells[value_of(field.id)])})" if asked else ""


def open_answers(fields: tuple[Field, ...], cells: Mapping[str, str]) -> str:
    """How many of a row's answers are still to fill, as a formula without its "="; "" for none ever."""
    parts = []
    for field in fields:
        if missing(field, cells):
            parts.append(f"IF({missing(field, cells)},1,0)")
        if field.column == SAME:
            parts.append(f"IF({_unconfirmed(field.row, cells)},1,0)")
    return "+".join(parts)


def wrong_answers(fields: tuple[Field, ...], cells: Mapping[str, str]) -> str:
    """How many of a row's answers cannot stand as they are, as a formula without its "="."""
    parts = []
    for field in fields:
        cell, value, kind = cells[field.id], cells[value_of(field.id)], kind_of(field)
        tests = ",".join(test for test, _ in kind.limits(field, cell, value))
        within = f"IF(OR({tests}),1,0)" if tests else "0"
        parts.append(f"IF({empty(value)},0,IF({kind.unread(value)[0]},1,{within}))")
    return "+".join(parts)


def check(field: Field, catalogue: Catalogue, cells: Mapping[str, str]) -> str:
    """What the check cell beside an answer says, as a formula without its "="."""
    cell, value, kind = cells[field.id], cells[value_of(field.id)], kind_of(field)
    rules = [rule for rule in catalogue.rules if rule.expression.names[0] == field.id]
    good = text(GOOD)
    when_blank = _when_blank(field, rules, cells)
    for test, message in _soft_limits(field, value):
        good = _ask(field, cells, test, message, good)
    # What must be mended is said before what asks for a word.
    for severity in (Severity.WARNING, Severity.ERROR):
        good = _rules(rules, severity, field, cells, good)
        if prior_of(field.id) in cells:
            good = _since(field, cells, severity, good)
    for test, message in reversed(kind.limits(field, cell, value)):
        good = f"IF({test},{text(f'{WRONG} {message}')},{good})"
    unread, says = kind.unread(value)
    return f"IF({empty(value)},{when_blank},IF({unread},{says},{good}))"


def _when_blank(field: Field, rules: list[FormRule], cells: Mapping[str, str]) -> str:
    """What is said beside a blank: that it is to fill, or what rules say that are checked also without it."""
    otherwise = '""'
    may_lack = [rule for rule in rules if field.id not in rule.expression.required]
    for severity in (Severity.WARNING, Severity.ERROR):
        otherwise = _rules(may_lack, severity, field, cells, otherwise)
    asked = asked_for(field, cells)
    return f"IF({asked},{text(TO_FILL)},{otherwise})" if asked else otherwise


def notice(before: str, open_range: str, check_range: str, wrong_range: str) -> str:
    """The first line under the title: what to do, and how much is still to fill."""
    wrong = f'(COUNTIF({check_range},"{WRONG}*")+SUM({wrong_range}))'
    rest = (
        f'IF(SUM({open_range})>0,"还有 "&SUM({open_range})&" 项待填。",'
        f'IF({wrong}>0,"有 "&{wrong}&" 处需要改正，见标红的地方。","已填完，可以报送。"))'
    )
    return f"{text(before)}&{rest}"


def _rules(
    rules: list[FormRule], severity: Severity, field: Field, cells: Mapping[str, str], otherwise: str
) -> str:  # fmt: skip
    for rule in reversed([rule for rule in rules if rule.rule.severity is severity]):
        otherwise = _rule(rule, field, cells, otherwise)
    return otherwise


def _rule(rule: FormRule, field: Field, cells: Mapping[str, str], otherwise: str) -> str:
    failed = f'{excel(rule.expression, values(cells))}="不符"'
    if rule.rule.severity is Severity.ERROR:
        return f"IF({failed},{text(f'{WRONG} {rule.rule.message}')},{otherwise})"
    return _ask(field, cells, failed, rule.rule.message, otherwise)


def values(cells: Mapping[str, str]) -> dict[str, str]:
    """Where the value as read of each answer stands, by field id: what rules and computed figures refer to."""
    return {name: cells[value_of(name)] for name in cells if value_of(name) in cells}


def _ask(field: Field, cells: Mapping[str, str], test: str, message: str, otherwise: str) -> str:
    """A request for a word of explanation, which goes away when the word is there."""
    if not field.explained_by:
        return f"IF({test},{text(f'{ASK} {message}')},{otherwise})"
    said = text(f"{ASK} {message}，请在说明栏写明原因")
    word = cells[value_of(field.explained_by)]
    return f"IF(AND({test},OR({empty(word)},ISNUMBER({word}))),{said},{otherwise})"


def _since(field: Field, cells: Mapping[str, str], severity: Severity, otherwise: str) -> str:
    """What the figure of the period before says to this one (register: ``generic_rules`` g2, g3)."""
    value, prior = cells[value_of(field.id)], cells[prior_of(field.id)]
    if severity is Severity.WARNING:
        otherwise = f"IF({_unconfirmed(field.id, cells)},{text(f'{TO_FILL}：同上期请选{TICK}')},{otherwise})"
        if field.type.is_number and not field.cumulative:
            moved = f"ABS({value}-{prior})"
            test = f"AND({moved}>{JUMP},{moved}-{JUMP_SHARE}*ABS({prior})>{WITHIN})"
            return _ask(field, cells, test, "和上期相差较大", otherwise)
        return otherwise
    said = text(f"{WRONG} 选了{TICK}，但和上期值不一样")
    otherwise = f"IF(AND({_ticked(field.id, cells)},{cells[same_of(field.id)]}=0),{said},{otherwise})"
    if field.cumulative:
        return f"IF({prior}-{value}>{WITHIN},{text(f'{WRONG} 累计数比上期少')},{otherwise})"
    return otherwise


def _ticked(name: str, cells: Mapping[str, str]) -> str:
    """A test for a figure that is said to be as before."""
    return f"{cells[value_of(f'{name}_{SAME}')]}={text(YES)}"


def _unconfirmed(name: str, cells: Mapping[str, str]) -> str:
    """A test for a figure that is as before and not yet ticked."""
    return f"AND({cells[same_of(name)]}=1,NOT({_ticked(name, cells)}))"


def _soft_limits(field: Field, value: str) -> list[tuple[str, str]]:
    tests = []
    if field.soft_minimum is not None:
        tests.append((f"{value}<{literal(field.soft_minimum)}", f"低于通常的 {shown(field.soft_minimum)}"))
    if field.soft_maximum is not None:
        tests.append((f"{value}>{literal(field.soft_maximum)}", f"高于通常的 {shown(field.soft_maximum)}"))
    return tests
