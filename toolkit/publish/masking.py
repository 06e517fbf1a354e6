"""Masking: what must not be disclosed is found in a text, however it is written, and crossed out.

Knows: how names are spelled and which numbers are personal. Must not know: where they come from, what they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from toolkit.publish import masking_numbers as numbers
from toolkit.publish.masking_folding import Folded, folded
from toolkit.publish.masking_numbers import Span
from toolkit.publish.people import COMPOUND, RANKED_POST

MASKED = "×××"
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")


@dataclass(frozen=True)
class Secrets:
    """What must not be disclosed: ``names``, ``phones`` as digits, ``addresses``, and passages that a person ``hid``.

    ``allowed`` are the names that may be told: just these, and no longer name that begins or ends with one.
    """

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    allowed: tuple[str, ...] = ()
    hid: frozenset[str] = frozenset()

    def masked(self, text: str) -> str:
        """A text with everything crossed out that must not be disclosed."""
        if not text:
            return text
        seen = folded(text)
        spans = sorted((seen.places[a], seen.places[b - 1] + 1) for a, b in self._numbers(seen) if b > a)
        spans += self._named(seen)
        out, done = [], 0
        for start, end in _joined(spans):
            out += [text[done:start], MASKED]
            done = end
        return "".join([*out, text[done:]])

    def known_in(self, text: str) -> list[str]:
        """Which of the names stand in a text, in the order in which they first stand there."""
        seen = folded(text)
        return list(dict.fromkeys(text[a:b] for a, b in self._named(seen)))

    # -- numbers -------------------------------------------------------------------------------------------------------

    @cached_property
    def _known_numbers(self) -> list[re.Pattern[str]]:
        digits = {*self.phones, *(hid for hid in self.hid if hid.isdigit())}
        return [numbers.spelled(number) for number in sorted(digits, key=lambda n: (-len(n), n))]

    @cached_property
    def _known_texts(self) -> re.Pattern[str]:
        texts = {folded(text).text for text in (*self.addresses, *(h for h in self.hid if not h.isdigit()))}
        return re.compile("|".join(map(re.escape, sorted(filter(None, texts), key=lambda t: (-len(t), t)))) or "(?!)")

    def _numbers(self, seen: Folded) -> Iterator[Span]:
        yield from numbers.personal(seen.text, seen.digits)
        for pattern in self._known_numbers:
            yield from (found.span() for found in pattern.finditer(seen.digits))
        yield from (found.span() for found in self._known_texts.finditer(seen.text))

    # -- names ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> re.Pattern[str]:
        """All names without blanks and dots, the longest first; those that are allowed are in the group ``kept``."""
        kept = {_tight(name) for name in self.allowed}
        secret = {_tight(name) for name in (*self.names, *self.hid) if not name.isdigit()} - kept
        of_han = {name: name in kept for name in (*kept, *secret) if name and not name.isascii()}
        longest = sorted(of_han, key=lambda name: (-len(name), name))
        return re.compile("|".join(f"(?P<k{n}>{re.escape(name)})" if of_han[name] else re.escape(name)
                                   for n, name in enumerate(longest)) or "(?!)")  # fmt: skip

    @cached_property
    def _latin(self) -> re.Pattern[str]:
        kept = {_words(name) for name in self.allowed}
        found = {_words(name) for name in (*self.names, *self.hid) if name.isascii()} - kept
        spelled = {r"[\s.,·\-]*".join(map(re.escape, order)) for words in found if words for order in
                   ((words, words[::-1]) if len(words) > 1 else (words,))}  # fmt: skip
        longest = sorted(spelled, key=lambda name: (-len(name), name))
        return re.compile(rf"(?<![a-z])(?:{'|'.join(longest)})(?![a-z])" if longest else "(?!)")

    @cached_property
    def _called(self) -> re.Pattern[str]:
        """Somebody called by surname, or by given name, and post: 张局长, 建国同志."""
        kept = {_tight(name) for name in self.allowed}
        heads = set()
        for name in {_tight(name) for name in self.names} - kept:
            if not _HAN.fullmatch(name) or len(name) > 4:
                continue
            family = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
            heads |= {family, *([name[len(family) :]] if len(name) - len(family) >= 2 else ())}
        longest = sorted(heads, key=lambda head: (-len(head), head))
        return re.compile(rf"(?:{'|'.join(map(re.escape, longest))})(?={RANKED_POST})" if heads else "(?!)")

    def _named(self, seen: Folded) -> list[Span]:
        """Where names stand, as places in the text as it is written."""
        tight = seen.tight
        kept: list[Span] = []
        spans: list[Span] = []
        for found in self._names.finditer(tight.text):
            (kept if found.lastgroup else spans).append(found.span())
        called = [m.span() for m in self._called.finditer(tight.text)]
        spans += [(start, end) for start, end in called if not any(a <= start < b for a, b in kept)]
        placed = [(tight.places[a], tight.places[b - 1] + 1) for a, b in spans]
        return placed + [
            (seen.places[a], seen.places[b - 1] + 1) for a, b in (m.span() for m in self._latin.finditer(seen.text))
        ]


def _tight(name: str) -> str:
    return folded(name).tight.text


def _words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z]+|\d+", folded(name).text)) if name.isascii() else ()


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order, those that touch or overlap as one."""
    current: Span | None = None
    for start, end in sorted(spans):
        if current and start <= current[1]:
            current = current[0], max(current[1], end)
        else:
            if current:
                yield current
            current = start, end
    if current:
        yield current


def phones_in(text: str) -> list[str]:
    """The telephone numbers in an answer that should hold one, as digits; each also without its area code."""
    seen = folded(text)
    return numbers.phones_in(seen.text, seen.digits)


def all_of(*sources: Iterable[str]) -> frozenset[str]:
    """The texts of several sources that are not empty."""
    return frozenset(text for source in sources for text in source if text)
