"""`mtqg`: what a person types. Words and exit codes only; the work is elsewhere.

Heavy packages are imported inside the commands that need them: `mtqg --help` answers at once.
"""

import datetime
import json
import os
import sys
import traceback
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from orchestration.home import PROJECT_DIR, Home

EXIT_FINE, EXIT_REFUSALS, EXIT_WRONG_USE, EXIT_FAILED = 0, 1, 2, 3
SHOWN = 25

as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Ngày tính báo cáo chậm, thiếu (mặc định: hôm nay, giờ Việt Nam).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")


def _print_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))


def _print_limited(lines: Iterable[str], what: str) -> None:
    lines = list(lines)
    for line in lines[:SHOWN]:
        click.echo(f"  - {line}")
    if len(lines) > SHOWN:
        click.echo(f"  … và {len(lines) - SHOWN} {what} khác")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Kho dữ liệu giám sát các Chương trình mục tiêu quốc gia (MTQG)."""


def main() -> None:
    """The program: what no command foresaw is a failed run, not a refusal."""
    try:
        commands()
    except Exception as error:
        from orchestration.space import full_disk

        traceback.print_exc()
        reason = f"Phiên chạy hỏng: {error}. Bản đang công bố giữ nguyên."
        click.echo(full_disk(Home.from_env(), error) or reason, err=True)
        sys.exit(EXIT_FAILED)


@commands.command()
@as_of_option
@json_option
def refresh(as_of: datetime.datetime | None, as_json: bool) -> None:
    """Chạy phiên đêm ngay bây giờ: nhận, dựng, kiểm tra, công bố, báo tin."""
    from orchestration.nightly import run_nightly

    summary = run_nightly(Home.from_env(), as_of.date() if as_of else None)
    if as_json:
        _print_json(asdict(summary))
    else:
        _print_summary(summary)
    sys.exit(summary.exit_code)


def _print_summary(summary: Any) -> None:
    if summary.is_published:
        click.echo(f"Đã công bố bản {summary.release_id}")
        click.echo(f"  {summary.release_folder}")
    else:
        failure = summary.failure
        click.echo("KHÔNG công bố được; bản trước giữ nguyên.")
        click.echo(f"  Bước hỏng: {failure['step']}")
        _print_limited(failure["checks"], "kiểm tra không đạt")
        said = (line.strip() for line in str(failure["message"]).splitlines())
        _print_limited(filter(None, said), "dòng")
    click.echo(f"Báo cáo mới nhận: {summary.new_submissions}")
    if summary.refused:
        click.echo("Bị từ chối toàn bộ hoặc một phần:")
        status = {"refused": "từ chối", "partial": "nhận một phần"}
        _print_limited(
            (
                f"{row['issuer_code']}/{row['file_name']}: {status[row['submission_status']]}"
                for row in summary.refused
            ),
            "tệp",
        )
    if summary.new_findings:
        errors = sum(finding["severity"] == "error" for finding in summary.new_findings)
        click.echo(f"Phát hiện mới: {len(summary.new_findings)} (lỗi: {errors})")
        _print_limited(
            (
                " ".join(
                    str(part)
                    for part in (
                        finding["issuer_code"],
                        finding["form"] or "",
                        finding["period"] or "",
                        f"[{finding['sheet']}!{finding['cell']}]" if finding["cell"] else "",
                        finding["message_vi"],
                    )
                    if part
                )
                for finding in summary.new_findings
            ),
            "phát hiện",
        )
    replies = summary.replies
    if replies.get("error"):
        click.echo(f"Thư trả lời: {replies['error']}")
    elif replies.get("replies"):
        click.echo(
            f"Thư trả lời đơn vị gửi: {replies['replies']} tệp trong outbox "
            f"(mới hoặc thay đổi: {replies['written']})"
        )
    digest = summary.digest
    if digest.get("error"):
        click.echo(f"Bản tin: {digest['error']}")
    elif digest.get("written_to"):
        click.echo(f"Bản tin cho Văn phòng: alerts/{Path(str(digest['written_to'])).name}")


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--forms", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--form", help="Biểu của tệp, nếu nội dung tệp không tự cho biết.")
@click.option("--issuer", help="Mã đơn vị gửi (mặc định: tên thư mục chứa tệp).")
@json_option
def check(
    files: tuple[Path, ...],
    forms: Path | None,
    form: str | None,
    issuer: str | None,
    as_json: bool,
) -> None:
    """Đọc thử tệp báo cáo: những gì sẽ được nhận, những gì bị từ chối. Không ghi gì vào kho."""
    from expectations.contract import ContractError
    from orchestration.intake import dry_run

    try:
        readings = dry_run(Home.from_env(), files, issuer, [forms] if forms else [], form)
    except ContractError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        _print_json(readings[0] if len(readings) == 1 else readings)
    else:
        status = {"accepted": "nhận", "partial": "nhận một phần", "refused": "từ chối"}
        for reading in readings:
            click.echo(
                f"{reading['file']}: {status[reading['status']]}; biểu {reading['form'] or '?'}, "
                f"kỳ {reading['period'] or '?'}, {len(reading['rows'])} dòng"
            )
            _print_limited(
                (f"{_place(item)}{item['message_vi']}" for item in reading["refusals"]), "ý kiến"
            )
    refused = any(reading["status"] != "accepted" for reading in readings)
    sys.exit(EXIT_REFUSALS if refused else EXIT_FINE)


def _place(item: dict[str, Any]) -> str:
    return f"[{item['sheet']}!{item['cell']}] " if item["cell"] else ""


@commands.command()
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
)
@json_option
def land(paths: tuple[Path, ...], as_json: bool) -> None:
    """Lưu trữ và đọc báo cáo vào kho thô, không dựng lại kho (mặc định: cả hộp thư đến)."""
    from orchestration.intake import take_in
    from orchestration.lock import night_lock

    home = Home.from_env()
    with night_lock(home):
        intake = take_in(home, paths or None, progress=not as_json)
    if as_json:
        _print_json(asdict(intake))
    else:
        click.echo(
            f"Nhận {intake.arrived} tệp mới, đọc {intake.read}; từ chối {intake.refused_files} "
            f"tệp, {intake.refused_cells} ô hoặc dòng."
        )
    sys.exit(EXIT_REFUSALS if intake.refused_files or intake.refused_cells else EXIT_FINE)


@commands.command()
@json_option
def status(as_json: bool) -> None:
    """Tình trạng: hộp thư đến, bản đang công bố, thư trả lời, thư chưa gửi được."""
    from orchestration.alerts import send
    from orchestration.ingest.submissions import inbox_files, receipts
    from orchestration.publish.release import list_releases
    from orchestration.replies.outbox import replies_in

    home = Home.from_env()
    alerts = send.status(home)
    current = next((r for r in list_releases(home) if r.is_current), None)
    content = {
        "home": str(home.root),
        "waiting_in_inbox": len(list(inbox_files(home))) if home.inbox.exists() else 0,
        "archived": len(receipts(home)),
        "release_id": current.release_id if current else None,
        "as_of_date": current.as_of_date if current else None,
        "built_at": current.built_at if current else None,
        "replies_in_outbox": len(replies_in(home)),
        "mail_set_up": alerts.is_mail_set_up,
        "mails_queued": alerts.queued,
        "last_mail_error": alerts.last_error,
    }
    if as_json:
        _print_json(content)
        return
    labels = {
        "home": "Thư mục dữ liệu",
        "waiting_in_inbox": "Tệp chờ trong hộp thư đến",
        "archived": "Báo cáo đã lưu trữ",
        "release_id": "Bản đang công bố",
        "as_of_date": "Tính đến ngày",
        "built_at": "Dựng lúc (UTC)",
        "replies_in_outbox": "Thư trả lời trong outbox",
        "mail_set_up": "Đã cấu hình gửi thư",
        "mails_queued": "Thư chờ gửi",
        "last_mail_error": "Lỗi gửi thư gần nhất",
    }
    for key, label in labels.items():
        value = content[key]
        if isinstance(value, bool):
            value = "có" if value else "không"
        click.echo(f"{label}: {'-' if value is None else value}")


def _release() -> Path:
    database = Home.from_env().current / "warehouse.duckdb"
    if not database.exists():
        raise click.UsageError("Chưa có bản phát hành nào; hãy chạy mtqg refresh.")
    return database


def _values(keys: Iterable[str]) -> dict[str, str]:
    if wrong := [key for key in keys if "=" not in key]:
        raise click.UsageError(f"Viết cột=giá trị: {', '.join(wrong)}.")
    return dict(key.split("=", 1) for key in keys)


@commands.command()
@click.argument("mart")
@click.argument("keys", nargs=-1, metavar="CỘT=GIÁ_TRỊ…")
@json_option
def explain(mart: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Một số liệu từ đâu mà có: tệp, trang tính, ô, bản đã thay, phát hiện, điều chỉnh.

    Ví dụ: mtqg explain mart_poverty_rates area_level=province area_code=20 review_year=2025
    area_basis=reported urban_rural=all column=poor_households
    """
    from orchestration.publish.explain import ExplainError
    from orchestration.publish.explain import explain as explain_figure

    try:
        answer = explain_figure(_release(), mart, _values(keys))
    except ExplainError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        _print_json(answer)
    else:
        _print_explanation(answer)


