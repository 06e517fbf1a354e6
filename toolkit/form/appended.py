"""What stands on 附页 of a workbook that came back, and what of it is nowhere in the form.

Knows: how that page is laid out. Must not know: formats of files, how it was written. The page repeats texts by
formulas, and what somebody has typed over them is told, never taken: what counts stands in the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.base.visible import visible
from toolkit.form.grid import APPENDIX_SHEET, address
from toolkit.workbooks.sheets import Sheet

_HEAD = 3  # rows above the first text


@dataclass(frozen=True, slots=True)
class Appended:
    """A text on 附页: its sheet and cell, the code of the item under which it stands."""

    sheet: str
    cell: str
    code: str
    text: str


def appended_in(sheets: Mapping[str, Sheet]) -> tuple[Appended, ...]:
    """All texts on the pages of that name."""
    return tuple(one for name, sheet in sheets.items() if name.startswith(APPENDIX_SHEET) for one in _on(name, sheet))


def _on(name: str, sheet: Sheet) -> Iterator[Appended]:
    code = ""
    for number, row in enumerate(sheet.grid, start=1):
        texts = [(index, value) for index, value in enumerate(row) if isinstance(value, str) and value.strip()]
        if number <= _HEAD or not texts:
            continue
        if len(texts) > 2:  # number, code, link, cell, name
            code = texts[1][1].strip()
        else:
            yield from (Appended(name, address(number, index), code, value) for index, value in texts)


def typed_over(appended: Iterable[Appended], code: str, said: Iterable[str]) -> Iterator[Finding]:
    """A finding for each text under the code of a form that is no part of what the form says."""
    whole = ["".join(text.split()) for text in said]
    for one in appended:
        bare = "".join(one.text.split())
        if one.code == code and not any(bare in text for text in whole):
            yield finding(Code.FORM_APPENDIX, one.sheet, one.cell, found=visible(one.text), text=visible(one.text)[:40])
