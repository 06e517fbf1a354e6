"""The credential (上报凭证) under which an office seals what it hands up, and the region's key that it follows from.

Knows: keys, the text that carries one. Must not know: what is sealed with it. An office's key follows from the
region's and the office's name, so the region keeps no list of keys.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.base.errors import SealError, WorkspaceError
from toolkit.base.file_names import safe_name
from toolkit.base.files import write_whole
from toolkit.base.guarded import Trouble, UnreadableError, read_guarded
from toolkit.form.seal import load_key, new_key

_LINE = re.compile(r"HANDUP-1\|([^|\r\n]{1,40})\|([0-9a-f]{64})\|([0-9a-f]{8})(?![0-9a-f])")
LARGEST = 2**20  # bytes of the file; it has some 500
_LONGEST = 40  # characters of a name
_TEXT = """上报凭证（{name}）

这是{name}向上级做“上报包”用的凭证，只给{name}使用，请妥善保管，不要转发给别人。

怎么用：
1. 把这个文件存到{name}的工作区文件夹里；
2. 运行 toolkit key take {file}（只做一次）；
3. 以后每期运行 toolkit handup，把 outbox 里的“上报_{name}_报送期.zip”发上来。

下面一行是凭证本身，请不要改动：
{line}
"""


@dataclass(frozen=True, slots=True)
class Credential:
    """Whose seal it is, and the key."""

    office: str
    key: bytes


def region_key(path: Path) -> bytes:
    """The region's key, made where there is none. Raises `SealError` when it is damaged, `OSError` as writing does."""
    return load_key(path) if path.exists() else new_key(path)


def credential_for(office: str, key: bytes) -> Credential:
    """The credential of an office under a region's key."""
    return Credential(office, hmac.new(key, b"handup\x1f" + office.encode(), "sha256").digest())


def key_under(key: bytes, office: str) -> bytes:
    """The key of an office's credential under a region's key."""
    return credential_for(office, key).key


def checked_name(name: str) -> str:
    """An office's name as it can stand in a credential. Raises `WorkspaceError` when it cannot."""
    name = name.strip()
    if not name or len(name) > _LONGEST or safe_name(name) != name or "|" in name:
        raise WorkspaceError(f"“{name[:60]}”不能作上报单位的名称。请写全称，不超过 {_LONGEST} 个字，不带斜杠等符号。")
    return name


def file_name(office: str) -> str:
    """What the file of a credential is called."""
    return f"上报凭证_{office}.txt"


def written(credential: Credential) -> bytes:
    """A credential as the text file that people hand over; Notepad of old editions needs the mark to read UTF-8."""
    name = credential.office
    text = _TEXT.format(name=name, file=file_name(name), line=_line(credential))
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def read(data: bytes, name: str) -> Credential:
    """The credential in a text file ``name``, however it was saved or sent on. Raises `WorkspaceError`."""
    for coding in (
        ("utf-16", "utf-8-sig", "gb18030") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    ):
        try:
            text = data[:100_000].decode(coding)
        except UnicodeError:
            continue
        if (match := _LINE.search(text)) and _check(match[1], match[2]) == match[3]:
            return Credential(match[1], bytes.fromhex(match[2]))
    raise WorkspaceError(f"{name} 里没有完整的上报凭证，可能被改动过。请向上级重新要一份“上报凭证”文件。")


def keep(credential: Credential, path: Path) -> None:
    """Put a credential where `kept` finds it, readable by its owner only. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, _line(credential).encode(), private=True)


def kept(path: Path) -> Credential:
    """The credential that a workspace has. Raises `SealError` when there is none, or it is damaged."""
    try:
        data = read_guarded(path, "上报凭证", most=LARGEST, inside=path.parent.parent)
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING:
            raise SealError(
                "这个工作区还没有上报凭证。请向上级要“上报凭证”文件，运行 toolkit key take 文件名 存好，再做上报包。"
            ) from None
        raise SealError(f"{error.wrong}。请检查 .toolkit 文件夹权限。") from error
    try:
        return read(data, path.name)
    except WorkspaceError:
        raise SealError("工作区里的上报凭证坏了。请把“上报凭证”文件再用 toolkit key take 存一次。") from None


def _line(credential: Credential) -> str:
    key = credential.key.hex()
    return f"HANDUP-1|{credential.office}|{key}|{_check(credential.office, key)}"


def _check(office: str, key: str) -> str:
    return hashlib.sha256(f"{office}|{key}".encode()).hexdigest()[:8]
