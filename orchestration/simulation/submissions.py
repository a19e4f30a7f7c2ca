"""The public face of the simulation: sample submissions for provinces and years, and the demo set.

What is written where, and nothing about the content.
"""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path

from orchestration.home import PROJECT_DIR
from orchestration.simulation import forms
from orchestration.simulation.flaws import FLAWS
from orchestration.simulation.poverty import START_YEAR, Phase
from orchestration.simulation.sheet import Submission
from orchestration.simulation.transitions import GROUPS
from orchestration.simulation.workbook import write_submission
from orchestration.simulation.world import World, load_world

DEFAULT_SEED = 1719
DEMO_PROVINCES = ("11", "20")
DEMO_YEARS = (2022, 2023, 2024, 2025)
PUBLISHED_FIGURES = PROJECT_DIR / "tests" / "samples" / "office__published_figures" / "2024"
PHASES: tuple[Phase, ...] = ("estimate", "update")
MONTHS = range(1, 14)
"""The twelfth report stands at the end of December; the thirteenth, at 31/01, is final."""

Progress = Callable[[int, int], None]
"""Called after each province and year: how many are done, how many there are."""

Report = Callable[[], Submission | None]
"""None: the province does not exist at that time."""


def simulate(
    folder: Path,
    provinces: Iterable[str],
    years: Iterable[int],
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
) -> list[Path]:
    """Write what each province owes for each year; no province = all."""
    known = sorted({area.code for area in _world(seed).provinces})
    chosen = list(provinces) or known
    if unknown := sorted(set(chosen) - set(known)):
        raise ValueError(f"no such province: {', '.join(unknown)}")
    orders = [(folder, province, year, seed) for year in years for province in chosen]
    paths: list[Path] = []
    with ProcessPoolExecutor() as pool:
        for done, written in enumerate(pool.map(_write_year, orders), start=1):
            paths += written
            if progress:
                progress(done, len(orders))
    return paths


def _write_year(order: tuple[Path, str, int, int]) -> list[Path]:
    folder, province, year, seed = order
    world = _world(seed)
    return [
        path
        for report in reports(world, province, year)
        if (submission := report())
        for path in write_submission(submission, folder)
    ]


@lru_cache(maxsize=1)
def _world(seed: int) -> World:
    """Once per process."""
    return load_world(seed)


def demo(folder: Path) -> list[Path]:
    """Write the demo set: two provinces with their faults, and the real published figures.

    Before the years the review of 2021 under the new standard, from which "halve" is measured.
    """
    world = _world(DEFAULT_SEED)
    paths: list[Path] = []
    for province in DEMO_PROVINCES:
        sent = [partial(forms.poverty_review, world, province, START_YEAR, "update")]
        for year in DEMO_YEARS:
            sent += reports(world, province, year)
        for report in sent:
            for submission in _as_sent(report()):
                paths += write_submission(submission, folder)
    office = folder / "office"
    office.mkdir(parents=True, exist_ok=True)
    for source in sorted(PUBLISHED_FIGURES.glob("published_figures.csv*")):
        shutil.copyfile(source, office / source.name)
        paths.append(office / source.name)
    return paths


def reports(world: World, province: str, year: int) -> list[Report]:
    """What a province owes for a year, in the order in which it is due."""
    estimates, updates = (
        [
            partial(forms.poverty_review, world, province, year, phase),
            partial(forms.commune_status_list, world, province, year, phase),
        ]
        for phase in PHASES
    )
    months = [partial(forms.disbursement_report, world, province, year, month) for month in MONTHS]
    annexes = [
        partial(report, world, province, year, group)
        for report in (
            forms.poverty_transitions,
            forms.deprivation_analysis,
            forms.poverty_causes,
            forms.household_list,
        )
        for group in GROUPS
    ]
    annexes += [
        partial(forms.poverty_by_ethnicity, world, province, year),
        partial(forms.capital_plan_report, world, province, year),
    ]
    return [*months, *estimates, *updates, *annexes]


def _as_sent(submission: Submission | None) -> list[Submission]:
    if submission is None:
        return []
    flaw = next((flaw for flaw in FLAWS if flaw.hits(submission)), None)
    return flaw.spoil(submission) if flaw else [submission]
