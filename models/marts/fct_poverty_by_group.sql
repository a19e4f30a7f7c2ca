with

int_poverty_groups__lines as (
    select * from {{ ref('int_poverty_groups__lines') }}
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        block,
        origin,
        issuer_code,
        scope_area_code,
        area_key,
        area_level,
        area_code,
        area_name as area_name_printed,
        period,
        review_year,
        report_phase,
        poverty_standard,
        group_kind,
        household_group,
        group_code,
        group_name,
        households,
        poor_households,
        near_poor_households,
        group_households,
        cause_households,
        is_counted
    from int_poverty_groups__lines
)

select * from final
