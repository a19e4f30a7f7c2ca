"""The made-up households of forms 14 and 15: who is poor or near-poor, what they earn and lack.

Nobody of these exists: every given name is "Mẫu" (sample), every identity number begins with 000,
which is no province's.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.simulation import deprivations, poverty
from orchestration.simulation.shares import dice
from orchestration.simulation.world import Area, World

FORM = "province__household_list"
LISTS = {("20", 2025): 3}
"""Province and year with lists in the demo: of so many communes, the first of the review."""

FAMILY_NAMES = ("Nông", "Lý", "Hoàng", "Triệu", "Vi", "Lương", "Dương", "Mông")
MIDDLE_NAMES = ("Văn", "Thị", "Minh", "Thanh", "Ngọc", "Quốc")
LAST_NAMES = ("An", "Bình", "Cường", "Dung", "Giang", "Hạnh", "Lan", "Nam", "Phúc", "Thảo")
ETHNICITIES = ("Nùng", "Tày", "Dao", "Kinh", "Hoa", "Sán Chay")
BORN_FROM = date(1944, 1, 1)
LINES = {False: 1_500_000, True: 2_000_000}
SCORE_LIMITS = {False: 140, True: 175}
"""Urban or not: NĐ 07/2021/NĐ-CP, in đồng a month and in points B1."""
POOR_FROM = 3
INDICATORS = tuple(deprivations.WEIGHTS)


@dataclass(frozen=True)
class Household:
    """One line of the list, under the names of the form's fields."""

    head_name: str
    birth_date: str
    identity_number: str
    household_code: str
    area_name: str
    village: str
    ethnicity: str
    members: int
    income: int
    score_b1: int
    score_b2: int
    deprivations_printed: int
    lacks: frozenset[str]
    lacks_waste_treatment: bool
    support_wanted: str | None


def listed(world: World, province: str, year: int, group: str) -> list[Household]:
    """The households of the group in the communes that are listed."""
    on = poverty.listed_on(province, year, "update")
    communes = poverty.review(world, province, year, "update", on)[: LISTS[province, year]]
    return [
        _household(world, commune, year, group, number)
        for commune, counts in communes
        for number in range(1, counts[f"{group}_households"] + 1)
    ]


def _household(world: World, commune: Area, year: int, group: str, number: int) -> Household:
    chance = dice(world.seed, FORM, commune.code, year, group, number)
    born = BORN_FROM + timedelta(days=chance.randrange(50 * 365))
    line, limit = LINES[commune.is_urban], SCORE_LIMITS[commune.is_urban]
    share = chance.uniform(0.25, 1)
    if group == "poor":
        how_many = min(len(INDICATORS), POOR_FROM + int(chance.expovariate(0.9)))
    else:
        how_many = chance.randrange(POOR_FROM)
    lacks: set[str] = set()
    while len(lacks) < how_many:
        lacks.update(chance.choices(INDICATORS, list(deprivations.WEIGHTS.values())))
    prefix = 1 if group == "poor" else 2
    return Household(
        head_name=" ".join(
            [
                chance.choice(FAMILY_NAMES),
                chance.choice(MIDDLE_NAMES),
                "Mẫu",
                chance.choice(LAST_NAMES),
            ]
        ),
        birth_date=f"{born:%d/%m/%Y}",
        identity_number=f"000{chance.randrange(10**9):09d}",
        household_code=f"{commune.code}{prefix}{number:05d}",
        area_name=commune.name,
        village=f"Thôn {chance.randrange(1, 12)}",
        ethnicity=chance.choice(ETHNICITIES),
        members=chance.randrange(1, 9),
        income=round(line * share, -4),
        score_b1=round(limit * share),
        score_b2=10 * how_many,
        deprivations_printed=how_many,
        lacks=frozenset(lacks),
        lacks_waste_treatment=chance.random() < 0.4,
        support_wanted=chance.choice([None, "Vay vốn", "Sửa nhà", "Học nghề"]),
    )
