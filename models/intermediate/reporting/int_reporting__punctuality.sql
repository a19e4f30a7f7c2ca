with

int_reporting__timeliness as (
    select * from {{ ref('int_reporting__timeliness') }}
),

final as (
    select
        area_key,
        cast(substring(period, 1, 4) as integer) as period_year,
        count(*) as reports_due,
        cast(sum(case report_status when 'on_time' then 1 else 0 end) as bigint) as reports_on_time
    from int_reporting__timeliness
    where area_key is not null
    group by
        area_key,
        substring(period, 1, 4)
)

select * from final
