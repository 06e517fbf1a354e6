"""What is in a mail: its attached files, its sender, whether a person wrote it at all.

Knows: mail structure, the ways in which people's programs spell names, Outlook's .msg. Must not know: forms, zips,
limits.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import NamedTuple

from toolkit.base.letters import Letter
from toolkit.base.visible import visible
from toolkit.intake import unattached
from toolkit.intake.guard import Kind, kind_of
from toolkit.intake.headers import mend, plain_name, readable
from toolkit.intake.large_bodies import Lifted, lift

_ID = re.compile(r"<[!-;=?-~]{1,900}>")  # what is not ASCII can be answered by nobody
# How a file is attached (MS-OXCMSG 2.2.2.9), its Content-ID (2.2.2.29).
_METHOD, _IS_EMBEDDED, _CONTENT_ID = 0x3705, 5, 0x3712
_LARGEST_LOGO = 100 * 2**10  # bytes; a photograph is larger
_BOUNCED = "这是退信：发往 {to} 的邮件没有送到。请核对邮箱地址，改正 plan.xlsx 后重新生成并发送。"
_EMBEDDED = "附件是一封转发的邮件，Outlook 的 .msg 里取不出来。请在 Outlook 里打开它，把里面的附件存到 inbox。"
_BROKEN_PART = "这个附件是坏的，取不出来。请让对方重新发送。"
_BY_LINK = "附件只是一个链接，文件不在邮件里。请让对方把文件本身附在邮件里重发。"


class Unopened(NamedTuple):
    """What could not be taken out of an envelope ("" for itself), and a sentence that says what to do."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Opened:
    """A mail taken apart: itself, (name, bytes) of its files, (name, sentence) of what cannot be had."""

    letter: Letter
    files: tuple[tuple[str, bytes], ...]
    problems: tuple[Unopened, ...] = ()


def open_mail(data: bytes) -> Opened:
    """The files attached to a mail as it travels (.eml), forwarded mails among them as files.

    A mail that came back undelivered has none: what is in it is what was sent out. Raises whatever the mail's faults
    make the library raise.
    """
    # compat32 shows headers as they stand; the newer policies raise on some that real programs write.
    slim, lifted = lift(data)
    mail = email.message_from_bytes(slim.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.compat32)
    mend(mail)
    letter = _letter(mail, data)
    sealed = unattached.sealed(mail, data)
    if sealed:
        return Opened(letter, (), (Unopened("", sealed),))
    if mail.get_content_type() == "multipart/report" and "delivery-status" in str(mail["Content-Type"]).lower():
        return Opened(letter, (), (Unopened(letter.subject or "退信", _BOUNCED.format(to=_undelivered(mail))),))
    files, problems, texts = [], [], []
    for number, part in enumerate(_leaves(mail), start=1):
        try:
            mend(part)
            if unattached.is_text(part):
                texts.append(unattached.text_of(lifted.decoded(part), part))
            file = None if unattached.is_signature(part) else _file(part, number, lifted)
        except Exception:  # what is wrong with one part must not cost the others
            problems.append(Unopened(f"附件{number}", _BROKEN_PART))
            continue
        if file is not None:
            files.append(file)
    said = unattached.instead(texts, files=bool(files))
    return Opened(letter, tuple(files), (*problems, *([Unopened("", said)] if said else [])))


def subject_of(data: bytes) -> str:
    """The subject of a mail as a person reads it, for naming its file; “邮件” where it has none."""
    with suppress(Exception):
        mail = email.message_from_bytes(data[: 2**16].partition(b"\r\n\r\n")[0], policy=email.policy.compat32)
        mend(mail)
        return readable(mail["Subject"]).strip() or "邮件"
    return "邮件"


