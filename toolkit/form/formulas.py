"""The live checks of a form, as Excel formulas.

Knows: the catalogue, cell addresses, and the rule language's Excel target. Must not know: openpyxl, styles. Uses only
functions that Excel 2010, WPS and LibreOffice share. What a check cell says begins with ✗ (must be mended), ！ (asks
for a word of explanation), ✓, or 待填; the check on receipt (`toolkit.check`) says the same at more length. All of them
look at what the answers are read as, not at what was typed (`toolkit.kinds.live`).
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.base.excel_limits import units
from toolkit.base.findings import Severity
from toolkit.catalogue import Catalogue
from toolkit.check.checks import CHECKS
from toolkit.check.one import ASK, CONTRADICTS, TO_FILL, UNCONFIRMED, WORD_ASKED, WRONG, Check, Live
from toolkit.form.grid import (
    ASKED_TOTAL,
    CHECK,
    FIRST,
    OPEN,
    TO_FILL_TOTAL,
    WRONG_TOTAL,
    answered_of,
    prior_of,
    same_of,
    value_of,
)
from toolkit.form.grid import WRONG as WRONG_COUNTS
from toolkit.form.rows import Row
from toolkit.kinds.field import SAME, SAME_ALL, Field
from toolkit.kinds.kind import ListName
from toolkit.kinds.live import NOTHING_SAID, blank, empty, text
from toolkit.kinds.registry import kind_of
from toolkit.plan.excel_target import excel
from toolkit.plan.form_rules import FormRule

GOOD = "✓"
_SAID = 200  # characters of what a form says of what it cannot read
_LINKED = 180  # units before what is left; a link shows 255


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
    cell, at = cells[field.id], live_at(field, cells)
    prior = kind_of(field).prior_value(cells[prior_of(field.id)])
    return f'IF(ISERROR({cell}),{value},IF({blank(cell)},IF({at.ticked},{prior},""),{value}))'


def live_at(field: Field, cells: Mapping[str, str]) -> Live:
    """Where a check finds what it needs to know of an answer."""
    tick = cells.get(value_of(f"{field.id}_{SAME}"), "")
    other = cells[value_of(field.required_when.field_id)] if field.required_when else ""
    prior = cells.get(prior_of(field.id), "")
    rest = cells.get(value_of(SAME_ALL), "")
    return Live(cells[field.id], cells[value_of(field.id)], prior, cells.get(same_of(field.id), ""), tick, other, rest)


def tests(field: Field, catalogue: Catalogue, cells: Mapping[str, str], mark: str) -> list[tuple[Check, str]]:
    """The checks of one answer that say something with a mark, each with its test."""
    asked = [check for check in CHECKS if check.mark == mark and check.parameters(field, catalogue.field) is not None]
    at = live_at(field, cells)
    return [(check, test) for check in asked if (test := check.live(field, at))]


def missing(field: Field, catalogue: Catalogue, cells: Mapping[str, str]) -> str:
    """A test for an answer that must be filled in and is not; "" when it never must."""
    found = [test for check, test in tests(field, catalogue, cells, TO_FILL) if check.about_blanks]
    return f"OR({','.join(found)})" if len(found) > 1 else "".join(found)


def open_answers(fields: tuple[Field, ...], catalogue: Catalogue, cells: Mapping[str, str]) -> str:
    """How many of a row's answers are still to fill, as a formula without its "="; "" for none ever."""
    return "+".join(f"IF({test},1,0)" for field in fields for _, test in tests(field, catalogue, cells, TO_FILL))


def wrong_answers(fields: tuple[Field, ...], catalogue: Catalogue, cells: Mapping[str, str]) -> str:
    """How many of a row's answers cannot stand as they are, as a formula without its "="."""
    parts = []
    for field in fields:
        cell, value, kind = cells[field.id], cells[value_of(field.id)], kind_of(field)
        wrong = [test for test, _ in kind.limits(field, cell, value)]
        wrong += [test for _, test in tests(field, catalogue, cells, WRONG)]
        within = f"IF(OR({','.join(wrong)}),1,0)" if wrong else "0"
        parts.append(f"IF({empty(value)},0,IF({kind.unread(value)[0]},1,{within}))")
    return "+".join(parts)


def check(field: Field, catalogue: Catalogue, cells: Mapping[str, str]) -> str:
    """What the check cell beside an answer says, as a formula without its "="."""
    cell, value, kind = cells[field.id], cells[value_of(field.id)], kind_of(field)
    rules = [rule for rule in catalogue.rules if rule.shown_at == field.id]
    good = text(GOOD)
    # What must be mended is said before what is to fill, and both before what asks for a word.
    for one, test in reversed(tests(field, catalogue, cells, ASK)):
        if answered_of(field.id) in cells and one.code not in (UNCONFIRMED, CONTRADICTS):
            test = f"AND({test},{cells[answered_of(field.id)]}=0)"
        good = _ask(field, cells, test, one.short(field), good, one.asks)
    good = _rules(rules, Severity.WARNING, field, cells, good)
    for one, test in reversed(tests(field, catalogue, cells, TO_FILL)):
        if not one.about_blanks:
            good = f"IF({test},{text(f'{TO_FILL}：{one.short(field)}')},{good})"
    good = _rules(rules, Severity.ERROR, field, cells, good)
    for one, test in reversed(tests(field, catalogue, cells, WRONG)):
        good = f"IF({test},{text(f'{WRONG} {one.short(field)}')},{good})"
    for test, message in reversed(kind.limits(field, cell, value)):
        good = f"IF({test},{text(f'{WRONG} {message}')},{good})"
    unread, says = kind.unread(value)
    return f"IF({empty(value)},{_when_blank(field, catalogue, rules, cells)},IF({unread},{says},{good}))"


