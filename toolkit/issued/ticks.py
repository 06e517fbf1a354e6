"""Tables that tick units: a column for each unit, a mark in the row of what it has to do (√, ● 牵头 ○ 配合, 主, 协 …).

Knows: the marks, and how a document says what they mean. Must not know: where such a table stands, what items are. A
mark that tells a role by itself or by the document's legend gives that role; any other makes a unit responsible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.issued.blocks import Block, Table, Text
from toolkit.issued.labels import ROLES, Label, label_of
from toolkit.issued.table_columns import Column, Columns
from toolkit.issued.unit_lists import names_units

_SIGNS = "√✓✔☑☒✅●○◎△▲★☆■□◆◇※＊*#⊙◯〇⚫⚪♦◉Vv"
_WORDS: tuple[tuple[Label, str], ...] = (
    (Label.LEAD, "总?牵头(?:单位|部门)?|牵|总?牵头负责|主牵"),
    (Label.COOPERATING, "配合(?:单位|部门)?|配|协办(?:单位)?|协助|协同|协|参与|参加|参|辅|会办"),
    (Label.SUPERVISING, "督导|督办|监督|督|监管|指导"),
    (Label.ACCEPTING, "验收|销号|验"),
    (Label.UNITS, "责任(?:单位|部门)?|责|负责|主责|主办(?:单位)?|承办(?:单位)?|主|办|落实|实施|主体"),
)
_SAYS = (
    r"\s*(?:单位|部门)?\s*(?:的?(?:表示|代表|标识|标注|标示)|为|指|是|即)?\s*[：:—\-=＝（(]*\s*"
    r"(?:该?单位)?(?:表示|代表|为|是)?\s*"
)
_ROLE_WORDS = {
    "牵头": Label.LEAD, "主办": Label.UNITS, "主责": Label.UNITS, "责任": Label.UNITS, "负责": Label.UNITS,
    "承办": Label.UNITS, "主要": Label.UNITS, "配合": Label.COOPERATING, "协办": Label.COOPERATING,
    "协助": Label.COOPERATING, "协同": Label.COOPERATING, "参与": Label.COOPERATING,
    "督导": Label.SUPERVISING, "监督": Label.SUPERVISING,
    "督办": Label.SUPERVISING, "监管": Label.SUPERVISING, "验收": Label.ACCEPTING,
}  # fmt: skip
_ROLE = "|".join(_ROLE_WORDS)
_QUOTE = "[“\"‘'「【]?", "[”\"’'」】]?"
_BY_MARK = re.compile(rf"{_QUOTE[0]}([{re.escape(_SIGNS)}1-9A-C]){_QUOTE[1]}{_SAYS}({_ROLE})")
_BY_ROLE = re.compile(
    rf"({_ROLE})(?:单位|部门)?(?:分别)?(?:用|以|标|打|记|画|为)(?:注|为|记|上|以)?{_QUOTE[0]}([{re.escape(_SIGNS)}1-9A-C]){_QUOTE[1]}"
)
_TICK = re.compile(rf"[{re.escape(_SIGNS)}]{{1,3}}|[1-9A-C]|是|有")
_FEWEST = 2  # columns of units

Legend = Mapping[str, Label]


def legend_of(blocks: Sequence[Block]) -> Legend:
    """What marks mean, as a document says in a note, a heading or a cell (●为牵头单位，○为配合单位)."""
    found: dict[str, Label] = {}
    for text in _texts(blocks):
        for match in _BY_MARK.finditer(text):
            found.setdefault(_plain(match[1]), _ROLE_WORDS[match[2]])
        for match in _BY_ROLE.finditer(text):
            found.setdefault(_plain(match[2]), _ROLE_WORDS[match[1]])
    return found


def ticked(table: Table, head: int) -> list[int]:
    """The columns that tick units below a row which may be the head, or the last row of it."""
    found = []
    for at, word in enumerate(table.rows[head]):
        cells = [row[at].strip() for row in table.rows[head + 1 :] if row[at].strip() and row[at] != word]
        if word.strip() and cells and label_of(word) in (None, Label.GROUP, *ROLES) and all(map(_is_tick, cells)):
            found.append(at)
    named = [at for at in found if names_units(re.sub(r"\s", "", table.rows[head][at]))]
    return found if len(found) >= _FEWEST and 2 * len(named) >= len(found) else []


def unexplained(table: Table, columns: Columns, legend: Legend) -> tuple[str, ...]:
    """The marks by which a table tells its units apart without a word on what each means; none where one is known."""
    ticks = [at for at, column in enumerate(columns.columns) if column.unit]
    below = table.rows[columns.last + 1 :]
    marks = tuple(dict.fromkeys(_plain(row[at]) for row in below for at in ticks if row[at].strip()))
    signs = all(_TICK.fullmatch(mark) for mark in marks)
    return marks if len(marks) > 1 and signs and not any(mark[:1] in legend for mark in marks) else ()


def without_ticks(table: Table, columns: Columns, legend: Legend) -> tuple[Table, Columns]:
    """The table with a column for each role in place of those that tick units."""
    ticks = [at for at, column in enumerate(columns.columns) if column.unit]
    if not ticks:
        return table, columns
    rows = [_roles(row, columns, ticks, legend) for row in table.rows[columns.last + 1 :]]
    marks = unexplained(table, columns, legend)
    roles = [label for label in ROLES if any(label in row for row in rows)]
    kept = [at for at in range(len(columns.columns)) if at not in ticks]
    added = [*roles, *([Label.OTHER] if marks else [])]
    fresh = max(max(row) for row in table.cells) + 1
    texts: list[tuple[str, ...]] = []
    cells: list[tuple[int, ...]] = []
    for n, (row, numbers) in enumerate(zip(table.rows, table.cells, strict=True)):
        given = rows[n - columns.last - 1] if n > columns.last else {}
        same = n > columns.last + 1 and [numbers[at] for at in ticks] == [table.cells[n - 1][at] for at in ticks]
        own = cells[-1][len(kept) :] if same else tuple(range(fresh, fresh + len(added)))
        fresh += len(added)
        note = [_as_marked(row, columns, ticks, marks) if n > columns.last else ""] if marks else []
        texts.append((*(row[at] for at in kept), *("、".join(given.get(label, ())) for label in roles), *note))
        cells.append((*(numbers[at] for at in kept), *own))
    heads = [*(columns.columns[at] for at in kept), *(Column(label, label.value) for label in roles)]
    heads += [Column(Label.OTHER, "表中标注")] if marks else []
    key = kept.index(columns.key)
    return replace(table, rows=tuple(texts), cells=tuple(cells)), Columns(
        tuple(heads), key, columns.first, columns.last
    )


def _roles(row: Sequence[str], columns: Columns, ticks: Sequence[int], legend: Legend) -> dict[Label, list[str]]:
    """The units of a row by their roles."""
    found: dict[Label, list[str]] = {}
    for at in ticks:
        if row[at].strip():
            found.setdefault(_role(row[at], legend), []).append(columns.columns[at].unit)
    return found


def _as_marked(row: Sequence[str], columns: Columns, ticks: Sequence[int], marks: Sequence[str]) -> str:
    """Which unit has which mark, as the table has it: ●市财政局；○市水利局、市林业局."""
    units = {mark: "、".join(columns.columns[at].unit for at in ticks if _plain(row[at]) == mark) for mark in marks}
    return "；".join(f"{mark}{names}" for mark, names in units.items() if names)


def _role(cell: str, legend: Legend) -> Label:
    said = _plain(cell)
    if said[:1] in legend:
        return legend[said[:1]]
    return next((label for label, words in _WORDS if re.fullmatch(words, said)), Label.UNITS)


def _is_tick(cell: str) -> bool:
    said = _plain(cell)
    return bool(_TICK.fullmatch(said)) or any(re.fullmatch(words, said) for _, words in _WORDS)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", re.sub(r"[\s。]", "", text)).strip("()")


def _texts(blocks: Sequence[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Text):
            yield block.text
        else:
            yield from dict.fromkeys(cell for row in block.rows for cell in row if len(cell) > 3)
