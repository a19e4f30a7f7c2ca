"""The landing is derived: damaged, outdated or ahead of the archive, it is made anew."""

import subprocess
import sys

import duckdb
import pytest

from expectations.contract import load_contracts
from orchestration.home import Home
from orchestration.ingest import landing
from orchestration.ingest.landing import discard_landing, open_landing

CONTRACTS = load_contracts()


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path)
    with open_landing(home, CONTRACTS):
        pass
    with duckdb.connect(str(home.landing)) as connection:
        for table in ("ledger.submissions", "ledger.refusals"):
            connection.execute(
                f"insert into {table} by name"
                " select 's' || i as submission_id from range(100000) as r(i)"
            )
    return home


def landed(home):
    with open_landing(home, CONTRACTS) as opened:
        return len(opened.landed_ids())


def test_what_landed_stays(home):
    assert landed(home) == 100_000


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6])
def test_a_damaged_landing_is_made_anew(home, place):
    size = home.landing.stat().st_size
    with home.landing.open("r+b") as file:
        file.seek(int(size * place))
        file.write(b"\xa5" * (size // 5))
    assert landed(home) == 0
    assert landed(home) == 0


def test_a_log_without_its_landing_is_not_played_into_the_next(home, monkeypatch):
    log = home.landing.with_name("landing.duckdb.wal")
    log.write_bytes(b"of another landing")
    removed = []
    unlink = type(log).unlink
    monkeypatch.setattr(
        type(log), "unlink", lambda path, **o: (removed.append(path.name), unlink(path, **o))
    )
    discard_landing(home)
    assert removed == ["landing.duckdb.wal", "landing.duckdb"]


def test_what_the_archive_does_not_know_is_dropped(home):
    with open_landing(home, CONTRACTS) as opened:
        opened.keep_only({"s1", "s2", "t"})
        assert opened.landed_ids() == {"s1", "s2"}
    with duckdb.connect(str(home.landing), read_only=True) as connection:
        assert connection.execute("select count(*) from ledger.refusals").fetchone() == (2,)


HOLDER = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print(1, flush=True); {}"


def test_who_looks_at_the_landing_is_waited_for(home):
    """A landing that is held is not damaged: it is waited for, never deleted."""
    with _held(home, "time.sleep(1)"):
        assert landed(home) == 100_000


def test_who_never_lets_go_is_named(home, monkeypatch):
    monkeypatch.setattr(landing, "PATIENCE_S", 0.5)
    holder = _held(home, "time.sleep(600)")
    with holder, pytest.raises(duckdb.IOException, match="lock"):
        try:
            landed(home)
        finally:
            holder.kill()
    assert landed(home) == 100_000


def _held(home, how):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(how), str(home.landing)], stdout=subprocess.PIPE
    )
    holder.stdout.readline()
    return holder
