"""PDF documents that hold text, as blocks: lines put together to paragraphs, ruled tables as tables.

Knows: what pdfplumber finds on a page. Must not know: plans. A page that is a picture has no text; that is said,
because what cannot be read is not nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from toolkit.issued.blocks import Block, Refusal, Table
from toolkit.issued.drawn_tables import one_text
from toolkit.issued.plain_text import plain_blocks
from toolkit.issued.table_parts import goes_on, together

if TYPE_CHECKING:
    from pdfplumber.page import Page

_MOST_PAGES = 400
_INDENT = 1.2  # characters by which the first line of a paragraph stands in


def read_pdf(data: bytes) -> list[Block] | Refusal:
    """The blocks of a PDF, as a process of its own reads it. Raises `MemoryError`."""
    import pdfplumber

    try:
        with pdfplumber.open(BytesIO(data)) as document:
            if len(document.pages) > _MOST_PAGES:
                return Refusal.TOO_MUCH
            blocks = list(_joined([piece for page in document.pages for piece in _pieces(page)]))
    except MemoryError:
        raise
    except Exception:  # whatever a parser makes of a file from outside
        return Refusal.BROKEN
    return blocks or Refusal.SCANNED


def _joined(pieces: list[str | Table]) -> Iterator[Block]:
    """Lines in a row are one text, whose paragraphs are put together over the pages, and so are tables."""
    lines: list[str] = []
    open_table: Table | None = None
    for piece in [*pieces, None]:
        if isinstance(piece, str):
            lines.append(piece)
            continue
        between = list(plain_blocks("\n".join(lines)))
        if piece is not None and open_table is not None and not between and goes_on(open_table, piece):
            open_table, lines = together(open_table, piece), []
            continue
        if open_table is not None:
            yield open_table
        yield from between
        open_table, lines = piece, []


def _pieces(page: Page) -> list[str | Table]:
    """What stands on a page, from the top: lines of text, and tables."""
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]
    rest = page.filter(lambda thing: not any(_is_inside(thing, box) for box in boxes)) if boxes else page
    found: list[tuple[float, str | Table]] = []
    lines = rest.extract_text_lines(return_chars=True)
    left = min((line["x0"] for line in lines), default=0.0)
    for line in lines:
        size = line["chars"][0]["size"] if line["chars"] else 12.0
        indent = "\u3000\u3000" if line["x0"] - left > _INDENT * size else ""
        found.append((line["top"], indent + line["text"]))
    for n, table in enumerate(tables, start=1):
        if (made := _table(table, f"第{page.page_number}页表{n}")) is not None:
            found.append((table.bbox[1], made))
    return [piece for _, piece in sorted(found, key=lambda pair: pair[0])]


def _is_inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _table(table: Any, where: str) -> Table | None:
    """A ruled table; what is covered by a larger cell belongs to it."""
    texts = table.extract() or []
    if not texts or not any(cell for row in texts for cell in row):
        return None
    boxes = [row.cells for row in table.rows]
    columns = [next((row[at] for row in boxes if row[at]), None) for at in range(len(boxes[0]))]
    rows, cells = [], []
    fresh = 0
    given: dict[tuple[float, float, float, float], tuple[int, str]] = {}
    for row, line in zip(boxes, texts, strict=True):
        middle = next(((box[1] + box[3]) / 2 for box in row if box), 0.0)
        shown, numbers = [], []
        for box, text, column in zip(row, line, columns, strict=True):
            if box is None and column is not None:
                x = (column[0] + column[2]) / 2
                box = next((b for b in given if b[0] <= x <= b[2] and b[1] <= middle <= b[3]), None)
            if box is None or box not in given:
                given[box or (0.0, 0.0, 0.0, float(fresh))] = (fresh, _one(text))
                number, said = fresh, _one(text)
                fresh += 1
            else:
                number, said = given[box]
            shown.append(said)
            numbers.append(number)
        rows.append(tuple(shown))
        cells.append(tuple(numbers))
    return Table(tuple(rows), tuple(cells), where)


def _one(text: str | None) -> str:
    """The text of a cell whose lines the width of the column broke; a line that begins with a number begins anew."""
    return one_text((text or "").split("\n"))
