"""The plan that comes with the package. Knows: where it lies. Must not know: what is in it."""

from __future__ import annotations

from pathlib import Path


def shipped_plan_path() -> Path:
    """The shipped plan workbook: the real plan, with placeholders for every personal datum."""
    return Path(__file__).parent.parent / "data" / "plan.xlsx"
