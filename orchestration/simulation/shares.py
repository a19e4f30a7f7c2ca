"""Chance and division: repeatable random numbers, and whole numbers that add up.

No subject matter.
"""

import random
from collections.abc import Sequence


def dice(*parts: object) -> random.Random:
    """The same parts give the same numbers, on every machine."""
    return random.Random("/".join(map(str, parts)))


def distribute(
    total: int, weights: Sequence[float], caps: Sequence[int] | None = None
) -> list[int]:
    """Split a total by weight into whole numbers (largest remainder), none above its cap."""
    result = [0] * len(weights)
    left = total
    open_places = [place for place, weight in enumerate(weights) if weight > 0]
    if caps is not None:
        while open_places:
            scale = left / sum(weights[place] for place in open_places)
            full = [place for place in open_places if weights[place] * scale >= caps[place]]
            if not full:
                break
            for place in full:
                result[place] = caps[place]
                left -= caps[place]
            filled = set(full)
            open_places = [place for place in open_places if place not in filled]
    if not open_places:
        if left:
            raise ValueError(f"{left} of {total} find no room")
        return result
    scale = left / sum(weights[place] for place in open_places)
    exact = {place: weights[place] * scale for place in open_places}
    for place in open_places:
        result[place] = int(exact[place])
    missing = left - sum(result[place] for place in open_places)
    by_remainder = sorted(open_places, key=lambda place: (result[place] - exact[place], place))
    for place in by_remainder[:missing]:
        result[place] += 1
    return result


def percent(part: int, whole: int) -> float | None:
    """Two decimals, half up, as a spreadsheet shows it; nothing where there is no whole."""
    if not whole:
        return None
    return ((part * 20000 + whole) // (2 * whole)) / 100
