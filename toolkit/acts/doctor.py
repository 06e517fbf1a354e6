"""A look over the workspace: what is in order, what is not, and what to do about it.

Knows: every place where something may be missing or damaged. Must not know: how it would be mended. Nothing is changed
but a file written and deleted again in each folder.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from toolkit.acts import examining
from toolkit.acts.examining import SHOWN, Checked, TroubleError, looked_at
from toolkit.acts.master_files import own_paths
from toolkit.acts.read_back import unread_in
from toolkit.base.visible import visible
from toolkit.folder import Folder
from toolkit.form.loaded_base import load_base
from toolkit.intake.originals import originals_in, whole_originals
from toolkit.mail.lying import UNSURE, drafts_in
from toolkit.mail.send import listed
from toolkit.mail.texts import read_text
from toolkit.plan.workdays import unannounced


def examine(folder: Folder, *, today: date) -> list[Checked]:
    """Look at everything; one entry for each thing, in an order in which one would mend them.

    Of a folder that is no workspace, and was none, that is all there is to say.
    """
    if not _was_begun(folder):
        return [Checked("工作区", False, _no_workspace(folder))]
    own = (folder.inbox, folder.outbox, folder.archive, folder.ledger_path.parent)
    found = looked_at([
        ("版本", examining.versions),
        ("磁盘空间", partial(examining.space, folder.root)),
        ("文件夹", partial(examining.folders, own)),
        ("链接", lambda: examining.links(folder.links(), folder.root)),
        ("临时文件", partial(examining.temporaries, folder.root)),
        ("整改方案", partial(_plan, folder)),
        ("密钥", partial(_key, folder)),
        ("台账数据库", partial(_ledger, folder)),
        ("存档记录", partial(examining.history, folder.history_path, folder.seals())),
        ("存档原件", partial(_archive, folder)),
        ("总台账", partial(_masters, folder)),
        ("邮件草稿", partial(_drafts, folder)),
        ("表样", partial(_template, folder)),
        ("邮件文本", partial(_texts, folder)),
    ])  # fmt: skip
    years = unannounced([today.year])
    said = (
        f"{today.year}年的放假安排还没有，按周一到周五算工作日。请更新程序。"
        if years
        else f"{today.year}年的放假安排齐全。"
    )
    return [*found, Checked("放假安排", not years, said)]


def _was_begun(folder: Folder) -> bool:
    """Whether anything lies in a folder that only a workspace has: its plan, key, ledger or archive."""
    signs = (folder.plan_path, folder.key_path, folder.ledger_path, folder.history_path, folder.plans_path)
    return any(path.exists() for path in signs) or any(originals_in(folder.archive))


def _no_workspace(folder: Folder) -> str:
    where = visible(str(folder.root.resolve()))
    if not folder.root.is_dir():
        return f"没有 {where} 这个文件夹。请核对位置，再用 -w 指明工作区。"
    return f"{where} 不是工作区，里面没有 plan.xlsx。要新建的，请运行 toolkit init；已经有的，请用 -w 指明。"


def _plan(folder: Folder) -> str:
    plan = folder.plan
    return f"《{plan.title}》，事项 {len(plan.items)} 项，没有发现问题。"


def _masters(folder: Folder) -> str:
    with folder.ledger() as ledger:
        unread = unread_in(folder, ledger, date.today())
    if unread:
        said = "".join(one.sentence for one in unread[:SHOWN])
        raise TroubleError(f"有 {len(unread)} 份读不懂，没有读取：{said}处理好以后运行 toolkit consolidate。")
    number = sum(path.exists() for period in folder.plan.periods for path in own_paths(folder, period))
    return f"{number} 份都读得懂。" if number else "还没有做。"


def _key(folder: Folder) -> str:
    _ = folder.key
    examining.private((folder.key_path, folder.credential_path))
    return "在，读得出来。请确认 .toolkit 文件夹有备份。"


def _ledger(folder: Folder) -> str:
    with folder.ledger() as ledger:
        examining.sound(ledger)
        return f"完好，登记了 {len(ledger.submissions())} 份回表。"


def _archive(folder: Folder) -> str:
    there, damaged = whole_originals(folder.archive)
    with folder.ledger() as ledger:
        needed = ledger.originals()
    gone = [name for sha256, name in needed.items() if sha256 not in there]
    if damaged or gone:
        shown = "、".join([*(path.name for path in damaged), *gone][:SHOWN])
        raise TroubleError(
            f"存档里有 {len(damaged)} 份原件和登记时不一样，{len(gone)} 份找不到（{shown}）。"
            "请从备份恢复 archive 文件夹。"
        )
    return f"{len(there)} 份原件都在，和登记时一样。"


def _drafts(folder: Folder) -> str:
    """Drafts that cannot be read, and those of which nobody knows whether they went: only a person can tell."""
    mails = [folder.mails_path(period) for period in folder.plan.periods]
    paths = [path for mail in mails for path in (*drafts_in(mail), *drafts_in(mail / UNSURE))]
    with folder.ledger() as ledger:
        found = listed(paths, ledger)
    doubted = {(one.path.name, address) for one in found for address, _ in one.unsure}
    if doubted:
        names = "、".join(f"{visible(name)} 给 {address}" for name, address in sorted(doubted)[:SHOWN])
        name = visible(min(doubted)[0])
        raise TroubleError(
            f"有 {len(doubted)} 处可能已发（{names}），不会自己再发。请到邮箱的“已发送”里看，或者问对方："
            f"收到了的运行 toolkit mail settle {name} --sent，没有收到的运行 toolkit mail settle {name} --again。"
        )
    if unread := [one for one in found if one.refused and not one.refused[0].address and not one.subject]:
        raise TroubleError(f"{visible(unread[0].path.name)}：{unread[0].refused[0].answer}")
    return f"{len(found)} 封还没有发，没有可能已发的。" if found else "没有要发的。"


def _template(folder: Folder) -> str:
    load_base(folder.base_path, folder.root)
    return "templates/report_template.xlsx 可以用。"


def _texts(folder: Folder) -> str:
    names = sorted(path.stem for path in folder.shipped_texts.glob("*.txt"))
    for name in names:
        read_text(folder.texts, folder.shipped_texts, name, folder.root)
    return f"{'、'.join(names)} 都可以用。"
