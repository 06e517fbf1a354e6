"""Each address gets each draft once at the most, or the state says 可能已发: whatever the server does, and when.

The server of these tests takes a mail for good when it has done the step “dot”; what it says of it, and whether it says
anything, is another matter.
"""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import first
from tests.mail.faulty import PLAIN_STEPS, STARTTLS_WAYS, STEPS, WAYS, Fault, Faulty, faulty_server
from toolkit.base.errors import WorkspaceError
from toolkit.ledger import DeliveryOutcome, Ledger
from toolkit.mail import line as smtp
from toolkit.mail import send as sending
from toolkit.mail.account import Account
from toolkit.mail.compose import MailDraft, compose
from toolkit.mail.lying import SENT, UNSURE, drafts_in, read_draft
from toolkit.mail.send import Sent, send
from toolkit.mail.texts import Filled

ADDRESSES = (("a@county.test", "b@county.test"), ("c@county.test",), ("a@county.test", "d@county.test"))
EVERYTHING = {(address, f"第{n}封") for n, addresses in enumerate(ADDRESSES) for address in addresses}


class Office:
    """A folder of drafts, a ledger, and a server that goes wrong."""

    def __init__(self, root: Path, port: int, server: Faulty, *, tls: bool = True) -> None:
        self.root, self.port, self.server, self.tls = root, port, server, tls
        self.mail = root / "mail"
        self.refresh()

    def refresh(self) -> None:
        """All drafts unsent, nothing known, nothing received."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.mail.mkdir(parents=True)
        for number, addresses in enumerate(ADDRESSES):
            self.draft(f"第{number}封", addresses)
        self.server.heal()
        self.server.mails.clear()
        self.server.seen.clear()
        self.server.plain.clear()

    def draft(self, name: str, addresses: Sequence[str], text: str = "正文") -> Path:
        path = self.mail / f"{name}.eml"
        to = [("", address) for address in addresses]
        path.write_bytes(
            compose(MailDraft(sender=("", "o@county.test"), to=to, text=Filled(name, text, None), key=name))
        )
        return path

    def ledger(self) -> Ledger:
        return Ledger(self.root / "ledger.db", self.root / "history")

    def send(self) -> list[Sent]:
        login = Account("127.0.0.1", self.port, self.tls, "o@county.test", "secret")
        with self.ledger() as ledger:
            paths = [*drafts_in(self.mail), *drafts_in(self.mail / UNSURE)]
            return send(paths, lambda: login, ledger, per_minute=60_000, pause=lambda seconds: None)

    def try_to_send(self) -> None:
        """Send as an operator does who tries again when the server cannot be reached."""
        for _ in range(3):
            try:
                self.send()
            except WorkspaceError:
                continue
            return

    def got(self) -> Counter[tuple[str, str]]:
        """How often each address got each draft, by its subject."""
        return Counter((address, subject_of(data)) for address, data in self.server.received())

    def states(self) -> dict[tuple[str, str], DeliveryOutcome]:
        """What the ledger says of each address and draft."""
        drafts = [*drafts_in(self.mail), *drafts_in(self.mail / UNSURE), *drafts_in(self.mail / SENT)]
        found = {}
        with self.ledger() as ledger:
            for letter in map(read_draft, drafts):
                for address, delivery in ledger.deliveries(letter.message_id).items():
                    found[address, letter.subject] = delivery.outcome
        return found

    def check(self) -> None:
        """What must hold at any moment."""
        got, states = self.got(), self.states()
        assert max(got.values(), default=0) <= 1, got
        for one in EVERYTHING:
            match states.get(one):
                case DeliveryOutcome.SENT:
                    assert got[one] == 1, one
                case DeliveryOutcome.REFUSED | None:
                    assert got[one] == 0, one
                case _:
                    assert one[1] in {read_draft(p).subject for p in drafts_in(self.mail / UNSURE)}

    def check_in_the_end(self) -> None:
        """What must hold when everything has gone well at last: it has come, or a person is asked."""
        self.check()
        got, states = self.got(), self.states()
        assert set(states) == EVERYTHING
        for one, state in states.items():
            assert state is DeliveryOutcome.UNSURE or got[one] == 1, one
        assert drafts_in(self.mail) == []


def subject_of(data: bytes) -> str:
    return str(email.message_from_bytes(data, policy=email.policy.default)["Subject"])


@pytest.fixture(scope="module")
def impatient() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GREETING", "COMMAND", "DATA_START", "DATA_BLOCK", "FINAL_DOT"):
            patch.setattr(smtp, name, 0.3)
        patch.setattr(sending, "PAUSES", (0.001,))
        yield


@pytest.fixture(scope="module")
def office(impatient: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder, state = tmp_path_factory.mktemp("mail"), Faulty()
    with faulty_server(folder, state) as (port, trusted), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(trusted))
        yield Office(folder / "office", port, state)


def test_the_time_outs_are_those_of_the_standard() -> None:
    """RFC 5321, 4.5.3.2: nobody waits less, above all not for the answer to the final dot."""
    source = Path(smtp.__file__).read_text(encoding="utf-8")
    for name, seconds in [
        ("GREETING", 300), ("COMMAND", 300), ("DATA_START", 120), ("DATA_BLOCK", 180), ("FINAL_DOT", 600),
    ]:  # fmt: skip
        assert f"{name} = {seconds}.0\n" in source


# Every step with every way, in an order in which the first few have each of both several times.
_EVERYTHING = [(step, WAYS[(n + turn) % len(WAYS)]) for turn in range(len(WAYS)) for n, step in enumerate(STEPS)]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(("step", "way"), first(4 * len(STEPS), _EVERYTHING))
def test_whatever_goes_wrong_at_whatever_step(office: Office, step: str, way: str) -> None:
    office.refresh()
    office.server.faults += [Fault(step, 1 if step in ("MAIL", "RCPT", "dot") else 0, way)]
    office.try_to_send()
    office.check()
    office.server.heal()
    office.try_to_send()
    office.check_in_the_end()


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    "way", ["closes instead", "garbage", "odd code", "late", "half a line", "long line", "dribbles"]
)
def test_an_answer_that_is_lost_after_the_final_dot_is_never_retried(office: Office, way: str) -> None:
    office.refresh()
    office.server.faults += [Fault("dot", 0, way)]
    first, *others = office.send()
    assert [address for address, _ in first.unsure] == list(ADDRESSES[0])
    assert first.path == office.mail / UNSURE / "第0封.eml" and not first.done
    assert all(result.done for result in others)
    for _ in range(2):
        (again,) = office.send()
        assert again.unsure and not again.now and not again.waiting
    assert office.got()["a@county.test", "第0封"] == 1


@pytest.mark.parametrize("way", ["puts off", "refuses", "closing", "closes before"])
def test_what_the_server_has_not_taken_is_known_where_it_says_so(office: Office, way: str) -> None:
    office.refresh()
    office.server.faults += [Fault("dot", n, way) for n in range(9)]
    results = office.send()
    lost = way == "closes before"
    assert all(bool(result.unsure) is lost and not result.now for result in results)
    states = set(office.states().values())
    assert states == {DeliveryOutcome.UNSURE if lost else DeliveryOutcome.REFUSED}


@pytest.fixture(scope="module")
def asking(impatient: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office whose server is asked for encryption (STARTTLS)."""
    folder, state = tmp_path_factory.mktemp("starttls"), Faulty()
    with faulty_server(folder, state, starttls=True) as (port, trusted), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(trusted))
        yield Office(folder / "office", port, state, tls=False)


