with

targets as (
    select * from {{ ref('targets') }}
),

-- Two programmes may set the same target: it is one, of both.
final as (
    select
        indicator_code,
        area_level,
        area_code,
        scope_vi,
        comparator,
        target_value,
        from_year,
        by_year,
        is_yearly,
        {{ dbt.listagg('programme_code', "'; '", 'order by programme_code') }} as target_programmes
    from targets
    group by
        indicator_code,
        area_level,
        area_code,
        scope_vi,
        comparator,
        target_value,
        from_year,
        by_year,
        is_yearly
)

select * from final
