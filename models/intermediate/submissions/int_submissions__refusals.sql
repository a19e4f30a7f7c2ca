with

stg_ledger__refusals as (
    select * from {{ ref('stg_ledger__refusals') }}
),

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

refused as (
    select
        {{ hashed_key([
            'stg_ledger__refusals.rule_code',
            'stg_ledger__refusals.submission_id',
            'stg_ledger__refusals.sheet',
            'stg_ledger__refusals.cell',
            'stg_ledger__refusals.row_number',
            'stg_ledger__refusals.field',
            'stg_ledger__refusals.message_vi',
        ]) }} as finding_id,
        stg_ledger__refusals.rule_code,
        stg_ledger__refusals.severity,
        stg_ledger__refusals.submission_id,
        int_submissions__versions.issuer_code,
        int_submissions__versions.form,
        int_submissions__versions.period,
        stg_ledger__refusals.sheet,
        stg_ledger__refusals.cell,
        stg_ledger__refusals.row_number,
        stg_ledger__refusals.field,
        stg_ledger__refusals.area_code,
        stg_ledger__refusals.value_given,
        stg_ledger__refusals.value_expected,
        stg_ledger__refusals.message_vi,
        int_submissions__versions.received_at as first_seen_at
    from stg_ledger__refusals
    inner join int_submissions__versions
        on stg_ledger__refusals.submission_id = int_submissions__versions.submission_id
),

-- The same sentence about the same place is one finding.
final as (
    select *
    from refused
    qualify row_number() over (
        partition by finding_id
        order by value_given, value_expected, area_code
    ) = 1
)

select * from final
