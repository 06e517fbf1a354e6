"""The proof's eye for names: surnames, what the segmenter takes for people, transcribed names, rare characters.

Knows: how names look in running text. Must not know: who is in the ledger or plan, how the mask finds names. It lists
what could be a name; what is none is one row that a person ticks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from toolkit.publish import proof_words as known
from toolkit.publish.passages import Why
from toolkit.publish.proof_contexts import acting, labelled, listed, titled
from toolkit.publish.proof_reading import HAN, Hit, Reading
from toolkit.publish.proof_segments import (
    ACTS,
    NEVER_SINGLE,
    NUMERAL,
    Word,
    begins_like_name,
    is_family,
    is_office,
    words_of,
)
from toolkit.publish.proof_slots import standing

_SEPARATED = re.compile(rf"[{HAN}]+(?:[·•・‧∙⋅･●․.．‐*]{{1,2}}[{HAN}]+)+")
_DOCUMENT = re.compile(rf"[{HAN}]{{1,10}}〔\d{{4}}〕\d+号")  # GB/T 9704-2012, 7.2.5
_LONGEST_PART = 8  # characters of a transcribed name on one side of its dot
_BEFORE_NAMES = ("由", "和", "与", "同", "及", "请", "对", "向", "经")


def hits(reading: Reading, offices: Collection[str] = ()) -> Iterator[Hit]:
    """What could be a name; ``offices`` are words that are known to be none: the names of units."""
    text = reading.text
    masked = _covered(text, offices)
    for start, piece in ((0, text), *reading.apart):
        for hit in _in(piece):
            here = Hit(start + hit.start, start + hit.end, hit.why)
            if not any(a <= here.start and here.end <= b for a, b in masked):
                yield here


def _in(text: str) -> Iterator[Hit]:
    plain = words_of(text, guess=False)
    found = [
        *_guessed(text), *_families(plain), *_unknown(plain), *_transcribed(plain), *titled(plain), *_separated(text),
        *labelled(text), *_rare(text, plain), *acting(plain),
    ]  # fmt: skip
    yield from (*found, *listed(plain, found), *standing(text, plain, found))


def _covered(text: str, offices: Collection[str]) -> list[tuple[int, int]]:
    units = [found.span() for office in offices if len(office) > 2 for found in re.finditer(re.escape(office), text)]
    return units + [found.span() for found in _DOCUMENT.finditer(text)]


def _guessed(text: str) -> Iterator[Hit]:
    """What the segmenter takes for a person."""
    words = words_of(text, guess=True)
    for n, word in enumerate(words):
        if not word.tag.startswith("nr") or len(word.text) < 2 or not word.han or word.text in known.PLAIN:
            continue
        if word.text in known.PLACES or _ordinary(word.text):
            continue
        transcribed = set(word.text) <= known.TRANSCRIBING and len(set(word.text) & known.STRONG) > 1
        if not begins_like_name(word.text) and not transcribed:
            continue
        end = word.end
        family = 2 if word.text[:2] in known.COMPOUND else 1
        if not transcribed and len(word.text) == family + 1 and n + 1 < len(words):
            follows = words[n + 1]
            if follows.single and follows.text not in known.NOT_GIVEN:
                end = follows.end
        yield Hit(word.start, end, Why.NAME)


def _ordinary(word: str) -> bool:
    """Whether a long word is put together from ordinary ones: 严格执行."""
    inside = words_of(word, guess=False) if len(word) > 3 else []
    return (
        bool(inside)
        and all(len(w.text) > 1 and not w.tag.startswith("nr") for w in inside)
        and word[:2] not in known.COMPOUND
    )


def _families(words: list[Word]) -> Iterator[Hit]:
    """A surname and what follows it as a given name."""
    for n, word in enumerate(words):
        if not is_family(word.text):
            continue
        if word.text in known.FUNCTIONAL and not (n + 2 < len(words) and words[n + 1].single and words[n + 2].single):
            continue
        before = words[n - 1] if n else None
        strong = word.text in known.FAMILY or word.text in known.COMPOUND or word.tag in ("nr", "zg")
        if before and NUMERAL.search(before.text) and word.text not in known.COMPOUND:
            continue  # 38张, 三周
        end = _given(words, n + 1, strong=strong)
        if end:
            yield Hit(word.start, end, Why.NAME)
    for word, follows in pairwise(words):
        # 高峰 is a word, 高峰明 a name.
        like = len(word.text) == 2 and word.han and begins_like_name(word.text) and word.text not in known.PLAIN
        given = follows.single and follows.text not in known.NOT_GIVEN and follows.tag not in NEVER_SINGLE
        if like and given and (word.tag.startswith("nr") or word.text[0] in known.FAMILY):
            yield Hit(word.start, follows.end, Why.NAME)


def _given(words: list[Word], n: int, *, strong: bool) -> int:
    """Where a given name ends that begins with a word; 0 where none does."""
    if n >= len(words) or not words[n].han:
        return 0
    first = words[n]
    following = words[n + 1] if n + 1 < len(words) else None
    if first.single:
        odd = first.text in known.NOT_GIVEN or first.tag in NEVER_SINGLE
        if first.text in known.FUNCTION or (odd and not strong):
            return 0
        if following and following.single and following.text not in known.NOT_GIVEN:
            return following.end
        return first.end
    if len(first.text) == 2 and first.text not in known.TITLES and not is_office(first.text):
        ordinary = first.tag[0] in "vdpcarm" and not first.tag.startswith("nr")
        if first.tag.startswith("nr") or first.text in known.GIVEN or (strong and first.text not in ACTS):
            longer = following and following.single and following.text not in known.NOT_GIVEN
            return following.end if following and longer and following.tag not in NEVER_SINGLE else first.end
        if ordinary and (following is None or not following.han or following.text in known.TITLES):
            return first.end if strong else 0
    return 0


def _unknown(words: list[Word]) -> Iterator[Hit]:
    """Characters beside each other that make no word: names that no list has."""
    run: list[Word] = []
    for word in [*words, Word("，", "x", 0, 0)]:
        if word.single and word.text not in known.NOT_GIVEN and word.tag not in NEVER_SINGLE:
            run.append(word)
            continue
        if len(run) >= 2:
            yield Hit(run[0].start, run[-1].end, Why.NAME)
        elif run and run[0].end == word.start and len(word.text) == 2 and _is_given(word):
            yield Hit(run[0].start, word.end, Why.NAME)
        run = []


def _is_given(word: Word) -> bool:
    """Whether a word is a given name: one that lists have, or that the dictionary has as a person."""
    return word.text in known.GIVEN or (word.tag == "nr" and not is_office(word.text))


def _transcribed(words: list[Word]) -> Iterator[Hit]:
    """Runs of the characters by which names are transcribed."""
    run: list[Word] = []
    for word in [*words, Word("，", "x", 0, 0)]:
        ordinary = len(word.text) > 1 and not (set(word.text) & known.STRONG)
        common = word.text in known.PLAIN or (word.tag[0] in "vdpcuamqf" and len(word.text) > 1)
        spelled = word.han and set(word.text) <= known.TRANSCRIBING
        goes_on = bool(run) and spelled and word.tag[0] not in "vdpcuamqf" and word.text not in known.PLAIN
        if (
            word.text in known.TRANSCRIBED
            or goes_on
            or (spelled and not (word.text in known.PLACES or ordinary or common or word.text in known.FUNCTION))
        ):
            run.append(word)
            continue
        joined = "".join(w.text for w in run)
        strong = sum(c in known.STRONG for c in joined)
        listed = any(w.text in known.TRANSCRIBED for w in run)
        if listed or (len(joined) >= 2 and strong >= max(1, len(joined) // 3) and (len(run) > 1 or strong > 1)):
            yield Hit(run[0].start, run[-1].end, Why.TRANSCRIBED)
        run = []


def _separated(text: str) -> Iterator[Hit]:
    """Names with a dot in them: from the last word before that is no name, to the first one after."""
    for found in _SEPARATED.finditer(text):
        first, last = re.split(rf"[^{HAN}]+", found[0])[0], re.split(rf"[^{HAN}]+", found[0])[-1]
        begin = found.start() + _after_titles(first)
        tail = found.end() - len(last)
        yield Hit(begin, tail + _before_words(last), Why.TRANSCRIBED)


def _after_titles(text: str) -> int:
    """Where the name begins that ends a text."""
    begin = max(0, len(text) - _LONGEST_PART)
    for word in words_of(text, guess=False):
        if (word.text in known.TITLES or word.text in _BEFORE_NAMES) and word.end < len(text):
            begin = max(begin, word.end)
    return begin


def _before_words(text: str) -> int:
    """Where the name ends that begins a text."""
    end = 0
    for word in words_of(text, guess=False):
        ordinary = (
            word.text in known.TITLES or word.text in known.RANKS or (len(word.text) > 1 and word.tag[0] in "vdpc")
        )
        if end and (ordinary or end + len(word.text) > _LONGEST_PART):
            break
        end += len(word.text)
    return max(end, 1)


def _rare(text: str, words: list[Word]) -> Iterator[Hit]:
    """Characters that plain official Chinese does without (GB/T 2312): hardly anything but names has them."""
    for n, word in enumerate(words):
        if not word.han or not any(_is_rare(c) for c in word.text):
            continue
        first = last = n
        while first and words[first - 1].single and words[first - 1].text not in known.NOT_GIVEN and n - first < 2:
            first -= 1
        while last + 1 < len(words) and words[last + 1].single and words[last + 1].text not in known.NOT_GIVEN:
            last += 1
            if last - n >= 3:
                break
        start = words[first].start
        if start and text[start - 1] in known.FAMILY and words[first].text[0] not in known.FAMILY:
            start -= 1  # 联系人马犇: the surname may have gone to the word before
        yield Hit(start, words[last].end, Why.RARE)


def _is_rare(character: str) -> bool:
    if character in "〇":
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
