"""Rolling up from folders: what each office's own master says, and nothing written where an office works."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.effort import first
from tests.master.masters import with_word
from tests.region.offices import (
    ALTAY,
    D2,
    D8,
    D29,
    HAMI,
    TACHENG,
    fill,
    listing,
    office,
    plan_for,
    send,
    struck,
)
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.ledger.journal import listed, place, sha256_of
from toolkit.master.formulas import light_text
from toolkit.planbook.writing import write_plan
from toolkit.region.facade import Region
from toolkit.region.offices import name_of
from toolkit.region.roll_up import RolledUp
from toolkit.standing import volumes
from toolkit.standing.counts import counts_of
from toolkit.standing.figures import indicator_rows, totals
from toolkit.standing.progress import Progress, progress_of
from toolkit.standing.tasks import task_rows

P = "2021-01"


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("offices")
    altay = office(root / "a", ALTAY)
    send(
        altay, ("3.1.1", "fuyun"), ("3.1.1", "fuhai"), ("3.1.3", "fuyun"), ("6.2", "fuhai"),
        ("3.1.1", "qinghe", {"rural_kg_qualified_count": 29}),
    )  # fmt: skip
    tacheng = office(root / "t", TACHENG, plan_for(TACHENG, ("3.1.1", "3.1.2", "3.3.3"), 4))
    send(tacheng, ("3.1.1", "burqin"), ("3.3.3", "burqin"), ("3.1.1", "fuyun"))
    return root


@pytest.fixture
def altay(templates: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(templates / "a", tmp_path / "阿勒泰文件夹"))


@pytest.fixture
def tacheng(templates: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(templates / "t", tmp_path / "塔城文件夹"))


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return Region(tmp_path / "全区")


def grid(path: Path, sheet: str) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    return [[*row] for row in book.get_sheet_by_name(sheet).to_python()]


def words(path: Path, sheet: str) -> str:
    return "\n".join(str(value) for row in grid(path, sheet) for value in row)


def table(path: Path, sheet: str, head: int = 2) -> list[dict[str, object]]:
    rows = grid(path, sheet)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :]]


def roll(region: Region, *of: Workspace, as_of: date = D2, period: str | None = None) -> RolledUp:
    return region.rollup([one.root for one in of], as_of=as_of, period=period)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("as_of", [D29, D2, D8])
def test_every_row_says_what_the_office_says(region: Region, altay: Workspace, tacheng: Workspace, as_of: date) -> None:
    done = roll(region, altay, tacheng, as_of=as_of)
    rows = table(done.master, "整改台账", 3)
    expected = []
    for name, workspace in ((ALTAY, altay), (TACHENG, tacheng)):
        snapshot = workspace.snapshot(workspace.period(), as_of)
        for task in task_rows(snapshot):
            s = task.standing
            expected.append(
                (name, s.item.code, s.unit.area, s.state.value, s.late_workdays, s.overdue_workdays, s.returned_times,
                 light_text(s.light), s.reviewed.state.value, task.completion.value,
                 task.reported.get("进展情况") or "")
            )  # fmt: skip
    captions = ("上报单位", "事项编号", "责任单位", "报送状态", "迟报工作日", "超期工作日", "退回次数", "灯",
                "整改状态", "完成标志", "进展情况")  # fmt: skip
    assert [tuple(row[c] for c in captions) for row in rows] == expected
    received = [row["收件日期"] for row in rows if row["报送状态"] == "已接收"]
    assert received and all(isinstance(day, date) for day in received)


def test_the_counts_and_their_formulas(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    done = roll(region, altay, tacheng)
    standings = {w: w.status(as_of=D2) for w in (altay, tacheng)}
    every = [s for of in standings.values() for s in of]
    rows = grid(done.master, "总览")
    head = next(n for n, row in enumerate(rows) if row[0] == "上报单位")
    captions = {str(v): n for n, v in enumerate(rows[head]) if v}
    sums = next(row for row in rows if row[0] == "合计")
    counts = counts_of(every)
    assert sums[captions["应报"]] == counts.owed and sums[captions["单位数"]] == 12
    assert sums[captions["＝已接收"]] == counts.accepted == 7
    assert sums[captions["＋退回"]] == counts.returned == 1
    assert sums[captions["＋未报"]] == counts.missing
    progress = Counter(progress_of(standing) for standing in every)
    assert sums[captions["＝已销号"]] == progress[Progress.CLOSED]
    assert sums[captions["应整改"]] == len(every) - progress[Progress.EXPLAINED]
    assert {row[0] for row in rows[head + 1 : head + 3]} == {ALTAY, TACHENG}
    tiles = [value for value in rows[4] if value != ""]
    shown = ("应整改", "＝已销号", "＋待核定", "＋整改中", "＋超时限", "应报", "＝已接收", "＋退回", "＋未报")
    assert tiles == [sums[captions[c]] for c in shown]
    written = load_workbook(done.master)["总览"]
    number = rows.index(sums) + 1
    assert written.cell(number, captions["应报"] + 1).value == f"=SUM(J{head + 2}:J{head + 3})"
    assert written["A5"].value == f"=C{number}"
    of_units = {(row["上报单位"], row["责任单位"]): row for row in table(done.master, "各单位")}
    for (name, workspace), of in zip(((ALTAY, altay), (TACHENG, tacheng)), standings.values(), strict=True):
        for unit in workspace.plan.units:
            mine = counts_of([s for s in of if s.unit.id == unit.id])
            row = of_units[name, unit.area]
            assert (row["应报"], row["已接收"], row["逾期未报"]) == (mine.owed, mine.accepted, mine.late)


def test_figures_are_summed_over_offices(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    done = roll(region, altay, tacheng)
    lines = {row["指标"]: row for row in table(done.master, "指标汇总")}
    found = []
    for workspace in (altay, tacheng):
        snapshot = workspace.snapshot(workspace.period(), D2)
        rows = indicator_rows(snapshot)
        found.append((totals(snapshot, rows), {row.indicator.id: len(row.missing) for row in rows}))
    (of_altay, gaps_a), (of_tacheng, gaps_t) = found
    line = lines["农村幼儿园数"]
    assert line[ALTAY] == of_altay["rural_kg_count"] and line[TACHENG] == of_tacheng["rural_kg_count"]
    assert line["合计"] == of_altay["rural_kg_count"] + of_tacheng["rural_kg_count"]  # type: ignore[operator]
    assert line["缺报单位数"] == gaps_a["rural_kg_count"] + gaps_t["rural_kg_count"]
    ratio = lines["农村幼儿园合格率"]
    good = of_altay["rural_kg_qualified_count"] + of_tacheng["rural_kg_qualified_count"]  # type: ignore[operator]
    assert ratio["合计"] == round(100 * good / line["合计"], 2)  # type: ignore[operator]
    assert (
        lines["党内公开日期" if "党内公开日期" in lines else next(n for n in lines if "公开" in str(n))][TACHENG]
        == "／"
    )


def test_indicators_that_differ_are_not_added(region: Region, altay: Workspace, tmp_path: Path) -> None:
    plan = plan_for(HAMI, ("3.1.1",), 3)
    renamed = tuple(replace(i, measured_in="个") if i.id == "rural_kg_count" else i for i in plan.indicators)
    hami = office(tmp_path / "h", HAMI, replace(plan, indicators=renamed))
    send(hami, ("3.1.1", "fuyun"))
    rows = [row for row in table(roll(region, altay, hami).master, "指标汇总") if row["指标"] == "农村幼儿园数"]
    assert [(row["计量单位"], row["合计"]) for row in rows] == [("所", 67.0), ("个", 38.0)]
    assert [row[HAMI] for row in rows] == ["／", 38.0]


def test_corrections_flow_up(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    first = roll(region, altay, tacheng)
    assert first.changes is None
    assert "变动" not in load_workbook(first.master).sheetnames
    send(tacheng, ("3.1.2", "burqin"), ("3.1.1", "fuyun", {"rural_kg_count": 40}), on=D2)
    master = tacheng.consolidate(as_of=D2).master
    said = {"核定结论": "继续整改", "核定人": "×××", "核定日期": D2, "核定意见": "材料不足"}
    master.write_bytes(with_word(master.read_bytes(), ("3.3.3", "burqin"), said))
    tacheng.consolidate(as_of=D2)
    second = roll(region, altay, tacheng)
    changes = {(r["上报单位"], r["责任单位"], r["事项编号"], r["变动内容"]): (r["原来"], r["现在"])
               for r in table(second.master, "变动")}  # fmt: skip
    area = {unit.id: unit.area for unit in tacheng.plan.units}
    code = {item.id: item.code for item in tacheng.plan.items}
    assert changes[TACHENG, area["burqin"], code["3.1.2"], "报送状态"] == ("未报", "已接收")
    assert changes[TACHENG, area["fuyun"], code["3.1.1"], "农村幼儿园数"] == ("38", "40")
    assert {key[0] for key in changes} == {TACHENG} and second.changes == len(changes)
    # What is said of a form stands in its first row.
    rows = {(r["上报单位"], r["责任单位"], r["事项编号"]): r for r in reversed(table(second.master, "整改台账", 3))}
    assert rows[TACHENG, area["burqin"], code["3.3.3"]]["核定结论"] == "继续整改"
    third = roll(region, altay, tacheng)
    assert third.changes == second.changes and third.master.read_bytes() == second.master.read_bytes()


def test_nothing_new_leaves_the_master_and_the_same_facts_give_the_same_bytes(
    region: Region, altay: Workspace, tacheng: Workspace, tmp_path: Path
) -> None:
    done = roll(region, altay, tacheng)
    before = done.master.read_bytes(), done.master.stat().st_mtime_ns
    again = roll(region, altay, tacheng)
    assert (again.master.read_bytes(), again.master.stat().st_mtime_ns) == before
    assert again.included == done.included
    (region.folder.root / ".toolkit" / "made.json").unlink()
    assert roll(region, altay, tacheng).master.read_bytes() == before[0]
    other = roll(Region(tmp_path / "另一个"), altay, tacheng)
    assert other.master.read_bytes() == before[0]


def test_a_folder_is_never_written_to(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    before = listing(altay.root), listing(tacheng.root)
    roll(region, altay, tacheng)
    roll(region, altay, tacheng, as_of=D8)
    assert (listing(altay.root), listing(tacheng.root)) == before


@pytest.mark.skipif(os.name != "posix", reason="modes are posix's")
def test_a_read_only_folder_and_one_in_use(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    paths = [altay.root, *altay.root.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with tacheng.locked("别的事"), tacheng.ledger():
            done = roll(region, altay, tacheng)
        assert [part.name for part in done.included] == [ALTAY, TACHENG]
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_put_back_from_a_backup(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    old = shutil.copytree(altay.root, altay.root.with_name("备份"))
    send(altay, ("3.1.2", "fuyun"), ("3.1.2", "fuhai"), on=D2)
    assert roll(region, altay).included[0].counts.accepted == 6
    shutil.rmtree(altay.root)
    shutil.copytree(old, altay.root)
    done = roll(region, altay)
    assert done.included[0].counts.accepted == 4
    assert done.needs_a_person and "像是从较早的备份恢复的" in done.doubts[0]
    send(altay, ("3.3.3", "fuyun"), on=D2)  # and gone another way
    done = roll(region, altay)
    assert done.included[0].counts.accepted == 5
    assert done.included[0].counts == roll(Region(region.folder.root.with_name("新")), altay).included[0].counts


def append(history: Path, sql: str, row: list[object]) -> None:
    """Add a change to a history that follows the one before, whatever it says."""
    newest = listed(history).newest
    said = {"schema": 4, "whole": False, "before": sha256_of(history, newest), "statements": [(sql, [row])]}
    place(history, newest + 1).write_bytes(gzip.compress(json.dumps(said).encode()))


@pytest.mark.parametrize("sql", ["ATTACH DATABASE 'there.db' AS x", "PRAGMA user_version = 1", "DROP TABLE value"])
def test_a_malicious_history_is_refused_and_the_others_go_on(
    region: Region, altay: Workspace, tacheng: Workspace, sql: str
) -> None:
    history = altay.archive / "history"
    append(history, sql, [])
    done = roll(region, altay, tacheng)
    assert [part.name for part in done.included] == [TACHENG] and done.needs_a_person
    assert done.left_out[0].name == ALTAY and "不该有的内容" in done.left_out[0].reason
    assert "不该有的内容" in words(done.master, "未列入") and f"未列入　{ALTAY}" in words(done.master, "总览")


def spoil_history(w: Workspace) -> None:
    place(w.archive / "history", 2).write_bytes(b"spoilt")


def spoil_plan(w: Workspace) -> None:
    book = load_workbook(w.plan_path)
    book["单位"]["B2"] = None
    book.save(w.plan_path)


def spoil_value(w: Workspace) -> None:
    """A ledger whose rows cannot be read as what they should be."""
    append(w.archive / "history", "UPDATE submission SET received_on = ?", ["gestern"])


def spoil_figure(w: Workspace) -> None:
    """A number that Excel does not have."""
    append(w.archive / "history", "UPDATE value SET value = '1e999' WHERE field_id = 'rural_kg_count'", [])


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (spoil_history, "读不出来"),
        (spoil_plan, "toolkit plan check"),
        (spoil_value, "读不懂"),
        (spoil_figure, "读不懂"),
        (lambda w: shutil.rmtree(w.archive / "history"), "没有 archive/history"),
        (lambda w: w.plan_path.unlink(), "没有 plan.xlsx"),
        (lambda w: w.plan_path.write_bytes(b"no workbook"), "打不开"),
        (lambda w: shutil.rmtree(w.root), "没有这个文件夹"),
        (lambda w: write_plan(replace(w.plan, periods=w.plan.periods[1:]), w.plan_path), "没有 2021-01 这个报送期"),
    ],
)
def test_one_that_cannot_be_included_keeps_nobody_out(
    region: Region, altay: Workspace, tacheng: Workspace, spoil: Callable[[Workspace], object], word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    spoil(tacheng)
    arguments = ["-w", region.folder.root, "rollup", altay.root, tacheng.root, "--as-of", D2, "--period", P]
    assert main([*map(str, arguments), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in answer["offices"]] == [ALTAY]
    (left,) = answer["not_included"]
    assert word in left["reason"] and left["name"] in (TACHENG, "塔城文件夹")
    assert word in words(Path(answer["master"]), "未列入")
    assert main([*map(str, ["-w", region.folder.root, "rollup", tacheng.root, "--as-of", D2, "--period", P])]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_same_office_twice(region: Region, altay: Workspace) -> None:
    twice = Workspace(shutil.copytree(altay.root, altay.root.with_name("又一份")))
    with pytest.raises(WorkspaceError, match=r"阿勒泰文件夹 和 .*又一份"):
        roll(region, altay, twice)


def test_nothing_to_roll_up(region: Region, altay: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="没有一个上报单位"):
        roll(region)
    with pytest.raises(WorkspaceError, match="不能在里面汇总"):
        Region(altay.root).rollup([], as_of=D2)
    with pytest.raises(WorkspaceError, match="都没有 2031-01"):
        roll(region, altay, period="2031-01")


def test_the_newest_period_that_was_distributed(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    assert roll(region, altay, tacheng).period.id == P
    tacheng.distribute(as_of=date(2021, 4, 1), period="2021-04")
    done = roll(region, altay, tacheng, as_of=date(2021, 4, 2))
    assert done.period.id == "2021-04" and done.master.name == "整改汇总台账_2021-04.xlsx"
    assert roll(region, altay, tacheng, period=P).period.id == P


def ledger_rows(path: Path) -> Counter[tuple[object, ...]]:
    return Counter(tuple(v for c, v in row.items() if c != "序号") for row in table(path, "整改台账", 3))


def test_volumes_by_office(
    region: Region, altay: Workspace, tacheng: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = roll(region, altay, tacheng)
    expected = ledger_rows(whole.master)
    monkeypatch.setattr(volumes, "MOST_ROWS", sum(expected.values()) - 1)
    (region.folder.root / ".toolkit" / "made.json").unlink()
    split = roll(region, altay, tacheng)
    assert len(split.volumes) == 2 and sum(map(ledger_rows, split.volumes), Counter()) == expected
    assert {row["上报单位"] for row in table(split.volumes[1], "整改台账", 3)} == {TACHENG}
    index = table(split.master, "分册目录")
    assert [row["文件"] for row in index] == [path.name for path in split.volumes]
    assert load_workbook(split.master)["分册目录"]["B4"].hyperlink.target == split.volumes[0].name
    before = [path.stat().st_mtime_ns for path in (split.master, *split.volumes)]
    again = roll(region, altay, tacheng)
    assert [path.stat().st_mtime_ns for path in (again.master, *again.volumes)] == before
    monkeypatch.setattr(volumes, "MOST_ROWS", 15)  # one is too long for a volume: its units stay whole
    (region.folder.root / ".toolkit" / "made.json").unlink()
    many = roll(region, altay, tacheng)
    assert len(many.volumes) > 2 and sum(map(ledger_rows, many.volumes), Counter()) == expected
    monkeypatch.undo()
    (region.folder.root / ".toolkit" / "made.json").unlink()
    assert roll(region, altay, tacheng).volumes == () and not any(path.exists() for path in many.volumes)


@pytest.mark.parametrize("every", first(1, [2, 1]))
def test_a_killed_run_and_another(region: Region, altay: Workspace, tacheng: Workspace, every: int) -> None:
    """Stopped before every renaming of a file in the region's folder, and done again: the same master and changes."""
    roll(region, altay, tacheng)
    send(tacheng, ("3.1.2", "burqin"), on=D2)
    start = shutil.copytree(region.folder.root, region.folder.root.with_name("起点"))
    expected = roll(region, altay, tacheng).master.read_bytes()
    for step in range(0, 100, every):
        at = Region(shutil.copytree(start, region.folder.root.with_name(f"第{step}步")))
        stopped = struck(partial(roll, at, altay, tacheng), step)
        assert roll(at, altay, tacheng).master.read_bytes() == expected
        if not stopped:
            break
    assert step >= 2  # master, state, note


