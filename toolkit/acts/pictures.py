"""The pictures on forms, kept as papers: out of the workbook into the archive, byte for byte.

Knows: the archive, which form a picture is on. Must not know: how pictures are found, what they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toolkit.acts.arriving import Known
from toolkit.acts.entries import Read
from toolkit.folder import Folder
from toolkit.form.pasted import Pasted
from toolkit.intake import spool
from toolkit.ledger import Evidence
from toolkit.workbooks.pictures import bytes_of


def kept_pictures(folder: Folder, read: Iterable[Read], known: Known) -> Iterator[Evidence]:
    """Keep the pictures on some forms, one form after the other; gives what the ledger is to know of each."""
    for one in read:
        form, come = one.identity, one.candidate
        of = Evidence(
            "", form.item_id, form.unit_id, form.period_id, "", "", come.received_on, known.as_of, known.run_id,
            come.letter_id,
        )  # fmt: skip
        yield from kept(folder, come.member.data, one.pictures, of)


def kept(folder: Folder, workbook: bytes, pictures: Iterable[Pasted], of: Evidence) -> list[Evidence]:
    """Keep the pictures on one form of a workbook; the same picture twice is one paper.

    ``of`` says whose they are and when they came. Raises `OSError`.
    """
    found: dict[str, Evidence] = {}
    for one in pictures:
        if one.shows is None or one.shows.sha256 in found or (data := bytes_of(workbook, one.shows)) is None:
            continue
        sha256, where = one.shows.sha256, f"的 {one.cell} 格" if one.cell else "上"
        spool.archive(folder.archive, data, sha256, spool.suffix_of(one.name))
        found[sha256] = replace(of, sha256=sha256, name=one.name, how=f"贴在填报表{where}")
    return list(found.values())
