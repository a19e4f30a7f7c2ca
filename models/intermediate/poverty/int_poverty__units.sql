with

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
    where form = 'province__poverty_review'
),

int_poverty__lines as (
    select * from {{ ref('int_poverty__lines') }}
),

final as (
    select
        int_poverty__lines.area_key,
        int_poverty__lines.area_level,
        int_poverty__lines.area_code,
        int_poverty__lines.province_area_key,
        int_poverty__lines.urban_rural,
        int_poverty__lines.review_year,
        int_poverty__lines.poverty_standard,
        int_poverty__lines.period_end,
        int_poverty__lines.report_phase,
        int_poverty__lines.submission_id,
        int_poverty__lines.sheet,
        int_poverty__lines.row_number,
        int_poverty__lines.households,
        int_poverty__lines.poor_households,
        int_poverty__lines.near_poor_households,
        int_poverty__lines.poor_households + int_poverty__lines.near_poor_households
            as multidim_poor_households,
        int_poverty__lines.minority_households,
        int_poverty__lines.minority_poor_households,
        int_poverty__lines.households is not null
        and int_poverty__lines.poor_households is not null
        and int_poverty__lines.near_poor_households is not null as is_reporting
    from int_reviews__units
    inner join int_poverty__lines
        on
            int_reviews__units.submission_id = int_poverty__lines.submission_id
            and int_reviews__units.sheet = int_poverty__lines.sheet
            and int_reviews__units.row_number = int_poverty__lines.row_number
)

select * from final
