"""The shipped plan against the issued document: nothing left out, nothing added, every text in its words."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from toolkit.base.findings import Severity
from toolkit.base.shipped import shipped_plan_path
from toolkit.plan.measures import LimitType
from toolkit.plan.model import ItemKind, Plan
from toolkit.plan.rule_tokens import RuleScope
from toolkit.plan.rules import operands, parse_formula, parse_rule
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

DOCUMENT = (Path(__file__).parent.parent / "data" / "document.txt").read_text(encoding="utf-8")
PARTS = "三四五六"
COUNTIES = ("altay_city", "burqin", "fuyun", "fuhai", "habahe", "qinghe", "jeminay")
KANAS = "kanas"


def squeezed(text: str) -> str:
    """A text without the page breaks and stray spaces of the printed document, its brackets full-width."""
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


WHOLE = squeezed(DOCUMENT)


def headings() -> list[str]:
    """The codes of the document's items, by its headings alone: 三（一）1, or 四（五） where none is numbered."""
    found: list[str] = []
    part = section = ""
    for line in DOCUMENT.splitlines():
        line = line.strip()
        if match := re.match(r"([一二三四五六七八九十]+)、", line):
            part, section = match[1], ""
        elif match := re.match(r"[（(]([一二三四五六七八九十]+)[）)]", line):
            section = f"{part}（{match[1]}）"
            found.append(section)
        elif (match := re.match(r"(\d+)\.\s", line)) and section:
            found.append(f"{section}{match[1]}")
    numbered = {re.sub(r"\d+$", "", code) for code in found if code[-1].isdigit()}
    return [code for code in found if code[0] in PARTS and code not in numbered]


def segments(plan: Plan) -> dict[str, str]:
    """The document's text of each item, from its title to the next item's title, found in the order of the plan."""
    starts, place = [], WHOLE.index("三、整改措施（一）")
    for item in plan.items:
        start = WHOLE.find(squeezed(item.title), place)
        assert start >= 0, f"{item.code}: the title is not in the document after the items before it"
        starts.append(start)
        place = start + len(squeezed(item.title))
    ends = [*starts[1:], WHOLE.index("抄送：")]
    return {item.id: WHOLE[a:b] for item, a, b in zip(plan.items, starts, ends, strict=True)}


def test_no_numbered_item_of_parts_three_to_six_is_missing_or_added(plan: Plan) -> None:
    assert [item.code for item in plan.items] == headings()
    assert [sum(item.part == part for item in plan.items) for part in PARTS] == [12, 13, 2, 3]


def test_ids_are_the_codes_in_figures(plan: Plan) -> None:
    figures = {character: str(number) for number, character in enumerate("一二三四五六", start=1)}
    for item in plan.items:
        numbers = [figures.get(character, character) for character in re.sub(r"[（）]", "", item.code)]
        assert item.id == ".".join(numbers)
        assert item.code.startswith(item.part + item.section)


def test_every_text_stands_in_the_document_at_its_item_and_in_order(plan: Plan) -> None:
    for item_id, segment in segments(plan).items():
        item, place = plan.item[item_id], 0
        for text in (item.title, item.finding, *(m.marker + m.text for m in item.measures)):
            found = segment.find(squeezed(text), place)
            assert found >= 0, f"{item.code}: not in the document's words or order: {text[:30]}"
            place = found + len(squeezed(text))
        assert squeezed(item.description) in segment
        assert squeezed(item.time_limit.as_written) in segment
        assert squeezed(item.units_as_written) in segment


def test_no_text_is_cut_short(plan: Plan) -> None:
    """After an item's text the document goes on with 整改单位, the next number, or the distribution list."""
    heading = r"整改单位：|\d\.关于|（[一二三四五六]）|[四五六]、|$"
    for item_id, segment in segments(plan).items():
        item = plan.item[item_id]
        _, _, rest = segment.partition(squeezed(item.description))
        assert re.match(heading, rest), f"{item.code}: the document goes on with {rest[:20]}"


def test_measures_are_the_whole_text_of_their_item(plan: Plan) -> None:
    assert sum(len(item.measures) for item in plan.items) == 41
    for item in plan.items:
        if item.kind is ItemKind.EXPLANATION:
            assert item.measures == ()
        else:
            assert "".join(measure.marker + measure.text for measure in item.measures) == item.description
            assert [measure.no for measure in item.measures] == list(range(1, len(item.measures) + 1))
        markers = [measure.marker for measure in item.measures]
        assert markers in ([], [""], ["一是", "二是", "三是", "四是"][: len(markers)])


def test_titles_of_parts_and_sections_are_the_documents(plan: Plan) -> None:
    for item in plan.items:
        assert f"{item.part}、{squeezed(item.part_title)}" in WHOLE
        assert f"{item.section}{squeezed(item.section_title)}" in WHOLE


