"""What is said about a file, row or cell that did not land as it stood. Vietnamese, for senders."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Refusal:
    """One thing refused (or, with `is_refused` false, remarked), named by place and rule."""

    rule_code: str
    message_vi: str
    sheet: str | None = None
    cell: str | None = None
    row_number: int | None = None
    field: str | None = None
    value_given: str | None = None
    value_expected: str | None = None
    area_code: str | None = None
    severity: Literal["error", "warning"] = "error"
    is_refused: bool = True


class FileRefusedError(Exception):
    """The whole file cannot be taken in; carries the refusal that says why."""

    def __init__(self, rule_code: str, message_vi: str, **place: str | None) -> None:
        super().__init__(message_vi)
        self.refusal = Refusal(rule_code, message_vi, **place)
