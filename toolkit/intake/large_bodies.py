"""Long base64 bodies lifted out of a mail before it is parsed, and put back after.

Knows: what base64 lines look like. Must not know: what is attached. The standard library's parser makes a text of
every line, which takes twelve times the size of the mail; the bodies of scans and photographs are all of it.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from email.message import Message

LARGE = 2**20  # bytes of a mail below which nothing is lifted
_BODY = re.compile(rb"(?:[A-Za-z0-9+/]{60,76}\r?\n){1000}(?:[A-Za-z0-9+/]{60,76}\r?\n)*+[A-Za-z0-9+/]*+={0,2}")
_MARK = re.compile(rb"toolkit-lifted-([0-9]+)-of-(\w+)")


@dataclass(frozen=True)
class Lifted:
    """The bodies that were lifted out of a mail, by their number, and the word that tells the mail's marks."""

    bodies: tuple[memoryview, ...] = ()
    word: bytes = b""

    def put_back(self, data: bytes) -> bytes:
        """Some bytes of the slim mail with the bodies where they were."""
        if not self.bodies:
            return data
        return _MARK.sub(lambda mark: bytes(self._body(mark)), data)

    def decoded(self, part: Message) -> object:
        """What `email.message.Message.get_payload` gives for a part of the whole mail when it decodes."""
        payload = part.get_payload()
        if not self.bodies or not isinstance(payload, str) or "toolkit-lifted-" not in payload:
            return part.get_payload(decode=True)
        raw = payload.encode("ascii", "surrogateescape")
        mark = _MARK.fullmatch(raw.strip())
        if mark and str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
            try:
                return binascii.a2b_base64(self._body(mark))
            except binascii.Error:
                pass
        part.set_payload(self.put_back(raw).decode("ascii", "surrogateescape"))
        return part.get_payload(decode=True)

    def _body(self, mark: re.Match[bytes]) -> memoryview | bytes:
        number = int(mark[1])
        return self.bodies[number] if mark[2] == self.word and number < len(self.bodies) else mark[0]


def lift(data: bytes) -> tuple[bytes, Lifted]:
    """A mail without its long bodies, and those."""
    if len(data) < LARGE:
        return data, Lifted()
    bodies: list[memoryview] = []
    pieces, last = [], 0
    word = b"%x" % (hash(data) & 0xFFFFFFFF)  # salted for each run, so that no sender can write it
    for found in _BODY.finditer(data):
        pieces += [data[last : found.start()], b"toolkit-lifted-%d-of-%s" % (len(bodies), word)]
        bodies.append(memoryview(data)[found.start() : found.end()])
        last = found.end()
    return b"".join((*pieces, data[last:])), Lifted(tuple(bodies), word)
