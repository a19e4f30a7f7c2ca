"""The made-up figures of form 4: plans and cumulative disbursement of every line, month by month.

Whole đồng; printing them (units, dashes) is the business of `forms`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from orchestration.simulation.shares import dice, distribute
from orchestration.simulation.world import (
    BASE_DAY,
    FIRST_PROGRAMME_YEAR,
    PROGRAMMES,
    Project,
    World,
)

FORM = "treasury__disbursement"
MILLION, THOUSAND = 1_000_000, 1_000
"""Plans are whole triệu; payments have up to three decimals of a triệu."""

Kind = Literal["investment", "recurrent"]
KINDS: tuple[Kind, ...] = ("investment", "recurrent")
Block = tuple[str, str, str]
"""plan_type, capital_source, capital_kind."""
BLOCKS: tuple[Block, ...] = tuple(
    (plan_type, source, kind)
    for plan_type, source in (
        ("carry_over", "central"),
        ("in_year", "central"),
        ("in_year", "local"),
    )
    for kind in KINDS
)
Amounts = tuple[int, int, int, int]
"""assigned, allocated, disbursed, advance."""
NOTHING: Amounts = (0, 0, 0, 0)
Cell = tuple[str, str, Block]
"""Programme, project, block."""

PLANS_2024: dict[str, dict[tuple[str, str], int]] = {
    # Điện Biên's investment is published (a target); the other kind, ours, brings the three
    # programmes above the published 2,100 tỷ. Lạng Sơn's provincial plan was not found: ours.
    "11": {
        ("1719", "recurrent"): 520,
        ("90", "recurrent"): 195,
        ("263", "recurrent"): 75,
    },
    "20": {
        ("1719", "investment"): 612,
        ("1719", "recurrent"): 434,
        ("90", "investment"): 148,
        ("90", "recurrent"): 121,
        ("263", "investment"): 257,
        ("263", "recurrent"): 63,
    },
}
"""Tỷ đồng, central and local together."""
PER_COMMUNE = {
    ("1719", "investment"): 1.9,
    ("1719", "recurrent"): 1.6,
    ("90", "investment"): 0.9,
    ("90", "recurrent"): 0.7,
    ("263", "investment"): 1.1,
    ("263", "recurrent"): 0.3,
}
"""Tỷ đồng per xã in 2024, for provinces whose plan is not given."""

PLAN_SCALES = {2022: 0.58, 2023: 0.93, 2025: 0.84}
"""Of the plan of 2024."""
LATER_PLAN_SCALE = 0.5

FINAL_RATES: dict[int, dict[Kind, float]] = {
    2022: {"investment": 0.56, "recurrent": 0.31},
    2023: {"investment": 0.76, "recurrent": 0.54},
    2024: {"investment": 0.87, "recurrent": 0.68},
}
LATER_FINAL_RATES: dict[Kind, float] = {"investment": 0.93, "recurrent": 0.8}
CARRY_OVER_RATE = 0.82

# Share of the year's final payment that is paid by the end of month 1, 2 … 12 and 31/01.
SLOW = (0.0, 0.01, 0.03, 0.06, 0.1, 0.16, 0.23, 0.31, 0.41, 0.52, 0.65, 0.88, 1.0)
FAST = (0.01, 0.05, 0.1, 0.17, 0.25, 0.34, 0.43, 0.52, 0.61, 0.7, 0.79, 0.93, 1.0)
FIRST_YEAR = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.02, 0.07, 0.15, 0.27, 0.42, 0.77, 1.0)
"""The money of 2022 was assigned in the middle of that year."""
CARRIED = (0.0, 0.09, 0.18, 0.28, 0.38, 0.48, 0.57, 0.65, 0.72, 0.79, 0.86, 0.95, 1.0)

WEIGHTS: dict[str, dict[str, tuple[int, int]]] = {
    "1719": {
        "01": (16, 14),
        "02": (8, 1),
        "03.01": (0, 18),
        "03.02": (3, 16),
        "03.03": (0, 2),
        "04.01": (50, 6),
        "04.02": (4, 0),
        "05.01": (9, 7),
        "05.02": (0, 3),
        "05.03": (2, 14),
        "05.04": (0, 5),
        "06": (4, 3),
        "07": (2, 3),
        "08": (0, 6),
        "09.01": (5, 4),
        "09.02": (0, 1),
        "10.01": (0, 3),
        "10.02": (2, 1),
        "10.03": (0, 2),
    },
    "90": {
        "01.01": (70, 4),
        "01.02": (18, 0),
        "02": (0, 24),
        "03.01": (0, 15),
        "03.02": (0, 6),
        "04.01": (10, 16),
        "04.02": (0, 3),
        "04.03": (2, 5),
        "05": (0, 20),
        "06.01": (1, 4),
        "06.02": (0, 2),
        "07.01": (0, 3),
        "07.02": (0, 2),
    },
    "263": {"02": (80, 10), "03": (4, 28), "07": (6, 14), "08": (2, 8)},
}
"""How a programme's capital falls to its lines: investment, recurrent. Others get a little."""
LITTLE = (0, 4)


