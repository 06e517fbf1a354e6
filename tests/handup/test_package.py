"""The sealed package: what an office hands up counts as its folder would, and nothing that is not sealed counts."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.effort import first
from tests.master.masters import with_word
from tests.region.offices import ALTAY, D2, D8, D25, D29, TACHENG, office, plan_for, send, struck
from tests.region.test_roll_up import ledger_rows, table, words
from toolkit import Workspace
from toolkit.base.errors import SealError, WorkspaceError
from toolkit.cli.parser import main
from toolkit.handup.credential import Credential, credential_for, read, written
from toolkit.handup.package import NoPackageError, is_package, pack, seal_of, unpack
from toolkit.intake import spool
from toolkit.intake.spool import digest, dropped_files
from toolkit.ledger import EventKind
from toolkit.ledger.rows import TYPES
from toolkit.planbook.workbook import plan_of_bytes
from toolkit.planbook.writing import write_plan
from toolkit.region.facade import Region
from toolkit.region.roll_up import RolledUp

P = "2021-01"
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("handup")
    workspace = office(root / "t", TACHENG, plan_for(TACHENG, ("3.1.1", "3.1.2", "3.3.3"), 4))
    send(
        workspace, ("3.1.1", "burqin"), ("3.3.3", "burqin"), ("3.1.1", "fuyun", {"rural_kg_qualified_count": 99})
    )  # fmt: skip
    (workspace.inbox / "认不出.txt").write_bytes(b"no form")
    workspace.collect(as_of=D29)
    return root / "t"


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return Region(tmp_path / "全区")


@pytest.fixture
def tacheng(template: Path, tmp_path: Path, region: Region) -> Workspace:
    workspace = Workspace(shutil.copytree(template, tmp_path / "塔城文件夹"))
    assert workspace.take_key(region.share_key(TACHENG)) == TACHENG
    return workspace


def package(workspace: Workspace, as_of: date = D2, **more: Any) -> bytes:
    return workspace.handup(as_of=as_of, **{"made_on": as_of, **more}).path.read_bytes()


def key_of(region: Region, name: str = TACHENG) -> bytes:
    return credential_for(name, bytes.fromhex(region.folder.key_path.read_text().strip())).key


def drop(region: Region, data: bytes, name: str = "上报.zip") -> None:
    region.folder.inbox.mkdir(parents=True, exist_ok=True)
    (region.folder.inbox / name).write_bytes(data)


def parts_in(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def resealed(data: bytes, key: bytes, change: Callable[[Parts], None]) -> bytes:
    parts = parts_in(data)
    change(parts)
    parts["seal.txt"] = seal_of(parts, key).hex().encode()
    return zipped(parts)


def rows(parts: Parts, name: str) -> Any:
    return json.loads(parts[f"rows/{name}.json"])


def refused(region: Region, tacheng: Workspace, data: bytes, word: str) -> None:
    """Dropped beside the folder of the office, it is set aside with a note and changes nothing."""
    expected = region.rollup([tacheng.root], as_of=D2)
    drop(region, data)
    done = region.rollup([tacheng.root], as_of=D2)
    (aside,) = done.taken.set_aside
    assert word in aside.reason and not done.taken.taken and done.included == expected.included and done.needs_a_person
    (kept,) = [path for path in (region.folder.inbox / "未识别").iterdir() if not path.name.endswith("说明.txt")]
    assert kept.read_bytes() == data
    assert word in kept.with_name(f"{kept.name}.说明.txt").read_text(encoding="utf-8-sig")
    assert word in words(done.master, "未列入")


# -- the way up --------------------------------------------------------------------------------------------------------


def test_a_package_counts_as_the_folder_does(region: Region, tacheng: Workspace, tmp_path: Path) -> None:
    drop(region, package(tacheng))
    handed = region.rollup(as_of=D2)
    folder = Region(tmp_path / "另一个").rollup([tacheng.root], as_of=D2)
    (mine,), (other,) = handed.included, folder.included
    assert (mine.counts, mine.units, mine.state, mine.items, mine.newest) == (
        other.counts, other.units, other.state, other.items, other.newest,
    )  # fmt: skip
    assert {k: (f.total, f.missing) for k, f in mine.figures.items()} == {
        k: (f.total, f.missing) for k, f in other.figures.items()
    }
    assert mine.counts.accepted == 2 and mine.counts.returned == 1 and mine.where == "上报包 上报.zip"
    assert ledger_rows(handed.master) == ledger_rows(folder.master)
    assert table(handed.master, "指标汇总") == table(folder.master, "指标汇总")
    assert not list(dropped_files(region.folder.inbox)) and not handed.needs_a_person


def test_every_past_day_as_well(region: Region, tacheng: Workspace, tmp_path: Path) -> None:
    drop(region, package(tacheng, D8))
    for day in (D25, D29, D2, D8):
        handed = region.rollup(as_of=day, today=D8)
        folder = Region(tmp_path / f"另{day}").rollup([tacheng.root], as_of=day)
        assert handed.included[0].state == folder.included[0].state and handed.included[0].as_of == day


def test_facts_are_those_of_the_day_of_the_package(region: Region, tacheng: Workspace) -> None:
    drop(region, package(tacheng, D29))
    done = region.rollup(as_of=D8)
    assert done.included[0].as_of == D29 and done.included[0].counts.late == 0
    assert (
        done.included[0].state
        == Region(region.folder.root.with_name("b")).rollup([tacheng.root], as_of=D29).included[0].state
    )


def test_the_same_facts_give_the_same_package(region: Region, tacheng: Workspace) -> None:
    assert package(tacheng) == package(tacheng)
    assert package(tacheng, made_on=D8) != package(tacheng)


def test_what_is_in_it_and_what_is_not(region: Region, tacheng: Workspace) -> None:
    parts = parts_in(package(tacheng))
    bare = tuple(replace(item, note="") for item in tacheng.plan.items)
    assert plan_of_bytes(parts["plan.xlsx"]) == replace(tacheng.plan, items=bare)
    assert {name.split("/")[1].split(".")[0] for name in parts if name.startswith("rows/")} == set(TYPES)
    said = json.loads(parts["handup.json"])
    assert (said["prefecture"], said["period_id"], said["as_of"]) == (TACHENG, P, "2021-02-02")
    assert len(rows(parts, "submission")) == 3 and len(rows(parts, "receipt")) == 1
    assert rows(parts, "value") and rows(parts, "finding")
    assert "INSERT" not in "".join(data.decode() for name, data in parts.items() if name.endswith(".json"))
    early = parts_in(package(tacheng, D25))
    assert rows(early, "submission") == [] and rows(early, "value") == []


def test_the_offices_own_notes_do_not_go_up(region: Region, tacheng: Workspace) -> None:
    book = load_workbook(tacheng.plan_path)
    for sheet in book.worksheets[:10]:
        notes = [cell.column for cell in sheet[1] if cell.value == "备注"] or [sheet.max_column + 1]
        sheet.cell(1, notes[0], "备注").comment = Comment("内部的话", "某")
        sheet.cell(2, notes[0], "内部的话")
    book.create_sheet("我的").append(["内部的话"])
    book.save(tacheng.plan_path)
    inside = parts_in(parts_in(package(Workspace(tacheng.root)))["plan.xlsx"])
    assert "事项" in inside["xl/workbook.xml"].decode()
    assert not [name for name, part in inside.items() if "内部的话".encode() in part]


def test_what_the_office_wrote_goes_up(region: Region, tacheng: Workspace) -> None:
    master = tacheng.consolidate(as_of=D2).master
    said = {"核定结论": "继续整改", "核定人": "×××", "核定日期": D2, "核定意见": "材料不足"}
    master.write_bytes(with_word(master.read_bytes(), ("3.3.3", "burqin"), said))
    drop(region, package(tacheng))
    assert "材料不足" in words(region.rollup(as_of=D2).master, "整改台账")


def mailed(data: bytes) -> tuple[bytes, str]:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "tacheng@example.com", "region@example.com", "上报"
    mail["Date"] = "Tue, 02 Feb 2021 10:20:00 +0800"
    mail.set_content("现将上报包报上，请查收。")
    mail.add_attachment(data, maintype="application", subtype="zip", filename="上报_塔城地区.zip")
    return mail.as_bytes(), "来信.eml"


def in_a_zip(data: bytes) -> tuple[bytes, str]:
    return zipped({"塔城/上报_塔城地区.zip": data}), "打包.zip"


def in_a_zip_in_a_mail(data: bytes) -> tuple[bytes, str]:
    return mailed(in_a_zip(data)[0])


def packed_anew(data: bytes) -> tuple[bytes, str]:
    """Taken apart and packed by another program, in another order."""
    return zipped(dict(reversed(parts_in(data).items()))), "重新压缩.zip"


@pytest.mark.one_in(4)
@pytest.mark.parametrize("wrap", [mailed, in_a_zip, in_a_zip_in_a_mail, packed_anew])
def test_however_it_comes(region: Region, tacheng: Workspace, wrap: Callable[[bytes], tuple[bytes, str]]) -> None:
    drop(region, *wrap(package(tacheng)))
    done = region.rollup(as_of=D2)
    assert [one.manifest.office for one in done.taken.taken] == [TACHENG] and done.included[0].counts.accepted == 2
    assert not list(dropped_files(region.folder.inbox))


def test_the_newest_counts_and_an_older_one_is_kept(region: Region, tacheng: Workspace) -> None:
    old = package(tacheng, D29)
    send(tacheng, ("3.1.2", "burqin"), on=D2)
    new = package(tacheng)
    drop(region, new)
    assert region.rollup(as_of=D2).included[0].counts.accepted == 3
    drop(region, old, "旧.zip")
    done = region.rollup(as_of=D2)
    assert done.included[0].counts.accepted == 3 and len(done.taken.taken) == 1
    kept = {hashlib.sha256(p.read_bytes()).hexdigest() for p in region.folder.archive.glob("??/*")}
    assert hashlib.sha256(old).hexdigest() in kept
    drop(region, old, "再来.zip")
    again = region.rollup(as_of=D2)
    assert (
        again.taken.duplicates == ["再来.zip"]
        and again.included == done.included
        and not list(dropped_files(region.folder.inbox))
    )


def test_corrections_flow_up_with_the_next_package(region: Region, tacheng: Workspace) -> None:
    drop(region, package(tacheng))
    region.rollup(as_of=D2)
    send(tacheng, ("3.1.2", "burqin"), on=D2)
    drop(region, package(tacheng))  # of the same day: more has happened since
    done = region.rollup(as_of=D2)
    assert done.included[0].counts.accepted == 3
    assert ("报送状态", "未报", "已接收") in {(r["变动内容"], r["原来"], r["现在"]) for r in table(done.master, "变动")}


def test_a_package_that_does_not_reach_the_period(region: Region, tacheng: Workspace, tmp_path: Path) -> None:
    altay = office(tmp_path / "a", ALTAY, plan_for(ALTAY, ("3.1.1",), 3))
    altay.distribute(as_of=D2, period="2021-04")
    drop(region, package(tacheng))
    done = region.rollup([altay.root], as_of=D2)
    assert done.period.id == "2021-04" and "handup --period 2021-04" in done.left_out[0].reason
    tacheng.distribute(as_of=D2, period="2021-04")
    drop(region, package(tacheng, period="2021-04"))
    assert {part.name for part in region.rollup([altay.root], as_of=D2).included} == {ALTAY, TACHENG}
    # The earlier period is found in the package of the later one.
    assert {part.name for part in region.rollup([altay.root], as_of=D2, period=P).included} == {ALTAY, TACHENG}


def test_the_folder_counts_where_both_come(region: Region, tacheng: Workspace) -> None:
    drop(region, package(tacheng, D29))
    done = region.rollup([tacheng.root], as_of=D2)
    assert done.included[0].where == "文件夹 塔城文件夹" and "按文件夹" in done.notes[0]
    shutil.rmtree(tacheng.archive / "history")
    done = region.rollup([tacheng.root], as_of=D2)
    assert done.included[0].where == "上报包 上报.zip" and "没有用上" in done.doubts[0]
    assert not done.left_out and done.needs_a_person


def test_one_office_under_two_names_is_counted_once(region: Region, tacheng: Workspace) -> None:
    drop(region, package(tacheng), "一.zip")
    tacheng.take_key(region.share_key("塔城"))
    drop(region, package(tacheng), "二.zip")
    done = region.rollup(as_of=D2)
    assert len(done.included) == 1 and "同一个上报单位" in done.left_out[0].reason


def test_a_day_that_has_not_come(region: Region, tacheng: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="还没有到"):
        package(tacheng, D8, made_on=D2)
    refused(region, tacheng, package(tacheng, date(2201, 2, 2)), "还没有到")


def test_where_nothing_is_left_it_is_said_why(region: Region, tacheng: Workspace) -> None:
    drop(region, package(tacheng)[:-100])
    with pytest.raises(WorkspaceError, match=r"没有一个上报单位可以汇总.*\n  上报.zip：.*"):
        region.rollup(as_of=D2)


# -- what is not believed ----------------------------------------------------------------------------------------------


def edited_row(parts: Parts) -> None:
    parts["rows/submission.json"] = parts["rows/submission.json"].replace(b"2021-01-28", b"2021-01-27")


def edited_plan(parts: Parts) -> None:
    parts["plan.xlsx"] += b"\0"


def edited_manifest(parts: Parts) -> None:
    parts["handup.json"] = parts["handup.json"].replace(b"2021-02-02", b"2021-02-03")


def renamed_office(parts: Parts) -> None:
    parts["handup.json"] = parts["handup.json"].replace(TACHENG.encode(), ALTAY.encode())


def swapped(parts: Parts) -> None:
    parts["rows/value.json"], parts["rows/event.json"] = parts["rows/event.json"], parts["rows/value.json"]


@pytest.mark.one_in(5)
@pytest.mark.parametrize("edit", [edited_row, edited_plan, edited_manifest, renamed_office, swapped])
def test_an_edited_package_is_set_aside(region: Region, tacheng: Workspace, edit: Callable[[Parts], None]) -> None:
    parts = parts_in(package(tacheng))
    edit(parts)
    refused(region, tacheng, zipped(parts), "封印不对")


def test_a_package_under_another_key(region: Region, tacheng: Workspace, tmp_path: Path) -> None:
    data = package(tacheng)
    other = Region(tmp_path / "别的区")
    tacheng.take_key(other.share_key(TACHENG))
    refused(region, tacheng, package(tacheng), "封印不对")
    assert unpack(data, lambda _: key_of(region)).manifest.office == TACHENG


def test_another_offices_credential(region: Region, tacheng: Workspace) -> None:
    theirs = key_of(region, ALTAY)
    refused(region, tacheng, resealed(package(tacheng), theirs, lambda parts: None), "封印不对")


def other_version(parts: Parts) -> None:
    parts["handup.json"] = parts["handup.json"].replace(b'"format":3', b'"format":2')


def other_plan(parts: Parts) -> None:
    parts["handup.json"] = parts["handup.json"].replace(b'"plan_id":"plan-', b'"plan_id":"plun-')


def table_with(name: str, said: object) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        parts[f"rows/{name}.json"] = json.dumps(said).encode() if not isinstance(said, bytes) else said

    return change


def changed(name: str, column: int, said: object) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        of = rows(parts, name)
        of[0][column] = said
        parts[f"rows/{name}.json"] = json.dumps(of).encode()

    return change


def twice(parts: Parts) -> None:
    of = rows(parts, "submission")
    parts["rows/submission.json"] = json.dumps([*of, of[0]]).encode()


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("change", "word"),
    [
        (other_version, "另一个版本"),
        (other_plan, "对不上"),
        (lambda parts: parts.update({"handup.json": b"{}"}), "说明读不出来"),
        (lambda parts: parts.update({"handup.json": b"[1]"}), "说明读不出来"),
        (lambda parts: parts.update({"plan.xlsx": b"no workbook"}), "plan.xlsx"),
        (table_with("value", b"no json"), "读不出来"),
        (table_with("value", b"[" * 200_000), "读不出来"),
        (table_with("value", b"\xff\xfe"), "读不出来"),
        (table_with("value", {"a": 1}), "不对"),
        (table_with("value", [5]), "不对"),
        (table_with("value", [[1, 2, 3]]), "不对"),
        (changed("submission", 0, True), "不对"),
        (changed("submission", 0, "1"), "不对"),
        (changed("submission", 0, 2**70), "读不懂"),
        (changed("submission", 1, "no item"), "没有的事项"),
        (changed("submission", 2, "no unit"), "没有的事项"),
        (changed("submission", 3, "2021-10"), "没有的事项"),
        (changed("submission", 5, "gestern"), "读不懂"),
        (changed("submission", 7, "\ud800"), "读不懂"),
        (changed("value", 0, 999), "读不懂"),
        (changed("value", 2, "no json"), "读不懂"),
        (changed("value", 2, "{}"), "读不懂"),
        (changed("value", 2, "1e999"), "不是数"),
        (changed("value", 2, "Infinity"), "不是数"),
        (changed("value", 2, "1" + "0" * 400), "不是数"),
        (lambda parts: parts.update({"handup.json": parts["handup.json"].replace("塔城".encode(), b"a\\nb")}), "说明"),
        (changed("finding", 3, "fatal"), "读不懂"),
        (changed("event", 1, "gestern"), "读不懂"),
        (twice, "读不懂"),
    ],
)
def test_a_package_that_is_sealed_and_wrong(
    region: Region, tacheng: Workspace, change: Callable[[Parts], None], word: str
) -> None:
    data = resealed(package(tacheng), key_of(region), change)
    with pytest.raises(NoPackageError, match=word):
        unpack(data, lambda name: key_of(region, name))


def test_one_that_is_sealed_and_wrong_is_set_aside(region: Region, tacheng: Workspace) -> None:
    refused(region, tacheng, resealed(package(tacheng), key_of(region), changed("value", 2, "1e999")), "不是数")


def test_parts_that_are_missing_or_too_many(region: Region, tacheng: Workspace) -> None:
    data = package(tacheng)
    parts = parts_in(data)
    less, more = dict(parts), {**parts, "../setup.exe": b"MZ"}
    del less["rows/event.json"]
    for one in (zipped(less), zipped(more)):
        with pytest.raises(NoPackageError, match="缺了东西，或者多了东西"):
            unpack(one, lambda _: key_of(region))
    with pytest.raises(NoPackageError, match="打不开"):
        unpack(data[: len(data) // 2], lambda _: key_of(region))


def test_a_bomb_is_not_inflated(region: Region, tacheng: Workspace) -> None:
    bomb = resealed(package(tacheng), key_of(region), table_with("value", b"0" * (80 * 2**20)))
    assert len(bomb) < 2**20
    with pytest.raises(NoPackageError, match="超过 64 MB"):
        unpack(bomb, lambda _: key_of(region))


def test_what_is_no_package_is_set_aside(region: Region, tacheng: Workspace) -> None:
    refused(region, tacheng, b"%PDF-1.4 a letter", "不是上报包")


def test_nothing_in_the_inbox_is_lost(region: Region, tacheng: Workspace) -> None:
    good = package(tacheng)
    dropped = {"好.zip": good, "坏.zip": good[:-100], "表.xlsx": b"PK\x03\x04x", "信.eml": mailed(good + b"x")[0]}
    for name, data in dropped.items():
        drop(region, data, name)
    done = region.rollup(as_of=D2)
    kept = {
        path.read_bytes()
        for path in [*region.folder.archive.glob("??/*"), *region.folder.inbox.rglob("*")]
        if path.is_file()
    }
    assert set(dropped.values()) <= kept
    assert len(done.taken.taken) >= 1 and done.taken.set_aside


@pytest.mark.parametrize("every", first(1, [3, 1]))
def test_a_killed_run_and_another(region: Region, tacheng: Workspace, every: int) -> None:
    drop(region, mailed(package(tacheng))[0], "来信.eml")
    drop(region, b"no package", "别的.txt")
    start = shutil.copytree(region.folder.root, region.folder.root.with_name("起点"))
    expected = region.rollup(as_of=D2)
    for step in range(0, 100, every):
        at = Region(shutil.copytree(start, region.folder.root.with_name(f"第{step}步")))
        stopped = struck(partial(at.rollup, as_of=D2), step)
        done = at.rollup(as_of=D2)
        assert done.included == expected.included and not list(dropped_files(at.folder.inbox))
        assert done.master.read_bytes() == expected.master.read_bytes()
        if not stopped:
            break
    assert step > 6


# -- beside the way ----------------------------------------------------------------------------------------------------


@pytest.mark.one_in(100)
@pytest.mark.parametrize("wrap", [lambda data: (data, "上报.zip"), mailed, in_a_zip])
def test_an_office_leaves_a_package_in_its_inbox(
    tacheng: Workspace, wrap: Callable[[bytes], tuple[bytes, str]]
) -> None:
    data, name = wrap(package(tacheng))
    (tacheng.inbox / name).write_bytes(data)
    collected = tacheng.collect(as_of=D2)
    assert [(one.name, "toolkit rollup" in one.reason) for one in collected.left] == [(name, True)]
    assert (tacheng.inbox / name).read_bytes() == data and not collected.set_aside


def test_forms_are_no_packages(tacheng: Workspace) -> None:
    assert not any(is_package(path.read_bytes()) for path in tacheng.outbox.rglob("*.xlsx"))
    assert not is_package(b"PK handup.json") and not is_package(zipped({"a": b"handup.json"}))


def test_without_a_credential(template: Path, tmp_path: Path) -> None:
    workspace = Workspace(shutil.copytree(template, tmp_path / "w"))
    with pytest.raises(SealError, match="toolkit key take"):
        package(workspace)
    workspace.credential_path.write_bytes(b"spoilt")
    with pytest.raises(SealError, match="坏了"):
        package(workspace)


def test_the_credential(region: Region, tacheng: Workspace) -> None:
    path = region.share_key(f" {TACHENG} ")
    data = path.read_bytes()
    assert path.name == "上报凭证_塔城地区.txt" and region.share_key(TACHENG).read_bytes() == data
    said = Credential(TACHENG, key_of(region))
    text = data.decode("utf-8-sig")
    for again in (data, text.encode("gb18030"), text.encode("utf-16"), f"> {text.strip()}".encode()):
        assert read(again, "x.txt") == said
    if os.name == "posix":
        assert {p.stat().st_mode & 0o777 for p in (path, region.folder.key_path, tacheng.credential_path)} == {0o600}
    for spoilt in (text.replace("塔城", "阿勒泰"), text[:-20], text.replace(said.key.hex(), "0" * 64), ""):
        with pytest.raises(WorkspaceError, match="重新要一份"):
            read(spoilt.encode(), "x.txt")
    assert written(said) == data
    for name in ("", "  ", "a/b", "甲|乙", "长" * 41, "con"):
        with pytest.raises(WorkspaceError, match="不能作上报单位的名称"):
            region.share_key(name)
    with pytest.raises(WorkspaceError, match="找不到上报凭证"):
        tacheng.take_key(region.folder.root / "没有.txt")


def test_from_the_command_line(
    template: Path, tmp_path: Path, region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = shutil.copytree(template, tmp_path / "w")

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main([*map(str, arguments)])
        return status, *capsys.readouterr()

    status, out, _ = run("-w", region.folder.root, "key", "share", TACHENG)
    assert status == 0 and "上报凭证_塔城地区.txt" in out
    status, _, err = run("-w", workspace, "handup", "--as-of", D2)
    assert status == 2 and "key take" in err
    status, out, _ = run("-w", workspace, "key", "take", region.folder.outbox / "上报凭证_塔城地区.txt")
    assert status == 0 and TACHENG in out
    status, out, _ = run("-w", workspace, "handup", "--as-of", D2, "--json")
    answer = json.loads(out)
    assert status == 0 and answer["returns"] == 3 and Path(answer["package"]).name == "上报_塔城地区_2021-01.zip"
    drop(region, Path(answer["package"]).read_bytes())
    status, out, _ = run("-w", region.folder.root, "rollup", "--as-of", D2)
    assert status == 0 and "收下塔城地区的上报包" in out and "汇总 1 个上报单位" in out
    drop(region, b"x", "x.zip")
    status, out, _ = run("-w", region.folder.root, "rollup", "--as-of", D2, "--json")
    assert status == 1 and json.loads(out)["unidentified"][0]["file"] == "x.zip"


def test_a_package_lost_from_the_archive_is_said(region: Region, tacheng: Workspace, tmp_path: Path) -> None:
    altay = office(tmp_path / "a", ALTAY, plan_for(ALTAY, ("3.1.1",), 3))
    drop(region, package(tacheng))
    done: RolledUp = region.rollup([altay.root], as_of=D2)
    for path in region.folder.archive.glob("??/*"):
        path.write_bytes(b"spoilt")
    done = region.rollup([altay.root], as_of=D2)
    assert [part.name for part in done.included] == [ALTAY] and "从备份恢复" in done.left_out[0].reason


def _said_to_be(data: bytes, **other: object) -> str:
    """A line of the region's event log about a package, as somebody who may write there would put it in."""
    manifest = json.loads(parts_in(data)["handup.json"])
    known = {name: manifest[name] for name in ("prefecture", "plan_id", "period_id", "as_of", "position", "made_on")}
    return json.dumps({**known, "sha256": digest(data), "file_name": "上报.zip", **other}, ensure_ascii=False)


