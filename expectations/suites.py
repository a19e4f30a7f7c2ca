"""Contract -> Great Expectations suite, and its judgement on a night's arrivals of one form.

The only module about arrivals that imports Great Expectations; import it where it is used.
"""

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# Read when the package is imported: nothing of a closed network may call home.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

from expectations.contract import NUMBERS, FormContract, FormField

SUBMISSION = "submission_id"
REFUSED = "refused_fields"
"""Optional column of the judged frame: the fields of the row whose cell was refused."""


@dataclass(frozen=True)
class Violation:
    """One row that breaks one rule of its contract."""

    row: int
    """The row's position in the judged frame."""
    rule_code: str
    severity: Literal["error", "warning"]
    fields: tuple[str, ...]
    message_vi: str


def judge(contract: FormContract, frame: pd.DataFrame) -> list[Violation]:
    """Judge all arrived detail rows of one form in one validation.

    `frame` has the landed columns of the contract and `submission_id`; numbers are float.
    """
    if frame.empty:
        return []
    frame = frame.reset_index(drop=True)
    numbers = _as_numbers(contract, frame)
    expectations = [
        *_about_fields(contract, frame, numbers),
        *_about_rows(contract, frame, numbers),
    ]
    if not expectations:
        return []
    return _violations(_validate(contract.form, expectations, frame))


def _as_numbers(contract: FormContract, frame: pd.DataFrame) -> pd.DataFrame:
    """What rules may reckon with, under the fields' own names; a date is its day's number."""
    columns = {}
    for name, field in contract.fields.items():
        column = frame[contract.tracked(name)]
        if field.type == "date":
            column = column.map(lambda day: None if pd.isna(day) else day.toordinal())
        if field.type in NUMBERS:
            columns[name] = column.astype("float64")
    return pd.DataFrame(columns, index=frame.index)


def _about_fields(
    contract: FormContract, frame: pd.DataFrame, numbers: pd.DataFrame
) -> Iterator[gxe.Expectation]:
    """Limits, patterns and uniqueness of single fields."""
    for name, field in contract.fields.items():
        column = contract.tracked(name)
        if field.minimum is not None or field.maximum is not None:
            if field.type == "date":
                column = f"day__{name}"
                frame[column] = numbers[name]
            yield gxe.ExpectColumnValuesToBeBetween(
                column=column,
                min_value=_ordinal(field.minimum),
                max_value=_ordinal(field.maximum),
                meta=_meta("cell_out_of_range", "error", [name], _range_message(field)),
            )
        if field.pattern:
            yield gxe.ExpectColumnValuesToMatchRegex(
                column=column,
                regex=rf"\A(?:{field.pattern})\Z",
                meta=_meta(
                    "cell_pattern",
                    "error",
                    [name],
                    f"Cột “{field.label_vi}” không đúng dạng quy định ({field.pattern}); hãy kiểm "
                    "tra lại.",
                ),
            )
        if field.unique:
            message = (
                f"Cột “{field.label_vi}” có giá trị lặp lại; mỗi giá trị chỉ được ghi một lần."
            )
            yield gxe.ExpectCompoundColumnsToBeUnique(
                column_list=[SUBMISSION, column],
                ignore_row_if="any_value_is_missing",
                meta=_meta("cell_duplicate", "error", [name], message),
            )


def _ordinal(bound: float | datetime.date | None) -> float | None:
    return bound.toordinal() if isinstance(bound, datetime.date) else bound


def _range_message(field: FormField) -> str:
    bounds = " đến ".join(
        f"{bound:%d/%m/%Y}" if isinstance(bound, datetime.date) else f"{bound:g}"
        for bound in (field.minimum, field.maximum)
        if bound is not None
    )
    word = "từ" if field.minimum is not None else "tối đa"
    return f"Cột “{field.label_vi}” phải {word} {bounds}; hãy kiểm tra lại."


def _about_rows(
    contract: FormContract, frame: pd.DataFrame, numbers: pd.DataFrame
) -> Iterator[gxe.Expectation]:
    """The contract's rules, and its key."""
    for check in contract.checks:
        column = f"check__{check.rule}"
        known = numbers
        for name in check.blank_is_zero:
            is_blank = numbers[name].isna()
            if REFUSED in frame:  # a refused cell is not blank: what stands there is not known
                is_blank &= ~frame[REFUSED].map(lambda refused, name=name: name in refused)
            known = known.assign(**{name: known[name].mask(is_blank, 0)})
        left, right = (_value(known, side) for side in (check.left, check.right))
        frame[column] = (left - right).round(8)  # landed decimals have no more; floats have noise
        meta = _meta(check.rule, check.severity, check.fields, check.message_vi)
        if check.op == "!=":
            yield gxe.ExpectColumnValuesToNotBeInSet(column=column, value_set=[0], meta=meta)
            continue
        yield gxe.ExpectColumnValuesToBeBetween(
            column=column,
            min_value=None if "<" in check.op else -check.tolerance,
            max_value=None if ">" in check.op else check.tolerance,
            strict_min=check.op == ">",
            strict_max=check.op == "<",
            meta=meta,
        )
    if contract.key:
        yield gxe.ExpectCompoundColumnsToBeUnique(
            column_list=[SUBMISSION, *contract.key],
            ignore_row_if="never",
            meta=_meta(
                "row_duplicate",
                "error",
                [],
                "Cùng một đối tượng được báo cáo ở nhiều dòng; hãy chỉ giữ lại một dòng đúng.",
            ),
        )


def _value(numbers: pd.DataFrame, expression: str) -> pd.Series:
    value = numbers.eval(expression, engine="python")
    return value if isinstance(value, pd.Series) else pd.Series(float(value), numbers.index)


def _meta(
    rule: str, severity: str, fields: list[str], message_vi: str
) -> dict[str, str | list[str]]:
    return {"rule": rule, "severity": severity, "fields": fields, "message_vi": message_vi}


def _validate(form: str, expectations: list[gxe.Expectation], frame: pd.DataFrame) -> list:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = (
        context.data_sources.add_pandas("arrivals")
        .add_dataframe_asset(form)
        .add_batch_definition_whole_dataframe("night")
        .get_batch({"dataframe": frame})
    )
    suite = gx.ExpectationSuite(name=form, expectations=expectations)
    return batch.validate(suite, result_format="COMPLETE").results


def _violations(results: list) -> list[Violation]:
    found = []
    for result in results:
        if result.exception_info.get("raised_exception"):
            raise RuntimeError(f"Great Expectations: {result.exception_info}")
        meta = result.expectation_config.meta
        for row in result.result.get("unexpected_index_list") or ():
            found.append(
                Violation(
                    int(row),
                    meta["rule"],
                    meta["severity"],
                    tuple(meta["fields"]),
                    meta["message_vi"],
                )
            )
    return sorted(found, key=lambda violation: (violation.row, violation.rule_code))
