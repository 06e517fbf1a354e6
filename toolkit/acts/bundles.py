"""The act of handing forms over by hand: for each unit one file to send and a short text to paste into a chat.

Knows: where the forms of a unit lie, what is said beside them. Must not know: how a form is drawn, mails. The files
follow from the forms as they lie there: the same forms give the same files.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from toolkit.acts.drafts import text_of, words
from toolkit.base.file_names import distinct, safe_name
from toolkit.catalogue import Catalogue
from toolkit.folder import Folder
from toolkit.ledger import Issued, Ledger
from toolkit.plan.model import Item, Period, Unit

FOLDER = "send"
TEXT = "发送文字"
_NEW = "（新增）"
_SHOWN = 8  # codes in a sentence; more are counted
_DAY = (2021, 1, 1, 0, 0, 0)
NOTHING_NEW: Mapping[str, Sequence[Item]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is sent to one unit by hand: the file, and the text that goes along."""

    unit: Unit
    file: Path
    text: Path


def bundles(
    folder: Folder,
    period: Period,
    units: Sequence[Unit],
    forms: Mapping[str, Sequence[Item]],
    changes: Mapping[str, str],
    new: Mapping[str, Sequence[Item]] = NOTHING_NEW,
) -> tuple[Bundle, ...]:
    """One file and one text for each unit, in outbox/PERIOD/send/; ``forms`` are the items that each owes,
    ``changes`` what is other than in the period before.

    The forms of a unit go into one zip; a book is one file already, and is put there as it is. To units that have
    most of their forms only what is ``new`` is given, beside what was handed over before.
    """
    written = []
    for unit in units:
        book = folder.book_path(period, unit)
        bound = book.exists() and unit.id not in new
        items = new.get(unit.id, forms[unit.id])
        paths = [book] if bound else [folder.form_path(period, item, unit) for item in items]
        there = [path for path in paths if path.exists()]
        zipped, alone, note = bundle_paths(folder, period, unit, new=unit.id in new)
        (zipped if len(there) == 1 else alone).unlink(missing_ok=True)
        if not there:
            continue
        if len(there) == 1:
            file = folder.put(alone, folder.read(there[0], "填报表"))
        else:
            file = folder.put(zipped, _zip({path.name: folder.read(path, "填报表") for path in there}))
        values = {
            **words(folder, unit, period),
            "份数": str(len(items)),
            "附件": "合成一册" if bound else "打成一个压缩包" if len(there) > 1 else "见文件",
            "变化": changes.get(unit.id, ""),
        }
        said = text_of(folder, TEXT, values, table=False)
        # Notepad of old editions needs the mark to read UTF-8.
        text = f"{said.subject}\n{said.before}\n".replace("\n", "\r\n").encode("utf-8-sig")
        written.append(Bundle(unit, file, folder.put(note, text)))
    return tuple(written)


def bundle_paths(folder: Folder, period: Period, unit: Unit, *, new: bool = False) -> tuple[Path, Path, Path]:
    """Where what is handed over to a unit lies: as a zip or alone, and the text; what is ``new`` lies by itself."""
    names = distinct({one.id: safe_name(one.area) for one in folder.plan.units})
    into, mark = folder.of_period(period) / FOLDER, _NEW if new else ""
    stem = f"{names[unit.id]}填报表{mark}"
    return into / f"{stem}.zip", into / f"{stem}.xlsx", into / f"{names[unit.id]}{TEXT}{mark}.txt"


def handed_over(folder: Folder, period: Period) -> list[Bundle]:
    """What lies there to be handed over, in the order of the units; what is new to a unit comes after the rest."""
    found = []
    for unit in folder.plan.units:
        for new in (False, True):
            zipped, alone, text = bundle_paths(folder, period, unit, new=new)
            file = next((path for path in (zipped, alone) if path.is_file()), None)
            if file is not None and text.is_file():
                found.append(Bundle(unit, file, text))
    return found


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), data)
    return out.getvalue()


def said_of_new(items: Sequence[Item], others: int) -> str:
    """What is said where a unit gets only what an amended plan asks anew, as a sentence."""
    said = _listed("这次只发新增或者改动的{}", [item.code for item in items])
    return f"方案有调整，{said}。以前发的其他 {others} 份照旧，用原来的表填报。"


def since_last(
    catalogues: Mapping[str, Catalogue],
    ledger: Ledger,
    periods: Sequence[Period],
    period: Period,
    unit: Unit,
    items: Sequence[Item],
) -> str:
    """What of a unit's forms is other than in the period before, as a sentence; "" where nothing went out then."""
    at = periods.index(period)
    then = _newest(ledger.issued(periods[at - 1].id), unit) if at else {}
    if not then:
        return ""
    now = {item.id: item.code for item in items}
    of = {item: catalogue.of(unit.id) for item, catalogue in catalogues.items()}
    changed = [code for item, code in now.items() if item in then and then[item].digest != of[item].digest]
    parts = [
        _listed("这期新增{}", [code for item, code in now.items() if item not in then]),
        _listed("要填的内容有变化的{}", changed),
        _listed("不用再报的{}", [of[item].item.code for item in then if item not in now and item in of]),
    ]
    said = "；".join(filter(None, parts))
    kept = "上期报过的已经填在表里，没有变化的选一次“其余与上期相同”。"
    return f"与上期相比，{said}。{kept}" if said else f"事项和要填的内容与上期相同，{kept}"


def _newest(issued: Mapping[tuple[str, str, str, int], Issued], unit: Unit) -> dict[str, Issued]:
    """The newest form of each item of a unit that went out; correction copies ask what their forms asked."""
    return {form.item_id: form for form in issued.values() if form.unit_id == unit.id}


def _listed(said: str, codes: Sequence[str]) -> str:
    if not codes:
        return ""
    more = "等" if len(codes) > _SHOWN else ""
    return said.format(f" {len(codes)} 项（{'、'.join(codes[:_SHOWN])}{more}）")
