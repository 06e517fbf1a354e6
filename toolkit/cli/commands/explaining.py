"""What units say to questions, otherwise than on a form: ``explain``.

Knows: the words for it. Must not know: which questions are open, where an explanation is kept.
"""

from __future__ import annotations

import argparse
from typing import Annotated, TypedDict

from toolkit.base.captions import Sheet
from toolkit.cli.command import DONE_ONLY, ITEM, PERIOD, UNIT, Argument, Command, as_of
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome

_BY = ("来电", "来信", "当面说明")


def _by(text: str) -> str:
    if text not in _BY:
        raise argparse.ArgumentTypeError(f"没有“{text}”这种方式。可以写：{'、'.join(_BY)}。")
    return text


class ExplainJson(TypedDict):
    """An explanation that was taken down."""

    item: str
    unit: str
    period: str
    field: Annotated[str, "id of the answer that the question is about"]
    question: str
    words: Annotated[str, "what the unit said"]


def explain(options: argparse.Namespace) -> Outcome[ExplainJson]:
    """What a unit said to a question."""
    told = workspace_of(options).explain(
        options.words, unit=options.unit, item=options.item, at=options.at or "", how=options.by or _BY[0],
        period=options.period, as_of=day_of(options),
    )  # fmt: skip
    answer: ExplainJson = {
        "item": told.item_id, "unit": told.unit_id, "period": told.period_id, "field": told.field,
        "question": told.message, "words": told.words,
    }  # fmt: skip
    lines = [
        f"已登记：{told.message}",
        f"  填报单位说明（{told.how}）：{told.words}",
        f"下次汇总后，“{Sheet.FINDINGS}”里这一条改为提示；同一个数以后不再问。",
    ]
    return Outcome(ExitStatus.DONE, answer, lines)


COMMANDS = (
    Command(
        name="explain",
        help="登记填报单位对提醒的说明（来信、来电的），不用重新填表",
        run=explain,
        answer=ExplainJson,
        arguments=(
            Argument(names=("words",), metavar="说明", help="填报单位的原话"),
            UNIT,
            ITEM,
            Argument(names=("--at",), metavar="位置", help="单元格或者栏目，如 F17；只有一处要说明的不用写"),
            Argument(names=("--by",), metavar="方式", help=f"{'、'.join(_BY)}；默认{_BY[0]}", read=_by),
            PERIOD,
            as_of("登记日期"),
        ),
        statuses=DONE_ONLY,
        place=105,
    ),
)
