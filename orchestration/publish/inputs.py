"""What a night is made from: one hash over its inputs, and the versions of the tools.

`input_hash` says whether two nights must give the same marts; the tools are told apart by
`versions`.
"""

import hashlib
import os
import platform
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from orchestration.home import PROJECT_DIR, Home

# Everything in the project that a figure can depend on. Not the tests, not what runs the night.
CODE = ("dbt_project.yml", "expectations", "macros", "models", "orchestration/ingest", "seeds")

TOOLS = (
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "great-expectations",
    "pandas",
    "pyarrow",
    "python-calamine",
)


def input_hash(home: Home, as_of_date: date) -> str:
    """SHA-256 over the archive's receipts, the seeds, the code, extra forms and the date.

    A receipt carries the SHA-256 of the bytes that arrived, so the bytes need no second reading.
    Receipts count as a set: neither their names nor their order of arrival matter.
    """
    lines = [f"as_of_date {as_of_date.isoformat()}"]
    lines += sorted(
        f"receipt {_sha256(path)}" for path in (home.archive / "receipts").glob("*.json")
    )
    for part in CODE:
        lines += [
            f"code {path.relative_to(PROJECT_DIR).as_posix()} {_sha256(path)}"
            for path in _files(PROJECT_DIR / part)
        ]
    folders = [
        Path(folder) for folder in os.environ.get("MTQG_FORMS", "").split(os.pathsep) if folder
    ]
    lines += sorted(
        f"form {path.name} {_sha256(path)}" for folder in folders for path in folder.glob("*.yml")
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the tools that can change a figure."""
    return {"python": platform.python_version(), **{tool: version(tool) for tool in TOOLS}}


def _files(path: Path) -> Iterator[Path]:
    """The files under a path in a fixed order, without what tools leave behind."""
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith(".") and child.name != "__pycache__":
                yield from _files(child)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
