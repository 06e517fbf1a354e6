"""A cell's value as it stands in the XML of a sheet, written as openpyxl writes it.

Knows: openpyxl, types of cells (ECMA-376 part 1, 18.3.1.4). Must not know: which cell it is, styles.
"""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.compat import safe_string
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import IllegalCharacterError

from toolkit.base.excel_limits import cell_text


def written(value: object) -> tuple[bytes, bytes]:
    """Type and content of a cell, as openpyxl writes it. Raises `IllegalCharacterError` as openpyxl does."""
    if value is None:
        return b"n", b""
    if isinstance(value, bool):
        return b"b", b"<v>%d</v>" % value
    if isinstance(value, str):
        if ILLEGAL_CHARACTERS_RE.search(value):
            raise IllegalCharacterError(value)
        if not value:
            return b"inlineStr", b""
        value = cell_text(value)
        space = b' xml:space="preserve"' if value != value.strip() else b""
        return b"inlineStr", b"<is><t%s>%s</t></is>" % (space, escaped(value))
    if isinstance(value, date):
        value = to_excel(value)  # type: ignore[no-untyped-call]
    return b"n", b"<v>%s</v>" % str(safe_string(value)).encode()


def escaped(text: str) -> bytes:
    """A text as it stands in the XML of a form."""
    return escape(text, {"\r": "&#13;"}).encode("ascii", "xmlcharrefreplace")
