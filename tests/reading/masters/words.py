"""What the office says in the tests of masters: what stands already, and what is typed before a master is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tests.small import F1, F2, F3, Form

G1, G2 = ("3.1.1", "burqin"), ("6.2", "altay_city")

STANDING: Mapping[Form, Mapping[str, object]] = {
    F1: {"核定结论": "继续整改", "核定意见": "早已写好", "核定人": "甲", "核定日期": date(2021, 2, 1)},
    F2: {"核定意见": "早些时候的话", "备注": "早些时候的备注"},
}
"""What is in the ledger, and in the master that is changed."""
WORDS: Mapping[Form, Mapping[str, object]] = {
    F1: {"备注": "第一条备注"},
    F2: {"核定意见": "改过的意见", "备注": "改过的备注"},
    F3: {"核定意见": "第三条意见", "核定日期": date(2021, 2, 3), "核定人": "丙"},
    G1: {"核定意见": "第四条意见", "备注": "第四条备注"},
    G2: {"备案号": "2021-006", "核定人": "戊"},
}
"""What is typed into it; no two forms say the same."""
SPOILED = F1
"""The form whose standing verdict some ways overwrite with what is no word."""
TOUCHED = {"|".join(form) for form in (*STANDING, *WORDS)}
EXPECTED = {
    (form, caption): value
    for form in (*STANDING, *WORDS)
    for caption, value in {**STANDING.get(form, {}), **WORDS.get(form, {})}.items()
}
