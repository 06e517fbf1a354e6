"""Both editions: what they show, what they hide, and the proof."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.acts.test_remind import set_in_plan, text_of
from tests.conftest import Forms, copy_of, new_workspace
from tests.master.masters import with_word
from tests.reviewed import decide, published
from toolkit import Workspace
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.opc import bare, parts_of
from toolkit.cli.parser import main
from toolkit.plan.options import Edition
from toolkit.publish.edition import edition_tables
from toolkit.publish.masking import Secrets
from toolkit.publish.proof import Known, problems_of

D25, D28, D2 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 2, 2)
SHOWN = ("3.1.1", "3.1.2", "3.2.2")
PLANTED = {
    "overall_leader": "县教育局局长 赵甲乙", "overall_person": "阿甲乙丙·买丁戊", "signoff_reporter": "钱丙",
    "signoff_phone": "0906-2000001", "overall_next_step": "由钱 丙（电话：2000001）和阿甲乙丙•买丁戊同志牵头。",
    "overall_difficulty": "请与赵甲乙联系，13900000001，zhao.jia@example.com。",
    "m1_progress": "赵甲乙同志带队检查了38所幼儿园，联系人钱丙。由周立新负责。", "m1_evidence": "钱丙签字的会议纪要",
}  # fmt: skip
SECRET = ("赵甲乙", "阿甲乙丙", "买丁戊", "钱丙", "2000001", "13900000001", "example.com", "孙丁", "2000002")


@pytest.fixture(scope="module")
def full_of_people(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace with one return full of people; the plan has some more. What is asked about them is decided."""
    workspace = new_workspace(tmp_path_factory.mktemp("公开") / "工作区")
    others = "、".join(item.id for item in workspace.plan.items if item.id not in SHOWN)
    for edition in ("党内", "社会"):
        set_in_plan(workspace, "方案", f"{edition}不公开事项", "内容", others)  # three items are enough, and quick
    set_in_plan(workspace, "单位", "fuyun", "联系人", "孙丁")
    set_in_plan(workspace, "单位", "fuyun", "联系电话", "0906-2000002")
    made = Workspace(workspace.root)
    (made.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", PLANTED))
    (taken,) = made.collect(as_of=D28).taken
    assert taken.accepted, taken.findings
    review = made.publish(as_of=D2).review
    assert review is not None
    decide(review)
    return made


@pytest.fixture
def reported(full_of_people: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(full_of_people, tmp_path)


def raw(path: Path) -> str:
    if path.suffix == ".html":
        return html.unescape(path.read_text(encoding="utf-8"))
    return "\n".join(html.unescape(part.decode("utf-8")) for part in parts_of(path.read_bytes()).values())


def cells(path: Path, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(path)[sheet].iter_rows(min_row=3)]


def test_nobody_is_found_in_the_raw_xml_of_what_is_published(reported: Workspace) -> None:
    done = published(reported, D2)
    assert len(done.editions) == len(done.pages) == len(done.reports) == 2
    for path in (*done.editions, *done.pages, *done.reports):
        text = raw(path)
        assert not [secret for secret in SECRET if secret in text], path.name
    for path in (*done.editions, *done.reports):
        for part in parts_of(path.read_bytes()):
            assert not part.startswith("docProps") and "comment" not in part.lower()
    assert "×××同志带队检查了38所幼儿园，联系人×××。" in raw(done.editions[0])
    assert "2000001" not in "".join(path.name for path in (*done.editions, *done.pages, *done.reports))


def test_who_may_be_named_is_named_and_nobody_else(reported: Workspace) -> None:
    set_in_plan(reported, "方案", "可公开姓名", "内容", "赵甲乙")
    done = published(Workspace(reported.root), D2)
    text = raw(done.editions[0])
    assert "赵甲乙同志带队" in text and "钱丙" not in text


def test_an_edition_shows_the_items_and_columns_that_it_may(reported: Workspace) -> None:
    set_in_plan(reported, "方案", "社会不公开事项", "内容", "3.1.1、3.2.2")
    set_in_plan(reported, "方案", "社会公开栏目", "内容", "事项编号、责任单位、进展情况、指标数据")
    done = published(Workspace(reported.root), D2)
    party, public = done.editions
    assert load_workbook(party).sheetnames == ["整改落实情况", "整改情况", "各单位情况", "指标数据"]
    assert load_workbook(public).sheetnames == ["整改落实情况", "整改情况", "指标数据"]
    head, *lines = cells(public, "整改情况")
    assert head == ["事项编号", "责任单位", "进展情况"]
    assert "三（一）1" in {str(row[0]) for row in cells(party, "整改情况")}
    assert "三（一）1" not in {str(row[0]) for row in lines} and "三（一）2" in {str(row[0]) for row in lines}
    assert "农村和城市幼儿园发展不均衡" not in raw(public) + raw(done.pages[1]) + raw(done.reports[1])
    assert "公办民办幼儿园发展不均衡" not in raw(done.pages[1])  # the column 事项 is not asked for
    assert "幼儿园总数" in raw(party) and "幼儿园总数" not in raw(public)
    codes = {str(row[0]) for row in cells(public, "指标数据")[1:]}
    assert not codes & {"三（一）1", "三（二）2"}


def test_a_figure_that_follows_from_a_withheld_item_is_withheld(reported: Workspace) -> None:
    plan = reported.plan
    settings = replace(plan.settings.disclosure, withheld={Edition.PARTY: ("3.1.1",)})
    snapshot = reported.snapshot(plan.periods[0], D2)
    hidden = replace(snapshot, plan=replace(plan, settings=replace(plan.settings, disclosure=settings)))
    of = [{line.name for line in edition_tables(s, Edition.PARTY, Secrets()).figures} for s in (snapshot, hidden)]
    gone = of[0] - of[1]
    assert gone == {i.name for i in plan.indicators_of("3.1.1")}


def test_who_has_not_reported_is_nowhere_told_and_counts_for_nothing(reported: Workspace) -> None:
    done = published(reported, D2)
    rows = cells(done.editions[0], "指标数据")
    head, line = rows[0], next(row for row in rows if row[1] == "农村幼儿园数")
    assert line[head.index("富蕴县")] == 38 and line[head.index("阿勒泰市")] == "—"
    assert line[head.index("合计")] is None  # a sum with a gap is no result
    for path in (*done.editions, *done.pages, *done.reports):
        said = raw(path)
        assert not [word for word in ("未报", "报送率", "应报", "已接收", "填报", "退回", "催") if word in said], (
            path.name
        )
    assert "各县（市）正在整改" in text_of(done.reports[1])


def test_the_same_day_gives_the_same_bytes_and_an_edited_draft_is_kept(reported: Workspace) -> None:
    first = published(reported, D2)
    before = [path.read_bytes() for path in (*first.editions, *first.pages, *first.reports)]
    again = published(reported, D2)
    after = [path.read_bytes() for path in (*again.editions, *again.pages, *again.reports)]
    assert again == first and after == before
    document = Document(str(first.reports[0]))
    document.add_paragraph("办公室补写的话")
    document.save(str(first.reports[0]))
    third = published(reported, D2)
    assert third.reports[0].name == f"{first.reports[0].stem}（2）.docx" and third.reports[1] == first.reports[1]
    assert "办公室补写的话" in text_of(first.reports[0])
    assert published(reported, D2).reports == third.reports


def test_a_word_of_the_plan_that_was_taken_for_a_name_is_named(reported: Workspace, forms: Forms) -> None:
    (reported.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuhai", {"overall_person": "幼儿"}))
    reported.collect(as_of=D28)
    assert published(reported, D2).in_plan == ("幼儿",)


def test_a_name_in_the_toolkits_own_words_stops_it_with_a_sentence(reported: Workspace, forms: Forms) -> None:
    (reported.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuhai", {"overall_person": "公开"}))
    reported.collect(as_of=D28)
    with pytest.raises(WorkspaceError, match=r"没有生成公开版.*“公开”.*可公开姓名"):
        published(reported, D2)
    assert not list((reported.outbox / "2021-01").rglob("publish/*"))


def book(change: Callable[[Workbook], object]) -> bytes:
    made = Workbook()
    made["Sheet"]["A1"] = "整改情况"
    change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def hide_sheet(made: Workbook) -> None:
    made.create_sheet("底稿").sheet_state = "veryHidden"


def name_cell(made: Workbook) -> None:
    made.defined_names["秘密"] = DefinedName("秘密", attr_text="Sheet!$A$1")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda made: made["Sheet"].__setitem__("A2", "=1+1"), "公式"),
        (lambda made: setattr(made["Sheet"]["A1"], "comment", Comment("赵甲乙", "某某")), "comment"),
        (hide_sheet, "隐藏的工作表“底稿”"),
        (lambda made: setattr(made["Sheet"].row_dimensions[1], "hidden", True), "隐藏的行"),
        (lambda made: setattr(made["Sheet"].column_dimensions["A"], "hidden", True), "隐藏的行或列"),
        (name_cell, "名称“秘密”"),
        (lambda made: setattr(made["Sheet"]["A1"], "hyperlink", "http://example.com/"), "链接"),
        (lambda made: made["Sheet"].__setitem__("A2", "联系赵 甲乙"), "还有“赵甲乙”"),
        (lambda made: made["Sheet"].__setitem__("A2", 13900000001), "还有“13900000001”"),
        (lambda made: setattr(made["Sheet"], "title", "赵甲乙"), "还有“赵甲乙”"),
        (lambda made: None, "docProps"),
    ],
)  # fmt: skip
def test_the_proof_finds_what_hides(change: Callable[[Workbook], object], word: str) -> None:
    known = Known(frozenset({"赵甲乙"}), frozenset({"13900000001"}))
    assert word in "".join(problems_of(book(change), known))


def test_the_proof_finds_strings_that_no_cell_shows(workspace: Workspace) -> None:
    assert problems_of(bare(book(lambda made: None)), Known()) == []
    workspace.distribute(as_of=D2, unit="富蕴县", item="3.1.1")
    data = published(workspace, D2).editions[0].read_bytes()
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts_of(data).items():
            extra = content.replace(b"</sst>", "<si><t>旧内容</t></si></sst>".encode())
            package.writestr(name, extra)
    assert problems_of(out.getvalue(), Known()) == ["含有表里看不到的文字。"]


def test_publish_from_the_command_line(reported: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["-w", str(reported.root), "publish", "--as-of", "2021-02-02"]
    (reported.outbox / "2021-01" / "review" / "公开审看.xlsx").unlink()
    assert main(command) == 1
    waiting = capsys.readouterr().out
    assert "还没有生成" in waiting and "公开审看.xlsx" in waiting and "“可以公开”或“隐去”" in waiting
    decide(reported.outbox / "2021-01" / "review" / "公开审看.xlsx")
    assert main(command) == 0
    out = capsys.readouterr().out
    assert all(f"整改落实情况_社会公开_2021-01.{end}" in out for end in ("xlsx", "html", "docx"))
    assert "查过的有" in out and "通读一遍" in out
    assert "没有姓名、电话和邮箱" not in out


def decided(workspace: Workspace, said: dict[str, object]) -> Path:
    path = workspace.consolidate(as_of=D28).master
    path.write_bytes(with_word(path.read_bytes(), ("3.1.1", "fuyun"), said))
    return path


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("column", "said"),
    [(Column.VERDICT, "继续整改"), (Column.OPINION, "请补充材料"), (Column.DECIDED_ON, "2021-01-28")],
)
def test_what_was_decided_since_the_last_run_counts(reported: Workspace, column: str, said: str) -> None:
    path = decided(reported, {column: said})
    before = path.read_bytes()
    published(reported, D2)
    with reported.ledger() as ledger:
        (cell,) = [one for one in ledger.office("2021-01") if one.column == column]
    assert str(cell.value) == said and path.read_bytes() == before
    assert any(one.read_bytes() == before for one in reported.archive.glob("??/*"))
    assert reported.publish(as_of=D2).masters.decided == 0  # once


def test_whoever_was_named_in_the_masters_since_is_crossed_out(reported: Workspace, forms: Forms) -> None:
    (reported.inbox / "又.xlsx").write_bytes(forms.filled("3.1.1", "fuhai", {"m1_progress": "请丁戊己看过。"}))
    reported.collect(as_of=D28)
    decided(reported, {Column.REVIEWER: "丁戊己"})
    done = published(reported, D2)
    assert not any("丁戊己" in raw(path) for path in (*done.editions, *done.reports))


def test_a_master_that_is_not_understood_is_named(reported: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    path = reported.consolidate(as_of=D28).master
    path.write_bytes(path.read_bytes()[:3000])
    published(reported, D2)
    assert main(["-w", str(reported.root), "publish", "--as-of", "2021-02-02"]) == 1
    out = capsys.readouterr().out
    assert f"没有读取 {path.name}" in out and "公开版做好了" in out and path.stat().st_size == 3000
