"""The formats that forms may come back in: each is a file here that declares its ``FORMAT``.

A format is found by lying here: to take in another one, add a file. Knows: how they are found. Must not know: any of
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from toolkit.reading.format import Format


@cache
def formats() -> Mapping[str, Format]:
    """Every format by the name of its file, in the order of these names."""
    return {found.name: import_module(f"{__name__}.{found.name}").FORMAT for found in iter_modules(__path__)}


def format_of(data: bytes, name: str) -> str | None:
    """The format that a file is of, None where it is of none of them."""
    return next((word for word, one in formats().items() if one.fits(data, name)), None)
