"""The ledger: what was received, what it said, what was found and decided, in SQLite."""

from toolkit.ledger.earlier import Earlier, Telling
from toolkit.ledger.forms import Forms
from toolkit.ledger.list_rows import ListRows
from toolkit.ledger.mails import Mails
from toolkit.ledger.office import Office
from toolkit.ledger.office_cells import HERE, Fate, OfficeCell, OfficePlace
from toolkit.ledger.periods import Periods, PeriodStep, PeriodSteps, Supplied
from toolkit.ledger.records import (
    NOT_FILED,
    Arrival,
    ArrivalOutcome,
    CellValue,
    Delivery,
    DeliveryOutcome,
    Entry,
    EventKind,
    Evidence,
    Fetched,
    Issued,
    ListRow,
    Order,
    Run,
    Submission,
    Value,
    rows_by_value,
    said_anew,
)
from toolkit.ledger.returns import Returns
from toolkit.ledger.reviews import Reviewed, Reviews
from toolkit.ledger.rows import Carried
from toolkit.ledger.told import Explanations, Told

__all__ = [
    "HERE",
    "NOT_FILED",
    "Arrival",
    "ArrivalOutcome",
    "CellValue",
    "Delivery",
    "DeliveryOutcome",
    "Entry",
    "EventKind",
    "Evidence",
    "Fate",
    "Fetched",
    "Issued",
    "Ledger",
    "ListRow",
    "OfficeCell",
    "OfficePlace",
    "Order",
    "PeriodStep",
    "PeriodSteps",
    "Reviewed",
    "Run",
    "Submission",
    "Supplied",
    "Telling",
    "Told",
    "Value",
    "rows_by_value",
    "said_anew",
]  # fmt: skip


class Ledger(Returns, Earlier, ListRows, Forms, Office, Mails, Reviews, Explanations, Periods, Carried):
    """An open ledger; use it in a ``with`` statement."""
