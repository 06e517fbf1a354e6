"""The desk on a Windows computer: opened by a double click, one for a workspace, ended by its button."""

from __future__ import annotations

import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import Any

import pytest

from tests.windows.computer import MOST, Computer

pytestmark = pytest.mark.windows


class Browser:
    """A browser that was asked for a page."""

    def __init__(self, address: str) -> None:
        self.here = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(address))
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self.first = self.page(address)

    def page(self, address: str, **form: str) -> str:
        """A page, or what comes of a form."""
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(address, data, {"Origin": self.here})
        with self._opener.open(request, timeout=MOST) as answer:
            return str(answer.read().decode())


@contextmanager
def opened(computer: Computer, *command: str, where: str = ".") -> Iterator[tuple[Browser, Any]]:
    """What the browser was asked for when a command was run in a folder of the computer."""
    asked = computer.drive / "address.txt"
    asked.unlink(missing_ok=True)
    with computer.start(*command, where=computer.folder / where) as process:
        try:
            end = time.monotonic() + MOST
            while not (asked.exists() and asked.stat().st_size > 10) and time.monotonic() < end:
                time.sleep(0.2)
            yield Browser(asked.read_text(encoding="ascii").strip().strip('"')), process
        finally:
            process.kill()


def end(browser: Browser) -> None:
    """Press the button that ends the desk."""
    token = re.search(r'name="([^"]+)" value="([^"]{20,})"', browser.first)
    assert token is not None
    browser.page(f"{browser.here}/quit", **{token[1]: token[2]})


def test_the_desk_of_a_workspace(computer: Computer, demo: dict[str, Any]) -> None:
    with opened(computer, computer.python, "-m", "toolkit", "-w", demo["workspace"], "desk") as (browser, process):
        assert "应报" in browser.first
        with opened(computer, computer.python, "-m", "toolkit", "-w", demo["workspace"], "desk") as (second, other):
            assert second.here == browser.here
            assert "工作台已经开着" in other.communicate(timeout=MOST)[0].decode("gb18030")
        end(browser)
        assert "工作台关闭了" in process.communicate(timeout=MOST)[0].decode("gb18030")


def test_a_double_click_opens_the_desk_of_an_empty_workspace(computer: Computer) -> None:
    with opened(computer, "cmd", "/c", "打开整改工作台.bat") as (browser, _):
        assert "整改方案" in browser.first
        assert (computer.folder / "workspace").is_dir()
        end(browser)
