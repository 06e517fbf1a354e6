"""The sealed package (上报包) that an office hands up: what is in it, byte by byte, and what is believed of one.

Knows: parts of a zip, JSON, the seal, limits. Must not know: folders, what a region does with it. A package is an OPC
package (ECMA-376 part 2) of a kind of its own, so that it stays in one piece where mails and zips are taken apart. It
holds rows and never SQL. Nothing in it is believed before the seal, and nothing is taken for granted after it: a
office's program may be wrong as well.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from toolkit.base.errors import ToolkitError
from toolkit.base.unpacked import parsed_json
from toolkit.base.visible import visible
from toolkit.base.zips import directory, inflate
from toolkit.handup.credential import checked_name
from toolkit.intake.guard import Refused, inspect
from toolkit.intake.parts import inspect_parts
from toolkit.ledger import ArrivalOutcome, EventKind, Ledger
from toolkit.ledger.rows import TYPES, Row, Rows
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import plan_of_bytes

FORMAT = 3
OFFICE = "prefecture"  # what packages and ledgers have called the office that hands up since format 2
MOST_INFLATED = 64 * 2**20  # bytes; four periods of the shipped plan come to some 6 MB
MOST_ROWS = 1_000_000
MOST_VALUES = 8_000_000  # in one part
_MOST_MANIFEST = 2**16  # bytes; it is read before anything is proven
_MANIFEST, _PLAN, _SEAL, _CONTENT = "handup.json", "plan.xlsx", "seal.txt", "[Content_Types].xml"
_TABLES = tuple(f"rows/{table}.json" for table in TYPES)
_PARTS = (_CONTENT, _MANIFEST, _PLAN, *_TABLES)
_TYPES_XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="json" ContentType="application/json"/><Default Extension="txt" ContentType="text/plain"/>'
    b'<Default Extension="xlsx" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/></Types>'
)
HANDED_UP = (
    "这是上报包，不是填报表，没有收。请移到汇总文件夹的 inbox 里，运行 toolkit rollup；"
    "本工作区不汇总的，请把它从 inbox 拿走。"
)
_AGAIN = "请对方重新做上报包（toolkit handup）后再报。"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself: whose, of which plan, up to which period, as known on which day.

    ``position`` is how many changes the office's ledger had seen, ``made_on`` the day it was made.
    """

    office: str
    plan_id: str
    period_id: str
    as_of: date
    position: int
    made_on: date

    def said(self) -> dict[str, str | int]:
        """The manifest as JSON says it, in packages and in the region's ledger."""
        return {
            OFFICE: self.office, "plan_id": self.plan_id, "period_id": self.period_id, "as_of": self.as_of.isoformat(),
            "position": self.position, "made_on": self.made_on.isoformat(),
        }  # fmt: skip

    @property
    def order(self) -> tuple[date, int, date]:
        """The place of a package among those of an office: what was known later counts, then what followed it."""
        return self.as_of, self.position, self.made_on


@dataclass(frozen=True)
class Package:
    """A package whose seal holds: its manifest, its plan, and a ledger's rows."""

    manifest: Manifest
    plan: Plan
    rows: Rows

    def ledger(self) -> Ledger:
        """The rows as a ledger in memory; close it."""
        ledger = Ledger(Path(":memory:"))
        ledger.put_in(self.rows)
        return ledger


class NoPackageError(Exception):
    """Why a file is no package that can be believed; the text is a Chinese sentence that says what to do."""


def is_package(data: bytes) -> bool:
    """Whether a file means to be a package."""
    if not data.startswith(b"PK") or _MANIFEST.encode() not in data:
        return False
    try:
        return any(info.filename == _MANIFEST for info in directory(data))
    except Exception:  # zipfile raises many kinds of error on bytes that nobody vouches for
        return False


def pack(manifest: Manifest, plan: bytes, rows: Rows, key: bytes) -> bytes:
    """A sealed package; the same facts give the same bytes."""
    said = {"format": FORMAT, **manifest.said()}
    parts = {_CONTENT: _TYPES_XML, _MANIFEST: _json(said), _PLAN: plan}
    parts |= {f"rows/{table}.json": _json(rows.get(table, ())) for table in TYPES}
    parts[_SEAL] = seal_of(parts, key).hex().encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def unpack(data: bytes, key_of: Callable[[str], bytes]) -> Package:
    """A package taken apart; ``key_of`` gives the key of an office by the name that it goes by.

    Raises `NoPackageError` when it cannot be believed, or holds what cannot be.
    """
    package = opened(data, key_of)
    _read_through(package)
    return package


def opened(data: bytes, key_of: Callable[[str], bytes]) -> Package:
    """The same of a package that has been read through before, and is known by its hash. Raises `NoPackageError`."""
    parts = _parts(data)
    manifest = _manifest(_parsed(parts[_MANIFEST]))
    sealed = parts.pop(_SEAL).strip()
    if not hmac.compare_digest(seal_of(parts, key_of(manifest.office)).hex().encode(), sealed):
        raise NoPackageError(
            f"封印不对：不是{manifest.office}用这里发的凭证做的，或者做好以后被改动过，里面的内容一概没有采用。"
            f"请和{manifest.office}核实；必要时重新发凭证（toolkit key share {manifest.office}），再请其重做。"
        )
    return _package(manifest, parts)


