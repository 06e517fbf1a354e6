"""The act of rebuilding: the ledger made anew from the history of its changes.

Knows: where ledger and history lie, which locks are needed. Must not know: what a change means.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.folder import Folder
from toolkit.ledger import Ledger
from toolkit.ledger.journal import bounds, replace_ledger


def rebuild(folder: Folder) -> tuple[int, Path | None]:
    """Make the ledger anew from archive/history; gives the number of changes and where the old ledger lies now.

    Raises `WorkspaceError` when there is no history, or it is damaged; then the old ledger stays.
    """
    with folder.locked("重建台账数据库"), folder.mail_locked("重建台账数据库"):
        oldest, newest = bounds(folder.history_path)
        if not newest:
            raise WorkspaceError("archive/history 里没有记录，不能重建。请从备份恢复 archive 文件夹。")
        fresh = folder.ledger_path.with_name("rebuilt.db")
        with writing(fresh):
            for path in fresh.parent.glob(f"{fresh.name}*"):
                path.unlink()
            with Ledger(fresh, folder.history_path):
                pass
            return newest - oldest + 1, replace_ledger(fresh, folder.ledger_path)
