"""Every key of the contract language, on small files: what lands and what is refused."""

import datetime
import json
from pathlib import Path

import jsonschema
import pytest
import xlsxwriter
import yaml

from expectations.contract import (
    FORMS_DIR,
    ContractError,
    contract_schema,
    load_contract,
    load_contracts,
)
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import describe
from orchestration.ingest.text import fold
from orchestration.intake import judge_all

SCHEMA = Path(FORMS_DIR.parent / "contract.schema.json")


def contract(folder, **content):
    forms = folder / "forms"
    forms.mkdir(exist_ok=True)
    text = yaml.safe_dump({"form": "test__list", "title_vi": "Danh sách"} | content)
    (forms / "test__list.yml").write_text(text, encoding="utf-8")
    return forms


def check(folder, path):
    contracts = load_contracts([folder / "forms"])
    receipt = describe(path, "some-folder", "form: test__list")
    reading = read_submission(receipt, path.read_bytes(), contracts)
    judge_all([reading], contracts)
    return reading


def csv_file(folder, text, encoding="utf-8"):
    path = folder / "file.csv"
    path.write_bytes(text.encode(encoding))
    return path


def sheet(folder, rows, merges=()):
    path = folder / "file.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Trang")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(number, column, value)
        for first_row, first_column, last_row, last_column, value in merges:
            page.merge_range(first_row, first_column, last_row, last_column, value)
    return path


def values(reading):
    return [row.values for row in reading.details]


def rules(reading):
    return [(refusal.cell, refusal.rule_code) for refusal in reading.refusals]


THING = {
    "name": {"type": "text", "label_vi": "Name"},
    "count": {"type": "integer", "label_vi": "Count"},
}
ONE = {"1": {"columns": {"name": "Name", "count": "Count"}}}


def test_the_schema_beside_the_classes_is_made_from_them():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == contract_schema()


def test_every_key_of_the_schema_is_described_with_an_example():
    definitions = [SCHEMA.read_text(encoding="utf-8")]
    schema = json.loads(definitions[0])
    for part in (schema, *schema["$defs"].values()):
        for name, key in part["properties"].items():
            assert key.get("description"), name
            assert key.get("examples"), name


@pytest.mark.parametrize("path", sorted(FORMS_DIR.glob("*.yml")), ids=lambda p: p.stem)
def test_our_own_contracts_follow_the_schema(path):
    content = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    jsonschema.validate(content, contract_schema())


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ({"feilds": THING}, "fields"),
        ({"fields": {"name": {"type": "text", "label_vi": "N", "requierd": True}}}, "required"),
        ({"fields": {"name": {"type": "txet", "label_vi": "N"}}}, "text"),
        ({"file": {"delimeter": ";"}}, "delimiter"),
    ],
)
def test_a_misspelt_key_is_named_with_the_one_that_was_meant(tmp_path, wrong, meant):
    forms = contract(tmp_path, **({"fields": THING, "editions": ONE} | wrong))
    with pytest.raises(ContractError, match=f"did you mean `{meant}`"):
        load_contract(forms / "test__list.yml")


def test_a_key_that_belongs_elsewhere_is_not_said_to_be_misspelt(tmp_path):
    forms = contract(tmp_path, fields=THING, editions=ONE, delimiter=";")
    with pytest.raises(ContractError, match=r"delimiter: no such key here$"):
        load_contract(forms / "test__list.yml")


def test_a_key_given_twice_is_an_error(tmp_path):
    path = contract(tmp_path, fields=THING, editions=ONE) / "test__list.yml"
    path.write_text(path.read_text(encoding="utf-8") + "title_vi: Khác\n", encoding="utf-8")
    with pytest.raises(ContractError, match="'title_vi' is given twice"):
        load_contract(path)


def test_a_csv_is_read_by_its_header_wherever_the_file_comes_from(tmp_path):
    contract(tmp_path, fields=THING, editions=ONE)
    answer = check(tmp_path, csv_file(tmp_path, "Name,Count\nA,1\nB,2\n"))
    assert answer.status == "accepted"
    assert values(answer) == [{"name": "A", "count": 1}, {"name": "B", "count": 2}]


def test_a_row_of_another_width_is_refused_and_the_rest_lands(tmp_path):
    contract(tmp_path, fields=THING, editions=ONE)
    answer = check(tmp_path, csv_file(tmp_path, "Name,Count\nA,1,9\nB\nC,3\nD,4,\n"))
    assert values(answer) == [{"name": "C", "count": 3}, {"name": "D", "count": 4}]
    assert rules(answer) == [("A2", "row_width"), ("A3", "row_width")]


