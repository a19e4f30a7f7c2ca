"""The made-up figures of form 1: poor and near-poor households of every commune, year by year.

Counts only; printing them is the business of `forms`.
"""

import math
from datetime import date
from functools import lru_cache
from typing import Literal

from orchestration.simulation.shares import dice, distribute
from orchestration.simulation.world import BASE_DAY, TWO_TIERS_FROM, Area, World

FORM = "province__poverty_review"
Phase = Literal["estimate", "update"]
Counts = dict[str, int]

LATE_LISTS = {("20", 2024): date(2024, 11, 30)}
"""Lạng Sơn's review of 2024 still lists the 200 units of before the mergers of 2024-12-01."""

START_RATES = {"20": (0.122, 0.1206), "11": (0.349, 0.1480)}
"""Poor and near-poor at the end of 2021 under the line of 2022-2025, as the provinces said it
(Điện Biên's near-poor is ours)."""
START_YEAR = 2021
YEARLY_DECLINE = 0.82
"""Where no later figure is known, the rate of a year is this share of the year before."""

MINORITY_SHARES = {"20": 0.84, "11": 0.83}
"""Share of the population in the census of 2019."""

HOUSEHOLDS_OF_A_COMMUNE = 2600
"""The country's mean before the mergers of 2025."""
YEARLY_GROWTH = 1.008
PERSONS_PER_HOUSEHOLD = 4.2
BASE_YEAR = 2025
PREFERRED_CAP = 0.9
"""No commune has a larger share of poor and near-poor, unless it is published."""


def listed_on(province: str, year: int, phase: Phase) -> date:
    """The day whose units a review lists."""
    if phase == "estimate":
        return date(year, 9, 30)
    return LATE_LISTS.get((province, year), date(year, 12, 31))


@lru_cache(maxsize=64)
def review(
    world: World, province: str, year: int, phase: Phase, on: date
) -> list[tuple[Area, Counts]]:
    """Every commune of the list of that day with its counts."""
    communes = world.communes_on(province, on)
    households, poor, near_poor = _province_totals(world, province, year, phase, on)
    claims = _Claims(world, province, year) if phase == "update" else None
    if claims and claims.split_is_published:
        urban = claims.urban_part(
            households, poor, near_poor, _default_urban_households(world, communes, households)
        )
    else:
        urban = None
    counts: dict[str, Counts] = {}
    if urban:
        rural = (households - urban[0], poor - urban[1], near_poor - urban[2])
        for is_urban, totals in ((True, urban), (False, rural)):
            part = [commune for commune in communes if commune.is_urban == is_urban]
            counts |= _spread(world, part, totals, claims)
    else:
        counts = _spread(world, communes, (households, poor, near_poor), claims)
    minority_share = _minority_share(world, province, on)
    return [
        (commune, _complete(world, commune, year, counts[commune.code], minority_share))
        for commune in communes
    ]


def sum_of(rows: list[Counts]) -> Counts:
    total: Counts = {}
    for row in rows:
        for name, value in row.items():
            total[name] = total.get(name, 0) + value
    return total


def _province_totals(
    world: World, province: str, year: int, phase: Phase, on: date
) -> tuple[int, int, int]:
    """Households, poor, near-poor: published where they are, else on the way between."""
    members = world.members(province, on)
    size = {member: _households(world, member, year) for member in members}
    households = _published_count(world, province, year, "households") or sum(size.values())
    found = []
    for measure in ("poor", "near_poor"):
        count = _published_count(world, province, year, f"{measure}_households")
        if count is None:
            expected = sum(size[member] * _rate(world, member, year, measure) for member in members)
            count = round(expected / sum(size.values()) * households)
        found.append(count)
    if phase == "estimate":
        # The September estimate: the review still runs, so the figures differ a little.
        chance = dice(world.seed, "estimate", province, year)
        households = round(households * chance.uniform(0.994, 0.999))
        found = [round(count * chance.uniform(1.01, 1.05)) for count in found]
    return households, found[0], found[1]


def _published_count(world: World, province: str, year: int, measure: str) -> int | None:
    target = world.target(FORM, province, year, measure, "all")
    return round(target.middle) if target else None


@lru_cache(maxsize=4096)
def _households(world: World, member: str, year: int) -> int:
    base = _published_count(world, member, BASE_YEAR, "households")
    if base is None:
        communes = len(world.communes_on(member, BASE_DAY))
        base = communes * HOUSEHOLDS_OF_A_COMMUNE
        base *= dice(world.seed, "households", member).uniform(0.6, 1.4)
    return round(base * YEARLY_GROWTH ** (year - BASE_YEAR))


@lru_cache(maxsize=4096)
def _rate(world: World, member: str, year: int, measure: str) -> float:
    """On a straight line between two known years; declining after the last."""
    known = _known_rates(world, member, measure)
    if year in known:
        return known[year]
    before = max((other for other in known if other < year), default=None)
    after = min((other for other in known if other > year), default=None)
    if before is None:
        return min(0.6, known[after] * YEARLY_DECLINE ** (year - after))
    if after is None:
        return known[before] * YEARLY_DECLINE ** (year - before)
    share = (year - before) / (after - before)
    return known[before] + (known[after] - known[before]) * share


