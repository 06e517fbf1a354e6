"""What the ledger holds, as plain records.

Knows: the shapes, and how values are packed as text. Must not know: SQL, Excel, the plan's contents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum

from toolkit.base.findings import Finding
from toolkit.plan.model import FormKey

CellValue = int | float | str | bool | date | None


Order = tuple[datetime, datetime, date, FormKey, int]
"""What tells the place of a return among others: see `Submission.order`."""
_NEWEST = 2**63


class EventKind(StrEnum):
    """What the event log keeps: acts that are counted or asked about later."""

    DISTRIBUTE = "distribute"
    REMIND = "remind"
    PUBLISH = "publish"
    DRAFT = "draft"
    PACKAGE = "handup"
    REBUILD = "rebuild"
    REVIEW = "review"
    PLAN = "plan"
    TAKING_BACK = "taking_back"
    REASKED = "reasked"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


class DeliveryOutcome(StrEnum):
    """What became of one mail at one address: 已发, 可能已发, 未发 (a server refused it, or put it off)."""

    SENT = "sent"
    UNSURE = "unsure"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Submission:
    """One return of one form (报送): ``received_on`` is the day it counts as received.

    ``file_name`` is the name it came under ("邮件.eml › 表.xlsx"); ``version`` the form's version as it was
    distributed; ``saved_at`` (UTC) when the unit saved it, as far as that is known; ``known_on`` the day of the
    run that took it in; ``assigned`` says that a person filed it by hand; ``letter_id`` names the mail it came in,
    ``sent_at`` (UTC) is when that was sent, as far as it is to be believed. ``says`` is the same for two returns that
    say the same; a workbook may hold returns of several forms.
    """

    id: int
    item_id: str
    unit_id: str
    period_id: str
    version: int
    received_on: date
    accepted: bool
    file_name: str
    sha256: str
    sheet: str
    saved_at: datetime | None = None
    known_on: date | None = None
    run_id: int = 0
    assigned: bool = False
    letter_id: str = ""
    sent_at: datetime | None = None
    says: str = ""

    @property
    def form(self) -> FormKey:
        """Which form it is a return of."""
        return FormKey(self.item_id, self.unit_id)

    @property
    def order(self) -> Order:
        """The place of this return among those of its form, whatever the order in which they came.

        What was saved later is newer; of one moment, what was sent later, then what was received on a later day. Only
        where nothing tells them apart the order in which they were taken in decides (the newest has no number yet). The
        form stands before that, so that a list over several forms is the same whatever came first.
        """
        end = datetime.combine(self.received_on, time.max, UTC)
        return self.saved_at or end, self.sent_at or end, self.received_on, self.form, self.id or _NEWEST


def said_anew(submissions: Iterable[Submission]) -> list[Submission]:
    """The returns but for those that say what the one before them of the same form says.

    ``submissions`` are in their order (`Submission.order`). A book comes back as often as its unit likes, and what
    stands in it unchanged was reported when it first came.
    """
    last: dict[tuple[FormKey, str], Submission] = {}
    found = []
    for one in submissions:
        before = last.get((one.form, one.period_id))
        if before is None or not one.says or (before.says, before.accepted) != (one.says, one.accepted):
            last[one.form, one.period_id] = one
            found.append(one)
    return found


@dataclass(frozen=True, slots=True)
class Value:
    """One answer as read: ``value`` typed, ``raw`` the text that stood in ``sheet``!``cell``.

    ``repair`` says in Chinese how the text was understood, "" when it was taken as it stood.
    """

    field_id: str
    value: CellValue
    raw: str
    sheet: str
    cell: str
    repair: str = ""


class ArrivalOutcome(StrEnum):
    """What became of a file that came: filed as a form or paper, not recognised, or refused unread."""

    FILED = "filed"
    UNIDENTIFIED = "unidentified"
    REFUSED = "refused"


NOT_FILED = (ArrivalOutcome.UNIDENTIFIED, ArrivalOutcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came, and what became of it; ``note`` says why, ``hint`` how the office may claim it.

    ``unit_id`` is the unit that it most likely came from, "" where nobody knows.
    """

    name: str
    sha256: str
    received_on: date
    outcome: ArrivalOutcome
    note: str = ""
    unit_id: str = ""
    known_on: date | None = None
    run_id: int = 0
    letter_id: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list (明细): its ``number``, and its cells by column id, each with the ``cell`` that it stood in."""

    roster_id: str
    number: int
    cells: Mapping[str, Value]


def rows_by_value(rows: Mapping[str, Iterable[ListRow]]) -> dict[str, list[dict[str, CellValue]]]:
    """What the rows of some lists say, by list id: of every row its values by column id."""
    return {
        name: [{column: v.value for column, v in row.cells.items() if v.value is not None} for row in of]
        for name, of in rows.items()
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission to be recorded (its ``id`` is given by the ledger) with its values, findings and rows of lists."""

    submission: Submission
    values: tuple[Value, ...]
    findings: tuple[Finding, ...]
    rows: tuple[ListRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One act of taking in: its day, and whether its receipts and correction copies have been written."""

    id: int
    day: date
    answered: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """One form as it went out: ``version`` counts from 1; ``basis`` is the hash of the return it corrects, or "".

    ``prior`` holds what it showed of ``prior_period`` (上期值, and the progress as it was told then), by field id;
    ``sha256`` is the hash of the file, ``in_book`` says that it is one of a unit's forms in one workbook.
    """

    item_id: str
    unit_id: str
    period_id: str
    version: int
    digest: str
    issued_on: date
    basis: str = ""
    prior_period: str = ""
    prior: Mapping[str, CellValue] = field(default_factory=dict)
    sha256: str = ""
    in_book: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One paper (佐证材料) and the form that it belongs to; ``item_id`` is "" where only the unit is known.

    ``how`` says in Chinese by what it was told.
    """

    sha256: str
    item_id: str
    unit_id: str
    period_id: str
    name: str
    how: str
    received_on: date
    known_on: date | None = None
    run_id: int = 0
    letter_id: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail that was fetched from a mailbox, known there by ``validity`` and ``uid`` (RFC 3501, 2.3.1.1)."""

    validity: int
    uid: int
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one mail at one address: ``answer`` are the server's words."""

    message_id: str
    address: str
    outcome: DeliveryOutcome
    answer: str
    at: datetime


_WORDS: dict[str, CellValue] = {"null": None, "true": True, "false": False}


def pack(value: CellValue) -> str:
    """A value as JSON; dates as {"date": …} so that a text that looks like one stays a text."""
    return json.dumps({"date": value.isoformat()} if isinstance(value, date) else value, ensure_ascii=False)


def unpack(packed: str) -> CellValue:
    """A value from its JSON."""
    # Most are plain texts, blanks and whole numbers; this is a tenth of the time that the parser takes.
    if packed[0] == '"' and "\\" not in packed:
        return packed[1:-1]
    if packed in _WORDS:
        return _WORDS[packed]
    if packed.isdecimal():
        return int(packed)
    value = json.loads(packed)
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    assert value is None or isinstance(value, int | float | str)
    return value


def moment(text: str) -> datetime | None:
    """A moment from its text, None for ""."""
    return datetime.fromisoformat(text) if text else None


def day(text: str) -> date | None:
    """A day from its text, None for ""."""
    return date.fromisoformat(text) if text else None
