"""A mail put together: an unsent draft (.eml) that every mail program opens with its Chinese whole.

Knows: MIME (RFC 2045-2049, 2231, 5322), what mail programs make of it. Must not know: who owes what, servers.
"""

from __future__ import annotations

import base64
import hashlib
import html
import mimetypes
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.header import Header
from io import BytesIO
from urllib.parse import quote

from toolkit.mail.texts import Filled

FOR_US = ("x-unsent", "x-written")
"""The headers of a draft that nobody else gets."""
_WRITTEN = b"X-Written: "
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_FONT = "font-family:仿宋,FangSong,宋体,SimSun,serif;font-size:12pt"
_CELL = "border:1px solid #999;padding:3px 8px"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along."""

    name: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The hash by which it is known."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, kw_only=True)
class MailDraft:
    """A mail that has not been sent.

    ``to`` and ``cc`` are (name, address); ``table`` holds captions and rows for the place that the text leaves for it;
    ``key`` tells this mail from others that say the same; ``answers`` are the Message-IDs of the mails that it answers,
    the newest last. Attachments of more than ``zip_above`` bytes together go into one zip called ``zip_name``.
    """

    sender: tuple[str, str]
    to: Sequence[tuple[str, str]]
    cc: Sequence[tuple[str, str]] = ()
    text: Filled
    table: Sequence[Sequence[str]] = ()
    attachments: Sequence[Attachment] = ()
    key: str
    answers: Sequence[str] = ()
    zip_above: int = 10 * 2**20
    zip_name: str = "填报表.zip"


def message_id(draft: MailDraft) -> str:
    """The Message-ID: the same for the same mail made again, whoever gets it, so that nothing is sent twice."""
    said = [draft.key, draft.text.subject, draft.text.before, draft.text.after or "", *draft.answers]
    said += ["\t".join(row) for row in draft.table] + [f"{a.name} {a.sha256}" for a in draft.attachments]
    domain = draft.sender[1].rpartition("@")[2] or "toolkit.invalid"
    return f"<{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:32]}@{domain}>"


def compose(draft: MailDraft) -> bytes:
    """The draft as a file; the same draft gives the same bytes.

    It has no date, which it gets when it is sent. ``X-Written`` is the hash of all that follows it (see `untouched`).
    """
    identity = message_id(draft)
    headers = [
        ("X-Unsent", "1"),
        ("Message-ID", identity),
        ("From", _addresses([draft.sender] if draft.sender[1] else [])),
        ("To", _addresses(draft.to)),
        ("Cc", _addresses(draft.cc)),
        ("Subject", _encoded(draft.text.subject)),
        ("In-Reply-To", draft.answers[-1] if draft.answers else ""),
        ("References", "\r\n ".join(draft.answers)),
        ("MIME-Version", "1.0"),
    ]
    lines = [f"{name}: {value}" for name, value in headers if value]
    mark = hashlib.sha256(identity.encode()).hexdigest()[:24]
    outer, inner = f"=_{mark}_1", f"=_{mark}_2"
    parts = [_alternative(draft, inner), *(_attached(one) for one in _packed(draft))]
    lines.append(f'Content-Type: multipart/mixed; boundary="{outer}"')
    written = ("\r\n".join(lines) + "\r\n\r\n" + _joined(parts, outer)).encode("ascii")
    return _seal(written) + written


def untouched(data: bytes) -> bool:
    """Whether a draft is as `compose` wrote it; one that a person has changed, or a mail program saved, is not."""
    seal, line_end, written = data.partition(b"\r\n")
    return seal + line_end == _seal(written)


def identity_of(data: bytes) -> bytes:
    """The Message-ID of a draft as it stands in its bytes, b"" for none."""
    head = data.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    found = re.search(rb"(?im)^message-id:\s*(<[^<>\s]+>)", head)
    return found[1] if found else b""


def _seal(written: bytes) -> bytes:
    return _WRITTEN + hashlib.sha256(written).hexdigest().encode() + b"\r\n"


def _joined(parts: Sequence[str], boundary: str) -> str:
    return "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"


def _alternative(draft: MailDraft, boundary: str) -> str:
    parts = [_text("plain", _as_plain(draft)), _text("html", _as_html(draft))]
    return f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n' + _joined(parts, boundary)


def _text(kind: str, text: str) -> str:
    data = text.replace("\n", "\r\n").encode()
    return f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{_base64(data)}"


def _attached(attachment: Attachment) -> str:
    """An attachment with its name in every way that mail programs read names.

    RFC 2231 is the standard for ``filename``; the encoded word of RFC 2047, which has no place there by the letter, is
    what older programs look for. One line each: continuations (filename*0*) are what most of them fail at.
    """
    name = _clean(attachment.name)
    kind = XLSX if name.lower().endswith(".xlsx") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.isascii():
        quoted = name.replace("\\", "_").replace('"', "_")
        named = [f'name="{quoted}"'], [f'filename="{quoted}"']
    else:
        word = f"=?utf-8?B?{base64.b64encode(name.encode()).decode()}?="
        named = [f'name="{word}"'], [f'filename="{word}"', f"filename*=utf-8''{quote(name, safe='')}"]
    described, disposed = ";\r\n ".join([kind, *named[0]]), ";\r\n ".join(["attachment", *named[1]])
    return (
        f"Content-Type: {described}\r\nContent-Disposition: {disposed}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_base64(attachment.data)}"
    )


def _packed(draft: MailDraft) -> Sequence[Attachment]:
    if sum(len(a.data) for a in draft.attachments) <= draft.zip_above:
        return draft.attachments
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for attachment in draft.attachments:
            archive.writestr(zipfile.ZipInfo(attachment.name, (2021, 1, 1, 0, 0, 0)), attachment.data)
    return [Attachment(draft.zip_name, out.getvalue())]


def _as_plain(draft: MailDraft) -> str:
    if draft.text.after is None or not draft.table:
        return "\n\n".join(filter(None, (draft.text.before, draft.text.after))) + "\n"
    captions, *rows = draft.table
    lines = []
    for number, row in enumerate(rows, start=1):
        rest = "；".join(f"{caption}：{cell}" for caption, cell in zip(captions[2:], row[2:], strict=True) if cell)
        lines.append(f"{number}. {'　'.join(row[:2])}" + (f"（{rest}）" if rest else ""))
    return "\n\n".join(filter(None, (draft.text.before, "\n".join(lines), draft.text.after))) + "\n"


def _as_html(draft: MailDraft) -> str:
    parts = [_paragraphs(draft.text.before)]
    if draft.text.after is not None:
        if draft.table:
            captions, *rows = draft.table
            head = "".join(f'<th style="{_CELL};background:#eee">{html.escape(c)}</th>' for c in captions)
            body = "".join(
                "<tr>" + "".join(f'<td style="{_CELL}">{html.escape(_clean(c))}</td>' for c in row) + "</tr>"
                for row in rows
            )
            style = f"border-collapse:collapse;{_FONT};font-size:10.5pt"
            parts.append(f'<table style="{style}">\n<tr>{head}</tr>\n{body}\n</table>')
        parts.append(_paragraphs(draft.text.after))
    return f'<html><body style="{_FONT}">\n' + "\n".join(filter(None, parts)) + "\n</body></html>\n"


def _paragraphs(text: str) -> str:
    lines = (html.escape(line) for line in text.split("\n"))
    return "\n".join(f'<p style="margin:0 0 6pt 0">{line or "&nbsp;"}</p>' for line in lines) if text else ""


def _addresses(people: Sequence[tuple[str, str]]) -> str:
    return ",\r\n ".join(f"{_encoded(_clean(name))} <{_clean(address)}>".strip() for name, address in people)


def _encoded(text: str) -> str:
    return Header(_clean(text), "utf-8", maxlinelen=75).encode(linesep="\r\n") if text else ""


def _clean(text: str) -> str:
    """A text for a header or a file name: on one line, without characters that are not seen."""
    return _CONTROLS.sub(" ", text)


def _base64(data: bytes) -> str:
    return base64.encodebytes(data).decode("ascii").rstrip("\n").replace("\n", "\r\n")
