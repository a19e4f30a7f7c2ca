"""How a file is read. Pure Python: no Dagster, no Great Expectations, no DuckDB before landing."""
