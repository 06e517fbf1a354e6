"""What goes out: ``distribute``, ``remind``.

Knows: the words for forms, reminders and where they lie. Must not know: how a form is drawn, who owes what.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.base.errors import WorkspaceError
from toolkit.cli.agenda import AgendumJson, agenda_json, agenda_lines
from toolkit.cli.amended import saying_what_is_new
from toolkit.cli.command import DONE_ONLY, PERIOD, Argument, Command, as_of
from toolkit.cli.context import day_of, watching, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import OfDayJson
from toolkit.plan.options import Binding

if TYPE_CHECKING:
    from toolkit.acts.remind import Reminded, Reminder
    from toolkit.acts.withdraw import Tone


class DistributeJson(TypedDict):
    """The forms of a period."""

    period: Annotated[str, "id of the period"]
    folder: Annotated[str, "path of the folder that they lie in"]
    forms: Annotated[list[str], "paths of the files; a file holds one form, or all forms of a unit"]
    number: Annotated[int, "how many forms there are in the files"]
    made: Annotated[int, "how many of them were not out like that before"]
    drafts: Annotated[list[str], "paths of the drafts of mails that carry them"]


class ReminderJson(TypedDict):
    """One unit that owes returns."""

    unit: Annotated[str, "id of the unit"]
    owing: Annotated[int, "how many returns it owes"]
    papers: Annotated[int, "how many other papers it owes"]
    tone: Annotated[Tone, "name of the text that was used"]
    times: Annotated[int, "the how many-th reminder it is"]
    copied: Annotated[bool, "whether the unit's leader gets a copy"]
    draft: Annotated[str, "path of the draft of the mail"]


class RemindJson(OfDayJson):
    """The reminders of a day."""

    reminders: list[ReminderJson]
    chat: Annotated[str | None, "path of the text for chat groups; null where nobody owes anything"]
    phones: Annotated[str | None, "path of the phone list; null where nobody owes anything"]
    bulletin: Annotated[str, "path of the bulletin"]
    agenda: list[AgendumJson]


def _binding(text: str) -> Binding:
    if text not in list(Binding):
        raise argparse.ArgumentTypeError(f"没有“{text}”这种发表方式。可以写：{'、'.join(Binding)}。")
    return Binding(text)


def _tone(text: str) -> Tone:
    from toolkit.acts.withdraw import Tone

    if text not in list(Tone):
        raise argparse.ArgumentTypeError(f"没有“{text}”这一种。可以写：{'、'.join(Tone)}。")
    return Tone(text)


def distribute(options: argparse.Namespace) -> Outcome[DistributeJson]:
    """The forms of a period and the mails that carry them."""
    workspace = workspace_of(options)
    with watching(options) as progress:
        done = workspace.distribute(
            as_of=day_of(options),
            period=options.period,
            unit=options.unit,
            item=options.item,
            binding=vars(options)["as"],
            progress=progress,
        )
    units = len({path.parent for path in done.forms})
    bound = "，每个单位合成一册" if done.binding is Binding.BOOK else ""
    before = done.number - done.made
    lines = [
        f"{done.period.name}：给 {units} 个单位生成了 {done.made} 份填报表{bound}，在 {done.folder}"
        + (f"；另有 {before} 份以前生成过，没有变化" if before else "")
        + (f"（已销号的 {done.closed} 份不用再报）" if done.closed else ""),
        _drafts_line(done.drafts),
        *([f"用聊天软件发的，每个单位一个文件、一段话，在 {done.bundles[0].file.parent}"] if done.bundles else []),
        f"请在 {done.period.due_date:%Y-%m-%d} 前收回；回来的文件放进 inbox，再运行 toolkit run。",
    ]
    answer: DistributeJson = {
        "period": done.period.id,
        "folder": str(done.folder),
        "forms": [str(path) for path in done.forms],
        "number": done.number,
        "made": done.made,
        "drafts": [str(path) for path in done.drafts],
    }
    return Outcome(ExitStatus.DONE, answer, lines)


def _drafts_line(drafts: Sequence[Path]) -> str:
    if not drafts:
        return "这些表以前都用邮件发过，没有再做邮件草稿。"
    return f"邮件草稿 {len(drafts)} 封，在 {drafts[0].parent}：双击打开核对后发送，或者运行 toolkit mail send。"


def remind(options: argparse.Namespace) -> Outcome[RemindJson]:
    """Reminders to those who owe a return."""
    from toolkit.acts.reminders import Wish
    from toolkit.mail.texts import words_in

    if options.text is not None and options.tone is None:
        raise WorkspaceError("用自己的话催报，要写明是哪一种：--tone 提醒、催报，或者再次催报。")
    texts = {options.tone: words_in(options.text)} if options.text is not None else {}
    wish = Wish(options.unit or (), options.tone, texts)
    done = workspace_of(options).remind(as_of=day_of(options), period=options.period, wish=wish)
    answer: RemindJson = {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "reminders": [
            {"unit": r.unit.id, "owing": len(r.owing), "papers": len(r.papers), "tone": r.tone, "times": r.times,
             "copied": r.copied, "draft": str(r.draft)}
            for r in done.reminders
        ],
        "chat": str(done.chat) if done.chat else None,
        "phones": str(done.phones) if done.phones else None,
        "bulletin": str(done.bulletin),
        "agenda": agenda_json(done.agenda),
    }  # fmt: skip
    return Outcome(ExitStatus.DONE, answer, [*_reminded_lines(done), *agenda_lines(done.agenda, done.as_of)])


def _reminded_lines(done: Reminded) -> list[str]:
    if not done.reminders:
        return [f"{done.period.name}：都报齐了，没有要催的。", f"通报：{done.bulletin}"]
    return [
        f"{done.period.name}，截至 {done.as_of}，要催 {len(done.reminders)} 个单位：",
        *(line for reminder in done.reminders for line in _reminder_lines(reminder)),
        f"邮件草稿在 {done.reminders[0].draft.parent}：双击打开核对后发送，或者运行 toolkit mail send。",
        f"群消息：{done.chat}",
        f"电话单：{done.phones}",
        f"通报：{done.bulletin}",
    ]


def _reminder_lines(r: Reminder) -> list[str]:
    from toolkit.acts.withdraw import Tone

    lines = [f"  {r.unit.area}：还差 {r.number} 份，第 {r.times} 次，用“{r.tone}”" + "，抄送领导" * r.copied]
    if not r.unit.emails:
        lines.append("    没有邮箱，草稿没有收件人。请在 plan.xlsx 的“单位”工作表里填上，或者打电话。")
    if r.tone is Tone.AGAIN and not r.copied:
        lines.append("    没有填“抄送邮箱”，没有抄送领导。需要的请在 plan.xlsx 的“单位”工作表里填上后重做。")
    return lines


COMMANDS = (
    Command(
        name="distribute",
        help="生成填报表",
        run=saying_what_is_new(distribute),
        answer=DistributeJson,
        arguments=(
            PERIOD,
            Argument(names=("--unit",), metavar="单位", help="只给这个单位，写它的简称"),
            Argument(names=("--item",), metavar="事项", help="只发这个事项，如 三（一）1"),
            Argument(
                names=("--as",),
                metavar="方式",
                read=_binding,
                help="每项（一个事项一个文件）、一册（一个单位一个文件）；默认按方案",
            ),
            as_of("发表日期"),
        ),
        statuses=DONE_ONLY,
        place=30,
    ),
    Command(
        name="remind",
        help="催报：给没有报齐的单位做邮件草稿，另做群消息、电话单和通报",
        run=saying_what_is_new(remind),
        answer=RemindJson,
        arguments=(
            PERIOD,
            Argument(names=("--unit",), metavar="单位", help="只催这些单位，写简称，用空格隔开；默认全部", count="+"),
            Argument(
                names=("--tone",), metavar="哪一种", read=_tone, help="提醒、催报、再次催报；默认看过没过期、催过几次"
            ),
            Argument(names=("--text",), metavar="文件", read=Path, help="这一次用的话，写法同 templates/mail 里的"),
            as_of("催报日期"),
        ),
        statuses={ExitStatus.DONE: "做好了，不管有没有要催的"},
        place=60,
    ),
)
