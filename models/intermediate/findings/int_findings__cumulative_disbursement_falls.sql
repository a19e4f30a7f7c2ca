-- Disbursement is cumulative from the start of the budget year: a later month cannot be lower.
with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where is_counted
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

known as (
    select
        *,
        lag(disbursed_vnd) over (
            partition by
                issuer_code,
                budget_year,
                programme_code,
                project_code,
                plan_type,
                capital_source,
                capital_kind,
                origin_year
            order by month_number
        ) as previous_disbursed_vnd
    from int_disbursement__lines
    where disbursed_vnd is not null
),

falling as (
    select
        *,
        line_name || ' (' || {{ capital_label() }} || ')' as subject_vi
    from known
    where disbursed_vnd < previous_disbursed_vnd
),

final as (
    select
        {{ finding_id('cumulative_disbursement_falls', [
            'falling.programme_code', 'falling.project_code',
            'falling.plan_type', 'falling.capital_source', 'falling.capital_kind',
            'falling.origin_year',
        ]) }} as finding_id,
        'cumulative_disbursement_falls' as rule_code,
        falling.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        falling.sheet,
        falling.row_number,
        falling.block,
        'disbursed_vnd' as field,
        int_submissions__latest.issuer_area_code as area_code,
        falling.subject_vi,
        cast(falling.disbursed_vnd as {{ dbt.type_string() }}) as value_given,
        cast(falling.previous_disbursed_vnd as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from falling
    inner join int_submissions__latest
        on falling.submission_id = int_submissions__latest.submission_id
)

select * from final
