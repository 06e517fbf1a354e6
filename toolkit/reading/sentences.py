"""What is said of a file that may be a form and cannot be read.

Knows: the words. Must not know: how a file is read.
"""

from __future__ import annotations

BROKEN = "文件打不开，可能已经损坏。请让对方用 Excel 或 WPS 打开后重新保存为 .xlsx 再发。"
TOO_MUCH = "文件内容太多，读的时候内存不够用，不是正常的填报表。请用发下去的原表重新填报。"
