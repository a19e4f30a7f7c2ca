with

int_transitions__rolled_up as (
    select * from {{ ref('int_transitions__rolled_up') }}
),

int_reviews__expected as (
    select * from {{ ref('int_reviews__expected') }}
    where form = 'province__poverty_transitions'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_transitions__rolled_up.area_basis,
        int_transitions__rolled_up.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_transitions__rolled_up.review_year,
        int_transitions__rolled_up.report_phase,
        int_transitions__rolled_up.poverty_standard,
        int_transitions__rolled_up.household_group,
        int_transitions__rolled_up.counted,
        int_transitions__rolled_up.flow,
        int_transitions__rolled_up.flow_value,
        int_reviews__expected.communes_expected,
        int_transitions__rolled_up.communes_reported,
        int_transitions__rolled_up.is_estimated
    from int_transitions__rolled_up
    inner join int_reviews__expected
        on
            int_transitions__rolled_up.area_basis = int_reviews__expected.area_basis
            and int_transitions__rolled_up.area_key = int_reviews__expected.area_key
            and int_transitions__rolled_up.review_year = int_reviews__expected.review_year
            and int_transitions__rolled_up.poverty_standard = int_reviews__expected.poverty_standard
            and int_transitions__rolled_up.household_group = int_reviews__expected.variant
    inner join int_areas
        on int_transitions__rolled_up.area_key = int_areas.area_key
)

select * from final
