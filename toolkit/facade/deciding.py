"""The facade of an office, as far as it decides, and writes down what it did, without a workbook.

Knows: which act is meant. Must not know: how it is done.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.facade.looks import Looks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolkit.acts.decide import Decided, Ruling, StepDone
    from toolkit.acts.review import Settled
    from toolkit.acts.supervise import Line
    from toolkit.publish.passages import Decision, Passage, Verdict
    from toolkit.standing.deciding import Matter
    from toolkit.standing.supervision import Supervised


class DecidingInWorkspace(Looks):
    """A workspace folder in which the office decides."""

    def decline(self, file: Path) -> None:
        """Take away a file that was not recognised and is no return; its original stays in archive/.

        Raises `WorkspaceError` where it does not wait to be claimed, or no original of it is kept.
        """
        from toolkit.acts.decline import decline

        decline(self, file)

    def to_decide(self, *, as_of: date, period: str | None = None) -> list[Matter]:
        """The forms of a period about which the office has to do something next, and what each still lacks."""
        from toolkit.acts.decide import to_decide

        return to_decide(self, as_of=as_of, period=period)

    def decide(
        self, ruling: Ruling, *, unit: str, item: str, period: str | None = None, as_of: date, mark: str = ""
    ) -> Decided:
        """Write down a decision on a form, as the 核定 columns of the master would take it.

        What was typed into the masters is read first. ``mark`` is that of the matter as it was seen. Raises
        `WorkspaceError` where the decision cannot stand, or something else was decided meanwhile.
        """
        from toolkit.acts.decide import decide

        return decide(self, ruling, unit=unit, item=item, period=period, as_of=as_of, mark=mark)

    def take_step(
        self, step: StepDone, *, unit: str, item: str, period: str | None = None, as_of: date, mark: str = ""
    ) -> Decided:
        """Write down what came of a step of 销号, as the sheet 销号 of the master would take it.

        Raises `WorkspaceError` where it is not that step's turn, or something is missing.
        """
        from toolkit.acts.decide import take_step

        return take_step(self, step, unit=unit, item=item, period=period, as_of=as_of, mark=mark)

    def settle(
        self, decisions: Sequence[Decision], *, as_of: date, seen: Mapping[Passage, Verdict | None] | None = None
    ) -> Settled:
        """Write down what was decided about passages before disclosing them, as 公开审看.xlsx would take it.

        What was decided in the workbooks is read first; ``seen`` is what the person has seen about each passage. Raises
        `WorkspaceError` where a 公开审看 is not understood.
        """
        from toolkit.acts.review import settle

        return settle(self, decisions, as_of=as_of, seen=seen)

    def supervise(self, line: Line, *, as_of: date) -> Supervised:
        """Write down a line of 督办记录, as if it stood in the master; what was typed there is read first.

        Raises `WorkspaceError` where nobody can tell whom or what it is about, or it is there already.
        """
        from toolkit.acts.supervise import supervise

        return supervise(self, line, as_of=as_of)

    def fill_outcome(self, number: str, outcome: str, *, as_of: date, mark: str = "") -> Supervised:
        """Write down what came of a line of 督办记录 (落实情况), as if it stood in the master; "" takes it back.

        What was typed there is read first; ``mark`` is that of the line as it was seen. Raises `WorkspaceError` where
        there is no such line, or it was changed meanwhile.
        """
        from toolkit.acts.supervise import fill_outcome

        return fill_outcome(self, number, outcome, as_of=as_of, mark=mark)

    def supervision(self, *, as_of: date) -> list[Supervised]:
        """The lines of 督办记录 as they were known on ``as_of``, in the order of their days."""
        from toolkit.acts.supervise import supervision

        return supervision(self, as_of=as_of)
