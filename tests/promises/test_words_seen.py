"""No unit, leader or citizen reads English, a command, a code or an id, in anything that the toolkit makes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import KEY, Forms, new_workspace
from tests.region.test_counts import book
from tests.reviewed import published
from tests.seen import strange_words, texts_of
from tests.standing.histories import at_random
from tests.standing.plans import large
from tests.standing.snapshots import snapshot_of
from toolkit import Workspace
from toolkit.ledger import Arrival, ArrivalOutcome
from toolkit.master.volume_index import Volume, index_bytes
from toolkit.master.workbook import master_bytes
from toolkit.plan.model import Plan
from toolkit.region.counts import Change, LeftOut

DAY = date(2021, 2, 8)
RETURNS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("3.1.1", "fuyun", {}), ("3.1.1", "fuhai", {"rural_kg_count": "很多"}), ("6.2", "altay_city", {}),
    ("3.1.1", "burqin", {"rural_kg_count": 99999, "m1_evidence": "同上"}),
)  # fmt: skip
OTHERS = {
    "看不懂.xlsx": b"PK\x03\x04junk",
    "说明.docx": b"xx",
    "无主.pdf": b"%PDF-1.4",
    "富蕴县三（一）1方案.pdf": b"%PDF-1.4 x",
}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace that has sent out, taken in, answered, reminded and prepared what is published."""
    made = new_workspace(tmp_path_factory.mktemp("words") / "工作区")
    for item in ("3.1.1", "6.2"):
        made.distribute(as_of=made.plan.issued_on, item=item)
    for number, (item, unit, changes) in enumerate(RETURNS):
        (made.inbox / f"报表{number}.xlsx").write_bytes(forms.filled(item, unit, changes))
    for name, data in OTHERS.items():
        (made.inbox / name).write_bytes(data)
    made.run(as_of=DAY)
    made.remind(as_of=DAY)
    made.publish(as_of=DAY)
    assert [*made.outbox.rglob("公开审看*.xlsx")]  # what a person looks through is read as well
    published(made, DAY)
    return made


@pytest.fixture(scope="module")
def known(used: Workspace) -> frozenset[str]:
    """The latin words of the plan, which an office has written itself, but for the ids in it."""
    texts = texts_of("方案.xlsx", (used.root / "plan.xlsx").read_bytes())
    ids = {*used.plan.unit, *used.plan.indicator, *used.plan.item}
    return frozenset(word for text in texts for word in strange_words(text, ()) if word not in ids)


def test_everything_in_outbox_is_in_words_of_its_readers(used: Workspace, known: frozenset[str]) -> None:
    kinds: dict[str, int] = {}
    strange: dict[str, str] = {}
    for path in sorted(used.outbox.rglob("*")):
        if path.is_file():
            for text in texts_of(path.name, path.read_bytes()):
                kinds[path.suffix] = kinds.get(path.suffix, 0) + 1
                strange |= dict.fromkeys(strange_words(text, known), f"{path.name}: {text[:80]}")
    assert strange == {}
    assert all(kinds.get(kind, 0) > 20 for kind in (".xlsx", ".eml", ".docx", ".html")), kinds
    editions = [path.suffix for path in used.outbox.rglob("*公开版*") if path.is_file()]
    assert {kind: editions.count(kind) for kind in (".xlsx", ".docx", ".html")} == {".xlsx": 2, ".docx": 2, ".html": 2}


@pytest.mark.exhaustive
def test_masters_of_any_size_and_the_index_are_in_words_of_their_readers(
    plan: Plan, used: Workspace, known: frozenset[str]
) -> None:
    lost = Arrival("=甲.xlsx", "f" * 64, DAY, ArrivalOutcome.UNIDENTIFIED, "没有找到表号。", hint="运行 toolkit assign")
    made = {"索引": index_bytes(snapshot_of(plan, [], unidentified=(lost,)), [Volume("分册01.xlsx", plan.units, 9)])}
    for size in ((60, 3), (5, 70)):
        several = large(plan, *size)
        snapshot, earlier = at_random(several, 2, 2, DAY).shown(several, several.periods[1], DAY)
        made[f"{size}"] = master_bytes(snapshot, KEY, earlier)
    strange = {
        word: f"{name}: {text[:80]}"
        for name, data in made.items()
        for text in texts_of(".xlsx", data)
        for word in strange_words(text, known)
    }
    assert strange == {}


def test_a_region_reads_no_codes_either(plan: Plan, known: frozenset[str]) -> None:
    left = [LeftOut("丙地区", "没有这个文件夹。")]
    data, _ = book(
        [("甲", snapshot_of(plan, [])), ("乙", snapshot_of(plan, []))],
        left,
        [Change("甲", "乙", "三", "灯", "黄", "绿")],
    )
    assert [text for text in texts_of(".xlsx", data) if strange_words(text, known)] == []


def test_no_code_of_a_finding_is_seen(used: Workspace) -> None:
    codes = set(re.findall(r"^\| `([a-z_.]+)`", Path("docs/findings.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert len(codes) > 50
    master = used.outbox / "2021-01" / "整改总台账_2021-01.xlsx"
    assert not codes & set(texts_of(".xlsx", master.read_bytes()))


@pytest.mark.parametrize(
    "text", ["请运行 toolkit assign", "代码 number.unreadable", "rural_kg_count", "放在 archive 里", "OK"]
)
def test_the_reader_sees_strange_words(text: str) -> None:
    assert strange_words(text, ()) != []
    assert strange_words("请用 Excel 填 F18，表号：2021-01/3.1.1/kanas/1/ZXCVBN，存为 .xlsx", ()) == []
