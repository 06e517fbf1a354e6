"""The machines that a folder is made for: their wheels, and what markers of requirements mean there.

Knows: tags and markers of wheels. Must not know: which wheels are needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from packaging.markers import default_environment
from packaging.tags import Tag, compatible_tags, cpython_tags

# The desktops of offices (麒麟 V10, 统信 20) have glibc 2.28.
_GLIBC = range(28, 16, -1)
_OLD_MANYLINUX = ("manylinux2014", "manylinux2010", "manylinux1")


@dataclass(frozen=True)
class Target:
    """A system (``windows``, ``linux``), a processor as wheels call it (``amd64``, ``x86_64``), a version of Python."""

    system: str
    machine: str
    python: tuple[int, int]

    @property
    def dotted(self) -> str:
        """The version of Python, as ``3.12``."""
        return ".".join(map(str, self.python))

    @property
    def short(self) -> str:
        """The version of Python as names of files have it: ``312``."""
        return "".join(map(str, self.python))

    @property
    def platforms(self) -> tuple[str, ...]:
        """The tags of platforms, the best first."""
        if self.system == "windows":
            return (f"win_{self.machine}",)
        newest = [f"manylinux_2_{minor}_{self.machine}" for minor in _GLIBC]
        return (*newest, *(f"{name}_{self.machine}" for name in _OLD_MANYLINUX))

    @cached_property
    def tags(self) -> frozenset[Tag]:
        """All tags of wheels that run there."""
        return frozenset(
            (
                *cpython_tags(self.python, [f"cp{self.short}"], self.platforms),
                *compatible_tags(self.python, f"cp{self.short}", self.platforms),
            )
        )

    @property
    def environment(self) -> dict[str, str]:
        """What markers ask for, as it is there, not on the machine that builds."""
        there = {
            "python_version": self.dotted, "python_full_version": f"{self.dotted}.0",
            "implementation_version": f"{self.dotted}.0", "platform_release": "", "platform_version": "",
        }  # fmt: skip
        system = (
            {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}
            if self.system == "windows"
            else {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux",
                  "platform_machine": self.machine}
        )  # fmt: skip
        return {**{name: str(value) for name, value in default_environment().items()}, **there, **system}
