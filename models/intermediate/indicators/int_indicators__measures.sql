with

int_indicators__cells as (
    select * from {{ ref('int_indicators__cells') }}
),

measures as (
    select
        *,
        count(*) over (partition by measure_code) as columns_asked
    from {{ ref('measures') }}
),

-- A measure is the sum of its columns; or it counts a unit where each of them has a listed value.
final as (
    select
        int_indicators__cells.form,
        measures.measure_code,
        int_indicators__cells.area_key,
        int_indicators__cells.period,
        int_indicators__cells.period_year,
        int_indicators__cells.poverty_standard,
        int_indicators__cells.report_phase,
        int_indicators__cells.breakdown_by,
        int_indicators__cells.breakdown,
        cast(case
            when min(measures.counted_values) is null
                then sum(int_indicators__cells.number_value)
            else
                min(case
                    when
                        '|' || measures.counted_values || '|'
                        like '%|' || coalesce(
                            int_indicators__cells.text_value,
                            cast(int_indicators__cells.number_value as {{ dbt.type_string() }})
                        ) || '|%'
                        then 1
                    else 0
                end)
        end as decimal(24, 0)) as measure_value
    from int_indicators__cells
    inner join measures
        on
            int_indicators__cells.form = measures.form
            and int_indicators__cells.column_name = measures.column_name
    group by
        int_indicators__cells.form,
        measures.measure_code,
        int_indicators__cells.area_key,
        int_indicators__cells.period,
        int_indicators__cells.period_year,
        int_indicators__cells.poverty_standard,
        int_indicators__cells.report_phase,
        int_indicators__cells.breakdown_by,
        int_indicators__cells.breakdown
    -- What one column leaves blank is unknown, not nothing.
    having count(*) = max(measures.columns_asked)
)

select * from final
