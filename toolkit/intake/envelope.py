"""Take zips and mails apart into files.

Knows: zip directories, mail structure, the names people's programs write. Must not know: forms. Nothing in an envelope is
believed: sizes, counts and depth are limited, and what cannot be opened is named with a sentence.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from io import BytesIO
from pathlib import PurePosixPath

from toolkit.intake.guard import MOST_BYTES, Kind, kind_of

DEEPEST = 3  # a zip in a zip in a mail
MOST_MEMBERS = 2_000
MOST_INFLATED = 500 * 2**20
_SYSTEM = re.compile(r"(?i)~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|part)")


@dataclass(frozen=True, slots=True)
class Member:
    """A file: its readable name, its bytes, the containers it came in from outside in, and the mail's date and sender."""

    name: str
    data: bytes
    path: tuple[str, ...] = ()
    sent_on: datetime | None = None
    sender: str = ""


@dataclass(frozen=True)
class Opened:
    """An envelope taken apart: files, and (name, sentence) for what could not be opened."""

    members: tuple[Member, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Opened) -> Opened:
        return Opened(self.members + other.members, self.problems + other.problems)


def open_envelope(name: str, data: bytes) -> Opened:
    """The files in a dropped file; one that is no envelope is its own only member. Never raises."""
    return _open(Member(name, data), 0)


def _open(member: Member, depth: int) -> Opened:
    kind = kind_of(member.data, member.name)
    if kind not in (Kind.ZIP, Kind.MAIL):
        return Opened((member,))
    if depth >= DEEPEST:
        return Opened(problems=((member.name, "压缩包或邮件套得太深，没有打开。请解开后放入 inbox。"),))
    try:
        inner, problems = _unzip(member) if kind is Kind.ZIP else _unpack_mail(member)
    except Exception:  # noqa: BLE001 - envelopes come from outside; whatever is wrong with one is said in a sentence
        return Opened(problems=((member.name, "打不开，可能已经损坏。请让对方重新发送。"),))
    opened = Opened(problems=tuple(problems))
    for part in inner:
        opened += _open(part, depth + 1)
    if not opened.members and not opened.problems:
        what = "压缩包" if kind is Kind.ZIP else "邮件"
        opened = Opened(problems=((member.name, f"{what}里没有附件。请核对对方是否忘了附上填报表。"),))
    return opened


def _unzip(member: Member) -> tuple[list[Member], list[tuple[str, str]]]:
    members: list[Member] = []
    problems: list[tuple[str, str]] = []
    with zipfile.ZipFile(BytesIO(member.data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        total = sum(info.file_size for info in infos)
        if len(infos) > MOST_MEMBERS or total > MOST_INFLATED:
            return [], [(member.name, "压缩包里的文件太多或太大，没有打开。请分成几个压缩包。")]
        for info in infos:
            name = _zip_name(info)
            base = PurePosixPath(name.replace("\\", "/")).name
            if _SYSTEM.fullmatch(base) or "__MACOSX/" in name:
                continue
            if info.flag_bits & 1:
                problems.append((base, "压缩包设了密码，打不开。请去掉密码后重新报送。"))
            elif info.file_size > MOST_BYTES:
                problems.append((base, f"文件超过 {MOST_BYTES // 2**20} MB，没有读取。请精简后重新报送。"))
            else:
                with suppress_into(problems, base):
                    members.append(_inside(member, base, archive.read(info)))
    return members, problems


class suppress_into:  # noqa: N801 - reads as contextlib.suppress does
    """Turn whatever goes wrong with one part into a sentence, so that the other parts are still read."""

    def __init__(self, problems: list[tuple[str, str]], name: str) -> None:
        self._problems, self._name = problems, name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        self._problems.append((self._name, "这个文件在压缩包里是坏的，取不出来。请让对方重新发送。"))
        return True


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag it is what Chinese Windows writes (GBK), or unmarked UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    with suppress(UnicodeError):
        raw = info.orig_filename.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeError):
                return raw.decode(encoding)
    return info.filename


def _inside(container: Member, name: str, data: bytes) -> Member:
    return Member(name, data, (*container.path, container.name), container.sent_on, container.sender)


def _unpack_mail(member: Member) -> tuple[list[Member], list[tuple[str, str]]]:
    mail = email.message_from_bytes(member.data, policy=email.policy.compat32)
    sent_on = None
    with suppress(Exception):
        sent_on = email.utils.parsedate_to_datetime(str(mail["Date"]))
    sender = email.utils.parseaddr(_readable(mail["From"]))[1]
    outer = Member(member.name, b"", member.path, sent_on or member.sent_on, sender or member.sender)
    return [_inside(outer, name, data) for name, data in _attachments(mail)], []


def _attachments(mail: Message) -> Iterator[tuple[str, bytes]]:
    """Every part of a mail that is a file: named parts, forwarded mails, unnamed parts that are no text."""
    for number, part in enumerate(_leaves(mail), start=1):
        name = _part_name(part)
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            message = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(message, Message):
                yield name or f"转发的邮件{number}.eml", message.as_bytes()
            continue
        if not name and part.get_content_maintype() in ("text", "multipart"):
            continue
        if part.get_content_maintype() == "image" and (part.get("Content-ID") or not name):
            continue  # the logo of a signature
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            base = PurePosixPath((name or f"附件{number}").replace("\\", "/")).name
            if not _SYSTEM.fullmatch(base):
                yield base, payload


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts of a mail, not going into forwarded mails."""
    if mail.get_content_type() == "message/rfc822" or not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _part_name(part: Message) -> str:
    """An attachment's name: RFC 2231 as the library reads it, RFC 2047 and raw GBK or UTF-8 as programs write it."""
    name = part.get_filename()
    if name is None:
        return ""
    return _readable(name).replace("\r", "").replace("\n", "").strip()


def _readable(header: object) -> str:
    """A header as a person reads it, whatever the encoding it was written in."""
    if header is None:
        return ""
    text = str(header)
    with suppress(UnicodeError):
        raw = text.encode("ascii", "surrogateescape")
        if any(byte > 127 for byte in raw):
            for encoding in ("utf-8", "gb18030"):
                with suppress(UnicodeError):
                    return raw.decode(encoding)
    with suppress(Exception):
        return str(make_header(decode_header(text)))
    return text
