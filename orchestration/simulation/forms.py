"""Turns the made-up figures into submissions, in the layout of each form's contract.

Figures come from `poverty`, `transitions`, `deprivations`, `groups`, `disbursement`,
`capital_plan` and `commune_status`; bytes are `workbook`'s.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from random import Random

from expectations.contract import FormContract, load_contracts
from orchestration.simulation import (
    capital_plan,
    commune_status,
    deprivations,
    disbursement,
    groups,
    households,
    poverty,
    transitions,
)
from orchestration.simulation.disbursement import NOTHING, Amounts, Block, Cell
from orchestration.simulation.poverty import Counts, Phase
from orchestration.simulation.shares import dice, percent
from orchestration.simulation.sheet import (
    Column,
    Letterhead,
    Line,
    Submission,
    Value,
    numbered,
    printed_columns,
)
from orchestration.simulation.world import (
    FIRST_PROGRAMME_YEAR,
    PROGRAMMES,
    TWO_TIERS_FROM,
    Area,
    Project,
    World,
)

VIETNAM_TIME = timezone(timedelta(hours=7))
MINORITY_COLUMNS_FROM = 2024
"""The first review year printed in the later edition of form 1."""
MINISTRIES_MERGED_ON = date(2025, 3, 1)
"""From this day other departments of a province write the reports (NĐ 41/2025 and others)."""
TWO_STANDARDS_YEAR, NEW_STANDARD = 2021, "ND07_2021"
"""The review of 2021 exists under two standards; the samples are of the new one."""

REVIEW_RATIOS = {
    "poor_ratio_printed": ("poor_households", "households"),
    "near_poor_ratio_printed": ("near_poor_households", "households"),
    "average_farm_ratio_printed": ("average_farm_households", "households"),
    "poor_persons_ratio_printed": ("poor_persons", "persons"),
    "near_poor_persons_ratio_printed": ("near_poor_persons", "persons"),
    "average_farm_persons_ratio_printed": ("average_farm_persons", "persons"),
}
DISBURSEMENT_RATIOS = {"disbursement_ratio_printed": ("disbursed", "assigned")}
MONEY_FIELDS = {
    field: place
    for fields in (
        ("assigned", "allocated", "disbursed", "advance"),
        ("initial", "adjusted", "planned", "realised"),
    )
    for place, field in enumerate(fields)
}
"""Of forms 4 and 7: where a field stands in its line's amounts."""
ONE_YEAR_CARRIED = {("20", 2023)}
"""Province, budget year: reports that name the year whose capital was carried over. It can only be
2022, the first with capital."""
MONEY_UNITS = {"đồng": 1, "triệu đồng": 10**6, "tỷ đồng": 10**9}
NTM_WORDS = {"none": "–", "ntm": "NTM", "ntm_advanced": "Nâng cao", "ntm_model": "Kiểu mẫu"}
ROMAN = ("I", "II", "III")
REVIEW_SENDERS = ("Sở Lao động - Thương binh và Xã hội", "Sở Nông nghiệp và Môi trường")
GROUP_NAMES = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo"}
COUNTED_WORDS = {"households": "Hộ", "persons": "Nhân khẩu"}


@lru_cache(maxsize=1)
def _contracts() -> dict[str, FormContract]:
    return load_contracts()


def poverty_review(world: World, province: str, year: int, phase: Phase) -> Submission | None:
    """Form 1, or None where the province does not exist at the time."""
    on = poverty.listed_on(province, year, phase)
    area = world.province(province, on)
    if area is None:
        return None
    chance = dice(world.seed, poverty.FORM, province, year, phase)
    is_final = phase == "update"
    words = "chính thức" if is_final else "sơ bộ"
    edition = "2024" if year >= MINORITY_COLUMNS_FROM else "2021"
    columns = printed_columns(_contracts()[poverty.FORM], edition, {"any": words}, frozenset())
    has_comma = chance.random() < 0.2
    lines = [
        Line(kind, _review_values(columns, number, name, counts, has_comma))
        for kind, number, name, counts in _unit_rows(
            world, province, on, poverty.review(world, province, year, phase, on)
        )
    ]
    if chance.random() < 0.4:
        lines.insert(0, lines.pop())
    received_at = (
        _moment(chance, date(year + 1, 1, 15), date(year + 1, 2, 20))
        if is_final
        else _moment(chance, date(year, 10, 3), date(year, 10, 13))
    )
    title = (
        f"Tổng hợp kết quả {words} rà soát hộ nghèo; hộ cận nghèo; "
        "hộ làm nông, lâm, ngư nghiệp có mức sống trung bình"
    )
    return Submission(
        issuer=province,
        form=poverty.FORM,
        variant=None,
        period=str(year),
        phase=phase,
        says_phase_beside=False,
        budget_year=None,
        file_name=(
            f"Bieu 1 - KQ ra soat ho ngheo {year} ({'chinh thuc' if is_final else 'so bo'}).xlsx"
        ),
        sheet_name="Biểu 1",
        letterhead=_letterhead(area, received_at, title, (f"Năm {year}",), "hộ, khẩu, %"),
        columns=columns,
        column_numbers=numbered(columns, REVIEW_RATIOS),
        lines=lines,
        lines_per_unit=1,
        sender=_sender(area, received_at, *REVIEW_SENDERS),
        received_at=received_at,
        poverty_standard=NEW_STANDARD if year == TWO_STANDARDS_YEAR else None,
        look=f"{world.seed}/look/{poverty.FORM}/{province}/{year}/{phase}",
    )


