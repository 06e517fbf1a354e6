"""The region: any folder in which offices are rolled up into one master.

Knows: which act does what is asked for. Must not know: how anything is done. It needs no plan of its own; what it needs
it makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.base.progress import Progress, no_progress
from toolkit.region.folder import RegionFolder
from toolkit.region.roll_up import RolledUp, roll_up
from toolkit.region.share_key import share_key

if TYPE_CHECKING:
    from toolkit.acts.examining import Checked


class Region:
    """A region's folder, and what can be done in it."""

    def __init__(self, root: Path | str = ".") -> None:
        self.folder = RegionFolder(Path(root))

    def rollup(
        self,
        folders: Sequence[Path | str] = (),
        *,
        as_of: date,
        today: date | None = None,
        period: str | None = None,
        progress: Progress = no_progress,
    ) -> RolledUp:
        """Take in the packages in inbox/, and write the master over all offices as it stands on ``as_of``.

        ``folders`` are offices' workspaces, which are read and never written to or locked; the others count as
        they were handed up. ``today`` is the day on which packages come in, by default ``as_of``. Raises
        `WorkspaceError` when no office can be included, or two folders are one's.
        """
        return roll_up(self.folder, [Path(one) for one in folders], as_of, today or as_of, period, progress)

    def doctor(self, folders: Sequence[Path | str] = (), *, today: date) -> list[Checked]:
        """Look over everything: what is in order, what is not and what to do about it.

        ``folders`` are offices' workspaces that are to be looked at as well; nothing there is written to.
        """
        from toolkit.region.doctor import examine

        return examine(self.folder, [Path(one) for one in folders], today=today)

    def share_key(self, office: str) -> Path:
        """Write the credential of an office to outbox/; the region's key is made on first need."""
        return share_key(self.folder, office)
