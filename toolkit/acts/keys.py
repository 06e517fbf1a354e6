"""The acts on keys: a new one for the forms to come, and the credential under which the office hands up.

Knows: where keys lie. Must not know: what is sealed under them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit.base.files import writing
from toolkit.base.guarded import read_guarded
from toolkit.folder import Folder
from toolkit.form import seal
from toolkit.handup import credential


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
