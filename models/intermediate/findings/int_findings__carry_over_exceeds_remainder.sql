-- What is carried over into a year is at most what the year before left of its plan at 31 January
-- (Luật Đầu tư công 2024 Điều 72). Of a line that the final report of that year also has; where it
-- is printed year by year, of the years together, told at the first of them.
with

int_disbursement__years_paired as (
    select * from {{ ref('int_disbursement__years_paired') }}
    where
        area_basis = 'reported'
        and area_level in ('province', 'ministry')
),

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where
        is_counted
        and capital_source = 'central'
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

-- What knows neither its plan nor what was paid of it adds nothing; what knows one of them leaves
-- the remainder unknown.
left_over as (
    select
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        project_code,
        capital_kind,
        sum(assigned_vnd - disbursed_vnd) as remainder_vnd
    from int_disbursement__lines
    group by
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        project_code,
        capital_kind
    having sum(case when (assigned_vnd is null) <> (disbursed_vnd is null) then 1 else 0 end) = 0
),

carried_over as (
    select
        *,
        line_name || ' (' || {{ capital_label("'carry_over'") }} || ')' as subject_vi,
        sum(assigned_vnd) over (
            partition by submission_id, programme_code, project_code, capital_kind
        ) as carry_over_vnd
    from int_disbursement__lines
    where
        plan_type = 'carry_over'
        and assigned_vnd > 0
    qualify row_number() over (
        partition by submission_id, programme_code, project_code, capital_kind
        order by sheet, row_number, block
    ) = 1
),

exceeding as (
    select
        carried_over.*,
        left_over.remainder_vnd
    from carried_over
    inner join int_disbursement__years_paired
        on
            carried_over.area_key = int_disbursement__years_paired.area_key
            and carried_over.as_of_month = int_disbursement__years_paired.as_of_month
            and carried_over.budget_year = int_disbursement__years_paired.budget_year
    inner join left_over
        on
            int_disbursement__years_paired.last_area_key = left_over.area_key
            and int_disbursement__years_paired.last_as_of_month = left_over.as_of_month
            and int_disbursement__years_paired.budget_year = left_over.budget_year + 1
            and carried_over.programme_code = left_over.programme_code
            and coalesce(carried_over.project_code, '') = coalesce(left_over.project_code, '')
            and carried_over.capital_kind = left_over.capital_kind
    where
        int_disbursement__years_paired.is_last_final
        and int_disbursement__years_paired.is_last_whole
        -- The form is in triệu đồng: less than one is rounding.
        and carried_over.carry_over_vnd >= left_over.remainder_vnd + 1000000
),

final as (
    select
        {{ finding_id('carry_over_exceeds_remainder', [
            'exceeding.programme_code', 'exceeding.project_code',
            'exceeding.plan_type', 'exceeding.capital_source', 'exceeding.capital_kind',
        ]) }} as finding_id,
        'carry_over_exceeds_remainder' as rule_code,
        exceeding.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        exceeding.sheet,
        exceeding.row_number,
        exceeding.block,
        'assigned_vnd' as field,
        int_submissions__latest.issuer_area_code as area_code,
        exceeding.subject_vi,
        cast(exceeding.carry_over_vnd as {{ dbt.type_string() }}) as value_given,
        cast(exceeding.remainder_vnd as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from exceeding
    inner join int_submissions__latest
        on exceeding.submission_id = int_submissions__latest.submission_id
)

select * from final