def test_kinds_follow_the_documents_own_labels(plan: Plan) -> None:
    for item_id, segment in segments(plan).items():
        item = plan.item[item_id]
        assert (item.kind is ItemKind.EXPLANATION) == ("情况说明：" in segment)
        assert (item.kind is ItemKind.RECTIFICATION) == ("整改措施：" in segment)
    assert {item.part: item.kind for item in plan.items if item.part != "三"} == {
        "四": ItemKind.SUGGESTION,
        "五": ItemKind.DELIBERATION_OPINION,
        "六": ItemKind.REQUIREMENT,
    }


def test_labelled_units_and_time_limits_are_taken_over_whole(plan: Plan) -> None:
    """整改单位 and 整改时限 of part 三, read from the document a second way."""
    labelled = re.compile(r"整改单位：(.+?)整改时限：(.+?)(?:\d\.关于|（[二三四]）|四、|$)")
    found = {i: match.groups() for i, segment in segments(plan).items() if (match := labelled.search(segment))}
    assert found == {
        item.id: (squeezed(item.units_as_written), squeezed(item.time_limit.as_written))
        for item in plan.items
        if item.kind is ItemKind.RECTIFICATION
    }


def test_due_dates_only_where_the_document_gives_a_day(plan: Plan) -> None:
    dated = {item.code: item.time_limit for item in plan.items if item.time_limit.due_date}
    assert {code: (limit.type, str(limit.due_date)) for code, limit in dated.items()} == {
        "三（二）3": (LimitType.COMPLETED, "2020-12-31"),
        "六（二）": (LimitType.FIXED, "2021-01-31"),
    }
    for item in plan.items:
        if not item.time_limit.as_written:
            assert item.time_limit.type in (LimitType.UNSTATED, LimitType.NOT_APPLICABLE)


# Who reports where the document names somebody (the words are checked against the document above).
STATED = {
    "三（一）1": ("各县（市）人民政府", COUNTIES),
    "三（一）2": ("各县（市）人民政府", COUNTIES),
    "三（一）3": ("各县（市）人民政府", COUNTIES),
    "三（二）3": ("阿勒泰市人民政府", ("altay_city",)),
    "三（三）1": ("布尔津县人民政府", ("burqin",)),
    "三（三）2": ("布尔津县人民政府", ("burqin",)),
    "三（三）3": ("各县（市）人民政府", COUNTIES),
    "三（四）1": ("各县（市）人民政府、各有关部门（单位）", COUNTIES),
    "六（一）": ("各县（市）", COUNTIES),
    "六（二）": ("各县（市、景区）、各有关部门（单位）", (*COUNTIES, KANAS)),
}


def test_who_reports_is_as_the_document_states_it(plan: Plan) -> None:
    stated = {i.code: (i.units_as_written, i.unit_ids) for i in plan.items if not i.units_proposed}
    assert stated == STATED


def test_reporters_are_marked_as_proposed_where_the_document_names_nobody(plan: Plan) -> None:
    proposed = [item for item in plan.items if item.units_proposed]
    assert len(proposed) == 20
    assert not any(item.units_as_written for item in proposed)
    assert all(item.unit_ids for item in proposed)
    assert {i.code for i in proposed if i.unit_ids == ("altay_city",)} == {"三（二）1", "四（二）2"}


def test_the_scenic_area_reports_only_where_it_should(plan: Plan) -> None:
    """六（二） names 各县（市、景区）; 三（二）2 counts all of them together (proposed)."""
    assert {item.code for item in plan.items if KANAS in item.unit_ids} == {"三（二）2", "六（二）"}


def test_units_stand_in_official_order(plan: Plan) -> None:
    assert tuple(unit.id for unit in plan.units) == (*COUNTIES, KANAS)
    codes = [unit.code for unit in plan.units]
    assert codes[:-1] == sorted(codes[:-1])
    assert codes[-1] == "", "the scenic area is no county and has no code"
    assert squeezed(plan.unit[KANAS].name) in WHOLE


def test_the_head_is_the_documents(plan: Plan) -> None:
    for text in (plan.title, plan.doc_no, plan.feedback_body, plan.report_to, plan.contact, plan.phone):
        assert squeezed(text) in WHOLE
    assert f"{plan.issued_on.year}年{plan.issued_on.month}月{plan.issued_on.day}日印发" in WHOLE
    assert [(period.id, str(period.due_date)) for period in plan.periods] == [
        # The document gives the first; the later ones are a proposal, a quarter apart.
        ("2021-01", "2021-01-31"), ("2021-04", "2021-04-30"), ("2021-07", "2021-07-31"), ("2021-10", "2021-10-31"),
    ]  # fmt: skip


