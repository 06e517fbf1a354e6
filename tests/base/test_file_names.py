"""Names that every system takes, and two things that never come to one path."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import Workspace
from toolkit.base.file_names import distinct, is_device, part, safe_name
from toolkit.plan.model import Plan


@pytest.mark.parametrize(
    ("name", "expected"),
    [("表.xlsx", "表.xlsx"), ("a/b\\c.xlsx", "a_b_c.xlsx"), ('a<>:"|?*.xlsx', "a_______.xlsx"),
     ("con.xlsx", "_con.xlsx"), ("COM1.txt", "_COM1.txt"), ("..", "未命名"), ("", "未命名"),
     ("a\u202exslx.exe", "a_xslx.exe"), (" a. ", "a"),
     ("NUL", "_NUL"), ("nul.tar.gz", "_nul.tar.gz"), ("aux .txt", "_aux.txt"), ("LPT¹.xlsx", "_LPT¹.xlsx"),
     ("CONOUT$", "_CONOUT$"), ("concord.xlsx", "concord.xlsx"), ("a\udcff.xlsx", "a_.xlsx"), ("表" * 90, "表" * 60)],
)  # fmt: skip
def test_safe_names(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@pytest.mark.parametrize(
    "name", ["CON", "con.xlsx", "NUL .txt", "aux.2021.xlsx", "COM1", "com¹.txt", "LPT9.eml", "CONIN$"]
)
def test_no_device_of_windows_is_a_file(name: str) -> None:
    assert safe_name(name).startswith("_")
    assert safe_name(f"{name}x") == f"{name}x" or "." in name


@pytest.mark.parametrize(
    "name",
    ["三（一）1/2_富蕴县.xlsx", "三（一）1\\2_富蕴县.xlsx", "三（一）1:2_富蕴县.xlsx", "三（一）1|2_富蕴县.xlsx"],
)
def test_what_parts_folders_is_replaced_and_nothing_cut(name: str) -> None:
    assert safe_name(name) == "三（一）1_2_富蕴县.xlsx"


_any = st.text(st.characters(codec=None), max_size=400)


@given(_any)
def test_any_name_becomes_one_that_a_system_takes(name: str) -> None:
    made = safe_name(name)
    assert made and made == safe_name(made) and made.strip(" .") == made
    assert not set(made) & set('<>:"/\\|?*\0') and not is_device(made)
    assert len(made.encode()) <= 200


@given(_any)
def test_any_text_becomes_a_part_of_a_name(text: str) -> None:
    made = part(text)
    assert not set(made) & set('<>:"/\\|?*\0\n') and len(made.encode()) <= 72


_ids = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
_texts = st.text("A/a_（）b1 .:县", max_size=6) | st.sampled_from(
    ["CON", "con", "甲/乙", "甲_乙", "甲" * 40, "甲" * 41]
)


@given(st.dictionaries(_ids, _texts, max_size=8))
def test_no_two_come_to_one_name(texts: dict[str, str]) -> None:
    named = distinct(texts)
    assert named.keys() == texts.keys()
    alike = {unicodedata.normalize("NFKC", name).casefold() for name in named.values()}
    assert len(alike) == len(texts)
    assert all(name and name.strip(" .") == name and not is_device(name) for name in named.values())
    assert all(len(name.encode()) <= 120 for name in named.values())


def odd_plans(plan: Plan) -> dict[str, Plan]:
    """The shipped plan with names that come to one path where nobody looks after it."""
    first, second, *units = plan.units
    one, other, *items = plan.items
    long = "长" * 200

    def areas(a: str, b: str) -> Plan:
        return replace(plan, units=(replace(first, area=a), replace(second, area=b), *units))

    def called(a: tuple[str, str], b: tuple[str, str]) -> Plan:
        items_ = (replace(one, code=a[0], title=a[1]), replace(other, code=b[0], title=b[1]), *items)
        return replace(plan, items=items_)

    return {
        "areas that agree after cleaning": areas("甲/乙县", "甲_乙县"),
        "areas that differ in case": areas("Altay", "ALTAY"),
        "areas that differ at the end of a long name": areas(long + "甲", long + "乙"),
        "areas that are devices": areas("CON", "nul"),
        "areas that end in dots and blanks": areas("甲县.", "甲县 "),
        "a title with a slash": called(("三（一）1", "教室/宿舍"), ("三（一）2", "操场/宿舍")),
        "codes that agree after cleaning": called(("3/1", "同"), ("3_1", "同")),
        "a code with a slash": called(("2021/3", "甲"), ("2022/3", "甲")),
        "long codes and titles": called((long + "1", long), (long + "2", long)),
    }


KINDS = sorted(["areas that agree after cleaning", "areas that differ in case", "areas that are devices",
                "areas that differ at the end of a long name", "areas that end in dots and blanks",
                "a title with a slash", "codes that agree after cleaning", "a code with a slash",
                "long codes and titles"])  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_forms_copies_or_drafts_come_to_one_path(plan: Plan, tmp_path: Path, kind: str) -> None:
    workspace = Workspace(tmp_path)
    workspace.__dict__["plan"] = odd = odd_plans(plan)[kind]
    period = odd.periods[0]
    owed = odd.obligations()
    forms = [workspace.form_path(period, item, unit) for item, unit in owed]
    copies = [workspace.correction_path(period, item, unit) for item, unit in owed]
    drafts = [workspace.draft_path(period, unit, "填报表") for unit in odd.units]
    for paths in (forms, copies, drafts):
        assert len({unicodedata.normalize("NFKC", str(path)).casefold() for path in paths}) == len(paths)
        for path in paths:
            inside = path.relative_to(tmp_path)
            assert len(inside.parts) <= 5 and len(str(inside)) <= 160  # leaves a hundred for where the workspace lies
            for name in inside.parts:
                assert len(os.fsencode(name)) + len(".12345678.tmp") <= 255
                assert not set(name) & set('<>:"\\|?*') and name.strip(" .") == name and not is_device(name)
    for (item, _), path in zip(owed, forms, strict=True):
        code = part(item.code, 24)
        assert path.name.startswith(code[:8]) and path.suffix == ".xlsx"
