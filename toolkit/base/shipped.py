"""What comes with the package: the example plan, the base of all forms, the texts of mails.

Knows: where they lie. Must not know: what is in them.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def shipped_plan_path() -> Path:
    """The shipped plan workbook: a real plan, with placeholders for every personal datum."""
    return _PACKAGE / "data" / "plan.xlsx"


def shipped_template() -> Path:
    """The base of all forms as shipped: inside the installed package, or in the checkout's templates/."""
    installed = _PACKAGE / "templates" / "report_template.xlsx"
    return installed if installed.exists() else _PACKAGE.parent / "templates" / "report_template.xlsx"
