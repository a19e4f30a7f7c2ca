-- A value that the Office has replaced (seeds/corrections.csv) is not the one that was sent: nobody
-- who reads it may be misled.
with

corrections as (
    select * from {{ ref('corrections') }}
    where status = 'active'
),

int_submissions__columns as (
    select * from {{ ref('int_submissions__columns') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

addressed as (
    select
        *,
        regexp_replace(cell, '[0-9]+$', '') as column_letters,
        cast(regexp_replace(cell, '^[A-Z]+', '') as bigint) as row_number
    from corrections
),

placed as (
    select
        addressed.*,
        int_submissions__columns.block
    from addressed
    inner join int_submissions__columns
        on
            addressed.submission_id = int_submissions__columns.submission_id
            and addressed.sheet = int_submissions__columns.sheet
            and addressed.row_number >= int_submissions__columns.first_row
            and (
                int_submissions__columns.last_row is null
                or addressed.row_number <= int_submissions__columns.last_row
            )
            and addressed.field = int_submissions__columns.column_name
            and addressed.column_letters = int_submissions__columns.column_letters
),

final as (
    select
        {{ finding_id('correction_applied', ['placed.sheet', 'placed.cell', 'placed.field']) }}
            as finding_id,
        'correction_applied' as rule_code,
        placed.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        placed.sheet,
        placed.row_number,
        placed.block,
        placed.field,
        int_submissions__latest.issuer_area_code as area_code,
        'Ô ' || placed.sheet || '!' || placed.cell || ' (lý do: ' || placed.reason || ')'
            as subject_vi,
        placed.expect as value_given,
        placed.value as value_expected,
        cast(placed.decided_on as timestamp) as first_seen_at
    from placed
    inner join int_submissions__latest
        on placed.submission_id = int_submissions__latest.submission_id
)

select * from final
