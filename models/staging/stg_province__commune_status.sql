with

source as (
    {{ landed_lines('province__commune_status') }}
),

final as (
    select
        ---------- ids
        submission_id,
        sheet,
        row_number,
        row_kind,
        tt,
        area_name,
        area_code_printed,
        area_level,
        area_code,

        ---------- periods
        area_as_of,

        ---------- status
        zone,
        ntm_level,
        ntm_criteria_met,
        has_steering_body,
        steering_decision_no,
        steering_decision_date,
        has_supervision_board,
        has_road_to_centre,
        has_solid_clinic,
        has_solid_school,

        ---------- measures
        villages,
        villages_dbkk,
        villages_with_hard_road,
        villages_with_hall,
        households,
        households_with_electricity,
        households_with_clean_water,
        households_with_broadcast,

        ---------- as printed
        cell_states
    from source
)

select * from final
