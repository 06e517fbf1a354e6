"""Papers (佐证材料) against what the forms list: what came for it, what never came, what came beside; pure.

Knows: names, what forms list as evidence, snapshots. Must not know: how a paper is recognised, how lines are drawn.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from toolkit.base.names import folded_name
from toolkit.ledger import Evidence
from toolkit.plan.model import Item, Unit
from toolkit.plan.options import Signing
from toolkit.standing.paper_ties import SIGNED_PAGES
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing

_LISTED = re.compile(r"[、，,；;\n]+")
_MARKS = re.compile(r"^[\s\-—·•*①-⑳（(]*(?:\d{1,2}[.、）)]\s*)?|[。；;，,\s]+$")


class PaperState(StrEnum):
    """What is known of one paper, as 佐证材料 shows it."""

    LACKING = "提醒：没有收到文件"
    RECEIVED = "已收"
    NOT_LISTED = "表上没有写"
    NOT_TIED = "没有找到对应的事项"
    SIGNED = "签字件"
    DUE = "应报材料"


class Listed(NamedTuple):
    """A paper as a form lists it: in which row ("m1"), under which title."""

    row: str
    title: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of 佐证材料: whose, the measure's number, the title as listed, the file that came."""

    unit: Unit
    item: Item | None
    measure_no: int | None
    title: str | None
    paper: Evidence | None
    state: PaperState


def titles(text: str) -> tuple[str, ...]:
    """The papers that an evidence cell lists, one by one."""
    return tuple(title for part in _LISTED.split(text) if (title := _MARKS.sub("", part)) and title not in ("无", "/"))


def listed_in(values: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The papers that a form lists, by row ("m1"); ``values`` are its answers by field id."""
    rows = {name.removesuffix("_evidence"): titles(str(v)) for name, v in values.items() if v and _is_list(name)}
    return {row: found for row, found in rows.items() if found}


def _is_list(field_id: str) -> bool:
    return field_id.endswith("_evidence")


def same_paper(title: str, name: str) -> bool:
    """Whether a title as listed and the name of a file mean the same paper: one holds the other."""
    stem = _plain(name.rpartition(".")[0] or name)
    wanted = _plain(title)
    return len(wanted) > 1 and len(stem) > 1 and (wanted in stem or stem in wanted)


def _plain(text: str) -> str:
    return "".join(character for character in folded_name(text).lower() if character.isalnum())


def matched(listed: Mapping[str, Sequence[str]], names: Iterable[str]) -> tuple[dict[Listed, list[str]], list[str]]:
    """Which files are which papers: (row, title) → names, empty for a paper that never came; and what no row lists."""
    names = list(names)
    wanted = [Listed(row, title) for row, of in listed.items() for title in of]
    found = {one: [name for name in names if same_paper(one.title, name)] for one in wanted}
    used = {name for of in found.values() for name in of}
    return found, [name for name in names if name not in used]


def paper_lines(snapshot: Snapshot) -> list[PaperLine]:
    """What the accepted forms list, which files came for it, and what came beside."""
    found: list[PaperLine] = []
    of_unit: dict[str, list[Evidence]] = {}
    for paper in snapshot.evidence:
        of_unit.setdefault(paper.unit_id, []).append(paper)
    for standing in snapshot.standings:
        found += _of_form(snapshot, standing, of_unit.get(standing.unit.id, ()))
    due = {(one.unit.id, paper.sha256) for one in snapshot.duties for paper in one.papers}
    used = {(line.unit.id, line.paper.name) for line in found if line.paper and line.state is PaperState.RECEIVED}
    found += [
        PaperLine(snapshot.plan.unit[e.unit_id], None, None, None, e, _beside(e, PaperState.NOT_TIED))
        for e in snapshot.evidence
        if not e.item_id and (e.unit_id, e.name) not in used
    ]
    return [_due(line, due) for line in found]


def _due(line: PaperLine, due: Collection[tuple[str, str]]) -> PaperLine:
    """A line of a paper that no form lists, and that the unit owed all the same."""
    beside = line.state in (PaperState.NOT_TIED, PaperState.NOT_LISTED)
    is_due = beside and line.paper is not None and (line.unit.id, line.paper.sha256) in due
    return replace(line, state=PaperState.DUE) if is_due else line


def _beside(paper: Evidence, otherwise: PaperState) -> PaperState:
    """What is known of a paper that no form lists."""
    return PaperState.SIGNED if is_signed_page(paper) else otherwise


def is_signed_page(paper: Evidence) -> bool:
    """Whether a paper is the signed page of a form or book."""
    return paper.how in SIGNED_PAGES


def signs(papers: Iterable[Evidence], item_id: str, unit_id: str) -> bool:
    """Whether the signed page of a form is among the papers of its period, or that of its unit's cover."""
    return any(e.unit_id == unit_id and e.item_id in (item_id, "") and is_signed_page(e) for e in papers)


def unsigned(snapshot: Snapshot) -> list[Standing]:
    """The accepted forms of which the signed page has not come, where the plan waits for it."""
    if snapshot.plan.settings.signing is not Signing.PAGE:
        return []
    accepted = [s for s in snapshot.standings if s.owed and s.state is ReportState.ACCEPTED]
    return [s for s in accepted if not signs(snapshot.evidence, s.item.id, s.unit.id)]


def _of_form(snapshot: Snapshot, standing: Standing, papers: Sequence[Evidence]) -> list[PaperLine]:
    """The lines of one form; of its unit's papers, one without an item counts where a form lists it."""
    unit, item = standing.unit, standing.item
    listed = listed_in({name: value.value for name, value in snapshot.accepted_values(standing).items()})
    by_name: dict[str, list[Evidence]] = {}
    for e in sorted(papers, key=lambda e: (e.received_on, e.sha256)):
        if e.item_id in (item.id, ""):
            by_name.setdefault(e.name, []).append(e)
    for name, of in by_name.items():  # what is tied to the form goes before what only its unit is known of
        by_name[name] = [e for e in of if e.item_id] or of
    found, beside = matched(listed, by_name)
    lines: list[PaperLine] = []
    for (row, title), names in found.items():
        number = int(row[1:]) if row[1:].isdigit() else None
        if not names:
            lines.append(PaperLine(unit, item, number, title, None, PaperState.LACKING))
        lines += [PaperLine(unit, item, number, title, e, PaperState.RECEIVED) for name in names for e in by_name[name]]
    lines += [
        PaperLine(unit, item, None, None, e, _beside(e, PaperState.NOT_LISTED))
        for name in beside
        for e in by_name[name]
        if e.item_id
    ]
    return lines
