"""What stands on 打印版: a band an item, its measures once, a row a unit; each text in pieces that a row can show.

Knows: task rows, how texts wrap. Must not know: xlsxwriter, where a page ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.base.captions import Column
from toolkit.base.texts import hundredths
from toolkit.ledger import CellValue, OfficeCell, OfficePlace
from toolkit.plan.model import ItemKind
from toolkit.standing.progress import ItemProgress, progress_of
from toolkit.standing.status import ReportState, Standing
from toolkit.standing.tasks import TaskRow

_NOTHING = {ReportState.NOT_RECEIVED: "（本期没有报）", ReportState.RETURNED: "（已退回，等改正后重报）"}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What one unit says of an item, and what the office decided; ``standings`` are several where all say the same."""

    standings: tuple[Standing, ...]
    who: str
    progress: str
    done_on: str
    evidence: str
    next_steps: str
    verdict: str
    opinion: str

    @property
    def units(self) -> str:
        """The names of the units."""
        return "、".join(standing.unit.area for standing in self.standings)


def measures_text(one: ItemProgress) -> str:
    """What was found and what is to be done, once for all units."""
    item = one.item
    found = f"反馈问题：{item.finding or item.description}" if item.finding or item.description else ""
    measures = [f"{_ringed(n)}{measure.text}" for n, measure in enumerate(item.measures, start=1)]
    target = f"整改目标：{item.target}" if item.target else ""
    return "\n".join(filter(None, (found, target, *measures)))


def unit_rows(
    one: ItemProgress, tasks: Mapping[str, Sequence[TaskRow]], office: Mapping[OfficePlace, OfficeCell]
) -> list[UnitRow]:
    """The rows of an item's units; of an item that only asks for an explanation those that say the same are one."""
    rows = [_row(standing, tasks[standing.unit.id], office) for standing in one.standings]
    if one.item.kind is not ItemKind.EXPLANATION:
        return rows
    together: dict[tuple[object, ...], UnitRow] = {}
    for row in rows:
        same = (row.who, row.progress, row.done_on, row.evidence, row.next_steps, row.verdict, row.opinion)
        first = row.standings[0]
        key = (*same, first.state, progress_of(first), first.overdue_workdays)
        before = together.get(key)
        standings = (*before.standings, *row.standings) if before else row.standings
        together[key] = UnitRow(standings, *same)
    return list(together.values())


def _row(standing: Standing, tasks: Sequence[TaskRow], office: Mapping[OfficePlace, OfficeCell]) -> UnitRow:
    first = tasks[0]
    several = len(tasks) > 1

    def each(caption: Column) -> str:
        said = [(task.measure_no, _text(task.reported.get(caption))) for task in tasks]
        return "\n".join(f"{_ringed(no) if several else ''}{text}" for no, text in said if text)

    def decided(caption: Column) -> str:
        cell = office.get(first.place(caption))
        return _text(cell.value) if cell is not None else ""

    whole = [_text(first.reported.get(caption)) for caption in (Column.LEAD, Column.LEADER, Column.PERSON)]
    difficulty, steps = (_text(first.reported.get(c)) for c in (Column.DIFFICULTY, Column.NEXT_STEPS))
    told = [f"困难：{difficulty}" if difficulty else "", f"下一步：{steps}" if steps else ""]
    done = each(Column.MEASURE_DONE) or _text(first.reported.get(Column.OWN_DONE))
    told_so = each(Column.PROGRESS) or (each(Column.STATUS) if standing.item.kind is ItemKind.EXPLANATION else "")
    progress = told_so or _NOTHING.get(standing.state, "")
    return UnitRow(
        (standing,), "、".join(dict.fromkeys(filter(None, whole))), progress, done, each(Column.EVIDENCE),
        "\n".join(filter(None, told)), decided(Column.VERDICT), decided(Column.OPINION) or standing.reviewed.closing,
    )  # fmt: skip


def _ringed(number: int) -> str:
    """A number in a circle, as far as there are such signs."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"（{number}）"


def _text(value: CellValue) -> str:
    match value:
        case None:
            return ""
        case date():
            return f"{value:%Y-%m-%d}"
        case _:
            return str(value).strip()


# -- pieces ------------------------------------------------------------------------------------------------------------


def in_rows(texts: Iterable[tuple[str, float]], most: int) -> Iterator[tuple[int, list[str]]]:
    """Texts, each with the ems of its column, as rows of at most so many lines: the lines of a row, and the pieces."""
    whole = list(texts)
    cells = [_lines(text, room) for text, room in whole]
    start, longest = 0, max((len(lines) for lines in cells), default=0)
    if longest <= most:
        yield max(1, longest), [text for text, _ in whole]
        return
    while start < longest:
        pieces = [lines[start : start + most] for lines in cells]
        yield max(1, *(len(piece) for piece in pieces)), ["\n".join(piece) for piece in pieces]
        start += most


def _lines(text: str, room: float) -> list[str]:
    """A text in the lines that a column shows; a line that must be broken keeps one em for signs that begin none."""
    found: list[str] = []
    for paragraph in text.split("\n") if text else ():
        begin = ems = 0
        for place, sign in enumerate(paragraph):
            ems += hundredths(sign)
            if place > begin and ems > (room - 1) * 100:
                found.append(paragraph[begin:place])
                begin, ems = place, hundredths(sign)
        found.append(paragraph[begin:])
    return found
