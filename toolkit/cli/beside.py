"""What of the office's additions is not in a new master, in words and as JSON.

Knows: the words. Must not know: how additions are carried over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

if TYPE_CHECKING:
    from toolkit.acts.additions import LeftBeside


class BesideJson(TypedDict):
    """An office's own file that stays beside the master made after it."""

    master: Annotated[str, "path of the master"]
    file: Annotated[str, "path of the office's own file"]
    missed: Annotated[list[str], "in Chinese, what is not in the new master"]


def beside_json(beside: Sequence[LeftBeside]) -> list[BesideJson]:
    """The same for programs."""
    return [{"master": str(one.master), "file": str(one.beside), "missed": list(one.sentences)} for one in beside]


def beside_lines(beside: Sequence[LeftBeside]) -> list[str]:
    """The same for people."""
    lines = []
    for one in beside:
        lines.append(f"贵办在 {one.master.name} 里补充的内容有的没有带过来，原来的文件另存为“{one.beside.name}”：")
        lines += [f"  {sentence}。" for sentence in one.sentences]
    return lines
