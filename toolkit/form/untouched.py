"""Whether anybody has filled in a form since it went out, whatever program has saved it meanwhile.

Knows: the catalogue, answers as values, what a cover fills in. Must not know: workbooks, keys. What stood in a form
when it went out is part of its seal as a digest, so a form that says nothing new is told from one that does without
asking what was ever sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from toolkit.catalogue import Catalogue
from toolkit.form.cover import COVERED
from toolkit.kinds.values import Value

_DIGITS = 12
BY_COVER = "c"
"""Begins the digest of a form that a cover fills in as well."""


def given_digest(catalogue: Catalogue, answers: Mapping[str, Value], *, covered: bool) -> str:
    """The digest of the answers in a form by field id; of one with a cover (``covered``) without what that fills in."""
    said = "\x1f".join(
        f"{field.id}={_folded(value)}"
        for field in (*catalogue.fields, *catalogue.roster_rows)
        if (value := answers.get(field.id)) is not None and not (covered and field.id in COVERED)
    )
    return BY_COVER * covered + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def _folded(value: Value) -> str:
    """A value as every program keeps it: a whole number may come back with a decimal point."""
    return f"{value:.12g}" if isinstance(value, int | float) and not isinstance(value, bool) else repr(value)


def is_untouched(catalogue: Catalogue, given: str, answers: Mapping[str, Value]) -> bool:
    """Whether a form has the answers that it went out with; ``given`` is the digest in its seal, "" for none."""
    return bool(given) and given_digest(catalogue, answers, covered=given.startswith(BY_COVER)) == given
