"""The made-up content of form 5: what every commune is and has on the day of the list.

Values only; printing them is the business of `forms`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from orchestration.simulation import poverty
from orchestration.simulation.poverty import Phase
from orchestration.simulation.shares import dice, distribute
from orchestration.simulation.world import TWO_TIERS_FROM, Area, World

FORM = "province__commune_status"
Zone = Literal["I", "II", "III", "none"]
NtmLevel = Literal["none", "ntm", "ntm_advanced", "ntm_model"]

ZONES = {"20": {"III": 88, "II": 8, "I": 99}, "11": {"III": 94, "II": 5, "I": 27}}
"""Communes by area, QĐ 861/QĐ-TTg. Published: Điện Biên's three and Lạng Sơn's III."""
VILLAGES_DBKK = {
    "20": {"III": 536, "II": 24, "I": 84},
    "11": {"III": 897, "II": 20, "I": 37},
}
"""Extremely difficult villages by area, QĐ 612/QĐ-UBDT. Published: Lạng Sơn's sum, 644."""

VILLAGES_PER_XA = {"III": 6.0, "II": 2.5, "I": 0.6}
"""Where a province's number is not known."""

NTM_LEVELS = {
    "20": {2022: (83, 15, 4), 2023: (93, 20, 6), 2024: (104, 26, 9), 2025: (38, 10, 3)},
    "11": {2022: (21, 2, 0), 2023: (24, 3, 0), 2024: (26, 4, 0), 2025: (12, 2, 0)},
}
"""Xã that reached the standard, of them advanced, of them model, at the end of a year. Near the
published 106/175, 28, 10 (Lạng Sơn, 06/2025) and 26/115, 5 (Điện Biên, 03/2025)."""

STEERING_SHARES = {2022: 0.93, 2023: 0.98, 2024: 1.0}
"""Xã with a steering body at the end of a year; all where that is published."""
LATER_STEERING_SHARE = 0.95
"""The merged xã of July 2025 had to set theirs up anew."""
FULL_CRITERIA = 19


@dataclass(frozen=True)
class Status:
    """One commune's line. None = the form has nothing to say there."""

    commune: Area
    zone: Zone
    villages: int
    villages_dbkk: int
    ntm_level: NtmLevel | None
    ntm_criteria_met: int | None
    has_steering_body: bool
    steering_decision_no: str | None
    steering_decision_date: date | None
    has_supervision_board: bool
    has_road_to_centre: bool
    villages_with_hard_road: int
    has_solid_clinic: bool
    has_solid_school: bool
    villages_with_hall: int
    households: int
    households_with_electricity: int
    households_with_clean_water: int
    households_with_broadcast: int


def listed_on(year: int, phase: Phase) -> date:
    """The day the list speaks of, and whose units it lists."""
    return date(year, 9, 30) if phase == "estimate" else date(year, 12, 31)


@lru_cache(maxsize=16)
def status(world: World, province: str, year: int, phase: Phase) -> list[Status]:
    on = listed_on(year, phase)
    review = poverty.review(world, province, year, phase, on)
    communes = [commune for commune, _ in review]
    needs = {
        commune.code: (counts["poor_households"] + counts["near_poor_households"])
        / max(1, counts["households"])
        for commune, counts in review
    }
    zones = _zones(world, province, communes, needs, on)
    dbkk = _villages_dbkk(world, province, communes, zones)
    ntm = _ntm(world, province, communes, needs, year, phase)
    with_body = _steering_bodies(world, province, communes, year)
    return [
        _line(
            world,
            commune,
            year,
            counts["households"],
            zones[commune.code],
            dbkk[commune.code],
            ntm.get(commune.code),
            commune.code in with_body,
        )
        for commune, counts in review
    ]


def _by_need(communes: Iterable[Area], needs: dict[str, float]) -> list[str]:
    """Codes, the neediest first. Wards come last: they are no area III."""
    return [
        commune.code
        for commune in sorted(
            communes, key=lambda area: (not area.is_xa, -needs[area.code], area.code)
        )
    ]


