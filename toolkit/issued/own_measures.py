"""Measures whose duties stand in lines below each: （1）… 责任部门：… 整改时限：… （2）… 责任部门：….

Knows: the order in which labels follow upon one another. Must not know: lines, numbers, what an item says.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.issued.duties import Duty, duties_of
from toolkit.issued.labels import DUTIES, Label
from toolkit.issued.nodes import Said, Step


def measures_apart(said: Sequence[Said]) -> tuple[list[Said], list[Step]]:
    """What is said of an item as a whole, and its measures with the duties behind each.

    There are such measures only where duties stand between two of them; what is labelled before the first holds for the
    item, and so do its leaders, for whom a measure has no place.
    """
    places = [n for n, one in enumerate(said) if one.label is Label.MEASURES]
    between = [one for one in said[places[0] : places[-1]] if one.label in DUTIES] if places else []
    if len(places) < 2 or not between:
        return list(said), []
    whole = list(said[: places[0]])
    steps = []
    for begin, end in zip(places, [*places[1:], len(said)], strict=True):
        duties: list[Duty] = []
        for one in said[begin + 1 : end]:
            if one.label in DUTIES and one.label is not Label.LEADERS:
                duties += duties_of(one.label, one.text)
            elif one not in whole:
                whole.append(one)
        steps.append(Step(said[begin].text, tuple(duties)))
    return whole, steps
