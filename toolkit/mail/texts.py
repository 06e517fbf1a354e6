"""The texts of mails, as the office keeps them in templates/mail/: plain text with names in braces.

Knows: how such a text is written and filled in. Must not know: who gets it, how a mail is built. A line that begins
with # is a note to the office; the first other line is the subject; {表} stands for a table of forms, on a line of its
own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.base.errors import TemplateError
from toolkit.base.guarded import UnreadableError, read_guarded

TABLE = "表"
_LARGEST = 2**20  # bytes; the shipped ones have 1 kB
_SUBJECT = "主题："
_NAME = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: ``subject``, and ``body`` as it stands in ``file``, both still with names in braces."""

    file: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A text filled in; ``before`` and ``after`` are what stands around the table, ``after`` None without one."""

    subject: str
    before: str
    after: str | None


def read_text(folder: Path, shipped: Path, name: str, inside: Path | None = None) -> Text:
    """The text ``name``.txt of a workspace; the shipped one where the workspace has none.

    No link is followed out of ``inside``.

    Raises `TemplateError` as `text_written`, and when it cannot be read.
    """
    path = folder / f"{name}.txt"
    if not os.path.lexists(path):
        path, inside = shipped / f"{name}.txt", None
    try:
        data = read_guarded(path, "邮件文本", most=_LARGEST, inside=inside, empty=True)
    except UnreadableError as error:
        raise TemplateError(str(error)) from error
    return text_written(name, _decoded(data))


def text_written(name: str, words: str) -> Text:
    """The text that somebody has written, as it would stand in ``name``.txt.

    Raises `TemplateError` when it has no subject line.
    """
    lines = [line for line in words.splitlines() if not line.startswith("#")]
    while lines and not lines[0].strip():
        del lines[0]
    if not lines or not lines[0].startswith(_SUBJECT) or not lines[0][len(_SUBJECT) :].strip():
        raise TemplateError(f"邮件文本 {name}.txt 的第一行要写“{_SUBJECT}……”。请补上。")
    return Text(f"{name}.txt", lines[0][len(_SUBJECT) :].strip(), "\n".join(lines[1:]).strip("\n"))


def as_written(text: Text) -> str:
    """A text as it would be written anew: the subject line, an empty line, the rest."""
    return f"{_SUBJECT}{text.subject}\n\n{text.body}\n"


def notes_of(data: bytes) -> str:
    """The notes to the office that stand in the file of a text, a line each."""
    return "".join(f"{line}\n" for line in _decoded(data).splitlines() if line.startswith("#"))


def words_in(path: Path) -> str:
    """What is written in a file, as notepads of all ages save it. Raises `TemplateError` where it cannot be read."""
    try:
        return _decoded(read_guarded(path, "邮件文本", most=_LARGEST))
    except UnreadableError as error:
        raise TemplateError(str(error)) from error


def fill(text: Text, values: Mapping[str, str], *, table: bool) -> Filled:
    """A text with every name replaced by its value; a line that consists of one empty value is left out.

    Raises `TemplateError` when a name is not known, or the table is asked for twice or within a line.
    """
    allowed = {*values, TABLE} if table else set(values)
    for name in _NAME.findall(text.subject + "\n" + text.body):
        if name not in allowed:
            known = "、".join(f"{{{known}}}" for known in sorted(allowed))
            raise TemplateError(f"邮件文本 {text.file} 里的“{{{name}}}”不认识。可以用：{known}。请改正。")
    parts = re.split(rf"(?m)^[ \t　]*\{{{TABLE}\}}[ \t　]*$\n?", text.body)
    if len(parts) > 2 or any(f"{{{TABLE}}}" in part for part in (text.subject, *parts)):
        raise TemplateError(f"邮件文本 {text.file} 里的“{{{TABLE}}}”只能出现一次，要单独占一行。请改正。")
    filled = [_filled(part, values) for part in parts]
    subject = " ".join(_filled(text.subject, values).split())
    return Filled(subject, filled[0], filled[1] if len(filled) == 2 else None)


def _filled(part: str, values: Mapping[str, str]) -> str:
    lines = []
    for line in part.split("\n"):
        only = _NAME.fullmatch(line.strip())
        if only and not values[only[1]]:
            continue
        lines.append(_NAME.sub(lambda name: values[name[1]], line))
    return "\n".join(lines).strip("\n")


def _decoded(data: bytes) -> str:
    """Notepad saves as UTF-8 with or without a mark, older ones in the system's own encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
