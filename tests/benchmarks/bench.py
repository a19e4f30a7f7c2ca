"""What each stage of a night costs, as a ratio to a bare script that does the same work.

Bare: calamine reads the sheets, DuckDB alone runs the rules, the inserts, dbt's compiled SQL, the
copies. A ratio holds on any machine; a number of seconds does not, so nothing here is a test.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import python_calamine
import xlsxwriter

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR, Home
from orchestration.ingest import submissions
from orchestration.ingest.landing import open_landing
from orchestration.intake import BATCH, judge_all, read_all
from orchestration.publish.release import publish
from orchestration.simulation.submissions import simulate

YEARS = [2021, 2022, 2023, 2024, 2025]
LONG_SHEET = "a sheet of 50,000 rows"
# Name -> provinces (none: all) and years.
SCENES = {
    LONG_SHEET: ([], []),
    "one province": (["20"], YEARS),
    "a year of the whole country": ([], [2024]),
    "the whole country": ([], YEARS),
}
LONG_FORM = """\
form: bench__households
title_vi: Danh sách hộ
description: A long list.
legal_source: none
issuers: [any]
period: none
phase: final
fields:
  name: {type: text, required: true, label_vi: Họ tên}
  village: {type: text, label_vi: Thôn}
  members: {type: integer, label_vi: Số khẩu, minimum: 1}
  income: {type: decimal, label_vi: Thu nhập}
  share: {type: decimal, label_vi: Tỷ lệ}
  score_a: {type: integer, label_vi: Điểm A}
  score_b: {type: integer, label_vi: Điểm B}
  joined: {type: date, label_vi: Ngày}
checks:
  - {rule: score_b_exceeds_a, severity: error, left: score_b, op: "<=", right: score_a,
     message_vi: Điểm B lớn hơn điểm A}
editions:
  only:
    columns:
      name: Họ tên
      village: Thôn
      members: Số khẩu
      income: Thu nhập
      share: Tỷ lệ
      score_a: Điểm A
      score_b: Điểm B
      joined: Ngày
"""
DBT = Path(sys.executable).with_name("dbt")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Meter:
    """Seconds and peak resident memory (children included) of named stages."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.peak_mib: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        done = threading.Event()
        sampler = threading.Thread(target=self._sample, args=(name, done))
        sampler.start()
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start
            done.set()
            sampler.join()

    def _sample(self, name: str, done: threading.Event) -> None:
        while not done.wait(0.1):
            self.peak_mib[name] = max(self.peak_mib.get(name, 0), _family_mib(os.getpid()))


