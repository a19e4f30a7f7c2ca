"""Units by name, in their parent, on a day. Facts: GSO's catalogue (seeds/areas)."""

import datetime

import pytest

from orchestration.ingest.areas import area_register

BEFORE, AFTER = datetime.date(2023, 12, 31), datetime.date(2025, 12, 31)


def commune(name, on=BEFORE, province="20", district=""):
    area = area_register().by_name("commune", name, on, province, district)
    return area and area.code


@pytest.mark.parametrize(
    "written", ["Thị trấn Thất Khê", "TT. Thất Khê", "TT Thất Khê", "thất  khê", "That Khe"]
)
def test_one_town_in_many_spellings(written):
    assert commune(written) == "05995"


def test_namesakes_are_told_apart_by_their_district():
    assert commune("Xã Hồng Thái") is None  # in Bình Gia and in Văn Lãng
    assert commune("Xã Hồng Thái", district="181") == "06115"
    assert commune("Xã Hồng Thái", district="182") == "06175"


def test_a_printed_type_decides_between_namesakes():
    register = area_register()
    by_type = {
        name: register.by_name("commune", name, BEFORE, "20", "184")
        for name in ("Thị trấn Văn Quan", "Xã Văn Quan")
    }
    assert by_type["Thị trấn Văn Quan"].unit_type == "thị trấn"


def test_a_name_is_looked_up_on_its_day():
    # 06040 was xã Đại Đồng until 30/11/2024, then took the name of the town it absorbed.
    assert commune("Thị trấn Thất Khê", datetime.date(2024, 11, 30)) == "05995"
    assert commune("Thị trấn Thất Khê", datetime.date(2024, 12, 1)) == "06040"


def test_a_ward_called_by_a_number():
    area = area_register().by_name("commune", "Phường 1", BEFORE, "79", "770")
    assert area.name == "Phường 01"  # as the catalogue wrote it until 2025


@pytest.mark.parametrize(
    "written", ["Huyện Văn Lãng", "H. Văn lãng", "Văn lãng", "huyện Văn  Lãng"]
)
def test_a_district_written_otherwise(written):
    assert area_register().by_name("district", written, BEFORE, "20").code == "182"


def test_an_unknown_commune_is_none():
    assert commune("Xã Không Có") is None


def test_units_end():
    ends = area_register().ends("20", datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
    assert ends == [datetime.date(2024, 11, 30)]
