"""Submissions of the national simulation with every mess of DOMAIN section 9: each figure lands
right, or is refused by its place; and whatever has landed, the night over it is published.
`make fuzz` runs it at length and prints the counts.
"""

import io
import os
import random
import zipfile
from collections import Counter

import pytest
from conftest import Installation

from expectations.contract import load_contracts
from orchestration.home import Home
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import describe
from orchestration.simulation import forms
from orchestration.simulation.world import load_world
from tests.integration.reading_back import compare, compare_mutated
from tests.integration.spoiling import as_csv, as_xlsx, page_of, send_spoilt, side_file, spoil

CONTRACTS = load_contracts()
SPOILT = int(os.environ.get("MTQG_FUZZ", "40")) // 2
"""How many files of each test; by the thousand they are shared out among the processes."""
BATCHES = [range(first, min(first + 500, SPOILT)) for first in range(0, SPOILT, 500)]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "windows-1258")

PARTS = ("worksheets/sheet1", "worksheets/sheet1", "sharedStrings", "styles", "workbook")


def submissions():
    world = load_world(1719)
    for province in ("20", "11", "96", "01", "62"):
        for year, month in ((2022, 5), (2024, 10), (2025, 1)):
            for submission in (
                forms.poverty_review(world, province, year, "update"),
                forms.commune_status_list(world, province, year, "update"),
                forms.disbursement_report(world, province, year, month),
                forms.poverty_transitions(world, province, year, "poor"),
                forms.deprivation_analysis(world, province, year, "near_poor"),
            ):
                if submission:
                    yield submission


def read(path, data, submission):
    path.write_bytes(data)
    return read_submission(
        describe(path, submission.issuer, side_file(submission)), data, CONTRACTS
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Every page, and what its lines are about as the clean workbook reads."""
    folder = tmp_path_factory.mktemp("clean")
    pages = []
    for submission in submissions():
        page = page_of(submission, CONTRACTS[submission.form])
        reading = read(folder / "clean.xlsx", as_xlsx(page), submission)
        names = ("area_code", "programme_code", "project_code")
        codes = {
            row.row_number - 1 - page.first: tuple(row.values.get(n) for n in names)
            for row in reading.rows
        }
        verdict = compare(page, reading, codes)
        assert verdict.wrong == [r for r in reading.refusals if r.is_refused] == []
        pages.append((page, codes))
    return pages


@pytest.mark.parametrize("numbers", BATCHES, ids=str)
def test_every_figure_lands_right_or_is_refused_by_its_place(clean, tmp_path, numbers):
    counts, wrong, by_mess = Counter(), [], Counter()
    for number in numbers:
        dice = random.Random(number)
        page, codes = dice.choice(clean)
        spoilt = spoil(page, dice, dice.choice([1, 1, 2, 3, 5]))
        if dice.random() < 0.3 and not spoilt.sheets_beside:
            encoding = dice.choice(ENCODINGS)
            data = as_csv(spoilt, dice.choice(",;\t"), encoding)
            spoilt.done.append(f"csv {encoding}")
            name = "report.csv"
        else:
            data, name = as_xlsx(spoilt), "report.xlsx"
        reading = read(tmp_path / name, data, page.submission)
        verdict = compare(spoilt, reading, codes)
        counts += verdict.counts
        counts["files " + reading.status] += 1
        if verdict.wrong:
            by_mess.update(spoilt.done)
            wrong.append((number, page.submission.form, spoilt.done, verdict.wrong[:3]))
    print(f"\n{len(numbers)} spoilt files: {dict(counts)}; silently wrong: {len(wrong)}")
    for line in wrong[:20]:
        print(line)
    print(by_mess.most_common(12))
    assert wrong == []


@pytest.mark.parametrize("numbers", BATCHES, ids=str)
def test_mutated_bytes_never_land_another_figure(clean, tmp_path, numbers):
    """Flipped, cut, doubled bytes: refused, or every landed figure is what stands in its cell.

    Of a workbook one of its parts is changed: the archive around it has a checksum.
    """
    counts, figures, wrong = Counter(), Counter(), []
    for number in numbers:
        dice = random.Random(-number - 1)
        page, codes = dice.choice(clean)
        what = dice.choice(["csv", "xlsx", "part"])
        data = as_csv(page, ",", "utf-8") if what == "csv" else as_xlsx(page)
        mutated = _with_mutated_part(data, dice) if what == "part" else _mutated(data, dice)
        name = "report.csv" if what == "csv" else "report.xlsx"
        reading = read(tmp_path / name, mutated, page.submission)
        counts[f"{what} {reading.status}"] += 1
        if reading.status == "refused" or what == "xlsx":
            verdict = compare(page, reading, codes)
        else:
            verdict = compare_mutated(page, data, mutated, reading, codes)
        figures += verdict.counts
        if verdict.wrong:
            wrong.append((number, what, page.submission.form, verdict.wrong[:3]))
    print(f"\n{len(numbers)} files of mutated bytes: {dict(counts | figures)}")
    print(f"silently wrong: {len(wrong)}")
    for line in wrong[:20]:
        print(line)
    assert wrong == []


@pytest.mark.parametrize("seed", range(SPOILT // 500))
def test_a_night_over_spoilt_submissions_is_published(tmp_path, seed):
    """At length; one such night is among those of test_versions."""
    installation = Installation(Home(tmp_path / "home"))
    sent = send_spoilt(installation.home.inbox, seed)
    summary = installation.refresh(exit_code=1)
    assert summary["is_published"]
    assert summary["new_submissions"] == sent


def _with_mutated_part(data, dice):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        part = f"xl/{dice.choice(PARTS)}.xml"
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                content = dice.choice([_mutated, _retyped])(content, dice)
            new.writestr(name, content)
    return stream.getvalue()


def _retyped(data, dice):
    """Other letters and digits in the place of some: what is well-formed stays so."""
    data = bytearray(data)
    places = [at for at, byte in enumerate(data) if chr(byte).isalnum() and byte < 128]
    for at in dice.sample(places, dice.choice([1, 2, 8])):
        data[at] = ord(dice.choice("0123456789" if chr(data[at]).isdigit() else "ABCstnbefr"))
    return bytes(data)


def _mutated(data, dice):
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 2, 8])):
        at = dice.randrange(len(data))
        what = dice.randrange(4)
        if what == 0:
            data[at] ^= 1 << dice.randrange(8)
        elif what == 1:
            del data[at : at + dice.randrange(1, 50)]
        elif what == 2:
            data[at:at] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 20)))
        else:
            data[at:at] = data[max(0, at - 40) : at]
    return bytes(data)
