import pytest

from orchestration.simulation.shares import dice, distribute, percent


def test_the_parts_of_a_total_follow_the_weights_and_add_up():
    # 10 × 1/6, 2/6, 3/6 = 1.67, 3.33, 5: the missing one goes to the largest remainder.
    assert distribute(10, [1, 2, 3]) == [2, 3, 5]


def test_what_a_full_place_cannot_take_goes_to_the_others():
    assert distribute(10, [1, 1, 8], [10, 10, 4]) == [3, 3, 4]


def test_a_total_without_room_is_an_error():
    with pytest.raises(ValueError, match="no room"):
        distribute(10, [1, 1], [4, 4])


def test_a_place_without_weight_gets_nothing():
    assert distribute(7, [0, 1, 0]) == [0, 7, 0]


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(4643, 199765, 2.32), (1, 200, 0.5), (1, 800, 0.13), (0, 5, 0.0), (3, 0, None)],
)
def test_a_percentage_has_two_decimals_and_rounds_half_up(part, whole, printed):
    assert percent(part, whole) == printed


def test_the_same_words_give_the_same_chance():
    assert dice(1719, "20").random() == dice("1719", "20").random() != dice(1, "20").random()
