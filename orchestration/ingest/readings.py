"""What was read of a submission: what it is, its rows, and what was refused of it."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from orchestration.ingest import headings, outline
from orchestration.ingest.areas import Area
from orchestration.ingest.cells import Landed
from orchestration.ingest.refusals import Refusal
from orchestration.ingest.submissions import Receipt, SideFile


@dataclass
class Row:
    """One row of `raw.<form>`."""

    sheet: str
    row_number: int
    kind: outline.RowKind
    values: dict[str, Landed]
    columns: Mapping[str, str]
    """Field (`field@block`) -> column letters: from the value back to the cell."""
    states: dict[str, str] = field(default_factory=dict)
    """Field -> why it has no value (blank, dash, x, refused); a dash may also stand for 0."""
    block: int | None = None

    def cell(self, name: str) -> str | None:
        """The cell of a field, `C14`."""
        letters = self.columns.get(name) or self.columns.get(f"{name}@{self.block}")
        return letters and f"{letters}{self.row_number}"


@dataclass(frozen=True)
class ColumnMap:
    """Where the fields of one table stand; kept with the submission."""

    sheet: str
    first_row: int
    columns: Mapping[str, str]
    """Field (`field@block`) -> column letters."""


@dataclass
class Reading:
    """What a submission says: what it is, its rows, and what was refused of it."""

    receipt: Receipt
    side: SideFile = field(default_factory=SideFile)
    form: str | None = None
    edition: str | None = None
    variant: str | None = None
    scope: Area | None = None
    """The province or district that the report covers; None for ministries and the office."""
    period: headings.Period | None = None
    report_phase: str | None = None
    budget_year: int | None = None
    money_unit: str | None = None
    column_maps: list[ColumnMap] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    rows_refused: int = 0

    @property
    def status(self) -> str:
        """accepted, partial or refused (nothing of it lands)."""
        if self.side.withdrawn:
            return "accepted"
        if not self.details:
            return "refused"
        return "partial" if any(refusal.is_refused for refusal in self.refusals) else "accepted"

    def remark(self, sheet: str, rule_code: str, message_vi: str, **place: str | None) -> None:
        """Say what was taken as it is, but should be otherwise."""
        self.refusals.append(
            Refusal(
                rule_code,
                message_vi,
                sheet=sheet,
                severity="warning",
                is_refused=False,
                **place,
            )
        )

    def drop(self, refused: Container[int]) -> None:
        """Take out the rows of these identities; why is among the refusals."""
        kept = [row for row in self.rows if id(row) not in refused]
        self.rows_refused += len(self.rows) - len(kept)
        self.rows = kept

    @property
    def details(self) -> list[Row]:
        """The rows that count: without subtotals, totals and `of which` lines."""
        return [row for row in self.rows if row.kind == "detail"]
