"""Excel forms, checks and the master workbook for an office's rectification plan.

``from toolkit import Workspace`` gives every command of the command line as a method; those of the level above are
methods of ``Region``, those over several workspaces of ``Office``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.office.facade import Office
    from toolkit.region.facade import Region
    from toolkit.workspace import Workspace

__all__ = ["Office", "Region", "Workspace", "__version__"]
__version__ = "0.1.0"

_HOMES = {
    "Office": "toolkit.office.facade",
    "Region": "toolkit.region.facade",
    "Workspace": "toolkit.workspace",
}


def __getattr__(name: str) -> object:
    # Loaded on first use, so that `toolkit --help` does not wait for it.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(name)
