"""What an office has added to a workbook of the toolkit's: the shapes.

Knows: how a place is named so that it is found again: by sheet, the row's key, the column's caption. Must not know:
files, how anything is found or drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from toolkit.additions.cells import EMPTY, Value
from toolkit.additions.styles import Style

OWN = "\0"
"""What the id of one of the office's own columns begins with; the toolkit's have their caption."""


class RowKind(StrEnum):
    """How a row is known."""

    KEYED = "key"
    HEADING = "heading"
    """At or above the captions; ``nth`` counts from them, downward."""
    OWN = "own"
    """Typed by the office below or between the toolkit's; ``nth`` counts them."""


@dataclass(frozen=True, slots=True)
class RowId:
    """A row: its kind, its key, and which of several of one key it is, from 1."""

    kind: RowKind
    key: str = ""
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a sheet, wherever it stands; ``words`` tell a reader which row it is."""

    sheet: str
    row: RowId
    column: str
    words: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What the office has put into one cell: a value, a format of its own, colours done by hand, a note.

    ``by_hand`` is what it changed of the toolkit's own format. ``was`` is where it stood in the old file, for its
    formula.
    """

    spot: Spot
    value: Value = EMPTY
    style: Style | None = None
    by_hand: tuple[tuple[str, str], ...] = ()
    note: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column of the office's own: its id, after which column it stands ("" for the first), its looks."""

    id: str
    after: str
    width: float | None
    hidden: bool
    usual: Style | None
    """The format that most of its cells have: that of rows which come later."""


class What(StrEnum):
    """What cannot be carried over."""

    CHART = "图表"
    PICTURE = "图片、图形"
    MACRO = "宏"
    PIVOT = "数据透视表"
    SLICER = "切片器"
    CONTROL = "控件"
    OBJECT = "嵌入的文件"
    LINK = "引用其他文件的公式"
    FORMULA = "公式"
    RULE = "条件格式"
    CHOICE = "数据验证"
    TABLE = "表格样式"
    NAME = "自定义名称"
    RICH = "在线数据类型"
    SHEET = "工作表"
    ROWS = "行"
    FILE = "整个文件"


@dataclass(frozen=True, slots=True)
class Lost:
    """Something of the office's that is not in the new workbook: what, on which sheet, which or why."""

    what: What
    sheet: str = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        """What a reader is told."""
        where = (
            f"“{self.sheet}”里的" if self.sheet and self.what is not What.SHEET else self.sheet and f"“{self.sheet}”"
        )
        which = f"（{self.detail}）" if self.detail else ""
        return f"{where}{self.what}{which}没有带过来"


@dataclass(frozen=True, slots=True)
class Carried:
    """A new workbook with what the office had added to the old one, and what is not in it."""

    data: bytes
    lost: tuple[Lost, ...] = ()
    added: bool = False
    """Whether it holds anything of the office's."""