def open_outlook(data: bytes) -> Opened:
    """The files attached to a mail that Outlook saved (.msg).

    Raises whatever the file's faults make the library raise.
    """
    from oxmsg import Message as Saved

    saved = Saved.load(data)
    headers = "\n".join(f"{name}: {value}" for name, value in saved.message_headers.items())
    if headers:
        mail = email.message_from_bytes(headers.encode("utf-8", "surrogateescape"), policy=email.policy.compat32)
        mend(mail)
        letter = _letter(mail, data)
    else:
        sender, sent_on = _address(saved.sender or ""), _possible(saved.sent_date)
        letter = Letter(_own_id(data), sender, visible(saved.subject), (), sent_on)
    files: list[tuple[str, bytes]] = []
    problems: list[Unopened] = []
    for number, attachment in enumerate(saved.attachments, start=1):
        name = _base(attachment.file_name or f"附件{number}")
        if attachment.file_bytes is None:
            embedded = attachment.properties.int_prop_value(_METHOD) == _IS_EMBEDDED
            problems.append(Unopened(name, _EMBEDDED if embedded else _BY_LINK))
        elif sealed := unattached.sealed_file(name, attachment.file_bytes):
            problems.append(Unopened(name, sealed))
        elif not (attachment.mime_type or "").startswith("image/") or not _is_decoration(attachment):
            files.append((name, attachment.file_bytes))
    said = unattached.instead([saved.body or "", saved.html_body or ""], files=bool(files or problems))
    return Opened(letter, tuple(files), (*problems, *([Unopened("", said)] if said else [])))


def _is_decoration(attachment: object) -> bool:
    """Whether Outlook shows the picture inside the text: it has a Content-ID."""
    properties = getattr(attachment, "properties", None)
    return properties is not None and bool(properties.str_prop_value(_CONTENT_ID))


def _letter(mail: Message, data: bytes) -> Letter:
    found = _ID.search(str(mail["Message-ID"] or ""))
    sent_on = None
    with suppress(Exception):
        sent_on = _possible(email.utils.parsedate_to_datetime(str(mail["Date"])))
    references = _ID.findall(f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}")
    return Letter(
        found[0] if found else _own_id(data), _address(readable(mail["From"])), visible(readable(mail["Subject"])),
        tuple(dict.fromkeys(references)), sent_on,
    )  # fmt: skip


def _own_id(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()[:32]}"


def _possible(moment: datetime | None) -> datetime | None:
    """A moment with which one can reckon on every system; the year 9999 is one only to some programs."""
    return moment if moment is not None and 1971 <= moment.year < 3000 else None


def _address(header: str) -> str:
    return visible(email.utils.parseaddr(header)[1].strip().lower())


def _undelivered(mail: Message) -> str:
    """The addresses that a notification of non-delivery names (RFC 3464)."""
    headers = ("Original-Recipient", "Final-Recipient")
    named = [str(part[header]) for part in mail.walk() for header in headers if part[header]]
    found = dict.fromkeys(value.rpartition(";")[2].strip() for value in named)
    return "、".join(filter(None, found)) or "某个地址"


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts of a mail, not going into forwarded mails."""
    if mail.get_content_type() == "message/rfc822" or not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _file(part: Message, number: int, lifted: Lifted) -> tuple[str, bytes] | None:
    """Name and bytes of a part that is a file, None for what is the text of the mail or its decoration."""
    name = _base(readable(part.get_filename()))
    kind = part.get_content_maintype()
    if part.get_content_type() == "message/rfc822":
        data = _forwarded(part, lifted)
        return (name or f"转发的邮件{number}.eml", data) if data else None
    if not name and kind in ("text", "multipart"):
        return None
    payload = lifted.decoded(part)
    if not isinstance(payload, bytes) or (kind == "image" and (part.get("Content-ID") or not name) and _logo(payload)):
        return None
    return name or f"附件{number}", payload


def _logo(data: bytes) -> bool:
    """Whether a picture in the text only decorates it; some programs call everything a picture, people paste photos."""
    return len(data) < _LARGEST_LOGO and kind_of(data) in (Kind.IMAGE, Kind.EMPTY)


def _forwarded(part: Message, lifted: Lifted) -> bytes | None:
    """The bytes of a forwarded mail, decoded where it is encoded against RFC 2046, 5.2.1."""
    inner = part.get_payload()
    message = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(message, Message):
        return None
    # The library ends every line that it writes with a line feed; so do the bodies then.
    data = lifted.put_back(message.as_bytes()).replace(b"\r\n", b"\n")
    encoding = str(part["Content-Transfer-Encoding"] or "").strip().lower()
    if encoding in ("base64", "quoted-printable"):
        carrier = Message()
        carrier["Content-Transfer-Encoding"] = encoding
        carrier.set_payload(data.lstrip(b"\r\n").decode("ascii", "surrogateescape"))
        decoded_ = carrier.get_payload(decode=True)
        return decoded_ if isinstance(decoded_, bytes) else data
    return data


def _base(name: str) -> str:
    return plain_name(name.replace("\\", "/").rpartition("/")[2].strip())
