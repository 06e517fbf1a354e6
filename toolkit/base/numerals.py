"""Chinese numerals, read and written. Knows: how whole numbers are written in Chinese. Must not know: fields, plans."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_SCALES = {"十": 10, "百": 100, "千": 1000}
_LIMIT = 10**12
_WRITTEN = re.compile(r"[零一二三四五六七八九十百千万亿]{1,30}")
_TWO = re.compile(r"两(?=[百千万亿])|^两$")


def chinese_number(text: str) -> int | None:
    """The value of a whole number below 10¹² written in Chinese (三十二, 一百零五, 两千), or None if it is not one.

    Only numbers in full are read. Colloquial endings (一百五 for 150) are not, because 一百零五 may have been meant,
    nor are digits in a row (三五), which may be a range.
    """
    plain = _TWO.sub("二", text.replace("〇", "零"))
    if not _WRITTEN.fullmatch(plain):
        return None
    value = _added_up(plain)
    # What has been added up loosely counts only if the number is written in just that way.
    if value >= _LIMIT or plain not in _ways_to_write(value):
        return None
    return value


def in_chinese(value: int) -> str:
    """A whole number from 0 to below 10¹² as headings write it: 十二, 一百零五."""
    return _ways_to_write(value)[-1]


def circled(mark: str) -> int:
    """The number of a mark from ① to ⑳."""
    return ord(mark) - ord("①") + 1


def _added_up(text: str) -> int:
    total = section = digit = 0
    for character in text:
        if character in _SCALES:
            section += (digit or 1) * _SCALES[character]
            digit = 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            digit = _DIGITS.find(character)
    return total + section + digit


def _ways_to_write(value: int) -> tuple[str, ...]:
    """The number in full, and without the first 一 where speech drops it (十五 for 一十五)."""
    text, skipped = "", False
    for mark, part in (("亿", value // 10**8), ("万", value // 10**4 % 10**4), ("", value % 10**4)):
        if part:
            text += ("零" if text and (skipped or part < 1000) else "") + _section(part) + mark
        skipped = not part
    text = text or "零"
    return (text, text[1:]) if text.startswith("一十") else (text,)


def _section(value: int) -> str:
    """A number below ten thousand in full: 1005 is 一千零五."""
    text, skipped = "", False
    for mark, scale in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // scale % 10
        if digit:
            text += ("零" if text and skipped else "") + _DIGITS[digit] + mark
        skipped = not digit
    return text
