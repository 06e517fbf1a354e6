"""How things stand: ``status``, ``consolidate``.

Knows: the words and the JSON of a standing and of the master. Must not know: how any of it comes about.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.agenda import AgendumJson, PaperDueJson, agenda_json, agenda_lines, paper_lines, papers_json
from toolkit.cli.amended import saying_what_is_new
from toolkit.cli.beside import BesideJson, beside_json, beside_lines
from toolkit.cli.command import PERIOD, Command, as_of
from toolkit.cli.context import day_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day, OfDayJson

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from toolkit.acts.consolidate import Consolidated
    from toolkit.acts.read_back import Unproven, Unread
    from toolkit.plan.model import Period
    from toolkit.plan.states import ItemState
    from toolkit.standing.objections import OfficeProblem
    from toolkit.standing.status import Light, ReportState, Standing


class StandingJson(TypedDict):
    """Where one form stands."""

    item: Annotated[str, "code of the item"]
    unit: Annotated[str, "id of the unit"]
    state: Annotated[ReportState, "what became of the form in this period"]
    light: Annotated[Light, "its light"]
    late_workdays: Annotated[int, "working days past the day on which it is due"]
    returned_times: Annotated[int, "how often it was sent back"]
    item_state: Annotated[ItemState, "where the item of this unit stands"]
    owed: Annotated[bool, "whether the form has to be reported in this period"]
    received_on: Annotated[Day | None, "day of its newest return"]
    supplied_on: Annotated[Day | None, "day of its newest return after 关账 (补报)"]


class StatusJson(OfDayJson):
    """Where every form of a period stands; none where it was not issued by the day."""

    issued: Annotated[bool, "whether its forms were out by the day, or something had come for it"]
    forms: list[StandingJson]
    papers: list[PaperDueJson]
    agenda: list[AgendumJson]


class ProblemJson(TypedDict):
    """What cannot stand of what the office wrote into the master."""

    unit: Annotated[str, "name of the unit's area"]
    item: Annotated[str, "code of the item"]
    message: Annotated[str, "what is wrong and what to do"]


class UnreadJson(TypedDict):
    """A file in outbox/ that is a master, or may be one, and was not understood, or not proven."""

    file: Annotated[str, "path of the file"]
    message: Annotated[str, "what is wrong with it and what to do"]


class ConsolidatedJson(OfDayJson):
    """The master as it was written."""

    master: Annotated[str, "path of the master"]
    volumes: Annotated[list[str], "paths of its volumes; none where one workbook holds all"]
    decided: Annotated[int, "cells of the office's that were read back as new"]
    problems: list[ProblemJson]
    unread: Annotated[list[UnreadJson], "files that were not understood; they stay as they are"]
    not_written: Annotated[list[str], "paths over which nothing was written, because what lies there is not understood"]
    beside: Annotated[list[BesideJson], "the office's own files of which not everything could be carried over"]
    unproven: Annotated[list[UnreadJson], "masters that do not say what had been written: all decisions count as new"]
    forms: list[StandingJson]


def standing_json(standing: Standing) -> StandingJson:
    """Where one form stands, for programs."""
    return {
        "item": standing.item.code,
        "unit": standing.unit.id,
        "state": standing.state,
        "light": standing.light,
        "late_workdays": standing.late_workdays,
        "returned_times": standing.returned_times,
        "item_state": standing.reviewed.state,
        "owed": standing.owed,
        "received_on": standing.latest.received_on.isoformat() if standing.latest else None,
        "supplied_on": standing.supplied.received_on.isoformat() if standing.supplied else None,
    }


def status_lines(standings: Sequence[Standing]) -> list[str]:
    """Who has reported and who has not, one line a unit."""
    from toolkit.standing.status import ReportState

    def count(of: Sequence[Standing], state: ReportState) -> int:
        return sum(standing.state is state for standing in of)

    of_unit: dict[str, list[Standing]] = {}
    for standing in standings:
        of_unit.setdefault(standing.unit.id, []).append(standing)
    lines = []
    for its in of_unit.values():
        unit = its[0].unit
        late = sum(s.late_workdays > 0 and s.owing for s in its)
        width = "　" * (6 - len(unit.area))
        lines.append(
            f"  {unit.area}{width} 应报 {sum(s.owed for s in its):>3}  已接收 {count(its, ReportState.ACCEPTED):>3}  "
            f"退回 {count(its, ReportState.RETURNED):>3}  未报 {count(its, ReportState.NOT_RECEIVED):>3}  "
            f"逾期 {late:>3}"
        )
    total = sum(standing.owed for standing in standings)
    settled, supplied = len(standings) - total, sum(standing.supplied is not None for standing in standings)
    accepted = count(standings, ReportState.ACCEPTED)
    lines.append(
        f"合计：应报 {total} 份，已接收 {accepted} 份，退回 {count(standings, ReportState.RETURNED)} 份，"
        f"未报 {count(standings, ReportState.NOT_RECEIVED)} 份。"
        + (f"另有 {settled} 份以前已销号，不用报。" if settled else "")
        + (f"关账以后补报 {supplied} 份，不计入本期。" if supplied else "")
    )
    return lines


def status(options: argparse.Namespace) -> Outcome[StatusJson]:
    """Who has reported, who has not, what was sent back, what is late."""
    from toolkit.standing.agenda import agenda

    workspace, day = workspace_of(options), day_of(options)
    period = workspace.period(options.period)
    state = workspace.state(as_of=day, period=period.id)
    to_do = agenda(state)
    standings, papers = (state.standings, state.duties) if state.begun else ((), ())
    answer: StatusJson = {
        "period": period.id, "as_of": day.isoformat(), "issued": state.begun,
        "forms": [standing_json(s) for s in standings],
        "papers": papers_json(papers),
        "agenda": agenda_json(to_do),
    }  # fmt: skip
    lines = [not_issued_line(state.period, day)]
    if state.begun:
        lines = [f"{period.name}，截至 {day}：", *status_lines(standings), *paper_lines(papers)]
    lines += agenda_lines(to_do, day)
    return Outcome(ExitStatus.DONE, answer, lines)


def not_issued_line(period: Period, day: date) -> str:
    """What is said instead of counts where a period was not issued by a day."""
    return f"{period.name}（{period.id}）截至 {day} 还没有发表，没有应报的表。"


def consolidated_json(done: Consolidated) -> ConsolidatedJson:
    """What `Workspace.consolidate` came to, for programs."""
    return {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "master": str(done.master),
        "volumes": [str(path) for path in done.volumes],
        "decided": done.decided,
        "problems": [{"unit": one.area, "item": one.code, "message": one.whole_sentence} for one in done.problems],
        "unread": unread_json(done.unread),
        "not_written": [str(path) for path in done.not_written],
        "beside": beside_json(done.beside),
        "unproven": unread_json(done.unproven),
        "forms": [standing_json(standing) for standing in done.standings] if done.begun else [],
    }


def unread_json(unread: Sequence[Unread | Unproven]) -> list[UnreadJson]:
    """The files that were not understood, or not proven, for programs."""
    return [{"file": str(one.path), "message": one.sentence} for one in unread]


def unread_lines(unread: Sequence[Unread], not_written: Sequence[Path] = ()) -> list[str]:
    """The files that were not understood, for people: what to do, and over which of them nothing was written."""
    lines = []
    for one in unread:
        stays = "新的台账没有写在它上面。" if one.path in not_written else ""
        lines.append(f"没有读取 {one.sentence}{stays}处理好以后再汇总一次。")
    return lines


def problem_line(problem: OfficeProblem) -> str:
    """What cannot stand of what the office decided, for people."""
    return f"{' '.join(filter(None, ('核定', problem.area, problem.code)))}：{problem.whole_sentence}"


def consolidated_lines(done: Consolidated) -> list[str]:
    """What `Workspace.consolidate` came to, for people."""
    lines = [f"读回核定的内容 {done.decided} 处。"] if done.decided else []
    lines += unread_lines(done.unread, done.not_written)
    lines += [one.sentence for one in done.unproven]
    lines += beside_lines(done.beside)
    lines += [problem_line(one) for one in done.problems]
    if done.under:
        lines.append(f"这一天按方案{done.under}做的；后来的各版从起用的那天算起，用 toolkit plan diff 可以查看。")
    if done.begun:
        lines += [f"{done.period.name}，截至 {done.as_of}：", *status_lines(done.standings)]
    else:
        lines.append(not_issued_line(done.period, done.as_of))
    if done.volumes:
        lines.append(f"台账太长，按单位分成 {len(done.volumes)} 册，目录和全部单位的合计在总台账里：")
        lines += [f"  {path}" for path in done.volumes]
    return lines if done.master in done.not_written else [*lines, f"请打开：{done.master}"]


def consolidate(options: argparse.Namespace) -> Outcome[ConsolidatedJson]:
    """The master workbook."""
    done = workspace_of(options).consolidate(as_of=day_of(options), period=options.period)
    status = ExitStatus.FINDINGS if done.needs_a_person else ExitStatus.DONE
    return Outcome(status, consolidated_json(done), consolidated_lines(done))


_FINDINGS = "核定的内容有不合规定或者没有采用的，或者有台账读不懂、没有重写，要处理"
COMMANDS = (
    Command(
        name="status",
        help="看谁报了、谁没报、谁被退回、谁逾期",
        run=status,
        answer=StatusJson,
        arguments=(PERIOD, as_of("截至日期")),
        statuses={ExitStatus.DONE: "列出来了，不管有没有没报的"},
        place=130,
    ),
    Command(
        name="consolidate",
        help="汇总成整改总台账",
        run=saying_what_is_new(consolidate),
        answer=ConsolidatedJson,
        arguments=(PERIOD, as_of("截至日期")),
        statuses={ExitStatus.DONE: "台账做好了", ExitStatus.FINDINGS: _FINDINGS},
        place=80,
    ),
)
