with

stg_ledger__submissions as (
    select * from {{ ref('stg_ledger__submissions') }}
),

submission_decisions as (
    select * from {{ ref('submission_decisions') }}
),

-- The sender's own word, unless the Office has set it aside. It takes back the same bytes that the
-- same issuer sent until then; sent again later they count again.
withdrawals as (
    select
        stg_ledger__submissions.submission_id,
        stg_ledger__submissions.issuer_code,
        stg_ledger__submissions.sha256,
        stg_ledger__submissions.received_at,
        stg_ledger__submissions.withdrawal_reason
    from stg_ledger__submissions
    left join submission_decisions
        on stg_ledger__submissions.submission_id = submission_decisions.submission_id
    where
        stg_ledger__submissions.withdrawal_reason is not null
        and submission_decisions.submission_id is null
),

withdrawn as (
    select
        stg_ledger__submissions.submission_id,
        withdrawals.withdrawal_reason
    from stg_ledger__submissions
    inner join withdrawals
        on
            stg_ledger__submissions.issuer_code = withdrawals.issuer_code
            and stg_ledger__submissions.sha256 = withdrawals.sha256
            and stg_ledger__submissions.received_at <= withdrawals.received_at
    where stg_ledger__submissions.withdrawal_reason is null
    qualify row_number() over (
        partition by stg_ledger__submissions.submission_id
        order by withdrawals.received_at, withdrawals.submission_id
    ) = 1
),

decided as (
    select
        stg_ledger__submissions.submission_id,
        case
            when submission_decisions.submission_id is not null then submission_decisions.decision
            when withdrawn.submission_id is not null then 'withdrawn'
            when stg_ledger__submissions.withdrawal_reason is not null then 'withdrawal'
        end as decision,
        coalesce(
            submission_decisions.reason,
            withdrawn.withdrawal_reason,
            stg_ledger__submissions.withdrawal_reason
        ) as decision_reason
    from stg_ledger__submissions
    left join submission_decisions
        on stg_ledger__submissions.submission_id = submission_decisions.submission_id
    left join withdrawn
        on stg_ledger__submissions.submission_id = withdrawn.submission_id
),

-- Without a stated scope a report is about all that its issuer answers for.
scoped as (
    select
        stg_ledger__submissions.submission_id,
        stg_ledger__submissions.issuer_code,
        stg_ledger__submissions.file_name,
        stg_ledger__submissions.sha256,
        stg_ledger__submissions.received_at,
        stg_ledger__submissions.origin,
        stg_ledger__submissions.sender,
        stg_ledger__submissions.form,
        stg_ledger__submissions.edition,
        stg_ledger__submissions.variant,
        case
            when stg_ledger__submissions.form is not null
                then coalesce(
                    stg_ledger__submissions.scope_area_code, stg_ledger__submissions.issuer_code
                )
        end as scope_area_code,
        stg_ledger__submissions.period,
        stg_ledger__submissions.period_start,
        stg_ledger__submissions.period_end,
        stg_ledger__submissions.report_phase,
        stg_ledger__submissions.budget_year,
        coalesce(stg_ledger__submissions.as_of, stg_ledger__submissions.period_end) as as_of,
        stg_ledger__submissions.poverty_standard,
        stg_ledger__submissions.submission_status,
        decided.decision,
        decided.decision_reason,
        stg_ledger__submissions.submission_status in ('accepted', 'partial')
        and decided.decision is null as is_valid,
        stg_ledger__submissions.money_unit,
        stg_ledger__submissions.rows_accepted,
        stg_ledger__submissions.rows_refused
    from stg_ledger__submissions
    inner join decided
        on stg_ledger__submissions.submission_id = decided.submission_id
),

-- The later arrival comes after, then the hash decides. A number stays whatever is decided later.
numbered as (
    select
        *,
        row_number() over (
            partition by
                issuer_code, form, variant, scope_area_code, period, budget_year, report_phase
            order by received_at, sha256, submission_id
        ) as version_number
    from scoped
    where
        submission_status in ('accepted', 'partial')
        and form is not null
),

-- Only what counts replaces: no refused file, and none that was withdrawn or excluded.
replaced as (
    select
        submission_id,
        version_number,
        coalesce(version_number < max(case when is_valid then version_number end) over (
            partition by
                issuer_code, form, variant, scope_area_code, period, budget_year, report_phase
        ), false) as is_superseded
    from numbered
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
        scoped.decision,
        scoped.decision_reason,
        scoped.is_valid,
        scoped.money_unit,
        scoped.rows_accepted,
        scoped.rows_refused,
        cast(replaced.version_number as bigint) as version, -- noqa: RF04, the word of every reader
        coalesce(replaced.is_superseded, false) as is_superseded
    from scoped
    left join replaced
        on scoped.submission_id = replaced.submission_id
)

select * from final
