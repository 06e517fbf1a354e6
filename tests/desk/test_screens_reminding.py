"""Whom, in which tone and words: what is asked for on the page or by the command is what is made, and nothing else."""

from __future__ import annotations

import email
import email.policy
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.desk.client import Client, heading
from tests.desk.conftest import TODAY
from toolkit import Workspace
from toolkit.acts.reminders import Wish
from toolkit.acts.withdraw import Tone
from toolkit.base.errors import TemplateError, WorkspaceError
from toolkit.cli.parser import main
from toolkit.desk.serve import Served
from toolkit.mail.send import Sent

BEFORE = date(2021, 1, 28)
OWN = "主题：{单位}的表\n\n请{单位全称}今天报。\n\n{表}\n"


def drafts(workspace: Workspace) -> dict[str, str]:
    """The subjects of the reminders that lie there, by unit."""
    found = {}
    for path in workspace.mails_path(workspace.period()).glob("*.eml"):
        for unit in workspace.plan.units:
            if unit.area in path.name and "填报表" not in path.name:
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
                found[unit.area] = str(message["Subject"])
    return found


def test_only_the_units_that_are_chosen_are_reminded_in_the_words_that_are_typed(
    served: Served, client: Client, workspace: Workspace
) -> None:
    first, second, *rest = workspace.to_remind(as_of=TODAY)
    page = client.get("/remind").text
    assert f'aria-label="催 {first.unit.area}" checked' in page and first.files[0].name in page
    made = {"chosen": "1", "unit": first.unit.id, f"text-{first.tone}": OWN.replace("\n", "\r\n"), "send": ""}
    client.post("/remind/make", made)
    assert heading(client.done(served).text) == "催报做完了。"
    assert drafts(workspace) == {first.unit.area: f"{first.unit.area}的表"}
    assert [*workspace.reminded(workspace.period())] == [first.unit.id]
    chat = next(workspace.outbox.rglob("群消息_*.txt")).read_text(encoding="utf-8-sig")
    assert first.unit.area in chat and "已经报齐" not in chat, "who owes and is not chosen has not reported"
    assert "{单位}的表" not in (workspace.texts / f"{first.tone}.txt").read_text(encoding="utf-8-sig")
    client.post("/remind/make", {"chosen": "1", "unit": second.unit.id, f"text-{first.tone}": OWN, "keep": "1"})
    client.done(served)
    assert drafts(workspace)[second.unit.area] == f"{second.unit.area}的表"
    kept = (workspace.texts / f"{first.tone}.txt").read_text(encoding="utf-8-sig")
    assert "{单位}的表" in kept and kept.startswith("#") and (workspace.texts / f"{first.tone}（以前的）.txt").exists()
    workspace.remind(as_of=TODAY)
    assert drafts(workspace)[rest[0].unit.area] == f"{rest[0].unit.area}的表", "from now on"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("没有主题", "要写“主题：……”"), ("主题：{谁}\n\n话", "“{谁}”不认识"), ("主题：话\n\n见{表}附", "要单独占一行")],
)
def test_words_that_cannot_be_sent_come_back_as_they_were_typed(
    client: Client, workspace: Workspace, typed: str, said: str
) -> None:
    (first, *_) = workspace.to_remind(as_of=TODAY)
    page = client.post("/remind/make", {"chosen": "1", "unit": first.unit.id, f"text-{first.tone}": typed})
    assert page.status == 400 and said in heading(page.text) and typed.partition("\n")[0] in page.text
    assert not drafts(workspace) and not workspace.reminded(workspace.period())
    with pytest.raises(TemplateError):
        workspace.remind(as_of=TODAY, wish=Wish(texts={first.tone: typed}))
    assert not drafts(workspace) and not workspace.reminded(workspace.period()), "nothing, also not of the others"


def test_nobody_chosen_is_not_everybody(client: Client, workspace: Workspace) -> None:
    page = client.post("/remind/make", {"chosen": "1"})
    assert page.status == 400 and "还没有选单位" in heading(page.text) and not drafts(workspace)


