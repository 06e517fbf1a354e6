"""An office as the region sees it: its name, its plan, and a ledger to read, from its folder or its package.

Knows: what an office's folder holds, how its name follows from its plan. Must not know: how a master is drawn, what
is in a ledger. Nothing is ever written to an office's folder, and nothing there is locked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.acts.plans_used import telling, telling_day
from toolkit.base.errors import PlanError, ToolkitError, WorkspaceError
from toolkit.base.file_names import distinct_name
from toolkit.base.guarded import Trouble, UnreadableError, read_guarded
from toolkit.base.visible import visible
from toolkit.folder import Folder
from toolkit.handup.package import NoPackageError, opened
from toolkit.intake import spool
from toolkit.intake.spool import digest
from toolkit.ledger import EventKind, Ledger
from toolkit.ledger.mirror import Mirror
from toolkit.plan.model import Period, Plan
from toolkit.planbook.opened import read_plan_bytes
from toolkit.planbook.workbook import plan_of_bytes
from toolkit.region.packages import Handed

# Places stand one in another at the beginning of an office's name; the last one is the office's own.
_PLACE = re.compile(
    r"[一-鿿]{2,}?(?:自治区|自治州|自治县|地区|林区|特区|新区|州(?![市省])|盟|省|市|县|旗|区|乡|镇|街道|苏木)"
)
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_COMMITTEE = re.compile(r"([一-鿿]{2,})地委")
# Behind a place: who speaks for all of it, or a body of its own (教育局), without its inner office.
_SPEAKS = re.compile(
    r"(?:人民)?政府(?!.*(?:局|委员会)$)|行政公署|行署|委(?!.*[局厅]$)|党|人大|政协|管理?委|办公|办事|整改|.*(?:领导小组|指挥部|专班|联席会议)"
)
_BODY = re.compile(
    r".+?(?:局|委员会|委|厅|部|公司|集团|学院|大学|学校|中学|小学|幼儿园|医院|研究院|中心|银行|总站|总队|支队|大队)"
    r"(?=(?:党组|党委|党总支|党支部|整改|办公|问题|专项)|$)"
)


@dataclass(frozen=True)
class Office:
    """One office: ``mark`` is one word for all that is known of it, ``as_of`` the day up to which that is.

    ``where`` says in words where it comes from, ``distributed`` the periods whose forms have gone out; ``open`` gives
    its ledger, for a ``with`` statement. ``doubt`` is what a person should look at, "" for nothing. ``planned_on`` is
    the day whose plan it is; ``told_by`` gives the plan that a period is told by on ``as_of``, and its day. A package
    has no other than its own.
    """

    name: str
    plan: Plan
    where: str
    as_of: date
    mark: str
    distributed: frozenset[str]
    newest: date | None
    open: Callable[[], Ledger]
    planned_on: date
    doubt: str = ""
    told_by: Callable[[Period], tuple[Plan, date]] | None = None


def name_of(issuer: str) -> str:
    """What hands up, as it follows from who issued its plan: a place, or a body of its own (教育局, a firm, a school).

    The issuer's whole name where neither can be told.
    """
    said = _PARTY.sub("", issuer.strip())
    place, at = "", 0
    while match := _PLACE.match(said, at):
        place, at = match[0], match.end()
    if committee := _COMMITTEE.match(said, at):
        return f"{committee[1]}地区"
    if not _SPEAKS.match(said, at) and (body := _BODY.match(said, at)):
        return said[: body.end()]
    return place or issuer.strip() or "没有写发文单位的"


def plan_in(folder: Path) -> tuple[Plan, str]:
    """The plan of an office's folder and its hash. Raises `WorkspaceError` that says what is wrong with it."""
    try:
        if not folder.is_dir():
            raise WorkspaceError("没有这个文件夹，或者连不上。请核对位置和网络。")
        data = read_plan_bytes(folder / "plan.xlsx", folder)
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING:
            raise WorkspaceError("里面没有 plan.xlsx，不是工作区。请核对文件夹。") from None
        raise
    except OSError as error:
        raise WorkspaceError(f"文件夹读不出来（{error.strerror}）。请检查网络和文件夹权限。") from error
    try:
        return plan_of_bytes(data), digest(data)
    except PlanError as error:
        raise WorkspaceError(
            f"plan.xlsx 有 {len(error.faults)} 处要改正，第一处是 {error.faults[0]}"
            "请对方运行 toolkit plan check，改好以后再汇总。"
        ) from error


