"""Patterns for elements of XML as office programs write it, each linear in the length of the text.

Knows: tags, prefixes, attributes. Must not know: any vocabulary. A parser would take five times as long; what matters
for safety has been looked at before, and what is no XML the readers refuse.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import unescape

PREFIX = r"(?:[\w.-]+:)?"
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@cache
def element(name: str) -> re.Pattern[str]:
    """Elements of a name (an alternation may be given) that hold none of their own kind.

    The groups are the attributes and the content, which is None for an element that is closed at once.
    """
    tag = rf"{PREFIX}(?:{name})"
    return re.compile(rf"<{tag}((?:\s[^<>]*)?)(?:(?<=/)>|(?<!/)>((?:[^<]++|<(?!/?{tag}[\s/>]))*+)</{tag}\s*>)")


@cache
def start(name: str) -> re.Pattern[str]:
    """The start tags of elements of a name; the group holds the attributes."""
    return re.compile(rf"<{PREFIX}(?:{name})((?:[\s/][^<>]*)?)>")


def attributes(inside: str) -> dict[str, str]:
    """The attributes of a tag by name, prefixes included."""
    return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(inside)}


def text_of(part: bytes) -> str:
    """A part as text."""
    return part.decode("utf-8-sig", "replace")


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The index of a column (from 0) by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=1024)
def column_letters(index: int) -> str:
    """The letters of a column by its index (from 0)."""
    letters, rest = "", index + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(65 + last) + letters
    return letters


PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def place(text: str) -> tuple[int, int] | None:
    """Row and column (from 0) of an address such as B12, None for any other text."""
    found = PLACE.fullmatch(text)
    return (int(found[2]) - 1, column_number(found[1])) if found else None
