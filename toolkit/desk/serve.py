"""The desk as a program: listens on the loopback address, opens a page, and ends by a button or when nobody is there.

Knows: the server, the browser, when it is over. Must not know: any page.
"""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from waitress.server import create_server

from toolkit.acts.drop import forget_unfinished
from toolkit.base.errors import WorkspaceError
from toolkit.desk import browser
from toolkit.desk.app import application
from toolkit.desk.desk import Desk
from toolkit.desk.gate import UPLOAD, Gate
from toolkit.desk.tickets import Running, Tickets, alone, tell

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

IDLE = 30 * 60.0  # seconds without a page, after which the desk ends; open pages say every minute that they are there
_LOOK = 0.5  # seconds between two looks whether it is over
_LAST_WORD = 0.5  # seconds for the page that says goodbye to reach the browser


class Served:
    """A desk that is served: where, and how it ends."""

    def __init__(self, desk: Desk) -> None:
        """Begin to listen, on a port that the system chooses."""
        self.desk = desk
        self.seen = time.monotonic()
        # What it complains of when a browser goes away is nobody's concern, and not for the terminal.
        logging.getLogger("waitress").setLevel(logging.CRITICAL)
        here = socket.create_server(("127.0.0.1", 0))
        self.port = int(here.getsockname()[1])
        self._server = create_server(
            self._answer, sockets=[here], threads=6, ident="", max_request_body_size=UPLOAD + 1,
            channel_timeout=60, connection_limit=200, clear_untrusted_proxy_headers=True,
        )  # fmt: skip
        self.running = Running(self.port, secrets.token_urlsafe(32))
        self.gate = Gate(application(desk), self.port, Tickets(self.running.secret, self.port).good)

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.seen = time.monotonic()
        return self.gate(environ, start)

    def begin(self) -> threading.Thread:
        """Answer from now on, in a thread."""
        thread = threading.Thread(target=self._run, name="server", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        """Answer until the end, at which the loop finds its sockets closed."""
        with suppress(OSError):
            self._server.run()

    def until_over(self, idle: float = IDLE) -> None:
        """Wait until somebody has ended the desk, or no page has asked for long and no act runs."""
        while not self.desk.over.wait(_LOOK):
            if self.desk.jobs.running is None and time.monotonic() - self.seen > idle:
                break
        time.sleep(_LAST_WORD)

    def end(self) -> None:
        """Stop answering."""
        self._server.close()


@contextmanager
def begun(root: Path, today: Callable[[], date]) -> Iterator[Served | Running]:
    """The desk of a workspace, which answers as long as the block lasts; or where the one is that runs already.

    Raises `WorkspaceError` when the folder cannot be written, or no port can be had.
    """
    with alone(root) as running:
        if running is not None:
            yield running
            return
        desk = Desk(root, today)
        forget_unfinished(desk.workspace().inbox, root / ".toolkit")
        try:
            served = Served(desk)
        except OSError as error:
            raise WorkspaceError(f"工作台打不开（{error.strerror}）。请关掉别的程序再试，或者重启电脑。") from error
        tell(root, served.running)
        served.begin()
        try:
            yield served
        finally:
            served.end()


def serve(root: Path, today: Callable[[], date], said: Callable[[str], None], idle: float = IDLE) -> bool:
    """Open the desk of a workspace, or a page of the one that runs already; returns when it is over.

    ``said`` is told what a person at a terminal should know. Gives False where another desk was there. Raises
    `WorkspaceError` as `begun` does.
    """
    with begun(root, today) as found:
        if isinstance(found, Running):
            said("工作台已经开着，给您打开它的页面。")
            _open(found, said)
            return False
        said("工作台打开了。用完在页面右上角点“关闭程序”。")
        _open(found.running, said)
        with suppress(KeyboardInterrupt):
            found.until_over(idle)
    return True


def _open(running: Running, said: Callable[[str], None]) -> None:
    address = running.address()
    if not browser.open_page(address):
        said(f"没有找到浏览器。请在一分钟内用浏览器打开：{address}")