@dataclass(frozen=True)
class Adjustment:
    """Central capital that a province moves from one line to another in the middle of a year."""

    from_month: int
    programme_code: str
    kind: Kind
    from_project: str
    to_project: str
    share: float


ADJUSTMENTS = {("20", 2024): Adjustment(9, "1719", "investment", "04.01", "01", 0.05)}

LAPSES: dict[tuple[str, int, str, str, Kind], float] = {
    ("11", 2024, "90", "04.01", "recurrent"): 1.0,
    ("11", 2025, "263", "02", "investment"): 0.25,
    ("20", 2025, "1719", "05.03", "recurrent"): 0.4,
}
"""Share of what a line has left that is not carried into the budget year: cancelled or returned."""


@dataclass(frozen=True)
class Stream:
    """One line's capital of one block through a budget year."""

    assigned: int
    allocated_share: float
    disbursed_final: int
    months: tuple[float, ...]
    """Share of the final payment paid by the end of each month."""
    advance_share: float
    adjusted: int = 0
    adjusted_from: int = 14

    def plan(self, month: int) -> int:
        return self.assigned + (self.adjusted if month >= self.adjusted_from else 0)

    def at(self, month: int) -> Amounts:
        """month 13 = the 31st of January of the next year."""
        assigned = self.plan(month)
        disbursed = _floor(self.disbursed_final * self.months[month - 1], THOUSAND)
        allocated = max(_floor(assigned * self.allocated_share, THOUSAND), disbursed)
        # Advances are recovered as the works are measured, so they shrink towards the end.
        advance = _floor(disbursed * self.advance_share * (1.2 - month / 13), THOUSAND)
        return assigned, allocated, disbursed, advance


def leaves(world: World) -> list[Project]:
    return [
        project
        for programme in PROGRAMMES
        for project in world.projects[programme]
        if not project.has_parts
    ]


def amounts(world: World, members: list[str], budget_year: int, month: int) -> dict[Cell, Amounts]:
    """Every leaf line and block that has capital, summed over the provinces of before 2025."""
    return summed(
        {key: stream.at(month) for key, stream in streams(world, member, budget_year).items()}
        for member in members
    )


def summed(parts: Iterable[dict[Cell, Amounts]]) -> dict[Cell, Amounts]:
    result: dict[Cell, Amounts] = {}
    for part in parts:
        for key, amounts in part.items():
            result[key] = add(result[key], amounts) if key in result else amounts
    return result


def add(left: Amounts, right: Amounts) -> Amounts:
    return (left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3])


def _floor(value: float, step: int) -> int:
    return int(value) // step * step


@lru_cache(maxsize=256)
def streams(world: World, member: str, budget_year: int) -> dict[Cell, Stream]:
    found: dict[Cell, Stream] = {}
    if budget_year < FIRST_PROGRAMME_YEAR:
        return found
    # The plan's smallest published allocation ratio, where there is one, binds every line.
    low = 0.82
    target = world.target(
        FORM, member, budget_year, "allocation_ratio", "1719", "total", "total", "in_year"
    )
    if target:
        low = target.low
    local_share = dice(world.seed, "local", member).uniform(0.08, 0.18)
    for programme in PROGRAMMES:
        for kind in KINDS:
            total = _programme_plan(world, member, budget_year, programme, kind)
            lines = _line_weights(world, member, programme, kind)
            plans = distribute(total, list(lines.values()))
            for project, plan in zip(lines, plans, strict=True):
                if not plan:
                    continue
                chance = dice(world.seed, "line", member, budget_year, programme, project, kind)
                local = round(plan * local_share * (1 if kind == "investment" else 0.4))
                for source, millions in (("central", plan - local), ("local", local)):
                    if millions:
                        found[programme, project, ("in_year", source, kind)] = _in_year(
                            chance, budget_year, kind, millions * MILLION, low
                        )
    _adjust(found, ADJUSTMENTS.get((member, budget_year)))
    if budget_year > FIRST_PROGRAMME_YEAR:
        found |= _carried_over(world, member, budget_year)
    return found


