"""Drafts sent over SMTP, each to each of its addresses once at the most.

Knows: the states of an address (已发, 可能已发, 未发), the order of the steps. Must not know: SMTP, what a mail says,
where its record is kept (it is handed in).

The order for one mail, so that nothing that happens in between makes a second mail of it: its bytes are kept in
可能已发 and the record says “may have been sent” before the final dot; after the server's answer the record says which,
and the bytes go to 已发送 or the copy is dropped. What is still “may have been sent” in the end is for a person to look
into; it is never tried again by itself.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from toolkit.base.errors import WorkspaceError
from toolkit.ledger import Delivery, DeliveryOutcome
from toolkit.mail.account import Account
from toolkit.mail.compose import untouched
from toolkit.mail.line import Answer, Fate, Line
from toolkit.mail.lying import SENT, UNSURE, Letter, as_sent, clear, drop_copy, keep_copy, read_draft

PAUSES = (2.0, 10.0, 60.0)  # seconds before a temporary failure is tried again
NO_ADDRESS = "没有收件人。请在 plan.xlsx 的“单位”工作表里填邮箱后重新生成，或者打开草稿填上收件人。"
_NO_SUCH = "不是能用的邮箱地址。请打开草稿改正收件人，或者在 plan.xlsx 的“单位”工作表里改正后重新生成。"
_OUTCOMES = {
    Fate.TAKEN: DeliveryOutcome.SENT,
    Fate.UNKNOWN: DeliveryOutcome.UNSURE,
    Fate.REFUSED: DeliveryOutcome.REFUSED,
    Fate.PUT_OFF: DeliveryOutcome.REFUSED,
}
_SAID = "content "  # before the hash of what a mail says, among the hashes of what it carries


class Record(Protocol):
    """What sending needs to know of the ledger."""

    def deliveries(self, message_id: str) -> dict[str, Delivery]: ...  # noqa: D102
    def contents(self, message_id: str) -> set[str]: ...  # noqa: D102
    def intend(self, deliveries: Sequence[Delivery], contents: Iterable[str]) -> bool: ...  # noqa: D102
    def delivered(self, deliveries: Iterable[Delivery], carried: Iterable[str]) -> None: ...  # noqa: D102


class Undelivered(NamedTuple):
    """An address that a draft did not go to, or perhaps did, and the server's answer."""

    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one draft at its addresses.

    ``unsure`` are those that it may have gone to (可能已发): a person has to look. ``waiting`` are those that the
    server put off: the next run tries them again. ``done`` means that nobody is left.
    """

    path: Path
    subject: str = ""
    now: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    unsure: tuple[Undelivered, ...] = ()
    refused: tuple[Undelivered, ...] = ()
    waiting: tuple[Undelivered, ...] = ()

    @property
    def done(self) -> bool:
        """Whether every address has it."""
        return bool(self.now or self.before) and not (self.unsure or self.refused or self.waiting)


class _Standing(NamedTuple):
    """Where a draft stands before it is sent: its Message-ID, who wants it, who has it, who may have it."""

    message_id: str
    wanted: tuple[str, ...]
    has: tuple[str, ...]
    unsure: tuple[Undelivered, ...]


def standing(letter: Letter, record: Record) -> _Standing:
    """Where a draft stands.

    A draft that a person has changed after it had gone to somebody is another mail and gets another Message-ID. One in
    which only the addresses were changed is the same.
    """
    message_id = letter.message_id
    known = record.deliveries(message_id)
    said = {one for one in record.contents(message_id) if one.startswith(_SAID)} if known else set()
    if said and _SAID + letter.content not in said:
        domain = message_id.strip("<>").rpartition("@")[2] or "toolkit.invalid"
        digest = hashlib.sha256(f"{message_id} {letter.content}".encode()).hexdigest()[:32]
        message_id = f"<{digest}@{domain}>"
        known = record.deliveries(message_id)
    outcomes = {address: known[address].outcome for address in letter.addresses if address in known}
    has = tuple(a for a, outcome in outcomes.items() if outcome is DeliveryOutcome.SENT)
    unsure = [known[a] for a, outcome in outcomes.items() if outcome is DeliveryOutcome.UNSURE]
    wanted = tuple(a for a in letter.addresses if outcomes.get(a, DeliveryOutcome.REFUSED) is DeliveryOutcome.REFUSED)
    return _Standing(message_id, wanted, has, tuple(Undelivered(one.address, one.answer) for one in unsure))


def superseded(path: Path, record: Record) -> bool:
    """Take a copy away that was kept before the final dot and whose mail never came to it: the draft itself counts."""
    letter, found = _looked_at(path, record)
    if letter is None or found.before or found.unsure or not untouched(letter.data):
        return False
    if record.deliveries(standing(letter, record).message_id):
        return False
    drop_copy(letter, UNSURE)
    return True


def put_away(letter: Letter, record: Record) -> Sent:
    """Put a draft's bytes where they belong after what the record says."""
    return _put_away(letter, _looked_at(letter.path, record)[1], record)


def listed(paths: Sequence[Path], record: Record) -> list[Sent]:
    """Where the drafts stand, without sending: ``waiting`` are the addresses that each would go to."""
    return [_looked_at(path, record)[1] for path in paths]


