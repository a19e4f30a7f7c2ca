with

int_deprivations__rolled_up as (
    select * from {{ ref('int_deprivations__rolled_up') }}
),

int_reviews__expected as (
    select * from {{ ref('int_reviews__expected') }}
    where form = 'province__deprivations'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

-- A province's own line changes who is poor, not what the twelve columns of the form ask.
deprivation_indicators as (
    select * from {{ ref('deprivation_indicators') }}
    where poverty_standard = 'ND07_2021'
),

final as (
    select
        int_deprivations__rolled_up.area_basis,
        int_deprivations__rolled_up.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_deprivations__rolled_up.review_year,
        int_deprivations__rolled_up.report_phase,
        int_deprivations__rolled_up.poverty_standard,
        int_deprivations__rolled_up.household_group,
        int_deprivations__rolled_up.indicator_code,
        deprivation_indicators.name_vi as indicator_name,
        int_deprivations__rolled_up.households_deprived,
        int_deprivations__rolled_up.group_households,
        int_deprivations__rolled_up.deprivation_ratio,
        int_reviews__expected.communes_expected,
        int_deprivations__rolled_up.communes_reported,
        int_deprivations__rolled_up.is_estimated
    from int_deprivations__rolled_up
    inner join int_reviews__expected
        on
            int_deprivations__rolled_up.area_basis = int_reviews__expected.area_basis
            and int_deprivations__rolled_up.area_key = int_reviews__expected.area_key
            and int_deprivations__rolled_up.review_year = int_reviews__expected.review_year
            and int_deprivations__rolled_up.poverty_standard
            = int_reviews__expected.poverty_standard
            -- Both groups together are listed where the poor are.
            and case int_deprivations__rolled_up.household_group
                when 'multidim' then 'poor'
                else int_deprivations__rolled_up.household_group
            end = int_reviews__expected.variant
    inner join int_areas
        on int_deprivations__rolled_up.area_key = int_areas.area_key
    left join deprivation_indicators
        on int_deprivations__rolled_up.indicator_code = deprivation_indicators.indicator_code
)

select * from final
