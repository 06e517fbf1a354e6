"""Take zips and mails apart into files.

Knows: zip directories, mail structure, the names that people's programs write. Must not know: forms. Nothing in an
envelope is believed: sizes, counts and depth are limited, and what cannot be opened is named with a sentence.
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
from email.header import decode_header
from email.message import Message
from io import BytesIO

from toolkit.intake.guard import MOST_BYTES, Kind, inflate, kind_of

DEEPEST = 3  # a zip in a zip in a mail
MOST_MEMBERS = 2_000  # all forms of a plan for ten years; far below it in real life
MOST_INFLATED = 500 * 2**20  # all members of one dropped file are in memory together
_SYSTEM = re.compile(r"(?i)~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|part)")

_TOO_DEEP = "压缩包或邮件套得太深，没有打开。请解开后放入 inbox。"
_TOO_MUCH = "里面的文件太多或太大，没有全部打开。请分成几个压缩包重新报送。"
_BROKEN = "打不开，可能已经损坏。请让对方重新发送。"
_BROKEN_PART = "这个文件在压缩包里是坏的，取不出来。请让对方重新发送。"
_ENCRYPTED = "压缩包设了密码，打不开。请去掉密码后重新报送。"
_METHOD = "压缩包用了少见的压缩方式，打不开。请用普通的 .zip 方式重新压缩后报送。"
_LARGE = f"文件超过 {MOST_BYTES // 2**20} MB，没有读取。请精简后重新报送。"
_EMPTY = {
    Kind.ZIP: "压缩包里没有文件。请核对对方是否忘了放入填报表。",
    Kind.MAIL: "邮件里没有附件。请核对对方是否忘了附上填报表。",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A file: its readable name, its bytes, and where it comes from.

    ``path`` holds the names of the containers it came in, from outside in. ``sent_on`` and ``sender`` are those of
    the innermost mail around it; ``sent_on`` has no time zone where the mail gives none.
    """

    name: str
    data: bytes
    path: tuple[str, ...] = ()
    sent_on: datetime | None = None
    sender: str | None = None


@dataclass(frozen=True)
class Opened:
    """An envelope taken apart: files, and (name, sentence) for what could not be opened."""

    members: tuple[Member, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


_Part = Member | tuple[str, str]


def open_envelope(name: str, data: bytes) -> Opened:
    """The files in a dropped file, in the order in which they stand; what is no envelope is its own only member.

    Files of the system (``Thumbs.db``, ``~$…``, ``__MACOSX/``) are left out. Archives of other kinds (RAR, 7z) are
    members; the guard says about them what to do. Never raises.
    """
    members: list[Member] = []
    problems: list[tuple[str, str]] = []
    waiting: list[_Part] = [Member(name, data)]
    left = MOST_INFLATED
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Member):
            problems.append(part)
            continue
        kind = kind_of(part.data, part.name)
        if kind not in (Kind.ZIP, Kind.MAIL):
            members.append(part)
        elif len(part.path) >= DEEPEST:
            problems.append((part.name, _TOO_DEEP))
        else:
            inner = _unpack(part, kind, left)
            left -= sum(len(one.data) for one in inner if isinstance(one, Member))
            if len(members) + len(waiting) + len(inner) > MOST_MEMBERS:
                inner = [(part.name, _TOO_MUCH)]
            waiting += reversed(inner)
    return Opened(tuple(members), tuple(problems))


def _unpack(container: Member, kind: Kind, left: int) -> list[_Part]:
    """What is directly in a zip or mail, at most ``left`` bytes of it."""
    try:
        inner = list(_unzipped(container, left) if kind is Kind.ZIP else _attached(container))
    except Exception:  # whatever is wrong with an envelope from outside is said in a sentence
        return [(container.name, _BROKEN)]
    return inner or [(container.name, _EMPTY[kind])]


# -- zips --------------------------------------------------------------------------------------------------------------


