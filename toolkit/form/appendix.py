"""附页: the whole of texts of which a form can print only the beginning.

Knows: how long a text a row can show, how lines of a page are written. Must not know: which texts these are, folders. A
text stays whole in its own cell, which alone is read when a form comes back; 附页 repeats it by formulas, so it follows
what is changed there. What somebody types on 附页 itself is told, never taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.base.captions import Column
from toolkit.base.excel_limits import CELL
from toolkit.form.grid import APPENDIX_SHEET, place_on
from toolkit.form.guide import GUIDE_WIDTHS
from toolkit.form.heights import pieces
from toolkit.form.lines import HEAD, ROW, SMALL, TITLE, Line
from toolkit.form.overflow import Overflow

_SAID = "表上印不下的文字，全文印在这里，和原格一致。要改的，请到原来的格里改，这里会跟着变。"
WIDTH = sum(GUIDE_WIDTHS.values())


@dataclass(frozen=True, slots=True)
class Entry:
    """A text on 附页: the sheet of its form, the item's code, where it stands there."""

    sheet: str
    code: str
    overflow: Overflow


def appendix_lines(entries: Sequence[Entry]) -> list[Line]:
    """The lines of the page; each text in as many rows as it takes."""
    lines = [
        Line(TITLE, {"B": APPENDIX_SHEET}),
        Line(SMALL, {"B": _SAID}),
        Line(HEAD, {"B": "序号", "C": Column.CODE, "D": "原格", "E": "位置", "G": "栏目"}),
    ]
    for number, entry in enumerate(entries, start=1):
        at = entry.overflow
        texts = {"B": str(number), "C": entry.code, "D": "返回", "E": at.place, "G": at.label}
        lines.append(Line(ROW, texts, place_on(entry.sheet, at.place)))
        lines += _text(place_on(entry.sheet, at.place), at.text)
    return lines


def _text(cell: str, said: str) -> Iterator[Line]:
    """A text, by formulas that take it from its cell."""
    start, parts = 1, pieces(said, WIDTH)
    for number, piece in enumerate(parts, start=1):
        length = len(piece) if number < len(parts) else CELL
        yield Line(SMALL, {}, formulas={"B": f"MID({cell},{start},{length})"}, comes_to=piece)
        start += length
