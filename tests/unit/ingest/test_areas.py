"""Units by name, in their parent, on a day. Facts: GSO's catalogue (seeds/areas)."""

import datetime
import unicodedata

import pytest

from orchestration.ingest.areas import area_register

BEFORE, AFTER = datetime.date(2023, 12, 31), datetime.date(2025, 12, 31)


def commune(name, on=BEFORE, province="20", district=""):
    area = area_register().by_name("commune", name, on, province, district)
    return area and area.code


@pytest.mark.parametrize(
    "written",
    [
        "Thị trấn Thất Khê",
        "Thị Trấn Thất Khê",
        "THỊ TRẤN THẤT KHÊ",
        "TT. Thất Khê",
        "TT Thất Khê",
        "T.T Thất Khê",
        "TTr. Thất Khê",
        "TTThất Khê",
        "thất  khê",
        "That Khe",
        "Thi tran That Khe",
        "1. Thị trấn Thất Khê",
        "1.1 Thị trấn Thất Khê",
        "a) Thị trấn Thất Khê",
        "- Thị trấn Thất Khê",
        "II. Thị trấn Thất Khê",
        "Thị trấn Thất Khê*",
        "Thị trấn Thất Khê (1)",
        "Thị trấn Thất Khê¹",
        "Thị trấn Thất Khê (ĐBKK)",
        "Thị trấn Thất Khê (xã khu vực III)",
        "Thị trấn Thất Khê, huyện Tràng Định",
        "Thị trấn Thất Khê (H. Tràng Định)",
        "Thị trấn Thất Khê - huyện Tràng Định",
        "Thị trấn Thất Khê:",
        "Тhị trấn Тhất Кhê",  # Cyrillic Т and К
    ],
)
def test_one_town_in_many_spellings(written):
    assert commune(written) == "05995"


@pytest.mark.parametrize(
    "written",
    [
        "Thị trấn Thất Khê (cũ)",
        "Thị trấn Thất Khê (một phần)",
        "Thị trấn Thất Khê (nay là xã Đại Đồng)",
        "Thị trấn Thất Khê (xã Đại Đồng)",  # two units named
        "Thị trấn Thất Khê, huyện Văn Lãng",  # not of that district
        "Thị trấn Thất Khê - Xã Đại Đồng",
        "Thị trấn Thất Khê và xã Đại Đồng",
    ],
)
def test_a_note_may_mean_another_unit(written):
    assert commune(written) is None


def test_a_district_in_the_note_tells_namesakes_apart():
    assert commune("Xã Hồng Thái (huyện Bình Gia)") == "06115"
    assert commune("Xã Hồng Thái, H. Văn Lãng") == "06175"


def test_marks_are_believed_before_they_are_disregarded():
    register = area_register()
    official = register.by_code("commune", "05995", BEFORE)
    assert register.is_spelt("TT. THẤT KHÊ", official)
    assert register.is_spelt("1. Thất Khê (ĐBKK)", official)
    assert not register.is_spelt("That Khe", official)
    assert not register.is_spelt("Thật Khê", official)
    assert not register.is_spelt("Xã Thất Khê", official)  # another type: to be checked
    assert commune("Thật Khê") == "05995"


def test_a_city_by_its_initials():
    register = area_register()
    assert register.by_name("district", "TPLS", BEFORE, "20").code == "178"
    assert register.by_name("district", "TP. LS", BEFORE, "20").code == "178"
    assert register.by_name("district", "TPHN", BEFORE, "20") is None
    phu = register.by_name("district", "TPĐBP", BEFORE, "11")
    assert phu.name == "Thành phố Điện Biên Phủ"
    assert not register.is_spelt("TPĐBP", phu)  # lands with a remark


def all_units():
    register = area_register()
    for (level, _), areas in register._by_code.items():
        if level in ("district", "commune"):
            yield from areas


OLD_TONES = dict(
    pair.split(">")
    for pair in str.split(
        "òa>oà óa>oá ỏa>oả õa>oã ọa>oạ òe>oè óe>oé ỏe>oẻ õe>oẽ ọe>oẹ ùy>uỳ úy>uý ủy>uỷ ũy>uỹ ụy>uỵ"
    )
)


def with_old_tones(name):
    for new, old in OLD_TONES.items():
        name = name.replace(new, old)
    return name


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (str, 1),
        (str.upper, 1),
        (with_old_tones, 1),
        (str.lower, 3),
        (str.title, 3),
        (lambda name: unicodedata.normalize("NFD", name), 3),
        (lambda name: "  " + name.replace(" ", "\u00a0 "), 3),
        (lambda name: name.replace("Đ", "Ð").replace("đ", "ð"), 3),
        (lambda name: f"1.2. {name}", 7),
        (lambda name: f"- {name} (ĐBKK)*", 7),
    ],
)
def test_units_of_the_country_are_found_in_every_spelling(change, step):
    register, units = area_register(), list(all_units())[::step]
    wrong = [
        (change(unit.name), unit.code)
        for unit in units
        if (
            found := register.by_name(
                unit.level,
                change(unit.name),
                unit.valid_from,
                unit.province_code,
                (unit.district_code or "") if unit.level == "commune" else "",
            )
        )
        != unit
        or not register.is_spelt(change(unit.name), found)
    ]
    assert len(units) * step > 15_000
    assert wrong == []


def test_names_without_marks_are_never_another_unit():
    register, found = area_register(), {True: 0, False: 0}
    for unit in all_units():
        bare = unicodedata.normalize("NFD", unit.name.replace("đ", "d").replace("Đ", "D"))
        bare = "".join(char for char in bare if not unicodedata.combining(char))
        district = (unit.district_code or "") if unit.level == "commune" else ""
        area = register.by_name(unit.level, bare, unit.valid_from, unit.province_code, district)
        assert area in (unit, None)
        found[area is not None] += 1
    print(f"names without marks: {found[True]} found, {found[False]} refused")
    assert found[False] < 100


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
