"""Who is to do what by when, told in running text: 由市水利局牵头，市财政局配合，9月底前完成清淤。

Knows: how sentences name who acts before what is done, and by when. Must not know: items, lines, tables. Only whoever
stands where a sentence names who acts is taken: who is spoken of further on is not asked for anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.issued.duties import Duty, duty_said, is_limit
from toolkit.issued.labels import Label
from toolkit.issued.unit_lists import names_units

_CALLED = re.compile(r"\s*(?:现|并|同时)?(?:责成|责令|要求|明确由|交由|由|请)\s*")
_HELPED = re.compile(r"\s*(?:会同|联合|会商|商(?!务|业|贸|标|投))\s*")
_LEADS = re.compile(r"\s*(?:负责)?(?:总?牵头|牵头抓总|负总责|主责)(?:负责|组织|落实|实施|办理|整改)*\s*[，,：:]?\s*")
_ANSWERS = re.compile(
    r"\s*(?:按照?(?:各自)?职责(?:分工)?|分别|共同|具体)*(?:负责|承办|主办)(?:组织|落实|实施|办理|整改|处置)*\s*[，,：:]?\s*"
)
# What may stand behind the names of those who act: a word of duty, a time, or what they do.
_CUES = (
    r"(?:要|应|须|需|必须|务必|于|在|对|将|把|按|根据|结合|针对|逐|分别|立即|立行|马上|尽快|限期|限|抓紧|长期|持续|常态化|每[月季周半年]|"
    r"年[底内末]|月底|(?:20\d\d年)?\d{1,2}月|\d{1,2}日|\d{1,2}[./]\d{1,2}|负责|牵头|会同|完成|建立|制定|开展|推进|加强|加快|"
    r"落实|组织|新建|改造|建设|清理|整治|修订|修复|补齐|筹措|配备|培训|实施|开通|设立|优化|提升|提高|规范|健全|完善|督促|协调|"
    r"研究|出台|编制|做好|查处|追回|收回|核查|排查|保障|统筹|指导|报送|更换|拆除|确保|抓好|建成|安装|增设|新增|动用|立案|调整|取缔|关停|封堵|疏浚|清淤|清运|清退|退缴|公示|约谈|"
    r"审核|评估|聘请|委托|引进|招聘|检查|巡查|抽查|监测|统一|全面|进一步|认真|加密|加固|翻修|重新|拨付|兑付|发放)"
)
_CUE = re.compile(rf"\s*{_CUES}")
# The rest of a name that such a word begins, as of 应急管理局 behind a place.
_GOES_ON = re.compile(
    rf"[一-鿿]{{2,10}}?(?:部|科|处|室|局|办|中心|委|组|专班|站|队|公司|院|所|联)(?:[、，,和]|会同|联合|配合|$|{_CUES})"
)
_NO_START = re.compile(
    r"[\d（(①-⑳]|[对将把在向从为按经与同以]|根据|针对|要求|包括|涉及|通过|加强|督促|指导|协调|组织|引导|支持|全面|逐|各项|其中|个别|部分|有的|有"
)
_NO_NAMES = re.compile(r"\d{2,}|现有|共有|设有|已|达到")
_HELPS = re.compile(r"(.{2,60}?)(?:积极|予以|做好|按职责)*(?:配合|协助|协同|参与)")
TIME = (
    r"(?<![至止自从去上往\d])(?:20\d\d年|今年|本年)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|\d{1,2}日|底|末|初|[上中下]旬)?"
    r"(?:之前|以前|底前|前|底|末|(?<=日)(?=$|[，,。；;]))|(?<![\d.])\d{1,2}[./]\d{1,2}(?:之前|以前|前)|"
    r"年(?:底|末|内)(?:之前|前)?|[一二三四1234]季度(?:末|底)?(?:之前|前|内)|[上下]半年(?:之前|前|内)?|"
    r"(?:主?汛期?|春节|国庆节?|中秋节?|元旦|五一|清明节?|端午节?|供暖季?|采暖期|开学|入冬)之?前|"
    r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?:工作日|日|天|月|周)(?:之?内|以内))"
)
_TIME = re.compile(TIME)
# A time before those who act: 4月底前，由市林草局牵头.
_AHEAD = re.compile(rf"\s*(?:于|在)?(?:{TIME}|[自从]?即日起)\s*[，,]?\s*")
_NOT_BY = re.compile("(?:截至|截止|自|从|去|上|往年|超过|连续|近)$")
_CONCERNED = re.compile(
    r"(?:^|[。；，,;（(])(?:问题)?(?:涉及|责任单位[为是])(?:单位)?(?:有|为)?[：:]?([^。；，,;（）()]+)"
)
_AT_ONCE = re.compile(r"(?:立即|立行立改|马上|即行)")
_ALWAYS = re.compile(r"(?:长期|常态化|持续)")
_AMISS = re.compile("未|没有|仍|但|却|超期")  # words of what was found, and not of what is to be done
_SHORT = 16  # characters of a clause that is a limit as a whole, with what is to be reached by then
_CLAUSE = re.compile(r"[，,。；;\n]")
_LONGEST = 80  # characters in which those who act are named


@dataclass(frozen=True, slots=True)
class Told:
    """Those who act in a text; ``asked`` is whether it says so in words of duty, ``end`` where they have been named."""

    duties: tuple[Duty, ...]
    asked: bool
    end: int


@lru_cache(maxsize=20_000)
def actors(text: str) -> Told | None:
    """Those whom a text names first as who acts, with their roles; None where it begins with anything else."""
    ahead = _AHEAD.match(text)
    begin = ahead.end() if ahead else 0
    called = _CALLED.match(text, begin)
    begin = called.end() if called else begin
    if (found := _named(text, begin, spoken=bool(called))) is None:
        return None
    units, end = found
    duties: list[Duty] = []
    if helped := _HELPED.match(text, end):
        if (other := _named(text, helped.end(), spoken=True)) is None:
            return None
        end = other[1]
        duties = [Duty(Label.COOPERATING, other[0])]
    leads, answers = _LEADS.match(text, end), _ANSWERS.match(text, end)
    asked = bool(called or leads or answers or helped)
    if behind := leads or answers:
        end = behind.end()
    duties.insert(0, Duty(Label.LEAD if leads or helped else Label.UNITS, units))
    if leads or answers:
        more, end = _more(text, end)
        duties += more
    duties += _helping(text[end:])
    return Told(tuple(_together(duties)), asked, end)


def _named(text: str, begin: int, *, spoken: bool) -> tuple[str, int] | None:
    """The names that begin at a place of a text, and where they end."""
    if _NO_START.match(text, begin):
        return None
    for end in range(begin + 2, min(len(text), begin + _LONGEST) + 1):
        rest, names = text[end:], text[begin:end].strip()
        surely = any(one.match(rest) for one in (_HELPED, _LEADS, _ANSWERS)) or (spoken and re.match(r"\s*[，,]", rest))
        cued = bool(_CUE.match(rest)) and not _GOES_ON.match(rest.lstrip())
        if (surely or cued) and names_units(names) and not _NO_NAMES.search(names):
            return names, end
    return None


def _more(text: str, begin: int) -> tuple[list[Duty], int]:
    """The duties in the clauses behind those who lead or answer: 市财政局配合，各县（市）落实，."""
    found: list[Duty] = []
    end = begin
    while stop := _CLAUSE.search(text, end):
        clause = text[end : stop.start()]
        if not (duties := duty_said(clause)):
            if other := _named(text, end, spoken=False):  # …牵头，各县分别开展检查
                found.append(Duty(Label.UNITS, other[0]))
                end = other[1]
            break
        found += duties
        end = stop.end()
    return found, end


def _helping(text: str) -> list[Duty]:
    """Those who help, in a later clause of their own: …，县委网信办配合做好监测."""
    matches = [_HELPS.match(clause.strip()) for clause in _CLAUSE.split(text)[1:]]
    return [Duty(Label.COOPERATING, m[1]) for m in matches if m and names_units(m[1]) and not _NO_START.match(m[1])]


def _together(duties: list[Duty]) -> list[Duty]:
    said: dict[Label, list[str]] = {}
    for duty in duties:
        said.setdefault(duty.label, []).append(duty.said)
    return [Duty(label, "、".join(dict.fromkeys(names))) for label, names in said.items()]


@lru_cache(maxsize=20_000)
def limits_told(text: str) -> tuple[Duty, ...]:
    """The times by which a text says that something is to be done; a short clause is one as it stands."""
    found = []
    clauses = [(clause, _TIME.search(clause)) for clause in map(str.strip, _CLAUSE.split(text))]
    single = sum(1 for _, match in clauses if match) == 1
    for clause, match in clauses:
        if match and not _NOT_BY.search(clause[: match.start()]):
            begins = re.fullmatch("(?:于|在|请|限|并|并于|须|应)*", clause[: match.start()])
            short = bool(begins) and len(clause) - match.start() <= _SHORT
            # A share that is to be reached reads as a step on the way, where another time stands beside it.
            share = r"\d[.．]\d|达到|[%％]|以上|不低于|不少于" if single else r"\d[.．]\d"
            whole = short and not re.search(share, clause[match.end() :])
            found.append(clause[match.start() :] if whole else match[0])
        elif len(clause) <= _SHORT and _AT_ONCE.match(clause):
            found.append(clause)
    if not found and actors(text):
        found = [clause for clause in _CLAUSE.split(text) if _ALWAYS.match(clause.strip()) and is_limit(clause)]
    return (Duty(Label.LIMIT, "，".join(dict.fromkeys(found))),) if found else ()


def told_apart(text: str, *, surely: bool) -> list[str]:
    """The sentences of a text each of which begins with who acts; empty where not several do.

    ``surely`` asks of each that it says so in words of duty or by when.
    """
    pieces = [piece for piece in re.split(r"(?<=[。；;])\s*", text) if piece.strip()]
    begins = [n for n, piece in enumerate(pieces) if (is_told(piece) if surely else actors(piece))]
    if len(begins) < 2 or begins[0] or not any(map(is_told, pieces)):
        return []
    ends = [*begins[1:], len(pieces)]
    return ["".join(pieces[a:b]) for a, b in zip(begins, ends, strict=True)]


def before_actors(text: str) -> tuple[str, str]:
    """A text parted before its first sentence that begins with who acts; nothing before where none does."""
    pieces = re.split(r"(?<=。)", text)
    at = next((n for n, piece in enumerate(pieces) if actors(piece)), 0)
    return "".join(pieces[:at]), "".join(pieces[at:])


def concerned(text: str) -> str:
    """The units that a text says something is about, "" where it names none: 涉及市人民医院、市中医院."""
    found = (match[1] for match in _CONCERNED.finditer(text) if names_units(match[1]))
    return "、".join(found)


@lru_cache(maxsize=20_000)
def is_told(text: str) -> bool:
    """Whether a text says who is to do something, in words of duty or by when."""
    for piece in re.split(r"[。；;：:]|——", text):
        who = actors(piece)
        if who and (who.asked or (limits_told(piece) and not _AMISS.search(piece))):
            return True
    return False
