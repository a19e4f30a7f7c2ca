"""Projects by code, wording or numbering. Facts: QĐ 1719, 90 and 263 (seeds/programmes.csv)."""

import pytest

from orchestration.ingest.programmes import programme_register


@pytest.mark.parametrize(
    ("outline", "name", "code"),
    [
        ("I", "Chương trình MTQG phát triển KT-XH vùng đồng bào DTTS&MN", "1719"),
        ("II", "Chương trình MTQG giảm nghèo bền vững", "90"),
        ("III", "Chương trình MTQG xây dựng nông thôn mới", "263"),
        ("I", "Chương trình giảm nghèo bền vững", "90"),  # the name before the number
        ("II", "", "90"),
    ],
)
def test_programmes(outline, name, code):
    assert programme_register().programme(outline, name) == code


@pytest.mark.parametrize(
    ("parent", "printed", "outline", "name", "code"),
    [
        (None, "", "3", "Dự án 3: Phát triển sản xuất", "03"),
        ("03", "", "3.2", "Tiểu dự án 2: chuỗi giá trị", "03.02"),
        (None, "", "", "DA3/TDA2", "03.02"),
        (None, "", "", "Tiểu DA1, DA5", "05.01"),
        ("02", "", "", "TDA 3.1", "03.01"),
        (None, "04", "7", "Đầu tư cơ sở hạ tầng", "04"),
        ("05", "05.03", "", "nghề nghiệp", "05.03"),
        (None, "", "10", "không rõ tên", "10"),
        (None, "99", "", "không rõ tên", None),
        (None, "04", "", "Dự án 5: giáo dục", None),  # code and wording contradict each other
    ],
)
def test_projects_of_1719(parent, printed, outline, name, code):
    assert programme_register().project("1719", parent, printed, outline, name) == code


def test_a_project_that_the_programme_does_not_have():
    assert programme_register().project("90", None, "", "8", "Dự án 8") is None
