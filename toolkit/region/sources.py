"""Which offices count in a roll-up, and from where: folders first, then what was handed up.

Knows: names, folders, packages, periods. Must not know: how a folder or a package is read, what is in a ledger. A
office that cannot be included is listed with the sentence why, and keeps none of the others out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from toolkit.base.errors import ToolkitError, WorkspaceError
from toolkit.plan.model import Period
from toolkit.region.counts import LeftOut, alike
from toolkit.region.offices import Office, from_folder, from_package, name_of, plan_in, sentence, shown, told
from toolkit.region.packages import Handed, newest


@dataclass
class Sources:
    """The offices while they are found: ``good`` are those that can be read, ``left_out`` those that are left out.

    ``notes`` say which of two sources counts, ``doubts`` where it is not the one that was asked for, or has less than
    before; ``refused`` are the files in the inbox that were not taken. ``key_of`` gives the key under which an
    office seals, by its name: packages are proven each time, whatever the region's own history says of them.
    """

    mirrors: Path
    archive: Path
    as_of: date
    refused: list[LeftOut]
    key_of: Callable[[str], bytes]
    good: list[Office] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    _packages: dict[str, list[Handed]] = field(default_factory=dict)
    _opened: dict[str, Office | ToolkitError] = field(default_factory=dict)

    def add_folders(self, folders: Sequence[Path]) -> None:
        """Look at offices' workspaces. Raises `WorkspaceError` when two are one office's."""
        plans = []
        names: dict[str, Path] = {}
        for folder in folders:
            try:
                with told():
                    plan, its_digest = plan_in(folder)
            except ToolkitError as error:
                self.left_out.append(LeftOut(shown(folder), sentence(error)))
                continue
            name = name_of(plan.issuer)
            if name in names:
                raise WorkspaceError(
                    f"{names[name]} 和 {folder} 是同一个上报单位（{name}，按 plan.xlsx 的发文单位），不能一起汇总。"
                    "请去掉其中一个。"
                )
            names[name] = folder
            plans.append((name, folder, plan, its_digest))
        for name, folder, plan, its_digest in plans:
            try:
                with told():
                    found = from_folder(folder, plan, its_digest, self.mirrors, self.as_of)
            except ToolkitError as error:
                self.left_out.append(LeftOut(name, sentence(error)))
                continue
            self.good.append(found)
            self.doubts += [found.doubt] * bool(found.doubt)

    def add_packages(self, packages: Iterable[Handed]) -> None:
        """Note what was handed up; which of it counts is settled for a period."""
        self._packages = newest(packages)

    def unreadable(self) -> list[LeftOut]:
        """The offices whose newest package cannot be read, and why."""
        found = {name: self._open(of[0]) for name, of in self._packages.items()}
        return [LeftOut(name, sentence(one)) for name, one in found.items() if isinstance(one, ToolkitError)]

    def period(self, period_id: str | None) -> Period:
        """The period asked for; by default the newest, by the date it is due, that any office has distributed."""
        newest_of_each = [self._open(of[0]) for of in self._packages.values()]
        every = [*self.good, *(one for one in newest_of_each if isinstance(one, Office))]
        if not every:
            self.left_out += self.unreadable()
            raise self.nothing()
        if period_id is None:
            sent = [one.plan.period[name] for one in every for name in one.distributed if name in one.plan.period]
            if not sent:
                raise WorkspaceError("还没有谁发过表，不知道汇总哪一期。请用 --period 指明报送期，如 2021-01。")
            return max(sent, key=lambda period: (period.due_date, period.id))
        found = [one.plan.period[period_id] for one in every if period_id in one.plan.period]
        if not found:
            known = "、".join(dict.fromkeys(period.id for one in every for period in one.plan.periods))
            raise WorkspaceError(f"各上报单位的方案里都没有 {period_id} 这个报送期。现有报送期：{known}。")
        return found[0]

    def settle(self, period: Period) -> None:
        """Add the packages that count for a period, and leave out who has no such period.

        Raises `WorkspaceError` when nobody is left.
        """
        offices = {alike(one.plan): one.name for one in self.good}
        there = {one.name: one for one in self.good}
        for name, of in self._packages.items():
            if name in there:
                self.notes.append(f"{name}既有文件夹又有上报包，按{there[name].where}汇总，上报包没有用。")
                continue
            found = self._for_period(of, period)
            if isinstance(found, ToolkitError):
                self.left_out.append(LeftOut(name, sentence(found)))
            elif alike(found.plan) in offices:
                same = offices[alike(found.plan)]
                why = f"上报包和“{same}”是同一个上报单位的（方案、发文单位、填报单位都一样），没有重复计算。"
                self.left_out.append(LeftOut(name, f"{why}请核对上报凭证上的名称。"))
            else:
                offices[alike(found.plan)] = name
                for one in [one for one in self.left_out if one.name == name]:
                    self.left_out.remove(one)
                    self.doubts.append(
                        f"{name}的文件夹没有用上，按{found.where}（截至 {found.as_of}）汇总。原因：{one.reason}"
                    )
                self.good.append(found)
        for office in [one for one in self.good if period.id not in one.plan.period]:
            self.good.remove(office)
            known = "、".join(office.plan.period)
            why = f"方案里没有 {period.id} 这个报送期（有 {known}）。请对方在 plan.xlsx 的“报送期”里补上。"
            self.left_out.append(LeftOut(office.name, why))
        self.good = list(self._told_by_their_day(period))
        if not self.good:
            raise self.nothing()

    def _told_by_their_day(self, period: Period) -> Iterator[Office]:
        """The offices with the plans that the period is told by on the day."""
        for office in self.good:
            try:
                with told():
                    plan, on = office.plan, office.planned_on
                    if office.told_by is not None:
                        plan, on = office.told_by(plan.period[period.id])
            except ToolkitError as error:
                self.left_out.append(LeftOut(office.name, sentence(error)))
                continue
            yield replace(office, plan=plan, planned_on=on)

    def nothing(self) -> WorkspaceError:
        """What is said where no office can be included."""
        why = "".join(f"\n  {one.name}：{one.reason}" for one in (*self.left_out, *self.refused))
        return WorkspaceError(
            f"没有一个上报单位可以汇总。请写明各上报单位的工作区文件夹，或者把上报包放进 inbox，再运行一次。{why}"
        )

    def _for_period(self, of: Sequence[Handed], period: Period) -> Office | ToolkitError:
        """The newest package that reaches a period; one whose plan does not know the period speaks for itself."""
        for one in of:
            found = self._open(one)
            if isinstance(found, ToolkitError):
                return found
            order = list(found.plan.period)
            if period.id not in order or order.index(one.manifest.period_id) >= order.index(period.id):
                return found
        return WorkspaceError(
            f"最新的上报包只到 {of[0].manifest.period_id}。请对方运行 toolkit handup --period {period.id}，做好再报。"
        )

    def _open(self, one: Handed) -> Office | ToolkitError:
        if one.sha256 not in self._opened:
            try:
                with told():
                    self._opened[one.sha256] = from_package(one, self.archive, self.as_of, self.key_of)
            except ToolkitError as error:
                self._opened[one.sha256] = error
        return self._opened[one.sha256]