def _print_explanation(answer: dict[str, Any]) -> None:
    unit = "" if answer["value"] is None else f" {answer['unit']}"
    click.echo(f"{answer['label_vi']} ({answer['column']}) = {_known(answer['value'])}{unit}")
    click.echo(f"Cách tính: {answer['formula']}")
    for number, figure in enumerate(answer["figures"], start=1):
        key = figure["key"]
        of = " ".join(str(key[name]) for name in ("area_name", "period") if name in key)
        value = f"{_known(figure['value'])}{of and f' ({of})'}"
        click.echo(f"  ({number}) {figure['column']} = {value}: {figure['formula']}")
    in_order = sorted(
        answer["sources"], key=lambda s: (s["issuer"], s["received_at"], s["submission_id"])
    )
    by_file = groupby(in_order, lambda source: source["submission_id"])
    for submission_id, group in by_file:
        sources = list(group)
        first = sources[0]
        click.echo(
            f"\n{first['issuer']}/{first['file_name']} (bản gửi {submission_id})\n"
            f"  biểu {first['form']}, kỳ {first['period']}, bản thứ {first['version']}, "
            f"nhận {first['received_at']} UTC"
        )
        for earlier in first["replaced"]:
            decision = f", {earlier['decision']}" if earlier["decision"] else ""
            click.echo(
                f"  thay bản thứ {earlier['version']}: {earlier['file_name']} "
                f"(nhận {earlier['received_at']} UTC{decision})"
            )
        _print_limited((_source_line(s) for s in sources if "cell" in s), "ô")
        messages = {f["message_vi"]: f["rule"] for s in sources for f in s["findings"]}
        for message, rule in messages.items():
            click.echo(f"  ! {message} [{rule}]")
    if not answer["sources"]:
        click.echo("Không lấy từ ô nào của báo cáo.")


