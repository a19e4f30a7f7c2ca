"""DuckDB draws progress bars into stdout, where `--json` is: nobody opens it but quietly."""

from orchestration.database import connect
from orchestration.home import PROJECT_DIR


def test_a_connection_prints_nothing(tmp_path):
    asked = "select current_setting('enable_progress_bar')"
    with connect() as memory, connect(tmp_path / "a.duckdb") as file:
        assert memory.execute(asked).fetchone() == file.execute(asked).fetchone() == (False,)


def test_nobody_opens_duckdb_another_way():
    others = {
        path.name
        for path in (PROJECT_DIR / "orchestration").rglob("*.py")
        if "duckdb.connect(" in path.read_text(encoding="utf-8")
    }
    assert others == {"database.py"}
