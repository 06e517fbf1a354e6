"""Duties that stand within a text: in brackets at its end, or as its last sentence.

Knows: where offices put （责任单位：…；完成时限：…） and 由市水利局牵头，…. Must not know: items, lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.issued.duties import CLOSING, OPENING, Duty, duties_in, duty_said, is_limit
from toolkit.issued.labels import ROLES, Label, text_label
from toolkit.issued.prose import TIME, actors, limits_told, told_apart
from toolkit.issued.unit_lists import names_units

_DONE = re.compile(r"(?<=[前底末内日])(?:要|需|须|应当?)?(?:全部|全面|基本)?(?:完成|整改|办结|销号|到位|解决)+的?$")
_TIME_ALONE = re.compile(
    rf"{TIME}|\d{{1,3}}[%％]|一半|过半|全部|全面|基本|各|要|需|须|应|完成|整改|办结|销号|到位|落实|见效|达标|化解|任务|工作|[，,；;]|坚持|长期|立即|持续|并|立行立改|立行|立改|即知即改|即行|即改|马上|于|在"
)
_LAST = 160  # characters; what is longer is a paragraph and no list of duties


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without its duties, and these."""

    text: str
    duties: tuple[Duty, ...] = ()


@lru_cache(maxsize=20_000)
def parted(text: str) -> Parted:
    """A text parted from the duties at its end; the text as it was where there are none."""
    bare = text.rstrip()
    found: list[Duty] = []
    while True:
        cut = _bracket(bare) or _sentence(bare) or _dash(bare)
        if cut is None:
            break
        bare, duties = cut
        found = [*duties, *found]
    if not found:
        return Parted(text)
    return Parted(bare.rstrip(" \u3000\t"), tuple(found))


def ends_with_duties(text: str) -> bool:
    """Whether a text ends in duties."""
    return bool(parted(text).duties)


def only_duties(text: str) -> tuple[Duty, ...]:
    """The duties of which a line consists, brackets and all; none where it says anything else."""
    bare = parted(text)
    if bare.duties:
        return () if re.search(r"\w", bare.text) else bare.duties
    said = re.sub(r"[。；;\s]+$", "", text)
    if len(said) > _LAST or not re.search("牵头|负责|配合|承办|主办", said):
        return ()
    duties = tuple(duties_in(said))
    return duties if any(duty.label is not Label.LIMIT for duty in duties) else ()


def of_heading(heading: str) -> tuple[Duty, ...]:
    """The duty that a heading is: the unit whose tasks stand below it, or the time by which they are to be done."""
    bare = re.sub(r"[（(](?:共)?\d+(?:项|个|条|件)[）)]|[：:。]$", "", heading).strip()
    if names_units(bare) and len(bare) <= 40 and not re.search("问题|任务|事项", bare):
        return (Duty(Label.UNITS, bare),)
    limit = re.sub(r"的?(?:整改)?(?:问题|事项|任务|项目|类|隐患)+$", "", bare)
    limit = _DONE.sub("", limit)
    return (Duty(Label.LIMIT, limit),) if is_limit(limit) else ()


def _bracket(text: str) -> tuple[str, list[Duty]] | None:
    """The bracket at the end of a text, where it holds duties and nothing else."""
    trimmed = re.sub(r"[。；;，,\s]+$", "", text)
    if not trimmed.endswith(tuple(CLOSING)):
        return None
    depth = 0
    for n in range(len(trimmed) - 1, -1, -1):
        depth += (trimmed[n] in CLOSING) - (trimmed[n] in OPENING)
        if depth == 0:
            inside = trimmed[n + 1 : -1]
            duties = duties_in(inside) if len(inside) <= _LAST * 2 else []
            if duties and _is_about_duties(inside, duties):
                return trimmed[:n] + _ending(trimmed[:n], text[len(trimmed) :]), duties
            return None
    return None


def _ending(before: str, sign: str) -> str:
    return "。" if before and sign.strip().startswith("。") and before[-1] not in "。；;！？" else ""


def _is_about_duties(inside: str, duties: list[Duty]) -> bool:
    """A bracket with bare names of units says only sometimes who is to do something (（县教育局）)."""
    if not any(duty.label in (*ROLES, Label.LIMIT) for duty in duties):
        return False
    return is_limit(inside) or not re.fullmatch(r"[^、，,；;：:]{1,4}", inside)


def _sentence(text: str) -> tuple[str, list[Duty]] | None:
    """The last sentence of a text, where it consists of duties: 由县财政局牵头，县审计局配合，6月底前完成。"""
    trimmed = re.sub(r"[。；;\s]+$", "", text)
    stops = (max(trimmed.rfind("。"), trimmed.rfind("\n")) + 1, trimmed.rfind("；") + 1)
    for begin in dict.fromkeys(stops):
        last = trimmed[begin:].strip()
        if not begin or not 4 <= len(last) <= _LAST:
            continue
        if actors(re.split("[。；\n]", trimmed[: begin - 1])[-1].strip()):
            continue  # one of several sentences each of which says who is to do what
        duties = duties_in(last)
        if actors(last) and (told_apart(last, surely=False) or any(map(_says_what, duties))):
            continue  # what is to be done is said in it, and not only who and by when
        named = any(duty.label is not Label.LIMIT for duty in duties)
        if named and re.search("牵头|负责|配合|承办|主办|[：:]", last):
            return trimmed[:begin], duties
    return None


def _says_what(duty: Duty) -> bool:
    """Whether a limit says more than by when, and that the thing is complete then."""
    if duty.label is not Label.LIMIT:
        return False
    told = limits_told(duty.said)
    return any(len(_TIME_ALONE.sub("", one.said)) > 2 for one in told)


def _dash(text: str) -> tuple[str, list[Duty]] | None:
    """What stands behind the last dash or colon, where it is who and by when: …——市场办，6月15日前规范到位。"""
    match = re.fullmatch(r"(.{4,}?)\s*(——?|[：:])\s*([^：:—]{4,160})", re.sub(r"[。；;\s]+$", "", text), re.DOTALL)
    if match is None:
        return None
    before = re.split("[，,。；;\\s]", match[1])[-1]
    if text_label(before) or names_units(before):
        return None  # a label, or who is to do what follows: 县水利局：划定保护区…
    found: list[Duty] = []
    for clause in filter(None, map(str.strip, re.split("[，,；;]", match[3]))):
        if duties := duty_said(clause):
            found += duties
        elif names_units(clause):
            found.append(Duty(Label.UNITS, clause))
        elif is_limit(clause):
            found.append(Duty(Label.LIMIT, clause))
        elif limit := limits_told(clause):
            found += limit
        else:
            return None
    roles = any(duty.label in ROLES for duty in found)
    limited = any(duty.label is Label.LIMIT for duty in found)
    return (match[1], found) if roles and (limited or match[2].startswith("—")) else None
