"""The act of reviewing: what the office decided in 公开审看.xlsx or without it is kept, what is open is asked there.

Knows: where the workbook lies, what was written and read before. Must not know: how it is drawn or read, what is
published. A file is archived by its bytes before anything follows from it, and one
that is not understood is never written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.acts.documents import beside
from toolkit.base.errors import WorkspaceError
from toolkit.folder import Folder
from toolkit.intake import spool
from toolkit.ledger import EventKind, Ledger, Reviewed
from toolkit.plan.model import Period
from toolkit.publish.passages import Decision, Passage, Verdict, Why
from toolkit.publish.review_book import ReviewRow, write_review
from toolkit.publish.review_read import ReviewRead, read_review
from toolkit.reading.apart import open_book

_SHOWN = 8  # cells named in one sentence


def review_path(folder: Folder, period: Period) -> Path:
    """Where the 公开审看 of a period lies."""
    return folder.of_period(period) / "review" / "公开审看.xlsx"


def decisions_of(ledger: Ledger) -> dict[Passage, Decision]:
    """What stands about each passage, in all periods."""
    return _decisions(ledger.reviewed())


def _decisions(reviewed: Iterable[Reviewed]) -> dict[Passage, Decision]:
    return {
        (passage := Passage(Why(one.why), one.words)): Decision(
            passage, Verdict(one.verdict) if one.verdict else None, one.remark
        )
        for one in reviewed
    }


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of decisions about passages: how many were written down.

    ``otherwise`` is what stands about those that were decided otherwise in a 公开审看 meanwhile; these were not.
    """

    written: int
    otherwise: tuple[Decision, ...] = ()


def settle(
    folder: Folder, decisions: Sequence[Decision], *, as_of: date, seen: Mapping[Passage, Verdict | None] | None = None
) -> Settled:
    """Write down what was decided about passages.

    What was decided in the 公开审看 of any period is read first. ``seen`` is what the person has seen about each
    passage, by default what stood before that. Raises `WorkspaceError` where a 公开审看 is not understood.
    """
    with folder.locked("公开审看"), folder.ledger() as ledger:
        before = {p: said.verdict for p, said in decisions_of(ledger).items()} if seen is None else seen
        take_in_reviews(folder, ledger, as_of)
        now = decisions_of(ledger)
        otherwise, changed = [], []
        for said in (one for one in decisions if one.verdict is not None):
            stands = now.get(said.passage, Decision(said.passage, None))
            if stands.verdict not in (before.get(said.passage), said.verdict):
                otherwise.append(stands)
            elif said != stands:
                changed.append(_reviewed(said, ""))
        if changed:
            ledger.record_reviewed(changed, as_of)
    return Settled(len(changed), tuple(otherwise))


def take_in_reviews(folder: Folder, ledger: Ledger, as_of: date) -> None:
    """Take what was decided in the 公开审看 of any period; where two say different things, what was saved later counts.

    Raises `WorkspaceError` with the cells where one is not understood; what was understood is kept all the same.
    """
    ours = _ours(ledger)
    taken = {one.sha256 for one in ledger.reviewed()}
    paths = [path for period in folder.plan.periods if (path := review_path(folder, period)).is_file()]
    for path in sorted(paths, key=lambda p: (p.stat().st_mtime_ns, p)):
        data = folder.read(path, "公开审看")
        sha256 = spool.digest(data)
        if sha256 in ours or sha256 in taken:
            continue
        spool.archive(folder.archive, data, sha256, path.suffix)
        read = _read(folder, path, data)
        _record(ledger, read, sha256, as_of)
        if read.doubts:
            cells = "；".join(f"{doubt.cell} {doubt.sentence}" for doubt in read.doubts[:_SHOWN])
            more = f"（一共 {len(read.doubts)} 处）" if len(read.doubts) > _SHOWN else ""
            raise WorkspaceError(
                f"没有做公开版：{_named(folder, path)} 有看不懂的地方：{cells}{more}"
                "其余各行已经记下，这个文件没有改动。请改好、保存、关闭后再做一次。"
            )


def _named(folder: Folder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()


def _ours(ledger: Ledger) -> set[str]:
    return {detail for _, detail in ledger.events(EventKind.DRAFT)}


def _read(folder: Folder, path: Path, data: bytes) -> ReviewRead:
    book = open_book(data, path.name)
    read = None if isinstance(book, str) else read_review(book)
    if read is None:
        why = book if isinstance(book, str) else "里面找不到“要看的字”“为什么列出”“处理”这几栏。"
        raise WorkspaceError(
            f"没有做公开版：{_named(folder, path)} 看不懂：{why}这个文件没有改动。"
            "请取消密码、补回这几栏，或者另存为 .xlsx 后再做一次；也可以把它移走，做一份新的。"
        )
    return read


def _record(ledger: Ledger, read: ReviewRead, sha256: str, as_of: date) -> None:
    """Note what differs from what stands: a cell that was emptied is open again, a file without a word says nothing."""
    if not any(said.verdict or said.remark for said in read.decisions):
        return
    standing, in_workbooks = decisions_of(ledger), _decisions(ledger.reviewed(in_workbooks=True))
    here = {passage for passage, said in standing.items() if said != in_workbooks.get(passage)}

    def new(said: Decision) -> bool:
        base, stands = read.bases.get(said.passage, ""), standing.get(said.passage, Decision(said.passage, None))
        if said.passage in here and base != stands.digest:
            # It was written before that was decided, so it says something only where it says more than it did then.
            return base != said.digest and said != in_workbooks.get(said.passage, Decision(said.passage, None))
        return said != stands

    if changed := [_reviewed(said, sha256) for said in read.decisions if new(said)]:
        ledger.record_reviewed(changed, as_of)


def _reviewed(said: Decision, sha256: str) -> Reviewed:
    return Reviewed(said.passage.why, said.passage.words, said.verdict or "", said.remark, sha256)


def ask(folder: Folder, ledger: Ledger, period: Period, rows: Sequence[ReviewRow], day: date) -> Path | None:
    """See that the office has a workbook in which every open passage has its row; None where none is needed.

    A workbook that already asks all of it is left as the office has it; another one is set aside under a number. One
    that nobody has touched shows what was decided since.
    """
    path = review_path(folder, period)
    if not rows:
        return None
    there = folder.read(path, "公开审看") if path.exists() else None
    touched = there is not None and spool.digest(there) not in _ours(ledger)
    if touched and _asked(folder, path) >= {row.passage for row in rows if row.open}:
        return path
    data = write_review(rows, f"{folder.plan.title}（{period.name}）", day)
    if there is not None and touched:
        spool.archive(folder.archive, there, spool.digest(there), path.suffix)
        folder.put(beside(path.with_stem(f"{path.stem}（旧）"), lambda aside: aside == there), there)
    ledger.log(day, EventKind.DRAFT, spool.digest(data))
    return folder.put(path, data)


def _asked(folder: Folder, path: Path) -> set[Passage]:
    book = open_book(folder.read(path, "公开审看"), path.name)
    read = None if isinstance(book, str) else read_review(book)
    return {one.passage for one in read.decisions} if read else set()


def hidden_in(decisions: Mapping[Passage, Decision]) -> frozenset[str]:
    """The words that are to be crossed out."""
    return frozenset(p.words for p, decision in decisions.items() if decision.verdict is Verdict.HIDDEN)
