"""Keys and credentials: ``key show``, ``key copy``, ``key rotate``, ``key share``, ``key take``.

Knows: the words that say what to back up and whom to trust. Must not know: how anything is sealed.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from typing import Annotated, TypedDict

from toolkit.cli.command import DONE_ONLY, Argument, Command, Group, day, file
from toolkit.cli.context import region_of, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import Day

KEY = Group("key", "密钥")
_GOOD_FOR = timedelta(days=90)  # a form of one period comes back before the next


class KeyShowJson(TypedDict):
    """The key of a workspace."""

    key: Annotated[str, "path of the file"]
    fingerprint: Annotated[str, "what the key is told by, without being given away"]
    older: Annotated[int, "older keys whose forms are still good today"]
    credential: Annotated[bool, "whether there is a credential to hand up with"]


class KeyCopyJson(TypedDict):
    """A copy of the key."""

    copy: Annotated[str, "path of the copy"]


class KeyRotateJson(TypedDict):
    """A new key."""

    until: Annotated[Day, "the last day on which forms sealed under the old one are good"]


class KeyShareJson(TypedDict):
    """The credential of an office."""

    credential: Annotated[str, "path of the file"]


class KeyTakeJson(TypedDict):
    """The credential that is kept now."""

    office: Annotated[str, "name under which this workspace hands up"]


def show(options: argparse.Namespace) -> Outcome[KeyShowJson]:
    """Where the key lies, and its fingerprint."""
    found = workspace_of(options).key_standing(on=date.today())
    answer: KeyShowJson = {
        "key": str(found.path), "fingerprint": found.fingerprint, "older": found.older, "credential": found.credential
    }  # fmt: skip
    older = f"，还有 {found.older} 把旧密钥没有到期" if found.older else ""
    lines = [
        f"密钥在 {found.path}，指纹 {found.fingerprint}{older}。",
        "没有密钥，发出去的表就认不出来。请留一份副本：toolkit backup 文件夹，或者 toolkit key copy 文件夹。",
    ]
    return Outcome(ExitStatus.DONE, answer, lines)


def copy(options: argparse.Namespace) -> Outcome[KeyCopyJson]:
    """A copy of the key in another folder."""
    path = workspace_of(options).copy_key(options.folder)
    lines = [
        f"密钥的副本：{path}",
        "请收好，不要发到群里：拿到的人能冒充本单位发表。恢复的时候改名为 key，放回 .toolkit 文件夹。",
    ]
    return Outcome(ExitStatus.DONE, {"copy": str(path)}, lines)


def rotate(options: argparse.Namespace) -> Outcome[KeyRotateJson]:
    """A new key, with the old one good until a day."""
    until: date = options.until or date.today() + _GOOD_FOR
    workspace_of(options).rotate_key(until=until)
    lines = [
        f"密钥换好了。以前发出的表认到 {until}；以后生成的表用新密钥。",
        "请马上备份 .toolkit 文件夹，旧的备份里没有新密钥。",
    ]
    return Outcome(ExitStatus.DONE, {"until": until.isoformat()}, lines)


def share(options: argparse.Namespace) -> Outcome[KeyShareJson]:
    """The credential of an office."""
    path = region_of(options).share_key(options.office)
    lines = [
        f"上报凭证做好了：{path}",
        f"请用可靠的办法交给{options.office.strip()}的经办人（不要发到群里）；文件里写着怎么用。",
        "凭证是用 .toolkit 里的密钥算出来的，请备份 .toolkit 文件夹；丢了要全部重发。",
    ]
    return Outcome(ExitStatus.DONE, {"credential": str(path)}, lines)


def take(options: argparse.Namespace) -> Outcome[KeyTakeJson]:
    """The credential kept in the workspace."""
    name = workspace_of(options).take_key(options.file)
    lines = [
        f"上报凭证存好了，以后按“{name}”上报。名称不对的，请不要上报，和上级核对。",
        f"原来的文件 {options.file} 可以删掉了。下一步：运行 toolkit handup 做上报包。",
    ]
    return Outcome(ExitStatus.DONE, {"office": name}, lines)


COMMANDS = (
    Command(
        name="show",
        group=KEY,
        help="看密钥在哪里、指纹是什么",
        run=show,
        answer=KeyShowJson,
        statuses=DONE_ONLY,
        place=138,
    ),
    Command(
        name="copy",
        group=KEY,
        help="把密钥复制一份到另一个文件夹（移动硬盘）",
        run=copy,
        answer=KeyCopyJson,
        arguments=(file("folder", "文件夹", "工作区外面的文件夹"),),
        statuses=DONE_ONLY,
        place=139,
    ),
    Command(
        name="rotate",
        group=KEY,
        help="换一把新密钥；旧密钥发出的表在期限以前照样认",
        run=rotate,
        answer=KeyRotateJson,
        arguments=(Argument(names=("--until",), metavar="日期", help="旧表认到哪一天；默认 90 天以后", read=day),),
        statuses=DONE_ONLY,
        place=140,
    ),
    Command(
        name="share",
        group=KEY,
        help="做上报凭证：给一个上报单位做上报包用（在汇总文件夹里运行）",
        run=share,
        answer=KeyShareJson,
        arguments=(Argument(names=("office",), metavar="上报单位", help="全称，印在汇总台账上"),),
        statuses=DONE_ONLY,
        place=141,
    ),
    Command(
        name="take",
        group=KEY,
        help="存上报凭证：上级给的“上报凭证”文件（在上报单位的工作区里运行）",
        run=take,
        answer=KeyTakeJson,
        arguments=(file("file", "文件", "如 上报凭证_某某单位.txt"),),
        statuses=DONE_ONLY,
        place=142,
    ),
)
