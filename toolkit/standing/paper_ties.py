"""By what papers are told to belong to forms.

Knows: the words. Must not know: how a paper is tied.
"""

from __future__ import annotations

from enum import StrEnum


class Tie(StrEnum):
    """By what it was told to which form a paper belongs."""

    NUMBER = "签字件：文件名里的表号"
    SIGNED = "签字件：文件名"
    ITEM = "文件名里的事项编号"
    BESIDE = "和填报表一起报来"
    LISTED = "表里列的佐证材料名称"
    UNIT = "只看得出单位"


SIGNED_PAGES = frozenset({Tie.NUMBER, Tie.SIGNED})
"""Of signed pages, which are no evidence of what was done."""
