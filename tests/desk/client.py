"""A browser of few words: requests as bytes on a socket, so that a test may say whatever an attack would."""

from __future__ import annotations

import errno
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from toolkit.desk.serve import Served

ENDS = b"\r\n"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


def ask(port: int, data: bytes, timeout: float = 20) -> Answer:
    """Say something to a port and hear the answer; status 0 where the connection was just closed."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while block := connection.recv(65536):
                heard += block
        except (ConnectionError, TimeoutError):
            pass
        except OSError as error:
            if error.errno != errno.ENOTCONN:  # closed before all had been said: no ConnectionError for Python
                raise
    head, _, body = heard.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split(" ")[1]) if lines[0].startswith("HTTP/") else 0
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    return Answer(status, {name.lower(): value for name, value in headers.items()}, body.decode("utf-8", "replace"))


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body and "Content-Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return ENDS.join(line.encode("utf-8") for line in lines) + ENDS * 2 + body


@dataclass
class Client:
    """Somebody with a cookie."""

    port: int
    cookie: str
    token: str

    @classmethod
    def of(cls, served: Served) -> Client:
        """One who has just opened the desk by its ticket."""
        path = urlsplit(served.running.address()).path
        entered = ask(served.port, request("GET", path, {"Host": f"127.0.0.1:{served.port}", "Connection": "close"}))
        assert entered.status == 303, entered
        return cls(served.port, entered.headers["set-cookie"].partition(";")[0], served.desk.token)

    @property
    def headers(self) -> dict[str, str]:
        """What a browser says with every request."""
        return {"Host": f"127.0.0.1:{self.port}", "Connection": "close", "Cookie": self.cookie}

    def get(self, path: str) -> Answer:
        """A page."""
        return ask(self.port, request("GET", path, self.headers))

    def post(self, path: str, fields: Mapping[str, object] | None = None) -> Answer:
        """A form that is sent."""
        body = urlencode({"token": self.token, **(fields or {})}, doseq=True).encode()
        headers = {
            **self.headers,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return ask(self.port, request("POST", path, headers, body))

    def drop(self, name: str, data: bytes, at: str = "/in/drop") -> Answer:
        """A file that is dropped."""
        headers = {
            **self.headers,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/octet-stream",
            "X-Desk": self.token,
        }
        return ask(self.port, request("POST", f"{at}?{urlencode({'name': name})}", headers, data))

    def upload(self, path: str, field: str, name: str, data: bytes) -> Answer:
        """A form with a file."""
        bound = "zwischen"
        parts = [
            f'--{bound}\r\nContent-Disposition: form-data; name="token"\r\n\r\n{self.token}\r\n'.encode(),
            f'--{bound}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'.encode(),
            b"Content-Type: application/octet-stream\r\n\r\n" + data + f"\r\n--{bound}--\r\n".encode(),
        ]
        headers = {
            **self.headers,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": f"multipart/form-data; boundary={bound}",
        }
        return ask(self.port, request("POST", path, headers, b"".join(parts)))

    def done(self, served: Served) -> Answer:
        """Wait for the job that runs; gives the page on which it is told."""
        for _ in range(600):
            if served.desk.jobs.running is None:
                break
            time.sleep(0.05)
        return self.get("/job")


def heading(page: str) -> str:
    """The sentence over a page."""
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    return found[1].strip() if found else ""
