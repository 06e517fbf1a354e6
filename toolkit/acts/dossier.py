"""The act of filing (一事一档): a folder for each item with its dossier, and the papers and reports that go with it.

Knows: where facts and originals lie, how files are called. Must not know: how a dossier is written. What somebody has
written into a dossier stays: a newer one lies beside it. Originals are copied from the archive, never moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from toolkit.acts.documents import put_draft
from toolkit.acts.gather import gather
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import PlanVersion, amendments, telling, telling_day, telling_version
from toolkit.acts.reasked import answers
from toolkit.acts.succeeding import returns_of, under_now
from toolkit.base.file_names import distinct, part, safe_name
from toolkit.base.findings import Severity
from toolkit.base.guarded import is_plain
from toolkit.base.progress import Progress, no_progress
from toolkit.dossier.document import dossier_document
from toolkit.dossier.facts import PAPERS, REPORTS, Attached, Facts, Figures, Revised
from toolkit.folder import Folder
from toolkit.ledger import Evidence, Issued, Ledger, Submission
from toolkit.plan.model import Item, Period, Unit
from toolkit.plan.succession import now_called
from toolkit.planbook.differences import Difference
from toolkit.standing.carried import carried, last_accepted
from toolkit.standing.figures import indicator_rows, totals
from toolkit.standing.progress import overall
from toolkit.standing.snapshot import Snapshot

_TITLE = 24  # characters of an item's title in the name of its folder
_PERIODS = 6  # of which figures are shown, the latest


@dataclass(frozen=True, slots=True)
class Filed:
    """One item's dossier: the document, how many files go with it, and the names of those that the archive lacks."""

    item: Item
    document: Path
    attached: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossiers:
    """What `Workspace.dossier` wrote for a period as it stands on a day."""

    period: Period
    as_of: date
    filed: tuple[Filed, ...]


@dataclass(frozen=True)
class _Known:
    """What is known of all items together."""

    snapshot: Snapshot
    figures: Sequence[Figures]
    returns: Sequence[Submission]
    papers: Sequence[Evidence]
    issued: Sequence[Issued]
    revised: Sequence[tuple[PlanVersion, Sequence[Difference]]]
    supplied: frozenset[int]


