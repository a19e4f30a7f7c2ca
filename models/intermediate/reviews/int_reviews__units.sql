with

int_reviews__lines as (
    select * from {{ ref('int_reviews__lines') }}
),

-- Whole submissions, never lines of several: the best phase of each report, scope and standard.
best_phases as (
    select
        form,
        variant,
        issuer_code,
        scope_area_code,
        period,
        poverty_standard,
        max(phase_rank) as phase_rank
    from int_reviews__lines
    group by
        form,
        variant,
        issuer_code,
        scope_area_code,
        period,
        poverty_standard
),

-- A unit that two submissions give (the province's and the district's own): the better phase, then
-- the wider scope. By code, because the two may have listed it on different days.
final as (
    select
        int_reviews__lines.form,
        int_reviews__lines.variant,
        int_reviews__lines.counted,
        int_reviews__lines.area_key,
        int_reviews__lines.area_level,
        int_reviews__lines.area_code,
        int_reviews__lines.province_area_key,
        int_reviews__lines.review_year,
        int_reviews__lines.poverty_standard,
        int_reviews__lines.period_end,
        int_reviews__lines.report_phase,
        int_reviews__lines.submission_id,
        int_reviews__lines.sheet,
        int_reviews__lines.row_number
    from int_reviews__lines
    inner join best_phases
        on
            int_reviews__lines.form = best_phases.form
            and int_reviews__lines.variant = best_phases.variant
            and int_reviews__lines.issuer_code = best_phases.issuer_code
            and int_reviews__lines.scope_area_code = best_phases.scope_area_code
            and int_reviews__lines.period = best_phases.period
            and int_reviews__lines.poverty_standard = best_phases.poverty_standard
            and int_reviews__lines.phase_rank = best_phases.phase_rank
    qualify row_number() over (
        partition by
            int_reviews__lines.form,
            int_reviews__lines.variant,
            int_reviews__lines.counted,
            int_reviews__lines.province_area_key,
            int_reviews__lines.area_level,
            int_reviews__lines.area_code,
            int_reviews__lines.review_year,
            int_reviews__lines.poverty_standard
        order by
            int_reviews__lines.phase_rank desc,
            int_reviews__lines.is_whole_issuer desc,
            int_reviews__lines.received_at desc,
            int_reviews__lines.submission_id asc,
            int_reviews__lines.sheet asc,
            int_reviews__lines.row_number asc
    ) = 1
)

select * from final
