with

-- Coverage speaks of communes; an island district has no commune to speak of.
int_coverage__lines as (
    select * from {{ ref('int_coverage__lines') }}
    where area_level = 'commune'
),

submissions as (
    select
        submission_id,
        issuer_code,
        scope_area_code,
        status_year,
        status_date,
        phase_rank,
        received_at
    from int_coverage__lines
    group by
        submission_id,
        issuer_code,
        scope_area_code,
        status_year,
        status_date,
        phase_rank,
        received_at
),

-- Whole submissions, never lines of several: the last status of the year, then the best phase.
last_statuses as (
    select submission_id
    from submissions
    qualify row_number() over (
        partition by issuer_code, scope_area_code, status_year
        order by status_date desc, phase_rank desc, received_at desc, submission_id asc
    ) = 1
),

-- A commune that two submissions give (the province's and the district's own): the later status,
-- then the better phase, then the wider scope.
chosen as (
    select int_coverage__lines.*
    from int_coverage__lines
    inner join last_statuses
        on int_coverage__lines.submission_id = last_statuses.submission_id
    qualify row_number() over (
        partition by
            int_coverage__lines.province_area_key,
            int_coverage__lines.area_level,
            int_coverage__lines.area_code,
            int_coverage__lines.status_year
        order by
            int_coverage__lines.status_date desc,
            int_coverage__lines.phase_rank desc,
            int_coverage__lines.is_whole_issuer desc,
            int_coverage__lines.received_at desc,
            int_coverage__lines.submission_id asc,
            int_coverage__lines.sheet asc,
            int_coverage__lines.row_number asc
    ) = 1
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        area_key,
        area_level,
        area_code,
        province_area_key,
        unit_type,
        status_year,
        status_date,
        report_phase,
        zone,
        villages,
        villages_dbkk,
        ntm_level,
        ntm_criteria_met,
        has_steering_body,
        has_supervision_board,
        has_road_to_centre,
        villages_with_hard_road,
        has_solid_clinic,
        has_solid_school,
        villages_with_hall,
        households,
        households_with_electricity,
        households_with_clean_water,
        households_with_broadcast
    from chosen
)

select * from final
