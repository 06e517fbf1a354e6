"""Names of files and folders that every system takes, and that never come to the same place for two things.

Knows: what Windows, macOS and Linux allow in a name, how long it may be. Must not know: what is named.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from itertools import groupby

from toolkit.base.visible import paired

# What parts folders, signs that Windows does not take, control characters, what turns the direction of writing, and
# what stands for half a character.
_SIGNS = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]')
# Devices of Windows, whatever follows the first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)", re.IGNORECASE)
_LONGEST = 180  # bytes of a name; 255 are allowed, and a program may add to it while it writes
PART = 72  # bytes of a part of a name: three of them, what is between and what is added stay below 255
SUFFIX = 10  # characters of what counts as the end of a name


def is_device(name: str) -> bool:
    """Whether Windows takes a name for a device: CON, nul.txt, COM1."""
    return bool(_DEVICE.match(name))


def safe_name(name: str, most: int = _LONGEST) -> str:
    """A name of somebody else's as the name of a file here: no path, no reserved signs or words, at most so many bytes.

    What would part folders is replaced and not cut at, so that “三（一）1/2” keeps its beginning.
    """
    base = _plain(name).strip(" .") or "未命名"
    stem, dot, suffix = base.rpartition(".")
    if not dot or len(suffix) > SUFFIX or not stem.strip(" ."):
        stem, dot, suffix = base, "", ""
    stem = _cut(stem, most - len((dot + suffix).encode())).rstrip(" .") or "未命名"
    named = f"{stem}{dot}{suffix}"
    return f"_{named}" if is_device(named) else named


def part(text: str, longest: int = PART) -> str:
    """A text as a part of a name: one line, a slash as “_”, at most ``longest`` bytes."""
    one_line = " ".join(text.split())
    return _cut(_plain(one_line), longest).strip(" .")


def distinct_name(name: str) -> str:
    """A name as the name of a file here that no other name has: what had to be changed has a few signs of its hash."""
    made = safe_name(name)
    if made == name and _alike(name) == name:
        return made
    return f"{safe_name(name, _LONGEST - 9)}_{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def distinct(texts: Mapping[str, str]) -> dict[str, str]:
    """For each id its text as a part of a name, no two alike on any system.

    Texts that come to the same name, or are the same but for case and width, have their id beside them: ids are told
    apart by more than case.
    """
    named = {id_: part(text) or id_ for id_, text in texts.items()}
    while True:
        order = sorted(named, key=lambda id_: (_alike(named[id_]), id_))
        groups = (list(group) for _, group in groupby(order, key=lambda id_: _alike(named[id_])))
        twins = [id_ for group in groups if len(group) > 1 for id_ in group]
        if not twins:
            return {id_: f"_{name}" if is_device(name) else name for id_, name in named.items()}
        for id_ in twins:
            named[id_] = f"{part(named[id_], PART - len(id_.encode()) - 6)}（{id_}）"


def _plain(text: str) -> str:
    return _SIGNS.sub("_", paired(text))


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _cut(text: str, longest: int) -> str:
    """As many of the first characters as have at most ``longest`` bytes."""
    return text.encode()[: max(longest, 0)].decode(errors="ignore")
