"""The mail password, kept by the system for its owner where he wants so, never by the toolkit.

Knows: the system's keyring. Must not know: servers, mails. Without one it is asked for each time.
"""

from __future__ import annotations

from contextlib import suppress

import keyring
from keyring.errors import KeyringError

_SERVICE = "整改报送工具"


def kept() -> bool:
    """Whether the system keeps passwords at all."""
    try:
        return keyring.get_keyring().priority > 0  # type: ignore[attr-defined]
    except (KeyringError, RuntimeError, AttributeError, TypeError):
        return False


def remembered(account: str) -> str:
    """The password of a mail account, "" where none is kept."""
    with suppress(KeyringError, RuntimeError):
        return keyring.get_password(_SERVICE, account) or ""
    return ""


def remember(account: str, password: str) -> bool:
    """Let the system keep a password; False where it cannot."""
    try:
        keyring.set_password(_SERVICE, account, password)
    except (KeyringError, RuntimeError):
        return False
    return True


def forget(account: str) -> None:
    """Let the system forget a password."""
    with suppress(KeyringError, RuntimeError):
        keyring.delete_password(_SERVICE, account)
