-- A unit belongs into one report of a phase: where the whole province and a district both give it,
-- the province's figure is used and the district is told.
with

int_reviews__lines as (
    select * from {{ ref('int_reviews__lines') }}
),

int_coverage__lines as (
    select * from {{ ref('int_coverage__lines') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

lines as (
    select
        submission_id,
        issuer_code,
        form,
        variant,
        period,
        report_phase,
        is_whole_issuer,
        area_level,
        area_code
    from int_reviews__lines
    union all
    select
        submission_id,
        issuer_code,
        'province__commune_status' as form,
        '' as variant,
        period,
        report_phase,
        is_whole_issuer,
        area_level,
        area_code
    from int_coverage__lines
),

given_twice as (
    select
        district_lines.submission_id,
        count(distinct district_lines.area_level || ' ' || district_lines.area_code) as units
    from lines as district_lines
    inner join lines as province_lines
        on
            district_lines.issuer_code = province_lines.issuer_code
            and district_lines.form = province_lines.form
            and district_lines.variant = province_lines.variant
            and district_lines.period = province_lines.period
            and district_lines.report_phase = province_lines.report_phase
            and district_lines.area_level = province_lines.area_level
            and district_lines.area_code = province_lines.area_code
            and province_lines.is_whole_issuer
    where not district_lines.is_whole_issuer
    group by district_lines.submission_id
),

final as (
    select
        {{ finding_id('district_and_province_reported', []) }} as finding_id,
        'district_and_province_reported' as rule_code,
        given_twice.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as bigint) as row_number,
        cast(null as bigint) as block,
        cast(null as {{ dbt.type_string() }}) as field,
        int_submissions__latest.scope_area_code as area_code,
        int_submissions__latest.scope_area_code as subject_vi,
        cast(given_twice.units as {{ dbt.type_string() }}) as value_given,
        cast(null as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from given_twice
    inner join int_submissions__latest
        on given_twice.submission_id = int_submissions__latest.submission_id
)

select * from final
