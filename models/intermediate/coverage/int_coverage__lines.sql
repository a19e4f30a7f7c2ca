with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

stg_province__commune_status as (
    select * from {{ ref('stg_province__commune_status') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
    where ancestor_level = 'province'
),

final as (
    select
        stg_province__commune_status.submission_id,
        stg_province__commune_status.sheet,
        stg_province__commune_status.row_number,
        int_submissions__latest.issuer_code,
        int_submissions__latest.scope_area_code,
        int_submissions__latest.is_whole_issuer,
        int_submissions__latest.origin,
        int_submissions__latest.received_at,
        int_submissions__latest.period,
        int_submissions__latest.as_of as status_date,
        int_submissions__latest.period_year as status_year,
        int_submissions__latest.report_phase,
        int_submissions__latest.phase_rank,
        int_areas.area_key,
        stg_province__commune_status.area_level,
        stg_province__commune_status.area_code,
        stg_province__commune_status.area_name,
        int_areas__ancestors.ancestor_area_key as province_area_key,
        int_areas.unit_type,
        stg_province__commune_status.zone,
        stg_province__commune_status.villages,
        stg_province__commune_status.villages_dbkk,
        stg_province__commune_status.ntm_level,
        stg_province__commune_status.ntm_criteria_met,
        stg_province__commune_status.has_steering_body,
        stg_province__commune_status.steering_decision_no,
        stg_province__commune_status.steering_decision_date,
        stg_province__commune_status.has_supervision_board,
        stg_province__commune_status.has_road_to_centre,
        stg_province__commune_status.villages_with_hard_road,
        stg_province__commune_status.has_solid_clinic,
        stg_province__commune_status.has_solid_school,
        stg_province__commune_status.villages_with_hall,
        stg_province__commune_status.households,
        stg_province__commune_status.households_with_electricity,
        stg_province__commune_status.households_with_clean_water,
        stg_province__commune_status.households_with_broadcast
    from stg_province__commune_status
    inner join int_submissions__latest
        on stg_province__commune_status.submission_id = int_submissions__latest.submission_id
    left join int_areas
        on
            stg_province__commune_status.area_level = int_areas.area_level
            and stg_province__commune_status.area_code = int_areas.area_code
            and stg_province__commune_status.area_as_of >= int_areas.valid_from
            and stg_province__commune_status.area_as_of
            < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
    left join int_areas__ancestors
        on int_areas.area_key = int_areas__ancestors.area_key
    where stg_province__commune_status.row_kind = 'detail'
)

select * from final
