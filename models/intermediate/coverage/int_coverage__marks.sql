with

int_coverage__units as (
    select * from {{ ref('int_coverage__units') }}
),

int_coverage__criteria as (
    select * from {{ ref('int_coverage__criteria') }}
),

marked as (
    select
        int_coverage__units.area_key,
        int_coverage__units.unit_type,
        int_coverage__units.status_year,
        int_coverage__units.status_date,
        int_coverage__criteria.criterion,
        case int_coverage__criteria.criterion
            when 'steering_body' then int_coverage__units.has_steering_body
            when 'supervision_board' then int_coverage__units.has_supervision_board
            when 'road' then int_coverage__units.has_road_to_centre
            when 'clinic' then int_coverage__units.has_solid_clinic
            when 'school' then int_coverage__units.has_solid_school
            when 'zone_1' then int_coverage__units.zone = '1'
            when 'zone_2' then int_coverage__units.zone = '2'
            when 'zone_3' then int_coverage__units.zone = '3'
            -- Levels are nested: a model commune is advanced, an advanced one is new rural.
            when 'ntm' then int_coverage__units.ntm_level in ('ntm', 'ntm_advanced', 'ntm_model')
            when 'ntm_advanced' then int_coverage__units.ntm_level in ('ntm_advanced', 'ntm_model')
            when 'ntm_model' then int_coverage__units.ntm_level = 'ntm_model'
        end as is_met
    from int_coverage__units
    cross join int_coverage__criteria
    where
        not int_coverage__criteria.is_for_xa_only
        or int_coverage__units.unit_type = 'xã'
),

-- Not reported is not "no": it is counted nowhere.
final as (
    select *
    from marked
    where is_met is not null
)

select * from final