def test_lost_or_spoilt_state_costs_only_the_list(region: Region, altay: Workspace) -> None:
    roll(region, altay)
    (region.folder.state_path(P)).write_bytes(gzip.compress(b'{"now": 5, "before": null}'))
    send(altay, ("3.1.2", "fuyun"), on=D2)
    done = roll(region, altay)
    assert done.changes is None and done.included[0].counts.accepted == 5


def test_an_office_that_is_away_once_is_compared_when_it_is_back(
    region: Region, altay: Workspace, tacheng: Workspace
) -> None:
    roll(region, altay, tacheng)
    assert roll(region, altay).changes == 0
    send(tacheng, ("3.1.2", "burqin"), on=D2)
    rows = table(roll(region, altay, tacheng).master, "变动")
    assert {row["上报单位"] for row in rows} == {TACHENG} and "首次列入" not in str(rows)


def test_a_folder_that_is_forgotten_is_missed(region: Region, altay: Workspace, tacheng: Workspace) -> None:
    region.rollup([altay.root, tacheng.root], as_of=D8, today=D8)
    for _ in range(2):
        done = region.rollup([altay.root], as_of=D8, today=D8)
        assert [one.name for one in done.left_out] == ["塔城地区"] and done.needs_a_person
        assert any("以前汇总过" in str(cell) for row in grid(done.master, "未列入") for cell in row)
    assert not region.rollup([altay.root, tacheng.root], as_of=D8, today=D8).left_out


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("伊犁哈萨克自治州阿勒泰地区行政公署办公室", "阿勒泰地区"),
        ("新疆维吾尔自治区昌吉回族自治州人民政府", "昌吉回族自治州"),
        ("塔城地区教育局", "塔城地区教育局"),
        ("青山市教育局党组", "青山市教育局"),
        ("中共青山市财政局党组", "青山市财政局"),
        ("青山市发展和改革委员会", "青山市发展和改革委员会"),
        ("青山市人民政府国有资产监督管理委员会", "青山市人民政府国有资产监督管理委员会"),
        ("青山市生态环境保护督察整改工作领导小组办公室", "青山市"),
        ("中共青山市委教育工作领导小组办公室", "青山市"),
        ("青山市整改办", "青山市"),
        ("青山县绿水镇人民政府", "绿水镇"),
        ("青山县第一中学", "青山县第一中学"),
        ("青山市水务集团有限公司党委", "青山市水务集团有限公司"),
        ("浙江省杭州市人民政府办公厅", "杭州市"),
        ("郑州市人民政府", "郑州市"),
        ("昌吉州人民政府办公室", "昌吉州"),
        ("中共阿勒泰地委办公室", "阿勒泰地区"),
        ("内蒙古自治区锡林郭勒盟行政公署", "锡林郭勒盟"),
        ("富蕴县人民政府", "富蕴县"),
        ("教育工作领导小组办公室", "教育工作领导小组办公室"),
    ],
)
def test_the_name_follows_from_the_issuer(issuer: str, name: str) -> None:
    assert name_of(issuer) == name


def test_what_people_are_told(
    region: Region, altay: Workspace, tacheng: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*map(str, ["-w", region.folder.root, "rollup", altay.root, tacheng.root, "--as-of", D2])]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "汇总 2 个上报单位" in out and "请打开：" in out and "变动" not in out
    assert main(arguments) == 0
    (altay.inbox / "x.xlsx").write_bytes(fill(altay, "3.1.2", "fuyun"))
    altay.collect(as_of=D2)
    assert main(arguments) == 0 and "变动" in capsys.readouterr().out


@pytest.mark.one_in(100)
@pytest.mark.parametrize("saved", [b"a password", b"", b"PK\x03\x04 half"], ids=["locked", "empty", "cut off"])
def test_what_somebody_saved_over_the_regions_master_is_kept(region: Region, altay: Workspace, saved: bytes) -> None:
    master = roll(region, altay).master
    master.write_bytes(saved)
    done = roll(region, altay)
    assert master.read_bytes() != saved
    beside = [one.beside.read_bytes() for one in done.beside]
    assert beside == ([saved] if saved else []) and done.needs_a_person is bool(saved)
    assert any(one.read_bytes() == saved for one in region.folder.archive.glob("??/*"))
