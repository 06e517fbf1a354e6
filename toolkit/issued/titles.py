"""The title of an item: the first sentence of what is wrong or to be done, and what is said behind it.

Knows: how headings quote and go on. Must not know: labels, measures.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"(?:关于)?“(.+?)”\s*(?:这一|等)?(的问题|问题|的方面|方面)\s*([，,：:。]?)(.*)", re.DOTALL)
_OF_PROPOSAL = re.compile(r".{0,12}第.{1,8}号.{0,6}：|.{0,6}(?:提案|议案)：")


def title_of(heading: str, *, labelled: bool) -> tuple[str, str, str]:
    """The title in a heading, the sign behind it, and the rest of the heading."""
    match = _QUOTED.match(heading)
    if match:
        return match[1], match[3].replace(":", "："), match[4]
    sentence, stop, rest = _first_sentence(heading)
    if not labelled and "：" in sentence[:40] and not _OF_PROPOSAL.match(sentence):
        sentence, _, more = sentence.partition("：")
        return sentence, "：", more + stop + rest
    return sentence.rstrip("；：:;"), stop, rest


def _first_sentence(text: str) -> tuple[str, str, str]:
    """A text parted at its first full stop that is not inside quotation marks."""
    depth = 0
    for n, character in enumerate(text):
        depth += (character in "“‘") - (character in "”’")
        if character == "。" and depth <= 0:
            return text[:n], "。", text[n + 1 :]
    return (text, "", "") if "“" in text else text.partition("。")
