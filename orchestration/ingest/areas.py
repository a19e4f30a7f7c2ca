"""Administrative units by name, inside their parent and on a date. Reads seeds/areas, no forms."""

import csv
import datetime
import functools
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from orchestration.home import PROJECT_DIR
from orchestration.ingest.text import clean, fold, name_key

Level = Literal["ministry", "province", "district", "commune"]
FOREVER = datetime.date.max

# Type words and their abbreviations as they stand before a name.
_TYPES: dict[Level, tuple[str, ...]] = {
    "ministry": (),
    "province": ("tỉnh", "thành phố", "tp", "t p", "t"),
    "district": ("huyện", "quận", "thị xã", "thành phố", "h", "q", "tx", "t x", "tp", "t p"),
    "commune": ("thị trấn", "đặc khu", "phường", "xã", "tt", "t t", "đk", "p", "x"),
}


@dataclass(frozen=True)
class Area:
    """One version of an administrative unit. `valid_to` is exclusive."""

    level: Level
    code: str
    name: str
    unit_type: str
    district_code: str | None
    province_code: str
    valid_from: datetime.date
    valid_to: datetime.date

    def is_in_force(self, on: datetime.date) -> bool:
        return self.valid_from <= on < self.valid_to


class AreaRegister:
    """Every unit since 2021, looked up by code or by name inside a province or district."""

    def __init__(self, folder: Path) -> None:
        self._by_code: dict[tuple[Level, str], list[Area]] = defaultdict(list)
        self._by_name: dict[tuple[Level, str, str], list[Area]] = defaultdict(list)
        self._by_bare: dict[tuple[Level, str, str], list[Area]] = defaultdict(list)
        files: dict[Level, str] = {
            "ministry": "ministries",
            "province": "provinces",
            "district": "districts",
            "commune": "communes",
        }
        for level, name in files.items():
            for row in _rows(folder / f"{name}.csv"):
                self._add(level, row)
        for row in _rows(folder / "area_name_aliases.csv"):
            for area in self._by_code[row["area_level"], row["area_code"]]:
                if _date(row["valid_from"]) < area.valid_to and area.valid_from < _date(
                    row["valid_to"]
                ):
                    self._index(area, row["alias"])

    def _add(self, level: Level, row: dict[str, str]) -> None:
        area = Area(
            level=level,
            code=row["area_code"],
            name=row["area_name"],
            unit_type=row.get("unit_type", ""),
            district_code=row.get("district_code") or None,
            province_code=row.get("province_code") or row["area_code"],
            valid_from=_date(row["valid_from"]),
            valid_to=_date(row["valid_to"]),
        )
        self._by_code[level, area.code].append(area)
        self._index(area, area.name)

    def _index(self, area: Area, name: str) -> None:
        bare = _without_type(area.level, name)
        parent = area.province_code if area.level != "province" else ""
        for index, key in ((self._by_name, name_key(bare)), (self._by_bare, fold(bare))):
            areas = index[area.level, parent, key]
            if area not in areas:
                areas.append(area)

    def by_code(self, level: Level, code: str, on: datetime.date) -> Area | None:
        """The unit of that code in force on that day."""
        return next((a for a in self._by_code[level, code] if a.is_in_force(on)), None)

    def by_name(
        self, level: Level, name: str, on: datetime.date, province: str = "", district: str = ""
    ) -> Area | None:
        """The one unit of that name in force on that day, None where there is none or several.

        Names differ in case, spacing, type words and the place of tone marks; marks themselves
        are only disregarded where that still leaves one unit. A printed type word decides
        between namesakes (Thị trấn Bắc Sơn, Xã Bắc Sơn) and is disregarded where it fits none.
        """
        bare = _without_type(level, name)
        printed_type = _printed_type(name, bare)
        for index, key in ((self._by_name, name_key(bare)), (self._by_bare, fold(bare))):
            found = [
                area
                for area in index.get((level, province, key), ())
                if area.is_in_force(on) and district in ("", area.district_code)
            ]
            same_type = [a for a in found if printed_type == fold(a.unit_type)]
            for candidates in (same_type, found):
                if len(candidates) == 1:
                    return candidates[0]
        return None

    def is_name_of(self, name: str, area: Area) -> bool:
        """Whether the unit is, or was otherwise, called so."""
        bare = _without_type(area.level, name)
        place = (area.level, area.province_code)
        return area in self._by_name.get((*place, name_key(bare)), ()) or area in (
            self._by_bare.get((*place, fold(bare)), ())
        )

    def ends(
        self, province: str, after: datetime.date, until: datetime.date
    ) -> list[datetime.date]:
        """The last days of validity of the province's units within [after, until), latest first."""
        day = datetime.timedelta(days=1)
        return sorted(
            {
                area.valid_to - day
                for areas in self._by_code.values()
                for area in areas
                if area.province_code == province and after < area.valid_to <= until
            },
            reverse=True,
        )


def _without_type(level: Level, name: str) -> str:
    """The name without its leading type word; a number alone (`Phường 1`) is a name."""
    text = re.sub(r"\.", " ", clean(name))
    words = text.split()
    for length in (2, 1):
        head = " ".join(words[:length]).lower()
        rest = " ".join(words[length:])
        if rest and any(name_key(head) == name_key(word) for word in _TYPES[level]):
            return rest
    return text


_ABBREVIATED = {
    "tp": "thanh pho",
    "t p": "thanh pho",
    "tt": "thi tran",
    "t t": "thi tran",
    "tx": "thi xa",
    "t x": "thi xa",
    "h": "huyen",
    "q": "quan",
    "p": "phuong",
    "x": "xa",
    "t": "tinh",
    "dk": "dac khu",
}


def _printed_type(name: str, bare: str) -> str:
    head = fold(re.sub(r"\.", " ", clean(name)))[: -len(fold(bare)) or None].strip()
    return _ABBREVIATED.get(head, head)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text) if text else FOREVER


@functools.cache
def area_register() -> AreaRegister:
    """The register of this installation's seeds, read once per process."""
    return AreaRegister(PROJECT_DIR / "seeds" / "areas")
