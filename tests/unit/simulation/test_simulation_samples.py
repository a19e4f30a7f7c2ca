"""The hand-made sample of each form and edition lands as its expected.csv says."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import describe

SAMPLES = PROJECT_DIR / "tests" / "samples"
ISSUERS = {
    "province__poverty_review/2021/submitted.xls": "20",
    "province__poverty_review/2024/submitted.xlsx": "11",
    "treasury__disbursement/2022/submitted.xlsx": "11",
    "province__commune_status/2022/submitted.xlsx": "20",
}
DESCRIBED = {
    "province__poverty_review/2021/submitted.xls": ("2021", "2022", "update", None),
    "province__poverty_review/2024/submitted.xlsx": ("2024", "2025", "estimate", None),
    "treasury__disbursement/2022/submitted.xlsx": ("2022", "2024-10", "final", 2024),
    "province__commune_status/2022/submitted.xlsx": ("2022", "2023", "update", None),
}


def _read(name: str):
    path = SAMPLES / name
    side = path.with_name(f"{path.name}.yml").read_text(encoding="utf-8")
    receipt = describe(path, ISSUERS[name], side)
    return read_submission(receipt, path.read_bytes(), load_contracts())


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize("name", ISSUERS)
def test_the_file_is_recognised(name):
    reading = _read(name)
    found = (reading.edition, reading.period.label, reading.report_phase, reading.budget_year)
    assert found == DESCRIBED[name]
    assert [refusal for refusal in reading.refusals if refusal.is_refused] == []


@pytest.mark.parametrize("name", ISSUERS)
def test_the_rows_are_those_expected(name):
    path = Path(SAMPLES / name).with_name("expected.csv")
    with path.open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    found = [
        {
            column: _written(
                {
                    "sheet": row.sheet,
                    "row_number": row.row_number,
                    "row_kind": row.kind,
                    **row.values,
                }[column]
            )
            for column in expected[0]
        }
        for row in _read(name).rows
    ]
    assert found == expected
