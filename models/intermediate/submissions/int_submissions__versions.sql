with

stg_ledger__submissions as (
    select * from {{ ref('stg_ledger__submissions') }}
),

-- Without a stated scope a report is about all that its issuer answers for.
scoped as (
    select
        submission_id,
        issuer_code,
        file_name,
        sha256,
        received_at,
        origin,
        sender,
        form,
        edition,
        variant,
        case when form is not null then coalesce(scope_area_code, issuer_code) end
            as scope_area_code,
        period,
        period_start,
        period_end,
        report_phase,
        budget_year,
        coalesce(as_of, period_end) as as_of,
        poverty_standard,
        submission_status,
        submission_status in ('accepted', 'partial') as has_landed,
        money_unit,
        rows_accepted,
        rows_refused
    from stg_ledger__submissions
),

-- The later arrival replaces, then the hash decides; a refused file replaces nothing.
numbered as (
    select
        submission_id,
        row_number() over (
            partition by
                issuer_code, form, variant, scope_area_code, period, budget_year, report_phase
            order by received_at, sha256, submission_id
        ) as version_number,
        lead(submission_id) over (
            partition by
                issuer_code, form, variant, scope_area_code, period, budget_year, report_phase
            order by received_at, sha256, submission_id
        ) is not null as is_superseded
    from scoped
    where has_landed
),

final as (
    select
        scoped.submission_id,
        scoped.issuer_code,
        scoped.file_name,
        scoped.sha256,
        scoped.received_at,
        scoped.origin,
        scoped.sender,
        scoped.form,
        scoped.edition,
        scoped.variant,
        scoped.scope_area_code,
        scoped.period,
        scoped.period_start,
        scoped.period_end,
        scoped.report_phase,
        scoped.budget_year,
        scoped.as_of,
        scoped.poverty_standard,
        scoped.submission_status,
        scoped.has_landed,
        scoped.money_unit,
        scoped.rows_accepted,
        scoped.rows_refused,
        cast(numbered.version_number as bigint) as version, -- noqa: RF04, the word of every reader
        coalesce(numbered.is_superseded, false) as is_superseded
    from scoped
    left join numbered
        on scoped.submission_id = numbered.submission_id
)

select * from final
