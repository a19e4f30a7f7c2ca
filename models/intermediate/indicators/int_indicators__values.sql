with

indicators as (
    select * from {{ ref('indicators') }}
),

int_indicators__rolled_up as (
    select * from {{ ref('int_indicators__rolled_up') }}
),

int_indicators__expected as (
    select * from {{ ref('int_indicators__expected') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

-- Whom an indicator of xã waits for are the xã; whom money waits for are provinces.
awaited as (
    select
        int_indicators__rolled_up.*,
        indicators.kind,
        case
            when int_indicators__rolled_up.form = 'treasury__disbursement' then 'all'
            when
                int_indicators__rolled_up.breakdown_by = 'all' and indicators.unit_type is not null
                then 'unit_type'
            else int_indicators__rolled_up.breakdown_by
        end as awaited_by,
        case
            when int_indicators__rolled_up.form = 'treasury__disbursement' then 'all'
            when
                int_indicators__rolled_up.breakdown_by = 'all' and indicators.unit_type is not null
                then indicators.unit_type
            else int_indicators__rolled_up.breakdown
        end as awaited
    from int_indicators__rolled_up
    inner join indicators
        on int_indicators__rolled_up.indicator_code = indicators.indicator_code
),

of_sums as (
    select
        awaited.area_basis,
        awaited.area_level,
        awaited.area_key,
        awaited.indicator_code,
        awaited.form,
        awaited.period,
        awaited.period_year,
        awaited.poverty_standard,
        awaited.breakdown_by,
        awaited.breakdown,
        awaited.report_phase,
        awaited.numerator,
        awaited.denominator,
        case
            when awaited.kind = 'count' then cast(awaited.numerator as double)
            else
                cast(awaited.numerator as double)
                / nullif(cast(awaited.denominator as double), 0)
        end as indicator_value,
        awaited.units_reported,
        int_indicators__expected.units_expected,
        awaited.is_estimated,
        int_areas__continued.territory_key
    from awaited
    inner join int_areas__continued
        on awaited.area_key = int_areas__continued.area_key
    left join int_indicators__expected
        on
            awaited.area_basis = int_indicators__expected.area_basis
            and awaited.area_key = int_indicators__expected.area_key
            and awaited.form = int_indicators__expected.form
            and awaited.period = int_indicators__expected.period
            and awaited.period_year = int_indicators__expected.period_year
            and coalesce(awaited.poverty_standard, '')
            = coalesce(int_indicators__expected.poverty_standard, '')
            and awaited.awaited_by = int_indicators__expected.breakdown_by
            and awaited.awaited = int_indicators__expected.breakdown
),

-- Years are compared where both are whole, under one poverty standard and on one territory; of two
-- versions of it in a year the later one goes on.
whole as (
    select *
    from of_sums
    where
        breakdown_by = 'all'
        and units_reported = units_expected
),

earlier as (
    select *
    from whole
    qualify row_number() over (
        partition by area_basis, territory_key, indicator_code, period_year, poverty_standard
        order by area_key desc
    ) = 1
),

of_years as (
    select
        whole.area_basis,
        whole.area_level,
        whole.area_key,
        indicators.indicator_code,
        indicators.of_indicator,
        indicators.kind,
        whole.form,
        whole.period,
        whole.period_year,
        whole.poverty_standard,
        whole.breakdown_by,
        whole.breakdown,
        whole.report_phase,
        whole.numerator,
        whole.denominator,
        earlier.numerator as earlier_numerator,
        earlier.denominator as earlier_denominator,
        whole.units_reported,
        whole.units_expected,
        whole.is_estimated or earlier.is_estimated as is_estimated,
        earlier.area_key as compared_area_key,
        earlier.period as compared_period
    from indicators
    inner join whole
        on indicators.of_indicator = whole.indicator_code
    inner join earlier
        on
            whole.area_basis = earlier.area_basis
            and whole.territory_key = earlier.territory_key
            and whole.indicator_code = earlier.indicator_code
            and coalesce(whole.poverty_standard, '') = coalesce(earlier.poverty_standard, '')
            and earlier.period_year = coalesce(indicators.base_year, whole.period_year - 1)
            and whole.period_year > earlier.period_year
    where indicators.kind in ('decrease', 'relative', 'reduction')
),

-- The nation is compared like with like: in the provinces of today that are whole in both years.
of_nation as (
    select
        of_sums.area_basis,
        of_sums.area_key,
        provinces.indicator_code,
        provinces.kind,
        of_sums.form,
        of_sums.period,
        of_sums.period_year,
        of_sums.poverty_standard,
        of_sums.breakdown_by,
        of_sums.breakdown,
        {{ phase_of_sum('provinces.report_phase') }} as report_phase,
        sum(provinces.numerator) as numerator,
        sum(provinces.denominator) as denominator,
        sum(provinces.earlier_numerator) as earlier_numerator,
        sum(provinces.earlier_denominator) as earlier_denominator,
        cast(sum(provinces.units_reported) as bigint) as units_reported,
        of_sums.units_expected,
        max(case when provinces.is_estimated then 1 else 0 end) = 1 as is_estimated,
        of_sums.area_key as compared_area_key,
        provinces.compared_period
    from of_sums
    inner join of_years as provinces
        on
            of_sums.indicator_code = provinces.of_indicator
            and of_sums.form = provinces.form
            and of_sums.period = provinces.period
            and of_sums.period_year = provinces.period_year
            and coalesce(of_sums.poverty_standard, '')
            = coalesce(provinces.poverty_standard, '')
            and of_sums.breakdown_by = provinces.breakdown_by
    where
        of_sums.area_level = 'nation'
        and provinces.area_level = 'province'
        and provinces.area_basis = 'current'
    group by
        of_sums.area_basis,
        of_sums.area_key,
        provinces.indicator_code,
        provinces.kind,
        of_sums.form,
        of_sums.period,
        of_sums.period_year,
        of_sums.poverty_standard,
        of_sums.breakdown_by,
        of_sums.breakdown,
        of_sums.units_expected,
        provinces.compared_period
),

compared as (
    select
        area_basis,
        area_key,
        indicator_code,
        kind,
        form,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        report_phase,
        numerator,
        denominator,
        earlier_numerator,
        earlier_denominator,
        units_reported,
        units_expected,
        is_estimated,
        compared_area_key,
        compared_period
    from of_years
    where area_level <> 'nation'
    union all
    select
        area_basis,
        area_key,
        indicator_code,
        kind,
        form,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        report_phase,
        numerator,
        denominator,
        earlier_numerator,
        earlier_denominator,
        units_reported,
        units_expected,
        is_estimated,
        compared_area_key,
        compared_period
    from of_nation
),

compared_values as (
    select
        *,
        case
            when denominator is null then cast(numerator as double)
            else cast(numerator as double) / nullif(cast(denominator as double), 0)
        end as this_value,
        case
            when earlier_denominator is null then cast(earlier_numerator as double)
            else
                cast(earlier_numerator as double)
                / nullif(cast(earlier_denominator as double), 0)
        end as earlier_value
    from compared
),

final as (
    select
        area_basis,
        area_key,
        indicator_code,
        form,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        report_phase,
        numerator,
        denominator,
        indicator_value,
        units_reported,
        units_expected,
        is_estimated,
        cast(null as {{ dbt.type_string() }}) as compared_area_key,
        cast(null as {{ dbt.type_string() }}) as compared_period
    from of_sums
    union all
    select
        area_basis,
        area_key,
        indicator_code,
        form,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        report_phase,
        cast(null as decimal(24, 0)) as numerator,
        cast(null as decimal(24, 0)) as denominator,
        case
            when kind = 'decrease' then (earlier_value - this_value) * 100
            when kind = 'reduction' then 1 - this_value / nullif(earlier_value, 0)
            else this_value / nullif(earlier_value, 0)
        end as indicator_value,
        units_reported,
        units_expected,
        is_estimated,
        compared_area_key,
        compared_period
    from compared_values
    where
        this_value is not null
        and earlier_value is not null
)

select * from final