def test_no_personal_data_travels_with_the_package(plan: Plan) -> None:
    assert all(re.fullmatch(r"\w+@example\.com", email) for unit in plan.units for email in unit.emails)
    assert not any(unit.contact or unit.phone for unit in plan.units)
    assert plan.email.endswith("@example.com")
    assert set(plan.contact + plan.phone) == {"×"}
    with zipfile.ZipFile(shipped_plan_path()) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "整改报送工具" in core and "lastModifiedBy" not in core


def test_indicators(plan: Plan) -> None:
    assert sum(not indicator.computed for indicator in plan.indicators) == 36
    assert [indicator.id for indicator in plan.indicators if indicator.computed] == [
        "rural_kg_qualified_rate",
        "urban_seat_occupancy_rate",
        "enrol_public_share",
        "rural_teacher_staffed_share",
    ]
    for item in plan.items:
        computed = [indicator.computed for indicator in plan.indicators_of(item.id)]
        assert computed == sorted(computed), f"{item.code}: computed figures come after those they are computed from"
    labels = [indicator.name for indicator in plan.indicators]
    assert len(set(labels)) == len(labels)


def test_document_totals(plan: Plan) -> None:
    totals = {i.id: i.document_value for i in plan.indicators if i.document_value is not None}
    assert totals == {
        "urban_kg_count": 10,
        "urban_enrolment": 2739,
        "kg_total": 322,
        "kg_private": 8,
        "enrol_total": 28959,
        "enrol_private": 1251,
        "enrol_public_share": 95.68,
        "sixth_kg_seats_added": 360,
        "lead_kg_seconded_count": 5,
    }
    found = segments(plan)
    for name, value in totals.items():
        assert re.search(rf"(?<![\d.]){value:g}(?![\d.])", found[plan.indicator[name].item_id]), name


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("3.2.2-r6", "SUM([幼儿园总数]) = 322"),
        ("3.2.2-r7", "SUM([民办幼儿园数]) = 8"),
        ("3.2.2-r8", "SUM([在园幼儿总数]) = 28959"),
        ("3.2.2-r9", "SUM([民办园在园幼儿数]) = 1251"),
        ("3.2.2-r10", "95.675 ≤ SUM([公办园在园幼儿数]) / SUM([在园幼儿总数]) * 100 < 95.685"),
    ],
)
def test_totals_over_all_units_are_warnings(plan: Plan, rule: str, text: str) -> None:
    found = next(r for r in plan.rules if r.id == rule)
    assert (found.text, found.severity) == (text, Severity.WARNING)
    assert parse_rule(found.text, operands(plan.indicators)).scope is RuleScope.WHOLE


def test_rules_name_indicators_by_their_labels_as_a_clerk_would(plan: Plan) -> None:
    assert len(plan.rules) == 37
    names = operands(plan.indicators)
    for rule in plan.rules:
        outside = re.sub(r"\[[^\[\]]*\]", "", rule.text)
        assert set(re.findall(r"[A-Za-z_]+", outside)) <= {"implies", "filled", "SUM"}, rule.id
        assert not set(outside) & {"&", "|", "!"} and "==" not in outside
        assert any(plan.indicator[name].item_id == rule.item_id for name in parse_rule(rule.text, names).names)
    for indicator in plan.indicators:
        if indicator.computed:
            assert parse_formula(indicator.formula, names).names


def test_messages_are_chinese_and_name_no_file_or_norm(plan: Plan) -> None:
    for text in [rule.message for rule in plan.rules] + [i.definition for i in plan.indicators]:
        assert "norms" not in text
        assert not re.search(r"[a-z_]{3,}", text)
        assert unicodedata.normalize("NFC", text) == text


def test_the_shipped_workbook_is_what_the_package_writes(plan: Plan, tmp_path: Path) -> None:
    """Regenerate it with `write_plan(read_plan(path), path)` after a change of columns, notes or look."""
    write_plan(plan, tmp_path / "plan.xlsx")
    assert read_plan(tmp_path / "plan.xlsx") == plan
    shipped, fresh = load_workbook(shipped_plan_path()), load_workbook(tmp_path / "plan.xlsx")
    assert shipped.sheetnames == fresh.sheetnames
    for name in shipped.sheetnames:
        for old, new in zip(shipped[name].iter_rows(), fresh[name].iter_rows(), strict=True):
            for was, now in zip(old, new, strict=True):
                assert (was.value, was.number_format, was.comment and was.comment.text) == (
                    now.value,
                    now.number_format,
                    now.comment and now.comment.text,
                ), f"{name}!{was.coordinate}"
        assert {k: d.width for k, d in shipped[name].column_dimensions.items()} == {
            k: d.width for k, d in fresh[name].column_dimensions.items()
        }
