"""The made-up figures of form 2: how each commune's poor of last year became those of this year.

Both ends are form 1's; what is made up here is the way between them.
"""

from collections import Counter
from functools import lru_cache
from random import Random

from orchestration.simulation import poverty
from orchestration.simulation.poverty import Counts
from orchestration.simulation.shares import dice
from orchestration.simulation.world import Area, World

FORM = "province__poverty_transitions"
GROUPS = ("poor", "near_poor")
COUNTED = ("households", "persons")
FLOWS = (
    "opening",
    "to_other_group",
    "left_poverty",
    "other_decrease",
    "from_other_group",
    "relapsed",
    "newly_poor",
    "other_increase",
    "closing",
)

Transitions = dict[str, Counts]
"""Group -> `households.opening` and so on."""


@lru_cache(maxsize=16)
def transitions(world: World, province: str, year: int) -> list[tuple[Area, Transitions]]:
    """Every commune of the year's final list, from the end of the year before to the end of it."""
    on = poverty.listed_on(province, year, "update")
    review = poverty.review(world, province, year, "update", on)
    openings = _openings(world, province, year, [area.code for area, _ in review])
    return [
        (
            commune,
            _between(openings[commune.code], closing, dice(world.seed, FORM, commune.code, year)),
        )
        for commune, closing in review
    ]


def _openings(world: World, province: str, year: int, listed: list[str]) -> dict[str, Counter]:
    """Last year's counts of what is now each commune: merged ones counted together."""
    on = poverty.listed_on(province, year, "update")
    openings: dict[str, Counter] = {code: Counter() for code in listed}
    for member in world.members(province, on):
        before = poverty.listed_on(member, year - 1, "update")
        # Before July 2025 the members are the province itself.
        for commune, counts in poverty.review(world, member, year - 1, "update", before):
            code = world.successor(commune.code, before, on)
            openings[code if code in openings else listed[0]].update(counts)
    return openings


def _between(opening: Counts, closing: Counts, chance: Random) -> Transitions:
    households = _households(opening, closing, chance)
    # Who crosses between the groups is the same persons in both reports.
    crossing = {
        "poor": round(households["poor"]["to_other_group"] * _size(opening, "poor")),
        "near_poor": round(households["near_poor"]["to_other_group"] * _size(opening, "near_poor")),
    }
    found: Transitions = {}
    for group, other in (GROUPS, reversed(GROUPS)):
        persons = _persons(
            households[group], opening, closing, group, crossing[group], crossing[other]
        )
        found[group] = {
            f"{counted}.{flow}": values[flow]
            for counted, values in zip(COUNTED, (households[group], persons), strict=True)
            for flow in FLOWS
        }
    return found


def _households(opening: Counts, closing: Counts, chance: Random) -> dict[str, Counts]:
    """Who sank into poverty, rose out of it, came and went: so that each group ends as it must."""
    poor, near_poor = opening["poor_households"], opening["near_poor_households"]
    poor_end, near_poor_end = closing["poor_households"], closing["near_poor_households"]
    sunk = min(int(near_poor * chance.uniform(0.01, 0.03)), poor_end)
    came = max(int(poor * chance.uniform(0.01, 0.03)), poor_end - poor - sunk)
    came = min(came, poor_end - sunk)
    went = poor + sunk + came - poor_end
    risen = min(int(went * chance.uniform(0.4, 0.7)), near_poor_end)
    near_came = max(
        int(near_poor * chance.uniform(0.02, 0.06)), near_poor_end - near_poor + sunk - risen
    )
    near_came = min(near_came, near_poor_end - risen)
    near_went = near_poor - sunk + risen + near_came - near_poor_end
    return {
        "poor": _flows(poor, (risen, went - risen), (sunk, came), poor_end, chance),
        "near_poor": _flows(
            near_poor, (sunk, near_went), (risen, near_came), near_poor_end, chance
        ),
    }


def _flows(
    opening: int, decrease: tuple[int, int], increase: tuple[int, int], closing: int, chance: Random
) -> Counts:
    """decrease, increase: to or from the other group, and the rest."""
    other_decrease = int(decrease[1] * chance.uniform(0, 0.1))
    other_increase = int(increase[1] * chance.uniform(0, 0.2))
    relapsed = int((increase[1] - other_increase) * chance.uniform(0, 0.3))
    return {
        "opening": opening,
        "to_other_group": decrease[0],
        "left_poverty": decrease[1] - other_decrease,
        "other_decrease": other_decrease,
        "from_other_group": increase[0],
        "relapsed": relapsed,
        "newly_poor": increase[1] - other_increase - relapsed,
        "other_increase": other_increase,
        "closing": closing,
    }


def _persons(
    households: Counts, opening: Counts, closing: Counts, group: str, crossed: int, joined: int
) -> Counts:
    """The persons of the flows; births, deaths and moves are what is left: the two others."""
    before, after = _size(opening, group), _size(closing, group)
    flows = {
        "opening": opening[f"{group}_persons"],
        "to_other_group": crossed,
        "left_poverty": round(households["left_poverty"] * before),
        "from_other_group": joined,
        "relapsed": round(households["relapsed"] * after),
        "newly_poor": round(households["newly_poor"] * after),
        "closing": closing[f"{group}_persons"],
    }
    rest = (
        flows["closing"]
        - flows["opening"]
        + (flows["to_other_group"] + flows["left_poverty"])
        - (flows["from_other_group"] + flows["relapsed"] + flows["newly_poor"])
    )
    return flows | {"other_decrease": max(-rest, 0), "other_increase": max(rest, 0)}


def _size(counts: Counts, group: str) -> float:
    """Persons per household."""
    households = counts[f"{group}_households"]
    return counts[f"{group}_persons"] / households if households else 0
