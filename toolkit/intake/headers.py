"""Headers of mails and names of files as a person reads them, whatever bytes their writers left in them.

Knows: the ways in which people's programs spell names. Must not know: how a mail is built, what is attached. What comes
out can be written to a file and into the ledger: it has no halves of pairs.
"""

from __future__ import annotations

import re
from contextlib import suppress
from email.header import decode_header
from email.message import Message

from toolkit.base.visible import paired

_PARAMETER = re.compile(rb"(name\*[0-9]*\*?=)([^;\r\n]*)", re.IGNORECASE)
_RAW = re.compile("[\udc80-\udcff]")


def mend(part: Message) -> None:
    """Decode headers that hold raw UTF-8 or GBK, which no standard allows and the library would blot out."""
    for name, value in list(part.raw_items()):
        with suppress(UnicodeError):
            raw = str(value).encode("ascii", "surrogateescape")
            if not raw.isascii():
                part.replace_header(name, decoded(_PARAMETER.sub(_escaped, raw)))


def _escaped(parameter: re.Match[bytes]) -> bytes:
    """A parameter of RFC 2231 with the bytes escaped that its writer forgot to escape."""
    value = b"".join(byte.to_bytes() if byte < 128 else b"%%%02X" % byte for byte in parameter[2])
    return parameter[1] + value


def readable(header: object) -> str:
    """A header as a person reads it, also where the charset that it names is not quite the true one, or is none."""
    if header is None:
        return ""
    text = str(header).replace("\r", "").replace("\n", "")
    with suppress(Exception):
        words = decode_header(text)
        text = "".join(word if isinstance(word, str) else _word(word, charset or "ascii") for word, charset in words)
    return paired(text)


def _word(raw: bytes, charset: str) -> str:
    # Programs say gb2312 and mean its superset, without which 镕 and 喆 cannot be written.
    charset = "gb18030" if charset.lower() in ("gb2312", "gbk", "gb_2312-80") else charset
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeError):
        return decoded(raw)


def decoded(raw: bytes) -> str:
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


def plain_name(name: str) -> str:
    """The name of a file, read where it is not UTF-8 (a disk or zip filled by an older system), without NUL."""
    if _RAW.search(name):
        with suppress(UnicodeError):
            name = decoded(name.encode("utf-8", "surrogateescape"))
    return paired(name).replace("\0", "_")
