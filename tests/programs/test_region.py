"""LibreOffice recalculates the region's master to what it says, and prints 总览 on one page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.programs.real import printed, recalculate
from tests.programs.test_master import differing, formulas, values
from tests.region.test_counts import book
from tests.standing.snapshots import at_random, snapshot_of
from toolkit.plan.model import Plan

pytestmark = pytest.mark.programs


@pytest.fixture(scope="module")
def master(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    days = date(2021, 1, 20), date(2021, 2, 2)
    other = replace(plan, units=plan.units[:5])
    other = replace(
        other,
        items=tuple(replace(i, unit_ids=tuple(u for u in i.unit_ids if u in other.unit)) for i in other.items),
    )
    given = [(f"第{n}地区", snapshot_of(of, at_random(of, n, *days))) for n, of in enumerate((plan, other, plan))]
    path = tmp_path_factory.mktemp("region") / "全区.xlsx"
    path.write_bytes(book(given)[0])
    return path


def test_every_formula(master: Path, tmp_path: Path, soffice: str) -> None:
    places = formulas(master)
    bare = tmp_path / "bare.xlsx"
    load_workbook(master).save(bare)  # without cached values
    (saved,) = recalculate([bare], tmp_path / "out", soffice)
    assert len(places) > 40 and differing(values(saved, places), values(master, places)) == {}


def test_one_page_to_read(master: Path, tmp_path: Path, soffice: str) -> None:
    first, second, *_ = printed(master, tmp_path, soffice)
    for word in ("整改情况汇总", "今天要办", "超时限", "第2地区", "合计", "今天找谁", "总览"):
        assert word in first
    assert "各事项在各上报单位完成到几家" in second
