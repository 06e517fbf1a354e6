"""A new plan on the page: from a document through units and decisions into force; what an amended one would change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart

from tests.acts.test_import_plan import DAY, document
from tests.acts.test_import_plan_amended import amended_document
from tests.conftest import copy_of
from tests.desk.client import Client, heading
from toolkit import Workspace
from toolkit.acts.import_plan import AMENDMENT, DRAFT
from toolkit.cli.amended import amended_lines
from toolkit.desk.desk import Desk
from toolkit.desk.serve import Served
from toolkit.planbook.to_decide import Place, questions_of

Begun = tuple[Workspace, Served, Client]


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace into which a document has been read."""
    folder = tmp_path_factory.mktemp("plan")
    workspace = Workspace.init(folder / "新")
    workspace.import_plan(document(folder))
    return workspace


@pytest.fixture(scope="session")
def sent_once(read_once: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same, decided and with its forms out."""
    workspace = copy_of(read_once, tmp_path_factory.mktemp("sent"))
    found = workspace.plan_in_hand()
    assert found is not None
    typed = {"联系人": "收表人", "联系电话": "0999-2145678"}
    workspace.answer_plan({one.place: typed.get(one.about, one.now) for one in found.questions}, seen=found.sha256)
    workspace = Workspace(workspace.root)
    workspace.distribute(as_of=DAY, item=workspace.plan.items[0].code)
    return workspace


def at_a_desk(made: Workspace, folder: Path) -> Iterator[Begun]:
    workspace = copy_of(made, folder)
    served = Served(Desk(workspace.root, lambda: DAY))
    thread = served.begin()
    yield workspace, served, Client.of(served)
    served.end()
    thread.join(10)


@pytest.fixture
def begun(read_once: Workspace, tmp_path: Path) -> Iterator[Begun]:
    yield from at_a_desk(read_once, tmp_path)


@pytest.fixture
def at_work(sent_once: Workspace, tmp_path: Path) -> Iterator[Begun]:
    yield from at_a_desk(sent_once, tmp_path)


def read_in(client: Client, served: Served, path: Path) -> None:
    client.upload("/plan/read", "document", "x.docx", path.read_bytes())
    assert "没有做成" not in heading(client.done(served).text), client.get("/job").text


def decide_all(client: Client, answers: dict[str, dict[str, object]]) -> int:
    """Answer what is asked, by column or line; what else is asked stays as it stands. Gives how many were asked."""
    number = 0
    while True:
        page = client.get("/plan/decide").text
        at = re.search(r'name="at" value="([^"]+)"', page)
        if at is None:
            return number
        number += 1
        assert number < 100
        seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
        assert seen
        said = next((answer for name, answer in answers.items() if name in heading(page)), None)
        if said is None:
            now = re.search(r'(?:id="answer"[^>]*value="|<option selected>|name="answer" rows="6">)([^"<]*)', page)
            said = {"answer": now[1] if now else ""}
        done = client.post("/plan/answer", {"at": at[1], "seen": seen[1], **said})
        assert done.status == 303, (heading(page), said, heading(done.text))


ANSWERS: dict[str, dict[str, object]] = {"联系人": {"answer": "收表人"}, "联系电话": {"answer": "0999-2145678"}}


@pytest.mark.exhaustive
def test_a_document_comes_into_force_and_its_forms_go_out_without_a_command(begun: Begun) -> None:
    workspace, served, client = begun
    page = client.get("/plan/new").text
    assert "处请您定" in heading(page)
    asked = len(questions_of(workspace.plan_path.read_bytes()))
    assert decide_all(client, ANSWERS) >= asked > 0
    page = client.get("/plan/new").text
    assert heading(page) == "方案定好了，可以启用。" and "定完了" in page
    assert not workspace.plan_versions()
    client.post("/plan/adopt")
    told = client.done(served).text
    assert heading(told) == "启用方案做完了。" and "第1版" in told
    workspace = Workspace(workspace.root)
    assert [one.number for one in workspace.plan_versions()] == [1] and workspace.plan_in_hand() is None
    assert workspace.plan.contact == "收表人" and workspace.plan.phone == "0999-2145678"
    client.post("/issue/make", {"period": workspace.plan.periods[0].id, "item": workspace.plan.items[0].id})
    assert heading(client.done(served).text) == "发表做完了。"
    assert [*workspace.outbox.rglob("*.xlsx")]


def test_an_answer_stands_in_the_workbook_as_if_it_had_been_typed(begun: Begun) -> None:
    workspace, _, client = begun
    before = load_workbook(workspace.plan_path)
    (contact,) = [q for q in questions_of(workspace.plan_path.read_bytes()) if q.about == "联系人"]
    client.post("/plan/answer", {"at": str(contact.place), "answer": "=1+1"})
    after = load_workbook(workspace.plan_path)
    changed = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in after.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value != before[sheet.title][cell.coordinate].value
    }
    cell = after["方案"][contact.place.cell]
    assert changed == {str(contact.place)} and cell.value == "=1+1" and cell.data_type == "s"
    assert cell.comment is None and cell.number_format == "@"
    assert [*after.defined_names] == [*before.defined_names]
    assert len(after["事项"].data_validations.dataValidation) == len(before["事项"].data_validations.dataValidation)


def test_no_cell_is_written_that_was_not_asked_about(begun: Begun) -> None:
    workspace, _, client = begun
    data = workspace.plan_path.read_bytes()
    first = str(questions_of(data)[0].place)
    for odd in ("x", "事项!L1", "事项!A0", "别的!A2", "../x!A2", "事项!ZZZZ9", "事项!L99999999"):
        answer = client.post("/plan/answer", {"at": odd, "answer": "y"})
        assert answer.status == 400 and heading(answer.text).endswith("。"), odd
    stale = client.post("/plan/answer", {"at": first, "seen": "0" * 64, "answer": "y", "unit": "y"})
    assert stale.status == 400 and workspace.plan_path.read_bytes() == data


def test_the_documents_words_stand_beside_what_is_asked(begun: Begun) -> None:
    workspace, _, client = begun
    found = workspace.plan_in_hand()
    assert found is not None
    item = found.plan.items[0] if found.plan else None
    assert item is not None
    workspace.answer_plan({Place("事项", "L2"): "没有的单位"}, seen=found.sha256)
    page = client.get(f"/plan/decide?at={quote('事项!L2')}").text
    assert item.title in page and item.measures[0].text in page and "现在写的是“没有的单位”" in page
    assert "没有“没有的单位”" in page and page.count('name="unit"') == len(found.units)
    assert client.post("/plan/answer", {"at": "事项!L2", "answer": "x"}).status == 400, "no unit is chosen"
    chosen = {"at": "事项!L2", "unit": [unit.id for unit in found.units]}
    assert client.post("/plan/answer", chosen).status == 303
    after = workspace.plan_in_hand()
    assert after is not None and after.plan is not None
    assert after.plan.items[0].unit_ids == tuple(unit.id for unit in found.units)


def test_units_that_are_missing_are_added_and_can_be_chosen(begun: Begun) -> None:
    workspace, _, client = begun
    number = len(workspace.plan_in_hand().units)  # type: ignore[union-attr]
    assert client.post("/plan/units", {"names": "甲局\n\n 乙局 \n甲局", "kind": "部门"}).status == 303
    units = workspace.plan_in_hand().units  # type: ignore[union-attr]
    assert [(unit.name, unit.kind) for unit in units[number:]] == [("甲局", "部门"), ("乙局", "部门")]
    assert client.post("/plan/units", {"names": " \n"}).status == 400


def test_what_an_amended_plan_means_is_shown_before_it_takes_effect(at_work: Begun, tmp_path: Path) -> None:
    workspace, served, client = at_work
    before = workspace.plan_path.read_bytes()
    read_in(client, served, amended_document(workspace, tmp_path))
    decide_all(client, ANSWERS)
    page = client.get("/plan/new").text
    assert "处不同" in heading(page) and "改为另一种做法" in page and "份内容有改动" in page and AMENDMENT in page
    assert workspace.plan_path.read_bytes() == before, "nothing is in force"
    again = client.upload("/plan/read", "document", "y.docx", document(tmp_path).read_bytes())
    assert again.status == 303 and "还有一份没有启用的" in client.done(served).text
    client.post("/plan/adopt")
    assert heading(client.done(served).text) == "启用方案做完了。"
    workspace = Workspace(workspace.root)
    assert [one.number for one in workspace.plan_versions()] == [1, 2]
    assert "改为另一种做法" in workspace.plan.items[0].measures[0].text
    assert not (workspace.root / AMENDMENT).exists()
    assert before in [path.read_bytes() for path in workspace.plans_path.iterdir()]


def test_a_draft_that_is_not_wanted_is_put_aside_and_nothing_changes(at_work: Begun, tmp_path: Path) -> None:
    workspace, served, client = at_work
    before = workspace.plan_path.read_bytes()
    read_in(client, served, amended_document(workspace, tmp_path))
    decide_all(client, ANSWERS)
    assert "请再发表一次" in client.get("/plan/new").text
    workspace.close_period(period=workspace.period().id, by="×××", as_of=DAY)
    page = client.get("/plan/new").text
    assert "已经关账，不再" in page and "请再发表一次" not in page, "nothing is sent out for a closed period"
    amended = workspace.amended(draft=workspace.root / AMENDMENT)
    assert amended is not None and amended.closed
    said = "\n".join(amended_lines(amended))
    assert "已经关账，不再" in said and "请再发表一次" not in said, "nor by a command"
    assert client.post("/plan/drop").status == 303
    assert (workspace.root / f"没有用的{AMENDMENT}").exists() and workspace.plan_path.read_bytes() == before
    assert "方案可以用" in heading(client.get("/plan/new").text)
    assert client.post("/plan/drop").status == 400


def test_a_plan_that_was_changed_by_hand_comes_into_force_from_the_page(at_work: Begun) -> None:
    workspace, served, client = at_work
    book = load_workbook(workspace.plan_path)
    sheet = book["方案"]
    row = next(row for row in range(2, 60) if sheet.cell(row, 1).value == "联系人")
    sheet.cell(row, 2).value = "新的人"
    book.save(workspace.plan_path)
    page = client.get("/plan/new").text
    assert heading(page) == "修改稿定好了，启用以后有 1 处不同。" and "新的人" in page and "没有影响" in page
    client.post("/plan/adopt")
    assert "启用方案做完了" in heading(client.done(served).text)
    assert [one.number for one in Workspace(workspace.root).plan_versions()] == [1, 2]


def test_another_document_before_the_first_act_is_another_draft(begun: Begun, tmp_path: Path) -> None:
    workspace, served, client = begun
    read_in(client, served, document(tmp_path))
    assert (workspace.root / DRAFT).exists() and DRAFT in client.get("/plan/new").text


def test_without_a_document_the_empty_plan_is_made_and_opened(tmp_path: Path) -> None:
    (tmp_path / "新").mkdir()
    served = Served(Desk(tmp_path / "新", lambda: DAY))
    thread = served.begin()
    client = Client.of(served)
    assert "填一份空的方案" in client.get("/plan/new").text
    assert client.post("/plan/empty").status == 303
    page = client.get("/plan/new").text
    assert "打开空的方案来填" in page and heading(page) == "这里还没有整改方案。先选下发的文件。"
    served.end()
    thread.join(10)


def test_what_would_be_lost_is_not_typed_over(begun: Begun) -> None:
    workspace, _, client = begun
    book = load_workbook(workspace.plan_path)
    book.create_sheet("图").add_chart(BarChart(), "F2")
    book.save(workspace.plan_path)
    data = workspace.plan_path.read_bytes()
    first = str(questions_of(data)[0].place)
    refused = client.post("/plan/answer", {"at": first, "answer": "y", "unit": workspace.plan_in_hand().units[0].id})  # type: ignore[union-attr]
    assert refused.status == 400 and "没有填" in heading(refused.text) and workspace.plan_path.read_bytes() == data
    assert client.get("/plan/new").status == 200
