"""The bulletin (通报) of one period: who reported in time, who late, who was sent back, who owes, and the ranking.

Knows: standings, the wording, the layout of official documents. Must not know: folders, the database, mails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.base.captions import Column
from toolkit.base.grouped import FEW, counted, listed
from toolkit.base.rounding import share
from toolkit.base.texts import chinese_date
from toolkit.official import Block, Heading, Paragraph, Table, write_official
from toolkit.plan.deadlines import report_due
from toolkit.plan.model import Period, Plan, Unit
from toolkit.standing.status import ReportState, Standing

_IN_LETTER = 12  # rows of a table that stands in the letter itself
_NAMED = 15  # units that a sentence names


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
    """The bulletin as a .docx; ``plan.settings.ranking`` says whether it ranks the units.

    The table of many units is an attachment, so that the letter itself stays short.
    """
    of = tallies(plan, period, standings)
    table = _table(plan, period, of)
    apart = len(table.rows) > _IN_LETTER
    return write_official(
        f"关于{period.name}整改情况报送工作的\n通　报",
        "各整改责任单位",
        _blocks(plan, period, as_of, of, None if apart else table),
        plan.report_to,
        chinese_date(as_of),
        attached=[table] if apart else [],
    )


def _blocks(plan: Plan, period: Period, as_of: date, of: Sequence[Tally], table: Table | None) -> list[Block]:
    """Facts, then the order with its rule, then what is wrong, then what is asked: each in its own chapter."""
    due = report_due(period, plan.settings)
    past = as_of > due
    owed, accepted = sum(t.owed for t in of), sum(t.accepted for t in of)
    late, returned, missing = (sum(t.late for t in of), sum(t.returned for t in of), sum(t.missing for t in of))
    facts = [f"本期{len(of)}个单位应报填报表{owed}份，已接收{accepted}份，报送率{share(accepted, owed)}"]
    facts[0] += f"，其中按期{accepted - late}份，逾期{late}份" if late else "，均为按期" if accepted else ""
    rest = [f"退回待改{returned}份"] * bool(returned)
    rest += [f"{'未报送' if past else '尚未报送'}{missing}份"] * bool(missing)
    facts += ["，".join(rest)] * bool(rest)
    problems = _problems(of, plan.settings.words.unit, past=past)
    chapters: list[tuple[str, list[Block]]] = [
        ("总体情况", [Paragraph("。".join(facts) + "。"), *_complete(of, plan.settings.words.unit)]),
        ("各单位报送情况", [*_rule(plan, table is None), *([table] if table else [])]),
        ("存在的问题", problems),
        ("有关要求", [Paragraph(_asked(owing=returned + missing, past=past))]),
    ]
    numbers = iter("一二三四")
    blocks: list[Block] = [
        Paragraph(
            f"按照{plan.cited}要求，{period.name}整改情况应于{chinese_date(due)}前报送。"
            f"{_own_dates(plan, period)}现将截至{chinese_date(as_of)}的报送情况通报如下。"
        )
    ]
    for heading, chapter in chapters:
        if chapter:
            blocks += [Heading(f"{next(numbers)}、{heading}"), *chapter]
    return blocks


def _own_dates(plan: Plan, period: Period) -> str:
    """The units that have a day of their own, with the reason; "" where there are none."""
    own = [one for one in plan.settings.own_dates if one.period_id == period.id and one.unit_id in plan.unit]
    said = [f"{plan.unit[one.unit_id].area}因{one.reason}应于{chinese_date(one.due_date)}前报送" for one in own]
    return f"其中，{'，'.join(said)}。" if said else ""


def _asked(*, owing: int, past: bool) -> str:
    if not owing:
        return "请各单位继续做好整改，核实填报的数据，下期按时报送。"
    when = "抓紧" if past else "按期"
    return (
        f"请还没有报齐的单位{when}报送，退回的表按“退回修改”件标明的问题逐项改正后重报；"
        "请已经报齐的单位继续做好整改，下期按时报送。"
    )


def _rule(plan: Plan, apart: bool) -> list[Block]:
    """By which rule the units stand in their order."""
    where = "见附件" if apart else "见下表"
    if not plan.settings.ranking:
        return [Paragraph(f"各单位报送情况{where}。")]
    return [
        Paragraph(
            f"各单位报送情况{where}，按按期率（按期接收的份数占应报份数的比例）从高到低排列；按期率相同的，"
            "已接收的比例高的在前；仍相同的，平均每份退回次数少的在前；都相同的名次并列。"
        )
    ]


def _table(plan: Plan, period: Period, of: Sequence[Tally]) -> Table:
    header = ["单位", "应报", "按期接收", "逾期接收", "退回待改", "未报送", Column.TIMES_RETURNED, "按期率"]
    widths = [30.0, 14, 14, 14, 14, 14, 14, 20]

    def row(name: str, some: Sequence[Tally]) -> list[str]:
        parts = ((t.owed, t.in_time, t.late, t.returned, t.missing, t.times) for t in some)
        numbers = [sum(each) for each in zip(*parts, strict=True)]
        return [name, *map(str, numbers), share(numbers[1], numbers[0])]

    if plan.settings.ranking:
        rows = [[str(place), *row(tally.unit.area, [tally])] for place, tally in ranked(of)]
        rows.append(["", *row("合计", of)])
        header, widths = ["名次", *header], [12.0, *widths]
    else:
        rows = [*(row(tally.unit.area, [tally]) for tally in of), row("合计", of)]
    return Table(f"{period.name}整改情况报送情况", header, rows, widths, frozenset(range(len(header))))


def _complete(of: Sequence[Tally], kind: str) -> list[Block]:
    """Who has reported everything in time; all but few are told by the few."""
    done = [t.unit.area for t in of if t.in_time == t.owed]
    left = [t.unit.area for t in of if t.in_time != t.owed]
    if not done:
        return []
    if not left:
        return [Paragraph("各单位均已按期报齐。")]
    if len(left) <= FEW < len(done):
        return [Paragraph(f"除{listed(left)}外，各单位均已按期报齐。")]
    return [Paragraph(f"全部按期报齐的有：{counted(done, _NAMED, kind)}。")]


def _problems(of: Sequence[Tally], kind: str, *, past: bool) -> list[Block]:
    """What is wrong, in sentences; the units in official order, of many the first."""

    def told(numbers: Sequence[tuple[str, int]], word: str = "份") -> str:
        return counted([f"{area}（{number}{word}）" for area, number in numbers], _NAMED, kind)

    late = [(t.unit.area, t.late) for t in of if t.late]
    returned = [
        f"{t.unit.area}（{t.returned}份" + (f"，应于{chinese_date(t.resend_by)}前重报" if t.resend_by else "") + "）"
        for t in of
        if t.returned
    ]
    missing = [(t.unit.area, t.missing) for t in of if t.missing]
    often = [(t.unit.area, t.times) for t in of if t.times]
    sentences = [f"逾期未报送的有：{told(missing)}。"] * bool(missing and past)
    sentences += [f"退回后还没有改好重报的有：{counted(returned, _NAMED, kind)}。"] * bool(returned)
    sentences += [f"逾期报送的有：{told(late)}。"] * bool(late)
    sentences += [f"因为填报有误被退回过的有：{told(often, '次')}。"] * bool(often)
    return [Paragraph(text) for text in sentences]
