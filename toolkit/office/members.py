"""The workspaces of an office as they are found: which can be worked with, and what is wrong with the others.

Knows: keys prove which workspace lies at a place; no two workspaces have one. Must not know: what is due, what came.
A place at which another workspace lies than the one that was added is not taken for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.base.visible import visible
from toolkit.folder import Folder
from toolkit.form.seal import all_keys, fingerprint
from toolkit.office.folder import NAME, Entry, OfficeFolder


@dataclass(frozen=True)
class Member:
    """A workspace on the list; ``trouble`` says why it cannot be worked with and what to do, "" where it can.

    ``name`` is what its folder is called, with the one around it where two have one name.
    """

    entry: Entry
    folder: Folder
    name: str
    keys: tuple[bytes, ...] = ()
    trouble: str = ""

    @property
    def path(self) -> Path:
        """Where it lies, or should."""
        return self.folder.root

    @cached_property
    def title(self) -> str:
        """The title of its plan; the name of its folder where the plan cannot be read."""
        with suppress(ToolkitError, OSError):
            return self.folder.plan.title
        return self.name

    @cached_property
    def plan_id(self) -> str:
        """The id of its plan, "" where that cannot be read."""
        with suppress(ToolkitError, OSError):
            return self.folder.plan.id
        return ""


def members(office: OfficeFolder) -> list[Member]:
    """The workspaces on the list, in its order. Raises `WorkspaceError` where the list cannot be read."""
    found: list[Member] = []
    for entry in office.entries():
        found.append(_member(office, entry, found))
    names = Counter(one.name for one in found)
    return [replace(one, name=f"{one.name}（{one.path.parent.name}）") if names[one.name] > 1 else one for one in found]


def _member(office: OfficeFolder, entry: Entry, others: Sequence[Member]) -> Member:
    folder = Folder(office.place_of(entry))
    name = _name(folder)
    try:
        keys = keys_in(folder)
    except ToolkitError as error:
        return Member(entry, folder, name, trouble=str(error))
    if entry.mark not in map(fingerprint, keys):
        return Member(entry, folder, name, trouble=(
            "这里是另一个工作区，不是原来加入的那一个（密钥不一样）。原来的移走了的，请去掉这一行，再到新的位置加入。"
        ))  # fmt: skip
    if twin := next((one for one in others if set(one.keys) & set(keys)), None):
        return Member(entry, folder, name, trouble=(
            f"和“{twin.name}”的密钥一样，是同一个工作区的两份，这一份没有用。是备份的，请去掉这一行。"
        ))  # fmt: skip
    return Member(entry, folder, name, keys)


def _name(folder: Folder) -> str:
    root = folder.root if folder.root.name else folder.root.resolve()
    return visible(root.name or str(root))


def keys_in(folder: Folder) -> tuple[bytes, ...]:
    """Every key of a workspace. Raises `WorkspaceError` or `SealError` that says what is wrong there."""
    try:
        there = folder.root.is_dir(), folder.plan_path.exists()
    except OSError as error:
        raise WorkspaceError(f"文件夹打不开（{error.strerror}）。请检查移动硬盘、网络和文件夹权限。") from error
    if not there[0]:
        raise WorkspaceError("文件夹不在了，可能移走、改名了，或者移动硬盘没有插好。移走的，请去掉这一行，再重新加入。")
    if not there[1]:
        raise WorkspaceError("里面没有 plan.xlsx，不是工作区。请从备份恢复，或者去掉这一行。")
    return all_keys(folder.key_path)


def add(office: OfficeFolder, folder: Path) -> Member:
    """Put a workspace on the list; one that is there already, and has moved, is found at its new place from now on.

    Raises `WorkspaceError` where the folder is no workspace, or has the key of another one on the list.
    """
    its = Folder(folder)
    try:
        keys = keys_in(its)
    except ToolkitError as error:
        raise WorkspaceError(f"{visible(str(folder))} 没有加入：{error}") from error
    with office.locked("改办公室的名单"):
        entry = Entry(office.said_of(folder), fingerprint(keys[0]))
        kept = []
        for one in members(office):
            same = one.entry.said == entry.said or (bool(one.trouble) and one.entry.mark in map(fingerprint, keys))
            if not same and set(one.keys) & set(keys):
                raise WorkspaceError(
                    f"{visible(str(folder))} 和“{one.name}”的密钥一样，是同一个工作区的两份，没有加入。"
                    f"移走了的，请先去掉“{one.name}”；是备份的，不用加入。"
                )
            kept.append(entry if same else one.entry)
        office.keep(tuple(dict.fromkeys([*kept, entry])))
    return Member(entry, its, _name(its), keys)


def remove(office: OfficeFolder, folder: Path) -> Member:
    """Take a workspace off the list, by its path or the name of its folder; the workspace itself stays as it is.

    Raises `WorkspaceError` where none is called so, or several are.
    """
    with office.locked("改办公室的名单"):
        every = members(office)
        said = office.said_of(folder)
        found = [one for one in every if said == one.entry.said or folder == one.path]
        found = found or [one for one in every if str(folder) in (one.name, one.path.name)]
        if len(found) != 1:
            known = "、".join(str(one.path) for one in every) or "（名单是空的）"
            raise WorkspaceError(
                f"名单里{'有几个' if found else '没有'}“{visible(str(folder))}”。请写完整的位置，现有：{known}。"
            )
        office.keep([one.entry for one in every if one is not found[0]])
    return found[0]


def beside(office: OfficeFolder) -> list[Path]:
    """The workspaces that lie beside 办公室 and are not on the list."""
    listed = {one.said for one in office.entries()}
    found = []
    with suppress(OSError):
        for path in sorted(office.root.iterdir()):
            if path.name == NAME or path.is_symlink() or office.said_of(path) in listed:
                continue
            if (path / "plan.xlsx").exists() and (path / ".toolkit" / "key").exists():
                found.append(path)
    return found
