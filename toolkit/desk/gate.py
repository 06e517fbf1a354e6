"""What stands before every page of the desk: who may ask at all, from where, and what every answer says of itself.

Knows: HTTP's headers, where an attack on a program that listens on the loopback address comes from. Must not know: any
page. It is WSGI around the application, so that nothing of a request that is refused reaches it.

What is kept out: other computers (the address is bound by `toolkit.desk.serve`); names that lead here by DNS rebinding
(Host); pages of other sites (Origin, Sec-Fetch-Site, a cookie that is SameSite=Strict); other programs and people of
this computer, who have no cookie; forms that somebody else has written (the form's token, `toolkit.desk.app`).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    Environ = WSGIEnvironment

HEADERS = (
    ("Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # Not no-referrer: with it a browser says Origin: null of its own forms, too.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)  # fmt: skip
FORM, UPLOAD = 2**20, 101 * 2**20  # bytes; a file of the inbox has at most 100 MB
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9_./-]*")
_OWN = re.compile(r"/(?:[A-Za-z0-9_.-][A-Za-z0-9_./-]*)?(?:\?[A-Za-z0-9_.=&%-]*)?")
_REOPEN = "请双击工作区里的“打开整改工作台”重新打开。"


def is_own(url: str) -> bool:
    """Whether an address that a form names is one of the desk's, whatever a browser makes of odd signs in it."""
    return bool(_OWN.fullmatch(url))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in: the status line and a sentence."""

    status: str
    said: str


@dataclass(frozen=True)
class Gate:
    """The application behind the gate; ``port`` is where it listens, ``enter`` says whether a ticket is good."""

    app: WSGIApplication
    port: int
    enter: Callable[[str, str], bool]
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """The name of the cookie: browsers share those of one host between its ports."""
        return f"desk{self.port}"

    @property
    def host(self) -> str:
        """The only name under which the desk answers."""
        return f"127.0.0.1:{self.port}"

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer a request, or refuse it."""
        refusal = self.refused(environ)
        path = environ.get("PATH_INFO", "")
        if refusal is None and path.startswith("/enter/"):
            if self.enter(path.removeprefix("/enter/"), environ.get("REMOTE_PORT", "")):
                said = f"{self.cookie}={self.session}; Path=/; HttpOnly; SameSite=Strict"
                start("303 See Other", [("Location", "/"), ("Set-Cookie", said), *HEADERS])
                return [b""]
            refusal = Refusal("403 Forbidden", f"这个网址已经用过或者过期了。{_REOPEN}")
        if refusal is None and not self._known(environ):
            refusal = Refusal("403 Forbidden", f"这一页要从工作台打开。{_REOPEN}")
        if refusal is not None:
            body = refusal.said.encode()
            length = ("Content-Length", str(len(body)))
            start(refusal.status, [("Content-Type", "text/plain; charset=utf-8"), length, *HEADERS])
            return [body]

        def guarded(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [*headers, *HEADERS], *more)

        return self.app(environ, guarded)

    def refused(self, environ: Environ) -> Refusal | None:
        """Why a request is not let in, whoever sends it; None where nothing speaks against it."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if environ.get("HTTP_HOST") != self.host:
            return Refusal("421 Misdirected Request", f"工作台只认自己的网址。{_REOPEN}")
        if method not in ("GET", "HEAD", "POST"):
            return Refusal("405 Method Not Allowed", "没有这种做法。")
        if not _PLAIN_PATH.fullmatch(path) or ".." in path or "//" in path:
            return Refusal("404 Not Found", "没有这一页。")
        if environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("same-origin", "none"):
            return Refusal("403 Forbidden", f"别的网页不能用工作台。{_REOPEN}")
        if method == "POST":
            return self._refused_change(environ)
        return None

    def _refused_change(self, environ: Environ) -> Refusal | None:
        if environ.get("HTTP_ORIGIN") != f"http://{self.host}":
            return Refusal("403 Forbidden", f"别的网页不能用工作台。{_REOPEN}")
        length = environ.get("CONTENT_LENGTH") or "0"
        form = environ.get("CONTENT_TYPE", "").partition(";")[0] == "application/x-www-form-urlencoded"
        if not length.isascii() or not length.isdigit() or int(length) > (FORM if form else UPLOAD):
            return Refusal("413 Content Too Large", "文件超过 100 MB，没有收。请核对是不是放错了。")
        return None

    def _known(self, environ: Environ) -> bool:
        try:
            found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(self.cookie)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode(), self.session.encode())
