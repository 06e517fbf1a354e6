"""What people type, turned into values.

Knows: what holds for every kind of value. Must not know: cells, files, the ledger, any one kind. What was understood
otherwise than it stood is a repair that is shown; what could be read in two ways is a problem, never a guess. Blank is
not 0, and 无 is neither.
"""

from __future__ import annotations

from toolkit.base.blanks import bare
from toolkit.kinds.errors import ERROR, formula_error, odd_cell
from toolkit.kinds.field import Field
from toolkit.kinds.registry import kind_of
from toolkit.kinds.values import Normalised, Problem, Value
from toolkit.workbooks.sheets import OddCell

__all__ = ["Normalised", "Problem", "Value", "normalise"]


def normalise(field: Field, raw: object) -> Normalised:
    """Understand what stands in a field's cell.

    ``raw`` is as a workbook's reader gives it: a text, number, truth value, date, time or duration, None or "" for an
    empty cell, an `OddCell` for one that has no value. A cell with nothing but spaces is blank: its value is None, and
    that is no problem of this function's.
    """
    if raw is None:
        return Normalised(None)
    if isinstance(raw, str):
        said = bare(raw)
        if not said:
            return Normalised(None)
        if said[0] in "#E" and ERROR.fullmatch(said):
            return formula_error(said)
    elif isinstance(raw, OddCell):
        return odd_cell(raw, required=field.required or field.required_when is not None)
    return kind_of(field).read(field, raw)