@lru_cache(maxsize=1024)
def _known_rates(world: World, member: str, measure: str) -> dict[int, float]:
    chance = dice(world.seed, "rates", member)
    random_start = (0.01 + 0.2 * chance.random() ** 3, 0.01 + 0.09 * chance.random())
    known = {START_YEAR: START_RATES.get(member, random_start)[measure == "near_poor"]}
    for (form, area, period, name, *rest), target in world.targets.items():
        if (form, area, rest) != (FORM, member, ["all"]):
            continue
        if name == f"{measure}_ratio":
            known[int(period)] = target.middle
    change = [
        (int(period), target.middle)
        for (form, area, period, name, *_), target in world.targets.items()
        if (form, area, name) == (FORM, member, "poor_change_points") and measure == "poor"
    ]
    for year, points in change:
        if year in known:
            known[year - 1] = known[year] - points / 100
    return known


def _minority_share(world: World, province: str, on: date) -> float:
    shares = [
        MINORITY_SHARES.get(member, dice(world.seed, "minorities", member).random() ** 3 * 0.9)
        for member in world.members(province, on)
    ]
    return sum(shares) / len(shares)


class _Claims:
    """What is published below or beside a province's totals of one year."""

    def __init__(self, world: World, province: str, year: int) -> None:
        self._world, self._province, self._year = world, province, year

    def _target(self, measure: str, area: str, urban_rural: str):
        return self._world.target(FORM, area, self._year, measure, urban_rural)

    @property
    def split_is_published(self) -> bool:
        return any(
            self._target(f"{measure}_{unit}", self._province, part)
            for measure in ("poor", "near_poor", "multidim_poor")
            for unit in ("households", "ratio")
            for part in ("urban", "rural")
        )

    def urban_part(
        self, households: int, poor: int, near_poor: int, expected: int
    ) -> tuple[int, int, int]:
        """Households, poor and near-poor of the towns, so that every published figure holds."""
        for step in range(2 * households):
            urban = expected + (step + 1) // 2 * (1 if step % 2 else -1)
            if not 0 < urban < households:
                continue
            split = self._poor_split(urban, households, poor, near_poor)
            if split:
                return urban, *split
        raise ValueError(f"no urban part fits the targets of {self._province} {self._year}")

    def _poor_split(
        self, urban: int, households: int, poor: int, near_poor: int
    ) -> tuple[int, int] | None:
        poor_low, poor_high = self._urban_bounds("poor", poor, urban, households)
        near_low, near_high = self._urban_bounds("near_poor", near_poor, urban, households)
        both_low, both_high = self._urban_bounds(
            "multidim_poor", poor + near_poor, urban, households
        )
        low, high = max(both_low, poor_low + near_low), min(both_high, poor_high + near_high)
        if low > high or poor_low > poor_high or near_low > near_high:
            return None
        both = (low + high) // 2
        poor_low, poor_high = max(poor_low, both - near_high), min(poor_high, both - near_low)
        urban_poor = (poor_low + poor_high) // 2
        return urban_poor, both - urban_poor

    def _urban_bounds(
        self, measure: str, total: int, urban: int, households: int
    ) -> tuple[int, int]:
        low, high = 0, min(total, urban)
        for part, size in (("urban", urban), ("rural", households - urban)):
            bounds = []
            if count := self._target(f"{measure}_households", self._province, part):
                bounds.append((math.ceil(count.low), math.floor(count.high)))
            if ratio := self._target(f"{measure}_ratio", self._province, part):
                bounds.append(_counts_within(ratio, size))
            for part_low, part_high in bounds:
                if part == "rural":
                    part_low, part_high = total - part_high, total - part_low
                low, high = max(low, part_low), min(high, part_high)
        return low, high

    def published(self, commune: Area) -> tuple[int, int] | None:
        """Poor and near-poor of one commune."""
        poor = self._target("poor_households", commune.code, "all")
        near_poor = self._target("near_poor_households", commune.code, "all")
        if poor and near_poor:
            return round(poor.middle), round(near_poor.middle)
        return None

    def ratio(self, commune: Area):
        return self._target("multidim_poor_ratio", commune.code, "all")


def _counts_within(ratio, size: int) -> tuple[int, int]:
    """The counts whose ratio to the size rounds to the printed one (a hair inside the edges)."""
    margin = (ratio.high - ratio.low) / 50
    return math.ceil((ratio.low + margin) * size), math.floor((ratio.high - margin) * size)


def _default_urban_households(world: World, communes: list[Area], households: int) -> int:
    weights = [_size_weight(world, commune) for commune in communes]
    urban = sum(
        weight for commune, weight in zip(communes, weights, strict=True) if commune.is_urban
    )
    return round(households * urban / sum(weights))


