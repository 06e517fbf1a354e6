"""The facade of an office, as far as the care of its workspace is concerned: keys, looking over, making anew.

Knows: which act is meant. Must not know: how it is done.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.base.progress import Progress, no_progress
from toolkit.facade.plan import PlanOfWorkspace

if TYPE_CHECKING:
    from toolkit.acts.backup import BackedUp, LastBackup
    from toolkit.acts.examining import Checked
    from toolkit.acts.keys import KeyStanding
    from toolkit.acts.rebuild import Rebuilt, Source


class CareOfWorkspace(PlanOfWorkspace):
    """A workspace folder, its plan, and what keeps it whole."""

    def backup(self, place: Path, *, now: datetime, progress: Progress = no_progress) -> BackedUp:
        """Copy the whole workspace into a new folder in ``place``, and prove the copy; restoring is copying back.

        Raises `WorkspaceError` where the place lies inside the workspace, is not there or full, or something cannot be
        read or proven; then nothing lies there under the name of a backup.
        """
        from toolkit.acts.backup import backup

        return backup(self, place, now=now, progress=progress)

    def last_backup(self) -> LastBackup | None:
        """The last backup that was made, None where none was."""
        from toolkit.acts.backup import last_backup

        return last_backup(self)

    def key_standing(self, *, on: date) -> KeyStanding:
        """Where the key lies, its fingerprint, and how many older keys still count on a day.

        Raises `SealError` without a key.
        """
        from toolkit.acts.keys import key_of

        return key_of(self, on=on)

    def copy_key(self, place: Path) -> Path:
        """Put a copy of the key into a folder outside the workspace; gives its path.

        Raises `WorkspaceError` where the place will not do.
        """
        from toolkit.acts.keys import copy_key

        return copy_key(self, place)

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
