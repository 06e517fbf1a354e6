"""One text of measures cut into measures: 一是…二是…, （1）…（2）…, ①…②…, 1.…2.…

Knows: how documents enumerate. Must not know: items, documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from toolkit.base.numerals import chinese_number, circled
from toolkit.plan.model import Measure

_AFTER = r"(?:^|(?<=[。；;：:，,、！\n]))"
_CN = "一二三四五六七八九十"

_WAYS: tuple[tuple[re.Pattern[str], Callable[[str], int | None]], ...] = (
    (re.compile(rf"{_AFTER}([{_CN}]{{1,3}})是(?!否)"), chinese_number),
    (re.compile(rf"{_AFTER}[（(]([{_CN}]{{1,3}})[）)]"), chinese_number),
    (re.compile(r"[（(](\d{1,2})[）)]"), int),
    (re.compile(r"([①-⑳])"), circled),
    (re.compile(rf"{_AFTER}(\d{{1,2}})(?:[.．](?!\d)|、)"), int),
)


def split_measures(text: str) -> tuple[Measure, ...]:
    """The measures in a text, in its words; one measure where nothing is enumerated, none where there is no text.

    A lead-in before the first mark belongs to the first measure, so that no word is lost.
    """
    if not text:
        return ()
    for pattern, number_of in _WAYS:
        marks = _in_order(list(pattern.finditer(text)), number_of)
        if len(marks) < 2:
            continue
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        measures = []
        for no, (mark, end) in enumerate(zip(marks, ends, strict=True), start=1):
            lead_in = text[: mark.start()] if no == 1 else ""
            measures.append(
                Measure(no, f"{lead_in}{mark[0]}{text[mark.end() : end]}")
                if lead_in
                else Measure(no, text[mark.end() : end], mark[0])
            )
        return tuple(measures)
    return (Measure(1, text),)


def _in_order(marks: list[re.Match[str]], number_of: Callable[[str], int | None]) -> list[re.Match[str]]:
    """Those marks that count on from one; others are part of the text."""
    kept: list[re.Match[str]] = []
    for mark in marks:
        if number_of(mark[1]) == len(kept) + 1:
            kept.append(mark)
    return kept
