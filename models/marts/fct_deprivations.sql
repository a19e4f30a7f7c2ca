with

int_deprivations__lines as (
    select * from {{ ref('int_deprivations__lines') }}
),

int_deprivations__units as (
    select * from {{ ref('int_deprivations__units') }}
),

final as (
    select
        int_deprivations__lines.submission_id,
        int_deprivations__lines.sheet,
        int_deprivations__lines.row_number,
        int_deprivations__lines.origin,
        int_deprivations__lines.issuer_code,
        int_deprivations__lines.scope_area_code,
        int_deprivations__lines.area_key,
        int_deprivations__lines.area_level,
        int_deprivations__lines.area_code,
        int_deprivations__lines.area_name as area_name_printed,
        int_deprivations__lines.period,
        int_deprivations__lines.review_year,
        int_deprivations__lines.report_phase,
        int_deprivations__lines.poverty_standard,
        int_deprivations__lines.household_group,
        int_deprivations__lines.group_households,
        int_deprivations__lines.deprivations_printed,
        int_deprivations__lines.employment,
        int_deprivations__lines.dependents,
        int_deprivations__lines.nutrition,
        int_deprivations__lines.health_insurance,
        int_deprivations__lines.adult_education,
        int_deprivations__lines.child_schooling,
        int_deprivations__lines.housing_quality,
        int_deprivations__lines.housing_area,
        int_deprivations__lines.water,
        int_deprivations__lines.toilet,
        int_deprivations__lines.telecom,
        int_deprivations__lines.info_devices,
        int_deprivations__units.submission_id is not null as is_counted,
        int_deprivations__units.submission_id is not null
        and both_groups.area_key is not null as is_counted_in_both
    from int_deprivations__lines
    left join int_deprivations__units
        on
            int_deprivations__lines.submission_id = int_deprivations__units.submission_id
            and int_deprivations__lines.sheet = int_deprivations__units.sheet
            and int_deprivations__lines.row_number = int_deprivations__units.row_number
    left join int_deprivations__units as both_groups
        on
            int_deprivations__lines.area_key = both_groups.area_key
            and int_deprivations__lines.review_year = both_groups.review_year
            and int_deprivations__lines.poverty_standard = both_groups.poverty_standard
            and both_groups.household_group = 'multidim'
)

select * from final
