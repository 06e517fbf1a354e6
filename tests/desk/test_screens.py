"""Every screen shows what is there and does its act, by forms alone; what goes wrong is a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from tests.conftest import Forms
from tests.desk.client import Client, heading
from tests.desk.conftest import TODAY, serving
from tests.reviewed import decide
from tests.small import F1, F2, F3
from toolkit import Workspace
from toolkit.desk.app import every_screen
from toolkit.desk.jobs import CUT_OFF, Job, Jobs, State, Told
from toolkit.desk.screens.home import BUTTONS, also
from toolkit.desk.serve import Served
from toolkit.desk.words import for_the_page
from toolkit.standing.next_step import NextStep, Step, Waiting

URLS = [screen.url for screen in every_screen()]
COMMANDS = re.compile(r"toolkit [a-z]|traceback|None|\bJSON\b|rule\.|\{\{|Error", re.IGNORECASE)


def visible_text(page: str) -> str:
    body = page.partition("<body>")[2]
    return re.sub(r"<script.*?</script>|<[^>]+>", " ", body, flags=re.DOTALL)


@pytest.mark.parametrize("url", URLS)
def test_every_screen_is_small_speaks_chinese_and_names_what_it_has(client: Client, url: str) -> None:
    page = client.get(url)
    assert page.status == 200 and len(page.text.encode()) < 200_000
    assert page.text.count("<h1>") == 1 and heading(page.text).endswith("。")
    assert not COMMANDS.search(visible_text(page.text))
    assert "style=" not in page.text and "<script>" not in page.text and "http://" not in page.text.replace(
        "http://www.w3.org", "")  # fmt: skip
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page.text):
        named = re.search(r'id="([^"]+)"', tag)
        labelled = "aria-label" in tag or (named and f'for="{named[1]}"' in page.text) or 'type="hidden"' in tag
        assert labelled or re.search(r"<label[^>]*>(?:(?!</label>).)*" + re.escape(tag), page.text, re.DOTALL), tag


def test_every_step_leads_to_a_screen(served: Served) -> None:
    assert set(BUTTONS) == {*Step}
    assert {url for url, _ in BUTTONS.values()} <= {*URLS}


@pytest.mark.parametrize("step", [*Step])
def test_what_waits_is_told_whatever_comes_next(step: Step) -> None:
    found = NextStep(step, "", TODAY, waiting=Waiting(files=1, unclaimed=2, drafts=3), owing_units=4)
    led = {url for _, url, _ in also(found)} | {BUTTONS[step][0]}
    assert led >= {"/in", "/claim", "/mail", "/remind"}


def test_for_a_closed_period_nothing_is_offered_that_is_refused(workspace: Workspace, client: Client) -> None:
    assert "做好催报" in client.get("/remind").text
    workspace.close_period(period=workspace.period().id, by="×××", as_of=TODAY)
    page, home = client.get("/remind").text, client.get("/").text
    assert heading(page) == "2021年1月已经关账，不再催报。" and "做好催报" not in page and "按补报登记" in page
    assert "已经关账" in heading(home) and "去催报" not in home
    page = client.get("/issue").text
    assert heading(page) == "2021年1月已经关账，不再发表。" and 'form="make" disabled>做好填报表' in page
    following = f"/issue?period={workspace.plan.periods[1].id}"
    other = client.get(following).text
    assert "还没有发" in heading(other) and 'form="make">做好填报表' in other
    workspace.publish(as_of=TODAY)
    for path in workspace.outbox.glob("*/review/*.xlsx"):
        decide(path)
    workspace.publish(as_of=TODAY)
    assert f'href="{following}">去发下一期的表' in client.get("/").text


@pytest.fixture
def begun(workspace: Workspace, forms: Forms) -> Workspace:
    (workspace.inbox / "好.xlsx").write_bytes(forms.filled(*F2))
    (workspace.inbox / "错.xlsx").write_bytes(forms.filled(*F1, {"rural_kg_count": "很多"}))
    (workspace.inbox / "看不懂.xlsx").write_bytes(b"PK\x03\x04junk")
    return workspace


def test_a_preview_shows_cells_and_takes_what_is_chosen(begun: Workspace, served: Served, client: Client) -> None:
    assert "收到 3 个文件" in heading(client.get("/").text)
    assert client.post("/in/preview").headers["location"] == "/job"
    client.done(served)
    page = client.get("/in").text
    assert heading(page) == "2 份填报表：可以接收 1 份，要退回 1 份。现在还没有登记。"
    assert "很多" in page and "放到“认领”" in page
    assert begun.next_step(as_of=TODAY).counts.accepted == 0
    hashes = re.findall(r'name="file" value="([0-9a-f]{64})"[^>]*aria-label="收 ([^"]+)"', page)
    assert len(hashes) == 3
    some = [sha for sha, name in hashes if name != "错.xlsx"]
    mark = page[page.rindex('name="mark"') :].split('"')[3]
    assert page.rindex('name="mark"') > page.rindex('name="file"'), "the last that comes says that all has come"
    for form, said in (({"file": some}, "还没有显示完"), ({}, "还没有显示完"), ({"mark": mark}, "没有勾选文件"),
                       ({"mark": mark, "file": ""}, "没有勾选文件")):  # fmt: skip
        answer = client.post("/in/accept", form)
        assert answer.status == 400 and said in heading(answer.text)
        assert served.desk.jobs.running is None and len([*begun.inbox.glob("*.xlsx")]) == 3
    client.post("/in/accept", {"mark": mark, "file": some})
    told = client.done(served).text
    assert "收件做完了" in heading(told) and "接收 1 份，退回 0 份" in told
    assert [path.name for path in begun.inbox.glob("*.xlsx")] == ["错.xlsx"]


def test_a_preview_of_many_files_stays_small_and_takes_the_rest(
    workspace: Workspace, served: Served, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.desk.screens.incoming._FILES", 3)
    for number in range(9):
        (workspace.inbox / f"{number}.pdf").write_bytes(b"%%PDF-1.4 %d" % number)
    client.post("/in/preview")
    client.done(served)
    page = client.get("/in").text
    assert page.count('name="file"') == 3 and "其余 6 个文件" in page
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark
    assert client.post("/in/accept", {"rest": "1", "mark": "x"}).status == 400
    assert len([*workspace.inbox.glob("*.pdf")]) == 9
    client.post("/in/accept", {"rest": "1", "mark": mark[1]})
    client.done(served)
    assert len([*workspace.inbox.glob("*.pdf")]) == 3


def test_files_come_by_script_and_by_a_plain_form(served: Served, client: Client, workspace: Workspace) -> None:
    assert client.drop("表.xlsx", b"x").status == 200
    assert client.drop("表.xlsx", b"y").status == 200
    assert sorted(path.read_bytes() for path in workspace.inbox.iterdir()) == [b"x", b"y"]


def test_a_file_is_claimed_for_the_form_that_it_fits(
    served: Served, client: Client, workspace: Workspace, forms: Forms
) -> None:
    aside = workspace.inbox / "未识别"
    aside.mkdir()
    (aside / "自己的表.xlsx").write_bytes(forms.filled(*F3))
    (aside / "证明.pdf").write_bytes(b"%PDF-1.4 x")
    (aside / "坏.xlsx").write_bytes(b"PK\x03\x04junk")
    page = client.get("/claim").text
    assert heading(page) == "3 个文件认不出来，等您认领。"
    assert "一格也对不上" in page and "不是表格" in page and re.search(r"\d+ 格对上 \d+ 格", page)
    listed = served.desk.listed
    for name in ("自己的表.xlsx", "证明.pdf"):
        fields = {"id": listed.id_of(aside / name), "unit": F3[1], "item": F3[0], "period": workspace.period().id}
        client.post("/claim/make", fields)
        assert "认领做完了" in heading(client.done(served).text), name
    wrong = {"id": listed.id_of(aside / "坏.xlsx"), "unit": F3[1], "item": F3[0], "period": workspace.period().id}
    client.post("/claim/make", wrong)
    assert "认领没有做成" in heading(client.done(served).text)
    assert [path.name for path in aside.glob("*.xlsx")] == ["坏.xlsx"]


def test_forms_go_out_reminders_are_made_and_decisions_read(
    served: Served, client: Client, workspace: Workspace
) -> None:
    period = workspace.plan.periods[0].id
    for binding in ("每项", "一册"):
        client.post("/issue/make", {"period": period, "binding": binding, "unit": F1[1]})
        assert "发表做完了" in heading(client.done(served).text)
    client.post("/remind/make")
    assert "催报做完了" in heading(client.done(served).text)
    page = client.get("/remind").text
    assert "群消息" in page and "1 次，最近 2021-02-08" in page and 'id="chat"' in page
    client.post("/closure/read")
    assert "读回核定做完了" in heading(client.done(served).text)
    client.post("/publish/make")
    assert "双公开" in heading(client.done(served).text)
    client.post("/health/check")
    client.done(served)
    assert "还没有体检" not in heading(client.get("/health").text)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Workspace, Served, Client]]:
    workspace = Workspace(tmp_path / "新")
    workspace.root.mkdir()
    for served in serving(workspace):
        yield workspace, served, Client.of(served)


@pytest.mark.parametrize("url", URLS)
def test_without_a_plan_every_screen_says_what_to_do(empty: tuple[Workspace, Served, Client], url: str) -> None:
    _, _, client = empty
    page = client.get(url)
    assert page.status in (200, 400) and heading(page.text).endswith("。")
    assert "/plan/new" in page.text and not COMMANDS.search(visible_text(page.text))


def test_a_document_becomes_a_plan(empty: tuple[Workspace, Served, Client], tmp_path: Path) -> None:
    workspace, served, client = empty
    assert "没有整改方案" in heading(client.get("/plan/new").text)
    lines = (Path(__file__).parents[1] / "data" / "document.txt").read_text(encoding="utf-8").splitlines()
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(tmp_path / "方案.docx"))
    client.upload("/plan/read", "document", "方案.docx", (tmp_path / "方案.docx").read_bytes())
    assert "没有做成" not in heading(client.done(served).text)
    page = client.get("/plan/new").text
    assert "处请您定" in heading(page) and "要定的" in page
    assert "文件里是这样写的" in client.get("/plan/decide").text
    assert workspace.plan_path.exists()
    client.upload("/plan/read", "document", "空.docx", b"x")
    assert "没有做成" in heading(client.done(served).text)
    assert client.upload("/plan/read", "document", "", b"").status == 400


def test_a_second_act_waits_and_says_for_what(served: Served, client: Client) -> None:
    served.desk.jobs.start("收件", lambda progress: _slow(served))
    answer = client.post("/remind/make")
    assert answer.status == 409 and "正在收件" in heading(answer.text)
    assert "正在收件" in client.get("/").text and client.get("/").status == 200
    served.desk.over.set()
    client.done(served)
    served.desk.over.clear()


def _slow(served: Served) -> Told:
    served.desk.over.wait(20)
    return Told(["做好了。"])


def test_an_act_that_fails_unforeseen_is_a_sentence_and_its_trace_a_log(served: Served, client: Client) -> None:
    served.desk.jobs.start("收件", lambda progress: Told([str(1 // 0)]))
    page = client.done(served).text
    assert "收件没有做成" in heading(page) and "编号" in page and "division" not in page
    assert "ZeroDivisionError" in (served.desk.root / ".toolkit" / "desk.log").read_text(encoding="utf-8")


def test_a_job_that_was_cut_off_is_told_when_the_desk_is_opened_again(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs.json", str)
    jobs.start("收件", lambda progress: Told(["好。"]))
    while jobs.running:
        pass
    text = (tmp_path / "jobs.json").read_text(encoding="utf-8")
    (tmp_path / "jobs.json").write_text(text.replace('"done"', '"running"', 1), encoding="utf-8")
    last = Jobs(tmp_path / "jobs.json", str).last
    assert isinstance(last, Job) and last.state is State.FAILED and last.lines == (CUT_OFF,)
    for odd in ("", "[]", "{}", '[{"x": 1}]', "[1]", '[{"state": "x", "lines": []}]'):
        (tmp_path / "jobs.json").write_text(odd, encoding="utf-8")
        assert Jobs(tmp_path / "jobs.json", str).last is None


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("请先运行 toolkit init，或用 -w 指明工作区。", "请先点“新方案”，或用 -w 指明工作区。"),
        ("请先运行 toolkit distribute --period 2021-01，再说。", "请先点“发表”，再说。"),
        ("运行 toolkit plan check 可以看全。", "看“新方案”这一页 可以看全。"),
        ("请运行 toolkit rebuild --from ledger。", "请运行 toolkit rebuild --from ledger。"),
        ("运行 toolkit runner。", "运行 toolkit runner。"),
    ],
)
def test_commands_are_told_as_places(sentence: str, shown: str) -> None:
    assert for_the_page(sentence) == shown
