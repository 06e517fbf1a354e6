"""Duties: who does what by when, as documents say it in a phrase: （市水利局牵头，各县配合，2026年6月底前完成）.

Knows: the words for leading, answering, helping, watching and accepting; how limits of time begin and end. Must not
know: items, lines, tables, which units there are. A phrase that is not made of duties alone is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.issued.labels import DUTIES, ROLES, Label, text_label
from toolkit.issued.unit_lists import is_person, names_units, split_units
from toolkit.plan.limit_forms import points_in

OPENING, CLOSING = "（(〔[【［", "）)〕]】］"
_NAMED = re.compile(r"\s*([^：:，,；;。、\s]{2,14})\s*[：:]\s*(.*)", re.DOTALL)
_ENDS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (Label.LEAD, re.compile(r"(.+?)(?:分别|共同|负责)?(?:总?牵头|牵头抓总)(?:负责|落实|实施|办理|整改|组织实施|组织|"
                            r"抓总|推进|会同)?")),
    (Label.COOPERATING, re.compile(r"(.+?)(?:等)?(?:予以|积极|做好|协同|分别|共同|按职责分工|按职责)?"
                                   r"(?:配合|协助|参与|协办|会办|协同|参加|支持)(?:落实|实施|整改|办理|做好|推进|"
                                   r"工作)?")),
    (Label.SUPERVISING, re.compile(r"(.+?)(?:负责)?(?:督导|督办|监督|指导|监管|跟踪督办|督促|督促指导|监督指导|"
                                   r"督促落实|包保|跟踪问效)"
                                   r"(?:落实|整改)?")),
    (Label.ACCEPTING, re.compile(r"(.+?)(?:负责)?(?:组织)?(?:验收|核查|复核|验收销号|销号)")),
    (Label.UNITS, re.compile(r"(.+?)(?:等)?(?:按照?(?:各自)?职责分工|按照?职责|依职责|分工|分别|具体|共同|各自|"
                             r"为?主要?|直接|属地)*"
                             r"(?:负责|负总责|承办|主办|落实|实施|办理|组织实施|抓好落实|整改|主责|承担|负责落实|负责整改|"
                             r"负责实施|负责办理|办结|推进)")),
)  # fmt: skip
_TIME = re.compile(
    r"(?:于|在|力争|确保|原则上|务必|争取|最迟|须于|应于|计划|限期|限于?|请于?|自?即日起至?)*"
    r"(?:(?:20\d\d|二[〇零○].{2}|今|明|当|本|每)?年?.{0,16}?"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月.{0,8}|年(?:底|末|内|年底|中)|[上下]半年|季度.{0,4}|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?|"
    r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?:工作日|小时|日|天|月|周)(?:之?内|以内)?)"
    r"(?:之?前|以前|前后|内|底前|底|末|止|为止)?)"
    r"[^，,；;。]{0,4}?(?:整改|基本|全部|全面)*(?:完成|办结|到位|落实|整改|销号|办理完毕|见效|推进|达标|化解|建成|恢复|拆除|投用|投入使用|搬迁|清零|"
    r"整改到位|完成整改|完成销号|前)?(?:到位|完成)?(?:\d{1,3}%|一半|过半)?"
)
_ALWAYS = re.compile(
    r".{0,10}(?:开学|汛期|春节|国庆节?|中秋节?|元旦|五一|雨季|主汛期|供暖季?|采暖期|入冬|秋收|春耕|学期|"
    r"两会)[^，,；;。]{0,4}前(?:完成)?|"
    r"(?:立|即|边|当)(?:行|知|查|时|场|即|整)?(?:立|即|边)?(?:改|整改|行整改)[^，,；;。]{0,12}|(?:并|且)?(?:长期|"
    r"持续|常态化?|常年|不间断|动态)"
    r"[^，,；;。]{0,8}|.{0,6}(?:全年|长期|持续|常态化?)(?:推进|坚持|开展|整改|实施|落实)|已(?:完成|整改|"
    r"办结)[^，,；;。]{0,6}|年内(?:完成)?|"
    r"即(?:查|知|时)?即?改|立即|本(?:月|年|季度)底?[^，,；;。]{0,6}|当年[^，,；;。]{0,6}|"
    r"[“\"'‘]?十[三四五六七]五[”\"'’]?(?:规划)?(?:期?末|期间|时期)?(?:完成)?|20\d\d(?:年?[—–\-至到]20\d\d)?年度?(?:内|完成)*|"
    r"每(?:周.?|月.{0,6}|季度?.{0,8}|半年|年.{0,8})前?|(?:下个?)?月底前?(?:完成)?|坚持常抓不懈|常抓不懈|已销号"
)
_BEHIND_A_DAY = re.compile(r"(?:之?前|以前|之?内|以内|底前?|末|止|为止)?(?:全部|全面)?(?:完成|办结|整改到位|销号)?")
_ROLE_BEHIND = re.compile(
    r"(.+?)[（(]((?:总?牵头|主办|承办|负责|配合|协办|协助|参与|会办|督导|监督|验收)(?:单位|部门)?)[）)]"
)


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a phrase: the label it would have had, and its words."""

    label: Label
    said: str


