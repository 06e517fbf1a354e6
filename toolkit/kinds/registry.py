"""The list of all kinds of value, which is this folder: a file that declares a ``KIND`` is found.

A new kind is a new file: the plan workbook takes its word, and form, check and master ask it what they need to know.
Knows: that every type has a plain kind. Must not know: what any kind does. What a kind may be to the rule language is
closed (`ValueType`), because the language must compile it; what kinds there are is open, because nothing else branches
on them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

from toolkit.kinds import choice, dates, decimal_number, percent, text, whole_number, yes_no
from toolkit.kinds.field import Field
from toolkit.kinds.kind import Kind
from toolkit.plan.model import ValueType


def plain(type_: ValueType) -> Kind:
    """The kind that has nothing more to it than its type."""
    match type_:
        case ValueType.INTEGER:
            return whole_number.KIND
        case ValueType.DECIMAL:
            return decimal_number.KIND
        case ValueType.PERCENT:
            return percent.KIND
        case ValueType.DATE:
            return dates.KIND
        case ValueType.BOOLEAN:
            return yes_no.KIND
        case ValueType.TEXT:
            return text.KIND
        case ValueType.CHOICE:
            return choice.KIND
    assert_never(type_)


def kind_of(field: Field) -> Kind:
    """The kind of a field's values."""
    return KINDS[field.kind] if field.kind else plain(field.type)


def _found() -> dict[str, Kind]:
    """Every kind of this folder by its word: the plain ones in the order of their types, then by file name.

    Raises `ImportError` where a word is taken twice or a type has no plain kind.
    """
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names]
    kinds = {type_.value: plain(type_) for type_ in ValueType}
    for kind in (module.KIND for module in modules if hasattr(module, "KIND")):
        if not isinstance(kind, Kind) or kinds.setdefault(kind.word, kind) is not kind:
            raise ImportError(f"two kinds of value have the word {kind.word!r}")
    if wrong := [kind.word for word, kind in kinds.items() if kind.word != word]:
        raise ImportError(f"plain kinds whose word is not their type's: {wrong}")
    return kinds


KINDS: Mapping[str, Kind] = _found()
"""All kinds, by the plan workbook's word."""
