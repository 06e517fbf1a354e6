"""The files of all editions, made one after the other from what plan and ledger know on a day.

Knows: which files make up an edition, whose returns each is about. Must not know: how one is drawn, proved or written.
What is long comes in volumes (分册) by unit. One volume's returns are in memory at a time, and of
each file nothing once it has been handed on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from toolkit.acts.gather import gather
from toolkit.acts.reasked import answers
from toolkit.acts.succeeding import returns_of
from toolkit.ledger import Ledger, Submission
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.options import Edition
from toolkit.plan.succession import formers_of
from toolkit.publish.edition import EditionTables, edition_tables, figure_totals, items_of
from toolkit.publish.edition_book import Head, Volume, write_edition, write_front, write_volume
from toolkit.publish.front import Front, Gathered
from toolkit.publish.masking import Secrets
from toolkit.publish.results import Results, results_of
from toolkit.publish.results_document import results_document
from toolkit.publish.results_page import results_page
from toolkit.standing.carried import carried, last_accepted
from toolkit.standing.figures import Sums, figure_fields, indicator_rows
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.volumes import MOST_TOLD, plan_of, volume_path, volumes


class Kind(StrEnum):
    """What a file of an edition is, by the end of its name; a document is a draft for people."""

    BOOK = ".xlsx"
    PAGE = ".html"
    DOCUMENT = ".docx"


@dataclass(frozen=True, slots=True)
class Made:
    """A file before it is written; ``label`` is what a person calls it, ``volume`` says that it is one of several."""

    label: str
    path: Path
    data: bytes
    kind: Kind
    volume: bool = False


_LABELS = {Kind.BOOK: "版", Kind.PAGE: "版网页", Kind.DOCUMENT: "版文稿"}


class Editions:
    """All editions of a period; ``unlimited`` is, once all files are made, the most open items of one without a day."""

    def __init__(self, ledger: Ledger, plan: Plan, period: Period, as_of: date, secrets: Secrets, folder: Path) -> None:
        self._ledger, self._plan, self._period, self._day = ledger, plan, period, as_of
        self._secrets, self._folder = secrets, folder
        self._head = Head(secrets.masked(plan.title), period.name, as_of)
        plain = Snapshot(plan, period, as_of, ())
        shown = {edition: items_of(plain, edition) for edition in Edition}
        self._shown = {edition: items for edition, items in shown.items() if items}
        self.unlimited = 0

    def files(self) -> Iterator[Made]:
        """Every file: of a long edition its volumes first, since what stands in front follows from them."""
        parts = self._parts()
        gathered, sums = Gathered(self._plan, self._period, self._day), Sums()
        first = self._first_period(parts)
        found: dict[Edition, list[Volume]] = {edition: [] for edition in self._shown}
        whole: dict[Edition, EditionTables] = {}
        for units in parts:
            only = frozenset(unit.id for unit in units) if len(parts) > 1 else None
            plan = self._plan if only is None else plan_of(self._plan, units)
            snapshot = gather(plan, self._ledger, self._period, self._day, whole=True, only=only)
            gathered.add(self._last_said(snapshot, only), self._as_first(snapshot, first, only) if first else None)
            if only is not None:
                sums.add(snapshot, indicator_rows(snapshot))
            for edition, of in found.items():
                tables = edition_tables(snapshot, edition, self._secrets)
                if only is None:
                    whole[edition] = tables
                elif tables.lines or tables.forms or (tables.figures and tables.units):
                    of.append(self._volume(tables, len(of) + 1, sum(self._tells(edition, part) for part in parts)))
                    yield self._made_volume(tables, of[-1])
        front = gathered.front()
        for edition, of in found.items():
            yield from self._in_front(edition, front, whole.get(edition), of, sums)

    def _parts(self) -> list[tuple[Unit, ...]]:
        """The units that are gone through together, each part what makes one volume."""
        told = {item.id for items in self._shown.values() for item in items}
        return volumes(replace(self._plan, items=tuple(i for i in self._plan.items if i.id in told)), MOST_TOLD)

    def _tells(self, edition: Edition, units: Sequence[Unit]) -> bool:
        """Whether an edition tells anything of some units."""
        return any(unit.id in item.reporting for item in self._shown[edition] for unit in units)

    def _in_front(
        self, edition: Edition, front: Front, tables: EditionTables | None, of: Sequence[Volume], sums: Sums
    ) -> Iterator[Made]:
        """What every edition has: its workbook (where it has no volumes, with everything), its page, its document."""
        results = results_of(front, edition, self._secrets)
        self.unlimited = max(self.unlimited, results.unlimited)
        yield self._made(edition, Kind.BOOK, self._book(edition, results, front, tables, of, sums))
        yield self._made(edition, Kind.PAGE, results_page(results))
        yield self._made(edition, Kind.DOCUMENT, results_document(results))

    def _book(
        self, edition: Edition, results: Results, front: Front, tables: EditionTables | None, of: Sequence[Volume],
        sums: Sums,
    ) -> bytes:  # fmt: skip
        if tables is not None:
            return write_edition(self._head, results, tables)
        totals = figure_totals(front.snapshot, sums, edition, self._secrets)
        return write_front(self._head, edition, results, totals, of)

    # -- files ---------------------------------------------------------------------------------------------------------

    def path(self, edition: Edition, kind: Kind) -> Path:
        """Where a file of an edition goes, whether there is such an edition or not."""
        return self._folder / f"整改落实情况_{edition}_{self._period.id}{kind}"

    def _made(self, edition: Edition, kind: Kind, data: bytes) -> Made:
        return Made(f"{edition}{_LABELS[kind]}", self.path(edition, kind), data, kind)

    def _volume(self, tables: EditionTables, number: int, of: int) -> Volume:
        path = volume_path(self.path(tables.edition, Kind.BOOK), number)
        units = tables.units
        first, last = (self._secrets.masked(unit.area) for unit in (units[0], units[-1]))
        return Volume(number, of, path.name, first, last, len(units), len(tables.lines) or len(tables.forms))

    def _made_volume(self, tables: EditionTables, volume: Volume) -> Made:
        data = write_volume(self._head, tables, volume)
        label = f"{tables.edition}{_LABELS[Kind.BOOK]}分册{volume.number:02}"
        return Made(label, self._folder / volume.name, data, Kind.BOOK, volume=True)

    # -- what is known of some units -----------------------------------------------------------------------------------

    def _last_said(self, snapshot: Snapshot, only: Collection[str] | None) -> Snapshot:
        """The snapshot with what every form last said, as far as figures follow from it."""
        plan, day, ledger = self._plan, self._day, self._ledger
        before, steps = plan.periods[: plan.periods.index(self._period)], ledger.period_steps()
        if plan.former:
            said = [s for of in returns_of(plan, ledger, before, day).values() for s in of]
        else:
            ids = [period.id for period in (*before, self._period)]
            said = ledger.last_words(ids, day, units=only, left_out=steps.left_out(self._period.id, day))
        last = last_accepted(snapshot, said)
        figures = figure_fields(plan)
        accepted = {s.id: s.item_id for s in last.values()}
        values = answers(ledger, accepted, snapshot.told_as_on, figures) if figures else {}
        return carried(snapshot, last, values)

    def _first_period(self, parts: Sequence[tuple[Unit, ...]]) -> Period | None:
        """The first period of which anything counts, None where that is this one; some units are asked at a time."""
        plan, steps = self._plan, self._ledger.period_steps()

        def counts(one: Submission) -> bool:
            return one.accepted and steps.known_on(one) <= self._day and not steps.is_supplied(one, self._day)

        def came(period: Period, units: Sequence[Unit]) -> bool:
            ids = {unit.id for unit in units}
            theirs = None if len(parts) == 1 else {*ids, *formers_of(plan.former, ids)}
            return any(map(counts, self._ledger.submissions(period.id, units=theirs)))

        before = plan.periods[: plan.periods.index(self._period)]
        return next((period for period in before if any(came(period, units) for units in parts)), None)

    def _as_first(self, snapshot: Snapshot, first: Period, only: Collection[str] | None) -> Snapshot:
        """The units of a snapshot in the first period as it is known now: where they stand, and their figures."""
        plan, seen = snapshot.plan, snapshot.told_as_on
        then = gather(plan, self._ledger, first, self._day, whole=False, only=only, seen_on=seen)
        accepted = {s.accepted.id: s.item.id for s in then.standings if s.accepted is not None}
        figures = figure_fields(plan)
        return replace(then, values=answers(self._ledger, accepted, seen, figures) if figures else {})
