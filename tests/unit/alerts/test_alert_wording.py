"""Periods, days and senders' text as the Office reads them."""

import unicodedata
from datetime import UTC, date, datetime

import pytest

from orchestration.alerts.wording import (
    clean,
    number_vi,
    period_end,
    period_vi,
    periods_vi,
    time_vi,
)


@pytest.mark.parametrize(
    ("period", "label", "last_day"),
    [
        ("2024", "năm 2024", date(2024, 12, 31)),
        ("2024-02", "tháng 2/2024", date(2024, 2, 29)),
        ("2025-12", "tháng 12/2025", date(2025, 12, 31)),
        ("2025Q1", "quý I/2025", date(2025, 3, 31)),
        ("2025Q4", "quý IV/2025", date(2025, 12, 31)),
        ("2025S1", "6 tháng đầu năm 2025", date(2025, 6, 30)),
        ("2025S2", "6 tháng cuối năm 2025", date(2025, 12, 31)),
    ],
)
def test_a_period_has_a_label_and_a_last_day(period, label, last_day):
    assert period_vi(period) == label
    assert period_end(period) == last_day


@pytest.mark.parametrize("period", ["2024-13", "2025Q5", "hôm qua", ""])
def test_what_is_no_period_is_shown_as_it_is(period):
    assert period_vi(period) == period
    assert period_end(period) is None


def test_four_years_of_months_are_one_range():
    months = [f"{year}-{month:02}" for year in range(2022, 2026) for month in range(1, 13)]
    assert periods_vi(months) == "tháng 1/2022 – 12/2025 (48 kỳ)"


def test_a_gap_ends_a_range():
    assert periods_vi(["2022-05", "2022-01", "2022-03", "2022-02"]) == (
        "tháng 1/2022 – 3/2022, tháng 5/2022 (4 kỳ)"
    )


def test_ranges_run_over_the_new_year_and_never_mix_kinds():
    assert periods_vi(["2023Q4", "2024Q1"]) == "quý IV/2023 – I/2024 (2 kỳ)"
    assert periods_vi(["2023", "2024"]) == "năm 2023 – 2024 (2 kỳ)"
    assert periods_vi(["2025S2", "2025"]) == "6 tháng cuối năm 2025, năm 2025 (2 kỳ)"
    assert periods_vi(["2024"]) == "năm 2024"


def test_a_time_is_shown_in_hanoi():
    # 19:30 UTC is 02:30 of the next day, seven hours later.
    assert time_vi(datetime(2026, 11, 22, 19, 30, tzinfo=UTC)) == "02:30 ngày 23/11/2026"
    assert time_vi(datetime(2026, 11, 22, 19, 30)) == "02:30 ngày 23/11/2026"


def test_senders_text_is_one_visible_composed_line():
    assert clean("a\r\n  KẾT QUẢ\tgiả") == "a KẾT QUẢ giả"
    assert clean("báo\u202egpj.xlsx\u200b\x07") == "báogpj.xlsx"
    assert clean(unicodedata.normalize("NFD", "Lạng Sơn")) == "Lạng Sơn"
    assert clean("x" * 301) == "x" * 299 + "…"


def test_thousands_have_a_dot():
    assert number_vi(1732) == "1.732"
