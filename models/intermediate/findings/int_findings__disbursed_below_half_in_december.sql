-- A programme of which less than half is disbursed at the end of December: in 2023 ten provinces
-- were called in for it. One finding per report, the programmes behind named from the lowest on.
with

int_disbursement__rolled_up as (
    select * from {{ ref('int_disbursement__rolled_up') }}
    where
        area_basis = 'reported'
        and project_code is null
        and plan_type = 'total'
        and capital_source = 'total'
        and capital_kind = 'total'
),

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where is_counted
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

december_reports as (
    select
        area_key,
        as_of_month,
        budget_year,
        submission_id
    from int_disbursement__lines
    where month_number = budget_year * 12 + 12
    group by
        area_key,
        as_of_month,
        budget_year,
        submission_id
),

below_half as (
    select
        december_reports.submission_id,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.disbursement_ratio,
        row_number() over (
            partition by december_reports.submission_id
            order by
                int_disbursement__rolled_up.disbursement_ratio,
                int_disbursement__rolled_up.programme_code
        ) as place,
        {{ printed_percent('int_disbursement__rolled_up.disbursement_ratio') }} as printed_ratio
    from int_disbursement__rolled_up
    inner join december_reports
        on
            int_disbursement__rolled_up.area_key = december_reports.area_key
            and int_disbursement__rolled_up.as_of_month = december_reports.as_of_month
            and int_disbursement__rolled_up.budget_year = december_reports.budget_year
    where int_disbursement__rolled_up.disbursement_ratio < 0.5
),

behind as (
    select
        submission_id,
        'Chương trình ' || {{ dbt.listagg(
            "programme_code || ' (' || printed_ratio || ')'", "', '", 'order by place'
        ) }} as subject_vi,
        max(case when place = 1 then printed_ratio end) as lowest_ratio
    from below_half
    group by submission_id
),

final as (
    select
        {{ finding_id('disbursed_below_half_in_december', []) }} as finding_id,
        'disbursed_below_half_in_december' as rule_code,
        behind.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as bigint) as row_number,
        cast(null as bigint) as block,
        cast(null as {{ dbt.type_string() }}) as field,
        int_submissions__latest.issuer_area_code as area_code,
        behind.subject_vi,
        behind.lowest_ratio as value_given,
        '50 %' as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from behind
    inner join int_submissions__latest
        on behind.submission_id = int_submissions__latest.submission_id
)

select * from final
