"""What a form's contract file may say (`expectations/forms/<form>.yml`).

Everything about a form is here: how its file is written, titles, header paths, types, units, rules.
No form has code. `contract.schema.json` is made from these classes, an example with every key.
"""

import ast
import datetime
import difflib
import functools
import operator
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

FORMS_DIR = Path(__file__).parent / "forms"
PATH_SEPARATOR = "›"

FieldType = Literal[
    "text", "integer", "decimal", "money", "percent", "date", "mark", "code", "interval"
]
Phase = Literal["estimate", "update", "final"]
IssuerKind = Literal["province", "ministry", "office", "any"]
PeriodKind = Literal["year", "half_year", "quarter", "month", "received_year", "none"]
Encoding = Literal["utf-8", "utf-16", "windows-1258", "windows-1252", "tcvn3", "vni"]
DateOrder = Literal["dmy", "mdy", "ymd"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ColumnLetters = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
Paths = str | list[str]

# What rules can reckon with.
NUMBERS: tuple[FieldType, ...] = ("integer", "decimal", "money", "percent", "date")

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
    ("block", "bigint"),
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _as_codes(codes: Any) -> Any:
    return {word: word for word in codes} if isinstance(codes, list) else codes


Codes = Annotated[
    dict[str, str],
    BeforeValidator(_as_codes, json_schema_input_type=dict[str, str] | list[str]),
]
"""Printed text -> what it stands for; a list stands for words that land as they are."""


class FormField(_Strict):
    """One field of a form: its type, its Vietnamese label, its unit and its own limits."""

    type: FieldType = Field(examples=["integer"])
    """`text` lands as one line of NFC text; `integer`, `decimal` as numbers; `money` in đồng, by
    the unit of money that the sheet states; `percent` as a ratio (9,32 % -> 0.0932); `date`;
    `mark` (x, có, - , không) as true or false; `code` by `codes`; `interval` (hơn 17 %, 94 đến
    100 %) as low, high and text."""
    label_vi: str = Field(examples=["Số hộ nghèo"])
    """What the column is called in messages and replies."""
    unit: str | None = Field(default=None, examples=["hộ"])
    """What is counted; a cell that repeats it (`120 hộ`) still is a number."""
    required: bool = Field(default=False, examples=[True])
    """A row in which this cell is blank or refused is refused."""
    unique: bool = Field(default=False, examples=[True])
    """No two rows of one submission have the same value here."""
    personal: bool = Field(default=False, examples=[True])
    """It says who somebody is (name, birth date, identity number, free words): it lands in the file
    of personal data alone. No finding quotes a form that has such a field. Goes with
    `retention_years`."""
    optional_column: bool = Field(default=False, examples=[True])
    """The column itself may be missing from the sheet, without a remark."""
    minimum: float | datetime.date | None = Field(default=None, examples=[0])
    """The least value, as landed (a percentage as a ratio, money in đồng)."""
    maximum: float | datetime.date | None = Field(default=None, examples=[19])
    """The greatest value, as landed."""
    pattern: str | None = Field(default=None, examples=["[0-9]{5}"])
    """A regular expression that the whole landed text matches (type `text` only)."""
    verbatim: bool = Field(default=False, examples=[True])
    """Land a text with its own spaces and line breaks, NFC only (type `text` only)."""
    codes: Codes = Field(default={}, examples=[{"NTM": "ntm", "-": "none"}])
    """Printed text -> landed code (type `code` only), compared without case and marks. A list
    stands for words that land as they are."""
    blanks: list[str] = Field(default=[], examples=[["NA", "chưa có"]])
    """Texts that say `not reported` in this column, besides an empty cell."""
    dash: Literal["unknown", "zero"] = Field(default="unknown", examples=["zero"])
    """What a lone dash means here. Accounting forms print it for nought; elsewhere it is either."""
    ratio_of: tuple[Name, Name] | None = Field(
        default=None, examples=[["poor_households", "households"]]
    )
    """Numerator and denominator of a printed ratio (type `percent` only): by it a row is known in
    which the cells have slipped by a column."""
    decimal: Literal[",", "."] | None = Field(default=None, examples=[","])
    """The decimal mark of numbers written as text; unset: the form's, else by evidence."""
    date_order: DateOrder | None = Field(default=None, examples=["dmy"])
    """The order of dates written as text; unset: the form's."""

    @model_validator(mode="after")
    def _keys_fit_the_type(self) -> Self:
        if bool(self.codes) != (self.type == "code"):
            raise ValueError("`codes` goes with `type: code`, and only with it")
        if self.type != "text" and (self.pattern or self.verbatim):
            raise ValueError("`pattern` and `verbatim` go with `type: text` only")
        if self.ratio_of and self.type != "percent":
            raise ValueError("`ratio_of` goes with `type: percent` only")
        if self.pattern:
            try:
                re.compile(self.pattern)
            except re.error as error:
                raise ValueError(f"`pattern` is no regular expression: {error}") from error
        for bound in (self.minimum, self.maximum):
            if bound is None:
                continue
            if self.type in ("text", "mark", "code", "interval"):
                raise ValueError("`minimum` and `maximum` go with numbers and dates")
            if isinstance(bound, datetime.date) != (self.type == "date"):
                raise ValueError(
                    "`minimum` and `maximum` are dates where the type is, else numbers"
                )
        return self


class Title(_Strict):
    """A printed title by which the form is known, and what its wording decides."""

    text: str = Field(examples=["Tổng hợp kết quả chính thức rà soát hộ nghèo"])
    """Found anywhere in a cell above the table; case, marks and punctuation do not count."""
    phase: Phase | None = Field(default=None, examples=["update"])
    """The report phase of a file so titled."""
    variant: Name | None = Field(default=None, examples=["near_poor"])
    """Which of the form's variants a file so titled is."""


class Block(_Strict):
    """A group of columns that repeats under one header path, and the values it stands for."""

    at: str = Field(examples=["Kế hoạch vốn năm {year} › Đầu tư phát triển"])
    """The header path above the block's own columns."""
    set: dict[Name, str] = Field(examples=[{"plan_type": "in_year", "year": "{year}"}])
    """Landed column -> value, for every row of the block. Where a value names `{year}` or
    `{label}`, each year or text found at that place of the path makes a block of its own."""
    codes: Codes = Field(default={}, examples=[["Tày", "Nùng"]])
    """What `{label}` may be: printed text -> the value it stands for, compared without case and
    marks. A list stands for words that land as they are. The columns of another text are refused;
    unset: any text."""

    @model_validator(mode="after")
    def _codes_fit_the_path(self) -> Self:
        if self.codes and "{label}" not in self.at:
            raise ValueError("`codes` of a block goes with `{label}` in its path")
        return self


class FileFormat(_Strict):
    """How the file itself is written. What does not fit is refused, not guessed."""

    encodings: list[Encoding] = Field(default=[], examples=[["utf-8", "windows-1258"]])
    """The encodings that a csv may have; empty: every one of the list, by evidence."""
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = Field(
        default=None, examples=[";"]
    )
    """Between the fields of a csv; unset: whichever of `, ; tab |` makes the header fit."""
    quote: Annotated[str, StringConstraints(max_length=1)] = Field(default='"', examples=['"'])
    """Around a csv field; doubled inside it, unless `escape` is set. Empty: quotes are text."""
    escape: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = Field(
        default=None, examples=["\\"]
    )
    """Before a quote inside a quoted csv field."""
    sheets: list[str] = Field(default=[], examples=[["Biểu 1{any}"]])
    """Names of the sheets to look at; empty: every visible one."""


class Edition(_Strict):
    """Where each field stands in one published version of the form."""

    header: Literal["search", "none"] = Field(default="search", examples=["none"])
    """`search`: the header is found by its words, wherever it stands. `none`: the table has no
    header; columns are given by letters."""
    header_rows: tuple[int, int] | None = Field(default=None, examples=[[8, 11]])
    """First and last sheet row of the header, where it may stand nowhere else."""
    first_row: int = Field(default=1, ge=1, examples=[2])
    """The first row of data (`header: none` only)."""
    columns: dict[Name, Paths] = Field(
        examples=[{"tt": "TT", "poor_households": "Kết quả rà soát › Tổng số hộ nghèo › Số hộ"}]
    )
    """Field -> printed header path, its levels joined by `›`; several paths where either may be
    printed. `{year}` stands for a year (a block's year is the budget year; in a yearly form whose
    blocks are all of one year, the period itself, which another year above contradicts), `{any}`
    for any words. With `header: none`: field -> column letters."""
    variant: Name | None = Field(default=None, examples=["near_poor"])
    """The one variant (a title's) that is printed so; unset: whatever the title. A file whose title
    and header say different variants is refused."""
    blocks: list[Block] = Field(
        default=[], examples=[[{"at": "Năm {year}", "set": {"year": "{year}"}}]]
    )
    """Groups of columns that land as rows of their own."""
    block_columns: dict[Name, str] = Field(default={}, examples=[{"poor": "Số hộ nghèo"}])
    """Field -> header path below a block's own path; empty path: the block is the column."""

    @model_validator(mode="after")
    def _columns_fit_the_header(self) -> Self:
        if bool(self.blocks) != bool(self.block_columns):
            raise ValueError("`blocks` and `block_columns` go together")
        if self.header == "none":
            letters = [path for path in self.columns.values() if isinstance(path, str)]
            if self.blocks or not all(re.fullmatch("[A-Z]{1,3}", path) for path in letters):
                raise ValueError("with `header: none` columns are letters (A, B, AA), no blocks")
        elif self.first_row != 1:
            raise ValueError("`first_row` goes with `header: none`")
        return self


class RowCheck(_Strict):
    """A rule about one row: `left op right`, in field names, numbers, + - * / and brackets."""

    rule: Name = Field(examples=["poor_within_households"])
    """The code by which findings name it."""
    left: str = Field(examples=["poor_households + near_poor_households"])
    """Where a field in it is blank, the rule says nothing. A date counts as its day number."""
    op: Literal["<=", "<", "=", "!=", ">", ">="] = Field(examples=["<="])
    """How left stands to right."""
    right: str = Field(examples=["households"])
    """As `left`."""
    tolerance: float = Field(default=0, ge=0, examples=[0.5])
    """By how much the two may miss (`=`, `<=`, `>=`)."""
    severity: Literal["error", "warning"] = Field(default="error", examples=["warning"])
    """error: the row is refused. warning: it lands, with a finding."""
    message_vi: str = Field(examples=["Số hộ nghèo lớn hơn tổng số hộ dân cư; hãy kiểm tra lại."])
    """What is wrong and what to do."""
    blank_is_zero: list[Name] = Field(default=[], examples=[["other_decrease", "other_increase"]])
    """Fields that the form leaves blank where there is nothing: blank they count as 0 in this rule,
    which would otherwise say nothing. They still land as unknown."""

    @model_validator(mode="after")
    def _expressions_are_arithmetic(self) -> Self:
        for expression in (self.left, self.right):
            _parsed(expression)
        if unknown := set(self.blank_is_zero) - set(self.fields):
            raise ValueError(f"blank_is_zero: not in the rule: {', '.join(sorted(unknown))}")
        return self

    @property
    def fields(self) -> list[str]:
        return re.findall(r"[a-z][a-z0-9_]*", f"{self.left} {self.right}")

    def holds(self, values: Mapping[str, float | None]) -> bool | None:
        """Whether one row's values fulfil it, None where one that it needs is blank."""
        known = {
            name: 0 if values[name] is None and name in self.blank_is_zero else values[name]
            for name in self.fields
        }
        if None in known.values():
            return None
        try:
            left, right = (_value(_parsed(side), known) for side in (self.left, self.right))
        except ZeroDivisionError:
            return None
        slack = self.tolerance if self.op in ("=", "<=", ">=") else 0
        return {
            "=": abs(left - right) <= slack,
            "!=": left != right,
            "<": left < right,
            "<=": left <= right + slack,
            ">": left > right,
            ">=": left >= right - slack,
        }[self.op]


_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


@functools.lru_cache(maxsize=256)
def _parsed(expression: str) -> ast.expr:
    """An arithmetic expression as a tree; ValueError where it is none."""
    try:
        tree = ast.parse(" ".join(expression.split()), mode="eval").body
    except SyntaxError:
        raise ValueError(f"not an arithmetic expression: {expression!r}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            is_known = type(node.op) in _OPERATORS
        elif isinstance(node, ast.Constant):
            is_known = type(node.value) in (int, float)
        elif isinstance(node, ast.Name):
            is_known = re.fullmatch(r"[a-z][a-z0-9_]*", node.id) is not None
        else:
            is_known = isinstance(node, ast.Load | ast.operator | ast.unaryop)
        if not is_known:
            raise ValueError(f"not an arithmetic expression: {expression!r}")
    return tree


def _value(tree: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(tree, ast.BinOp):
        return _OPERATORS[type(tree.op)](_value(tree.left, values), _value(tree.right, values))
    if isinstance(tree, ast.UnaryOp):
        return _OPERATORS[type(tree.op)](_value(tree.operand, values))
    return values[tree.id] if isinstance(tree, ast.Name) else tree.value


class Subject(_Strict):
    """What a row is about, and the fields that say so."""

    kind: Literal["area", "programme"] = Field(examples=["area"])
    """`area`: an administrative unit of Vietnam. `programme`: a programme, project, sub-project."""
    name: Name = Field(examples=["area_name"])
    """The field with the printed name."""
    code: Name | None = Field(default=None, examples=["area_code_printed"])
    """The field with the printed code."""
    outline: Name | None = Field(default=None, examples=["tt"])
    """The numbering column (`I`, `1`, `1.1`): subtotals stand above their details."""


class FormContract(_Strict):
    """One report form, in all its editions."""

    form: Name = Field(examples=["province__poverty_review"])
    """The form's code: the file's name, the raw table's name."""
    title_vi: str = Field(examples=["Tổng hợp kết quả rà soát hộ nghèo"])
    """What the form is called in messages."""
    description: str = Field(default="", examples=["One row per commune."])
    """The grain, and what the figures are."""
    legal_source: str = Field(default="", examples=["TT 07/2021/TT-BLĐTBXH"])
    """The decision that prescribes the form."""
    issuers: list[IssuerKind] = Field(default=["any"], examples=[["province", "ministry"]])
    """Who may send it; `any`: whatever folder it comes from."""
    period: PeriodKind = Field(default="none", examples=["year"])
    """What a report covers. The period itself is read from the heading or the side file;
    `received_year`: the year in which it came; `none`: the form has none."""
    phase: Phase = Field(default="final", examples=["update"])
    """The phase of a file whose title and side file say nothing."""
    retention_years: int | None = Field(default=None, ge=1, examples=[5])
    """Years from its arrival after which a file with personal data is deleted, with all that was
    read of it; goes with fields that are `personal`."""
    file: FileFormat = Field(default=FileFormat(), examples=[{"delimiter": ";"}])
    """How the file is written."""
    titles: list[Title] = Field(default=[], examples=[[{"text": "Diễn biến hộ nghèo"}]])
    """Empty: the form is known by its header alone."""
    decimal: Literal[",", "."] | None = Field(default=None, examples=[","])
    """The decimal mark of numbers written as text; unset: decided column by column, by evidence."""
    date_order: DateOrder = Field(default="dmy", examples=["mdy"])
    """The order of dates written as text."""
    skip_rows: list[str] = Field(default=[], examples=[["Cộng trang {any}"]])
    """Rows whose first text is one of these are no data."""
    stop_at: list[str] = Field(default=[], examples=[["Nguồn: {any}"]])
    """The table ends before a row whose first text is one of these."""
    key: list[Name] = Field(default=[], examples=[["area_code"]])
    """Landed columns that are unique together among the detail rows of one submission."""
    subject: Subject | None = Field(default=None, examples=[{"kind": "area", "name": "area_name"}])
    """Unset: rows are about nothing that the registers know; every row is a detail."""
    fields: dict[Name, FormField] = Field(
        examples=[{"households": {"type": "integer", "label_vi": "Số hộ"}}]
    )
    """Every field that an edition may have, in landed order."""
    checks: list[RowCheck] = Field(
        default=[],
        examples=[
            [{"rule": "r", "left": "poor", "op": "<=", "right": "households", "message_vi": "…"}]
        ],
    )
    """Rules about one row."""
    editions: dict[str, Edition] = Field(examples=[{"2024": {"columns": {"households": "Số hộ"}}}])
    """By the year in which each came into use."""

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        known = set(self.fields)
        for name, edition in self.editions.items():
            used = set(edition.columns) | set(edition.block_columns)
            if unknown := used - known:
                raise ValueError(f"edition {name}: no such field: {', '.join(sorted(unknown))}")
            if edition.variant not in {None, *(title.variant for title in self.titles)}:
                raise ValueError(f"edition {name}: no title has the variant {edition.variant}")
        for name, field in self.fields.items():
            if unknown := set(field.ratio_of or ()) - known:
                raise ValueError(f"field {name}: no such field: {', '.join(sorted(unknown))}")
        for check in self.checks:
            countable = {name for name, field in self.fields.items() if field.type in NUMBERS}
            if unknown := set(check.fields) - countable:
                names = ", ".join(sorted(unknown))
                raise ValueError(f"check {check.rule}: no such number or date field: {names}")
        if self.subject:
            for role in (self.subject.name, self.subject.code, self.subject.outline):
                if role and role not in known:
                    raise ValueError(f"subject: no such field: {role}")
        if bool(self.personal_columns) != bool(self.retention_years):
            raise ValueError("`personal` fields and `retention_years` go together")
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
        """(column, SQL type) of all that is read of a row, in order."""
        columns = list(COMMON_COLUMNS)
        if self.subject:
            columns += SUBJECT_COLUMNS[self.subject.kind]
        columns += [(name, "varchar") for name in self.block_names]
        for name, field in self.fields.items():
            columns += [(landed, sql) for landed, sql in landed_names(name, field)]
        return [*columns, ("cell_states", "varchar")]

    @functools.cached_property
    def personal_columns(self) -> list[tuple[str, str]]:
        """(column, SQL type) of what says who somebody is."""
        return [
            column
            for name, field in self.fields.items()
            if field.personal
            for column in landed_names(name, field)
        ]

    @functools.cached_property
    def open_columns(self) -> list[tuple[str, str]]:
        """(column, SQL type) of `raw.<form>`: all but what says who somebody is."""
        return [column for column in self.landed_columns if column not in self.personal_columns]

    @functools.cached_property
    def landed_fields(self) -> dict[str, tuple[str, ...]]:
        """Field -> the columns that it lands as."""
        return {
            name: tuple(landed for landed, _ in landed_names(name, field))
            for name, field in self.fields.items()
        }

    @functools.cached_property
    def line_fields(self) -> list[str]:
        """Key fields that tell the lines of one unit apart (`Hộ`, `Nhân khẩu`)."""
        return [name for name in self.fields if self.tracked(name) in self.key]

    def tracked(self, field: str) -> str:
        """The landed column that carries a field's value in row checks."""
        return self.landed_fields[field][0]


def landed_names(name: str, field: FormField) -> list[tuple[str, str]]:
    """(column, SQL type) of one field in the raw table."""
    return [(f"{name}{suffix}", sql) for suffix, sql in LANDED_COLUMNS[field.type]]


# --- contract files


class ContractError(ValueError):
    """A contract file that cannot be used; the message names the file and the place."""


def load_contract(path: Path) -> FormContract:
    """Read one contract file. Its name is the form code."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeys)
        contract = FormContract.model_validate(content)
    except ValidationError as error:
        raise ContractError(f"{path.name}: {'; '.join(_explained(error))}") from error
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


def contract_schema() -> dict[str, Any]:
    """The JSON Schema of a contract file, for editors and for authors of further forms."""
    return FormContract.model_json_schema()


class _UniqueKeys(yaml.CSafeLoader):
    """YAML in which a key may not be given twice (PyYAML alone takes the last one silently)."""


def _mapping(loader: _UniqueKeys, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.YAMLError(f"the key {key!r} is given twice{node.start_mark}")
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _explained(error: ValidationError) -> Iterator[str]:
    """What pydantic found, as `place: what is wrong`, with the key or word that was meant."""
    for one in error.errors():
        place = ".".join(str(part) for part in one["loc"])
        message = one["msg"]
        meant: list[str] = []
        if one["type"] == "extra_forbidden":
            key = str(one["loc"][-1])
            message = "no such key"
            if key in _KEYS:
                message = "no such key here"  # it is one elsewhere
            else:
                meant = difflib.get_close_matches(key, _KEYS, n=1)
        elif one["type"] == "literal_error":
            words = re.findall(r"'([^']*)'", one["ctx"]["expected"])
            meant = difflib.get_close_matches(str(one["input"]), words, n=1)
        yield f"{place}: {message}" + "".join(f"; did you mean `{word}`?" for word in meant)


_KEYS = sorted(
    {
        key
        for model in (FormContract, FormField, Title, Block, FileFormat, Edition, RowCheck, Subject)
        for key in model.model_fields
    }
)
