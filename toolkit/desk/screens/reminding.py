"""催报: who is reminded, in which tone and words, with which files; how often already; what was made, and sent.

Knows: who owes something, reminders and the files that they come to, as they are shown. Must not know: how one is
written, which tone is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.reminders import Due, Wish
from toolkit.acts.supervise import Line
from toolkit.acts.withdraw import Tone
from toolkit.base.captions import Column, Sheet
from toolkit.base.errors import TemplateError, WorkspaceError
from toolkit.base.guarded import UnreadableError
from toolkit.desk import passwords
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told, Watch
from toolkit.desk.screens.dates import day_typed
from toolkit.desk.screens.home import UnitRow, rows_of
from toolkit.desk.screens.mailing import account_of, typed_password
from toolkit.desk.screens.screen import Screen
from toolkit.standing.supervision import Way
from toolkit.workspace import Workspace

if TYPE_CHECKING:
    from toolkit.acts.remind import Reminded
    from toolkit.mail.texts import Filled
    from toolkit.standing.supervision import Supervised

_CHAT = 2**16  # bytes of a text for chats
_NAMES = {"电话单": "电话单", "通报": "通报（公文格式，可以接着改）", "群消息": "群消息"}
_FILES = 3  # attachments that are named
_CALLS = 8  # the newest, which are shown


@dataclass(frozen=True, slots=True)
class Row:
    """A unit that owes something: how it would be reminded, what it lacks in words, when it was reminded."""

    due: Due
    lacks: UnitRow | None
    days: Sequence[date]

    @property
    def files(self) -> str:
        """What goes along, in words."""
        names = [path.name for path in self.due.files]
        return "、".join(names[:_FILES]) + (f"等 {len(names)} 个" if len(names) > _FILES else "")


@dataclass(frozen=True, slots=True)
class Words:
    """The words for a tone: as they may be changed, and as they read to the first unit that gets them."""

    tone: Tone
    text: str
    example: Filled | None
    area: str


@dataclass(frozen=True)
class Asked:
    """What a form asks for, so that a page that says what is wrong still has it all."""

    units: Sequence[str] = ()
    tone: str = ""
    texts: Mapping[Tone, str] | None = None
    wrong: str = ""


def _register(pages: Blueprint, desk: Desk) -> None:
    _calls(pages, desk)

    @pages.get("/remind")
    def remind() -> str:
        return _page(desk.workspace(), desk.today(), Asked())

    @pages.post("/remind/make")
    def make() -> AnyResponse | tuple[str, int]:
        workspace, day = desk.workspace(), desk.today()
        texts = {tone: _lines(request.form[f"text-{tone}"]) for tone in Tone if request.form.get(f"text-{tone}")}
        tone = next((one for one in Tone if one == request.form.get("tone")), None)
        every = workspace.to_remind(as_of=day)
        chosen = [one.unit.id for one in every if one.unit.id in request.form.getlist("unit")]
        wrong = "还没有选单位。请勾上要催的，再点“做好催报”。" if request.form.get("chosen") and not chosen else ""
        own: dict[Tone, str] = {}
        try:
            own = {one: text for one, text in texts.items() if text != _lines(workspace.reminder_words(one))}
            for which, text in own.items():
                for one in _in_tone(every, which):
                    workspace.letter(one, text, as_of=day, period=workspace.period())
        except TemplateError as error:
            wrong = str(error)
        if wrong:
            return _page(workspace, day, Asked(chosen, tone or "", texts, wrong)), 400
        if request.form.get("keep"):
            for which, text in own.items():
                workspace.keep_words(which, text)
        wish = Wish(tuple(chosen), tone, own)
        _start(desk, wish, typed_password(workspace) if request.form.get("send") else None)
        return redirect("/job", 303)


def _calls(pages: Blueprint, desk: Desk) -> None:
    """Telephone calls, each a line of 督办记录."""

    @pages.post("/remind/call")
    def call() -> AnyResponse:
        said, who = request.form.get("said", "").strip(), request.form.get("who", "").strip()
        unit = desk.workspace().plan.unit.get(request.form.get("unit", ""))
        if unit is None or not said:
            raise WorkspaceError("还没有选单位，或者没有写说了什么。请填好再记。")
        on, next_on = day_typed(request.form.get("on", "")), day_typed(request.form.get("next", ""))
        words, by = f"{who}：{said}" if who else said, request.form.get("by", "").strip()

        def act(workspace: Workspace, day: date, watch: Watch) -> Told:
            line = Line(on or day, Way.PHONE, words, unit.area, "", by, next_on)
            workspace.supervise(line, as_of=day)
            workspace.consolidate(as_of=day)
            lines = [f"{unit.area}的电话记下了，在总台账的“{Sheet.SUPERVISION}”里。"]
            lines += [f"到 {next_on} 会提醒再联系。"] if next_on else []
            return Told(lines, "/remind", "回催报")

        desk.start("登记电话", act)
        return redirect("/job", 303)


def _start(desk: Desk, wish: Wish, password: str | None) -> None:
    """Begin to make reminders, and to send them where there is a ``password``."""

    def act(workspace: Workspace, day: date, watch: Watch) -> Told:
        done = workspace.remind(as_of=day, wish=wish)
        if not done.reminders:
            return Told(["都报齐了，没有要催的。通报做好了。"], "/remind", "看做好的")
        lines = [f"催报邮件草稿 {len(done.reminders)} 封、群消息、电话单、通报都做好了。"]
        if password is not None:
            lines += _sent(workspace, done, password, watch)
        lines += [f"{one.unit.area}没有邮箱，请打电话。" for one in done.reminders if not one.unit.emails]
        return Told(lines, "/remind", "看做好的")

    desk.start("催报", act, stops=password is not None)


def _sent(workspace: Workspace, done: Reminded, password: str, watch: Watch) -> list[str]:
    """Send the drafts that were just made, and no other; what became of them."""
    paths = [one.draft for one in done.reminders if one.unit.emails]
    results = workspace.mail_send(ask=lambda question: password, only=paths, progress=watch)
    lines = [f"发出 {sum(bool(one.now) for one in results)} 封。"]
    for one in results:
        lines += [f"没有发成 {one.path.name} {who}：{why}" for who, why in one.refused]
        lines += [f"没有发成，草稿还在，过一会儿到“邮件”里再发：{one.path.name} {who}" for who, _ in one.waiting]
        lines += [f"可能已发，请到邮箱的“已发送”里看：{one.path.name} {who}" for who, _ in one.unsure]
    return [*lines, *([f"其余 {watch.left} 封没有发，草稿都在。"] if watch.stopped else [])]


def _in_tone(every: Sequence[Due], tone: Tone) -> list[Due]:
    """Those who may be reminded in a tone, in it: by the rule, or once more for whom it is not the first time."""
    return [replace(one, tone=tone) for one in every if one.tone is tone or (tone is Tone.AGAIN and one.may_be_again)]


def _page(workspace: Workspace, day: date, asked: Asked) -> str:
    period = workspace.period()
    every = workspace.to_remind(as_of=day)
    lacks = {row.area: row for row in rows_of(workspace.status(as_of=day, period=period.id))}
    days = workspace.reminded(period)
    rows = [Row(one, lacks.get(one.unit.area), days.get(one.unit.id, [])) for one in every]
    rows.sort(key=lambda row: -row.due.number)
    made = _made(workspace, day)
    account, mail = account_of(workspace.plan), workspace.plan.settings.mail
    return render_template(
        "remind.html", rows=rows, made=made, chat=_chat(workspace, made), period=period, asked=asked, tones=tuple(Tone),
        mails=workspace.mails_path(period), begun=workspace.forms_path(period).exists(),
        words=[_words(workspace, day, tone, of, asked) for tone in Tone if (of := _in_tone(every, tone))],
        calls=_calls_made(workspace, day), today=day, units=workspace.plan.units,
        may_send=bool(mail.smtp and account) and not workspace.plan.settings.trial,
        remembered=bool(account and passwords.remembered(account)),
    )  # fmt: skip


def _calls_made(workspace: Workspace, day: date) -> list[tuple[Supervised, str, str]]:
    """The newest calls, each with whom it was to and what was said."""
    calls = [one for one in workspace.supervision(as_of=day) if one.row.text(Column.WAY) == Way.PHONE]
    return [(one, one.row.text(Column.UNIT), one.row.text(Column.WORDS)) for one in calls[: -_CALLS - 1 : -1]]


def _words(workspace: Workspace, day: date, tone: Tone, of: Sequence[Due], asked: Asked) -> Words:
    text = (asked.texts or {}).get(tone) or workspace.reminder_words(tone)
    first = of[0]
    try:
        example = workspace.letter(first, text, as_of=day, period=workspace.period())
    except TemplateError:
        example = None
    return Words(tone, text, example, first.unit.area)


def _lines(text: str) -> str:
    """A text as it was typed, with the ends of lines that a file has."""
    return text.replace("\r\n", "\n").rstrip() + "\n"


def _made(workspace: Workspace, day: date) -> list[tuple[str, Path]]:
    """What was made for a day: its name and its file."""
    folder = workspace.of_period(workspace.period()) / "remind"
    found = sorted(path for path in folder.glob(f"*_{day}*") if path.is_file())
    return [(_NAMES.get(path.name.partition("_")[0], path.name), path) for path in found]


def _chat(workspace: Workspace, made: list[tuple[str, Path]]) -> str:
    """The text for chats, "" where there is none for today."""
    for name, path in made:
        if name == _NAMES["群消息"]:
            try:
                return workspace.read(path, "群消息", most=_CHAT).decode("utf-8-sig", "replace")
            except UnreadableError:
                return ""
    return ""


SCREEN = Screen(url="/remind", title="催报", place=50, register=_register, waiting=lambda found: found.to_remind)