_ENCRYPTING = [
    *(("offer" if way == "not offered" else "handshake", way) for way in STARTTLS_WAYS),
    *(("STARTTLS", way) for way in WAYS),
    *((step, way) for step in PLAIN_STEPS[:2] for way in WAYS),
    *((step, way) for step in ("AUTH", "MAIL", "dot") for way in WAYS),
]


@pytest.mark.one_in(100)
@pytest.mark.parametrize("first_time", [0, 1], ids=["at first", "when it connects again"])
@pytest.mark.parametrize(("step", "way"), first(len(STARTTLS_WAYS) + 4, _ENCRYPTING))
def test_nothing_is_said_in_the_clear_whatever_goes_wrong_with_the_encryption(
    asking: Office, step: str, way: str, first_time: int
) -> None:
    asking.refresh()
    asking.server.faults += [Fault(step, n, way) for n in range(first_time, 20)]
    if first_time:
        asking.server.faults.append(Fault("dot", 0, "closes instead"))
    asking.try_to_send()
    asking.check()
    asking.server.heal()
    asking.try_to_send()
    asking.check_in_the_end()
    clear = asking.server.plain
    assert {"ehlo localhost", "STARTTLS"} <= {*clear}
    # By the address and not by “@”: what a client says to begin with encryption are bytes of any value.
    said = [line for line in clear if line[:4].upper() in ("AUTH", "MAIL", "RCPT", "DATA") or "@county.test" in line]
    assert not said, clear


