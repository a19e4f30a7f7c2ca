"""Where things live: the project folder (code) and MTQG_HOME (state, derivations, promises).

Only paths belong here; nothing in this module reads or writes a file.
"""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Home:
    """The data folder of one installation (environment variable MTQG_HOME, default `./var`)."""

    root: Path

    @classmethod
    def from_env(cls) -> "Home":
        return cls(Path(os.environ.get("MTQG_HOME") or PROJECT_DIR / "var").resolve())

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def landing(self) -> Path:
        return self.root / "landing.duckdb"

    @property
    def personal(self) -> Path:
        """What the landing must not hold: who somebody is. For its owner's eyes alone."""
        return self.root / "personal" / "lists.duckdb"

    @property
    def builds(self) -> Path:
        return self.root / "builds"

    @property
    def development_build(self) -> Path:
        """Where `dbt build` by hand puts its database; the nightly run leaves it alone."""
        return self.builds / "dev"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def dagster(self) -> Path:
        return self.root / "dagster"

    @property
    def alerts(self) -> Path:
        return self.root / "alerts"

    @property
    def samples(self) -> Path:
        return self.root / "samples"
