"""What is no form: papers tied to the forms they belong to, and what nobody knows set aside with a guess.

Knows: papers, the best guess at whose a file is. Must not know: how a paper is tied, files, the ledger's tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.acts.arriving import Batch, Candidate, Known, arrival_of
from toolkit.acts.collected import SetAside
from toolkit.acts.entries import Read
from toolkit.base.captions import Column
from toolkit.base.file_names import safe_name
from toolkit.folder import Folder
from toolkit.intake import guard, spool
from toolkit.ledger import ArrivalOutcome, Evidence, Ledger
from toolkit.plan.model import Plan, Unit
from toolkit.plan.options import Signing
from toolkit.reading import papers, signed
from toolkit.reading.guess import Guess, guess
from toolkit.standing.papers import is_signed_page, listed_in


def set_aside(folder: Folder, batch: Batch, known: Known, candidate: Candidate, reason: str, may_be: Guess) -> None:
    """Put a file that is no form to those set aside, with the best guess at whose it may be."""
    guessed, hint = guess_in_words(folder.plan, may_be, candidate.member.name)
    said = SetAside(candidate.name, reason + guessed, hint, candidate.file)
    batch.aside.append((said, candidate.member.data))
    outcome = ArrivalOutcome.UNIDENTIFIED
    batch.arrivals.append(arrival_of(known, candidate, outcome, said.reason, may_be.unit_id, hint))


def guess_in_words(plan: Plan, may_be: Guess, name: str) -> tuple[str, str]:
    """The best guess at whose a file is, and what the office does if it is right; "" and "" for none."""
    if not may_be.reasons:
        return "", ""
    words = [
        plan.unit[may_be.unit_id].area if may_be.unit_id else "",
        plan.item[may_be.item_id].code if may_be.item_id else "",
        plan.period[may_be.period_id].name if may_be.period_id else "",
    ]
    said = f"可能是{' '.join(filter(None, words)) or '本方案的表'}（{'；'.join(may_be.reasons)}）。"
    command = (
        f'toolkit assign "inbox/{spool.UNIDENTIFIED}/{safe_name(name)}"'
        f" --unit {words[0] or '单位'} --item {words[1] or Column.CODE}"
        + (f" --period {may_be.period_id}" if may_be.period_id else "")
    )
    return said, f"确认的话，可以人工认领：{command}"


def evidence_of(
    folder: Folder, ledger: Ledger, batch: Batch, read: list[Read], known: Known, shown: Sequence[Evidence]
) -> list[Evidence]:
    """The papers of a batch with the forms they belong to; what belongs nowhere is set aside.

    ``shown`` are the pictures on its forms. A paper that has its form already is a duplicate where it comes again and
    nothing says for which.
    """
    beside: dict[str, list[papers.Form]] = {}
    came: dict[str, list[signed.Beside]] = {}
    for one in read:
        listed = listed_in({name: cell.raw for name, cell in one.reading.cells.items()})
        titles = tuple(title for of in listed.values() for title in of)
        identity = one.identity
        beside.setdefault(one.candidate.group, []).append(
            papers.Form(identity.item_id, identity.unit_id, identity.period_id, titles)
        )
        came.setdefault(one.candidate.group, []).append(
            signed.Beside(identity.item_id, identity.unit_id, identity.period_id, one.candidate.sha256)
        )
    ties = []
    for paper in batch.papers:
        company = beside.get(paper.group, []) if paper.group else []
        pages = _signed(folder, paper, came.get(paper.group, []) if paper.group else [], known)
        tied = papers.tie(folder.plan, paper.member.name, paper.around, company, known.period_id)
        if not tied and (sender := _sender(folder.plan, paper)) is not None:
            around = (*paper.around, sender.name)
            tied = papers.tie(folder.plan, paper.member.name, around, company, known.period_id)
        ties.append((paper, pages or tied))
    filed = [*ledger.evidence(), *shown] if ties else []
    settled = {(e.sha256, u) for e in filed if e.item_id or is_signed_page(e) for u in (e.unit_id, "")}
    settled |= {(p.sha256, u) for p, tied in ties for one in tied if one.item_id for u in (one.unit_id, "")}
    found = []
    for paper, tied in ties:
        loose = not any(one.item_id for one in tied)
        if loose and (paper.sha256, tied[0].unit_id if tied else "") in settled:
            batch.duplicates.append(paper.name)
        elif not tied:
            refused = guard.inspect(paper.member.data, paper.member.name)
            sentence = refused.sentence if isinstance(refused, guard.Refused) else ""
            reason = (
                f"{sentence}如果是佐证材料，请和填报表放在同一个文件夹、压缩包或邮件里，"
                "或者在文件名里写明单位和事项编号（如“某某单位三（一）1实施方案.pdf”）。"
            )
            may_be = guess(folder.plan, None, (paper.member.name, *paper.around))
            set_aside(folder, batch, known, paper, reason, may_be)
        else:
            found += [
                Evidence(paper.sha256, one.item_id, one.unit_id, one.period_id, paper.member.name, one.how,
                         paper.received_on, known.as_of, known.run_id, paper.letter_id)
                for one in tied
            ]  # fmt: skip
    return found


def _sender(plan: Plan, paper: Candidate) -> Unit | None:
    """The unit from whose address the mail came in which a paper was, None where no unit has it, or several have."""
    senders = {letter.sender for letter in paper.member.letters}
    units = [unit for unit in plan.units if senders & {email.lower() for email in unit.emails}]
    return units[0] if len(units) == 1 else None


def _signed(folder: Folder, paper: Candidate, beside: list[signed.Beside], known: Known) -> tuple[papers.Tied, ...]:
    """The forms whose signed page a paper is, where the plan waits for such pages or its name has a form's number."""
    name, plan, keys = paper.member.name, folder.plan, folder.keys(known.as_of)
    if plan.settings.signing is Signing.PAGE:
        found = signed.signed_page(plan, name, paper.around, beside, known.period_id, keys)
    else:
        by_number = signed.named_by_number(plan, name, keys)
        found = (by_number,) if by_number else ()
    return tuple(papers.Tied(one.item_id, one.unit_id, one.period_id, one.how) for one in found)
