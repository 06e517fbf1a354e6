"""The proof's eye for words that are a name only where they stand: beside a title, a label, what a person does.

Knows: official prose. Must not know: what looks like a name on its own (`toolkit.publish.proof_names`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from toolkit.publish import proof_words as known
from toolkit.publish.passages import Why
from toolkit.publish.proof_reading import HAN, Hit
from toolkit.publish.proof_segments import ACTS, DOES, NUMERAL, Word, begins_like_name, either, is_family, is_office

_LABELLED = re.compile(rf"(?:{either(known.LABELS)})\s*(?:是|为|:|：)\s*([{HAN}]{{2,4}})(?![{HAN}])")
_BY = re.compile(
    rf"(?:由|请|经|委托|责成|安排|指派|派|选派|抽调|任命|聘请|约谈|会同|陪同|通知|联系|访谈|询问|与|和|同|跟|向|"
    rf"根据|按照|经与)([{HAN}]{{2,4}}?)(?:同志)?"
    rf"(?={either(known.VERBS)}|到|赴|去|前往|对接|一起|共同|座谈|谈话|沟通|的意见|的建议|的要求|进驻|商量)"
)
_AND = frozenset("、和及与")


def titled(words: list[Word]) -> Iterator[Hit]:
    """What stands beside a title: 张局长, 高峰局长, 局长高峰, 建国同志."""
    for n, word in enumerate(words):
        if word.text not in known.TITLES and word.text not in known.LABELS:
            continue
        at = n - 1
        while at >= 0 and (words[at].text in known.RANKS or words[at].text in "（("):
            at -= 1
        if word.text in known.TITLES and at >= 0 and (hit := _before_title(words, at, word)):
            yield hit
        at = n + 1
        while at < len(words) and words[at].text in "：: （(、" and at < n + 2:
            at += 1
        if at < len(words) and (hit := _after_title(words, at, sure=word.text in known.TITLES)):
            yield hit


def _before_title(words: list[Word], at: int, title: Word) -> Hit | None:
    word = words[at]
    if not word.han or word.text in known.TITLES or (is_office(word.text) and word.text not in known.FAMILY):
        return None
    if len(word.text) == 1:
        numbered = at and NUMERAL.search(words[at - 1].text)
        # With the post: what is decided about 张局长 says nothing about another Zhang.
        alone = not at or not (words[at - 1].single or is_family(words[at - 1].text))
        end = title.end if alone else word.end
        return Hit(word.start, end, Why.CALLED) if is_family(word.text) and not numbered else None
    if len(word.text) > 4 or word.text in known.PLACES or word.text in known.NO_NAMES:
        return None
    if begins_like_name(word.text) or title.text in known.ADDRESSED:
        return Hit(word.start, word.end, Why.CALLED)
    return None


def _after_title(words: list[Word], at: int, *, sure: bool) -> Hit | None:
    word = words[at]
    if not word.han or len(word.text) not in (2, 3) or not begins_like_name(word.text):
        return None
    follows = words[at + 1] if at + 1 < len(words) else None
    plain = is_office(word.text) and not (follows is not None and follows.text[:2] in DOES)
    if word.text in known.TITLES | known.NO_NAMES or plain or word.text in known.PLACES or word.text in DOES:
        return None
    ends = follows is None or not follows.han or follows.text in known.TITLES or follows.text[:2] in DOES
    return Hit(word.start, word.end, Why.CALLED) if (sure and word.tag[0] not in "vdpcazm") or ends else None


def labelled(text: str) -> Iterator[Hit]:
    """What stands behind a label (责任人：), or between 由 and what somebody does."""
    for found in _LABELLED.finditer(text):
        office = is_office(found[1]) and not (found[1] in known.PLAIN and begins_like_name(found[1]))
        if not office and found[1] not in known.TITLES:
            yield Hit(*found.span(1), Why.CALLED)
    for found in _BY.finditer(text):
        word = found[1]
        listed = word not in known.PLAIN or found[0][0] in "由派"
        if (is_office(word) and not listed) or any(word.endswith(end) for end in known.ORGANISATION):
            continue
        if not listed or word in known.TITLES or not (begins_like_name(word) or word[0] in known.TRANSCRIBING):
            continue
        yield Hit(*found.span(1), Why.CALLED)


def acting(words: list[Word]) -> Iterator[Hit]:
    """An ordinary word that begins a clause and does what a person does: 高峰已退回, 时光带队."""
    for n, (word, follows) in enumerate(pairwise(words)):
        if (n and words[n - 1].han) or not word.han or len(word.text) not in (2, 3) or follows.text not in ACTS:
            continue
        plain = word.text in known.TITLES | known.PLACES or word.text in known.PLAIN or is_office(word.text)
        if begins_like_name(word.text) and not plain and word.tag[0] not in "dpcr":
            yield Hit(word.start, word.end, Why.CALLED)


def listed(words: list[Word], found: Collection[Hit]) -> Iterator[Hit]:
    """Of a list in which one is a name, the others: 张伟明、文明、高峰."""
    sure = [hit for hit in found if hit.why is not Why.CALLED]
    ends, starts = {hit.end for hit in sure}, {hit.start for hit in sure}
    for n, word in enumerate(words):
        if not word.han or len(word.text) not in (2, 3) or (is_office(word.text) and word.text not in known.PLAIN):
            continue
        before, after = words[n - 1] if n else None, words[n + 1] if n + 1 < len(words) else None
        behind = before is not None and before.text in _AND and before.start in ends
        ahead = after is not None and after.text in _AND and after.end in starts
        if (behind or ahead) and begins_like_name(word.text) and word.text not in known.TITLES:
            yield Hit(word.start, word.end, Why.CALLED)
