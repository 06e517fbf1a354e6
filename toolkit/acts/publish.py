"""The act of publishing: who must not be named is gathered, all editions are made, proved, reviewed and written.

Knows: where the editions lie, the order of the steps. Must not know: how a workbook or document is drawn or made.
Nothing is written unless every file has been proved and a person has decided about every passage that the proof lists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from toolkit.acts.documents import is_ours, put_draft
from toolkit.acts.editions import Editions, Kind
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import telling
from toolkit.acts.read_back import ReadBack, read_back
from toolkit.acts.review import ask, decisions_of, hidden_in, take_in_reviews
from toolkit.acts.secrets import of_both, secrets_of
from toolkit.acts.shelf import Shelf, Shelved
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.guarded import is_plain
from toolkit.folder import Folder
from toolkit.ledger import EventKind, Ledger
from toolkit.plan.model import Period, Plan
from toolkit.plan.options import Edition
from toolkit.publish.masking import Secrets
from toolkit.publish.passages import Decision, Found, Passage, Verdict
from toolkit.publish.proof import Known, passages_of, problems_of
from toolkit.publish.review_book import ReviewRow, rows_of
from toolkit.standing.volumes import volumes_beside


@dataclass(frozen=True, slots=True)
class Published:
    """What `Workspace.publish` came to: the workbooks, web pages and documents that were written, or what it waits for.

    ``volumes`` are the further workbooks of editions that are too long for one; those in ``editions`` stand in front of
    them. ``reports`` are the documents, in which a person may go on writing; ``unlimited`` is the number of open items
    in an edition for which nobody has set a day.

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
    volumes: tuple[Path, ...] = ()
    rows: tuple[ReviewRow, ...] = ()


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
        done = _publish(folder, ledger, then.plan, chosen, as_of)
        return replace(done, masters=masters)


def _publish(folder: Folder, ledger: Ledger, plan: Plan, period: Period, day: date) -> Published:
    """Make all editions, prove each file as it is made, and write them where nothing is left to decide."""
    decisions = decisions_of(ledger)
    secrets = secrets_of(plan, ledger)
    if plan != folder.plan:
        secrets = of_both(secrets, secrets_of(folder.plan, ledger))
    secrets = replace(secrets, hid=hidden_in(decisions))
    secrets = replace(secrets, allowed=(*secrets.allowed, *_names_allowed(decisions, secrets.names)))
    editions = Editions(ledger, plan, period, day, secrets, folder.of_period(period) / "publish")
    with Shelf() as shelf:
        rows = _rows(_proved(editions, plan, secrets, shelf), plan, decisions)
        undecided = sum(row.open for row in rows)
        review = ask(folder, ledger, period, rows, day)
        doubtful = tuple(replace(secrets, hid=frozenset()).known_in("\n".join(_texts_of(plan))))
        if undecided:
            waits = len(rows) - undecided
            return Published(
                period, day, (), (), (), doubtful, review, undecided, waits, editions.unlimited, rows=tuple(rows)
            )  # fmt: skip
        volumes = _put(folder, shelf, lambda one: one.volume)
        books = _put(folder, shelf, lambda one: one.kind is Kind.BOOK and not one.volume)
        _take_away(folder, ledger, editions, {one.path for one in shelf.kept})
        pages = _put(folder, shelf, lambda one: one.kind is Kind.PAGE)
        documents = (one for one in shelf.kept if one.kind is Kind.DOCUMENT)
        reports = tuple(put_draft(folder, ledger, one.path, shelf.data(one), day) for one in documents)
    ledger.log(day, EventKind.PUBLISH, period.id)
    return Published(
        period, day, books, pages, reports, doubtful, review, 0, len(rows), editions.unlimited, volumes=volumes,
        rows=tuple(rows),
    )  # fmt: skip


def _put(folder: Folder, shelf: Shelf, wanted: Callable[[Shelved], bool]) -> tuple[Path, ...]:
    return tuple(folder.put(one.path, shelf.data(one)) for one in shelf.kept if wanted(one))


def _take_away(folder: Folder, ledger: Ledger, editions: Editions, made: Collection[Path]) -> None:
    """Take away what is made no more, volumes and whole editions: somebody would publish what was said another day.

    A document in which a person has gone on writing stays.
    """
    for edition in Edition:
        book, page, document = (editions.path(edition, kind) for kind in (Kind.BOOK, Kind.PAGE, Kind.DOCUMENT))
        for old in (*volumes_beside(book), book, page, document):
            if old in made or not is_plain(old) or (old == document and not is_ours(ledger, old)):
                continue
            folder.check_inside(old)
            with writing(old):
                old.unlink()


def _proved(editions: Editions, plan: Plan, secrets: Secrets, shelf: Shelf) -> Iterator[Found]:
    """What could name somebody in the files of all editions, each of which is proved and put on the shelf.

    Raises `WorkspaceError` where a file holds what is known and must not be told, or hides something.
    """
    known = Known(secrets.names, secrets.phones, secrets.addresses, frozenset(secrets.allowed))
    offices = {word for unit in plan.units for word in (unit.name, unit.area)} | {plan.issuer, plan.feedback_body}
    for one in editions.files():
        if found := problems_of(one.data, known):
            raise WorkspaceError(
                f"没有生成公开版：{one.path.name} {'；'.join(found[:5])}"
                "是姓名、电话的，请在总台账或 plan.xlsx 里改正；可以公开的，请填到“方案”的“可公开姓名”。"
            )
        yield from passages_of(one.data, one.label, offices)
        shelf.keep(one)


def _rows(found: Iterable[Found], plan: Plan, decisions: Mapping[Passage, Decision]) -> list[ReviewRow]:
    """A row for every passage of the files that could name somebody, those that the plan allows left out.

    Raises `WorkspaceError` where one stands that was to be crossed out.
    """
    rows = rows_of((one for one in found if one.passage.words not in plan.settings.disclosure.names), decisions)
    left = [row for row in rows if row.decision and row.decision.verdict is Verdict.HIDDEN]
    if left:
        words = "、".join(f"“{row.passage.words}”（{row.first.file} {row.first.place}）" for row in left[:5])
        raise WorkspaceError(
            f"没有生成公开版：公开审看里要隐去的{words}隐不掉，是表头、单位名称或固定文字里的字。"
            "请在公开审看里改为“可以公开”，或者在 plan.xlsx 里改掉这些字后再做一次。"
        )
    return rows


def _names_allowed(decisions: Mapping[Passage, Decision], names: Collection[str]) -> list[str]:
    """Names that a person has let pass stay when somebody of just that name comes into the ledger."""
    return [p.words for p, d in decisions.items() if d.verdict is Verdict.PUBLIC and p.words in names]


def _texts_of(plan: Plan) -> Iterable[str]:
    yield from (plan.title, plan.report_to, plan.issuer, plan.feedback_body)
    for item in plan.items:
        yield from (item.title, item.section_title, item.part_title, item.finding, item.description)
        yield from (measure.text for measure in item.measures)
    yield from (indicator.name for indicator in plan.indicators)