def test_header_lines_of_different_widths_are_refused(tmp_path):
    """A lost delimiter moves every group after it over other columns."""
    names = {"plan": "2023 › Plan", "spent": "2023 › Spent", "next": "2024 › Plan"}
    fields = dict.fromkeys(names, THING["count"]) | {"name": THING["name"]}
    contract(tmp_path, fields=fields, editions={"1": {"columns": {"name": "Name", **names}}})
    lines = "Name,2023,,2024\n,Plan,Spent,Plan\nA,1,2,3\n"
    assert values(check(tmp_path, csv_file(tmp_path, lines))) == [
        {"name": "A", "plan": 1, "spent": 2, "next": 3}
    ]
    answer = check(tmp_path, csv_file(tmp_path, lines.replace(",,2024", ",2024")))
    assert (answer.status, rules(answer)) == ("refused", [("A1", "header_incomplete")])


def test_a_row_of_numbers_in_order_is_data_where_no_form_prints_column_numbers(tmp_path):
    contract(tmp_path, fields=THING, editions=ONE)
    assert values(check(tmp_path, csv_file(tmp_path, "Name,Count\n1,2\n"))) == [
        {"name": "1", "count": 2}
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ({"delimiter": ";"}, "Name;Count\n'A';1\n"),
        ({"delimiter": "|", "quote": "'"}, "Name|Count\n'''A'''|1\n"),
        ({"quote": "", "delimiter": "\t"}, "Name\tCount\n'A'\t1\n"),
        ({"escape": "\\", "quote": '"'}, "Name,Count\n\"'A'\",1\n"),
    ],
)
def test_delimiter_quote_and_escape_are_the_contract_s(tmp_path, file, text):
    contract(tmp_path, file=file, fields=THING, editions=ONE)
    assert values(check(tmp_path, csv_file(tmp_path, text))) == [{"name": "'A'", "count": 1}]


def test_a_delimiter_that_does_not_fit_is_refused(tmp_path):
    contract(tmp_path, file={"delimiter": ";"}, fields=THING, editions=ONE)
    answer = check(tmp_path, csv_file(tmp_path, "Name,Count\nA,1\n"))
    assert (answer.status, answer.rows) == ("refused", [])


def test_an_encoding_that_does_not_fit_is_refused(tmp_path):
    contract(tmp_path, file={"encodings": ["utf-8"]}, fields=THING, editions=ONE)
    answer = check(tmp_path, csv_file(tmp_path, "Name,Count\nCafé,1\n", "windows-1252"))
    assert (answer.status, answer.rows) == ("refused", [])


def test_a_quote_that_is_never_closed_lands_nothing(tmp_path):
    contract(tmp_path, fields=THING, editions=ONE)
    answer = check(tmp_path, csv_file(tmp_path, 'Name,Count\nA,1\n"B,2\nC,3\n'))
    assert (answer.status, answer.rows) == ("refused", [])


def test_a_table_without_a_header_is_read_by_letters(tmp_path):
    edition = {"header": "none", "first_row": 2, "columns": {"name": "B", "count": "A"}}
    contract(tmp_path, fields=THING, editions={"1": edition})
    answer = check(tmp_path, csv_file(tmp_path, "a title,\n1,A\n2,B\n"))
    assert values(answer) == [{"name": "A", "count": 1}, {"name": "B", "count": 2}]


def test_rows_to_skip_and_rows_to_stop_at(tmp_path):
    contract(
        tmp_path, fields=THING, editions=ONE, skip_rows=["Total{any}"], stop_at=["Source{any}"]
    )
    text = "Name,Count\nA,1\nTotal of page,1\nB,2\nSource: x,\nC,3\n"
    assert values(check(tmp_path, csv_file(tmp_path, text))) == [
        {"name": "A", "count": 1},
        {"name": "B", "count": 2},
    ]


