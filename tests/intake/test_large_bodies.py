"""Long bodies lifted out of a mail: whatever the mail, the files are those that the whole mail would have given."""

from __future__ import annotations

import random
from email import encoders
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from toolkit.intake import large_bodies
from toolkit.intake.large_bodies import Lifted, lift
from toolkit.intake.mails import open_mail

PHOTOGRAPH = random.Random(1).randbytes(300_000)


def attached(name: str, data: bytes, encoding: str = "base64") -> MIMEBase:
    part = MIMEBase("application", "octet-stream", name=name)
    part.set_payload(data)
    if encoding == "base64":
        encoders.encode_base64(part)
    elif encoding == "quoted-printable":
        encoders.encode_quopri(part)
    part["Content-Disposition"] = f"attachment; filename={name}"
    return part


def mail(*parts: MIMEBase | MIMEMessage | MIMEText) -> MIMEMultipart:
    made = MIMEMultipart()
    made["From"], made["Subject"] = "a@example.com", "report"
    for part in (MIMEText("see the files"), *parts):
        made.attach(part)
    return made


MAILS = {
    "one": mail(attached("a.bin", PHOTOGRAPH)),
    "two": mail(attached("a.bin", PHOTOGRAPH), attached("b.bin", PHOTOGRAPH[::-1])),
    "forwarded": mail(MIMEMessage(mail(attached("a.bin", PHOTOGRAPH)))),
    "a text that looks like base64": mail(attached("a.txt", (b"A" * 76 + b"\n") * 3000, "7bit")),
    "quoted": mail(attached("a.bin", (b"A" * 70 + b"\n") * 3000, "quoted-printable")),
}


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("name", MAILS)
def test_the_files_are_the_same(name: str, line_end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = MAILS[name].as_bytes().replace(b"\n", line_end)
    whole = open_mail(data)
    monkeypatch.setattr(large_bodies, "LARGE", 1000)
    slim, lifted = lift(data)
    assert lifted.bodies and len(slim) < 10_000
    assert lifted.put_back(slim) == data
    assert open_mail(data) == whole


def test_a_mail_with_a_line_out_of_place_is_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = MAILS["one"].as_bytes().splitlines(keepends=True)
    data = b"".join((*lines[:2000], b" \n", *lines[2000:]))
    whole = open_mail(data)
    monkeypatch.setattr(large_bodies, "LARGE", 1000)
    assert open_mail(data) == whole


def test_nobody_can_write_a_mark_of_his_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_bodies, "LARGE", 1000)
    mark = b"toolkit-lifted-0-of-x\n"
    data = mail(attached("a.bin", PHOTOGRAPH), attached("b.txt", mark, "7bit")).as_bytes()
    assert dict(open_mail(data).files) == {"a.bin": PHOTOGRAPH, "b.txt": mark}


def test_a_small_mail_is_left_alone() -> None:
    assert lift(b"From: a\n\nx") == (b"From: a\n\nx", Lifted())