def _known(value: Any) -> Any:
    return "chưa biết" if value is None else value


def _source_line(source: dict[str, Any]) -> str:
    part = {"numerator": "tử số ", "denominator": "mẫu số ", "counted": "đếm "}
    figure = f"({source['figure'] + 1}) " if "figure" in source else ""
    sign = "−" if source["sign"] < 0 else ""
    line = f" · {source['line']}" if source["line"] else ""
    sent = f" (số gửi: {source['value_landed']})" if source["corrections"] else ""
    share = f" (ước lấy {source['share']:.1%})" if source["share"] != 1 else ""
    return (
        f"{figure}{source['sheet']}!{source['cell']}{line}: {part.get(source['part'], '')}"
        f"{source['field']} = {sign}{_known(source['value'])}{sent}{share}"
    )


@commands.command()
@click.argument("mart")
@click.argument("keys", nargs=-1, metavar="CỘT=GIÁ_TRỊ…")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Mặc định: <MART>.xlsx.")
@json_option
def export(mart: str, keys: tuple[str, ...], target: Path | None, as_json: bool) -> None:
    """Xuất một bảng (lọc theo cột=giá trị) ra .xlsx có nhãn, đơn vị, chú giải, hoặc ra .csv."""
    from orchestration.publish.export import ExportError
    from orchestration.publish.export import export as export_mart

    target = target or Path(f"{mart}.xlsx")
    try:
        rows = export_mart(_release(), mart, _values(keys), target)
    except ExportError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        _print_json({"file": str(target), "rows": rows})
    else:
        click.echo(f"Đã xuất {rows} dòng ra {target}")


