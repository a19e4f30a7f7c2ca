with

int_coverage__lines as (
    select * from {{ ref('int_coverage__lines') }}
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        origin,
        issuer_code,
        scope_area_code,
        area_key,
        area_level,
        area_code,
        area_name as area_name_printed,
        period,
        status_year,
        status_date,
        report_phase,
        zone,
        villages,
        villages_dbkk,
        ntm_level,
        ntm_criteria_met,
        has_steering_body,
        steering_decision_no,
        steering_decision_date,
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
    from int_coverage__lines
)

select * from final
