"""Who has done something and who has not yet, in one short sentence that names the fewer.

Knows: how offices put it (均已, 除…外). Must not know: who they are, what was to be done.
"""

from __future__ import annotations

from collections.abc import Sequence

FEW = 4  # as many are named; more are counted


def grouped(done: Sequence[str], left: Sequence[str], kind: str, did: str = "已完成", doing: str = "正在整改") -> str:
    """Names that ``did`` something and that are still ``doing`` it; ``kind`` is what each of them is called.

    Where all did, that is said of all; else the fewer are named and the others are the rest. Where both are many,
    they are counted. "" where there is nobody.
    """
    if not done and not left:
        return ""
    if not left:
        return f"{done[0]}{did}" if len(done) == 1 else f"各{kind}均{did}"
    if not done:
        return f"{left[0]}{doing}" if len(left) == 1 else f"各{kind}{doing}"
    if len(done) + len(left) <= FEW:
        return f"{listed(done)}{did}，{listed(left)}{doing}"
    if len(left) <= FEW and len(left) <= len(done):
        return f"除{listed(left)}外，各{kind}均{did}"
    if len(done) <= FEW:
        return f"{listed(done)}{did}，其余{doing}"
    return f"{len(done)}个{kind}{did}，{len(left)}个{kind}{doing}"


def listed(names: Sequence[str]) -> str:
    """Names one after the other."""
    return "、".join(names)


def counted(names: Sequence[str], most: int, kind: str) -> str:
    """Names one after the other, but of more than ``most`` only the first and how many there are."""
    if len(names) <= most:
        return listed(names)
    return f"{listed(names[:most])}等{len(names)}个{kind}"
