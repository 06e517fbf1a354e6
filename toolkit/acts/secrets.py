"""Whom an edition must not name: everybody whom plan and ledger know, in all periods.

Knows: where plan and ledger keep what is about people. Must not know: how a name is crossed out or found.
"""

from __future__ import annotations

from toolkit.base.captions import Column
from toolkit.catalogue import PHONE, REPORTER, RESPONSIBLE
from toolkit.kinds import person, telephone
from toolkit.ledger import Ledger
from toolkit.plan.everybody import everybody
from toolkit.plan.model import Plan
from toolkit.plan.rosters import id_of
from toolkit.publish.masking import Secrets, all_of, phones_in
from toolkit.publish.people import names_in

_AT_ONCE = 500  # returns whose lists are in memory


def of_both(then: Secrets, now: Secrets) -> Secrets:
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
    found: dict[str, dict[str, None]] = {person.KIND.word: {}, telephone.KIND.word: {}}
    if not found.keys() & set(kinds.values()):
        return [], []
    ids = ledger.with_lists()
    for start in range(0, len(ids), _AT_ONCE):
        for lists in ledger.list_rows(ids[start : start + _AT_ONCE]).values():
            for roster, rows in lists.items():
                for name, cell in (pair for row in rows for pair in row.cells.items()):
                    if (of := found.get(kinds.get((roster, name), ""))) is not None:
                        of[str(cell.value or cell.raw)] = None
    return [*found[person.KIND.word]], [*found[telephone.KIND.word]]
