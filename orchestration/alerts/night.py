"""What the nightly run tells the alerts about itself.

Plain values only: the digest needs nothing from the orchestrator, and nothing here reads a file.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True)
class Failure:
    """Why a night was not published. `checks` are the names of the checks that did not pass."""

    step: str
    message: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class NightWarning:
    """Something the comparison with the last release or with published figures noticed."""

    check: str
    text_vi: str


@dataclass(frozen=True)
class Night:
    """One run. `started_at` is an aware time; `failure` is set exactly when `outcome` is failed."""

    night_id: str
    started_at: datetime
    as_of_date: date
    outcome: Literal["published", "failed"]
    release_id: str | None = None
    replies: int = 0
    """Replies to senders that lie in the outbox."""
    failure: Failure | None = None
    warnings: tuple[NightWarning, ...] = ()

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("Night.started_at needs a time zone")
        if (self.outcome == "failed") != (self.failure is not None):
            raise ValueError("Night.failure belongs to a failed night, and only to one")
