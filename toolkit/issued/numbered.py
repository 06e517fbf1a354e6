"""Cells whose lines are numbered like the measures: （1）市财政局 （2）市水利局 beside （1）… （2）….

Knows: that equal numbers belong together. Must not know: tables, items.
"""

from __future__ import annotations

import re

from toolkit.issued.duties import duties_of
from toolkit.issued.labels import Label
from toolkit.issued.marks import figure, mark_of
from toolkit.issued.nodes import Step


def by_number(steps: list[tuple[str, Step]], duties: dict[Label, list[str]]) -> list[tuple[str, Step]]:
    """The measures with the lines of duties that bear their numbers; these stay the item's as well."""
    if len(steps) < 2:
        return steps
    made = list(steps)
    for label, texts in duties.items():
        for text in texts:
            lines = _lines(text)
            if not lines or not set(lines) <= set(range(1, len(steps) + 1)):
                continue
            for number, said in lines.items():
                marker, step = made[number - 1]
                made[number - 1] = (marker, Step(step.text, (*step.duties, *duties_of(label, said))))
    return made


def _lines(text: str) -> dict[int, str]:
    """The numbered lines of a text by number; none where any line has no number."""
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    if len(pieces) < 2:
        pieces = [p.strip(" ；;，,") for p in re.split(r"(?=[（(]\d{1,2}[）)])|(?=[①-⑳])", text) if p.strip(" ；;，,")]
    if len(pieces) < 2:
        return {}
    if all(re.match(rf"{n}[.．、]", piece) for n, piece in enumerate(pieces, start=1)):
        # A limit behind its number looks like a figure: 2.12月底前.
        return {n: piece[2:].strip().rstrip("；;。") for n, piece in enumerate(pieces, start=1)}
    found: dict[int, str] = {}
    for piece in pieces:
        mark = mark_of(piece)
        if not mark.kind or figure(mark.number) in found:
            return {}
        found[figure(mark.number)] = mark.rest.rstrip("；;。")
    return found
