"""销号 in steps: the chain of the plan is followed, what is missing is said, what is sent back goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.acts.test_plan_versions import amended
from tests.acts.test_read_back_supervision import NOTE, edit, typed
from tests.acts.test_succeeding import gone_into
from tests.conftest import Forms
from tests.master.masters import with_word
from tests.small import new_small_workspace, small_plan
from toolkit import Workspace
from toolkit.acts.gather import gather
from toolkit.base.captions import Column, Sheet
from toolkit.ledger import Ledger
from toolkit.plan.closing import ClosingStep, Length, Span, StepKind
from toolkit.plan.model import FormKey, Plan, Unit
from toolkit.plan.states import ItemState
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
from toolkit.standing.status import Standing
from toolkit.standing.supervision import supervised

S = StepKind
FORM = FormKey("3.1.1", "fuyun")
D25, D28 = date(2021, 1, 25), date(2021, 1, 28)
DONE = {
    "m1_status": "已完成（自报）", "m1_completed_on": D25, "overall_status": "已完成（自报）",
    "overall_completed_on": D25, "overall_closure": "是", "m1_evidence": "实施方案",
}  # fmt: skip
CHAIN = (
    ClosingStep(S.REQUEST), ClosingStep(S.VISIT), ClosingStep(S.ACCEPTANCE, by="督导组", paper="验收报告"),
    ClosingStep(S.NOTICE, length=Length(3, Span.WORKDAYS)), ClosingStep(S.APPROVAL), ClosingStep(S.FILING),
    ClosingStep(S.REVISIT, length=Length(3, Span.MONTHS)),
)  # fmt: skip


def feb(day: int) -> date:
    return date(2021, 2, day)


class Office:
    """A workspace whose unit has asked for 销号, and a hand that writes into the master."""

    def __init__(self, root: Path, forms: Forms, chain: tuple[ClosingStep, ...], changes: Mapping[str, object]) -> None:
        made = new_small_workspace(root)
        write_plan(with_chain(small_plan(), chain), made.root / "plan.xlsx")
        self.workspace = Workspace(made.root)
        self.workspace.distribute(as_of=D25)
        self.report(forms, changes)
        self.workspace.run(as_of=D28)

    def report(self, forms: Forms, changes: Mapping[str, object], name: str = "表.xlsx") -> None:
        (self.workspace.inbox / name).write_bytes(forms.filled(*FORM, {**DONE, **changes}))

    @property
    def master(self) -> Path:
        return self.workspace.master_path(self.workspace.period("2021-01"))

    def step(self, label: str, day: date | str | None, result: str | None, as_of: date, **more: str) -> Standing:
        """Write beside a step, and read the master back on a day."""
        words = {"经办人": "×××", **more, "办理日期": day, "办理结果": result}
        book = load_workbook(self.master)
        sheet = book[Sheet.CLOSING]
        captions = captions_of(sheet)
        row = next(n for n in range(4, sheet.max_row + 1) if sheet.cell(n, captions["环节"]).value == label)
        for caption, value in words.items():
            sheet.cell(row, captions[caption]).value = value
        book.save(self.master)
        return self.on(as_of)

    def on(self, as_of: date) -> Standing:
        done = self.workspace.consolidate(as_of=as_of)
        self.problems = [problem.whole_sentence for problem in done.problems]
        return next(one for one in done.standings if one.form == FORM)

    def rows(self) -> list[tuple[str, str]]:
        """The steps that the sheet shows, each with where it stands."""
        sheet = load_workbook(self.master)[Sheet.CLOSING]
        captions = captions_of(sheet)
        return [
            (str(sheet.cell(n, captions["环节"]).value), str(sheet.cell(n, captions["办到哪一步"]).value))
            for n in range(4, sheet.max_row + 1)
        ]


def captions_of(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): number for number, cell in enumerate(sheet[3], start=1)}


def with_chain(plan: Plan, chain: tuple[ClosingStep, ...]) -> Plan:
    settings = replace(plan.settings, disclosed_items=(), disclosures=(), closure_evidence=False, chain=chain)
    return replace(plan, settings=settings)


@pytest.fixture
def office(tmp_path: Path, forms: Forms) -> Office:
    return Office(tmp_path / "工作区", forms, CHAIN, {})


def test_a_form_is_closed_step_by_step_and_then_looked_at_again(office: Office) -> None:
    assert office.rows() == [
        ("现场核查", "等地区办理"), ("验收", "等前面的环节"), ("公示", "等前面的环节"), ("领导审签", "等前面的环节"),
        ("备案", "等前面的环节"),
    ]  # fmt: skip
    assert (
        office.step("现场核查", feb(1), "通过", feb(1)).reviewed.closing
        == "现场核查已通过；还缺验收、公示、领导审签、备案"
    )
    office.step("验收", feb(2), "通过", feb(2), 材料文号="验收报告1号")
    now = office.step("公示", feb(2), None, feb(3))
    assert now.reviewed.lacking == ("公示（2月5日期满）", "领导审签")
    assert office.workspace.remind(as_of=feb(3)).agenda[0].sentence(feb(3)) == "公示期满 富蕴县 三（一）1（2月5日）"
    assert office.on(feb(6)).reviewed.lacking == ("公示（2月5日已期满）", "领导审签")
    office.step("公示", feb(2), "通过", feb(7))
    now = office.step("领导审签", feb(7), "通过", feb(8))
    assert (now.reviewed.state, now.reviewed.closed_on) == (ItemState.CLOSED, feb(7))
    now = office.step("备案", feb(8), "通过", feb(8), 材料文号="备〔2021〕1号")
    assert now.reviewed.state is ItemState.FILED and not office.problems
    assert now.reviewed.closing == "销号各环节已办完"
    assert office.rows()[-1] == ("回头看", "2021年5月7日前后去看")
    (look,) = office.workspace.remind(as_of=date(2021, 5, 6)).agenda
    assert look.day == date(2021, 5, 7) and look.task == "回头看"
    now = office.step("回头看", date(2021, 5, 7), "退回", date(2021, 5, 8), 办理意见="有反弹")
    assert now.reviewed.state is ItemState.REOPENED
    assert next(row for row in office.rows() if "第2次" in row[0]) == ("现场核查（第2次）", "等地区办理")
    told = [event.what for event in office.workspace.history(unit="fuyun", item="3.1.1")]
    assert "验收·材料文号：验收报告1号" in told and "回头看·办理结果：退回" in told


def test_what_is_sent_back_at_a_step_goes_on_from_there(office: Office, forms: Forms) -> None:
    office.step("现场核查", feb(1), "通过", feb(1))
    now = office.step("验收", feb(2), "退回", feb(2), 办理意见="台账不全")
    assert now.reviewed.state is ItemState.RETURNED
    assert now.reviewed.closing == "现场核查已通过；验收退回（台账不全）；还缺验收、公示、领导审签、备案"
    office.report(forms, {"m1_progress": "台账补齐了。"}, "再报.xlsx")
    office.workspace.run(as_of=feb(4))
    assert [row[0] for row in office.rows()] == ["现场核查", "验收", "验收（第2次）", "公示", "领导审签", "备案"]
    now = office.step("验收（第2次）", feb(4), "通过", feb(4), 材料文号="验收报告2号")
    assert now.reviewed.closing == "现场核查、验收已通过；还缺公示、领导审签、备案"
    assert ("验收", "已退回（2021年2月2日）") in office.rows()


def test_a_decision_of_the_office_that_lets_it_go_on_begins_the_chain_anew(office: Office) -> None:
    office.step("现场核查", feb(1), "通过", feb(1))
    word: dict[str, object] = {
        Column.VERDICT: "退回",
        Column.OPINION: "重来",
        Column.REVIEWER: "×××",
        Column.DECIDED_ON: feb(2),
    }
    office.master.write_bytes(with_word(office.master.read_bytes(), FORM, word))
    now = office.on(feb(3))
    assert now.reviewed.state is ItemState.RETURNED
    assert [row[0] for row in office.rows()][:2] == ["现场核查", "现场核查（第2次）"]


def test_nobody_closes_past_the_steps(office: Office) -> None:
    word: dict[str, object] = {Column.VERDICT: "同意销号", Column.REVIEWER: "×××", Column.DECIDED_ON: feb(1)}
    office.master.write_bytes(with_word(office.master.read_bytes(), FORM, word))
    now = office.on(feb(2))
    assert now.reviewed.state is ItemState.CLOSURE_REQUESTED
    assert office.problems == ["还不能“同意销号”：缺现场核查、验收、公示、领导审签。补齐以后再核定。"]


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("label", "day", "result", "more", "words"),
    [
        ("现场核查", feb(1), "合格", {}, "请填“通过”或者“退回”"),
        ("现场核查", None, "通过", {}, "“办理日期”没有填"),
        ("现场核查", "下周", "通过", {}, "不是日期"),
        ("现场核查", feb(9), "通过", {}, "晚于读取台账的日期"),
        ("现场核查", feb(1), "通过", {"经办人": ""}, "“经办人”没有填"),
        ("现场核查", feb(1), "退回", {}, "写明理由"),
        ("验收", feb(1), "通过", {"材料文号": "1号"}, "前面的环节还没有通过"),
    ],
)
def test_a_step_that_cannot_count_is_kept_and_named(
    office: Office, label: str, day: date | str | None, result: str, more: dict[str, str], words: str
) -> None:
    now = office.step(label, day, result, feb(3), **more)
    assert now.reviewed.state is ItemState.CLOSURE_REQUESTED and len(now.reviewed.lacking) == 4
    assert any(words in problem for problem in office.problems), office.problems
    assert any(words in stands for _, stands in office.rows())


def test_a_paper_that_the_plan_asks_for_must_be_named(office: Office) -> None:
    office.step("现场核查", feb(1), "通过", feb(1))
    office.step("验收", feb(2), "通过", feb(3))
    assert any("要有验收报告" in problem for problem in office.problems)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("chain", "steps"),
    [
        ((ClosingStep(S.REQUEST), ClosingStep(S.APPROVAL)), ["领导审签"]),
        ((ClosingStep(S.VISIT), ClosingStep(S.FILING)), ["现场核查"]),
        ((ClosingStep(S.REQUEST), ClosingStep(S.NOTICE, length=Length(2, Span.DAYS))), ["公示"]),
        ((ClosingStep(S.FILING),), ["备案"]),
    ],
    ids=["one", "without asking", "notice alone", "filing alone"],
)
def test_any_subset_of_the_steps_closes(
    tmp_path: Path, forms: Forms, chain: tuple[ClosingStep, ...], steps: list[str]
) -> None:
    asked = any(step.kind is S.REQUEST for step in chain)
    office = Office(tmp_path / "工作区", forms, chain, {} if asked else {"overall_closure": "否"})
    assert len(office.rows()) >= len(steps)
    now = [office.step(label, feb(1), "通过", feb(5)) for label in steps][-1]
    assert now.reviewed.closed_on in (feb(1), feb(3)), (now.reviewed, office.problems)


def test_another_kind_of_item_has_steps_of_its_own() -> None:
    from toolkit.plan.closing import chain_of

    chain = (ClosingStep(S.VISIT), ClosingStep(S.APPROVAL), ClosingStep(S.ACCEPTANCE, "工作要求"))
    assert [step.kind for step in chain_of(chain, "工作要求")] == [S.ACCEPTANCE]
    assert [step.kind for step in chain_of(chain, "整改措施")] == [S.VISIT, S.APPROVAL]


def test_sorted_copied_and_keyless_rows_are_read_as_they_are_seen(office: Office) -> None:
    book = load_workbook(office.master)
    sheet = book[Sheet.CLOSING]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(reversed(rows), start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    sheet.delete_cols(1)  # the hidden keys
    book.save(office.master)
    office.step("现场核查", feb(1), "通过", feb(1))
    assert ("现场核查", "已通过（2021年2月1日）") in office.rows()


def test_rows_whose_keys_did_not_go_along_move_nothing(office: Office) -> None:
    book = load_workbook(office.master)
    sheet = book[Sheet.CLOSING]
    keys = [sheet.cell(n, 1).value for n in range(4, 9)]
    for number, key in enumerate(reversed(keys), start=4):
        sheet.cell(number, 1).value = key
    book.save(office.master)
    now = office.step("现场核查", feb(1), "通过", feb(1))
    assert now.reviewed.lacking[0] == "现场核查"
    assert any("对不上" in problem for problem in office.problems)


def test_a_plan_without_steps_has_no_sheet_of_them(tmp_path: Path, forms: Forms) -> None:
    office = Office(tmp_path / "工作区", forms, (), {})
    assert Sheet.CLOSING not in load_workbook(office.master).sheetnames


def test_the_plan_workbook_says_them(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    plan = with_chain(small_plan(), CHAIN)
    write_plan(plan, path)
    assert read_plan(path).settings.chain == CHAIN


def test_dossier_and_trace_tell_the_steps(office: Office) -> None:
    from docx import Document

    office.step("现场核查", feb(1), "通过", feb(1), 材料文号="核查记录")
    done = office.workspace.dossier(as_of=feb(2), item="3.1.1")
    document = Document(str(done.filed[0].document))
    story = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "现场核查，通过（地区；×××；核查记录）" in story
    assert any("通过" in line for line in office.workspace.trace("销号!I4", as_of=feb(2))[2:])


def test_the_steps_go_up_with_the_decisions_and_what_the_office_did_stays(office: Office) -> None:
    office.step("现场核查", feb(1), "通过", feb(1))
    now = office.step("验收", feb(2), "退回", feb(2), 办理意见="台账不全")
    edit(office.workspace, typed(NOTE))
    office.on(feb(3))
    plan = office.workspace.plan
    with office.workspace.ledger() as ledger, Ledger(Path(":memory:")) as above:
        rows = ledger.taken_out([plan.periods[0].id], feb(3))
        above.put_in(rows)
        seen = gather(plan, above, plan.periods[0], feb(3), whole=False)
        assert supervised(plan, ledger.office_rows())
    assert seen.standing[FORM].reviewed == now.reviewed
    assert not supervised(plan, seen.records)


NEW = Unit("new", "某某市人民政府", "某某市", emails=("new@example.com",))
AGAIN = Unit("again", "某某新区管委会", "某某新区", emails=("again@example.com",))


def after(office: Office, olds: tuple[str, ...], into: Unit) -> Standing:
    """Where the form stands after its unit has gone into another."""
    office.workspace = amended(office.workspace, lambda plan: gone_into(plan, olds, into, feb(3)))
    done = office.workspace.consolidate(as_of=feb(3))
    return next(one for one in done.standings if one.form == (FORM.item_id, into.id))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("names", [(NEW,), (NEW, AGAIN), (AGAIN, NEW)], ids=["once", "twice", "twice, otherwise"])
def test_the_steps_of_a_unit_that_is_renamed_go_on_where_they_were(office: Office, names: tuple[Unit, ...]) -> None:
    office.step("现场核查", feb(1), "通过", feb(1))
    before = office.step("验收", feb(2), "退回", feb(2), 办理意见="台账不全")
    rows, unit = office.rows(), FORM.unit_id
    now = before
    for name in names:
        now = after(office, (unit,), name)
        unit = name.id
    assert (now.reviewed.state, now.reviewed.closing) == (before.reviewed.state, before.reviewed.closing)
    assert office.rows() == rows and now.reviewed.closing.startswith("现场核查已通过；验收退回（台账不全）")


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    "column", [Column.VERDICT, Column.OPINION, Column.REMARK], ids=["verdict", "opinion", "remark"]
)
def test_what_was_decided_about_a_unit_that_is_no_more_is_taken_back_in_its_successors_row(
    office: Office, column: Column
) -> None:
    word: dict[str, object] = {
        Column.VERDICT: "退回", Column.OPINION: "重来", Column.REVIEWER: "×××", Column.DECIDED_ON: feb(2),
        Column.REMARK: "一句话",
    }  # fmt: skip
    office.master.write_bytes(with_word(office.master.read_bytes(), FORM, word))
    assert office.on(feb(2)).reviewed.state is ItemState.RETURNED
    after(office, (FORM.unit_id,), NEW)
    office.master.write_bytes(with_word(office.master.read_bytes(), FormKey(FORM.item_id, NEW.id), {column: None}))
    office.workspace.consolidate(as_of=feb(4))
    snapshot = office.workspace.snapshot(office.workspace.period("2021-01"), feb(4))
    now = {cell.column: cell.value for cell in snapshot.office if cell.applied and cell.unit_id == NEW.id}
    assert now == {**word, column: None}
