"""What comes in: ``collect``, ``run``, ``watch``, ``assign``.

Knows: which method of the workspace is meant, when a person is needed. Must not know: how a file is read, checked or
filed.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict, cast

from toolkit.base.captions import Column
from toolkit.base.errors import ToolkitError
from toolkit.cli.amended import saying_what_is_new
from toolkit.cli.beside import beside_lines
from toolkit.cli.collected import (
    CollectedJson,
    CollectJson,
    SubmissionJson,
    collected_json,
    collected_lines,
    preview_json,
    preview_lines,
    submission_json,
)
from toolkit.cli.command import CLUSTER, ITEM, PERIOD, UNIT, Argument, Command, as_of, file
from toolkit.cli.commands.claiming import ClaimPreviewJson, claim_json, claim_lines
from toolkit.cli.commands.standing import (
    ConsolidatedJson,
    consolidated_json,
    consolidated_lines,
    problem_line,
    unread_lines,
)
from toolkit.cli.context import day_of, readers_of, watching, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome

if TYPE_CHECKING:
    from toolkit.acts.collected import Collected
    from toolkit.acts.consolidate import Consolidated


class RunJson(TypedDict):
    """A run: what was collected, and the master written after it."""

    collected: CollectedJson
    consolidated: ConsolidatedJson


class WatchJson(TypedDict):
    """How the watching went, told when it has ended."""

    runs: Annotated[int, "how many runs there were"]


class AssignJson(TypedDict):
    """What became of a file that was filed by hand: a paper, or a return."""

    paper: Annotated[str | None, "name of the paper; null where it was a return"]
    submission: Annotated[SubmissionJson | None, "the return; null where it was a paper"]
    preview: NotRequired[Annotated[ClaimPreviewJson, "with --preview: what would become of it; nothing is booked"]]


def collect(options: argparse.Namespace) -> Outcome[CollectJson]:
    """Everything in the inbox, or what it would come to."""
    workspace, day, hire = workspace_of(options), day_of(options), readers_of(options)
    with watching(options) as progress:
        if options.preview:
            seen = workspace.preview(as_of=day, progress=progress, hire=hire)
            status = ExitStatus.FINDINGS if seen.collected.needs_a_person else ExitStatus.DONE
            answer: CollectJson = {**collected_json(seen.collected), "preview": preview_json(seen)}
            return Outcome(status, answer, preview_lines(seen))
        collected = workspace.collect(as_of=day, only=options.only, progress=progress, hire=hire)
    status = ExitStatus.FINDINGS if collected.needs_a_person else ExitStatus.DONE
    return Outcome(status, cast("CollectJson", collected_json(collected)), collected_lines(collected))


def run(options: argparse.Namespace) -> Outcome[RunJson]:
    """Collect, then consolidate."""
    workspace = workspace_of(options)
    with watching(options) as progress:
        collected, done = workspace.run(
            as_of=day_of(options), period=options.period, progress=progress, hire=readers_of(options)
        )
    needed = collected.needs_a_person or done.needs_a_person
    answer: RunJson = {"collected": collected_json(collected), "consolidated": consolidated_json(done)}
    lines = [*collected_lines(collected), *consolidated_lines(done)]
    return Outcome(ExitStatus.FINDINGS if needed else ExitStatus.DONE, answer, lines)


def watch(options: argparse.Namespace) -> Outcome[WatchJson]:
    """A run whenever the inbox has settled, until Ctrl+C."""
    workspace = workspace_of(options)
    workspace.period(options.period)
    stop = _stopped_by_signals()
    say = _teller(json=options.json)
    runs = 0

    def work() -> bool:
        nonlocal runs
        try:
            collected, done = workspace.run(as_of=date.today(), period=options.period, hire=readers_of(options))
        except ToolkitError as error:
            say(str(error))
            return True
        runs += 1
        unread = [*unread_lines(done.unread, done.not_written), *beside_lines(done.beside)]
        told = [*unread, *(one.sentence for one in done.unproven), *map(problem_line, done.problems)]
        for line in [*collected_lines(collected)[1:], *told]:
            say(line)
        say(state_line(collected, done))
        return bool(collected.left)

    say(f"正在守着 {workspace.inbox.resolve()}，把收到的文件放进去就行；按 Ctrl+C 结束。")
    workspace.watch(work, stop)
    return Outcome(ExitStatus.DONE, {"runs": runs}, ["收件结束。已经收下的都在台账里。"])


def _stopped_by_signals() -> threading.Event:
    """An event that is set by whichever signal the system ends a program with.

    Ctrl+C is one of them, and a run that it comes into is finished first.
    """
    import signal

    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    return stop


def _teller(*, json: bool) -> Callable[[str], None]:
    """Says a line with the time, at once; the same trouble as before is not said again."""
    said = ""

    def say(text: str) -> None:
        nonlocal said
        if text != said:
            said = text
            print(f"{datetime.now():%H:%M:%S} {text}", file=sys.stderr if json else sys.stdout, flush=True)

    return say


def state_line(collected: Collected, done: Consolidated) -> str:
    """The state after one run, on one line."""
    accepted = sum(taken.accepted for taken in collected.taken)
    owed = [s for s in done.standings if s.owed]
    settled = sum(not s.owing for s in owed)
    new = [f"接收 {accepted} 份"] * bool(accepted)
    new += [f"退回 {len(collected.taken) - accepted} 份"] * (accepted < len(collected.taken))
    new += [f"佐证材料 {len(collected.papers)} 件"] * bool(collected.papers)
    new += [f"认不出 {len(collected.set_aside)} 份"] * bool(collected.set_aside)
    new += [f"等着再收 {len(collected.left)} 份"] * bool(collected.left)
    return f"{'，'.join(new) or '没有新文件'}；{done.period.name}应报 {len(owed)} 份，已接收 {settled} 份。"


def assign(options: argparse.Namespace) -> Outcome[AssignJson]:
    """A file filed by hand, or what that would come to."""
    from toolkit.acts.collected import Collected

    if options.preview:
        seen = workspace_of(options).look_at_claim(
            options.file, unit=options.unit, item=options.item, period=options.period, as_of=day_of(options)
        )
        good = seen.accepted and not seen.refused
        answer: AssignJson = {"paper": None, "submission": None, "preview": claim_json(seen)}
        return Outcome(ExitStatus.DONE if good else ExitStatus.FINDINGS, answer, claim_lines(seen))
    done = workspace_of(options).assign(
        options.file, unit=options.unit, item=options.item, period=options.period, as_of=day_of(options)
    )
    if done.taken is None:
        assert done.paper is not None
        lines = [f"已认领为佐证材料：{done.paper.name}。"]
        return Outcome(ExitStatus.DONE, {"paper": done.paper.name, "submission": None}, lines)
    status = ExitStatus.DONE if done.taken.accepted else ExitStatus.FINDINGS
    lines = ["已认领。", *collected_lines(Collected((done.taken,)))]
    return Outcome(status, {"paper": None, "submission": submission_json(done.taken)}, lines)


_NEEDED = "收完了，有退回、认不出、没收或者要核实的，请处理"

COMMANDS = (
    Command(
        name="collect",
        help="收取 inbox 里的回表并核对",
        run=saying_what_is_new(collect),
        answer=CollectJson,
        arguments=(
            Argument(names=("--preview",), help="只看收下会怎样，不登记，inbox 不动"),
            Argument(
                names=("--only",),
                metavar="指纹",
                help="只收这些文件，写 --preview --json 给出的 sha256；看过以后又改过的不收",
                count="*",
            ),
            as_of(Column.RECEIVED),
            CLUSTER,
        ),
        statuses={ExitStatus.DONE: "收完了，没有要处理的", ExitStatus.FINDINGS: _NEEDED},
        place=40,
    ),
    Command(
        name="run",
        help="收取、核对并汇总（日常用这个）",
        run=saying_what_is_new(run),
        answer=RunJson,
        arguments=(PERIOD, as_of("收件日期和截至日期"), CLUSTER),
        statuses={
            ExitStatus.DONE: "收完、汇总好了，没有要处理的",
            ExitStatus.FINDINGS: f"{_NEEDED}；或者核定的内容有不合规定、没有采用的，或者有台账读不懂",
        },
        place=90,
    ),
    Command(
        name="watch",
        help="守着 inbox：有新文件就收取、核对并汇总，按 Ctrl+C 结束",
        run=watch,
        answer=WatchJson,
        arguments=(PERIOD,),
        statuses={ExitStatus.DONE: "按 Ctrl+C 结束了"},
        place=95,
    ),
    Command(
        name="assign",
        help="人工认领认不出来的文件",
        run=assign,
        answer=AssignJson,
        arguments=(
            file("file", "文件", "如 inbox/未识别/表.xlsx"),
            UNIT,
            ITEM,
            PERIOD,
            as_of(Column.RECEIVED),
            Argument(names=("--preview",), help="只看认领以后会怎样：现在登记的、会变成的，不登记"),
        ),
        statuses={ExitStatus.DONE: "认领好了", ExitStatus.FINDINGS: "认领了，但表里有错，退回；或者看出来会退回"},
        place=100,
    ),
)
