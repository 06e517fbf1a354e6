"""A real SMTP server on loopback that goes wrong as it is told: at which step, the how manieth time, in which way.

It is written down to the socket, because a server library does not close in the middle of an answer or talk nonsense.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import trustme

from tests.mail.listening import listening

PLAIN_STEPS = ("connect", "EHLO", "STARTTLS")  # where encryption is asked for; what follows is as it is with TLS
STEPS = ("connect", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "body", "dot", "RSET", "QUIT")
WAYS = (
    "puts off",  # a 4xx answer
    "refuses",  # a 5xx answer
    "closing",  # 421, and closes
    "closes before",  # closes without having done it
    "closes instead",  # does it, and closes instead of answering
    "closes after",  # does it, answers, and closes
    "garbage",  # does it, and answers nonsense
    "odd code",  # does it, and answers with a code that has no place there
    "long line",  # does it, and answers with a line that has no end
    "late",  # does it, and answers too late
    "dribbles",  # does it, and answers a byte at a time, for too long
    "half a line",  # does it, and closes in the middle of the answer
)
STARTTLS_WAYS = (
    "not offered",  # does not say that it can; so it looks, too, where somebody in between takes it away
    "stays plain",  # says yes and goes on without encryption
    "smuggles",  # sends answers after its yes, before the encryption, to be taken for encrypted ones
    "strange authority",  # its certificate is from nobody who is trusted
    "another name",  # its certificate is another server's
    "out of date",  # its certificate has run out
    "closes midway",  # closes in the middle of the handshake
)
LATE = 0.5  # seconds after which the tests' sender has given up
_GOOD = {"EHLO": "250-here\r\n250-8BITMIME\r\n250 AUTH PLAIN", "AUTH": "235 in", "DATA": "354 go on", "QUIT": "221 bye"}


@dataclass(frozen=True)
class Fault:
    """The step that goes wrong, how often it goes well before, and the way in which it goes wrong."""

    step: str
    after: int
    way: str


@dataclass
class Faulty:
    """The server's state: the faults still to come, what it has taken for good, and the lines that came in the clear.

    ``context`` is how it encrypts where that goes well, ``odd`` by the way in which its certificate is a wrong one.
    """

    faults: list[Fault] = field(default_factory=list)
    mails: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    at_the_dot: Callable[[], None] = lambda: None
    plain: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    context: ssl.SSLContext = field(default_factory=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    odd: dict[str, ssl.SSLContext] = field(default_factory=dict)

    def way(self, step: str) -> str:
        """How this step goes now."""
        with self.lock:
            number = self.seen[step] = self.seen.get(step, -1) + 1
            for fault in self.faults:
                if (fault.step, fault.after) == (step, number):
                    return fault.way
        return "well"

    def heal(self) -> None:
        """From now on everything goes well."""
        with self.lock:
            self.faults.clear()

    def received(self) -> list[tuple[str, bytes]]:
        """Each address with the bytes that it got."""
        with self.lock:
            return [(address, data) for addresses, data in self.mails for address in addresses]


class _GoneError(Exception):
    """The connection is to be closed."""


class _Talk:
    """One connection."""

    def __init__(self, line: socket.socket, state: Faulty) -> None:
        self.line, self.state = line, state
        self.reader = line.makefile("rb")

    def step(self, name: str, good: str, do: Callable[[], None] = lambda: None) -> bool:
        """Do one step in the way that is due; whether it was done and said to be done."""
        way = self.state.way(name)
        if way == "closes before":
            raise _GoneError
        if way in ("puts off", "refuses"):
            self.say("451 not now" if way == "puts off" else "550 never")
            return False
        if way == "closing":
            self.say("421 closing")
            raise _GoneError
        do()
        if way == "closes instead":
            raise _GoneError
        if way == "garbage":
            self.say("\x00\xff what?")
        elif way == "odd code":
            self.say("199 hm")
        elif way == "long line":
            self.say("2" * 20_000)
        elif way == "half a line":
            self.line.sendall(good.encode()[:6])
            raise _GoneError
        else:
            if way == "late":
                time.sleep(LATE)
            for byte in good.encode() if way == "dribbles" else b"":
                self.line.sendall(byte.to_bytes())
                time.sleep(LATE / 4)
            self.say(good)
        if way == "closes after":
            raise _GoneError
        return True

    def say(self, text: str) -> None:
        self.line.sendall(text.encode("latin-1") + b"\r\n")

    def encrypted(self) -> ssl.SSLSocket | None:
        """Talk in the clear until encryption is asked for; the encrypted line, None where there will be none."""
        self.step("connect", "220 here")
        offered = self.state.way("offer") == "well"
        while line := self.reader.readline(2000):
            verb = line.split()[0].decode("ascii", "replace").upper() if line.split() else ""
            with self.state.lock:
                self.state.plain.append(line.decode("latin-1").strip())
            if verb == "EHLO":
                self.step("EHLO", _GOOD["EHLO"].replace("250 ", "250-STARTTLS\r\n250 ") if offered else _GOOD["EHLO"])
            elif verb != "STARTTLS":
                self.say("250 fine")  # whatever comes in the clear is taken, and must not come
            elif self.step("STARTTLS", "220 go on"):
                return self.wrapped(self.state.way("handshake"))
        return None

    def wrapped(self, way: str) -> ssl.SSLSocket | None:
        if way == "stays plain":
            return self.encrypted()
        if way == "smuggles":
            self.line.sendall(b"235 in\r\n250 fine\r\n250 fine\r\n354 go on\r\n250 taken\r\n")
        if way == "closes midway":
            self.line.recv(5)
            raise _GoneError
        context = self.state.odd.get(way, self.state.context)
        line = context.wrap_socket(self.line, server_side=True, do_handshake_on_connect=False)
        try:
            line.do_handshake()
        except BaseException:
            line.close()
            raise
        return line

    def talk(self, *, greet: bool = True) -> None:
        if greet:
            self.step("connect", "220 here")
        addresses: list[str] = []
        while line := self.reader.readline(2000):
            verb = line[:4].decode("ascii", "replace").upper()
            if verb == "RCPT":
                address = line.partition(b"<")[2].partition(b">")[0].decode()
                self.step("RCPT", "250 fine", partial(addresses.append, address))
            elif verb == "DATA":
                if self.step("DATA", _GOOD["DATA"]):
                    self.body(addresses)
                addresses = []
            else:
                addresses = [] if verb in ("MAIL", "RSET") else addresses
                self.step(verb, _GOOD.get(verb, "250 fine"))
                if verb == "QUIT":
                    return

    def body(self, addresses: list[str]) -> None:
        lines: list[bytes] = []
        while line := self.reader.readline(100_000):
            if line == b".\r\n":
                break
            if not lines and self.state.way("body") != "well":
                raise _GoneError
            lines.append(line[1:] if line.startswith(b".") else line)
        else:
            raise _GoneError
        self.state.at_the_dot()

        def take() -> None:
            with self.state.lock:
                self.state.mails.append((tuple(addresses), b"".join(lines)))

        self.step("dot", "250 taken", take)


@contextmanager
def faulty_server(folder: Path, state: Faulty, *, starttls: bool = False) -> Iterator[tuple[int, Path]]:
    """Run the server, with TLS from the first byte or by STARTTLS; gives its port and the authority to trust."""
    authority = _authority()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    state.context = _context(authority.issue_cert("localhost", "127.0.0.1"))
    state.odd = {
        "strange authority": _context(trustme.CA().issue_cert("localhost", "127.0.0.1")),
        "another name": _context(authority.issue_cert("mail.example.com")),
        "out of date": _context(authority.issue_cert("localhost", "127.0.0.1", not_after=long_ago)),
    }
    trusted = folder / "faulty-authority.pem"
    authority.cert_pem.write_to_path(trusted)

    def serve(raw: socket.socket) -> None:
        with suppress(OSError, _GoneError), raw:
            if not starttls:
                whole: ssl.SSLSocket | None = state.context.wrap_socket(raw, server_side=True)
            else:
                clear = _Talk(raw, state)
                try:
                    whole = clear.encrypted()
                finally:
                    with suppress(OSError):  # what it talks over may be gone; the encrypted line is closed below
                        clear.reader.close()
            if whole is None:
                return
            with whole as line:
                talk = _Talk(line, state)
                try:
                    talk.talk(greet=not starttls)
                finally:
                    talk.reader.close()

    with listening(serve) as port:
        yield port, trusted


@cache
def _authority() -> trustme.CA:
    """One for all servers of a run: two may be at work at once, and a sender trusts one file."""
    return trustme.CA()


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context
