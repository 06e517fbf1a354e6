"""Where an office with several workspaces keeps what is its own: the folder 办公室 beside them.

Knows: paths, the list, the lock. Must not know: what is in a workspace, where a return belongs. Workspaces that lie in
the same folder as 办公室 are listed by their names, so that all may be moved together; others by their whole paths.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.files import left_over, write_whole, writing
from toolkit.base.guarded import Trouble, UnreadableError, leads_out, read_guarded
from toolkit.base.locks import working
from toolkit.base.unpacked import parsed_json

NAME = "办公室"
_LIST = "名单.json"
_LARGEST = 2**20  # bytes of the list


@dataclass(frozen=True, slots=True)
class Entry:
    """A workspace on the list: where it is said to lie, and the fingerprint that its key had when it was added."""

    said: str
    mark: str


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """The folder around the workspaces: ``root`` holds them and 办公室/ (list, inbox/, archive/)."""

    root: Path

    @classmethod
    def around(cls, folder: Path) -> OfficeFolder:
        """That of a folder that is named: of a workspace the one in which it lies, else itself."""
        return cls(folder.resolve().parent if (folder / "plan.xlsx").exists() else folder)

    @property
    def own(self) -> Path:
        """What is the office's own."""
        return self.root / NAME

    @property
    def inbox(self) -> Path:
        """Where files lie of which nobody has said yet to which workspace they belong."""
        return self.own / "inbox"

    @property
    def archive(self) -> Path:
        """Where what came for several workspaces at once is kept as it came."""
        return self.own / "archive"

    def place_of(self, entry: Entry) -> Path:
        """Where a workspace on the list is said to lie."""
        return self.root / entry.said  # a whole path stays as it is

    def said_of(self, folder: Path) -> str:
        """How a workspace is written down: by its name where it lies beside 办公室, else by its whole path."""
        real, root = Path(os.path.realpath(folder)), Path(os.path.realpath(self.root))
        return real.relative_to(root).as_posix() if real.is_relative_to(root) else str(real)

    def entries(self) -> tuple[Entry, ...]:
        """The list, in the order in which workspaces were added.

        Raises `WorkspaceError` where it cannot be read: that is not the same as an empty one.
        """
        path = self.own / _LIST
        try:
            found = parsed_json(read_guarded(path, "办公室的", most=_LARGEST, inside=self.root).decode())
            return tuple(Entry(str(one["folder"]), str(one["mark"])) for one in found["workspaces"])
        except UnreadableError as error:
            if error.trouble is Trouble.MISSING:
                return ()
            raise
        except (ToolkitError, ValueError, TypeError, KeyError):
            raise WorkspaceError(
                f"{path} 读不懂，可能被改过。请从备份恢复；没有备份的，删去它，再把各个方案加进来。"
            ) from None

    def keep(self, entries: Sequence[Entry]) -> None:
        """Write the list. Raises `WorkspaceError` where it cannot be written."""
        said = {"workspaces": [{"folder": one.said, "mark": one.mark} for one in entries]}
        path = self.own / _LIST
        self.check_inside(path)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(said, ensure_ascii=False, indent=1).encode())

    def check_inside(self, path: Path) -> None:
        """Raises `WorkspaceError` where the folder of a file is a link that leads out of 办公室."""
        if leads_out(path.parent, self.root):
            raise WorkspaceError(f"{path.parent.name} 是通到外面的链接，没有往里写。请删去链接，换成普通的文件夹。")

    @contextmanager
    def locked(self, doing: str) -> Iterator[None]:
        """Keep others from list and inbox while doing something."""
        self.check_inside(self.own / "lock")
        with writing(self.own):
            self.own.mkdir(exist_ok=True)
        with working(self.own / "lock", doing) as killed:
            for left in left_over(self.own, killed) if killed is not None else ():
                with suppress(OSError):
                    left.unlink()
            yield
