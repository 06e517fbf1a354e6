"""A text as the mask looks at it: simplified, half-width, small, each character with its place.

Knows: how one and the same text may be written. Must not know: what is searched for. The proof reads with an eye of its
own (`toolkit.publish.proof_reading`) and does not use this.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from opencc import OpenCC

DOTS = "·•・．‧∙⋅･●‐.-"
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "00012345678912345678" + "91")
_DROPPED = ("Cf", "Mn", "Me", "Cc", "Co", "Cn")


@dataclass(frozen=True)
class Folded:
    """A folded text; ``places`` says of each of its characters which character of the text as written it comes from."""

    text: str
    places: tuple[int, ...]

    @cached_property
    def digits(self) -> str:
        """The same, character by character, with digits for Chinese digits."""
        return self.text.translate(_HAN_DIGITS)

    @cached_property
    def tight(self) -> Folded:
        """The same without blanks and dots: what stands beside each other when these are passed over."""
        kept = [n for n, c in enumerate(self.text) if not c.isspace() and c not in DOTS]
        return Folded("".join(self.text[n] for n in kept), tuple(self.places[n] for n in kept))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _one(character: str) -> str:
    """What one character is folded to; "" for what has no width."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in _DROPPED:
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character).lower()
    return "".join(_converter().convert(c) for c in plain)


def folded(text: str) -> Folded:
    """A text folded for searching."""
    pieces = [(piece, n) for n, character in enumerate(text) for piece in _one(character)]
    return Folded("".join(piece for piece, _ in pieces), tuple(n for _, n in pieces))
