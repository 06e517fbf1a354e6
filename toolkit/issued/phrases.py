"""What an item's duties come to as texts: its units, its limit, each name and limit once.

Knows: how cells break lines and number them. Must not know: items, labels of columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.issued.duties import is_limit
from toolkit.issued.labels import Label
from toolkit.issued.marks import mark_of
from toolkit.issued.nodes import Step
from toolkit.issued.unit_lists import in_commas, names_units, split_units

Duties = Mapping[Label, Sequence[str]]
Steps = Sequence[tuple[str, Step]]  # each with its marker


def units_said(duties: Duties, label: Label) -> str:
    """The units of a role."""
    return phrase("、", [in_commas(_unnumbered(text)) for text in duties.get(label, [])])


def units_of_steps(steps: Steps, *labels: Label) -> str:
    """The units that answer for measures of their own."""
    said = [duty.said for _, step in steps for duty in step.duties if duty.label in labels]
    return phrase("、", [name for text in said for name in split_units(in_commas(text))])


def limit_said(duties: Duties, steps: Steps) -> str:
    """The limits of an item, or those of its measures."""
    own = [_whole_lines(text) for text in duties.get(Label.LIMIT, [])]
    return phrase("；", own or [duty.said for _, step in steps for duty in step.duties if duty.label is Label.LIMIT])


def _unnumbered(text: str) -> str:
    """The lines of a cell without their numbers: （1）市财政局 （2）市水利局."""
    lines = [line for line in (mark_of(line.strip()).rest for line in text.split("\n")) if line]
    if len(lines) < 2:
        return text
    return ("、" if all(map(names_units, lines)) or mark_of(text).kind else "").join(lines)


def _whole_lines(text: str) -> str:
    """The lines of a limit: several limits, or one that the width of a column broke."""
    lines = [line for line in (mark_of(line.strip()).rest for line in text.split("\n")) if line]
    if len(lines) < 2:
        return text
    return ("、" if all(map(is_limit, lines)) or mark_of(text).kind else "").join(lines)


def phrase(between: str, texts: Sequence[str]) -> str:
    """Texts in one, each once, without the signs at their ends."""
    return between.join(dict.fromkeys(filter(None, (cleaned(text).rstrip("；;。，,、") for text in texts))))


def cleaned(text: str) -> str:
    """Text without the spaces and breaks of the page; those between Latin words and figures stay."""
    return re.sub(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])", "", text)
