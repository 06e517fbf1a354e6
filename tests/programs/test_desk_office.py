"""办公室, 体检与设置 and 关账 in Chromium: several plans, a backup, a period closed; axe-core on each page."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.conftest import KEY
from tests.programs.test_desk import Office, at_work, check
from tests.programs.test_desk import browser as browser  # the fixture
from tests.small import ISSUED, small_plan
from toolkit import Workspace
from toolkit.planbook.writing import write_plan

pytestmark = pytest.mark.programs
DAY = date(2021, 2, 8)
NAMES = ("安全生产", "学前教育")


@pytest.fixture
def office(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[Office]:
    """Two workspaces whose forms are out; the desk of the first."""
    root = tmp_path / "整改"
    root.mkdir()
    for number, name in enumerate(NAMES):
        write_plan(replace(small_plan(), title=f"{name}问题整改方案"), tmp_path / "plan.xlsx")
        workspace = Workspace.init(root / name, tmp_path / "plan.xlsx")
        workspace.key_path.write_text(bytes(one ^ number for one in KEY).hex() + "\n", encoding="ascii")
        workspace.distribute(as_of=ISSUED)
    yield from at_work(browser, root / NAMES[0], DAY)


def forms_of(workspace: Workspace) -> list[Path]:
    return sorted(workspace.outbox.rglob("forms/*/*.xlsx"))


def test_several_plans_in_one_list(office: Office, tmp_path: Path) -> None:
    first, second = (Workspace(office.served.desk.root.parent / name) for name in NAMES)
    office.go("/office")
    assert "名单还是空的" in office.heading
    check(office, "/office")
    office.press("加入选中的")
    assert "2 个方案" in office.heading and "一个单位打一次电话" in office.text
    with zipfile.ZipFile(tmp_path / "几个方案.zip", "w") as archive:
        archive.write(forms_of(first)[0], "一.xlsx")
        archive.write(forms_of(second)[0], "二.xlsx")
    (tmp_path / "无主.pdf").write_bytes(b"%PDF-1.4 x")
    office.choose("files", tmp_path / "几个方案.zip", tmp_path / "无主.pdf")
    office.arrive("/job")
    office.wait()
    assert "分件做完了" in office.heading and "各归各的" in office.text
    assert [len([*one.inbox.glob("*.zip")]) for one in (first, second)] == [1, 1]
    office.press("回办公室")
    assert "没有分的 1 个" in office.text
    check(office, "/office")
    office.go("/office")
    office.browser.find_element(By.XPATH, f"//select/option[normalize-space()='{NAMES[1]}']").click()
    office.press("给它")
    office.wait()
    assert [path.name for path in second.inbox.glob("*.pdf")] == ["无主.pdf"]
    shutil.rmtree(second.root)
    check(office, "/office")
    assert "1 个看不了" in office.heading
    office.press("去掉")
    assert "看不了" not in office.text


def test_a_backup_and_a_copy_of_the_key(office: Office) -> None:
    check(office, "/health")
    office.browser.find_element(By.NAME, "place").click()
    office.press("现在备份")
    assert "备份做完了" in office.heading and "逐个核对过" in office.text
    office.press("回体检与设置")
    assert "上次 2021-02-08" in office.text
    office.browser.find_element(By.NAME, "place").click()
    office.press("只复制密钥")
    assert "复制密钥做完了" in office.heading
    office.go("/health")
    office.press("体检")
    assert "正常" in office.heading
    check(office, "/health")
    beside = office.served.desk.root.parent
    assert len([*beside.glob("整改备份_*")]) == 1 and len([*beside.glob("整改密钥_*.key")]) == 1


def test_a_period_is_closed_and_opened_again(office: Office) -> None:
    workspace = Workspace(office.served.desk.root)
    check(office, "/period")
    office.browser.find_element(By.NAME, "by").send_keys("办公室主任")
    office.press("关账")
    assert "关账做完了" in office.heading
    office.press("回关账")
    assert "已经关账" in office.heading
    check(office, "/period")
    office.browser.find_element(By.NAME, "by").send_keys("办公室主任")
    office.browser.find_element(By.NAME, "reason").send_keys("补齐了")
    office.press("重新开账")
    assert "重新开账做完了" in office.heading and not workspace.periods()[0].closed
