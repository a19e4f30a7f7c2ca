"""A whole report typed in other ways: the same values land, or a refusal names the cell."""

import io
import unicodedata

import openpyxl
import pytest
from legacy_writing import tcvn3, vni

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import describe

SAMPLES = PROJECT_DIR / "tests" / "samples"
REVIEW = SAMPLES / "province__poverty_review" / "2024" / "submitted_11.xlsx"
CONTRACTS = load_contracts()
MONEY = SAMPLES / "treasury__disbursement" / "2022" / "submitted_11.xlsx"


def read(path, change=None, numbers=None):
    """The report, its texts rewritten by `change`, its numbers by `numbers`."""
    book = openpyxl.load_workbook(path)
    for cells in book.worksheets[0].iter_rows():
        for cell in cells:
            if isinstance(cell.value, str) and change:
                cell.value = change(cell.value)
            elif type(cell.value) in (int, float) and numbers:
                cell.value = numbers(cell.value)
    data = io.BytesIO()
    book.save(data)
    side = path.with_name(path.name + ".yml").read_text(encoding="utf-8")
    return read_submission(describe(path, "11", side), data.getvalue(), CONTRACTS)


def landed(reading):
    return [
        {k: v.lower() if isinstance(v, str) else v for k, v in row.values.items()}
        for row in reading.rows
    ]


def rules(reading):
    return {refusal.rule_code for refusal in reading.refusals}


WRITINGS = {
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "spaces": lambda text: f"\u00a0{text.replace(' ', chr(0xA0) + ' ')}\u200b",
    "eth": lambda text: text.replace("Đ", "Ð").replace("đ", "ð"),
    "direction": lambda text: f"\u200e{text}\u202c",
}


@pytest.mark.parametrize("way", WRITINGS)
def test_a_report_in_other_unicode_lands_as_it_is(way):
    reading = read(REVIEW, WRITINGS[way])
    expected = landed(read(REVIEW))
    got = landed(reading)
    if way == "eth":  # text lands as sent
        got = [{k: str(v).replace("ð", "đ") for k, v in row.items()} for row in got]
        expected = [{k: str(v) for k, v in row.items()} for row in expected]
    assert got == expected
    assert rules(reading) == rules(read(REVIEW))


@pytest.mark.parametrize(("writing", "name"), [(tcvn3, "TCVN3 (ABC)"), (vni, "VNI")])
@pytest.mark.parametrize("path", [REVIEW, MONEY])
def test_a_report_in_a_legacy_font_lands_in_unicode_and_says_so(path, writing, name):
    reading = read(path, writing)
    assert landed(reading) == landed(read(path))
    assert len(reading.rows) >= 5
    remarks = [r for r in reading.refusals if r.rule_code == "legacy_encoding"]
    assert [(r.value_given, r.severity, r.is_refused) for r in remarks] == [
        (name, "warning", False)
    ]


def vietnamese(value):
    whole, _, decimals = f"{value:,.10f}".rstrip("0").rstrip(".").partition(".")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def american(value):
    return f"{value:,.10f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("printed", [vietnamese, american])
@pytest.mark.parametrize("path", [REVIEW, MONEY])
def test_numbers_typed_as_texts_land_right_or_are_refused(path, printed):
    expected = landed(read(path))
    reading = read(path, numbers=printed)
    right = refused = 0
    for one, other in zip(expected, landed(reading), strict=True):
        for name, value in one.items():
            if other[name] == value:
                right += 1
            else:
                assert other[name] is None
                refused += 1
    print(f"{path.parent.parent.name} {printed.__name__}: {right} right, {refused} refused")
    assert refused == 0
    assert rules(reading) == rules(read(path))


def test_a_name_without_its_marks_lands_with_a_remark():
    reading = read(REVIEW, lambda text: "Xa Muong Phang" if text == "Xã Mường Phăng" else text)
    (remark,) = [r for r in reading.refusals if r.rule_code == "area_name_differs"]
    assert (remark.value_given, remark.value_expected, remark.is_refused) == (
        "Xa Muong Phang",
        "Xã Mường Phăng",
        False,
    )


def test_a_text_that_lost_letters_is_refused_by_cell():
    reading = read(REVIEW, lambda text: "Xã M\ufffdng" if text == "Xã Mường Phăng" else text)
    (refusal,) = [r for r in reading.refusals if r.rule_code == "text_undecided"]
    assert refusal.cell
    assert refusal.is_refused


def test_money_in_two_units_above_one_table_is_refused():
    reading = read(
        MONEY,
        lambda text: f"{text} (đồng)" if text.startswith("Lũy kế") else text,
    )
    assert rules(reading) == {"money_unit_ambiguous"}


def test_a_unit_in_a_column_s_header_holds_for_that_column():
    def change(text):
        return f"{text} (đồng)" if text == "Kế hoạch được giao" else text

    plain, changed = read(MONEY), read(MONEY, change)
    assert len(plain.rows) == len(changed.rows)
    for one, other in zip(plain.rows, changed.rows, strict=True):
        if one.values["assigned_vnd"] is not None:
            factor = one.values["assigned_vnd"] / 10**6 if one.values["assigned_vnd"] else 0
            assert other.values["assigned_vnd"] == round(factor)
        assert one.values["allocated_vnd"] == other.values["allocated_vnd"]
    assert (plain.money_unit, changed.money_unit) == ("triệu đồng", "đồng, triệu đồng")
