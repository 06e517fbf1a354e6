"""The acts on keys: a new one for the forms to come, a copy to keep, the credential under which the office hands up.

Knows: where keys lie. Must not know: what is sealed under them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.acts.places import check_place
from toolkit.base.errors import WorkspaceError
from toolkit.base.file_names import part
from toolkit.base.files import free_path, write_whole, writing
from toolkit.base.guarded import hashed, read_guarded
from toolkit.folder import Folder
from toolkit.form import seal
from toolkit.handup import credential


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """The key of a workspace: where it lies, by what it is told, and how many older ones still count on a day."""

    path: Path
    fingerprint: str
    older: int
    credential: bool


def key_of(folder: Folder, *, on: date) -> KeyStanding:
    """How the key stands; ``credential`` says whether the office can hand up. Raises `SealError` without a key."""
    current, *older = seal.load_keys(folder.key_path, on)
    return KeyStanding(
        folder.key_path.resolve(), seal.fingerprint(current), len(older), folder.credential_path.exists()
    )


def copy_key(folder: Folder, place: Path) -> Path:
    """Put a copy of the key file into a folder outside the workspace, read it again, and give its path.

    Copied back as .toolkit/key it is the key. Raises `WorkspaceError` where the place will not do, or the copy is not
    what the key is.
    """
    with folder.locked("复制密钥"):
        check_place(folder, place, "密钥的副本")
        data = folder.read(folder.key_path, "工作区密钥")
        mark = seal.fingerprint(seal.load_key(folder.key_path))
    target = place / f"整改密钥_{part(folder.root.resolve().name) or '工作区'}_{mark}.key"
    target = free_path(target, data)
    with writing(target):
        write_whole(target, data, private=True)
    if hashed(target, "密钥的副本") != hashlib.sha256(data).hexdigest():
        raise WorkspaceError("密钥写到那里和原来的不一样，没有复制成。这个盘可能坏了，请换一个盘。")
    return target


def rotate_key(folder: Folder, *, until: date) -> None:
    """Seal forms under a new key from now on; forms sealed under the old one are good up to a day."""
    # Whoever has the ledger open would go on sealing under the old one.
    with folder.locked("换密钥"), folder.mail_locked("换密钥"):
        seal.rotate_key(folder.key_path, until)
    folder.forget_key()


def take_key(folder: Folder, file: Path) -> str:
    """Keep the credential (上报凭证) that the region gave; returns the name under which this office hands up.

    Raises `WorkspaceError` when the file cannot be read, or holds none.
    """
    data = read_guarded(file, "上报凭证", most=credential.LARGEST)
    taken = credential.read(data, file.name)
    with folder.locked("存上报凭证"), writing(folder.credential_path):
        credential.keep(taken, folder.credential_path)
    return taken.office
