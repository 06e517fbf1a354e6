"""The checks of single answers: each is a file here that declares its ``CHECK``, and is found.

What holds between answers are the plan's rules; what cannot be read is for the kinds of value to say.
"""

from __future__ import annotations

import importlib
import pkgutil

from toolkit.check.one import Check


def _found() -> tuple[Check, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    checks = tuple(importlib.import_module(f"{__name__}.{name}").CHECK for name in names)
    if wrong := [check for check in checks if not isinstance(check, Check)]:
        raise ImportError(f"no checks: {wrong}")
    return checks


CHECKS: tuple[Check, ...] = _found()
"""All checks, by file name."""
