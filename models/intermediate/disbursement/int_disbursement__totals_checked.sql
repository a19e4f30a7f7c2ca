{% set fields = [
    ('assigned_vnd', 'Kế hoạch được giao'),
    ('allocated_vnd', 'Đã phân bổ chi tiết'),
    ('disbursed_vnd', 'Giải ngân lũy kế'),
    ('advance_vnd', 'Tạm ứng chưa thu hồi'),
] -%}

with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

stg_treasury__disbursement as (
    select * from {{ ref('stg_treasury__disbursement') }}
),

int_submissions__lost_rows as (
    select * from {{ ref('int_submissions__lost_rows') }}
),

-- A report with a row that did not land, or not whole, cannot be added up.
lines as (
    select stg_treasury__disbursement.*
    from stg_treasury__disbursement
    inner join int_submissions__latest
        on stg_treasury__disbursement.submission_id = int_submissions__latest.submission_id
    where stg_treasury__disbursement.submission_id not in (
        select int_submissions__lost_rows.submission_id from int_submissions__lost_rows
    )
),

details as (
    select *
    from lines
    where row_kind = 'detail'
),

-- Each detail line counts in its project, in its programme and in the whole report.
details_by_total as (
    select
        'project' as total_of,
        programme_code,
        substring(project_code, 1, 2) as project_code,
        submission_id,
        plan_type,
        capital_source,
        capital_kind,
        assigned_vnd,
        allocated_vnd,
        disbursed_vnd,
        advance_vnd
    from details
    where project_code is not null
    union all
    select
        'programme' as total_of,
        programme_code,
        cast(null as {{ dbt.type_string() }}) as project_code,
        submission_id,
        plan_type,
        capital_source,
        capital_kind,
        assigned_vnd,
        allocated_vnd,
        disbursed_vnd,
        advance_vnd
    from details
    union all
    select
        'report' as total_of,
        cast(null as {{ dbt.type_string() }}) as programme_code,
        cast(null as {{ dbt.type_string() }}) as project_code,
        submission_id,
        plan_type,
        capital_source,
        capital_kind,
        assigned_vnd,
        allocated_vnd,
        disbursed_vnd,
        advance_vnd
    from details
),

sums as (
    select
        total_of,
        programme_code,
        project_code,
        submission_id,
        plan_type,
        capital_source,
        capital_kind,
        {% for field, label in fields -%}
            sum({{ field }}) as {{ field }},
            count({{ field }}) as {{ field }}_known,
        {% endfor -%}
        count(*) as detail_rows
    from details_by_total
    group by
        total_of,
        programme_code,
        project_code,
        submission_id,
        plan_type,
        capital_source,
        capital_kind
),

totals as (
    select
        *,
        case
            when programme_code is null then 'report'
            when project_code is null then 'programme'
            else 'project'
        end as total_of
    from lines
    where row_kind in ('group', 'total')
),

paired as (
    {% for field, label in fields -%}
        select
            totals.submission_id,
            totals.sheet,
            totals.row_number,
            totals.block,
            totals.line_name,
            totals.plan_type,
            totals.capital_source,
            totals.capital_kind,
            '{{ field }}' as field,
            '{{ label }}' as field_vi,
            totals.{{ field }} as printed_value,
            sums.{{ field }} as summed_value,
            sums.detail_rows
        from totals
        inner join sums
            on
                totals.total_of = sums.total_of
                and coalesce(totals.programme_code, '') = coalesce(sums.programme_code, '')
                and coalesce(totals.project_code, '') = coalesce(sums.project_code, '')
                and totals.submission_id = sums.submission_id
                and totals.plan_type = sums.plan_type
                and totals.capital_source = sums.capital_source
                and totals.capital_kind = sums.capital_kind
        where sums.{{ field }}_known = sums.detail_rows
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        block,
        line_name,
        plan_type,
        capital_source,
        capital_kind,
        field,
        field_vi,
        cast(printed_value as decimal(20, 0)) as printed_value,
        cast(summed_value as decimal(20, 0)) as summed_value
    from paired
    -- Each line was rounded to a đồng when it was read (a sheet in triệu đồng has decimals).
    where abs(printed_value - summed_value) > detail_rows
)

select * from final
