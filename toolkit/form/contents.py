"""What stands in front of the forms of a book: 目录 with the live state of each, and 填报说明 once for all.

Knows: the lines of these pages, where a form counts what is left. Must not know: styles, openpyxl, whose a book is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font

from toolkit.catalogue import Catalogue
from toolkit.form.duties import block_title
from toolkit.form.grid import (
    ASKED_TOTAL,
    CONTENTS_SHEET,
    COVER_SHEET,
    GUIDE_SHEET,
    TO_FILL_TOTAL,
    WRONG_TOTAL,
    place_on,
)
from toolkit.form.guide import GENERAL, GUIDE_HEAD, asked_in, entry, entry_lines, is_asked
from toolkit.form.lines import HEAD, HEADING, NOTICE, ROW, SMALL, TITLE, Line
from toolkit.form.roster_formulas import FILLED
from toolkit.form.styles import ASKED_INK, GOOD_INK, WRONG_INK
from toolkit.form.watch import when
from toolkit.kinds.field import Block, Field
from toolkit.kinds.live import text

OPEN_FORMS = "$A$1"
"""The cell of 目录 that says how many forms are not filled in yet."""
_FIRST = 5  # row of the cover; below it stand the forms
_STATE = "E"


def contents_lines(
    titles: Sequence[str], catalogues: Sequence[Catalogue], closing: str, rosters: Mapping[str, str] = {}
) -> list[Line]:
    """What 目录 says of the forms on the sheets of these ``titles``, in their order, each with its lists below it.

    ``rosters`` are the names of the lists' sheets, by list id.
    """
    last = _FIRST + len(titles) + sum(len(one.rosters) for one in catalogues)
    total = f"{len(titles)}-{OPEN_FORMS}"
    left = f'"，还有 "&{OPEN_FORMS}&" 项没有填好。"'
    said = f'"共 {len(titles)} 项：已填完 "&({total})&" 项"&IF({OPEN_FORMS}>0,{left},"，可以报送。")'
    return [
        Line(TITLE, {"B": CONTENTS_SHEET}, formulas={"A": f"SUM(A{_FIRST + 1}:A{last})"}),
        Line(NOTICE, {}, height=30, formulas={"B": said}),
        Line(SMALL, {"B": closing}, height=22),
        Line(HEAD, {"B": "序号", "C": "编号", "D": "打开", "E": "填报情况", "G": "事项"}),
        Line(ROW, {"B": "", "C": COVER_SHEET, "D": "打开", "G": "填报人、联系电话等，只填一次"},
             place_on(COVER_SHEET, "A1"), formulas={_STATE: state(COVER_SHEET)}),
        *chain.from_iterable(
            _of_form(number, title, one, rosters)
            for number, (title, one) in enumerate(zip(titles, catalogues, strict=True), start=1)
        ),
    ]  # fmt: skip


def _of_form(number: int, title: str, one: Catalogue, rosters: Mapping[str, str]) -> Iterator[Line]:
    """The line of a form, and those of its lists, which the form counts as its own."""
    yield Line(
        ROW,
        {"B": str(number), "C": one.item.code, "D": "打开", "G": one.item.title},
        place_on(title, "A1"),
        formulas={_STATE: state(title), "A": f"IF({_left(title)}>0,1,0)"},
    )
    for roster in one.rosters:
        sheet = rosters[roster.id]
        said = f'IF({place_on(sheet, FILLED)}=0,"还没有填","已填 "&{place_on(sheet, FILLED)}&" 行")'
        texts = {"B": "", "C": "明细", "D": "打开", "G": roster.name}
        yield Line(ROW, texts, place_on(sheet, "A1"), formulas={_STATE: said})


def state(sheet: str) -> str:
    """What is left to do on a sheet, as a formula without its "="."""
    to_fill, wrong, asked = (place_on(sheet, cell) for cell in (TO_FILL_TOTAL, WRONG_TOTAL, ASKED_TOTAL))
    return (
        f'IF({wrong}>0,"✗ 要改 "&{wrong}&" 处"&IF({to_fill}>0,"，还差 "&{to_fill}&" 项",""),'
        f'IF({to_fill}>0,"还差 "&{to_fill}&" 项",IF({asked}>0,"！要说明 "&{asked}&" 处","✓ 已填完")))'
    )


def _left(sheet: str) -> str:
    return f"{place_on(sheet, TO_FILL_TOTAL)}+{place_on(sheet, WRONG_TOTAL)}"


def cover_notice(request: str) -> str:
    """The line under the cover's title, as a formula without its "=": what to do, and what is left."""
    forms = place_on(CONTENTS_SHEET, OPEN_FORMS)
    rest = (
        f'IF({TO_FILL_TOTAL}>0,"封面还有 "&{TO_FILL_TOTAL}&" 处没有填，","")'
        f'&IF({WRONG_TOTAL}>0,"封面有 "&{WRONG_TOTAL}&" 处要改，","")'
        f'&IF({forms}>0,"还有 "&{forms}&" 项没有填好，见“{CONTENTS_SHEET}”。",'
        f'IF({TO_FILL_TOTAL}+{WRONG_TOTAL}>0,"各项已填完。","都已填完，可以报送。"))'
    )
    return f"{text(request)}&{rest}"


def state_rules() -> list[tuple[str, Rule]]:
    """The colours of the states in 目录."""
    inks = {"✗": WRONG_INK, "！": ASKED_INK, "✓": GOOD_INK}
    first = f"${_STATE}{_FIRST}"
    return [
        (f"{_STATE}{_FIRST}:{_STATE}5000", when(f"LEFT({first},1)={text(mark)}", font=Font(color=ink)))
        for mark, ink in inks.items()
    ]


def book_guide(catalogues: Sequence[Catalogue]) -> list[Line]:
    """填报说明 of a book: what holds for all forms once, then what is asked of one item only."""
    lines = [Line(TITLE, {"B": GUIDE_SHEET})]
    lines += [Line(SMALL, {"B": f"{number}. {line}"}) for number, line in enumerate(GENERAL, start=1)]
    for block in Block:
        if block not in (Block.INDICATORS, Block.ROSTERS):
            lines += _section(block_title(block, catalogues[0].item.kind), _once(catalogues, block))
    for one in catalogues:
        fields = [field for field in one.block(Block.INDICATORS) if field.column == "value"]
        lines += _section(f"指标：{one.item.code}", [(field.label, field) for field in fields])
        lines += _section(f"明细：{one.item.code}", asked_in(one, Block.ROSTERS))
    return lines


def _once(catalogues: Sequence[Catalogue], block: Block) -> list[tuple[str, Field]]:
    """What a block asks in any form, each once: of measures what is asked of every one."""
    found: dict[str, tuple[str, Field]] = {}
    for field in (field for one in catalogues for field in one.block(block) if is_asked(field)):
        name = field.column if block is Block.MEASURES else field.id
        found.setdefault(name, (field.caption if block is Block.MEASURES else field.label, field))
    return list(found.values())


def _section(title: str, fields: Sequence[tuple[str, Field]]) -> Iterator[Line]:
    if not fields:
        return
    yield Line(HEADING, {"B": title})
    yield Line(HEAD, GUIDE_HEAD)
    for number, (label, field) in enumerate(fields, start=1):
        for texts in entry_lines({"B": str(number), **entry(field), "C": label}, field.guidance):
            yield Line(ROW, texts)
