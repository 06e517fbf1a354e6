"""The act of deciding without a workbook: a decision on a form, or what came of a step of 销号.

Knows: the order of the steps. Must not know: what a decision leads to, how a master is read or drawn. It is one more
copy of what the office writes into the master: what was typed there is read first, the same checks are made, and the
next master shows it. Where something else stands by then than the person had seen, nothing is written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from toolkit.acts.gather import gather
from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import telling
from toolkit.acts.read_back import ReadBack, read_back
from toolkit.base.blanks import bare
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.folder import Folder
from toolkit.intake.moments import moment_here
from toolkit.ledger import HERE, CellValue, Ledger, OfficeCell, OfficePlace
from toolkit.plan.closing import StepKind
from toolkit.plan.model import FormKey, Period, Plan
from toolkit.standing.closing_tries import StepState, Try, step_of
from toolkit.standing.deciding import Matter, matter_of, matters
from toolkit.standing.decisions import OF_FORM, Objection, standing_cells
from toolkit.standing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on a form as a person makes it; None leaves what stands, "" clears it.

    With a ``verdict`` it is told whole: what else is None is cleared too, but for the number under which it is filed.
    An empty verdict takes back what was decided in the period.
    """

    verdict: str | None = None
    opinion: str | None = None
    by: str | None = None
    on: date | None = None
    filing_no: str | None = None

    def cells(self) -> dict[Column, CellValue]:
        """What it writes under which caption."""
        if self.verdict == "":
            return dict.fromkeys(map(Column, OF_FORM))
        own: dict[Column, CellValue] = {
            Column.OPINION: self.opinion, Column.REVIEWER: self.by, Column.DECIDED_ON: self.on,
        }  # fmt: skip
        if self.verdict is None:
            own = {column: value for column, value in own.items() if value is not None}
        else:
            own[Column.VERDICT] = self.verdict
        return own if self.filing_no is None else {**own, Column.FILING_NO: self.filing_no}


