"""The made-up figures of form 3: what the poor and near-poor households of a commune lack."""

from functools import lru_cache

from orchestration.simulation import poverty
from orchestration.simulation.poverty import Counts
from orchestration.simulation.shares import dice, distribute
from orchestration.simulation.world import Area, World

FORM = "province__deprivations"

# How often each indicator is met among poor households: the mean of four districts of Đắk Nông
# (1,483 households, 5,957 deprivations).
WEIGHTS = {
    "employment": 393,
    "dependents": 638,
    "nutrition": 680,
    "health_insurance": 377,
    "adult_education": 783,
    "child_schooling": 514,
    "housing_quality": 292,
    "housing_area": 820,
    "water": 67,
    "toilet": 626,
    "telecom": 408,
    "info_devices": 359,
}
MEANS = {"poor": (3.2, 4.4), "near_poor": (0.9, 1.9)}
"""Deprivations per household. The definition (NĐ 07/2021): a poor one has 3 or more, a near-poor
one fewer."""


@lru_cache(maxsize=16)
def deprivations(world: World, province: str, year: int, group: str) -> list[tuple[Area, Counts]]:
    """Every commune of the year's final list: its households of the group, and the deprived."""
    on = poverty.listed_on(province, year, "update")
    return [
        (commune, _deprived(world, commune, year, group, counts[f"{group}_households"]))
        for commune, counts in poverty.review(world, province, year, "update", on)
    ]


def _deprived(world: World, commune: Area, year: int, group: str, households: int) -> Counts:
    chance = dice(world.seed, FORM, commune.code, year, group)
    total = round(households * chance.uniform(*MEANS[group]))
    weights = [weight * chance.uniform(0.7, 1.3) for weight in WEIGHTS.values()]
    parts = distribute(total, weights, [households] * len(weights))
    return {
        "group_households": households,
        "deprivations_printed": total,
        **dict(zip(WEIGHTS, parts, strict=True)),
    }
