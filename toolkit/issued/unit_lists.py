"""Lists of units as documents write them: 县水利局、各乡镇人民政府，县财政局和县审计局.

Knows: between which names such a list is cut, what a unit's name looks like. Must not know: which units there are, what
they are to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# 和 begins names, too: 和平区, 和谐办. Behind anything but an office or a place it belongs to a name.
_AND = r"(?:以及|会同|和(?![谐平田顺静硕县龙政林布])|及|与)(?=[^和及与])"
_CUT = re.compile(rf"[、，,；;。\n]|(?<=[府委会局办心室部队司院处科站所校园县市区乡镇]){_AND}")
_BLANK = re.compile(r"[ \u3000\t]+|[/／]")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
# 党委和人民政府 is one name.
_TOGETHER = re.compile("(?<=党委)(?:和|及|、)(?=人民政府|政府)")
_SIGNS = "、，,；;。\n和及与会以"
_KEPT = {ord(sign): chr(0xE000 + n) for n, sign in enumerate(_SIGNS)}
_SHOWN = {0xE000 + n: sign for n, sign in enumerate(_SIGNS)}
_UNIT = re.compile(
    r".*(?:局|委|办|府|处|科|室|股|中心|公司|集团|厂|站|所|院|校|园|厅|部|会|队|社|行|组|街道|乡|镇|村|县|市|区|旗|"
    r"州|盟|联|单位|部门|车间|基地|"
    r"企业|编办|学|工会|团|班|党委|党总支|支部|责任人|矿|场|馆|店|城|机关|海关|港|库|宫|台|网|协|银|警|路|段|铺|大学|企|业主|"
    r"业委会|物业|商户|者|公寓|宾馆|酒店|饭店|酒楼|大厦|商厦|广场|市场|超市|药房|作坊|食堂|网吧|民宿|小区|合作社)(?:等)?"
)
# Who is nobody's unit: a name that is hidden, or behind which an office that a person holds stands in brackets.
_PERSON = re.compile(
    r"[一-鿿]{1,2}(?:某{1,3}|[×XxＸ*＊]{1,3})(?:同志|[（(][^（）()]*[）)])?|[一-鿿]{2,4}同志|"
    r"[一-鿿·]{2,4}[（(][^（）()]*(?:长|书记|主任|主席|经理|调研员|巡视员|委员|组长|站长|负责人|科员|干部)[）)]"
)
# Offices are called 计划财务处, 督查落实科, 组织人事部, 项目推进办: such words are of a name before its last word.
_NO_NAME = re.compile(
    r"将|是第|主要负责|同志|报送|进行|开展|完成|的|前$|措施|制定|建立|加强|\d月|\d日|见附|同上|以上|是$|"
    r"组织(?=相关|有关|各|全)|"
    r"(?:落实|情况|实施|计划|方案|问题|推进|组织)(?!.{0,6}(?:处|科|室|部|局|中心|办|组|专班|委|委员会|股|站)$)"
)


def split_units(phrase: str) -> list[str]:
    """The names in a list of units, in their order, not cut within brackets.

    Blanks and slashes part names only where each piece is one.
    """
    kept = _TOGETHER.sub(lambda match: match[0].translate(_KEPT), phrase)
    kept = _BRACKET.sub(lambda match: match[0].translate(_KEPT), kept)
    found = []
    for part in _CUT.split(kept):
        name = part.translate(_SHOWN).strip()
        pieces = [piece for piece in _BLANK.split(name) if piece]
        found += pieces if len(pieces) > 1 and all(map(_is_name, pieces)) else [name] if name else []
    return found


_PLACE = re.compile(r"[一-鿿]{1,8}(?<!各)(?:自治县|自治州|县|市|区|旗|乡|镇|村|街道)")
_PLACED = re.compile(
    r"([一-鿿]{1,8}?(?:自治县|自治州|县|市|区|旗|乡|镇|村|街道))"
    r"((?:人民)?政府|党委|管委会|[一-鿿]{1,12}(?:局|委|办|院|中心|大队|支队|站|所|公司|联社|分局))"
)


def shared_endings(names: Sequence[str]) -> dict[str, str]:
    """Places that stand before a name of another place's office, and the office that may be meant of each.

    金岭县、银川县应急管理局 may mean 金岭县应急管理局: an inference, which somebody looks at.
    """
    found: dict[str, str] = {}
    for n, name in enumerate(names):
        match = _PLACED.fullmatch(name)
        at = n - 1
        while match and at >= 0 and _PLACE.fullmatch(names[at]) and names[at][-1] == match[1][-1] and len(match[1]) > 1:
            found[names[at]] = names[at] + match[2]
            at -= 1
    return found


def in_commas(phrase: str) -> str:
    """A list whose names stand apart by blanks alone with 、 between them; any other as it is."""
    pieces = [piece for piece in _BLANK.split(phrase.strip()) if piece]
    return "、".join(pieces) if len(pieces) > 1 and all(names_units(piece) for piece in pieces) else phrase


def names_units(text: str) -> bool:
    """Whether a phrase is a list of names of units."""
    parts = split_units(_BRACKET.sub("", text))
    return bool(parts) and all(map(_is_name, parts))


def is_person(name: str) -> bool:
    """Whether a name is a person's, by what stands for it or by the office behind it: 张某某, 刘某（市水利局局长）."""
    return bool(_PERSON.fullmatch(name.strip()))


def _is_name(part: str) -> bool:
    return bool(_UNIT.fullmatch(part)) and 2 <= len(part) <= 30 and not _NO_NAME.search(part)
