"""The forms that are compared: every kind of value with every filling, and random plans.

Knows: variants of indicators, fillings, random plans. Must not know: what form or receipt says of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.programs.alike.fillings import BLANKS, CLEAR, ERRORS, Filling, fillings, numbers, pasted, serial, typed
from tests.programs.alike.forms import Fillings, Form, Scene, make
from tests.programs.alike.plans import ITEM, VARIANTS, Variant, named, plan_of
from tests.programs.alike.random_plans import answer, small_plan
from toolkit.catalogue import catalogues
from toolkit.form.loaded_base import Base
from toolkit.form.pages import typed as typed_into
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.kinds.field import SAME, SAME_ALL, TICK, Block, Field
from toolkit.plan.model import Indicator, ItemKind, Plan, ValueType

PER_FORM = 80  # indicators; more make each recalculation slower, fewer make more forms
MEASURES = 6


@dataclass(frozen=True)
class Case:
    """A form with its scenes: first all as it should be, then all ``cases`` at once, then some of them each alone."""

    form: Form
    right: Fillings
    cases: Sequence[Fillings]
    alone: Sequence[Fillings]

    @property
    def together(self) -> Fillings:
        """All cases at once."""
        return {name: filling for one in self.cases for name, filling in one.items()}

    @property
    def scenes(self) -> list[Scene]:
        """The scenes in their order; the first two are saved."""
        scenes = [Scene(self.right, kept=True), Scene(self.together, kept=True)]
        before: Fillings = self.together
        for one in self.alone:
            back = {name: self.right.get(name, CLEAR) for name in before if name not in one}
            scenes.append(Scene({**back, **one}))
            before = dict(one)
        return scenes


def as_typed(value: object) -> Filling:
    """A right answer as a person puts it in."""
    if isinstance(value, bool):
        return Filling("text", "是" if value else "否")
    if isinstance(value, date):
        return Filling("date", serial(value))
    return Filling("number", value) if isinstance(value, int | float) else Filling("text", value)


def right_answer(field: Field, variants: Mapping[str, Variant], given: Prefill) -> Filling:
    """An answer of which nothing is wrong, in a form whose other answers are right."""
    if field.column == SAME or field.id == SAME_ALL:
        return Filling("text", TICK) if field.row in given.prior else CLEAR
    if field.id in given.prior:
        return as_typed(typed_into(field, given.prior[field.id]))
    if field.id in variants:
        return as_typed(variants[field.id].right)
    if field.block is Block.INDICATORS:
        return CLEAR
    if field.type is ValueType.BOOLEAN:
        return as_typed(field.id != "overall_closure")
    if field.choices:
        return as_typed(field.choices[-1] if field.block is not Block.EXPLANATION else field.choices[0])
    if field.type is ValueType.DATE:
        return as_typed(date(2021, 1, 20)) if field.required else CLEAR
    return as_typed("有")


def _third(cases: Sequence[Fillings], number: int) -> Sequence[Fillings]:
    """Every third case; each filling is tried with several indicators of its kind, so nearly all are among them."""
    return cases[number % 3 :: 3]


def _dealt(number: int, form: Form) -> Iterator[Fillings]:
    """One case for each field on it that is no indicator's, another in every form; each measure has one of its four."""
    columns = ("status", "completed_on", "progress", "evidence")
    for f in form.catalogue.fields:
        if (
            f.id not in form.places
            or f.block is Block.INDICATORS
            or (f.block is Block.MEASURES and f.column != columns[(int(f.row[1:]) + number) % len(columns)])
        ):
            continue
        tried = fillings(f)
        yield {
            f.id: tried[
                number * 7 % len(tried)
                if f.block is not Block.MEASURES
                else (number * MEASURES + int(f.row[1:])) % len(tried)
            ]
        }


def every_filling(base: Base, shipped: Plan) -> list[Case]:
    """Every variant of an indicator with every filling of its kind, and the other fields of a form along with them."""
    pairs: list[tuple[Variant, Filling]] = []
    for variant in VARIANTS:
        field = catalogues(plan_of(shipped, [named(variant, 1)]))[ITEM].field["i1"]
        pairs += [(variant, filling) for filling in fillings(field)]
    cases = []
    for number, at in enumerate(range(0, len(pairs), PER_FORM)):
        part = pairs[at : at + PER_FORM]
        variants = {f"i{n}": variant for n, (variant, _) in enumerate(part, 1)}
        plan = plan_of(shipped, [named(variant, n) for n, (variant, _) in enumerate(part, 1)], measures=MEASURES)
        form = make(base, plan, catalogues(plan)[ITEM])
        right = {name: right_answer(form.catalogue.field[name], variants, NOTHING) for name in form.places}
        all_: list[Fillings] = [{f"i{n}": filling} for n, (_, filling) in enumerate(part, 1)]
        all_ += _dealt(number, form)
        cases.append(Case(form, right, all_, _third(all_, number)))
    return cases


