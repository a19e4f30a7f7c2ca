with

targets as (
    select * from {{ ref('targets') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

int_indicators__judged as (
    select * from {{ ref('int_indicators__judged') }}
    where
        area_basis = 'reported'
        and target_status is not null
        -- Nothing of nothing (0 households so far) is no value.
        and coalesce(value_low, value_high) is not null
),

-- The last year that is wholly known; there a value from every unit's report comes before published
-- ones, and the target's own part of the country before the whole. Else what some units report.
latest as (
    select
        targets.programme_code,
        targets.target_code,
        targets.area_code as target_area_code,
        targets.by_year,
        int_indicators__judged.*
    from targets
    inner join int_indicators__judged
        on
            targets.indicator_code = int_indicators__judged.indicator_code
            and targets.area_level = int_indicators__judged.area_level
            and targets.area_code = int_indicators__judged.area_code
            and int_indicators__judged.period_year between targets.from_year and targets.by_year
    qualify row_number() over (
        partition by
            targets.programme_code, targets.target_code, targets.area_code, targets.by_year
        order by
            case
                when
                    int_indicators__judged.form = 'office__published_figures'
                    or int_indicators__judged.units_reported = int_indicators__judged.units_expected
                    then 0
                else 1
            end,
            int_indicators__judged.period_year desc,
            case when int_indicators__judged.form = 'office__published_figures' then 1 else 0 end,
            case when int_indicators__judged.breakdown = targets.scope_vi then 0 else 1 end,
            int_indicators__judged.period desc,
            int_indicators__judged.source asc,
            int_indicators__judged.figure_number asc
    ) = 1
),

final as (
    select
        targets.programme_code,
        targets.target_code,
        targets.area_level,
        targets.area_code,
        targets.indicator_code,
        indicators.name_vi as indicator_name,
        targets.target_vi,
        targets.comparator as target_comparator,
        cast(targets.target_value as double) as target_value,
        indicators.unit,
        targets.from_year,
        targets.by_year,
        targets.is_yearly,
        targets.is_about,
        targets.provenance,
        latest.period,
        latest.breakdown,
        latest.source,
        cast(latest.figure_number as bigint) as figure_number,
        latest.indicator_value as value,
        cast(latest.value_low as decimal(24, 6)) as value_low,
        cast(latest.value_high as decimal(24, 6)) as value_high,
        latest.units_reported,
        latest.units_expected,
        latest.target_gap,
        coalesce(latest.target_status, 'no_data') as target_status,
        case
            when latest.indicator_code is not null
                then
                    {{ figure_key('fct_indicator_values', 'value', {
                        'area_basis': 'latest.area_basis',
                        'area_key': 'latest.area_key',
                        'indicator_code': 'latest.indicator_code',
                        'period': 'latest.period',
                        'period_year': 'latest.period_year',
                        'poverty_standard': 'latest.poverty_standard',
                        'breakdown_by': 'latest.breakdown_by',
                        'breakdown': 'latest.breakdown',
                        'source': 'latest.source',
                        'figure_number': 'latest.figure_number',
                    }) }}
        end as value_from
    from targets
    inner join indicators
        on targets.indicator_code = indicators.indicator_code
    left join latest
        on
            targets.programme_code = latest.programme_code
            and targets.target_code = latest.target_code
            and targets.area_code = latest.target_area_code
            and targets.by_year = latest.by_year
)

select * from final
