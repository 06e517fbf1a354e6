"""The cover of a book (封面): what a unit says once for all its forms, and how the forms come to know it.

Knows: which answers are the same in all forms of a unit, the cover's page, how a formula asks for it. Must not know:
styles, openpyxl, folders. An answer that a cover gives stands in the form as a formula: so every program shows and
keeps its value, it travels with a sheet that is copied out, it may be typed over where one form has another answer, and
what comes back is read like any other cell. The formula listens only to a cover of the same plan, unit and period,
whichever sheet of that name it finds itself beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.grid import CAPTIONS, COVER_SHEET, Given, Kind
from toolkit.form.identity_cells import OWNER
from toolkit.form.layout import how_to_send, signature
from toolkit.form.prefill import Prefill
from toolkit.form.rows import Page, Row
from toolkit.form.seal import Identity, form_number
from toolkit.kinds.field import SAME_ALL, Block, Field
from toolkit.kinds.values import Value
from toolkit.plan.model import Period, Plan, Unit, ValueType

COVERED = (
    "overall_lead_department", "overall_leader", "signoff_leader_signed", "signoff_reporter", "signoff_phone",
    "signoff_reported_on",
)  # fmt: skip
"""The answers that a cover gives, by field id, in its order."""
FROM_COVER = (*COVERED, SAME_ALL)
"""All that is asked on a cover. That the rest is as before says something of every form, so it is none of the answers
that a form may have without being filled in."""
_OWNER = f"${OWNER[0]}${OWNER[1:]}"
_ALL_THE_SAME = "选一次“√”，全部各项没有改动的都按上期报，不用再逐项填；改动了的以改动后的为准。"
COVER_ITEM = "封面"
"""What stands for the item in the number of a cover."""
COVER_ANSWER = "G"
"""The column of the cover's answers."""
_WIDTHS = {
    "B": 5.0,
    "C": 20.0,
    "D": 8.5,
    "E": 11.0,
    "F": 12.5,
    "G": 35.0,
    "H": 14.0,
}  # characters; printed at eight points


def from_cover(cell: str, *, day: bool) -> str:
    """The formula (without its "=") of an answer that stands in a cell of the cover; ``day`` says that it is a date.

    A text is put together with nothing: LibreOffice writes a 0 into an .xls where a formula hands on another cell.
    """
    there = f"'{COVER_SHEET}'!{cell}"
    said = f'IF({there}="","",{there})' if day else f'{there}&""'
    return f"IF('{COVER_SHEET}'!{_OWNER}={_OWNER},{said},\"\")"


def asks_cover(field: Field, cell: str) -> str:
    """The same for an answer of a field."""
    return from_cover(cell, day=field.type is ValueType.DATE)


def covered_fields(catalogues: Iterable[Catalogue], *, later: bool) -> tuple[Field, ...]:
    """What the cover of a book of some forms asks: what any of them asks of it.

    ``later`` says that something is known of an earlier period, of which a tick says that the rest is as it was then.
    """
    known = {name: one.field[name] for one in catalogues for name in FROM_COVER if name in one.field}
    if later and SAME_ALL in known:
        known[SAME_ALL] = replace(known[SAME_ALL], guidance=_ALL_THE_SAME)
    return tuple(known[name] for name in FROM_COVER if name in known and (later or name != SAME_ALL))


def cover_page(plan: Plan, unit: Unit, period: Period, fields: Sequence[Field], count: int, number: str) -> Page:
    """The page; ``count`` is how many forms the book has, ``number`` the printed number of the cover."""
    due = f"{period.name}（{chinese_date(period.due_date)}前报送）"
    head = CAPTIONS[Block.SIGNOFF]
    rows = [
        Row(Kind.TITLE, {"B": f"{period.name}整改情况报送表"}),
        Row(Kind.NUMBER, {"B": f"{unit.area}　共 {count} 项　封面号：{number}"}),
        Row(Kind.NOTICE),
        Row(Kind.PAIR, {"B": Given.UNIT, "D": unit.name, "F": "事项", "G": f"共 {count} 项，一项一张工作表"}),
        Row(Kind.PAIR, {"B": Given.PERIOD, "D": due, "F": "报送至", "G": plan.report_to}),
        Row(Kind.CONTEXT, {"B": Given.CITED, "D": plan.cited}),
        Row(Kind.HEADING, {"B": "填报信息（只填一次，对各项都有效）"}),
        Row(Kind.ANSWERS_HEAD, head),
        *(
            Row(Kind.ANSWER, {"B": field.caption + " *" * field.required, "D": field.guidance}, {COVER_ANSWER: field})
            for field in fields
        ),
    ]
    rows += signature(rows, unit)
    rows += [
        Row(Kind.CLOSING, {"B": how_to_send("页头的封面号")}),
        Row(
            Kind.CLOSING,
            {"B": "只有封面需要签字、盖章。先填封面，再按“目录”逐项填；和封面不同的，在那张表上改。"},
        ),
        Row(Kind.CLOSING, {"B": "先填完的，也可以先发回，其余的以后再报；没有填的不算错。"}),
    ]
    return Page(tuple(rows), _WIDTHS, landscape=False)


def cover_number(plan: Plan, unit: Unit, period: Period, key: bytes) -> str:
    """The printed number of the cover of a unit's book, by which its signed page is told."""
    return form_number(Identity(plan.id, COVER_ITEM, unit.id, period.id, 1, ""), unit.code or unit.id, key)


def fields_on(page: Page) -> tuple[Field, ...]:
    """What a page asks."""
    return tuple(field for row in page.rows for field in row.answers.values())


def cover_cells(page: Page) -> dict[str, str]:
    """Where the cover has each of its answers, by field id."""
    cells = page.cell_of()
    return {field.id: cells[field.id] for field in fields_on(page)}


def said_by_all(fields: Sequence[Field], given: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """What a cover is given to begin with: of each of its answers the one that most forms have."""
    forms = list(given)
    found: dict[str, Value] = {}
    for field in fields:
        counted = Counter(value for form in forms if (value := form.get(field.id)) is not None)
        if counted:
            found[field.id] = counted.most_common(1)[0][0]
    return found


def beside_cover(given: Prefill, cover: Mapping[str, Value], cells: Mapping[str, str]) -> Prefill:
    """What a form has of its own beside a cover: an answer that is the cover's is left to that."""
    own = {name: value for name, value in given.answers.items() if name not in cells or value != cover.get(name)}
    return replace(given, answers=own, covered=cells)
