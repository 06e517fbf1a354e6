"""The desk in Chromium: a whole period without a command, a plan from a document, and axe-core on every page."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from docx import Document
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.conftest import Forms, new_workspace
from tests.reviewed import decide
from toolkit import Workspace
from toolkit.desk.app import every_screen
from toolkit.desk.desk import Desk
from toolkit.desk.serve import Served

pytestmark = pytest.mark.programs

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
URLS = [screen.url for screen in every_screen()]
SIZES = ((1366, 768), (1920, 1080), (683, 768))
LONG = 180  # seconds for an act
WHOLE = "document.readyState === 'complete'"
SETTLED = f"""return window.left !== false && {WHOLE}
    && !document.querySelector('[data-working], head > meta[http-equiv=refresh]')"""


@dataclass
class Office:
    """A clerk before a browser: reads headings, presses buttons, waits for what is being done."""

    browser: webdriver.Chrome
    served: Served
    day: date

    def go(self, path: str) -> None:
        self.browser.get(f"http://127.0.0.1:{self.served.port}{path}")

    @property
    def heading(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "h1").text

    @property
    def text(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "main").text

    def press(self, words: str) -> None:
        """A button or link by its words; then wait until what it began has ended, and its page is there."""
        path = f"//main//*[self::button or self::a][normalize-space()='{words}']"
        self.browser.execute_script("window.left = false")
        self.browser.find_element(By.XPATH, path).click()
        self.wait()

    def wait(self) -> None:
        """Wait until nothing is being done and the page that says so is there whole."""
        # Asked in this order, and of the page in one script: a page that came while it was asked is not mistaken.
        self.until(lambda: self.served.desk.jobs.running is None and self.browser.execute_script(SETTLED))

    def arrive(self, path: str) -> None:
        """Wait until the browser has come to a page, and all of that has come."""
        self.until(lambda: self.browser.execute_script(f"return location.pathname === arguments[0] && {WHOLE}", path))

    def until(self, holds: Callable[[], object]) -> None:
        WebDriverWait(self.browser, LONG, ignored_exceptions=[WebDriverException]).until(lambda _: holds())

    def choose(self, field: str, *paths: Path) -> None:
        self.browser.find_element(By.ID, field).send_keys("\n".join(map(str, paths)))

    def violations(self) -> list[str]:
        """What axe-core finds serious on the page."""
        self.browser.execute_script(AXE)
        said = self.browser.execute_async_script(
            "const done = arguments[arguments.length - 1]; axe.run().then(found => done(found.violations));"
        )
        serious = [one for one in said if one["impact"] in ("serious", "critical", "moderate")]
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in serious]


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    made.set_window_size(*SIZES[0])
    yield made
    made.quit()


def at_work(browser: webdriver.Chrome, root: Path, day: date) -> Iterator[Office]:
    office: list[Office] = []
    served = Served(Desk(root, lambda: office[0].day if office else day))
    thread = served.begin()
    office.append(Office(browser, served, day))
    browser.get(served.running.address())
    yield office[0]
    complaints = [
        one["message"]
        for one in browser.get_log("browser")  # type: ignore[no-untyped-call]
        if "Content Security" in one["message"]
    ]
    served.end()
    thread.join(10)
    assert complaints == []


@pytest.fixture
def office(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[Office]:
    yield from at_work(browser, new_workspace(tmp_path / "工作区").root, date(2021, 1, 25))


@pytest.fixture
def beginner(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "新").mkdir()
    yield from at_work(browser, tmp_path / "新", date(2021, 1, 25))


def returns(workspace: Workspace, forms: Forms, folder: Path, *, wrong: tuple[str, str]) -> list[Path]:
    """What the units send: a zip each; one of the forms has a word where a number is asked for."""
    paths = []
    for unit in workspace.plan.units:
        path = folder / f"{unit.area}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for item in workspace.plan.items:
                if unit.id in item.unit_ids:
                    slip = {"rural_kg_count": "很多"} if (item.id, unit.id) == wrong else {}
                    archive.writestr(f"{item.id}.xlsx", forms.filled(item.id, unit.id, slip))
        paths.append(path)
    return paths


def test_a_whole_period_without_a_command(office: Office, forms: Forms, tmp_path: Path) -> None:
    workspace = Workspace(office.served.desk.root)
    owed = len(workspace.plan.obligations())
    assert "还没有发" in office.heading
    office.press("去发表")
    office.press("做好填报表")
    assert "发表做完了" in office.heading and f"{owed} 份填报表" in office.text
    office.day = date(2021, 2, 8)
    paths = returns(workspace, forms, tmp_path, wrong=("3.1.1", "fuyun"))
    office.go("/")
    office.choose("files", *paths[:-1])
    office.arrive("/in")
    assert "要退回 1 份" in office.heading and "很多" in office.text
    box = office.browser.find_element(By.CSS_SELECTOR, f"input[aria-label='收 {paths[0].name}']")
    box.send_keys(Keys.SPACE)  # one is left
    office.press("收下")
    assert "收件做完了" in office.heading
    assert [path.name for path in workspace.inbox.glob("*.zip")] == [paths[0].name]
    office.go("/remind")
    office.press("做好催报")
    office.press("看做好的")
    assert "群消息" in office.text
    mended = tmp_path / "改好.xlsx"
    mended.write_bytes(forms.filled("3.1.1", "fuyun"))
    office.go("/")
    office.choose("files", paths[-1], mended)
    office.arrive("/in")
    assert "要退回" not in office.heading and "认不出" not in office.text
    office.press("收下")
    assert "收件做完了" in office.heading, office.text
    stands = Workspace(workspace.root).next_step(as_of=office.day)
    assert (stands.counts.owed, stands.counts.accepted, stands.owing_units) == (owed, owed, 0)
    office.go("/closure")
    office.press("读回核定")
    office.go("/publish")
    office.press("做双公开")
    for review in workspace.outbox.glob("*/review/*.xlsx"):
        decide(review)
        office.go("/publish")
        office.press("定好了，接着做")
    office.go("/publish")
    assert "公开版做好了" in office.heading
    assert [*workspace.outbox.glob("*/publish/*.docx")]
    for url in URLS:
        check(office, url)


def check(office: Office, url: str) -> None:
    """A page at all sizes: nothing serious, nothing wider than the window, the keyboard reaches what it shows."""
    for size in SIZES:
        office.browser.set_window_size(*size)
        office.go(url)
        wide = office.browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, (url, size)
    office.browser.set_window_size(*SIZES[0])
    office.go(url)
    assert office.violations() == [], url
    office.browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert office.browser.switch_to.active_element.text == "跳到正文", url


def test_a_plan_from_a_document(beginner: Office, tmp_path: Path) -> None:
    office = beginner
    lines = (Path(__file__).parents[1] / "data" / "document.txt").read_text(encoding="utf-8").splitlines()
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(tmp_path / "方案.docx"))
    for url in ("/", "/plan/new", "/in"):
        check(office, url)
    office.go("/")
    office.press("选下发的文件")
    office.choose("document", tmp_path / "方案.docx")
    office.press("读进来")
    office.go("/plan/new")
    assert "处请您定" in office.heading
    assert (Workspace(office.served.desk.root)).plan_path.exists()
    check(office, "/plan/new")


@contextmanager
def held_back() -> Iterator[threading.Event]:
    """Sending out begins only when the event is set: what the page says meanwhile depends on no machine's speed."""
    begin, distribute = threading.Event(), Workspace.distribute

    def waiting(*arguments: Any, **named: Any) -> Any:
        begin.wait(LONG)
        return distribute(*arguments, **named)

    with patch.object(Workspace, "distribute", waiting):
        try:
            yield begin
        finally:
            begin.set()


def test_the_page_answers_at_once_while_it_works_and_says_when_it_is_closed(office: Office) -> None:
    with held_back() as begin:
        office.go("/issue")
        office.browser.find_element(By.XPATH, "//button[normalize-space()='做好填报表']").click()
        office.until(lambda: "正在发表" in office.heading)
        office.go("/")
        assert "正在发表" in office.text
        begin.set()
        office.wait()
    office.go("/job")
    assert "发表做完了" in office.heading
    office.browser.find_element(By.XPATH, "//header//button").click()
    office.until(lambda: "已经关闭" in office.heading)
