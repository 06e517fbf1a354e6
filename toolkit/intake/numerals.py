"""Chinese numerals. Knows: how whole numbers are written in Chinese. Must not know: fields."""

from __future__ import annotations

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_WELL_FORMED = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")


def chinese_number(text: str) -> int | None:
    """The value of a whole number written in Chinese (三十二, 一百零五, 两千), or None if it is not one.

    Colloquial endings (一百五 for 150) are not read, because 一百零五 may have been meant; nor are digits in a row
    (三五), which may be a range.
    """
    if not _WELL_FORMED.fullmatch(text):
        return None
    total, rest = 0, text
    for mark, scale in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = rest.partition(mark)
        if found:
            part = _below_ten_thousand(head)
            if not part:
                return None
            total, rest = total + part * scale, tail
    if not rest:
        return total
    last = _below_ten_thousand(rest)
    if last is None or (total and rest[0] not in "零〇" and not 1000 <= last < 10_000):
        return None
    return total + last


def _below_ten_thousand(text: str) -> int | None:
    total, digit, scale = 0, None, 10_000
    zero = False
    for character in text:
        if character in _SCALES:
            if _SCALES[character] >= scale or (digit is None and not (character == "十" and total == 0)):
                return None
            if digit == 0:
                return None
            scale = _SCALES[character]
            total, digit = total + (1 if digit is None else digit) * scale, None
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGITS[character]
            zero = zero or (digit == 0 and len(text) > 1)
    if digit is None:
        return total
    if digit and total and scale > 10 and not zero:
        return None
    return total + digit
