"""The labels in a line of text: where each begins, what it stands for, where its text begins.

Knows: how labels stand in lines: before a colon, in brackets, alone, before a blank. Must not know: what came before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.issued.duties import CLOSING, OPENING, is_limit
from toolkit.issued.labels import DUTIES, Label, folded, text_label

_WORD = r"[^\s：:，,；;。、（）()【】〔〕“”—－-]{2,12}(?:[（(][^（）()]{1,12}[）)])?"
_LABEL = re.compile(
    rf"(?:[【\[［〔]\s*([^】\]］〕]{{2,12}})\s*[】\]］〕]\s*[：:]?|(?:^|(?<=[\s；;。，,|]))({_WORD})\s*(?:[：:]|[—－-]{{2}}))\s*"
)
_BEFORE_BLANK = re.compile(r"(\S{2,10})[ \u3000\t]+(\S.*)", re.DOTALL)
_ALONE = 10  # characters of a label that has a line of its own


@dataclass(frozen=True, slots=True)
class Found:
    """A label in a line: where it begins, what it stands for, its word, where its text begins."""

    begin: int
    label: Label
    word: str
    after: int


def labels_in(text: str) -> list[Found]:
    """The labels in a line, in their order."""
    return list(_with_sign(text)) or list(_without_sign(text))


def is_label_alone(text: str, labels: list[Found]) -> bool:
    """Whether a line is a label without a sign and without a text, as a heading may be."""
    return labels[0].begin == 0 and labels[0].after == len(text) and not re.search("[：:】]$", text)


def _with_sign(text: str) -> Iterator[Found]:
    for match in _LABEL.finditer(text):
        word = match[1] or match[2]
        label = text_label(word)
        if label is None or (match.start() and text[match.start() - 1] in "，," and label not in DUTIES):
            continue
        if match[1] is None and _is_in_bracket(text, match.start()):
            continue
        yield Found(match.start(), label, folded(word), match.end())


def _without_sign(text: str) -> Iterator[Found]:
    word = folded(text)
    label = text_label(text) if len(word) <= _ALONE else None
    if label is not None:
        yield Found(0, label, word, len(text))
        return
    match = _BEFORE_BLANK.match(text)
    label = text_label(match[1]) if match else None
    if match is None or label is None:
        return
    known = label in DUTIES or re.search("整改|措施|举措|目标|问题|办法", match[1])
    if known and (label is not Label.LIMIT or is_limit(match[2])):
        yield Found(0, label, folded(match[1]), match.start(2))


def _is_in_bracket(text: str, at: int) -> bool:
    before = text[:at]
    return sum(map(before.count, OPENING)) > sum(map(before.count, CLOSING))
