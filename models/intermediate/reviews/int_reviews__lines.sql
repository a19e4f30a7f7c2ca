with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

stg_province__poverty_review as (
    select * from {{ ref('stg_province__poverty_review') }}
),

stg_province__poverty_transitions as (
    select * from {{ ref('stg_province__poverty_transitions') }}
),

stg_province__deprivations as (
    select * from {{ ref('stg_province__deprivations') }}
),

stg_province__poverty_by_ethnicity as (
    select * from {{ ref('stg_province__poverty_by_ethnicity') }}
),

stg_province__poverty_causes as (
    select * from {{ ref('stg_province__poverty_causes') }}
),

stg_province__household_list as (
    select * from {{ ref('stg_province__household_list') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
    where ancestor_level = 'province'
),

poverty_standards as (
    select * from {{ ref('poverty_standards') }}
),

printed as (
    select
        submission_id,
        sheet,
        row_number,
        row_kind,
        area_level,
        area_code,
        area_name,
        area_as_of,
        '' as counted
    from stg_province__poverty_review
    union all
    select
        submission_id,
        sheet,
        row_number,
        row_kind,
        area_level,
        area_code,
        area_name,
        area_as_of,
        counted
    from stg_province__poverty_transitions
    union all
    select
        submission_id,
        sheet,
        row_number,
        row_kind,
        area_level,
        area_code,
        area_name,
        area_as_of,
        '' as counted
    from stg_province__deprivations
    union all
    -- Of the groups of columns beside each other in a row, the first.
    {% for form in ['province__poverty_by_ethnicity', 'province__poverty_causes'] -%}
        select
            submission_id,
            sheet,
            row_number,
            row_kind,
            area_level,
            area_code,
            area_name,
            area_as_of,
            '' as counted
        from stg_{{ form }}
        qualify row_number() over (partition by submission_id, sheet, row_number order by block) = 1
        union all
    {% endfor -%}
    -- A list of households is a line for each commune that it lists: its first.
    select
        submission_id,
        sheet,
        row_number,
        row_kind,
        area_level,
        area_code,
        area_name,
        area_as_of,
        '' as counted
    from stg_province__household_list
    where row_kind = 'detail'
    qualify row_number() over (
        partition by submission_id, area_level, area_code
        order by sheet, row_number
    ) = 1
),

final as (
    select
        printed.submission_id,
        printed.sheet,
        printed.row_number,
        int_submissions__latest.form,
        coalesce(int_submissions__latest.variant, '') as variant,
        printed.counted,
        int_submissions__latest.issuer_code,
        int_submissions__latest.scope_area_code,
        int_submissions__latest.is_whole_issuer,
        int_submissions__latest.origin,
        int_submissions__latest.received_at,
        int_submissions__latest.period,
        int_submissions__latest.period_end,
        int_submissions__latest.period_year as review_year,
        int_submissions__latest.report_phase,
        int_submissions__latest.phase_rank,
        -- The default of the year; a year that no standard covers must not lose its figures.
        coalesce(
            int_submissions__latest.poverty_standard, poverty_standards.poverty_standard, 'unknown'
        ) as poverty_standard,
        int_areas.area_key,
        printed.area_level,
        printed.area_code,
        printed.area_name,
        int_areas__ancestors.ancestor_area_key as province_area_key,
        int_areas.urban_rural
    from printed
    inner join int_submissions__latest
        on printed.submission_id = int_submissions__latest.submission_id
    left join int_areas
        on
            printed.area_level = int_areas.area_level
            and printed.area_code = int_areas.area_code
            and printed.area_as_of >= int_areas.valid_from
            and printed.area_as_of < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
    left join int_areas__ancestors
        on int_areas.area_key = int_areas__ancestors.area_key
    left join poverty_standards
        on
            int_submissions__latest.period_year
            between poverty_standards.default_from_year and poverty_standards.default_to_year
    where printed.row_kind = 'detail'
)

select * from final
