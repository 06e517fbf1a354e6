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
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole
from toolkit.catalogue import PHONE, REPORTER, RESPONSIBLE
from toolkit.ledger import Ledger
from toolkit.plan.model import Edition, Period, Plan
from toolkit.publish.edition import edition_tables, values_of
from toolkit.publish.edition_book import write_edition
from toolkit.publish.masking import Secrets, all_of, phones_in
from toolkit.publish.people import names_in
from toolkit.publish.proof import problems_of
from toolkit.publish.report import write_report

if TYPE_CHECKING:
    from toolkit.standing.snapshot import Snapshot
    from toolkit.workspace import Workspace


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


def publish(workspace: Workspace, ledger: Ledger, snapshot: Snapshot) -> Published:
    """Write both editions of a snapshot to outbox/PERIOD/publish/.

    Raises `WorkspaceError` when a file would still hold what must not be disclosed; then nothing is written.
    """
    plan, period = snapshot.plan, snapshot.period
    secrets = secrets_of(plan, ledger)
    folder = workspace.outbox / period.id / "publish"
    editions: list[tuple[Path, bytes]] = []
    reports: list[tuple[Path, bytes]] = []
    for edition in Edition:
        tables = edition_tables(snapshot, edition, secrets)
        if not tables.items:
            continue
        title = secrets.masked(plan.title)
        book = write_edition(tables, title, period.name, snapshot.as_of)
        editions.append((folder / f"整改情况_{edition}_{period.id}.xlsx", book))
        reports.append(
            (folder / f"落实情况通报（稿）_{edition}_{period.id}.docx", write_report(snapshot, tables, secrets))
        )
    for path, data in (*editions, *reports):
        if found := problems_of(data, secrets):
            raise WorkspaceError(
                f"没有生成公开版：{path.name} {'；'.join(found[:5])}"
                "是姓名、电话的，请在总台账或 plan.xlsx 里改正；可以公开的，请填到“方案”的“可公开姓名”。"
            )
    for path, data in editions:
        with workspace.writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
    written = tuple(put_draft(workspace, ledger, path, data, snapshot.as_of) for path, data in reports)
    ledger.log(snapshot.as_of, "publish", period.id)
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
