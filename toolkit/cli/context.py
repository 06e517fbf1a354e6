"""What the options that many commands share come to: the workspace, the day, who reads, a progress bar.

Knows: those options, rich. Must not know: what any command does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from toolkit.base.progress import Progress
    from toolkit.base.workers import Hire
    from toolkit.office.facade import Office
    from toolkit.region.facade import Region
    from toolkit.workspace import Workspace


def workspace_of(options: argparse.Namespace) -> Workspace:
    """The workspace meant (``-w``)."""
    from toolkit.workspace import Workspace

    return Workspace(options.workspace)


def region_of(options: argparse.Namespace) -> Region:
    """The region's folder meant (``-w``)."""
    from toolkit.region.facade import Region

    return Region(options.workspace)


def office_of(options: argparse.Namespace) -> Office:
    """The office meant (``-w``): the folder that holds its workspaces, or any of these."""
    from toolkit.office.facade import Office

    return Office(options.workspace)


def day_of(options: argparse.Namespace) -> date:
    """The day for which the work is done (``--as-of``), by default today."""
    day: date = options.as_of or date.today()
    return day


def readers_of(options: argparse.Namespace) -> Hire:
    """Who reads what is in the inbox: the cluster asked for (``--cluster``), else all cores."""

    def hire() -> AbstractContextManager[Executor]:
        from toolkit.base import workers

        address = getattr(options, "cluster", None)
        return workers.cluster(address) if address else workers.cores()

    return hire


@contextmanager
def watching(options: argparse.Namespace) -> Iterator[Progress]:
    """A progress bar on stderr, for people at a terminal."""
    if options.json or not sys.stderr.isatty():
        yield lambda doing, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda doing, done, total: bar.update(task, description=doing, completed=done, total=total)
