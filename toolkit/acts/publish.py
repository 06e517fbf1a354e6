"""The act of publishing: who must not be named is gathered, both editions are made, proved and written.

Knows: where the editions lie, where people's names are kept. Must not know: how a workbook or document is drawn.
Nothing is written unless every file has been proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.acts.documents import put_draft
from toolkit.acts.gather import gather
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.catalogue import PHONE, REPORTER, RESPONSIBLE
from toolkit.folder import Folder
from toolkit.ledger import EventKind, Ledger
from toolkit.plan.model import Period, Plan
from toolkit.plan.options import Edition
from toolkit.publish.edition import edition_tables, values_of
from toolkit.publish.edition_book import write_edition
from toolkit.publish.masking import Secrets, all_of, phones_in
from toolkit.publish.people import names_in
from toolkit.publish.proof import problems_of
from toolkit.publish.report import write_report

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Published:
    """What `Workspace.publish` wrote: the workbooks and the drafts of the reports.

    ``in_plan`` are the words that were crossed out although they stand in the issued plan too: they may be no names.
    """

    period: Period
    as_of: date
    editions: tuple[Path, ...]
    reports: tuple[Path, ...]
    in_plan: tuple[str, ...]


def publish(folder: Folder, *, as_of: date, period: str | None = None) -> Published:
    """Write what is disclosed (双公开) of a period: for each edition a workbook and the draft of a report.

    They go to outbox/PERIOD/publish/, without any name, telephone number or address that may not be disclosed.
    Raises `WorkspaceError` when a file does not stand the proof; then none is written.
    """
    chosen = folder.period(period)
    with folder.locked("做公开版"), folder.ledger() as ledger:
        return _publish(folder, ledger, gather(folder.plan, ledger, chosen, as_of, whole=True))


def _publish(folder: Folder, ledger: Ledger, snapshot: Snapshot) -> Published:
    """Write both editions of a snapshot to outbox/PERIOD/publish/.

    Raises `WorkspaceError` when a file would still hold what must not be disclosed; then nothing is written.
    """
    plan, period = snapshot.plan, snapshot.period
    secrets = secrets_of(plan, ledger)
    editions_path = folder.of_period(period) / "publish"
    editions: list[tuple[Path, bytes]] = []
    reports: list[tuple[Path, bytes]] = []
    for edition in Edition:
        tables = edition_tables(snapshot, edition, secrets)
        if not tables.items:
            continue
        title = secrets.masked(plan.title)
        book = write_edition(tables, title, period.name, snapshot.as_of)
        editions.append((editions_path / f"整改情况_{edition}_{period.id}.xlsx", book))
        reports.append(
            (editions_path / f"落实情况通报（稿）_{edition}_{period.id}.docx", write_report(snapshot, tables, secrets))
        )
    for path, data in (*editions, *reports):
        if found := problems_of(data, secrets):
            raise WorkspaceError(
                f"没有生成公开版：{path.name} {'；'.join(found[:5])}"
                "是姓名、电话的，请在总台账或 plan.xlsx 里改正；可以公开的，请填到“方案”的“可公开姓名”。"
            )
    for path, data in editions:
        folder.put(path, data)
    written = tuple(put_draft(folder, ledger, path, data, snapshot.as_of) for path, data in reports)
    ledger.log(snapshot.as_of, EventKind.PUBLISH, period.id)
    doubtful = secrets.leaks("\n".join(_texts_of(plan)), by_form=False)
    return Published(period, snapshot.as_of, tuple(path for path, _ in editions), written, tuple(doubtful))


def secrets_of(plan: Plan, ledger: Ledger) -> Secrets:
    """Everybody whom the plan and the ledger know, in all periods, but for those who may be named."""
    units = plan.units
    organisations = {word for unit in units for word in (unit.name, unit.area, *unit.aliases)}
    organisations |= {plan.report_to, plan.issuer, plan.feedback_body}
    people = [plan.contact, *(text for unit in units for text in (unit.contact, unit.leader))]
    phones = [plan.phone, *(unit.phone for unit in units)]
    people += [str(cell.value or "") for cell in ledger.office() if cell.column == Column.REVIEWER]
    answers = ledger.values((s.id for s in ledger.submissions()), (*RESPONSIBLE, REPORTER, PHONE)).values()
    for values in answers:
        people += values_of(values, (*RESPONSIBLE, REPORTER))
        phones += values_of(values, (PHONE,))
    addresses = [a for unit in units for a in (*unit.emails, unit.leader_email)]
    addresses += [plan.email, plan.settings.mail.account, *ledger.addresses()]
    return Secrets(
        all_of(name for text in dict.fromkeys(people) for name in names_in(text, organisations)),
        all_of(digits for text in dict.fromkeys([*phones, *people]) for digits in phones_in(text)),
        all_of(address for address in addresses if "@" in address),
        plan.settings.disclosure.names,
    )


def _texts_of(plan: Plan) -> Iterable[str]:
    yield from (plan.title, plan.report_to, plan.issuer, plan.feedback_body)
    for item in plan.items:
        yield from (item.title, item.section_title, item.part_title, item.finding, item.description)
        yield from (measure.text for measure in item.measures)
    yield from (indicator.name for indicator in plan.indicators)
