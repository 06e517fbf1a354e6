"""Three periods of the shipped plan: prefilled, changed, closed, reopened; and every master made again later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.effort import first
from tests.form.answers import values_of
from tests.master.masters import with_word
from tests.small import small_plan_file
from toolkit import Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.filling import answer_cells, fill_form
from toolkit.kinds.field import SAME, TICK
from toolkit.plan.states import ItemState
from toolkit.standing.status import Light, ReportState, Standing

P1, P2, P3 = "2021-01", "2021-04", "2021-07"
CLOSED = ("3.2.3", "altay_city")
CHANGED = ("3.1.1", "fuyun")
Form = tuple[str, str]


class Story:
    """A workspace taken through its periods, and the masters made on the way."""

    def __init__(self, folder: Path, plan: Path | None) -> None:
        self.workspace = Workspace.init(folder, plan, example=plan is None)
        self.sent: dict[str, dict[Form, bytes]] = {}
        self.masters: dict[tuple[str, date], bytes] = {}

    def send(self, period: str, day: date) -> None:
        done = self.workspace.distribute(as_of=day, period=period)
        plan, forms = self.workspace.plan, {}
        for path in done.forms:
            item = next(i for i in plan.items if path.name.startswith(f"{i.code}_"))
            unit = next(u for u in plan.units if path.parent.name == u.area)
            forms[item.id, unit.id] = path.read_bytes()
        self.sent[period] = forms

    def fill(self, period: str, form: Form, changes: Mapping[str, object]) -> bytes:
        """A form as a careful unit fills it: what stands there already is ticked or left, the rest is answered."""
        blank, catalogue = self.sent[period][form], self.workspace.catalogues[form[0]]
        there = values_of(blank, catalogue)[0]
        cells = answer_cells(blank, catalogue)
        right = answers_of(self.workspace.plan, catalogue, self.workspace.plan.unit[form[1]])
        answers: dict[str, object] = {name: value for name, value in right.items() if name not in there}
        answers |= {name: TICK for name in cells if name.endswith(f"_{SAME}")}
        answers |= {f.id: f"{period}已调度推进。" for f in catalogue.fields if f.column == "progress"}
        return fill_form(blank, catalogue, {**answers, **changes})

    def take(self, period: str, day: date, changes: Mapping[Form, Mapping[str, object]]) -> None:
        for number, form in enumerate(self.sent[period]):
            (self.workspace.inbox / f"{number}.xlsx").write_bytes(self.fill(period, form, changes.get(form, {})))
        (self.workspace.inbox / "阿勒泰市 三（二）3 实施方案.pdf").write_bytes(b"%PDF-1.4 " + period.encode() * 50)
        result = self.workspace.collect(as_of=day)
        assert [t.findings for t in result.taken if not t.accepted] == []
        assert len(result.taken) == len(self.sent[period])

    def make(self, period: str, day: date) -> list[Standing]:
        done = self.workspace.consolidate(as_of=day, period=period)
        assert done.problems == ()
        self.masters[period, day] = done.master.read_bytes()
        return list(done.standings)

    def decide(self, period: str, form: Form, said: Mapping[str, object]) -> None:
        path = self.workspace.master_path(self.workspace.period(period))
        path.write_bytes(with_word(path.read_bytes(), form, said))


def of(standings: list[Standing], form: Form) -> Standing:
    return next(s for s in standings if (s.item.id, s.unit.id) == form)


@pytest.fixture(scope="module", params=first(1, ["three items", "the whole plan"]))
def story(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Story:
    folder = tmp_path_factory.mktemp("三期")
    story = Story(folder / "工作区", small_plan_file(folder) if request.param == "three items" else None)
    story.send(P1, date(2021, 1, 25))
    story.take(P1, date(2021, 1, 29), {})
    story.make(P1, date(2021, 1, 31))
    story.decide(P1, CLOSED, {"核定结论": "同意销号", "核定人": "×××", "核定日期": date(2021, 2, 5), "备案号": "1 号"})
    story.make(P1, date(2021, 2, 8))
    story.send(P2, date(2021, 4, 1))
    change = {"rural_kg_count": 39, "rural_kg_qualified_count": 30}
    story.take(P2, date(2021, 4, 28), {CHANGED: {**change, **{f"{name}_{SAME}": None for name in change}}})
    story.make(P2, date(2021, 4, 30))
    said = {"核定结论": "重新挂号", "核定人": "×××", "核定日期": date(2021, 5, 10), "核定意见": "回头看发现反弹"}
    story.decide(P2, CLOSED, said)
    story.make(P2, date(2021, 5, 11))
    story.send(P3, date(2021, 7, 1))
    story.take(P3, date(2021, 7, 28), {})
    story.make(P3, date(2021, 7, 30))
    story.decide(P3, CLOSED, {"核定结论": "同意销号", "核定人": "×××", "核定日期": date(2021, 8, 3)})
    story.make(P3, date(2021, 8, 4))
    return story


@pytest.mark.exhaustive
def test_a_closed_item_needs_no_form_until_it_is_reopened(story: Story) -> None:
    owed = {(i.id, u.id) for i, u in story.workspace.plan.obligations()}
    assert set(story.sent[P1]) == set(story.sent[P3]) == owed
    assert set(story.sent[P2]) == owed - {CLOSED}


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("period", "day", "state", "report", "light"),
    [
        (P1, date(2021, 1, 31), ItemState.CLOSURE_REQUESTED, ReportState.ACCEPTED, None),
        (P1, date(2021, 2, 8), ItemState.FILED, ReportState.ACCEPTED, Light.GREEN),
        (P2, date(2021, 4, 30), ItemState.FILED, ReportState.SETTLED, Light.GREEN),
        (P2, date(2021, 5, 11), ItemState.REOPENED, ReportState.NOT_RECEIVED, Light.RED),
        (P3, date(2021, 7, 30), ItemState.CLOSURE_REQUESTED, ReportState.ACCEPTED, None),
        (P3, date(2021, 8, 4), ItemState.CLOSED, ReportState.ACCEPTED, Light.GREEN),
    ],
)
def test_the_life_of_a_closed_and_reopened_item(
    story: Story, period: str, day: date, state: ItemState, report: ReportState, light: Light | None
) -> None:
    standing = of(story.workspace.status(as_of=day, period=period), CLOSED)
    assert (standing.reviewed.state, standing.state) == (state, report)
    assert light is None or standing.light is light


def test_the_next_period_starts_from_what_was_accepted(story: Story) -> None:
    catalogue = story.workspace.catalogues[CHANGED[0]]
    second, third = (values_of(story.sent[p][CHANGED], catalogue)[0] for p in (P2, P3))
    assert (second["rural_kg_count"], third["rural_kg_count"]) == (38, 39)
    assert second["signoff_phone"] == third["signoff_phone"] == "0906-0000000"
    assert not {"signoff_leader_signed", "signoff_reported_on", "overall_closure"} & set(second)
    assert third["m1_progress"] == f"{P2}已调度推进。"


def test_a_reopened_item_starts_from_the_last_period_in_which_it_was_reported(story: Story) -> None:
    values = values_of(story.sent[P3][CLOSED], story.workspace.catalogues[CLOSED[0]])[0]
    assert values["m1_progress"] == f"{P1}已调度推进。"


def test_every_master_can_be_made_again_byte_for_byte(story: Story) -> None:
    for (period, day), then in story.masters.items():
        again = story.workspace.consolidate(as_of=day, period=period).master.read_bytes()
        assert again == then, (period, day)
