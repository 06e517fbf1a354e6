"""Whatever a mail looks like, every form in it is kept, byte for byte, and nothing is lost."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tests.conftest import Forms
from tests.intake.mail_kinds import HEAD, KINDS, LOGO, mixed
from toolkit import Workspace
from toolkit.intake.envelope import open_envelope
from toolkit.intake.guard import Kind, kind_of

# Bytes that begin like a workbook, with every value and every ending that an encoding may stumble over.
NOISE = random.Random(7).randbytes(3000)
FILES = [
    ("三（一）1_富蕴县.xlsx", b"PK\x03\x04" + NOISE + b"\r\n.\r\n--\r\n"),
    ("三（一）2_富蕴县.xlsx", b"PK\x03\x04" + NOISE[::-1] + b"\n\r\x00 =\t"),
]
NAMELESS = {"no_name_at_all", "the_same_name_twice", "rfc2047_says_gb2312_means_more", "says_old_excel"}
GARBLED = {"says_several_parts"}


def test_there_are_at_least_forty_kinds() -> None:
    assert len(KINDS) >= 40


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", KINDS)
def test_every_file_is_kept_byte_for_byte_with_its_name(name: str) -> None:
    opened = open_envelope("来信.eml", KINDS[name](FILES))
    assert opened.problems == ()
    found = {member.data: member.name for member in opened.members}
    assert [data in found for _, data in FILES] == [True, True], [m.name for m in opened.members]
    if name not in NAMELESS:
        assert [found[data] for _, data in FILES] == [file for file, _ in FILES]
    others = [m for m in opened.members if m.data not in {data for _, data in FILES}]
    assert LOGO not in {m.data for m in others} and len(others) <= 1
    assert all(member.letters for member in opened.members)


@pytest.mark.parametrize("name", KINDS)
def test_it_is_known_for_a_mail_by_its_content(name: str) -> None:
    assert kind_of(KINDS[name](FILES), "没有后缀") is Kind.MAIL


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (HEAD, "没有附件"),
        (HEAD + b"\r\n", "没有附件"),
        (HEAD + b"Content-Type: text/plain\r\n\r\nhello\r\n", "没有附件"),
        (mixed([b"Content-Type: text/html\r\n\r\n<p>hello</p>\r\n"]), "没有附件"),
        (mixed([]), "没有附件"),
        (
            mixed([b"Content-Type: text/plain\r\n\r\nread\r\n",
                   b"Content-Type: message/disposition-notification\r\n\r\nDisposition: displayed\r\n"],
                  subtype=b"report; report-type=disposition-notification"),
            "没有附件",
        ),
    ],
    ids=["headers", "nothing", "text", "html", "no-parts", "read-receipt"],
)  # fmt: skip
def test_a_mail_without_a_file_is_said(data: bytes, said: str) -> None:
    opened = open_envelope("来信.eml", data)
    assert opened.members == () and len(opened.problems) == 1 and said in opened.problems[0][1]


def test_forms_in_every_kind_of_mail_are_accepted(workspace: Workspace, forms: Forms) -> None:
    """Each kind carries a real form of its own; all are taken, each once, and the inbox is empty after it."""
    owed = workspace.plan.obligations()
    assert len(owed) >= len(KINDS)
    for number, (name, ((item, unit), write)) in enumerate(
        zip(KINDS, zip(owed, KINDS.values(), strict=False), strict=True)
    ):
        data = write([(f"{item.code}_{unit.area}.xlsx", forms.filled(item.id, unit.id))])
        (workspace.inbox / f"{number:02}_{name}.eml").write_bytes(data)
    collected = workspace.collect(as_of=date(2021, 1, 30))
    assert len(collected.taken) == len(KINDS) and all(taken.accepted for taken in collected.taken), collected.set_aside
    assert collected.duplicates == () and collected.left == ()
    left = [path.name for path in workspace.inbox.rglob("*") if path.is_file() and "未识别" not in path.parts]
    assert left == []
