"""The answer that follows from others of its form until somebody types another: how far the item is as a whole.

Knows: which answer that is, its formula, how it is told again. Must not know: styles, openpyxl, formats of files. Where
all measures of an item are as far as each other, so is the item; where they are not, its state is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.catalogue import Catalogue
from toolkit.form.answers import Answer
from toolkit.kinds.field import Block, Field
from toolkit.kinds.normalise import normalise
from toolkit.kinds.values import Value
from toolkit.workbooks.sheets import OddCell, Oddity

DERIVED = "overall_status"
"""The answer, by field id."""
_MOST = 100  # measures; a formula takes 255 arguments and 8,192 characters
_FORMULA = re.compile(r"(?:of:)?=?IF\((?:AND\()?ISTEXT\([^()]*\)(?:[,;]EXACT\([^()]*\))*\)?[,;][^()]*&\"\"[,;]\"\"\)")


def derived_from(catalogue: Catalogue) -> tuple[Field, ...]:
    """The answers from which it follows; none where it must be typed."""
    states = tuple(field for field in catalogue.block(Block.MEASURES) if field.column == "status")
    asked = catalogue.field.get(DERIVED)
    return states if asked and len(states) <= _MOST and all(f.choices == asked.choices for f in states) else ()


def follows(catalogue: Catalogue, answers: Mapping[str, Value]) -> bool:
    """Whether what is given as the answer is what follows from what else is given."""
    said = {answers.get(field.id) for field in derived_from(catalogue)}
    return bool(said) and answers.get(DERIVED) in (None, *(said if len(said) == 1 else ()))


def formula(read_as: Sequence[str]) -> str:
    """The formula (without its "="); ``read_as`` are the cells of what the measures' states are read as."""
    first, *others = read_as
    same = f"AND(ISTEXT({first}),{','.join(f'EXACT({first},{other})' for other in others)})" if others else ""
    return f'IF({same or f"ISTEXT({first})"},{first}&"","")'


def settled(found: Mapping[str, Answer], catalogue: Catalogue) -> Mapping[str, Answer]:
    """The answers of a form in which the formula has its result, also where no program has worked it out."""
    answer = found.get(DERIVED)
    if answer is None or not isinstance(answer.raw, OddCell) or answer.raw.oddity is not Oddity.UNCALCULATED:
        return found
    if not _FORMULA.fullmatch(answer.raw.text.replace("$", "")):
        return found
    states = [normalise(f, found[f.id].raw).value if f.id in found else None for f in derived_from(catalogue)]
    same = states[0] if states and len(set(states)) == 1 else None
    return {**found, DERIVED: replace(answer, raw=same)}
