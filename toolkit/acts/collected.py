"""What became of everything in the inbox, as a run tells it.

Knows: returns, findings, papers. Must not know: how any of them came about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from toolkit.base.codes import Code
from toolkit.base.findings import Finding
from toolkit.ledger import Evidence
from toolkit.plan.model import Unit


@dataclass(frozen=True, slots=True)
class Taken:
    """One return that was filed: whose it is, whether it was accepted, and its findings.

    ``older`` says that a return which the unit saved later is there already, so that this one does not count; ``file``
    is the file of the inbox that it came in, "" for one that was filed by hand; ``supplied`` that its period had been
    closed (补报).
    """

    unit: Unit
    item_code: str
    period_id: str
    file_name: str
    accepted: bool
    findings: tuple[Finding, ...]
    repairs: int
    older: bool = False
    file: str = ""
    supplied: bool = False

    @property
    def from_elsewhere(self) -> bool:
        """Whether another unit's address sent it, or it came among another unit's, which a person must look at."""
        return any(finding.code in (Code.SENDER_ELSEWHERE, Code.FORM_OTHER_UNITS) for finding in self.findings)


@dataclass(frozen=True, slots=True, order=True)
class SetAside:
    """A file that was not recognised and lies in inbox/未识别 now: why, and how a person may claim it (``hint``).

    ``file`` is the file of the inbox that it came in.
    """

    name: str
    reason: str
    hint: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, order=True)
class NotTaken:
    """A file that stays in the inbox, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Replies:
    """The files that answer the units: correction copies, receipts, and the drafts of the mails that carry both."""

    corrections: tuple[Path, ...] = ()
    receipts: tuple[Path, ...] = ()
    drafts: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.corrections or self.receipts or self.drafts)

    def __add__(self, other: Replies) -> Replies:
        return Replies(self.corrections + other.corrections, self.receipts + other.receipts, self.drafts + other.drafts)

    @property
    def workbooks(self) -> tuple[Path, ...]:
        """The correction copies and receipts."""
        return self.corrections + self.receipts

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return self.workbooks + self.drafts


@dataclass(frozen=True)
class Collected:
    """What became of everything in the inbox.

    ``papers`` are the scans that were filed as evidence, with the form they belong to; ``blank`` are forms that came
    back as they went out; ``left`` stays in the inbox.
    """

    taken: tuple[Taken, ...] = ()
    duplicates: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    left: tuple[NotTaken, ...] = ()
    papers: tuple[Evidence, ...] = ()
    replies: Replies = field(default_factory=Replies)

    @property
    def needs_a_person(self) -> bool:
        """Whether something was sent back, not recognised or left in the inbox."""
        return bool(self.set_aside or self.left) or any(not t.accepted or t.from_elsewhere for t in self.taken)

    def __add__(self, other: Collected) -> Collected:
        return Collected(
            self.taken + other.taken,
            self.duplicates + other.duplicates,
            self.blank + other.blank,
            self.set_aside + other.set_aside,
            self.left + other.left,
            self.papers + other.papers,
            self.replies + other.replies,
        )