@pytest.mark.parametrize(
    ("day", "tone", "said"),
    [
        (TODAY, Tone.BEFORE, "已经过了报送日期"),
        (BEFORE, Tone.AFTER, "还没有过报送日期"),
        (BEFORE, Tone.AGAIN, "还没有过报送日期"),
        (TODAY, Tone.AGAIN, "还没有催过"),
    ],
)
def test_no_tone_that_would_not_be_true(workspace: Workspace, day: date, tone: Tone, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said):
        workspace.remind(as_of=day, wish=Wish(tone=tone))
    assert not drafts(workspace) and not workspace.reminded(workspace.period())


def test_the_tone_that_is_wanted_is_used_from_the_second_time_on(workspace: Workspace) -> None:
    (first, *_) = workspace.to_remind(as_of=TODAY)
    wish = Wish(units=[first.unit.area], tone=Tone.AGAIN)
    workspace.remind(as_of=TODAY)
    done = workspace.remind(as_of=date(2021, 2, 9), wish=wish)
    assert [(one.unit.id, one.tone, one.times) for one in done.reminders] == [(first.unit.id, Tone.AGAIN, 2)]
    assert "第2次催报" in drafts(workspace)[first.unit.area]


def test_what_was_just_made_is_sent_where_that_is_wanted_and_no_other_draft(
    served: Served, client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Path] = []

    def send(_: Workspace, *, only: list[Path], **__: object) -> list[Sent]:
        sent.extend(only)
        return [Sent(path, "表", now=("a@office.test",)) for path in only]

    first, second, *_ = workspace.to_remind(as_of=TODAY)
    assert first.unit.emails and [*workspace.mails_path(workspace.period()).glob("*.eml")], "others lie there as well"
    client.post("/remind/make", {"chosen": "1", "unit": second.unit.id})
    client.done(served)
    monkeypatch.setattr(Workspace, "mail_send", send)
    client.post("/remind/make", {"chosen": "1", "unit": first.unit.id, "send": "1", "password": "x"})
    assert "发出 1 封" in client.done(served).text
    assert [path.name.partition("_")[0] for path in sent] == [first.unit.area]


def test_a_call_is_one_line_of_the_masters_supervision(served: Served, client: Client, workspace: Workspace) -> None:
    unit = workspace.plan.units[0]
    assert "还没有记过电话" in client.get("/remind").text
    fields = {
        "unit": unit.id,
        "who": "张老师",
        "said": "=周五报来",
        "on": "2021-02-05",
        "next": "2021-02-12",
        "by": "×××",
    }
    for lacking in ({"said": " "}, {"unit": "x"}, {"on": "2021-02-30"}):
        assert client.post("/remind/call", {**fields, **lacking}).status == 400, lacking
    client.post("/remind/call", fields)
    assert heading(client.done(served).text) == "登记电话做完了。"
    (line,) = workspace.supervision(as_of=TODAY)
    assert (line.day, line.unit_ids, line.next_on) == (date(2021, 2, 5), (unit.id,), date(2021, 2, 12))
    assert line.said == "电话：张老师：=周五报来"
    page = client.get("/remind").text
    assert "张老师：=周五报来" in page and "2021-02-12" in page
    client.post("/remind/call", fields)
    assert "已经登记过" in client.done(served).text and len(workspace.supervision(as_of=TODAY)) == 1
    sheet = load_workbook(workspace.master_path(workspace.period()))["督办记录"]
    said = [cell.value for row in sheet.iter_rows() for cell in row if "张老师" in str(cell.value)]
    assert said == ["张老师：=周五报来"]


def test_the_command_reminds_as_the_page_does(workspace: Workspace, tmp_path: Path) -> None:
    (first, *_) = workspace.to_remind(as_of=TODAY)
    words = tmp_path / "话.txt"
    words.write_text(OWN, encoding="gb18030")
    at = ["-w", str(workspace.root), "remind", "--as-of", str(TODAY)]
    for wrong in (["--text", str(words)], ["--unit", "没有的县"], ["--tone", "提醒"]):
        assert main([*at, *wrong]) == 2 and not drafts(workspace), wrong
    assert main([*at, "--unit", first.unit.area, "--tone", first.tone, "--text", str(words)]) == 0
    assert drafts(workspace) == {first.unit.area: f"{first.unit.area}的表"}