@pytest.mark.parametrize("way", STARTTLS_WAYS)
def test_without_encryption_nobody_logs_in_and_a_sentence_says_so(asking: Office, way: str) -> None:
    asking.refresh()
    asking.server.faults += [Fault("offer" if way == "not offered" else "handshake", n, way) for n in range(5)]
    with pytest.raises(WorkspaceError, match=r"127\.0\.0\.1") as told:
        asking.send()
    assert "请" in str(told.value) and str(told.value).endswith("。") and "b'" not in str(told.value)
    certificate = way in ("strange authority", "another name", "out of date")
    assert ("证书" in str(told.value)) is certificate or way in ("stays plain", "smuggles")
    assert "AUTH" not in asking.server.seen and asking.states() == {}


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.lists(st.builds(Fault, st.sampled_from(STEPS), st.integers(0, 5), st.sampled_from(WAYS)), max_size=5))
def test_faults_in_any_number(office: Office, faults: list[Fault]) -> None:
    office.refresh()
    office.server.faults += faults
    office.try_to_send()
    office.check()
    office.try_to_send()
    office.check()
    office.server.heal()
    office.try_to_send()
    office.check_in_the_end()


_AT_ONCE = [("dot", "well"), *((step, way) for step in STEPS for way in WAYS)]


@pytest.mark.one_in(2)
@pytest.mark.parametrize(("step", "way"), first(6, _AT_ONCE))
def test_two_who_send_at_once_without_a_lock_between_them(office: Office, step: str, way: str) -> None:
    """The lock on a share may fail; the record alone keeps the second from what the first has in hand."""
    office.refresh()
    office.server.faults += [Fault(step, n, way) for n in range(0, 4, 2)]
    both = [threading.Thread(target=office.try_to_send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    office.check()
    office.server.heal()
    office.try_to_send()
    office.check_in_the_end()


_CHILD = """
import sys
from pathlib import Path
from toolkit.ledger import Ledger
from toolkit.mail.account import Account
from toolkit.mail.lying import drafts_in
from toolkit.mail.send import send
root, port = Path(sys.argv[1]), int(sys.argv[2])
login = Account("127.0.0.1", port, True, "o@county.test", "secret")
with Ledger(root / "ledger.db", root / "history") as ledger:
    send(drafts_in(root / "mail"), lambda: login, ledger, per_minute=60_000)
"""


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("number", "answered"), first(3, [(0, True), (1, False), (2, True), (0, False), (1, True), (2, False)])
)
def test_a_sender_that_is_killed_after_the_final_dot(office: Office, number: int, answered: bool) -> None:
    office.refresh()
    dots: list[int] = []
    child: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        dots.append(1)
        if len(dots) == number + 1:
            if answered:
                threading.Timer(0.001, child[0].kill).start()
            else:
                child[0].send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)

    office.server.at_the_dot = kill
    child.append(subprocess.Popen([sys.executable, "-c", _CHILD, str(office.root), str(office.port)]))
    child[0].wait(60)
    office.server.at_the_dot = lambda: None
    office.check()
    office.try_to_send()
    office.check_in_the_end()
    assert len(dots) >= number + 1
