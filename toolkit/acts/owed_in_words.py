"""What a unit owes, as a chat group and the telephone call it: forms and papers, a few by name, more by number.

Knows: the words for what is lacking. Must not know: who is reminded, how a list is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.standing.duties import PaperDue
from toolkit.standing.status import ReportState, Standing

_MOST_CODES = 8  # in a chat or a phone list; more are counted
_BY_NAME = 4  # forms that a phone list calls by name too
# What is asked for of a form that is owed, in the order in which it is said; an accepted one lacks its signed page.
_LACKS = {ReportState.RETURNED: "退回待改", ReportState.NOT_RECEIVED: "未报送", ReportState.ACCEPTED: "签字件未到"}


def codes_called(owing: Sequence[Standing], papers: Sequence[PaperDue] = ()) -> str:
    """What is owed, as one says it; forms that were sent back first, because they were nearly done."""

    def listed(state: ReportState) -> list[str]:
        codes = [s.item.code for s in owing if s.state is state]
        more = f"等{len(codes)}份" if len(codes) > _MOST_CODES else ""
        return [f"{_LACKS[state]}：{'、'.join(codes[:_MOST_CODES])}{more}"] if codes else []

    return "；".join([*(one for state in _LACKS for one in listed(state)), *papers_called(papers)])


def papers_called(papers: Sequence[PaperDue]) -> list[str]:
    """The papers that are owed, in one piece; none where there are none."""
    names = dict.fromkeys(one.duty.name for one in papers)
    return [f"材料未到：{'、'.join(names)}"] if papers else []


def forms_called(owing: Sequence[Standing]) -> str:
    """The forms that are asked for on the telephone: a few by name, a line each, more by their numbers."""
    if len(owing) > _BY_NAME:
        return codes_called(owing)
    order = sorted(owing, key=lambda s: [*_LACKS].index(s.state))
    return "\n".join(f"{_LACKS[s.state]}：{s.item.code} {s.item.title}" for s in order)