def _unit_rows(
    world: World, province: str, on: date, communes: Iterable[tuple[Area, Counts]]
) -> Iterator[tuple[str, str, str, Counts]]:
    """Kind, numbering, name and counts: subtotals above details, the total last."""
    communes = list(communes)
    if on >= TWO_TIERS_FROM:
        for number, (commune, counts) in enumerate(communes, start=1):
            yield "detail", str(number), commune.name, counts
    else:
        by_district: dict[str, list[tuple[Area, Counts]]] = {}
        for commune, counts in communes:
            by_district.setdefault(commune.district_code, []).append((commune, counts))
        # An island district without communes has no line in a list of communes.
        districts = [area for area in world.districts_on(province, on) if area.code in by_district]
        for number, district in enumerate(districts, start=1):
            members = by_district[district.code]
            subtotal = poverty.sum_of([counts for _, counts in members])
            yield "group", str(number), district.name, subtotal
            for below, (commune, counts) in enumerate(members, start=1):
                yield "detail", f"{number}.{below}", commune.name, counts
    yield "total", "", "Tổng cộng", poverty.sum_of([counts for _, counts in communes])


def _review_values(
    columns: tuple[Column, ...], number: str, name: str, counts: Counts, has_comma: bool
) -> list[Value]:
    values: list[Value] = []
    for column in columns:
        if column.field == "tt":
            values.append(number or None)
        elif column.field == "area_name":
            values.append(name)
        elif ratio := REVIEW_RATIOS.get(column.field):
            rate = percent(counts[ratio[0]], counts[ratio[1]])
            # Some provinces' rates are text with a decimal comma.
            values.append(f"{rate:.2f}".replace(".", ",") if has_comma and rate else rate)
        else:
            values.append(counts[column.field])
    return values


def poverty_transitions(world: World, province: str, year: int, group: str) -> Submission | None:
    """Form 2 of the poor or the near-poor."""
    on = poverty.listed_on(province, year, "update")
    if world.province(province, on) is None or year < FIRST_PROGRAMME_YEAR:
        return None
    columns = printed_columns(
        _contracts()[transitions.FORM], f"2021_{group}", {"any": ""}, frozenset()
    )
    communes = [
        (commune, found[group]) for commune, found in transitions.transitions(world, province, year)
    ]
    lines = [
        Line(kind, _counted_values(columns, number, name, counts, counted))
        for kind, number, name, counts in _unit_rows(world, province, on, communes)
        for counted in transitions.COUNTED
    ]
    return _annex_of_review(
        world,
        province,
        year,
        group,
        form=transitions.FORM,
        file_name=f"Bieu 2 - Dien bien ho {{}} {year}.xlsx",
        title=f"Tổng hợp diễn biến {GROUP_NAMES[group]}",
        unit="hộ, khẩu",
        columns=columns,
        column_numbers=(*numbered(columns, {})[:-1], "9=1-2-3-4+5+6+7+8"),
        lines=lines,
        lines_per_unit=len(transitions.COUNTED),
    )


def _counted_values(
    columns: tuple[Column, ...], number: str, name: str, counts: Counts, counted: str
) -> list[Value]:
    """One of a unit's two lines; numbering and name stand on the first."""
    is_first = counted == transitions.COUNTED[0]
    words: dict[str, Value] = {
        "tt": (number or None) if is_first else None,
        "area_name": name if is_first else None,
        "counted": COUNTED_WORDS[counted],
    }
    return [
        words[column.field] if column.field in words else counts[f"{counted}.{column.field}"]
        for column in columns
    ]


