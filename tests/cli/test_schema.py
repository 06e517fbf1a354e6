"""The JSON that every command really prints, against the schema that docs/schema.json publishes."""

from __future__ import annotations

import email
import email.policy
import json
from collections import defaultdict
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, NotRequired, TypedDict

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.conftest import KEY, Forms
from tests.region.offices import office
from tests.reviewed import decide
from toolkit import Workspace
from toolkit.acts import watch
from toolkit.acts.decide import Decided, Ruling
from toolkit.acts.examining import Checked
from toolkit.cli import schema
from toolkit.cli.command import Argument, Command
from toolkit.cli.commands import every_command
from toolkit.cli.demo import play
from toolkit.cli.outcome import ExitStatus
from toolkit.cli.parser import main
from toolkit.desk import serve
from toolkit.intake import spool
from toolkit.ledger import Delivery, DeliveryOutcome
from toolkit.mail.fetch import Got, LeftMail
from toolkit.mail.lying import drafts_in, read_draft
from toolkit.mail.send import Sent, Undelivered
from toolkit.planbook.writing import write_plan

NAMES = [command.words for command in every_command()]
DOCUMENT = Path(__file__).parents[1] / "data" / "document.txt"
Printed = dict[str, list[tuple[int, dict[str, Any]]]]


class Story:
    """Runs commands with ``--json`` and keeps what each printed."""

    def __init__(self) -> None:
        self.printed: Printed = defaultdict(list)

    def tell(self, folder: Path, words: str, *rest: str | Path) -> int:
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(StringIO()):
            status = main(["-w", str(folder), *words.split(), "--json", *map(str, rest)])
        self.printed[words].append((status, json.loads(out.getvalue())))
        return status


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Printed:
    """Every command at least once with something to tell, and several that could not be done."""
    story = Story()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "PAUSE", 0.0)
        patch.setattr(spool, "UNFINISHED", 0.0)
        _in_an_office(story, tmp_path_factory.mktemp("json") / "上报单位", forms, patch)
        _in_a_region(story, tmp_path_factory.mktemp("region"))
        played = tmp_path_factory.mktemp("json") / "又一个"
        _playing(story, played, forms, patch)
        # A command that needs no arguments needs no place in the story either.
        for command in every_command():
            if command.words not in story.printed and not any(map(needed, command.arguments)):
                story.tell(played, command.words)
    return story.printed


def _published(story: Story, folder: Path, *day: str) -> None:
    story.tell(folder, "publish", *day)
    first = story.printed["publish"][-1][1]["passages"][0]
    for verdict in ("隐去", "可以公开", "可以公开"):
        story.tell(folder, "decide words", first["words"], "--why", first["why"], "--verdict", verdict, *day)
    for review in folder.glob("outbox/*/review/*.xlsx"):
        decide(review)
    story.tell(folder, "publish", *day)


def _decided(story: Story, folder: Path, *form: str, patch: pytest.MonkeyPatch) -> None:
    """Decisions on a form; the plan has no steps of 销号, so what comes of one is what a decision comes to."""
    told: list[Decided] = []
    act = Workspace.decide

    def decide(workspace: Workspace, ruling: Ruling, **named: Any) -> Decided:
        told.append(act(workspace, ruling, **named))
        return told[-1]

    patch.setattr(Workspace, "decide", decide)
    story.tell(folder, "decide list", *form[4:])
    story.tell(folder, "decide item", *form, "--verdict", "继续整改", "--by", "×××")
    story.tell(folder, "decide item", *form, "--take-back")
    story.tell(folder, "decide step", *form, "--step", "验收", "--by", "×××", "--result", "通过")
    patch.setattr(Workspace, "take_step", lambda *_, **__: told[-1])
    story.tell(folder, "decide step", *form, "--step", "验收", "--by", "×××", "--result", "通过")


def _closed_and_opened(story: Story, folder: Path) -> None:
    story.tell(folder, "period close", "2021-01", "--by", "办公室", "--as-of", "2021-02-09")
    story.tell(folder, "period reopen", "2021-01", "--by", "办公室", "--reason", "补齐", "--as-of", "2021-02-10")
    story.tell(folder, "period show")