FORGED: dict[str, tuple[Callable[[bytes, bytes], bytes], dict[str, object]]] = {
    "under another key": (lambda data, older: resealed(data, b"x" * 32, lambda parts: None), {}),
    "edited": (lambda data, older: zipped({**parts_in(data), "rows/value.json": b"[]"}), {}),
    "an older one, said to be newer": (lambda data, older: older, {"as_of": "2021-02-20", "position": 999}),
}


WHY = {"under another key": "封印不对", "edited": "封印不对", "an older one, said to be newer": "不一样"}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", FORGED)
def test_what_the_regions_own_history_says_of_a_package_proves_nothing(
    region: Region, tacheng: Workspace, name: str
) -> None:
    """It has no seal: what counts is the package's own, proven each time."""
    older, genuine = package(tacheng, as_of=D29), package(tacheng)
    change, other = FORGED[name]
    data = change(genuine, older)
    drop(region, genuine)
    region.rollup(as_of=D2)
    spool.archive(region.folder.archive, data, digest(data), ".zip")
    with region.folder.ledger() as ledger:
        ledger.log(D2, EventKind.PACKAGE, _said_to_be(data, **{"made_on": "2021-02-21", **other}))
    with pytest.raises(WorkspaceError, match=WHY[name]):
        region.rollup(as_of=date(2021, 2, 22))  # nobody else is there
    done = region.rollup([tacheng.root], as_of=date(2021, 2, 22))
    assert len(done.included) == 1 and "上报包" not in done.included[0].where


