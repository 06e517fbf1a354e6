"""What reading a master comes to: understood; understood except for some cells; not understood, and why.

Knows: the shapes and the sentences. Must not know: how a file is read, what becomes of an edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

from toolkit.ledger import CellValue, OfficePlace
from toolkit.reading.masters.baseline import Proof

_AS_NEW = "核定栏里的内容都当作新填的读取；删去的核定、改动的其他栏目认不出来，请在新的台账里核对一遍。"


class Outcome(StrEnum):
    """What a file turned out to be."""

    UNDERSTOOD = "understood"
    EXCEPT_CELLS = "understood except for some cells"
    NOT_UNDERSTOOD = "not understood"
    NO_MASTER = "no master"


class Reason(Enum):
    """Why a file that is a master, or may be one, is not understood: what is wrong with it, and what to do."""

    PASSWORD = "设了密码，读不了。请在 Excel 或 WPS 里取消密码，按原来的名称保存。"
    DAMAGED = "打不开，文件不完整或者已经损坏。请打开修复后保存；修不好的，请换成备份，或者移到别处。"
    EMPTY = "是空的（0 字节），可能没有存完。请重新保存，或者把它移到别处。"
    FORMAT = "的格式读不了。请用 Excel 或 WPS 打开，“另存为”.xlsx。"
    UNSAFE = "的内部结构不正常，没有读取。请用 Excel 或 WPS 打开，“另存为”.xlsx。"
    TOO_LARGE = "太大，读不了。请删去台账以外的内容（图片、远处的格、多余的工作表）后保存。"
    NO_CAPTIONS = "里找不到“整改台账”的表头，核定的内容没有读取。请把表头那一行恢复成原来的文字。"
    COLUMNS_MISSING = "的表头里缺少核定的栏目，这一栏没有读取。请把表头改回原来的文字；删去的列请恢复。"
    NO_KEYS = "里“事项编号”“责任单位”两列和隐藏的行键都不在了，认不出每一行是哪份表。请把这几列恢复。"
    FOREIGN_PLAN = "是另一个方案的台账，没有读取。请把它移到别处。"
    OTHER_PERIOD = "是另一个报送期的台账，却用了这一期的名称。请把它移回原来的文件夹，或者改名。"
    STRANGER = "不是总台账，却用了总台账的名称。请给它改个名称，或者移到别处。"
    NOT_A_FILE = "不是普通的文件（是链接、文件夹或者管道），没有读取。请把它移走，换成真正的文件。"
    IN_USE = "打不开，可能正在 Excel 或 WPS 里打开着，或者没有权限。请关闭它、检查权限。"


class Why(StrEnum):
    """Why one cell of a master is not taken."""

    ERROR = "这一格是公式错误“{found}”，没有采用，原来的内容没有变。请在新的台账里填写正确的内容。"
    UNCALCULATED = "这一格的公式没有算出结果，没有采用，原来的内容没有变。请在 Excel 里打开、保存一次，或者直接填写。"
    BLANK_FORMULA = "这一格是公式，结果是空的，没有采用，原来的内容没有变。要取消核定的，请把公式删去。"
    LOGICAL = "这一格是逻辑值 {found}，没有采用，原来的内容没有变。请填写文字。"
    NO_DATE = "填的“{found}”不是日期，没有采用，原来的日期没有变。请填日期，如 2021-02-05。"
    MERGED = "这一格和左边的格合并了，原来的内容没有变。请取消合并后再填。"
    UNSURE_BLANK = "这一行的事项编号、责任单位不全或者看不懂，核定没有取消。确实要取消的，请在新的台账里删去。"
    CONTRADICTION = (
        "隐藏的行键是{key}，看得见的文字是{words}，两者对不上（可能排序、复制时没有带上隐藏的列），没有采用。"
        "请在“整改台账”里找到正确的一行重新填写。"
    )
    MEASURE = "看得见的整改措施和隐藏的行键对不上，或者分不清是哪一条，没有采用。请在“整改台账”里正确的一行重新填写。"
    UNKNOWN_ROW = "认不出这一行是哪个单位的哪个事项，没有采用。请在“整改台账”里找到正确的一行重新填写。"
    SECOND_COLUMN = "“{found}”有两列，没有采用这一列的内容。请给另外加的那一列换个名称，内容填到原来的一列。"
    NEW_ROW = "这一行只有日期，没有登记，原样留着。请补填{columns}。"
    TORN_STEP = (
        "隐藏的记录键和看得见的单位、事项、环节对不上（可能排序、复制时没有带上隐藏的列），没有采用。"
        "请在新的台账里正确的一行重新填写。"
    )
    UNKNOWN_STEP = "认不出这一行是哪个单位的哪个事项、哪一步，没有采用。请填在原来就有的行里。"
    OTHER_ROW = "同一份表的另一行 {found}，以那一行为准"
    NOT_THEIRS = "“{column}”不由这里填写，改成的内容不会生效。{remedy}"


UNPROVEN: Mapping[Proof, str] = {
    Proof.MISSING: "里记着原来内容的隐藏工作表不见了。" + _AS_NEW,
    Proof.CHANGED: "里记着原来内容的隐藏工作表被改动过，或者不是这个工作区写的。" + _AS_NEW,
}
"""What is said, after the file's name, of a master of which nobody can say what was written."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that the office changed: what stands there now, and what the toolkit had written.

    ``known_base`` is false where the file no longer says what was written. ``decided_on`` is the 核定日期 of the row.
    """

    place: OfficePlace
    value: CellValue
    base: CellValue
    known_base: bool
    decided_on: date | None
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One cell that is not taken: why, and a sentence with the remedy.

    Of a row that nobody recognises item and unit are "". ``decided_on`` is the date in the same row.
    """

    place: OfficePlace
    value: CellValue
    why: Why
    sentence: str
    sheet: str
    cell: str
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class MasterRead:
    """A file as read: its period, what was edited in it, what of that is not taken; or why it is not understood.

    ``removed`` are the cells of rows that the office has deleted from a sheet of its own rows.
    ``missing`` are the captions that were not found, for the sentence. ``listed`` are the cells, by row key and
    caption, that the master itself named as not taken before. ``proof`` is that of its hidden sheet.
    """

    outcome: Outcome
    period_id: str = ""
    edits: tuple[Edit, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    removed: tuple[Edit, ...] = ()
    reason: Reason | None = None
    missing: tuple[str, ...] = ()
    listed: frozenset[tuple[str, str]] = frozenset()
    proof: Proof = Proof.HOLDS

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, to be said after the file's name; "" where it is understood."""
        if self.reason is None:
            return ""
        return (f"（缺“{'”“'.join(self.missing)}”）" if self.missing else "") + self.reason.value


NO_MASTER = MasterRead(Outcome.NO_MASTER)


def not_understood(reason: Reason, missing: tuple[str, ...] = ()) -> MasterRead:
    """The outcome of a file that is not understood."""
    return MasterRead(Outcome.NOT_UNDERSTOOD, reason=reason, missing=missing)
