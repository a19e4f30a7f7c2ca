"""Who is in a list of households: kept apart, quoted nowhere, gone when its time is over."""

import datetime
import io
import os
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest

from expectations.contract import ContractError, load_contract, load_contracts
from orchestration.home import PROJECT_DIR, Home
from orchestration.ingest.landing import discard_landing
from orchestration.ingest.submissions import receipts
from orchestration.intake import take_in
from orchestration.replies.making import make_reply
from orchestration.replies.remarks import Reply

SAMPLE = PROJECT_DIR / "tests/samples/province__household_list/2022/submitted_20.xlsx"
NAMES = ["Nông Văn Mẫu Một", "Lý Thị Mẫu Hai", "Triệu Minh Mẫu Ba", "Vi Ngọc Mẫu Bốn"]
FIRST_ROW = 10
COLUMNS = 26


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "the office's home")


def send(home: Home, path: Path = SAMPLE, name: str = "ds.xlsx", received: str = "") -> None:
    """Put a list into the inbox, long at rest, as if it had come on that day."""
    target = home.inbox / "20" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    side = SAMPLE.with_name(f"{SAMPLE.name}.yml").read_text(encoding="utf-8")
    shutil.copyfile(path, target)
    target.with_name(f"{name}.yml").write_text(
        side.replace("2026-01-20", received) if received else side, encoding="utf-8"
    )
    for file in (target, target.with_name(f"{name}.yml")):
        os.utime(file, (1, 1))


def texts(database: Path) -> set[str]:
    """Every text of a database."""
    found = set()
    with duckdb.connect(str(database), read_only=True) as connection:
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " where not internal and data_type = 'VARCHAR'"
        ).fetchall():
            rows = connection.execute(
                f'select distinct "{column}" from "{schema}"."{table}"'
            ).fetchall()
            found |= {text for (text,) in rows if text}
    return found


def said(home: Home) -> list[tuple[str, str | None, str]]:
    with duckdb.connect(str(home.landing), read_only=True) as connection:
        return connection.execute(
            "select rule_code, value_given, message_vi from ledger.refusals order by all"
        ).fetchall()


def test_who_it_is_lands_apart_and_under_lock(home):
    send(home)
    take_in(home)
    landed, apart = texts(home.landing), texts(home.personal)
    assert {"Xã Thất Khê", "Tày"} <= landed
    assert {*NAMES, "12/03/1968", "000068000001", "LS-0001", "Khuổi Rào", "Sửa nhà"} <= apart
    assert not landed & apart - {receipts(home)[0].submission_id, "Biểu 14"}
    for folder in (home.personal.parent, home.archive):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_name_in_any_column_is_quoted_nowhere(home, tmp_path):
    """A slipped row, a name where a commune or a number should be."""
    workbook = openpyxl.load_workbook(SAMPLE)
    sheet = workbook.active
    like = [cell.value for cell in sheet[FIRST_ROW]]
    for column in range(COLUMNS):
        row = FIRST_ROW + 4 + column
        for place, value in enumerate(like, start=1):
            sheet.cell(row, place).value = value
        sheet.cell(row, 5).value = f"LS-1{column:03d}"
        sheet.cell(row, column + 1).value = NAMES[0]
    flawed = tmp_path / "flawed.xlsx"
    workbook.save(flawed)
    send(home, flawed)
    take_in(home)
    assert len({rule for rule, _, _ in said(home)}) > 3
    for text in texts(home.landing):
        assert not any(name in text for name in NAMES), text


def test_a_list_in_which_hardly_a_name_is_known_is_refused_without_one(home, tmp_path):
    workbook = openpyxl.load_workbook(SAMPLE)
    sheet = workbook.active
    for row in range(FIRST_ROW, FIRST_ROW + 4):
        for column in range(COLUMNS, 6, -1):
            sheet.cell(row, column).value = sheet.cell(row, column - 1).value
        sheet.cell(row, 6).value = sheet.cell(row, 2).value
    flawed = tmp_path / "flawed.xlsx"
    workbook.save(flawed)
    send(home, flawed)
    take_in(home)
    assert {rule for rule, _, _ in said(home)}
    for text in texts(home.landing):
        assert not any(name in text for name in NAMES), text


