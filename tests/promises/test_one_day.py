"""The day by which a correction is due is one: on slip and receipt, in the mails, the reminder and the bulletin."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.small import F1, ISSUED, filled, new_small_workspace
from toolkit.base.texts import chinese_date
from toolkit.plan.deadlines import resend_due

ITEM, UNIT = F1


def texts(data: bytes) -> str:
    workbook = load_workbook(BytesIO(data))
    return "\n".join(str(value) for sheet in workbook for row in sheet.values for value in row if value is not None)


def body(path: Path) -> str:
    part = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.one_in(3)
@pytest.mark.parametrize("sent_back", [date(2021, 1, 28), date(2021, 1, 31), date(2021, 2, 5)])
def test_every_letter_names_one_day(tmp_path: Path, sent_back: date) -> None:
    here = new_small_workspace(tmp_path / "工作区")
    period, item, unit = here.plan.periods[0], here.plan.item[ITEM], here.plan.unit[UNIT]
    here.distribute(as_of=ISSUED, unit=UNIT)
    blank = here.form_path(period, item, unit).read_bytes()
    (here.inbox / "表.xlsx").write_bytes(filled(here, blank, F1, {"overall_next_step": None}))
    done = here.collect(as_of=sent_back)
    day = chinese_date(resend_due(period, here.plan.settings, sent_back))
    (receipt,), (draft,) = done.replies.receipts, done.replies.drafts
    reminded = here.remind(as_of=date(2021, 2, 20))
    (reminder,) = (r for r in reminded.reminders if r.unit.id == UNIT)
    bulletin = "\n".join(paragraph.text for paragraph in Document(str(reminded.bulletin)).paragraphs)
    letters = {
        "slip": texts(here.correction_path(period, item, unit).read_bytes()),
        "receipt": texts(receipt.read_bytes()),
        "mail": body(draft),
        "reminder": body(reminder.draft),
        "bulletin": bulletin,
    }
    assert [name for name, said in letters.items() if f"{day}前" not in said] == []
