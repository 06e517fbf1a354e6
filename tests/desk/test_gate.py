"""Nobody is let in who has not opened the desk, whatever is said on the socket, and the attempt writes nothing."""

from __future__ import annotations

import os
import re
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.conftest import copy_of
from tests.desk.client import Answer, Client, ask, request
from tests.desk.conftest import TODAY, serving
from toolkit import Workspace
from toolkit.base.file_names import is_device
from toolkit.desk.app import application
from toolkit.desk.desk import Desk
from toolkit.desk.serve import Served, serve
from toolkit.desk.tickets import GOOD_FOR, Running, Tickets, alone, place, tell
from toolkit.intake.spool import UNIDENTIFIED

POSTS = ("/in/preview", "/in/accept", "/open", "/quit", "/in/drop?name=a.xlsx", "/in/files")


def every(method: str) -> list[str]:
    """Every address of the desk that takes a method; where one names a thing, it names none that is there."""
    rules = application(Desk(Path("nowhere"))).url_map.iter_rules()
    return sorted({re.sub(r"<[^>]+>", "x", one.rule) for one in rules if method in (one.methods or ())})


@pytest.fixture(scope="module")
def workspace(sent_out: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One for all attacks, none of which changes it."""
    return copy_of(sent_out, tmp_path_factory.mktemp("gate"))


@pytest.fixture(scope="module")
def served(workspace: Workspace) -> Iterator[Served]:
    """One desk for all attacks."""
    yield from serving(workspace)


def state(root: Path) -> Mapping[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture
def unchanged(workspace: Workspace, client: Client) -> Iterator[None]:
    """What the attacks must leave as it is; looked at when the test is over."""
    client.get("/")
    before = state(workspace.root.parent)  # with what an office has beside its workspaces
    yield
    assert state(workspace.root.parent) == before


def with_header(client: Client, path: str, method: str, **headers: str | None) -> Answer:
    """A request that would be good, but for some headers (None leaves one out)."""
    said: dict[str, str | None] = {**client.headers}
    body = b""
    if method == "POST":
        said |= {"Origin": f"http://127.0.0.1:{client.port}", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"token": client.token}).encode()
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(client.port, request(method, path, {n: v for n, v in said.items() if v is not None}, body))


HOSTS = ["user@127.0.0.1:{}", "127.0.0.1.:{}", "127.0.0.1:0{}", "127.0.0.1:{},evil.test", "[::ffff:127.0.0.1]:{}",
         "127.0.0.1:+{}", "１27.0.0.1:{}", "127.0.0.1:{}#", "127.0.0.1:{}/x",
         "localhost:{}", "127.0.0.1", "evil.test:{}", "evil.test", "127.0.0.1:1", "[::1]:{}", "127.1:{}", "0.0.0.0:{}",
         "127.0.0.1:{}.evil.test", "127.0.0.1:{}@evil.test", "2130706433:{}", ""]  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/enter/x", "/static/desk.css", "/file/x", "/alive"])
def test_another_name_is_not_answered(client: Client, unchanged: None, path: str) -> None:
    for host in HOSTS:
        answer = with_header(client, path, "GET", Host=host.format(client.port))
        assert answer.status in (400, 421), host
    assert ask(client.port, f"GET {path} HTTP/1.0\r\nCookie: {client.cookie}\r\n\r\n".encode()).status == 421
    twice = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nHost: evil.test\r\nCookie: {client.cookie}\r\n\r\n"
    )
    assert ask(client.port, twice.encode()).status in (400, 421)


ORIGINS = ["http://127.0.0.1:{}, http://evil.test", "http://user@127.0.0.1:{}", "http://127.0.0.1:{}/", "HTTP://127.0.0.1:{}",
           "http://[::1]:{}", None, "null", "", "http://evil.test", "https://127.0.0.1:{}", "http://localhost:{}", "http://127.0.0.1",
           "http://127.0.0.1:1", "http://127.0.0.1:{}.evil.test", "file://"]  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
def test_a_page_of_another_site_changes_nothing(client: Client, unchanged: None, path: str) -> None:
    for origin in ORIGINS:
        said = origin.format(client.port) if origin else origin
        assert with_header(client, path, "POST", Origin=said).status == 403, origin
    for site in ("cross-site", "same-site", "x"):
        assert with_header(client, path, "POST", Sec_Fetch_Site=site).status == 403, site
        assert with_header(client, "/", "GET", Sec_Fetch_Site=site).status == 403, site


@pytest.mark.parametrize("path", ["/", "/in", "/job", "/job.json", "/file/x", "/static/desk.js", "/alive", *POSTS])
def test_without_the_cookie_nobody_is_let_in(client: Client, unchanged: None, path: str) -> None:
    method = "POST" if path in POSTS else "GET"
    name, _, value = client.cookie.partition("=")
    for cookie in (None, "", f"{name}=", f"{name}=x", f"{name}={value[:-1]}", f"{name}={value}x", f"x={value}",
                   f"{name.upper()}={value}", f"{name}=é", "; ;=;", f"{name[:-1]}={value}"):  # fmt: skip
        assert with_header(client, path, method, Cookie=cookie).status == 403, cookie


@pytest.mark.parametrize("path", POSTS)
def test_a_form_that_is_not_ours_changes_nothing(client: Client, unchanged: None, path: str) -> None:
    headers = {**client.headers, "Origin": f"http://127.0.0.1:{client.port}"}
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    for token in ("", "x", client.token[:-1], client.token + "x", "é"):
        assert ask(client.port, request("POST", path, form, urlencode({"token": token}).encode())).status == 403
        plain = {**headers, "Content-Type": "text/plain", "X-Desk": token}
        assert ask(client.port, request("POST", path, plain, b"token=" + client.token.encode())).status == 403
    assert (
        ask(client.port, request("POST", f"{path.partition('?')[0]}?token={client.token}", form, b"x=1")).status == 403
    )


@pytest.mark.parametrize(
    "path",
    ["/static/../desk.py", "/static/%2e%2e/desk.py", "/static/..%2f..%2fdesk.py", "/static//etc/passwd",
     "/file/../../.toolkit/key", "/file/%2e%2e%2f.toolkit%2fkey", "/file/..\\.toolkit\\key", "/file/%00", "/%0d%0aX",
     "/.toolkit/key", "/static/desk.css%00", "/file/" + "a" * 24, "/Static/desk.css", "/plan.xlsx",
     "/static/desk.css/..", "/static/%252e%252e/desk.py", "/;/", "/in/../.toolkit", "/static/desk.css.", "/static/NUL",
     "/static/desk.css%20", "/static/desk.css:x", "/static/desk.css::$DATA", "/static/con.css",
     "/static/%c0%ae%c0%ae/desk.py", "/%5c%5cevil.test%5cshare", "/file/%2f%2fetc%2fpasswd", "/static/DESK~1.CSS",
     "/file/C:%5cplan.xlsx", "/~root", "/*"],
)  # fmt: skip
def test_no_path_leads_to_a_file(client: Client, unchanged: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status in (400, 404, 308, 403, 421), answer.status
    assert "PRIVATE" not in answer.text and "root:" not in answer.text and "import" not in answer.text


@pytest.mark.parametrize(
    "name",
    ["a.xlsx:x", "a.xlsx::$DATA", "NUL", "nul.xlsx", "COM¹.xlsx", "aux .xlsx", "CONIN$", "x.xlsx.", "x.xlsx. . ",
     "\\\\evil.test\\share\\x.xlsx", "\\\\?\\C:\\x.xlsx", "%2e%2e%2fkey.xlsx", "a\u202excod.exe", "未识别",
     "$(reboot).xlsx",
     "../key", "..\\..\\key.xlsx", "/etc/x.xlsx", "C:\\x.xlsx", "a/b.xlsx", "CON.xlsx", "x\0.xlsx", "．．/x.xlsx", "",
     "名" * 300 + ".xlsx", "a\r\nb.xlsx"],
)  # fmt: skip
def test_a_dropped_file_lies_in_the_inbox_whatever_it_is_called(
    client: Client, workspace: Workspace, name: str
) -> None:
    before = {p for p in workspace.root.rglob("*") if p.parent != workspace.inbox}
    assert client.drop(name, b"x").status == 200
    assert client.drop(name, b"y").status == 200
    assert {p for p in workspace.root.rglob("*") if p.parent != workspace.inbox} == before
    dropped = [*workspace.inbox.iterdir()]
    assert sorted(p.read_bytes() for p in dropped) == [b"x", b"y"]
    for path in dropped:
        assert path.is_file() and not is_device(path.name) and path.name == path.name.strip(" ."), path.name
        assert not set('<>:"/\\|?*\u202e') & set(path.name) and path.name != UNIDENTIFIED, path.name
        path.unlink()


@pytest.mark.parametrize("name", [".", "..", ".x.xlsx", "~$x.xlsx", "x.tmp", "Thumbs.db", "x.xlsx.part", "a.lnk"])
def test_what_is_no_return_is_said_and_not_kept(client: Client, unchanged: None, name: str) -> None:
    answer = client.drop(name, b"x")
    assert answer.status == 400 and "没有收" in answer.text
    assert client.drop("空.xlsx", b"").status == 400


METHODS = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "POST "]


@pytest.mark.parametrize("method", METHODS)
def test_no_other_method_is_known(client: Client, unchanged: None, method: str) -> None:
    assert with_header(client, "/", method).status in (400, 405)
    tricked = with_header(client, "/quit", "GET", X_HTTP_Method_Override="POST", X_Method_Override="POST")
    assert tricked.status == 405


@pytest.mark.parametrize("path", POSTS)
def test_no_get_changes_anything(client: Client, unchanged: None, path: str) -> None:
    assert client.get(path).status in (404, 405)
    assert ask(client.port, request("HEAD", path, client.headers)).status in (404, 405)


def test_every_change_is_refused_that_is_not_asked_for_by_a_form_of_ours(
    client: Client, served: Served, unchanged: None
) -> None:
    """Of all screens there are, also those that come later."""
    posts = every("POST")
    assert {path.partition("?")[0] for path in POSTS} <= {*posts}
    form = {**client.headers, "Origin": f"http://127.0.0.1:{client.port}",
            "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
    for path in posts:
        for headers in ({"Cookie": None}, {"Origin": None}, {"Origin": "null"}, {"Origin": "http://evil.test"},
                        {"Host": "evil.test"}, {"Sec_Fetch_Site": "cross-site"}):  # fmt: skip
            assert with_header(client, path, "POST", **headers).status in (403, 421), (path, headers)
        for body in (b"", b"token=x", urlencode({"token": client.token + "x"}).encode()):
            assert ask(client.port, request("POST", path, form, body)).status == 403, (path, body)
        odd = f"{path}?{urlencode({'token': client.token})}"
        assert ask(client.port, request("POST", odd, {**form, "X_Desk": client.token}, b"a=1")).status == 403, path
    assert served.desk.jobs.last is None and not served.desk.over.is_set()


def test_no_page_changes_anything(client: Client, unchanged: None) -> None:
    """Looked at, as a whole or its head only; nor does the address of a change when it is only looked at."""
    gets = every("GET")
    for path in (*gets, *every("POST")):
        for method in ("GET", "HEAD"):
            status = ask(client.port, request(method, path, client.headers)).status
            assert status in ((200, 303, 400, 403, 404) if path in gets else (404, 405)), (method, path, status)


def test_no_page_makes_a_folder_a_workspace(tmp_path: Path) -> None:
    for served in serving(Workspace(tmp_path)):
        client = Client.of(served)
        for path in every("GET"):
            assert client.get(path).status in (200, 303, 400, 404), path
        assert [*tmp_path.rglob("*")] == []


JUNK = ["x", "\0../../key", "名" * 300, "2021-13-45"]
FIELDS = ("period", "unit", "item", "id", "file", "files", "mark", "rest", "text", "who", "day", "name", "binding",
          "job", "keep", "password")  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.parametrize("junk", JUNK)
def test_whatever_a_form_says_no_page_is_a_program_that_failed(sent_out: Workspace, tmp_path: Path, junk: str) -> None:
    """Of all screens there are, also those that come later; what comes of it is a sentence."""
    for served in serving(copy_of(sent_out, tmp_path)):
        client, fields = Client.of(served), dict.fromkeys(FIELDS, junk)
        for path in every("GET"):
            assert 0 < client.get(f"{path}?{urlencode(fields)}").status < 500, path
        for path in every("POST"):
            if path != "/quit":
                assert 0 < client.post(path, fields).status < 500, path
                client.done(served)
                last = served.desk.jobs.last
                assert last is None or "程序出错" not in "".join(last.lines), (path, last)


TRICKS: Mapping[str, Callable[[Client], bytes]] = {
    "length and chunks": lambda c: request(
        "POST", "/quit", {**good(c), "Transfer-Encoding": "chunked", "Content-Length": "4"}, b"0\r\n\r\n"),
    "chunks without a token": lambda c: request(
        "POST", "/quit", {**good(c), "Transfer-Encoding": "chunked"}, b"3\r\na=1\r\n0\r\n\r\n"),
    "a chunk that is endless": lambda c: request(
        "POST", "/quit", {**good(c), "Transfer-Encoding": "chunked"}, b"ffffffffffffffff\r\nx"),
    "a chunk of less than nothing": lambda c: request(
        "POST", "/quit", {**good(c), "Transfer-Encoding": "chunked"}, b"-5\r\nx\r\n0\r\n\r\n"),
    "an encoding that nobody knows": lambda c: request("POST", "/quit", {**good(c), "Transfer-Encoding": "gzip"}, b"x"),
    "two origins": lambda c: request("POST", "/quit", {**good(c), "X": "y\r\nOrigin: http://evil.test"},
                                     urlencode({"token": c.token}).encode()),
    "two lengths": lambda c: request("POST", "/quit", {**good(c), "Content-Length": "1\r\nContent-Length: 9"}, b"x"),
    "negative length": lambda c: request("POST", "/quit", {**good(c), "Content-Length": "-1"}, b"x"),
    "length in words": lambda c: request("POST", "/quit", {**good(c), "Content-Length": "１"}, b"x"),
    "a header of a megabyte": lambda c: request("GET", "/", {**c.headers, "X": "a" * 2**20}),
    "a header with a line break": lambda c: request("GET", "/", {**c.headers, "X": "a\n\nSet-Cookie: b=c"}),
    "no name": lambda c: request("GET", "/", {**c.headers, "": "a"}),
    "noise": lambda c: os.urandom(2000) + b"\r\n\r\n",
    "another protocol": lambda c: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a second request hidden in a body": lambda c: request(
        "GET", "/", {"Host": f"127.0.0.1:{c.port}", "Content-Length": "0"},
        request("POST", "/quit", {"Host": f"127.0.0.1:{c.port}", "Connection": "close"}, b"token=x")),
}  # fmt: skip


def good(client: Client) -> dict[str, str]:
    return {**client.headers, "Origin": f"http://127.0.0.1:{client.port}",
            "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_with_headers_come_to_nothing(served: Served, client: Client, unchanged: None, trick: str) -> None:
    answer = ask(client.port, TRICKS[trick](client))
    assert answer.status != 303 and "b=c" not in answer.headers.get("set-cookie", "")
    assert not served.desk.over.is_set()
    assert client.get("/alive").status == 200


def test_what_forwards_says_is_not_believed(client: Client, unchanged: None) -> None:
    said = {
        "X-Forwarded-Host": f"127.0.0.1:{client.port}",
        "X-Forwarded-For": "127.0.0.1",
        "Forwarded": "host=127.0.0.1",
    }
    assert ask(client.port, request("GET", "/", {**client.headers, **said, "Host": "evil.test"})).status == 421


@pytest.mark.parametrize("size", [101 * 2**20 + 2, 10**12])
def test_what_is_too_large_is_refused_by_what_it_says(client: Client, unchanged: None, size: int) -> None:
    headers = {**good(client), "Content-Type": "application/octet-stream", "X-Desk": client.token}
    said = request("POST", "/in/drop?name=a.xlsx", {**headers, "Content-Length": str(size)}, b"x" * 1000)
    assert ask(client.port, said).status in (0, 413)
    form = request("POST", "/in/accept", {**good(client), "Content-Length": str(2**20 + 1)}, b"x" * (2**20 + 1))
    assert ask(client.port, form).status == 413


def test_a_slow_upload_keeps_nobody_waiting_and_leaves_nothing(client: Client, unchanged: None) -> None:
    headers = {
        **good(client),
        "Content-Type": "application/octet-stream",
        "X-Desk": client.token,
        "Content-Length": "9999",
    }
    slow = []
    for _ in range(30):
        connection = socket.create_connection(("127.0.0.1", client.port))
        connection.sendall(request("POST", "/in/drop?name=a.xlsx", headers, b"x"))
        slow.append(connection)
    assert client.get("/").status == 200
    for connection in slow:
        connection.close()


def test_slow_headers_keep_nobody_waiting(client: Client, unchanged: None) -> None:
    slow = []
    for number in range(30):
        connection = socket.create_connection(("127.0.0.1", client.port))
        connection.sendall((b"GET / HTTP/1.1\r\nHost", b"POST /quit HTTP/1.1\r\nX: ", b"G")[number % 3])
        slow.append(connection)
    assert client.get("/").status == 200
    for connection in slow:
        connection.sendall(b"x")
        connection.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # parts that nobody has opened
@pytest.mark.parametrize("part", ['name="files"; filename="a.xlsx"', 'name="token"'])
def test_a_form_of_too_many_parts_is_refused(client: Client, unchanged: None, part: str) -> None:
    one = f"--b\r\nContent-Disposition: form-data; {part}\r\n\r\n{client.token}\r\n".encode()
    headers = {**good(client), "Content-Type": "multipart/form-data; boundary=b", "X-Desk": client.token}
    assert ask(client.port, request("POST", "/in/files", headers, one * 5001 + b"--b--\r\n")).status == 413


@pytest.mark.parametrize(
    "type_",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 2000,
     "multipart/mixed; boundary=b", "application/x-www-form-urlencoded; charset=utf-7", "", "a" * 500],
)  # fmt: skip
def test_a_form_of_an_odd_kind_brings_nothing(client: Client, unchanged: None, type_: str) -> None:
    for body in (b"", b"--b\r\n", b"--b\r\nContent-Disposition: form-data; name=token\r\n\r\nx", b"\xff\xfe" * 100):
        headers = {**good(client), "Content-Type": type_}
        assert ask(client.port, request("POST", "/in/files", headers, body)).status in (400, 403, 413)


def test_what_every_answer_says_of_itself(client: Client) -> None:
    for answer in (
        client.get("/"),
        client.get("/nope"),
        client.get("/static/desk.css"),
        with_header(client, "/", "GET", Cookie=None),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers


def test_a_ticket_is_good_once_and_for_a_minute(served: Served) -> None:
    path = urlsplit(served.running.address()).path
    host = {"Host": f"127.0.0.1:{served.port}", "Connection": "close"}
    first = ask(served.port, request("GET", path, host))
    assert first.status == 303 and first.headers["location"] == "/"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(first.headers["set-cookie"].split("; "))
    assert ask(served.port, request("GET", path, host)).status == 403
    for wrong in ("x", "", "1-2-3", path.removeprefix("/enter/")[:-1], f"{int(time.time())}-ab-{'0' * 64}", "é-1-2"):
        assert ask(served.port, request("GET", f"/enter/{wrong}", host)).status in (400, 403, 404), wrong


def test_an_old_ticket_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    running, tickets = Running(1, "s"), Tickets("s", 1)
    ticket = running.address().rpartition("/")[2]
    monkeypatch.setattr("toolkit.desk.tickets.time.time", lambda: time.monotonic() + 1e9)
    assert not tickets.good(ticket, "")
    monkeypatch.undo()
    assert tickets.good(ticket, "") and not tickets.good(ticket, "")
    assert GOOD_FOR <= 60


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are another matter there")
def test_where_the_desk_is_only_its_owner_reads(workspace: Workspace) -> None:
    with alone(workspace.root) as there:
        assert there is None
        tell(workspace.root, Running(1234, "geheim"))
        assert stat.S_IMODE(place(workspace.root).stat().st_mode) == 0o600
        with alone(workspace.root) as second:
            assert second == Running(1234, "geheim")
    assert not place(workspace.root).exists()
    with alone(workspace.root) as again:
        assert again is None


def test_a_second_start_opens_the_first_and_idleness_ends_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_page(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("toolkit.desk.browser.open_page", open_page)
    said: list[str] = []
    thread = threading.Thread(target=lambda: serve(workspace.root, lambda: TODAY, said.append, idle=1.5))
    thread.start()
    while not opened:
        time.sleep(0.02)
    assert serve(workspace.root, lambda: TODAY, said.append) is False
    assert urlsplit(opened[0]).port == urlsplit(opened[1]).port and opened[0] != opened[1]
    assert any("已经开着" in line for line in said)
    thread.join(20)
    assert not thread.is_alive() and not place(workspace.root).exists()


def test_the_button_ends_it(served: Served, client: Client) -> None:
    assert "已经关闭" in client.post("/quit").text
    assert served.desk.over.is_set()
    served.desk.over.clear()


def test_a_file_is_opened_by_its_id_and_only_a_document(
    served: Served, client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: opened.append(Path(command[1])))
    monkeypatch.setattr("os.startfile", lambda path: opened.append(path), raising=False)
    listed = served.desk.listed
    assert client.post("/open", {"id": listed.id_of(workspace.plan_path), "back": "/in"}).headers["location"] == "/in"
    assert client.post("/open", {"id": listed.id_of(workspace.inbox), "back": "//evil.test"}).headers["location"] == "/"
    assert opened == [workspace.plan_path, workspace.inbox]
    opened.clear()
    for back in (
        "/\t/evil.test",
        "/\n/evil.test",
        "/\\evil.test",
        "http://evil.test",
        "/a//evil.test\r\nX: y",
        "/.//e",
        "/@e",
    ):
        answer = client.post("/open", {"id": listed.id_of(workspace.inbox), "back": back})
        assert answer.status == 303 and answer.headers["location"] in ("/", "/.//e"), back
    opened.clear()
    for name in ("a.bat", "a.exe", "a.xlsm", "a.lnk", "a.vbs", "a.html.js"):
        (workspace.inbox / name).write_bytes(b"x")
        assert client.post("/open", {"id": listed.id_of(workspace.inbox / name)}).status == 400
        (workspace.inbox / name).unlink()
    for id_ in ("", "x", str(workspace.plan_path), "../plan.xlsx"):
        assert client.post("/open", {"id": id_}).status == 400
    assert opened == []