# -- with what was reported in the period before ----------------------------------------------------------------------

TICKS = [
    CLEAR, Filling("text", TICK),
    *pasted(f" {TICK}", f"{TICK} ", f"{TICK}\u3000", f"\u200b{TICK}", f"{TICK}{TICK}", "✓", "✔", "是", "对", "×",
            "否", "无", "x", " ", "\u3000", "\n",
            "TRUE", "同上", "v", "同上期"),
    *typed("1", "0", "TRUE"), *numbers(1, 0), *numbers(1, look="boolean"), *ERRORS[:3],
]  # fmt: skip
NOTES = [CLEAR, *pasted("有变化", " ", "\u3000", "\n", "\u200b", "—", "无", "#N/A", "0"), *numbers(5), *ERRORS[:2]]
KEPT = Filling("keep")  # what is given stays untouched


def _earlier(type_: ValueType, prior: object, **rest: object) -> Variant:
    return Variant(Indicator("", ITEM, "", type_, **rest), prior, prior)  # type: ignore[arg-type]


EARLIER = (
    _earlier(ValueType.INTEGER, 30, minimum=0.0, maximum=200.0, measured_in="人"),
    _earlier(ValueType.INTEGER, 30, basis="累计", required=False),
    _earlier(ValueType.DECIMAL, 0.3, basis="年度累计"),
    _earlier(ValueType.DECIMAL, 12345.67, soft_minimum=12000.5),
    _earlier(ValueType.PERCENT, 95.68, measured_in="%"),
    _earlier(ValueType.DATE, date(2021, 1, 20)),
    _earlier(ValueType.BOOLEAN, True),
    _earlier(ValueType.BOOLEAN, False, required=False),
    _earlier(ValueType.TEXT, "甲 乙 Ab"),
    _earlier(ValueType.TEXT, "第一行\n第二行", required=False),
    _earlier(ValueType.CHOICE, "Ab", choices="甲类"),
    _earlier(ValueType.CHOICE, "=是", choices="乙类", required=False),
    _earlier(ValueType.PERCENT, 0.5, required=False, measured_in="%"),
    # In a form of its own, because what is right there may be wrong now: the limit came after the figure.
    _earlier(ValueType.INTEGER, 300, maximum=200.0),
)  # fmt: skip


def _like(prior: object) -> list[Filling]:
    """What is said in a cell whose figure was reported before: the same in many spellings, and something near it."""
    found = [KEPT, *BLANKS[:8], *ERRORS[:3]]
    if isinstance(prior, bool):
        same, other = ("是", "否") if prior else ("否", "是")
        return [
            *found,
            *pasted(same, other, f"{same} ", f"\u3000{same}", "TRUE", "√"),
            *numbers(int(prior), look="boolean"),
        ]
    if isinstance(prior, date):
        day = serial(prior)
        return [*found, *numbers(day, day + 0.5, day + 1), *numbers(day, day + 0.5, day + 1, look="date"),
                *pasted(prior.isoformat(), f"{prior.isoformat()} ", "2021年1月20日"), *typed(prior.isoformat(),
                                                                                          "2021年1月21日")]  # fmt: skip
    if isinstance(prior, int | float):
        near = [prior, prior + 1e-7, prior - 1e-7, prior + 1e-10, prior - 1e-10, prior + 1, prior - 1, prior + 5,
                prior - 5, prior + 5.1,
                prior * 1.2, prior * 0.8, prior * 1.21 + 5, prior * 0.79 - 5, prior * 3, 0, -prior]  # fmt: skip
        shown = f"{prior:.15g}"
        return [*found, *numbers(*(float(f"{n:.15g}") for n in near)), *pasted(shown, f"{shown} ", f"{shown}人"),
                *typed(shown, f"+{shown}", f"{shown}%"),
                *numbers(prior / 100, look="percent"), *numbers(prior, look="date")]  # fmt: skip
    text = str(prior)
    return [*found, *pasted(text, text.lower(), text.upper(), f" {text}", f"{text} ", f"{text}\u3000", f"{text}\n",
                            text.replace(" ", "  "),
                            text.replace(" ", "\u3000"), text.replace("\n", "\r\n"),
                            text.replace("\n", ""),
                            text.replace(" ", ""), f"\u200b{text}", text[:1] + "\u200b" + text[1:], f"{text}。",
                            f"'{text}", "丙")]  # fmt: skip


