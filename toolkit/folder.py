"""A workspace's folder: where everything lies, the plan, the keys, the ledger, the lock, and how a file is put.

Every act works on it. Knows: paths and names of files, and how plan, key and ledger are opened. Must not know: what is
done with them, how anything is read, checked or drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from functools import cached_property
from pathlib import Path

from toolkit.base.captions import RECEIPT
from toolkit.base.errors import SealError, WorkspaceError
from toolkit.base.file_names import distinct, part
from toolkit.base.files import left_over, write_whole, writing
from toolkit.base.guarded import MOST, leads_out, read_guarded
from toolkit.base.locks import working
from toolkit.base.shipped import shipped_template
from toolkit.catalogue import Catalogue, catalogues
from toolkit.form.seal import all_keys, load_key, load_keys
from toolkit.intake.originals import originals_in
from toolkit.intake.spool import UNIDENTIFIED, digest
from toolkit.ledger import EventKind, Ledger
from toolkit.ledger.sealing import Seals
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.planbook.opened import read_plan_bytes
from toolkit.planbook.workbook import plan_of_bytes
from toolkit.standing.volumes import master_name

_TITLE = 24  # characters of an item's title in the name of a file
CORRECTION = "退回修改"


class Folder:
    """The folder of one plan.

    ``root`` holds plan.xlsx, templates/, inbox/, outbox/, archive/ and .toolkit/ (key and ledger).
    """

    def __init__(self, root: Path | str = ".") -> None:
        self.root = Path(root)
        self.plan_path = self.root / "plan.xlsx"
        self.base_path = self.root / "templates" / "report_template.xlsx"
        self.texts = self.root / "templates" / "mail"
        self.shipped_texts = shipped_template().parent / "mail"
        self.inbox = self.root / "inbox"
        self.outbox = self.root / "outbox"
        self.archive = self.root / "archive"
        self.history_path = self.archive / "history"
        self.plans_path = self.archive / "plans"
        self.ledger_path = self.root / ".toolkit" / "ledger.db"
        self.fingerprints_path = self.root / ".toolkit" / "made.json"
        self.drawings_path = self.root / ".toolkit" / "drawings"
        self.key_path = self.root / ".toolkit" / "key"
        self.credential_path = self.root / ".toolkit" / "handup.key"
        self.starter_path = self.root / "开始收件.bat"

    @cached_property
    def plan_bytes(self) -> bytes:
        """The plan workbook as it was read.

        Raises `WorkspaceError` when there is none.
        """
        if not self.plan_path.exists():
            raise WorkspaceError(
                f"{self.root.resolve()} 里没有 plan.xlsx，不是工作区。请先运行 toolkit init，或用 -w 指明工作区。"
            )
        return read_plan_bytes(self.plan_path, self.root)

    @cached_property
    def plan_digest(self) -> str:
        """The SHA-256 of the plan workbook."""
        return digest(self.plan_bytes)

    @cached_property
    def plan(self) -> Plan:
        """The plan, read strictly.

        Raises `WorkspaceError` when there is none, `PlanError` when it has faults.
        """
        return plan_of_bytes(self.plan_bytes)

    @cached_property
    def catalogues(self) -> dict[str, Catalogue]:
        """The catalogue of every item, by item id."""
        return catalogues(self.plan)

    @cached_property
    def key(self) -> bytes:
        """The key under which forms are sealed."""
        return load_key(self.key_path)

    def keys(self, on: date) -> tuple[bytes, ...]:
        """The keys whose forms are good on a day: the one in use, and older ones until they run out."""
        return load_keys(self.key_path, on)

    def forget_key(self) -> None:
        """Read the key anew when it is needed next."""
        self.__dict__.pop("key", None)

    def seals(self, *, believing: bool = False) -> Seals:
        """What the history is sealed and proven by; without a key, which is said elsewhere, it can only be read."""
        try:
            return Seals(all_keys(self.key_path), believing)
        except SealError:
            return Seals()

    def ledger(self) -> Ledger:
        """Open the ledger; use it in a ``with`` statement.

        Raises `WorkspaceError` when this is no workspace, when the ledger is damaged or does not belong to its history,
        or when both are gone and the archive holds what they knew: a new ledger would say that nothing has ever come.
        """
        if not self.ledger_path.parent.exists():
            _ = self.plan_bytes  # a folder that is no workspace stays as it is
        self.ledger_path.parent.mkdir(parents=True, exist_ok=True)
        ledger = Ledger(self.ledger_path, self.history_path, self.seals())
        if not ledger.position and any(originals_in(self.archive)):
            with ledger:
                raise WorkspaceError(
                    "台账数据库和 archive/history 里的记录都不见了，archive 里却有收过的原件。请从备份恢复 .toolkit 和 "
                    "archive 文件夹；没有备份的，运行 toolkit rebuild --from originals，把存档原件重新收一遍。"
                )
        return ledger

    @contextmanager
    def locked(self, doing: str, name: str = "lock") -> Iterator[None]:
        """Keep others from this folder, or (another ``name``) from one kind of work, while doing something."""
        if not self.plan_path.exists():
            _ = self.plan  # says what is wrong
        if links := self.links():
            raise WorkspaceError(
                f"{links[0].relative_to(self.root).as_posix()} 是通到工作区外面的链接，没有往里写。"
                "请删去这个链接，换成普通的文件夹。"
            )
        with working(self.ledger_path.with_name(name), doing) as killed:
            if killed is not None:
                for left in left_over(self.root, killed):
                    with suppress(OSError):
                        left.unlink()
            yield

    def links(self) -> list[Path]:
        """The folders that this workspace writes into and that lead out of it."""
        own = [self.inbox, self.inbox / UNIDENTIFIED, self.outbox, self.archive, self.history_path,
               self.ledger_path.parent]  # fmt: skip
        inside = [
            p for parent in (self.outbox, self.archive, self.history_path) for p in parent.glob("*") if p.is_dir()
        ]
        return [path for path in (*own, *inside) if leads_out(path, self.root)]

    def mail_locked(self, doing: str) -> AbstractContextManager[None]:
        """Keep others from sending and fetching while doing something."""
        return self.locked(doing, "mail.lock")

    def read(self, path: Path, what: str, most: int = MOST) -> bytes:
        """A file of the workspace as bytes, never through a link that leads out of it; ``what`` it is, in Chinese.

        Raises `toolkit.base.guarded.UnreadableError` with a sentence when it cannot be read.
        """
        return read_guarded(path, what, most=most, inside=self.root)

    def put(self, path: Path, data: bytes) -> Path:
        """Write a file whole, its folder too, never through a link that leads out of the workspace.

        Raises `WorkspaceError` with a sentence when it cannot be written.
        """
        self.check_inside(path)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        return path

    def check_inside(self, path: Path) -> None:
        """Raises `WorkspaceError` where the folder of a file is a link that leads out of the workspace."""
        if leads_out(path.parent, self.root):
            raise WorkspaceError(
                f"{path.parent.relative_to(self.root).as_posix()} 是通到工作区外面的链接，没有往里写。"
                "请删去这个链接，换成普通的文件夹。"
            )

    # -- what is asked for, by the words that people use -------------------------------------------------------------

    def period(self, period_id: str | None = None) -> Period:
        """The period asked for; by default the one last distributed, before that the plan's first.

        Raises `WorkspaceError` when the plan has no such period.
        """
        if period_id is None:
            with self.ledger() as ledger:
                period_id = ledger.last(EventKind.DISTRIBUTE) or self.plan.periods[0].id
        period = self.plan.period.get(period_id)
        if period is None:
            known = "、".join(self.plan.period)
            raise WorkspaceError(f"方案里没有 {period_id} 这个报送期。现有报送期：{known}。")
        return period

    def check_begun(self, ledger: Ledger, period: Period, doing: str, on: date) -> None:
        """Raises `WorkspaceError` where a period's forms were not issued by a day, and nothing had come for it."""
        if ledger.has_begun(period.id, on):
            return
        if ledger.has_begun(period.id):
            raise WorkspaceError(
                f"{period.name}（{period.id}）在 {on} 还没有发表，不能{doing}。请核对截至日期（--as-of）和报送期。"
            )
        raise WorkspaceError(
            f"{period.name}（{period.id}）还没有发表，不能{doing}。"
            f"请先运行 toolkit distribute --period {period.id}，或者写明已经发表的报送期。"
        )

    def owed(self, unit: str | None, item: str | None) -> list[tuple[Item, Unit]]:
        """The forms that a unit (id, area or name) owes of an item (id or code); None stands for all.

        Raises `WorkspaceError` when there is no such unit or item, or the one does not owe the other.
        """
        units = [u for u in self.plan.units if unit is None or unit in (u.id, u.area, u.name, *u.aliases)]
        items = [i for i in self.plan.items if item is None or item in (i.id, i.code)]
        if not units:
            known = "、".join(u.area for u in self.plan.units)
            raise WorkspaceError(f"方案里没有“{unit}”这个单位。可以写：{known}。")
        if not items:
            raise WorkspaceError(f"方案里没有“{item}”这个事项。请写事项编号，如 三（一）1 或 3.1.1。")
        ids = {i.id for i in items}
        owed = [pair for pair in self.plan.obligations() if pair[0].id in ids and pair[1] in units]
        if not owed:
            raise WorkspaceError(f"{units[0].area}不用填报事项 {items[0].code}，没有要生成的表。")
        return owed

    # -- where what goes out lies ------------------------------------------------------------------------------------

    def of_period(self, period: Period) -> Path:
        """The folder of everything that goes out in a period."""
        return self.outbox / period.id

    def forms_path(self, period: Period) -> Path:
        """The folder of a period's forms."""
        return self.of_period(period) / "forms"

    @cached_property
    def _units(self) -> dict[str, str]:
        """What each unit is called in the name of a file, by its id: no two alike."""
        return distinct({unit.id: unit.area for unit in self.plan.units})

    @cached_property
    def _items(self) -> dict[str, str]:
        """What each item is called in the name of a file, by its id: its code, no two alike."""
        return distinct({item.id: item.code for item in self.plan.items})

    def _form_name(self, item: Item, unit: Unit) -> str:
        return f"{self._items[item.id]}_{part(item.title[:_TITLE])}_{self._units[unit.id]}.xlsx"

    def form_path(self, period: Period, item: Item, unit: Unit) -> Path:
        """Where a form lies once it has been distributed."""
        return self.forms_path(period) / self._units[unit.id] / self._form_name(item, unit)

    def book_path(self, period: Period, unit: Unit) -> Path:
        """Where the forms of a unit lie that have been distributed in one workbook."""
        return self.forms_path(period) / self._units[unit.id] / self._book_name(unit)

    def _book_name(self, unit: Unit) -> str:
        return f"整改情况报送表（一册）_{self._units[unit.id]}.xlsx"

    def replies_path(self, period: Period, unit: Unit) -> Path:
        """The folder of what answers a unit's returns: correction copies and receipts."""
        return self.of_period(period) / "returns" / self._units[unit.id]

    def correction_path(self, period: Period, item: Item, unit: Unit) -> Path:
        """Where the correction copy of a form lies; there is one at most, for its newest return."""
        return self.replies_path(period, unit) / f"{CORRECTION}_{self._form_name(item, unit)}"

    def correction_book_path(self, period: Period, unit: Unit) -> Path:
        """Where the correction copies of a unit lie whose forms went out in one workbook."""
        return self.replies_path(period, unit) / f"{CORRECTION}_{self._book_name(unit)}"

    def receipt_path(self, period: Period, unit: Unit, run: str) -> Path:
        """Where a unit's receipt of a run lies; ``run`` tells it from the others."""
        return self.replies_path(period, unit) / f"{RECEIPT}_{run}.xlsx"

    def mails_path(self, period: Period) -> Path:
        """The folder of a period's drafts of mails."""
        return self.of_period(period) / "mail"

    def draft_path(self, period: Period, unit: Unit, what: str) -> Path:
        """Where the draft of a mail to a unit lies until it is sent."""
        return self.mails_path(period) / f"{self._units[unit.id]}_{what}.eml"

    def master_path(self, period: Period) -> Path:
        """Where the master of a period lies."""
        return self.of_period(period) / master_name(period.id)