def test_limits_patterns_uniqueness_and_allowed_values(tmp_path):
    fields = {
        "code": {"type": "text", "label_vi": "Code", "pattern": "[A-Z]{2}", "unique": True},
        "day": {"type": "date", "label_vi": "Day", "minimum": datetime.date(2020, 1, 1)},
        "level": {"type": "code", "label_vi": "Level", "codes": ["low", "high"]},
        "share": {"type": "decimal", "label_vi": "Share", "maximum": 1, "decimal": "."},
    }
    columns = {"code": "Code", "day": "Day", "level": "Level", "share": "Share"}
    contract(tmp_path, fields=fields, editions={"1": {"columns": columns}}, date_order="ymd")
    rows = [
        "Code,Day,Level,Share",
        "AA,2020-01-01,low,0.5",
        "aB,2020-01-02,low,0.5",
        "BB,2019-12-31,low,0.5",
        "CC,2020-01-01,lower,0.5",
        "DD,2020-01-01,high,1.5",
        "EE,2020-01-01,low,1",
        "EE,2020-01-01,low,1",
    ]
    answer = check(tmp_path, csv_file(tmp_path, "\n".join(rows)))
    assert [row["code"] for row in values(answer)] == ["AA", "CC"]
    assert sorted(rules(answer)) == [
        ("A3", "cell_pattern"),
        ("A7", "cell_duplicate"),
        ("A8", "cell_duplicate"),
        ("B4", "cell_out_of_range"),
        ("C5", "cell_not_code"),
        ("D6", "cell_out_of_range"),
    ]


@pytest.mark.parametrize(
    ("op", "kept"),
    [
        ("<=", [1, 2]),
        ("<", [1]),
        ("=", [2]),
        ("!=", [1, 3]),
        (">=", [2, 3]),
        (">", [3]),
    ],
)
def test_row_arithmetic(tmp_path, op, kept):
    fields = {
        "left": {"type": "decimal", "label_vi": "Left"},
        "right": {"type": "decimal", "label_vi": "Right"},
    }
    rule = {"rule": "rule", "left": "left", "op": op, "right": "right * 2", "message_vi": "Sai."}
    columns = {"left": "Left", "right": "Right"}
    contract(tmp_path, fields=fields, editions={"1": {"columns": columns}}, checks=[rule])
    answer = check(tmp_path, csv_file(tmp_path, "Left,Right\n1,1\n2,1\n3,1\n"))
    assert [int(row["left"]) for row in values(answer)] == kept


def test_a_block_for_every_year_of_the_header(tmp_path):
    fields = {
        "name": {"type": "text", "label_vi": "Name"},
        "poor": {"type": "integer", "label_vi": "Poor"},
        "rate": {"type": "percent", "label_vi": "Rate"},
    }
    edition = {
        "columns": {"name": "Name"},
        "blocks": [{"at": "Year {year}", "set": {"year": "{year}"}}],
        "block_columns": {"poor": "Poor", "rate": "Rate"},
    }
    contract(tmp_path, fields=fields, editions={"1": edition})
    rows = [
        ["Name", "Year 2020", None, "Year 2021", None],
        [None, "Poor", "Rate", "Poor", "Rate"],
        ["A", 5, 10, 4, 8],
        ["B", 7, 14, None, None],
    ]
    answer = check(tmp_path, sheet(tmp_path, rows, [(0, 0, 1, 0, "Name")]))
    assert [(row["name"], row["year"], row["poor"]) for row in values(answer)] == [
        ("A", "2020", 5),
        ("A", "2021", 4),
        ("B", "2020", 7),
    ]


def test_a_block_for_every_label_of_the_header(tmp_path):
    fields = {
        "name": {"type": "text", "label_vi": "Name"},
        "value": {"type": "integer", "label_vi": "Value"},
    }
    edition = {
        "columns": {"name": "Name"},
        "blocks": [{"at": "Region › {label}", "set": {"region": "{label}"}}],
        "block_columns": {"value": ""},
    }
    contract(tmp_path, fields=fields, editions={"1": edition})
    rows = [["Name", "Region", None], [None, "Đông Bắc", "Tây Bắc"], ["A", 1, 2]]
    answer = check(tmp_path, sheet(tmp_path, rows, [(0, 1, 0, 2, "Region")]))
    assert [(row["region"], row["value"]) for row in values(answer)] == [
        ("Đông Bắc", 1),
        ("Tây Bắc", 2),
    ]


