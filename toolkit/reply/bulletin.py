"""The bulletin (通报) of one period: who reported in time, who late, who was sent back, who owes, and the ranking.

Knows: standings, the wording, the layout of official documents. Must not know: folders, the database, mails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.base.rounding import share
from toolkit.base.texts import chinese_date
from toolkit.official import Block, Heading, Paragraph, Table, write_official
from toolkit.plan.deadlines import report_due
from toolkit.plan.model import Period, Plan, Unit
from toolkit.standing.status import ReportState, Standing


@dataclass(frozen=True, slots=True)
class Tally:
    """How one unit reported: forms owed, accepted in time and late, sent back, not received; times sent back.

    ``resend_by`` is the last day by which what was sent back is to be sent again.
    """

    unit: Unit
    owed: int
    in_time: int
    late: int
    returned: int
    missing: int
    times: int
    resend_by: date | None = None

    @property
    def accepted(self) -> int:
        """Forms accepted, in time or not."""
        return self.in_time + self.late


def tallies(plan: Plan, period: Period, standings: Sequence[Standing]) -> list[Tally]:
    """The tally of every unit that owes something, in official order."""
    found = []
    for unit in plan.units:
        its = [s for s in standings if s.unit.id == unit.id and s.owed]
        accepted = [s for s in its if s.state is ReportState.ACCEPTED]
        late = sum(s.late_workdays > 0 for s in accepted)
        returned = sum(s.state is ReportState.RETURNED for s in its)
        if its:
            found.append(
                Tally(
                    unit,
                    len(its),
                    len(accepted) - late,
                    late,
                    returned,
                    len(its) - len(accepted) - returned,
                    sum(s.returned_times for s in its),
                    max((by for s in its if (by := s.resend_by(plan, period)) is not None), default=None),
                )
            )
    return found


def ranked(of: Sequence[Tally]) -> list[tuple[int, Tally]]:
    """The tallies with their places: by the share in time, then the share accepted, then by times sent back.

    Who is alike has the same place, in official order.
    """

    def merit(tally: Tally) -> tuple[float, float, float]:
        return -tally.in_time / tally.owed, -tally.accepted / tally.owed, tally.times / tally.owed

    order = sorted(of, key=merit)
    return [(1 + sum(merit(other) < merit(tally) for other in order), tally) for tally in order]


def write_bulletin(plan: Plan, period: Period, as_of: date, standings: Sequence[Standing]) -> bytes:
    """The bulletin as a .docx; ``plan.settings.ranking`` says whether it ranks the units."""
    return write_official(
        f"关于{period.name}整改情况报送工作的\n通　报",
        "各整改责任单位",
        _blocks(plan, period, as_of, tallies(plan, period, standings)),
        plan.report_to,
        chinese_date(as_of),
    )


def _blocks(plan: Plan, period: Period, as_of: date, of: Sequence[Tally]) -> list[Block]:
    due = report_due(period, plan.settings)
    owed, accepted = sum(t.owed for t in of), sum(t.accepted for t in of)
    late, returned, missing = (sum(t.late for t in of), sum(t.returned for t in of), sum(t.missing for t in of))
    blocks: list[Block] = [
        Paragraph(
            f"按照{plan.cited}要求，{period.name}整改情况应于{chinese_date(due)}前报送。"
            f"现将截至{chinese_date(as_of)}的报送情况通报如下。"
        ),
        Heading("一、总体情况"),
        Paragraph(
            f"本期{len(of)}个单位应报填报表{owed}份，已接收{accepted}份，报送率{share(accepted, owed)}；"
            f"其中按期{accepted - late}份，逾期{late}份。退回待改{returned}份，未报送{missing}份。"
        ),
        Heading("二、各单位报送情况"),
        _table(plan, period, of),
        Heading("三、存在的问题"),
        *_named(of, past=as_of > due),
        Heading("四、有关要求"),
        Paragraph(
            "请还没有报齐的单位抓紧报送，退回的表按“退回修改”件标明的问题逐项改正后重报；"
            "请已经报齐的单位继续做好整改，下期按时报送。"
            if returned + missing
            else "请各单位继续做好整改，核实填报的数据，下期按时报送。"
        ),
    ]
    return blocks


def _table(plan: Plan, period: Period, of: Sequence[Tally]) -> Table:
    header = ["单位", "应报", "按期接收", "逾期接收", "退回待改", "未报送", "退回次数", "按期率"]
    widths = [30.0, 14, 14, 14, 14, 14, 14, 20]

    def row(name: str, some: Sequence[Tally]) -> list[str]:
        parts = ((t.owed, t.in_time, t.late, t.returned, t.missing, t.times) for t in some)
        numbers = [sum(each) for each in zip(*parts, strict=True)]
        return [name, *map(str, numbers), share(numbers[1], numbers[0])]

    if plan.settings.ranking:
        rows = [[str(place), *row(tally.unit.area, [tally])] for place, tally in ranked(of)]
        rows.append(["", *row("合计", of)])
        header, widths = ["名次", *header], [12.0, *widths]
        caption = f"{period.name}整改情况报送情况（按按期率排名）"
    else:
        rows = [*(row(tally.unit.area, [tally]) for tally in of), row("合计", of)]
        caption = f"{period.name}整改情况报送情况"
    return Table(caption, header, rows, widths, frozenset(range(len(header))))


def _named(of: Sequence[Tally], *, past: bool) -> list[Block]:
    """Who stands out, in sentences; the units in official order."""

    def listed(some: Sequence[tuple[str, int]]) -> str:
        return "、".join(f"{area}（{number}份）" for area, number in some)

    late = [(t.unit.area, t.late) for t in of if t.late]
    returned = "、".join(
        f"{t.unit.area}（{t.returned}份" + (f"，应于{chinese_date(t.resend_by)}前重报" if t.resend_by else "") + "）"
        for t in of
        if t.returned
    )
    missing = [(t.unit.area, t.missing) for t in of if t.missing]
    often = [(t.unit.area, t.times) for t in of if t.times]
    sentences = [f"逾期报送的有：{listed(late)}。"] * bool(late)
    sentences += [f"退回后还没有改好重报的有：{returned}。"] * bool(returned)
    sentences += [f"{'逾期未报送' if past else '未报送'}的有：{listed(missing)}。"] * bool(missing)
    if often:
        several = "、".join(f"{area}（{number}次）" for area, number in often)
        sentences.append(f"因为填报有误被退回过的有：{several}。")
    done = [t.unit.area for t in of if t.in_time == t.owed]
    praise = [f"全部按期报齐的有：{'、'.join(done)}。"] * bool(done)
    return [Paragraph(text) for text in (sentences or ["没有逾期、没有退回的情况。"]) + praise]