def _adopted(story: Story, folder: Path) -> None:
    story.tell(folder, "plan decide")
    draft = folder / "整改方案草稿.xlsx"
    draft.write_bytes((folder / "草稿.xlsx").read_bytes())
    story.tell(folder, "plan decide")
    story.tell(folder, "plan decide", "方案!B9", "收表人")
    story.tell(folder, "plan adopt", "--as-of", "2021-02-10")
    plan = Workspace(folder).plan
    write_plan(replace(plan, contact="新的人"), draft)
    story.tell(folder, "plan adopt", "--as-of", "2021-02-10")


def _in_an_office(story: Story, folder: Path, forms: Forms, patch: pytest.MonkeyPatch) -> None:
    day, form = ("--as-of", "2021-01-29"), ("--unit", "富蕴县", "--item", "三（一）1")
    story.tell(folder, "status")
    story.tell(folder.parent, "init", "--example", folder)
    (folder / ".toolkit" / "key").write_text(KEY.hex(), encoding="ascii")
    story.tell(folder, "plan check")
    story.tell(folder, "plan import", DOCUMENT, "-o", folder / "草稿.xlsx")
    story.tell(folder, "distribute", "--unit", "富蕴县", "--as-of", "2021-01-25")
    story.tell(folder, "mail send", "--dry-run")
    story.tell(folder, "mail send")
    draft = _in_doubt(folder)
    story.tell(folder, "mail settle", draft, "--sent", "--again")
    story.tell(folder, "mail settle", draft, "--sent", "--to", "a@example.com")
    story.tell(folder, "mail settle", draft, "--again")
    refused, put_off = Undelivered("c@example.com", "550"), Undelivered("d@example.com", "4")
    sent = Sent(Path("a.eml"), "表", ("a@example.com",), ("b@example.com",), (refused,), (put_off,))
    patch.setattr(Workspace, "mail_send", lambda *_, **__: [sent])
    story.tell(folder, "mail send")
    patch.setattr(Workspace, "mail_fetch", lambda *_, **__: Got(("a.eml",), (LeftMail("第 3 封", "太大"),)))
    story.tell(folder, "mail fetch", *day)
    inbox = folder / "inbox"
    good = forms.filled("3.1.1", "fuyun", {"rural_kg_count": "38所"})
    (inbox / "好.xlsx").write_bytes(good)
    (inbox / "又.xlsx").write_bytes(good)
    (inbox / "空.xlsx").write_bytes(next((folder / "outbox").rglob("三（一）2_*.xlsx")).read_bytes())
    (inbox / "坏.xlsx").write_bytes(forms.filled("3.1.1", "fuhai", {"rural_kg_count": None}))
    (inbox / "富蕴县三（一）1方案.pdf").write_bytes(b"%PDF-1.4 " + b"x" * 50)
    (inbox / "不知道.pdf").write_bytes(b"%PDF-1.4 " + b"y" * 50)
    (inbox / "表.txt").write_bytes(b"abc")
    for asked in (("next",), ("collect", "--preview"), ("collect",)):
        story.tell(folder, *asked, *day)
    (inbox / "好2.xlsx").write_bytes(forms.filled("3.1.3", "fuyun", {"m1_progress": "见附件"}))
    story.tell(folder, "run", *day)
    story.tell(folder, "explain", "附件另报。", *form[:3], "3.1.3", "--at", "m1_progress", "--by", "来信", *day)
    story.tell(folder, "assign", inbox / "未识别" / "不知道.pdf", *form, *day)
    (inbox / "未识别" / "自.xlsx").write_bytes(forms.filled("3.1.2", "fuyun"))
    for more in (("--preview",), ()):
        story.tell(folder, "assign", inbox / "未识别" / "自.xlsx", "--unit", "富蕴县", "--item", "3.1.2", *day, *more)
    patch.setattr(watch, "watch_inbox", lambda inbox, work, stop: work())
    story.tell(folder, "watch")
    story.tell(folder, "consolidate", *day)
    story.tell(folder, "status", *day)
    _supervised(story, folder, *form, day=day)
    _looked_up(story, folder, *form, day=day)
    _decided(story, folder, *form, *day, patch=patch)
    _published(story, folder, *day)
    _closed_and_opened(story, folder)
    _kept_and_shared(story, folder, forms)
    story.tell(folder, "key rotate", "--until", "2021-06-30")
    (folder / "plan.xlsx").write_bytes(b"PK")
    story.tell(folder, "plan check")
    story.tell(folder, "status")


