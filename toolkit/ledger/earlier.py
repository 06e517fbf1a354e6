"""What was last said before a period: of many periods' returns and papers only those that anything follows from.

Knows: SQL, which of many returns can count. Must not know: what a return says, what follows from it. A plan lives for
years: what is asked here goes over an index, and a return that others have followed is not read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from toolkit.ledger.forms import evidence_of
from toolkit.ledger.periods import Supplied
from toolkit.ledger.records import Evidence, Submission
from toolkit.ledger.returns import submission_of
from toolkit.ledger.store import Store
from toolkit.plan.model import FormKey

_ASKED = """
out(period_id, after, until) AS MATERIALIZED (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(:out)
), asked(period_id, place, some_out) AS MATERIALIZED (
    SELECT value, key, value IN (SELECT period_id FROM out) FROM json_each(:periods)
)"""
# Which run took something in does not stand in the index, and is only asked where it matters.
_KNOWN = """iif(s.known_on = '', s.received_on, s.known_on) <= :on AND (NOT a.some_out OR NOT EXISTS (
    SELECT 1 FROM out AS o WHERE o.period_id = s.period_id AND s.run_id > o.after AND s.run_id <= o.until))"""
_NO_END = 2**62
_OF_UNITS = "s.unit_id IN (SELECT value FROM json_each(:units))"
_OF_FORM = "s.unit_id = f.unit_id AND s.item_id = f.item_id AND s.period_id = a.period_id"
# CROSS JOIN keeps the order of the tables: the index of forms is walked once, and has all that is asked of it.
_LAST = f"""
WITH {_ASKED}, f AS MATERIALIZED (
    SELECT s.unit_id, s.item_id, max(a.place) AS newest,
        max(iif(s.accepted AND s.received_on <= :on, a.place, -1)) AS taken
    FROM submission AS s CROSS JOIN asked AS a ON a.period_id = s.period_id
    WHERE {_KNOWN} AND {{units}} GROUP BY s.unit_id, s.item_id
)
SELECT s.* FROM f JOIN asked AS a ON a.place IN (f.newest, f.taken) AND a.place < :last
CROSS JOIN submission AS s ON {_OF_FORM} WHERE {_KNOWN}
"""
_WHOLE = f"""
WITH {_ASKED}, f(item_id, unit_id) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:forms)
)
SELECT s.* FROM f CROSS JOIN asked AS a ON a.place < :last CROSS JOIN submission AS s ON {_OF_FORM} WHERE {_KNOWN}
"""
_TELLING = f"""
WITH {_ASKED}, field(item_id, field_id) AS MATERIALIZED (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:fields)
), f AS MATERIALIZED (
    SELECT s.unit_id, s.item_id, max(a.place) AS place FROM submission AS s CROSS JOIN asked AS a
        ON a.period_id = s.period_id AND a.place < :last
    CROSS JOIN field ON field.item_id = s.item_id
    CROSS JOIN value AS v ON v.submission_id = s.id AND v.field_id = field.field_id AND v.value <> 'null'
    WHERE s.item_id IN (SELECT item_id FROM field) AND s.accepted AND {_KNOWN} AND {{units}}
    GROUP BY s.unit_id, s.item_id, field.field_id
)
SELECT s.* FROM f JOIN asked AS a ON a.place = f.place CROSS JOIN submission AS s ON {_OF_FORM} WHERE {_KNOWN}
"""
_PAPERS = f"""
WITH {_ASKED}
SELECT sha256, item_id, unit_id, s.period_id, name, how, min(received_on), known_on, run_id, letter_id
FROM evidence AS s CROSS JOIN asked AS a ON a.period_id = s.period_id AND a.place < :last
WHERE {_KNOWN} AND {{units}} AND how {{which}} GROUP BY {{by}}
"""


# When a return was saved does not stand in the index. It was not more than a day after it came (`intake.moments`), so
# of a unit's returns those that came before the newest of the last ones was saved need not be read. Which of a day's
# is the newest `Submission.order` knows; days are those of UTC, hence one more to spare.
_CAME = "max(s.known_on, s.received_on)"
_BY_THEN = "iif(s.known_on = '', s.received_on, s.known_on) <= :on"
_NEWEST = f"""
WITH came AS MATERIALIZED (
    SELECT s.unit_id, max({_CAME}) AS on_day FROM json_each(:units) AS u
    CROSS JOIN submission AS s ON s.unit_id = u.value WHERE {_BY_THEN} GROUP BY s.unit_id
), saved AS MATERIALIZED (
    SELECT s.unit_id, max(iif(s.saved_at = '', s.received_on, substr(s.saved_at, 1, 10))) AS on_day
    FROM came CROSS JOIN submission AS s ON s.unit_id = came.unit_id AND {_CAME} = came.on_day
    WHERE {_BY_THEN} GROUP BY s.unit_id
)
SELECT s.* FROM saved CROSS JOIN submission AS s
ON s.unit_id = saved.unit_id AND {_CAME} >= date(saved.on_day, '-2 day') WHERE {_BY_THEN}
"""


class Telling(NamedTuple):
    """A field of an item whose form tells what is asked of others too."""

    item_id: str
    field_id: str


class Earlier(Store):
    """The earlier periods in the ledger."""

    def last_words(
        self,
        periods: Sequence[str],
        on: date,
        *,
        units: Collection[str] | None = None,
        whole: Collection[FormKey] = (),
        telling: Collection[Telling] = (),
        left_out: Collection[Supplied] = (),
    ) -> list[Submission]:
        """What forms, of some units or all, last said before the last of ``periods``, as known on a day.

        Of each form the returns of the last period in which one came, and of the last in which one was accepted; none
        where that is the last of ``periods`` itself. Of the forms that are wanted ``whole`` all of them, and of those
        that are ``telling`` also the last ones that filled that field in; nothing of what is ``left_out``. Period by
        period, oldest first.
        """
        asked = _asked(periods, on, units, left_out)
        of_units = {"units": "TRUE" if units is None else _OF_UNITS}
        rows = self._rows(_LAST.format(**of_units), asked)
        if whole:
            rows += self._rows(_WHOLE, {**asked, "forms": json.dumps([*whole])})
        if telling:
            rows += self._rows(_TELLING.format(**of_units), {**asked, "fields": json.dumps([*telling])})
        place = {period: number for number, period in enumerate(periods)}
        found = {row[0]: submission_of(row) for row in rows}
        return sorted(found.values(), key=lambda s: (place[s.period_id], s.order))

    def first_papers(
        self,
        periods: Sequence[str],
        on: date,
        *,
        apart: Collection[str],
        units: Collection[str] | None = None,
        left_out: Collection[Supplied] = (),
    ) -> list[Evidence]:
        """The first paper of each form, of some units or all, before the last of ``periods``, as known on a day.

        Those that were told in one of the ways ``apart`` stand for themselves: of them the first of each period. There
        is nothing of what is ``left_out``.
        """
        asked = {**_asked(periods, on, units, left_out), "apart": json.dumps([*apart])}
        rows = []
        for which, by in (("NOT IN", "unit_id, item_id"), ("IN", "unit_id, item_id, s.period_id")):
            sql = _PAPERS.format(
                units="TRUE" if units is None else _OF_UNITS,
                which=f"{which} (SELECT value FROM json_each(:apart))",
                by=by,
            )
            rows += self._rows(sql, asked)
        return [evidence_of(row) for row in rows]

    def newest_of_units(self, units: Collection[str], on: date) -> dict[str, Submission]:
        """The newest return of each of some units, in whatever period, as known on a day."""
        rows = self._rows(_NEWEST, {"on": on.isoformat(), "units": json.dumps([*units])})
        found: dict[str, Submission] = {}
        for one in sorted((submission_of(row) for row in rows), key=lambda s: s.order):
            found[one.unit_id] = one
        return found


def _asked(
    periods: Sequence[str], on: date, units: Collection[str] | None, left_out: Collection[Supplied]
) -> dict[str, object]:
    """What the questions above are asked with."""
    out = [(of.period_id, of.after, _NO_END if of.until is None else of.until) for of in left_out]
    return {
        "periods": json.dumps([*periods]), "last": len(periods) - 1, "on": on.isoformat(),
        "units": None if units is None else json.dumps([*units]), "out": json.dumps(out),
    }  # fmt: skip
