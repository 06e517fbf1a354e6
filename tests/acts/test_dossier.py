"""一事一档: what stands in a dossier, in which order, and what lies beside it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from tests.acts.test_remind import set_in_plan
from tests.conftest import Forms, copy_of
from tests.master.masters import with_word
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.opc import parts_of
from toolkit.cli.parser import main
from toolkit.intake.spool import digest
from toolkit.plan.model import FormKey

D25, D28, D29, D2 = date(2021, 1, 25), date(2021, 1, 28), date(2021, 1, 29), date(2021, 2, 2)
ITEM = "3.1.1"
DONE = {
    "m1_status": "已完成（自报）", "m1_completed_on": D25, "overall_status": "已完成（自报）",
    "overall_completed_on": D25, "overall_closure": "是", "m1_evidence": "实施方案",
}  # fmt: skip
PAPER = b"%PDF-1.4 plan"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """Three units: one closed with its paper, one sent back and mended, one silent."""
    made = new_small_workspace(tmp_path_factory.mktemp("档案") / "工作区")
    set_in_plan(made, "方案", "销号须双公开", "内容", "")
    made = Workspace(made.root)
    made.distribute(as_of=D25)
    folder = made.inbox / "富蕴县三（一）1"
    folder.mkdir()
    (folder / "表.xlsx").write_bytes(forms.filled(ITEM, "fuyun", DONE))
    (folder / "实施方案.pdf").write_bytes(PAPER)
    (made.inbox / "错.xlsx").write_bytes(forms.filled(ITEM, "fuhai", {"rural_kg_qualified_count": "很多"}))
    made.run(as_of=D28)
    (made.inbox / "对.xlsx").write_bytes(forms.filled(ITEM, "fuhai"))
    master = made.run(as_of=D29)[1].master
    word: dict[str, object] = {
        Column.VERDICT: "同意销号", Column.REVIEWER: "某某", Column.DECIDED_ON: "2021-01-30", Column.FILING_NO: "备1",
    }  # fmt: skip
    master.write_bytes(with_word(master.read_bytes(), (ITEM, "fuyun"), word))
    made.run(as_of=D2)
    return made


def lines(path: Path) -> list[str]:
    """The paragraphs and rows of a document in their order."""
    document = Document(str(path))
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += ["|".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            found.append(block.text)
    return found


def test_a_dossier_tells_the_whole_story_in_the_order_of_an_archive(told: Workspace) -> None:
    (filed,) = told.dossier(as_of=D2, item="三（一）1").filed
    said = lines(filed.document)
    headings = [line for line in said if re.match("[一二三四五六七]、", line)]
    assert headings == [
        "一、卷内目录", "二、问题和措施", "三、各单位完成情况", "四、指标变化", "五、各单位做法", "六、办理经过",
        "七、审核意见",
    ]  # fmt: skip
    text = "\n".join(said)
    assert told.plan.item[ITEM].finding in text and told.plan.item[ITEM].measures[0].text in text
    assert "富蕴县|已备案|2021-01-25|1件|同意销号|某某|2021-01-30|备1" in said
    story = said[said.index("六、办理经过") :]
    order = ["印发", "发出2021年1月填报表", "有1处要改正，退回|福海县", "接收|富蕴县", "佐证材料1件|富蕴县",
             "2021-01-29|报送2021年1月填报表，接收|福海县", "核定“同意销号”（核定人：某某）|富蕴县"]  # fmt: skip
    places = [next(n for n, line in enumerate(story) if words in line) for words in order]
    assert places == sorted(places)


def test_originals_lie_beside_it_as_they_came_and_in_its_contents(told: Workspace) -> None:
    (filed,) = told.dossier(as_of=D2, item=ITEM).filed
    place = filed.document.parent
    there = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert there["佐证材料/富蕴县_实施方案.pdf"] == PAPER
    last = told.snapshot(told.plan.periods[0], D2).standing[FormKey(ITEM, "fuhai")].accepted
    assert last is not None and digest(there["报表原件/福海县_2021年1月.xlsx"]) == last.sha256
    said = "\n".join(lines(filed.document))
    assert filed.attached == 3 == len(there) - 1 and all(name in said for name in there if "/" in name)


def test_all_items_have_their_own_folder_and_the_same_day_the_same_bytes(told: Workspace) -> None:
    first = told.dossier(as_of=D2)
    before = {one.document: one.document.read_bytes() for one in first.filed}
    assert [one.item.id for one in first.filed] == [item.id for item in told.plan.items]
    assert len({path.parent for path in before}) == len(before)
    assert told.dossier(as_of=D2) == first and all(path.read_bytes() == data for path, data in before.items())
    for data in before.values():
        assert not [name for name in parts_of(data) if name.startswith("docProps")]


@pytest.mark.parametrize("item", ["3.1.1", "3.2.3", "6.2"])
def test_nothing_in_it_is_english_an_id_or_a_command(told: Workspace, item: str) -> None:
    (filed,) = told.dossier(as_of=D2, item=item).filed
    text = re.sub(r"[^|\n]*\.(docx|xlsx|pdf)", "", "\n".join(lines(filed.document)))
    assert not re.findall(r"[A-Za-z_]+", text)
    footer = "".join(p.text for p in Document(str(filed.document)).sections[0].footer.paragraphs)
    assert "第" in footer and "页" in footer


def test_what_somebody_wrote_into_it_stays(told: Workspace, tmp_path: Path) -> None:
    here = copy_of(told, tmp_path)
    (filed,) = here.dossier(as_of=D2, item=ITEM).filed
    document = Document(str(filed.document))
    document.add_paragraph("档号补在这里")
    document.save(str(filed.document))
    (again,) = here.dossier(as_of=D2, item=ITEM).filed
    assert again.document.name.endswith("（2）.docx") and "档号补在这里" in lines(filed.document)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("gone", ["富蕴县_实施方案.pdf", "福海县_2021年1月.xlsx", "富蕴县_2021年1月.xlsx"])
def test_what_the_archive_lacks_is_named(
    told: Workspace, tmp_path: Path, gone: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here = copy_of(told, tmp_path)
    (filed,) = here.dossier(as_of=D2, item=ITEM).filed
    data = next(path for path in filed.document.parent.rglob(gone)).read_bytes()
    next(path for path in here.archive.glob("??/*") if path.read_bytes() == data).unlink()
    assert main(["-w", str(here.root), "dossier", "--item", "三（一）1", "--as-of", "2021-02-02"]) == 1
    assert f"找不到：{gone[:3]} {gone}" in capsys.readouterr().out


def test_an_item_that_is_not_there_is_said(told: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="没有“九”这个事项"):
        told.dossier(as_of=D2, item="九")


def test_what_a_version_of_the_plan_changed_is_part_of_the_story(told: Workspace, tmp_path: Path) -> None:
    here = copy_of(told, tmp_path)
    set_in_plan(here, "事项", "三（一）1", "标题", "换过的标题")
    here = Workspace(here.root)
    changed, other = (here.dossier(as_of=date(2021, 2, 3), item=item).filed[0] for item in (ITEM, "6.2"))
    assert any("2021-02-03|方案第2版起用：改动" in line for line in lines(changed.document))
    assert not any("方案第2版" in line for line in lines(other.document))
