"""Reports in words: several paragraphs.

Knows: how much room they take. Must not know: where cells stand.
"""

from __future__ import annotations

from toolkit.kinds.text import Text
from toolkit.plan.model import ValueType

KIND = Text(word="长文字", type=ValueType.TEXT, how="用文字填写，可以分行", lines=6, max_length=1000)
