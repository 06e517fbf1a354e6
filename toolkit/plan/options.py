"""What an office may set in its plan: thresholds, days, mail, disclosure, and limits put off.

Knows: the settings and what holds where nothing is set. Must not know: the plan, workbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class RestDays(StrEnum):
    """What becomes of a date that falls on a rest day (register: ``deadlines.weekend_policy``)."""

    KEEP = "照原日期"
    ADVANCE = "提前"
    POSTPONE = "顺延"


class Edition(StrEnum):
    """An edition of what is disclosed (双公开): within the party, and to the public; the values name its files."""

    PARTY = "党内公开"
    PUBLIC = "社会公开"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mails go out and come in (收发邮件).

    ``smtp`` and ``imap`` are "host:port", with "tls://" or "starttls://" before it where the port does not tell;
    ``account`` is the login, "" for the office's own address. No password is kept. A mail whose attachments are
    larger than ``zip_above`` megabytes carries one zip.
    """

    smtp: str = ""
    imap: str = ""
    account: str = ""
    per_minute: int = 30
    zip_above: int = 10


@dataclass(frozen=True, slots=True)
class DisclosureSettings:
    """What the two editions may show (双公开).

    ``withheld`` are the ids of the items that an edition leaves out, ``columns`` what it tells of the others where that
    is set (`toolkit.planbook.settings.columns_of` knows what it tells otherwise); ``names`` are the personal names that
    may be printed.
    """

    withheld: Mapping[Edition, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[Edition, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may set: thresholds of the lights in working days (register: ``states.lights``), and days.

    ``rest_days`` says by which day lateness is judged when a date falls on a rest day, ``remind_on`` by which day
    to remind; ``day_itself`` whether “1月31日前” takes in the 31st. ``resend_within`` is how many working days a
    county has to mend a form that was sent back.

    What 销号 asks for (register: ``states.guards``): ``closure_evidence`` at least one piece of evidence,
    ``closure_signed`` the leader's signature, and for the items in ``disclosed_items`` both disclosures, whose dates
    the indicators ``disclosures`` hold (within the party, to the public).

    ``ranking`` says whether a bulletin (通报) ranks the units. A plan for ``trial`` may be distributed and collected,
    but nothing of it is ever mailed; the shipped example is one.
    """

    blue_within: int = 3
    yellow_up_to: int = 5
    rest_days: RestDays = RestDays.KEEP
    remind_on: RestDays = RestDays.ADVANCE
    day_itself: bool = True
    resend_within: int = 3
    closure_evidence: bool = True
    closure_signed: bool = True
    disclosed_items: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    ranking: bool = True
    mail: MailSettings = field(default_factory=MailSettings)
    disclosure: DisclosureSettings = field(default_factory=DisclosureSettings)
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """A time limit put off (延期): for one unit, or for all of an item's ("" as ``unit_id``).

    It counts from ``approved_on`` on, and only if ``asked_on`` was not after the limit it puts off (register:
    ``deadlines.extension_rule``); the old date stays visible.
    """

    item_id: str
    unit_id: str
    asked_on: date
    approved_on: date
    new_due: date
    reason: str
