"""A file as a book: what is small and plain is read here, what could blow up in a process of its own.

Knows: the guard, the limits of memory and time. Must not know: what a form is, folders. A file that takes the parser
down takes only the parser's process with it.
"""

from __future__ import annotations

from toolkit.base.apart import Bounds, Lost, run_apart
from toolkit.form.book import Book, read_book
from toolkit.intake import guard, parts
from toolkit.intake.guard import Kind, Refused
from toolkit.reading.formats import format_of, formats
from toolkit.reading.sentences import BROKEN, TOO_MUCH

# A form of the shipped plan comes to 90 kB, and 3 MB at most if every one of its texts were in every cell.
LIGHT = 4 * 2**20  # bytes inflated, and cells times 20; what is above is read in a process of its own
LIGHT_TEXT = 32 * 2**20
MOST_MEMORY, MOST_SECONDS = Bounds().memory, Bounds().seconds

_LOST = {
    Lost.MEMORY: TOO_MUCH,
    Lost.DIED: BROKEN,
    Lost.TIME: f"文件读了 {MOST_SECONDS:.0f} 秒还没有读完，不是正常的填报表。请用发下去的原表重新填报。",
}


def open_book(data: bytes, name: str) -> Book | str:
    """The values of a workbook, or the sentence that says why there are none. Never raises on what ``data`` is."""
    passed = guard.inspect(data, name)
    if isinstance(passed, Refused):
        # The guard knows the formats of office programs; what else is read here is read apart.
        word = format_of(data, name) if passed.by_kind else None
        return open_apart(data, word=word) if word else passed.sentence
    if passed.kind is not Kind.XLSX or passed.inflated > LIGHT:
        return open_apart(data)
    try:
        weight = parts.inspect_parts(data)
        if isinstance(weight, Refused):
            return weight.sentence
        if not weight.plain or weight.text > LIGHT_TEXT or weight.cells > parts.MOST_CELLS:
            return open_apart(data)
        return read_book(data) or BROKEN
    except MemoryError:
        return TOO_MUCH


def open_apart(data: bytes, memory: int = MOST_MEMORY, seconds: float = MOST_SECONDS, word: str = "") -> Book | str:
    """The same in a process of its own, with at most ``memory`` bytes and ``seconds`` of work.

    ``word`` is the format, where its bytes alone do not tell it.
    """
    found: Book | str | Lost = run_apart("toolkit.reading.apart:read_any", data, word, bounds=Bounds(memory, seconds))
    return _LOST[found] if isinstance(found, Lost) else found


def read_any(data: bytes, word: str = "") -> Book | str:
    """Any workbook, as the process of its own reads it."""
    known = word or format_of(data, "")
    book = formats()[known].read(data) if known else guard.refusal(guard.kind_of(data)).sentence
    if isinstance(book, str):
        return book
    area = 0
    for grid in book.sheets.values():
        rows, columns = len(grid), max(map(len, grid), default=0)
        area += rows * columns
        if rows > parts.MOST_ROWS or columns > parts.MOST_COLUMNS or rows * columns > parts.MOST_CELLS:
            return parts.beyond(rows, columns).sentence
    if area > parts.MOST_CELLS:
        return TOO_MUCH
    return book