def deprivation_analysis(world: World, province: str, year: int, group: str) -> Submission | None:
    """Form 3 of the poor or the near-poor."""
    on = poverty.listed_on(province, year, "update")
    if world.province(province, on) is None or year < FIRST_PROGRAMME_YEAR:
        return None
    columns = printed_columns(
        _contracts()[deprivations.FORM],
        f"2021_{group}",
        {"any": "dịch vụ xã hội cơ bản"},
        frozenset(),
    )
    communes = deprivations.deprivations(world, province, year, group)
    lines = [
        Line(
            kind,
            [
                {"tt": number or None, "area_name": name}.get(
                    column.field, counts.get(column.field)
                )
                for column in columns
            ],
        )
        for kind, number, name, counts in _unit_rows(world, province, on, communes)
    ]
    return _annex_of_review(
        world,
        province,
        year,
        group,
        form=deprivations.FORM,
        file_name=f"Bieu 3 - Thieu hut cua ho {{}} {year}.xlsx",
        title=f"Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của {GROUP_NAMES[group]}",
        unit="hộ",
        columns=columns,
        column_numbers=numbered(columns, {}),
        lines=lines,
        lines_per_unit=1,
    )


def poverty_by_ethnicity(world: World, province: str, year: int) -> Submission | None:
    """Form 9: as many groups of columns as the province has ethnic groups."""
    on = poverty.listed_on(province, year, "update")
    if world.province(province, on) is None or year < FIRST_PROGRAMME_YEAR:
        return None
    names = (groups.MAJORITY, *groups.ethnicities(world, province))
    columns = printed_columns(
        _contracts()[groups.ETHNICITY_FORM], "2022", {}, frozenset(), labels=names
    )
    communes = groups.by_ethnicity(world, province, year)
    return _annex_of_review(
        world,
        province,
        year,
        None,
        form=groups.ETHNICITY_FORM,
        file_name=f"Bieu 9 - Ho ngheo theo dan toc {year}.xlsx",
        title="Tổng hợp hộ nghèo, hộ cận nghèo theo dân tộc",
        unit="hộ",
        columns=columns,
        column_numbers=numbered(columns, {}),
        lines=_lines_of_blocks(columns, _unit_rows(world, province, on, communes)),
        lines_per_unit=1,
    )


def poverty_causes(world: World, province: str, year: int, group: str) -> Submission | None:
    """Form 10 of the poor or the near-poor."""
    on = poverty.listed_on(province, year, "update")
    if world.province(province, on) is None or year < FIRST_PROGRAMME_YEAR:
        return None
    columns = printed_columns(_contracts()[groups.CAUSES_FORM], f"2022_{group}", {}, frozenset())
    communes = groups.causes(world, province, year, group)
    return _annex_of_review(
        world,
        province,
        year,
        group,
        form=groups.CAUSES_FORM,
        file_name=f"Bieu 10 - Nguyen nhan ngheo cua ho {{}} {year}.xlsx",
        title=f"Tổng hợp nguyên nhân nghèo của {GROUP_NAMES[group]}",
        unit="hộ",
        columns=columns,
        column_numbers=numbered(columns, {}),
        lines=_lines_of_blocks(columns, _unit_rows(world, province, on, communes)),
        lines_per_unit=1,
    )


def _lines_of_blocks(
    columns: tuple[Column, ...], rows: Iterable[tuple[str, str, str, Counts]]
) -> list[Line]:
    """Lines whose counts are named by block and field: `Tày.households`."""
    return [
        Line(
            kind,
            [
                {"tt": number or None, "area_name": name}.get(column.field)
                if column.type == "text"
                else counts[".".join([*(column.block or ())[:1], column.field])]
                for column in columns
            ],
        )
        for kind, number, name, counts in rows
    ]


