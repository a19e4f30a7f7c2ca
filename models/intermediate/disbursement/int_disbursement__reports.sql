with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where is_counted
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

int_submissions__lost_rows as (
    select * from {{ ref('int_submissions__lost_rows') }}
),

with_losses as (
    select submission_id
    from int_submissions__lost_rows
    group by submission_id
),

reports as (
    select
        int_disbursement__lines.area_key,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.month_number,
        int_disbursement__lines.budget_year,
        max(int_disbursement__lines.period_end) as month_end,
        max(case
            when
                int_disbursement__lines.as_of >= cast(
                    cast(int_disbursement__lines.budget_year + 1 as {{ dbt.type_string() }})
                    || '-01-31' as date
                )
                then 1
            else 0
        end) as final_mark,
        max(case when with_losses.submission_id is not null then 1 else 0 end) as lost_mark
    from int_disbursement__lines
    left join with_losses
        on int_disbursement__lines.submission_id = with_losses.submission_id
    group by
        int_disbursement__lines.area_key,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.month_number,
        int_disbursement__lines.budget_year
),

months as (
    select
        as_of_month,
        month_number,
        budget_year,
        max(month_end) as month_end
    from reports
    group by
        as_of_month,
        month_number,
        budget_year
),

-- Every province owes a report each month; a ministry counts where it has sent one. By code, so
-- that a report under yesterday's version of a province does not count that province twice.
owed as (
    select
        months.as_of_month,
        months.month_number,
        months.budget_year,
        provinces.area_key,
        provinces.area_code
    from months
    inner join int_areas as provinces
        on
            provinces.area_level = 'province'
            and months.month_end >= provinces.valid_from
            and months.month_end < coalesce(provinces.valid_to, cast('9999-12-31' as date))
),

listed as (
    select
        reports.area_key,
        reports.as_of_month,
        reports.month_number,
        reports.budget_year,
        reports.final_mark,
        reports.lost_mark,
        int_areas.area_level,
        int_areas.area_code,
        1 as reported_mark
    from reports
    inner join int_areas
        on reports.area_key = int_areas.area_key
    union all
    select
        owed.area_key,
        owed.as_of_month,
        owed.month_number,
        owed.budget_year,
        cast(null as integer) as final_mark,
        0 as lost_mark,
        'province' as area_level,
        owed.area_code,
        0 as reported_mark
    from owed
),

counted as (
    select *
    from listed
    qualify row_number() over (
        partition by as_of_month, budget_year, area_level, area_code
        order by reported_mark desc, area_key desc
    ) = 1
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        int_areas__rollups.rollup_level as area_level,
        int_areas__continued.territory_key,
        counted.as_of_month,
        counted.month_number,
        counted.budget_year,
        cast(sum(case when counted.area_level = 'province' then 1 else 0 end) as bigint)
            as provinces_expected,
        cast(sum(
            case when counted.area_level = 'province' then counted.reported_mark else 0 end
        ) as bigint) as provinces_reported,
        min(counted.final_mark) = 1 as is_final,
        max(counted.lost_mark) = 1 as has_lost_rows
    from counted
    inner join int_areas__rollups
        on counted.area_key = int_areas__rollups.area_key
    inner join int_areas__continued
        on int_areas__rollups.rollup_area_key = int_areas__continued.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_areas__rollups.rollup_level,
        int_areas__continued.territory_key,
        counted.as_of_month,
        counted.month_number,
        counted.budget_year
    having sum(counted.reported_mark) > 0
)

select * from final