def checks(fields: tuple[Field, ...], catalogue: Catalogue, cells: Mapping[str, str]) -> str:
    """What one check cell says of several answers, each called by its caption, as a formula without its "=".

    What must be mended in any of them is said before what is to fill, and both before what asks for a word.
    """
    filled = ",".join(f"NOT({empty(cells[value_of(field.id)])})" for field in fields)
    said = f"IF(OR({filled}),{text(GOOD)},{text('')})"
    for field in reversed(fields):
        for one, test in reversed(tests(field, catalogue, cells, ASK)):
            asked = f"{field.caption}：{one.short(field)}"
            said = _ask(field, cells, _if_read(field, cells, test), asked, said, one.asks)
    for field in reversed(fields):
        for one, test in reversed(tests(field, catalogue, cells, TO_FILL)):
            if not one.about_blanks:
                to_fill = text(f"{TO_FILL}：{field.caption}，{one.short(field)}")
                said = f"IF({_if_read(field, cells, test)},{to_fill},{said})"
        if blank_one := missing(field, catalogue, cells):
            said = f"IF({blank_one},{text(f'{TO_FILL}：{field.caption}')},{said})"
    for field in reversed(fields):
        cell, value, kind = cells[field.id], cells[value_of(field.id)], kind_of(field)
        wrong = [(test, one.short(field)) for one, test in tests(field, catalogue, cells, WRONG)]
        for test, message in reversed([*kind.limits(field, cell, value), *wrong]):
            mended = text(f"{WRONG} {field.caption}：{message}")
            said = f"IF({_if_read(field, cells, test)},{mended},{said})"
        unread, says = kind.unread(value)
        called = f"{text(f'{WRONG} {field.caption}：')}&MID({says},3,{_SAID})"
        said = f"IF(IF({empty(value)},FALSE,{unread}),{called},{said})"
    return said


def _if_read(field: Field, cells: Mapping[str, str], test: str) -> str:
    """A test of an answer that holds for no blank and for nothing that could not be read."""
    value = cells[value_of(field.id)]
    return f"IF({empty(value)},FALSE,IF({kind_of(field).unread(value)[0]},FALSE,{test}))"


def _when_blank(field: Field, catalogue: Catalogue, rules: list[FormRule], cells: Mapping[str, str]) -> str:
    """What is said beside a blank: that it is to fill, or what rules say that are checked also without it."""
    otherwise = '""'
    may_lack = [rule for rule in rules if field.id not in rule.expression.required]
    for severity in (Severity.WARNING, Severity.ERROR):
        otherwise = _rules(may_lack, severity, field, cells, otherwise)
    to_fill = missing(field, catalogue, cells)
    return f"IF({to_fill},{text(TO_FILL)},{otherwise})" if to_fill else otherwise


def totals(last: int) -> dict[str, str]:
    """How much of a form of so many rows is still to fill, is wrong, and is asked about, by the cells that say so."""
    checks = f"{CHECK}4:{CHECK}{last}"
    return {
        TO_FILL_TOTAL: f"SUM({OPEN}4:{OPEN}{last})",
        WRONG_TOTAL: f'COUNTIF({checks},"{WRONG}*")+SUM({WRONG_COUNTS}4:{WRONG_COUNTS}{last})',
        ASKED_TOTAL: f'COUNTIF({checks},"{ASK}*")',
    }


def notice(before: str, last: int) -> str:
    """The first line of a form of so many rows: what to do, how much is left, where the first is, and a link there."""
    open_ones, wrong_ones = f"{OPEN}4:{OPEN}{last}>0", f"{WRONG_COUNTS}4:{WRONG_COUNTS}{last}>0"
    # An answer in the column of the checks may be an error, which would take its row out of any plain comparison.
    marked = f"ISNUMBER(FIND({text(WRONG)},LEFT({CHECK}4:{CHECK}{last},1)))"
    to_fill = _leading(before, f'"还有 "&{TO_FILL_TOTAL}&" 项待填，第一处在第 "', _first(open_ones))
    to_mend = _leading(before, f'"有 "&{WRONG_TOTAL}&" 处需要改正，第一处在第 "', _first(wrong_ones, marked))
    done = f'{text(before)}&"已填完，可以报送。"'
    return f"IF({TO_FILL_TOTAL}>0,{to_fill},IF({WRONG_TOTAL}>0,{to_mend},{done}))"


def _leading(before: str, said: str, row: str) -> str:
    """A sentence that leads to a row; a text that is too long for a link stands without one."""
    whole = f'{text(before)}&{said}&{row}&" 行。"'
    return f'HYPERLINK("#{FIRST}"&{row},{whole})' if units(before) <= _LINKED else whole


def _first(*tests: str) -> str:
    """The number of the first row below the line under the title for which one of some tests holds."""
    return f"(3+MATCH(TRUE,INDEX({'+'.join(f'({test})' for test in tests)}>0,0),0))"


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
    """Where the value as read of each answer stands, by field id: what rules and computed figures refer to.

    What the rows of a list come to has such a cell, and no other.
    """
    end = value_of("")
    return {name.removesuffix(end): cell for name, cell in cells.items() if name.endswith(end)}


def _ask(
    field: Field, cells: Mapping[str, str], test: str, message: str, otherwise: str, asks: str = WORD_ASKED
) -> str:
    """A request for a word of explanation, which goes away when the word is there."""
    if not field.explained_by:
        return f"IF({test},{text(f'{ASK} {message}')},{otherwise})"
    said = text(f"{ASK} {message}{asks}")
    word = cells[value_of(field.explained_by)]
    return f"IF(AND({test},OR({empty(word)},ISNUMBER({word}),{word}={text(NOTHING_SAID)})),{said},{otherwise})"