def _unzipped(container: Member, left: int) -> Iterator[_Part]:
    with zipfile.ZipFile(BytesIO(container.data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MOST_MEMBERS:
            yield container.name, _TOO_MUCH
            return
        for info in infos:
            name = _zip_name(info).replace("\\", "/")
            base = name.rpartition("/")[2]
            if _SYSTEM.fullmatch(base) or "__MACOSX/" in name:
                continue
            part = _extracted(container.data, info, min(left, MOST_BYTES))
            if isinstance(part, bytes):
                left -= len(part)
                yield _inside(container, base, part)
            elif part == _LARGE and left < MOST_BYTES:
                yield container.name, _TOO_MUCH
                return
            else:
                yield base, part


def _extracted(container: bytes, info: zipfile.ZipInfo, limit: int) -> bytes | str:
    """A zip's member, or the sentence that says why it cannot be had."""
    if info.flag_bits & 1:
        return _ENCRYPTED
    try:
        data = inflate(container, info, limit)
    except NotImplementedError:
        return _METHOD
    except Exception:  # one damaged member must not cost the others
        return _BROKEN_PART
    return _LARGE if data is None else data


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag it is what Chinese Windows writes (GBK), or unmarked UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return _decoded(info.orig_filename.encode("cp437"))
    except UnicodeError:
        return info.filename


def _decoded(raw: bytes) -> str:
    """Bytes that are UTF-8 or GBK, nobody says which.

    A Chinese character has three bytes in UTF-8 and two in GBK; a few GBK texts ("一" is D2 BB) are also valid UTF-8,
    but of letters that nobody here writes.
    """
    with suppress(UnicodeError):
        text = raw.decode("utf-8")
        if text.isascii() or any(character >= "\u2000" for character in text):
            return text
    with suppress(UnicodeError):
        return raw.decode("gb18030")
    return raw.decode("utf-8", "replace")


def _inside(container: Member, name: str, data: bytes) -> Member:
    return Member(name, data, (*container.path, container.name), container.sent_on, container.sender)


# -- mails -------------------------------------------------------------------------------------------------------------


def _attached(container: Member) -> Iterator[_Part]:
    # compat32 shows headers as they stand; the newer policies raise on some that real programs write.
    mail = email.message_from_bytes(container.data.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.compat32)
    _mend(mail)
    sent_on = container.sent_on
    with suppress(Exception):
        sent_on = email.utils.parsedate_to_datetime(str(mail["Date"]))
    sender = email.utils.parseaddr(_readable(mail["From"]))[1] or container.sender
    outer = Member(container.name, b"", container.path, sent_on, sender)
    for number, part in enumerate(_leaves(mail), start=1):
        _mend(part)
        file = _file(part, number)
        if file is not None and not _SYSTEM.fullmatch(file[0]):
            yield _inside(outer, *file)


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts of a mail, not going into forwarded mails."""
    if mail.get_content_type() == "message/rfc822" or not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _file(part: Message, number: int) -> tuple[str, bytes] | None:
    """Name and bytes of a part that is a file, None for what is the text of the mail or its decoration."""
    name = _readable(part.get_filename()).replace("\\", "/").rpartition("/")[2].strip()
    kind = part.get_content_maintype()
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        return (name or f"转发的邮件{number}.eml", message.as_bytes()) if isinstance(message, Message) else None
    if not name and kind in ("text", "multipart"):
        return None
    if kind == "image" and (part.get("Content-ID") or not name):
        return None  # the logo of a signature
    payload = part.get_payload(decode=True)
    return (name or f"附件{number}", payload) if isinstance(payload, bytes) else None


def _mend(part: Message) -> None:
    """Decode headers that hold raw UTF-8 or GBK, which no standard allows and the library would blot out."""
    for name, value in list(part.raw_items()):
        with suppress(UnicodeError):
            raw = str(value).encode("ascii", "surrogateescape")
            if not raw.isascii():
                part.replace_header(name, _decoded(raw))


def _readable(header: object) -> str:
    """A header as a person reads it, also where the charset that it names is not quite the true one."""
    if header is None:
        return ""
    text = str(header).replace("\r", "").replace("\n", "")
    with suppress(Exception):
        return "".join(
            word if isinstance(word, str) else _word(word, charset or "ascii") for word, charset in decode_header(text)
        )
    return text


def _word(raw: bytes, charset: str) -> str:
    # Programs say gb2312 and mean its superset, without which 镕 and 喆 cannot be written.
    charset = "gb18030" if charset.lower() in ("gb2312", "gbk", "gb_2312-80") else charset
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeError):
        return _decoded(raw)
