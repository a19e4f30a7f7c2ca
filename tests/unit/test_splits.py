"""What a split commune counted goes to its parts whole, by share, and to the last household."""

import random
from decimal import Decimal

import duckdb
import jinja2

from orchestration.home import PROJECT_DIR

MACRO = (PROJECT_DIR / "macros/largest_remainder.sql").read_text(encoding="utf-8")
CALL = "{{ largest_remainder('units.counted', 'parts.share', 'parts.part', ['units.unit']) }}"
LARGEST = 10**15


def split(units, parts):
    """Part by part what the macro gives: (unit, part, share, value)."""
    allocated = jinja2.Environment().from_string(MACRO + CALL).render()
    with duckdb.connect() as connection:
        columns = [list(map(str, column)) for column in zip(*parts, strict=True)]
        connection.execute(
            "create table parts as select cast(unnest(?) as integer) as unit, unnest(?) as part,"
            " cast(unnest(?) as decimal(9, 6)) as share",
            columns,
        )
        connection.execute(
            "create table units as select unnest(?) as unit, cast(unnest(?) as bigint) as counted",
            [list(column) for column in zip(*units, strict=True)],
        )
        return connection.execute(
            f"select unit, part, share, {allocated} from units join parts using (unit) order by all"
        ).fetchall()


def test_three_parts_by_hand():
    """10 in thirds: 3.33334, 3.33333, 3.33333: the first gets one more. 1 goes to the largest."""
    thirds = ["0.333334", "0.333333", "0.333333"]
    parts = [
        (unit, part, share) for unit in (1, 2) for part, share in zip("abc", thirds, strict=True)
    ]
    parts += [(3, "a", "0.4"), (3, "b", "0.6"), (4, "a", "0.5"), (4, "b", "0.5")]
    found = split([(1, 10), (2, None), (3, 1), (4, 5)], parts)
    assert [value for *_, value in found] == [4, 3, 3, None, None, None, 0, 1, 3, 2]


def test_random_splits_lose_nothing_and_round_by_less_than_one():
    dice = random.Random(2025)
    units, parts = [], []
    for unit in range(3000):
        units.append(
            (unit, dice.choice([0, 1, 2, 7, dice.randrange(500), dice.randrange(LARGEST)]))
        )
        count = dice.choice([2, 2, 3, 4, 9])
        cuts = sorted(dice.sample(range(1, 10**6), count - 1))
        millionths = [b - a for a, b in zip([0, *cuts], [*cuts, 10**6], strict=True)]
        parts += [(unit, f"p{n}", Decimal(m) / 10**6) for n, m in enumerate(millionths)]
    sums = dict.fromkeys((unit for unit, _ in units), 0)
    counted = dict(units)
    for unit, _, share, value in split(units, parts):
        sums[unit] += value
        assert abs(Decimal(int(value)) - share * counted[unit]) < 1
    assert sums == counted
