with

int_published__compared as (
    select * from {{ ref('int_published__compared') }}
),

final as (
    select
        measure,
        area_key,
        area_level,
        area_code,
        area_name,
        unit_vi,
        period,
        as_of,
        year_or_as_of,
        programme_code,
        project_code,
        capital_source,
        capital_kind,
        plan_type,
        poverty_standard,
        source,
        figure_number,
        value_low,
        value_high,
        qualifier,
        unit,
        value_text,
        printed_unit,
        denominator as denominator_vi,
        computed_value,
        computed_from,
        difference,
        note,
        submission_id,
        sheet,
        row_number
    from int_published__compared
)

select * from final
