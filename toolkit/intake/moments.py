"""When a file was saved and when it counts as received.

Knows: what mails, workbooks and folders say about time. Must not know: forms. A clock that is wrong is not believed: a
moment after the receipt, or before the plan was issued, does not count.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from toolkit.base.zips import directory, inflate
from toolkit.intake.envelope import Member

_BEIJING = timezone(timedelta(hours=8))
_MOMENT = rb"[^>]*>\s*([0-9T:.+\-]+)Z?\s*<"
_CREATED, _MODIFIED = (re.compile(rb"<dcterms:" + name + _MOMENT) for name in (b"created", b"modified"))


def sent_at(member: Member, as_of: date, earliest: date) -> datetime | None:
    """When a file was sent first (UTC): by the innermost of its mails that can be believed, None where none can.

    ``earliest`` is the day on which the plan was issued, ``as_of`` the day of collecting.
    """
    for letter in reversed(member.letters):
        moment = letter.sent_on
        if moment is not None and _believed(_with_zone(moment), as_of, earliest):
            return _with_zone(moment).astimezone(UTC)
    return None


def received_on(sent: datetime | None, as_of: date) -> date:
    """A mail counts from the day it was sent, by Beijing time, when that is earlier than the day of collecting."""
    return min(sent.astimezone(_BEIJING).date(), as_of) if sent is not None else as_of


def saved_at(
    member: Member, changed_at: datetime, received: date, earliest: date, sent: datetime | None = None
) -> datetime:
    """When a file was saved (UTC): by its own word, by its mail, by its folder; else at the end of the day of receipt.

    ``changed_at`` is when the dropped file was changed; ``earliest`` the first day that can be believed; ``sent`` when
    its mail was.
    """
    for moment in (_said(member.data), sent, changed_at):
        if moment is not None and _believed(moment, received, earliest):
            return moment.astimezone(UTC)
    return datetime.combine(received, time.max, _BEIJING).astimezone(UTC)


def moment_here(as_of: date, earliest: date) -> datetime:
    """When something is written down here (UTC); a clock that is not believed is as in `saved_at`."""
    return saved_at(Member("", b""), datetime.now(UTC), as_of, earliest)


def _believed(moment: datetime, latest: date, earliest: date) -> bool:
    """Whether a clock can be right: not before the plan was issued, and not after the receipt (a day of grace)."""
    first = datetime.combine(earliest, time.min, _BEIJING)
    last = datetime.combine(latest + timedelta(days=1), time.max, _BEIJING)
    return first <= moment <= last


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=_BEIJING)


def _said(data: bytes) -> datetime | None:
    """When the program that saved a workbook says it did (docProps/core.xml, dcterms:modified; UTC).

    A program that leaves the moment at which the form was made did not keep it.
    """
    try:
        if not data.startswith(b"PK"):
            return None
        info = next(info for info in directory(data) if info.filename == "docProps/core.xml")
        core = inflate(data, info, 100_000) or b""
        made, found = _CREATED.search(core), _MODIFIED.search(core)
        if found is None or (made is not None and made[1] == found[1]):
            return None
        moment = datetime.fromisoformat(found[1].decode())
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except Exception:  # whatever a file from outside says about itself
        return None
