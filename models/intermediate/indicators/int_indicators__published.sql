with

int_published__figures as (
    select * from {{ ref('int_published__figures') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

nations as (
    select area_key
    from {{ ref('int_areas') }}
    where area_level = 'nation'
),

-- What is no unit (the poor districts, the minority areas) is a group within the nation.
figures as (
    select
        indicators.indicator_code,
        case
            when int_published__figures.area_level = 'group' then nations.area_key
            else int_published__figures.area_key
        end as area_key,
        case when int_published__figures.area_level = 'group' then 'group' else 'all' end
            as breakdown_by,
        case
            when int_published__figures.area_level = 'group' then int_published__figures.unit_vi
            else 'all'
        end as breakdown,
        coalesce(int_published__figures.period, int_published__figures.year_or_as_of) as period,
        coalesce(
            int_published__figures.to_year,
            cast(
                nullif(regexp_extract(int_published__figures.year_or_as_of, '([0-9]{4})', 1), '')
                as integer
            )
        ) as period_year,
        int_published__figures.poverty_standard,
        case
            when indicators.published_factor < 0 then -int_published__figures.value_high
            else int_published__figures.value_low
        end as value_low,
        case
            when indicators.published_factor < 0 then -int_published__figures.value_low
            else int_published__figures.value_high
        end as value_high,
        int_published__figures.source,
        int_published__figures.submission_id,
        int_published__figures.sheet,
        int_published__figures.row_number
    from int_published__figures
    cross join nations
    inner join indicators
        on
            '; ' || indicators.published_measures || ';'
            like '%; ' || int_published__figures.measure || ';%'
            and (
                indicators.published_for is null
                or int_published__figures.unit_vi = indicators.published_for
            )
    where
        int_published__figures.area_key is not null
        or int_published__figures.area_level = 'group'
),

final as (
    select
        *,
        row_number() over (
            partition by
                indicator_code, area_key, period, poverty_standard, breakdown_by, breakdown, source
            order by submission_id, row_number
        ) as figure_number
    from figures
    where coalesce(value_low, value_high) is not null
)

select * from final
