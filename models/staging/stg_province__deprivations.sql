with

source as (
    {{ landed_lines('province__deprivations') }}
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
        group_households,
        employment,
        dependents,
        nutrition,
        health_insurance,
        adult_education,
        child_schooling,
        housing_quality,
        housing_area,
        water,
        toilet,
        telecom,
        info_devices,

        ---------- as printed
        deprivations_printed,
        cell_states
    from source
)

select * from final
