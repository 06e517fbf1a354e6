"""The act of sharing a key: the credential under which an office seals what it hands up.

Knows: the order of the steps, where a credential is written. Must not know: how a key follows from another.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.handup import credential
from toolkit.region.folder import RegionFolder


def share_key(folder: RegionFolder, office: str) -> Path:
    """Write the credential of an office to outbox/; the region's key is made on first need.

    Raises `WorkspaceError` for a name that cannot be one, or where nothing can be written.
    """
    name = credential.checked_name(office)
    path = folder.outbox / credential.file_name(name)
    with folder.locked("做上报凭证"):
        made = credential.credential_for(name, credential.region_key(folder.key_path))
        folder.put(path, credential.written(made), private=True)
    return path
