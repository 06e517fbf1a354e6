"""One text of measures cut into measures: 一是…二是…, （1）…（2）…, ①…②…, 1.…2.…, a sentence a line; and their duties.

Knows: how documents enumerate. Must not know: items, documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from toolkit.base.numerals import chinese_number, circled
from toolkit.issued.brackets import parted
from toolkit.issued.duties import Duty, is_limit
from toolkit.issued.labels import Label
from toolkit.issued.nodes import Step
from toolkit.issued.unit_lists import names_units
from toolkit.plan.measures import Measure

_AFTER = r"(?:^|(?<=[。；;：:，,、！\n）)]))\s*"
_CN = "一二三四五六七八九十"

_WAYS: tuple[tuple[re.Pattern[str], Callable[[str], int | None]], ...] = (
    (re.compile(rf"{_AFTER}([{_CN}]{{1,3}})是(?!否)"), chinese_number),
    (re.compile(rf"{_AFTER}[（(]([{_CN}]{{1,3}})[）)]"), chinese_number),
    (re.compile(r"[（(](\d{1,2})[）)]"), int),
    (re.compile(r"([①-⑳])"), circled),
    (re.compile(rf"{_AFTER}(\d{{1,2}})(?:[.．](?!\d)|[.．](?=20\d\d年)|[.．]\s+(?=\d)|、)"), int),
    (re.compile(rf"{_AFTER}(\d{{1,2}})[）)]\s*(?=[一-鿿“])"), int),
    (re.compile(rf"(?:^|(?<=\n))\s*([{_CN}]{{1,3}})、"), chinese_number),
    (re.compile(rf"{_AFTER}第([{_CN}]{{1,3}})[，,：:、]"), chinese_number),
)
_BEFORE_COLON = re.compile(r"([^：:，,。；;]{2,40})[：:](?=\S)")
_BY = re.compile(
    r"由([^，,。；;]{2,40}?)(牵头|负责)(?:组织|落实|实施|办理)?[，,](?:由?([^，,。；;]{2,40}?)(?:配合|协助)[^，,。；;]{0,4}[，,])?"
)
_LIST = 200  # characters; what is longer is a paragraph and no list of measures
_LEAST = 4
# What goes on with the piece before it.
_BOUND = re.compile(
    r"\d+[.．]|[一二三四五六七八九十]{1,3}是|其中|并|且|同时|如|若|对(?=未|不|拒|逾期|发现|存在|仍|违)|而|即|以及|或|包括|确需|能|[^，]{1,8}的"
)
_FOR_EVER = "^(?:并|且)?(?:长期|持续|常态化|常年)(?:坚持|推进|保持|实施|落实)$"
_LINES = re.compile(r"(?<=[。；;！])\n+")


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
            marker, said = mark[0].strip(), text[mark.end() : end]
            measures.append(Measure(no, f"{lead_in}{mark[0]}{said}") if lead_in.strip() else Measure(no, said, marker))
        return tuple(measures)
    lines = [line for line in _LINES.split(text) if line.strip()]
    if len(lines) > 1:
        return tuple(Measure(no, line) for no, line in enumerate(lines, start=1))
    if pieces := _in_semicolons(text):
        return tuple(Measure(no, piece) for no, piece in enumerate(pieces, start=1))
    return (_only_mark(text) or Measure(1, text),)


def steps_in(text: str) -> list[tuple[str, Step]]:
    """The measures in a text as marker and step, each parted from the duties at its end."""
    found = []
    for measure in split_measures(text):
        bare = parted(measure.text)
        found.append((measure.marker, Step(bare.text, bare.duties)))
    return found


def leading_duties(text: str) -> tuple[Duty, ...]:
    """The duties with which the text of a measure begins: 县水利局：…, 由县水利局牵头，县财政局配合，….

    Where the unit stands before a colon, a limit may be the last sentence.
    """
    if (match := _BEFORE_COLON.match(text)) and names_units(match[1]):
        last = re.split("[。；;]", text.rstrip("。；; "))[-1].strip()
        limit = (Duty(Label.LIMIT, last),) if is_limit(last) else ()
        return (Duty(Label.UNITS, match[1]), *limit)
    if (match := _BY.match(text)) and names_units(match[1]):
        helping = (Duty(Label.COOPERATING, match[3]),) if match[3] and names_units(match[3]) else ()
        return (Duty(Label.LEAD if match[2] == "牵头" else Label.UNITS, match[1]), *helping)
    return ()


def last_limit(text: str) -> tuple[Duty, ...]:
    """The time that the last clause of a measure names: …，2026年6月底前完成; …，年底前全部追回."""
    clause = re.split("[，,。；;]", text.rstrip("。；;，, "))[-1].strip()
    dated = (
        re.search(rf"\d|[一二三四五六七八九十]月|年[底末内]|季度|半年|前|{_FOR_EVER}", clause)
        and clause != text.strip()
    )
    return (Duty(Label.LIMIT, clause),) if dated and is_limit(clause) else ()


def own_duties(
    steps: Sequence[tuple[str, Step]], said: Collection[Label], *, labelled: bool
) -> tuple[list[tuple[str, Step]], tuple[Duty, ...]]:
    """The steps with duties of their own, and the duties that hold for all: those behind the only or last one alone.

    What is ``said`` of the item itself no measure says for it. A numbered or ``labelled`` measure that is the only one
    keeps its own.
    """
    bearing = [n for n, (_, step) in enumerate(steps) if step.duties]
    if len(bearing) != 1 or bearing[0] != len(steps) - 1:
        return list(steps), ()
    marker, last = steps[-1]
    for_all = tuple(duty for duty in last.duties if duty.label not in said)
    if len(steps) == 1 and (marker or labelled):
        return list(steps), for_all
    own = tuple(duty for duty in last.duties if duty.label in said)
    return [*steps[:-1], (marker, replace(last, duties=own))], for_all


def _in_semicolons(text: str) -> list[str]:
    """The measures that semicolons part in one sentence; none where a piece is no measure by itself."""
    if re.search(r"[。！]\s*\S", parted(text).text) or len(text) > _LIST:
        return []
    pieces = [piece.strip() for piece in re.split("(?<=[；;])", text) if piece.strip()]
    alone = all(
        len(piece) >= _LEAST and not _BOUND.match(piece) and not re.search("[：:]", parted(piece).text)
        for piece in pieces
    )
    return pieces if len(pieces) > 1 and alone and not _only_mark(text) else []


def _only_mark(text: str) -> Measure | None:
    """A single measure that is numbered all the same: 1.…, （2）…"""
    match = re.match(
        r"\s*(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]"
        r"|\d{1,2}[-－–.．]\d{1,2}[：:、.．](?=\s*[一-鿿]))\s*",
        text,
    )
    return Measure(1, text[match.end() :], match[0].strip()) if match and match.end() < len(text) else None


def _in_order(marks: list[re.Match[str]], number_of: Callable[[str], int | None]) -> list[re.Match[str]]:
    """Those marks that count on from one; others are part of the text."""
    kept: list[re.Match[str]] = []
    for mark in marks:
        if number_of(mark[1]) == len(kept) + 1:
            kept.append(mark)
    return kept
