"""What the pictures on a form come to for its answers: a 佐证 cell lists those over it or in it.

Knows: answers, pictures. Must not know: files, where papers are kept. What a unit wrote stays; what it showed is added
by the name of the paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.catalogue import Catalogue
from toolkit.form.pasted import Pasted
from toolkit.kinds.errors import is_picture, picture_kept
from toolkit.kinds.values import Normalised, ReadCell

_BETWEEN = "；"


def with_pictures(
    cells: Mapping[str, ReadCell], pictures: Sequence[Pasted], catalogue: Catalogue
) -> dict[str, ReadCell]:
    """The answers, with the pictures of each 佐证 cell listed in it; of any other cell it is said that one is kept."""
    found = dict(cells)
    titles: dict[str, list[str]] = {}
    for one in pictures:
        if one.field_id and one.shows:
            titles.setdefault(one.field_id, []).append(one.title)
    for name, of in titles.items():
        cell = found[name]
        problem, said = cell.normalised.problem, cell.normalised.value
        if problem is not None and not is_picture(problem):
            continue  # struck out, an error: nobody knows what else it lists
        listed = _listed(str(said) if said else "", of, catalogue.field[name].max_length)
        found[name] = replace(cell, normalised=Normalised(listed, cell.normalised.repair))
    kept = {(one.sheet, one.cell) for one in pictures if one.inside and one.shows}
    for name, cell in found.items():
        problem = cell.normalised.problem
        if problem is not None and is_picture(problem) and (cell.sheet, cell.cell) in kept:
            found[name] = replace(cell, normalised=Normalised(None, problem=picture_kept(problem)))
    return found


def _listed(said: str, titles: Sequence[str], most: int) -> str:
    """What a cell says and the papers beside it, as many as it takes."""
    for title in dict.fromkeys(titles):
        more = f"{said}{_BETWEEN}{title}" if said else title
        if title not in said and len(more) <= most:
            said = more
    return said