def _family_mib(pid: int) -> float:
    """Resident memory of a process and its descendants."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return pages * PAGE / 2**20 + sum(_family_mib(int(child)) for child in children)


def read_long_sheet(folder: Path, our: Meter, their: Meter) -> None:
    """50,000 rows of eight columns: screened, read and judged; and what calamine alone takes."""
    (folder / "bench__households.yml").write_text(LONG_FORM, encoding="utf-8")
    path = folder / "households.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Danh sách")
        sheet.write_row(0, 0, ["DANH SÁCH HỘ"])
        names = ["Họ tên", "Thôn", "Số khẩu", "Thu nhập", "Tỷ lệ", "Điểm A", "Điểm B", "Ngày"]
        sheet.write_row(2, 0, names)
        for row in range(50_000):
            name, day = f"Lò Văn {row}", f"{row % 28 + 1:02}/{row % 12 + 1:02}/2024"
            values = [name, f"Bản {row % 90}", row % 9 + 1, row * 1.5, row / 7, row % 50, 0, day]
            sheet.write_row(3 + row, 0, values)
    receipt = submissions.describe(path, "20", "")
    contracts = load_contracts((folder,))
    with our.stage("read"):
        readings = read_all([(receipt, path)], (folder,))
    (reading,) = readings
    assert len(reading.rows) == 50_000, reading.refusals[:3]
    with our.stage("judge"):
        judge_all(readings, contracts)
    with their.stage("read"), path.open("rb") as file:
        rows = python_calamine.load_workbook(file).get_sheet_by_index(0).to_python()
    with their.stage("judge"):
        assert not [row for row in rows[3:] if row[6] > row[5]]


def ours(home: Home, meter: Meter) -> None:
    """One night, stage by stage."""
    contracts = load_contracts()
    receipts = submissions.receipts(home)
    with open_landing(home, contracts) as landing:
        for start in range(0, len(receipts), BATCH):
            batch = receipts[start : start + BATCH]
            jobs = [(r, submissions.object_path(home, r.sha256)) for r in batch]
            with meter.stage("read"):
                readings = read_all(jobs, ())
            with meter.stage("judge"):
                judge_all(readings, contracts)
            with meter.stage("land"):
                landing.write(readings)
    build = home.builds / "bench"
    build.mkdir(parents=True)
    variables = {
        "release_id": "bench",
        "built_at": "2026-01-01 00:00:00",
        "as_of_date": "2026-06-30",
        "input_hash": "bench",
        "versions": "{}",
    }
    environment = os.environ | {"MTQG_HOME": str(home.root), "MTQG_BUILD": str(build)}
    environment |= {"DBT_TARGET_PATH": str(home.root / "target")}
    command = [DBT, "build", "--exclude-resource-type", "unit_test", "--profiles-dir", "."]
    with meter.stage("build"):
        subprocess.run(
            [*command, "--quiet", "--vars", json.dumps(variables)],
            cwd=PROJECT_DIR,
            env=environment,
            check=True,
        )
    with meter.stage("publish"):
        publish(home, build / "warehouse.duckdb", "bench", {})


def bare(home: Home, meter: Meter) -> None:
    """The same reading and the same SQL, with calamine and DuckDB alone."""
    with meter.stage("read"):
        for receipt in submissions.receipts(home):
            path = submissions.object_path(home, receipt.sha256)
            if receipt.file_name.endswith(".csv"):
                path.read_text(encoding="utf-8-sig")
                continue
            with path.open("rb") as file:
                workbook = python_calamine.load_workbook(file)
                for name in workbook.sheet_names:
                    workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    contracts = load_contracts()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.landing}' as landing (read_only)")
        with meter.stage("judge"):
            for form, contract in contracts.items():
                for check in contract.checks:
                    left, right = check.left, check.right
                    for field in check.fields:
                        left = _word(left, field, contract.tracked(field))
                        right = _word(right, field, contract.tracked(field))
                    connection.execute(
                        f"select * from landing.raw.\"{form}\" where row_kind = 'detail'"
                        f" and ({left}) - ({right}) > {check.tolerance}"
                    ).fetchall()
        with meter.stage("land"):
            connection.execute(f"attach '{home.root}/bare_landing.duckdb' as bare")
            for (form,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'raw'"
            ).fetchall():
                connection.execute(
                    f'create table bare."{form}" as select * from landing.raw."{form}"'
                )
    with meter.stage("build"):
        _bare_build(home)
    with meter.stage("publish"), duckdb.connect() as connection:
        connection.execute(f"attach '{home.root}/bare_build.duckdb' as warehouse (read_only)")
        connection.execute(
            f"attach '{home.root}/bare_release.duckdb' as release (storage_version 'v1.2.0')"
        )
        for (table,) in connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'warehouse' and schema_name = 'marts'"
        ).fetchall():
            connection.execute(
                f"create table release.{table} as from warehouse.marts.{table} order by all"
            )
            connection.execute(
                f"copy release.{table} to '{home.root}/{table}.parquet' (compression zstd)"
            )


def _word(expression: str, field: str, column: str) -> str:
    return re.sub(rf"\b{field}\b", column, expression)


def _bare_build(home: Home) -> None:
    """dbt's own compiled SQL, in its own order: seeds, models, data tests."""
    manifest = json.loads((home.root / "target" / "manifest.json").read_text(encoding="utf-8"))
    results = json.loads((home.root / "target" / "run_results.json").read_text(encoding="utf-8"))
    compiled = {result["unique_id"]: result for result in results["results"]}
    with duckdb.connect(str(home.root / "bare_build.duckdb")) as connection:
        connection.execute(f"attach '{home.landing}' as landing (read_only)")
        for unique_id in compiled:
            node = manifest["nodes"].get(unique_id)
            if node is None:
                continue  # an exposure has no SQL
            kind = node["resource_type"]
            # The compiled SQL names its database after the file that dbt built.
            code = (compiled[unique_id].get("compiled_code") or "").replace('"warehouse".', "")
            if kind == "test":
                connection.execute(code).fetchall()
                continue
            connection.execute(f"create schema if not exists {node['schema']}")
            name = f"{node['schema']}.{node['alias']}"
            if kind == "seed":
                types = node["config"]["column_types"]
                listed = ", ".join(f"'{column}': '{sql}'" for column, sql in types.items())
                path = PROJECT_DIR / node["original_file_path"]
                connection.execute(
                    f"create table {name} as select * from"
                    f" read_csv('{path}', header = true, types = {{{listed}}})"
                )
            else:
                what = "view" if node["config"]["materialized"] == "view" else "table"
                connection.execute(f"create {what} {name} as {code}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", choices=SCENES, help="only this one")
    chosen = parser.parse_args().scene
    for scene, (provinces, years) in SCENES.items():
        if chosen and scene != chosen:
            continue
        our, their = Meter(), Meter()
        with tempfile.TemporaryDirectory() as folder:
            if scene == LONG_SHEET:
                read_long_sheet(Path(folder), our, their)
                print(f"\n{scene}")
            else:
                home = Home(Path(folder) / "home")
                simulate(home.inbox, provinces, years, seed=1719)
                submissions.archive_inbox(home)
                files = len(submissions.receipts(home))
                ours(home, our)
                bare(home, their)
                print(f"\n{scene}, {years[0]}-{years[-1]}: {files} submissions")
        print(f"{'stage':10}{'seconds':>10}{'MiB':>8}{'bare s':>10}{'bare MiB':>10}{'ratio':>8}")
        for stage, seconds in our.seconds.items():
            bare_seconds = their.seconds[stage]
            print(
                f"{stage:10}{seconds:10.1f}{our.peak_mib.get(stage, 0):8.0f}"
                f"{bare_seconds:10.2f}{their.peak_mib.get(stage, 0):10.0f}"
                f"{seconds / bare_seconds:8.1f}"
            )


if __name__ == "__main__":
    main()
