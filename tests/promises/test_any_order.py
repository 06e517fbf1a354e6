"""Whatever the order in which facts come in, the master that they end in is the same, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from openpyxl import Workbook, load_workbook

from tests.effort import first
from tests.master.masters import with_word
from tests.small import F1, F2, F3, Form, filled, small_workspace
from toolkit import Workspace
from toolkit.form.filling import fill_form, saved_at

PERIOD, END = "2021-01", date(2021, 2, 10)
Verdict = Mapping[str, object]


@dataclass(frozen=True)
class Mail:
    """One mail of a unit: when it was sent, and what is in it."""

    name: str
    day: datetime
    files: Mapping[str, bytes] = field(repr=False)

    def write(self, folder: Path, name: str = "") -> None:
        message = EmailMessage()
        message["Date"], message["Subject"] = format_datetime(self.day), self.name
        message.set_content("请查收。")
        for file, data in self.files.items():
            message.add_attachment(data, "application", "octet-stream", filename=file)
        message.set_boundary("=" * 20)  # else every mail of the same content is another file
        (folder / (name or f"{self.name}.eml")).write_bytes(message.as_bytes())


@dataclass(frozen=True)
class Copy:
    """One copy of the first master, in which somebody of the office wrote."""

    name: str
    saved: datetime
    form: Form
    said: Verdict


def at(day: int, hour: int = 9) -> datetime:
    """A moment counted from the first of January 2021."""
    return datetime(2021, 1, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)


def verdict(text: str, day: int, **rest: object) -> Verdict:
    return {"核定结论": text, "核定人": "×××", "核定日期": at(day).date(), **rest}


COPIES = (
    Copy("总台账（甲）.xlsx", at(31), F2, verdict("同意销号", 30, 备案号="阿教备〔2021〕1号")),
    Copy("总台账（乙）.xlsx", at(33), F2, verdict("继续整改", 32, 核定意见="还要看一看")),
    Copy("总台账（丙）.xlsx", at(34), F2, verdict("同意销号", 30)),
    Copy("总台账（丁）.xlsx", at(32), F3, verdict("退回", 33, 核定意见="材料不全", 备注="电话已催")),
    Copy("总台账（戊）.xlsx", at(35), F3, {"备注": "等书面材料"}),
)
IN_PLACE = (F1, verdict("继续整改", 34, 备注="按季度调度"))


@dataclass(frozen=True)
class World:
    """The facts: a workspace in which nothing has come back yet, the mails and copies, and what they all end in."""

    start: Path
    mails: tuple[Mail, ...]
    copies: tuple[tuple[Copy, bytes], ...]
    master: bytes
    accepted: int


def end_of(workspace: Workspace) -> bytes:
    return workspace.run(as_of=END, period=PERIOD)[1].master.read_bytes()


def put_copy(workspace: Workspace, copy: Copy, data: bytes) -> None:
    path = workspace.outbox / PERIOD / copy.name
    path.write_bytes(data)
    os.utime(path, (copy.saved.timestamp(), copy.saved.timestamp()))


def write_in_place(workspace: Workspace) -> None:
    path = workspace.master_path(workspace.period(PERIOD))
    path.write_bytes(with_word(path.read_bytes(), *IN_PLACE))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("顺序")
    workspace = small_workspace(folder / "工作区")
    start = folder / "起点"
    shutil.copytree(workspace.root, start)
    # Nothing is sent back for a day that lies ahead: that would be judged anew when it comes again later.
    blank = {}
    for path in (workspace.outbox / PERIOD / "forms").rglob("*.xlsx"):
        for form in (F1, F2, F3):
            item, unit = workspace.plan.item[form[0]], workspace.plan.unit[form[1]]
            if path.name.startswith(item.code) and path.stem.endswith(unit.area):
                blank[form] = path.read_bytes()
    first = Mail("富蕴一", at(30, 1), {"表.xlsx": filled(workspace, blank[F1], F1, {"rural_kg_count": "三十八所左右"})})
    first.write(workspace.inbox)
    workspace.collect(as_of=at(30).date())
    (copy,) = (workspace.outbox / PERIOD / "returns").rglob("退回修改*.xlsx")
    corrected = fill_form(copy.read_bytes(), workspace.catalogues[F1[0]], {"rural_kg_count": 38})
    mails = (
        first,
        Mail("富蕴二", at(30, 3), {"改好的表.xlsx": corrected}),
        Mail("阿勒泰", at(30, 11), {
            "销号.xlsx": filled(workspace, blank[F2], F2, {}), "实施方案.pdf": b"%PDF-1.4 " + b"x" * 200,
        }),
        Mail("青河一", at(30, 12), {"说明.xlsx": filled(workspace, blank[F3], F3, {"signoff_phone": "没有"})}),
        Mail("青河旧稿", at(30, 2), {"说明旧.xlsx": filled(workspace, blank[F3], F3, {"overall_next_step": "旧稿"})}),
        Mail("富蕴三", at(30, 14), {"又改的表.xlsx": filled(workspace, blank[F1], F1, {"rural_kg_count": 37})}),
        Mail("富蕴四", at(30, 16), {"改错的表.xlsx": filled(workspace, blank[F1], F1, {"rural_kg_count": None})}),
        Mail("杂件", at(30, 9), {"统计表.xlsx": own_table()}),
    )  # fmt: skip
    master = workspace.master_path(workspace.period(PERIOD))
    untouched = (start / master.relative_to(workspace.root)).read_bytes()
    copies = tuple((c, saved_at(with_word(untouched, c.form, c.said), c.saved)) for c in COPIES)
    natural = Workspace(folder / "自然顺序")
    shutil.copytree(start, natural.root)
    for mail in sorted(mails, key=lambda m: m.day):
        mail.write(natural.inbox)
        natural.run(as_of=END, period=PERIOD)
    for copy_, data in sorted(copies, key=lambda one: one[0].saved):
        put_copy(natural, copy_, data)
        natural.run(as_of=END, period=PERIOD)
    write_in_place(natural)
    master_then = end_of(natural)
    with natural.ledger() as ledger:
        accepted = sum(s.accepted for s in ledger.submissions(PERIOD))
    return World(start, mails, copies, master_then, accepted)


def own_table() -> bytes:
    workbook = Workbook()
    workbook.worksheets[0].append(("园名", "在园幼儿"))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


class AnyOrder(RuleBasedStateMachine):
    """Mails, copies and re-runs in any order; at the end everything has come."""

    world: World
    folder: Path
    number = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).number += 1
        self.workspace = Workspace(self.folder / str(self.number))
        shutil.copytree(self.world.start, self.workspace.root)
        self.mails = list(self.world.mails)
        self.copies = list(self.world.copies)
        self.delivered: list[Mail] = []
        self.in_place = False

    @rule(data=st.data())
    @precondition(lambda self: self.mails)
    def mail(self, data: st.DataObject) -> None:
        mail = data.draw(st.sampled_from(self.mails))
        self.mails.remove(mail)
        self.delivered.append(mail)
        mail.write(self.workspace.inbox)

    @rule(data=st.data())
    @precondition(lambda self: self.delivered)
    def mail_again(self, data: st.DataObject) -> None:
        mail = data.draw(st.sampled_from(self.delivered))
        again = data.draw(st.sampled_from([f"{mail.name}（再发）.eml", f"{mail.name}（转发）.zip"]))
        if again.endswith(".eml"):
            mail.write(self.workspace.inbox, again)
        else:
            with zipfile.ZipFile(self.workspace.inbox / again, "w") as archive:
                for name, content in mail.files.items():
                    archive.writestr(f"再{name}", content)

    @rule(data=st.data())
    @precondition(lambda self: self.copies)
    def copy(self, data: st.DataObject) -> None:
        put_copy(self.workspace, *self.copies.pop(data.draw(st.integers(0, len(self.copies) - 1))))

    @rule()
    @precondition(lambda self: not self.in_place)
    def write_in_place(self) -> None:
        self.in_place = True
        write_in_place(self.workspace)

    @rule()
    def collect(self) -> None:
        self.workspace.collect(as_of=END)

    @rule()
    def run(self) -> None:
        end_of(self.workspace)

    def teardown(self) -> None:
        while self.mails:
            self.mails.pop().write(self.workspace.inbox)
        while self.copies:
            put_copy(self.workspace, *self.copies.pop())
        end_of(self.workspace)  # before somebody writes into the master: what is in the copies counts
        if not self.in_place:
            write_in_place(self.workspace)
        same_master(end_of(self.workspace), self.world.master)
        with self.workspace.ledger() as ledger:
            assert sum(s.accepted for s in ledger.submissions(PERIOD)) == self.world.accepted
            written = {(c.form, caption, value) for c in COPIES for caption, value in c.said.items()}
            kept = {((c.item_id, c.unit_id), c.column, c.value) for c in ledger.office(PERIOD)}
            assert written <= kept
        shutil.rmtree(self.workspace.root)


def same_master(found: bytes, expected: bytes) -> None:
    """The same bytes; where they differ, say in which cells."""
    if found == expected:
        return
    one, other = load_workbook(BytesIO(found)), load_workbook(BytesIO(expected))
    assert one.sheetnames == other.sheetnames
    for name in one.sheetnames:
        cells = [{c.coordinate: c.value for row in book[name].iter_rows() for c in row} for book in (one, other)]
        here = {place for place in cells[0].keys() | cells[1].keys() if cells[0].get(place) != cells[1].get(place)}
        assert not here, [(name, place, cells[0].get(place), cells[1].get(place)) for place in sorted(here)[:20]]
    raise AssertionError("the masters differ in what no cell shows")


@pytest.mark.hypothesis
@pytest.mark.parametrize("examples", first(1, [2, 12]))
def test_any_order_ends_in_the_same_master(world: World, tmp_path: Path, examples: int) -> None:
    machine = type("Machine", (AnyOrder,), {"world": world, "folder": tmp_path})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=12 if examples < 10 else 25,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
