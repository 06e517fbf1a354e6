"""One connection to an SMTP server, and what is known of a mail that was handed over it.

Knows: SMTP (RFC 5321), its time-outs. Must not know: drafts, what has been sent before. From the final dot on the mail
is the server's; if its answer is lost then, nobody here can tell whether the mail was taken. Whatever goes wrong before
that dot leaves the mail unsent for certain, because the server must not deliver a mail that has no end (4.1.1.4).
"""

from __future__ import annotations

import re
import smtplib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from typing import NamedTuple

from toolkit.base.errors import WorkspaceError
from toolkit.base.visible import visible
from toolkit.mail.account import Account, connection_failed, encryption

# Seconds, after RFC 5321, 4.5.3.2.
GREETING = 300.0
COMMAND = 300.0
DATA_START = 120.0
DATA_BLOCK = 180.0
FINAL_DOT = 600.0
_BLOCK = 64 * 2**10  # bytes for which `DATA_BLOCK` holds
_LONGEST_LINE, _MOST_LINES = 8192, 100  # of an answer
_OUR_NAME = "localhost"  # a computer's own name may be Chinese, and looking it up may take seconds
_CLOSING, _GO_ON, _TOO_LARGE = 421, 354, 552
_NO_ANSWER = "服务器没有回话，连接断了"
_ELSEWHERE = "另一个窗口正在发这一封"
_GARBLED = "服务器的回话看不懂"


class Fate(Enum):
    """What became of a mail at one address."""

    TAKEN = "taken"
    PUT_OFF = "put off"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    HELD = "held"  # not handed over, because whoever asked for it took it back before the final dot


class Answer(NamedTuple):
    """What became of a mail at one address, and the server's words."""

    fate: Fate
    words: str