def household_list(world: World, province: str, year: int, group: str) -> Submission | None:
    """Form 14 of the poor or 15 of the near-poor, where there are lists."""
    if (province, year) not in households.LISTS:
        return None
    columns = printed_columns(_contracts()[households.FORM], "2022", {}, frozenset())
    lines = [
        Line("detail", [_household_value(column.field, number, household) for column in columns])
        for number, household in enumerate(households.listed(world, province, year, group), start=1)
    ]
    number = {"poor": 14, "near_poor": 15}[group]
    return _annex_of_review(
        world,
        province,
        year,
        group,
        form=households.FORM,
        file_name=f"Bieu {number} - Danh sach ho {{}} {year}.xlsx",
        title=f"Danh sách {GROUP_NAMES[group]}",
        unit="đồng",
        columns=columns,
        column_numbers=numbered(columns, {}),
        lines=lines,
        lines_per_unit=1,
    )


def _household_value(field: str, number: int, household: households.Household) -> Value:
    if field == "tt":
        return str(number)
    if field in households.INDICATORS:
        return "x" if field in household.lacks else None
    if field == "waste_treatment":
        return "x" if household.lacks_waste_treatment else "-"
    return getattr(household, field)


def _annex_of_review(
    world: World,
    province: str,
    year: int,
    group: str | None,
    *,
    form: str,
    file_name: str,
    title: str,
    unit: str,
    columns: tuple[Column, ...],
    column_numbers: tuple[str | int, ...],
    lines: list[Line],
    lines_per_unit: int,
) -> Submission:
    """What is sent with the final review of a year, a workbook for each group or for all."""
    area = world.province(province, poverty.listed_on(province, year, "update"))
    chance = dice(world.seed, form, province, year, group)
    received_at = _moment(chance, date(year + 1, 1, 15), date(year + 1, 2, 20))
    return Submission(
        issuer=province,
        form=form,
        variant=group,
        period=str(year),
        phase="update",
        says_phase_beside=False,
        budget_year=None,
        file_name=file_name.format({"poor": "ngheo", "near_poor": "can ngheo"}.get(group)),
        sheet_name=file_name.split(" -")[0].replace("Bieu", "Biểu"),
        letterhead=_letterhead(area, received_at, title, (f"Năm {year}",), unit),
        columns=columns,
        column_numbers=column_numbers,
        lines=lines,
        lines_per_unit=lines_per_unit,
        sender=_sender(area, received_at, *REVIEW_SENDERS),
        received_at=received_at,
        poverty_standard=None,
        look=f"{world.seed}/look/{form}/{province}/{year}/{group}",
    )


def disbursement_report(
    world: World, province: str, budget_year: int, month: int
) -> Submission | None:
    """Form 4 at the end of a month; month 13 is the 31st of January of the next year."""
    as_of = _month_end(budget_year, month)
    if world.province(province, as_of) is None or budget_year < FIRST_PROGRAMME_YEAR:
        return None
    next_month = (as_of + timedelta(days=1)).replace(day=20)
    suffix = f" (nam {budget_year})" if month == 13 else ""
    return _money_report(
        world,
        province,
        as_of,
        (budget_year, month),
        form=disbursement.FORM,
        period=f"{as_of:%Y-%m}",
        budget_year=budget_year,
        file_name=f"Bieu 4 - Giai ngan CTMTQG thang {as_of:%m-%Y}{suffix}.xlsx",
        title="Tình hình phân bổ và giải ngân vốn các Chương trình mục tiêu quốc gia",
        period_line=f"Lũy kế đến ngày {as_of:%d/%m/%Y}",
        edition="2022_by_year" if (province, budget_year) in ONE_YEAR_CARRIED else "2022",
        words={"year": str(budget_year)},
        carried_from=str(budget_year - 1),
        amounts=disbursement.amounts(world, world.members(province, as_of), budget_year, month),
        received_between=(next_month, next_month + timedelta(days=5)),
        departments=("Sở Tài chính", "Sở Tài chính"),
    )


def capital_plan_report(world: World, province: str, year: int) -> Submission | None:
    """Form 7."""
    as_of = _month_end(year, 12)
    if world.province(province, as_of) is None or year < FIRST_PROGRAMME_YEAR:
        return None
    five_years = capital_plan.five_years(year)
    return _money_report(
        world,
        province,
        as_of,
        (year,),
        form=capital_plan.FORM,
        period=str(year),
        budget_year=year,
        file_name=f"Bieu 7 - Ke hoach von CTMTQG {year}.xlsx",
        title="Tổng hợp kế hoạch vốn thực hiện các Chương trình mục tiêu quốc gia",
        period_line=f"Năm {year}",
        edition="2022",
        words={"any": f"{five_years[0]}-{five_years[-1]}", "year": str(year)},
        amounts=capital_plan.amounts(world, world.members(province, as_of), year),
        # The year's capital is paid until the 31st of January.
        received_between=(date(year + 1, 2, 3), date(year + 1, 2, 20)),
        departments=("Sở Kế hoạch và Đầu tư", "Sở Tài chính"),
    )


