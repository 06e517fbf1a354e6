"""Sentences that name a command, for somebody who has a page in front: the place on which the same is done.

Knows: which screen stands for which command. Must not know: who says the sentence.
"""

from __future__ import annotations

import re

_PLACES = {
    "plan check": "看“新方案”这一页",
    "plan import 文件名": "在“新方案”里选下发的文件",
    "plan adopt": "在“新方案”里点“启用”",
    "distribute": "点“发表”",
    "collect": "点“收件”",
    "run": "点“收件”",
    "consolidate": "点“核定”里的“读回核定”",
    "remind": "点“催报”",
    "publish": "点“双公开”",
    "assign": "点“认领”",
    "doctor": "点“体检与设置”里的“体检”",
    "backup": "点“体检与设置”里的“现在备份”",
    "period close": "点“关账”",
    "period reopen": "点“关账”",
    "init": "点“新方案”",
}
_COMMAND = re.compile(
    "(?:再)?运行 toolkit ("
    + "|".join(map(re.escape, _PLACES))
    + r")(?: [0-9][^\s。；，、）]*)?(?: --[a-z]+ [^\s。；，、）]+)*(?![ a-z-]*[a-z])"
)


def for_the_page(sentence: str) -> str:
    """The sentence with places in the stead of commands; what only a command does stays."""
    return _COMMAND.sub(lambda found: _PLACES[found[1]], sentence)
