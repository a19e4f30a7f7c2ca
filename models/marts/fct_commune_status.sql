with

int_coverage__lines as (
    select * from {{ ref('int_coverage__lines') }}
),

int_coverage__units as (
    select * from {{ ref('int_coverage__units') }}
),

final as (
    select
        int_coverage__lines.submission_id,
        int_coverage__lines.sheet,
        int_coverage__lines.row_number,
        int_coverage__lines.origin,
        int_coverage__lines.issuer_code,
        int_coverage__lines.scope_area_code,
        int_coverage__lines.area_key,
        int_coverage__lines.area_level,
        int_coverage__lines.area_code,
        int_coverage__lines.area_name as area_name_printed,
        int_coverage__lines.period,
        int_coverage__lines.status_year,
        int_coverage__lines.status_date,
        int_coverage__lines.report_phase,
        int_coverage__lines.zone,
        int_coverage__lines.villages,
        int_coverage__lines.villages_dbkk,
        int_coverage__lines.ntm_level,
        int_coverage__lines.ntm_criteria_met,
        int_coverage__lines.has_steering_body,
        int_coverage__lines.steering_decision_no,
        int_coverage__lines.steering_decision_date,
        int_coverage__lines.has_supervision_board,
        int_coverage__lines.has_road_to_centre,
        int_coverage__lines.villages_with_hard_road,
        int_coverage__lines.has_solid_clinic,
        int_coverage__lines.has_solid_school,
        int_coverage__lines.villages_with_hall,
        int_coverage__lines.households,
        int_coverage__lines.households_with_electricity,
        int_coverage__lines.households_with_clean_water,
        int_coverage__lines.households_with_broadcast,
        int_coverage__units.submission_id is not null as is_counted
    from int_coverage__lines
    left join int_coverage__units
        on
            int_coverage__lines.submission_id = int_coverage__units.submission_id
            and int_coverage__lines.sheet = int_coverage__units.sheet
            and int_coverage__lines.row_number = int_coverage__units.row_number
)

select * from final
