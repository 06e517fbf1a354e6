"""What a command is: one record that says how it is called, what it does, what it answers.

Knows: names, arguments, exit statuses. Must not know: any one command, argparse. The parser, the help and the
references in docs/ are all made from these records, so a command is declared in one place and nowhere else.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.cli.outcome import ExitStatus, Outcome

LAST = 1_000
"""The place of a command that does not care where it stands in the list."""


def day(text: str) -> date:
    """A date as it is typed (2021-01-31)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2021-01-31 的样子") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument: ``names`` are its spellings (``--period``; without dashes it is told by its place).

    ``metavar`` stands for the value in the help, "" where there is none (a flag). ``read`` makes the value of what was
    typed, and raises `argparse.ArgumentTypeError` with a sentence. ``count`` is "?" for at most one, "*" for any
    number of values, "+" for one or more.
    """

    names: tuple[str, ...]
    help: str
    metavar: str = ""
    read: Callable[[str], object] = str
    required: bool = False
    count: str = ""

    @property
    def placed(self) -> bool:
        """Whether it is told by its place instead of its name."""
        return not self.names[0].startswith("-")


PERIOD = Argument(names=("--period",), metavar="报送期", help="如 2021-01；默认最近发过表的一期")
UNIT = Argument(names=("--unit",), metavar="单位", help="单位的简称，见方案的“单位”工作表", required=True)
ITEM = Argument(names=("--item",), metavar="事项", help="如 三（一）1", required=True)
CLUSTER = Argument(
    names=("--cluster",), metavar="地址", help="由 Dask 集群读表，如 tcp://scheduler:8786；默认用本机的各个核"
)


def as_of(what: str) -> Argument:
    """The day for which a command does its work, by default today."""
    return Argument(names=("--as-of",), metavar="日期", help=f"{what}，如 2021-01-31；默认今天", read=day)


def file(name: str, metavar: str, help_: str) -> Argument:
    """One file that must be named."""
    return Argument(names=(name,), metavar=metavar, help=help_, read=Path)


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that share their first word: ``toolkit key rotate``, ``toolkit key share``."""

    name: str
    help: str


DONE_ONLY: Mapping[ExitStatus, str] = {ExitStatus.DONE: "做好了"}
COULD_NOT = "没有做成，原因和办法写在一句话里"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command.

    ``run`` does it. ``answer`` is the `typing.TypedDict` that describes its JSON; ``version`` is raised whenever an
    entry of that JSON goes or changes its meaning (new entries do not raise it). ``statuses`` says what the exit
    statuses mean; that 2 means “could not be done” goes without saying. ``place`` orders the commands as work goes.
    """

    name: str
    help: str
    run: Callable[[argparse.Namespace], Outcome[Mapping[str, object]]]
    answer: type[Any]
    arguments: tuple[Argument, ...] = ()
    statuses: Mapping[ExitStatus, str]
    group: Group | None = None
    version: int = 1
    place: int = LAST

    @property
    def words(self) -> str:
        """The command as it is typed."""
        return f"{self.group.name} {self.name}" if self.group else self.name

    @property
    def every_status(self) -> dict[ExitStatus, str]:
        """What each exit status means that the command can have."""
        return {**self.statuses, ExitStatus.FAILED: COULD_NOT}