def _size_weight(world: World, commune: Area) -> float:
    size = dice(world.seed, "size", commune.code).uniform(0.5, 1.5)
    if not commune.is_urban:
        return size
    # A ward of after the mergers is several of the old ones; a small town before them is not.
    return size * (2.2 if commune.valid_from >= TWO_TIERS_FROM else 1.3)


def _need(world: World, commune: Area) -> float:
    """How poor a commune is beside the others; the same in every year."""
    need = 0.2 + dice(world.seed, "need", commune.code).random() ** 2 * 1.8
    return need * (0.15 if commune.is_urban else 1)


def _spread(
    world: World,
    communes: list[Area],
    totals: tuple[int, int, int],
    claims: _Claims | None,
) -> dict[str, Counts]:
    """Households, poor and near-poor of each commune; published ones first."""
    households, poor, near_poor = totals
    sizes = distribute(households, [_size_weight(world, commune) for commune in communes])
    fixed: dict[int, tuple[int, int]] = {}
    ratios: dict[int, float] = {}
    for place, commune in enumerate(communes):
        if claims and (counts := claims.published(commune)):
            fixed[place] = counts
        elif claims and (ratio := claims.ratio(commune)):
            sizes[place], both = _fraction_near(ratio, sizes[place])
            ratios[place] = ratio.low
            share = poor / (poor + near_poor)
            fixed[place] = (round(both * share), both - round(both * share))
    # What a published ratio took or left is the largest other commune's.
    free = [place for place in range(len(communes)) if place not in fixed]
    if free:
        largest = max(free, key=lambda place: sizes[place])
        sizes[largest] += households - sum(sizes)
    most = min([PREFERRED_CAP, *ratios.values()])
    needs = [_need(world, communes[place]) * sizes[place] for place in free]
    both_caps = [int(most * sizes[place]) for place in free]
    poor_caps = [int(0.7 * cap) for cap in both_caps]
    poor_left = poor - sum(counts[0] for counts in fixed.values())
    near_left = near_poor - sum(counts[1] for counts in fixed.values())
    if sum(poor_caps) < poor_left:
        poor_caps = both_caps
    poor_parts = distribute(poor_left, needs, poor_caps)
    near_caps = [cap - part for cap, part in zip(both_caps, poor_parts, strict=True)]
    near_parts = distribute(near_left, needs, near_caps)
    for place, *counts in zip(free, poor_parts, near_parts, strict=True):
        fixed[place] = (counts[0], counts[1])
    return {
        commune.code: {
            "households": sizes[place],
            "poor_households": fixed[place][0],
            "near_poor_households": fixed[place][1],
        }
        for place, commune in enumerate(communes)
    }


def _fraction_near(ratio, expected_size: int) -> tuple[int, int]:
    """A number of households near the expected one, of which a whole number gives the ratio."""
    for step in range(2 * expected_size):
        size = expected_size + (step + 1) // 2 * (1 if step % 2 else -1)
        low, high = _counts_within(ratio, size)
        if low <= high:
            return size, low
    raise ValueError("no whole number of households gives the ratio")


def _complete(
    world: World, commune: Area, year: int, counts: Counts, minority_share: float
) -> Counts:
    """The other columns of the form, within the three that are given."""
    chance = dice(world.seed, "rest", commune.code, year)
    households = counts["households"]
    poor, near_poor = counts["poor_households"], counts["near_poor_households"]
    not_poor = households - poor - near_poor
    farm = int(not_poor * chance.uniform(0.02, 0.08 if commune.is_urban else 0.3))
    lean = min(1.0, minority_share * chance.uniform(0.85, 1.15) * (0.6 if commune.is_urban else 1))
    # Minorities are poorer than the rest: their share of the poor is above their share of all.
    among_poor = 1 - (1 - lean) * (1 - lean)
    minority = {
        "minority_poor_households": int(poor * among_poor),
        "minority_near_poor_households": int(near_poor * among_poor),
        "minority_average_farm_households": int(farm * lean),
    }
    size = PERSONS_PER_HOUSEHOLD * chance.uniform(0.93, 1.07)
    # Poor households are larger.
    poor_size = size * chance.uniform(1.0, 1.1)
    poor_persons, near_poor_persons = round(poor * poor_size), round(near_poor * poor_size)
    return {
        "households": households,
        "persons": poor_persons + near_poor_persons + math.ceil(not_poor * size),
        "minority_households": min(
            max(int(households * lean), sum(minority.values())),
            # The poor of the others must be among them.
            households
            - poor
            - near_poor
            + minority["minority_poor_households"]
            + minority["minority_near_poor_households"],
        ),
        "poor_households": poor,
        "near_poor_households": near_poor,
        "average_farm_households": farm,
        **minority,
        "poor_persons": poor_persons,
        "near_poor_persons": near_poor_persons,
        "average_farm_persons": round(farm * size),
    }
