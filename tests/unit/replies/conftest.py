"""A data folder after its night, without dbt: the landing is real, two marts stand in for it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl
import pytest

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR, Home
from orchestration.ingest.landing import open_landing
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import archive_inbox, object_path
from orchestration.replies.outbox import Outbox, fill_outbox

SAMPLE = PROJECT_DIR / "tests/samples/province__poverty_review/2024/submitted_11.xlsx"
CONTRACTS = load_contracts()
SIDE = "received_at: 2025-10-08T14:05:00+07:00\n"

# What the real marts say of the landing, as far as a reply asks.
MARTS = """
attach '{landing}' as landing (read_only);
create schema marts;
create table marts.fct_submissions as
    select *, submission_id in ({superseded}) as is_superseded,
        case when submission_id in ({voided}) then 'excluded' end as decision
    from landing.ledger.submissions;
create table marts.fct_quality_findings as
    select *, message_vi as finding_id, 'cell' as kind, 'Sửa rồi gửi lại.' as next_steps_vi
    from landing.ledger.refusals;
"""


@dataclass(frozen=True)
class Office:
    """The data folder, and what a night does with it."""

    home: Home

    def send(self, issuer: str, name: str, content: bytes, side: str | None = SIDE) -> None:
        path = self.home.inbox / issuer / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        beside = path.with_name(f"{name}.yml")
        if side:
            beside.write_text(side, encoding="utf-8")
        # For a file that has only just been written a night waits.
        for sent in filter(Path.exists, (path, beside)):
            os.utime(sent, (0, 0))

    def land(self, paths: list[Path] | None = None) -> None:
        """As a night does, in this process and without the contracts' rules."""
        arrived = archive_inbox(self.home, paths)
        with open_landing(self.home, CONTRACTS) as landing:
            landing.write(
                read_submission(r, object_path(self.home, r.sha256).read_bytes(), CONTRACTS)
                for r in arrived
            )

    def night(
        self, *findings: dict, superseded: tuple[str, ...] = (), voided: tuple[str, ...] = ()
    ) -> Outbox:
        """Land, and fill the outbox; `findings` come on top of what the reader says."""
        self.land()
        self.home.current.mkdir(exist_ok=True)
        warehouse = self.home.current / "warehouse.duckdb"
        warehouse.unlink(missing_ok=True)
        with duckdb.connect(str(warehouse)) as connection:
            lists = {
                name: ", ".join(f"'{key}'" for key in ("", *keys))
                for name, keys in (("superseded", superseded), ("voided", voided))
            }
            connection.execute(MARTS.format(landing=self.home.landing, **lists))
            for finding in findings:
                names = ", ".join(finding)
                places = ", ".join("?" * len(finding))
                connection.execute(
                    f"insert into marts.fct_quality_findings ({names}) values ({places})",
                    list(finding.values()),
                )
        return fill_outbox(self.home, CONTRACTS)

    def ids(self) -> dict[str, str]:
        """File name -> submission."""
        receipts = (self.home.archive / "receipts").glob("*.json")
        records = [json.loads(path.read_text(encoding="utf-8")) for path in receipts]
        return {record["file_name"]: record["submission_id"] for record in records}

    def files(self) -> dict[str, bytes]:
        """What a person sees in the outbox."""
        return {
            path.relative_to(self.home.outbox).as_posix(): path.read_bytes()
            for path in sorted(self.home.outbox.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }

    def open(self, name: str) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.home.outbox / name)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(Home(tmp_path / "var"))


@pytest.fixture
def spoilt(tmp_path: Path):
    """The bytes of form 1's sample with cells changed: `spoilt({"D10": "12o"})`."""

    def spoil(cells: dict, change=lambda workbook: None) -> bytes:
        workbook = openpyxl.load_workbook(SAMPLE)
        # The sample's header is cut off here, which the reader remarks.
        workbook.worksheets[0]["L7"] = "Tổng số hộ nông, lâm, ngư nghiệp có mức sống trung bình"
        for cell, value in cells.items():
            workbook.worksheets[0][cell] = value
        change(workbook)
        path = tmp_path / "spoilt.xlsx"
        workbook.save(path)
        return path.read_bytes()

    return spoil
