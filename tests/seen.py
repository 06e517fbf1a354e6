"""Every text that a person sees of what the toolkit has made, and the words in it that no unit or leader should read.

Knows: workbooks, Word documents, mails, web pages. Must not know: what is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from email import policy
from email.parser import BytesParser
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from tests.measured import pages_of

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[./\-][A-Za-z0-9_]+)*")
_NUMBER = re.compile(r"表号：\S+")
_CELL = re.compile(r"(?<![A-Za-z0-9_])[A-Z]{1,2}\d{1,6}(?![A-Za-z0-9_])")
# Names of programs and formats, and signs that stand for something everywhere.
KNOWN = frozenset(
    {
        "Excel",
        "WPS",
        "Word",
        "LibreOffice",
        "PDF",
        "OFD",
        "A3",
        "A4",
        "xlsx",
        "xls",
        "docx",
        "pdf",
        "zip",
        "rar",
        "eml",
        "et",
    }
)


def texts_of(name: str, data: bytes) -> Iterator[str]:
    """The texts that are seen in a file, by the ending of its name."""
    match Path(f"a{name}").suffix.lower():
        case ".xlsx":
            yield from _workbook(data)
        case ".docx":
            with ZipFile(BytesIO(data)) as parts:
                for part in parts.namelist():
                    if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", part):
                        for line in etree.fromstring(parts.read(part)).iter(f"{_WORD}p"):
                            yield "".join(text.text or "" for text in line.iter(f"{_WORD}t"))
        case ".eml":
            mail = BytesParser(policy=policy.default).parsebytes(data)
            yield str(mail["Subject"])
            for one in mail.walk():
                if one.get_content_maintype() == "text":
                    kind = ".html" if one.get_content_subtype() == "html" else ".txt"
                    yield from texts_of(kind, str(one.get_content()).encode())
                elif one.get_filename():
                    yield str(one.get_filename())
                    attached = one.get_payload(decode=True)
                    assert isinstance(attached, bytes)
                    yield from texts_of(str(one.get_filename()), attached)
        case ".html":
            text = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", data.decode())
            yield from unescape(re.sub(r"<[^>]+>", "\n", text)).splitlines()
        case ".txt" | ".csv":
            yield from data.decode("utf-8-sig", "replace").splitlines()
        case _:
            pass


def _workbook(data: bytes) -> Iterator[str]:
    for page in pages_of(data):
        yield page.name
        for (row, column), (text, look) in page.cells.items():
            hidden = row in page.hidden_rows or not page.widths.get(column, page.normal[0])
            if not hidden and look.format != ";;;":
                yield text
    with ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/comments"):
                root = etree.fromstring(parts.read(name))
                yield from (
                    "".join(t.text or "" for t in one.iter(f"{_MAIN}t")) for one in root.iter(f"{_MAIN}comment")
                )
            elif name.startswith("xl/worksheets/sheet"):
                root = etree.fromstring(parts.read(name))
                for check in root.iter(f"{_MAIN}dataValidation"):
                    yield from (check.get(key, "") for key in ("prompt", "promptTitle", "error", "errorTitle"))
                for foot in root.iter(f"{_MAIN}oddHeader", f"{_MAIN}oddFooter"):
                    yield re.sub(r'&("[^"]*"|[A-Za-z]|\d+)', " ", foot.text or "")


def strange_words(text: str, known: Collection[str]) -> list[str]:
    """The latin words of a text that are not known; the number of a form and a cell's address are no words."""
    text = _NUMBER.sub("", _CELL.sub("", text))
    return [word for word in _LATIN.findall(text) if len(word) > 1 and word not in KNOWN and word not in known]
