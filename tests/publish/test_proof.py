"""The proof's own eye: whatever could name somebody is listed, and nearly nothing else is."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effort import first
from tests.publish import writings
from toolkit.plan.model import Plan
from toolkit.publish import proof, proof_names, proof_numbers
from toolkit.publish.passages import Why
from toolkit.publish.proof import Known
from toolkit.publish.proof_reading import read, widest

ROOM = Path(proof.__file__).parent
MASK, PROOF = ("masking", "people"), ("proof",)


def seen(text: str) -> set[int]:
    """The places of a text that are listed."""
    reading = read(text)
    hits = widest(iter([*proof_names.hits(reading), *proof_numbers.hits(reading)]))
    return {place for hit in hits for place in reading.places[hit.start : hit.end]}


def unseen(text: str, planted: str) -> str:
    """The characters of something planted that no passage holds."""
    start, places = text.index(planted), seen(text)
    return "".join(c for n, c in enumerate(planted, start) if c.isalnum() and n not in places)


def words_in(text: str) -> list[str]:
    reading = read(text)
    return [reading.words(h) for h in widest(iter([*proof_names.hits(reading), *proof_numbers.hits(reading)]))]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("sentence", writings.SENTENCES)
def test_whoever_is_named_only_in_a_text_is_listed(sentence: str) -> None:
    lost = {name: left for name in writings.NAMES if (left := unseen(sentence.format(name), name))}
    assert not lost


@pytest.mark.one_in(100)
@pytest.mark.parametrize("sentence", first(6, writings.SENTENCES))
def test_a_name_is_listed_without_its_dot_and_with_blanks(sentence: str) -> None:
    spelled = [
        (name, other) for name in writings.NAMES for other in {name.replace("·", ""), " ".join(name), "\n".join(name)}
    ]
    lost = [name for name, other in spelled if len(unseen(sentence.format(other), other)) > len(name) // 3]
    assert len(lost) <= len(spelled) // 100, lost


@pytest.mark.parametrize("written", [*writings.TRADITIONAL.values(), "李喆", "王堃", "赵翀", "马犇犇", "㛃丽"])
def test_characters_that_plain_chinese_does_without_are_listed(written: str) -> None:
    assert not [s for s in writings.SENTENCES if unseen(s.format(written), written)]


@pytest.mark.parametrize("number", (*writings.SURE, *writings.DOUBTFUL))
def test_every_number_that_could_be_somebodys_is_listed(number: str) -> None:
    for around in writings.AROUND:
        assert words_in(around.format(number)), around


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("张局长到场。", "张"), ("陈正局长主持会议。", "陈正"), ("高峰副县长督办。", "高峰"),
        ("局长文明主持会议。", "文明"), ("建国同志带队。", "建国"),
        ("责任人：安全", "安全"), ("由时光牵头。", "时光"), ("张伟明、高峰、李娜参加。", "高峰"),
        ("欧阳书记到场。", "欧阳"), ("周老师反映。", "周"),
    ],
)  # fmt: skip
def test_words_beside_a_post_are_listed(text: str, words: str) -> None:
    assert any(words in one for one in words_in(text)), words_in(text)


@pytest.mark.parametrize(
    "written", ["古月", "曲波", "衡水清", "区少坤", "敬爱民", "揭春雨", "谯永平", "官小兵", "沙洲"]
)
@pytest.mark.parametrize(
    "place",
    [
        "经{}批准后实施。", "安排{}驻点督导。", "其中{}家庭困难，已纳入资助。", "群众{}来电咨询。", "招聘幼师{}等5人。",
        "施工方代表{}签收。", "已对{}进行批评教育。", "2月3日{}到岗。", "副组长{}，成员若干。",
        "党支部书记{}表示将尽快整改。", "收到{}的来信。", "其中{}一户已搬迁。", "{}老师离职后岗位空缺。",
        "（经办：{}）",
        "给予{}警告处分。",
        "由{}等3人值守。",
        "{}（电话2123456）负责解释。", "参会人员：李建新、{}、赵红。", "{}（县教育局副局长）到会。",
        "采购员{}索要回扣。",
        "会议听取了{}的汇报。", "幼儿园园长{}因病请假。",
    ],
)  # fmt: skip
def test_whoever_stands_where_persons_stand_is_listed(written: str, place: str) -> None:
    """Ordinary words, rare surnames, a surname that the segmenter gives to the word before."""
    assert not unseen(place.format(written), written), words_in(place.format(written))


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\u2028", " ", "　", "\t"])
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2021年1月31日前|者永平副县长到现场督办。", "者永平"), ("责任人：者永平|经核实", "者永平"),
        ("责任人：锁文林|经核实后补报", "锁文林"), ("正在推进|官小兵副县长督办。", "官小兵"),
        ("已完成|全胜利同志带队检查。", "全胜利"),
        ("普及学前教|师永强同志牵头。", "师永强"), ("投入1200万|元彬副局长主持。", "元彬"),
        ("各家|长孙丽同志反映。", "长孙丽"), ("多方沟|通拉嘎同志答复。", "通拉嘎"),
        ("经核实|呼延庆同志带队检查。", "呼延庆"),
    ],
)  # fmt: skip
def test_a_surname_that_ends_the_word_before_is_seen_behind_a_gap(gap: str, text: str, written: str) -> None:
    """Blanks between characters say nothing of where a word ends, or everything: a text is read both ways."""
    assert not unseen(text.replace("|", gap), written), words_in(text.replace("|", gap))
    assert len(unseen(f"由{gap.join(written)}负责", gap.join(written))) <= 1


@pytest.mark.parametrize("written", ["高峰", "黎明", "平安", "时代", "白云", "江河", "安心", "万千"])
@pytest.mark.parametrize(
    "place",
    [
        "受助幼儿{}已转学。", "分管领导{}多次过问。", "县纪委对{}立案审查。", "保安{}未持证上岗。", "{}老人行动不便。",
        "后勤由{}兼管。", "贫困户{}家的孩子已入园。", "核查发现{}冒领补助。", "{}名下两处房产。",
    ],
)  # fmt: skip
def test_an_ordinary_word_where_a_person_stands_is_listed(written: str, place: str) -> None:
    assert not unseen(place.format(written), written), words_in(place.format(written))


@pytest.mark.parametrize(
    "text",
    [
        "投入1390.5万元，受益28959人。", "2021年1月31日前完成，2021-01-31核查。", "三（一）1、三（一）2",
        "阿行办发〔2021〕2号文件", "各县（市）教育局负责落实。", "常务副县长高度重视。",
        "教育局局长、财政局局长参加会议。", "全县长期坚持。", "由县人民政府负责，县财政局配合。", "第12345号",
        "办公面积1,234,567平方米", "公办园38所、民办园12所。", "由专人负责，教师全员参加培训。",
        "家长普遍反映收费较高。", "立行立改，2026年10月31日前完成。", "立查立改、长期坚持。", "即知即改、立说立行。",
        "立整立改，应改尽改。",
        "对达到标准的及时审批。", "对拖欠教师工资的单位进行通报。", "群众来信来访件件有回音。", "由有关部门签字确认。",
        "党员干部带头落实。", "经研究同意，成立领导小组。", "给予党内警告处分3人。", "幼儿园负责人表示将尽快整改。",
    ],
)  # fmt: skip
def test_ordinary_official_chinese_is_not_listed(text: str) -> None:
    assert words_in(text) == []


def test_the_shipped_plan_asks_little(plan: Plan) -> None:
    """A clerk decides a few rows in the whole plan, not one a sentence."""
    texts = [
        t for item in plan.items for t in (item.title, item.finding, item.description, *(m.text for m in item.measures))
    ]
    assert sum(map(len, texts)) > 5_000
    assert len({word for text in texts for word in words_in(text)}) <= 40


def test_units_name_nobody() -> None:
    reading = read("由高峰明县教育局负责")
    assert [*proof_names.hits(reading)]
    assert not [*proof_names.hits(reading, {"高峰明县教育局"})]


@pytest.mark.parametrize(
    ("written", "word"),
    [("赵 甲乙", "赵甲乙"), ("阿甲•买乙", "阿甲·买乙"), ("赵\u200b甲乙", "赵甲乙"), ("138-0013.8000",
    "13800138000"), ("A@B.CN", "a@b.cn"), ("zhang SAN", "Zhang San")],
)  # fmt: skip
def test_what_is_known_is_found_again_in_what_was_made(written: str, word: str) -> None:
    known = Known(frozenset({"赵甲乙", "阿甲·买乙", "Zhang San"}), frozenset({"13800138000"}), frozenset({"a@b.cn"}))
    assert known.standing_in(f"由{written}负责") == [word]
    assert Known(known.names, allowed=frozenset({"赵甲乙丙"})).standing_in("赵甲乙丙") == []


def modules(kind: tuple[str, ...]) -> list[Path]:
    return [path for path in ROOM.glob("*.py") if path.stem.startswith(kind)]


@pytest.mark.parametrize(("one", "other"), [(MASK, PROOF), (PROOF, MASK)])
def test_mask_and_proof_share_nothing(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """Neither imports the other, and no module of the room but the plain records serves both."""
    assert len(modules(one)) >= 3
    for path in modules(one):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            for name in names:
                last = name.removeprefix("toolkit.publish.")
                assert not last.startswith(other), f"{path.name} knows {name}"
                if name.startswith("toolkit.publish."):
                    assert last.startswith(one) or last == "passages", f"{path.name} shares {name}"


def test_mask_and_proof_use_libraries_of_their_own() -> None:
    def libraries(kind: tuple[str, ...]) -> set[str]:
        text = "\n".join(path.read_text(encoding="utf-8") for path in modules(kind))
        return {name for name in ("rjieba", "opencc") if f"import {name}" in text or f"from {name}" in text}

    assert libraries(MASK) == {"opencc"} and libraries(PROOF) == {"rjieba"}


FILLER = (
    "已完成整改",
    "投入1200万元",
    "38所幼儿园",
    "各县（市）均已落实",
    "（见附件）",
    "2021年1月31日前",
    "经核实",
    "按要求推进",
)


def mixture(pick: random.Random) -> tuple[str, list[str]]:
    """Running text with names and numbers in it, and what was planted."""
    planted, text = [], []
    for _ in range(pick.randint(1, 6)):
        text.append(pick.choice(FILLER))
        number = pick.random() < 0.4
        one = pick.choice((*writings.SURE, *writings.DOUBTFUL) if number else writings.NAMES)
        planted.append(one)
        text.append(pick.choice(writings.AROUND if number else writings.SENTENCES).format(one))
    return pick.choice("，。；\n\t　").join(text), planted


def nothing_slips_through(seed: int) -> None:
    text, planted = mixture(random.Random(seed))
    places = seen(text)
    start = 0
    for one in planted:
        start = text.index(one, start)
        inside = [n in places for n, c in enumerate(one, start) if c.isalnum()]
        assert any(inside) if one in writings.SURE or one in writings.DOUBTFUL else all(inside), (one, text)
        start += len(one)


@given(st.integers(0, 10**9))
def test_in_running_text_nothing_slips_through(seed: int) -> None:
    nothing_slips_through(seed)


@pytest.mark.exhaustive
def test_in_much_running_text_nothing_slips_through() -> None:
    for seed in range(20_000):
        nothing_slips_through(seed)


def test_the_words_say_why() -> None:
    reading = read("由张伟明负责，电话2123456，住迎宾路5号")
    whys = [hit.why for hit in widest(iter([*proof_names.hits(reading), *proof_numbers.hits(reading)]))]
    assert whys[0] is Why.NAME and Why.ADDRESS in whys and whys[1] in (Why.CONTACT, Why.NUMBER)
