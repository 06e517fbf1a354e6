"""What a form that went out under an earlier version of the plan asked otherwise than the plan asks now.

Knows: which version was in force when a form went out, what is asked at a field. Must not know: how a form is read,
what becomes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.acts.plans_used import PlanVersion, of_version, versions
from toolkit.acts.reasked import asked_at, words_of
from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading
from toolkit.folder import Folder
from toolkit.kinds.field import Block, Field
from toolkit.kinds.values import Normalised, ReadCell
from toolkit.ledger import Issued, Ledger
from toolkit.plan.model import FormKey
from toolkit.planbook.differences import quoted


@dataclass(frozen=True, slots=True)
class Before:
    """What a form asked when it went out, and the new wording of choices by field id and old wording."""

    catalogue: Catalogue
    words: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class AskedBefore:
    """What forms asked when they went out; versions of the plan are read when a form of theirs comes."""

    folder: Folder
    ledger: Ledger
    _versions: list[PlanVersion] | None = None
    _folders: dict[int, Folder] = field(default_factory=dict)

    def under(self, form: FormKey, sent: Issued | None, now: Catalogue) -> Before | None:
        """What was asked when a form went out; None where the plan is still the same, or it is not known.

        A form tells its catalogue by the digest. Of several versions with the same one, that of its day counts.
        """
        if self._versions is None:
            self._versions = versions(self.ledger)
        if sent is None or len(self._versions) < 2:
            return None
        known = [one for one in self._versions if one.since <= sent.issued_on] or self._versions[:1]
        for version in [*reversed(known), *self._versions[len(known) :]]:
            catalogue = self._catalogue(version, form)
            if catalogue is not None and catalogue.digest == sent.digest:
                if version == self._versions[-1]:
                    return None
                words = words_of(self._folders[version.number].plan, catalogue, self.folder.plan, now)
                return Before(catalogue, words)
        return None

    def _catalogue(self, version: PlanVersion, form: FormKey) -> Catalogue | None:
        if version.number not in self._folders:
            self._folders[version.number] = of_version(self.folder, version)
        catalogue = self._folders[version.number].catalogues.get(form.item_id)
        return catalogue.of(form.unit_id) if catalogue is not None else None


def asked_anew(reading: Reading, sheet: str, before: Before | None) -> Reading:
    """A reading with what is to be said of answers to questions that have been changed since its form went out.

    What was asked as it is now is taken. What was asked otherwise goes back, and so does a form that lacks what has
    been added; nobody has deleted that.
    """
    if before is None:
        return reading
    then, now = before.catalogue, reading.catalogue
    cells = {name: _in_new_words(cell, before.words.get(name, {})) for name, cell in reading.cells.items()}
    found = [one for one in reading.findings if one.code != Code.FORM_ROW_MISSING or one.field in then.field]
    added = [now.field[one.field] for one in reading.findings if one not in found]
    found += [
        finding(Code.PLAN_ADDED, sheet, field_id=one.id, label=one.label)
        for one in added
        if one.required or one.required_when
    ]
    for name, cell in reading.cells.items():
        if name in now.field and name in then.field and cell.raw.strip():
            were, are = _asked(then, then.field[name]), _asked(now, now.field[name])
            for old, new in zip(were, are, strict=True):
                if old != new:
                    found.append(_reworded(now.field[name], cell.sheet, cell.cell, old, new))
                    break
    return replace(reading, cells=cells, findings=tuple(found))


def _in_new_words(cell: ReadCell, words: Mapping[str, str]) -> ReadCell:
    """A choice that is only worded otherwise by now, in the words of now."""
    word = words.get(cell.raw.strip())
    return cell if word is None else replace(cell, normalised=Normalised(word, f"{cell.raw.strip()} → {word}"))


def _reworded(one: Field, sheet: str, cell: str, old: str, new: str) -> Finding:
    before, after = quoted(old, new)
    return finding(
        Code.PLAN_REWORDED, sheet, cell, one.id, label=one.label, before=before or "（空）", after=after or "（空）"
    )


def _asked(catalogue: Catalogue, one: Field) -> Sequence[str]:
    """What is asked at a field, in the plan's words; of a row of several cells at the one that tells most."""
    tells = {Block.MEASURES: "progress", Block.INDICATORS: "value"}.get(one.block, one.column)
    return asked_at(catalogue, one) if one.column == tells else ()
