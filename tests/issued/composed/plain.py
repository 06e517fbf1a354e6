"""Papers as text and Markdown, with tables drawn in characters.

Knows: blocks, how text files look. Must not know: plans.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable
from datetime import date

from tests.issued.composed.blocks import Cell, Grid, Line, PageBreak, Paper, spread


def shown(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return "" if cell is None else str(cell)


def width(text: str) -> int:
    """Columns that a text takes in a fixed-width font; so box lines too, in the fonts that are used here."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _wrapped(text: str, columns: int) -> list[str]:
    """A text broken at so many columns."""
    found: list[str] = []
    for part in text.split("\n"):
        line = ""
        for char in part:
            if width(line + char) > columns:
                found.append(line)
                line = ""
            line += char
        found.append(line)
    return found


def tabbed(table: Grid) -> list[str]:
    """As it comes when cells are pasted from a spreadsheet."""
    rows = [[shown(cell) for cell in row] for row in table.rows]
    return ["\t".join(f'"{text}"' if "\n" in text else text for text in row) for row in rows]


def columned(table: Grid) -> list[str]:
    """Columns held apart by blanks."""
    rows = [[shown(cell).replace("\n", "") for cell in row] for row in spread(table)]
    widths = [max(width(row[n]) for row in rows) for n in range(table.width)]
    return ["  ".join(_padded(text, w) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows]


_RULES = {"box": ("┌┬┐", "├┼┤", "└┴┘", "─", "│"), "ascii": ("+++", "+++", "+++", "-", "|")}


def drawn(table: Grid, kind: str = "box", limit: int = 26) -> list[str]:
    """A table with lines drawn around every cell; long texts are broken inside of theirs."""
    top, middle, bottom, dash, bar = _RULES[kind]
    rows = [[shown(cell) for cell in row] for row in spread(table)]
    lengths = [max(width(part) for row in rows for part in row[n].split("\n")) for n in range(table.width)]
    widths = [min(limit, length + length % 2) or 2 for length in lengths]

    def rule(ends: str) -> str:
        spans = [dash * (w // width(dash) if kind == "ascii" else w // 2) for w in widths]
        return ends[0] + ends[1].join(spans) + ends[2]

    made = [rule(top)]
    for n, row in enumerate(rows):
        cells = [_wrapped(text, w) for text, w in zip(row, widths, strict=True)]
        for line in range(max(map(len, cells))):
            texts = [_padded(cell[line] if line < len(cell) else "", w) for cell, w in zip(cells, widths, strict=True)]
            made.append(bar + bar.join(texts) + bar)
        made.append(rule(bottom if n == len(rows) - 1 else middle))
    return made


def piped(table: Grid) -> list[str]:
    """A Markdown table; a cell's line breaks are <br>."""
    rows = [[shown(cell).replace("\n", "<br>") for cell in row] for row in table.rows]
    made = [f"| {' | '.join(row)} |" for row in rows]
    return [made[0], "|" + " --- |" * table.width, *made[1:]]


_DRAWERS: dict[str, Callable[[Grid], list[str]]] = {
    "tab": tabbed,
    "columns": columned,
    "box": drawn,
    "ascii": lambda table: drawn(table, "ascii"),
}


def as_text(paper: Paper, tables: str = "tab", indent: str = "") -> str:
    """The paper as a text file."""
    made: list[str] = []
    for block in paper:
        match block:
            case Line(text, align):
                lead = {"centre": " " * 12, "right": " " * 24}.get(align, indent)
                made += [lead + part for part in text.split("\n")]
            case Grid():
                made += _DRAWERS[tables](block)
            case PageBreak():
                made.append("")
    return "\n".join(made) + "\n"


def as_markdown(paper: Paper) -> str:
    """The paper as Markdown: the title and every line of the outline as headings."""
    made: list[str] = []
    for n, block in enumerate(paper):
        match block:
            case Line(text, _, level):
                made += [
                    "#" * (level + 1 if level else 1 if n == 0 else 0) + (" " if level or n == 0 else "") + text,
                    "",
                ]
            case Grid():
                made += [*piped(block), ""]
            case PageBreak():
                made += ["---", ""]
    return "\n".join(made)


def hard_wrapped(text: str, columns: int = 38) -> str:
    """Every line broken at so many characters, as OCR and copying from a page leave it."""
    broken = [textwrap.wrap(line, columns) or [""] for line in text.split("\n")]
    return "\n".join(part for parts in broken for part in parts)
