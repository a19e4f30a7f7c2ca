"""Children that read: a hostile file ends its own reading, by name, and nobody else's."""

import datetime
import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hostile import HOSTILE, MAIN, SHEET, packed, workbook

from orchestration.home import PROJECT_DIR
from orchestration.ingest import limits, readers
from orchestration.ingest.submissions import Receipt

SAMPLES = PROJECT_DIR / "tests/samples/province__poverty_review/2024"
GOOD = next(SAMPLES.glob("*.xlsx"))
MIB = 2**20


def job(path, name=None, issuer="11"):
    received = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
    name = name or path.name
    return Receipt(name, issuer, name, received, "0" * 64, None), path


def rules(reading):
    return [refusal.rule_code for refusal in reading.refusals]


def children():
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


def peak_memory(pid):
    """The most that a process has had resident, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def test_a_night_of_hostile_files(tmp_path):
    """Each refused by its name, in 5 s and 300 MiB, and the good file among them read."""
    jobs = [job(GOOD, "good.xlsx")]
    for number, (name, build, _, _) in enumerate(HOSTILE.values()):
        path = tmp_path / f"{number:03}-{name}"
        path.write_bytes(build())
        jobs.append(job(path))
    ends, peaks, is_over = [time.monotonic()], [0], threading.Event()
    others = children()

    def watch():
        while not is_over.wait(0.02):
            peaks.extend(peak_memory(child) for child in children() - others)

    watcher = threading.Thread(target=watch)
    watcher.start()
    readings = readers.read_all(jobs, (), lambda: ends.append(time.monotonic()))
    is_over.set()
    watcher.join()
    found = {reading.receipt.file_name: rules(reading) for reading in readings}
    expected = {
        f"{number:03}-{name}": [rule] for number, (name, _, rule, _) in enumerate(HOSTILE.values())
    }
    good = next(r for r in readings if r.receipt.file_name == "good.xlsx")
    assert found == expected | {"good.xlsx": rules(good)}
    assert good.status in ("accepted", "partial")
    busy = max(1, os.getloadavg()[0] / os.cpu_count())
    assert max(end - start for start, end in itertools.pairwise(ends)) < 5 * busy
    assert 20 * MIB < max(peaks) < 300 * MIB


def test_one_text_in_every_cell_takes_too_much_memory(tmp_path):
    """14 kB that no single limit forbids: a text of 30,000 letters in 100,000 cells."""
    cell = '<c t="s"><v>0</v></c>'
    cells = "".join(f'<row r="{row}">{cell * 100}</row>' for row in range(1, 1001))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    parts = {SHEET: lambda _: sheet.encode(), "xl/sharedStrings.xml": lambda _: texts.encode()}
    path = tmp_path / "amplified.xlsx"
    path.write_bytes(packed(workbook(), parts))
    readings = readers.read_all([job(path), job(GOOD, "good.xlsx")], ())
    assert [rules(r)[:1] for r in readings] == [["file_takes_too_much_memory"], rules(readings[1])]
    assert readings[1].rows


def test_a_search_without_end_takes_too_long(tmp_path):
    """A header searched for in every cell, for a form of a hundred editions."""
    (tmp_path / "test__wide.yml").write_text(
        "form: test__wide\ntitle_vi: A\ndescription: A\nlegal_source: A\nissuers: [province]\n"
        "period: year\nphase: final\nfields:\n"
        + "".join(f"  f{n}: {{type: text, label_vi: A}}\n" for n in range(20))
        + "editions:\n  e: &edition\n    columns:\n"
        + "".join(f"      f{n}: Đầu biểu số {n} › Cột không có\n" for n in range(20))
        + "".join(f"  e{n}: *edition\n" for n in range(100)),
        encoding="utf-8",
    )

    def fill(_, sheet):
        for row in range(4, 38):
            for column in range(400):
                sheet.write(row, column, f"Đầu biểu số {column % 20}")

    path = tmp_path / "wide.xlsx"
    path.write_bytes(workbook(fill))
    (reading,) = readers.read_all([job(path)], (tmp_path,))
    assert rules(reading) == ["file_takes_too_long"]


@pytest.fixture
def pipe(tmp_path):
    """A file that nobody writes: whoever reads it waits."""
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


def wait_until_read(pipe):
    """The pipe's writing end, once a child reads it."""
    patience = time.monotonic() + 60
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < patience
            time.sleep(0.05)