def test_pack_and_unpack_keep_everything(region: Region, tacheng: Workspace) -> None:
    data = package(tacheng)
    back = unpack(data, lambda name: key_of(region, name))
    assert pack(back.manifest, parts_in(data)["plan.xlsx"], back.rows, key_of(region)) == data


_ODD: Mapping[type, tuple[object, ...]] = {
    int: (0, 1, -1, 2, 999, 2**31, 2**63 - 1),
    str: ("", " ", "0", "null", "true", "1e5", '"字"', '{"date": "2021-02-30"}', '{"date": "2021-01-05"}', "2021-01-05",
          "9999-12-31", "0001-01-01", "=1+1", "\x00", "\u202e", "字" * 40_000, "../../x", "2021-01-29T00:00:00+00:00"),
}  # fmt: skip


@pytest.mark.one_in(100)
@pytest.mark.parametrize("seed", first(4, range(12)))
def test_whatever_stands_in_a_sealed_package(region: Region, tacheng: Workspace, seed: int) -> None:
    """Any value of the right kind in any row: it counts, or it is said why not; the other offices go on."""
    dice = random.Random(seed)

    def spoil(parts: Parts) -> None:
        for _ in range(dice.randint(1, 3)):
            name = dice.choice([table for table in TYPES if rows(parts, table)])
            of = rows(parts, name)
            row = dice.choice(of)
            column = dice.randrange(len(row))
            row[column] = dice.choice(_ODD[type(row[column])])
            parts[f"rows/{name}.json"] = json.dumps(of).encode()

    drop(region, resealed(package(tacheng), key_of(region), spoil))
    other = Workspace(shutil.copytree(tacheng.root, region.folder.root.with_name("另一个")))
    other.plan_path.unlink()
    write_plan(replace(tacheng.plan, issuer="哈密市人民政府"), other.plan_path)
    done = region.rollup([other.root], as_of=D2)
    assert "哈密市" in [part.name for part in done.included]
    said = [one.reason for one in done.left_out] + [one.reason for one in done.taken.set_aside]
    assert len(done.included) == 2 or (all("请" in reason for reason in said) and said)
