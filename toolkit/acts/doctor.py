"""A look over the workspace: what is in order, what is not, and what to do about it.

Knows: every place where something may be missing or damaged. Must not know: how it would be mended. Nothing is changed
but a file written and deleted again in each folder.
"""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from toolkit.acts.master_files import own_paths
from toolkit.acts.read_back import unread_in
from toolkit.base.errors import ToolkitError
from toolkit.base.files import left_over
from toolkit.folder import Folder
from toolkit.form.loaded_base import load_base
from toolkit.intake.originals import whole_originals
from toolkit.ledger import journal
from toolkit.mail.texts import read_text
from toolkit.plan.workdays import unannounced

PACKAGE = "rectification-toolkit"
LEAST_SPACE = 500 * 2**20  # bytes; a year of a prefecture's returns with scans
_SHOWN = 5  # names in a sentence
_OLD = 3600  # seconds after which nobody is writing a temporary file any more


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: its name, whether it is in order, and a sentence (what to do if it is not)."""

    what: str
    good: bool
    said: str


def examine(folder: Folder, *, today: date) -> list[Checked]:
    """Look at everything; one entry for each thing, in an order in which one would mend them."""
    looks: list[tuple[str, Callable[[Folder], str]]] = [
        ("版本", _versions),
        ("磁盘空间", _space),
        ("文件夹", _folders),
        ("链接", _links),
        ("临时文件", _left_over),
        ("整改方案", _plan),
        ("密钥", _key),
        ("台账数据库", _ledger),
        ("存档记录", _history),
        ("存档原件", _archive),
        ("总台账", _masters),
        ("表样", _template),
        ("邮件文本", _texts),
    ]
    found = []
    for what, look in looks:
        try:
            found.append(Checked(what, True, look(folder)))
        except (ToolkitError, _TroubleError) as trouble:
            found.append(Checked(what, False, str(trouble)))
        except OSError as error:
            name = Path(str(error.filename)).name if error.filename else what
            found.append(Checked(what, False, f"{name} 读写出错（{error.strerror}）。请检查文件夹权限和磁盘。"))
    years = unannounced([today.year])
    said = (
        f"{today.year}年的放假安排还没有，按周一到周五算工作日。请更新程序。"
        if years
        else f"{today.year}年的放假安排齐全。"
    )
    return [*found, Checked("放假安排", not years, said)]


class _TroubleError(Exception):
    """Something is not in order; the sentence says what to do."""


def _versions(folder: Folder) -> str:
    try:
        needed = [line.partition(";")[0].strip() for line in requires(PACKAGE) or [] if "extra ==" not in line]
        ours = version(PACKAGE)
    except PackageNotFoundError:
        raise _TroubleError("程序没有装好。请照使用说明第一部分重新安装。") from None
    missing = []
    for line in needed:
        name, _, least = line.partition(">=")
        try:
            have = version(name)
        except PackageNotFoundError:
            missing.append(name)
            continue
        if least and _numbers(have) < _numbers(least):
            missing.append(f"{name}（现有 {have}，要 {least} 以上）")
    if missing:
        raise _TroubleError(f"缺少组件：{'、'.join(missing)}。请照使用说明第一部分重新安装。")
    return f"程序 {ours}，Python {platform.python_version()}，组件 {len(needed)} 个都在。"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


def _space(folder: Folder) -> str:
    free = shutil.disk_usage(folder.root).free
    if free < LEAST_SPACE:
        raise _TroubleError(f"磁盘只剩 {free // 2**20} MB。请清理磁盘，或者把工作区移到别的盘。")
    return f"还有 {free / 2**30:.1f} GB。"


def _folders(folder: Folder) -> str:
    for path in (folder.inbox, folder.outbox, folder.archive, folder.ledger_path.parent):
        if not path.is_dir():
            raise _TroubleError(f"没有 {path.name} 文件夹。请新建一个；archive 和 .toolkit 请从备份恢复。")
        probe = path / f".probe{os.getpid()}.tmp"
        probe.write_bytes(b"x")
        probe.unlink()
    return "inbox、outbox、archive、.toolkit 都能读写。"


def _plan(folder: Folder) -> str:
    plan = folder.plan
    return f"《{plan.title}》，事项 {len(plan.items)} 项，没有发现问题。"


def _links(folder: Folder) -> str:
    if links := folder.links():
        names = "、".join(path.relative_to(folder.root).as_posix() for path in links[:_SHOWN])
        raise _TroubleError(f"{names} 是通到工作区外面的链接，不会往里写。请删去链接，换成普通的文件夹。")
    return "没有通到工作区外面的。"


def _left_over(folder: Folder) -> str:
    now = time.time()
    left = [path for path in left_over(folder.root) if now - path.lstat().st_mtime > _OLD]
    if left:
        names = "、".join(path.relative_to(folder.root).as_posix() for path in left[:_SHOWN])
        raise _TroubleError(f"有 {len(left)} 个没有写完的临时文件（{names}），是中途断掉的运行留下的，可以删去。")
    return "没有剩下的。"


def _masters(folder: Folder) -> str:
    with folder.ledger() as ledger:
        unread = unread_in(folder, ledger, date.today())
    if unread:
        said = "".join(one.sentence for one in unread[:_SHOWN])
        raise _TroubleError(f"有 {len(unread)} 份读不懂，没有读取：{said}处理好以后运行 toolkit consolidate。")
    number = sum(path.exists() for period in folder.plan.periods for path in own_paths(folder, period))
    return f"{number} 份都读得懂。" if number else "还没有做。"


def _key(folder: Folder) -> str:
    _ = folder.key
    if os.name == "posix":
        for path in (folder.key_path, folder.credential_path):
            if path.exists() and path.stat().st_mode & 0o077:
                raise _TroubleError(f"{path.name} 别人也能读。请运行 chmod 600 .toolkit/{path.name}，只留给自己。")
    return "在，读得出来。请确认 .toolkit 文件夹有备份。"


def _ledger(folder: Folder) -> str:
    with folder.ledger() as ledger:
        faults = ledger.faults()
        number = len(ledger.submissions())
    if faults:
        raise _TroubleError(f"台账数据库有损坏（{faults[0]}）。请运行 toolkit rebuild，用存档重建。")
    return f"完好，登记了 {number} 份回表。"


def _history(folder: Folder) -> str:
    path = folder.history_path
    found = journal.listed(path)
    journal.check_start(path, found)
    before = ""
    chained = False
    for number in range(found.start or 1, found.newest + 1):
        kept = journal.read(path, number)
        if kept is None:
            raise journal.gap(found)
        journal.check_link(number, kept.change, before, chained=chained)
        before, chained = kept.sha256, kept.change.before is not None
    if found.strays:
        names = "、".join(stray.relative_to(path).as_posix() for stray in found.strays[:_SHOWN])
        raise _TroubleError(
            f"archive/history 里有 {len(found.strays)} 个不是这份记录的文件（{names}），没有采用。"
            "像是另一份记录或者复制出来的，请移到别处。"
        )
    return f"{found.newest - found.start + 1 if found.newest else 0} 步都读得出来，前后接得上。"


def _archive(folder: Folder) -> str:
    there, damaged = whole_originals(folder.archive)
    with folder.ledger() as ledger:
        needed = ledger.originals()
    gone = [name for sha256, name in needed.items() if sha256 not in there]
    if damaged or gone:
        shown = "、".join([*(path.name for path in damaged), *gone][:_SHOWN])
        raise _TroubleError(
            f"存档里有 {len(damaged)} 份原件和登记时不一样，{len(gone)} 份找不到（{shown}）。"
            "请从备份恢复 archive 文件夹。"
        )
    return f"{len(there)} 份原件都在，和登记时一样。"


def _template(folder: Folder) -> str:
    load_base(folder.base_path)
    return "templates/report_template.xlsx 可以用。"


def _texts(folder: Folder) -> str:
    names = sorted(path.stem for path in folder.shipped_texts.glob("*.txt"))
    for name in names:
        read_text(folder.texts, folder.shipped_texts, name)
    return f"{'、'.join(names)} 都可以用。"
