"""What the lines of a table are about: administrative units, or programmes and projects.

A line is found by its name and code, inside what stands above it. No cells here, no places.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from orchestration.ingest import outline
from orchestration.ingest.areas import Area, AreaRegister, area_register
from orchestration.ingest.cells import Landed
from orchestration.ingest.programmes import programme_register

# A unit that was merged away is still named in reports for up to a year.
RECENT = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Word:
    """What is said of a line's name."""

    rule_code: str
    severity: Literal["error", "warning"]
    message_vi: str
    area_code: str | None = None
    value_expected: str | None = None


@dataclass(frozen=True)
class Resolved:
    """A line with the landed values that say what it is about; None where nothing is found."""

    line: outline.Line
    values: dict[str, Landed] | None
    words: tuple[Word, ...] = ()


def find_areas(
    province: str, scope: Area | None, lines: list[outline.Line], as_of: datetime.date
) -> Iterator[Resolved]:
    """The administrative unit of each line of a province's list."""
    finder = _AreaFinder(province, scope, lines, as_of)
    told: set[Area] = set()
    for line in lines:
        if line.kind == "total":
            where = {
                "area_level": scope.level if scope else None,
                "area_code": scope.code if scope else None,
                "area_as_of": finder.listing_date,
            }
            yield Resolved(line, where)
            continue
        area, on = finder.find(line) if line.name else (None, as_of)
        if area is None:
            yield Resolved(line, None, (_unknown_area(line, finder, as_of),))
            continue
        words = []
        if area not in told and not _is_still_there(area, as_of):
            told.add(area)
            last_day = area.valid_to - datetime.timedelta(days=1)
            words.append(
                Word(
                    "area_no_longer_valid",
                    "warning",
                    f"{area.name} chỉ có hiệu lực đến hết ngày {last_day:%d/%m/%Y}; số liệu được "
                    "ghi cho đơn vị cũ, hãy báo cáo theo đơn vị hành chính mới.",
                    area_code=area.code,
                )
            )
        if not area_register().is_spelt(line.name, area):
            words.append(
                Word(
                    "area_name_differs",
                    "warning",
                    f"“{line.name}” không đúng tên trong danh mục; số liệu được ghi cho "
                    f"{area.name} (mã {area.code}), hãy kiểm tra và ghi đúng tên.",
                    area_code=area.code,
                    value_expected=area.name,
                )
            )
        where = {"area_level": area.level, "area_code": area.code, "area_as_of": on}
        yield Resolved(line, where, tuple(words))


def _unknown_area(line: outline.Line, finder: "_AreaFinder", as_of: datetime.date) -> Word:
    code = f" (mã {line.code})" if line.code else ""
    district = finder.districts.get(line.row)
    where = f" của {district.name}" if district and line.kind != "group" else ""
    return Word(
        "area_unknown",
        "error",
        f"Không tìm thấy đơn vị hành chính “{line.name}”{code}{where} vào ngày {as_of:%d/%m/%Y}; "
        "hãy ghi đúng mã và tên trong danh mục hành chính.",
    )


def _is_still_there(area: Area, on: datetime.date) -> bool:
    """Whether code and name are still in force, be it with other borders."""
    today = area_register().by_code(area.level, area.code, on)
    return today is not None and today.name == area.name


