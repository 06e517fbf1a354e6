"""The same bytes once more: a return that was sent back is judged anew where something else is found in it by now.

Knows: what was found when it came, and that days pass and plans are amended: a date that lay ahead has come, a limit
was moved. Must not know: how a form is read or checked. What was accepted, or is judged as before, is a duplicate.
"""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.base.findings import Finding, Severity
from toolkit.ledger import Entry, Ledger


def judged_as_before(ledger: Ledger, entry: Entry) -> bool:
    """Whether a return was taken in before, and is judged as it was then.

    That is so as well where its form has been reported otherwise since: then it is the newer return that counts.
    """
    now = entry.submission
    its = ledger.submissions(now.period_id, form=now.form)
    if not any(one.sha256 == now.sha256 for one in its):
        return False
    newest = its[-1]
    if newest.sha256 != now.sha256 or newest.accepted:
        return True
    return _wrong(ledger.findings([newest.id])[newest.id]) == _wrong(entry.findings)


def _wrong(findings: Iterable[Finding]) -> set[tuple[str, str, str, str]]:
    """What sends a return back."""
    return {(one.code, one.sheet, one.cell, one.field) for one in findings if one.severity is Severity.ERROR}
