"""How a form reads its own answers: pieces of formulas that do in a cell what reading does on receipt.

Beside every answer stand hidden cells with the answer as read; checks, rules and counters look at the last of them,
which holds the value, "" for a blank, and for what cannot be read a text that begins with ✗ (kinds that are no text) or
a number (kinds that are). None of them is ever an error. Knows: Excel's formulas. Must not know: openpyxl, where cells
stand. Only functions that Excel 2010, WPS and LibreOffice share are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from toolkit.base import excel_limits
from toolkit.base.blanks import INVISIBLE, SPACES, STEERING
from toolkit.base.placeholders import DROPPED, ELSEWHERE, LATER, LOST, NONE, SIGNS
from toolkit.kinds.field import Field, shown

WRONG = "✗"
NOTHING_SAID = "-"
"""What a note is read as that explains nothing."""
WITHIN = "0.000001"  # numbers that differ by less are the same (`toolkit.plan.targets`)
LONGEST = 1000  # characters in which a form looks for one that is no blank
BLANKS_NAME = "blanks"
BLANKS = STEERING + SPACES.lstrip("\t\n\r") + INVISIBLE + " "
"""What stands in the cell that the name ``blanks`` leads to; CLEAN() takes away what is below a space."""
COUNTS = (1, 8, 20, 59, len(STEERING), LONGEST)
"""How far formulas count."""

UNSEEN = (
    ("填数的格被改成日期或时间格式，数小于 1，或者是 59、60", "LibreOffice 不告诉公式这是不是日期格式"),
    ("划掉的字、贴在格里的图片、合并的格、没有算出结果的公式", "公式看不到格的样子"),
    ("按另一种编码读出来的乱码（如 å®Œæˆ）", "公式不会换编码；人在表上填写时不会出现"),
)
"""What a form cannot see though it is sent back on receipt."""
STRICTER = (
    ("没有设格式的填数格里 36526—73050 的数", "可能是日期；LibreOffice 不告诉公式这是不是日期格式"),
    ("中文数字、“万”“亿”、“百分之”以外的说法", "公式不认中文数字；表上请改填数字"),
    ("数字中间用空格分节，或者前面带 ' 和 −", "表上请只填数字"),
    ("超过 15 位的零，如 0.1000000000000000", "公式按字符数位数"),
    ("日期带星期、时间、中文数字、空格、顿号、英文月份，年份在后，或者 1900 年以前", "表上请填 2021-01-31 的样子"),
    ("选项的标点、全半角、大小写写得不同", "表上请从列表中选"),
    ("“是”“否”中间有空格或者后面有句号", "表上请从列表中选"),
    ("文字里的生僻字（U+10000 以上）按两个字计，首尾空格也计字数", "Excel 的 LEN 这样计"),
    ("晚于填表当天、不晚于收表当天的日期", "表上不知道哪天收到"),
    ("少见的空格混在数字、日期、选项里", "公式只去掉常见的空格"),
)
"""What a form refuses though it would be taken on receipt, each with its reason. Never the other way round."""


def text(value: str) -> str:
    """A text literal for a formula, in pieces where it is longer than Excel takes."""
    return excel_limits.literal(value)


def literal(value: float | date | None) -> str:
    """A number or date for a formula or a validation; dates as DATE(…), which every program reads alike."""
    if isinstance(value, date):
        return f"DATE({value.year},{value.month},{value.day})"
    return f"{value:.15g}"


def one_of(cell: str, labels: tuple[str, ...]) -> str:
    """A test for a cell that holds one of a few texts."""
    return excel_limits.joined("OR", [f"{cell}={text(label)}" for label in labels])


def blank(cell: str) -> str:
    """A test for a cell in which nobody sees anything; it is never an error.

    Nearly every cell is empty or begins with something that is seen; only the others are looked through.
    """
    first = f'FIND(LEFT(CLEAN({cell})&" ",1),{BLANKS_NAME})'
    every = f'FIND(MID(CLEAN({cell})&REPT(" ",{LONGEST}),{numbers_to(LONGEST)},1),{BLANKS_NAME})'
    return f"IF(LEN({cell})=0,TRUE,IF(ISERROR({first}),FALSE,SUMPRODUCT(--ISERROR({every}))=0))"


def numbers_to(last: int) -> str:
    """1, 2, 3 … up to one of `COUNTS`, as a formula.

    ROW($1:$60) would do, but a program calculates what names its rows again whenever anything in them is typed.
    """
    assert last in COUNTS, last
    return f"ROW({counted_name(last)})"


def counted_name(last: int) -> str:
    """The name of so many cells one below the other, on a sheet on which nothing is ever typed."""
    return f"rows_{last}"


def empty(value: str) -> str:
    """A test for a value as read."""
    return f"LEN({value})=0"


def without_blanks(cell: str) -> str:
    """A cell's text as it is compared (`toolkit.base.blanks.compared`)."""
    formula = cell
    for character in SPACES:
        written = f"CHAR({ord(character)})" if character < " " else text(character)
        formula = f'SUBSTITUTE({formula},{written}," ")'
    for character in INVISIBLE:
        formula = f'SUBSTITUTE({formula},{text(character)},"")'
    return f"TRIM(CLEAN({formula}))"