@commands.command()
@click.option("--rollback", metavar="ID", help="Đưa bản phát hành này trở lại làm bản hiện hành.")
@json_option
def releases(rollback: str | None, as_json: bool) -> None:
    """Các bản phát hành còn giữ; --rollback quay lại một bản."""
    from orchestration.publish import release

    home = Home.from_env()
    if rollback:
        try:
            release.rollback(home, rollback)
        except release.PublishError as error:
            raise click.UsageError(str(error)) from error
    kept = release.list_releases(home)
    if as_json:
        _print_json([asdict(item) for item in kept])
        return
    for item in kept:
        mark = "*" if item.is_current else " "
        size = item.size_bytes / 2**20
        click.echo(f"{mark} {item.release_id}  tính đến {item.as_of_date:%d/%m/%Y}  {size:.1f} MB")


@commands.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Mặc định: samples.")
@click.option("--province", "provinces", multiple=True, help="Mã tỉnh; bỏ trống: cả nước.")
@click.option("--year", "years", multiple=True, type=int, help="Năm; bỏ trống: 2022-2025.")
@click.option("--seed", default=1719, show_default=True)
@click.option("--demo", is_flag=True, help="Bộ mẫu trình diễn: Lạng Sơn, Điện Biên, 2021-2025.")
@json_option
def simulate(
    folder: Path | None,
    provinces: tuple[str, ...],
    years: tuple[int, ...],
    seed: int,
    demo: bool,
    as_json: bool,
) -> None:
    """Sinh báo cáo MẪU theo đúng biểu mẫu (không phải số liệu thật)."""
    from orchestration.simulation import submissions as samples

    folder = folder or Home.from_env().samples
    try:
        written = (
            samples.demo(folder)
            if demo
            else samples.simulate(folder, provinces, years or samples.DEMO_YEARS, seed)
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    reports = [path for path in written if path.suffix != ".yml"]
    if as_json:
        _print_json([str(path) for path in reports])
    else:
        click.echo(f"Đã ghi {len(reports)} báo cáo mẫu vào {folder}")


@commands.command()
@as_of_option
@json_option
@click.pass_context
def rebuild(context: click.Context, as_of: datetime.datetime | None, as_json: bool) -> None:
    """Dựng lại tất cả chỉ từ kho lưu trữ: đọc lại mọi báo cáo rồi chạy phiên đêm."""
    from orchestration.ingest.landing import discard_landing
    from orchestration.lock import night_lock

    home = Home.from_env()
    with night_lock(home):
        discard_landing(home)
        context.invoke(refresh, as_of=as_of, as_json=as_json)


@commands.command()
@json_option
def alerts(as_json: bool) -> None:
    """Gửi nốt thư còn chờ và cho xem bản tin gần nhất."""
    from orchestration.alerts import send

    home = Home.from_env()
    flushed = send.flush(home)
    last = send.last_digest(home)
    if as_json:
        _print_json(asdict(flushed) | {"last_digest": last.text if last else None})
    else:
        click.echo(f"Đã gửi {flushed.sent} thư, còn chờ {flushed.queued}.")
        if flushed.error:
            click.echo(flushed.error)
        click.echo(last.text if last else "Chưa có bản tin nào.")


@commands.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def dev(arguments: tuple[str, ...]) -> None:
    """Mở giao diện web của Dagster (đồ thị tài sản, lịch, kiểm tra)."""
    from orchestration.nightly import dev_command

    command = [*dev_command(Home.from_env()), *arguments]
    os.chdir(PROJECT_DIR)
    os.execv(Path(sys.executable).with_name(command[0]), command)