def _package(manifest: Manifest, parts: Mapping[str, bytes]) -> Package:
    plan = checked_plan(parts[_PLAN])
    if plan.id != manifest.plan_id or manifest.period_id not in plan.period:
        raise NoPackageError(f"上报包里的方案和说明对不上。{_AGAIN}")
    rows = {table: _rows(table, _parsed(parts[f"rows/{table}.json"])) for table in TYPES}
    return Package(manifest, plan, rows)


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def seal_of(parts: Mapping[str, bytes], key: bytes) -> bytes:
    """The seal over the exact bytes of all parts but itself, each with its name and length."""
    mac = hmac.new(key, digestmod="sha256")
    for name in _PARTS:
        mac.update(struct.pack(">QQ", len(name), len(parts[name])) + name.encode())
        mac.update(parts[name])
    return mac.digest()


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of a package, inflated within limits, each once and no others."""
    found: dict[str, bytes] = {}
    left = MOST_INFLATED
    try:
        infos = directory(data)
        if sorted(info.filename for info in infos) != sorted((*_PARTS, _SEAL)):
            raise NoPackageError(f"上报包里缺了东西，或者多了东西，没有采用。{_AGAIN}")
        for info in infos:
            part = inflate(data, info, left)
            if info.filename in (_MANIFEST, _SEAL) and len(part or b"") > _MOST_MANIFEST:
                raise NoPackageError(f"上报包的说明读不出来。{_AGAIN}")
            if part is None:
                raise NoPackageError(
                    f"上报包展开后超过 {MOST_INFLATED // 2**20} MB，没有读取。"
                    "请改用共享文件夹汇总：toolkit rollup 对方的文件夹。"
                )
            left -= len(part)
            found[info.filename] = part
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError, struct.error):
        raise NoPackageError("上报包打不开，可能没有传完或已损坏。请对方重新发送。") from None
    return found


def _parsed(data: bytes) -> Any:
    try:
        return parsed_json(data.decode(), MOST_VALUES)
    except (ValueError, MemoryError):
        raise NoPackageError(f"上报包里的数据读不出来，或者太多。{_AGAIN}") from None


def _manifest(said: Any) -> Manifest:
    try:
        if said["format"] != FORMAT:
            raise NoPackageError("上报包是另一个版本的程序做的。两边升级到同一版本后，请对方重做。")
        texts = [said[name] for name in (OFFICE, "plan_id", "period_id")]
        position = said["position"]
        if not all(isinstance(text, str) and 0 < len(text) <= 100 for text in texts):
            raise ValueError
        # The name is said before it is proven.
        if type(position) is not int or not 0 <= position < 2**63 or checked_name(visible(texts[0])) != texts[0]:
            raise ValueError
        days = [date.fromisoformat(said[name]) for name in ("as_of", "made_on")]
        _ = [text.encode() for text in texts]
        return Manifest(texts[0], texts[1], texts[2], days[0], position, days[1])
    except (KeyError, TypeError, ValueError, ToolkitError):
        raise NoPackageError(f"上报包的说明读不出来。{_AGAIN}") from None


def checked_plan(data: bytes) -> Plan:
    """The plan of a package, looked at before any parser sees it. Raises `NoPackageError` when it cannot be used."""
    passed = inspect(data, _PLAN)
    weight = passed if isinstance(passed, Refused) else inspect_parts(data)
    if isinstance(weight, Refused) or not weight.plain:
        sentence = weight.sentence if isinstance(weight, Refused) else "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。"
        raise NoPackageError(f"方案工作簿 plan.xlsx 不能放进上报包：{sentence}")
    try:
        return plan_of_bytes(data)
    except ToolkitError as error:
        raise NoPackageError(" ".join(line.strip() for line in str(error).split("\n")[:2])) from None


def _rows(table: str, said: Any) -> list[Row]:
    types = TYPES[table]
    if not isinstance(said, list) or len(said) > MOST_ROWS:
        raise NoPackageError(f"上报包里的数据（{table}）不对。{_AGAIN}")
    for row in said:
        # type(), not isinstance(): true is no number.
        if type(row) is not list or tuple(map(type, row)) != types:
            raise NoPackageError(f"上报包里的数据（{table}）不对。{_AGAIN}")
    return said


def _read_through(package: Package) -> None:
    """Read all rows as they will be read later, and look whether the plan knows what they are about."""
    plan = package.plan
    until = {p.id for p in plan.periods[: plan.periods.index(plan.period[package.manifest.period_id]) + 1]}
    try:
        with package.ledger() as ledger:
            submissions = ledger.submissions()
            about = [(s.item_id, s.unit_id, s.period_id) for s in submissions]
            about += [(c.item_id, c.unit_id, c.period_id) for c in ledger.office()]
            about += [(e.item_id or plan.items[0].id, e.unit_id, e.period_id) for e in ledger.evidence()]
            about += [(f.item_id, f.unit_id, package.manifest.period_id) for f in ledger.issued().values()]
            units = {*plan.unit, *(one.id for one in plan.former)}
            known = all(i in plan.item and u in units and p in until for i, u, p in about)
            values = [value.value for of in ledger.values(s.id for s in submissions).values() for value in of.values()]
            ledger.findings(s.id for s in submissions)
            ledger.arrivals(*ArrivalOutcome)
            for kind in (EventKind.DISTRIBUTE, EventKind.PLAN, EventKind.REASKED):
                ledger.events(kind)
            closed = all(step.period_id in until for step in ledger.period_steps().steps)
    except (ToolkitError, sqlite3.Error, ValueError, KeyError, TypeError, OverflowError, AssertionError, IndexError,
            RecursionError):  # fmt: skip
        raise NoPackageError(f"上报包里的数据有读不懂的。{_AGAIN}") from None
    if not (known and closed):
        raise NoPackageError(f"上报包里有方案里没有的事项、单位或报送期。{_AGAIN}")
    if not all(map(sound, values)):
        raise NoPackageError(f"上报包里有不是数的数。{_AGAIN}")


def sound(value: object) -> bool:
    """Whether a value can stand in a workbook: a number is one that Excel has."""
    return (
        not isinstance(value, int | float) or abs(value) < 1e18
    )  # which no infinity is, and nothing that is no number
