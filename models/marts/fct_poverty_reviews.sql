with

int_poverty__lines as (
    select * from {{ ref('int_poverty__lines') }}
),

int_poverty__units as (
    select * from {{ ref('int_poverty__units') }}
),

int_poverty__classified as (
    select * from {{ ref('int_poverty__classified') }}
),

final as (
    select
        int_poverty__lines.submission_id,
        int_poverty__lines.sheet,
        int_poverty__lines.row_number,
        int_poverty__lines.origin,
        int_poverty__lines.issuer_code,
        int_poverty__lines.scope_area_code,
        int_poverty__lines.area_key,
        int_poverty__lines.area_level,
        int_poverty__lines.area_code,
        int_poverty__lines.area_name as area_name_printed,
        int_poverty__lines.period,
        int_poverty__lines.review_year,
        int_poverty__lines.report_phase,
        int_poverty__lines.poverty_standard,
        int_poverty__lines.households,
        int_poverty__lines.persons,
        int_poverty__lines.minority_households,
        int_poverty__lines.poor_households,
        int_poverty__lines.minority_poor_households,
        int_poverty__lines.poor_ratio_printed,
        int_poverty__lines.near_poor_households,
        int_poverty__lines.minority_near_poor_households,
        int_poverty__lines.near_poor_ratio_printed,
        int_poverty__lines.average_farm_households,
        int_poverty__lines.minority_average_farm_households,
        int_poverty__lines.average_farm_ratio_printed,
        int_poverty__lines.poor_persons,
        int_poverty__lines.poor_persons_ratio_printed,
        int_poverty__lines.near_poor_persons,
        int_poverty__lines.near_poor_persons_ratio_printed,
        int_poverty__lines.average_farm_persons,
        int_poverty__lines.average_farm_persons_ratio_printed,
        int_poverty__units.submission_id is not null as is_counted,
        int_poverty__classified.zone_class,
        int_poverty__classified.poor_district_class
    from int_poverty__lines
    left join int_poverty__classified
        on
            int_poverty__lines.area_key = int_poverty__classified.area_key
            and int_poverty__lines.period_end = int_poverty__classified.period_end
    left join int_poverty__units
        on
            int_poverty__lines.submission_id = int_poverty__units.submission_id
            and int_poverty__lines.sheet = int_poverty__units.sheet
            and int_poverty__lines.row_number = int_poverty__units.row_number
)

select * from final