def _programme_plan(world: World, member: str, year: int, programme: str, kind: Kind) -> int:
    """Triệu đồng, central and local together."""
    if published := _published_plan(world, member, year, programme, kind):
        return published
    plan_2024 = _published_plan(world, member, 2024, programme, kind)
    if plan_2024 is None:
        plan_2024 = _own_plan(world, member, programme, kind)
    jitter = dice(world.seed, "scale", member, year, programme, kind).uniform(0.93, 1.07)
    scale = 1 if year == 2024 else PLAN_SCALES.get(year, LATER_PLAN_SCALE) * jitter
    return round(plan_2024 * scale)


def _published_plan(world: World, member: str, year: int, programme: str, kind: Kind) -> int | None:
    target = world.target(FORM, member, year, "assigned_vnd", programme, "total", kind, "in_year")
    return round(target.middle) // MILLION if target else None


def _own_plan(world: World, member: str, programme: str, kind: Kind) -> int:
    """Of 2024."""
    if given := PLANS_2024.get(member):
        return given[programme, kind] * 1000
    share = dice(world.seed, "plan", member, programme).uniform(0.3, 1.7)
    return round(rural_communes(world, member) * PER_COMMUNE[programme, kind] * share * 1000)


def rural_communes(world: World, member: str) -> int:
    return sum(area.is_xa for area in world.communes_on(member, BASE_DAY))


def _line_weights(world: World, member: str, programme: str, kind: Kind) -> dict[str, float]:
    chance = dice(world.seed, "weights", member, programme, kind)
    return {
        project.project_code: WEIGHTS[programme].get(project.project_code, LITTLE)[
            KINDS.index(kind)
        ]
        * chance.uniform(0.7, 1.3)
        for project in world.projects[programme]
        if not project.has_parts
    }


def _in_year(chance, year: int, kind: Kind, assigned: int, low: float) -> Stream:
    # Above the smallest ratio by a hair: allocations are cut to whole thousands.
    allocated_share = low + (1 - low) * chance.uniform(0.02, 1)
    final_rate = FINAL_RATES.get(year, LATER_FINAL_RATES)[kind] + chance.uniform(-0.14, 0.09)
    final = _floor(assigned * min(final_rate, allocated_share, 0.997), THOUSAND)
    blend = chance.random()
    months = tuple(slow + (fast - slow) * blend for slow, fast in zip(SLOW, FAST, strict=True))
    return Stream(
        assigned=assigned,
        allocated_share=allocated_share,
        disbursed_final=final,
        months=FIRST_YEAR if year == FIRST_PROGRAMME_YEAR else months,
        advance_share=chance.uniform(0.08, 0.3) if kind == "investment" else 0.04,
    )


def _adjust(found: dict[Cell, Stream], adjustment: Adjustment | None) -> None:
    if not adjustment:
        return
    block = ("in_year", "central", adjustment.kind)
    source = (adjustment.programme_code, adjustment.from_project, block)
    target = (adjustment.programme_code, adjustment.to_project, block)
    moved = _floor(found[source].assigned * adjustment.share, MILLION)
    for key, change in ((source, -moved), (target, moved)):
        before = found[key]
        least = min(before.assigned, before.assigned + change)
        found[key] = Stream(
            assigned=before.assigned,
            allocated_share=before.allocated_share,
            disbursed_final=min(
                before.disbursed_final, _floor(least * before.allocated_share, THOUSAND)
            ),
            months=before.months,
            advance_share=before.advance_share,
            adjusted=change,
            adjusted_from=adjustment.from_month,
        )


def _carried_over(world: World, member: str, budget_year: int) -> dict[Cell, Stream]:
    """Central capital that the year before, its own carry-over included, did not pay by 31/01."""
    left: dict[tuple[str, str, Kind], int] = {}
    for (programme, project, block), stream in streams(world, member, budget_year - 1).items():
        _, source, kind = block
        if source == "central":
            line = (programme, project, kind)
            left[line] = left.get(line, 0) + stream.plan(13) - stream.at(13)[2]
    carried = {}
    for (programme, project, kind), amount in left.items():
        lapses = LAPSES.get((member, budget_year, programme, project, kind), 0)
        assigned = amount - _floor(amount * lapses, THOUSAND)
        if not assigned:
            continue
        chance = dice(world.seed, "carried", member, budget_year, programme, project, kind)
        rate = min(0.995, CARRY_OVER_RATE + chance.uniform(-0.2, 0.15))
        carried[programme, project, ("carry_over", "central", kind)] = Stream(
            assigned=assigned,
            allocated_share=chance.uniform(rate, 1),
            disbursed_final=_floor(assigned * rate, THOUSAND),
            months=CARRIED,
            advance_share=0.06,
        )
    return carried
