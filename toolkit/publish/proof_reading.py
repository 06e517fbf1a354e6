"""A text as the proof reads it: plain forms of characters, no blanks between Chinese ones, each with its place.

Knows: Unicode. Must not know: what is looked for, how the mask looks at texts: both have an eye of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from toolkit.publish.passages import Why

HAN = r"㐀-䶿一-鿿豈-﫿〇\U00020000-\U0003ffff"
IS_HAN = re.compile(f"[{HAN}]")
_CHINESE = dict(zip("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000" + "123456789" * 2, strict=True))
_CHINESE |= dict(zip("貳參肆陸幺両弌弍弎", "234612123", strict=True))


_NAMES = (Why.NAME, Why.TRANSCRIBED, Why.RARE, Why.CALLED)


@dataclass(frozen=True, slots=True)
class Hit:
    """What could tell somebody's name, number or address, between two places of a text that was read."""

    start: int
    end: int
    why: Why


@dataclass(frozen=True)
class Reading:
    """A text that was read; ``places`` says which characters of the text as written each character comes from."""

    text: str
    places: tuple[int, ...]
    pieces: tuple[int, ...] = ()
    """Where in the text a piece begins: at the beginning, and where a line broke or a blank stood and was taken out."""

    @cached_property
    def apart(self) -> tuple[tuple[int, str], ...]:
        """The pieces with their places: 前⏎者永平 is two, though 前者 is a word. None where there is but one."""
        if len(self.pieces) < 2:
            return ()
        return tuple((a, self.text[a:b]) for a, b in pairwise((*self.pieces, len(self.text))))

    @cached_property
    def figures(self) -> str:
        """The same, character by character, with a digit for whatever stands for one."""
        return "".join(_figure(c) for c in self.text)

    def words(self, hit: Hit) -> str:
        """The words of a hit as they are decided about: numbers as their digits, everything else as it was read."""
        said = self.text[hit.start : hit.end]
        if hit.why is Why.NUMBER:
            return re.sub(r"[^0-9A-Za-z]", "", self.figures[hit.start : hit.end])
        return said.strip()


def _figure(character: str) -> str:
    if character in _CHINESE:
        return _CHINESE[character]
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character)[0] in "CM":
        return ""
    digit = unicodedata.digit(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


def read(text: str) -> Reading:
    """Read a text."""
    plain = [(c, n) for n, character in enumerate(text) for c in _plain(character)]
    kept: list[tuple[str, int]] = []
    pieces = [0]
    blank = False
    for character, place in plain:
        if character == " ":
            blank = True
            continue
        if blank and kept:
            if not (IS_HAN.match(character) and IS_HAN.match(kept[-1][0])):
                kept.append((" ", place - 1))
            else:
                pieces.append(len(kept))
        blank = False
        kept.append((character, place))
    return Reading("".join(c for c, _ in kept), tuple(n for _, n in kept), tuple(pieces))


def widest(hits: Iterator[Hit]) -> list[Hit]:
    """The hits in order, those that overlap as one, and parts of names that touch: the widest says why."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        last = merged[-1] if merged else Hit(-1, -1, Why.NAME)
        touch = hit.start == last.end and hit.why in _NAMES and last.why in _NAMES
        if hit.start < last.end or touch:
            if hit.end > last.end:
                why = hit.why if hit.end - hit.start > last.end - last.start else last.why
                merged[-1] = Hit(last.start, hit.end, why)
        else:
            merged.append(hit)
    return merged
