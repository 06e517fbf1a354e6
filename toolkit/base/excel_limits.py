"""What Excel takes and no more: the one owner of its limits, and how a text is made to keep them.

Knows: the numbers of Microsoft's “Excel specifications and limits” and of its dialogs, formulas as texts. Must not
know: what a text says, where it stands. Excel counts in UTF-16 units, so that one 𠮷 or 😀 is two. A workbook with
one text beyond a limit opens with a repair prompt, or lacks what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LITERAL = 255  # a text inside a formula
FORMULA = 8192
NESTING = 64  # functions inside each other; brackets are counted too, which errs on the safe side
ARGUMENTS = 255  # of one function
CELL = 32767  # a text in a cell or a note
PROMPT_TITLE, PROMPT, ERROR = 32, 255, 255  # of a validation
LIST = 255  # choices that stand in the validation itself
HEADER = 255  # a page's header or footer, codes included
SHEET_NAME = 31
DEFINED_NAME = 255
ROW_HEIGHT, COLUMN_WIDTH = 409.5, 255  # points, characters
LINK, TIP, LINKS = 2079, 255, 65_530  # the target of a hyperlink, what is shown over it, how many a sheet has
CRITERION = 255  # what COUNTIF and MATCH look for
PROPERTY = 255  # a property of the file, such as its title

MARK = "…"
_ENDS = "。！？；!?;\n"
_TOKEN = re.compile(
    r"""\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_.]*\(|[(),]|[^\"'(),A-Za-z_]+|.""",
    re.DOTALL,
)


def units(text: str) -> int:
    """How long Excel says that a text is: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first(text: str, most: int) -> str:
    """As much of the beginning of a text as has at most so many units; no character is cut in two."""
    if len(text) <= most // 2:
        return text
    count = 0
    for place, character in enumerate(text):
        count += 2 if character > "\uffff" else 1
        if count > most:
            return text[:place]
    return text


def cut(text: str, most: int, mark: str = MARK) -> str:
    """A text that keeps to a limit; where something is left out, ``mark`` stands at its end."""
    return text if units(text) <= most else _first(text, most - units(mark)).rstrip() + mark


def cell_text(text: str) -> str:
    """A text as one cell or note can hold it; what is left out is said at its end."""
    if len(text) <= CELL // 2 or units(text) <= CELL:
        return text
    kept = _first(text, CELL - 40)
    return f"{kept}……（还有 {len(text) - len(kept)} 个字，一格放不下）"


def whole_sentences(text: str, most: int, rest: str) -> str:
    """A text, or as many of its first sentences as leave room for ``rest``, which says where the others are."""
    if units(text) <= most:
        return text
    room = most - units(rest)
    kept = _first(text, room)
    end = max(kept.rfind(sign) for sign in _ENDS) + 1
    return (kept[:end].rstrip() if end > room // 3 else cut(text, room)) + rest


def header_text(text: str, codes: str = "") -> str:
    """A text for a page's header or footer, after some ``codes`` (&C); an & in it is one that is printed."""
    doubled = text.replace("&", "&&")
    if units(codes + doubled) <= HEADER:
        return codes + doubled
    while units(codes + doubled) > HEADER - units(MARK):
        text = text[: -max(1, (units(codes + doubled) - HEADER) // 4)]
        doubled = text.replace("&", "&&")
    return codes + doubled + MARK


def literal(text: str) -> str:
    """A text as a formula holds it, whatever it contains: in several pieces where it is too long for one."""
    doubled = text.replace('"', '""')
    if units(doubled) <= LITERAL:
        return f'"{doubled}"'
    pieces: list[str] = []
    piece: list[str] = []
    count = 0
    for character in text:
        written = '""' if character == '"' else character
        if count + (length := units(written)) > LITERAL:
            pieces.append("".join(piece))
            piece, count = [], 0
        piece.append(written)
        count += length
    pieces.append("".join(piece))
    return "&".join(f'"{piece}"' for piece in pieces)


def joined(function: str, tests: Sequence[str]) -> str:
    """AND or OR over any number of tests: in groups where they are more than a function takes."""
    tests = list(tests)
    while len(tests) > ARGUMENTS:
        groups = [tests[start : start + ARGUMENTS] for start in range(0, len(tests), ARGUMENTS)]
        tests = [f"{function}({','.join(group)})" for group in groups]
    return f"{function}({','.join(tests)})"


def tokens(formula: str) -> list[str]:
    """A formula in pieces: texts, quoted sheet names, functions with their bracket, brackets, commas, the rest."""
    return _TOKEN.findall(formula)


def nesting(formula: str) -> int:
    """How many functions and brackets stand inside each other at most."""
    depth = deepest = 0
    for token in tokens(formula):
        if token.endswith("(") and token[0] not in "\"'":
            depth += 1
            deepest = max(deepest, depth)
        elif token == ")":
            depth -= 1
    return deepest


def fits(formula: str) -> bool:
    """Whether Excel takes a formula (without its "="): its length and nesting; texts are `literal`'s business."""
    return units(formula) < FORMULA and (formula.count("(") <= NESTING or nesting(formula) <= NESTING)
