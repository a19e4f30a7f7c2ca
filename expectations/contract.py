"""What a form's contract file may say (`expectations/forms/<form>.yml`), and how it is loaded.

Everything about a form is here: titles, header paths, types, units, rules. No form has code.
"""

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

FORMS_DIR = Path(__file__).parent / "forms"
PATH_SEPARATOR = "›"

FieldType = Literal[
    "text", "integer", "decimal", "money", "percent", "date", "mark", "code", "interval"
]
Phase = Literal["estimate", "update", "final"]
IssuerKind = Literal["province", "ministry", "office"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

# The columns that a type lands as: (suffix of the column name, SQL type).
LANDED_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "text": (("", "varchar"),),
    "integer": (("", "bigint"),),
    "decimal": (("", "decimal(24,6)"),),
    "money": (("_vnd", "decimal(20,0)"),),
    "percent": (("", "decimal(18,8)"),),
    "date": (("", "date"),),
    "mark": (("", "boolean"),),
    "code": (("", "varchar"),),
    "interval": (("_low", "decimal(24,6)"), ("_high", "decimal(24,6)"), ("_text", "varchar")),
}

# The columns that the subject of a row lands as.
SUBJECT_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "area": (("area_level", "varchar"), ("area_code", "varchar"), ("area_as_of", "date")),
    "programme": (("programme_code", "varchar"), ("project_code", "varchar")),
}