class Line:
    """A connection that is opened when needed and again after it has broken."""

    def __init__(self, login: Account) -> None:
        self._login = login
        self._server: smtplib.SMTP | None = None

    def deliver(
        self, sender: str, addresses: Sequence[str], data: bytes, before_the_dot: Callable[[Sequence[str]], bool]
    ) -> Mapping[str, Answer]:
        """Hand over one mail (lines end with CR LF); the answer for each address.

        ``before_the_dot`` is called with the addresses that the server has accepted when all but the final dot has been
        sent; where it says no, or raises, the mail is dropped. Raises `WorkspaceError` when there is no connection.
        """
        server = self.open()
        answers: dict[str, Answer] = {}
        whole = False
        try:
            accepted = self._envelope(server, sender or self._login.user, addresses, data, answers)
            if accepted:
                self._send(server, data)
                if not before_the_dot(accepted):
                    self.drop()
                    return answers | dict.fromkeys(accepted, Answer(Fate.HELD, _ELSEWHERE))
                whole = True
                self._end(server, answers, accepted)
            elif self._server is not None:
                with _within(server, COMMAND):
                    server.rset()
        except (OSError, ValueError) as error:  # smtplib's own errors are an OSError; a certificate may be a ValueError
            self.drop()
            lost = Answer(Fate.UNKNOWN if whole else Fate.PUT_OFF, _of_error(error))
            answers |= {address: lost for address in addresses if address not in answers}
        except BaseException:
            self.drop()
            raise
        return answers

    def _envelope(
        self, server: smtplib.SMTP, sender: str, addresses: Sequence[str], data: bytes, answers: dict[str, Answer]
    ) -> list[str]:
        """Say from whom and to whom, and ask to send; gives the addresses that wait for the mail now."""
        with _within(server, COMMAND):
            code, words = server.mail(sender, _options(server, data))
        self._judge(answers, addresses, code, words)
        if 500 <= code <= 599 and code != _TOO_LARGE:
            said = f"服务器不让 {sender} 发信（{_said(code, words)}）。请核对“报送邮箱”和“邮箱账号”是不是同一个。"
            answers |= dict.fromkeys(addresses, Answer(Fate.REFUSED, said))
        for address in addresses:
            if address not in answers:
                with _within(server, COMMAND):
                    code, words = server.rcpt(address)
                self._judge(answers, [address], code, words)
        accepted = [address for address in addresses if address not in answers]
        if accepted:
            with _within(server, DATA_START):
                code, words = server.docmd("DATA")
            # Nothing but 354 asks for the mail; what is taken for a yes elsewhere is none here.
            self._judge(answers, accepted, code if code == _GO_ON or code >= 400 else -1, words)
        return [address for address in addresses if address not in answers]

    def _judge(self, answers: dict[str, Answer], addresses: Sequence[str], code: int, words: bytes) -> None:
        """Take an answer that is no yes for the answer for these addresses."""
        if 200 <= code <= 299 or code == _GO_ON:
            return
        fate = Fate.REFUSED if 500 <= code <= 599 else Fate.PUT_OFF
        answers |= dict.fromkeys(addresses, Answer(fate, _said(code, words)))
        if code == _CLOSING or not 400 <= code <= 599:
            # It closes, or it does not speak SMTP: what it takes the next line for is anybody's guess.
            raise smtplib.SMTPServerDisconnected(_said(code, words))

    def _send(self, server: smtplib.SMTP, data: bytes) -> None:
        """Send the mail but for its final dot; a line that begins with a dot gets another (4.5.2)."""
        whole = re.sub(rb"(?m)^\.", b"..", data)
        whole = whole if whole.endswith(b"\r\n") else whole + b"\r\n"
        for start in range(0, len(whole), _BLOCK):
            with _within(server, DATA_BLOCK):
                server.send(whole[start : start + _BLOCK])

    def _end(self, server: smtplib.SMTP, answers: dict[str, Answer], accepted: Sequence[str]) -> None:
        """Send the final dot and hear what becomes of the mail."""
        with _within(server, FINAL_DOT):
            server.send(b".\r\n")
            code, words = _whole_reply(server)
        if 200 <= code <= 299:
            fate = Fate.TAKEN
        elif 400 <= code <= 499:
            fate = Fate.PUT_OFF
        else:
            fate = Fate.REFUSED if 500 <= code <= 599 else Fate.UNKNOWN
        answers |= dict.fromkeys(accepted, Answer(fate, _said(code, words)))
        if code == _CLOSING or fate is Fate.UNKNOWN:
            self.drop()

    def open(self) -> smtplib.SMTP:
        """The server, connected and logged in. Raises `WorkspaceError`."""
        if self._server is not None:
            return self._server
        login = self._login
        try:
            server = _connected(login)
        except (OSError, ValueError) as error:
            raise connection_failed(login.host, error) from error
        try:
            with _within(server, COMMAND):
                server.login(login.user, login.password)
        except (OSError, ValueError) as error:
            server.close()
            wrong = isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code <= 599
            if not wrong and not isinstance(error, UnicodeEncodeError):
                raise connection_failed(login.host, error) from error
            raise WorkspaceError(
                f"服务器不认 {login.user} 的登录。请核对账号和密码；有的邮箱要先在网页里开通 SMTP 并使用授权码。"
            ) from error
        self._server = server
        return server

    def drop(self) -> None:
        """Cut the connection, so that nothing of an unfinished mail can be taken for a whole one."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._server is not None:
            with suppress(OSError), _within(self._server, COMMAND):
                self._server.quit()
            self.drop()


def check_login(login: Account) -> None:
    """Connect, log in, and nothing else. Raises `WorkspaceError` that says what is wrong."""
    line = Line(login)
    line.open()
    line.close()


def _connected(login: Account) -> smtplib.SMTP:
    """The server, over an encrypted line; nothing but the wish for one is said in the clear."""
    if login.tls:
        return smtplib.SMTP_SSL(login.host, login.port, _OUR_NAME, timeout=GREETING, context=encryption())
    server = smtplib.SMTP(login.host, login.port, _OUR_NAME, timeout=GREETING)
    try:
        with _within(server, COMMAND):
            server.starttls(context=encryption())
    except BaseException:
        server.close()
        raise
    return server


@contextmanager
def _within(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """What must be done within some seconds; a server that dribbles its answer has no longer than one that waits."""
    line = server.sock
    if line is None:
        raise smtplib.SMTPServerDisconnected(_NO_ANSWER)
    line.settimeout(seconds)
    timer = threading.Timer(seconds, _hang_up, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _whole_reply(server: smtplib.SMTP) -> tuple[int, bytes]:
    """The server's answer; smtplib would take what has come of a line that breaks off for the whole of it."""
    if server.sock is None:
        raise smtplib.SMTPServerDisconnected(_NO_ANSWER)
    reader = server.file or server.sock.makefile("rb")
    words = []
    for _ in range(_MOST_LINES):
        line = reader.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise smtplib.SMTPServerDisconnected(_NO_ANSWER if len(line) < _LONGEST_LINE else _GARBLED)
        words.append(line[4:].strip())
        if line[3:4] != b"-":
            return int(line[:3]) if line[:3].isdigit() else -1, b" ".join(words)
    raise smtplib.SMTPServerDisconnected(_GARBLED)


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        # Not the method of an encrypted socket, which takes the encryption away under the thread that reads.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _options(server: smtplib.SMTP, data: bytes) -> list[str]:
    """What is said of a mail before it is sent, to a server that listens."""
    options = [f"SIZE={len(data)}"] if server.has_extn("size") else []
    return options + ["BODY=8BITMIME"] * (server.has_extn("8bitmime") and not data.isascii())


def _said(code: int, words: bytes) -> str:
    text = visible(" ".join(words.decode("utf-8", "replace").split()))[:300]
    if not 200 <= code <= 599:
        return f"{_GARBLED}（{text}）" if text else _GARBLED
    return text or f"服务器答 {code}"


def _of_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException | ValueError):
        return _GARBLED
    said = str(error)
    return said if said.startswith((_GARBLED, _NO_ANSWER)) else f"连接断了（{said}）" if said else _NO_ANSWER
