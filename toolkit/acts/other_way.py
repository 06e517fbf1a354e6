"""What went out the other way before (一册 or 每项), taken away when forms go out again.

Knows: where forms lie, that what somebody has changed stays. Must not know: how a form is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from toolkit.base.guarded import Trouble, UnreadableError
from toolkit.folder import Folder
from toolkit.intake.spool import digest
from toolkit.plan.model import Item, Period, Unit
from toolkit.plan.options import Binding


def clear_other_way(
    folder: Folder,
    period: Period,
    forms: Sequence[tuple[Item, Unit]],
    went_out: Collection[str],
    way: Binding,
    *,
    whole: bool,
) -> None:
    """Take away what went out the other way before, so that a unit finds its forms once; what was changed stays.

    Raises `UnreadableError` or `OSError` where a program holds one open.
    """
    if way is Binding.BOOK:
        old = [folder.form_path(period, item, unit) for item, unit in forms]
    else:
        old = [folder.book_path(period, unit) for _, unit in forms] if whole else []
    for path in dict.fromkeys(old):
        try:
            unchanged = digest(folder.read(path, "填报表")) in went_out
        except UnreadableError as error:
            if error.trouble is Trouble.DENIED:  # a program holds it: nobody knows what it is
                raise
            continue
        if unchanged:
            path.unlink()
