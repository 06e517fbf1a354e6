"""The act of beginning: a new workspace in an empty folder.

Knows: what a workspace begins with. Must not know: what is in a plan.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from toolkit.acts.launchers import Launcher, launchers
from toolkit.acts.watch import starter
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole
from toolkit.base.shipped import shipped_plan_path, shipped_template
from toolkit.folder import Folder
from toolkit.form.seal import new_key
from toolkit.planbook.empty import write_empty
from toolkit.planbook.opened import read_plan_bytes
from toolkit.planbook.workbook import plan_of_bytes


def init(folder: Folder, plan: Path | None = None, *, example: bool = False) -> None:
    """Make a new workspace with an empty plan, with the shipped ``example``, or with the workbook ``plan``.

    Raises `WorkspaceError` when there is one already, `PlanError` when the plan cannot be used.
    """
    if folder.plan_path.exists() or folder.key_path.exists():
        raise WorkspaceError(f"{folder.root.resolve()} 已经是一个工作区，没有改动。请换一个空文件夹。")
    source = shipped_plan_path() if example else plan
    data = read_plan_bytes(source) if source is not None else None
    if source is not None and data is not None:
        plan_of_bytes(data, (plan or folder.plan_path).name)
    try:
        for path in (folder.inbox, folder.outbox, folder.archive, folder.texts):
            path.mkdir(parents=True, exist_ok=True)
        if data is None:
            write_empty(folder.plan_path)
        else:
            write_whole(folder.plan_path, data)
        if not folder.base_path.exists():
            shutil.copyfile(shipped_template(), folder.base_path)
        for text in folder.shipped_texts.glob("*.txt"):
            if not (folder.texts / text.name).exists():
                shutil.copyfile(text, folder.texts / text.name)
        new_key(folder.key_path)
        folder.starter_path.write_bytes(starter(folder.root))
        for launcher in launchers(folder.root):
            _put(folder.root / launcher.name, launcher)
    except OSError as error:
        raise WorkspaceError(f"工作区建不起来（{error.strerror}）。请检查文件夹权限和磁盘空间。") from error


def _put(path: Path, launcher: Launcher) -> None:
    path.write_bytes(launcher.data)
    if launcher.runs:
        path.chmod(0o755)
