"""An office with several workspaces: the folder around them, and what can be done over all of them.

Knows: which act does what is asked for. Must not know: how anything is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from toolkit.base.progress import Progress, no_progress
from toolkit.office.folder import OfficeFolder

if TYPE_CHECKING:
    from typing import IO

    from toolkit.office.members import Member
    from toolkit.office.overview import Overview
    from toolkit.office.routing import Routed


class Office:
    """The workspaces of an office, which lie around or beside one folder.

    ``root`` is that folder, or any workspace in it. Its list, its inbox and what came for several plans at once lie in
    its folder 办公室.
    """

    def __init__(self, root: Path | str = ".") -> None:
        self.folder = OfficeFolder.around(Path(root))

    @classmethod
    def beside(cls, workspace: Path) -> Self:
        """The office of a workspace, whether that has a plan yet or not."""
        office = cls(workspace)
        office.folder = OfficeFolder(workspace.resolve().parent)
        return office

    def overview(self, *, as_of: date) -> Overview:
        """Where every workspace stands, what is due within a week, and who owes over all plans.

        Raises `WorkspaceError` where the list cannot be read.
        """
        from toolkit.office.overview import overview

        return overview(self.folder, as_of=as_of)

    def members(self) -> Sequence[Member]:
        """The workspaces on the list, with what is wrong with those that cannot be worked with."""
        from toolkit.office.members import members

        return members(self.folder)

    def add(self, folder: Path | str) -> Member:
        """Put a workspace on the list; one that has moved is found at its new place from now on.

        Raises `WorkspaceError` where the folder is no workspace, or has the key of another one on the list.
        """
        from toolkit.office.members import add

        return add(self.folder, Path(folder))

    def remove(self, folder: Path | str) -> Member:
        """Take a workspace off the list, by its path or the name of its folder; the workspace stays as it is.

        Raises `WorkspaceError` where there is none, or several are called so.
        """
        from toolkit.office.members import remove

        return remove(self.folder, Path(folder))

    def route(
        self, files: Sequence[Path] = (), *, to: Path | str | None = None, progress: Progress = no_progress
    ) -> Routed:
        """Give what lies in 办公室/inbox, and copies of ``files``, to the workspaces whose keys prove it.

        With ``to`` only ``files`` are given, to that workspace, because a person says so. What no key proves stays, and
        what cannot be read is told. Raises `WorkspaceError` where there is no workspace to give to.
        """
        from toolkit.office.routing import route

        return route(self.folder, files, to=None if to is None else Path(to), progress=progress)

    def lying(self) -> list[Path]:
        """The files in 办公室/inbox, oldest first."""
        from toolkit.office.routing import lying

        return lying(self.folder)

    def put(self, name: str, data: IO[bytes]) -> Path:
        """Put a file into 办公室/inbox under a name of somebody else's; gives its path.

        Raises `WorkspaceError` when it is empty, too large, or cannot be written.
        """
        from toolkit.office.routing import put

        return put(self.folder, name, data)
