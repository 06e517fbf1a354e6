"""Reminders, the chat text, the phone list and the bulletin."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from io import BytesIO
from itertools import takewhile
from pathlib import Path

import pytest
from docx import Document
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from tests.conftest import Forms, copy_of, new_workspace
from tests.retyped import retyped
from tests.standing.snapshots import Sent, everything, snapshot_of
from toolkit import Workspace
from toolkit.acts.owed_in_words import forms_called
from toolkit.acts.withdraw import Tone
from toolkit.base.rounding import share
from toolkit.cli.parser import main
from toolkit.plan.model import Plan
from toolkit.reply.bulletin import Tally, ranked, tallies, write_bulletin
from toolkit.standing.status import ReportState

D25, D28, D29 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29)
D2, D3, D4 = date(2021, 2, 2), date(2021, 2, 3), date(2021, 2, 4)


def read(path: Path) -> EmailMessage:
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def said(path: Path) -> str:
    body = read(path).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def set_in_plan(workspace: Workspace, sheet: str, key: str, column: str, value: str | int) -> None:
    """Change one cell of the plan workbook: the row that has ``key`` in its first column."""
    data = workspace.plan_path.read_bytes()
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    letter = next(get_column_letter(row.index(column) + 1) for row in rows[:4] if column in row)
    number = next(number for number, row in enumerate(rows, start=1) if row[0] == key)
    workspace.plan_path.write_bytes(retyped(data, {(sheet, f"{letter}{number}"): value}))


@pytest.fixture(scope="module")
def one_reported(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace in which one unit has reported one of its two forms, and everybody else nothing."""
    workspace = new_workspace(tmp_path_factory.mktemp("催报") / "工作区")
    workspace.distribute(as_of=D25, unit="喀纳斯景区")
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled("6.2", "kanas"))
    workspace.collect(as_of=D28)
    return workspace


