"""Take zips and mails apart into files.

Knows: zip directories, the names that people's programs write, limits. Must not know: forms, how a mail is built.
Nothing in an envelope is believed: sizes, counts and depth are limited, and what cannot be opened is named with a
sentence.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.base.letters import Letter
from toolkit.base.visible import visible
from toolkit.base.zips import directory, inflate
from toolkit.intake import unattached
from toolkit.intake.guard import MOST_BYTES, Kind, kind_of
from toolkit.intake.headers import decoded, plain_name
from toolkit.intake.mails import Unopened, open_mail, open_outlook

DEEPEST = 6  # a zip in a zip in a mail that was forwarded three times
MOST_MEMBERS = 2_000  # all forms of a plan for ten years; far below it in real life
MOST_INFLATED = 150 * 2**20  # all members of one dropped file are in memory together, beside the file itself
_SYSTEM = re.compile(r"(?i)~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|part)")

_TOO_DEEP = "压缩包或邮件套得太深，没有打开。请解开后放入 inbox。"
_TOO_MUCH = "里面的文件太多或太大，没有全部打开。请分成几个压缩包重新报送。"
_BROKEN = "打不开，可能已经损坏。请让对方重新发送。"
_BROKEN_PART = "这个文件在压缩包里是坏的，取不出来。请让对方重新发送。"
_ENCRYPTED = "压缩包设了密码，打不开。请去掉密码后重新报送。"
_METHOD = "压缩包用了少见的压缩方式，打不开。请用普通的 .zip 方式重新压缩后报送。"
_LARGE = f"文件超过 {MOST_BYTES // 2**20} MB，没有读取。请精简后重新报送。"
_EMPTY = {
    Kind.ZIP: "压缩包里没有文件。请核对对方是否忘了放入填报表。",
    Kind.MAIL: "邮件里没有附件。请核对对方是否忘了附上填报表。",
    Kind.OUTLOOK: "邮件里没有附件。请核对对方是否忘了附上填报表。",
}
_MAILS = {Kind.MAIL: open_mail, Kind.OUTLOOK: open_outlook}


@dataclass(frozen=True, slots=True)
class Member:
    """A file: its readable name, its bytes, and where it comes from.

    ``path`` holds the names of the containers it came in, ``letters`` the mails among them, both from outside in.
    """

    name: str
    data: bytes
    path: tuple[str, ...] = ()
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Opened:
    """An envelope taken apart: files, and what could not be opened."""

    members: tuple[Member, ...] = ()
    problems: tuple[Unopened, ...] = ()


_Part = Member | Unopened


def open_envelope(name: str, data: bytes) -> Opened:
    """The files in a dropped file, in the order in which they stand; what is no envelope is its own only member.

    Files of the system (``Thumbs.db``, ``~$…``, ``__MACOSX/``) are left out. Archives of other kinds (RAR, 7z) are
    members; the guard says about them what to do. Never raises.
    """
    members: list[Member] = []
    problems: list[Unopened] = []
    name = plain_name(name)
    waiting: list[_Part] = [Member(name, data)]
    left = MOST_INFLATED
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Member):
            problems.append(Unopened(visible(part.name), part.sentence))
            continue
        if said := _seal(part):
            problems += [Unopened(visible(part.name), said)] if said != unattached.SIGNATURE or not part.path else []
            continue
        kind = kind_of(part.data, part.name)
        if kind not in (Kind.ZIP, *_MAILS):
            members.append(part)
        elif len(part.path) >= DEEPEST:
            problems.append(Unopened(part.name, _TOO_DEEP))
        else:
            inner = _unpack(part, kind, left)
            left -= sum(len(one.data) for one in inner if isinstance(one, Member))
            if len(members) + len(waiting) + len(inner) > MOST_MEMBERS:
                inner = [Unopened(part.name, _TOO_MUCH)]
            waiting += reversed(inner)
    return Opened(tuple(members), tuple(problems))


def _seal(part: Member) -> str:
    """What to say of a file that seals a mail, "" for any other; what was signed is beside its signature."""
    if unattached.is_signature_name(part.name):
        return unattached.SIGNATURE
    return unattached.sealed_file(part.name, part.data)


def _unpack(container: Member, kind: Kind, left: int) -> list[_Part]:
    """What is directly in a zip or mail, at most ``left`` bytes of it."""
    try:
        inner = list(_unzipped(container, left) if kind is Kind.ZIP else _attached(container, kind))
    except Exception:  # whatever is wrong with an envelope from outside is said in a sentence
        return [Unopened(container.name, _BROKEN)]
    return inner or [Unopened(container.name, _EMPTY[kind])]


# -- zips --------------------------------------------------------------------------------------------------------------


def _unzipped(container: Member, left: int) -> Iterator[_Part]:
    infos = [info for info in directory(container.data) if not info.is_dir()]
    if len(infos) > MOST_MEMBERS:
        yield Unopened(container.name, _TOO_MUCH)
        return
    for info in infos:
        name = plain_name(_zip_name(info)).replace("\\", "/")
        base = name.rpartition("/")[2]
        if _SYSTEM.fullmatch(base) or "__MACOSX/" in name:
            continue
        part = _extracted(container.data, info, min(left, MOST_BYTES))
        if isinstance(part, bytes):
            left -= len(part)
            yield _inside(container, base, part)
        elif part == _LARGE and left < MOST_BYTES:
            yield Unopened(container.name, _TOO_MUCH)
            return
        else:
            yield Unopened(base, part)


def _extracted(container: bytes, info: zipfile.ZipInfo, limit: int) -> bytes | str:
    """A zip's member, or the sentence that says why it cannot be had."""
    if info.flag_bits & 1:
        return _ENCRYPTED
    try:
        data = inflate(container, info, limit)
    except NotImplementedError:
        return _METHOD
    except Exception:  # one damaged member must not cost the others
        return _BROKEN_PART
    return _LARGE if data is None else data


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag it is what Chinese Windows writes (GBK), or unmarked UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return decoded(info.orig_filename.encode("cp437"))
    except UnicodeError:
        return info.filename


def _attached(container: Member, kind: Kind) -> Iterator[_Part]:
    opened = _MAILS[kind](container.data)
    mail = Member(container.name, b"", container.path, (*container.letters, opened.letter))
    for name, data in opened.files:
        if not _SYSTEM.fullmatch(name):
            yield _inside(mail, name, data)
    yield from (Unopened(problem.name or container.name, problem.sentence) for problem in opened.problems)


def _inside(container: Member, name: str, data: bytes) -> Member:
    return Member(name, data, (*container.path, container.name), container.letters)
