with

int_deprivations__intensity as (
    select * from {{ ref('int_deprivations__intensity') }}
),

int_reviews__expected as (
    select * from {{ ref('int_reviews__expected') }}
    where form = 'province__deprivations'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_deprivations__intensity.area_basis,
        int_deprivations__intensity.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_deprivations__intensity.review_year,
        int_deprivations__intensity.report_phase,
        int_deprivations__intensity.poverty_standard,
        int_deprivations__intensity.household_group,
        int_deprivations__intensity.households,
        int_deprivations__intensity.group_households,
        int_deprivations__intensity.deprivations,
        int_deprivations__intensity.mean_deprivations,
        int_deprivations__intensity.headcount_ratio,
        int_deprivations__intensity.intensity_ratio,
        int_deprivations__intensity.adjusted_headcount_ratio,
        int_reviews__expected.communes_expected,
        int_deprivations__intensity.communes_reported,
        int_deprivations__intensity.is_estimated
    from int_deprivations__intensity
    inner join int_reviews__expected
        on
            int_deprivations__intensity.area_basis = int_reviews__expected.area_basis
            and int_deprivations__intensity.area_key = int_reviews__expected.area_key
            and int_deprivations__intensity.review_year = int_reviews__expected.review_year
            and int_deprivations__intensity.poverty_standard
            = int_reviews__expected.poverty_standard
            -- Both groups together are listed where the poor are.
            and case int_deprivations__intensity.household_group
                when 'multidim' then 'poor'
                else int_deprivations__intensity.household_group
            end = int_reviews__expected.variant
    inner join int_areas
        on int_deprivations__intensity.area_key = int_areas.area_key
)

select * from final