def _reported_before(random_: random.Random) -> Iterator[tuple[Variant, dict[str, Filling]]]:
    """A value, a tick and a note beside an earlier figure: every value without and with a tick, the rest at random."""
    for variant in EARLIER:
        for value in _like(variant.prior):
            for tick in (CLEAR, Filling("text", TICK), random_.choice(TICKS), random_.choice(TICKS)):
                yield variant, {"": value, SAME: tick, "note": random_.choice(NOTES)}
        for tick in TICKS:
            yield variant, {"": KEPT, SAME: tick, "note": CLEAR}
            yield variant, {"": CLEAR, SAME: tick, "note": CLEAR}


PROGRESS = "已印发方案。\n-召开 2 次会议"


def beside_earlier_figures(base: Base, shipped: Plan, seed: int) -> list[Case]:
    """Forms of a second period: the earlier figure stands in the cell, and is kept, changed, ticked, explained."""
    random_ = random.Random(seed)
    tried = list(_reported_before(random_))
    cases = []
    for number, at in enumerate(range(0, len(tried), PER_FORM)):
        part = tried[at : at + PER_FORM]
        variants = {f"i{n}": variant for n, (variant, _) in enumerate(part, 1)}
        plan = plan_of(shipped, [named(variant, n) for n, (variant, _) in enumerate(part, 1)], measures=MEASURES)
        prior = {name: variant.prior for name, variant in variants.items()}
        told = {f"m{n}_progress": PROGRESS for n in range(1, MEASURES + 1)}
        given = Prefill("上一期", prior, {**prior, **told})  # type: ignore[arg-type, dict-item]
        form = make(base, plan, catalogues(plan)[ITEM], given)
        right = {name: right_answer(form.catalogue.field[name], variants, given) for name in form.places}
        all_: list[Fillings] = []
        for n, (_, fills) in enumerate(part, 1):
            names = {f"i{n}_{column}" if column else f"i{n}": filling for column, filling in fills.items()}
            all_.append({k: right[k] if f is KEPT else f for k, f in names.items()})
        again = [
            PROGRESS,
            f"{PROGRESS} ",
            PROGRESS.replace(" ", ""),
            PROGRESS.replace("\n", "\r\n"),
            PROGRESS + "\u200b",
            "已办结。",
        ]
        all_ += [{f"m{n}_progress": Filling("text", again[(n + number) % len(again)])} for n in range(1, MEASURES + 1)]
        cases.append(Case(form, right, all_, _third(all_, number)))
    return cases


# -- random plans ------------------------------------------------------------------------------------------------------

PLANS_PER_FORM = 20


def random_plans(base: Base, shipped: Plan, seed: int, plans: int) -> list[Case]:
    """So many random plans, twenty to a form: the rules of each name its own indicators only, and each is filled alone.

    In half of the forms nothing is required, so that the rest of the form is ready while one plan is filled; in half
    there are figures of the period before. Some have the other fields of the form filled oddly as well.
    """
    random_ = random.Random(seed)
    cases = []
    for number, first in enumerate(range(0, plans, PLANS_PER_FORM)):
        earlier, optional, disturbed = number % 2 == 1, number % 4 < 2, number % 5 == 4
        small = [small_plan(random_, n, earlier, optional) for n in range(first, min(first + PLANS_PER_FORM, plans))]
        indicators = [i for one in small for i in one.indicators]
        kind = ItemKind.EXPLANATION if number % 7 == 6 else ItemKind.RECTIFICATION
        plan = plan_of(shipped, indicators, [rule for one in small for rule in one.rules], measures=2, kind=kind)
        prior = {name: value for one in small for name, value in one.prior.items()}
        given = Prefill("上一期", prior, prior) if prior else NOTHING  # type: ignore[arg-type]
        form = make(base, plan, catalogues(plan)[ITEM], given)
        fields = form.catalogue.field
        right = {name: right_answer(fields[name], {}, given) for name in form.places}
        if disturbed:
            right |= {name: random_.choice(fillings(fields[name])) for name in right
                      if fields[name].block is not Block.INDICATORS and random_.random() < 0.3}  # fmt: skip
        alone = [
            {
                name: filling
                for i in one.indicators
                for name, filling in _filled(random_, form, i, prior.get(i.id)).items()
            }
            for one in small
        ]
        cases.append(Case(form, right, alone, alone))
    return cases


def _filled(random_: random.Random, form: Form, indicator: Indicator, prior: object) -> Fillings:
    odd = fillings(form.catalogue.field[indicator.id])
    cells = {indicator.id: answer(random_, indicator, prior, odd)}
    cells[f"{indicator.id}_note"] = (
        random_.choice(NOTES) if random_.random() < 0.1 else random_.choice([CLEAR, CLEAR, NOTES[1]])
    )
    if indicator.id in form.given.prior:
        cells[f"{indicator.id}_{SAME}"] = (
            random_.choice([CLEAR, Filling("text", TICK)]) if random_.random() < 0.9 else random_.choice(TICKS)
        )
    return cells