def sorted_out(cell: str, otherwise: str, logical: str = '"?"') -> str:
    """What becomes of a cell before it is read: "?" for an error, "" for a blank, and what else it holds."""
    return f'IF(ISERROR({cell}),"?",IF({blank(cell)},"",IF(ISLOGICAL({cell}),{logical},{otherwise})))'


def listed(value: str, words: Iterable[str]) -> str:
    """A test for a text that is one of a few, to the letter."""
    return f"SUMPRODUCT(--EXACT({value},{{{','.join(map(text, words))}}}))>0"


def only_signs(words: str) -> str:
    """A test for a text, as it is compared, that has nothing but signs."""
    signs = SIGNS + " "
    rest = all_in(words, 1, LONGEST, signs)
    return f"IF(ISERROR(FIND(LEFT({words},1),{text(signs)})),FALSE,{rest})"


def lost_characters(cell: str) -> str:
    """A test for a text that lost characters, as far as a formula can tell."""
    return f"OR({','.join(f'ISNUMBER(FIND({text(mark)},{cell}))' for mark in LOST)})"


def placeholder(words: str, of: Sequence[str]) -> str:
    """A test for a text, as it is compared, that is one of the words that fill a cell."""
    folded = words
    for character in DROPPED:
        folded = f'SUBSTITUTE({folded},{text(character)},"")'
    return f"IF(LEN({words})>{2 * max(map(len, of))},FALSE,{listed(f'LOWER({folded})', of)})"


def says_nothing(words: str) -> str:
    """A test for a text, as it is compared, that explains nothing."""
    return f"OR({only_signs(words)},{lost_characters(words)},{placeholder(words, (*ELSEWHERE, *LATER, *NONE))})"


def trimmed(cell: str) -> str:
    """A cell's text without the blanks that people type around it."""
    formula = f'SUBSTITUTE(SUBSTITUTE({cell},"\u00a0"," "),"\u3000"," ")'
    return f'TRIM(CLEAN(SUBSTITUTE(SUBSTITUTE({formula},"\u200b",""),"\ufeff","")))'


def all_in(cell: str, first: int, last: int, characters: str) -> str:
    """A test that every character from ``first`` up to ``last`` is one of a few, of which the first fills up.

    Excel finds "" in every text and LibreOffice in none, so that no place may be empty.
    """
    filled = f'{cell}&REPT("{characters[0]}",{last})'
    place = f"{numbers_to(last - first + 1)}+{first - 1}"
    return f"SUMPRODUCT(--ISERROR(FIND(MID({filled},{place},1),{text(characters)})))=0"


def steering(cell: str) -> str:
    """A test for a text in which something steers."""
    return f"SUMPRODUCT(--ISNUMBER(FIND(MID({BLANKS_NAME},{numbers_to(len(STEERING))},1),{cell})))>0"


def is_wrong(value: str) -> str:
    """A test for a value that could not be read, of a kind that is no text."""
    return f"LEFT({value},1)={text(WRONG)}"


def wrong(message: str) -> str:
    """What stands for a value that could not be read, of a kind that is no text."""
    return text(f"{WRONG} {message}")


def limits_in_words(field: Field) -> list[str]:
    """A field's limits, for the message of a program that refuses an answer."""
    return [
        *([f"不小于 {shown(field.minimum)}"] if field.minimum is not None else []),
        *([f"不大于 {shown(field.maximum)}"] if field.maximum is not None else []),
    ]
