"""What is said of a file that may be a form and cannot be read.

Knows: the words. Must not know: how a file is read.
"""

from __future__ import annotations

from toolkit.intake.parts import TOO_MUCH as _TOO_MUCH

BROKEN = "文件打不开，可能已经损坏。请让对方用 Excel 或 WPS 打开后重新保存为 .xlsx 再发。"
TOO_MUCH = _TOO_MUCH.sentence
