"""What is handed over by hand: one file and one text a unit; reminders that carry what is still to be filled in."""

from __future__ import annotations

import zipfile
from datetime import date
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest

from tests.small import F1, ISSUED, UNITS, filled, new_small_workspace
from toolkit import Workspace
from toolkit.plan.options import Binding

LATER = date(2021, 2, 3)


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    return new_small_workspace(tmp_path / "工作区")


@pytest.mark.parametrize("binding", list(Binding))
def test_a_unit_has_one_file_and_one_text_to_send(small: Workspace, binding: Binding) -> None:
    done = small.distribute(as_of=ISSUED, binding=binding)
    assert [bundle.unit.id for bundle in done.bundles] == list(UNITS)
    for bundle in done.bundles:
        owed = [item for item, unit in small.plan.obligations() if unit.id == bundle.unit.id]
        text = bundle.text.read_bytes().decode("utf-8-sig")
        assert f"（{len(owed)}份，" in text and "2021年1月31日" in text and "你单位" in text and "浅黄色" in text
        assert not {"{", "}", "outbox", "toolkit", "上期"} & set(text.split()) and "上期" not in text
        if bundle.file.suffix == ".zip":
            with zipfile.ZipFile(BytesIO(bundle.file.read_bytes())) as archive:
                assert len(archive.namelist()) == len(owed)
        else:
            assert binding is Binding.BOOK or len(owed) == 1


def test_the_other_way_leaves_one_file(small: Workspace) -> None:
    for binding in (Binding.BOOK, Binding.EACH, Binding.BOOK):
        done = small.distribute(as_of=ISSUED, binding=binding)
        files = {path for bundle in done.bundles for path in bundle.file.parent.glob(f"{bundle.unit.area}填报表.*")}
        assert files == {bundle.file for bundle in done.bundles}


def test_a_later_period_says_what_is_other_than_before(small: Workspace) -> None:
    small.distribute(as_of=ISSUED, unit="fuyun")
    (bundle,) = small.distribute(as_of=date(2021, 4, 1), period="2021-04", unit="fuyun").bundles
    assert "与上期相同" in bundle.text.read_text(encoding="utf-8-sig")
    small.distribute(as_of=ISSUED, period="2021-01", unit="burqin", item="3.1.1")
    done = small.distribute(as_of=date(2021, 4, 1), period="2021-04", unit="burqin")
    (other,), (draft,) = done.bundles, done.drafts
    said = other.text.read_text(encoding="utf-8-sig")
    new = [i.code for i, u in small.plan.obligations() if u.id == "burqin" and i.id != "3.1.1"]
    assert f"这期新增 {len(new)} 项（{'、'.join(new)}）" in said
    mail = draft.read_bytes()
    assert "这期新增" in message_from_bytes(mail, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.one_in(100)
@pytest.mark.parametrize("binding", list(Binding))
def test_a_reminder_carries_what_is_still_to_be_filled_in(small: Workspace, binding: Binding) -> None:
    item, unit = small.plan.item[F1[0]], small.plan.unit[F1[1]]
    period = small.plan.periods[0]
    small.distribute(as_of=ISSUED, unit=unit.id, binding=Binding.EACH)
    wrong = filled(small, small.form_path(period, item, unit).read_bytes(), F1, {"overall_next_step": None})
    small.distribute(as_of=ISSUED, unit=unit.id, binding=binding)
    (small.inbox / "表.xlsx").write_bytes(wrong)
    small.collect(as_of=date(2021, 1, 29))
    (reminder,) = (r for r in small.remind(as_of=LATER).reminders if r.unit.id == unit.id)
    mail = message_from_bytes(reminder.draft.read_bytes(), policy=policy.default)
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert any(str(name).startswith("退回修改") for name in names)
    owed = [s for s in reminder.owing if s.latest is None]
    assert not owed or any(not str(name).startswith("退回修改") for name in names)
    assert "附后，请直接在附件上填写" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
