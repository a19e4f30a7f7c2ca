with

indicators as (
    select * from {{ ref('indicators') }}
    where kind in ('ratio', 'count')
),

int_indicators__measures as (
    select * from {{ ref('int_indicators__measures') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

-- A ratio is over the units that know both its parts.
units as (
    select
        indicators.indicator_code,
        numerators.form,
        numerators.area_key,
        numerators.period,
        numerators.period_year,
        numerators.poverty_standard,
        numerators.report_phase,
        numerators.breakdown_by,
        numerators.breakdown,
        numerators.measure_value as numerator,
        denominators.measure_value as denominator,
        1 as unit
    from indicators
    inner join int_indicators__measures as numerators
        on
            indicators.numerator = numerators.measure_code
            and (
                numerators.breakdown_by = 'all'
                or '; ' || indicators.breakdowns || ';'
                like '%; ' || numerators.breakdown_by || ';%'
            )
            and numerators.period_year >= extract(year from indicators.valid_from)
            and numerators.period_year < coalesce(extract(year from indicators.valid_to), 9999)
    inner join int_areas
        on numerators.area_key = int_areas.area_key
    left join int_indicators__measures as denominators
        on
            indicators.denominator = denominators.measure_code
            and numerators.form = denominators.form
            and numerators.area_key = denominators.area_key
            and numerators.period = denominators.period
            and numerators.period_year = denominators.period_year
            and coalesce(numerators.poverty_standard, '')
            = coalesce(denominators.poverty_standard, '')
            and numerators.breakdown_by = denominators.breakdown_by
            and numerators.breakdown = denominators.breakdown
    where
        (indicators.denominator is null or denominators.measure_code is not null)
        and (indicators.unit_type is null or indicators.unit_type = int_areas.unit_type)
),

in_areas as (
    {{ in_rollup_areas(
        'units',
        keys=[
            'indicator_code',
            'form',
            'period',
            'period_year',
            'poverty_standard',
            'report_phase',
            'breakdown_by',
            'breakdown',
        ],
        measures=['numerator', 'denominator', 'unit'],
    ) }}
),

final as (
    select
        area_basis,
        rollup_area_key as area_key,
        rollup_level as area_level,
        indicator_code,
        form,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        {{ phase_of_sum('report_phase') }} as report_phase,
        cast(sum(numerator) as decimal(24, 0)) as numerator,
        cast(sum(denominator) as decimal(24, 0)) as denominator,
        cast(sum(unit) as bigint) as units_reported,
        max(estimated_mark) = 1 as is_estimated
    from in_areas
    -- A commune is of one kind: it has no parts to show.
    where
        breakdown_by = 'all'
        or rollup_level <> 'commune'
    group by
        area_basis,
        rollup_area_key,
        rollup_level,
        indicator_code,
        form,
        period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown
)

select * from final