def test_the_labels_of_a_block_are_those_of_its_list(tmp_path):
    """Behind other words and in another spelling; a text that is none of them is refused."""
    fields = {
        "name": {"type": "text", "label_vi": "Name"},
        "value": {"type": "integer", "label_vi": "Value"},
        "part": {"type": "integer", "label_vi": "Part"},
    }
    block = {"at": "Dân tộc {label}", "set": {"people": "{label}"}}
    block["codes"] = {"Tày": "Tày", "Mông": "Mông", "H'Mông": "Mông"}
    edition = {"columns": {"name": "Name"}, "blocks": [block]}
    edition["block_columns"] = {"value": "Value", "part": "Part"}
    contract(tmp_path, fields=fields, editions={"1": edition})
    top = ["Name", "DÂN TỘC  TÀY", None, "Dân tộc Tàyy", None, "Dân tộc H’Mông", None]
    rows = [top, [None, *["Value", "Part"] * 3], ["A", 5, 1, 6, 2, 7, 3]]
    answer = check(tmp_path, sheet(tmp_path, rows, [(0, n, 0, n + 1, top[n]) for n in (1, 3, 5)]))
    assert [(row["people"], row["value"], row["part"]) for row in values(answer)] == [
        ("Tày", 5, 1),
        ("Mông", 7, 3),
    ]
    (refusal,) = answer.refusals
    assert (refusal.rule_code, refusal.cell, refusal.severity) == (
        "column_not_in_list",
        "D1",
        "error",
    )
    assert "“Dân tộc Tàyy” (cột D, E)" in refusal.message_vi


def test_a_sheet_with_no_label_of_the_list_lands_nothing(tmp_path):
    block = {"at": "Dân tộc {label}", "set": {"people": "{label}"}, "codes": ["Tày"]}
    edition = {"columns": {"name": "Name"}, "blocks": [block]}
    edition["block_columns"] = {"count": "Value"}
    contract(tmp_path, fields=THING, editions={"1": edition})
    answer = check(tmp_path, sheet(tmp_path, [["Name", "Dân tộc Tàyy"], [None, "Value"], ["A", 5]]))
    assert answer.rows == []
    assert rules(answer) == [(None, "column_missing"), ("B1", "column_not_in_list")]
    assert "“Dân tộc … › Value”" in answer.refusals[0].message_vi


def test_the_ethnic_groups_of_both_forms_are_the_same_54():
    contracts = load_contracts()
    (block,) = contracts["province__poverty_by_ethnicity"].editions["2022"].blocks
    assert block.codes == contracts["province__household_list"].fields["ethnicity"].codes
    assert len(set(block.codes.values())) == 54
    # Without case and marks they still are 54.
    assert len({fold(group) for group in block.codes.values()}) == 54


def test_several_tables_on_a_sheet_with_columns_in_another_order(tmp_path):
    contract(tmp_path, fields=THING, editions=ONE)
    rows = [
        ["Table 1"],
        ["Name", "Count"],
        ["A", 1],
        [],
        ["Table 2"],
        ["Count", "Name"],
        [2, "B"],
        ["two", "C"],
    ]
    answer = check(tmp_path, sheet(tmp_path, rows))
    assert values(answer) == [
        {"name": "A", "count": 1},
        {"name": "B", "count": 2},
        {"name": "C", "count": None},
    ]
    assert rules(answer) == [("A8", "cell_not_number")]


def test_either_of_two_printed_paths(tmp_path):
    contract(
        tmp_path,
        fields=THING,
        editions={"1": {"columns": {"name": ["Tên", "Name"], "count": "Count"}}},
    )
    assert values(check(tmp_path, csv_file(tmp_path, "Name,Count\nA,1\n"))) == [
        {"name": "A", "count": 1}
    ]


def test_words_that_say_not_reported_and_texts_as_they_stand(tmp_path):
    fields = {
        "name": {"type": "text", "label_vi": "Name", "verbatim": True},
        "count": {"type": "integer", "label_vi": "Count", "blanks": ["NA"]},
    }
    contract(tmp_path, fields=fields, editions=ONE)
    assert values(check(tmp_path, csv_file(tmp_path, 'Name,Count\n"A  b\nc",NA\n'))) == [
        {"name": "A  b\nc", "count": None}
    ]


def test_the_header_at_stated_rows_and_sheets_by_name(tmp_path):
    editions = {"1": ONE["1"] | {"header_rows": [3, 3]}}
    contract(tmp_path, fields=THING, editions=editions, file={"sheets": ["tra{any}"]})
    rows = [["Name", "Count"], ["no", 1], ["Name", "Count"], ["A", 1]]
    assert values(check(tmp_path, sheet(tmp_path, rows))) == [{"name": "A", "count": 1}]
