"""Administrative units by name, inside their parent and on a date. Reads seeds/areas, no forms."""

import csv
import datetime
import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from orchestration.home import PROJECT_DIR
from orchestration.ingest.text import clean, fold, name_key, spelling_key

Level = Literal["ministry", "province", "district", "commune"]
FOREVER = datetime.date.max
# Level, province (none for provinces), name as compared.
_Place = tuple[Level, str, str]

# Type words as they stand before a name (dots read as spaces), and what they are short for.
_TYPES: dict[Level, dict[str, str]] = {
    "ministry": {},
    "province": {"tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "t p": "thành phố"}
    | {"t": "tỉnh"},
    "district": {"huyện": "huyện", "quận": "quận", "thị xã": "thị xã", "thành phố": "thành phố"}
    | {"h": "huyện", "q": "quận", "tx": "thị xã", "t x": "thị xã"}
    | {"tp": "thành phố", "t p": "thành phố"},
    "commune": {"thị trấn": "thị trấn", "đặc khu": "đặc khu", "phường": "phường", "xã": "xã"}
    | {"tt": "thị trấn", "t t": "thị trấn", "ttr": "thị trấn", "t tr": "thị trấn"}
    | {"đk": "đặc khu", "đ k": "đặc khu", "p": "phường", "x": "xã"},
}
_GLUED_TYPES = ("TTr", "TP", "TX", "TT", "H", "Q", "P", "X")
_NUMBERING = re.compile(
    r"^(?:[-+*•–—]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[a-zđ])\s*[.):/-]"
    r"|\d{1,3}(?:\.\d{1,3})*(?=\s))\s*(?=\D)"
)
_FOOTNOTE = re.compile(r"(?:\s*[*†‡⁰¹²³⁴-⁹]|\s*[(\[]\s*(?:\d{1,2}|\*+)\s*[)\]]|\s*[.,;:–-])+$")
_BRACKETED_NUMBER = re.compile(r"\s*[(\[]\s*\d{1,2}\s*[)\]]")
_NOTE = re.compile(r"\s*\(([^()]*)\)$")
_IN_DISTRICT = re.compile(
    r"(?:\s*[,;–(-]\s*)((?:huyện|quận|thị xã|thành phố|h|q|tx|tp)\b\.?\s*[^(),;]+?)\s*\)?$",
    re.IGNORECASE,
)
# Notes that may say that another unit, or only a part of this one, is meant.
_CHANGING_NOTE = re.compile(
    r"\b(?:cu|moi|nay|truoc|sap|nhap|tach|phan|con lai|gom|va|chia|doi|lap|thuoc|cac)\b"
)


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
        # One index per way to compare names, the strictest first.
        self._indexes: dict[Callable[[str], str], dict[_Place, list[Area]]] = {
            key: defaultdict(list) for key in (name_key, spelling_key, fold)
        }
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
        _, bare = _forms(area.level, name)[0]
        parent = area.province_code if area.level != "province" else ""
        for key, index in self._indexes.items():
            areas = index[area.level, parent, key(bare)]
            if area not in areas:
                areas.append(area)

    def by_code(self, level: Level, code: str, on: datetime.date) -> Area | None:
        """The unit of that code in force on that day."""
        return next((a for a in self._by_code[level, code] if a.is_in_force(on)), None)

    def by_name(
        self, level: Level, name: str, on: datetime.date, province: str = "", district: str = ""
    ) -> Area | None:
        """The one unit of that name in force on that day, None where there is none or several.

        Names differ in case, spacing, type words and the place of tone marks, then in final i and
        y; the marks themselves are disregarded only where no unit bears the name with its marks
        (`is_spelt` tells). A printed type word decides between namesakes (Thị trấn Bắc Sơn, Xã
        Bắc Sơn) and is disregarded where it fits none. Numbering, footnote marks and notes around
        the name are left out where the whole text is no name.
        """
        texts = _texts(level, name)
        if not texts:
            return None  # nothing but punctuation
        printed, *cleared = texts
        candidates = self._candidates(level, printed, province, on, district)
        if candidates and _BRACKETED_NUMBER.search(printed):  # `Vị Thanh (1)`: Vị Thanh 1 or a note
            noted = self.by_name(level, _BRACKETED_NUMBER.sub("", printed), on, province, district)
            return None if noted and noted != _the_one(candidates) else _the_one(candidates)
        if candidates:
            return _the_one(candidates)
        for text in cleared or [printed]:
            if level == "commune" and (match := _IN_DISTRICT.search(text)):
                stated = self.by_name("district", match.group(1), on, province)
                if stated is None or district not in ("", stated.code):
                    return None
                text, district = text[: match.start()], stated.code
            if note := _NOTE.search(text):
                if self._changes_meaning(level, note.group(1), province):
                    return None
                text = text[: note.start()]
            if candidates := self._candidates(level, text, province, on, district):
                return _the_one(candidates)
        if level == "district":
            return self._by_initials(name, on, province)
        return None

    def _candidates(
        self, level: Level, text: str, province: str, on: datetime.date, district: str
    ) -> list[tuple[str, Area]]:
        """(printed type, unit) by the strictest comparison that finds any.

        A text without any mark may have lost them: it is compared without marks at once.
        """
        keys = [fold] if text.isascii() else list(self._indexes)
        for key in keys:
            index = self._indexes[key]
            for printed_type, bare in _forms(level, text):
                found = [
                    (printed_type, area)
                    for area in index.get((level, province, key(bare)), ())
                    if area.is_in_force(on) and district in ("", area.district_code)
                ]
                if found:
                    return found
        return []

    def _changes_meaning(self, level: Level, note: str, province: str) -> bool:
        return bool(_CHANGING_NOTE.search(fold(note))) or any(
            (level, province, fold(bare)) in self._indexes[fold] for _, bare in _forms(level, note)
        )

    def _by_initials(self, name: str, on: datetime.date, province: str) -> Area | None:
        """`TPLS`: the only city of the province whose name begins with these letters."""
        match = re.fullmatch(r"(TP|TX|H|Q)[.\s]*([A-ZĐ]{2,5})", clean(name))
        if not match:
            return None
        unit_type = _TYPES["district"][match.group(1).lower()]
        found = {
            area
            for (level, parent, _), areas in self._indexes[name_key].items()
            if (level, parent) == ("district", province)
            for area in areas
            if area.is_in_force(on)
            and area.unit_type == unit_type
            and _initials(_forms(level, area.name)[0][1]) == match.group(2)
        }
        return found.pop() if len(found) == 1 else None

    def is_name_of(self, name: str, area: Area) -> bool:
        """Whether the unit is, or was otherwise, called so; marks are disregarded."""
        return self._is_called(name, area, tuple(self._indexes))

    def is_spelt(self, name: str, area: Area) -> bool:
        """Whether the unit is called so with these marks, and the printed type is its own."""
        return self._is_called(name, area, (name_key, spelling_key)) and all(
            printed_type in ("", area.unit_type)
            for text in _texts(area.level, name)
            for printed_type, _ in _forms(area.level, text)
        )

    def _is_called(self, name: str, area: Area, keys: Iterable[Callable[[str], str]]) -> bool:
        parent = area.province_code if area.level != "province" else ""
        return any(
            area in self._indexes[key].get((area.level, parent, key(bare)), ())
            for key in keys
            for text in _texts(area.level, name)
            for _, bare in _forms(area.level, _NOTE.sub("", _IN_DISTRICT.sub("", text)))
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


def _the_one(candidates: list[tuple[str, Area]]) -> Area | None:
    same_type = [area for printed_type, area in candidates if printed_type == area.unit_type]
    for areas in (same_type, [area for _, area in candidates]):
        if len(areas) == 1:
            return areas[0]
    return None


def _texts(level: Level, name: str) -> list[str]:
    """The printed text, then the text without numbering and footnote marks, types set apart."""
    text = clean(name)
    texts = [text, _FOOTNOTE.sub("", _NUMBERING.sub("", text))]
    for glued in _GLUED_TYPES:
        rest = texts[-1].removeprefix(glued)
        is_name = rest[:1].isdigit() or (rest[:1].isupper() and rest[1:2].islower())
        if rest != texts[-1] and glued.lower() in _TYPES[level] and is_name:
            texts.append(f"{glued} {rest}")
            break
    return [text for text in dict.fromkeys(texts) if text]


@functools.lru_cache(maxsize=65536)
def _forms(level: Level, text: str) -> tuple[tuple[str, str], ...]:
    """(type, name) as the text may be split: its leading type word taken off, then as it stands.

    A number alone (`Phường 1`) is a name. A type word without marks is one only if typed so.
    """
    words = clean(text).replace(".", " ").split()
    whole = _expanded(" ".join(words))
    for length in (2, 1):
        head, rest = " ".join(words[:length]), " ".join(words[length:])
        for word, unit_type in _TYPES[level].items():
            is_word = name_key(head) == name_key(word) or (
                head.isascii() and fold(head) == fold(word)
            )
            if rest and is_word:
                return (unit_type, _expanded(rest)), ("", whole)
    return (("", whole),)


def _expanded(name: str) -> str:
    return re.sub(r"^N ?T (?=\w)", "Nông trường ", name, flags=re.IGNORECASE)


def _initials(name: str) -> str:
    bare = re.sub(r"[^\w\s]", "", name.upper()).split()
    return "".join("Đ" if word[0] == "Đ" else fold(word[0]).upper() for word in bare)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text) if text else FOREVER


@functools.cache
def area_register() -> AreaRegister:
    """The register of this installation's seeds, read once per process."""
    return AreaRegister(PROJECT_DIR / "seeds" / "areas")
