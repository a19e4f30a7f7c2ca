"""Contract -> Great Expectations suite, and its judgement on a night's arrivals of one form.

The only module about arrivals that imports Great Expectations; import it where it is used.
"""

import os
from dataclasses import dataclass
from typing import Literal

# Read when the package is imported: nothing of a closed network may call home.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

from expectations.contract import FormContract

SUBMISSION = "submission_id"


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
    frame = frame.reset_index(drop=True)
    expectations = []
    for name, field in contract.fields.items():
        if field.minimum is not None or field.maximum is not None:
            bounds = " đến ".join(
                f"{bound:g}" for bound in (field.minimum, field.maximum) if bound is not None
            )
            word = "từ" if field.minimum is not None else "tối đa"
            expectations.append(
                gxe.ExpectColumnValuesToBeBetween(
                    column=contract.tracked(name),
                    min_value=field.minimum,
                    max_value=field.maximum,
                    meta=_meta(
                        "cell_out_of_range",
                        "error",
                        [name],
                        f"Cột “{field.label_vi}” phải {word} {bounds}; hãy kiểm tra lại.",
                    ),
                )
            )
    for check in contract.checks:
        column = f"check__{check.rule}"
        names = {field: contract.tracked(field) for field in check.fields}
        columns = frame.rename(columns={landed: field for field, landed in names.items()})
        frame[column] = columns.eval(f"({check.left}) - ({check.right})", engine="python")
        expectations.append(
            gxe.ExpectColumnValuesToBeBetween(
                column=column,
                min_value=-check.tolerance if check.op == "=" else None,
                max_value=check.tolerance,
                meta=_meta(check.rule, check.severity, check.fields, check.message_vi),
            )
        )
    if contract.key:
        expectations.append(
            gxe.ExpectCompoundColumnsToBeUnique(
                column_list=[SUBMISSION, *contract.key],
                ignore_row_if="never",
                meta=_meta(
                    "row_duplicate",
                    "error",
                    [],
                    "Cùng một đối tượng được báo cáo ở nhiều dòng; hãy chỉ giữ lại một dòng đúng.",
                ),
            )
        )
    if not expectations or frame.empty:
        return []
    return _violations(_validate(contract.form, expectations, frame))


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
