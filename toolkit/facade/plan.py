"""The facade of an office, as far as its plan is concerned: read from a document, checked, told from what it was; and
its periods: closed and opened again.

Knows: which act is meant. Must not know: how it is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.facade.deciding import DecidingInWorkspace

if TYPE_CHECKING:
    from datetime import date

    from toolkit.acts.periods import PeriodStanding
    from toolkit.acts.plan_draft import PlanInHand
    from toolkit.acts.plan_versions import Amended
    from toolkit.acts.plans_used import PlanVersion
    from toolkit.acts.withdraw import Tone
    from toolkit.issued.document import PlanDraft
    from toolkit.plan.review import Remark
    from toolkit.planbook.to_decide import Place


class PlanOfWorkspace(DecidingInWorkspace):
    """A workspace folder and its plan."""

    def check_plan(self) -> list[Remark]:
        """Read the plan strictly; what is worth a look in it, though it is no fault, and what keeps it from going out.

        Raises `PlanError` with every fault by sheet and cell.
        """
        from toolkit.acts.ready import not_ready
        from toolkit.plan.review import review

        return [*not_ready(self), *review(self.plan)]

    def blockers(self) -> Sequence[Remark]:
        """What must be filled in before anything goes out; nothing for a plan that is for trial."""
        from toolkit.acts.ready import not_ready

        return () if self.plan.settings.trial else not_ready(self)

    def plan_versions(self) -> list[PlanVersion]:
        """Every version of the plan that an act worked with, oldest first."""
        from toolkit.acts.plan_versions import plan_versions

        return plan_versions(self)

    def amended(self, *, then: int | None = None, now: int | None = None, draft: Path | None = None) -> Amended | None:
        """What tells a version of the plan from another, and what that means for forms that are out.

        By default the newest that was used from plan.xlsx as it lies there, with ``draft`` from the plan in that
        workbook. None before the first act. Raises `WorkspaceError` where there is no such version.
        """
        from toolkit.acts.plan_versions import amended

        return amended(self, then=then, now=now, draft=draft)

    def plan_in_hand(self) -> PlanInHand | None:
        """The plan that is being made ready and not in force: a draft beside plan.xlsx, or what was changed in that.

        With every cell that is to be decided in it. None where there is none.
        """
        from toolkit.acts.plan_draft import plan_in_hand

        return plan_in_hand(self)

    def answer_plan(self, answers: Mapping[Place, str], *, seen: str = "") -> Path:
        """Type answers into the plan in hand, as a clerk would; gives its path.

        ``seen`` is the SHA-256 of what was looked at. Raises `WorkspaceError` where somebody has changed it since.
        """
        from toolkit.acts.plan_draft import answer_plan

        return answer_plan(self, answers, seen=seen)

    def add_to_plan(
        self, sheet: str, rows: Sequence[Mapping[str, str]], *, answered: Sequence[Place] = (), seen: str = ""
    ) -> Path:
        """Add rows to a sheet of the plan in hand, by header; cells that they answer are decided. As `answer_plan`."""
        from toolkit.acts.plan_draft import add_to_plan

        return add_to_plan(self, sheet, rows, answered=answered, seen=seen)

    def adopt_plan(self, *, as_of: date, draft: Path | None = None) -> PlanVersion:
        """Put the plan in hand, or the one in the workbook ``draft``, in force (启用); what was plan.xlsx is kept.

        Raises `PlanError` while it has faults, `WorkspaceError` where there is none.
        """
        from toolkit.acts.plan_draft import adopt_plan

        return adopt_plan(self, as_of=as_of, draft=draft)

    def drop_draft(self) -> Path:
        """Put a draft aside that is not to come into force; gives where it lies now."""
        from toolkit.acts.plan_draft import drop_draft

        return drop_draft(self)

    def keep_words(self, tone: Tone, text: str) -> Path:
        """Keep words for a tone of reminders as the office's; those that were there lie beside them.

        Raises `toolkit.base.errors.TemplateError` where they have no subject.
        """
        from toolkit.acts.remind import keep_words

        return keep_words(self, tone, text)

    def periods(self) -> list[PeriodStanding]:
        """Where every period of the plan stands: planned, open or closed, since when and by whom."""
        from toolkit.acts.periods import periods_of

        return periods_of(self)

    def close_period(self, *, period: str, by: str, as_of: date, reason: str = "") -> PeriodStanding:
        """Close a period (关账): what comes for it later is 补报, and changes nothing that was published.

        Raises `WorkspaceError` where it was not issued, is closed already, or nobody is named.
        """
        from toolkit.acts.periods import close_period

        return close_period(self, period=period, by=by, as_of=as_of, reason=reason)

    def reopen_period(self, *, period: str, by: str, as_of: date, reason: str) -> PeriodStanding:
        """Open a closed period again: what came in the meantime counts from that day on.

        Raises `WorkspaceError` where it is not closed, or nobody and no reason is named.
        """
        from toolkit.acts.periods import reopen_period

        return reopen_period(self, period=period, by=by, as_of=as_of, reason=reason)

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