def duties_in(phrase: str, usual: Label = Label.UNITS) -> list[Duty]:
    """The duties that a phrase consists of; none where anything in it is no duty.

    Duties are labelled (责任单位：…；完成时限：…), said (…牵头，…配合，…前完成), or both. Units of which nothing is
    said have the ``usual`` role.
    """
    phrase = re.sub(r"^\s*(?:问题)?涉及(?:到)?(?:单位|部门)?(?=[^：:])", "", phrase)  # 涉及公司业务部、个贷中心
    found: list[Duty] = []
    waiting = ""  # units before it is said what they do: 县文旅局，各乡镇配合
    for clause in _clauses(phrase):
        said = _named(clause) or _timed(clause)
        ended = duty_said(clause) if said is None else None
        if ended and waiting and any(duty.label in (Label.LEAD, Label.UNITS) for duty in found):
            ended, waiting = [Duty(ended[0].label, f"{waiting}、{ended[0].said}"), *ended[1:]], ""
        duty = said or ended
        if waiting and (duty or not names_units(clause)):
            found.append(Duty(usual, waiting))
            waiting = ""
        if duty is None and names_units(clause) and len(clause) <= 120:
            waiting = f"{waiting}、{clause}" if waiting else clause
        elif duty is None:
            return []
        else:
            found += duty
    if waiting:
        last = found[-1].label if found else usual
        after_lead = found and last in (Label.LIMIT, Label.LEAD)
        found.append(Duty(Label.UNITS if after_lead else last, waiting))
    if not found or (all(duty.label is Label.LIMIT for duty in found) and len(found[0].said) > 30):
        return []
    return _joined(found)


def of_units(said: str, label: Label) -> list[Duty]:
    """The value of a label that names units, told apart where the words say more: 市水利局牵头，各县负责."""
    text = said.strip().rstrip("。；;，,、 ")
    if bracketed := _bracketed(text, label):
        return bracketed
    limited = any(is_limit(piece) for piece in re.split("[，,；;\n]", text))
    if not limited and not re.search(
        "牵头|负责|负总责|主责|配合|协助|协办|督导|督办|监督|验收|参与|参加|会办|具体落实", text
    ):
        return [Duty(label, text)] if text else []
    found = duties_in(text, label)
    if found == [Duty(Label.UNITS, text)]:  # 验收组, 督导室: the word is part of a name
        return [Duty(label, text)]
    if found and any(duty.label is not Label.LIMIT for duty in found):
        return found
    return [Duty(label, text)]


def _bracketed(text: str, label: Label) -> list[Duty]:
    """The roles that are written behind names: 县水利局（牵头）、县财政局（配合）; none where no name has one."""
    parts = split_units(text)
    roles = [_ROLE_BEHIND.fullmatch(part) for part in parts]
    if not any(roles):
        return []
    found = []
    for part, match in zip(parts, roles, strict=True):
        role = next((r for r, p in _ENDS if match and p.fullmatch(f"某局{match[2]}")), label)
        found.append(Duty(role, match[1] if match else part))
    return _joined(found)


def duties_of(label: Label, text: str) -> list[Duty]:
    """What a cell or label of duties says, told apart where it says who does what."""
    said = text.strip()
    if label not in ROLES:
        return [Duty(label, said)] if said else []
    names = split_units(said)
    persons = [name for name in names if is_person(name)]
    if not persons:
        return of_units(said, label)
    # A person is asked for nothing: who they are stands with the leaders, under the label's word.
    units = "、".join(name for name in names if name not in persons)
    leaders = Duty(Label.LEADERS, f"{label.value}：{'、'.join(persons)}")
    return [*(of_units(units, label) if units else []), leaders]


