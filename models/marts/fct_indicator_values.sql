with

int_indicators__judged as (
    select * from {{ ref('int_indicators__judged') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

final as (
    select
        int_indicators__judged.area_basis,
        int_indicators__judged.area_key,
        int_indicators__judged.area_level,
        int_indicators__judged.area_code,
        int_indicators__judged.area_name,
        int_indicators__judged.province_code,
        int_indicators__judged.indicator_code,
        indicators.name_vi as indicator_name,
        int_indicators__judged.period,
        int_indicators__judged.period_year,
        {{ last_day_of_period('int_indicators__judged.period') }} as period_end,
        int_indicators__judged.poverty_standard,
        int_indicators__judged.breakdown_by,
        int_indicators__judged.breakdown,
        int_indicators__judged.source,
        cast(int_indicators__judged.figure_number as bigint) as figure_number,
        int_indicators__judged.form,
        int_indicators__judged.report_phase,
        int_indicators__judged.numerator,
        int_indicators__judged.denominator,
        int_indicators__judged.indicator_value as value,
        cast(int_indicators__judged.value_low as decimal(24, 6)) as value_low,
        cast(int_indicators__judged.value_high as decimal(24, 6)) as value_high,
        indicators.unit,
        int_indicators__judged.target_comparator,
        int_indicators__judged.target_value,
        int_indicators__judged.target_programmes,
        int_indicators__judged.target_gap,
        int_indicators__judged.target_status,
        int_indicators__judged.units_reported,
        int_indicators__judged.units_expected,
        cast(int_indicators__judged.units_reported as double)
        / nullif(cast(int_indicators__judged.units_expected as double), 0) as units_reported_ratio,
        int_indicators__judged.is_estimated,
        int_indicators__judged.compared_area_key,
        int_indicators__judged.compared_period,
        int_indicators__judged.submission_id,
        int_indicators__judged.sheet,
        int_indicators__judged.row_number
    from int_indicators__judged
    inner join indicators
        on int_indicators__judged.indicator_code = indicators.indicator_code
)

select * from final