def dossier(
    folder: Folder,
    *,
    as_of: date,
    period: str | None = None,
    item: str | None = None,
    progress: Progress = no_progress,
) -> Dossiers:
    """Write the dossier of an item (id or code), or of all, to outbox/PERIOD/dossier/.

    Each has a folder with the document, the papers that came for it and the last accepted report of every unit. Raises
    `WorkspaceError` when there is no such item, or the period has not begun.
    """
    chosen = folder.period(period)
    with folder.locked("建档"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        folder.check_begun(ledger, chosen, "建档", as_of)
        then, chosen = telling(folder, ledger, chosen, as_of)
        wanted = {one.id for one, _ in then.owed(None, item)}
        under = str(telling_version(ledger, chosen, as_of) or "")
        known = _known(then, ledger, chosen, as_of)
        every = [one for one in overall(known.snapshot).items if one.item.id in wanted and one.standings]
        names = distinct({one.item.id: f"{one.item.code}_{part(one.item.title[:_TITLE])}" for one in every})
        filed = []
        for number, one in enumerate(every):
            progress("正在建档", number, len(every))
            place = folder.of_period(chosen) / "dossier" / names[one.item.id]
            own = f"整改事项档案_{part(one.item.code)}.docx"
            returns = [s for s in known.returns if s.item_id == one.item.id]
            findings = ledger.findings(s.id for s in returns if not s.accepted)
            facts = Facts(
                known.snapshot,
                one,
                returns,
                {n: sum(f.severity is Severity.ERROR for f in of) for n, of in findings.items()},
                [form for form in known.issued if form.item_id == one.item.id],
                [paper for paper in known.papers if paper.item_id == one.item.id],
                known.figures,
                _revised(one.item, known),
                under=under,
                supplied=known.supplied,
            )
            attached, lacking = _attach(folder, place, facts)
            data = dossier_document(replace(facts, attached=attached), own)
            filed.append(Filed(one.item, put_draft(folder, ledger, place / own, data, as_of), len(attached), lacking))
        progress("正在建档", len(every), len(every))
        return Dossiers(chosen, as_of, tuple(filed))


def _revised(item: Item, known: _Known) -> list[Revised]:
    """What the versions of the plan changed of an item, told by kind; the texts themselves are in the plans."""
    found = []
    for version, differences in known.revised:
        kinds = dict.fromkeys(
            f"{one.way}{one.part}{f'（{one.column}）' if one.column else ''}"
            for one in differences
            if one.item_id == item.id
        )
        if kinds:
            found.append(Revised(version.since, version.number, tuple(kinds)))
    return found


def _known(folder: Folder, ledger: Ledger, period: Period, as_of: date) -> _Known:
    """What is known on a day of all items up to a period."""
    plan = folder.plan
    until = plan.periods[: plan.periods.index(period) + 1]
    ids = {one.id for one in until}
    steps = ledger.period_steps()
    came = [s for p in until for s in ledger.submissions(p.id) if steps.known_on(s) <= as_of]
    returns = under_now(plan, came)
    counting = [s for of in returns_of(plan, ledger, until, as_of).values() for s in of]
    papers = [e for p in until for e in ledger.evidence(p.id) if steps.known_on(e) <= as_of]
    papers = [replace(e, unit_id=now_called(plan.former, e.unit_id)) for e in papers]
    issued = [f for _, f in sorted(ledger.issued().items()) if f.period_id in ids and f.issued_on <= as_of]
    issued = [replace(f, unit_id=now_called(plan.former, f.unit_id)) for f in issued]
    begun = [p for p in until if p is period or any(s.period_id == p.id for s in returns)][-_PERIODS:]
    seen = telling_day(ledger, period, as_of)
    snapshots = [gather(plan, ledger, one, as_of, whole=True, seen_on=seen) for one in begun]
    figures = []
    for one in snapshots:
        rows = indicator_rows(one)
        figures.append(Figures(one.period.name, {row.indicator.id: row for row in rows}, totals(one, rows)))
    now = snapshots[-1]
    last = last_accepted(now, counting)
    now = carried(now, last, answers(ledger, {s.id: s.item_id for s in last.values()}, seen))
    revised = [(version, found) for version, found in amendments(folder, ledger) if version.since <= seen]
    supplied = frozenset(s.id for s in returns if steps.is_supplied(s, as_of))
    return _Known(now, figures, returns, papers, issued, revised, supplied)


def _attach(folder: Folder, place: Path, facts: Facts) -> tuple[list[Attached], tuple[str, ...]]:
    """Copy what goes with a dossier into its folder; what was copied, and the names of what the archive lacks."""
    taken: dict[str, set[str]] = {}
    attached, lacking = [], []
    for one in (*_reports(facts), *_papers(facts)):
        original = next(
            (p for p in sorted(folder.archive.glob(f"{one.sha256[:2]}/{one.sha256}*")) if is_plain(p)), None
        )
        if original is None:
            lacking.append(f"{one.unit.area} {one.name}")
            continue
        name = _free(one.name, taken.setdefault(one.folder, set()))
        folder.put(place / one.folder / name, folder.read(original, "存档原件"))
        attached.append(replace(one, name=name))
    return attached, tuple(lacking)


def _free(name: str, taken: set[str]) -> str:
    """A name that is not among those ``taken``, with a number where it was; it is taken now."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{stem}（{number}）{dot}{suffix}"
    taken.add(found.casefold())
    return found


def _reports(facts: Facts) -> Iterator[Attached]:
    """The last accepted report of each unit."""
    for one in facts.progress.standings:
        if one.accepted:
            period = facts.plan.period[one.accepted.period_id]
            suffix = Path(one.accepted.file_name).suffix
            name = safe_name(f"{part(one.unit.area)}_{part(period.name)}{suffix}")
            what = f"{period.name}填报表"
            yield Attached(what, one.unit, one.accepted.received_on, REPORTS, name, one.accepted.sha256)


def _papers(facts: Facts) -> Iterator[Attached]:
    """The papers that came for the item, unit by unit in the order in which they came; the same one once."""
    units: dict[str, Unit] = {one.unit.id: one.unit for one in facts.progress.standings}
    seen: set[tuple[str, str]] = set()
    order = {unit: number for number, unit in enumerate(units)}
    its = [paper for paper in facts.papers if paper.unit_id in units]
    for paper in sorted(its, key=lambda e: (order[e.unit_id], e.received_on, e.name, e.sha256)):
        if (paper.unit_id, paper.sha256) not in seen:
            seen.add((paper.unit_id, paper.sha256))
            unit = units[paper.unit_id]
            title = paper.name.rpartition(".")[0] or paper.name
            name = safe_name(f"{part(unit.area)}_{paper.name}")
            yield Attached(title, unit, paper.received_on, PAPERS, name, paper.sha256)
