"""A plan of another place the whole way: forms, returns, answers, master, letters, without a word of anybody else's."""

from __future__ import annotations

import email
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import copy_of
from tests.effort import first
from tests.elsewhere import (
    ISSUED,
    REPORTED,
    answers,
    begun_elsewhere,
    document_of,
    drop_returns,
    plan_elsewhere,
    workspace_elsewhere,
)
from toolkit import Workspace
from toolkit.form.filling import fill_form
from toolkit.plan.model import Item
from toolkit.plan.options import Words
from toolkit.standing.limits import Situation, limit_lines

_ELSEWHERE = re.compile("阿勒泰|地区|县（市|地委|富蕴|喀纳斯|学前|幼儿")
_PLACES = {"a county": Words("县", "乡镇"), "a bureau": Words("局", "科室"), "nothing said": Words()}


def texts_in(data: bytes, name: str) -> Iterator[str]:
    """Every text in a file, also in what is packed in it."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                yield part
                yield from texts_in(archive.read(part), part)
    elif name.endswith(".eml"):
        whole = email.message_from_bytes(data, policy=policy.default)
        assert isinstance(whole, EmailMessage)
        for piece in whole.walk():
            yield from map(str, piece.values())
            if not piece.is_multipart():
                packed = piece.get_payload(decode=True)
                assert isinstance(packed, bytes)
                yield from texts_in(packed, piece.get_filename() or "text")
    else:
        yield data.decode("utf-8", "replace")


def strange(made: Workspace) -> list[tuple[str, str]]:
    """What stands in the files that go out, or in their names, and is another place's."""
    return [
        (path.name, text[max(0, found.start() - 20) : found.end() + 20])
        for path in made.outbox.rglob("*")
        if path.is_file()
        for text in (path.name, *texts_in(path.read_bytes(), path.name))
        for found in _ELSEWHERE.finditer(text)
    ]


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("place", "items"), first(2, [("a county", 3), ("nothing said", 3), *((p, 5) for p in _PLACES)])
)
def test_a_plan_of_another_place_goes_the_whole_way_in_its_own_words(tmp_path: Path, place: str, items: int) -> None:
    made = workspace_elsewhere(tmp_path, plan_elsewhere(items, 7, 11, _PLACES[place]))
    owed = made.plan.obligations()
    late, wrong = owed[0], owed[1]
    drop_returns(made)
    for item, unit in (late, wrong):
        (made.inbox / f"{item.code}-{unit.area}.xlsx").unlink()
    catalogue = made.catalogues[wrong[0].id].of(wrong[1].id)
    blank = made.form_path(made.period(), *wrong).read_bytes()
    spoiled = {**answers(catalogue), "overall_status": "做完了吗", "overall_leader": None}
    (made.inbox / "错.xlsx").write_bytes(fill_form(blank, catalogue, spoiled))
    collected, _ = made.run(as_of=REPORTED)
    assert len(collected.taken) == len(owed) - 1
    assert sum(taken.accepted for taken in collected.taken) == len(owed) - 2
    made.remind(as_of=date(2026, 4, 20))
    made.consolidate(as_of=date(2026, 4, 20))
    assert {path.suffix for path in made.outbox.rglob("*") if path.is_file()} >= {".xlsx", ".eml", ".txt"}
    assert strange(made) == []


def asked_rows(data: bytes) -> list[str]:
    """The numbers of the measures that a form asks about."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    marks = (str(sheet.cell(row, 1).value or "") for row in range(1, sheet.max_row + 1))
    marked = (mark.removeprefix("@measures.m") for mark in marks if mark.startswith("@measures.m"))
    return [number for number in marked if number.isdigit()]


def page_texts(data: bytes) -> str:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of six items whose forms have gone out."""
    return workspace_elsewhere(tmp_path_factory.mktemp("别处"), plan_elsewhere(6, 9, 4))


