"""The act of taking away what is no return: a file that was not recognised and that nobody will claim.

Knows: where such a file and its note lie. Must not know: what is in it. Its original stays in archive/, as it came.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.acts.next_step import unclaimed
from toolkit.base.errors import WorkspaceError
from toolkit.folder import Folder
from toolkit.intake import spool


def decline(folder: Folder, file: Path) -> None:
    """Take a file out of inbox/未识别, where its original has been kept.

    Raises `WorkspaceError` where it does not wait there, is still coming, or no original of it is kept.
    """
    with folder.locked("移走认不出来的文件"):
        if file not in unclaimed(folder):
            raise WorkspaceError(f"{file.name} 不在等着认领的文件里，没有移走。请再看一遍“认领”。")
        try:
            dropped = spool.take(file, folder.inbox)
        except spool.StillComingError:
            raise WorkspaceError(f"{file.name} 好像还在复制。请等复制完再移走。") from None
        suffix = spool.suffix_of(file.name)
        if not (folder.archive / dropped.sha256[:2] / f"{dropped.sha256}{suffix}").exists():
            raise WorkspaceError(
                f"{file.name} 没有收过，存档里没有原件，没有移走。请打开收件箱，在“{spool.UNIDENTIFIED}”里自己处理。"
            )
        try:
            spool.remove(file, folder.inbox, dropped.stamp)
        except PermissionError:
            raise WorkspaceError(f"{file.name} 正在别的程序里打开，没有移走。请关掉再点一次。") from None
        spool.forget_note(folder.inbox, file.name)
