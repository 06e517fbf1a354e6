"""Deciding on the desk in Chromium: steps of 销号, 日程, a claim, 公开审看; by keyboard, axe-core on each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.acts import test_read_back_closing as closing
from tests.acts.test_read_back_supervision import TALK, edit, typed
from tests.acts.test_review import NAMED
from tests.conftest import Forms
from tests.programs import test_desk as desk
from toolkit import Workspace

pytestmark = pytest.mark.programs
browser = desk.browser


@pytest.fixture
def office(browser: webdriver.Chrome, tmp_path: Path, forms: Forms) -> Iterator[desk.Office]:
    """An office whose unit has asked for 销号, which goes in steps; a file waits to be claimed, a text names people."""
    workspace = closing.Office(tmp_path / "工作区", forms, closing.CHAIN, {}).workspace
    edit(workspace, typed(TALK))
    (workspace.inbox / "福海.xlsx").write_bytes(forms.filled("3.1.1", "fuhai", {"m1_progress": NAMED}))
    workspace.run(as_of=closing.feb(1))
    aside = workspace.inbox / "未识别"
    aside.mkdir()
    (aside / "布尔津.xlsx").write_bytes(forms.filled("3.1.1", "burqin"))
    yield from desk.at_work(browser, workspace.root, closing.feb(1))


def filled(office: desk.Office, name: str, text: str) -> None:
    """A field by its name, reached as the keyboard reaches it, with what is typed into it."""
    field = office.browser.find_element(By.CSS_SELECTOR, f"main [name='{name}']:not([type=hidden])")
    office.browser.execute_script("arguments[0].focus()", field)
    assert office.browser.switch_to.active_element == field
    field.clear()
    field.send_keys(text)


def chosen(office: desk.Office, name: str, value: str) -> None:
    """A radio button by the space bar."""
    path = f"main input[name='{name}'][value='{value}']"
    office.browser.find_element(By.CSS_SELECTOR, path).send_keys(Keys.SPACE)


def sound(office: desk.Office) -> None:
    """Nothing serious on the page as it is, and nothing wider than the window."""
    wide = "return document.documentElement.scrollWidth - window.innerWidth"
    assert office.violations() == [] and office.browser.execute_script(wide) <= 0


def test_an_office_decides_without_opening_a_workbook(office: desk.Office) -> None:
    workspace = Workspace(office.served.desk.root)
    office.go("/closure")
    sound(office)
    filled(office, "by", "×××")
    office.press("记下这一步")
    assert "“办理结果”没有填" in office.text and office.browser.current_url.endswith("/closure/decide")
    sound(office)
    chosen(office, "result", "通过")
    office.press("记下这一步")
    assert "登记核定做完了" in office.heading, office.text
    office.press("回核定")
    assert "验收（督导组）" in office.text
    filled(office, "paper", "验收报告1号")
    chosen(office, "result", "通过")
    filled(office, "note", "属实")
    office.browser.execute_script("window.left = false")
    office.browser.switch_to.active_element.send_keys(Keys.TAB, Keys.ENTER)
    office.wait()
    office.go("/closure")
    assert "轮到公示" in office.text
    office.press("记下公示开始")
    assert "登记核定做完了" in office.heading, office.text
    for url, said in (("/dates", "公示期满"), ("/dates", "约谈：约谈分管领导"), ("/closure", "公示到 2021-02-04 期满")):
        office.go(url)
        assert said in office.text, url
        sound(office)
    _claims(office)
    _publishes(office, workspace)


def _claims(office: desk.Office) -> None:
    office.go("/claim")
    office.press("看认领以后怎样")
    assert "认领以后算已接收" in office.heading, office.text
    sound(office)
    office.press("认领为这份表")
    assert "认领做完了" in office.heading, office.text
    office.press("看回执")
    assert "打开收件回执" in office.text
    sound(office)


def _publishes(office: desk.Office, workspace: Workspace) -> None:
    office.go("/publish")
    office.press("做双公开")
    office.press("去定")
    assert "处字请您定" in office.heading and "梁启明" in office.text
    sound(office)
    for _ in range(4):  # what is hidden uncovers what stands beside it
        for hidden in office.browser.find_elements(By.CSS_SELECTOR, "main input[name^='shown']"):
            number = str(hidden.get_attribute("name")).removeprefix("shown")
            name = "梁启明" in str(hidden.get_attribute("value"))
            chosen(office, f"verdict{number}", "隐去" if name else "可以公开")
        office.press("记下，接着做")
        if "公开版做好了" in office.text:
            break
        office.press("去定")
    office.press("看做好的")
    assert "公开版做好了" in office.heading
    sound(office)
    pages = [path.read_text(encoding="utf-8") for path in workspace.outbox.glob("*/publish/*.html")]
    assert pages and all("梁启明" not in page for page in pages)