@pytest.fixture(scope="module")
def returned(sent: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same after every form has come back."""
    made = copy_of(sent, tmp_path_factory.mktemp("收回"))
    drop_returns(made)
    assert all(one.accepted for one in made.collect(as_of=REPORTED).taken)
    return made


def test_a_form_asks_its_unit_for_its_own_measures_and_says_what_part_it_has(sent: Workspace) -> None:
    made = sent
    narrowed = 0
    for item, unit in made.plan.obligations():
        data = made.form_path(made.period(), item, unit).read_bytes()
        whole: Item = made.plan.item[item.id]
        assert asked_rows(data) == [str(m.no) for m in whole.measures_of(unit.id)]
        said = page_texts(data)
        assert ("牵头单位，请汇总" in said) == (unit.area == whole.lead_unit)
        assert all(word in said for word in (whole.target, whole.cooperating, whole.supervising, whole.accepting))
        assert all(m.limit_as_written in said for m in whole.measures_of(unit.id))
        narrowed += item.measures != whole.measures
    assert narrowed > 2


def test_another_units_measure_in_a_return_is_not_taken(returned: Workspace) -> None:
    snapshot = returned.snapshot(returned.period(), REPORTED)
    for standing in snapshot.standings:
        answered = {name.split("_")[0] for name in snapshot.accepted_values(standing) if re.match(r"m\d+_", name)}
        assert answered == {f"m{m.no}" for m in returned.plan.item[standing.item.id].measures_of(standing.unit.id)}


def test_days_of_measures_are_watched_each_by_itself(tmp_path: Path) -> None:
    made = begun_elsewhere(tmp_path, plan_elsewhere(12, 9, 4))
    seen = set()
    for as_of in (date(2026, 5, 15), date(2026, 6, 15), date(2026, 8, 10), date(2026, 10, 20)):
        snapshot = made.snapshot(made.period(), as_of)
        lines = {(line.item.id, line.units, line.about): line for line in limit_lines(snapshot)}
        for standing in snapshot.standings:
            for measure in standing.item.measures:
                due = measure.time_limit.due_date if measure.time_limit else None
                if due is None or due == standing.deadline.due or (due - as_of).days > 30:
                    continue
                line = lines[standing.item.id, standing.unit.area, f"措施{measure.no}"]
                assert line.situation is (Situation.MEASURE_LATE if due < as_of else Situation.MEASURE_SOON)
                assert (line.due, line.limit) == (due, measure.limit_as_written)
                seen.add(line.situation)
    assert seen == {Situation.MEASURE_LATE, Situation.MEASURE_SOON}


def test_the_master_has_a_row_for_every_measure_of_every_unit(returned: Workspace, tmp_path: Path) -> None:
    made = copy_of(returned, tmp_path)
    master = made.consolidate(as_of=REPORTED).master
    sheet = load_workbook(master)["整改台账"]
    head = [cell.value for cell in sheet[4]]
    assert {"整改目标", "牵头单位", "配合与督导", "措施责任单位", "措施截止"} <= set(head)
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
    keys = [
        f"{item.id}|{unit.id}|{m.no if m else 0}"
        for item, unit in made.plan.obligations()
        for m in item.measures or (None,)
    ]
    assert [row["行键"] for row in rows if row["行键"]] == keys


# What the document does not say: sheet, cell, what the clerk fills in. No more than ten cells.
_DECIDED: Mapping[tuple[str, str], str | date] = {
    ("方案", "发文单位"): "某县人民政府办公室",
    ("方案", "受理单位"): "某县整改办",
    ("方案", "联系人"): "王某",
    ("方案", "联系电话"): "0370-6514387",
    ("方案", "报送邮箱"): "zhenggai@moxian.gov.cn",
    ("报送期", "A2"): "2026-03",
    ("报送期", "B2"): "2026年3月",
    ("报送期", "C2"): date(2026, 3, 28),
}


def decide(path: Path) -> None:
    """Fill in what the imported draft leaves open, as a clerk does."""
    book = load_workbook(path)
    rows = {str(cell.value): cell.row for cell in book["方案"]["A"]}
    for (sheet, place), value in _DECIDED.items():
        book[sheet][f"B{rows[place]}" if sheet == "方案" else place] = value
    book.save(path)


@pytest.mark.parametrize(
    ("items", "units", "least"), [(6, 9, 12), pytest.param(150, 40, 450, marks=pytest.mark.exhaustive)]
)
def test_a_document_of_many_items_and_units_goes_the_whole_way(
    tmp_path: Path, items: int, units: int, least: int
) -> None:
    meant = plan_elsewhere(items, units, 1)
    document = tmp_path / "方案.docx"
    document.write_bytes(document_of(meant))
    made = Workspace.init(tmp_path / "工作区")
    made.import_plan(document)
    decide(made.root / "plan.xlsx")
    made = Workspace(made.root)
    assert len(_DECIDED) < 10 and made.check_plan() is not None
    assert [(i.title, i.target, i.lead_unit, i.cooperating, i.supervising, i.accepting) for i in made.plan.items] == [
        (i.title, i.target, i.lead_unit, i.cooperating, i.supervising, i.accepting) for i in meant.items
    ]
    for read, item in zip(made.plan.items, meant.items, strict=True):
        own = [(m.text, m.units_as_written, m.limit_as_written) for m in item.measures]
        if any(units or limit for _, units, limit in own[:-1]):  # behind the last alone it is said of all
            assert [(m.text, m.units_as_written, m.limit_as_written) for m in read.measures] == own
    made.distribute(as_of=ISSUED)
    owed = drop_returns(made)
    assert owed >= least
    taken = made.collect(as_of=REPORTED).taken
    assert len(taken) == owed and all(one.accepted for one in taken)
    done = made.consolidate(as_of=REPORTED)
    assert done.problems == () and len(done.standings) == owed
    assert strange(made) == []


_STAGED = """某县安全生产检查反馈问题整改方案
某办发〔2026〕9号
一、整改任务
（一）隐患排查不彻底
反馈问题：部分企业隐患没有整改。
整改措施：1.开展排查，2026年5月底前完成。2.建立台账。
责任单位：县应急局
整改时限：2026年6月底前完成方案，2026年9月底前完成一半，2026年12月底前全部完成
（二）设施检修不及时
反馈问题：部分设施没有按期检修。
整改措施：1.落实检修制度。
责任单位：县住建局
整改时限：每年11月底前完成检修，长期坚持
某县人民政府办公室
2026年3月2日
"""


def limits_of(made: Workspace, day: date) -> set[tuple[str, str]]:
    """What 时限 of the master says of stages, and their days."""
    sheet = load_workbook(made.consolidate(as_of=day).master, data_only=True)["时限"]
    rows = [(str(row[0]), row[5]) for row in sheet.iter_rows(min_row=4, values_only=True) if row[5]]
    return {(said, f"{due:%Y-%m-%d}") for said, due in rows if said.startswith("阶段") and isinstance(due, date)}


@pytest.mark.exhaustive
def test_stages_go_from_the_document_over_the_plan_to_the_master(tmp_path: Path) -> None:
    document = tmp_path / "方案.txt"
    document.write_text(_STAGED, encoding="utf-8")
    made = Workspace.init(tmp_path / "工作区")
    made.import_plan(document)
    path = made.root / "plan.xlsx"
    decide(path)
    listed = [row[:5] for row in load_workbook(path)["阶段"].iter_rows(min_row=2, values_only=True) if row[0]]
    assert [(str(day)[:10], yearly) for _, no, _, day, yearly in listed if no is None] == [
        ("2026-06-30", None), ("2026-09-30", None), ("2026-11-30", "是"),
    ]  # fmt: skip
    made = Workspace(made.root)
    made.distribute(as_of=ISSUED)
    assert limits_of(made, date(2026, 6, 20)) == {("阶段 30 天内到期", "2026-06-30")}
    assert limits_of(made, date(2026, 10, 8)) == {("阶段已到期，请核对", "2026-09-30")}
    for year in (2026, 2027, 2030):
        assert ("阶段 30 天内到期", f"{year}-11-30") in limits_of(made, date(year, 11, 10))
    book = load_workbook(path)
    book["阶段"]["D2"] = date(2026, 8, 15)  # the clerk's word counts
    book.save(path)
    assert limits_of(Workspace(made.root), date(2026, 6, 20)) == set()
    assert limits_of(Workspace(made.root), date(2026, 8, 1)) == {("阶段 30 天内到期", "2026-08-15")}
