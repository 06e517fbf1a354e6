"""What came for several workspaces in one mail or zip, put together anew for each of them.

Knows: MIME and zips as they are written. Must not know: whose a form is, folders. Each part keeps the mails in which it
came, with who sent them and when, because that counts on receipt and is answered; what came whole is kept elsewhere.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from io import BytesIO

from toolkit.base.letters import Letter
from toolkit.base.visible import paired, visible
from toolkit.intake.envelope import Member

_MOMENT = (1980, 1, 1, 0, 0, 0)


def parted(name: str, members: Sequence[Member]) -> Iterator[tuple[str, bytes]]:
    """Some of the files that came in the envelope ``name``, as files of their own: name and bytes of each.

    Those that came in the same mails are one mail again, those that came in no mail one zip.
    """
    stem = name.rpartition(".")[0] or name
    groups: dict[tuple[Letter, ...], list[Member]] = {}
    for member in members:
        groups.setdefault(member.letters, []).append(member)
    for letters, of in groups.items():
        yield (f"{stem}.eml", _mail(letters, of)) if letters else (f"{stem}.zip", _zip(of))


def _zip(members: Sequence[Member]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, member in enumerate(members, start=1):
            # What is around a name may say whose it is; the number keeps two of one name apart.
            inside = "/".join([*member.path[1:], f"{number:03d}", member.name])
            archive.writestr(zipfile.ZipInfo(paired(inside), _MOMENT), member.data)
    return out.getvalue()


def _mail(letters: Sequence[Letter], members: Sequence[Member]) -> bytes:
    """A mail with some files in it, within the mails that it came in, from inside out."""
    files = [(_line(member.name) or "附件", member.data) for member in members]
    mark = hashlib.sha256(b"".join(member.data for member in members)).hexdigest()[:24]
    for number, letter in enumerate(reversed(letters)):
        mail = EmailMessage(policy=SMTP)
        mail.set_content("这封信带了几个方案的表，这里是其中一个方案的。\n")
        for name, data in files:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        mail.set_boundary(f"{mark}-{number}")  # the same parts are the same bytes
        files = [("转来的信.eml", _head(letter) + mail.as_bytes())]
    return files[0][1]


def _head(letter: Letter) -> bytes:
    """Who sent a mail, when, and which one it is, as a header; written by hand, because people's programs write any."""
    said = {
        "From": letter.sender,
        "Subject": Header(_line(letter.subject), "utf-8", maxlinelen=10_000).encode(linesep=""),
        "References": " ".join(letter.references),
        "Message-ID": letter.id if letter.answerable else "",
        "Date": format_datetime(letter.sent_on) if letter.sent_on is not None else "",
    }
    return "".join(f"{name}: {_line(value)}\r\n" for name, value in said.items() if value).encode()


def _line(text: str) -> str:
    """A text on one line, without what hides or breaks."""
    return " ".join(visible(paired(text)).split())
