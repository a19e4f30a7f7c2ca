with

source as (
    {{ landed_lines('province__poverty_review') }}
),

final as (
    select
        ---------- ids
        submission_id,
        sheet,
        row_number,
        row_kind,
        tt,
        area_name,
        area_level,
        area_code,

        ---------- periods
        area_as_of,

        ---------- measures: households
        households,
        minority_households,
        poor_households,
        minority_poor_households,
        near_poor_households,
        minority_near_poor_households,
        average_farm_households,
        minority_average_farm_households,

        ---------- measures: persons
        persons,
        poor_persons,
        near_poor_persons,
        average_farm_persons,

        ---------- as printed
        poor_ratio_printed,
        near_poor_ratio_printed,
        average_farm_ratio_printed,
        poor_persons_ratio_printed,
        near_poor_persons_ratio_printed,
        average_farm_persons_ratio_printed,
        cell_states
    from source
)

select * from final
