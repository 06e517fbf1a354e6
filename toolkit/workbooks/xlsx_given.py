"""What python-calamine is given of a sheet of an .xlsx, so that it sees what was searched and can stand what it sees.

Knows: what that reader gives up on. Must not know: what a cell means, styles. It gives up on a whole file for an error
whose name it does not know, and panics at a number that is no day in a date's format.
"""

from __future__ import annotations

import re

from toolkit.workbooks.xlsx_cells import FILLED, KIND, STYLE, SheetXml, content

# How a number begins that may be no day: there are few of them in any workbook.
_WILD = re.compile(rb"<v(?: [^<>]*)?>\s*(?:[+-]|[0-9]{7}|[0-9.]+[eE]|[iI]nf|[nN]a[nN])")
_DAYS = range(-693_000, 2_958_466)  # the days of the years 1 to 9999; what lies beyond is no day to the reader either


def is_wild(sheet: SheetXml) -> bool:
    """Whether there may be a cell in a sheet that python-calamine cannot stand."""
    return sheet.errors or _WILD.search(sheet.values) is not None


def tamed(sheet: SheetXml, mark: str) -> bytes:
    """The sheet with errors as texts behind ``mark``, and numbers that are no day without a format."""
    if not is_wild(sheet):
        return sheet.xml
    return FILLED.sub(lambda found: _tamed(found, mark.encode()), sheet.xml)


def only_values(sheet: SheetXml, mark: str) -> bytes | None:
    """The same with nothing in the rows but values, a tenth of it; None where the sheet has to be given whole."""
    if sheet.held is None or not sheet.end:
        return None
    wild, behind = is_wild(sheet), mark.encode()
    pieces = [sheet.xml[: sheet.start], b"<row>"]
    for letters, line, inside, _, value, _ in sheet.held:
        if wild:
            inside, value = _stood(inside, value, behind)
        if value:
            pieces.append(b'<c r="%b%b"%b>%b</c>' % (letters, line, inside, value))
    return b"".join([*pieces, b"</row></sheetData></worksheet>"])


def _tamed(found: re.Match[bytes], mark: bytes) -> bytes:
    letters, line, inside, formula, value = found.groups(b"")
    new, new_value = _stood(inside, value, mark)
    if (new, new_value) == (inside, value):
        return found[0]
    kept = formula if new_value == value else b""
    return b'<c r="%b%b"%b>%b%b</c>' % (letters, line, new, kept, new_value)


def _stood(inside: bytes, value: bytes, mark: bytes) -> tuple[bytes, bytes]:
    """What a cell's tag says and its value, as the reader can stand them."""
    kind = KIND.search(inside)
    if kind is not None and kind[1] == b"e":
        return inside.replace(b' t="e"', b' t="str"'), b"<v>%b%b</v>" % (mark, content(value).strip())
    if value[:2] != b"<v" or (kind is not None and kind[1] != b"n"):
        return inside, value
    try:
        number = float(content(value))
    except ValueError:
        return inside, value
    return (inside, value) if _DAYS.start <= number < _DAYS.stop else (STYLE.sub(b"", inside), value)
