with

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

latest as (
    select
        *,
        case when issuer_code like 'ministry-%' then 'ministry' else 'province' end as issuer_level,
        upper(replace(issuer_code, 'ministry-', '')) as issuer_area_code
    from int_submissions__versions
    where
        is_valid
        and not is_superseded
),

-- The issuer's version in force on the day the figures stand for; before the first and after the
-- last one, the nearest: a report must not fall out because it was sent under yesterday's code.
issuers as (
    select
        latest.submission_id,
        int_areas.area_key
    from latest
    inner join int_areas
        on
            latest.issuer_level = int_areas.area_level
            and latest.issuer_area_code = upper(int_areas.area_code)
    qualify row_number() over (
        partition by latest.submission_id
        order by
            case when int_areas.valid_from <= latest.as_of then 0 else 1 end,
            case when int_areas.valid_from <= latest.as_of then int_areas.valid_from end desc,
            int_areas.valid_from
    ) = 1
),

final as (
    select
        latest.submission_id,
        latest.issuer_code,
        latest.issuer_level,
        latest.issuer_area_code,
        issuers.area_key as issuer_area_key,
        latest.form,
        latest.variant,
        latest.scope_area_code,
        latest.scope_area_code = latest.issuer_code as is_whole_issuer,
        latest.period,
        latest.period_start,
        latest.period_end,
        cast(extract(year from latest.period_start) as integer) as period_year,
        latest.report_phase,
        {{ phase_rank('latest.report_phase') }} as phase_rank,
        latest.budget_year,
        latest.as_of,
        latest.poverty_standard,
        latest.origin,
        latest.sender,
        latest.money_unit,
        latest.received_at,
        latest.version,
        latest.rows_accepted,
        latest.rows_refused
    from latest
    left join issuers
        on latest.submission_id = issuers.submission_id
)

select * from final