COMMON_COLUMNS: tuple[tuple[str, str], ...] = (
    ("submission_id", "varchar"),
    ("sheet", "varchar"),
    ("row_number", "bigint"),
    ("row_kind", "varchar"),
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormField(_Strict):
    """One column of a form: its type, its Vietnamese label, its unit and its own limits."""

    type: FieldType
    label_vi: str
    unit: str | None = None
    required: bool = False
    optional_column: bool = False
    """The column itself may be missing from the sheet."""
    minimum: float | None = None
    maximum: float | None = None
    codes: dict[str, str] = {}
    """Printed text -> landed code (type `code` only); compared without case and marks."""
    dash: Literal["unknown", "zero"] = "unknown"
    """What a lone dash means here. Accounting forms print it for nought; elsewhere it is either."""

    @model_validator(mode="after")
    def _codes_belong_to_code(self) -> Self:
        if bool(self.codes) != (self.type == "code"):
            raise ValueError("`codes` goes with `type: code`, and only with it")
        return self


class Title(_Strict):
    """A printed title by which the form is known, and what its wording decides."""

    text: str
    phase: Phase | None = None
    variant: Name | None = None


class Block(_Strict):
    """A group of columns that repeats under one header path, and the values it stands for."""

    at: str
    set: dict[Name, str]


class Edition(_Strict):
    """Where each field stands in one published version of the form."""

    columns: dict[Name, str]
    """Field -> printed header path, its levels joined by `›`. `{year}` stands for a year (a block's
    year is the budget year), `{any}` for any words."""
    blocks: list[Block] = []
    block_columns: dict[Name, str] = {}
    """Field -> header path below a block's own path."""


class RowCheck(_Strict):
    """A rule about one row: `left op right`, in field names, numbers, + - * / and brackets."""

    rule: Name
    left: str
    op: Literal["<=", "="]
    right: str
    tolerance: float = 0
    severity: Literal["error", "warning"]
    """error: the row is refused. warning: it lands, with a finding."""
    message_vi: str

    @model_validator(mode="after")
    def _expressions_are_arithmetic(self) -> Self:
        for expression in (self.left, self.right):
            if not re.fullmatch(r"[\sa-z0-9_+\-*/().]+", expression):
                raise ValueError(f"not an arithmetic expression: {expression!r}")
        return self

    @property
    def fields(self) -> list[str]:
        return re.findall(r"[a-z][a-z0-9_]*", f"{self.left} {self.right}")


class Subject(_Strict):
    """What a row is about, and the fields that say so."""

    kind: Literal["area", "programme"]
    name: Name
    code: Name | None = None
    outline: Name | None = None
    """The numbering column (`I`, `1`, `1.1`): subtotals stand above their details."""


class FormContract(_Strict):
    """One report form, in all its editions."""

    form: Name
    title_vi: str
    description: str
    legal_source: str
    issuers: list[IssuerKind]
    period: Literal["year", "month", "received_year"]
    phase: Phase
    """The phase of a file whose title and side file say nothing."""
    titles: list[Title] = []
    """Empty: the form is known by its header alone."""
    key: list[Name] = []
    """Fields that are unique among the detail rows of one submission (landed column names)."""
    subject: Subject | None = None
    fields: dict[Name, FormField]
    checks: list[RowCheck] = []
    editions: dict[str, Edition]

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        known = set(self.fields)
        set_by_blocks: set[str] = set()
        for name, edition in self.editions.items():
            used = set(edition.columns) | set(edition.block_columns)
            if unknown := used - known:
                raise ValueError(f"edition {name}: no such field: {', '.join(sorted(unknown))}")
            if bool(edition.blocks) != bool(edition.block_columns):
                raise ValueError(f"edition {name}: blocks and block_columns go together")
            set_by_blocks |= {key for block in edition.blocks for key in block.set}
        for check in self.checks:
            if unknown := set(check.fields) - known:
                raise ValueError(f"check {check.rule}: no such field: {', '.join(sorted(unknown))}")
        if self.subject:
            for role in (self.subject.name, self.subject.code, self.subject.outline):
                if role and role not in known:
                    raise ValueError(f"subject: no such field: {role}")
        landed = {name for name, _ in self.landed_columns}
        if unknown := set(self.key) - landed:
            raise ValueError(f"key: no such landed column: {', '.join(sorted(unknown))}")
        return self

    @functools.cached_property
    def block_names(self) -> list[str]:
        """The values that blocks set (plan_type …), in order of first appearance."""
        names: dict[str, None] = {}
        for edition in self.editions.values():
            for block in edition.blocks:
                names.update(dict.fromkeys(block.set))
        return list(names)

    @functools.cached_property
    def landed_columns(self) -> list[tuple[str, str]]:
        """(column, SQL type) of `raw.<form>`, in order."""
        columns = list(COMMON_COLUMNS)
        if self.subject:
            columns += SUBJECT_COLUMNS[self.subject.kind]
        columns += [(name, "varchar") for name in self.block_names]
        for name, field in self.fields.items():
            columns += [(landed, sql) for landed, sql in landed_names(name, field)]
        return [*columns, ("cell_states", "varchar")]

    @functools.cached_property
    def landed_fields(self) -> dict[str, tuple[str, ...]]:
        """Field -> the columns that it lands as."""
        return {
            name: tuple(landed for landed, _ in landed_names(name, field))
            for name, field in self.fields.items()
        }

    def tracked(self, field: str) -> str:
        """The landed column that carries a field's value in row checks."""
        return self.landed_fields[field][0]


def landed_names(name: str, field: FormField) -> list[tuple[str, str]]:
    """(column, SQL type) of one field in the raw table."""
    return [(f"{name}{suffix}", sql) for suffix, sql in LANDED_COLUMNS[field.type]]


class ContractError(ValueError):
    """A contract file that cannot be used; the message names the file and the place."""


def load_contract(path: Path) -> FormContract:
    """Read one contract file. Its name is the form code."""
    try:
        contract = FormContract.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValueError) as error:
        raise ContractError(f"{path.name}: {error}") from error
    if contract.form != path.stem:
        raise ContractError(f"{path.name}: form is {contract.form!r}, the file name says otherwise")
    return contract


def load_contracts(extra_folders: Iterable[Path] = ()) -> dict[str, FormContract]:
    """All forms, by code: ours, then those of further folders (MTQG_FORMS, `check --forms`)."""
    contracts: dict[str, FormContract] = {}
    for folder in (FORMS_DIR, *extra_folders):
        if not folder.is_dir():
            raise ContractError(f"no such folder of forms: {folder}")
        for path in sorted(folder.glob("*.yml")):
            contract = load_contract(path)
            if contract.form in contracts:
                raise ContractError(f"{path.name}: the form {contract.form} exists twice")
            contracts[contract.form] = contract
    return contracts
