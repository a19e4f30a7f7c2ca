with

int_poverty__lines as (
    select * from {{ ref('int_poverty__lines') }}
),

final as (
    select
        submission_id,
        sheet,
        row_number,
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
        households,
        persons,
        minority_households,
        poor_households,
        minority_poor_households,
        poor_ratio_printed,
        near_poor_households,
        minority_near_poor_households,
        near_poor_ratio_printed,
        average_farm_households,
        minority_average_farm_households,
        average_farm_ratio_printed,
        poor_persons,
        poor_persons_ratio_printed,
        near_poor_persons,
        near_poor_persons_ratio_printed,
        average_farm_persons,
        average_farm_persons_ratio_printed
    from int_poverty__lines
)

select * from final
