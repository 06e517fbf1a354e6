"""The master's formulas, in A1 notation, beside the Python that gives their cached values.

Knows: Excel's functions that WPS and LibreOffice share, the names the master defines. Must not know: xlsxwriter,
plans. The light's formula says the same as `toolkit.standing.status.light_of`; a test lets LibreOffice compare them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.base.captions import AS_OF
from toolkit.base.excel_limits import literal
from toolkit.plan.deadlines import Step
from toolkit.standing.status import Light, ReportState

WORKDAYS, BLUE, YELLOW = "工作日", "蓝灯工作日", "黄灯工作日"
MARKS = {
    Light.GREEN: "●", Light.BLUE: "◆", Light.YELLOW: "▲", Light.RED: "✖", Light.GREY: "◇", Light.PENDING: "○",
}  # fmt: skip


def light_text(light: Light) -> str:
    """A light as the master shows it: a mark that can be told apart in black and white, and a word."""
    return f"{MARKS[light]} {light.value}"


def text(said: str) -> str:
    """A text as a formula holds it, whatever it contains and however long it is."""
    return literal(said)


def due_on(steps: Sequence[Step]) -> str:
    """The deadline as it stands on 截至日期, where an extension changes it with the day."""
    return _by_day(steps, [_serial(step.deadline.due) for step in steps])


def due_before(steps: Sequence[Step]) -> str:
    """The deadline before it was put off, blank while it is not."""
    return _by_day(steps, [_serial(step.deadline.was) for step in steps])


def _by_day(steps: Sequence[Step], values: Sequence[str]) -> str:
    days = ",".join(_serial(step.since) for step in steps)
    return f"=LOOKUP({AS_OF},{{{days}}},{{{','.join(values)}}})"


def _serial(day: date | None) -> str:
    """A day as a number of days, as spreadsheets count from 1900 on; "" as a text for none."""
    return '""' if day is None else str(max((day - date(1899, 12, 30)).days, 0))


def workdays_until(cell: str) -> str:
    """How many working days there are up to and including a day; differences of it count working days."""
    return f"MATCH({cell},{WORKDAYS},1)"


def days_to(state: str, due: str) -> str:
    """Calendar days to the reporting date, blank once accepted."""
    return f'=IF(OR({state}="{ReportState.ACCEPTED}",{state}="{ReportState.SETTLED}"),"",{due}-{AS_OF})'


def late_workdays(state: str, received: str, due: str) -> str:
    """Working days past the reporting date, up to the day of receipt if accepted, else up to 截至日期."""
    reached = f'IF({state}="{ReportState.ACCEPTED}",{received},{AS_OF})'
    return f'=IF({state}="{ReportState.SETTLED}",0,MAX(0,{workdays_until(reached)}-{workdays_until(due)}))'


def overdue_workdays(limit: str) -> str:
    """Working days past the time limit of an item that is not completed; 0 where there is no date."""
    return f'=IF({limit}="",0,{workdays_past(limit)})'


def workdays_past(due: str) -> str:
    """Working days past a day, 0 up to it, without the "="."""
    return f"MAX(0,{workdays_until(AS_OF)}-{workdays_until(due)})"


def fixed_light(decided: Light) -> str:
    """The light that the office's decision gives a row, whatever the dates."""
    return f'="{light_text(decided)}"'


def light(settled: Light, state: str, returned: str, late: str, overdue: str, due: str) -> str:
    """The light of a row; ``settled`` is the one that it has when all is in order."""
    worst, ahead = f"MAX({late},{overdue})", f"{workdays_until(due)}-{workdays_until(AS_OF)}"
    sent_back = f'{state}="{ReportState.RETURNED}"'
    shown = {light: f'"{light_text(light)}"' for light in Light}
    waiting = f"IF({ahead}<={BLUE},{shown[Light.BLUE]},{shown[Light.PENDING]})"
    return (
        f"=IF(OR({worst}>{YELLOW},AND({sent_back},{returned}>=2)),{shown[Light.RED]},"
        f"IF(OR({worst}>0,{sent_back}),{shown[Light.YELLOW]},"
        f'IF({state}="{ReportState.ACCEPTED}",{shown[settled]},{waiting})))'
    )