def _looked_at(path: Path, record: Record) -> tuple[Letter | None, Sent]:
    try:
        letter = read_draft(path)
    except WorkspaceError as error:
        return None, Sent(path, refused=(Undelivered("", str(error)),))
    where = standing(letter, record)
    refused = tuple(Undelivered(one, _NO_SUCH) for one in letter.unusable)
    if not letter.addresses and not refused:
        refused = (Undelivered("", NO_ADDRESS),)
    waiting = tuple(Undelivered(address, "") for address in where.wanted)
    return letter, Sent(path, letter.subject, (), where.has, where.unsure, refused, waiting)


def send(
    paths: Sequence[Path],
    login: Callable[[], Account],
    record: Record,
    *,
    per_minute: int,
    pause: Callable[[float], None] = time.sleep,
    progress: Callable[[str, int, int], bool | None] = lambda doing, done, total: None,
) -> list[Sent]:
    """Send what has not been sent, over one connection; temporary errors are tried again after `PAUSES`.

    ``login`` is asked for when there is something to send. Each draft is read when its turn has come, and put away as
    soon as it has gone. Raises `WorkspaceError` when the server cannot be reached or does not take the login at first;
    what has not been sent when it cannot be reached any more is ``waiting``. Where ``progress`` asks to stop the drafts
    after that are left as they lie, and are not in the answer.
    """
    results: list[Sent] = []
    line: Line | None = None
    lost = ""
    try:
        for number, path in enumerate(paths):
            if progress("正在发送邮件", number, len(paths)):
                break
            letter, found = _looked_at(path, record)
            if letter is not None and found.waiting and not lost:
                if line is None:
                    line = Line(login())
                    line.open()
                if any(result.now for result in results):
                    pause(60 / per_minute)
                found, lost = _send_one(line, letter, found, record, pause)
            elif lost:
                waiting = tuple(Undelivered(address, lost) for address, _ in found.waiting)
                found = replace(found, waiting=waiting)
            results.append(_put_away(letter, found, record) if letter is not None else found)
        progress("正在发送邮件", len(results), len(paths))
    finally:
        if line is not None:
            line.close()
    return results


def _send_one(
    line: Line, letter: Letter, found: Sent, record: Record, pause: Callable[[float], None]
) -> tuple[Sent, str]:
    """Send one draft to whoever wants it; gives also why there is no connection any more, "" where there is one."""
    message_id = standing(letter, record).message_id
    of: dict[Fate, dict[str, str]] = {fate: {} for fate in Fate}
    waiting = dict(found.waiting)
    lost = ""
    for seconds in (0.0, *PAUSES):
        if seconds:
            pause(seconds)
        at = datetime.now(UTC)
        try:
            line.open()
        except WorkspaceError as error:
            waiting, lost = dict.fromkeys(waiting, str(error)), str(error)
            continue
        lost = ""
        before_the_dot = partial(_before_the_dot, letter, message_id, record, at)
        answers = line.deliver(letter.sender, list(waiting), as_sent(letter, at, message_id), before_the_dot)
        _note(record, message_id, letter, answers, at)
        for address, (fate, words) in answers.items():
            of[fate][address] = words
        waiting = {a: words for a, (fate, words) in answers.items() if fate is Fate.PUT_OFF}
        if not waiting:
            break
    result = Sent(
        letter.path, letter.subject, tuple(of[Fate.TAKEN]), found.before,
        (*found.unsure, *_pairs(of[Fate.UNKNOWN])), (*found.refused, *_pairs(of[Fate.REFUSED])),
        (*_pairs(waiting), *_pairs(of[Fate.HELD])),
    )  # fmt: skip
    return result, lost


def _before_the_dot(letter: Letter, message_id: str, record: Record, at: datetime, addresses: Sequence[str]) -> bool:
    """Keep what is about to become the server's, and note that it may have gone; whether nobody else has done so."""
    keep_copy(letter, UNSURE)
    unsure = [Delivery(message_id, address, DeliveryOutcome.UNSURE, "", at) for address in addresses]
    return record.intend(unsure, [_SAID + letter.content])


def _note(record: Record, message_id: str, letter: Letter, answers: Mapping[str, Answer], at: datetime) -> None:
    record.delivered(
        [
            Delivery(message_id, address, _OUTCOMES[fate], "" if fate is Fate.TAKEN else words, at)
            for address, (fate, words) in answers.items()
            if fate is not Fate.HELD
        ],
        letter.carried,
    )


def _put_away(letter: Letter, found: Sent, record: Record) -> Sent:
    """Put a draft's bytes where they belong after what the record says; gives where it lies now.

    Somebody else may be sending the same draft. Whoever has moved its bytes looks at the record once more, so that the
    last one who does leaves them where the last word on them says.
    """
    with suppress(WorkspaceError):  # the next run puts it away
        where = standing(letter, record)
        while True:
            path = _arrange(letter, where)
            after = standing(letter, record)
            if after == where:
                return replace(found, path=path)
            where = after
    return found


def _arrange(letter: Letter, where: _Standing) -> Path:
    """Have a draft's bytes in each folder where they belong, and in no other."""
    left = bool(where.wanted or letter.unusable or not letter.addresses)
    gone = keep_copy(letter, SENT) if where.has else None
    unsure = keep_copy(letter, UNSURE) if where.unsure else None
    back = None
    if left and not unsure and (letter.path.parent != letter.folder or not letter.path.exists()):
        back = keep_copy(letter, "")
    if not unsure:
        drop_copy(letter, UNSURE)
    if not left and letter.path != unsure:
        clear(letter.path, letter.data)
    return (back or letter.path) if left else unsure or gone or letter.path


def _pairs(of: Mapping[str, str]) -> tuple[Undelivered, ...]:
    return tuple(Undelivered(*one) for one in of.items())
