"""The reply to a csv: the sender's rows as they stood, with the remarks in a last column."""

from collections import defaultdict

from orchestration.cell_writing import csv_bytes
from orchestration.ingest.grid import Grid, cell_name
from orchestration.replies.remarks import Remark, Reply
from orchestration.replies.workbook import LIST_SHEET, SEVERITIES


def reply_csv(reply: Reply, grid: Grid) -> bytes:
    """The csv in UTF-8, separated as the sender's own file is: that is what the sender's
    spreadsheet expects. Remarks on the whole file stand in the first row, below `Ý kiến`."""
    remarks = defaultdict(list)
    for remark in reply.remarks:
        is_in_file = remark.row is not None and remark.row < len(grid.rows)
        remarks[remark.row if is_in_file else 0].append(_sentence(remark))
    width = grid.width
    rows = []
    for number, values in enumerate(grid.rows):
        row = ["" if value is None else str(value) for value in values]
        said = [LIST_SHEET, *remarks[0]] if number == 0 else remarks[number]
        rows.append([*row, *[""] * (width - len(row)), "\n".join(said)])
    return csv_bytes(rows, grid.delimiter or ",")


def _sentence(remark: Remark) -> str:
    where = [cell_name(remark.row, remark.column)] if remark.column is not None else []
    where += [remark.field_vi] if remark.field_vi else []
    place = f" [{', '.join(where)}]" if where else ""
    expected = f" Giá trị đúng ra: {remark.value_expected}." if remark.value_expected else ""
    return (
        f"{SEVERITIES[remark.severity]}{place}: {remark.message_vi}{expected} Việc cần làm: "
        f"{remark.next_steps_vi} ({remark.rule_vi}, {remark.rule_code})"
    )
