"""The desk in Chromium, as far as things go out: a plan from a document into force, forms, reminders, stopping."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.conftest import new_workspace
from tests.programs.test_desk import Office, at_work, browser, check, held_back
from toolkit import Workspace
from toolkit.acts.import_plan import AMENDMENT

pytestmark = pytest.mark.programs
__all__ = ["browser"]  # the fixture

ISSUED, LATE = date(2026, 3, 2), date(2026, 4, 8)
TITLE = "河湾市学校安全问题整改方案"
LINES = (
    "河湾市教育局文件", "河教〔2026〕7号", f"关于印发{TITLE}的通知", "各单位：", f"《{TITLE}》已经同意，现印发给你们。",
    "河湾市教育局", "2026年3月2日", TITLE, "为做好整改，制定本方案。", "一、整改措施",
    "（一）校舍安全。部分校舍没有检测。", "整改措施：一是全面检测校舍。二是维修不合格的校舍。",
    "责任单位：第一小学、第二小学", "整改时限：2026年6月30日",
    "（二）食堂管理。台账不全。", "整改措施：补齐台账，每周检查一次。", "整改时限：立行立改、长期坚持",
    "（三）门卫值守。夜间没有人值守。", "整改措施：配齐人员。", "责任单位：第二小学",
)  # fmt: skip


@pytest.fixture
def beginner(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "新").mkdir()
    yield from at_work(browser, tmp_path / "新", ISSUED)


def written(folder: Path, lines: tuple[str, ...] = LINES) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / "方案.docx"))
    return folder / "方案.docx"


def picture(office: Office, name: str) -> None:
    """Keep what the page looks like, where somebody wants to look at it."""
    if folder := os.environ.get("DESK_PICTURES"):
        office.browser.save_screenshot(str(Path(folder) / f"{name}.png"))


def read_in(office: Office, path: Path) -> None:
    office.go("/plan/new")
    office.choose("document", path)
    office.press("读进来")
    office.go("/plan/new")


def decide_all(office: Office) -> set[str]:
    """Decide one thing after another on the page; gives what was asked."""
    asked: set[str] = set()
    office.go("/plan/decide")
    for _ in range(60):
        if not office.browser.current_url.partition("?")[0].endswith("/plan/decide"):
            return asked
        asked.add(office.heading)
        if len(asked) in (1, 4):
            picture(office, f"decide{len(asked)}")
            assert office.violations() == []
        units = office.browser.find_elements(By.CSS_SELECTOR, "input[name=unit]")
        answer = office.browser.find_elements(By.ID, "answer")
        if units and not any(one.is_selected() for one in units):
            units[-1].send_keys(Keys.SPACE)
        if answer and answer[0].get_attribute("type") == "date" and not answer[0].get_attribute("value"):
            office.browser.execute_script("arguments[0].value = '2026-03-31'", answer[0])
        elif answer and answer[0].tag_name == "input" and not answer[0].get_attribute("value"):
            words = {"联系人": "收表人", "联系电话": "0999-2145678", "报送邮箱": ""}
            answer[0].send_keys(next((said for name, said in words.items() if name in office.heading), "教育局"))
        office.press("就这样")
    raise AssertionError(asked)


def test_a_new_plan_comes_into_force_and_its_forms_go_out_without_a_command(beginner: Office, tmp_path: Path) -> None:
    office = beginner
    read_in(office, written(tmp_path))
    assert "处请您定" in office.heading, office.text
    picture(office, "plan")
    check(office, "/plan/new")
    office.browser.find_element(By.ID, "names").send_keys("第三小学")
    office.browser.find_element(By.ID, "kind").send_keys("学校")
    office.press("加上")
    assert "填报单位 3 个" in office.text
    asked = decide_all(office)
    assert any("填报单位" in one for one in asked) and any("联系人" in one for one in asked), asked
    office.go("/plan/new")
    assert office.heading == "方案定好了，可以启用。"
    picture(office, "ready")
    office.press("启用")
    assert office.heading == "启用方案做完了。", office.text
    office.press("去发表")
    office.press("做好填报表")
    assert office.heading == "发表做完了。", office.text
    office.press("看做好的")
    workspace = Workspace(office.served.desk.root)
    assert [*workspace.outbox.rglob("*填报表*")] and "按单位发" in office.text
    picture(office, "issue")
    check(office, "/issue")
    amended_and_reminded(office, tmp_path)


def amended_and_reminded(office: Office, folder: Path) -> None:
    """The document comes once more, with other words; then somebody is reminded."""
    changed = tuple(line.replace("补齐台账，每周检查一次。", "台账每天记，局里每月检查。") for line in LINES)
    read_in(office, written(folder, changed))
    if "定好了" not in office.heading:
        decide_all(office)
    office.go("/plan/new")
    assert "台账每天记" in office.text and "对已经发出的表" in office.text, office.text
    picture(office, "amended")
    check(office, "/plan/new")
    office.press("启用")
    assert office.heading == "启用方案做完了。", office.text
    root = office.served.desk.root
    assert not (root / AMENDMENT).exists() and len(Workspace(root).plan_versions()) == 2
    office.day = LATE
    office.go("/remind")
    picture(office, "remind")
    check(office, "/remind")
    boxes = office.browser.find_elements(By.CSS_SELECTOR, "input[name=unit]")
    assert len(boxes) == 3
    boxes[1].send_keys(Keys.SPACE)
    boxes[2].send_keys(Keys.SPACE)
    words = office.browser.find_element(By.CSS_SELECTOR, "textarea[name='text-催报']")
    words.clear()
    words.send_keys("主题：{单位}请今天报\n\n{单位全称}：\n请今天报。\n\n{表}\n\n{附件}")
    Select(office.browser.find_element(By.ID, "tone")).select_by_visible_text("催报")
    office.press("做好催报")
    assert office.heading == "催报做完了。" and "草稿 1 封" in office.text, office.text
    office.press("看做好的")
    picture(office, "reminded")
    assert "群消息" in office.text and "1 次" in office.text
    check(office, "/remind")


def test_sending_out_is_stopped_from_the_page_by_the_keyboard(browser: webdriver.Chrome, tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "工作区")
    for office in at_work(browser, workspace.root, date(2021, 1, 25)):
        with held_back() as begin:
            office.go("/issue")
            office.browser.find_element(By.CSS_SELECTOR, "button[form=make]").send_keys(Keys.ENTER)
            office.arrive("/job")
            picture(office, "stop")
            browser.find_element(By.CSS_SELECTOR, "form[action='/job/stop'] button").send_keys(Keys.ENTER)
            office.until(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-stopping]"))
            begin.set()
            office.wait()
        office.go("/job")
        assert office.heading == "发表按您说的停下了。" and "没有做，也没有拟邮件" in office.text, office.text
        check(office, "/job")