def kill_who_reads(pipe, signal_, others):
    """From another thread: end the child that waits for the pipe."""
    end = wait_until_read(pipe)
    (child,) = children() - others
    os.kill(child, signal_)
    while child in children():  # until it is waited for
        time.sleep(0.05)
    os.close(end)


@pytest.mark.parametrize(
    ("signal_", "times", "rule"),
    [
        (signal.SIGABRT, 1, "file_kills_reader"),
        (signal.SIGSEGV, 1, "file_kills_reader"),
        (signal.SIGKILL, 3, "file_takes_too_much_memory"),  # as the system does for want of memory
        (signal.SIGXCPU, 1, "file_takes_too_long"),
    ],
)
def test_the_end_of_a_child_is_the_end_of_one_file(pipe, signal_, times, rule):
    before = children()

    def kill():
        for _ in range(times):
            kill_who_reads(pipe, signal_, before)

    killer = threading.Thread(target=kill)
    killer.start()
    (reading,) = readers.read_all([job(pipe)], ())
    killer.join()
    assert rules(reading) == [rule]


def test_a_file_is_not_blamed_for_a_child_that_was_killed(pipe):
    before = children()

    def kill_then_write():
        kill_who_reads(pipe, signal.SIGKILL, before)
        end = wait_until_read(pipe)
        os.write(end, b"a,b\n1,2\n")
        os.close(end)

    writer = threading.Thread(target=kill_then_write)
    writer.start()
    (reading,) = readers.read_all([job(pipe)], ())
    writer.join()
    assert rules(reading) == ["form_unknown"]


def test_a_child_that_waits_for_ever_is_given_up(pipe, monkeypatch):
    monkeypatch.setattr(limits, "PATIENCE", 1)
    (reading,) = readers.read_all([job(pipe)], ())
    assert rules(reading) == ["file_takes_too_long"]


def test_a_file_is_not_blamed_for_what_a_used_child_died_of(pipe, monkeypatch):
    monkeypatch.setattr(readers, "READERS", 1)
    before = children()
    ends = []

    def kill_then_write():
        kill_who_reads(pipe, signal.SIGABRT, before)
        end = wait_until_read(pipe)
        os.write(end, b"a,b\n1,2\n")
        os.close(end)

    writer = threading.Thread(target=kill_then_write)

    def tick():
        ends.append(None)
        if len(ends) == 1:  # the larger file is read; its child now waits for the pipe
            writer.start()

    readings = readers.read_all([job(pipe), job(GOOD, "a-good.xlsx")], (), tick)
    writer.join()
    assert readings[0].rows
    assert rules(readings[1]) == ["form_unknown"]


def test_a_child_that_cannot_start_fails_the_night(tmp_path):
    with pytest.raises(RuntimeError, match=r"does not start[^$]*no such folder"):
        readers.read_all([job(GOOD)], (tmp_path / "missing",))


def test_no_child_outlives_a_killed_night(pipe):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from pathlib import Path; from test_reader_processes import job;"
        "from orchestration.ingest.readers import read_all; read_all([job(Path(sys.argv[2]))], ())"
    )
    night = subprocess.Popen([sys.executable, "-c", code, Path(__file__).parent, pipe])
    family = Path(f"/proc/{night.pid}/task/{night.pid}/children")
    end = wait_until_read(pipe)
    (child,) = family.read_text().split()
    night.kill()
    night.wait()
    patience = time.monotonic() + 10
    while Path(f"/proc/{child}/cmdline").exists() and time.monotonic() < patience:
        time.sleep(0.05)
    os.close(end)
    assert not Path(f"/proc/{child}/cmdline").exists()
