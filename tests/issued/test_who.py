from __future__ import annotations

import pytest

from tests.issued.plain import text_of
from toolkit.issued.document import PlanDraft, read_document
from toolkit.plan.derived_ids import unit_id
from toolkit.plan.model import Unit

OFFICE = [Unit(unit_id(name), name, short) for name, short in (
    ("青山县人民政府", "青山县"), ("白水县人民政府", "白水县"), ("云溪市水务局", "市水务局"),
)]  # fmt: skip


def read(name: str, *units: Unit) -> PlanDraft:
    return read_document(text_of(name).encode(), "方案.txt", units)


def asked(draft: PlanDraft) -> list[list[str]]:
    return [[draft.plan.unit[id_].area for id_ in item.unit_ids] for item in draft.plan.items]


def test_the_documents_names_are_the_units() -> None:
    draft = read("齐全")
    assert asked(draft) == [["市水务局"], ["青山县", "白水县"], ["市城管局"]]
    assert not draft.questions


@pytest.mark.parametrize("name", ["各县", "各乡镇", "有关部门"])
def test_words_for_many_are_no_units_and_are_asked_about(name: str) -> None:
    draft = read(name)
    assert not any(unit.name.startswith(("各", "市直有关", "有关")) for unit in draft.plan.units)
    assert draft.questions


def test_those_whom_a_document_happens_to_name_are_not_all() -> None:
    draft = read("各县")
    assert asked(draft)[1] == []
    assert draft.asked[draft.plan.items[1].id] == "各县（市、区）人民政府"
    assert "青山县" in draft.questions[0].sentence


def test_the_offices_list_says_who_all_are_and_what_it_lacks_is_added_and_marked() -> None:
    draft = read("各县", *OFFICE)
    assert asked(draft)[1] == ["青山县", "白水县"]
    assert any("各县（市、区）" in one.sentence for one in draft.inferred)
    added = [one for one in read("齐全", *OFFICE).inferred if one.sheet == "单位"]
    assert [one.row for one in added] == [unit_id("市城管局")]


def test_a_known_prefecture_has_its_counties_marked() -> None:
    draft = read("真的地方")
    assert len(asked(draft)[0]) == 12 and "兰山区" in asked(draft)[0]
    assert all(unit.code for unit in draft.plan.units[:12])
    assert any("行政区划" in one.sentence for one in draft.inferred)


@pytest.mark.parametrize(
    "office", [("清山县人民政府", "清山县"), ("青水县人民政府", "青水县"), ("青山市人民政府", "青山市")]
)
def test_near_names_are_proposed_and_never_filled_in(office: tuple[str, str]) -> None:
    draft = read("各县", Unit("x", *office))
    item = draft.plan.items[2]
    assert "x" not in item.unit_ids
    assert any(f"是不是“{office[1]}”" in q.sentence for q in draft.questions if q.item_id == item.id)
