"""Numbers and addresses that are personal by their form, however they are written.

Knows: telephones, identity cards, passports, plates, bank cards, mail addresses, ids with their label. Must not
know: who has which, names. It looks at folded texts (`toolkit.publish.masking_folding`); what is doubtful is
left to the proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""Where something begins and ends in a folded text."""

_GAP = r"[\s\-‐-―－_~～·•.・․。、,()（）\[\]/*]{0,3}"  # what people put between the digits of a number
_COUNTRY = rf"(?:(?:\+|00)\s*86{_GAP}|\(86\){_GAP}|86[\s\-‐-―－·.]+)?"
_EXTENSION = r"(?:\s*(?:[\-‐-―－]|转|分机号?|ext\.?|x|#|\()\s*(?:转|分机号?)?\s*\d{1,6}\)?(?!\d))?"
_LABEL = (
    r"微\s*信|wechat|weixin|(?<![a-z])wx|(?<![a-z])vx|v信|薇信|威信|qq|扣扣|企鹅|钉\s*钉|飞书|抖音|快手|微博|支付宝|"
    r"电\s*话|手\s*机|座\s*机|固\s*话|传\s*真|短\s*号|(?<![a-z])(?:tel|fax|phone|mobile)|联系方式|热线|小灵通|"
    r"身份证|证件|护\s*照|通行证|军官证|社保|医保卡|银行卡|卡\s*号|账\s*号|帐\s*号|账\s*户|帐\s*户|车\s*牌|学\s*籍号|工\s*号"
)
_BY_DIGITS = (
    # mobile telephones: 11 digits that begin with 13 to 19
    rf"(?<!\d){_COUNTRY}1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d){_EXTENSION}",
    # telephones of a place: area code and 7 or 8 digits
    rf"(?<!\d)(?:(?:\+|00)\s*86{_GAP}\(?0?|86[\-\s]+0?|\(?0)[1-9]\d{{1,2}}\)?{_GAP}[1-9](?:{_GAP}\d){{6,7}}(?!\d){_EXTENSION}",
    # a number with its extension
    r"(?<!\d)[1-9]\d{6,7}\s*(?:转|分机号?)\s*\d{1,6}(?!\d)",
    # two telephones or more written without a break, and anything else that nobody can read
    r"\d{20,}",
)
_IDENTITY = re.compile(
    rf"(?<![\da-z])[1-9](?:{_GAP}\d){{5}}{_GAP}(?:1{_GAP}9|2{_GAP}0)(?:{_GAP}\d){{2}}{_GAP}"
    rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:[0-2]{_GAP}\d|3{_GAP}[01])(?:{_GAP}\d){{3}}{_GAP}[\dx×](?![\da-wyz])"
)
_OLD_IDENTITY = re.compile(
    rf"(?<![\da-z])[1-9](?:{_GAP}\d){{5}}(?:{_GAP}\d){{2}}{_GAP}(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}"
    rf"(?:[0-2]{_GAP}\d|3{_GAP}[01])(?:{_GAP}\d){{3}}(?![\da-z])"
)
_CARD = re.compile(rf"(?<!\d)[2-69](?:{_GAP}\d){{15,18}}(?!\d)")
_PASSPORT = re.compile(
    r"(?<![a-z\d])(?:[gdsphk](?:[\s\-]*\d){8}|e[a-z]?(?:[\s\-]*\d){7,8}|[cwm](?:[\s\-]*\d){8,10})(?![a-z\d])"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领wj][\s]*[a-z][\s·•・.．‧∙\-—]*"
    r"(?=[a-z\d\s]*\d)[a-z\d](?:[\s·]?[a-z\d]){3,5}[\s]*[学警港澳挂使领]?(?![a-z\d])"
)
_MAIL = re.compile(
    r"[a-z\d._%+\-]+\s*(?:@|[\[({（【<]\s*(?:at|@|艾特|圈a)\s*[\])}）】>]|\s+at\s+|\(a\)|艾特)\s*"
    r"[a-z\d\-]+(?:\s*(?:[.。．·]|[\[({（【]\s*(?:dot|点)\s*[\])}）】]|\s+dot\s+|点)\s*[a-z\d\-]+)+"
    r"|[a-z\d._%+\-]+\s*[#★☆*＃&]\s*[a-z\d\-]+(?:\s*[.。．·点]\s*[a-z\d\-]+)*\s*[.。．·点]\s*(?:com|cn|net|org|gov|edu)(?![a-z])"
    r"|[a-z\d._%+\-]+@[a-z\d\-]{2,}"
)
# An id says what it is; between the label and the id stands little, as 号码 or 为.
_LABELLED = re.compile(
    rf"(?:{_LABEL})[^\da-z，。；\n]{{0,8}}?((?:\+?\d(?:{_GAP}\d){{4,}}[x×]?|[a-z][a-z\d_\-.]{{4,}}|\d[a-z\d_\-.]{{4,}})){_EXTENSION}"
)
_DIGIT_PATTERNS = tuple(re.compile(pattern) for pattern in _BY_DIGITS)
_FIGURE = re.compile(r"\s*(?:个|名|人|所|元|万|亿|次|户|平方|米|年(?!\d)|%|％|件|份|项|条)")


def personal(text: str, digits: str) -> Iterator[Span]:
    """Where something personal stands in a folded text; ``digits`` is the text with its Chinese digits as digits."""
    for pattern in (*_DIGIT_PATTERNS, _IDENTITY, _OLD_IDENTITY):
        yield from (found.span() for found in pattern.finditer(digits))
    for found in _CARD.finditer(digits):
        if _luhn([int(c) for c in found[0] if c.isdigit()]):
            yield found.span()
    for pattern in (_PASSPORT, _PLATE):
        yield from (found.span() for found in pattern.finditer(text))
    yield from (found.span() for found in _MAIL.finditer(text))
    for found in _LABELLED.finditer(digits):
        if not _FIGURE.match(digits, found.end()):
            yield found.span(1)[0], found.end()


def spelled(number: str) -> re.Pattern[str]:
    """A pattern for a number that is known, its digits grouped as anybody likes, with what stands before and after."""
    joined = _GAP.join(number)
    return re.compile(rf"(?<!\d){_COUNTRY}{joined}(?!\d){_EXTENSION}")


def _luhn(digits: list[int]) -> bool:
    """The check digit of bank cards (ISO/IEC 7812-1)."""
    doubled = [d if n % 2 == 0 else d * 2 - 9 * (d > 4) for n, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def phones_in(text: str, digits: str) -> list[str]:
    """The telephone numbers in an answer that should hold one, as digits; each also without its area code."""
    found: dict[str, None] = {}
    for run in re.findall(rf"\d(?:{_GAP}\d){{6,}}", digits):
        number = re.sub(r"\D", "", run)
        found[number] = None
        if number.startswith("86") and len(number) == 13:
            found[number[2:]] = None
        for code in (3, 4):
            if number.startswith("0") and len(number) - code in (7, 8):
                found[number[code:]] = None
    return list(found)
