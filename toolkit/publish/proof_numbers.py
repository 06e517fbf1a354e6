"""The proof's eye for numbers, letters and addresses: whatever is as long as a telephone number, or has letters in it.

Knows: shapes. Must not know: which numbers are personal; it lists what could be, and leaves the rest to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.publish.passages import Why
from toolkit.publish.proof_reading import HAN, Hit, Reading
from toolkit.publish.proof_words import PROVINCES, UNITS_OF_MEASUREMENT

_LONG = 6  # digits; the shortest numbers by which somebody is reached without another word
# Between two digits: up to three signs that end no sentence and are neither letters nor Chinese characters.
_BETWEEN = rf"(?:_|[^\w，。；、：:;!?！？“”《》〈〉〔〕\[\]【】\n%％‰=<>{HAN}]){{0,3}}"
_RUN = re.compile(rf"(?<!\d)1\d\d、\d{{4}}、\d{{4}}(?!\d)|(?<!\d)\+?\d(?:{_BETWEEN}\d)+")
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*[-./－—~]\s*(?:0?[1-9]|1[0-2])(?:\s*[-./－]\s*(?:[0-2]?\d|3[01]))?(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d\s*[-—~～－]+\s*(?:19|20)\d\d(?!\d)"
)
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,4}")
_RANGE = re.compile(r"\d{1,6}\s?[-–—－―~～∼/:：×*]{1,2}\s?\d{1,6}")  # not two numbers that stand side by side
_COUNTED = re.compile(
    r"\s*(?:余|多)?\s*(?:不等|元|人|名|所|个|万|亿|千|百|平方|平米|㎡|米|公里|亩|次|户|家|件|份|项|条|台|套|册|"
    r"本|间|座|岁|天|年(?!\d)|月|%|％|‰|m|k|吨|张|场|期|字|人次)"
)
_LABEL = re.compile(
    r"(?:电话|手机|座机|固话|传真|短号|号码|微信|微 信|QQ|qq|Qq|扣扣|钉钉|飞书|抖音|快手|微博|邮箱|邮件|E-?mail|"
    r"Email|email|wechat|WeChat|wx|WX|VX|vx|"
    r"身份证|证件|护照|通行证|驾驶证|军官证|社保|医保|卡号|账号|帐号|账户|帐户|户号|车牌|车号|学籍|工号|编号|"
    r"密码|Tel|TEL|tel|联系方式|热线|電話|手機|"
    rf"身份證|帳號|車牌)[^\d{HAN}，。；]{{0,4}}(?:号码?|号|是|为|:|：|"
    rf"\s)*[^\dA-Za-z{HAN}]{{0,3}}([\dA-Za-z][\dA-Za-z_.\-]{{3,}})"
)
_AT = re.compile(
    r"[A-Za-z\d._%+\-]*\s*(?:@|[\[(（【]\s*(?:at|AT|@|艾特)\s*[\])）】]|艾特|#|☆|"
    r"★)\s*[A-Za-z\d\-]+(?:\s*(?:[.。·]|点|[\[(]dot[\])])\s*[A-Za-z\d\-]+)*"
)  # fmt: skip
_LETTERS = re.compile(
    r"(?:[A-Za-zÀ-ÖØ-öø-ʯ][A-Za-zÀ-ÖØ-öø-ʯ\d_.'’\-·]*)(?:[ ,]{1,2}[A-Za-zÀ-ÖØ-öø-ʯ][A-Za-zÀ-ÖØ-öø-ʯ\d_.'’\-·]*)*"
)
_SCRIPT = r"Ͱ-ϿЀ-ԯ\u0590-\u06ff\u0750-\u077f\u0e00-\u0e7f\u0f00-\u0fff\u1800-\u18af가-힯ぁ-ヿ\ufb50-\ufdff\ufe70-\ufefc"
_OTHER_SCRIPT = re.compile(rf"[{_SCRIPT}]+(?:\s+[{_SCRIPT}]+)*")
_MIXED = re.compile(r"(?=[A-Za-z\d\-]*\d[\-\dA-Za-z]*\d[A-Za-z\d\-]*\d)(?=[\d\-]*[A-Za-z])[A-Za-z\d][A-Za-z\d\-]{5,}")
_PLATE = re.compile(rf"[{PROVINCES}WJ使领][\s]?[A-Z][^\w，。；、]{{0,2}}[A-Z\d]{{4,7}}[学警港澳挂]?")
_STREET = re.compile(
    rf"[{HAN}]{{1,6}}(?:路|街|巷|胡同|大道|弄|小区|花园|家园|大院|村|组|队)[\w\s]{{0,6}}?[\d－—-]+\s*(?:号|栋|"
    rf"幢|单元|室|户|弄)[\d{HAN}A-Za-z－-]{{0,10}}"
    r"|\d+\s*(?:栋|幢|号楼|单元)[\d\s\-号楼单元室层]{0,12}"
)


def hits(reading: Reading) -> Iterator[Hit]:
    """Numbers, letters, addresses that could tell how somebody is reached or who it is."""
    figures = reading.figures
    yield from _numbers(figures)
    for pattern, why in ((_AT, Why.CONTACT), (_MIXED, Why.NUMBER), (_OTHER_SCRIPT, Why.LATIN)):
        yield from (Hit(*found.span(), why) for found in pattern.finditer(reading.text))
    yield from (Hit(*found.span(), Why.NUMBER) for found in _PLATE.finditer(reading.text.upper()))
    yield from (Hit(*found.span(1), Why.CONTACT) for found in _LABEL.finditer(figures))
    yield from (Hit(*found.span(), Why.ADDRESS) for found in _STREET.finditer(figures))
    for found in _LETTERS.finditer(reading.text):
        if not all(_is_unit(word) for word in re.findall(r"[A-Za-zÀ-ÖØ-öø-ʯ]+", found[0])):
            yield Hit(*found.span(), Why.LATIN)


def _is_unit(word: str) -> bool:
    return len(word) == 1 or word.lower() in UNITS_OF_MEASUREMENT


def _numbers(figures: str) -> Iterator[Hit]:
    dates = [found.span() for found in _DATE.finditer(figures)]
    plain = list(figures)
    for start, end in dates:
        plain[start:end] = "，" * (end - start)  # so that what stands beside a date is looked at alone
    text = "".join(plain)
    for found in _RUN.finditer(text):
        digits = sum(c.isdigit() for c in found[0])
        if digits < _LONG or _AMOUNT.fullmatch(found[0]):
            continue
        if (found[0].isdigit() or _RANGE.fullmatch(found[0])) and digits < 11 and _COUNTED.match(text, found.end()):
            continue
        yield Hit(*found.span(), Why.NUMBER)
