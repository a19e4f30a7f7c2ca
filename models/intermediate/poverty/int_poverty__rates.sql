with

int_poverty__rolled_up as (
    select * from {{ ref('int_poverty__rolled_up') }}
),

int_poverty__expected as (
    select * from {{ ref('int_poverty__expected') }}
),

int_poverty__same_slices as (
    select * from {{ ref('int_poverty__same_slices') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

rates as (
    select
        int_poverty__rolled_up.*,
        int_poverty__expected.communes_expected,
        int_areas__continued.territory_key
    from int_poverty__rolled_up
    inner join int_poverty__expected
        on
            int_poverty__rolled_up.area_basis = int_poverty__expected.area_basis
            and int_poverty__rolled_up.area_key = int_poverty__expected.area_key
            and int_poverty__rolled_up.urban_rural = int_poverty__expected.urban_rural
            and int_poverty__rolled_up.review_year = int_poverty__expected.review_year
            and int_poverty__rolled_up.poverty_standard = int_poverty__expected.poverty_standard
    inner join int_areas__continued
        on int_poverty__rolled_up.area_key = int_areas__continued.area_key
),

-- Two years are compared where both are whole: a province that began to report is no change. A
-- territory may stand under two of its versions in one year: the later one goes on.
previous_rates as (
    select
        area_basis,
        territory_key,
        urban_rural,
        poverty_standard,
        review_year + 1 as review_year,
        area_key,
        poor_ratio
    from rates
    where communes_reported = communes_expected
    qualify row_number() over (
        partition by area_basis, territory_key, urban_rural, poverty_standard, review_year
        order by area_key desc
    ) = 1
),

compared as (
    select
        rates.area_basis,
        rates.area_key,
        rates.area_level,
        rates.urban_rural,
        rates.review_year,
        rates.report_phase,
        rates.poverty_standard,
        rates.households,
        rates.poor_households,
        rates.near_poor_households,
        rates.multidim_poor_households,
        rates.minority_households,
        rates.minority_poor_households,
        rates.poor_ratio,
        rates.near_poor_ratio,
        rates.multidim_poor_ratio,
        rates.minority_poor_ratio,
        rates.communes_expected,
        rates.communes_reported,
        rates.is_estimated,
        case
            when
                rates.communes_reported = rates.communes_expected
                and (
                    rates.urban_rural = 'all'
                    or int_poverty__same_slices.review_year is not null
                )
                then previous_rates.area_key
        end as previous_area_key,
        previous_rates.poor_ratio as previous_poor_ratio
    from rates
    left join previous_rates
        on
            rates.area_basis = previous_rates.area_basis
            and rates.territory_key = previous_rates.territory_key
            and rates.urban_rural = previous_rates.urban_rural
            and rates.poverty_standard = previous_rates.poverty_standard
            and rates.review_year = previous_rates.review_year
    left join int_poverty__same_slices
        on
            rates.area_basis = int_poverty__same_slices.area_basis
            and rates.territory_key = int_poverty__same_slices.territory_key
            and rates.urban_rural = int_poverty__same_slices.urban_rural
            and rates.poverty_standard = int_poverty__same_slices.poverty_standard
            and rates.review_year = int_poverty__same_slices.review_year
),

final as (
    select
        area_basis,
        area_key,
        area_level,
        urban_rural,
        review_year,
        report_phase,
        poverty_standard,
        households,
        poor_households,
        near_poor_households,
        multidim_poor_households,
        minority_households,
        minority_poor_households,
        poor_ratio,
        near_poor_ratio,
        multidim_poor_ratio,
        minority_poor_ratio,
        -- "giảm 1,1%" is said of percentage points.
        case when previous_area_key is not null then (poor_ratio - previous_poor_ratio) * 100 end
            as poor_change_points,
        previous_area_key,
        communes_expected,
        communes_reported,
        is_estimated
    from compared
)

select * from final