def find_programmes(lines: list[outline.Line]) -> Iterator[Resolved]:
    """The programme, project or sub-project of each line."""
    register = programme_register()
    programme: str | None = None
    project: str | None = None
    number = 0
    for line in lines:
        if line.kind == "total":
            yield Resolved(line, {"programme_code": None, "project_code": None})
            continue
        code: str | None = None
        if line.depth <= outline.ROMAN:
            programme, project, number = register.programme(line.outline, line.name), None, 0
            known = programme is not None
        else:
            if line.depth == outline.NUMBER:
                if int(line.outline.rstrip(".)")) <= number:
                    programme = None  # numbered anew: the next programme's line is not there
                number, project = int(line.outline.rstrip(".)")), None
            elif not _is_below(line.outline, str(number)):
                project = None
            parent = project if line.depth > outline.NUMBER else None
            is_orphan = line.depth > outline.NUMBER and parent is None
            if programme and not is_orphan:
                code = register.project(programme, parent, line.code, line.outline, line.name)
            known = code is not None
            if line.kind == "of_which" and not known:
                code, known = project, programme is not None
            elif line.depth == outline.NUMBER:
                project = code
        if known:
            yield Resolved(line, {"programme_code": programme, "project_code": code})
        else:
            word = Word(
                "project_unknown",
                "error",
                f"Không xác định được chương trình, dự án của dòng “{line.name}”; hãy ghi mã dự án "
                "(vd. 03.02) hoặc tên đúng theo quyết định phê duyệt.",
            )
            yield Resolved(line, None, (word,))


def _is_below(outline: str, group: str) -> bool:
    """Whether `16.2` may stand below `16`; where the two are not numbered so, nothing says no."""
    if "." not in outline.rstrip(".") or not group.rstrip(".").isdigit():
        return True
    return outline.split(".")[0] == group.rstrip(".")


class _AreaFinder:
    """Finds the units of a list, all on one day where that is possible.

    A report of 2024 may still list the units of before a merger in December. Namesakes make it
    wrong to look up one by one: the day is sought on which the whole list makes sense.
    """

    def __init__(
        self,
        province: str,
        scope: Area | None,
        lines: list[outline.Line],
        as_of: datetime.date,
    ) -> None:
        self.register: AreaRegister = area_register()
        self.province, self.lines, self.as_of = province, lines, as_of
        self.scope_district = scope.code if scope and scope.level == "district" else None
        self.districts: dict[int, Area] = {}
        self.earlier = self.register.ends(self.province, as_of - RECENT, as_of)
        self.listing_date = self._listing_date()
        self._place_in_districts(self.listing_date)

    def _listing_date(self) -> datetime.date:
        best, best_found = self.as_of, -1
        for day in (self.as_of, *self.earlier):
            self._place_in_districts(day)
            found = sum(self._on(line, day) is not None for line in self.lines)
            if found > best_found:
                best, best_found = day, found
            if found == len([line for line in self.lines if line.kind != "total"]):
                break
        return best

    def _place_in_districts(self, day: datetime.date) -> None:
        """Remember for every line the district whose subtotal stands above it."""
        self.districts.clear()
        district = (
            self.register.by_code("district", self.scope_district, day)
            if self.scope_district
            else None
        )
        number = None
        for line in self.lines:
            if line.kind == "group":
                district = self.register.by_name("district", line.name, day, self.province)
                number = line.outline
            elif number and not _is_below(line.outline, number):
                district = None  # the subtotal that this line belongs to is not there
            if district:
                self.districts[line.row] = district

    def _on(self, line: outline.Line, day: datetime.date) -> Area | None:
        if line.kind == "total":
            return None
        if line.kind == "group":
            return self.register.by_name("district", line.name, day, self.province)
        district = self.districts.get(line.row)
        if line.code:
            # Codes outlive names: one that is in force under another name is another unit.
            area = self.register.by_code("commune", line.code.zfill(5), day)
            is_meant = area and area.province_code == self.province
            return area if is_meant and self.register.is_name_of(line.name, area) else None
        area = self.register.by_name(
            "commune", line.name, day, self.province, district.code if district else ""
        )
        # Five island districts have no communes: they are reported as themselves.
        return area or self.register.by_name("district", line.name, day, self.province)

    def find(self, line: outline.Line) -> tuple[Area | None, datetime.date]:
        """The unit of a line and a day on which it was in force."""
        for day in (self.listing_date, *self.earlier):
            if area := self._on(line, day):
                return area, day
        return None, self.listing_date
