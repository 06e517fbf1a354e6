"""The facade of an office, as far as the care of its workspace is concerned: keys, looking over, making anew.

Knows: which act is meant. Must not know: how it is done.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.facade.plan import PlanOfWorkspace

if TYPE_CHECKING:
    from toolkit.acts.examining import Checked
    from toolkit.acts.rebuild import Rebuilt, Source


class CareOfWorkspace(PlanOfWorkspace):
    """A workspace folder, its plan, and what keeps it whole."""

    def rotate_key(self, *, until: date) -> None:
        """Seal forms under a new key from now on; forms sealed under the old one are good up to a day."""
        from toolkit.acts.keys import rotate_key

        rotate_key(self, until=until)

    def take_key(self, file: Path) -> str:
        """Keep the credential (上报凭证) that the region gave; returns the name under which this office hands up.

        Raises `WorkspaceError` when the file cannot be read, or holds none.
        """
        from toolkit.acts.keys import take_key

        return take_key(self, file)

    def doctor(self, *, today: date) -> list[Checked]:
        """Look over the workspace: what is in order, what is not, and what to do about it."""
        from toolkit.acts.doctor import examine

        return examine(self, today=today)

    def rebuild(self, *, today: date, source: Source | None = None) -> Rebuilt:
        """Make the ledger anew from archive/history, or the history anew from the ledger, or both from the originals.

        Without a ``source`` the history is repeated, and only if the ledger has nothing that the history lacks. What
        was made is compared with the archive. Raises `WorkspaceError` when what it is to be made from is not there, or
        damaged; then everything stays as it is.
        """
        from toolkit.acts.rebuild import rebuild

        return rebuild(self, today=today, source=source)
