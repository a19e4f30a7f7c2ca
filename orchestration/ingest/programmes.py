"""Programme, project and sub-project of a printed line, by code, wording or numbering."""

import csv
import functools
import re
from pathlib import Path

from orchestration.home import PROJECT_DIR
from orchestration.ingest.text import fold

_PROGRAMME_WORDS = (
    ("1719", ("dan toc thieu so", "1719", "dtts")),
    ("90", ("giam ngheo", "gnbv")),
    ("263", ("nong thon moi", "ntm")),
)
_ROMAN_ORDER = {"i": "1719", "ii": "90", "iii": "263"}
_PROJECT = re.compile(r"\b(?:du an|da|noi dung thanh phan|thanh phan)\s*(\d{1,2})\b")
_SUB_PROJECT = re.compile(r"\b(?:tieu du an|tieu da|tda)\s*(\d{1,2})(?:\s+(\d{1,2}))?\b")


class ProgrammeRegister:
    """The codes of seeds/programmes.csv."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self._codes = {(row["programme_code"], row["project_code"]) for row in rows}
        self._by_title = {
            (row["programme_code"], row["project_code"].count("."), fold(row["name_vi"])): row[
                "project_code"
            ]
            for row in rows
            if row["project_code"]
        }

    def programme(self, outline: str, name: str) -> str | None:
        """The programme of a top-level line."""
        text = fold(name)
        for code, words in _PROGRAMME_WORDS:
            if any(word in text for word in words):
                return code
        return _ROMAN_ORDER.get(fold(outline))

    def project(
        self, programme: str, parent: str | None, printed_code: str, outline: str, name: str
    ) -> str | None:
        """The project code of a line below a programme, None where nothing says it.

        The wording is believed before the numbering; a printed code that contradicts the wording
        is not believed, and neither is a code that the programme does not have.
        """
        stated, worded, titled, numbered = (
            code if (programme, code) in self._codes else None
            for code in (
                self._from_code(programme, printed_code),
                self._from_wording(parent, fold(name)),
                self._by_title.get((programme, 1 if parent else 0, fold(name))),
                self._from_numbering(parent, outline),
            )
        )
        described = worded or titled
        if stated and described and stated != described:
            return None
        return stated or described or numbered

    def _from_code(self, programme: str, printed: str) -> str | None:
        numbers = re.findall(r"\d+", printed)
        if numbers and numbers[0] == programme:
            numbers = numbers[1:]
        return ".".join(number.zfill(2) for number in numbers[:2]) or None

    def _from_wording(self, parent: str | None, text: str) -> str | None:
        if match := _SUB_PROJECT.search(text):
            first, second = match.groups()
            project = _PROJECT.search(text.replace(match.group(0), " "))
            if second:
                return f"{first.zfill(2)}.{second.zfill(2)}"
            if project or parent:
                head = project.group(1).zfill(2) if project else parent
                return f"{head}.{first.zfill(2)}"
            return None
        if parent is None and (match := _PROJECT.search(text)):
            return match.group(1).zfill(2)
        return None

    def _from_numbering(self, parent: str | None, outline: str) -> str | None:
        numbers = re.findall(r"\d+", outline)
        if not numbers:
            return None
        if parent is None:
            return numbers[0].zfill(2)
        return f"{parent[:2]}.{numbers[-1].zfill(2)}"


@functools.cache
def programme_register() -> ProgrammeRegister:
    """The register of this installation's seeds, read once per process."""
    return ProgrammeRegister(PROJECT_DIR / "seeds" / "programmes.csv")