def _zones(
    world: World, province: str, communes: list[Area], needs: dict[str, float], on: date
) -> dict[str, Zone]:
    members = world.members(province, on)
    given = ZONES.get(members[0]) if len(members) == 1 else None
    if given is None:
        share = dice(world.seed, "zones", province).random() ** 2
        third = int(len(communes) * share * 0.5)
        given = {"III": third, "II": third // 8, "I": third // 2}
    if on >= TWO_TIERS_FROM and len(members) == 1 and province in ZONES:
        # The areas of 2021-2025 are carried to the merged units until the lists of 2026.
        old = len(world.communes_on(province, TWO_TIERS_FROM - timedelta(days=1)))
        given = {zone: count * len(communes) // old for zone, count in given.items()}
    order = _by_need(communes, needs)
    zones: dict[str, Zone] = dict.fromkeys(order, "none")
    start = 0
    for zone in ("III", "II", "I"):
        zones |= dict.fromkeys(order[start : start + given[zone]], zone)
        start += given[zone]
    return zones


def _villages_dbkk(
    world: World, province: str, communes: list[Area], zones: dict[str, Zone]
) -> dict[str, int]:
    """Extremely difficult villages of every xã; wards and towns have none here."""
    published = VILLAGES_DBKK.get(province)
    result = dict.fromkeys(zones, 0)
    for zone, mean in VILLAGES_PER_XA.items():
        codes = [area.code for area in communes if area.is_xa and zones[area.code] == zone]
        if not codes:
            continue
        total = published[zone] if published else int(mean * len(codes))
        weights = [dice(world.seed, "dbkk", code).uniform(0.4, 1.2) for code in codes]
        result |= dict(zip(codes, distribute(total, weights), strict=True))
    return result


def _ntm(
    world: World,
    province: str,
    communes: list[Area],
    needs: dict[str, float],
    year: int,
    phase: Phase,
) -> dict[str, tuple[NtmLevel, int]]:
    """Level and criteria of every xã: the least needy reach the standard first."""
    order = _by_need(communes, needs)[::-1]
    xa = {commune.code for commune in communes if commune.is_xa}
    order = [code for code in order if code in xa]
    counts = NTM_LEVELS.get(province, {}).get(year)
    if counts is None:
        share = dice(world.seed, "ntm", province).uniform(0.25, 0.9)
        reached = round(len(order) * min(1, share + 0.03 * (year - 2022)))
        counts = (reached, reached // 5, reached // 20)
    # In September a few of the year's communes are not recognised yet.
    reached, advanced, model = (max(0, count - (phase == "estimate") * 2) for count in counts)
    result: dict[str, tuple[NtmLevel, int]] = {}
    for place, code in enumerate(order):
        if place < reached:
            level = "ntm_model" if place < model else "ntm_advanced" if place < advanced else "ntm"
            result[code] = (level, FULL_CRITERIA)
        else:
            met = 18 - int(11 * (place - reached) / max(1, len(order) - reached))
            result[code] = ("none", met - int(dice(world.seed, "met", code).random() * 3))
    return result


def _steering_bodies(world: World, province: str, communes: list[Area], year: int) -> set[str]:
    xa = [commune.code for commune in communes if commune.is_xa]
    wanted = round(STEERING_SHARES.get(year, LATER_STEERING_SHARE) * len(xa))
    target = world.target(FORM, province, year, "communes_met", "steering_body", "xã")
    if target:
        # The published "181/181" is about every xã; in September too.
        wanted = min(len(xa), round(target.middle))
    order = sorted(xa, key=lambda code: dice(world.seed, "steering", code).random())
    return set(order[:wanted])


def _line(
    world: World,
    commune: Area,
    year: int,
    households: int,
    zone: Zone,
    villages_dbkk: int,
    ntm: tuple[NtmLevel, int] | None,
    has_body: bool,
) -> Status:
    chance = dice(world.seed, "status", commune.code)
    merged = 2.6 if commune.valid_from >= TWO_TIERS_FROM else 1
    villages = max(villages_dbkk, 3) + int(chance.uniform(0, 6) * merged)
    # Things get built: what is missing in one year may be there in the next, never the reverse.
    progress = 0.06 * (year - 2022) + (0.25 if zone in ("none", "I") else 0.0)

    def built(least: float) -> bool:
        return chance.random() < least + progress

    def part(whole: int, least: float) -> int:
        return int(whole * min(1.0, least + (1 - least) * chance.random() + progress / 3))

    first_day = date(2022, 4, 4) if merged == 1 else date(2025, 7, 14)
    decision_date = first_day + timedelta(days=int(chance.random() * 75))
    decision_no = f"{20 + int(chance.random() * 300)}/QĐ-UBND"
    return Status(
        commune=commune,
        zone=zone,
        villages=villages,
        villages_dbkk=villages_dbkk,
        ntm_level=ntm[0] if ntm else None,
        ntm_criteria_met=ntm[1] if ntm else None,
        has_steering_body=has_body,
        steering_decision_no=decision_no if has_body else None,
        steering_decision_date=decision_date if has_body else None,
        has_supervision_board=built(0.85),
        has_road_to_centre=built(0.93),
        villages_with_hard_road=part(villages, 0.5),
        has_solid_clinic=built(0.8),
        has_solid_school=built(0.75),
        villages_with_hall=part(villages, 0.4),
        households=households,
        households_with_electricity=part(households, 0.93),
        households_with_clean_water=part(households, 0.75),
        households_with_broadcast=part(households, 0.85),
    )