def _money_report(
    world: World,
    province: str,
    as_of: date,
    drawn_from: tuple[int, ...],
    *,
    form: str,
    period: str,
    budget_year: int,
    file_name: str,
    title: str,
    period_line: str,
    edition: str,
    words: dict[str, str],
    carried_from: str = "",
    amounts: dict[Cell, Amounts],
    received_between: tuple[date, date],
    departments: tuple[str, str],
) -> Submission:
    """The outline of programmes, projects and their parts, with money in blocks of columns."""
    area = world.province(province, as_of)
    chance = dice(world.seed, form, province, *drawn_from)
    prints_codes = chance.random() < 0.6
    columns = printed_columns(
        _contracts()[form],
        edition,
        words,
        frozenset() if prints_codes else frozenset({"project_code_printed"}),
        labels=(carried_from,),
    )
    draw = chance.random()
    unit = "đồng" if draw < 0.08 else "tỷ đồng" if draw < 0.16 else "triệu đồng"
    dash: Value = "-" if chance.random() < 0.8 else 0
    lines = [
        Line(kind, _money_values(columns, text, sums, MONEY_UNITS[unit], dash))
        for kind, text, sums in _money_rows(world, amounts)
    ]
    received_at = _moment(chance, *received_between)
    return Submission(
        issuer=province,
        form=form,
        variant=None,
        period=period,
        phase="final",
        says_phase_beside=False,
        budget_year=budget_year,
        file_name=file_name,
        sheet_name=file_name.split(" -")[0].replace("Bieu", "Biểu"),
        letterhead=_letterhead(area, received_at, title, (period_line,), unit),
        columns=columns,
        column_numbers=numbered(columns, DISBURSEMENT_RATIOS),
        lines=lines,
        lines_per_unit=1,
        sender=_sender(area, received_at, *departments),
        received_at=received_at,
        poverty_standard=None,
        look="/".join(map(str, (world.seed, "look", form, province, *drawn_from))),
    )


Sums = dict[Block, Amounts]


def _money_rows(
    world: World, money: dict[Cell, Amounts]
) -> Iterator[tuple[str, dict[str, str], Sums]]:
    """Kind, printed texts and amounts: the total, then programmes, projects and their parts."""
    by_line: dict[tuple[str, str], Sums] = {}
    for (programme, project, block), amounts in money.items():
        # A part counts in its project, in the programme and in the total.
        for line in {
            ("", ""),
            (programme, ""),
            (programme, project[:2]),
            (programme, project),
        }:
            sums = by_line.setdefault(line, {})
            sums[block] = disbursement.add(sums.get(block, NOTHING), amounts)
    yield "total", {"line_name": "TỔNG SỐ"}, by_line.get(("", ""), {})
    for roman, programme in zip(ROMAN, PROGRAMMES, strict=True):
        texts = {"tt": roman, "line_name": world.programme_names[programme]}
        yield "group", texts, by_line.get((programme, ""), {})
        for project in world.projects[programme]:
            sums = by_line.get((programme, project.project_code), {})
            yield "group" if project.has_parts else "detail", _project_texts(project), sums


def _project_texts(project: Project) -> dict[str, str]:
    numbers = [str(int(number)) for number in project.project_code.split(".")]
    word = "Nội dung thành phần" if project.programme_code == "263" else "Dự án"
    if len(numbers) == 2:
        word = f"Tiểu {word.lower()}"
    return {
        "tt": ".".join(numbers),
        "line_name": f"{word} {numbers[-1]}: {project.name}",
        "project_code_printed": project.project_code,
    }


