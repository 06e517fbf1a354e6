"""Excel forms, checks and the master workbook for a prefecture's rectification plan.

``from toolkit import Workspace`` gives every command of the command line as a method; those of a region's folder are
methods of `toolkit.region.facade.Region`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.workspace import Workspace

__all__ = ["Workspace", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Loaded on first use, so that `toolkit --help` does not wait for it.
    if name == "Workspace":
        from toolkit.workspace import Workspace

        return Workspace
    raise AttributeError(name)
