"""Every workbook that the toolkit makes while tests run is looked at for what Excel would not take.

It is looked at where it is made, not where it is written: what units send is no concern of Excel's limits here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from pathlib import Path
from types import FunctionType
from typing import Any

import xlsxwriter

import toolkit.form.sheet_xml
import toolkit.form.writer
import toolkit.planbook.writing
import toolkit.reply.correction
from tests.limits import violations


@contextmanager
def looked_at() -> Iterator[list[str]]:
    """While it is entered, what is beyond a limit in any workbook that is made comes into the list that it gives."""
    found: list[str] = []
    seen: set[tuple[str, int, int]] = set()

    def look(data: bytes) -> None:
        found.extend(violations(data, seen))

    def in_bytes(make: Callable[..., bytes]) -> Callable[..., bytes]:
        @wraps(make)
        def made(*of: Any, **named: Any) -> bytes:
            look(data := make(*of, **named))
            return data

        return made

    @wraps(xlsxwriter.Workbook.close)
    def close(book: xlsxwriter.Workbook) -> None:
        closed(book)
        look(book.filename.getvalue() if isinstance(book.filename, BytesIO) else Path(book.filename).read_bytes())

    @wraps(toolkit.planbook.writing.save)
    def save(workbook: Any, path: Path) -> None:
        saved(workbook, path)
        look(path.read_bytes())

    closed, saved = xlsxwriter.Workbook.close, toolkit.planbook.writing.save
    makers: tuple[Callable[..., bytes], ...] = (toolkit.form.writer.form_bytes, toolkit.form.sheet_xml.packed)
    functions: dict[Callable[..., object], Callable[..., object]] = {make: in_bytes(make) for make in makers}
    functions[saved] = save
    xlsxwriter.Workbook.close = close
    undo = [(xlsxwriter.Workbook, "close", closed)]
    for module in [module for name, module in sys.modules.items() if name.split(".")[0] in ("toolkit", "tests")]:
        for name, value in list(vars(module).items()):
            # By type: what stands in for a request of Flask's cannot even be asked whether it is callable.
            if type(value) is FunctionType and value in functions:
                undo.append((module, name, value))
                setattr(module, name, functions[value])
    try:
        yield found
    finally:
        for owner, name, value in undo:
            setattr(owner, name, value)
