"""What is news, what is not, and how it reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from orchestration.alerts.digest import MOST_FINDINGS
from orchestration.alerts.news import find_news
from orchestration.alerts.night import Failure, Night, NightWarning
from orchestration.alerts.release import Area, Areas, Finding, Release, Report, Submission
from orchestration.alerts.render import render_html, render_text

TITLES = {
    "treasury__disbursement": "Tình hình giải ngân",
    "province__poverty_review": "Rà soát hộ nghèo, hộ cận nghèo",
}
AREAS = Areas(
    [
        Area("VN", "nation", "Cả nước", None, date(2021, 1, 1), None),
        Area("11", "province", "Tỉnh Điện Biên", "11", date(2021, 1, 1), None),
        Area("15", "province", "Tỉnh Yên Bái", "15", date(2021, 1, 1), date(2025, 7, 1)),
        Area("15", "province", "Tỉnh Lào Cai", "15", date(2025, 7, 1), None),
        Area("20", "province", "Tỉnh Lạng Sơn", "20", date(2021, 1, 1), None),
        Area("180", "district", "Huyện Tràng Định", "20", date(2021, 1, 1), date(2025, 7, 1)),
        Area("06001", "commune", "Xã Khánh Long", "20", date(2021, 1, 1), date(2025, 7, 1)),
    ]
)
NIGHT = Night(
    night_id="run-1",
    started_at=datetime(2026, 1, 9, 19, 0, tzinfo=UTC),
    as_of_date=date(2026, 1, 10),
    outcome="published",
    release_id="r1",
)
FAILED = replace(
    NIGHT,
    outcome="failed",
    release_id=None,
    failure=Failure("Kiểm tra dữ liệu", "1 kiểm tra không đạt", ("unique_key_mart_reporting",)),
)
MISSING = Report(
    issuer_code="20",
    form="treasury__disbursement",
    variant="",
    scope_area_code="",
    period="2025-11",
    report_phase="final",
    due_on=date(2025, 12, 25),
    received_at=None,
    days_late=None,
    report_status="missing",
)
LATE = replace(
    MISSING,
    received_at=datetime(2026, 1, 9, 18, 0, tzinfo=UTC),
    days_late=16,
    report_status="late",
)
FILE = Submission(
    submission_id="s1",
    file_name="bao cao.xlsx",
    issuer_code="11",
    form="province__poverty_review",
    period="2025",
    received_at=datetime(2026, 1, 9, 20, 0, tzinfo=UTC),
    origin="submitted",
    submission_status="partial",
    is_superseded=False,
    rows_refused=1,
)
FINDING = Finding(
    finding_id="f1",
    rule_code="number_unreadable",
    severity="error",
    submission_id="s1",
    issuer_code="11",
    form="province__poverty_review",
    period="2025",
    sheet="Biểu 1",
    cell="D15",
    area_code=None,
    value_given="12o",
    value_expected=None,
    message_vi="Ô D15 không phải là số.",
)


def release(*, reports=(), submissions=(), findings=()):
    return Release(tuple(reports), tuple(submissions), tuple(findings), AREAS)


def news(content, told=None, night=NIGHT):
    return find_news(night, content, told or {}, TITLES)


def text_of(content, told=None, night=NIGHT):
    digest = news(content, told, night).digest
    assert digest is not None
    return render_text(digest)


def next_night(night=NIGHT, days=1):
    return replace(
        night,
        night_id=f"{night.night_id}+{days}",
        started_at=night.started_at + timedelta(days=days),
        as_of_date=night.as_of_date + timedelta(days=days),
    )


# ---------- reports


def test_a_missing_report_says_who_what_when_due_and_how_late():
    text = text_of(release(reports=[MISSING]))
    # 25/12 to 10/01: six days of December and ten of January.
    assert (
        "Tỉnh Lạng Sơn\n"
        "  - Chưa nộp: Tình hình giải ngân, tháng 11/2025\n"
        "    hạn 25/12/2025; quá hạn 16 ngày\n"
    ) in text
    assert "còn 1 báo cáo quá hạn chưa nộp" in text


def test_one_more_day_late_is_no_news():
    content = release(reports=[MISSING])
    told = news(content).items
    assert news(content, told, next_night()).digest is None


def test_a_report_is_not_missing_before_the_day_after_it_is_due():
    due_today = release(reports=[replace(MISSING, due_on=NIGHT.as_of_date)])
    first = news(due_today)
    assert first.digest is None
    assert news(due_today, first.items, next_night()).digest is not None


def test_missing_then_received_late_is_told_once_with_what_was_said_before():
    told = news(release(reports=[MISSING])).items
    content = release(reports=[LATE])
    arrived = news(content, told)
    assert arrived.digest is not None
    # 18:00 UTC on the 9th is 01:00 on the 10th in Hanoi.
    assert (
        "  - Nộp chậm: Tình hình giải ngân, tháng 11/2025\n"
        "    hạn 25/12/2025; nhận 10/01/2026; chậm 16 ngày; trước đây đã báo: chưa nộp\n"
    ) in render_text(arrived.digest)
    assert news(content, arrived.items, next_night()).digest is None


def test_a_line_never_mixes_what_was_told_with_what_was_not():
    told = news(release(reports=[MISSING])).items
    text = text_of(release(reports=[LATE, replace(LATE, period="2025-10")]), told)
    assert "Tình hình giải ngân, tháng 10/2025\n" in text
    assert "Tình hình giải ngân, tháng 11/2025\n" in text
    assert text.count("trước đây đã báo") == 1


def test_missing_then_refused_is_told():
    told = news(release(reports=[MISSING])).items
    text = text_of(release(reports=[replace(LATE, report_status="refused")]), told)
    assert "Đã nộp nhưng bị từ chối: Tình hình giải ngân" in text


def test_on_time_is_news_only_to_who_was_told_otherwise():
    on_time = release(reports=[replace(LATE, days_late=0, report_status="on_time")])
    assert news(on_time).digest is None
    told = news(release(reports=[MISSING])).items
    assert "Đã nhận, đúng hạn: Tình hình giải ngân" in text_of(on_time, told)
    assert news(on_time, news(on_time, told).items).digest is None


def test_forty_eight_missing_months_are_one_line():
    months = [(year, month) for year in range(2022, 2026) for month in range(1, 13)]
    content = release(
        reports=[
            replace(
                MISSING,
                period=f"{year}-{month:02}",
                due_on=date(year + month // 12, month % 12 + 1, 25),
            )
            for year, month in months
        ]
    )
    text = text_of(content, night=replace(NIGHT, as_of_date=date(2026, 1, 26)))
    # Due 25/02/2022 to 25/01/2026; on 26/01/2026 that is 4 x 365 + 1 - 30 = 1431 days and 1 day.
    assert text.count("Chưa nộp:") == 1
    assert "Tình hình giải ngân, tháng 1/2022 – 12/2025 (48 kỳ)" in text
    assert "hạn từ 25/02/2022 đến 25/01/2026; quá hạn từ 1 đến 1.431 ngày" in text
    assert "(48 chưa nộp)" in text


def test_phases_are_lines_of_their_own_and_a_district_is_named():
    poverty = replace(MISSING, form="province__poverty_review", period="2024")
    text = text_of(
        release(
            reports=[
                replace(poverty, report_phase="estimate", due_on=date(2024, 10, 15)),
                replace(poverty, report_phase="update", scope_area_code="180"),
            ]
        )
    )
    title = "Rà soát hộ nghèo, hộ cận nghèo"
    assert f"{title}, năm 2024, ước thực hiện (sơ bộ)\n" in text
    assert f"{title}, Huyện Tràng Định, năm 2024, số chính thức (cập nhật)\n" in text


def test_a_reused_province_code_has_the_name_of_its_period():
    text = text_of(
        release(
            reports=[
                replace(MISSING, issuer_code="15", period="2025-06"),
                replace(MISSING, issuer_code="15", period="2025-07"),
            ]
        )
    )
    assert "Tỉnh Yên Bái\n  - Chưa nộp: Tình hình giải ngân, tháng 6/2025" in text
    assert "Tỉnh Lào Cai\n  - Chưa nộp: Tình hình giải ngân, tháng 7/2025" in text


def test_office_and_ministries_have_names():
    text = text_of(
        release(
            reports=[
                replace(MISSING, issuer_code="office"),
                replace(MISSING, issuer_code="ministry-byt"),
            ]
        )
    )
    assert "Văn phòng Điều phối\n" in text
    assert "Bộ, ngành BYT\n" in text


# ---------- files and findings


def test_a_refused_file_is_told_with_its_reason_and_that_only_once():
    refused = replace(
        FILE, submission_status="refused", form=None, period=None, file_name="rác.xlsx"
    )
    why = replace(FINDING, sheet=None, cell=None, message_vi="Không mở được tệp.")
    text = text_of(release(submissions=[refused], findings=[why]))
    # 20:00 UTC is 03:00 of the next day.
    assert (
        "  - Tỉnh Điện Biên: rác.xlsx\n"
        "    bị từ chối toàn bộ (nhận 03:00 ngày 10/01/2026)\n"
        "    Lý do: Không mở được tệp.\n"
    ) in text
    assert text.count("Không mở được tệp.") == 1
    assert "PHÁT HIỆN MỚI (1 lỗi)" in text


def test_a_finding_names_province_form_period_file_sheet_and_cell():
    text = text_of(release(submissions=[FILE], findings=[FINDING]))
    assert (
        "  - [lỗi] Tỉnh Điện Biên · Rà soát hộ nghèo, hộ cận nghèo · năm 2025 · "
        "tệp bao cao.xlsx · trang Biểu 1 · ô D15\n"
        "    Ô D15 không phải là số.\n"
    ) in text
    assert "nhận một phần, 1 dòng bị từ chối" in text


def test_findings_are_counted_by_severity_and_province_of_their_area():
    content = release(
        findings=[
            FINDING,
            replace(FINDING, finding_id="f2", severity="warning"),
            replace(FINDING, finding_id="f3", issuer_code="office", area_code="06001"),
            replace(FINDING, finding_id="f4", issuer_code="office", area_code="VN"),
        ]
    )
    text = text_of(content)
    assert "PHÁT HIỆN MỚI (3 lỗi, 1 cảnh báo)" in text
    assert "  Cả nước: 1 lỗi\n" in text
    assert "  Tỉnh Lạng Sơn: 1 lỗi\n" in text
    assert "  Tỉnh Điện Biên: 1 lỗi, 1 cảnh báo\n" in text


def test_errors_come_first_in_the_order_of_the_sheet_and_the_rest_is_counted():
    rows = [
        replace(
            FINDING,
            finding_id=f"f{row}",
            rule_code=f"rule_{row}",
            cell=f"D{row}",
            message_vi=f"Hàng {row}.",
        )
        for row in range(1, MOST_FINDINGS + 6)
    ]
    note = replace(FINDING, finding_id="a", severity="info", cell="A1", message_vi="Ghi chú.")
    text = text_of(release(findings=[note, *reversed(rows)]))
    assert text.index("Hàng 2.") < text.index("Hàng 10.")
    assert f"Hàng {MOST_FINDINGS}." in text
    assert f"Hàng {MOST_FINDINGS + 1}." not in text
    assert "… và 6 phát hiện khác (xem bảng marts.fct_quality_findings)." in text
    assert "Ghi chú." not in text


def test_one_mistake_down_a_column_takes_a_few_lines_and_leaves_room_for_others():
    column = [
        replace(FINDING, finding_id=f"f{row}", cell=f"D{row}", message_vi=f"Hàng {row}.")
        for row in range(10, 40)
    ]
    other = replace(FINDING, finding_id="x", rule_code="other", cell="Z99", message_vi="Khác.")
    elsewhere = replace(FINDING, finding_id="y", submission_id="s2", message_vi="Tệp khác.")
    text = text_of(release(findings=[*column, other, elsewhere]))
    assert "    Hàng 12.\n    … và 27 phát hiện khác cùng quy tắc này.\n" in text
    assert "Hàng 13." not in text
    assert "Khác." in text
    assert "Tệp khác." in text
    assert "xem bảng" not in text


def test_told_findings_are_not_repeated_and_a_changed_value_is_news():
    told = news(release(findings=[FINDING])).items
    assert news(release(findings=[FINDING]), told, next_night()).digest is None
    moved = replace(FINDING, finding_id="f9", message_vi="Phát hiện khác.")
    text = text_of(release(findings=[FINDING, moved]), told)
    assert "Phát hiện khác." in text
    assert "Ô D15" not in text
    assert news(release(findings=[replace(FINDING, value_given="13o")]), told).digest is not None


def test_a_finding_that_is_gone_is_no_news_and_its_return_is():
    told = news(release(findings=[FINDING])).items
    gone = news(release(), told)
    assert gone.digest is None
    assert news(release(findings=[FINDING]), gone.items).digest is not None


def test_a_failed_night_forgets_nothing():
    told = news(release(findings=[FINDING])).items
    failed = news(release(), told, FAILED)
    republished = news(release(findings=[FINDING]), failed.items)
    assert republished.digest is not None
    assert republished.digest.findings == ()


def test_a_replaced_file_is_silent_unless_it_came_tonight():
    old = replace(FILE, is_superseded=True, received_at=NIGHT.started_at - timedelta(days=1))
    assert news(release(submissions=[old], findings=[FINDING])).digest is None
    tonight = replace(FILE, is_superseded=True)
    assert news(release(submissions=[tonight], findings=[FINDING])).count == 2


def test_a_missing_report_is_not_told_again_as_a_finding():
    finding = replace(
        FINDING,
        submission_id=None,
        issuer_code="20",
        form="treasury__disbursement",
        period="2025-11",
        sheet=None,
        cell=None,
        value_given=None,
        value_expected="2025-12-25",
    )
    digest = news(release(reports=[MISSING], findings=[finding])).digest
    assert digest is not None
    assert digest.findings_summary == ""
    # A value means that something did come, if only under another phase.
    compared = replace(finding, value_given="3,9 %")
    digest = news(release(reports=[MISSING], findings=[compared])).digest
    assert digest is not None
    assert digest.findings_summary == "1 lỗi"


# ---------- the night


def test_a_first_published_night_without_anything_to_say_says_nothing():
    assert news(release()).digest is None


def test_a_failure_is_told_once_until_it_changes_and_its_end_is_told():
    first = news(None, {}, FAILED)
    assert first.digest is not None
    assert first.digest.subject == "[MTQG] 10/01/2026: KHÔNG công bố được"
    text = render_text(first.digest)
    assert "KHÔNG CÔNG BỐ ĐƯỢC. Số liệu đã công bố trước đó (nếu có) vẫn giữ nguyên." in text
    assert "Bước: Kiểm tra dữ liệu\n" in text
    assert "  - unique_key_mart_reporting\n" in text

    assert news(None, first.items, next_night(FAILED)).digest is None
    assert FAILED.failure is not None
    other = replace(FAILED, failure=replace(FAILED.failure, checks=("levels_add_up",)))
    changed = news(None, first.items, other)
    assert changed.digest is not None

    back = news(release(), changed.items)
    assert back.digest is not None
    assert back.digest.subject == "[MTQG] 10/01/2026: đã công bố trở lại"
    assert news(release(), back.items, next_night()).digest is None


def test_a_failure_without_checks_is_the_same_whatever_its_run_and_numbers():
    def failed(night_id, message):
        return replace(FAILED, night_id=night_id, failure=Failure("Dựng kho", message))

    told = news(None, {}, failed("ab12", "Bản dựng ab12 hết bộ nhớ sau 61 giây")).items
    assert news(None, told, failed("ef34", "Bản dựng ef34 hết bộ nhớ sau 7 giây")).digest is None
    assert news(None, told, failed("ef34", "Không đủ đĩa")).digest is not None


def test_the_release_id_alone_is_no_news():
    told = news(release(reports=[MISSING])).items
    again = replace(next_night(), release_id="r2")
    assert news(release(reports=[MISSING]), told, again).digest is None


def test_comparison_warnings_are_told_once_and_again_when_they_return():
    noisy = replace(NIGHT, warnings=(NightWarning("last_release", "Số hộ giảm 12 %."),))
    first = news(release(), {}, noisy)
    assert first.digest is not None
    assert first.digest.warnings == ("Số hộ giảm 12 %.",)
    assert news(release(), first.items, noisy).digest is None
    quiet = news(release(), first.items, NIGHT)
    assert quiet.digest is None
    assert news(release(), quiet.items, noisy).digest is not None


def test_the_subject_counts_what_is_new():
    content = release(
        reports=[MISSING, replace(LATE, period="2025-10")],
        submissions=[replace(FILE, submission_status="refused")],
        findings=[FINDING],
    )
    digest = news(content).digest
    assert digest is not None
    assert digest.subject == (
        "[MTQG] 10/01/2026: 1 báo cáo chưa nộp, 1 báo cáo nộp chậm, 1 tệp bị từ chối, 1 phát hiện"
    )


def test_html_shows_senders_text_and_never_obeys_it():
    attack = "<script>alert(1)</script><img src=x onerror='1'>&"
    content = release(
        submissions=[replace(FILE, file_name=f"{attack}.xlsx")],
        findings=[replace(FINDING, sheet=attack, message_vi=attack)],
    )
    night = replace(NIGHT, warnings=(NightWarning("check", attack),))
    digest = news(content, night=night).digest
    assert digest is not None
    html = render_html(digest)
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 5
    # In plain text there is nothing to obey: it reads as it was written.
    assert attack in render_text(digest)


def test_a_sender_cannot_forge_a_section_of_the_plain_text():
    forged = replace(FINDING, message_vi="Sai.\n\nKẾT QUẢ\nĐã công bố trở lại")
    assert "\nKẾT QUẢ\nĐã công bố trở lại" not in text_of(release(findings=[forged]))


def test_a_night_is_either_published_or_has_a_failure():
    with pytest.raises(ValueError, match="failure"):
        replace(NIGHT, outcome="failed")
    with pytest.raises(ValueError, match="time zone"):
        replace(NIGHT, started_at=datetime(2026, 1, 9, 19, 0))