def from_folder(folder: Path, plan: Plan, plan_digest: str, mirrors: Path, as_of: date) -> Office:
    """The office whose workspace is ``folder``; its ledger is mirrored under ``mirrors``.

    Raises `WorkspaceError` when its history cannot be followed.
    """
    name = name_of(plan.issuer)
    path, history = mirrors / distinct_name(name) / "ledger.db", folder / "archive" / "history"
    with Mirror.of(path, history) as mirror:
        distributed = frozenset(period for _, period in mirror.events(EventKind.DISTRIBUTE))
        mark, newest = f"{plan_digest} {mirror.mark}", mirror.newest_day(as_of)
        doubt = f"{name}的 {mirror.cut}按现在的记录汇总，请对方核对。" if mirror.cut else ""

    def open_() -> Ledger:
        return Mirror(path, None)

    def told_by(period: Period) -> tuple[Plan, date]:
        lying = Folder(folder)
        lying.__dict__["plan"] = plan
        with open_() as ledger:
            return telling(lying, ledger, period, as_of)[0].plan, telling_day(ledger, period, as_of)

    where = f"文件夹 {shown(folder)}"
    return Office(name, plan, where, as_of, mark, distributed, newest, open_, as_of, doubt, told_by)


def from_package(handed: Handed, archive: Path, as_of: date, key_of: Callable[[str], bytes]) -> Office:
    """The office that handed up a package, which lies in the archive.

    Raises `WorkspaceError` when it is gone, when its seal does not hold, or when it is not what it was taken in as.
    """
    found = next(archive.glob(f"{handed.sha256[:2]}/{handed.sha256}*"), None)

    def read() -> bytes:
        data = read_guarded(found, "上报包", most=spool.LARGEST, inside=archive) if found is not None else b""
        if digest(data) != handed.sha256:
            raise WorkspaceError(
                "上报包的原件在 archive 里找不到，或者坏了。请从备份恢复 archive 文件夹，或者请对方重报。"
            )
        return data

    def open_() -> Ledger:
        return opened(read(), key_of).ledger()

    try:
        package = opened(read(), key_of)
        if package.manifest != handed.manifest:
            raise NoPackageError("存档记录里说的和上报包里写的不一样，可能有人改动过。没有采用，请对方重报。")
    except NoPackageError as error:
        raise WorkspaceError(str(error)) from error
    until = min(as_of, handed.manifest.as_of)
    with package.ledger() as ledger:
        distributed = frozenset(period for _, period in ledger.events(EventKind.DISTRIBUTE))
        newest = ledger.newest_day(until)
        its = package.plan.period.get(handed.manifest.period_id)
        planned_on = handed.manifest.as_of if its is None else telling_day(ledger, its, handed.manifest.as_of)
    where = f"上报包 {handed.file_name.rpartition(' › ')[2]}"
    return Office(
        handed.manifest.office, package.plan, where, until, handed.sha256, distributed, newest, open_, planned_on
    )


@contextmanager
def told() -> Iterator[None]:
    """Turn whatever goes wrong with one office into a sentence, so that the others go on.

    What comes from another office may fail anywhere: where it is read, parsed, compared, summed. Raises `ToolkitError`
    and nothing else.
    """
    try:
        yield
    except ToolkitError:
        raise
    except MemoryError as error:
        raise WorkspaceError("内容太多，内存不够用，没有列入。请对方改用上报包（toolkit handup）上报。") from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WorkspaceError(f"文件夹里的文件读不出来（{why}）。请检查网络和文件夹权限。") from error
    except Exception as error:
        raise WorkspaceError(
            f"里面有读不懂的内容（{type(error).__name__}）。请对方运行 toolkit doctor 检查，处理好以后再汇总。"
        ) from error


def shown(folder: Path) -> str:
    """How a folder is called on a page: on one line, whatever bytes the system has it under."""
    return " ".join(visible(folder.name or str(folder)).split())


def sentence(error: ToolkitError) -> str:
    """What is wrong, on one line."""
    return visible(" ".join(str(error).split("\n")))
