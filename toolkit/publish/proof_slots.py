"""The proof's eye for what stands where a person stands: 局长□签字, 由□牵头, □家庭困难, （联系人：□）, □（电话 …）.

Knows: how characters look like a name. Must not know: who anybody is, the words of the places. Names that are ordinary
words, rare surnames, and surnames that the segmenter gives to the word before are seen by nothing but their place. What
stands before, what stands behind and what the characters look like are weighed: a frequent surname needs less of a
place than a word that is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from toolkit.publish import proof_words as known
from toolkit.publish.passages import Why
from toolkit.publish.proof_places import BEFORE, BEHIND, INSIDE
from toolkit.publish.proof_reading import IS_HAN, Hit
from toolkit.publish.proof_segments import Word, begins_like_name, is_office, words_of

_ENOUGH = 4  # of all weights together; found on lists of names that are measured in docs/promises.md
_GOOD = 3  # of a place, before and behind together
_NEVER = -9
_LENGTHS = (2, 3, 4)
_NOBODY = known.NO_NAMES | known.OFFICIAL | known.RANKS | known.PLACES
_NO_LAST = frozenset("族语县市区乡镇局委部所校级类条款项份层次们于性率费款量数")


def standing(text: str, words: Collection[Word], found: Collection[Hit]) -> Iterator[Hit]:
    """Where a person stands in a text and something like a name; ``found`` are the names that were seen by others."""
    opens, closes = _weighed(BEFORE, text, at_end=True), _weighed(BEHIND, text, at_end=False)
    for word in words:
        if word.tag[0] in "vda":
            closes.setdefault(word.start, 1)
    for hit in found:  # 张伟明、□、李娜
        if hit.why is not Why.CALLED and hit.end < len(text) and text[hit.end] in "、和与及":
            opens[hit.end + 1] = 2
        if hit.why is not Why.CALLED and hit.start and text[hit.start - 1] in "、和与及":
            closes[hit.start - 1] = max(2, closes.get(hit.start - 1, 0))
    cuts = {word.start for word in words} | {len(text)}
    for start, before in sorted(opens.items()):
        for end in (start + length for length in _LENGTHS):
            if end not in closes:
                continue
            name, place = text[start:end], before + closes[end]
            if start in cuts and end in cuts:
                # Where the segmenter cuts a text too, less of a place is enough, and in one that is good on one side
                # an ordinary word may be somebody, the more so where it begins with a surname (受助幼儿成长).
                one = not any(start < cut < end for cut in cuts)
                place += 1 + (one and place >= _GOOD) * (1 + begins_like_name(name))
            if place + _looks(name) >= _ENOUGH:
                yield Hit(start, end, Why.CALLED)


def _weighed(patterns: tuple[tuple[int, re.Pattern[str]], ...], text: str, *, at_end: bool) -> dict[int, int]:
    """The heaviest of some patterns at each place where one ends, or begins."""
    weights: dict[int, int] = {}
    for weight, pattern in patterns:
        for found in pattern.finditer(text):
            place = found.end() if at_end else found.start()
            weights[place] = max(weight, weights.get(place, 0))
    return weights


@lru_cache(maxsize=20_000)
def _looks(word: str) -> int:
    """How much some characters look like a name, from what everybody is called to what nobody is."""
    if not all(IS_HAN.match(c) for c in word) or INSIDE.search(word) or word[-1] in _NO_LAST:
        return _NEVER
    if word in _NOBODY or word[0] in known.FUNCTION:
        return _NEVER
    if any(word.endswith(end) for end in known.ORGANISATION) and len(word) > 2:
        return _NEVER
    family = _family(word)
    return family + _ordinary(word, family)


def _family(word: str) -> int:
    """How sure a surname begins it, with a given name of its length behind it."""
    if word[:2] in known.COMPOUND and len(word) > 2:
        return 2
    if len(word) == 4:
        return -1
    if word[0] in known.FAMILY or word[0] in known.FREQUENT:
        return 2
    if word[0] in known.FUNCTIONAL:
        return -1
    return 1 if begins_like_name(word) else 0


def _ordinary(word: str, family: int) -> int:
    """Less than nothing where the characters are a word of their own, or two; more where they make none."""
    if word in known.PLAIN:
        return -2 if family == 2 else -3
    words = words_of(word, guess=False)
    odd = any(c in known.NOT_GIVEN for c in word[1:])
    if len(words) == 1:
        if words[0].tag.startswith("nr"):
            return 1
        if words[0].tag[0] in "nst" and not is_office(word):
            return -1 if family else -2
        return _NEVER if is_office(word) and family < 2 else -3
    if all(w.single for w in words):
        return (family > 0) - 2 * odd
    first = words[0]
    if all(len(w.text) > 1 for w in words) or (first.tag[0] in "pcdrum" and not family):
        return _NEVER
    return -odd - (first.tag[0] in ("pcdrum" if first.single else "pcdrumva") and family < 2)
