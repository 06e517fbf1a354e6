"""What a cover says of the answers of a form that is beside it, or would be.

Knows: the formula by which a form asks its cover, answers as they were found. Must not know: formats of files, whose
forms are good. Excel, WPS and LibreOffice keep what a formula came to, and nothing is to be done here. Where a form has
no value of its own (it was saved by a program that works nothing out, the cover was renamed or put back, the cell was
emptied), what a cover of the same plan, unit and period says is looked up, whatever its sheet is called. Where that
cannot be, one finding says why, not one for each answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.base.texts import plain
from toolkit.catalogue import Catalogue
from toolkit.form.answers import Answer
from toolkit.form.cover import FROM_COVER
from toolkit.form.covers import CoverSaid
from toolkit.form.identity_cells import OWNER
from toolkit.workbooks.sheets import OddCell, Oddity

_OWNER = rf"\[?\.?\$?{OWNER[0]}\$?{OWNER[1:]}\]?"
_ASKS = re.compile(rf"(?:of:)?=?IF\(.*{_OWNER}={_OWNER}[,;]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Completed:
    """The answers of a form with what its cover says, and what is to be told of the cover."""

    found: Mapping[str, Answer]
    findings: tuple[Finding, ...] = ()


def completed(
    found: Mapping[str, Answer], catalogue: Catalogue, covers: Sequence[CoverSaid], owner: str, *, bound: bool
) -> Completed:
    """The answers of a form of an ``owner`` beside the ``covers`` of its workbook.

    ``bound`` says that it may have gone out in a book. An answer that cannot be had because of the cover is left out.
    """
    asked = [found[name] for name in FROM_COVER if name in found]
    lost = [answer for answer in asked if _lacks(answer, bound=bound)]
    blank = [answer for answer in asked if answer.blank]
    own = [cover for cover in covers if cover.owner == owner]
    if not own and not lost and not (covers and bound and len(blank) > 1):
        return Completed(found)
    labels = {answer.field_id: catalogue.field[answer.field_id].caption for answer in asked}
    if not own:
        if not lost and not any(catalogue.field[answer.field_id].required for answer in blank):
            return Completed(found)
        return _without_cover(found, lost or blank, labels, covers)
    return _with_covers(found, asked, lost, labels, own)


def _lacks(answer: Answer, *, bound: bool) -> bool:
    """Whether an answer is a formula that has lost its cover, or was not worked out."""
    odd = answer.raw
    if not isinstance(odd, OddCell):
        return False
    if odd.oddity is Oddity.UNCALCULATED:
        return bool(_ASKS.match(odd.text))
    return odd.oddity is Oddity.ERROR and bound


def _without_cover(
    found: Mapping[str, Answer], lost: Sequence[Answer], labels: Mapping[str, str], covers: Sequence[CoverSaid]
) -> Completed:
    """A form whose cover is not in its workbook: one finding for all that hangs on it."""
    first, named = lost[0], "、".join(labels[answer.field_id] for answer in lost)
    if covers:
        said = finding(
            Code.FORM_COVER_OTHER, first.sheet, first.cell, first.field_id, sheet=covers[0].sheet, labels=named
        )
    else:
        said = finding(Code.FORM_COVER_MISSING, first.sheet, first.cell, first.field_id, labels=named)
    gone = {answer.field_id for answer in lost}
    return Completed({name: answer for name, answer in found.items() if name not in gone}, (said,))


def _with_covers(
    found: Mapping[str, Answer],
    asked: Sequence[Answer],
    lost: Sequence[Answer],
    labels: Mapping[str, str],
    own: Sequence[CoverSaid],
) -> Completed:
    """A form beside its own cover, of which there may be copies."""
    taken, unclear, differing = dict(found), [], []
    for answer in asked:
        label = plain(labels[answer.field_id])
        there = [replace(answer, raw=cover.said.get(label)) for cover in own]
        filled = {one.text.strip(): one.raw for one in there if not one.blank}
        if answer.blank or answer in lost:
            if len(filled) > 1:
                unclear.append(answer)
            else:
                taken[answer.field_id] = replace(answer, raw=next(iter(filled.values()), None))
        elif len(filled) > 1:
            differing.append(answer)
    findings = []
    sheets = "、".join(f"“{cover.sheet}”" for cover in own)
    if unclear:
        first, named = unclear[0], "、".join(labels[a.field_id] for a in unclear)
        words = {"labels": named, "sheets": sheets}
        findings.append(finding(Code.FORM_COVERS_DIFFER, first.sheet, first.cell, first.field_id, **words))
        for answer in unclear:
            del taken[answer.field_id]
    if differing:
        first, named = differing[0], "、".join(f"{labels[a.field_id]}（{a.text}）" for a in differing)
        words = {"labels": named, "sheets": sheets}
        findings.append(finding(Code.FORM_TWO_COVERS, first.sheet, first.cell, first.field_id, first.text, **words))
    return Completed(taken, tuple(findings))
