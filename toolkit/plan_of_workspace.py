"""The facade of an office, as far as its plan is concerned: read from a document, checked, told from what it was.

Knows: which act is meant. Must not know: how it is done.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.folder import Folder

if TYPE_CHECKING:
    from toolkit.acts.plan_versions import Amended, PlanVersion
    from toolkit.issued.document import PlanDraft
    from toolkit.plan.review import Remark


class PlanOfWorkspace(Folder):
    """A workspace folder and its plan."""

    def check_plan(self) -> list[Remark]:
        """Read the plan strictly; what is worth a look in it, though it is no fault, and what keeps it from going out.

        Raises `PlanError` with every fault by sheet and cell.
        """
        from toolkit.acts.ready import not_ready
        from toolkit.plan.review import review

        return [*not_ready(self), *review(self.plan)]

    def plan_versions(self) -> list[PlanVersion]:
        """Every version of the plan that an act worked with, oldest first."""
        from toolkit.acts.plan_versions import plan_versions

        return plan_versions(self)

    def amended(self, *, then: int | None = None, now: int | None = None) -> Amended | None:
        """What tells a version of the plan from another, and what that means for forms that are out.

        By default the newest that was used from plan.xlsx as it lies there. None before the first act. Raises
        `WorkspaceError` where there is no such version.
        """
        from toolkit.acts.plan_versions import amended

        return amended(self, then=then, now=now)

    def import_plan(
        self, document: Path, output: Path | None = None, *, units: Path | None = None, anyway: bool = False
    ) -> tuple[PlanDraft, Path]:
        """Read an issued document into a draft plan workbook, by default the workspace's plan.xlsx.

        A plan.xlsx that nobody has touched since `init` is replaced. One that is in use stays: the draft goes to
        方案修改稿.xlsx, with every difference marked. Names are looked up in the sheet 单位 of the
        workbook ``units``, by default of this workspace's plan, whatever else is wrong there. ``anyway`` reads what
        does not look like a plan too. Raises `DocumentError` when the document cannot be read or is no plan,
        `WorkspaceError` when ``output`` exists.
        """
        from toolkit.acts.import_plan import import_plan

        return import_plan(self, document, output, units=units, anyway=anyway)
