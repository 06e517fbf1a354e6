"""Whether a workbook holds a form that some keys prove, whatever the plan says of it by now.

Knows: the seals and the printed numbers on its sheets. Must not know: plans, what is answered. It is asked which of
several workspaces a form belongs to; what becomes of it there is another question (`toolkit.form.identify`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from toolkit.form.book import Book
from toolkit.form.identity_cells import identities_in
from toolkit.form.roster_seal import roster_on
from toolkit.form.seal import Identity, find_number, holds, number_holds


def proven(book: Book, plan_id: str, keys: Sequence[bytes]) -> bool:
    """Whether a sheet is a form or a list that one of the keys proves; without a ``plan_id`` by its seal only."""
    for sheet in book.sheets:
        texts = [text for _, text in chain.from_iterable(book.texts[sheet].values())]
        if any(_sealed(entries, keys) for entries in identities_in(texts)) or roster_on(texts, keys):
            return True
        numbers = (number for text in texts if plan_id and (number := find_number(text)) is not None)
        if any(number_holds(number, plan_id, key) for number in numbers for key in keys):
            return True
    return bool(book.identity) and _sealed(book.identity, keys)


def _sealed(said: Mapping[str, str], keys: Sequence[bytes]) -> bool:
    """Whether entries are an identity whose seal holds under one of the keys."""
    try:
        identity = Identity(
            said["plan"], said["item"], said["unit"], said["period"], int(said["version"]), said["digest"],
            said.get("locked", ""), said.get("given", ""),
        )  # fmt: skip
        return any(holds(identity, said["seal"], key) for key in keys)
    except (KeyError, ValueError):
        return False
