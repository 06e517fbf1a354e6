"""Drafts as files: read as they lie there, made ready for the wire, put away by their bytes.

Knows: drafts as mail programs save them, the folders 已发送 and 可能已发 beside them. Must not know: servers, who has
what. A draft is people's as much as ours: whoever is in To, Cc and Bcc gets it with what is attached to it now. A path
may hold another draft by the time that one has gone, so nothing here acts on a path without a look at the bytes in it.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import format_datetime, getaddresses
from io import BytesIO
from pathlib import Path

from toolkit.base.files import free_path, holds, write_whole, writing
from toolkit.base.guarded import read_guarded
from toolkit.base.visible import visible
from toolkit.mail.compose import FOR_US

_ASIDE = "（核对{}）"  # in the name of a draft while it is looked at for the last time; with the process
SENT, UNSURE = "已发送", "可能已发"
_LARGEST = 100 * 2**20  # bytes; no server takes a mail that comes near it
_ONLY_FOR_US = (*FOR_US, "bcc", "date")
_BEFORE = b"\xef\xbb\xbf\r\n"  # what a text editor may put before the first header
_LINE_END = re.compile(rb"\r\n|\r|\n")
# What a server can be told (RFC 5321 without SMTPUTF8): no blanks, controls, brackets or letters beyond ASCII.
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"\\@\x00-\x20\x7f-\U0010ffff]+@[A-Za-z0-9.\-]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft as it lies there: its file, its bytes, whom it is for, what it says and carries.

    ``unusable`` are what stands in To, Cc and Bcc and is no address; ``carried`` the hashes of what is attached, also
    inside a zip; ``content`` the hash of what it says and carries, whoever gets it and whatever program saved it.
    """

    path: Path
    data: bytes
    message_id: str
    subject: str
    sender: str
    addresses: tuple[str, ...]
    unusable: tuple[str, ...]
    carried: tuple[str, ...]
    content: str

    @property
    def folder(self) -> Path:
        """The folder of the drafts, also for a copy that lies in 可能已发 below it."""
        return self.path.parent.parent if self.path.parent.name == UNSURE else self.path.parent


def drafts_in(folder: Path) -> list[Path]:
    """The drafts in a folder by name; links and what is no plain file are passed over."""
    found = []
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in folder.iterdir():
            with suppress(OSError):
                if path.suffix.lower() == ".eml" and stat.S_ISREG(path.lstat().st_mode):
                    found.append(path)
    return sorted(found)


def read_draft(path: Path) -> Letter:
    """A draft, also one that a mail program has saved again. Raises `WorkspaceError` when it cannot be read."""
    data = read_guarded(path, "邮件草稿", most=_LARGEST, empty=True)
    mail = email.message_from_bytes(data.lstrip(_BEFORE), policy=email.policy.compat32)
    people = [one for name in ("To", "Cc", "Bcc") for one in _people(mail, name)]
    senders = [one for one in _people(mail, "From") if _ADDRESS.fullmatch(one)]
    own_id = " ".join(str(mail["Message-ID"] or "").split())
    carried = tuple(_carried(mail))
    return Letter(
        path,
        data,
        own_id if own_id.isascii() and own_id else f"<{hashlib.sha256(data).hexdigest()[:32]}@toolkit.invalid>",
        visible(_readable(mail["Subject"])),
        senders[0] if senders else "",
        tuple(dict.fromkeys(one.lower() for one in people if _ADDRESS.fullmatch(one))),
        tuple(dict.fromkeys(visible(one) for one in people if not _ADDRESS.fullmatch(one))),
        carried,
        _content(mail, carried),
    )


def _people(mail: Message, name: str) -> list[str]:
    """The addresses in one kind of header; what cannot be told apart comes as it stands, so that it can be named."""
    found = []
    for value in mail.get_all(name, []):
        text = " ".join(str(value).split())
        parts = [address for _, address in getaddresses([text])]
        if not any("@" in part for part in parts) or text.count("@") > len(parts):
            # Some people and programs part addresses with semicolons.
            again = [address for _, address in getaddresses([re.sub("[;；，]", ",", text)])]
            parts = again if sum("@" in part for part in again) > sum("@" in part for part in parts) else parts
        empty = not text or re.fullmatch(r"[^:@]*:\s*;?", text)  # a group without members
        found += [part for part in parts if part] or ([] if empty else [text])
    return found


