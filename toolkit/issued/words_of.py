"""How an office and its units call themselves, as far as a document shows it: 市 over 县（市、区）, 县 over 乡镇.

Knows: names of offices and units. Must not know: what the words are used for. Where a document does not show it nothing
is set, and the usual words hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.plan.groups import members
from toolkit.plan.model import Unit
from toolkit.plan.options import Words

_GOVERNMENT = re.compile(
    r"(地区|自治州|州|盟|自治县|市|县|区|旗|乡|镇|街道)(?:人民政府|行政公署|行署|政府|委员会|办事处|党委)"
)
_PARTY = re.compile(r"(地|市|县|区|州|盟|旗)委")
_BODY = re.compile(r"(局|公司|学校|学院|医院|委|厅)(?:办公室|党委|党组)?$")
_KINDS = (("县（市、区）", "各县（市、区）"), ("乡镇", "各乡镇"), ("乡镇（街道）", "各乡镇（街道）"))
_SHORT = {"自治州": "州", "自治县": "县", "地": "地区"}


def words_of(issuer: str, units: Sequence[Unit]) -> Words:
    """The words for an office and its units."""
    office = ""
    for pattern in (_GOVERNMENT, _PARTY, _BODY):
        if match := pattern.search(issuer):
            office = _SHORT.get(match[1], match[1])
            break
    kind = next((word for word, group in _KINDS if units and len(members(group, units)) == len(units)), "")
    return Words(office, kind)
