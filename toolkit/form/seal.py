"""Who a form is for, and the proof that this workspace issued it.

Knows: the identity of a form, the workspace key, the seal (HMAC-SHA256) and the printed form number. Must not know:
workbooks. Identity is carried twice: on a hidden sheet with the full seal, and as a printed number whose six check
characters (Crockford base 32: no I, L, O, U) are cut from the same HMAC, so that neither can be made up without the
key and a typing slip is noticed.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from toolkit.base.errors import SealError
from toolkit.base.files import write_whole
from toolkit.base.guarded import Trouble, UnreadableError, read_guarded
from toolkit.base.seals import mac, same_seal

_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALWAYS = 6  # entries that every identity has
_LARGEST = 2**20  # bytes of a key file; each key takes a line of 76
_NUMBER = re.compile(r"(?<![\w./-])([\w.-]{1,40})/([\w.-]{1,40})/([\w-]{1,40})/(\d{1,4})/([0-9A-Z]{6})(?![\w/])")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a form is: which plan, item, unit, period; ``version`` counts issues of the same form from 1.

    ``digest`` is the catalogue's (`toolkit.catalogue.Catalogue.digest`) at the time of issue, ``locked`` what
    `toolkit.form.locked.digests` makes of the words on the form, ``given`` what `toolkit.form.untouched` makes of the
    answers that stood in it when it went out; "" on forms from before there was such a thing.
    """

    plan_id: str
    item_id: str
    unit_id: str
    period_id: str
    version: int
    digest: str
    locked: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """The parts of a printed form number, as read from the page and not yet proven."""

    period_id: str
    item_id: str
    unit_code: str
    version: int
    check: str


def new_key(path: Path) -> bytes:
    """Create the workspace key (32 random bytes as hex) at ``path``, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_hex(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return bytes.fromhex(key)


def rotate_key(path: Path, until: date) -> None:
    """Make a new key; forms sealed under the old one are good up to a day.

    The file holds the key in use on its first line, and below it older ones, each with its last day. Raises
    `SealError` when it is missing or damaged, `OSError` when it cannot be written.
    """
    load_keys(path, until)
    current, *older = _lines(path)
    lines = [secrets.token_hex(32), f"{current.strip()} {until.isoformat()}", *filter(None, older)]
    write_whole(path, "".join(f"{line}\n" for line in lines).encode("ascii"), private=True)


def load_key(path: Path) -> bytes:
    """The workspace key, under which forms are sealed now.

    Raises `SealError` when it is missing or damaged: without it no form can be issued or recognised.
    """
    return load_keys(path, date.max)[0]


def load_keys(path: Path, on: date) -> tuple[bytes, ...]:
    """The keys whose forms are good on a day, the one in use first. Raises `SealError` as `load_key` does."""
    try:
        first, *others = _lines(path)
        key = bytes.fromhex(first.strip())
        older = [(bytes.fromhex(old), date.fromisoformat(last)) for old, last in map(str.split, filter(None, others))]
    except ValueError as error:
        raise SealError(f"工作区密钥 {path.name} 读不出来（{type(error).__name__}）。请从备份恢复。") from None
    if len(key) < 16:
        raise SealError(f"工作区密钥 {path.name} 不完整。请从备份恢复。")
    return key, *(old for old, last in older if on <= last)


def all_keys(path: Path) -> tuple[bytes, ...]:
    """Every key that the workspace has had, the one in use first, whether forms under it are still good or not.

    Raises `SealError` as `load_key` does.
    """
    return load_keys(path, date.min)


def fingerprint(key: bytes) -> str:
    """What a key is told by without being given away: four groups of four signs."""
    text = mac("fingerprint", key).hex()[:16].upper()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def _lines(path: Path) -> list[str]:
    """The lines of a key file; its folder lies in the workspace, out of which no link is followed.

    Raises `SealError` when it cannot be read, `ValueError` when it is no text.
    """
    try:
        data = read_guarded(path, "工作区密钥", most=_LARGEST, inside=path.parent.parent)
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING:
            raise SealError(
                f"找不到工作区密钥 {path.name}。请从备份恢复 .toolkit 文件夹；没有密钥，以前发出的表都无法识别。"
            ) from None
        raise SealError(f"{error.wrong}。请检查 .toolkit 文件夹权限，或者从备份恢复。") from error
    return data.decode("ascii").strip().split("\n")


def seal(identity: Identity, key: bytes) -> str:
    """The seal of an identity: 64 hex digits."""
    parts = [str(part) for part in astuple(identity)]
    # What a form from before some entry lacks was not sealed.
    while len(parts) > _ALWAYS and not parts[-1]:
        parts.pop()
    return mac("\x1f".join(parts), key).hex()


def holds(identity: Identity, sealed: str, key: bytes) -> bool:
    """Whether ``sealed`` is the seal of ``identity`` under ``key``."""
    return same_seal(seal(identity, key), sealed)


def form_number(identity: Identity, unit_code: str, key: bytes) -> str:
    """The printed form number, e.g. ``2021-01/3.1.1/654301/1/7KQ2MD``; ``unit_code`` stands for the unit."""
    parts = (identity.period_id, identity.item_id, unit_code, str(identity.version))
    return "/".join((*parts, _check(identity.plan_id, parts, key)))


def find_number(text: str) -> PrintedNumber | None:
    """The first form number in a text, if there is one."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    period, item, unit, version, check = match.groups()
    return PrintedNumber(period, item, unit, int(version), check)


def number_holds(number: PrintedNumber, plan_id: str, key: bytes) -> bool:
    """Whether the check characters of a printed number are right for this plan and key."""
    parts = (number.period_id, number.item_id, number.unit_code, str(number.version))
    return same_seal(_check(plan_id, parts, key), number.check)


def _check(plan_id: str, parts: tuple[str, ...], key: bytes) -> str:
    value = int.from_bytes(mac("\x1e".join((plan_id, *parts)), key)[:4], "big")
    return "".join(_BASE32[value >> shift & 31] for shift in (27, 22, 17, 12, 7, 2))