def _readable(header: object) -> str:
    text = "" if header is None else str(header)
    with suppress(Exception):  # an encoding that nobody knows costs the wording of a list, not the mail
        return str(make_header(decode_header(text)))
    return text


def _carried(mail: Message) -> Iterator[str]:
    """The hashes of the attached files, and of the files in an attached zip."""
    for part in _leaves(mail):
        payload = _payload(part)
        if part.get_content_maintype() == "text" and not part.get_filename():
            continue
        yield hashlib.sha256(payload).hexdigest()
        if payload.startswith(b"PK"):
            yield from _zipped(payload)


def _zipped(data: bytes) -> list[str]:
    """The hashes of the files in a zip; an office document is one file."""
    found: list[str] = []
    left = _LARGEST
    with suppress(Exception), zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
        for info in infos if "[Content_Types].xml" not in archive.namelist() else ():
            left -= info.file_size
            if left < 0:
                break
            found.append(hashlib.sha256(archive.read(info)).hexdigest())
    return found


def _leaves(mail: Message) -> Iterator[Message]:
    return (part for part in mail.walk() if not part.is_multipart())


def _payload(part: Message) -> bytes:
    with suppress(Exception):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return payload
    return str(part.get_payload()).encode("utf-8", "replace")


def _content(mail: Message, carried: tuple[str, ...]) -> str:
    """The hash of what a mail says and carries; how lines are broken and blanks are set does not count."""
    texts = [part for part in _leaves(mail) if part.get_content_maintype() == "text" and not part.get_filename()]
    plain = [part for part in texts if part.get_content_subtype() == "plain"] or texts
    said = [_readable(mail["Subject"]).encode("utf-8", "replace"), *(_payload(part) for part in plain)]
    squeezed = [b"".join(one.split()) for one in said]
    return hashlib.sha256(b"\0".join((*squeezed, *(one.encode() for one in sorted(carried))))).hexdigest()


def as_sent(letter: Letter, at: datetime, message_id: str) -> bytes:
    """The mail as it goes out: no draft any more, dated, without what only the toolkit or the sender needs."""
    lines = _LINE_END.sub(b"\r\n", letter.data).lstrip(_BEFORE)
    head, _, body = lines.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    keep = True
    for line in head.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            name = line.partition(b":")[0].strip().lower().decode("ascii", "replace")
            keep = name not in _ONLY_FOR_US and name != "message-id"
        if keep:
            kept.append(line)
    ours = [f"Date: {format_datetime(at)}".encode(), f"Message-ID: {message_id}".encode()]
    return b"\r\n".join([*ours, *kept]) + b"\r\n\r\n" + body


# -- putting away ------------------------------------------------------------------------------------------------------


def keep_copy(letter: Letter, shelf: str) -> Path:
    """Keep a draft's bytes in a folder beside the drafts (`SENT`, `UNSURE`); the same bytes there are as good.

    Raises `WorkspaceError` when it cannot be written.
    """
    target = free_path(letter.folder / shelf / letter.path.name, letter.data)
    if not target.exists():
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, letter.data)
    return target


def drop_copy(letter: Letter, shelf: str) -> None:
    """Take a draft's bytes out of a folder beside the drafts, where they lie there."""
    target = free_path(letter.folder / shelf / letter.path.name, letter.data)
    clear(target, letter.data)
    with suppress(OSError):
        target.parent.rmdir()


def clear(path: Path, data: bytes) -> None:
    """Take a file away if it holds these bytes; what somebody has written there in the meantime stays.

    It is renamed before it is looked at for the last time: what is then at the path is not touched any more. A file
    that is open elsewhere stays, and is taken away by the next run.
    """
    with suppress(OSError):
        if not holds(path, data):
            return
        aside = path.with_name(f"{path.stem}{_ASIDE.format(os.getpid())}{path.suffix}")
        path.rename(aside)
        if holds(aside, data):
            aside.unlink()
            return
        try:
            os.link(aside, path)
        except OSError:  # there is another one again, or the disk has no links
            aside.rename(free_path(path, None))
        else:
            aside.unlink()


def left_aside(path: Path) -> list[Path]:
    """Under which other names `clear` has left what lay at a path, because it was killed."""
    start, end = path.stem + _ASIDE.partition("{")[0], path.suffix
    with suppress(FileNotFoundError, NotADirectoryError):
        return sorted(one for one in path.parent.iterdir() if one.name.startswith(start) and one.name.endswith(end))
    return []
