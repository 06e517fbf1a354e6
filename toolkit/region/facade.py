"""The region's folder: any folder in which prefectures are rolled up into one master.

Knows: which file lies where, and who may work in it. Must not know: how prefectures are read, how a master is drawn.
It needs no plan of its own; what it needs it makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.base.errors import WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.files import write_whole, writing
from toolkit.base.locks import working
from toolkit.base.progress import Progress, no_progress
from toolkit.handup import credential
from toolkit.ledger import Ledger

if TYPE_CHECKING:
    from toolkit.region.roll_up import RolledUp


class Region:
    """A region's folder; ``root`` holds inbox/, outbox/, archive/ and .toolkit/ (key, ledger, mirrors)."""

    def __init__(self, root: Path | str = ".") -> None:
        self.root = Path(root)
        self.inbox = self.root / "inbox"
        self.outbox = self.root / "outbox"
        self.archive = self.root / "archive"
        self.notes = self.root / ".toolkit" / "made.json"
        self.states = self.root / ".toolkit" / "rollup"
        self.mirrors = self.root / ".toolkit" / "prefectures"
        self.ledger_path = self.root / ".toolkit" / "ledger.db"
        self.key_path = self.root / ".toolkit" / "region.key"

    def rollup(
        self,
        folders: Sequence[Path | str] = (),
        *,
        as_of: date,
        today: date | None = None,
        period: str | None = None,
        progress: Progress = no_progress,
    ) -> RolledUp:
        """Take in the packages in inbox/, and write the master over all prefectures as it stands on ``as_of``.

        ``folders`` are prefectures' workspaces, which are read and never written to or locked; the others count as
        they were handed up. ``today`` is the day on which packages come in, by default ``as_of``. Raises
        `WorkspaceError` when no prefecture can be included, or two folders are one's.
        """
        from toolkit.region.roll_up import rollup

        with self._locked("汇总各地区"), self.ledger() as ledger:
            return rollup(self, ledger, [Path(folder) for folder in folders], as_of, today or as_of, period, progress)

    def share_key(self, prefecture: str) -> Path:
        """Write the credential of a prefecture to outbox/; the region's key is made on first need."""
        name = credential.checked_name(prefecture)
        path = self.outbox / credential.file_name(name)
        with self._locked("做上报凭证"):
            made = credential.credential_for(name, credential.region_key(self.key_path))
            with writing(path):
                write_whole(path, credential.written(made))
                path.chmod(0o600)
        return path

    def ledger(self) -> Ledger:
        """Open the region's own ledger; use it in a ``with`` statement."""
        return Ledger(self.ledger_path, self.archive / "history")

    def master_path(self, period_id: str) -> Path:
        """Where the master of a period lies."""
        name = safe_name(period_id)
        return self.outbox / name / f"全区整改总台账_{name}.xlsx"

    @contextmanager
    def _locked(self, doing: str) -> Iterator[None]:
        """Make what is missing, and keep others out while doing something."""
        if (self.root / "plan.xlsx").exists():
            raise WorkspaceError(
                f"{self.root.resolve()} 是一个地区的工作区（里面有 plan.xlsx），不能在里面汇总各地区。"
                "请用 -w 指明另一个文件夹，如 toolkit -w 全区汇总 rollup …。"
            )
        try:
            for folder in (self.inbox, self.outbox, self.archive, self.ledger_path.parent):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"{self.root} 里建不了文件夹（{error.strerror}）。请检查文件夹权限和磁盘空间。"
            ) from error
        with working(self.ledger_path.with_name("lock"), doing):
            yield
