"""Cells that hold no value: formula errors (also typed ones), formulas without a result, pictures, struck-out words.

Knows: the names of errors, what is said of each. Must not know: kinds, fields.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import assert_never

from toolkit.base.findings import Severity
from toolkit.kinds.values import Normalised, Problem, problem, quoted
from toolkit.workbooks.sheets import OddCell, Oddity

NAMES = (
    "#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA",
    "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!",
)  # fmt: skip
"""What Excel calls its errors; LibreOffice has numbers for more (Err:508)."""
ERROR = re.compile("|".join(map(re.escape, NAMES)) + "|Err:[0-9]{3}")
_PICTURE = "cell.picture"


def formula_error(error: str) -> Normalised:
    """A cell that shows a formula error; nobody knows what was meant."""
    return problem("formula.error", f"里是公式错误 {error}。", "请删去公式，直接填写内容。")


def is_picture(said: Problem) -> bool:
    """Whether a cell could not be read because it shows a picture."""
    return said.code == _PICTURE


def picture_kept(said: Problem) -> Problem:
    """The same problem where the picture has been taken out of the file, so that nobody need send it again."""
    return replace(said, remedy="请用文字填写；图片已作为佐证材料留存。")


def odd_cell(cell: OddCell, *, required: bool) -> Normalised:
    """A cell that shows something else than a value; a picture where nothing need be written is only told."""
    match cell.oddity:
        case Oddity.ERROR:
            return formula_error(cell.text)
        case Oddity.UNCALCULATED:
            return problem(
                "formula.uncalculated",
                f"里的公式没有算出结果（{quoted(cell.text)}）。",
                "请用 Excel 或 WPS 打开，算出结果后保存再报，或者删去公式直接填写内容。",
            )
        case Oddity.PICTURE:
            severity = Severity.ERROR if required else Severity.WARNING
            remedy = "请用文字填写；图片请作为佐证材料另外发来。"
            return Normalised(None, problem=Problem(_PICTURE, "这一格是图片，读不出内容。", remedy, "", severity))
        case Oddity.STRUCK:
            whole = cell.part.strip() == cell.text.strip()
            what = "这一格的内容划掉了" if whole else f"这一格里划掉了“{quoted(cell.part)}”"
            return problem(
                "cell.struck",
                f"{what}（现在是“{quoted(cell.text)}”），不知道算不算。",
                "不要的字请直接删去，留下的请去掉删除线。",
            )
    assert_never(cell.oddity)
