"""The natural faults of the demo set: which file, what is wrong, and why no published total breaks.

A fault changes a finished submission; the other submissions are as the figures say.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePath

from orchestration.simulation.deprivations import FORM as DEPRIVATIONS
from orchestration.simulation.disbursement import FORM as DISBURSEMENT
from orchestration.simulation.forms import REVIEW_RATIOS, VIETNAM_TIME
from orchestration.simulation.poverty import FORM as POVERTY
from orchestration.simulation.shares import percent
from orchestration.simulation.sheet import Line, Submission
from orchestration.simulation.transitions import FORM as TRANSITIONS


@dataclass(frozen=True)
class Flaw:
    """One fault of the demo set. spoil: the submission -> what is sent instead of it."""

    issuer: str
    form: str
    period: str
    phase: str
    what: str
    harmless_because: str
    spoil: Callable[[Submission], list[Submission]]
    variant: str | None = None

    def hits(self, submission: Submission) -> bool:
        return (self.issuer, self.form, self.variant, self.period, self.phase) == (
            submission.issuer,
            submission.form,
            submission.variant,
            submission.period,
            submission.phase,
        )


def _line(submission: Submission, name: str) -> Line:
    place = submission.place_of("area_name")
    return next(line for line in submission.lines if line.values[place] == name)


def _with_own_lines(submission: Submission) -> Submission:
    """A copy whose lines may be changed."""
    return replace(
        submission, lines=[Line(line.kind, list(line.values)) for line in submission.lines]
    )


def _typing_error(submission: Submission) -> list[Submission]:
    spoilt = _with_own_lines(submission)
    _line(spoilt, "Xã Mường Báng").values[spoilt.place_of("near_poor_households")] = "12o"
    return [spoilt]


def _wrong_subtotal(submission: Submission) -> list[Submission]:
    spoilt = _with_own_lines(submission)
    _line(spoilt, "Huyện Bắc Sơn").values[spoilt.place_of("poor_households")] += 10
    return [spoilt]


def _unknown_commune(submission: Submission) -> list[Submission]:
    spoilt = _with_own_lines(submission)
    _line(spoilt, "Xã Đội Cấn").values[spoilt.place_of("area_name")] = "Xã Đội Cấn Mới"
    return [spoilt]


def _names_as_spoken(submission: Submission) -> list[Submission]:
    spoilt = _with_own_lines(submission)
    place = spoilt.place_of("area_name")
    for official, written in (
        ("Huyện Văn Lãng", "H. Văn lãng"),
        ("Thị trấn Na Sầm", "TT. Na Sầm"),
        ("Thành phố Lạng Sơn", "TP Lạng Sơn"),
        ("Xã Tân Thanh", "Xã  Tân Thanh"),
    ):
        _line(spoilt, official).values[place] = written
    return [spoilt]


def _corrected_later(submission: Submission) -> list[Submission]:
    wrong = _with_own_lines(submission)
    for name in ("Phường Đông Kinh", "Tổng cộng"):
        values = _line(wrong, name).values
        values[wrong.place_of("poor_households")] += 90
        part, whole = (
            values[wrong.place_of(field)] for field in REVIEW_RATIOS["poor_ratio_printed"]
        )
        values[wrong.place_of("poor_ratio_printed")] = percent(part, whole)
    name = PurePath(submission.file_name)
    right = replace(
        submission,
        file_name=f"{name.stem} (sua lan 2){name.suffix}",
        received_at=submission.received_at + timedelta(days=6),
    )
    return [wrong, right]


def _late(submission: Submission) -> list[Submission]:
    return [replace(submission, received_at=datetime(2023, 10, 12, 15, 40, tzinfo=VIETNAM_TIME))]


def _wrong_closing(submission: Submission) -> list[Submission]:
    spoilt = _with_own_lines(submission)
    # The first of the unit's two lines: households.
    _line(spoilt, "Xã Hữu Kiên").values[spoilt.place_of("closing")] += 2
    return [spoilt]


def _wrong_sum(submission: Submission) -> list[Submission]:
    spoilt = _with_own_lines(submission)
    _line(spoilt, "Xã Mường Báng").values[spoilt.place_of("deprivations_printed")] += 5
    return [spoilt]


def _missing(submission: Submission) -> list[Submission]:
    return []


FLAWS: tuple[Flaw, ...] = (
    Flaw(
        issuer="11",
        form=POVERTY,
        period="2022",
        phase="update",
        what="a count that is no number: `12o` (near-poor households of Xã Mường Báng)",
        harmless_because="no total of Điện Biên is claimed for 2022",
        spoil=_typing_error,
    ),
    Flaw(
        issuer="20",
        form=POVERTY,
        period="2022",
        phase="update",
        what="a commune that the register does not know: Xã Đội Cấn Mới (for Xã Đội Cấn)",
        harmless_because="no total of Lạng Sơn is claimed for 2022",
        spoil=_unknown_commune,
    ),
    Flaw(
        issuer="20",
        form=POVERTY,
        period="2023",
        phase="update",
        what="a subtotal that is 10 above its communes: poor households of Huyện Bắc Sơn",
        harmless_because="the communes are right, and no total of Lạng Sơn is claimed for 2023",
        spoil=_wrong_subtotal,
    ),
    Flaw(
        issuer="20",
        form=POVERTY,
        period="2023",
        phase="estimate",
        what="names written otherwise: H. Văn lãng, TT. Na Sầm, TP Lạng Sơn, a double space",
        harmless_because="they are the same units",
        spoil=_names_as_spoken,
    ),
    Flaw(
        issuer="20",
        form=POVERTY,
        period="2025",
        phase="update",
        what="a first version with 90 poor households too many in Phường Đông Kinh",
        harmless_because="the second version, six days later, is right",
        spoil=_corrected_later,
    ),
    Flaw(
        issuer="20",
        form=TRANSITIONS,
        variant="poor",
        period="2023",
        phase="update",
        what="two poor households more at the end than opening and flows give (Xã Hữu Kiên)",
        harmless_because="the poor are counted by form 1",
        spoil=_wrong_closing,
    ),
    Flaw(
        issuer="11",
        form=DEPRIVATIONS,
        variant="poor",
        period="2023",
        phase="update",
        what="a total that is 5 above its twelve indicators (Xã Mường Báng)",
        harmless_because="the twelve are right, and the total is not used",
        spoil=_wrong_sum,
    ),
    Flaw(
        issuer="11",
        form=DISBURSEMENT,
        period="2023-08",
        phase="final",
        what="received 17 days after the due date (25/09/2023)",
        harmless_because="the figures are right",
        spoil=_late,
    ),
    Flaw(
        issuer="20",
        form=DISBURSEMENT,
        period="2023-05",
        phase="final",
        what="never sent",
        harmless_because="the figures are cumulative: June holds what May would have said",
        spoil=_missing,
    ),
)
