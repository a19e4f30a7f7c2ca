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
        and indicator_value is not null
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
        whole.area_key,
        indicators.indicator_code,
        whole.form,
        whole.period,
        whole.period_year,
        whole.poverty_standard,
        whole.breakdown_by,
        whole.breakdown,
        whole.report_phase,
        case
            when indicators.kind = 'decrease'
                then (earlier.indicator_value - whole.indicator_value) * 100
            else whole.indicator_value / nullif(earlier.indicator_value, 0)
        end as indicator_value,
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
    where indicators.kind in ('decrease', 'relative')
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
        indicator_value,
        units_reported,
        units_expected,
        is_estimated,
        compared_area_key,
        compared_period
    from of_years
)

select * from final