@pytest.fixture
def kanas(one_reported: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(one_reported, tmp_path)


def test_before_the_date_it_names_the_working_day_before(kanas: Workspace) -> None:
    """31 January 2021 is a Sunday; by the policy of rest days one reminds for the Friday before."""
    done = kanas.remind(as_of=D28)
    reminder = next(r for r in done.reminders if r.unit.id == "kanas")
    assert (reminder.tone, reminder.times, len(reminder.owing)) == (Tone.BEFORE, 1, 1)
    assert "2021年1月29日前" in read(reminder.draft)["Subject"] and "2021年1月31日前" in said(reminder.draft)
    assert read(reminder.draft)["X-Unsent"] == "1" and read(reminder.draft)["Cc"] is None
    saturday = kanas.remind(as_of=date(2021, 1, 30))
    assert "2021年1月31日前" in read(saturday.reminders[-1].draft)["Subject"]


def test_the_tone_rises_and_the_third_goes_to_the_leader(workspace: Workspace) -> None:
    set_in_plan(workspace, "单位", "fuyun", "抄送领导", "分管副县长")
    set_in_plan(workspace, "单位", "fuyun", "抄送邮箱", "leader@example.com")
    workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    days = (D2, D2, D3, D4, D4 + timedelta(days=1))
    reminded = [workspace.remind(as_of=day).reminders for day in days]
    seen = [next(r for r in reminders if r.unit.id == "fuyun") for reminders in reminded]
    found = [(r.tone, r.times, r.copied) for r in seen]
    assert found == [(Tone.AFTER, 1, False)] * 2 + [
        (Tone.AFTER, 2, False),
        (Tone.AGAIN, 3, True),
        (Tone.AGAIN, 4, True),
    ]
    mail = read(seen[-1].draft)
    assert [a.addr_spec for a in mail["Cc"].addresses] == ["leader@example.com"]
    assert "第4次催报" in mail["Subject"] and "抄送：分管副县长" in said(seen[-1].draft)
    others = next(r for r in reminded[-1] if r.unit.id == "fuhai")
    assert others.tone == Tone.AGAIN and not others.copied


def test_two_reminders_before_the_date_do_not_make_the_first_one_after_it_a_third(workspace: Workspace) -> None:
    workspace.distribute(as_of=D25, unit="富蕴县", item="3.1.1")
    for day in (D25, D28):
        workspace.remind(as_of=day)
    assert {r.tone for r in workspace.remind(as_of=D2).reminders} == {Tone.AFTER}
    assert {r.tone for r in workspace.remind(as_of=D3).reminders} == {Tone.AGAIN}


def test_one_unsent_reminder_at_a_time_and_none_when_something_came(kanas: Workspace, forms: Forms) -> None:
    kanas.remind(as_of=D28)
    kanas.remind(as_of=D2)
    folder = kanas.outbox / "2021-01" / "mail"
    assert [p.name for p in folder.glob("喀纳斯景区_*报.eml")] == ["喀纳斯景区_催报.eml"]
    assert not list(folder.glob("喀纳斯景区_提醒.eml"))
    (kanas.inbox / "表.xlsx").write_bytes(forms.filled("3.2.2", "kanas"))
    (kanas.inbox / "喀纳斯景区整改方案.pdf").write_bytes(b"%PDF-1.4 scheme")
    kanas.collect(as_of=D3)
    assert not list(folder.glob("喀纳斯景区_催报.eml"))
    done = kanas.remind(as_of=D3)
    assert "kanas" not in {r.unit.id for r in done.reminders}


@pytest.mark.one_in(100)
@pytest.mark.parametrize("day", [D28, D2])
@pytest.mark.parametrize(
    "step", ["toolkit.acts.reply.sheets_of", "toolkit.acts.reply._write_copies", "toolkit.acts.reply._withdraw"]
)
def test_a_run_that_was_cut_off_takes_its_reminders_away_later(
    kanas: Workspace, forms: Forms, day: date, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kanas.remind(as_of=day)
    tone = Tone.BEFORE if day == D28 else Tone.AFTER
    draft = kanas.draft_path(kanas.period(), kanas.plan.unit["fuyun"], tone.draft)
    assert draft.exists()
    (kanas.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(step, cut_off)
        with pytest.raises(KeyboardInterrupt):
            kanas.collect(as_of=day)
    Workspace(kanas.root).collect(as_of=day)  # nothing new
    assert not draft.exists() and not any(kanas.inbox.glob("*.xlsx"))


def test_the_chat_text_and_the_phone_list_name_who_owes_what(kanas: Workspace) -> None:
    set_in_plan(kanas, "单位", "kanas", "联系人", "某某")
    set_in_plan(kanas, "单位", "kanas", "联系电话", "0906-1111111")
    done = Workspace(kanas.root).remind(as_of=D2)
    assert done.chat and done.phones
    raw = done.chat.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    chat = raw.decode("utf-8-sig")
    assert chat.startswith("【2021年1月整改情况报送】") and "现已逾期2个工作日" in chat
    assert "喀纳斯景区：2份（未报送：三（二）2；材料未到：整改方案）" in chat and "等28份" in chat
    sheet = load_workbook(done.phones)["电话单"]
    (line,) = [[str(c.value) for c in row] for row in sheet.iter_rows() if row[1].value == "喀纳斯景区"]
    assert line[3].split("\n") == ["0906-1111111", "0906-0000000"] and line[4].split("\n")[0] == "方案"
    assert load_workbook(BytesIO(done.phones.read_bytes())).sheetnames == ["电话单"]


def test_the_bulletin_counts_and_ranks_as_the_office_wants(kanas: Workspace) -> None:
    done = kanas.remind(as_of=D2)
    text = text_of(done.bulletin)
    assert "应报填报表182份，已接收1份" in text and "均为按期" in text and "名次" in text
    assert "按期率相同的，已接收的比例高的在前" in text
    set_in_plan(kanas, "方案", "通报排名", "内容", "否")
    again = Workspace(kanas.root).remind(as_of=D2)
    assert "名次" not in text_of(again.bulletin) and "喀纳斯景区" in text_of(again.bulletin)


def bulletin_of(plan: Plan, sent: list[Sent], as_of: date = D2) -> list[str]:
    """The paragraphs of a bulletin, and its tables' rows, in their order."""
    data = write_bulletin(plan, plan.periods[0], as_of, snapshot_of(plan, sent, as_of).standings)
    found = []
    for block in Document(BytesIO(data)).iter_inner_content():
        found += (
            [block.text] if isinstance(block, Paragraph) else ["|".join(c.text for c in r.cells) for r in block.rows]
        )
    return found


def chapter(lines: list[str], heading: str) -> list[str]:
    """What stands under a heading."""
    start = next(n for n, line in enumerate(lines) if line.endswith(f"、{heading}"))
    return list(takewhile(lambda line: not re.match("[一二三四]、", line), lines[start + 1 :]))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("late", [0, 3, 40])
@pytest.mark.parametrize("missing", [0, 2, 60])
def test_every_chapter_of_the_bulletin_holds_its_own(plan: Plan, late: int, missing: int) -> None:
    """Praise never stands among what is wrong; where nothing is wrong there is no such chapter."""
    every = everything(plan)
    sent = [replace(one, day=D2) if n < late else one for n, one in enumerate(every)][: len(every) - missing]
    lines = bulletin_of(plan, sent)
    headings = [line[2:] for line in lines if re.match("[一二三四]、", line)]
    wrong = bool(late or missing)
    assert headings == ["总体情况", "各单位报送情况", *["存在的问题"] * wrong, "有关要求"]
    assert [line[0] for line in lines if re.match("[一二三四]、", line)] == [*"一二三四"[: len(headings)]]
    problems = "".join(chapter(lines, "存在的问题")) if wrong else ""
    assert ("逾期报送的有" in problems) == bool(late) and ("逾期未报送的有" in problems) == bool(missing)
    assert "按期报齐" not in problems
    assert not [line for line in lines if "|" not in line and re.search(r"(?<!\d)0份", line)]
    facts = "".join(chapter(lines, "总体情况"))
    assert ("。各单位均已按期报齐" in facts) == (not wrong)


@pytest.mark.parametrize("state", [ReportState.RETURNED, ReportState.NOT_RECEIVED, ReportState.ACCEPTED])
def test_a_phone_list_calls_a_few_forms_by_name_and_counts_many(plan: Plan, state: ReportState) -> None:
    standings = [replace(one, state=state) for one in snapshot_of(plan, []).standings[:12]]
    few, many = forms_called(standings[:4]), forms_called(standings)
    said = {"RETURNED": "退回待改", "NOT_RECEIVED": "未报送", "ACCEPTED": "签字件未到"}[state.name]
    assert few.split("\n") == [f"{said}：{one.item.code} {one.item.title}" for one in standings[:4]]
    assert many.startswith(f"{said}：") and many.endswith("等12份")


def test_before_the_day_nobody_is_late(plan: Plan) -> None:
    lines = bulletin_of(plan, everything(plan)[:100], D28)
    assert "存在的问题" not in "".join(lines) and "尚未报送82份" in "".join(lines)


def test_the_table_of_many_units_is_an_attachment(plan: Plan) -> None:
    few, many = bulletin_of(plan, []), bulletin_of(_many(plan, 40), [])
    date_line = next(n for n, line in enumerate(many) if line == "2021年2月2日")
    assert many[date_line + 1] == "附件" and "见附件" in "".join(many) and "附件：2021年1月整改情况报送情况" in many
    assert all("|" not in line for line in many[:date_line]) and "附件" not in "".join(few)
    assert "等40个县（市）" in "".join(chapter(many, "存在的问题"))
    assert many[-2].startswith("|合计|")


def _many(plan: Plan, number: int) -> Plan:
    units = tuple(replace(plan.units[0], id=f"u{n}", name=f"某某{n:02}单位", area=f"某某{n:02}") for n in range(number))
    items = tuple(replace(item, unit_ids=tuple(u.id for u in units)) for item in plan.items[:3])
    own = {item.id for item in items}
    return replace(
        plan, units=units, items=items, rules=(), indicators=tuple(i for i in plan.indicators if i.item_id in own)
    )


def test_the_same_facts_give_the_same_files(kanas: Workspace) -> None:
    first = kanas.remind(as_of=D2)
    paths = [first.bulletin, *[p for p in (first.chat, first.phones) if p], *(r.draft for r in first.reminders)]
    before = [path.read_bytes() for path in paths]
    kanas.remind(as_of=D2)
    assert [path.read_bytes() for path in paths] == before


def test_alike_units_share_a_place(workspace: Workspace) -> None:
    units = workspace.plan.units
    of = [
        Tally(units[0], 10, 5, 5, 0, 0, 0),
        Tally(units[1], 2, 1, 1, 0, 0, 0),
        Tally(units[2], 10, 10, 0, 0, 0, 3),
        Tally(units[3], 10, 5, 0, 2, 3, 2),
    ]
    assert [(place, t.unit.id) for place, t in ranked(of)] == [
        (1, units[2].id), (2, units[0].id), (2, units[1].id), (4, units[3].id),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 3, "33.3%"), (2, 3, "66.7%"), (1, 8, "12.5%"), (1, 2000, "0.1%"), (0, 0, "—")]
)
def test_shares_are_rounded_as_people_do(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


def test_tallies_leave_nothing_out(kanas: Workspace) -> None:
    for tally in tallies(kanas.plan, kanas.period(), kanas.status(as_of=D2)):
        assert tally.owed == tally.in_time + tally.late + tally.returned + tally.missing


def test_remind_from_the_command_line(kanas: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-w", str(kanas.root), "remind", "--as-of", "2021-02-02"]) == 0
    out = capsys.readouterr().out
    assert "要催 8 个单位" in out and "喀纳斯景区：还差 2 份，第 1 次，用“催报”" in out and "电话单" in out
