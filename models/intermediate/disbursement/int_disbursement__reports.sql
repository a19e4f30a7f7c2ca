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

stg_treasury__disbursement as (
    select * from {{ ref('stg_treasury__disbursement') }}
),

-- A row that did not land at all is in none of its sums; one that did says which cell is unknown.
with_losses as (
    select
        int_submissions__lost_rows.submission_id,
        max(case when stg_treasury__disbursement.submission_id is null then 1 else 0 end)
            as missing_mark
    from int_submissions__lost_rows
    left join stg_treasury__disbursement
        on
            int_submissions__lost_rows.submission_id = stg_treasury__disbursement.submission_id
            and int_submissions__lost_rows.sheet = stg_treasury__disbursement.sheet
            and int_submissions__lost_rows.row_number = stg_treasury__disbursement.row_number
    group by int_submissions__lost_rows.submission_id
),

reports as (
    select
        int_disbursement__lines.area_key,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.month_number,
        int_disbursement__lines.budget_year,
        max(int_disbursement__lines.period_end) as period_end,
        max(case
            when
                int_disbursement__lines.as_of >= cast(
                    cast(int_disbursement__lines.budget_year + 1 as {{ dbt.type_string() }})
                    || '-01-31' as date
                )
                then 1
            else 0
        end) as final_mark,
        max(case when with_losses.submission_id is not null then 1 else 0 end) as lost_mark,
        max(coalesce(with_losses.missing_mark, 0)) as missing_mark
    from int_disbursement__lines
    left join with_losses
        on int_disbursement__lines.submission_id = with_losses.submission_id
    group by
        int_disbursement__lines.area_key,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.month_number,
        int_disbursement__lines.budget_year
),

counted as (
    {{ owed_reports(
        'reports',
        keys=['as_of_month', 'month_number', 'budget_year'],
        marks=['final_mark', 'lost_mark', 'missing_mark'],
    ) }}
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
        max(counted.lost_mark) = 1 as has_lost_rows,
        max(counted.missing_mark) = 1 as has_missing_rows
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
