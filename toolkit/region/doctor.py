"""A look over a region's folder: keys, mirrors, packages, what was left over, and which offices cannot be read.

Knows: every place where something may be missing or damaged. Must not know: how it would be mended, how a master is
drawn. Nothing is changed but a file written and deleted again in each folder, and mirrors that catch up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from toolkit.acts import examining
from toolkit.acts.examining import SHOWN, Checked, TroubleError, looked_at
from toolkit.form.seal import load_key
from toolkit.handup.credential import key_under
from toolkit.intake.originals import whole_originals
from toolkit.ledger.mirror import Mirror
from toolkit.ledger.sealing import Seals
from toolkit.region.folder import RegionFolder
from toolkit.region.packages import handed, newest
from toolkit.region.sources import Sources


def examine(folder: RegionFolder, offices: Sequence[Path], *, today: date) -> list[Checked]:
    """Look at everything; one entry for each thing. ``offices`` are workspaces to be looked at as well."""
    own = (folder.inbox, folder.outbox, folder.archive, folder.fingerprints_path.parent)
    return looked_at([
        ("版本", examining.versions),
        ("磁盘空间", partial(examining.space, folder.root)),
        ("文件夹", partial(examining.folders, own)),
        ("链接", lambda: examining.links(folder.links(), folder.root)),
        ("临时文件", partial(examining.temporaries, folder.root)),
        ("密钥", partial(_key, folder)),
        ("台账数据库", partial(_ledger, folder)),
        ("存档记录", partial(examining.history, folder.archive / "history", Seals())),
        ("存档原件", partial(_archive, folder)),
        ("台账副本", partial(_mirrors, folder)),
        ("各上报单位", partial(_offices, folder, offices, today)),
    ])  # fmt: skip


def _key(folder: RegionFolder) -> str:
    credentials = sorted(folder.outbox.glob("上报凭证_*.txt"))
    if not folder.key_path.exists():
        if credentials:
            raise TroubleError(
                "发过上报凭证，汇总密钥 region.key 却不见了，上报包都认不出来。"
                "请从备份恢复 .toolkit 文件夹；没有备份的，请给各上报单位重新发凭证（toolkit key share）。"
            )
        return "还没有，第一次发上报凭证或者收上报包的时候会做。"
    load_key(folder.key_path)
    examining.private((folder.key_path, *credentials))
    return f"在，读得出来；发出的上报凭证 {len(credentials)} 份。请确认 .toolkit 文件夹有备份。"


def _ledger(folder: RegionFolder) -> str:
    with folder.ledger() as ledger:
        examining.sound(ledger)
        return f"完好，登记了 {len(handed(ledger))} 个上报包。"


def _archive(folder: RegionFolder) -> str:
    there, damaged = whole_originals(folder.archive)
    with folder.ledger() as ledger:
        gone = [one.file_name for one in handed(ledger) if one.sha256 not in there]
    if damaged or gone:
        names = "、".join([*(path.name for path in damaged), *gone][:SHOWN])
        raise TroubleError(
            f"存档里有 {len(damaged)} 份原件和登记时不一样，{len(gone)} 个上报包找不到（{names}）。"
            "请从备份恢复 archive 文件夹，或者请对方重报。"
        )
    return f"{len(there)} 份原件都在，和登记时一样。"


def _mirrors(folder: RegionFolder) -> str:
    number = 0
    for path in sorted(folder.mirrors.glob("*/ledger.db")):
        number += 1
        with Mirror(path, None) as mirror:
            if mirror.faults():
                name = path.parent.name
                raise TroubleError(f"{name}的台账副本坏了。请删去 .toolkit/mirrors/{name} 文件夹，再汇总一次。")
    return f"{number} 个都完好。" if number else "还没有。"


def _offices(folder: RegionFolder, offices: Sequence[Path], today: date) -> str:
    """The workspaces that were named, and the newest package of each office."""
    key = load_key(folder.key_path) if folder.key_path.exists() else b""  # without it no package can be proven
    sources = Sources(folder.mirrors, folder.archive, today, [], partial(key_under, key))
    if offices:
        with folder.locked("检查各上报单位"):  # their mirrors catch up
            sources.add_folders(offices)
    with folder.ledger() as ledger:
        packages = newest(handed(ledger))
    sources.add_packages(one for of in packages.values() for one in of)
    left_out = [*sources.left_out, *sources.unreadable()]
    if left_out:
        said = "".join(f"{one.name}：{one.reason}" for one in left_out[:SHOWN])
        raise TroubleError(f"有 {len(left_out)} 个上报单位读不了。{said}")
    if not offices and not packages:
        return "还没有上报包。要检查各上报单位的文件夹，请写在命令后面，如 toolkit doctor 上报单位的文件夹。"
    return f"{len(sources.good)} 个文件夹、{len(packages)} 个上报单位的上报包都读得出来。"
