with

int_poverty_groups__rolled_up as (
    select * from {{ ref('int_poverty_groups__rolled_up') }}
),

int_reviews__expected as (
    select * from {{ ref('int_reviews__expected') }}
    where form in ('province__poverty_by_ethnicity', 'province__poverty_causes')
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_poverty_groups__rolled_up.area_basis,
        int_poverty_groups__rolled_up.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_poverty_groups__rolled_up.review_year,
        int_poverty_groups__rolled_up.report_phase,
        int_poverty_groups__rolled_up.poverty_standard,
        int_poverty_groups__rolled_up.group_kind,
        int_poverty_groups__rolled_up.household_group,
        int_poverty_groups__rolled_up.group_code,
        int_poverty_groups__rolled_up.group_name,
        int_poverty_groups__rolled_up.households,
        int_poverty_groups__rolled_up.poor_households,
        int_poverty_groups__rolled_up.near_poor_households,
        int_poverty_groups__rolled_up.group_households,
        int_poverty_groups__rolled_up.poor_ratio,
        int_poverty_groups__rolled_up.poor_share_ratio,
        int_poverty_groups__rolled_up.near_poor_share_ratio,
        int_reviews__expected.communes_expected,
        int_poverty_groups__rolled_up.communes_reported,
        int_poverty_groups__rolled_up.is_estimated
    from int_poverty_groups__rolled_up
    inner join int_reviews__expected
        on
            int_poverty_groups__rolled_up.area_basis = int_reviews__expected.area_basis
            and int_poverty_groups__rolled_up.area_key = int_reviews__expected.area_key
            and int_poverty_groups__rolled_up.review_year = int_reviews__expected.review_year
            and int_poverty_groups__rolled_up.poverty_standard
            = int_reviews__expected.poverty_standard
            and int_reviews__expected.form
            = case int_poverty_groups__rolled_up.group_kind
                when 'cause' then 'province__poverty_causes'
                else 'province__poverty_by_ethnicity'
            end
            and int_reviews__expected.variant
            = case int_poverty_groups__rolled_up.household_group
                when 'all' then ''
                else int_poverty_groups__rolled_up.household_group
            end
    inner join int_areas
        on int_poverty_groups__rolled_up.area_key = int_areas.area_key
)

select * from final
