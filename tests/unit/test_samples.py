"""The hand-made sample of each form and edition lands as its expected.csv says.

A sample is `tests/samples/<form>/<edition>/submitted_<issuer>.<xlsx …>`; expected.csv names the
landed columns and rows, worked out by hand.
"""

import csv
from datetime import date
from decimal import Decimal

import pytest

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import describe

SAMPLES = PROJECT_DIR / "tests" / "samples"
CONTRACTS = load_contracts()
EXPECTED = sorted(SAMPLES.glob("*/*/expected.csv"))


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize(
    ("form", "edition"),
    [(form, edition) for form, c in CONTRACTS.items() for edition in c.editions],
)
def test_every_edition_of_every_form_has_a_sample(form, edition):
    assert any((SAMPLES / form / edition).iterdir())


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda p: "/".join(p.parts[-3:-1]))
def test_a_sample_lands_as_worked_out_by_hand(expected):
    (path,) = (p for p in expected.parent.glob("submitted_*") if p.suffix != ".yml")
    side = path.with_name(f"{path.name}.yml").read_text(encoding="utf-8")
    receipt = describe(path, path.stem.removeprefix("submitted_"), side)
    reading = read_submission(receipt, path.read_bytes(), CONTRACTS)
    assert (reading.form, reading.edition) == expected.parts[-3:-1]
    assert [refusal for refusal in reading.refusals if refusal.is_refused] == []
    with expected.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    own = {"sheet": "sheet", "row_number": "row_number", "row_kind": "kind"}
    landed = [
        {
            column: _written(getattr(row, own[column]) if column in own else row.values.get(column))
            for column in rows[0]
        }
        for row in reading.rows
    ]
    assert landed == rows
