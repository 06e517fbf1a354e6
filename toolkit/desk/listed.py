"""The files that the pages name: each has an id, and only what has one can be opened from a page.

Knows: paths that this desk has shown. Must not know: pages. No path ever comes from a request.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.base.errors import WorkspaceError


@dataclass
class Listed:
    """What has been shown, by id."""

    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _paths: dict[str, Path] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def id_of(self, path: Path) -> str:
        """The id under which a page names a file."""
        found = hmac.new(self._secret, str(path).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:24]
        with self._lock:
            self._paths[found] = path
        return found

    def path_of(self, id_: str, *, gone: bool = False) -> Path:
        """The file of an id; one that is not there any more only where it may be ``gone``.

        Raises `WorkspaceError` for one that no page has named, and for what is gone.
        """
        with self._lock:
            path = self._paths.get(id_)
        if path is None or not (gone or path.exists()):
            raise WorkspaceError("这个文件不在了，可能已经收下、改名或者移走。请回到上一页刷新再看。")
        return path
