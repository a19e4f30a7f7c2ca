"""The made-up figures of forms 9 and 10: of which ethnic group a commune's households are, and why
they are poor.

Totals are form 1's; what is made up here is how they divide.
"""

from functools import lru_cache

from orchestration.simulation import poverty
from orchestration.simulation.poverty import Counts
from orchestration.simulation.shares import dice, distribute
from orchestration.simulation.world import Area, World

ETHNICITY_FORM = "province__poverty_by_ethnicity"
CAUSES_FORM = "province__poverty_causes"

MAJORITY = "Kinh"
MINORITIES = {
    "11": {"Mông": 38, "Thái": 36, "Khơ Mú": 4, "Dao": 1, "Hà Nhì": 1, "Kháng": 1, "Lào": 1},
    "20": {"Nùng": 43, "Tày": 36, "Dao": 4, "Hoa": 1, "Sán Chay": 1, "Mông": 1},
}
"""The groups that a province's sheet has columns for, and how they stand to each other: ours."""
ELSEWHERE = ("Tày", "Thái", "Mường", "Khmer", "Mông", "Nùng", "Dao", "Gia Rai", "Ê Đê", "Chăm")
GROUPS_ELSEWHERE = 4

# How often each cause is met among poor and near-poor households: ours.
CAUSES = {
    "no_land": 30,
    "no_capital": 45,
    "no_labour": 18,
    "no_tools": 25,
    "no_knowledge": 22,
    "no_skills": 28,
    "illness": 15,
    "other": 8,
}
CAUSES_PER_HOUSEHOLD = {"poor": (1.6, 2.4), "near_poor": (1.1, 1.7)}


def ethnicities(world: World, province: str) -> dict[str, float]:
    """The minorities of a province's sheet with their weights."""
    if province in MINORITIES:
        return MINORITIES[province]
    chance = dice(world.seed, ETHNICITY_FORM, province)
    chosen = chance.sample(ELSEWHERE, GROUPS_ELSEWHERE)
    return {name: chance.uniform(1, 40) for name in chosen}


@lru_cache(maxsize=16)
def by_ethnicity(world: World, province: str, year: int) -> list[tuple[Area, Counts]]:
    """Every commune of the year's final list: `Tày.households` and so on."""
    on = poverty.listed_on(province, year, "update")
    weights = ethnicities(world, province)
    return [
        (commune, _divided(world, commune, year, counts, weights))
        for commune, counts in poverty.review(world, province, year, "update", on)
    ]


def _divided(
    world: World, commune: Area, year: int, counts: Counts, weights: dict[str, float]
) -> Counts:
    """The minorities add up to form 1's minority columns; the rest are of the majority."""
    chance = dice(world.seed, ETHNICITY_FORM, commune.code)  # the same people every year
    own = [weight * chance.uniform(0.2, 1.8) for weight in weights.values()]
    chance = dice(world.seed, ETHNICITY_FORM, commune.code, year)
    households = distribute(counts["minority_households"], own)
    need = [size * chance.uniform(0.7, 1.3) for size in households]
    poor = distribute(counts["minority_poor_households"], need, households)
    left = [size - part for size, part in zip(households, poor, strict=True)]
    near_poor = distribute(counts["minority_near_poor_households"], left, left)
    parts = {
        "households": households,
        "poor_households": poor,
        "near_poor_households": near_poor,
    }
    divided = {
        f"{MAJORITY}.{measure}": counts[measure] - sum(values) for measure, values in parts.items()
    }
    for place, name in enumerate(weights):
        divided |= {f"{name}.{measure}": values[place] for measure, values in parts.items()}
    return divided


@lru_cache(maxsize=16)
def causes(world: World, province: str, year: int, group: str) -> list[tuple[Area, Counts]]:
    """Every commune of the year's final list: its households of the group, and their causes."""
    on = poverty.listed_on(province, year, "update")
    return [
        (commune, _caused(world, commune, year, group, counts[f"{group}_households"]))
        for commune, counts in poverty.review(world, province, year, "update", on)
    ]


def _caused(world: World, commune: Area, year: int, group: str, households: int) -> Counts:
    chance = dice(world.seed, CAUSES_FORM, commune.code, year, group)
    total = round(households * chance.uniform(*CAUSES_PER_HOUSEHOLD[group]))
    weights = [weight * chance.uniform(0.6, 1.4) for weight in CAUSES.values()]
    parts = distribute(total, weights, [households] * len(weights))
    return {
        "group_households": households,
        **{f"{cause}.cause_households": part for cause, part in zip(CAUSES, parts, strict=True)},
    }
