"""A contract file says only what the classes know, and every form of ours is one."""

import pytest
import yaml

from expectations.contract import FORMS_DIR, ContractError, load_contract, load_contracts

MINIMAL = {
    "form": "office__list",
    "title_vi": "Danh sách",
    "description": "One row per thing.",
    "legal_source": "none",
    "issuers": ["office"],
    "period": "received_year",
    "phase": "final",
    "fields": {"thing": {"type": "text", "label_vi": "Thứ"}},
    "editions": {"2024": {"columns": {"thing": "Thứ"}}},
}


def write(folder, **changes):
    path = folder / "office__list.yml"
    path.write_text(yaml.safe_dump(MINIMAL | changes, allow_unicode=True), encoding="utf-8")
    return path


def test_a_minimal_contract_lands_its_fields(tmp_path):
    names = [name for name, _ in load_contract(write(tmp_path)).landed_columns]
    assert names == [
        "submission_id",
        "sheet",
        "row_number",
        "row_kind",
        "block",
        "thing",
        "cell_states",
    ]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"titels": []}, "titels"),
        ({"editions": {"2024": {"columns": {"thin": "Thứ"}}}}, "thin"),
        ({"key": ["thin"]}, "thin"),
        ({"fields": {"thing": {"type": "txt", "label_vi": "Thứ"}}}, "type"),
        ({"fields": {"thing": {"type": "code", "label_vi": "Thứ"}}}, "codes"),
        ({"form": "office__other"}, "office__other"),
        ({"editions": {"2024": {"variant": "poor", "columns": {"thing": "Thứ"}}}}, "poor"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path, changes, named):
    with pytest.raises(ContractError, match=r"office__list\.yml") as error:
        load_contract(write(tmp_path, **changes))
    assert named in str(error.value)


@pytest.mark.parametrize("left", ["__import__('os')", "X", "a ** 9", "a.b", "a <", "True"])
def test_a_check_is_arithmetic_and_nothing_else(tmp_path, left):
    check = {
        "rule": "r",
        "left": left,
        "op": "<=",
        "right": "1",
        "severity": "error",
        "message_vi": "m",
    }
    with pytest.raises(ContractError, match="arithmetic"):
        load_contract(write(tmp_path, checks=[check]))


def test_a_form_of_another_folder_joins_ours(tmp_path):
    write(tmp_path)
    forms = load_contracts([tmp_path])
    assert "office__list" in forms
    assert {path.stem for path in FORMS_DIR.glob("*.yml")} < set(forms)


def test_a_form_cannot_exist_twice(tmp_path):
    (tmp_path / "treasury__disbursement.yml").write_bytes(
        (FORMS_DIR / "treasury__disbursement.yml").read_bytes()
    )
    with pytest.raises(ContractError, match="twice"):
        load_contracts([tmp_path])
