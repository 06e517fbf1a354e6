"""The pieces of which every document consists here, whatever file it came in: texts and tables.

Knows: nothing else. Must not know: files, what a text says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Refusal(StrEnum):
    """Why a document gives no blocks, as the office is told; ``{name}`` is the file's."""

    BROKEN = "{name} 打不开，可能已经损坏或加了密码。请用 Word 或 WPS 打开，“另存为”.docx（表格存为 .xlsx）后再导入。"
    TOO_MUCH = "{name} 内容太多或者有不正常的表格，没有读完。请把需要的文字或清单另存为新的文件再导入。"
    SCANNED = (
        "{name} 是扫描的 PDF，里面只有图片，取不出文字。请向发文单位要 Word 或 WPS 的原件；"
        "没有原件的，请用 WPS 或其他软件的“文字识别”转成 .docx 后再导入。"
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A line or paragraph, and where it stands; ``level`` is that of a heading set as one (1 the highest), else 0."""

    text: str
    where: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``rows`` of cell texts; ``cells`` tells by equal numbers which of them are one merged cell.

    ``sheet`` is the name of the worksheet on which it stands, "" in a document. ``by_measure`` is whether its rows are
    known to be of measures, of which an item may have one only, ``skipped`` how many rows stand above it in its sheet.
    """

    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[int, ...], ...]
    where: str
    sheet: str = ""
    by_measure: bool = False
    skipped: int = 0

    def row(self, n: int) -> str:
        """Where a row stands, as a person finds it."""
        return f"{self.where}第{self.skipped + n + 1}行"


@dataclass(frozen=True, slots=True)
class Unread:
    """What a file holds beside what it shows: hidden, struck out, in its margins, or without a value; and where."""

    text: str
    where: str


Block = Text | Table
Piece = Block | Unread


@dataclass(frozen=True, slots=True)
class Pages:
    """A document as it shows itself, and what else its file holds, which is named and never read as a part of it."""

    blocks: tuple[Block, ...]
    unread: tuple[Unread, ...] = ()


def pages_of(pieces: Iterable[Piece]) -> Pages:
    """What is shown and what is not, each in its order."""
    every = list(pieces)
    return Pages(
        tuple(one for one in every if not isinstance(one, Unread)),
        tuple(one for one in every if isinstance(one, Unread)),
    )


def separate(rows: list[tuple[str, ...]], where: str, sheet: str = "") -> Table:
    """A table in which no cells are merged; short rows are filled up with blanks."""
    width = max(map(len, rows))
    full = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Table(full, tuple(tuple(range(n * width, (n + 1) * width)) for n in range(len(full))), where, sheet)
