"""What the office did to see the plan through: ``supervise add``, ``supervise done``, ``supervise list``.

Knows: the words and the JSON of a line of 督办记录. Must not know: where a line is kept, what it leads to.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.base.captions import Column, Sheet
from toolkit.cli.command import DONE_ONLY, Argument, Command, Group, as_of, day
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day

if TYPE_CHECKING:
    from toolkit.standing.supervision import Supervised

GROUP = Group("supervise", "督办记录：约谈、通报、现场督查、领导批示、电话")


class SupervisedJson(TypedDict):
    """One line of 督办记录."""

    number: Annotated[str, "by what `supervise done` names it; it stays the same whatever is changed in the line"]
    day: Annotated[Day, "the day of it"]
    way: Annotated[str, "约谈, 通报, 现场督查, 领导批示, 电话, or another word"]
    units: Annotated[list[str], "ids of the units that it is about"]
    items: Annotated[list[str], "ids of the items that it is about; none where it is about the units as a whole"]
    words: Annotated[str, "what was done"]
    by: Annotated[str, "who did it"]
    next_day: Annotated[Day | None, "day on which it is to be followed up; null where it is not, or has been done"]
    outcome: Annotated[str, "what came of it"]
    place: Annotated[str, "where it was written down"]


class SupervisionJson(TypedDict):
    """The lines of 督办记录."""

    lines: list[SupervisedJson]


def _json(one: Supervised) -> SupervisedJson:
    return {
        "number": one.number,
        "day": one.day.isoformat(),
        "way": one.row.text(Column.WAY),
        "units": [*one.unit_ids],
        "items": [*one.item_ids],
        "words": one.row.text(Column.WORDS),
        "by": one.row.text(Column.HANDLER),
        "next_day": one.next_on.isoformat() if one.next_on else None,
        "outcome": one.row.text(Column.OUTCOME),
        "place": one.row.place,
    }


def _line(one: Supervised) -> str:
    about = " ".join(filter(None, (one.row.text(Column.UNIT) or "全部单位", one.row.text(Column.CODE))))
    told = [f"经办 {by}"] if (by := one.row.text(Column.HANDLER)) else []
    told += [f"下次督办 {one.next_on}"] if one.next_on else []
    told += [f"{Column.OUTCOME}：{outcome.rstrip('。；;')}"] if (outcome := one.row.text(Column.OUTCOME)) else []
    told.append(f"编号 {one.number}")
    return f"{one.day} {about}　{one.said}（{'，'.join(told)}）"


def add(options: argparse.Namespace) -> Outcome[SupervisionJson]:
    """A line written down."""
    from toolkit.acts.supervise import Line

    on = day_of(options)
    line = Line(
        options.day or on, options.way, options.words, options.unit or "", options.item or "", options.by or "",
        options.next,
    )  # fmt: skip
    found = workspace_of(options).supervise(line, as_of=on)
    lines = [f"已登记：{_line(found)}", f"下次汇总写进总台账的“{Sheet.SUPERVISION}”，以后各期都在。"]
    if found.next_on:
        told = f"请用 toolkit supervise done {found.number} 登记{Column.OUTCOME}"
        lines.append(f"到了下次督办的日子会提醒；办完了，{told}，就不再提醒。")
    return Outcome(ExitStatus.DONE, {"lines": [_json(found)]}, lines)


def done(options: argparse.Namespace) -> Outcome[SupervisionJson]:
    """What came of a line, written down."""
    found = workspace_of(options).fill_outcome(options.number, options.outcome, as_of=day_of(options))
    lines = [f"已登记：{_line(found)}", f"下次汇总写进总台账的“{Sheet.SUPERVISION}”，和在那里填写一样。"]
    return Outcome(ExitStatus.DONE, {"lines": [_json(found)]}, lines)


def list_(options: argparse.Namespace) -> Outcome[SupervisionJson]:
    """All lines."""
    found = workspace_of(options).supervision(as_of=day_of(options))
    return Outcome(
        ExitStatus.DONE, {"lines": [_json(one) for one in found]}, [*map(_line, found)] or ["还没有督办记录。"]
    )


COMMANDS = (
    Command(
        name="add",
        group=GROUP,
        help="登记一条督办，和在总台账的“督办记录”里填写一样",
        run=add,
        answer=SupervisionJson,
        arguments=(
            Argument(names=("words",), metavar="内容", help="做了什么，如 约谈分管领导"),
            Argument(
                names=("--way",),
                metavar="方式",
                help="约谈、通报、现场督查、领导批示、电话，也可以写别的",
                required=True,
            ),
            Argument(names=("--unit",), metavar="单位", help="督办谁，写简称；几个单位用顿号隔开；不写就是全部单位"),
            Argument(names=("--item",), metavar="事项", help="督办哪个事项，如 三（一）1；可以不写"),
            Argument(names=("--by",), metavar="姓名", help="谁办的，可以不写"),
            Argument(names=("--day",), metavar="日期", help="哪一天办的；默认和 --as-of 同一天", read=day),
            Argument(names=("--next",), metavar="日期", help="哪一天再督办，到时候提醒；可以不写", read=day),
            as_of("登记日期"),
        ),
        statuses=DONE_ONLY,
        place=135,
    ),
    Command(
        name="done",
        group=GROUP,
        help="登记一条督办的落实情况，和在总台账的“督办记录”里填写一样",
        run=done,
        answer=SupervisionJson,
        arguments=(
            Argument(names=("number",), metavar="编号", help="哪一条，用 toolkit supervise list 查看编号"),
            Argument(names=("outcome",), metavar=Column.OUTCOME, help='办得怎么样；写 "" 就是把填过的去掉'),
            as_of("登记日期"),
        ),
        statuses=DONE_ONLY,
        place=136,
    ),
    Command(
        name="list",
        group=GROUP,
        help="列出督办记录",
        run=list_,
        answer=SupervisionJson,
        arguments=(as_of("截至日期"),),
        statuses=DONE_ONLY,
        place=137,
    ),
)
