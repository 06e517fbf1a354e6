"""The proof's eye for names: a segmenter, surnames, titles, what people do, the characters of transcribed names.

Knows: how names stand in running text. Must not know: who is in the ledger or plan, how the mask finds names. It lists
what could be a name; what is none is one row that a person ticks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from toolkit.publish import proof_words as known
from toolkit.publish.passages import Why
from toolkit.publish.proof_reading import HAN, IS_HAN, Hit, Reading

_SEPARATED = re.compile(rf"[{HAN}]+(?:[·•・‧∙⋅･●․.．‐*]{{1,2}}[{HAN}]+)+")
_DOCUMENT = re.compile(rf"[{HAN}]{{1,10}}〔\d{{4}}〕\d+号")  # GB/T 9704-2012, 7.2.5
_LABELLED = re.compile(rf"(?:{known.LABELS.replace(' ', '|')})\s*(?:是|为|:|：)\s*([{HAN}]{{2,4}})(?![{HAN}])")
_BY = re.compile(
    rf"(?:由|请|经|委托|责成|安排|指派|派|选派|抽调|任命|聘请|约谈|会同|陪同|通知|联系|访谈|询问|与|和|同|跟|向|根据|按照|经与)([{HAN}]{{2,4}}?)(?:同志)?"
    rf"(?={known.VERBS.replace(' ', '|')}|到|赴|去|前往|对接|一起|共同|座谈|谈话|沟通|的意见|的建议|的要求|进驻|商量)"
)
_TITLE = re.compile(
    rf"((?:{'|'.join(sorted(known.TITLES | {*known.LABELS.split()}, key=lambda t: (-len(t), t)))})(?![期远效久年假度务录划业会课校愿念工部单站者]))"
)
_DOES = frozenset(known.VERBS.split())
_ACTS = _DOES | frozenset("已 任 完成 退回 承诺 书面 说 称 提出 已经 同志 补签 退还 带着 一行".split())
_AND = frozenset("、和及与")
_ROLES = frozenset(known.LABELS.split())
_NEVER_SINGLE = frozenset("p c uj ul uz ug ud uv u m q r f y d o e h k".split())
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万两第几]$")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    tag: str
    start: int
    end: int

    @property
    def han(self) -> bool:
        return all(IS_HAN.match(c) for c in self.text)

    @property
    def single(self) -> bool:
        return len(self.text) == 1 and self.han


@lru_cache(maxsize=1)
def _segmenter() -> rjieba.Jieba:
    """The segmenter with its dictionary, and the titles as words."""
    made = rjieba.Jieba()
    for word in sorted(known.TITLES | known.PLAIN | known.PLACES | known.TRANSCRIBED):
        if not made.has_word(word):
            made.add_word(word, 100, "n")
    return made


def _words(text: str, *, guess: bool) -> list[_Word]:
    """The words of a text; a title is one, whatever its last character would make with the next (园长 石磊)."""
    found, start = [], 0
    for piece in _TITLE.split(text):
        tagged = [(piece, "n")] if _TITLE.fullmatch(piece) else _segmenter().tag(piece, guess) if piece else []
        for word, tag in tagged:
            found.append(_Word(word, tag, start, start + len(word)))
            start += len(word)
    return found


def hits(reading: Reading, offices: Collection[str] = ()) -> Iterator[Hit]:
    """What could be a name; ``offices`` are words that are known to be none: the names of units."""
    text = reading.text
    plain = _words(text, guess=False)
    masked = _covered(text, offices)
    found = [
        *_guessed(text), *_families(plain), *_unknown(plain), *_transcribed(plain), *_titled(plain), *_separated(text),
        *_labelled(text), *_rare(text, plain), *_acting(plain),
    ]  # fmt: skip
    for hit in (*found, *_listed(plain, found)):
        if not any(a <= hit.start and hit.end <= b for a, b in masked):
            yield hit


def _covered(text: str, offices: Collection[str]) -> list[tuple[int, int]]:
    units = [found.span() for office in offices if len(office) > 2 for found in re.finditer(re.escape(office), text)]
    return units + [found.span() for found in _DOCUMENT.finditer(text)]


def _is_family(text: str) -> bool:
    return text in known.FAMILY or text in known.RARER or text in known.COMPOUND


def _begins_like_name(word: str) -> bool:
    return word[:2] in known.COMPOUND or word[0] in known.FAMILY or word[0] in known.RARER


def _is_office(word: str) -> bool:
    return word in known.PLAIN or any(word.endswith(end) for end in known.ORGANISATION)


def _guessed(text: str) -> Iterator[Hit]:
    """What the segmenter takes for a person."""
    words = _words(text, guess=True)
    for n, word in enumerate(words):
        if not word.tag.startswith("nr") or len(word.text) < 2 or not word.han or word.text in known.PLAIN:
            continue
        if word.text in known.PLACES or _ordinary(word.text):
            continue
        transcribed = set(word.text) <= known.TRANSCRIBING and len(set(word.text) & known.STRONG) > 1
        if not _begins_like_name(word.text) and not transcribed:
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
    inside = _words(word, guess=False) if len(word) > 3 else []
    return bool(inside) and all(len(w.text) > 1 and not w.tag.startswith("nr") for w in inside) and not (
        word[:2] in known.COMPOUND
    )


def _families(words: list[_Word]) -> Iterator[Hit]:
    """A surname and what follows it as a given name."""
    for n, word in enumerate(words):
        if not _is_family(word.text):
            continue
        if word.text in known.FUNCTIONAL and not (n + 2 < len(words) and words[n + 1].single and words[n + 2].single):
            continue
        before = words[n - 1] if n else None
        strong = word.text in known.FAMILY or word.text in known.COMPOUND
        if before and _NUMERAL.search(before.text) and word.text not in known.COMPOUND:
            continue  # 38张, 三周
        end = _given(words, n + 1, strong=strong)
        if end:
            yield Hit(word.start, end, Why.NAME)
    for word, follows in zip(words, words[1:], strict=False):
        # 高峰 is a word, 高峰明 a name.
        like = len(word.text) == 2 and word.han and _begins_like_name(word.text) and word.text not in known.PLAIN
        if like and follows.single and follows.text not in known.NOT_GIVEN and follows.tag not in _NEVER_SINGLE:
            if word.tag.startswith("nr") or word.text[0] in known.FAMILY:
                yield Hit(word.start, follows.end, Why.NAME)


def _given(words: list[_Word], n: int, *, strong: bool) -> int:
    """Where a given name ends that begins with a word; 0 where none does."""
    if n >= len(words) or not words[n].han:
        return 0
    first = words[n]
    following = words[n + 1] if n + 1 < len(words) else None
    if first.single:
        odd = first.text in known.NOT_GIVEN or first.tag in _NEVER_SINGLE
        if first.text in known.FUNCTION or (odd and not strong):
            return 0
        if following and following.single and following.text not in known.NOT_GIVEN:
            return following.end
        return first.end
    if len(first.text) == 2 and first.text not in known.TITLES and not _is_office(first.text):
        ordinary = first.tag[0] in "vdpcarm" and not first.tag.startswith("nr")
        if first.tag.startswith("nr") or first.text in known.GIVEN or (strong and first.text not in _ACTS):
            longer = following and following.single and following.text not in known.NOT_GIVEN
            return following.end if following and longer and following.tag not in _NEVER_SINGLE else first.end
        if ordinary and (following is None or not following.han or following.text in known.TITLES):
            return first.end if strong else 0
    return 0


def _unknown(words: list[_Word]) -> Iterator[Hit]:
    """Characters beside each other that make no word: names that no list has."""
    run: list[_Word] = []
    for word in [*words, _Word("，", "x", 0, 0)]:
        if word.single and word.text not in known.NOT_GIVEN and word.tag not in _NEVER_SINGLE:
            run.append(word)
            continue
        if len(run) >= 2 and any(c.text in known.RARER or c.text in known.FAMILY for c in run[:-1]):
            yield Hit(run[0].start, run[-1].end, Why.NAME)
        run = []


def _transcribed(words: list[_Word]) -> Iterator[Hit]:
    """Runs of the characters by which names are transcribed."""
    run: list[_Word] = []
    for word in [*words, _Word("，", "x", 0, 0)]:
        ordinary = len(word.text) > 1 and not (set(word.text) & known.STRONG)
        common = word.text in known.PLAIN or (word.tag[0] in "vdpcuamqf" and len(word.text) > 1)
        spelled = word.han and set(word.text) <= known.TRANSCRIBING
        if word.text in known.TRANSCRIBED or (
            spelled and not (word.text in known.PLACES or ordinary or common or word.text in known.FUNCTION)
        ):
            run.append(word)
            continue
        joined = "".join(w.text for w in run)
        strong = sum(c in known.STRONG for c in joined)
        listed = any(w.text in known.TRANSCRIBED for w in run)
        if listed or (len(joined) >= 2 and strong >= max(1, len(joined) // 3) and (len(run) > 1 or strong > 1)):
            yield Hit(run[0].start, run[-1].end, Why.TRANSCRIBED)
        run = []


def _titled(words: list[_Word]) -> Iterator[Hit]:
    """What stands beside a title: 张局长, 高峰局长, 局长高峰, 建国同志."""
    for n, word in enumerate(words):
        if word.text not in known.TITLES and word.text not in _ROLES:
            continue
        at = n - 1
        while at >= 0 and (words[at].text in known.RANKS or words[at].text in "（("):
            at -= 1
        if word.text in known.TITLES and at >= 0 and (hit := _before_title(words, at, word.text)):
            yield hit
        at = n + 1
        while at < len(words) and words[at].text in "：: （(、" and at < n + 2:
            at += 1
        if at < len(words) and (hit := _after_title(words, at, sure=word.text in known.TITLES)):
            yield hit


def _before_title(words: list[_Word], at: int, title: str) -> Hit | None:
    word = words[at]
    if not word.han or word.text in known.TITLES or _is_office(word.text) and word.text not in known.FAMILY:
        return None
    if len(word.text) == 1:
        numbered = at and _NUMERAL.search(words[at - 1].text)
        return Hit(word.start, word.end, Why.CALLED) if _is_family(word.text) and not numbered else None
    if len(word.text) > 4 or word.text in known.PLACES or word.text in known.NO_NAMES:
        return None
    if _begins_like_name(word.text) or title in known.ADDRESSED:
        return Hit(word.start, word.end, Why.CALLED)
    return None


def _after_title(words: list[_Word], at: int, *, sure: bool) -> Hit | None:
    word = words[at]
    if not word.han or len(word.text) not in (2, 3) or not _begins_like_name(word.text):
        return None
    follows = words[at + 1] if at + 1 < len(words) else None
    plain = _is_office(word.text) and not (follows is not None and follows.text[:2] in _DOES)
    if word.text in known.TITLES or plain or word.text in known.PLACES or word.text in _DOES:
        return None
    ends = follows is None or not follows.han or follows.text in known.TITLES or follows.text[:2] in _DOES
    return Hit(word.start, word.end, Why.CALLED) if (sure and word.tag[0] not in "vdpcazm") or ends else None


def _acting(words: list[_Word]) -> Iterator[Hit]:
    """An ordinary word that begins a clause and does what a person does: 高峰已退回, 时光带队."""
    for n, (word, follows) in enumerate(zip(words, words[1:], strict=False)):
        if (n and words[n - 1].han) or not word.han or len(word.text) not in (2, 3) or follows.text not in _ACTS:
            continue
        plain = word.text in known.TITLES or word.text in known.PLAIN or _is_office(word.text)
        if _begins_like_name(word.text) and not plain and word.tag[0] not in "dpcr":
            yield Hit(word.start, word.end, Why.CALLED)


def _separated(text: str) -> Iterator[Hit]:
    """Names with a dot in them; a post that stands before or after belongs to the passage."""
    for found in _SEPARATED.finditer(text):
        parts = list(re.finditer(rf"[{HAN}]+", found[0]))
        start = found.start() + max(0, parts[0].end() - 8)
        first = _words(text[start : found.start() + parts[0].end()], guess=False)
        for word in first:
            if word.text in known.TITLES or word.text in ("由", "和", "与", "同", "及", "请", "对"):
                start = start + word.end - first[0].start if word.end < len(text) else start
                first_start = start
                start = first_start
        end = found.start() + parts[-1].start()
        for word in _words(found[0][parts[-1].start() :], guess=False):
            if word.text in known.TITLES or word.text in known.RANKS or (len(word.text) > 1 and word.tag[0] in "vdpc"):
                break
            if end - found.start() - parts[-1].start() + len(word.text) > 8:
                break
            end += len(word.text)
        yield Hit(start, max(end, found.start() + parts[-1].start() + 1), Why.TRANSCRIBED)


def _labelled(text: str) -> Iterator[Hit]:
    for found in _LABELLED.finditer(text):
        office = _is_office(found[1]) and not (found[1] in known.PLAIN and _begins_like_name(found[1]))
        if not office and found[1] not in known.TITLES:
            yield Hit(*found.span(1), Why.CALLED)
    for found in _BY.finditer(text):
        word = found[1]
        listed = word not in known.PLAIN or found[0][0] in "由派"
        if (_is_office(word) and not listed) or any(word.endswith(end) for end in known.ORGANISATION):
            continue
        if not listed or word in known.TITLES or not (_begins_like_name(word) or word[0] in known.TRANSCRIBING):
            continue
        yield Hit(*found.span(1), Why.CALLED)


def _listed(words: list[_Word], found: Collection[Hit]) -> Iterator[Hit]:
    """Of a list in which one is a name, the others: 张伟明、文明、高峰."""
    sure = [hit for hit in found if hit.why is not Why.CALLED]
    ends, starts = {hit.end for hit in sure}, {hit.start for hit in sure}
    for n, word in enumerate(words):
        if not word.han or len(word.text) not in (2, 3) or _is_office(word.text) and word.text not in known.PLAIN:
            continue
        before, after = words[n - 1] if n else None, words[n + 1] if n + 1 < len(words) else None
        behind = before is not None and before.text in _AND and before.start in ends
        ahead = after is not None and after.text in _AND and after.end in starts
        if (behind or ahead) and _begins_like_name(word.text) and word.text not in known.TITLES:
            yield Hit(word.start, word.end, Why.CALLED)


def _rare(text: str, words: list[_Word]) -> Iterator[Hit]:
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
        if start and text[start - 1] in known.FAMILY and not words[first].text[0] in known.FAMILY:
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