def _kept_and_shared(story: Story, folder: Path, forms: Forms) -> None:
    """A plan put in force, a look over all, a backup, a copy of the key, the workspace on the list of its office."""
    _adopted(story, folder)
    story.tell(folder, "doctor")
    story.tell(folder, "rebuild")
    place = folder.parent / "移动硬盘"
    place.mkdir()
    story.tell(folder, "backup", place)
    story.tell(folder, "key show")
    story.tell(folder, "key copy", place)
    story.tell(folder, "office add", folder)
    story.tell(folder, "office show", "--as-of", "2021-02-08")
    (place / "表.xlsx").write_bytes(forms.filled("3.1.3", "fuyun"))
    (place / "无主.pdf").write_bytes(b"%PDF-1.4 z")
    story.tell(folder, "office route", place / "表.xlsx", place / "无主.pdf")
    story.tell(folder, "office remove", folder)


def _supervised(story: Story, folder: Path, *form: str, day: tuple[str, str]) -> None:
    story.tell(folder, "supervise add", "约谈分管领导", "--way", "约谈", *form, "--next", "2021-02-03", *day)
    story.tell(folder, "supervise list", *day)
    (line,) = Workspace(folder).supervision(as_of=date.fromisoformat(day[1]))
    story.tell(folder, "supervise done", line.number, "已整改", *day)


def _looked_up(story: Story, folder: Path, *form: str, day: tuple[str, str]) -> None:
    story.tell(folder, "history", *form)
    story.tell(folder, "trace", *form, "--field", "rural_kg_count", *day)
    story.tell(folder, "trace")
    story.tell(folder, "remind", "--as-of", "2021-02-08")


def _in_doubt(folder: Path) -> str:
    """A draft that may have been sent to two people, as after a connection that broke at the end."""
    workspace = Workspace(folder)
    path = next(path for path in drafts_in(workspace.mails_path(workspace.plan.periods[0])))
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
    del message["To"]
    message["To"] = "a@example.com, b@example.com"
    path.write_bytes(message.as_bytes())
    letter = read_draft(path)
    with workspace.ledger() as ledger:
        at = datetime(2021, 1, 25, 8, tzinfo=UTC)
        unsure = [Delivery(letter.message_id, to, DeliveryOutcome.UNSURE, "断了", at) for to in letter.addresses]
        assert len(unsure) == 2 and ledger.intend(unsure, letter.carried)
    return path.name


def _in_a_region(story: Story, folder: Path) -> None:
    above, below = folder / "全区", office(folder / "塔城", "塔城地区")
    story.tell(above, "key share", "塔城地区")
    story.tell(below.root, "key take", next((above / "outbox").glob("*.txt")))
    story.tell(below.root, "handup", "--as-of", "2021-01-29")
    (above / "inbox" / "x.zip").write_bytes(next(below.outbox.rglob("*.zip")).read_bytes())
    (above / "inbox" / "y.txt").write_bytes(b"abc")
    story.tell(above, "rollup", "--as-of", "2021-01-29")
    story.tell(above, "rollup", folder / "没有", "--as-of", "2021-01-30")


