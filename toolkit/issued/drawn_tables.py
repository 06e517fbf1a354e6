"""Tables that are drawn with characters in a text: boxes, bars, tabs, columns of blanks.

Knows: how people and programs draw tables in plain text. Must not know: what stands in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from toolkit.issued.blocks import Table, separate

_RULE = re.compile(r"[\s│┃|｜+＋\-—－─━═=┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╭╮╰╯┠┨┯┷┿]+")
_BAR = re.compile(r"[│┃|｜║]")
_MARKDOWN = re.compile(r":?-+:?")


def is_rule(line: str) -> bool:
    """Whether a line is a drawn rule: nothing but strokes."""
    said = line.strip()
    return len(said) > 4 and bool(_RULE.fullmatch(said)) and said.strip("|│┃ ") != ""


def drawn_table(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    """The table that begins at a line and the line behind it; None where none begins there."""
    return _boxed(lines, at) or _tabbed(lines, at) or _spaced(lines, at)


def _where(at: int) -> str:
    return f"第{at + 1}行起的表"


# -- boxes and bars ----------------------------------------------------------------------------------------------------


def _boxed(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    end = at
    while end < len(lines) and (is_rule(lines[end]) or _barred(lines[end])):
        end += 1
    block = lines[at:end]
    if sum(map(_barred, block)) < 2:
        return None
    ruled = sum(map(is_rule, block)) >= 3
    rows: list[tuple[str, ...]] = []
    open_row: list[list[str]] = []
    for line in [*block, "----+----" if ruled else ""]:
        if not _barred(line):
            if open_row:
                rows.append(tuple(one_text(pieces) for pieces in open_row))
            open_row = []
            continue
        cells = [cell.strip().replace("<br>", "\n").replace("<br/>", "\n") for cell in _cells(line)]
        if all(_MARKDOWN.fullmatch(cell) for cell in cells if cell) and any(cells):
            continue
        if ruled and open_row and len(open_row) == len(cells):
            for pieces, cell in zip(open_row, cells, strict=True):
                pieces.append(cell)
        else:
            if open_row:
                rows.append(tuple(one_text(pieces) for pieces in open_row))
            open_row = [[cell] for cell in cells]
    return (_merged(rows, _where(at)), end) if len(rows) > 1 or (rows and len(rows[0]) > 1) else None


def _barred(line: str) -> bool:
    return len(_BAR.findall(line)) >= 2 and not is_rule(line)


def _cells(line: str) -> list[str]:
    said = line.strip()
    pieces = _BAR.split(said)
    return pieces[1 if _BAR.match(said) else 0 : -1 if _BAR.search(said[-1:]) else None]


def one_text(pieces: Sequence[str]) -> str:
    """The text of a cell that was broken over several lines; a line that begins with a number begins anew."""
    text = ""
    for piece in filter(None, pieces):
        begins = re.match(r"\d{1,2}[.．、]|[（(]\d{1,2}[）)]|[①-⑳]", piece)
        text += f"\n{piece}" if text and begins else piece
    return text


def _merged(rows: list[tuple[str, ...]], where: str) -> Table:
    """A table whose rows of one cell are bands over its whole width."""
    width = max(map(len, rows))
    if all(len(row) in (1, width) for row in rows) and width > 1:
        texts = tuple(row * width if len(row) == 1 else row for row in rows)
        cells = tuple((n * width,) * width if len(row) == 1 else tuple(range(n * width, (n + 1) * width))
                      for n, row in enumerate(rows))  # fmt: skip
        return Table(texts, cells, where)
    return separate(rows, where)


# -- tabs and blanks ---------------------------------------------------------------------------------------------------


def _tabbed(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    if lines[at].count("\t") < 1:
        return None
    end, rows = at, []
    while end < len(lines) and (lines[end].count("\t") >= 1 or _goes_on(lines, at, end)):
        row, end = _quoted_row(lines, end)
        rows.append(row)
    width = max(map(len, rows))
    if len(rows) < 2 or width < 3 or sum(len(row) >= width - 2 for row in rows) < 0.6 * len(rows):
        return None
    return _merged(_as_wide(rows), _where(at)), end


def _quoted_row(lines: Sequence[str], at: int) -> tuple[tuple[str, ...], int]:
    """A row as spreadsheets copy it, and the line behind it: a cell of several lines stands in quotes."""
    text, end = lines[at], at + 1
    while _is_open(text) and end < len(lines):
        text, end = f"{text}\n{lines[end]}", end + 1
    if _is_open(text):
        text, end = lines[at], at + 1
    cells = [match[0] for match in re.finditer(r'(?:(?<=\t)|^)(?:"(?:[^"]|"")*"|[^\t]*)(?=\t|$)', text)]
    return tuple(cell[1:-1].replace('""', '"').strip() if _is_quoted(cell) else cell.strip() for cell in cells), end


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


def _is_open(text: str) -> bool:
    """Whether the last cell of a row that begins with a quote has not ended."""
    return any(cell.startswith('"') for cell in text.split("\t")) and text.count('"') % 2 == 1


def _goes_on(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether a line without tabs is a band in the middle of a table."""
    following = next((line for line in lines[end + 1 :] if line.strip()), "")
    return end > at and 0 < len(lines[end].strip()) <= 24 and following.count("\t") >= lines[at].count("\t") - 1


def _as_wide(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows with the blanks at their ends that an editor took off."""
    width = max(map(len, rows))
    return [row if len(row) in (1, width) else (*row, *[""] * (width - len(row))) for row in rows]


def _spaced(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    """Columns that are kept apart by two blanks or more, each beginning where its head does."""
    starts = _starts(lines[at])
    if len(starts) < 3 or any(len(piece) > 14 for _, piece in starts):
        return None
    places = [place for place, _ in starts]
    end, rows = at + 1, [tuple(piece for _, piece in starts)]
    while end < len(lines) and lines[end].strip():
        row = _placed(lines[end], places)
        if row is None:
            break
        if sum(map(bool, row)) == 1 and row[0] and len(row[0]) > 3:
            rows.append((row[0],))
        elif not row[0] and len(rows) > 1 and len(rows[-1]) > 1:
            rows[-1] = tuple(a + b for a, b in zip(rows[-1], row, strict=True))
        else:
            rows.append(row)
        end += 1
    return (_merged(rows, _where(at)), end) if len(rows) > 2 else None


def _starts(line: str) -> list[tuple[int, str]]:
    """The pieces of a line with the column in which each begins; one blank keeps nothing apart."""
    return [
        (_width(line[: m.start()]), m[0].strip()) for m in re.finditer(r"\S+(?: \S+)*", line.replace("\u3000", "  "))
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _placed(line: str, places: Sequence[int]) -> tuple[str, ...] | None:
    """The pieces of a line, each under the head that begins where it does; None for another line."""
    cells = [""] * len(places)
    for start, piece in _starts(line):
        near = [n for n, place in enumerate(places) if abs(place - start) <= 2]
        if len(near) != 1 or cells[near[0]]:
            return None
        cells[near[0]] = piece
    return tuple(cells)
