with

int_indicators__values as (
    select * from {{ ref('int_indicators__values') }}
),

int_indicators__published as (
    select * from {{ ref('int_indicators__published') }}
),

int_indicators__targets as (
    select * from {{ ref('int_indicators__targets') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

of_all_sources as (
    select
        area_basis,
        area_key,
        indicator_code,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        'submissions' as source,
        1 as figure_number,
        form,
        report_phase,
        numerator,
        denominator,
        indicator_value,
        indicator_value as value_low,
        indicator_value as value_high,
        units_reported,
        units_expected,
        coalesce(units_reported = units_expected, false) as is_whole,
        is_estimated,
        compared_area_key,
        compared_period,
        cast(null as {{ dbt.type_string() }}) as submission_id,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as integer) as row_number
    from int_indicators__values
    union all
    select
        'reported' as area_basis,
        area_key,
        indicator_code,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        source,
        figure_number,
        'office__published_figures' as form,
        cast(null as {{ dbt.type_string() }}) as report_phase,
        cast(null as decimal(24, 0)) as numerator,
        cast(null as decimal(24, 0)) as denominator,
        case when value_low = value_high then cast(value_low as double) end as indicator_value,
        cast(value_low as double) as value_low,
        cast(value_high as double) as value_high,
        cast(null as bigint) as units_reported,
        cast(null as bigint) as units_expected,
        true as is_whole,
        false as is_estimated,
        cast(null as {{ dbt.type_string() }}) as compared_area_key,
        cast(null as {{ dbt.type_string() }}) as compared_period,
        submission_id,
        sheet,
        row_number
    from int_indicators__published
),

-- A national target measures the nation, its regions and provinces; a province's own comes before
-- it. What is set for a part of the country measures the figures of that part, too.
with_targets as (
    select
        of_all_sources.*,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_indicators__targets.comparator,
        int_indicators__targets.target_value,
        int_indicators__targets.target_programmes,
        int_indicators__targets.by_year,
        int_indicators__targets.is_yearly
    from of_all_sources
    inner join int_areas
        on of_all_sources.area_key = int_areas.area_key
    left join int_indicators__targets
        on
            of_all_sources.indicator_code = int_indicators__targets.indicator_code
            and of_all_sources.period_year
            between int_indicators__targets.from_year and int_indicators__targets.by_year
            and (
                of_all_sources.breakdown_by = 'all'
                or (
                    of_all_sources.breakdown_by = 'group'
                    and of_all_sources.breakdown = int_indicators__targets.scope_vi
                )
            )
            and (
                (
                    int_indicators__targets.area_level = 'nation'
                    and int_areas.area_level in ('nation', 'region', 'province')
                )
                or (
                    int_areas.area_level = int_indicators__targets.area_level
                    and int_areas.area_code = int_indicators__targets.area_code
                )
            )
    qualify row_number() over (
        partition by
            of_all_sources.area_basis,
            of_all_sources.area_key,
            of_all_sources.indicator_code,
            of_all_sources.period,
            of_all_sources.period_year,
            of_all_sources.poverty_standard,
            of_all_sources.breakdown_by,
            of_all_sources.breakdown,
            of_all_sources.source,
            of_all_sources.figure_number
        order by
            case when int_indicators__targets.area_level = 'nation' then 1 else 0 end,
            int_indicators__targets.by_year,
            int_indicators__targets.target_programmes
    ) = 1
),

-- The straight line from the first whole value of the target's years to the target.
with_path as (
    select
        *,
        first_value(indicator_value) over (
            partition by
                area_basis, area_level, area_code, indicator_code, breakdown_by, breakdown, form,
                by_year, is_whole and indicator_value is not null
            order by period_year, period, poverty_standard, area_key, source, figure_number
        ) as first_known_value,
        min(period_year) over (
            partition by
                area_basis, area_level, area_code, indicator_code, breakdown_by, breakdown, form,
                by_year, is_whole and indicator_value is not null
        ) as first_known_year
    from with_targets
),

compared as (
    select
        *,
        {{ meets_target(
            "case when comparator in ('>', '>=') then value_low else value_high end",
            'comparator',
            'target_value',
        ) }} as surely_meets,
        {{ meets_target(
            "case when comparator in ('>', '>=') then value_high else value_low end",
            'comparator',
            'target_value',
        ) }} as may_meet,
        case
            when first_known_year < period_year
                then
                    first_known_value
                    + (target_value - first_known_value)
                    * (period_year - first_known_year) / (by_year - first_known_year)
        end as path_value
    from with_path
),

final as (
    select
        area_basis,
        area_key,
        area_level,
        area_code,
        area_name,
        province_code,
        indicator_code,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        source,
        figure_number,
        form,
        report_phase,
        numerator,
        denominator,
        indicator_value,
        value_low,
        value_high,
        comparator as target_comparator,
        cast(target_value as double) as target_value,
        target_programmes,
        indicator_value - cast(target_value as double) as target_gap,
        case
            when comparator is null then null
            when not is_whole then 'unknown'
            when surely_meets then 'reached'
            when coalesce(may_meet, true) then 'unknown'
            when is_yearly or period_year >= by_year then 'behind'
            when path_value is null then 'unknown'
            when {{ meets_target('indicator_value', 'comparator', 'path_value') }} then 'on_track'
            else 'behind'
        end as target_status,
        units_reported,
        units_expected,
        is_estimated,
        compared_area_key,
        compared_period,
        submission_id,
        sheet,
        row_number
    from compared
)

select * from final