def is_limit(text: str) -> bool:
    """Whether a phrase reads as a limit of time."""
    said = _squeezed(text).rstrip("。；;，,")
    pieces = [piece.strip() for piece in re.split("[，,；;、]", said) if piece.strip()]
    return bool(pieces) and all(map(_is_time, pieces))


def _is_time(said: str) -> bool:
    """Whether words without blanks say by when and nothing else."""
    return bool(_TIME.fullmatch(said) or _ALWAYS.fullmatch(said) or _is_day(said))


def _is_day(said: str) -> bool:
    """Whether a form of date stands there alone: 2026年Q3, 5.31前, 26.6.30."""
    bare = said.lstrip("'’于在")
    points = points_in(bare)
    return bool(points) and points[0].start == 0 and bool(_BEHIND_A_DAY.fullmatch(bare[points[-1].end :]))


def _clauses(phrase: str) -> Iterator[str]:
    """The phrase cut at its commas and semicolons, but not inside brackets; labelled ones hold their commas."""
    depth, start, text = 0, 0, phrase.strip()
    pieces = []
    for n, character in enumerate(text):
        depth += (character in OPENING) - (character in CLOSING)
        if depth <= 0 and character in "，,；;。\n\t":
            pieces.append(text[start:n])
            start = n + 1
    pieces.append(text[start:])
    held = ""
    for piece in pieces:
        for part in _split_labels(piece.strip()):
            if _is_named(part):
                if held:
                    yield held
                held = part
            elif held and not _ends_duty(part):
                held = f"{held}，{part}" if part else held
            else:
                if held:
                    yield held
                held = ""
                if part:
                    yield part
    if held:
        yield held


def _split_labels(piece: str) -> Iterator[str]:
    """A piece cut before labels that stand in it after a blank."""
    cuts = [0]
    for match in re.finditer(r"[\s\u3000、]+(?=([^：:，,；;。、\s]{2,10})[：:])", piece):
        cuts += [match.start()] if text_label(match[1]) in DUTIES else []
    for begin, end in zip(cuts, [*cuts[1:], len(piece)], strict=True):
        yield piece[begin:end].strip(" \u3000、\t")


def _is_named(part: str) -> bool:
    """Whether a piece begins with the label of a duty."""
    match = _NAMED.fullmatch(part)
    return match is not None and text_label(match[1]) in DUTIES


def _ends_duty(part: str) -> bool:
    return any(pattern.fullmatch(part) for _, pattern in _ENDS) or is_limit(part)


def _named(clause: str) -> list[Duty] | None:
    match = _NAMED.fullmatch(clause)
    if match is None or (label := text_label(match[1])) not in DUTIES:
        return None
    if label is Label.LIMIT or label is Label.LEADERS:
        return [Duty(label, match[2].strip())] if match[2].strip() else []
    return of_units(match[2], label)


def _timed(clause: str) -> list[Duty] | None:
    said = _squeezed(clause)
    if len(said) <= 40 and not said.startswith("截") and _is_time(said):
        return [Duty(Label.LIMIT, re.sub("^(?:于|在)", "", clause.strip()))]
    return None


def _squeezed(text: str) -> str:
    """A text without blanks, in half-width figures."""
    return re.sub(r"[ \u3000\t]", "", unicodedata.normalize("NFKC", text)).strip()


def duty_said(clause: str) -> list[Duty] | None:
    """What a clause says of those who lead, answer, help, watch or accept; None where it says nothing of the kind."""
    said = re.sub(r"^(?:由|请|其中|责成|交由|并由)", "", clause.strip())
    # 市水利局会同市财政局 …: the second helps the first.
    match = re.fullmatch(r"(.+?)(?:会同|商|联合)(.+?)(?:负责|落实|办理|实施|推进|牵头)?", said)
    if match and names_units(match[1]) and names_units(match[2]):
        return [Duty(Label.LEAD, match[1]), Duty(Label.COOPERATING, match[2])]
    for label, pattern in _ENDS:
        match = pattern.fullmatch(said)
        if match and names_units(match[1]):
            return [Duty(label, match[1].strip())]
    return None


def _joined(found: list[Duty]) -> list[Duty]:
    """One duty a label, in the order in which they come."""
    said: dict[Label, list[str]] = {}
    for duty in found:
        said.setdefault(duty.label, []).append(duty.said)
    between = {Label.LIMIT: "，"}
    return [Duty(label, between.get(label, "、").join(words)) for label, words in said.items()]
