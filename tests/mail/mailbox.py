"""A real IMAP server on loopback that goes wrong as it is told: at which mail, or at which command, in which way."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from tests.mail.listening import listening

LATE = 0.6  # seconds after which the tests' reader has given up
_SAYS = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 ID\r\n",
    "EXAMINE": b"* 9 EXISTS\r\n* FLAGS ()\r\n",
    "ID": b"* ID NIL\r\n",
    "LOGOUT": b"* BYE\r\n",
}


@dataclass
class Mailbox:
    """What is in it by number, and what goes wrong: a number or a command, and the way.

    ``asked`` counts how often each mail was asked for; ``changed`` are the commands that would have changed something.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    faults: dict[int | str, str] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    asked: dict[int, int] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


class _GoneError(Exception):
    """The connection is to be closed."""


class _Talk:
    def __init__(self, line: socket.socket, box: Mailbox) -> None:
        self.line, self.box, self.reader = line, box, line.makefile("rb")

    def talk(self) -> None:
        self.fault("connect")
        self.line.sendall(b"* OK here\r\n")
        while line := self.reader.readline(70_000):
            tag, _, rest = line.strip().partition(b" ")
            word = rest.partition(b" ")[0].upper().decode("ascii", "replace")
            if word == "UID":
                word = rest.split()[1].upper().decode("ascii", "replace")
            if (said := self.fault(word)) is not None:
                self.line.sendall(tag + said)
                continue
            self.line.sendall(_SAYS.get(word, b""))
            match word:
                case "STATUS":
                    self.line.sendall(b"* STATUS INBOX (UIDVALIDITY %d)\r\n" % self.box.validity)
                case "SEARCH":
                    self.line.sendall(b"* SEARCH %s\r\n" % b" ".join(b"%d" % uid for uid in self.box.mails))
                case "FETCH":
                    if not self.fetch(tag, rest):
                        continue
                case "STORE" | "COPY" | "EXPUNGE" | "SELECT" | "APPEND" | "MOVE":
                    self.box.changed.append(word)
                case _:
                    pass
            self.line.sendall(tag + b" OK done\r\n")
            if word == "LOGOUT":
                return

    def fault(self, step: int | str) -> bytes | None:
        """What goes wrong at a step: the answer to give, None for nothing."""
        way = self.box.faults.get(step)
        if way == "late":
            time.sleep(LATE)
        if way == "garbage":
            self.line.sendall(b"\x00\xff what?\r\n")
        if way == "half a line":
            self.line.sendall(b"* 1 FETCH (UID 1 BODY[] {99999}\r\nhalf")
        if way in ("closes", "late", "garbage", "half a line"):
            raise _GoneError
        return {"refuses": b" NO never\r\n", "does not understand": b" BAD what\r\n"}.get(way or "")

    def fetch(self, tag: bytes, rest: bytes) -> bool:
        numbers = [int(number) for number in rest.split()[2].split(b",")]
        if b"RFC822.SIZE" in rest:
            for uid in numbers:
                size = self.box.sizes.get(uid, len(self.box.mails.get(uid, b"")))
                self.line.sendall(b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, size))
            return True
        assert b"BODY.PEEK[]" in rest, "a mail would have been marked as read"
        (uid,) = numbers
        self.box.asked[uid] = self.box.asked.get(uid, 0) + 1
        if (said := self.fault(uid)) is not None:
            self.line.sendall(tag + said)
            return False
        if (data := self.box.mails.get(uid)) is not None and self.box.faults.get(uid) != "gone":
            self.line.sendall(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(data)) + data + b")\r\n")
        return True


@contextmanager
def mailbox_server(folder: Path, box: Mailbox) -> Iterator[tuple[str, Path]]:
    """Run the server, with TLS from the first byte; gives its address as 方案 has it, and the certificate to trust."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    trusted = folder / "mailbox-authority.pem"
    authority.cert_pem.write_to_path(trusted)

    def serve(raw: socket.socket) -> None:
        with suppress(OSError, _GoneError), raw, context.wrap_socket(raw, server_side=True) as line:
            talk = _Talk(line, box)
            try:
                talk.talk()
            finally:
                talk.reader.close()

    with listening(serve) as port:
        yield f"tls://127.0.0.1:{port}", trusted


def number_in(name: str) -> int:
    """The number of the mail that a file of the inbox holds."""
    found = re.search(r"_(\d+)\.eml$", name)
    assert found is not None, name
    return int(found[1])
