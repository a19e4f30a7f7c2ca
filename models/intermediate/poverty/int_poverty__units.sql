with

int_poverty__lines as (
    select * from {{ ref('int_poverty__lines') }}
),

-- Whole submissions, never lines of several: the best phase of each issuer, scope and standard.
best_phases as (
    select
        issuer_code,
        scope_area_code,
        period,
        poverty_standard,
        max(phase_rank) as phase_rank
    from int_poverty__lines
    group by
        issuer_code,
        scope_area_code,
        period,
        poverty_standard
),

-- A unit that two submissions give (the province's and the district's own): the better phase, then
-- the wider scope. By code, because the two may have listed it on different days.
chosen as (
    select int_poverty__lines.*
    from int_poverty__lines
    inner join best_phases
        on
            int_poverty__lines.issuer_code = best_phases.issuer_code
            and int_poverty__lines.scope_area_code = best_phases.scope_area_code
            and int_poverty__lines.period = best_phases.period
            and int_poverty__lines.poverty_standard = best_phases.poverty_standard
            and int_poverty__lines.phase_rank = best_phases.phase_rank
    qualify row_number() over (
        partition by
            int_poverty__lines.province_area_key,
            int_poverty__lines.area_level,
            int_poverty__lines.area_code,
            int_poverty__lines.review_year,
            int_poverty__lines.poverty_standard
        order by
            int_poverty__lines.phase_rank desc,
            int_poverty__lines.is_whole_issuer desc,
            int_poverty__lines.received_at desc,
            int_poverty__lines.submission_id asc,
            int_poverty__lines.sheet asc,
            int_poverty__lines.row_number asc
    ) = 1
),

final as (
    select
        area_key,
        area_level,
        area_code,
        province_area_key,
        urban_rural,
        review_year,
        poverty_standard,
        period_end,
        report_phase,
        submission_id,
        sheet,
        row_number,
        households,
        poor_households,
        near_poor_households,
        poor_households + near_poor_households as multidim_poor_households,
        minority_households,
        minority_poor_households,
        households is not null
        and poor_households is not null
        and near_poor_households is not null as is_reporting
    from chosen
)

select * from final
