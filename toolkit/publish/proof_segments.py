"""How the proof takes a text apart into words.

Knows: the segmenter and its dictionary, which words begin like a name. Must not know: what is a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from toolkit.publish import proof_words as known
from toolkit.publish.proof_reading import IS_HAN

NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万两第几]$")
"""Ends like a number: what follows may be a measure word (38张)."""
NEVER_SINGLE = frozenset(("p", "c", "uj", "ul", "uz", "ug", "ud", "uv", "u", "m", "q", "r", "f", "y", "d", "o", "e"))
"""Tags of single characters that hardly stand in a name."""
DOES = known.VERBS
"""What a person does in an official text."""
ACTS = DOES | frozenset(
    ("已", "任", "完成", "退回", "承诺", "书面", "说", "称", "提出", "已经", "同志", "补签", "退还", "一行")
)
"""What may follow somebody at the beginning of a clause."""


def either(words: Collection[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


# A title is a word of its own unless the next character goes on with another: 市长期, 主任务.
_TITLE = re.compile(rf"((?:{either(known.TITLES | known.LABELS)})(?![期远效久年假度务录划业会课校愿念工部单站者]))")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its tag (those of ICTCLAS) and place."""

    text: str
    tag: str
    start: int
    end: int

    @property
    def han(self) -> bool:
        """Whether it is all Chinese characters."""
        return all(IS_HAN.match(c) for c in self.text)

    @property
    def single(self) -> bool:
        """Whether it is one Chinese character."""
        return len(self.text) == 1 and self.han


@lru_cache(maxsize=1)
def _segmenter() -> rjieba.Jieba:
    """The segmenter with its dictionary, and the titles as words."""
    made = rjieba.Jieba()
    for word in sorted(known.TITLES | known.PLAIN | known.PLACES | known.TRANSCRIBED):
        if not made.has_word(word):
            made.add_word(word, 100, "n")
    return made


def words_of(text: str, *, guess: bool) -> list[Word]:
    """The words of a text; a title is one, whatever its last character would make with the next (园长 石磊).

    ``guess`` lets the segmenter put unknown words together.
    """
    found, start = [], 0
    for piece in _TITLE.split(text):
        tagged = [(piece, "n")] if _TITLE.fullmatch(piece) else _segmenter().tag(piece, guess) if piece else []
        for word, tag in tagged:
            found.append(Word(word, tag, start, start + len(word)))
            start += len(word)
    return found


def is_family(text: str) -> bool:
    """Whether a word is a surname."""
    return text in known.FAMILY or text in known.RARER or text in known.COMPOUND


def begins_like_name(word: str) -> bool:
    """Whether a word begins with a surname."""
    return word[:2] in known.COMPOUND or word[0] in known.FAMILY or word[0] in known.RARER


def is_office(word: str) -> bool:
    """Whether a word is an office or another one that names nobody."""
    return word in known.PLAIN or any(word.endswith(end) for end in known.ORGANISATION)
