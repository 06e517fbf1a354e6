"""The states of an item, and what the office may decide in each (register: ``states``).

Knows: the state model. Must not know: who decided what, workbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from toolkit.plan.model import Item, ItemKind


class ItemState(StrEnum):
    """Where an item of one unit stands (整改状态)."""

    UNREPORTED = "尚未报送"
    NOT_STARTED = "未启动"
    IN_PROGRESS = "正在推进"
    BASICALLY_COMPLETED = "基本完成"
    COMPLETED = "已完成（自报）"
    STAGE_COMPLETED = "阶段性完成、长期坚持"
    CLOSURE_REQUESTED = "申请销号"
    RETURNED = "退回整改"
    CLOSED = "已销号"
    FILED = "已备案"
    REOPENED = "重新挂号"
    EXPLAINED = "已说明"
    REJECTED = "说明不成立、转整改"


S = ItemState
SETTLED = (S.CLOSED, S.FILED)
_OPEN = (S.NOT_STARTED, S.IN_PROGRESS, S.BASICALLY_COMPLETED, S.COMPLETED, S.STAGE_COMPLETED, S.CLOSURE_REQUESTED,
         S.REOPENED, S.REJECTED, S.RETURNED)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that the office may decide (核定结论).

    It may follow on the states ``after`` and leads to ``to``; ``closing`` ones ask for the conditions of 销号,
    ``reasoned`` ones for a word in 核定意见.
    """

    label: str
    after: tuple[ItemState, ...]
    to: ItemState
    reasoned: bool = False
    closing: bool = False


CLOSE = Verdict("同意销号", (S.CLOSURE_REQUESTED,), S.CLOSED, closing=True)
LASTING = Verdict("转入长效机制", (S.CLOSURE_REQUESTED,), S.CLOSED, reasoned=True, closing=True)
GO_ON = Verdict("继续整改", _OPEN, S.IN_PROGRESS)
RETURN = Verdict(
    "退回", (S.CLOSURE_REQUESTED, S.COMPLETED, S.STAGE_COMPLETED, S.BASICALLY_COMPLETED), S.RETURNED, reasoned=True
)
REOPEN = Verdict("重新挂号", SETTLED, S.REOPENED, reasoned=True)
HOLDS = Verdict("说明成立", (S.EXPLAINED,), S.FILED)
REJECT = Verdict("说明不成立", (S.EXPLAINED, S.FILED), S.REJECTED, reasoned=True)

_RECTIFIED = (CLOSE, LASTING, GO_ON, RETURN, REOPEN)
_EXPLAINED = (HOLDS, REJECT, GO_ON)
VERDICTS: Mapping[str, Verdict] = {v.label: v for v in dict.fromkeys((*_RECTIFIED, *_EXPLAINED))}


def verdicts_of(item: Item) -> tuple[Verdict, ...]:
    """What may be decided on an item at all."""
    return _EXPLAINED if item.kind is ItemKind.EXPLANATION else _RECTIFIED


def allowed(item: Item, state: ItemState, *, asked: bool = True) -> tuple[Verdict, ...]:
    """What may be decided on an item in a state.

    Where nobody has to have ``asked`` for it an item may be closed once it is done.
    """
    done = not asked and state in (S.COMPLETED, S.STAGE_COMPLETED)
    return tuple(verdict for verdict in verdicts_of(item) if state in verdict.after or (done and verdict.closing))