def _playing(story: Story, folder: Path, forms: Forms, patch: pytest.MonkeyPatch) -> None:
    """The demonstration's answer; `tests.cli.test_demo` plays it."""
    workspace = Workspace.init(folder, example=True)
    workspace.key_path.write_text(KEY.hex(), encoding="ascii")
    (workspace.inbox / "好.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    collected, done = workspace.run(as_of=date(2021, 1, 29))
    patch.setattr(play, "run_demo", lambda *_: play.Shown(workspace, 182, collected, collected, done))
    story.tell(folder, "demo", "x")
    patch.setattr(Workspace, "mail_check", lambda *_, **__: [Checked("发邮件", True, "好。")])
    story.tell(folder, "mail check")
    patch.setattr(serve, "serve", lambda *_, **__: True)
    story.tell(folder, "desk")


def needed(argument: Argument) -> bool:
    return argument.required or (argument.placed and not argument.count)


def closed(made: Any) -> Any:
    """The same schema without leave for entries that it does not name."""
    if isinstance(made, list):
        return [closed(one) for one in made]
    if not isinstance(made, dict):
        return made
    within = {name: closed(one) for name, one in made.items()}
    return within | {"additionalProperties": False} if isinstance(made.get("properties"), dict) else within


def named(name: str) -> Command:
    return next(command for command in every_command() if command.words == name)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", NAMES)
def test_what_a_command_prints_is_what_its_schema_says(name: str, printed: Printed) -> None:
    said = printed[name]
    assert any(status != ExitStatus.FAILED for status, _ in said), "the story has to tell of it"
    for status, answer in said:
        made = schema.of(named(name), every_command(), failed=status == ExitStatus.FAILED)
        Draft202012Validator(closed(made)).validate(answer)
        assert list(answer)[:2] == ["command", "version"]


@pytest.mark.parametrize("name", NAMES)
def test_an_exit_status_that_was_seen_is_explained(name: str, printed: Printed) -> None:
    assert {status for status, _ in printed[name]} <= set(named(name).every_status)


def test_the_story_has_all_three_exit_statuses_and_fills_every_list(printed: Printed) -> None:
    assert {status for said in printed.values() for status, _ in said} == set(ExitStatus)
    (_, previewed), (_, collected) = printed["collect"]
    assert previewed["submissions"] == collected["submissions"] and previewed["preview"]["files"]
    lists = ("accepted", "returned", "duplicates", "blank", "unidentified", "papers", "replies", "submissions")
    assert [name for name in lists if not collected[name]] == []
    faults = [answer for status, answer in printed["plan check"] if status == ExitStatus.FAILED]
    assert faults and faults[0]["error"]


def test_the_whole_document_is_a_schema_and_tells_commands_apart(printed: Printed) -> None:
    document = schema.document(every_command())
    Draft202012Validator.check_schema(document)
    whole = Draft202012Validator(document)
    for said in printed.values():
        for _, answer in said:
            whole.validate(answer)
    ((_, answer),) = printed["doctor"]
    for wrong in ({"command": "collect"}, {"version": 99}, {"checked": [{"what": "x", "good": "ja", "said": ""}]}):
        with pytest.raises(ValidationError):
            whole.validate({**answer, **wrong})


class Colour(StrEnum):
    RED = "红"
    GREEN = "绿"


class Inner(TypedDict):
    """Inside."""

    day: schema.Day


class Outer(TypedDict):
    """Outside."""

    text: Annotated[str, "a text"]
    day: Annotated[schema.Day | None, "a day"]
    colour: Colour
    inner: list[Inner]
    counts: dict[str, int]
    either: Inner | None
    share: float
    extra: NotRequired[Annotated[str, "not always"]]


RIGHT: Mapping[str, object] = {
    "text": "x", "day": None, "colour": "红", "inner": [{"day": "2021-01-31"}], "counts": {"a": 1}, "either": None,
    "share": 0.5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"extra": "y"}, True),
        ({"day": "2021-01-31"}, True),
        ({"either": {"day": "2021-01-31"}}, True),
        ({"text": None}, False),
        ({"day": 3}, False),
        ({"colour": "蓝"}, False),
        ({"inner": [{}]}, False),
        ({"counts": {"a": "b"}}, False),
        ({"either": 1}, False),
        ({"share": "0.5"}, False),
        ({"extra": 1}, False),
    ],
)
def test_schema_of_every_kind_of_entry(changes: Mapping[str, object], good: bool) -> None:
    command = Command(name="x", help="", run=lambda _: pytest.fail("not run"), answer=Outer, statuses={})
    validator = Draft202012Validator(schema.of(command, (command,)))
    assert validator.is_valid({"command": "x", "version": 1, **RIGHT, **changes}) is good


def test_a_type_that_json_does_not_have_is_refused() -> None:
    class Wrong(TypedDict):
        """Wrong."""

        path: Path

    command = Command(name="x", help="", run=lambda _: pytest.fail("not run"), answer=Wrong, statuses={})
    with pytest.raises(TypeError, match="no JSON Schema"):
        schema.document((command,))
