"""The live checks of a list: what a row says of itself, how many are filled, and what they come to.

Knows: fields, kinds, the columns of a list's sheet. Must not know: openpyxl, styles. Only functions that Excel 2010,
WPS and LibreOffice share are used. A row has one formula, not the many cells with which a form reads an answer: a list
has thousands of them, and programs write each out when they save.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.base.excel_limits import SHEET_NAME, cut
from toolkit.form.beside import list_name
from toolkit.form.grid import place_on
from toolkit.kinds.field import Field
from toolkit.kinds.live import text
from toolkit.kinds.registry import kind_of
from toolkit.kinds.rosters import AskedRoster
from toolkit.plan.model import Plan
from toolkit.plan.rosters import id_of
from toolkit.workbooks.markup import column_letters

HEAD, SUMS, FIRST_ROW = 5, 6, 7
FIRST_COLUMN = 2  # C, from 0; before it stand the hidden entries and the numbers of the rows
FILLED, TO_FILL, WRONG = "A2", "A3", "A4"  # hidden: how many rows are filled, not filled up, wrong
GOOD = "✓"
_NONE = 99_999
_SIGNS = re.compile(r"[\[\]:*?/\\']")


def titles(plan: Plan) -> dict[str, str]:
    """The names of the sheets of a plan's lists, by list id: the same in every workbook, no two alike."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for roster in plan.rosters:
        name = title = cut(_SIGNS.sub("_", f"{plan.item[roster.item_id].code} {roster.name}"), SHEET_NAME - 4, "")
        number = 1
        while title.casefold() in taken:
            number += 1
            title = f"{name}（{number}）"
        taken.add(title.casefold())
        found[id_of(roster)] = title
    return found


def letters_of(roster: AskedRoster) -> dict[str, str]:
    """The letter of each column of a list, by column id."""
    return {name: column_letters(FIRST_COLUMN + n) for n, name in enumerate(roster.fields)}


def check_letter(roster: AskedRoster) -> str:
    """The letter of the column in which a row says what is wrong with it."""
    return column_letters(FIRST_COLUMN + len(roster.fields))


def row_check(roster: AskedRoster, rows: int) -> str:
    """What the first of so many rows says of itself, without "="; relative, so that it holds for every row."""
    letters = letters_of(roster)
    cells = {name: f"{letter}{FIRST_ROW}" for name, letter in letters.items()}
    first, last = (next(iter(cells.values())), [*cells.values()][-1])
    said = text(GOOD)
    for name, field in reversed([*roster.fields.items()]):
        if field.required:
            said = f"IF(LEN({cells[name]})=0,{text(f'待填：{field.caption}')},{said})"
    for name, field in reversed([*roster.fields.items()]):
        cell = cells[name]
        if field.unique:
            twice = f"IF(LEN({cell})=0,FALSE,{repeated(letters[name], rows)})"
            said = f"IF({twice},{text(f'✗ {field.caption}：和前面的行重复')},{said})"
        wrong = f"IF(LEN({cell})=0,FALSE,{kind_of(field).untaken(field, cell, list_name)})"
        said = f"IF({wrong},{text(_short(field))},{said})"
    return f'IFERROR(IF(COUNTA({first}:{last})=0,"",{said}),{text("✗ 有错误值，请改填内容")})'


def repeated(letter: str, rows: int) -> str:
    """A test that a value of the first row stands in a row above as well; relative."""
    area = f"{letter}${FIRST_ROW}:{letter}${FIRST_ROW + rows - 1}"
    return f"IFERROR(MATCH({letter}{FIRST_ROW},{area},0)<ROW()-{FIRST_ROW - 1},FALSE)"


def _short(field: Field) -> str:
    asked = re.split("[：。]", kind_of(field).refusal(field))[0]
    return f"✗ {field.caption}：{asked}"


def counts(roster: AskedRoster, rows: int) -> dict[str, str]:
    """How many rows are filled, not filled up and wrong, by the cells that say so."""
    checks = f"{check_letter(roster)}{FIRST_ROW}:{check_letter(roster)}{FIRST_ROW + rows - 1}"
    return {
        FILLED: f"SUMPRODUCT(--(LEN({checks})>0))",
        TO_FILL: f'COUNTIF({checks},"待填*")',
        WRONG: f'COUNTIF({checks},"✗*")',
    }


def notice(roster: AskedRoster, rows: int) -> str:
    """The line under the title: how many rows there are, what is wrong, and where the first is."""
    checks = f"{check_letter(roster)}{FIRST_ROW}:{check_letter(roster)}{FIRST_ROW + rows - 1}"
    first = ",".join(f'IFERROR(MATCH("{mark}*",{checks},0),{_NONE})' for mark in ("✗", "待填"))
    wrong = (
        f'IF({TO_FILL}>0,"，"&{TO_FILL}&" 行没有填全","")&IF({WRONG}>0,"，"&{WRONG}&" 行要改","")'
        f'&"，第一处在第 "&MIN({first})&" 行。"'
    )
    return f'IF({FILLED}=0,"还没有填。","已填 "&{FILLED}&" 行"&IF({TO_FILL}+{WRONG}=0,"，没有问题。",{wrong}))'


def total(letter: str, rows: int) -> str:
    """What a column comes to, as it stands over the rows; blank where nothing is filled in."""
    area = f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + rows - 1}"
    return f'IF(COUNT({area})=0,"",SUM({area}))'


# -- on the form's own sheet -------------------------------------------------------------------------------------------


def known_totals(roster: AskedRoster, title: str) -> list[str]:
    """What rules see: the number of rows and the sums, in the order of the list's totals; blank while one is wrong."""
    filled, to_fill, wrong = (place_on(title, cell) for cell in (FILLED, TO_FILL, WRONG))
    letters = letters_of(roster)
    cells = [filled, *(place_on(title, f"{letters[name]}{SUMS}") for name, _ in roster.added)]
    return [f'IFERROR(IF(OR({filled}=0,{to_fill}+{wrong}>0),"",{cell}),"")' for cell in cells]


def state(title: str, notice_cell: str) -> str:
    """What the form says of a list."""
    gone = text(f"找不到“{title}”工作表，请用原表填报。")
    return f"IFERROR({place_on(title, notice_cell)},{gone})"


def left(roster: AskedRoster, title: str) -> str:
    """How many rows of a list are not filled up; one more where it must have a row and has none."""
    filled, to_fill = place_on(title, FILLED), place_on(title, TO_FILL)
    must = f"+IF({filled}=0,1,0)" if roster.roster.required else ""
    return f"IFERROR({to_fill}{must},1)"


def wrong(title: str, failed: Sequence[str]) -> str:
    """How many rows of a list are wrong, and how many rules over it do not hold (``failed`` are their tests)."""
    return "+".join((f"IFERROR({place_on(title, WRONG)},0)", *(f"IF({test},1,0)" for test in failed)))
