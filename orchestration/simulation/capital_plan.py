"""The made-up figures of form 7: what is planned for five years and for the year, and carried out.

The year's plans and payments of central and local capital are form 4's. Ours: how far a five-year
plan lies above its years and what is adjusted in it, policy credit and mobilised capital.
"""

from functools import lru_cache
from math import ceil

from orchestration.simulation.disbursement import (
    MILLION,
    NOTHING,
    THOUSAND,
    Amounts,
    Cell,
    rural_communes,
    streams,
    summed,
)
from orchestration.simulation.shares import dice
from orchestration.simulation.world import FIRST_PROGRAMME_YEAR, World

FORM = "province__capital_plan"

# Blocks are plan_horizon, capital_source, capital_kind; amounts initial, adjusted, planned,
# realised.

PER_COMMUNE = {
    ("1719", "01", "credit"): 0.22,
    ("1719", "03.02", "credit"): 0.13,
    ("90", "02", "credit"): 0.35,
    ("263", "02", "mobilised"): 0.4,
    ("263", "03", "mobilised"): 0.15,
    ("1719", "04.01", "mobilised"): 0.06,
}
"""Tỷ đồng per xã and year, beside the budget."""
REALISED_BESIDE = (0.85, 1.0)

ABOVE_ITS_YEARS = (1.05, 1.25)
"""A five-year plan, of the plans of its years."""
MID_TERM_YEAR = 4
"""Of the five: from its report on, some of the five-year plans are adjusted."""
ADJUSTED_SHARE, ADJUSTMENTS = 0.4, (-0.03, 0.05)

LOWERED: dict[tuple[str, int, Cell], float] = {
    ("20", 2024, ("263", "02", ("five_year", "local", "investment"))): 0.98,
    ("20", 2025, ("263", "02", ("five_year", "local", "investment"))): 0.98,
}
"""A five-year plan that contradicts its years, of the yearly plans so far: its adjustment forgets
the capital that was assigned since."""


def five_years(year: int) -> range:
    """The medium-term period that a year lies in: 2021-2025, 2026-2030."""
    first = year - (year - 1) % 5
    return range(first, first + 5)


def amounts(world: World, members: list[str], year: int) -> dict[Cell, Amounts]:
    """Every leaf line and block that has capital, summed over the provinces of before 2025."""
    return summed(
        part
        for member in members
        for part in (_year(world, member, year), _five_years(world, member, year))
    )


@lru_cache(maxsize=256)
def _year(world: World, member: str, year: int) -> dict[Cell, Amounts]:
    plans: dict[Cell, Amounts] = {}
    for (programme, project, (plan_type, source, kind)), stream in streams(
        world, member, year
    ).items():
        if plan_type == "in_year":
            planned, realised = stream.plan(13), stream.at(13)[2]
            plans[programme, project, ("year", source, kind)] = (
                stream.assigned,
                planned - stream.assigned,
                planned,
                realised,
            )
    for (programme, project, source), per_commune in PER_COMMUNE.items():
        chance = dice(world.seed, FORM, member, year, programme, project, source)
        size = rural_communes(world, member) * per_commune * 1000
        plan = round(size * chance.uniform(0.8, 1.2)) * MILLION
        realised = round(plan * chance.uniform(*REALISED_BESIDE) / THOUSAND) * THOUSAND
        plans[programme, project, ("year", source, "undivided")] = (plan, 0, plan, realised)
    return plans


def _carried_over(world: World, member: str, year: int) -> dict[Cell, Amounts]:
    """What a year carried out of the plans of the years before it."""
    return {
        (programme, project, ("year", source, kind)): (0, 0, 0, stream.at(13)[2])
        for (programme, project, (plan_type, source, kind)), stream in streams(
            world, member, year
        ).items()
        if plan_type == "carry_over"
    }


def _five_years(world: World, member: str, year: int) -> dict[Cell, Amounts]:
    """The plan is the same in every year's report, but for its adjustment."""
    period = five_years(year)
    years = [each for each in period if each >= FIRST_PROGRAMME_YEAR]
    done = summed(
        part
        for each in years
        if each <= year
        for part in (_year(world, member, each), _carried_over(world, member, each))
    )
    plans: dict[Cell, Amounts] = {}
    for cell, (assigned, _, planned, _) in summed(
        _year(world, member, each) for each in years
    ).items():
        programme, project, (_, source, kind) = cell
        chance = dice(world.seed, FORM, member, period[0], programme, project, source, kind)
        most = max(assigned, planned) / MILLION
        initial = ceil(most * chance.uniform(*ABOVE_ITS_YEARS)) * MILLION
        is_adjusted = chance.random() < ADJUSTED_SHARE and year >= period[MID_TERM_YEAR - 1]
        change = chance.uniform(*ADJUSTMENTS) if is_adjusted else 0
        adjusted = round(initial * change / MILLION) * MILLION
        _, _, planned_so_far, realised = done.get(cell, NOTHING)
        own = (programme, project, ("five_year", source, kind))
        if lowered := LOWERED.get((member, year, own)):
            adjusted = round(planned_so_far * lowered / MILLION) * MILLION - initial
        plans[own] = (initial, adjusted, initial + adjusted, realised)
    return plans