def test_a_finding_still_names_cell_and_column(home, tmp_path):
    workbook = openpyxl.load_workbook(SAMPLE)
    workbook.active["I11"].value = "năm người"
    flawed = tmp_path / "flawed.xlsx"
    workbook.save(flawed)
    send(home, flawed)
    take_in(home)
    ((rule, value, message),) = said(home)
    assert (rule, value) == ("cell_not_number", None)
    assert "Số nhân khẩu" in message
    assert "năm người" not in message


def test_after_five_years_only_the_receipt_is_left(home):
    send(home, received="2019-01-20")
    take_in(home)
    assert len(receipts(home)) == 1
    assert not [path for path in (home.archive / "objects").rglob("*") if path.is_file()]
    ((rule, value, message),) = said(home)
    assert (rule, value) == ("file_erased", None)
    assert "hết thời hạn lưu giữ" in message
    with duckdb.connect(str(home.landing), read_only=True) as connection:
        assert connection.execute(
            "select submission_status, form, (select count(*) from raw.province__household_list)"
            " from ledger.submissions"
        ).fetchall() == [("refused", "province__household_list", 0)]
    # Not only out of reach: out of the bytes.
    assert not any(name.encode() in home.personal.read_bytes() for name in NAMES)
    before = said(home)
    take_in(home)
    assert said(home) == before
    discard_landing(home)
    take_in(home)
    assert said(home) == before


def test_the_day_before_it_is_kept(home):
    today = datetime.datetime.now(datetime.UTC).date()
    send(home, received=f"{today.replace(year=today.year - 5, day=min(today.day, 28)):%Y-%m-%d}")
    if today.day > 28:
        pytest.skip("a day that not every year has")
    take_in(home)
    assert not said(home)
    assert set(NAMES) <= texts(home.personal)


def test_bytes_that_come_again_are_kept_from_then_on(home):
    send(home, received="2019-01-20")
    take_in(home)
    send(home, name="ds gửi lại.xlsx")
    take_in(home)
    assert not said(home)
    assert set(NAMES) <= texts(home.personal)
    assert len(receipts(home)) == 2


def test_a_list_that_is_no_longer_in_the_archive_leaves_no_name(home):
    send(home)
    take_in(home)
    for path in (home.archive / "receipts").iterdir():
        path.unlink()
    take_in(home)
    assert not set(NAMES) & texts(home.personal)
    assert not any(name.encode() in home.personal.read_bytes() for name in NAMES)


@pytest.mark.parametrize("damage", ["gone", "scribbled over", "from another night"])
def test_a_personal_file_that_is_not_whole_is_made_anew(home, damage):
    send(home)
    take_in(home)
    if damage == "gone":
        home.personal.unlink()
    elif damage == "scribbled over":
        home.personal.write_bytes(b"\0" * 4096)
    else:
        with duckdb.connect(str(home.personal)) as connection:
            connection.execute("delete from province__household_list where row_number = 10")
    take_in(home)
    assert set(NAMES) <= texts(home.personal)


def test_its_reply_is_a_list_without_the_file():
    contract = load_contracts()["province__household_list"]
    reply = Reply(
        submission_id="s",
        issuer_code="20",
        file_name="ds.xlsx",
        sha256="",
        form=contract.form,
        form_vi=contract.title_vi,
        period="2025",
        received_at=datetime.datetime(2026, 1, 20, tzinfo=datetime.UTC),
        is_sample=True,
        status="partial",
        rows_accepted=3,
        rows_refused=1,
        remarks=(),
    )
    kind, content = make_reply(reply, SAMPLE.read_bytes(), contract)
    assert kind == "xlsx"
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert len(sheets) == 1
    assert not any(cell.value in NAMES for row in sheets[0].iter_rows() for cell in row)


def test_personal_fields_and_their_end_go_together(tmp_path):
    text = (PROJECT_DIR / "expectations/forms/province__household_list.yml").read_text("utf-8")
    path = tmp_path / "province__household_list.yml"
    path.write_text(text.replace("retention_years: 5\n", ""), encoding="utf-8")
    with pytest.raises(ContractError, match="retention_years"):
        load_contract(path)
