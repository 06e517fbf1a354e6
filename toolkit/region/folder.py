"""A region's folder: which file lies where, and who may work in it.

Knows: paths, the lock, the region's ledger. Must not know: how offices are read, how a master is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.files import left_over, write_whole, writing
from toolkit.base.guarded import leads_out, read_guarded
from toolkit.base.locks import working
from toolkit.intake.spool import UNIDENTIFIED
from toolkit.ledger import Ledger
from toolkit.standing.volumes import volumes_beside


@dataclass(frozen=True, slots=True)
class RegionFolder:
    """The folder: ``root`` holds inbox/, outbox/, archive/ and .toolkit/ (key, ledger, mirrors)."""

    root: Path

    @property
    def plan_path(self) -> Path:
        """Where the plan lies in an office's own workspace; a region has none."""
        return self.root / "plan.xlsx"

    @property
    def inbox(self) -> Path:
        """Where packages are dropped."""
        return self.root / "inbox"

    @property
    def outbox(self) -> Path:
        """Where masters and credentials are written."""
        return self.root / "outbox"

    @property
    def archive(self) -> Path:
        """Where every byte that came is kept."""
        return self.root / "archive"

    @property
    def fingerprints_path(self) -> Path:
        """What was made of what."""
        return self.root / ".toolkit" / "made.json"

    @property
    def mirrors(self) -> Path:
        """Where the mirrors of offices' ledgers lie."""
        return self.root / ".toolkit" / "mirrors"

    @property
    def key_path(self) -> Path:
        """Where the region's key lies."""
        return self.root / ".toolkit" / "region.key"

    @property
    def is_one(self) -> bool:
        """Whether offices have ever been rolled up here, or credentials given out."""
        made = self.key_path, self.mirrors, self.root / ".toolkit" / "rollup"
        return not self.plan_path.exists() and any(path.exists() for path in made)

    def links(self) -> list[Path]:
        """The folders that are written into here and that lead out."""
        own = [self.inbox, self.inbox / UNIDENTIFIED, self.outbox, self.archive, self.archive / "history",
               self.root / ".toolkit", self.mirrors]  # fmt: skip
        inside = [path for parent in own[2:] for path in parent.glob("*") if path.is_dir()]
        return [path for path in (*own, *inside) if leads_out(path, self.root)]

    def put(self, path: Path, data: bytes, *, private: bool = False) -> None:
        """Write a file whole, its folder too, never through a link that leads out.

        Raises `WorkspaceError` with a sentence when it cannot be written.
        """
        if leads_out(path.parent, self.root):
            raise _leads_out(path.parent, self.root)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data, private=private)

    def read(self, path: Path, what: str) -> bytes:
        """A file of the folder as bytes, never through a link that leads out of it.

        Raises `toolkit.base.guarded.UnreadableError` with a sentence when it cannot be read.
        """
        return read_guarded(path, what, inside=self.root)

    def ledger(self) -> Ledger:
        """Open the region's own ledger; use it in a ``with`` statement."""
        return Ledger(self.root / ".toolkit" / "ledger.db", self.archive / "history")

    def master_path(self, period_id: str) -> Path:
        """Where the master of a period lies."""
        name = safe_name(period_id)
        return self.outbox / name / f"整改汇总台账_{name}.xlsx"

    def volumes(self, period_id: str) -> list[Path]:
        """The volumes of the master of a period that lie there."""
        return volumes_beside(self.master_path(period_id))

    def state_path(self, period_id: str) -> Path:
        """Where the state of a period is kept, to tell what has changed."""
        return self.root / ".toolkit" / "rollup" / f"{safe_name(period_id)}.json.gz"

    @contextmanager
    def locked(self, doing: str) -> Iterator[None]:
        """Make what is missing, and keep others out while doing something.

        Raises `WorkspaceError` in an office's own workspace, or where no folder can be made.
        """
        if self.plan_path.exists():
            raise WorkspaceError(
                f"{self.root.resolve()} 是一个收表的工作区（里面有 plan.xlsx），不能在里面汇总。"
                "请用 -w 指明另一个文件夹，如 toolkit -w 汇总 rollup …。"
            )
        try:
            for folder in (self.inbox, self.outbox, self.archive, self.root / ".toolkit"):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"{self.root} 里建不了文件夹（{error.strerror}）。请检查文件夹权限和磁盘空间。"
            ) from error
        if links := self.links():
            raise _leads_out(links[0], self.root)
        with working(self.root / ".toolkit" / "lock", doing) as killed:
            if killed is not None:
                for left in left_over(self.root, killed):
                    with suppress(OSError):
                        left.unlink()
            yield


def _leads_out(path: Path, root: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path.relative_to(root).as_posix()} 是通到外面的链接，没有往里写。请删去这个链接，换成普通的文件夹。"
    )
