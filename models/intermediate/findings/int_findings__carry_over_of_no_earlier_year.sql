-- Capital carried over is of a year before the budget year (a header left over from another year).
-- One for each such group of columns, at its first line.
with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where plan_type = 'carry_over'
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

misdated as (
    select
        *,
        {{ capital_label() }} as subject_vi
    from int_disbursement__lines
    where origin_year >= budget_year
    qualify row_number() over (
        partition by submission_id, sheet, block order by row_number
    ) = 1
),

final as (
    select
        {{ finding_id('carry_over_of_no_earlier_year', [
            'misdated.sheet', 'misdated.block',
        ]) }} as finding_id,
        'carry_over_of_no_earlier_year' as rule_code,
        misdated.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        misdated.sheet,
        misdated.row_number,
        misdated.block,
        'assigned_vnd' as field,
        int_submissions__latest.issuer_area_code as area_code,
        misdated.subject_vi,
        cast(misdated.origin_year as {{ dbt.type_string() }}) as value_given,
        cast(misdated.budget_year as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from misdated
    inner join int_submissions__latest
        on misdated.submission_id = int_submissions__latest.submission_id
)

select * from final