@dataclass(frozen=True, slots=True)
class StepDone:
    """What came of a try at a step, as a person writes it down.

    ``label`` is what the try is called (验收, 验收（第2次）), ``result`` is "" for a notice that has only begun.
    """

    label: str
    on: date | None
    by: str
    result: str = ""
    paper: str = ""
    note: str = ""

    def cells(self) -> dict[Column, CellValue]:
        """What it writes under which caption."""
        return {
            Column.STEP_DAY: self.on, Column.HANDLER: self.by, Column.STEP_RESULT: self.result,
            Column.STEP_PAPER: self.paper, Column.STEP_NOTE: self.note,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """What was written down: about which form, in how many cells; ``matter`` is where the form stands now.

    ``masters`` is what reading the masters came to before that.
    """

    period: Period
    matter: Matter
    cells: int
    masters: ReadBack


class RefusedError(WorkspaceError):
    """A decision that could not stand; ``objections`` say why, each at its cell. Nothing was written down."""

    def __init__(self, about: str, objections: Sequence[Objection]) -> None:
        self.objections = tuple(objections)
        super().__init__(f"{about}没有记下：{''.join(one.sentence for one in objections)}")


def to_decide(folder: Folder, *, as_of: date, period: str | None = None) -> list[Matter]:
    """The forms of a period about which the office has to do something next, in plan order."""
    chosen = folder.period(period)
    with folder.ledger() as ledger:
        then, chosen = telling(folder, ledger, chosen, as_of)
        return [one for one in matters(gather(then.plan, ledger, chosen, as_of, whole=False)) if one.waits]


def decide(
    folder: Folder, ruling: Ruling, *, unit: str, item: str, period: str | None = None, as_of: date, mark: str = ""
) -> Decided:
    """Write down a decision on a form.

    ``mark`` is that of the matter as the person has seen it; by default what the ledger said before the masters were
    read. Raises `RefusedError` where the decision cannot stand, `WorkspaceError` where something else was decided
    meanwhile, or there is nothing to write down.
    """
    with _looked_at(folder, unit, item, period, as_of, mark) as now:
        if not now.matter.said and not ruling.verdict:
            raise WorkspaceError(f"{now.about}在{now.period.name}没有核定过，没有要改的。{_closed_in(now)}")
        return _write_down(now, "", ruling.cells())


def take_step(
    folder: Folder, step: StepDone, *, unit: str, item: str, period: str | None = None, as_of: date, mark: str = ""
) -> Decided:
    """Write down what came of a step of 销号; ``mark`` and errors as in `decide`."""
    with _looked_at(folder, unit, item, period, as_of, mark) as now:
        return _write_down(now, _try(now, step).key, step.cells())


@dataclass(frozen=True, slots=True)
class _Now:
    """One form as it stands once the masters are read."""

    plan: Plan
    ledger: Ledger
    period: Period
    as_of: date
    form: FormKey
    snapshot: Snapshot
    masters: ReadBack

    @property
    def matter(self) -> Matter:
        return matter_of(self.snapshot, self.form)

    @property
    def about(self) -> str:
        """The form, in words."""
        return f"{self.plan.unit[self.form.unit_id].area} {self.plan.item[self.form.item_id].code}"


@contextmanager
def _looked_at(
    folder: Folder, unit: str, item: str, period: str | None, as_of: date, mark: str
) -> Iterator[_Now]:  # fmt: skip
    chosen = folder.period(period)
    with folder.locked("核定"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        folder.check_begun(ledger, chosen, "核定", as_of)
        then, chosen = telling(folder, ledger, chosen, as_of)
        (its_item, its_unit), *_ = then.owed(unit, item)
        form, plan = FormKey(its_item.id, its_unit.id), then.plan
        seen = mark or matter_of(gather(plan, ledger, chosen, as_of, whole=False), form).mark
        with writing(folder.master_path(chosen)):
            masters = read_back(folder, ledger, as_of)
        now = _Now(
            plan, ledger, chosen, as_of, form, gather(plan, ledger, chosen, as_of, whole=False), masters
        )  # fmt: skip
        if now.matter.mark != seen:
            said = "、".join(f"{column}“{value}”" for column, value in now.matter.said.items()) or "没有核定"
            raise WorkspaceError(
                f"{now.about}的核定和您看到的不一样了：另有人填过，已经读进来（现在是{said}），这次的没有记下。"
                "请看过再定。"
            )
        yield now


def _closed_in(now: _Now) -> str:
    """In which period a form was closed, where that is another one."""
    periods = [one.decision.period_id for one in now.matter.standing.reviewed.decisions if one.stands]
    return f"它是在{now.plan.period[periods[-1]].name}核定的，请选那一期（{periods[-1]}）。" if periods else ""


def _try(now: _Now, step: StepDone) -> Try:
    """The try that is meant; one that was written down already may be corrected."""
    matter, named = now.matter, step_of(step.label)
    if matter.chain is None:
        raise WorkspaceError(f"{now.about}没有销号环节，请直接填核定结论。")
    if matter.turn is None and not matter.chain.begun:
        raise WorkspaceError(f"{now.about}还没有申请销号，不用办“{step.label}”。")
    for one in (*matter.chain.tries, *matter.chain.looks):
        if named == (one.step.kind, one.number) and (one.row is not None or one.state is not StepState.LATER):
            column = Column.STEP_DAY if one.step.kind is StepKind.NOTICE else Column.STEP_RESULT
            if not step.result and (step.on is None or column is Column.STEP_RESULT):
                missing = [column, *((Column.HANDLER,) if not step.by.strip() else ())]
                raise RefusedError(now.about, [Objection(one, f"“{one}”没有填。请补填。") for one in missing])
            return one
    turn = f"现在轮到“{matter.turn.label}”。" if matter.turn else "各环节已经办完。"
    raise WorkspaceError(f"{now.about}还不能办“{step.label}”。{turn}")


def _write_down(now: _Now, row: str, told: Mapping[Column, CellValue]) -> Decided:
    """Write down what was told of a form, or of one row of its steps, unless it could not stand."""
    stands = standing_cells((*now.snapshot.office, *now.snapshot.records))
    on = told.get(Column.DECIDED_ON, now.matter.said.get(Column.DECIDED_ON))
    decided_on = on if isinstance(on, date) and not row else None
    moment = moment_here(now.as_of, now.plan.issued_on)
    cells = []
    for column, said in told.items():
        value = (bare(said) or None) if isinstance(said, str) else said
        there = stands.get(OfficePlace(*now.form, 0, column, row))
        if value != (there.value if there else None):
            cells.append(
                OfficeCell(
                    *now.form, now.period.id, 0, column, value, decided_on, moment, now.as_of, HERE, "", "", row=row
                )
            )  # fmt: skip
    if not cells:
        raise WorkspaceError(f"{now.about}和已经登记的一样，没有要记的。")
    then = gather(now.plan, now.ledger, now.period, now.as_of, whole=False, supposing=cells)
    if wrong := _wrong(now, then, row):
        raise RefusedError(now.about, wrong)
    now.ledger.record_office(cells, [], now.as_of)
    return Decided(now.period, matter_of(then, now.form), len(cells), now.masters)


def _wrong(now: _Now, then: Snapshot, row: str) -> list[Objection]:
    """What is wrong with what is to be written down, and with anything else because of it."""
    said = matter_of(then, now.form).said
    written = row or repr((now.period.id, said.get(Column.VERDICT), said.get(Column.DECIDED_ON)))
    before = _objections(now.snapshot, now.form)
    return [
        one
        for source, found in _objections(then, now.form).items()
        for one in found
        if source == written or one not in before.get(source, ())
    ]


def _objections(snapshot: Snapshot, form: FormKey) -> dict[str, tuple[Objection, ...]]:
    """What is wrong with each decision on a form, and with what stands beside its steps."""
    found = {}
    for judged in snapshot.standing[form].reviewed.decisions:
        decision = judged.decision
        values = decision.values.get(Column.VERDICT), decision.values.get(Column.DECIDED_ON)
        found[repr((decision.period_id, *values))] = judged.objections
    chain = snapshot.closings.get(form)
    for one in (*chain.tries, *chain.looks) if chain else ():
        found[one.key] = tuple(Objection(o.column, f"{one.label}：{o.sentence}") for o in one.objections)
    return found
