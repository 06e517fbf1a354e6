"""Masking: what must not be disclosed is found in a text, however it is written, and crossed out.

Knows: how names, numbers and addresses are spelled. Must not know: where they come from, what they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from toolkit.publish.people import DOTS

MASKED = "×××"
_DIGITS = {str(n): f"[{n}{chr(0xFF10 + n)}]" for n in range(10)}
_GAP = r"[\s\u200b-\u200f\ufeff]*"  # what may stand between the characters of a name
_STROKE = r"[\s\-‐-―－~～()（）.·/]*"  # and between the digits of a number
_SHORTEST = 7  # digits of a telephone number without its area code
# Numbers that are personal by their form: mobile and landline telephones, identity cards, mail addresses.
_DIGIT = r"[0-9０-９]"
_BY_FORM = (
    r"[A-Za-z0-9._%+\-]+[@＠][A-Za-z0-9\-]+(?:[.．][A-Za-z0-9\-]+)+",
    rf"(?<!{_DIGIT})[1-9１-９](?:{_DIGIT}{{16}})[0-9０-９XxＸｘ](?!{_DIGIT})",
    rf"(?<![0-9０-９.])[1１][3-9３-９]{_DIGIT}[\s\-]?{_DIGIT}{{4}}[\s\-]?{_DIGIT}{{4}}(?!{_DIGIT})",
    rf"(?<![0-9０-９.])[(（]?[0０]{_DIGIT}{{2,3}}[)）]?[\s\-－—]?{_DIGIT}{{7,8}}(?!{_DIGIT})",
)


@dataclass(frozen=True)
class Secrets:
    """What must not be disclosed: ``names``, ``phones`` as digits, ``addresses``; and the names ``allowed`` to be."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    allowed: tuple[str, ...] = ()

    @cached_property
    def _known(self) -> list[str]:
        longest_first = sorted(self.names - set(self.allowed), key=lambda name: (-len(name), name))
        parts = [_spelled(name) for name in longest_first]
        parts += [re.escape(address) for address in sorted(self.addresses, key=lambda a: (-len(a), a))]
        return parts + [_number(phone) for phone in sorted(self.phones, key=lambda p: (-len(p), p))]

    def _pattern(self, parts: Iterable[str]) -> re.Pattern[str]:
        """One pattern for all; its group ``kept`` is what is allowed, which comes first."""
        kept = "|".join(_spelled(name) for name in sorted(self.allowed, key=len, reverse=True)) or "(?!)"
        return re.compile("|".join([f"(?P<kept>{kept})", *parts]), re.IGNORECASE)

    @cached_property
    def _of_ledger(self) -> re.Pattern[str]:
        return self._pattern(self._known)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return self._pattern([*self._known, *_BY_FORM])

    def masked(self, text: str) -> str:
        """A text with everything crossed out that must not be disclosed."""
        return self._any.sub(lambda found: found[0] if found["kept"] else MASKED, text)

    def leaks(self, text: str, *, by_form: bool = True) -> list[str]:
        """What must not be disclosed and stands in a text all the same; ``by_form``: also numbers that nobody gave."""
        pattern = self._any if by_form else self._of_ledger
        return list(dict.fromkeys(found[0] for found in pattern.finditer(text) if not found["kept"]))

    def known_in(self, raw: str) -> list[str]:
        """What the plan or ledger knows and stands in raw markup to the letter, where nothing is spelled otherwise."""
        for name in self.allowed:
            raw = raw.replace(name, "")
        lower = raw.lower()
        words = [*(name for name in self.names - set(self.allowed) if not name.isascii()), *self.addresses]
        found = [word for word in words if word.lower() in lower]
        return found + [phone for phone in self.phones if re.search(rf"(?<![\d.]){phone}(?!\d)", raw)]


def phones_in(text: str) -> list[str]:
    """The telephone numbers in an answer that should hold one, as digits; each also without its area code."""
    found: dict[str, None] = {}
    for run in re.findall(rf"{_DIGIT}(?:{_STROKE}{_DIGIT}){{{_SHORTEST - 1},}}", text):
        digits = "".join(str(int(c)) for c in run if c.isdigit())
        found[digits] = None
        for code in (3, 4):
            if digits.startswith("0") and len(digits) - code in (7, 8):
                found[digits[code:]] = None
    return list(found)


def _spelled(name: str) -> str:
    """A pattern for a name, with blanks in it or any of the dots that people type; a Latin one only as whole words."""
    parts = []
    for character in name:
        if character.isspace():
            continue
        parts.append(f"[{re.escape(DOTS)}]" if character in DOTS else re.escape(character))
    pattern = _GAP.join(parts)
    return rf"(?<![A-Za-z]){pattern}(?![A-Za-z])" if name.isascii() else pattern


def _number(digits: str) -> str:
    return rf"(?<!{_DIGIT})" + _STROKE.join(_DIGITS[digit] for digit in digits) + rf"(?!{_DIGIT})"


def all_of(*sources: Iterable[str]) -> frozenset[str]:
    """The texts of several sources that are not empty."""
    return frozenset(text for source in sources for text in source if text)
