from __future__ import annotations

from datetime import date

from tests.standing.snapshots import Sent, everything, finding, snapshot_of
from toolkit.base.findings import Severity
from toolkit.plan.model import Plan
from toolkit.standing import returns


def test_open_findings_are_those_of_the_newest_return_and_errors_come_first(plan: Plan) -> None:
    sent = [
        Sent("3.1.1", "fuyun", accepted=False, findings=(finding("old"),)),
        Sent("3.1.1", "fuyun", findings=(finding("soft", severity=Severity.WARNING),)),
        Sent("5.2", "qinghe", accepted=False, findings=(finding("hard"),)),
    ]
    rows = returns.open_findings(snapshot_of(plan, sent))
    assert [row.finding.code for row in rows] == ["hard", "soft"]
    assert [row.standing.unit.area for row in rows] == ["青河县", "富蕴县"]


def test_owing_lists_what_is_not_in_order_by_unit(plan: Plan) -> None:
    late, missing = ("6.2", "kanas"), ("3.1.1", "jeminay")
    sent = [s for s in everything(plan) if (s.item, s.unit) not in (late, missing)]
    sent.append(Sent(*late, day=date(2021, 2, 2)))
    sent.append(Sent("3.1.2", "altay_city", accepted=False))
    found = [(s.item.id, s.unit.id) for s in returns.owing(snapshot_of(plan, sent))]
    assert found == [("3.1.2", "altay_city"), missing, late]
    assert returns.owing(snapshot_of(plan, everything(plan))) == []


def test_a_superseded_return_says_so(plan: Plan) -> None:
    sent = [
        Sent("3.1.1", "fuyun"), Sent("3.1.1", "fuyun", accepted=False), Sent("3.1.1", "fuyun"), Sent("3.1.1", "fuhai"),
    ]  # fmt: skip
    snapshot = snapshot_of(plan, sent)
    outcomes = [str(outcome) for outcome in returns.outcomes(snapshot).values()]
    assert outcomes == ["接收，已被新报替代", "退回，已重报", "接收", "接收"]
