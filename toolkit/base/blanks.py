"""Which characters are nothing to a reader: spaces of every kind, what has no width, what only steers.

Knows: the characters, and how texts are compared over them. Must not know: what a text says. The forms' formulas are
made from the same lists (`toolkit.kinds.live`), so that a cell is blank to a form exactly where it is blank here.
"""

from __future__ import annotations

SPACES = "\t\n\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""Spaces and line breaks other than the plain space."""
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""What has no width: it may stand in a word, and means nothing on its own."""
STEERING = "".join(map(chr, (*range(0x7F, 0x85), *range(0x86, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Controls above 127 and what turns the direction of writing around."""

_BELOW_SPACE = "".join(map(chr, range(32)))  # a form's CLEAN() takes them away
_OUTER = " " + SPACES + STEERING + _BELOW_SPACE + "\ufffe\uffff"
_GONE = dict.fromkeys(map(ord, INVISIBLE))
_COMPARED = {**dict.fromkeys(map(ord, SPACES), " "), **_GONE, **dict.fromkeys(set(range(32)) - {9, 10, 13})}


def bare(text: str) -> str:
    """A text without outer blanks and without characters of no width; "" if there is nothing else in it."""
    return text.translate(_GONE).strip(_OUTER)


def compared(text: str) -> str:
    """A text as it is compared with another: every run of blanks one space, none outside."""
    return " ".join(filter(None, text.translate(_COMPARED).split(" ")))
