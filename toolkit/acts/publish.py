"""The act of publishing: who must not be named is gathered, both editions are made, proved, reviewed and written.

Knows: where the editions lie, where people's names are kept. Must not know: how a workbook or document is drawn.
Nothing is written unless every file has been proved and a person has decided about every passage that the proof lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.documents import put_draft
from toolkit.acts.gather import gather
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import telling
from toolkit.acts.read_back import ReadBack, read_back
from toolkit.acts.reasked import answers
from toolkit.acts.review import ask, decisions_of, hidden_in, take_in_reviews
from toolkit.acts.succeeding import returns_of
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.catalogue import PHONE, REPORTER, RESPONSIBLE
from toolkit.folder import Folder
from toolkit.kinds import person, telephone
from toolkit.ledger import EventKind, Ledger, Submission
from toolkit.plan.everybody import everybody
from toolkit.plan.model import Period, Plan
from toolkit.plan.options import Edition
from toolkit.plan.rosters import id_of
from toolkit.publish.edition import edition_tables
from toolkit.publish.edition_book import write_edition
from toolkit.publish.masking import Secrets, all_of, phones_in
from toolkit.publish.passages import Decision, Passage, Verdict
from toolkit.publish.people import names_in
from toolkit.publish.proof import Known, passages_of, problems_of
from toolkit.publish.results import results_of
from toolkit.publish.results_document import results_document
from toolkit.publish.results_page import results_page
from toolkit.publish.review_book import ReviewRow, rows_of
from toolkit.standing.carried import carried, last_accepted

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Published:
    """What `Workspace.publish` came to: the workbooks, web pages and documents that were written, or what it waits for.

    ``reports`` are the documents, in which a person may go on writing; ``unlimited`` is the number of open items in an
    edition for which nobody has set a day.

    ``review`` is the 公开审看 in which a person decides (None where nothing was found that could name anybody),
    ``undecided`` how many passages are open: as long as there are any, nothing is published. ``decided`` is the number
    of those that somebody has looked at; ``rows`` are all of them, the open ones first. ``in_plan`` are the words that
    were crossed out although they stand in the issued plan too: they may be no names. ``masters`` is what reading the
    masters came to: what the office has decided since the last run counts.
    """

    period: Period
    as_of: date
    editions: tuple[Path, ...]
    pages: tuple[Path, ...]
    reports: tuple[Path, ...]
    in_plan: tuple[str, ...]
    review: Path | None = None
    undecided: int = 0
    decided: int = 0
    unlimited: int = 0
    masters: ReadBack = field(default_factory=lambda: ReadBack(0, {}))
    rows: tuple[ReviewRow, ...] = ()


class _Kind(StrEnum):
    """What a file of an edition is, by the end of its name; a document is a draft for people."""

    BOOK = ".xlsx"
    PAGE = ".html"
    DOCUMENT = ".docx"


@dataclass(frozen=True, slots=True)
class _Made:
    """A file before it is written; ``label`` is what a person calls it."""

    label: str
    path: Path
    data: bytes
    kind: _Kind


_LABELS = {_Kind.BOOK: "版", _Kind.PAGE: "版网页", _Kind.DOCUMENT: "版文稿"}


def publish(folder: Folder, *, as_of: date, period: str | None = None) -> Published:
    """Write what is disclosed (双公开) of a period: each edition as a workbook, a web page and a document.

    What the office has decided in the masters since the last run is read first, as a run does; a master that is not
    understood is named. A past day is told with the plan of that day; who must not be named follows from today's too.
    The editions go to outbox/PERIOD/publish/, without what plan and ledger know of people. Every other passage that
    could name somebody is listed in outbox/PERIOD/review/公开审看.xlsx; nothing is published until each has been
    decided. Raises `WorkspaceError` when the period has not begun, 公开审看 is not understood, or a file does not stand
    the proof; then none is written.
    """
    chosen = folder.period(period)
    with folder.locked("做公开版"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        folder.check_begun(ledger, chosen, "做公开版", as_of)
        take_in_reviews(folder, ledger, as_of)
        with writing(folder.master_path(chosen)):
            masters = read_back(folder, ledger, as_of)
        then, chosen = telling(folder, ledger, chosen, as_of)
        done = _publish(folder, ledger, gather(then.plan, ledger, chosen, as_of, whole=True))
        return replace(done, masters=masters)


def _publish(folder: Folder, ledger: Ledger, snapshot: Snapshot) -> Published:
    """Make both editions of a snapshot, prove them, and write them where nothing is left to decide."""
    plan, period, day = snapshot.plan, snapshot.period, snapshot.as_of
    decisions = decisions_of(ledger)
    secrets = secrets_of(plan, ledger)
    if plan != folder.plan:
        secrets = _of_both(secrets, secrets_of(folder.plan, ledger))
    secrets = replace(secrets, hid=hidden_in(decisions))
    secrets = replace(secrets, allowed=(*secrets.allowed, *_names_allowed(decisions, secrets.names)))
    made, unlimited = _made(folder, ledger, snapshot, secrets)
    _prove(made, secrets)
    rows = _passages(made, plan, decisions, secrets)
    undecided = sum(row.open for row in rows)
    review = ask(folder, ledger, period, rows, day)
    doubtful = replace(secrets, hid=frozenset()).known_in("\n".join(_texts_of(plan)))
    if undecided:
        waits = len(rows) - undecided
        return Published(
            period, day, (), (), (), tuple(doubtful), review, undecided, waits, unlimited, rows=tuple(rows)
        )  # fmt: skip
    books, pages = (
        tuple(folder.put(one.path, one.data) for one in made if one.kind is kind) for kind in (_Kind.BOOK, _Kind.PAGE)
    )
    documents = (one for one in made if one.kind is _Kind.DOCUMENT)
    reports = tuple(put_draft(folder, ledger, one.path, one.data, day) for one in documents)
    ledger.log(day, EventKind.PUBLISH, period.id)
    return Published(
        period, day, books, pages, reports, tuple(doubtful), review, 0, len(rows), unlimited, rows=tuple(rows)
    )  # fmt: skip


def _made(folder: Folder, ledger: Ledger, snapshot: Snapshot, secrets: Secrets) -> tuple[list[_Made], int]:
    """Every file of both editions, and the most open items of one for which nobody has set a day."""
    plan, period = snapshot.plan, snapshot.period
    now, first = _last_said(ledger, snapshot)
    path = folder.of_period(period) / "publish"
    made, unlimited = [], 0
    for edition in Edition:
        tables = edition_tables(snapshot, edition, secrets)
        if not tables.items:
            continue
        results = results_of(now, first, edition, secrets)
        unlimited = max(unlimited, results.unlimited)
        data = {
            _Kind.BOOK: write_edition(results, tables, secrets.masked(plan.title), period.name, snapshot.as_of),
            _Kind.PAGE: results_page(results),
            _Kind.DOCUMENT: results_document(results),
        }
        made += [
            _Made(f"{edition}{_LABELS[kind]}", path / f"整改落实情况_{edition}_{period.id}{kind}", data[kind], kind)
            for kind in _Kind
        ]
    return made, unlimited


def _last_said(ledger: Ledger, snapshot: Snapshot) -> tuple[Snapshot, Snapshot | None]:
    """The snapshot with what every form last said, and the plan's first period as it is known now.

    None stands for the first period where it is this one, or nothing has come for it.
    """
    plan, day = snapshot.plan, snapshot.as_of
    before, steps = plan.periods[: plan.periods.index(snapshot.period)], ledger.period_steps()

    def counts(one: Submission) -> bool:
        return one.accepted and steps.known_on(one) <= day and not steps.is_supplied(one, day)

    if plan.former:
        said = [s for of in returns_of(plan, ledger, before, day).values() for s in of]
    else:
        ids = [period.id for period in (*before, snapshot.period)]
        said = ledger.last_words(ids, day, left_out=steps.left_out(snapshot.period.id, day))
    last = last_accepted(snapshot, said)
    seen = snapshot.told_as_on
    now = carried(snapshot, last, answers(ledger, {s.id: s.item_id for s in last.values()}, seen))
    first = next((p for p in before if any(map(counts, ledger.submissions(p.id)))), None)
    return now, gather(plan, ledger, first, day, whole=True, seen_on=seen) if first else None


def _prove(made: Sequence[_Made], secrets: Secrets) -> None:
    """Raises `WorkspaceError` where a file holds what is known and must not be told, or hides something."""
    known = Known(secrets.names, secrets.phones, secrets.addresses, frozenset(secrets.allowed))
    for one in made:
        if found := problems_of(one.data, known):
            raise WorkspaceError(
                f"没有生成公开版：{one.path.name} {'；'.join(found[:5])}"
                "是姓名、电话的，请在总台账或 plan.xlsx 里改正；可以公开的，请填到“方案”的“可公开姓名”。"
            )


def _passages(
    made: Sequence[_Made], plan: Plan, decisions: Mapping[Passage, Decision], secrets: Secrets
) -> list[ReviewRow]:
    """A row for every passage of the files that could name somebody, those that the plan allows left out.

    Raises `WorkspaceError` where one stands that was to be crossed out.
    """
    offices = {word for unit in plan.units for word in (unit.name, unit.area)} | {plan.issuer, plan.feedback_body}
    found = [one for each in made for one in passages_of(each.data, each.label, offices)]
    rows = rows_of((one for one in found if one.passage.words not in plan.settings.disclosure.names), decisions)
    left = [row for row in rows if row.decision and row.decision.verdict is Verdict.HIDDEN]
    if left:
        words = "、".join(f"“{row.passage.words}”（{row.places[0].file} {row.places[0].place}）" for row in left[:5])
        raise WorkspaceError(
            f"没有生成公开版：公开审看里要隐去的{words}隐不掉，是表头、单位名称或固定文字里的字。"
            "请在公开审看里改为“可以公开”，或者在 plan.xlsx 里改掉这些字后再做一次。"
        )
    return rows


def _names_allowed(decisions: Mapping[Passage, Decision], names: Collection[str]) -> list[str]:
    """Names that a person has let pass stay when somebody of just that name comes into the ledger."""
    return [p.words for p, d in decisions.items() if d.verdict is Verdict.PUBLIC and p.words in names]


def _of_both(then: Secrets, now: Secrets) -> Secrets:
    """Who must not be named by the plan of a past day or by that of today."""
    return Secrets(
        all_of((*then.names, *now.names)),
        all_of((*then.phones, *now.phones)),
        all_of((*then.addresses, *now.addresses)),
        tuple(name for name in then.allowed if name in now.allowed),
    )


def secrets_of(plan: Plan, ledger: Ledger) -> Secrets:
    """Everybody whom the plan and the ledger know, in all periods, but for those who may be named."""
    units = everybody(plan)
    organisations = {word for unit in units for word in (unit.name, unit.area, *unit.aliases)}
    organisations |= {plan.report_to, plan.issuer, plan.feedback_body}
    people = [plan.contact, *(text for unit in units for text in (unit.contact, unit.leader))]
    phones = [plan.phone, *(unit.phone for unit in units)]
    people += [str(cell.value or "") for cell in ledger.office() if cell.column in (Column.REVIEWER, Column.HANDLER)]
    people += ledger.texts_in((*RESPONSIBLE, REPORTER))
    phones += ledger.texts_in((PHONE,))
    in_lists = _of_rosters(plan, ledger)
    people += in_lists[0]
    phones += in_lists[1]
    addresses = [a for unit in units for a in (*unit.emails, unit.leader_email)]
    addresses += [plan.email, plan.settings.mail.account, *ledger.addresses()]
    told = plan.settings.disclosure.contact  # how the public may reach the office is no secret wherever it stands
    return Secrets(
        all_of(name for text in dict.fromkeys(people) for name in names_in(text, organisations)),
        all_of(digits for text in dict.fromkeys([*phones, *people]) for digits in phones_in(text)) - {*phones_in(told)},
        all_of(address for address in addresses if "@" in address and address.casefold() not in told.casefold()),
        plan.settings.disclosure.names,
    )


def _of_rosters(plan: Plan, ledger: Ledger) -> tuple[list[str], list[str]]:
    """What stands in the columns of lists that ask for names, and for telephone numbers."""
    kinds = {(id_of(roster), column.id): column.word for roster in plan.rosters for column in roster.columns}
    found: dict[str, list[str]] = {person.KIND.word: [], telephone.KIND.word: []}
    if not found.keys() & set(kinds.values()):
        return [], []
    for lists in ledger.list_rows(s.id for s in ledger.submissions()).values():
        for roster, rows in lists.items():
            for name, cell in (pair for row in rows for pair in row.cells.items()):
                if (of := found.get(kinds.get((roster, name), ""))) is not None:
                    of.append(str(cell.value or cell.raw))
    return found[person.KIND.word], found[telephone.KIND.word]


def _texts_of(plan: Plan) -> Iterable[str]:
    yield from (plan.title, plan.report_to, plan.issuer, plan.feedback_body)
    for item in plan.items:
        yield from (item.title, item.section_title, item.part_title, item.finding, item.description)
        yield from (measure.text for measure in item.measures)
    yield from (indicator.name for indicator in plan.indicators)
