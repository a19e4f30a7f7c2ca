"""What the sample submissions rest on: units, programmes and published totals, read from our lists.

No figure is made up here, and nothing is written.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.home import PROJECT_DIR

SEEDS = PROJECT_DIR / "seeds"
TARGETS = PROJECT_DIR / "tests" / "samples" / "targets.csv"

TWO_TIERS_FROM = date(2025, 7, 1)
"""No districts, and 34 provinces instead of 63, from this day on (NQ 203/2025/QH15)."""

BASE_DAY = date(2024, 1, 1)
"""Provinces are as large and have as many communes as on this day, before the mergers."""

FIRST_PROGRAMME_YEAR = 2022
"""The money of 2021-2025 begins in 2022, and with it forms 4, 5 and 7."""

PROGRAMMES = ("1719", "90", "263")
"""In the order of the Roman numerals of forms 4 and 7."""


@dataclass(frozen=True, slots=True)
class Area:
    """One unit during one validity (`valid_to` exclusive)."""

    code: str
    name: str
    is_urban: bool
    is_xa: bool
    """A xã: the new rural programme and the commune steering bodies are about these only."""
    district_code: str
    province_code: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Project:
    """One line of forms 4 and 7 below the programme."""

    programme_code: str
    project_code: str
    name: str
    has_parts: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure that the samples must reproduce: the value lies in [low, high]."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, eq=False)
class World:
    """Everything that the figures depend on, beside the arithmetic."""

    seed: int
    provinces: tuple[Area, ...]
    districts: dict[str, list[Area]]
    communes: dict[str, list[Area]]
    predecessors: dict[str, list[str]]
    successors: dict[str, list[tuple[date, str]]]
    """Commune -> when it went on as which commune (the primary one), in order."""
    programme_names: dict[str, str]
    projects: dict[str, list[Project]]
    targets: dict[tuple[str, ...], Target]

    def province(self, code: str, on: date) -> Area | None:
        return next((area for area in in_force(self.provinces, on) if area.code == code), None)

    def districts_on(self, province: str, on: date) -> list[Area]:
        return list(in_force(self.districts.get(province, []), on))

    def communes_on(self, province: str, on: date) -> list[Area]:
        return list(in_force(self.communes.get(province, []), on))

    def members(self, province: str, on: date) -> list[str]:
        """The provinces of before July 2025 that make up this one on that day."""
        return [province] if on < TWO_TIERS_FROM else self.predecessors[province]

    def successor(self, commune: str, before: date, on: date) -> str:
        """The commune that a commune of one day has become on a later day."""
        for day, successor in self.successors.get(commune, []):
            if before < day <= on:
                return self.successor(successor, day, on)
        return commune

    def target(
        self, form: str, area_code: str, year: int, measure: str, *rest: str
    ) -> Target | None:
        """rest: urban_rural; programme, source, kind, plan type; criterion, unit type."""
        return self.targets.get((form, area_code, str(year), measure, *rest))


def in_force(areas, on: date) -> Iterator[Area]:
    return (area for area in areas if area.valid_from <= on < area.valid_to)


def load_world(seed: int) -> World:
    districts, communes = defaultdict(list), defaultdict(list)
    for area in _areas("districts"):
        districts[area.province_code].append(area)
    for area in _areas("communes"):
        communes[area.province_code].append(area)
    predecessors = defaultdict(list)
    for row in _rows(SEEDS / "areas" / "province_successions.csv"):
        predecessors[row["successor_code"]].append(row["predecessor_code"])
    successors = defaultdict(list)
    for row in _rows(SEEDS / "areas" / "commune_successions.csv"):
        if row["is_primary"] == "true":
            change = (date.fromisoformat(row["effective_date"]), row["successor_code"])
            successors[row["predecessor_code"]].append(change)
    programme_names, projects = _programmes()
    return World(
        seed=seed,
        provinces=tuple(_areas("provinces")),
        districts=dict(districts),
        communes=dict(communes),
        predecessors=dict(predecessors),
        successors={code: sorted(changes) for code, changes in successors.items()},
        programme_names=programme_names,
        projects=projects,
        targets=_targets(),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _areas(kind: str) -> list[Area]:
    areas = [
        Area(
            code=row["area_code"],
            name=row["area_name"],
            is_urban=row.get("urban_rural") == "urban",
            is_xa=row["unit_type"].lower() == "xã",
            district_code=row.get("district_code") or "",
            province_code=row.get("province_code") or row["area_code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
        )
        for row in _rows(SEEDS / "areas" / f"{kind}.csv")
    ]
    return sorted(areas, key=lambda area: (area.district_code, area.code, area.valid_from))


def _programmes() -> tuple[dict[str, str], dict[str, list[Project]]]:
    rows = sorted(_rows(SEEDS / "programmes.csv"), key=lambda row: row["project_code"])
    parents = {
        (row["programme_code"], row["project_code"][:2])
        for row in rows
        if row["project_level"] == "sub_project"
    }
    names, projects = {}, defaultdict(list)
    for row in rows:
        programme, project = row["programme_code"], row["project_code"]
        if not project:
            names[programme] = row["name_vi"]
        else:
            has_parts = (programme, project) in parents
            projects[programme].append(Project(programme, project, row["name_vi"], has_parts))
    return names, dict(projects)


def _targets() -> dict[tuple[str, ...], Target]:
    """Keyed by form, area, period, measure and what else the form tells apart."""
    targets: dict[tuple[str, ...], Target] = {}
    for row in _rows(TARGETS):
        value, tolerance = float(row["value"]), float(row["tolerance"])
        low, high = {
            "equal": (value - tolerance, value + tolerance),
            "minimum": (value, float("inf")),
            "maximum": (float("-inf"), value),
        }[row["comparator"]]
        rest = [
            row[name]
            for name in (
                "urban_rural",
                "programme_code",
                "capital_source",
                "capital_kind",
                "plan_type",
                "criterion",
                "unit_type",
            )
            if row[name]
        ]
        key = (row["form"], row["area_code"], row["period"], row["measure"], *rest)
        known = targets.get(key)
        if known:
            low, high = max(low, known.low), min(high, known.high)
        targets[key] = Target(low, high)
    return targets
