"""What an office may set in its plan: thresholds, days, mail, disclosure, and limits put off.

Knows: the settings and what holds where nothing is set. Must not know: the plan, workbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from toolkit.base.findings import Severity
from toolkit.base.plan_captions import PlanSetting
from toolkit.plan.closing import ClosingStep
from toolkit.plan.duties import Duty


class RestDays(StrEnum):
    """What becomes of a date that falls on a rest day (register: ``deadlines.weekend_policy``)."""

    KEEP = "照原日期"
    ADVANCE = "提前"
    POSTPONE = "顺延"


class Role(StrEnum):
    """What a unit has to do with an item; the values are the words of the plan's settings."""

    LEAD = "牵头"
    RESPONSIBLE = "责任"
    COOPERATING = "配合"
    SUPERVISING = "督导"
    ACCEPTING = "验收"


class Binding(StrEnum):
    """How forms go out: one workbook an item, or one a unit; the values are the words of the plan's settings."""

    EACH = "每项"
    BOOK = "一册"


class Signing(StrEnum):
    """How a unit shows that its leader has signed; the values are the words of the plan's settings."""

    ASKED = "填是否"
    PAGE = "签字件"


@dataclass(frozen=True, slots=True)
class Words:
    """How the office and its units call themselves (市, 局, 公司; 县（市）, 科室, 乡镇); "" where nothing is set."""

    office_set: str = ""
    unit_set: str = ""

    @property
    def office(self) -> str:
        """The office that takes the returns, as its units speak of it."""
        return self.office_set or PlanSetting.REPORT_TO

    @property
    def unit(self) -> str:
        """A reporting unit, of whatever kind."""
        return self.unit_set or "单位"

    @property
    def whole(self) -> str:
        """All units together, as sums are taken over them."""
        return f"全{self.office_set}" if self.office_set else "全部单位"


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
    may be printed, ``contact`` is how the public may reach the office.
    """

    withheld: Mapping[Edition, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[Edition, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class OwnDate:
    """The day by which one unit reports in a period, where it is another than the plan's, and why."""

    period_id: str
    unit_id: str
    due_date: date
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may set: thresholds of the lights in working days (register: ``states.lights``), and days.

    ``rest_days`` says by which day lateness is judged when a date falls on a rest day, ``remind_on`` by which day
    to remind; ``day_itself`` whether “1月31日前” takes in the 31st. ``resend_within`` is how many working days a
    unit has to mend a form that was sent back.

    What 销号 asks for (register: ``states.guards``): ``closure_evidence`` at least one piece of evidence,
    ``closure_signed`` the leader's signature, and for the items in ``disclosed_items`` both disclosures, whose dates
    the indicators ``disclosures`` hold (within the party, to the public).

    ``ranking`` says whether a bulletin (通报) ranks the units, ``lead_decides`` whether an item is as far as its
    leading units are, instead of all its units. Who has one of the roles ``asked`` in an item reports on it, where the
    plan does not say who does. A plan for ``trial`` may be distributed and collected, but nothing of it
    is ever mailed; the shipped example is one. ``binding`` says how forms go out where nobody says otherwise,
    ``signing`` whether a form asks if the leader has signed, or the signed page is waited for. ``chain`` are the steps
    in which items are closed, none where one decision closes them; ``duties`` the papers that are due besides forms,
    ``own_dates`` the days by which single units report.
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
    lead_decides: bool = False
    asked: tuple[Role, ...] = (Role.LEAD, Role.RESPONSIBLE)
    words: Words = field(default_factory=Words)
    mail: MailSettings = field(default_factory=MailSettings)
    disclosure: DisclosureSettings = field(default_factory=DisclosureSettings)
    trial: bool = False
    binding: Binding = Binding.EACH
    signing: Signing = Signing.ASKED
    chain: tuple[ClosingStep, ...] = ()
    duties: tuple[Duty, ...] = ()
    own_dates: tuple[OwnDate, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Rule:
    """One line that must hold between figures, as the clerk wrote it (校核规则).

    ``text`` is in the language of `toolkit.plan.rules`; ``message`` says what is wrong when it does not hold.
    """

    id: str
    item_id: str
    text: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a dropdown; ``id`` is the state it stands for (register: ``states``), or ""."""

    group: str
    label: str
    id: str = ""
