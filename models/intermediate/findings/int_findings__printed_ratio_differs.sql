-- A rate printed beside its counts equals their quotient, up to the rounding of what is printed
-- (FORMS: rates printed beside counts are checked, never trusted).
with

stg_province__poverty_review as (
    select * from {{ ref('stg_province__poverty_review') }}
),

stg_treasury__disbursement as (
    select * from {{ ref('stg_treasury__disbursement') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

printed as (
    {% for rate, numerator, denominator, label in [
        ('poor', 'poor_households', 'households', 'Tỷ lệ hộ nghèo'),
        ('near_poor', 'near_poor_households', 'households', 'Tỷ lệ hộ cận nghèo'),
        ('average_farm', 'average_farm_households', 'households', 'Tỷ lệ hộ mức sống trung bình'),
        ('poor_persons', 'poor_persons', 'persons', 'Tỷ lệ khẩu nghèo'),
        ('near_poor_persons', 'near_poor_persons', 'persons', 'Tỷ lệ khẩu cận nghèo'),
        ('average_farm_persons', 'average_farm_persons', 'persons', 'Tỷ lệ khẩu mức sống trung bình'),
    ] -%}
        select
            submission_id,
            sheet,
            row_number,
            '{{ rate }}_ratio_printed' as field,
            cast(null as bigint) as block,
            area_code,
            area_name || ', cột {{ label }}' as subject_vi,
            {{ rate }}_ratio_printed as printed_ratio,
            cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
                as computed_ratio
        from stg_province__poverty_review
        where {{ rate }}_ratio_printed is not null
        union all
    {% endfor -%}
    select
        submission_id,
        sheet,
        row_number,
        'disbursement_ratio_printed' as field,
        block,
        cast(null as {{ dbt.type_string() }}) as area_code,
        line_name || ' (' || {{ capital_label() }} || '), cột Tỷ lệ'
            as subject_vi,
        disbursement_ratio_printed as printed_ratio,
        cast(disbursed_vnd as double) / nullif(cast(assigned_vnd as double), 0) as computed_ratio
    from stg_treasury__disbursement
    where disbursement_ratio_printed is not null
),

final as (
    select
        {{ finding_id('printed_ratio_differs', [
            'printed.sheet', 'printed.row_number', 'printed.block', 'printed.field',
        ]) }} as finding_id,
        'printed_ratio_differs' as rule_code,
        printed.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        printed.sheet,
        printed.row_number,
        printed.block,
        printed.field,
        coalesce(printed.area_code, int_submissions__latest.issuer_area_code) as area_code,
        printed.subject_vi,
        {{ printed_percent('printed.printed_ratio') }} as value_given,
        {{ printed_percent('printed.computed_ratio') }} as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from printed
    inner join int_submissions__latest
        on printed.submission_id = int_submissions__latest.submission_id
    where
        abs(cast(printed.printed_ratio as double) - printed.computed_ratio)
        > {{ rounding_of_percent('printed.printed_ratio') }}
)

select * from final
