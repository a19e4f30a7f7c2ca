with

published_figures as (
    {{ landed_lines('office__published_figures') }}
)

select
    ---------- ids
    submission_id,
    sheet,
    row_number,
    ---------- where, when and what, as printed
    unit_vi,
    level as area_level,
    year_or_as_of,
    measure,
    programme as programme_code,
    project as project_code,
    capital_source,
    capital_kind,
    plan_type,
    poverty_standard,
    ---------- measures
    value_low,
    value_high,
    value_text,
    qualifier,
    unit as printed_unit,
    denominator,
    ---------- provenance
    source,
    note
from published_figures
where row_kind = 'detail'
