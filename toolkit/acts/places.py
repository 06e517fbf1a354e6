"""A folder to which something is copied for keeping: there, outside the workspace, with room.

Knows: what makes a folder unfit for a copy. Must not know: what is copied.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.folder import Folder

_ROOM = 10 * 2**20  # bytes left over, for what file systems need themselves


def check_place(folder: Folder, place: Path, what: str, size: int = 0) -> None:
    """Prove that ``what`` can be copied to a folder. Raises `WorkspaceError` that says what to do."""
    try:
        there = place.is_dir()
        inside = there and Path(os.path.realpath(place)).is_relative_to(os.path.realpath(folder.root))
        free = shutil.disk_usage(place).free if there else 0
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "名称不对"
        raise WorkspaceError(f"{what}要放的文件夹打不开（{why}）。请核对位置，插好移动硬盘再试。") from error
    if not there:
        raise WorkspaceError(f"没有 {place} 这个文件夹。请插好移动硬盘，核对位置，或者先新建这个文件夹。")
    if inside:
        raise WorkspaceError(f"{what}不能放在工作区里面，工作区坏了会一起丢。请放到移动硬盘或者别的盘。")
    if free < size + _ROOM:
        raise WorkspaceError(
            f"{place} 只剩 {free // 2**20} MB，放不下（要 {-(-size // 2**20) + _ROOM // 2**20} MB）。"
            "请清理，或者换一个盘。"
        )