def _money_values(
    columns: tuple[Column, ...], texts: dict[str, str], sums: Sums, unit: int, dash: Value
) -> list[Value]:
    values: list[Value] = []
    for column in columns:
        if column.block is None:
            values.append(texts.get(column.field))
            continue
        plan_type, source, kind, *_carried_from = column.block
        amounts = sums.get((plan_type, source, kind), NOTHING)
        if column.field in MONEY_FIELDS:
            amount = amounts[MONEY_FIELDS[column.field]]
            # Whole đồng in every unit: at most six decimals, which a float keeps exactly.
            values.append((amount // unit if amount % unit == 0 else amount / unit) or dash)
        else:
            values.append(percent(amounts[2], amounts[0]))
    return values


def commune_status_list(world: World, province: str, year: int, phase: Phase) -> Submission | None:
    """Form 5."""
    on = commune_status.listed_on(year, phase)
    area = world.province(province, on)
    if area is None or year < FIRST_PROGRAMME_YEAR:
        return None
    chance = dice(world.seed, commune_status.FORM, province, year, phase)
    columns = printed_columns(_contracts()[commune_status.FORM], "2022", {}, frozenset())
    mark = "có" if chance.random() < 0.15 else "x"
    statuses = commune_status.status(world, province, year, phase)
    lines = [
        Line("detail", _status_values(columns, number, status, mark))
        for number, status in enumerate(statuses, start=1)
    ]
    lines.append(Line("total", _status_totals(columns, lines)))
    is_update = phase == "update"
    received_at = (
        _moment(chance, date(year + 1, 2, 3), date(year + 1, 2, 25))
        if is_update
        else _moment(chance, date(year, 10, 5), date(year, 10, 13))
    )
    return Submission(
        issuer=province,
        form=commune_status.FORM,
        variant=None,
        period=str(year),
        phase=phase,
        says_phase_beside=not is_update,
        budget_year=None,
        file_name=f"Bieu 5 - Danh sach xa {year}{'' if is_update else ' (uoc)'}.xlsx",
        sheet_name="DS xã",
        letterhead=_letterhead(
            area,
            received_at,
            "Danh sách xã, phường, thị trấn và tình trạng thực hiện Chương trình",
            (f"Năm {year}", f"Tính đến ngày {on:%d/%m/%Y}"),
            None,
        ),
        columns=columns,
        column_numbers=numbered(columns, {}),
        lines=lines,
        lines_per_unit=1,
        sender=_sender(area, received_at, "Ban Dân tộc", "Sở Dân tộc và Tôn giáo"),
        received_at=received_at,
        poverty_standard=None,
        look=f"{world.seed}/look/{commune_status.FORM}/{province}/{year}/{phase}",
    )


def _status_values(
    columns: tuple[Column, ...], number: int, status: commune_status.Status, mark: str
) -> list[Value]:
    printed: dict[str, Value] = {
        "tt": str(number),
        "area_code_printed": status.commune.code,
        "area_name": status.commune.name,
        "zone": "–" if status.zone == "none" else status.zone,
        # Wards and towns have no new rural standard.
        "ntm_level": NTM_WORDS[status.ntm_level] if status.ntm_level else "–",
        "ntm_criteria_met": "–" if status.ntm_criteria_met is None else status.ntm_criteria_met,
    }
    values: list[Value] = []
    for column in columns:
        value = printed.get(column.field, getattr(status, column.field, None))
        if isinstance(value, bool):
            value = mark if value else "-"
        values.append(value)
    return values


def _status_totals(columns: tuple[Column, ...], lines: list[Line]) -> list[Value]:
    values: list[Value] = []
    for place, column in enumerate(columns):
        if column.field == "area_name":
            values.append("Tổng cộng")
        elif column.type == "integer" and column.field != "ntm_criteria_met":
            values.append(sum(line.values[place] for line in lines))
        else:
            values.append(None)
    return values


def _month_end(budget_year: int, month: int) -> date:
    following = date(budget_year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _moment(chance: Random, first: date, last: date) -> datetime:
    """In working hours of one of the days."""
    day = first + timedelta(days=int(chance.random() * ((last - first).days + 1)))
    minutes = 8 * 60 + int(chance.random() * 8.5 * 60)
    return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=VIETNAM_TIME)


def _letterhead(
    area: Area, received_at: datetime, title: str, period_lines: tuple[str, ...], unit: str | None
) -> Letterhead:
    return Letterhead(
        authority=("ỦY BAN NHÂN DÂN", area.name.upper()),
        place=area.name.removeprefix("Tỉnh ").removeprefix("Thành phố "),
        signed_on=received_at.date() - timedelta(days=2),
        title=title.upper(),
        period_lines=period_lines,
        unit_line=f"Đơn vị tính: {unit}" if unit else None,
        signer="TM. ỦY BAN NHÂN DÂN",
    )


def _sender(area: Area, received_at: datetime, before: str, after: str) -> str:
    department = before if received_at.date() < MINISTRIES_MERGED_ON else after
    return f"{department} {area.name[0].lower()}{area.name[1:]}"
