"""The commands by theme; every module here may hold some, in ``COMMANDS``.

A module is found by lying here: to add a command, add a module. Knows: how the modules are found. Must not know: what
is in them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from toolkit.cli.command import Command


@cache
def every_command() -> tuple[Command, ...]:
    """All commands, as work goes; those of one place by their names."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    commands = [command for module in modules for command in module.COMMANDS]
    return tuple(sorted(commands, key=lambda command: (command.place, command.words)))
